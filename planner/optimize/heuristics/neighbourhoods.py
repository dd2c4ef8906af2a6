"""Large-neighbourhood search: parts of a plan solved anew, each to its end.

The groups of a plan that stand near each other give their units back, and the
best arrangement of these units takes their place, found by the same bound and
the same search as the whole.  What the part may add to the side rows is what
the rest leaves.  A plan only gets better, and the nearer it is to the bound
the fewer states the last search has.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy import sparse

from planner.optimize.bound.duals import Bound
from planner.optimize.bound.formulation import IntArray, Partition
from planner.optimize.bound.relaxation import relax
from planner.optimize.effort import USUAL, Effort
from planner.optimize.effort.control import Control
from planner.optimize.search.frontier import search


def improved(
    instance: Partition,
    bound: Bound,
    plan: IntArray,
    control: Control,
    sizes: Sequence[int] | None = None,
    effort: Effort = USUAL,
    around: IntArray | None = None,
    shares: Sequence[float] = (),
) -> IntArray:
    """Better a plan part by part.

    Parameters
    ----------
    instance : Partition
        The pool, without cuts.
    bound : Bound
        Its bound.
    plan : ndarray of int64
        Groups of the instance that keep the rows.
    control : Control
        When to stop.
    sizes : sequence of int
        Units of a part, round after round; None: those of the effort.
    effort : Effort
        Of parts.
    around : ndarray of int64, optional
        Units around which it is looked for; None: everywhere.
    shares : sequence of float
        Shares of what the plan costs, beyond the bound of a part, within which plans are sought
        one after the other, before all that is better is; none: at once.

    Returns
    -------
    ndarray of int64
        A plan that costs no more.
    """
    before = np.inf
    for size in effort.parts.sizes if sizes is None else sizes:
        value = int(instance.cost[plan].sum())
        if value <= bound.value or value > before * (1.0 - effort.parts.least_progress):
            break
        if control.over():
            break
        before = value
        near = np.flatnonzero(bound.within(value))
        some, here = instance.of(near), np.searchsorted(near, plan)
        pull = _pull(some.members, bound.reduced[near], effort.parts.slope)
        pull = pull if around is None else _alike(pull)
        todo = set(range(len(instance.labels)) if around is None else around.tolist())
        while todo and not control.over():
            part = _part(some.members[here], pull, min(todo), size)
            todo -= set(some.members[here[part]].indices.tolist())
            again = _again(some, here, part, control, effort, shares)
            here = here if again is None else again
        plan = near[here]
    return plan


def _pull(members: sparse.csr_array, reduced: IntArray, slope: float) -> sparse.csr_array:
    """How much units belong together by the groups that hold both."""
    weight = np.exp(-slope * reduced / max(1, int(reduced.max(initial=1))))
    return sparse.csr_array(members.T @ sparse.diags_array(weight) @ members)


def _alike(pull: sparse.csr_array) -> sparse.csr_array:
    """Weigh how much units belong together by what each has at all: some have few groups."""
    each = sparse.diags_array(1.0 / np.sqrt(np.maximum(pull.diagonal(), 1e-300)))
    return sparse.csr_array(each @ pull @ each)


def _part(sets: sparse.csr_array, pull: sparse.csr_array, unit: int, size: int) -> IntArray:
    """Grow a part of the plan around a unit: groups of at least ``size`` units."""
    between = (sets @ pull @ sets.T).toarray()
    np.fill_diagonal(between, 0.0)
    members = np.diff(sets.indptr)
    inside = np.zeros(len(members), dtype=bool)
    inside[sets.tocsc().indices[sets.tocsc().indptr[unit]]] = True
    towards = between[inside].sum(axis=0) / members
    while members[inside].sum() < size:
        towards[inside] = -1.0
        best = int(np.argmax(towards))
        if towards[best] <= 0.0:
            break
        inside[best] = True
        towards = towards + between[best] / members
    return np.flatnonzero(inside)


def _again(
    some: Partition,
    plan: IntArray,
    part: IntArray,
    control: Control,
    effort: Effort,
    shares: Sequence[float],
) -> IntArray | None:
    """Solve a part anew; None: there is nothing better, or not with this effort."""
    given = np.delete(plan, part)
    left, groups = some.left(given)
    value = int(some.cost[plan[part]].sum())
    bound = relax(left, control, effort.parts.cut_rounds, larger=False, effort=effort)
    if bound.value >= value:
        return None
    whole, states = int(some.cost[plan].sum()), effort.parts.states
    limits = {min(value - 1, bound.value + math.floor(share * abs(whole))) for share in shares}
    for most in sorted({*limits, value - 1}):
        found = search(left, bound, most, control, most_states=states, effort=effort)
        if found.chosen is not None:
            return np.concatenate([given, groups[found.chosen]])
        if not found.complete:
            return None
    return None
