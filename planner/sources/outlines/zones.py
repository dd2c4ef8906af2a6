"""Zones of VN-2000: by name, by their parameters where a file names none, by where outlines fall.

Circular 973/2001/TT-TCĐC gives each province a central meridian, with zones of 3° (scale 0.9999)
and of 6° (0.9996).  An office's file often states the zone under a name of its own, with seven
parameters to WGS 84 or without, or not at all.  Borders of communes tell then: in the right system
those of the file lie on known ones, in the next zone they lie kilometres beside them, and in a zone
of the other width some hundred metres.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from pyproj.crs.coordinate_operation import TransverseMercatorConversion

from planner.sources.outlines import Outlines
from planner.words import number_text
from planner.words.text import Text, say

Points = npt.NDArray[np.float64]

# The zones of 3° by central meridian.
EPSG_BY_MERIDIAN = {
    102.0: 5896,
    103.0: 9205,
    104.0: 9206,
    104.5: 9207,
    104.75: 9208,
    105.0: 5897,
    105.5: 9209,
    105.75: 9210,
    106.0: 9211,
    106.25: 9212,
    106.5: 9213,
    107.0: 9214,
    107.25: 9215,
    107.5: 9216,
    107.75: 5899,
    108.0: 5898,
    108.25: 9217,
    108.5: 9218,
}
# Zones of 6° of the whole country, in VN-2000 and in WGS 84.
WIDE = {105.0: 3405, 111.0: 3406}
UTM = (32648, 32649)
DEGREES = (4326, 4756)
VN_2000 = 4756
NARROW_SCALE, WIDE_SCALE = 0.9999, 0.9996
M_A_DEGREE = 108_000.0


@dataclass(frozen=True)
class Fitting:
    """When outlines fit known ones: policy, as data.

    Attributes
    ----------
    points : int
        Corners that are looked at.
    few, left : int
        How many are looked at first, and how many systems are left then.
    most_m : float
        Median distance from known borders up to which a system fits, in metres.
    times : float
        How many times farther every other system is, for one to be sure.
    off_m : float
        Median distance beyond which a stated system is doubted, in metres.
    """

    points: int = 400
    few: int = 40
    left: int = 6
    most_m: float = 150.0
    times: float = 3.0
    off_m: float = 400.0


FITTING = Fitting()


@dataclass(frozen=True)
class Fit:
    """How near to known borders outlines are in a system.

    Attributes
    ----------
    crs : CRS
    off_m : float
        Median distance of corners from the nearest known border, in metres.
    """

    crs: pyproj.CRS
    off_m: float

    @property
    def text(self) -> Text:
        """Name the system, and say how near it comes."""
        return say(
            "{system}: {metres} m from known borders",
            system=system_name(self.crs),
            metres=number_text(self.off_m, 0),
        )


def own_zone(crs: pyproj.CRS) -> tuple[float, float] | None:
    """Find the zone of VN-2000 that a system is, whatever its name.

    Returns
    -------
    tuple of float, or None
        Central meridian in degrees east, and scale along it.
    """
    flat = crs.source_crs if crs.is_bound else crs
    if flat is None or not flat.is_projected or flat.coordinate_operation is None:
        return None
    given = {each.name: float(each.value) for each in flat.coordinate_operation.params}
    kind, origin = flat.coordinate_operation.method_name, "Latitude of natural origin"
    fixed = [given.get(name) for name in (origin, "False easting", "False northing")]
    if kind != "Transverse Mercator" or fixed != [0, 500_000, 0]:
        return None
    meridian, scale = (
        given.get(name, math.nan)
        for name in ("Longitude of natural origin", "Scale factor at natural origin")
    )
    # No other system of the country has the scale of the narrow zones; the wide ones are UTM's.
    named = "" if flat.geodetic_crs is None else re.sub(r"\W|_", "", flat.geodetic_crs.name)
    widths = [NARROW_SCALE]
    if named.upper() in ("VN2000", "GCSVN2000", "VIETNAM2000", "GCSVIETNAM2000"):
        widths.append(WIDE_SCALE)
    near = [each for each in (*EPSG_BY_MERIDIAN, *WIDE) if abs(each - meridian) < 1e-6]
    width = [each for each in widths if abs(each - scale) < 1e-9]
    return (near[0], width[0]) if near and width else None


def damaged(crs: pyproj.CRS) -> bool:
    """Whether a system lacks a part, as that of a damaged .prj, without which nothing has a place.

    PROJ takes 0 for a meridian that is not stated, and 1 for a scale.
    """
    flat = crs.source_crs if crs.is_bound else crs
    way = flat.coordinate_operation if flat is not None and flat.is_projected else None
    if way is not None and way.method_name == "Transverse Mercator" and len(list(way.params)) < 5:
        return True
    try:
        pyproj.Transformer.from_crs(crs, 4326)
    except pyproj.exceptions.ProjError:
        return True
    return False


def zone_crs(meridian: float, scale: float) -> pyproj.CRS:
    """Give a zone of VN-2000: that of the EPSG data where they have it."""
    named = EPSG_BY_MERIDIAN if scale == NARROW_SCALE else WIDE
    if meridian in named:
        return pyproj.CRS.from_epsg(named[meridian])
    return pyproj.crs.ProjectedCRS(
        TransverseMercatorConversion(0, meridian, 500_000, 0, scale),
        name=f"VN-2000 / TM {meridian:g} ({scale:g})",
        geodetic_crs=pyproj.CRS.from_epsg(VN_2000),
    )


def settled(crs: pyproj.CRS) -> pyproj.CRS:
    """Give a zone of VN-2000 under its name in the EPSG data, any other system as it is."""
    zone = None if crs.to_epsg() else own_zone(crs)
    return crs if zone is None else zone_crs(*zone)


def system_name(crs: pyproj.CRS) -> Text:
    """Name a system as people know it: by meridian and width of its zone, and its code."""
    zone, code = own_zone(crs), crs.to_epsg()
    if zone is None:
        plain = f"{crs.name} (EPSG:{code})" if code else str(crs.name)
        return Text(plain, plain)
    minutes = round(zone[0] * 60)
    meridian = f"{minutes // 60}°{minutes % 60:02d}′"
    width = 3 if zone[1] == NARROW_SCALE else 6
    if code is None:
        return say("VN-2000, zone of {width}°, meridian {meridian}", width=width, meridian=meridian)
    return say(
        "VN-2000, zone of {width}°, meridian {meridian} (EPSG:{code})",
        width=width,
        meridian=meridian,
        code=code,
    )


def fit_of(outlines: Outlines, crs: pyproj.CRS, known: Outlines, fitting: Fitting = FITTING) -> Fit:
    """Measure how near to known borders outlines are in a system.

    Parameters
    ----------
    outlines : ndarray of Polygon or MultiPolygon
        In ``crs``.
    known : ndarray of Polygon or MultiPolygon
        Communes of today, in degrees (EPSG:4326).
    """
    points = _corners(outlines, fitting.points)
    return Fit(crs, _off(points, crs, shapely.STRtree(shapely.boundary(known))))


def best_fits(
    outlines: Outlines, in_degrees: bool, known: Outlines, fitting: Fitting = FITTING
) -> list[Fit]:
    """Try every system that an office may have used, the nearest to known borders first."""
    tree = shapely.STRtree(shapely.boundary(known))
    systems = [pyproj.CRS.from_epsg(code) for code in (DEGREES if in_degrees else UTM)]
    if not in_degrees:
        narrow = [zone_crs(meridian, NARROW_SCALE) for meridian in EPSG_BY_MERIDIAN]
        wide = [zone_crs(meridian, WIDE_SCALE) for meridian in (*EPSG_BY_MERIDIAN, 111.0)]
        systems += narrow + wide
    # A few corners tell which systems are far off; of those that are left more have to be seen.
    for points, left in ((fitting.few, fitting.left), (fitting.points, len(systems))):
        corners = _corners(outlines, points)
        fits = sorted((Fit(crs, _off(corners, crs, tree)) for crs in systems), key=_distance)
        systems = [fit.crs for fit in fits[:left]]
    return fits


def sure(fits: list[Fit], fitting: Fitting = FITTING) -> Fit | None:
    """Give the best fit, if it is near, and every other system much farther."""
    first, second = fits[:2]
    near = first.off_m <= fitting.most_m and second.off_m >= fitting.times * first.off_m
    return first if near else None


def _distance(fit: Fit) -> float:
    return fit.off_m


def _corners(outlines: Outlines, most: int) -> Points:
    """Choose corners, evenly along all of them: the same each time."""
    points: Points = shapely.get_coordinates(outlines)
    chosen = np.unique(np.linspace(0, len(points) - 1, most).astype(np.int64))
    return points[chosen]


def _off(points: Points, crs: pyproj.CRS, tree: shapely.STRtree) -> float:
    move = pyproj.Transformer.from_crs(crs, 4326, always_xy=True)
    moved = np.column_stack(move.transform(points[:, 0], points[:, 1]))
    if not np.isfinite(moved).all():
        return np.inf
    shapes = shapely.points(moved)
    nearest = tree.geometries[tree.nearest(shapes)]
    return float(np.median(shapely.distance(nearest, shapes))) * M_A_DEGREE
