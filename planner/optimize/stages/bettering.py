"""The devices of a stage: each gives a better plan or a better bound.

The stages decide what is tried and when; here stands how: first plans, parts
solved anew, dives, a little of branch and bound, and cutting among the groups
that are left.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from planner.errors import InfeasibleError
from planner.optimize.bound.cuts import Cuts
from planner.optimize.bound.duals import Bound
from planner.optimize.bound.formulation import IntArray, Partition, SideRow
from planner.optimize.bound.highs import WholeSolution
from planner.optimize.bound.relaxation import relax
from planner.optimize.heuristics.branching import branched
from planner.optimize.heuristics.diving import dived
from planner.optimize.heuristics.first import guided_plan, soft_plans
from planner.optimize.heuristics.neighbourhoods import improved
from planner.optimize.infeasible import why_infeasible
from planner.optimize.stages.ground import Bounds, Goal, Ground, Incumbent, tolerance

# Above the cost of any plan, in steps.
UNKNOWN = 1 << 58


def guide(
    ground: Ground,
    goal: Goal,
    best: Incumbent,
    groups: IntArray,
    *rows: SideRow,
    beams: Sequence[tuple[int, int]] | None = None,
) -> None:
    """Look for a plan among groups that keep a stage and are good by the guide as well."""
    assert goal.guide is not None
    effort = ground.effort
    beams = effort.beams.first(effort.beams.short) if beams is None else beams
    instance = ground.instance(goal.guide, groups, *rows)
    plan = guided_plan(instance, ground.control, beams, effort)
    best.take(None if plan is None else groups[plan])


def weigh(ground: Ground, goal: Goal, best: Incumbent) -> None:
    """Look for a first plan that weighs the stage against the guide."""
    second, before = ground.of(goal.guide), UNKNOWN
    assert second is not None
    instance, end = ground.instance(goal.cost), ground.control
    for plan in soft_plans(instance, second, end, effort=ground.effort):
        best.take(ground.alive[plan])
        ground.report(goal.name, best.value, None, "first plans")
        # Where rows tie all of a province together, better ones come from diving.
        if ground.rows or ground.control.over() or best.value == before:
            return
        before = best.value


def solve_parts(ground: Ground, best: Incumbent, bound: Bound, percent: float) -> None:
    """Better a plan that is farther from the bound than this, part by part."""
    policy = ground.effort.parts
    if best.plan is None or not policy.on or not best.far(bound, percent):
        return
    if not np.isin(best.plan, ground.alive).all():
        return
    end = ground.control.part(policy.clock_share)
    at = np.searchsorted(ground.alive, best.plan)
    better = improved(ground.instance(best.cost), bound, at, end, effort=ground.effort)
    ground.note(end)
    best.take(np.sort(ground.alive[better]))


def branch(
    ground: Ground,
    goal: Goal,
    best: Incumbent,
    bound: Bound,
    groups: IntArray,
    cuts: Cuts | None = None,
) -> int:
    """Look for a plan among some groups by a little of branch and bound; nodes it took."""
    instance = ground.instance(goal.cost, groups)
    if cuts is not None:
        instance = replace(instance, cuts=cuts)
    found = whole(ground, goal, instance, bound.value, ground.effort.branching.first_nodes)
    if found.chosen is not None:
        best.take(groups[found.chosen])
    return found.nodes


def whole(
    ground: Ground, goal: Goal, instance: Partition, floor: int, max_nodes: int
) -> WholeSolution:
    """Solve an instance by branch and bound, and report how it goes."""

    def watch(value: int | None, bound: int | None) -> None:
        known = floor if bound is None else max(floor, bound)
        ground.report(goal.name, value, known, "branch and bound")

    return branched(instance, ground.control, max_nodes, watch)


def cut(ground: Ground, goal: Goal, bounds: Bounds) -> None:
    """Bound the groups alive by the relaxation with cuts.

    What cutting leaves of the clock goes into a plan, or a better one.
    """
    end = ground.control.part(ground.effort.cutting.clock_share)
    second = ground.of(goal.guide)
    instance = replace(ground.instance(goal.cost), cuts=ground.cuts)
    bound = relax(instance, end, guide=second, effort=ground.effort)
    ground.note(end)
    if not bound.feasible:
        problems = why_infeasible(ground.instance(goal.cost), ground.control)
        raise InfeasibleError(problems)
    # It is worse than the plain one where the clock left no time for as much.
    if not bounds or bound.total / bound.one >= bounds.last.total / bounds.last.one:
        bounds.add(bound)


def cut_again(ground: Ground, goal: Goal, best: Incumbent, bounds: Bounds) -> bool:
    """Cut among the groups that a plan as good as the best may hold; was it of use?

    The relaxation begins anew with the cuts that bind: from other columns it comes to
    other solutions and other cuts, often better ones than going on.
    """
    bounds.leave_out(best.value + tolerance(best.value, goal.within_percent))
    last, second = bounds.last, ground.of(goal.guide)
    instance = replace(ground.instance(goal.cost), cuts=last.cuts)
    end = ground.control.part(ground.effort.cutting.clock_share)
    again = relax(instance, end, guide=second, effort=ground.effort)
    ground.note(end)
    better = again.total / again.one > last.total / last.one
    if better:
        bounds.add(again)
    return better


def dive(ground: Ground, goal: Goal, best: Incumbent, bound: Bound, lower: int, before: int) -> int:
    """Look for a better plan by diving; again, if it is not near the bound.

    Parameters
    ----------
    lower : int
        What is known from below.
    before : int
        Dives so far in this stage: each goes another way.

    Returns
    -------
    int
        Dives so far.
    """
    policy, number = ground.effort.dives, before
    if not policy.on:
        return number
    end = ground.control.part(policy.clock_share)
    instance, second = ground.instance(goal.cost), ground.of(goal.guide)
    near = lower + max(1, tolerance(lower, policy.near_percent))
    for left in reversed(range(policy.most)):
        most = UNKNOWN if best.plan is None else best.value - 1
        saving = [] if left else saved(ground, instance)
        # Under tighter rows the relaxation costs more, and tells less of what comes out.
        aim = most if saving else min(near, most)
        plan = dived(instance, bound, aim, most, end, second, number, saving, ground.effort)
        number += 1
        if plan is not None:
            best.take(ground.alive[plan])
            ground.report(goal.name, best.value, lower, "diving")
        if best.at(near) or end.over():
            break
    ground.note(end)
    return number


def saved(ground: Ground, instance: Partition) -> list[tuple[SideRow, ...]]:
    """Hold kept stages to less than they may come to, from tight to nearly all of it.

    The relaxation of a later stage takes what an earlier one allows from the
    start, in parts of groups, and nothing is left for whole ones in the end.
    """
    held = [instance.rows]
    for share in ground.effort.dives.saved:
        upper = {k.name: k.most - math.floor(share * (k.most - k.bound.value)) for k in ground.kept}
        rows = tuple(replace(r, upper=upper.get(r.name, r.upper)) for r in instance.rows)
        if [row.upper for row in rows] != [row.upper for row in held[0]]:
            held.insert(0, rows)
    return held[:-1]
