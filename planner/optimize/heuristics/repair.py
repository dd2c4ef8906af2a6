"""Repair: a plan that locks have broken, mended where it is broken.

The groups that may no longer be give their units back, and so do the groups
beside them; the best arrangement of these units that the locks allow takes
their place.  Where there is none, more of the plan gives way.  Where no group
is gone, and only the count is another, the part of the plan gives way where
that costs least.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from planner.optimize.bound.duals import Bound
from planner.optimize.bound.formulation import Partition
from planner.optimize.bound.relaxation import relax
from planner.optimize.effort import OTHER_COUNT, Effort
from planner.optimize.effort.control import Control
from planner.optimize.search.frontier import search
from planner.problem.groups.connected import IntArray


def repairs(
    instance: Partition,
    left: IntArray,
    control: Control,
    effort: Effort,
    windows: int = OTHER_COUNT.windows,
) -> Iterator[IntArray]:
    """Give plans near one of which some groups are gone, each with more of it arranged anew.

    Parameters
    ----------
    instance : Partition
        The pool under the locks; its cost weighs the stages against each other.
    left : ndarray of int64
        Groups of the plan that are still in the pool.
    control : Control
        When to stop.
    effort : Effort
    windows : int
        See ``OtherCount``.

    Yields
    ------
    ndarray of int64
        Groups of the instance; nothing, where nothing is found within the effort.
    """
    n = len(instance.labels)
    held = np.zeros(n, dtype=np.int64)
    held[instance.members[left].indices] = 1
    open_units = held == 0
    if not open_units.any():
        whole = np.isin(np.arange(len(instance.cost)), left)
        if instance.holds(whole):
            yield np.sort(left)
            return
    near = (instance.members.T @ instance.members).tocsr()
    for units in effort.repair.units:
        if open_units.any():
            rests = [_given(instance, left, open_units, near, units)]
        else:
            rests = _rests(instance, left, near, units)
        parts = [_Part.of(instance, rest, control, effort) for rest in rests]
        best: IntArray | None = None
        for part in sorted(parts, key=lambda part: part.least)[:windows]:
            if best is not None and part.least >= int(instance.cost[best].sum()):
                break
            plan = part.plan(abs(int(instance.cost[left].sum())), control, effort)
            if plan is not None and (
                best is None or instance.cost[plan].sum() < instance.cost[best].sum()
            ):
                best = plan
        if best is not None:
            yield best
        if not all(map(len, rests)):
            return


@dataclass(frozen=True)
class _Part:
    """What groups of a plan leave: its groups as groups of the whole, and its bound."""

    rest: IntArray
    instance: Partition
    groups: IntArray
    bound: Bound
    least: float
    """What the whole costs at least with the groups that stay; infinite: nothing is left."""

    @classmethod
    def of(cls, whole: Partition, rest: IntArray, control: Control, effort: Effort) -> _Part:
        instance, groups = whole.left(rest)
        bound = relax(instance, control, effort.repair.cut_rounds, larger=False, effort=effort)
        least = bound.value + int(whole.cost[rest].sum()) if bound.feasible else math.inf
        return cls(rest, instance, groups, bound, least)

    def plan(self, whole: int, control: Control, effort: Effort) -> IntArray | None:
        """Search near the bound, and then farther from it; None: nothing within the effort."""
        if not self.bound.feasible:
            return None
        for share in effort.repair.near:
            most = self.bound.value + math.floor(share * max(abs(self.bound.value), whole))
            states = effort.repair.states
            found = search(
                self.instance, self.bound, most, control, most_states=states, effort=effort
            )
            if found.chosen is not None:
                return np.sort(np.concatenate([self.rest, self.groups[found.chosen]]))
            if not found.complete:
                return None
        return None


def _rests(
    instance: Partition, left: IntArray, near: sparse.csr_array, units: int
) -> list[IntArray]:
    """Let one part after the other give way, until each group was in one; the groups that stay."""
    rests, todo = list[IntArray](), left
    while len(todo):
        reach = np.zeros(len(instance.labels), dtype=np.int64)
        reach[instance.members[todo[:1]].indices] = 1
        rests.append(_given(instance, left, reach, near, units))
        todo = np.intersect1d(todo[1:], rests[-1])
    return rests


def _given(
    instance: Partition, left: IntArray, open_units: IntArray, near: sparse.csr_array, units: int
) -> IntArray:
    """Groups of the plan that stay: those far from what is open, until ``units`` are open."""
    reach = open_units.astype(np.float64)
    closeness = np.asarray(near @ reach, dtype=np.float64)
    score = np.asarray(instance.members[left] @ closeness) / np.diff(instance.members.indptr)[left]
    order = np.argsort(-score, kind="stable")
    sizes = np.cumsum(np.diff(instance.members.indptr)[left][order]) + open_units.sum()
    opened = order[sizes <= max(units, int(sizes[0]) if len(sizes) else 0)]
    return np.delete(left, opened)
