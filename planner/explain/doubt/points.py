"""The best plan where something is otherwise than in the run: what was asked, and its proofs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from planner.explain.wishes import Case
from planner.optimize.certificate import Statement, certified, problem_data
from planner.plan import Plan
from planner.problem import Problem

# By what a point is known: a number of units and a percent, or the number of a doubt.
Key = tuple[float, ...]


@dataclass(frozen=True)
class Point:
    """A question about a run with something otherwise, and the best plan there.

    Attributes
    ----------
    problem : Problem
    plan : Plan or None
        None: none was found, or it was not looked for.
    """

    problem: Problem
    plan: Plan | None = None

    def with_plan(self, plan: Plan | None) -> Point:
        """Answer the question."""
        return replace(self, plan=plan)

    @property
    def finals(self) -> tuple[float, ...]:
        """What the plan has in each stage, in its unit."""
        assert self.plan is not None
        return tuple(stage.final for stage in self.plan.stages)


def all_proven(case: Case, points: Mapping[Key, Point]) -> bool:
    """Whether every plan that was found is proven, and the best: then a table may say so."""
    found = (point.plan for point in points.values() if point.plan is not None)
    return case.best.repeatable_proof and all(plan.repeatable_proof for plan in found)


def point_claims(points: Mapping[Key, Point], best: Statement) -> list[Statement]:
    """State points with all that proves them.

    Parameters
    ----------
    points : mapping of tuple to Point
        Those with a plan are stated, in their order.
    best : dict
        The certificate of the best plan.

    Returns
    -------
    list of dict
        ``at``, the parts of the best plan's ``problem`` that are otherwise, and the ``answer``.
    """
    stated = []
    for at, point in points.items():
        if point.plan is None:
            continue
        whole: Statement = json.loads(json.dumps(certified(point.problem, point.plan)))
        parts, before = whole["problem"], best["problem"]
        stated.append(
            {
                "at": list(at),
                "problem": {key: part for key, part in parts.items() if before.get(key) != part},
                "answer": {key: whole[key] for key in ("any_size", "plan", "pool", "stages")},
            }
        )
    return stated


def asked_so(point: Point, statement: Statement, best: Statement) -> bool:
    """Whether a point that is claimed asks what it is said to, whatever larger groups joined."""
    whole = {**best["problem"], **statement["problem"]}
    grown = {key: whole["groups"][key] for key in ("larger", "more")}
    groups = point.problem.groups.model_copy(update=grown)
    again = problem_data(replace(point.problem, groups=groups))
    return bool(json.loads(json.dumps(again)) == whole)
