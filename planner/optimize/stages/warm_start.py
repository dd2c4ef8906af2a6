"""What is known from a pool that holds all of these groups: where a stage begins.

Locks take groups out of a pool and put none in.  So the duals that were found
without them price every group that is left, the bound holds, and a plan as
good as the best without locks is proven by what proved that one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.optimize.bound.duals import Bound
from planner.optimize.bound.relaxation import relax
from planner.optimize.objective import TELLING, never_negative
from planner.optimize.search import frontier
from planner.optimize.search.beams import beam
from planner.optimize.solved import Solved, Trace
from planner.optimize.stages.ground import tolerance
from planner.optimize.stages.search import Search
from planner.plan.proof import Closed
from planner.problem.groups.connected import IntArray
from planner.problem.settings import StageSettings


@dataclass(frozen=True)
class WarmStart:
    """Where a stage begins.

    Attributes
    ----------
    bounds : tuple of Bound
        One after the other, each of the groups that the ones before left.
    solved : Solved or None
        The stage, where the plan to begin with is proven already.
    """

    bounds: tuple[Bound, ...]
    solved: Solved | None

    @property
    def bound(self) -> Bound | None:
        """The last of the bounds, for the groups that are left."""
        return self.bounds[-1] if self.bounds else None


def begin(
    search: Search,
    cost: IntArray,
    within_percent: float,
    base: Solved,
    *,
    telling: bool,
    same: bool = True,
) -> WarmStart | None:
    """Leave out what no plan as good as the one at hand can hold, by what is known.

    Parameters
    ----------
    search : Search
        With a plan to begin with; the groups that are left out are no longer ``alive``.
    cost : ndarray of int64, shape (m,)
        Of the whole pool, in steps.
    within_percent : float
        How much worse later stages may make it.
    base : Solved
        The stage on the pool without locks, under the same rows.
    telling : bool
        The term tells nearly every two plans apart; else a better plan is looked for at once.
    same : bool
        The stages before have the values that they have there.  Else other groups are alive under
        other rows: cuts hold still, and prices are found anew with them.

    Returns
    -------
    WarmStart or None
        None: there is no plan to begin with, or what is known does not hold for these groups.
    """
    if search.plan is None or not (same or (telling and base.proof.bounds)):
        return None
    value = int(cost[search.plan].sum())
    if base.proof.closed == "free":
        free = value == 0 and base.proven
        return WarmStart((), replace(base, nodes=0, columns=0)) if free else None
    whole_pool = search.alive
    most = value + tolerance(value, within_percent)
    priced = price(search, cost, most, base, same=same)
    if priced is None:
        return None
    bounds, whole = priced
    beams = search.ground.effort.asking.beams
    if value > base.value and bounds and not telling and _bettered(search, cost, bounds[-1], beams):
        # Its proof begins anew: bounds of before, which it does not hold, left groups out.
        search.ground.alive = whole_pool
        return begin(search, cost, within_percent, base, telling=telling)
    proven = whole and value == base.value and base.proven
    return WarmStart(tuple(bounds), replace(base, nodes=0, columns=0) if proven else None)


def price(
    search: Search, cost: IntArray, most: int, base: Solved, *, same: bool = True
) -> tuple[list[Bound], bool] | None:
    """Leave out what no plan of cost ≤ ``most`` can hold, by the duals that are known.

    Parameters
    ----------
    search, cost, known, same
        See :func:`begin`.
    most : int
        In steps.

    Returns
    -------
    list of Bound, bool
        One after the other, the last for the groups that are left; whether all are as they were.
        None: they are not those of these rows, or no plan is left.
    """
    whole, bounds, effort = True, list[Bound](), search.ground.effort
    for bound in base.proof.bounds if same else base.proof.bounds[-1:]:
        instance = search.ground.instance(cost)
        priced = bound.priced(instance.members, cost[search.alive], instance.rows)
        if same and priced is None:
            return None
        if not same or priced is None or int(priced.reduced.min(initial=0)) < 0:
            # It priced only what the bound before left for a better plan: its cuts hold still.
            whole = False
            cutting = replace(instance, cuts=bound.cuts)
            priced = relax(cutting, search.control, effort.asking.cut_rounds, effort=effort)
            if not priced.feasible:
                return None
        inside = priced.within(most)
        search.ground.leave(inside)
        bounds.append(replace(priced, reduced=priced.reduced[inside]))
    return bounds, whole


def _bettered(search: Search, cost: IntArray, bound: Bound, beams: int) -> bool:
    """Look for a better plan among the groups of least reduced cost; was one found?"""
    assert search.plan is not None
    effort, alive = search.ground.effort, search.alive
    for groups_a_unit, width in effort.beams.first(beams):
        instance = search.ground.instance(cost)
        plan = beam(instance, bound, search.control, groups_a_unit, width, effort)
        if plan is not None and cost[alive[plan]].sum() < cost[search.plan].sum():
            search.plan = np.sort(alive[plan])
            return True
    return False


def resumed(
    search: Search,
    cost: IntArray,
    stage: StageSettings,
    base: Solved,
    tie: IntArray | None,
    *,
    last: bool,
    same: bool,
) -> tuple[WarmStart | None, Solved | None]:
    """Take a stage up where another pool, or other costs, have left it.

    Parameters
    ----------
    search, cost, base, same
        See :func:`begin`.
    stage : StageSettings
    tie : ndarray of int64, shape (m,), or None
        See :func:`searched`.
    last : bool
        No stage comes after it.

    Returns
    -------
    WarmStart or None
        What is known to begin with; None: nothing.
    Solved or None
        The stage, where that was enough.
    """
    telling = stage.stage in TELLING
    start = begin(search, cost, stage.within_percent, base, telling=telling, same=same)
    if start is None or start.solved is not None:
        return start, None if start is None else start.solved
    if telling and last:
        start = nearer(search, cost, start)
    elif last or base.proof.closed != "search":
        return start, None
    return start, searched(search, cost, start, base, tie)


def searched(
    search: Search, cost: IntArray, start: WarmStart, base: Solved, tie: IntArray | None
) -> Solved | None:
    """Search what the known bounds leave, in the order that was short before.

    Parameters
    ----------
    search : Search
        Its plan is where the search begins, and what it betters.
    cost : ndarray of int64, shape (m,)
        Of the whole pool, in steps.
    start : WarmStart
        See :func:`begin`.
    base : Solved
        The stage on the pool without locks.
    tie : ndarray of int64, shape (m,), or None
        Chooses among plans of equal cost, of the whole pool; None: the plan at hand stays where
        none is better.

    Returns
    -------
    Solved or None
        None: too many states for a beginning.
    """
    bound, alive, effort = start.bound, search.alive, search.ground.effort
    if bound is None or search.plan is None:
        return None
    found = frontier.search(
        search.ground.instance(cost),
        bound,
        int(cost[search.plan].sum()) - (tie is None),
        search.control,
        None if tie is None else tie[alive],
        effort.asking.states,
        [kept.of(alive) for kept in search.kept],
        base.proof.order,
        effort,
    )
    if not found.complete:
        return None
    if found.chosen is not None:
        search.plan = np.sort(alive[found.chosen])
    value = int(cost[search.plan].sum())
    reached = max(each.value for each in start.bounds)
    closed: Closed = "bound" if value <= reached else "search"
    return Solved(base.name, value, value, 0, 0, Trace(closed, start.bounds, found.order))


def nearer(search: Search, cost: IntArray, start: WarmStart) -> WarmStart:
    """Bound the locked groups themselves where what is known leaves much.

    Parameters
    ----------
    search, cost
        See :func:`begin`.
    start : WarmStart
        Not proven already.
    """
    effort, bound = search.ground.effort, start.bound
    if bound is None or search.plan is None:
        return start
    value = int(cost[search.plan].sum())
    if value * bound.one - bound.total <= effort.asking.near_percent / 100 * abs(bound.total):
        return start
    instance = replace(search.ground.instance(cost), cuts=bound.cuts)
    found = relax(instance, search.control, effort.asking.near_rounds, effort=effort)
    if value > found.value + tolerance(found.value, effort.asking.near_percent):
        _bettered(search, cost, found, effort.asking.near_beams)
    left = found.within(int(cost[search.plan].sum()))
    search.ground.leave(left)
    return replace(start, bounds=(*start.bounds, replace(found, reduced=found.reduced[left])))


def grown(solved: Sequence[Solved], objective: Sequence[StageSettings]) -> tuple[Solved, ...]:
    """Take what was solved on a pool as known of one that more groups have joined.

    What prices alone prove holds where they price the new groups as well, which :func:`price`
    looks after.  What was searched has to be searched again.
    """
    return tuple(
        replace(each, bound=each.value - 1)
        if each.proof.closed not in ("free", "bound")
        or (each.proof.closed == "free" and not never_negative(stage))
        else each
        for each, stage in zip(solved, objective, strict=True)
    )


def after(start: WarmStart, result: Solved) -> Solved:
    """Write down that a stage was solved on what the known bounds had left."""
    trace = result.proof
    if trace.closed == "free":
        return result
    lower = max([result.bound, *(min(b.value, result.value) for b in start.bounds)])
    return replace(result, bound=lower, proof=replace(trace, bounds=(*start.bounds, *trace.bounds)))
