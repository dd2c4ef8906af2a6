"""A problem is one noun: equal where it is so as data, written as JSON, and a key of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
import worlds

from planner.law import read_ruleset
from planner.optimize import Arrangement, CountSettings, SolverSettings, StageSettings, arrange
from planner.problem import Problem
from planner.problem.groups import GroupSettings
from planner.units.graph import build_graph


def nine() -> Problem:
    """Read the nine squares anew each time."""
    units = worlds.nine_squares()
    groups = GroupSettings(max_members=3, keep=["11"], seats=["22"])
    objective = [StageSettings(stage="unsatisfied"), StageSettings(stage="inertia")]
    law = read_ruleset("vn-commune-76-2025")
    return Problem(units, build_graph(units), law, groups, CountSettings(exactly=4), objective)


def test_two_that_were_read_alike_are_one() -> None:
    one, other = nine(), nine()
    assert one == other and hash(one) == hash(other) and len({one, other}) == 1
    plain = json.loads(one.key)
    assert plain == one.as_dict()
    assert {len(plain[name]) for name in ("units", "graph")} == {64}
    assert plain["groups"]["keep"] == ["11"] and plain["ruleset"]["id"] == "vn-commune-76-2025"


def _richer(problem: Problem) -> Problem:
    units = problem.units.copy()
    units.loc["33", "people"] += 1
    return replace(problem, units=units)


def _moved(problem: Problem) -> Problem:
    return replace(problem, units=problem.units.set_geometry(problem.units.translate(0.5)))


def _parted(problem: Problem) -> Problem:
    fewer = problem.graph.copy()
    fewer.remove_edge("11", "12")
    return replace(problem, graph=fewer)


@pytest.mark.parametrize(
    "change",
    [
        _richer,
        _moved,
        _parted,
        lambda p: replace(p, ruleset=read_ruleset("vn-commune-112-2025")),
        lambda p: replace(p, groups=p.groups.model_copy(update={"keep": []})),
        lambda p: replace(p, count=CountSettings(exactly=5)),
        lambda p: replace(p, objective=p.objective[::-1]),
        lambda p: replace(p, solver=SolverSettings(max_nodes=1)),
    ],
)
def test_whatever_differs_makes_another(change: Callable[[Problem], Problem]) -> None:
    assert change(nine()) != nine()


def test_an_arrangement_answers_a_problem_as_it_does_its_parts() -> None:
    problem = nine()
    parts = problem.units, problem.graph, problem.ruleset
    asked = {"groups": problem.groups, "count": problem.count, "objective": problem.objective}
    plan, other = Arrangement.of(problem).best(problem), arrange(*parts, **asked)
    assert plan.parts.equals(other.parts) and plan.stages == other.stages
    assert problem.seats == {"22"} and problem.terms == ["unsatisfied", "inertia"]
