"""Borders: each stretch once, by the level of what it parts.

Neighbours share their stretches exactly (the units are a coverage).  Drawing
whole outlines would lay two dash patterns on each other, and no line would
keep its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from planner.plan import Plan
from planner.plan.standing import AS_READ, HANGS

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
OUTSIDE = -1


@dataclass(frozen=True)
class Borders:
    """Stretches of border and the units on both sides.

    Attributes
    ----------
    stretches : array, shape (n, 2, 2)
    one, other : array of int
        Rows of the units; ``other`` is ``OUTSIDE`` where there is none.
    gaps : list of Polygon
        Holes of the whole: lakes, or nobody's land in the data.
    """

    stretches: FloatArray
    one: npt.NDArray[np.int64]
    other: npt.NDArray[np.int64]
    gaps: list[Any]

    def between(self, owners: pd.Series[Any]) -> BoolArray:
        """Select the stretches whose sides belong to different owners (index: the units)."""
        codes = pd.factorize(owners)[0]
        inside = self.other != OUTSIDE
        return np.asarray(inside & (codes[self.one] != codes[self.other]), dtype=np.bool_)

    def outer(self) -> BoolArray:
        """Select the stretches with the outside on one side."""
        return np.asarray(self.other == OUTSIDE, dtype=np.bool_)

    def touching(self, chosen: pd.Series[bool]) -> BoolArray:
        """Select the stretches with a chosen unit (index: the units) on either side."""
        flags = chosen.to_numpy(dtype=bool)
        either = flags[self.one] | ((self.other != OUTSIDE) & flags[self.other])
        return np.asarray(either, dtype=np.bool_)

    def lines(self, selected: BoolArray) -> list[FloatArray]:
        """Join the selected stretches into lines as long as they can be."""
        if not selected.any():
            return []
        pieces = np.asarray(shapely.linestrings(self.stretches[selected]))
        joined = shapely.line_merge(shapely.multilinestrings(pieces))
        return [shapely.get_coordinates(part) for part in shapely.get_parts(joined)]


def by_standing(
    borders: Borders, chosen: BoolArray, heir: pd.Series[Any], plan: Plan
) -> list[tuple[str, BoolArray]]:
    """Part borders of new units by how these stand: what may go is named where one side may.

    Parameters
    ----------
    borders : Borders
    chosen : array of bool
        Stretches that are borders of new units.
    heir : Series of str
        New unit of each unit, in the order of the coverage.
    plan : Plan

    Returns
    -------
    list of (str, array of bool)
        Keys of ``LINES`` and their stretches.
    """
    stands = heir.map(plan.standing.mergers if plan.standing else {})
    parted, left = [], chosen
    for key in (HANGS, AS_READ):
        parted.append((key, left & borders.touching(stands == key)))
        left = left & ~parted[-1][1]
    return [("new", left), *parted]


def find_borders(outlines: gpd.GeoSeries) -> Borders:
    """Find the borders of a coverage.

    Parameters
    ----------
    outlines : GeoSeries
        A valid coverage.
    """
    shapes = outlines.to_numpy()
    # Rings are had of single polygons only: of a multipolygon there are none.
    parts, unit = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    owner = unit[part]
    points, ring = shapely.get_coordinates(rings, return_index=True)
    joined = np.flatnonzero(ring[:-1] == ring[1:])
    stretches = np.stack([points[joined], points[joined + 1]], axis=1)
    # A stretch runs from its smaller end, so that both sides write it alike.
    turn = (stretches[:, 0, 0] > stretches[:, 1, 0]) | (
        (stretches[:, 0, 0] == stretches[:, 1, 0]) & (stretches[:, 0, 1] > stretches[:, 1, 1])
    )
    stretches[turn] = stretches[turn][:, ::-1]
    unique, place = np.unique(stretches.reshape(-1, 4), axis=0, return_inverse=True)
    owners, place = owner[ring[joined]], place.ravel()
    one = np.full(len(unique), len(shapes), dtype=np.int64)
    other = np.full(len(unique), OUTSIDE, dtype=np.int64)
    np.minimum.at(one, place, owners)
    np.maximum.at(other, place, owners)
    other[other == one] = OUTSIDE
    whole = shapely.union_all(shapes)
    holes = [hole for part in shapely.get_parts(whole) for hole in part.interiors]
    # Slivers below a hundredth of a square kilometre are noise of the outlines.
    gaps = [hole for hole in map(shapely.Polygon, holes) if hole.area > 1e4]
    return Borders(unique.reshape(-1, 2, 2), one, other, gaps)
