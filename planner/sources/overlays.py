"""Overlays: layers of one's own (rivers, roads, seats, old districts), drawn over the maps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pydantic import BaseModel, ConfigDict, Field
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

from planner.errors import InputError, Problem, listed
from planner.sources.cells import as_text
from planner.sources.country import country
from planner.sources.outlines import read_vector
from planner.sources.provenance import Gathering, find_file
from planner.sources.tables.grids import WORKBOOKS, grid_of, sheet_names
from planner.units.provenance import Overlay, attach, provenance_of
from planner.words.facts import LAYER_HEADS, LAYERS, LAYERS_TAB
from planner.words.letters import Encoding
from planner.words.text import Said, Text, say


class LayerSettings(BaseModel):
    """A layer of one's own that is drawn over every map of a run."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    file: str
    """Path of a vector file of lines, points or areas (areas are drawn by their edges)."""
    name: Text
    """What the legend calls it; in two languages as ``{vi: …, en: …}``."""
    layer: str | None = None
    """Layer of the file; needed when it has several."""
    encoding: Encoding | None = None
    """How the letters of the file are written; found by itself where it is clear."""
    crs: str | None = None
    """Coordinate system, where the file does not say it (``EPSG:9209``)."""
    label: str | None = None
    """Heading of the column whose texts are written beside the shapes."""
    colour: str = Field(default="#2b6ca3", pattern=r"^#[0-9a-fA-F]{6}$")
    """Colour of lines, points and names, as ``#rrggbb``."""
    width_mm: float = Field(default=0.35, gt=0.0, le=3.0)
    """Width of lines in mm on A3; on the page it is as wide to the eye."""
    dash_mm: tuple[float, ...] = Field(default=(), max_length=8)
    """Dash and gap in mm on A3, in turn; empty: a whole line."""


class MapSettings(BaseModel):
    """What the maps of a run show beside units and plan."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    layers: tuple[LayerSettings, ...] = ()
    """Layers of one's own, drawn in this order: the last above all."""
    beyond_percent: float = Field(default=15.0, ge=0.0, le=100.0)
    """How far around the units layers are drawn, in percent of the width and height of these."""


def read_layers(form: Path) -> list[LayerSettings]:
    """Read the layers that an office names in the second sheet of the form of facts.

    Parameters
    ----------
    form : Path
        A form of facts, or anything else that holds answers: of that there are none.

    Returns
    -------
    list of LayerSettings
        Their files as they are named, from the folder of the form.

    Raises
    ------
    InputError
        The workbook cannot be read.
    """
    if form.suffix.lower() not in WORKBOOKS or LAYERS_TAB not in sheet_names(form):
        return []
    rows = [
        as_text(pd.Series([*row, *[""] * len(LAYER_HEADS)], dtype=object)).tolist()
        for row in grid_of(form, LAYERS_TAB).rows
    ]
    start = next((i + 1 for i, row in enumerate(rows) if tuple(row[:3]) == LAYER_HEADS), len(rows))
    layers = []
    for name, file, label, *_ in rows[start:]:
        if file:
            known, colour = LAYERS.get(name, (Text(name or Path(file).stem, ""), "#2b6ca3"))
            called = Text(known.vi, known.en or known.vi)
            layers.append(LayerSettings(file=file, name=called, label=label or None, colour=colour))
    return layers


def with_overlays(
    units: gpd.GeoDataFrame, settings: MapSettings, base_folder: Path
) -> gpd.GeoDataFrame:
    """Read the layers of one's own and let units carry them.

    Parameters
    ----------
    units : GeoDataFrame
        Projected; their system becomes that of the layers.
    settings : MapSettings
    base_folder : Path
        Folder of the scenario.

    Returns
    -------
    GeoDataFrame
        The same units; their provenance names the files and holds the layers.

    Raises
    ------
    InputError
        A file that cannot be read, has no such column, no coordinate system, or nothing here.
    """
    if not settings.layers:
        return units
    own = provenance_of(units)
    gathering = Gathering(inputs=list(own.inputs))
    west, south, east, north = units.total_bounds
    wide, high = (side * settings.beyond_percent / 100 for side in (east - west, north - south))
    room = (west - wide, south - high, east + wide, north + high)
    drawn, problems = [], list[Problem]()
    for layer in settings.layers:
        try:
            path = find_file(layer.file, base_folder)
            gathering.add_file(path)
            shapes = _read(path, layer).to_crs(units.crs)
            drawn.append(overlay_of(layer, _within(shapes, room, path.name)))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    found = replace(own, inputs=tuple(gathering.inputs), overlays=tuple(drawn))
    return attach(units.copy(), found)


