"""A plan that is safe: what it costs beside the best plan as what is not known was read."""

from __future__ import annotations

from dataclasses import replace

from planner.optimize.arrangement import Arrangement
from planner.optimize.choices.partition import groups_of, groups_of_sets
from planner.optimize.effort import USUAL, Effort
from planner.optimize.effort.control import ENDLESS, Control
from planner.plan import Plan
from planner.plan.standing import Safety, Standing
from planner.problem import Problem
from planner.problem.unknowns import unknowns


def safety(
    problem: Problem, plan: Plan, control: Control = ENDLESS, effort: Effort = USUAL
) -> Standing:
    """Tell what a plan costs that counts a group as satisfied only if every answer leaves it so.

    Parameters
    ----------
    problem : Problem
        Its groups are ``safe``.
    plan : Plan
        Its best plan; it divides no unit.
    control : Control
        When to stop looking for the best plan as read.
    effort : Effort

    Raises
    ------
    InfeasibleError, TimeLimitError
        See ``Arrangement.best``.
    """
    unknown = {
        each.column: int(each.where.sum()) for each in unknowns(problem.units, problem.ruleset)
    }
    if not unknown:
        return Standing()
    as_read = replace(problem, groups=problem.groups.model_copy(update={"safe": False}))
    other = Arrangement.of(as_read, effort, control).best(as_read, control)
    return Standing(
        unknown,
        safe=Safety(
            (len(plan.results), len(other.results)),
            (_people(problem, plan), _people(problem, other)),
            (_open(problem, plan), _open(problem, other)),
        ),
    )


def _people(problem: Problem, plan: Plan) -> int:
    """People whose unit ceases, in persons."""
    return int(problem.judge(plan).costs["disturbed"].sum())


def _open(problem: Problem, plan: Plan) -> int:
    """Units of today in groups that some answer leaves unsatisfied."""
    groups = groups_of_sets(problem, groups_of(plan))
    missed = ~groups.verdicts["accepted"].to_numpy(dtype=bool)
    return int(groups.members[missed].sum())
