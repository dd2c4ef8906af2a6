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
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from planner.solve.cuts import no_cuts
from planner.solve.formulation import IntArray, Partition
from planner.solve.frontier import search
from planner.solve.relaxation import Bound, Relaxed, best_of_each_unit, relaxed

# Groups of least reduced cost of each unit that may be fixed.
GROUPS_A_UNIT = 60
# Part of the units that a step fixes, rounds of cutting after it, and how much shorter a step
# becomes that went too far.
SHARE, CUT_ROUNDS, SHORTER = 0.08, 2, 3
# So many units are searched; fewer, if that finds nothing.
SMALL = (140, 100, 60)
# States at one unit that this is worth, and how far beyond the bound plans are looked for, as
# parts of what the whole costs at least.
STATES = 200_000
NEAR = (0.0, 0.0025, 0.005, 0.01, 0.02, 0.04)
# Dives after the first mix their choices by so much.
MIXED = 0.05


def dived(
    instance: Partition,
    bound: Bound,
    most: int,
    deadline: float,
    guide: IntArray | None = None,
    number: int = 0,
) -> IntArray | None:
    """Find a plan of cost ≤ ``most``.

    Parameters
    ----------
    instance : Partition
        The pool.
    bound : Bound
        Its bound.
    most : int
        In whole steps.
    deadline : float
        ``time.monotonic()`` at which to stop.
    guide : ndarray of int64, shape (m,), optional
        A second cost, by which groups of equal cost are taken first.
    number : int
        How many dives there were before: each goes another way.

    Returns
    -------
    ndarray of int64 or None
        Groups of the instance; None: dead ends.
    """
    near = np.argsort(bound.reduced, kind="stable")[: int(bound.within(most).sum())]
    pool = best_of_each_unit(instance.members, near, GROUPS_A_UNIT)
    some = replace(instance.of(pool), cuts=bound.cuts)
    second = None if guide is None else guide[pool]
    mixed = MIXED * np.random.default_rng(number).random(len(pool)) * (number > 0)
    chosen, paid = [np.empty(0, dtype=np.int64)], 0
    step, small = np.empty(0, dtype=np.int64), list(SMALL)
    while small:
        left, groups = some.left(step)
        spent = paid + int(some.cost[step].sum())
        guided = None if second is None else second[groups]
        found = relaxed(left, deadline, CUT_ROUNDS, guided)
        if found is None:
            return None
        if not found.bound.feasible or spent + found.bound.value > most:
            if len(step) <= 1:
                return None
            step = step[: max(1, len(step) // SHORTER)]
            continue
        chosen.append(pool[step])
        some, pool, paid = replace(left, cuts=found.bound.cuts), pool[groups], spent
        second, mixed = guided, mixed[groups]
        if len(some.labels) <= small[0]:
            small.pop(0)
            last = _finished(some, found.bound, most - paid, bound.value, deadline)
            if last is not None:
                return np.sort(np.concatenate([*chosen, pool[last]]))
        step = _step(some, found, mixed)
    return None


def _step(some: Partition, found: Relaxed, mixed: npt.NDArray[np.float64]) -> IntArray:
    """Choose groups of largest value, no two with a unit in common, that hold enough units."""
    value = np.minimum(found.values, 1.0) + mixed[found.groups]
    order = found.groups[np.argsort(-value, kind="stable")]
    enough, free = SHARE * len(some.labels), np.ones(len(some.labels), dtype=bool)
    chosen, held = [], 0
    pointers, members = some.members.indptr, some.members.indices
    for group in order.tolist():
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
    some: Partition, bound: Bound, most: int, whole: int, deadline: float
) -> IntArray | None:
    """Search what is left, first near its bound and then farther from it."""
    alone = replace(some, cuts=no_cuts(len(some.labels)))
    limits = {min(most, bound.value + math.ceil(near * abs(whole))) for near in NEAR}
    for limit in sorted(limits):
        found = search(alone, bound, limit, deadline, most_states=STATES)
        if found.chosen is not None or not found.complete:
            return found.chosen
    return None
