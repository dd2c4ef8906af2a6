"""Shapes: land of each unit as the figures that compactness is made of."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

from planner.units.gaps import Outlines

FloatArray = npt.NDArray[np.float64]


def lands(outlines: Outlines) -> FloatArray:
    """Measure area, centre and second moment of outlines, ring by ring (Green's theorem).

    Parameters
    ----------
    outlines : ndarray of Polygon or MultiPolygon, shape (n,)
        In metres.

    Returns
    -------
    ndarray, shape (n, 4)
        Area in km², centre x and y in km, and ∫ |r − centre|² dA in km⁴.
    """
    parts, part_owner = shapely.get_parts(outlines, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    points, point_ring = shapely.get_coordinates(rings, return_index=True)
    owner = part_owner[ring_part[point_ring]]
    # About a point near each unit, so that no two large numbers are subtracted.
    base = shapely.get_coordinates(shapely.centroid(outlines))
    x, y = ((points - base[owner]) / 1000.0).T
    inside = point_ring[1:] == point_ring[:-1]
    x0, x1, y0, y1 = (a[inside] for a in (x[:-1], x[1:], y[:-1], y[1:]))
    ring = point_ring[:-1][inside]
    cross = x0 * y1 - x1 * y0
    squares = cross * (x0 * x0 + x0 * x1 + x1 * x1 + y0 * y0 + y0 * y1 + y1 * y1)
    each = (cross / 2.0, cross * (x0 + x1) / 6.0, cross * (y0 + y1) / 6.0, squares / 12.0)
    of_ring = np.stack([np.bincount(ring, values, len(rings)) for values in each])
    # The first ring of a part is its outside; whichever way rings run, the others are holes.
    outside = np.r_[True, ring_part[1:] != ring_part[:-1]]
    of_ring *= np.sign(of_ring[0]) * np.where(outside, 1.0, -1.0)
    area, mx, my, second = (
        np.bincount(part_owner[ring_part], values, len(outlines)) for values in of_ring
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        cx, cy = np.nan_to_num(mx / area), np.nan_to_num(my / area)
    own = second - area * (cx * cx + cy * cy)
    return np.column_stack([area, base[:, 0] / 1000.0 + cx, base[:, 1] / 1000.0 + cy, own])
