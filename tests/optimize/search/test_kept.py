"""Earlier stages in the frontier search: their bounds exclude no plan that is looked for."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
import worlds

from planner.law import read_ruleset
from planner.optimize import CountSettings, StageSettings
from planner.optimize.bound.cuts import no_cuts
from planner.optimize.bound.formulation import Partition, count_rows, stage_row
from planner.optimize.bound.relaxation import relax
from planner.optimize.certificate import certificate, problem_data
from planner.optimize.effort import USUAL, Cutting, Effort
from planner.optimize.effort.control import Control
from planner.optimize.heuristics.first import priced_count
from planner.optimize.lexicographic import solve
from planner.optimize.search.frontier import search
from planner.optimize.search.prices import Kept
from planner.problem import Problem
from planner.problem.groups import GroupSettings, find_groups
from planner.units.graph import build_graph
from planner.verify import verify


def _instance(seed: int) -> tuple[Partition, np.ndarray, list[list[int]]]:
    """Random sets over nine units, an exact number of groups, and an earlier cost of 0 to 2."""
    rng = np.random.default_rng(seed)
    n = 9
    listed = worlds.random_sets(rng, n, 50)
    cost = rng.integers(0, 100, size=len(listed))
    first = rng.integers(-1 if seed % 3 == 0 else 0, 3, size=len(listed))
    count = count_rows(len(listed), (4, 4 + seed % 2))
    labels = [str(i) for i in range(n)]
    instance = Partition(worlds.as_rows(listed, n), cost, count, labels, no_cuts(n))
    plans = [
        plan
        for plan in worlds.all_covers(listed, frozenset(range(n)))
        if instance.holds(np.isin(np.arange(len(listed)), plan))
    ]
    return instance, first, plans


@pytest.mark.parametrize("seed", worlds.seeds(range(60), 2, 5))
def test_a_kept_stage_excludes_no_plan_that_keeps_it(seed: int) -> None:
    instance, first, plans = _instance(seed)
    assert plans
    clock = Control(60)
    before = Partition(instance.members, first, instance.rows, instance.labels, instance.cuts)
    kept_bound = relax(before, clock, cut_rounds=20 * (seed % 2))
    least = min(int(first[plan].sum()) for plan in plans)
    tie = np.random.default_rng(seed).integers(0, 1000, size=len(instance.cost))
    for most in (least, least + 1):
        alive = np.flatnonzero(kept_bound.within(most))
        row = stage_row("first", first[alive], most)
        rows = (*(each.of(alive) for each in instance.rows), row)
        later = Partition(
            instance.members[alive], instance.cost[alive], rows, instance.labels, instance.cuts
        )
        bound = relax(later, clock, cut_rounds=20 * (seed % 4 > 1))
        left = [plan for plan in plans if int(first[plan].sum()) <= most]
        best = min((int(instance.cost[plan].sum()), int(tie[plan].sum())) for plan in left)
        kept = [Kept("keep(first)", first[alive], kept_bound, most)]
        for room in (0, 1, 50):
            found = search(later, bound, best[0] + room, clock, tie[alive], kept=kept)
            assert found.complete and found.chosen is not None
            chosen = alive[found.chosen]
            assert sorted(chosen.tolist()) in [sorted(plan) for plan in left]
            assert (int(instance.cost[chosen].sum()), int(tie[chosen].sum())) == best
        found = search(later, bound, best[0] - 1, clock, tie[alive], kept=kept)
        assert found.complete and found.chosen is None and found.beyond == best[0]
        for states in (1, 5, 20):
            found = search(later, bound, best[0] + 40, clock, None, states, kept)
            costs = [] if found.chosen is None else [int(later.cost[found.chosen].sum())]
            assert min([*costs, found.beyond]) <= best[0] <= min([*costs, best[0]])


@pytest.mark.parametrize("seed", worlds.seeds(range(1, 60), 3, 7))
def test_a_price_on_the_number_of_groups_bounds_a_stage(seed: int) -> None:
    """What it says is true of every plan, and what it leaves holds the best one."""
    instance, first, plans = _instance(seed)
    clock = Control(60)
    stage = Partition(
        instance.members, np.maximum(first, 0), instance.rows, instance.labels, instance.cuts
    )
    bound = priced_count(stage, clock, instance.cost)
    if bound is None or not plans:
        return
    assert bound.one % 2 == 0 and (bound.reduced >= 0).all()
    for plan in plans:
        spent = bound.total + int(bound.reduced[plan].sum())
        assert spent <= int(stage.cost[plan].sum()) * bound.one
    least = min(int(stage.cost[plan].sum()) for plan in plans)
    found = search(stage, bound, least, clock)
    assert found.complete and found.chosen is not None
    assert int(stage.cost[found.chosen].sum()) == least
    assert search(stage, bound, least - 1, clock).beyond == least


def _stated(seed: int, effort: Effort = USUAL) -> tuple[dict[str, Any], list[Any]]:
    """Solve a world in three stages of which two are kept by rows."""
    law, objective = read_ruleset("vn-commune-76-2025"), ["below_standard", "disturbed", "inertia"]
    stages = [StageSettings(stage=name, within_percent=20.0 * (seed % 2)) for name in objective]
    units = worlds.random_world(seed, 9)
    graph, settings = build_graph(units), GroupSettings(max_members=4)
    count = CountSettings(exactly=4)
    groups = find_groups(units, graph, law, settings, (*objective, "inertia"))
    plan = solve(groups, stages, count, effort=effort).plan
    stated = problem_data(Problem(units, graph, law, settings, count, stages))
    return json.loads(json.dumps(certificate(stated, plan))), list(plan.stages)


@pytest.mark.parametrize("seed", worlds.seeds(range(20), 2, 5))
def test_what_is_searched_with_kept_stages_is_verified(seed: int) -> None:
    """Without cuts nearly every stage needs the search; the values are those with cuts."""
    sharp = _stated(seed)[1]
    stated, plain = _stated(seed, Effort(cutting=Cutting(rounds=0, rounds_long=0)))
    assert [stage.value for stage in plain] == [stage.value for stage in sharp]
    verdict = verify(stated)
    assert verdict.complaints == []
    assert verdict.proven


def test_a_wrong_dual_of_a_kept_stage_is_found() -> None:
    """A price of an earlier stage that is too high is found where it stands."""
    stated, _ = _stated(3)
    stage = next(each for each in stated["stages"] if each["duals"])
    duals = stage["duals"][-1]
    code = next(iter(duals["cover"]))
    duals["cover"][code] += duals["one"] * 5
    duals["total"] += duals["one"] * 5
    assert verify(stated).complaints
