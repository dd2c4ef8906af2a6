"""Systems of coordinates: stated, found by where outlines fall, and the one to work in."""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from planner.errors import InputError, Problem
from planner.sources.country import country
from planner.sources.outlines import Outlines, measure_km2
from planner.sources.outlines.fits import FITTING, best_fits, damaged, fit_of, sure
from planner.sources.provenance import Gathering
from planner.words import number_text
from planner.words.text import Text, joined, say

GEOJSON = (".geojson", ".json", ".geojsonl")
MOST_PERCENT = 2
"""By how much areas may be wrong in the system in which is worked, percent of the whole."""


def find_crs(
    frame: gpd.GeoDataFrame,
    declared: str | None,
    place: str,
    communes: Callable[[], Outlines],
    provenance: Gathering,
) -> pyproj.CRS:
    """Settle the coordinate system, and hold the coordinates against it.

    Parameters
    ----------
    frame : GeoDataFrame
        As read.
    declared : str, optional
        What the settings state.
    place : str
        File, for the messages.
    communes : callable
        Gives the outlines of communes that are known, in degrees; asked only in doubt.
    provenance : Gathering
        Gets a line where the system was found by where outlines fall.

    Raises
    ------
    InputError
        None at all that could be found, two that differ, or coordinates that cannot be in it.
    """
    where = say("{place}, coordinate system", place=place)
    if frame.crs is not None and damaged(frame.crs):
        raise InputError(
            Problem(
                where,
                say("{system}, of which a part is missing", system=frame.crs.name),
                say("a whole one"),
                say("copy the .prj of another file of the same origin, or remove it"),
            )
        )
    crs: pyproj.CRS | None = None if frame.crs is None else country().settled(frame.crs)
    if place.lower().endswith(GEOJSON) and crs is not None and crs.is_geographic:
        # Degrees are what a GeoJSON is read in that says nothing: figures of metres say something.
        crs = crs if _in_degrees(frame) else None
    if declared is not None:
        stated = country().settled(parse_crs(declared, "units.crs"))
        if crs is not None and not crs.equals(stated, ignore_axis_order=True):
            _hold_stated(frame, crs, stated, where, communes, provenance)
        stated = _in_its_units(frame, stated, where)
        _doubt(frame, stated, where, communes)
        return stated
    if crs is None:
        return _found(frame, where, communes, provenance)
    crs = _in_its_units(frame, crs, where)
    if crs.name != frame.crs.name:
        provenance.add_note(
            say(
                "{place}: {old} is {new}.",
                place=place,
                old=frame.crs.name,
                new=country().system_name(crs),
            )
        )
    _doubt(frame, crs, where, communes)
    return crs


def _hold_stated(
    frame: gpd.GeoDataFrame,
    crs: pyproj.CRS,
    declared: pyproj.CRS,
    where: Text,
    communes: Callable[[], Outlines],
    provenance: Gathering,
) -> None:
    """Take what the settings state instead of what the file does, where outlines say so too."""
    shapes = _drawn(frame)
    if len(shapes):
        fits = [fit_of(shapes, each, communes()) for each in (declared, crs)]
        if sure(fits) is not None:
            provenance.add_repair(
                say(
                    "{place}: {stated} taken, as stated; the file says {system}, in which its"
                    " outlines lie {metres} m from known borders.",
                    place=where,
                    stated=country().system_name(declared),
                    system=country().system_name(crs),
                    metres=number_text(fits[1].off_m, 0),
                )
            )
            return
    raise InputError(
        Problem(
            where,
            say(
                "the file states {ours}, the settings {theirs}", ours=crs.name, theirs=declared.name
            ),
            say("one of them"),
            say("remove `units.crs`, or write the right system into the file"),
        )
    )


def _found(
    frame: gpd.GeoDataFrame, where: Text, communes: Callable[[], Outlines], provenance: Gathering
) -> pyproj.CRS:
    """Find the system of a file that states none by where its outlines fall."""
    shapes = _drawn(frame)
    mend = say("state it under `units.crs`, for Hà Tĩnh in VN-2000 for example EPSG:9209")
    found = say("none")
    if len(shapes):
        fits = best_fits(shapes, country().systems(_in_degrees(frame)), communes())
        best = sure(fits)
        if best is not None:
            provenance.add_repair(
                say(
                    "{place}: none is stated; found by where outlines fall – {best}; next {next}.",
                    place=where,
                    best=best.text,
                    next=fits[1].text,
                )
            )
            return best.crs
        if np.isfinite(fits[0].off_m):
            near = joined([fit.text for fit in fits[:3]], "; ")
            found = say("none, and none that is sure by where outlines fall ({near})", near=near)
    raise InputError(Problem(where, found, say("a stated one"), mend))


def _doubt(
    frame: gpd.GeoDataFrame, crs: pyproj.CRS, where: Text, communes: Callable[[], Outlines]
) -> None:
    """Refuse a stated zone in which they lie beside known borders, if they fit another one.

    Systems that are no zones of the country are seldom mistaken for each other, and are looked at
    only where outlines lie outside of it.
    """
    shapes = _drawn(frame)
    if not len(shapes) or (country().own_zone(crs) is None and _in_country(frame, crs)):
        return
    if fit_of(shapes, crs, communes()).off_m <= FITTING.off_m:
        return
    best = sure(best_fits(shapes, country().systems(_in_degrees(frame)), communes()))
    if best is not None and not best.crs.equals(crs, ignore_axis_order=True):
        raise InputError(
            Problem(
                where,
                say(
                    "{system}, in which they lie beside known borders",
                    system=country().system_name(crs),
                ),
                best.text,
                say("state `units.crs: {code}`, if it is so", code=best.crs.to_string()),
            )
        )


