"""Where people live: the figures of units that inertia is made of."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Places:
    """Where people live: n units on the plane.

    Attributes
    ----------
    people : ndarray, shape (n,)
        Persons.
    x, y : ndarray, shape (n,)
        Points of the units, in km.
    adjacency : ndarray of bool, shape (n, n)
        Neighbours.
    side : float
        Side of the typical unit, in km.
    """

    people: FloatArray
    x: FloatArray
    y: FloatArray
    adjacency: npt.NDArray[np.bool_]
    side: float


def places(units: gpd.GeoDataFrame, adjacency: npt.NDArray[np.bool_]) -> Places:
    """Take the facts of units that inertia is made of."""
    x, y = (units[name].to_numpy(dtype=np.float64) / 1000.0 for name in ("x_m", "y_m"))
    typical = float(np.sqrt(np.median(units["area_km2"].to_numpy(dtype=np.float64))))
    people = units["people"].to_numpy(dtype=np.float64)
    return Places(people, x - x.mean(), y - y.mean(), adjacency, typical)