def overlay_of(layer: LayerSettings, shapes: gpd.GeoDataFrame) -> Overlay:
    """Put a layer together: how it looks, and its shapes with their labels."""
    return Overlay(layer.name, layer.colour, layer.width_mm, layer.dash_mm, shapes)


def _read(path: Path, layer: LayerSettings) -> gpd.GeoDataFrame:
    """Read shapes and labels, in the system of the file."""
    frame = read_vector(path, layer.layer, layer.encoding)
    frame, _ = country().as_meant(frame, layer.encoding, path.name)
    headings = [str(name) for name in frame.columns if name != "geometry"]
    if layer.label is not None and layer.label not in headings:
        raise InputError(
            Problem(
                say("{place}, column {column}", place=path.name, column=layer.label),
                say("no column '{column}'", column=layer.label),
                say("one of {names}", names=listed(headings)),
                say("correct `label` under `maps.layers`"),
            )
        )
    labels = pd.Series("", frame.index) if layer.label is None else as_text(frame[layer.label])
    shapes = shapely.force_2d(frame.geometry.to_numpy())
    system = _system(path, layer, frame)
    return gpd.GeoDataFrame({"label": labels}, geometry=shapes, crs=system)


def _system(path: Path, layer: LayerSettings, frame: gpd.GeoDataFrame) -> CRS:
    """Take the coordinate system that is stated, else that of the file."""
    try:
        if layer.crs is not None:
            return CRS.from_user_input(layer.crs)
    except CRSError as error:
        raise _no_system(path, f"'{layer.crs}'") from error
    if frame.crs is None:
        raise _no_system(path, say("none"))
    return CRS(frame.crs)


def _no_system(path: Path, reason: Said) -> InputError:
    return InputError(
        Problem(
            say("{file}, coordinate system", file=path.name),
            reason,
            say("a coordinate system, as EPSG:9209"),
            say("state it as `crs` under `maps.layers`"),
        )
    )


def _within(
    shapes: gpd.GeoDataFrame, room: tuple[float, float, float, float], place: str
) -> gpd.GeoDataFrame:
    """Cut shapes to the map; areas stay whole, so that no edge of the map is drawn for theirs."""
    drawn = shapes.geometry.to_numpy()
    areas = shapely.get_dimensions(drawn) == 2
    cut = shapely.clip_by_rect(drawn, *room)
    cut = np.where(areas & ~shapely.is_empty(cut), drawn, cut)
    kept = ~(shapely.is_empty(cut) | shapely.is_missing(cut))
    if not kept.any():
        raise InputError(
            Problem(
                place,
                say("nothing within the map"),
                say("lines, points or areas of the same place as the units"),
                say("check its coordinate system, or leave the layer out"),
            )
        )
    labels = shapes["label"].to_numpy()[kept]
    several = [_several(shape) for shape in cut[kept]]
    return gpd.GeoDataFrame({"label": labels}, geometry=several, crs=shapes.crs)


def _several(shape: BaseGeometry) -> BaseGeometry:
    """Give a shape as one of several parts, as a GeoPackage holds all of a layer."""
    kinds = (shapely.MultiPoint, shapely.MultiLineString, shapely.MultiPolygon)
    parts = shapely.get_parts(shape)
    highest = max(shapely.get_dimensions(parts))
    own = [part for part in parts if shapely.get_dimensions(part) == highest]
    return kinds[highest](own)
