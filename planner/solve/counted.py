"""Where a number of groups is asked for: price the number, then mend it.

A row for the number ties all of a province together: groups that are good here
must be paid for by others far away, and no part can be bettered alone.  Each
group is given the price that the relaxation puts on the number instead.  Then
groups that are worth no more than two others in their place are not needed,
which leaves a tenth of a dense province; its bound holds with the row as well,
and its best plan has nearly the right number.  It is mended by joining and
splitting the groups that it has.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy import sparse

from planner.solve.branching import branched
from planner.solve.formulation import IntArray, Partition
from planner.solve.frontier import beam, search
from planner.solve.neighbourhoods import improved
from planner.solve.relaxation import Bound, relax

# The price is a multiple of one over this, so that costs stay small whole numbers.
DIVISOR = 4
# Groups for each unit, and states, of the plan with which it begins.
BEGINNING = (16, 1000)
# States at one unit that a better plan is worth.  Else groups among which branch and bound looks
# for one, and nodes of that; where there are more, parts of so many units are solved anew.
STATES = 50_000
FEW, FEW_NODES = 15_000, 10
SIZES = (40, 60)
# Nodes that mending is worth.
NODES = 2000
UNKNOWN = 1 << 40


def counted(
    instance: Partition, plain: Bound, deadline: float, end: float
) -> tuple[Bound, IntArray | None] | None:
    """Bound a stage by a price on the number of groups, and find a plan that keeps it.

    Parameters
    ----------
    instance : Partition
        The stage; its only row is the number of groups.
    plain : Bound
        Its plain relaxation.
    deadline, end : float
        ``time.monotonic()`` at which to stop, and at which to stop bettering the plan.

    Returns
    -------
    (Bound, ndarray of int64 or None) or None
        The bound for all groups of the instance, and groups that are a plan, if one was
        found; None: no number is asked for, or it costs nothing.
    """
    if [row.name for row in instance.rows] != ["count"]:
        return None
    price = Fraction(round(DIVISOR * int(plain.sides[0]) / plain.one), DIVISOR)
    limit = instance.rows[0].lower if price > 0 else instance.rows[0].upper
    if price == 0 or limit is None:
        return None
    cost = instance.cost * price.denominator - price.numerator
    groups = undivided(instance.members, cost)
    free = replace(instance, cost=cost, rows=()).of(groups)
    found = relax(free, deadline)
    bound = _with_row(instance, found, price, limit)
    if not found.feasible or bound is None:
        return None
    begun = beam(free, found, deadline, *BEGINNING)
    if begun is None:
        return bound, None
    return bound, _mended(instance, groups[_better(free, found, begun, end)], deadline)


def _with_row(instance: Partition, found: Bound, price: Fraction, limit: int) -> Bound | None:
    """Write a bound with a price on the number as one of the stage with its row.

    A group that two others are worth costs no less than they do beyond its
    prices, so that the bound is one for all groups.
    """
    one = found.one * price.denominator
    side = found.one * price.numerator
    reduced = instance.cost * one - side - instance.members @ found.cover
    reduced += found.cuts.coefficients(instance.members) @ found.prices
    if (reduced < 0).any():
        return None
    total = found.total + side * limit
    sides = np.array([side], dtype=np.int64)
    return replace(found, total=total, one=one, sides=sides, reduced=reduced)


def _better(free: Partition, bound: Bound, plan: IntArray, end: float) -> IntArray:
    """Better a plan by a short search, by branch and bound among few groups, or part by part."""
    value = int(free.cost[plan].sum())
    if value <= bound.value:
        return plan
    searched = search(free, bound, value - 1, end, most_states=STATES)
    if searched.complete:
        return plan if searched.chosen is None else searched.chosen
    groups = np.flatnonzero(bound.within(value - 1))
    if len(groups) > FEW:
        return improved(free, bound, plan, end, SIZES)
    some = free.of(groups)
    found = branched(some, end, FEW_NODES)
    if found.chosen is None:
        return plan
    return min(plan, groups[found.chosen], key=lambda chosen: int(free.cost[chosen].sum()))


def undivided(members: sparse.csr_array, cost: IntArray) -> IntArray:
    """List the groups that cost less than any two others in their place.

    One of the two has one member or two: of groups of up to five members that
    is every way to divide them.
    """
    size, n = np.diff(members.indptr), members.shape[1]
    mark = np.random.default_rng(0).integers(1, 1 << 62, n).astype(np.uint64)
    key = np.add.reduceat(mark[members.indices], members.indptr[:-1])
    by_key = np.argsort(key)
    least, whole = cost.copy(), np.ones(len(cost), dtype=bool)

    def known(keys: npt.NDArray[np.uint64]) -> IntArray:
        at = by_key[np.minimum(np.searchsorted(key, keys, sorter=by_key), len(key) - 1)]
        return np.where(key[at] == keys, least[at], UNKNOWN)

    for k in range(2, int(size.max()) + 1):
        rows = np.flatnonzero(size == k)
        marks = mark[members.indices[members.indptr[rows][:, None] + np.arange(k)]]
        best = np.full(len(rows), UNKNOWN)
        for few in [*combinations(range(k), 1), *combinations(range(k), 2)]:
            part = marks[:, few].sum(axis=1, dtype=np.uint64)
            best = np.minimum(best, known(part) + known(key[rows] - part))
        whole[rows] = cost[rows] < best
        least[rows] = np.minimum(cost[rows], best)
    return np.flatnonzero(whole)


def _mended(instance: Partition, plan: IntArray, deadline: float) -> IntArray | None:
    """Join and split the groups of a plan, two at most at a time, until the rows are kept."""
    if instance.holds(np.isin(np.arange(len(instance.cost)), plan)):
        return plan
    sets = instance.members[plan]
    group_of = np.empty(len(instance.labels), dtype=np.int64)
    group_of[sets.indices] = np.repeat(np.arange(len(plan)), np.diff(sets.indptr))
    members = instance.members
    held, starts = group_of[members.indices], members.indptr[:-1]
    low, high = np.minimum.reduceat(held, starts), np.maximum.reduceat(held, starts)
    ends = (held == np.repeat(low, np.diff(members.indptr))) | (
        held == np.repeat(high, np.diff(members.indptr))
    )
    groups = np.flatnonzero(np.logical_and.reduceat(ends, starts))
    some = instance.of(groups)
    found = branched(some, deadline, NODES)
    return None if found.chosen is None else groups[found.chosen]
