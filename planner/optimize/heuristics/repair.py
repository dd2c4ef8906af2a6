"""Repair: a plan that locks have broken, mended where it is broken.

The groups that may no longer be give their units back, and so do the groups
beside them; the best arrangement of these units that the locks allow takes
their place.  Where there is none, more of the plan gives way.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from scipy import sparse

from planner.optimize.bound.formulation import Partition
from planner.optimize.bound.relaxation import relax
from planner.optimize.effort import Effort
from planner.optimize.effort.control import Control
from planner.optimize.search.frontier import search
from planner.problem.groups.connected import IntArray


def repairs(
    instance: Partition, left: IntArray, control: Control, effort: Effort
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
        given = _given(instance, left, open_units, near, units)
        part, groups = instance.left(given)
        chosen = _best(part, abs(int(instance.cost[left].sum())), control, effort)
        if chosen is not None:
            yield np.sort(np.concatenate([given, groups[chosen]]))
        if not len(given):
            return


def _given(
    instance: Partition, left: IntArray, open_units: IntArray, near: sparse.csr_array, units: int
) -> IntArray:
    """Groups of the plan that stay: those far from what is open, until ``units`` are open."""
    reach = open_units.astype(np.float64)
    if not reach.any():
        reach[instance.members[left[:1]].indices] = 1.0
    closeness = np.asarray(near @ reach, dtype=np.float64)
    score = np.asarray(instance.members[left] @ closeness) / np.diff(instance.members.indptr)[left]
    order = np.argsort(-score, kind="stable")
    sizes = np.cumsum(np.diff(instance.members.indptr)[left][order]) + open_units.sum()
    opened = order[sizes <= max(units, int(sizes[0]) if len(sizes) else 0)]
    return np.delete(left, opened)


def _best(part: Partition, whole: int, control: Control, effort: Effort) -> IntArray | None:
    """Search a part near its bound, and then farther from it."""
    bound = relax(part, control, effort.repair.cut_rounds, larger=False, effort=effort)
    if not bound.feasible:
        return None
    for share in effort.repair.near:
        most = bound.value + math.floor(share * max(abs(bound.value), whole))
        found = search(part, bound, most, control, most_states=effort.repair.states, effort=effort)
        if found.chosen is not None or not found.complete:
            return found.chosen
    return None