def _in_country(frame: gpd.GeoDataFrame, crs: pyproj.CRS) -> bool:
    """Whether the middle of outlines lies in the country."""
    west, south, east, north = frame.total_bounds
    move = pyproj.Transformer.from_crs(crs, 4326, always_xy=True)
    longitude, latitude = move.transform((west + east) / 2, (south + north) / 2)
    return bool(shapely.box(*country().BOX).intersects(shapely.Point(longitude, latitude)))


def _drawn(frame: gpd.GeoDataFrame) -> Outlines:
    """Give the outlines that have coordinates."""
    shapes: Outlines = frame.geometry.to_numpy()
    finite = np.isfinite(shapely.bounds(shapes)).all(axis=1)
    return shapes[finite]


def _in_degrees(frame: gpd.GeoDataFrame) -> bool:
    x_min, y_min, x_max, y_max = frame.total_bounds
    return bool(max(abs(x_min), abs(x_max)) <= 180 and max(abs(y_min), abs(y_max)) <= 90)


def _in_its_units(frame: gpd.GeoDataFrame, crs: pyproj.CRS, where: Text) -> pyproj.CRS:
    """Refuse degrees under a system in metres, and metres under one in degrees."""
    x_min, y_min, x_max, y_max = frame.total_bounds
    in_degrees = _in_degrees(frame)
    if np.isfinite(x_min) and in_degrees != crs.is_geographic:
        metres, degrees = say("metres"), say("degrees")
        system = say("state the system the coordinates really are in")
        mostly = say("state the system the coordinates really are in, for degrees mostly EPSG:4326")
        raise InputError(
            Problem(
                where,
                say(
                    "coordinates that look like {unit} ({box}) under {system}",
                    unit=degrees if in_degrees else metres,
                    box=f"{x_min:g} … {x_max:g}, {y_min:g} … {y_max:g}",
                    system=crs.name,
                ),
                say("coordinates in {unit}", unit=metres if in_degrees else degrees),
                mostly if in_degrees else system,
            )
        )
    return crs


def parse_crs(text: str, place: str) -> pyproj.CRS:
    """Read a coordinate system as written in settings."""
    try:
        crs: pyproj.CRS = pyproj.CRS.from_user_input(text)
        if not damaged(crs):
            return crs
    except pyproj.exceptions.CRSError:
        pass
    expected = say("a coordinate system such as EPSG:9209")
    raise InputError(Problem(place, f"'{text}'", expected, say("correct it")))


def project(
    frame: gpd.GeoDataFrame, work_crs: str | None, provenance: Gathering
) -> gpd.GeoDataFrame:
    """Bring outlines, which have a coordinate system, into the one to work in.

    Returns
    -------
    GeoDataFrame
        Projected, in metres, two dimensions.
    """
    frame = frame.set_geometry(gpd.GeoSeries(shapely.force_2d(frame.geometry), crs=frame.crs))
    if work_crs is not None:
        target = parse_crs(work_crs, "units.work_crs")
        if not _in_metres(target):
            raise InputError(
                Problem(
                    "units.work_crs",
                    target.name,
                    say("a projected system in metres"),
                    say("choose the UTM zone (EPSG:32648) or the provincial one of VN-2000"),
                )
            )
        if _distorts(frame, target):
            raise InputError(
                Problem(
                    "units.work_crs",
                    say("{system}, which distorts these outlines", system=target.name),
                    say("a system in which areas are right to {percent} %", percent=MOST_PERCENT),
                    say("choose the UTM zone (EPSG:32648) or the provincial one of VN-2000"),
                )
            )
    else:
        own = _in_metres(frame.crs) and not _distorts(frame, frame.crs)
        target = frame.crs if own else _zone_of(frame)
    if target.equals(frame.crs):
        return frame
    provenance.add_note(
        say("Outlines projected from {old} to {new}.", old=frame.crs.name, new=target.name)
    )
    return frame.to_crs(target)


def _zone_of(frame: gpd.GeoDataFrame) -> pyproj.CRS:
    """Choose the UTM zone of the outlines; what lies nowhere on Earth has none."""
    try:
        return pyproj.CRS(frame.estimate_utm_crs())
    except RuntimeError as error:
        west, south, east, north = (f"{side:g}" for side in frame.total_bounds)
        raise InputError(
            Problem(
                say("coordinates"),
                f"{west}, {south} – {east}, {north} ({frame.crs.name})",
                say("places on Earth, in the system that the file states"),
                say("state the system in which the file is, under `units.crs`"),
            )
        ) from error


def _distorts(frame: gpd.GeoDataFrame, system: pyproj.CRS) -> bool:
    """Whether areas are wrong in a system: that of the web makes them 10 % larger, and more."""
    there = float(np.sum(shapely.area(frame.geometry.to_crs(system).to_numpy()))) / 1e6
    right = float(np.abs(measure_km2(frame.geometry)).sum())
    return not abs(there - right) <= right * MOST_PERCENT / 100


def _in_metres(crs: pyproj.CRS) -> bool:
    return bool(crs.is_projected) and all(
        axis.unit_conversion_factor == 1 for axis in crs.axis_info[:2]
    )
