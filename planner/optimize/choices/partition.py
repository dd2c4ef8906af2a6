"""Partitions that are named by codes: judged, priced, and made plans; as claims name them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from planner import errors
from planner.errors import listed, raise_if_any
from planner.optimize.certificate import Statement
from planner.optimize.lexicographic import plan_of
from planner.optimize.objective import cost_of, measure_of
from planner.plan import Plan
from planner.plan.grouping import pieces
from planner.problem import Problem
from planner.problem.groups import GroupMaker, Groups, Locks
from planner.problem.settings import INERTIA
from planner.words import say

Sets = Sequence[Sequence[str]]


def groups_of_sets(problem: Problem, sets: Sets) -> Groups:
    """Judge and price sets of units, in their order, whatever the locks.

    Parameters
    ----------
    problem : Problem
    sets : sequence of sequence of str
        Codes of the members of each.

    Raises
    ------
    InputError
        Codes of no unit, and sets that do not hang together, each with its members.
    """
    members = _members(problem, sets)
    _refuse_apart(problem, sets, members)
    free = problem.groups.locked(Locks())
    terms = [INERTIA, *problem.terms]
    parts = problem.units, problem.graph, problem.ruleset
    return GroupMaker(*parts, free, terms, problem.targets, splits=False).of_sets(members)


def _members(problem: Problem, sets: Sets) -> sparse.csr_array:
    """Lay out which units are members of each set, shape (m, n)."""
    codes = [code for each in sets for code in each]
    columns = problem.units.index.get_indexer(codes)
    unknown = sorted({code for code, at in zip(codes, columns, strict=True) if at < 0})
    if unknown:
        what = say("unknown units {units}", units=listed(unknown))
        raise_if_any(
            [errors.Problem(say("plan"), what, say("codes of units"), say("correct them"))]
        )
    pointers = np.cumsum([0, *map(len, sets)])
    ones = np.ones(len(columns), dtype=np.int64)
    shape = (len(sets), len(problem.units))
    members = sparse.csr_array((ones, columns.astype(np.int64), pointers), shape=shape)
    members.sort_indices()
    return members


def _refuse_apart(problem: Problem, sets: Sets, members: sparse.csr_array) -> None:
    parts = pieces(members, problem.ground.edges)
    raise_if_any(
        [
            errors.Problem(
                say("plan"),
                say("{units} do not hang together", units=listed(sets[i], len(sets[i]))),
                say("units that share borders within the other limits"),
                say("add a bridge, raise `max_members`, or drop the link"),
            )
            for i in np.flatnonzero(parts > 1).tolist()
        ]
    )


def plan_of_sets(problem: Problem, sets: Sets) -> tuple[Plan, dict[str, float]]:
    """Make a plan of its groups, and give its value in each stage, in the stage's unit.

    Raises
    ------
    InputError
        See :func:`groups_of_sets`.
    """
    made = groups_of_sets(problem, sets)
    values = {
        stage.stage: measure_of(stage).shown(int(cost_of(made, stage).sum()))
        for stage in problem.objective
    }
    return plan_of(made, np.arange(len(made))), values


def last_costs(problem: Problem, sets: Sets) -> list[float]:
    """Give what each set costs in the last stage, in its unit; see :func:`groups_of_sets`."""
    stage = problem.objective[-1]
    costs = cost_of(groups_of_sets(problem, sets), stage)
    return [measure_of(stage).shown(each) for each in costs.tolist()]


def groups_of(plan: Plan) -> list[list[str]]:
    """Codes of the members of each new unit of a plan that divides no unit."""
    return [sorted(codes) for _, codes in plan.parts.groupby("new_code")["code"]]


def whole_plans(best: Plan, statement: Statement) -> list[list[list[str]]]:
    """Complete the plans of a certificate with the groups that they share with the best."""
    own, plans = groups_of(best), []
    for groups in statement["plans"]:
        other = {code for group in groups for code in group}
        kept = [group for group in own if not other.intersection(group)]
        plans.append(sorted([*(sorted(group) for group in groups), *kept]))
    return plans
