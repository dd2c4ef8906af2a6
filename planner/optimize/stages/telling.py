"""A stage whose term tells nearly every two plans apart, as inertia does."""

from __future__ import annotations

import numpy as np

from planner.optimize.bound.duals import Bound
from planner.optimize.solved import Solved
from planner.optimize.stages.bettering import branch, cut, cut_again, dive, solve_parts
from planner.optimize.stages.closing import close, few, settled
from planner.optimize.stages.ground import Bounds, Goal, Ground, Incumbent, tolerance


def solve_telling(ground: Ground, goal: Goal, best: Incumbent) -> tuple[Solved, Bound]:
    """Plain relaxation, cuts, a better plan, and the search of what is left.

    Parameters
    ----------
    ground : Ground
        Groups that no plan as good as the best can hold leave it.
    goal : Goal
    best : Incumbent
        Plan to begin with, and in the end the best.

    Returns
    -------
    Solved
    Bound
        For the groups alive.

    Raises
    ------
    InfeasibleError, TimeLimitError
        See ``close``.
    """
    bounds = Bounds(ground)
    if best.plan is not None:
        plain = ground.plain(goal.cost)
        if not ground.rows:
            solve_parts(ground, best, plain, ground.effort.parts.far_percent)
        # What no plan as good as this one holds need not be cut, priced or looked at again.
        bounds.add(plain)
        bounds.leave_out(best.value + tolerance(best.value, goal.within_percent))
    cut(ground, goal, bounds)
    if ground.rows:
        _dive_and_cut(ground, goal, best, bounds)
    if not ground.kept:
        _look_near(ground, goal, best, bounds.last)
    lower = bounds.last.value
    ground.report(goal.name, best.known, lower, "LP")
    closing = close(ground, goal, best, bounds.last, lower)
    return settled(ground, goal, best, bounds, closing)


def _dive_and_cut(ground: Ground, goal: Goal, best: Incumbent, bounds: Bounds) -> None:
    """Where rows tie all of a province together: dives, parts, and cuts among what is left."""
    bound, effort = bounds.last, ground.effort
    # Where units fall into parts, the first plan has solved each of them.
    parts = ground.instance(goal.cost).in_parts
    far = effort.parts.far_percent_cut if parts else effort.dives.far_percent
    if not best.far(bound, far):
        return
    dive(ground, goal, best, bound, bound.value, effort.dives.unguided)
    solve_parts(ground, best, bound, effort.parts.far_percent_dived)
    for _ in range(effort.cutting.again):
        # Without a plan there is nothing that groups could be held against.
        if best.plan is None or best.at(bounds.last.value):
            return
        if not cut_again(ground, goal, best, bounds):
            return


def _look_near(ground: Ground, goal: Goal, best: Incumbent, bound: Bound) -> None:
    """Better a plan that is still far: its parts, then a little of branch and bound."""
    percent, policy = ground.effort.parts.far_percent_cut, ground.effort.branching
    if best.plan is not None and few(ground, best, bound):
        # The search has few groups, and finds the best of all at once.
        return
    solve_parts(ground, best, bound, percent)
    if best.plan is not None and best.far(bound, percent):
        least = np.argsort(bound.reduced, kind="stable")
        near = ground.alive[least[: policy.near_groups_a_unit * len(ground.labels)]]
        branch(ground, goal, best, bound, np.union1d(near, best.plan))
