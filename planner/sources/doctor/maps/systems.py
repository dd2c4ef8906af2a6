"""Which layer of an office's map is that of its units, and in which system its coordinates are."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import shapely

from planner.errors import InputError, listed, raise_if_any
from planner.sources.country import country
from planner.sources.doctor.caution import CAUTION, Report
from planner.sources.doctor.maps.parts import exchanged, of_today, polygons
from planner.sources.outlines import outline_problems, polygon_layers, read_vector
from planner.sources.outlines.systems import find_crs
from planner.sources.provenance import Gathering
from planner.words.letters import Encoding
from planner.words.text import say, text


def read_map(
    path: Path,
    report: Report,
    layer: str | None,
    crs: str | None,
    encoding: Encoding | None,
    share: float = CAUTION.overlap,
) -> gpd.GeoDataFrame:
    """Read the layer of an office's file that draws its units, in a system that is sure.

    Parameters
    ----------
    path : Path
    report : Report
        Gets what was converted, found, set aside or put right.
    layer, crs, encoding : str, optional
        What the file does not say, or says wrongly.
    share : float
        Of the area of both by which an outline is a commune of today.

    Returns
    -------
    GeoDataFrame
        Index: number of the feature, from 0.

    Raises
    ------
    InputError
        No map, no system of coordinates that is sure, several layers of which none is likelier.
    """
    layers = [layer] if layer is not None else polygon_layers(path)
    if len(layers) < 2:
        return _read(path, report, layers[0] if layers else None, crs, encoding)
    tried = dict[str, tuple[float, gpd.GeoDataFrame, Report]]()
    for name in layers:
        own = Report()
        try:
            frame = _read(path, own, name, crs, encoding)
        except InputError:
            continue
        tried[name] = float((of_today(frame, share) != "").mean()), frame, own
    likely = [name for name, (fits, _, _) in tried.items() if fits > CAUTION.of_today]
    if len(likely) != 1:
        return _read(path, report, None, crs, encoding)
    _, frame, own = tried[likely[0]]
    report.remarks += own.remarks
    others = listed([name for name in layers if name != likely[0]])
    report.doubt(
        text(path.name),
        say(
            "layer “{name}” taken, whose outlines are units of today; set aside: {others}",
            name=likely[0],
            others=others,
        ),
    )
    return frame


def _read(
    path: Path, report: Report, layer: str | None, crs: str | None, encoding: Encoding | None
) -> gpd.GeoDataFrame:
    """Read a layer, without marks and lines, and find its system."""
    place = path.name
    frame, converted = country().as_meant(read_vector(path, layer, encoding), encoding, place)
    if converted is not None:
        report.done(text(place), converted)
    frame = exchanged(polygons(frame, place, report), place, report)
    raise_if_any(outline_problems(frame.geometry.set_axis(frame.index + 1), place))
    gathering = Gathering()
    frame = _in_system(frame, crs, place, report, gathering)
    for said in gathering.repairs:
        report.doubt(text(place), said)
    for said in gathering.notes:
        report.done(text(place), said)
    return frame


def _in_system(
    frame: gpd.GeoDataFrame, crs: str | None, place: str, report: Report, gathering: Gathering
) -> gpd.GeoDataFrame:
    """Find the system; one that the file states wrongly, or northings first, where outlines say so.

    Raises
    ------
    InputError
        See ``find_crs``.
    """
    outlines = country().outlines_of_today
    try:
        system = find_crs(frame, crs, place, outlines, gathering)
        return frame.set_crs(system, allow_override=True)
    except InputError as error:
        if crs is not None:
            raise
        fault = error
    bare = frame.set_crs(None, allow_override=True)
    turned = shapely.transform(bare.geometry.to_numpy(), lambda xy: xy[:, ::-1])
    northing_first = say("coordinates with the northing first, turned round")
    for other, said in ((bare, None), (bare.set_geometry(turned), northing_first)):
        try:
            system = find_crs(other, None, place, outlines, gathering)
        except InputError:
            continue
        report.doubt(text(place), said or text(fault.problems[0].text))
        return other.set_crs(system, allow_override=True)
    raise fault
