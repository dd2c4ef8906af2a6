"""A plan that is safe, against every answer to every question, listed."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
import worlds
from brute import all_plans
from unanswered import LAW, answered_ways, open_problem

from planner.optimize import Arrangement
from planner.optimize.certificate import certified
from planner.optimize.objective import cost_of
from planner.optimize.readings import stand
from planner.optimize.readings.safety import priced
from planner.problem import Problem
from planner.problem.groups import find_groups
from planner.units import complete
from planner.verify import verify


def _safe(problem: Problem) -> Problem:
    return replace(problem, groups=problem.groups.model_copy(update={"safe": True}))


def _worst(problem: Problem) -> list[int]:
    """The least that a plan may cost at worst in each stage, in their order, by listing."""
    many, priced = len(problem.units), []
    for table in answered_ways(problem.units):
        groups = find_groups(complete(table), problem.graph, LAW, problem.groups, problem.terms)
        priced.append([cost_of(groups, stage) for stage in problem.objective])
        members = groups.members
    sets = np.asarray(members @ (1 << np.arange(many, dtype=np.int64)))
    stages = len(problem.objective)
    costs = np.column_stack([cost for answer in priced for cost in answer])
    values, _ = all_plans(sets, costs, many)
    worst = values.reshape(len(values), len(priced), stages).max(axis=1)
    left, found = np.ones(len(worst), dtype=bool), []
    for at, stage in enumerate(problem.objective):
        found.append(int(worst[left, at].min()))
        most = found[-1] + math.floor(abs(found[-1]) * stage.within_percent / 100.0)
        left &= worst[:, at] <= most
    return found


@pytest.mark.parametrize("seed", worlds.seeds(list(range(30)), quick=2, slow=10))
def test_no_plan_is_better_under_its_worst_answer(seed: int) -> None:
    asked = open_problem(seed, 2 + seed % 4)
    problem = _safe(asked)
    plan = Arrangement.of(problem).best(problem)
    statement = json.loads(json.dumps(certified(problem, plan)))
    assert [proof["value"] for proof in statement["stages"]] == _worst(asked)
    assert plan.repeatable_proof
    verdict = verify(statement)
    assert verdict.complaints == [] and verdict.proven


@pytest.mark.parametrize("seed", worlds.seeds(list(range(24)), quick=1, slow=8))
def test_no_larger_group_makes_a_better_one(seed: int) -> None:
    asked = open_problem(4 * (seed // 2) + seed % 2, 2 + seed % 4)
    limits = asked.groups.model_copy(update={"any_size": True, "safe": True})
    problem = replace(asked, groups=limits)
    plan = Arrangement.of(problem).best(problem)
    assert plan.pool is not None
    every = replace(asked, groups=asked.groups.model_copy(update={"max_members": 7}))
    statement = json.loads(json.dumps(certified(problem, plan)))
    values, least = [proof["value"] for proof in statement["stages"]], _worst(every)
    if plan.pool.any_size:
        assert values == least and verify(statement).any_size == "proven"
    else:
        # It is not said; some larger group may be better, and none may be missed where it is said.
        assert values[0] >= least[0] and verify(statement).any_size != "proven"


def test_its_price_stands_beside_the_plan_as_read() -> None:
    cases = [open_problem(seed, 5) for seed in range(12)]
    less = []
    for problem in cases:
        safe = _safe(problem)
        best, plan = (Arrangement.of(each).best(each) for each in (problem, safe))
        mine, other = priced(safe, plan, best).open
        if problem.objective[0].stage == "unsatisfied":
            assert mine == plan.stages[0].final <= other
        less.append(other - mine)
        assert not stand(safe, plan).turns
    # Some plan that is best as read is not accepted under some answer.
    assert max(less) > 0


def test_what_is_open_is_part_of_the_proof() -> None:
    problem = _safe(open_problem(1, 5))
    plan = Arrangement.of(problem).best(problem)
    statement = json.loads(json.dumps(certified(problem, plan)))
    assert statement["problem"]["open"]
    del statement["problem"]["open"], statement["hashes"]["open"]
    assert not verify(statement).proven


def test_where_all_is_known_it_is_the_best_plan() -> None:
    problem = open_problem(0, 0)
    safe = _safe(problem)
    best, plan = (Arrangement.of(each).best(each) for each in (problem, safe))
    assert plan.parts.equals(best.parts) and plan.stages == best.stages
    assert not stand(safe, plan).unknown
