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
from planner.optimize.effort import USUAL, Dives, Effort
from planner.optimize.effort.control import Control
from planner.optimize.search.frontier import search

FloatArray = npt.NDArray[np.float64]
# Groups of the relaxation that are taken, and how much of each.
Values = tuple[IntArray, FloatArray]
# A bound that passes the aim by less is the solver's own tolerance.
NOISE = 1e-7


def dived(
    instance: Partition,
    bound: Bound,
    aim: int,
    most: int,
    control: Control,
    guide: IntArray | None = None,
    number: int = 0,
    saving: Sequence[tuple[SideRow, ...]] = (),
    effort: Effort = USUAL,
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
    control : Control
        When to stop.
    guide : ndarray of int64, shape (m,), optional
        A second cost, by which the first dive chooses among groups of equal cost.
    number : int
        How many dives there were before: each goes another way, with more effort.
    saving : sequence of tuples of SideRow
        Tighter rows for the relaxation, one after the other where it comes to a dead end: what
        they save is left for the last units.
    effort : Effort
        Of dives.

    Returns
    -------
    ndarray of int64 or None
        Groups of the instance; None: dead ends.
    """
    if control.over():
        return None
    dive = _begun(instance, bound, aim, most, control, guide, number, saving, effort)
    sizes = effort.dives.units_left[min(number, len(effort.dives.units_left) - 1)]
    for small in sizes:
        far = dive.down_to(small)
        if not far and dive.lost:
            return None
        limit = most if not far or small == sizes[-1] else aim
        plan, complete = _finished(instance, dive.fixed, limit, bound.value, control, effort)
        # Where nothing is left, fixing more leads nowhere.
        if plan is not None or complete or not far:
            return plan
        dive.choose()
    return None


def _begun(
    instance: Partition,
    bound: Bound,
    aim: int,
    most: int,
    control: Control,
    guide: IntArray | None,
    number: int,
    saving: Sequence[tuple[SideRow, ...]],
    effort: Effort,
) -> _Dive:
    """Begin a dive: its pool, and what the relaxation weighs.  See ``dived``."""
    policy = effort.dives
    by = (bound.reduced,) if guide is None else (guide, bound.reduced)
    near = np.lexsort(by)[: int(bound.within(most).sum())]
    pool = best_of_each_unit(instance.members, near, policy.groups_a_unit, control)
    some = replace(instance.of(pool), cuts=bound.cuts)
    held = [tuple(row.of(pool) for row in rows) for rows in [*saving, instance.rows]]
    mixed = np.zeros(len(pool))
    if number > 1:
        mixed = policy.mixed * np.random.default_rng(number - 1).random(len(pool))
    second = np.zeros(len(pool), dtype=np.int64) if guide is None or number else guide[pool]
    step_in_all = 1 + policy.step_outweighs * int(np.abs(second).max(initial=0))
    weighed = replace(some, cost=some.cost * step_in_all + second, rows=held.pop(0))
    first = np.lexsort(tuple(key[pool] for key in by))
    relaxation = Fixing(weighed, control, first, effort)
    return _Dive(some, pool, relaxation, aim, held, mixed, policy)


class _Dive:
    """Groups that are fixed step by step, and taken back where that leads too far.

    Parameters
    ----------
    some : Partition
        The groups that may be fixed.
    pool : ndarray of int64, shape (m,)
        Which groups of the whole instance they are.
    relaxation : Fixing
        Of these groups.
    aim : int
        What the relaxation may cost, in whole steps.
    held : list of tuple of SideRow
        Looser and looser rows, where the relaxation comes to a dead end.
    mixed : ndarray, shape (m,)
        What is added to the value of each group when some are chosen; −∞: never again.
    policy : Dives

    Attributes
    ----------
    step : ndarray of int64
        Groups that were fixed last.
    """

    def __init__(
        self,
        some: Partition,
        pool: IntArray,
        relaxation: Fixing,
        aim: int,
        side_rows: list[tuple[SideRow, ...]],
        mixed: FloatArray,
        policy: Dives,
    ):
        self.some, self.pool, self.relaxation, self.aim = some, pool, relaxation, aim
        self.held, self.mixed, self.policy = side_rows, mixed, policy
        nothing = np.empty(0, dtype=np.int64)
        self._batches, self.step, self._found = [nothing], nothing, (nothing, np.empty(0))
        self._cut_at, self._dead_ends = 0.0, 0

    @property
    def fixed(self) -> IntArray:
        """Groups of the whole instance that are part of the plan."""
        return self.pool[self._fixed]

    @property
    def _fixed(self) -> IntArray:
        return np.concatenate(self._batches)

    @property
    def lost(self) -> bool:
        """Even with nothing fixed the relaxation passes the aim."""
        return not self._batches

    def down_to(self, small: int) -> bool:
        """Fix groups until few units are left; False: there is no way further."""
        sizes = np.diff(self.some.members.indptr)
        while True:
            self.relaxation.fix(self.step)
            found = self._values()
            if found is None:
                if self._back():
                    continue
                return False
            self._found = found
            self._batches.append(self.step)
            if len(self.some.labels) - sizes[self._fixed].sum() <= small:
                return True
            if not self.choose():
                return False

    def choose(self) -> bool:
        """Choose the next groups; False: there are none."""
        groups, values = self._found
        self.step = _step(self.some, self._fixed, groups, values, self.mixed, self.policy.step)
        return bool(len(self.step))

    def _values(self) -> Values | None:
        """Solve the relaxation, cut where it has risen; None: beyond the aim, or nothing."""
        found = self.relaxation.values(0)
        if found is not None and self._cost(found) > self._cut_at * (1 + self.policy.rise):
            found = self.relaxation.values(self.policy.cut_rounds)
            self._cut_at = self._cut_at if found is None else self._cost(found)
        if found is None or self._cost(found) > self.aim + NOISE * abs(self.aim):
            return None
        return found

    def _cost(self, values: Values) -> float:
        groups, taken = values
        return float(self.some.cost[groups] @ taken)

    def _back(self) -> bool:
        """Take the last step back, and make it shorter; False: there is no other way.

        Not as much at once; not this one; or not what was fixed before: but
        first, what was saved is given free.
        """
        if len(self.step) < 2 and self.held:
            self.relaxation.fix(self.step, taken=False)
            self.relaxation.hold(self.held.pop(0))
            return True
        if not len(self.step):
            self.step = self._batches.pop()
        if not self._batches:
            return False
        self.relaxation.fix(self.step, taken=False)
        if len(self.step) > 1:
            self.step = self.step[: max(1, len(self.step) // self.policy.shorter)]
            return True
        self._dead_ends += 1
        self.mixed[self.step] = -np.inf
        self.step = self.step[:0]
        return self._dead_ends <= self.policy.dead_ends


def _step(
    some: Partition,
    fixed: IntArray,
    groups: IntArray,
    values: FloatArray,
    mixed: FloatArray,
    share: float,
) -> IntArray:
    """Choose groups of largest value, no two with a unit in common, that hold enough units."""
    order = groups[np.argsort(-np.minimum(values, 1.0) - mixed[groups], kind="stable")]
    pointers, members = some.members.indptr, some.members.indices
    free = np.ones(len(some.labels), dtype=bool)
    free[some.members[fixed].indices] = False
    enough, chosen, held = share * free.sum(), [], 0
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
    instance: Partition, fixed: IntArray, most: int, whole: int, control: Control, effort: Effort
) -> tuple[IntArray | None, bool]:
    """Search what fixed groups leave, near its bound and then farther from it.

    Parameters
    ----------
    instance : Partition
        The pool.
    fixed : ndarray of int64
        Groups that are part of the plan.
    most : int
        What the plan may cost.
    whole : int
        What the whole costs at least.
    control : Control
    effort : Effort

    Returns
    -------
    ndarray of int64 or None
        The plan.
    bool
        All was searched.
    """
    policy = effort.dives
    left, groups = replace(instance, cuts=no_cuts(len(instance.labels))).left(fixed)
    room = most - int(instance.cost[fixed].sum())
    if not left.labels:
        complete = room >= 0 and left.holds(np.zeros(len(groups), dtype=bool))
        return (np.sort(fixed) if complete else None), True
    bound = relax(left, control, policy.cut_rounds_left, effort=effort)
    if not bound.feasible or bound.value > room:
        return None, True
    limits = {min(room, bound.value + math.floor(near * abs(whole))) for near in policy.near_left}
    for limit in sorted(limits):
        found = search(left, bound, limit, control, most_states=policy.states, effort=effort)
        if found.chosen is not None:
            return np.sort(np.concatenate([fixed, groups[found.chosen]])), found.complete
        if not found.complete:
            return None, False
    return None, True
