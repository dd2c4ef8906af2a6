"""What the bounds leave to be searched: groups, rows beside the cover, and scales of prices."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from planner.verify.duals import Prices
from planner.verify.frontier import Left, Row, Scale, plans_within
from planner.verify.pool import IntArray
from planner.verify.verdict import USUAL, Searching, Statement


def count_rows(problem: Statement, m: int) -> list[Row]:
    """Write the bounds on the number of new units as a row, where there are any."""
    lower, upper = problem["count"]
    if lower is None and upper is None:
        return []
    return [Row(np.ones(m, dtype=np.int64), lower, upper)]


def search(
    left: Left | None,
    order: Sequence[str],
    codes: Sequence[str],
    effort: Searching = USUAL.searching,
    number: int = 1,
) -> int | None:
    """Count the plans of what is left.

    Parameters
    ----------
    left : Left or None
        See :func:`what_is_left`.
    order, codes : sequence of str
        A hint of an order, and all units.
    effort : Searching
        How many states are too many.
    number : int
        So many are enough.

    Returns
    -------
    int or None
        None: given up.
    """
    return None if left is None else plans_within(left, places(order, codes), effort, number)


def places(order: Sequence[str], codes: Sequence[str]) -> list[int]:
    """Make an order of all units of a hint, which may be anything."""
    at = {code: i for i, code in enumerate(codes)}
    return list(dict.fromkeys([*(at[code] for code in order if code in at), *range(len(codes))]))


def what_is_left(
    layers: Sequence[IntArray],
    groups: IntArray,
    stages: Sequence[tuple[Prices, IntArray, int]],
    rows: Sequence[Row],
    n: int,
) -> Left | None:
    """Weigh some groups by the prices of stages.

    Parameters
    ----------
    layers : sequence of ndarray
        The pool.
    groups : ndarray of int64, shape (g,)
        Positions in rising order.
    stages : sequence of (Prices, ndarray of int64, int)
        Prices, cost of every group and the most it may come to: of the stage
        that is searched, then of those that are kept.
    rows : sequence of Row
        Rows beside the cover.
    n : int
        Number of units.

    Returns
    -------
    Left or None
        None: sums are too large for 64 bits.
    """
    scales = []
    for prices, cost, most in stages:
        if not prices.fit(layers, groups, cost):
            return None
        base, reduced = prices.of(layers, groups, cost)
        # Rows that came later have no price.
        sides = prices.sides + [0] * (len(rows) - len(prices.sides))
        scales.append(Scale(base, reduced, sides, prices.cuts, prices.room(most)))
    edges = np.cumsum([0, *map(len, layers)])
    of_layer = np.searchsorted(edges, groups, side="right") - 1
    return Left(
        [layers[k][g - edges[k]] for k, g in zip(of_layer.tolist(), groups.tolist(), strict=True)],
        scales,
        [Row(row.values[groups], row.lower, row.upper) for row in rows],
        scales[0].gap + stages[0][0].limits,
        n,
    )
