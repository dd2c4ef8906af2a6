"""Seats once more: how far the people of a group are from the best office of a member."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from planner.verify.facts import FloatArray
from planner.verify.pool import IntArray


def metres_away(problem: Mapping[str, Any]) -> IntArray:
    """Measure the mean distance of the people of each unit from each office, in whole metres.

    Parameters
    ----------
    problem : mapping
        ``seats``: ``offices`` as code, x and y; ``settlements`` as code, people, x and y.

    Returns
    -------
    ndarray of int64, shape (n, k)
    """
    offices, homes = problem["seats"]["offices"], problem["seats"]["settlements"]
    away = np.zeros((len(problem["units"]), len(offices)), dtype=np.int64)
    for i, unit in enumerate(problem["units"]):
        places = [(n, x, y) for code, n, x, y in homes if code == unit["code"] and n > 0]
        places = places or [(1, unit["x_m"], unit["y_m"])]
        people = sum(place[0] for place in places)
        for k, (_, east, north) in enumerate(offices):
            walked = sum(n * math.dist((x, y), (east, north)) for n, x, y in places)
            away[i, k] = round(walked / people)
    return away


def seconds_away(problem: Mapping[str, Any]) -> IntArray:
    """Take the times that are stated, or go straight at the speed that is stated."""
    stated = problem["seats"]
    if stated["seconds"]:
        return np.array(stated["seconds"], dtype=np.int64)
    on_foot = np.rint(metres_away(problem) * 3.6 / stated["on_foot_km_h"])
    return np.asarray(on_foot, dtype=np.int64)


def to_the_seat(
    problem: Mapping[str, Any], away: IntArray, people: FloatArray, layer: IntArray
) -> FloatArray:
    """Sum over the people of each group how far they are from its best office, shape (m,)."""
    at = {unit["code"]: i for i, unit in enumerate(problem["units"])}
    least = np.full(len(layer), np.inf)
    each = people[:, None] * away
    for k, (code, _, _) in enumerate(problem["seats"]["offices"]):
        rows = np.flatnonzero((layer == at[code]).any(axis=1))
        total = np.zeros(len(rows))
        for column in layer[rows].T:
            total += each[column, k]
        least[rows] = np.minimum(least[rows], total)
    return least
