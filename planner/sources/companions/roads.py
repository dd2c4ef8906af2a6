"""Roads: how long people take to offices, along lines with a speed, on foot where none leads."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from pydantic import BaseModel, ConfigDict, Field
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from planner.errors import InputError, Problem, listed, raise_if_any
from planner.sources.outlines import read_vector
from planner.sources.provenance import Gathering
from planner.units import full_name
from planner.units.seats import FloatArray, IntArray, SeatSettings, seats_of
from planner.words.text import say


class RoadLayer(BaseModel):
    """A layer of roads: lines that meet in common vertices, with a speed."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    file: str
    """Path of a GeoPackage, GeoJSON, Shapefile or KML."""
    speed: str = "speed"
    """Column of the speed, in km/h."""
    join_m: float = Field(default=1.0, gt=0, le=100)
    """Vertices nearer than this are one crossing, in metres."""


@dataclass(frozen=True)
class Network:
    """Roads as a graph.

    Attributes
    ----------
    places : ndarray of float64, shape (v, 2)
        Vertices, in metres.
    times : csr_array, shape (v, v)
        Seconds along each piece, the same in both directions.
    """

    places: FloatArray
    times: csr_array


def seconds_by_road(
    path: Path,
    settings: RoadLayer,
    units: gpd.GeoDataFrame,
    seats: SeatSettings,
    gathering: Gathering,
) -> list[list[int]]:
    """Measure the mean time from where the people of each unit live to each office.

    Everybody walks to the nearest vertex of the roads and from there to the office, or goes on
    foot all the way where that takes less.

    Raises
    ------
    InputError
        A layer without lines or system, a speed that is none.

    Returns
    -------
    list of n lists of k int
        Whole seconds.
    """
    network = read_roads(path, settings, units)
    measured = seats_of(units, seats)
    homes, on_foot = measured.homes, seats.on_foot_km_h / 3.6
    from_home, home = _nearest(network.places, homes.x, homes.y)
    from_office, office = _nearest(network.places, measured.x, measured.y)
    starts, turn = np.unique(office, return_inverse=True)
    along = dijkstra(network.times, directed=False, indices=starts)[:, home].T[:, turn]
    by_road = along + (from_home[:, None] + from_office) / on_foot
    walked = measured.apart / on_foot
    _tell_far(path, network, units, homes.unit, home, office, gathering)
    each = np.minimum(by_road, walked) * homes.share[:, None]
    mean = np.zeros((len(units), len(office)))
    np.add.at(mean, homes.unit, each)
    rows: list[list[int]] = np.rint(mean).astype(np.int64).tolist()
    return rows


def _nearest(vertices: FloatArray, x: FloatArray, y: FloatArray) -> tuple[FloatArray, IntArray]:
    """Find the nearest vertex of each place, and how far it is, in metres."""
    # Read where there are roads: every other run has no need of it, a fifth of a second.
    from scipy.spatial import cKDTree

    away, vertex = cKDTree(vertices).query(np.column_stack([x, y]))
    return np.asarray(away, dtype=np.float64), np.asarray(vertex, dtype=np.int64)


def read_roads(path: Path, settings: RoadLayer, units: gpd.GeoDataFrame) -> Network:
    """Read lines as a graph: each vertex is a crossing of all lines that have it.

    Raises
    ------
    InputError
        See :func:`seconds_by_road`.
    """
    layer = read_vector(path, None)
    lines = layer.geom_type.isin(["LineString", "MultiLineString"])
    problems = []
    if layer.crs is None or not len(layer) or not lines.all():
        problems.append(
            Problem(
                path.name,
                say("no lines, or no coordinate system"),
                say("a layer of lines with its coordinate system"),
                say("set its coordinate system and save it again"),
            )
        )
    if settings.speed not in layer:
        problems.append(
            Problem(
                path.name,
                say("no column '{column}'", column=settings.speed),
                say("one of {names}", names=listed(map(str, layer.columns.drop("geometry")), 20)),
                say("name it under `beside.roads.speed`"),
            )
        )
    raise_if_any(problems)
    speed = np.array([_number(cell) for cell in layer[settings.speed]])
    slow = np.flatnonzero(~((speed > 0) & (speed <= 200)))
    if len(slow):
        raise InputError(
            Problem(
                say("{place}, column {column}", place=path.name, column=settings.speed),
                say("no speed in row {rows}", rows=listed((slow + 1).tolist())),
                say("a speed above 0, at most 200 km/h"),
                say("fill it, or leave the line out of the layer"),
            )
        )
    return _network(layer.geometry.to_crs(units.crs), speed, settings.join_m)


def _number(cell: object) -> float:
    """Read a speed; what is none is NaN."""
    try:
        return float(str(cell).replace(",", "."))
    except ValueError:
        return float("nan")


def _network(lines: gpd.GeoSeries, speed: FloatArray, join_m: float) -> Network:
    parts = lines.explode()
    speed = speed[lines.index.get_indexer(parts.index)]
    points, of_line = shapely.get_coordinates(parts.to_numpy(), return_index=True)
    cells = np.round(points / join_m).astype(np.int64)
    _, first, vertex = np.unique(cells, axis=0, return_index=True, return_inverse=True)
    vertex = vertex.ravel()
    inside = np.flatnonzero(of_line[1:] == of_line[:-1])
    one, other = vertex[inside], vertex[inside + 1]
    metres = np.hypot(*(points[inside + 1] - points[inside]).T)
    seconds = metres / (speed[of_line[inside]] / 3.6)
    # Of two roads between the same crossings the faster one counts; a piece of no length is none.
    order = np.lexsort([seconds, np.maximum(one, other), np.minimum(one, other)])
    pairs = np.column_stack([np.minimum(one, other), np.maximum(one, other)])[order]
    new = np.r_[True, (pairs[1:] != pairs[:-1]).any(axis=1)] & (pairs[:, 0] != pairs[:, 1])
    kept, ends = seconds[order][new], pairs[new]
    size = (len(first), len(first))
    times = coo_array((kept, (ends[:, 0], ends[:, 1])), shape=size).tocsr()
    return Network(points[first], times)


def _tell_far(
    path: Path,
    network: Network,
    units: gpd.GeoDataFrame,
    unit: IntArray,
    home: IntArray,
    office: IntArray,
    gathering: Gathering,
) -> None:
    """Say how times are measured, and from where no road leads to most offices."""
    part = connected_components(network.times, directed=False)[1]
    main = np.bincount(part[office]).argmax()
    names = full_name(units)
    apart = sorted(set(units.index[unit[part[home] != main]]))
    gathering.add_note(say("{table}: times to seats are by road.", table=path.name))
    if apart:
        gathering.add_note(
            say(
                "{table}: no road leads from all homes in {units} to most offices; from there"
                " people are taken to go on foot, straight, where the road does not lead.",
                table=path.name,
                units=listed([names[code] for code in apart]),
            )
        )
