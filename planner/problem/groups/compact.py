"""Compact sets of any size: units join around each unit, the best neighbour first.

All units grow their sets at once, as rows of one table, so that sets of sixty
wards cost little more than sets of six.  With the prices of a relaxation these
are the sets that are likely to lower it; without prices, nearest first, they
are where to begin when a law asks for more than a handful of units can give.
Nothing is proven by them: that is left to ``planner.optimize.widen.beyond``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt
from scipy import sparse

from planner.problem.groups.connected import IntArray
from planner.problem.groups.effort import USUAL, Compact
from planner.problem.groups.places import FloatArray, Places

BoolArray = npt.NDArray[np.bool_]


def away(where: Places) -> FloatArray:
    """Square of the distance between units, in km², shape (n, n)."""
    x, y = where.x, where.y
    return np.asarray(np.square(x[:, None] - x) + np.square(y[:, None] - y))


def inertia_of(sums: FloatArray) -> FloatArray:
    """Inertia of sets from sums over their members of p, p·x, p·y and p·(x² + y²)."""
    people, x, y, square = sums
    return np.asarray(square - (x * x + y * y) / np.maximum(people, 1.0))


def moments(where: Places) -> FloatArray:
    """What the inertia of a set is made of, for each unit: shape (4, n)."""
    p, x, y = where.people, where.x, where.y
    return np.stack([p, p * x, p * y, p * (x * x + y * y)])


def growing(
    where: Places, score: FloatArray, most: int = USUAL.largest
) -> Iterator[tuple[IntArray, BoolArray, FloatArray]]:
    """Let a set grow around each unit, step by step.

    Parameters
    ----------
    where : Places
        The units.
    score : ndarray, shape (n, n)
        What unit j costs the set that grows around unit i: the neighbour of least joins.
    most : int
        Most members.

    Yields
    ------
    (ndarray of int64, ndarray of bool, ndarray)
        Units whose sets have grown, shape (k,); the sets, shape (k, n); and the sums of
        ``moments`` over their members, shape (4, k).
    """
    each = moments(where)
    inside, near, sums = np.eye(len(score), dtype=bool), where.adjacency.copy(), each.copy()
    for _ in range(1, most):
        rows = np.flatnonzero(near.any(axis=1))
        if not len(rows):
            break
        unit = np.where(near[rows], score[rows], np.inf).argmin(axis=1)
        inside[rows, unit] = True
        near[rows] = (near[rows] | where.adjacency[unit]) & ~inside[rows]
        sums[:, rows] += each[:, unit]
        yield rows, inside[rows], sums[:, rows]


def promising(
    where: Places, price: FloatArray, most: float = 0.0, effort: Compact = USUAL
) -> sparse.csr_array:
    """List some connected sets with inertia − prices < ``most``.

    Parameters
    ----------
    where : Places
        The units.
    price : ndarray, shape (n,)
        π, in person-km².
    most : float
        In person-km².
    effort : Compact
        How they grow.

    Returns
    -------
    csr_array of int64, shape (m, n)
        The same set may stand in it more than once.
    """
    apart = away(where)
    scores = [share * where.people * apart - price for share in effort.shares]
    found = []
    for score in [*scores, apart]:
        for _, sets, sums in growing(where, score, effort.largest):
            found.append(sets[inertia_of(sums) < sets @ price + most])
    return matrix_of_rows(found, len(price))


def nearest(
    where: Places,
    area: FloatArray,
    accepted: Callable[[sparse.csr_array], BoolArray],
    effort: Compact = USUAL,
) -> sparse.csr_array:
    """List the first sets around each unit that the law accepts, and some that go on.

    Neighbours join by their distance, and by the inertia that their area costs.

    Parameters
    ----------
    where : Places
        The units.
    area : ndarray, shape (n,)
        In km².
    accepted : callable
        Tells which sets the law accepts.
    effort : Compact
        How they grow, and how many come back.

    Returns
    -------
    csr_array of int64, shape (m, n)
        The same set may stand in it more than once.
    """
    apart, found = away(where), []
    for score in (apart, where.people * apart / area):
        steps = list(growing(where, score, effort.largest))
        around = np.concatenate([rows for rows, _, _ in steps])
        members = matrix_of_rows([sets for _, sets, _ in steps], len(area))
        good = np.flatnonzero(accepted(members))
        # How many of the same unit came before: steps follow each other.
        order = np.argsort(around[good], kind="stable")
        unit = around[good][order]
        place = np.arange(len(unit)) - np.searchsorted(unit, unit)
        found.append(members[np.sort(good[order[place < effort.accepted]])])
    return sparse.csr_array(sparse.vstack(found, format="csr"))


def matrix_of_rows(blocks: list[BoolArray], n: int) -> sparse.csr_array:
    """Write sets that are rows of truth values as a matrix of members."""
    rows = np.concatenate([np.zeros((0, n), dtype=bool), *blocks])
    members = sparse.csr_array(rows.astype(np.int64))
    members.sort_indices()
    return members
