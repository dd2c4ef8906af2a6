"""Diving: a plan out of the relaxation, by fixing what it has nearly decided.

Groups that the relaxation takes nearly whole join the plan, a few units' worth
at a time, and what is left is bounded and cut anew.  A step after which the
bound passes the limit is taken back and made shorter.  The fewer units are
left, the more the cuts say: of the last ones all plans near the bound are
searched (diving heuristics of column generation: Sadykov, Vanderbeck, Pessoa,
Tahiri and Uchoa 2019).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from planner.optimize.bound.cuts import no_cuts
from planner.optimize.bound.duals import Bound
from planner.optimize.bound.formulation import IntArray, Partition, SideRow
from planner.optimize.bound.pricing import best_of_each_unit
from planner.optimize.bound.relaxation import Fixing, relax
from planner.optimize.search.frontier import search

# Groups of least reduced cost of each unit that may be fixed.
GROUPS_A_UNIT = 60
# Part of the units that a step fixes, and how much shorter a step becomes that went too far: by
# more than the solver's own tolerance.
SHARE, SHORTER, LITTLE = 0.05, 3, 1e-7
# Rounds of cutting when the bound has risen by this share since it was last cut.
CUT_ROUNDS, RISE = 1, 1e-3
# Rounds of cutting for the units that are left in the end.
CUT_ROUNDS_LEFT = 8
# So many units are searched, and fewer if that finds nothing: dive after dive with more effort.
SMALL = ((35,), (35,), (80, 50), (120, 80, 50))
# States at one unit that this is worth, and how far beyond the bound plans are looked for, as
# parts of what the whole costs at least.
STATES = 50_000
NEAR = (0.0025, 0.01, 0.04, 0.08)
# Single groups that may lead to dead ends before a dive is given up.
DEAD_ENDS = 8
# Dives after the second mix their choices by so much.
MIXED = 0.05
# Where a guide helps the first dive, a step of the cost outweighs so many of the groups that are
# dearest by the guide.
STEP_OUTWEIGHS = 6


def dived(
    instance: Partition,
    bound: Bound,
    aim: int,
    most: int,
    deadline: float,
    guide: IntArray | None = None,
    number: int = 0,
    saving: Sequence[tuple[SideRow, ...]] = (),
) -> IntArray | None:
    """Find a plan of cost ≤ ``aim`` if it can, else of cost ≤ ``most``.

    Parameters
    ----------
    instance : Partition
        The pool.
    bound : Bound
        Its bound.
    aim, most : int
        In whole steps.
    deadline : float
        ``time.monotonic()`` at which to stop.
    guide : ndarray of int64, shape (m,), optional
        A second cost, by which the first dive chooses among groups of equal cost.
    number : int
        How many dives there were before: each goes another way, with more effort.
    saving : sequence of tuples of SideRow
        Tighter rows for the relaxation, one after the other where it comes to a dead end: what
        they save is left for the last units.

    Returns
    -------
    ndarray of int64 or None
        Groups of the instance; None: dead ends.
    """
    by = (bound.reduced,) if guide is None else (guide, bound.reduced)
    near = np.lexsort(by)[: int(bound.within(most).sum())]
    pool = best_of_each_unit(instance.members, near, GROUPS_A_UNIT)
    some = replace(instance.of(pool), cuts=bound.cuts)
    held = [tuple(row.of(pool) for row in rows) for rows in [*saving, instance.rows]]
    whole = replace(instance, cuts=no_cuts(len(instance.labels)))
    mixed = np.zeros(len(pool))
    if number > 1:
        mixed = MIXED * np.random.default_rng(number - 1).random(len(pool))
    second = np.zeros(len(pool), dtype=np.int64) if guide is None or number else guide[pool]
    step_in_all = 1 + STEP_OUTWEIGHS * int(np.abs(second).max(initial=0))
    weighed = replace(some, cost=some.cost * step_in_all + second, rows=held.pop(0))
    relaxation = Fixing(weighed, deadline, np.lexsort(tuple(key[pool] for key in by)))
    batches, step, dead_ends = [np.empty(0, dtype=np.int64)], np.empty(0, dtype=np.int64), 0

    def finished(limit: int) -> tuple[IntArray | None, bool]:
        fixed = pool[np.concatenate(batches)]
        left, groups = whole.left(fixed)
        paid = int(instance.cost[fixed].sum())
        last, complete = _finished(left, limit - paid, bound.value, deadline)
        if last is None:
            return None, complete
        return np.sort(np.concatenate([fixed, groups[last]])), complete

    def value(groups: IntArray, taken: npt.NDArray[np.float64]) -> float:
        return float(some.cost[groups] @ taken)

    cut_at, sizes = 0.0, SMALL[min(number, len(SMALL) - 1)]
    for small in sizes:
        while True:
            relaxation.fix(step)
            found = relaxation.values(0)
            if found is not None and value(*found) > cut_at * (1 + RISE):
                found = relaxation.values(CUT_ROUNDS)
                cut_at = cut_at if found is None else value(*found)
            if found is None or value(*found) > aim + LITTLE * abs(aim):
                # Not as much at once; not this one; or not what was fixed before: but first, what
                # was saved is given free.
                if len(step) < 2 and held:
                    relaxation.fix(step, taken=False)
                    relaxation.hold(held.pop(0))
                    continue
                if not len(step):
                    step = batches.pop()
                if not batches:
                    return None
                relaxation.fix(step, taken=False)
                if len(step) > 1:
                    step = step[: max(1, len(step) // SHORTER)]
                    continue
                dead_ends += 1
                if dead_ends > DEAD_ENDS:
                    return finished(most)[0]
                mixed[step] = -np.inf
                step = step[:0]
                continue
            batches.append(step)
            fixed = np.concatenate(batches)
            if len(some.labels) - np.diff(some.members.indptr)[fixed].sum() <= small:
                break
            step = _step(some, fixed, *found, mixed)
            if not len(step):
                return finished(most)[0]
        plan, complete = finished(most if small == sizes[-1] else aim)
        # Where nothing is left, fixing more leads nowhere.
        if plan is not None or complete:
            return plan
        step = _step(some, fixed, *found, mixed)
    return None


def _step(
    some: Partition,
    fixed: IntArray,
    groups: IntArray,
    values: npt.NDArray[np.float64],
    mixed: npt.NDArray[np.float64],
) -> IntArray:
    """Choose groups of largest value, no two with a unit in common, that hold enough units."""
    order = groups[np.argsort(-np.minimum(values, 1.0) - mixed[groups], kind="stable")]
    pointers, members = some.members.indptr, some.members.indices
    free = np.ones(len(some.labels), dtype=bool)
    free[some.members[fixed].indices] = False
    enough, chosen, held = SHARE * free.sum(), [], 0
    for group in order[np.isfinite(mixed[order])].tolist():
        units = members[pointers[group] : pointers[group + 1]]
        if not free[units].all():
            continue
        free[units] = False
        chosen.append(group)
        held += len(units)
        if held >= enough:
            break
    return np.array(chosen, dtype=np.int64)


def _finished(
    left: Partition, most: int, whole: int, deadline: float
) -> tuple[IntArray | None, bool]:
    """Search what is left, near its bound and then farther from it; was it searched to the end?"""
    if not left.labels:
        nothing = np.empty(0, dtype=np.int64)
        return (nothing if most >= 0 and left.holds(nothing.astype(bool)) else None), True
    bound = relax(left, deadline, CUT_ROUNDS_LEFT)
    if not bound.feasible or bound.value > most:
        return None, True
    limits = {min(most, bound.value + math.floor(near * abs(whole))) for near in NEAR}
    for limit in sorted(limits):
        found = search(left, bound, limit, deadline, most_states=STATES)
        if found.chosen is not None or not found.complete:
            return found.chosen, found.complete
    return None, True
