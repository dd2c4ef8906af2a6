"""Closing the gap between plan and bound: a good plan, the search, and branch and bound."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np

from planner.errors import EXIT_TIME_LIMIT, InfeasibleError, PlannerError, Problem
from planner.optimize.bound.duals import Bound
from planner.optimize.bound.formulation import IntArray
from planner.optimize.effort.control import BEAT_S, Control
from planner.optimize.infeasible import why_infeasible
from planner.optimize.search.beams import beam
from planner.optimize.search.frontier import SearchResult
from planner.optimize.solved import Solved, Trace
from planner.optimize.stages.bettering import branch, solve_parts, whole
from planner.optimize.stages.ground import Bounds, Goal, Ground, Incumbent, tolerance
from planner.plan.proof import Closed
from planner.words.text import say


class TimeLimitError(PlannerError):
    """The clock stopped the search before any plan was found."""

    exit_code = EXIT_TIME_LIMIT


def no_plan(control: Control) -> TimeLimitError:
    """Say that there is no plan yet, and what ended the search."""
    if control.cancelled:
        ended = say("no plan found before the work was cancelled")
    else:
        ended = say("no plan found before the clock ran out")
    return TimeLimitError(
        Problem(
            "solver.time_limit_s",
            ended,
            say("time for at least one plan"),
            say("raise the limit, or lower `groups.max_members`"),
        )
    )


@contextmanager
def turn(lock: threading.RLock, control: Control) -> Iterator[None]:
    """Work alone on what questions share: another thread waits, and may give up waiting.

    Raises
    ------
    TimeLimitError
        It was told to stop while it waited.
    """
    while not lock.acquire(timeout=BEAT_S):
        if control.over():
            raise no_plan(control)
    try:
        yield
    finally:
        lock.release()


@dataclass(frozen=True)
class Closing:
    """How far a stage was closed.

    Attributes
    ----------
    lower : int
        No plan costs less, in whole steps.
    nodes : int
        Nodes of branch and bound.
    columns : int
        Groups that were searched last.
    searched : SearchResult or None
        The search that closed it.
    """

    lower: int
    nodes: int = 0
    columns: int = 0
    searched: SearchResult | None = None


def close(ground: Ground, goal: Goal, best: Incumbent, bound: Bound, lower: int) -> Closing:
    """Close the gap: a good plan first, then search all that could be better.

    The frontier search is exact.  Where its states are too many, branch and
    bound goes on.

    Parameters
    ----------
    bound : Bound
        For the groups alive.
    lower : int
        What is known from below, in whole steps.

    Raises
    ------
    InfeasibleError
        No plan keeps the rows.
    TimeLimitError
        The clock ran out before a plan was found.
    """
    nodes, columns, searched, tie = 0, 0, None, _tie(goal)
    if not best.at(lower):
        nodes = _first_plan(ground, goal, best, bound, bound.value + _beginning(ground, bound))
    if best.plan is not None and (tie is not None or not best.at(lower)):
        most = best.value - (tie is None)
        columns = int(bound.within(most).sum())
        ground.report(goal.name, best.value, lower, f"{columns} of {len(ground.alive)} groups")
        searched, lower = _search_all(ground, goal, bound, lower, most)
        if searched.chosen is not None:
            best.plan = ground.alive[searched.chosen]
        known = best.value if searched.complete else max(lower, searched.beyond)
        lower = min(known, best.value)
        if goal.telling and ground.kept and not best.at(lower):
            solve_parts(ground, best, bound, ground.effort.parts.far_percent_cut)
    after = branch_all(ground, goal, best, bound, lower)
    return Closing(after.lower, nodes + after.nodes, after.columns or columns, searched)


def branch_all(ground: Ground, goal: Goal, best: Incumbent, bound: Bound, lower: int) -> Closing:
    """Go on by branch and bound, over the groups that the bound cannot exclude.

    A plan that costs at most the bound plus δ holds only groups of reduced
    cost at most δ, so the best of those groups is the best of all, or
    everything else costs more than the bound plus δ.
    """
    delta, nodes, columns = _beginning(ground, bound), 0, 0
    while not best.at(lower) and not ground.control.over():
        if best.plan is not None:
            # Nothing beyond the best plan need be looked at.
            delta = min(delta, best.value - 1 - bound.value)
        most = bound.value + delta
        inside = bound.within(most)
        groups = ground.alive[inside]
        columns = len(groups)
        ground.report(goal.name, best.known, lower, f"{columns} of {len(ground.alive)} groups")
        instance = replace(ground.instance(goal.cost, groups), cuts=bound.cuts)
        found = whole(ground, goal, instance, lower, ground.max_nodes)
        nodes += found.nodes
        if found.chosen is not None:
            best.take(groups[found.chosen])
        proven = math.inf if found.infeasible else found.bound
        if proven > -math.inf:
            lower = max(lower, int(min(proven, most + 1)))
        if inside.all() and found.infeasible and best.plan is None:
            problems = why_infeasible(ground.instance(goal.cost), ground.control)
            raise InfeasibleError(problems)
        if not found.infeasible and found.bound < most + 1:
            break  # nodes or time ran out inside, or the best of all was found
        delta = max(1, 2 * delta)
    if best.plan is None:
        raise no_plan(ground.control)
    return Closing(lower, nodes, columns)


def settled(
    ground: Ground, goal: Goal, best: Incumbent, bounds: Bounds, closing: Closing
) -> tuple[Solved, Bound]:
    """Say what became of a stage, and by what it was closed."""
    value, lower, searched = best.value, closing.lower, closing.searched
    closed: Closed = "bound" if value <= max(bound.value for bound in bounds) else "search"
    if closed == "search" and not (searched and searched.complete):
        closed = "solver"
    # The solver's word is no proof that anybody can repeat.
    note = "open" if value > lower else "solver" if closed == "solver" else "proven"
    ground.report(goal.name, value, lower, note)
    trace = Trace(closed, tuple(bounds), searched.order if searched else None)
    solved = Solved(goal.name, value, lower, closing.nodes, closing.columns, trace)
    return solved, bounds.last


def few(ground: Ground, best: Incumbent, bound: Bound) -> bool:
    """Tell whether a plan as good as the best so far can hold few groups only."""
    left = int(bound.within(best.value).sum())
    return left <= ground.effort.beams.enough_groups_a_unit * len(ground.labels)


def _tie(goal: Goal) -> IntArray | None:
    """Where a term takes few values, ties are broken in the end, with little effort."""
    return goal.tie if goal.telling else None


def _beginning(ground: Ground, bound: Bound) -> int:
    """Room beyond the bound with which branch and bound begins, in whole steps."""
    most = ground.effort.branching.groups_a_unit * len(ground.labels)
    rank = min(len(ground.alive), most) - 1
    return max(0, int(np.partition(bound.reduced, rank)[rank]) // bound.one)


def _search_all(
    ground: Ground, goal: Goal, bound: Bound, lower: int, most: int
) -> tuple[SearchResult, int]:
    """Search all plans of cost ≤ ``most``; what was found, and what is known from below.

    A known plan may be far off, and its gap leave too many states: where the term tells
    plans apart, they are looked for near the bound first, unless few groups are left.
    """
    policy, tie, order = ground.effort.frontier, _tie(goal), None
    left = int(bound.within(most).sum())
    if goal.telling and left <= policy.few_groups_a_unit * len(ground.labels):
        found = ground.search(goal.cost, bound, most, tie, policy.few_states)
        order = found.order
        if found.complete:
            return found, lower
    percents = policy.near_percent_kept if ground.kept else policy.near_percent
    for percent in percents if goal.telling else ():
        near = bound.value + tolerance(bound.value, percent)
        if near >= most:
            break
        found = ground.search(goal.cost, bound, near, tie, order=order)
        order = found.order
        lower = max(lower, min(found.beyond, most + 1))
        if found.chosen is not None or not found.complete:
            return found, lower
    return ground.search(goal.cost, bound, most, tie, order=order), lower


def _first_plan(ground: Ground, goal: Goal, best: Incumbent, bound: Bound, most: int) -> int:
    """Look for a good plan among the groups of least reduced cost; nodes that it took.

    Where the term tells plans apart, it goes on until the search has few groups.
    """
    policy, instance = ground.effort.beams, ground.instance(goal.cost)
    if best.plan is not None and instance.rows and instance.in_parts:
        # A beam that has used up the number of groups before the last part finds dead ends.
        return 0
    # With a plan, the search itself looks for better ones where it has more to go by.
    short = best.plan is not None and (goal.telling or bool(ground.rows))
    for size, width in policy.first(policy.short if short else None):
        plan = beam(instance, bound, ground.control, size, width, ground.effort)
        best.take(None if plan is None else ground.alive[plan])
        # Of a term that takes few values one more try is cheaper than a long search.
        if best.plan is not None:
            enough = few(ground, best, bound) if goal.telling else width >= policy.enough_states
            if enough or best.at(bound.value):
                break
        if ground.control.over():
            break
    if best.plan is not None:
        return 0
    return branch(ground, goal, best, bound, ground.alive[bound.within(most)], bound.cuts)
