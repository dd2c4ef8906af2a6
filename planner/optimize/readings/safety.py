"""A plan that is safe: what it costs beside the best plan as what is not known was read."""

from __future__ import annotations

from planner.optimize.choices.partition import groups_of, groups_of_sets
from planner.plan import Plan
from planner.plan.standing import Safety
from planner.problem import Problem


def priced(problem: Problem, plan: Plan, as_read: Plan) -> Safety:
    """Tell what a plan costs that counts a group as satisfied only if every answer leaves it so.

    Parameters
    ----------
    problem : Problem
        Its groups are ``safe``.
    plan : Plan
        Its best plan; it divides no unit.
    as_read : Plan
        The best plan where they need not be.
    """
    plans = plan, as_read
    units = [len(each.results) for each in plans]
    people, open_ = ([of(problem, each) for each in plans] for of in (_people, _open))
    return Safety(*((mine, other) for mine, other in (units, people, open_)))


def _people(problem: Problem, plan: Plan) -> int:
    """People whose unit ceases, in persons."""
    return int(problem.judge(plan).costs["disturbed"].sum())


def _open(problem: Problem, plan: Plan) -> int:
    """Units of today in groups that some answer leaves unsatisfied."""
    groups = groups_of_sets(problem, groups_of(plan))
    missed = ~groups.verdicts["accepted"].to_numpy(dtype=bool)
    return int(groups.members[missed].sum())
