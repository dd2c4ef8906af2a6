"""Fits: in which system of coordinates outlines lie on known borders.

Borders of communes tell where a file does not: in the right system those of the file lie on known
ones, in the next zone they lie kilometres beside them, and in a zone of another width some hundred
metres.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from planner.sources.country import country
from planner.sources.outlines import Outlines
from planner.words import number_text
from planner.words.text import Text, say

Points = npt.NDArray[np.float64]
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
            system=country().system_name(self.crs),
            metres=number_text(self.off_m, 0),
        )


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


def fit_of(
    outlines: Outlines, crs: pyproj.CRS, communes: Outlines, fitting: Fitting = FITTING
) -> Fit:
    """Measure how near to known borders outlines are in a system.

    Parameters
    ----------
    outlines : ndarray of Polygon or MultiPolygon
        In ``crs``.
    communes : ndarray of Polygon or MultiPolygon
        Communes of today, in degrees (EPSG:4326).
    """
    points = _corners(outlines, fitting.points)
    return Fit(crs, _off(points, crs, shapely.STRtree(shapely.boundary(communes))))


def best_fits(
    outlines: Outlines, systems: list[pyproj.CRS], communes: Outlines, fitting: Fitting = FITTING
) -> list[Fit]:
    """Try every system that an office may have used, the nearest to known borders first."""
    tree = shapely.STRtree(shapely.boundary(communes))
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
