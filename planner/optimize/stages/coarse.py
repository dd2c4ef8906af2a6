"""A stage whose term takes few values: thousands of groups are tied, and a guide tells them apart.

It is first tried at no cost at all.  Else it is dived into, searched value by
value, and cut again, with more and more effort.
"""

from __future__ import annotations

from dataclasses import replace

from planner.optimize.bound.duals import Bound
from planner.optimize.bound.formulation import covers, stage_row
from planner.optimize.heuristics.first import priced_count
from planner.optimize.search.frontier import SearchResult
from planner.optimize.solved import Solved, Trace
from planner.optimize.stages.bettering import cut, cut_again, dive, guide, weigh
from planner.optimize.stages.closing import Closing, branch_all, close, few, settled
from planner.optimize.stages.ground import Bounds, Goal, Ground, Incumbent, tolerance


def solve_coarse(ground: Ground, goal: Goal, best: Incumbent) -> tuple[Solved, Bound | None]:
    """Free, first plan, plain relaxation, cuts, and value by value what is left.

    Parameters, returns and raises as ``solve_telling``; without a bound where
    a plan costs nothing.
    """
    if _free(ground, goal, best):
        ground.report(goal.name, 0, 0, "proven")
        return Solved(goal.name, 0, 0, 0, 0, Trace("free")), None
    bounds = Bounds(ground)
    if best.plan is None:
        weigh(ground, goal, best)
    if best.plan is not None:
        bounds.add(ground.plain(goal.cost, goal.guide))
        bounds.leave_out(best.value + tolerance(best.value, goal.within_percent))
        if best.at(bounds.last.value):
            return settled(ground, goal, best, bounds, Closing(best.value))
    cut(ground, goal, bounds)
    lower = bounds.last.value
    ground.report(goal.name, best.known, lower, "LP")
    counted = None
    if lower == 0 and not best.at(0):
        counted = _count_priced(ground, goal)
    if counted is not None:
        bounds.add(counted)
        lower = max(0, counted.value)
    closing = _closed(ground, goal, best, bounds, lower, counted is not None)
    _break_ties(ground, goal, best, bounds.last, closing.lower)
    return settled(ground, goal, best, bounds, closing)


def _free(ground: Ground, goal: Goal, best: Incumbent) -> bool:
    """Look for a plan that costs nothing: below that no plan can be."""
    cost, beams = goal.cost, ground.effort.beams
    if int(cost[ground.alive].min(initial=0)) < 0:
        return False
    if not best.at(0):
        free = ground.alive[cost[ground.alive] == 0]
        if not covers(ground.members[free]):
            return False
        # With a number of groups to be reached there may be none: not too long.
        most = beams.free if ground.rows else None
        guide(ground, goal, best, free, beams=beams.first(most))
    return best.at(0)


def _count_priced(ground: Ground, goal: Goal) -> Bound | None:
    """Bound a stage that the relaxation lets cost nothing, by a price on the number of groups."""
    second = ground.of(goal.guide)
    assert second is not None
    return priced_count(ground.instance(goal.cost), ground.control, second, ground.effort)


def _closed(
    ground: Ground, goal: Goal, best: Incumbent, bounds: Bounds, lower: int, priced: bool
) -> Closing:
    """Close what is left between plan and bound."""
    if not ground.rows:
        _tell_apart(ground, goal, best, bounds.last, lower)
        if best.at(lower):
            return Closing(lower)
        return close(ground, goal, best, bounds.last, lower)
    searched = _climb(ground, goal, best, bounds, lower, priced)
    if best.at(searched.beyond):
        return Closing(searched.beyond, searched=searched)
    if best.plan is None:
        return close(ground, goal, best, bounds.last, searched.beyond)
    # Of what was searched to the last effort only branch and bound is left.
    return branch_all(ground, goal, best, bounds.last, searched.beyond)


def _tell_apart(ground: Ground, goal: Goal, best: Incumbent, bound: Bound, lower: int) -> None:
    """Where there is no plan, or many groups are tied at the bound, let the guide choose."""
    tied = ground.alive[bound.within(lower)]
    many = len(tied) > ground.effort.guidance.many_groups_a_unit * len(ground.labels)
    if (best.plan is None or many) and not best.at(lower):
        guide(ground, goal, best, tied, stage_row(goal.name, goal.cost, lower))


def _climb(
    ground: Ground, goal: Goal, best: Incumbent, bounds: Bounds, lower: int, priced: bool
) -> SearchResult:
    """Dive, search value by value, and cut again.

    The last of the bounds is for the groups that are left in the end; one
    that is ``priced``, by the number where the relaxation costs nothing, would
    only get worse by cutting.

    Returns
    -------
    SearchResult
        The last search that came to its end; beyond: what is known from below.
    """
    policy = ground.effort.frontier
    searched, dives = SearchResult(None, lower, False, 0), 0
    for again, part in enumerate(policy.climb):
        if again and best.plan is not None and _tied(ground, bounds.last, lower):
            tied = ground.alive[bounds.last.within(lower)]
            guide(ground, goal, best, tied, stage_row(goal.name, goal.cost, lower))
        if not best.at(lower):
            dives = dive(ground, goal, best, bounds.last, lower, dives)
        if best.plan is not None and not priced and not best.at(lower):
            cut_again(ground, goal, best, bounds)
            lower = max(lower, bounds.last.value)
        if best.plan is not None:
            found = _value_by_value(ground, goal, best, bounds.last, lower, part)
            lower = found.beyond
            searched = found if found.complete else searched
        if best.plan is None or best.at(lower) or ground.control.over():
            break
    return replace(searched, beyond=lower)


def _value_by_value(
    ground: Ground, goal: Goal, best: Incumbent, bound: Bound, lower: int, part: int
) -> SearchResult:
    """Search at the bound, then a little beyond it, and farther, while states are enough.

    Returns
    -------
    SearchResult
        The last search that came to its end; beyond: what is known from below.
    """
    most_states = ground.effort.frontier.most_states // part
    searched, further = SearchResult(None, lower, False, 0), 0
    while not best.at(lower):
        ground.report(goal.name, best.value, lower, "search")
        most = min(lower + further, best.value - 1)
        found = ground.search(goal.cost, bound, most, None, most_states)
        further = 2 * further + 1
        best.take(None if found.chosen is None else ground.alive[found.chosen])
        if not found.complete:
            break
        searched = found
        lower = max(lower, min(found.beyond, best.value))
    return replace(searched, beyond=lower)


def _tied(ground: Ground, bound: Bound, lower: int) -> bool:
    """Tell whether the relaxation costs a whole number that many groups are tied at."""
    many = ground.effort.guidance.many_groups_a_unit
    near = (lower * bound.one - bound.total) * many <= bound.one
    return near and int(bound.within(lower).sum()) > many * len(ground.labels)


def _break_ties(ground: Ground, goal: Goal, best: Incumbent, bound: Bound, lower: int) -> None:
    """Choose between plans that are equal in the last stage.

    Little effort: of thousands of equal plans the one that was come upon stays.
    """
    if goal.tie is None or not best.at(lower) or not few(ground, best, bound):
        return
    states = ground.effort.frontier.few_states
    found = ground.search(goal.cost, bound, best.value, goal.tie, states)
    if found.complete and found.chosen is not None:
        best.plan = ground.alive[found.chosen]
