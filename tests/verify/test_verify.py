"""Certificates: what is proven passes, and whatever is changed in one is found.

Random small worlds are verified where brute force solves them, in ``test_solve``.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import worlds
from commandline import Planner

from planner.law import RuleSet, read_ruleset, rulesets_at_hand
from planner.optimize import CountSettings, StageSettings, arrange
from planner.optimize.certificate import certificate, groups_used, problem_data, sha256_of
from planner.optimize.lexicographic import solve
from planner.pipeline import prepare
from planner.plan.terms import TERMS
from planner.problem import Problem
from planner.problem.groups import find_groups
from planner.problem.limits import GroupSettings
from planner.scenario import scenarios_folder
from planner.scenario.reading import read_scenario
from planner.units.graph import build_graph
from planner.verify import verify
from planner.verify.costs import Costs
from planner.verify.pool import build_pool

LAW = read_ruleset("vn-commune-76-2025")
FLOORS = read_ruleset("ht262-floors")
MORE = (pytest.mark.slow, pytest.mark.more)

Certificate = dict[str, Any]


def _certified(
    units: Any,
    ruleset: RuleSet,
    groups: GroupSettings,
    count: CountSettings,
    objective: list[StageSettings],
) -> Certificate:
    """Solve a small world and read its certificate from JSON, as a stranger would."""
    graph = build_graph(units)
    terms = ["inertia", "unsatisfied", *(term for stage in objective for term in stage.terms)]
    area = count.targets(units)[1]
    pool = find_groups(units, graph, ruleset, groups, terms, 12_000, target_area=area)
    plan = solve(pool, objective, count).plan
    stated = problem_data(Problem(units, graph, ruleset, groups, count, objective), target=12_000.0)
    read: Certificate = json.loads(json.dumps(certificate(stated, plan)))
    return read


def _stages(*names: str) -> list[StageSettings]:
    return [StageSettings(stage=name) for name in names]


@pytest.mark.parametrize("name", [r for r in rulesets_at_hand() if "commune" in r or "ht" in r])
def test_the_law_and_the_terms_are_priced_alike(name: str, pytestconfig: pytest.Config) -> None:
    """Other code gives every group of random worlds the same cost in every term."""
    ruleset = read_ruleset(name)
    objective = _stages(*TERMS)
    for seed in range(10 if pytestconfig.getoption("--all-worlds") else 4):
        units, settings = worlds.random_world(seed, 9), GroupSettings(max_members=4, seats=["03"])
        graph = build_graph(units, worlds.narrow_and_tied(units))
        terms = [stage.stage for stage in objective]
        pool = find_groups(units, graph, ruleset, settings, terms, target_people=9_000)
        stated = problem_data(
            Problem(units, graph, ruleset, settings, CountSettings(), objective), 9_000.0
        )
        stated = json.loads(json.dumps(stated))
        layers = build_pool(stated)
        costs = Costs(stated, layers)
        m = pool.members
        place = {tuple(m.indices[a:b]): i for i, (a, b) in enumerate(zip(m.indptr, m.indptr[1:]))}
        order = [place[tuple(row)] for layer in layers for row in layer.tolist()]
        assert len(order) == len(place)
        for stage in stated["objective"]:
            own = costs.of_stage(stage)
            assert own is not None
            assert np.array_equal(own, pool.costs[stage["stage"]][order]), stage["stage"]


def _nine() -> Certificate:
    """Nine squares, of which exactly five are wanted, in stages with a count and a tolerance."""
    objective = [
        StageSettings(stage="unsatisfied"),
        StageSettings(stage="disturbed_any", within_percent=20.0),
        StageSettings(stage="inertia"),
    ]
    settings = GroupSettings(max_members=4, apart=[("11", "12")])
    return _certified(worlds.nine_squares(), LAW, settings, CountSettings(exactly=4), objective)


def _leaves(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Paths to every single value of plain data."""
    if isinstance(data, dict | list):
        pairs = data.items() if isinstance(data, dict) else enumerate(data)
        for key, value in pairs:
            yield from _leaves(value, (*path, key))
    else:
        yield path


def _at(data: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        data = data[key]
    return data


def _changed(value: Any) -> list[Any]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1]
    if isinstance(value, float):
        return [value + 1.0]
    return ["x"] if value is None else [value + "x"]


def test_nine_squares_are_verified() -> None:
    verdict = verify(_nine())
    assert verdict.complaints == []
    assert verdict.proven
    assert [stage.why for stage in verdict.stages][1:] != ["free", "free"]


@pytest.mark.slow
def test_every_field_that_is_changed_is_found() -> None:
    """Each value in turn, up and down by one, but the order of the search: it is a hint."""
    held = _nine()
    silent = []
    for path in _leaves(held):
        if "order" in path:
            continue
        for value in _changed(_at(held, path)):
            bad = copy.deepcopy(held)
            _at(bad, path[:-1])[path[-1]] = value
            if not verify(bad).complaints:
                silent.append((path, value))
    assert silent == []


@pytest.mark.slow
def test_every_part_that_is_taken_away_is_found() -> None:
    held = _nine()
    inner = {path[:-1] for path in _leaves(held)}
    paths = {path[:k] for path in [*inner, *_leaves(held)] for k in range(1, len(path) + 1)}
    silent = []
    for path in sorted(paths, key=str):
        if "order" in path:
            continue
        bad = copy.deepcopy(held)
        del _at(bad, path[:-1])[path[-1]]
        if not verify(bad).complaints:
            silent.append(path)
    # One of two sets of duals may be enough; everything else is missed.
    assert {path[2] for path in silent} <= {"duals"}
    assert {len(path) for path in silent} <= {4}


def test_the_order_is_a_hint() -> None:
    held = _certified(
        worlds.random_world(3, 9),
        LAW,
        GroupSettings(max_members=4),
        CountSettings(exactly=4),
        _stages("inertia"),
    )
    for order in ([], ["x"], sorted(held["problem"]["units"][0])):
        for stage in held["stages"]:
            stage["order"] = order
        assert verify(held).proven


def _rehashed(held: Certificate) -> Certificate:
    held["hashes"] = {key: sha256_of(value) for key, value in held["problem"].items()}
    return held


@pytest.mark.parametrize("key", ["people", "x_m"])
def test_a_planted_figure_with_a_new_hash_is_found(key: str) -> None:
    """Whoever changes a figure and the hashes has other costs, which the proof does not fit."""
    held = _nine()
    merged = next(members for members in held["plan"].values() if len(members) > 1)
    row = next(unit for unit in held["problem"]["units"] if unit["code"] == merged[0])
    row[key] += 3_000
    assert verify(_rehashed(held)).complaints


def test_a_planted_limit_with_a_new_hash_is_found() -> None:
    changes = (("groups", "max_members", 5), ("count", 0, 3), ("count", 1, 3), ("edges", 1, None))
    for part, key, value in changes:
        held = _nine()
        if value is None:
            del held["problem"][part][key]
        else:
            held["problem"][part][key] = value
        assert verify(_rehashed(held)).complaints, part


def test_a_worse_plan_is_found_with_all_its_figures_made_to_fit() -> None:
    """Another plan, its value, and no word of what is wrong: the search finds the better one."""
    groups, count = GroupSettings(max_members=3), CountSettings(exactly=3)
    held = _certified(worlds.nine_squares(), LAW, groups, count, _stages("inertia"))
    stage = held["stages"][0]
    assert verify(held).proven
    rows = {"11": ["11", "12", "13"], "21": ["21", "22", "23"], "31": ["31", "32", "33"]}
    # Three rows of three: 3 · 1,000,000 person-km², against 2,437,500 at best.
    held["plan"] = rows
    stage["value"] = stage["most"] = 300_000_000
    for closed in ("search", "bound", "free"):
        stage["closed"] = closed
        verdict = verify(held)
        assert verdict.complaints
        assert not verdict.proven
    stage["closed"] = "solver"
    verdict = verify(held)
    assert not verdict.proven
    assert verdict.stages[0].why == "solver"
    assert verdict.stages[0].bound is not None
    assert verdict.stages[0].bound <= 2_437_500 + 1e-6


def test_a_search_joins_what_is_worth_joining() -> None:
    """Inertia alone never asks for a merger; only an upper bound on the number does."""
    world, settings = worlds.nine_squares(), GroupSettings(max_members=3)
    for count, joined in (
        (CountSettings(), False),
        (CountSettings(at_least=3), False),
        (CountSettings(at_most=3), True),
    ):
        held = _certified(world, LAW, settings, count, _stages("inertia"))
        assert verify(held).proven
        layers = build_pool(held["problem"])
        worth = Costs(held["problem"], layers).worth_searching
        assert worth[: len(layers[0])].all()
        assert (worth[len(layers[0]) :] == joined).all()


def test_anything_may_stand_in_a_certificate() -> None:
    for held in ({}, {"format": 2}, {"format": 2, "problem": 3}):
        assert verify(held).complaints


@pytest.mark.parametrize(
    ("name", "changes", "inertia"),
    [
        pytest.param("ha_tinh_2019_floors", ["groups.max_members=3"], 9_619_857.76, marks=MORE),
        pytest.param("ha_tinh_2019_floors", ["groups.max_members=5"], 8_271_776.6, marks=MORE),
        pytest.param("ha_tinh_2019_floors", [], 7_414_663.13, marks=MORE),
        pytest.param("ha_tinh_2025", [], 9_972_145.62, marks=MORE),
    ],
)
def test_real_provinces_are_verified(name: str, changes: list[str], inertia: float) -> None:
    """Every cost and dual of the real world: HT-262 with K = 3, 5 and 6; 2025."""
    read = read_scenario(scenarios_folder() / f"{name}.yaml", changes)
    made, scenario = prepare(read), read.scenario
    parts = (scenario.groups, scenario.count, scenario.objective)
    plan = arrange(
        made.units,
        made.graph,
        made.ruleset,
        groups=scenario.groups,
        count=scenario.count,
        objective=scenario.objective,
        solver=scenario.solver,
    )
    assert plan.stages[-1].value == inertia
    used = groups_used(scenario.groups, plan)
    held = certificate(
        problem_data(Problem(made.units, made.graph, made.ruleset, used, *parts[1:])), plan
    )
    held = json.loads(json.dumps(held))
    verdict = verify(held)
    assert verdict.complaints == []
    assert verdict.proven
    last = held["stages"][-1]
    # One unit pays a step more, or each of them 1 ∕ one: some group is then priced above its cost.
    # (One alone may have room for 1 ∕ one, and the certificate would still be true.)
    duals = held["stages"][-1]["duals"][-1]
    for codes, more in ([next(iter(duals["cover"]))], duals["one"]), (list(duals["cover"]), 1):
        bad = copy.deepcopy(held)
        wrong = bad["stages"][-1]["duals"][-1]
        for code in codes:
            wrong["cover"][code] += more
        wrong["total"] += more * len(codes)
        assert verify(bad).complaints
    # Whoever says that the best plan costs a step more is shown a better one, or its true cost.
    last["value"] += 1
    last["most"] += 1
    told = (
        "there is a better plan"
        if last["closed"] == "search"
        else f"value {last['value']} claimed, {last['value'] - 1} found"
    )
    assert f"{last['stage']}: {told}" in [said.en for said in verify(held).complaints]


@pytest.mark.slow
def test_a_run_is_verified_on_the_command_line(planner: Planner, small: Path) -> None:
    out = small / "out"
    planner("run", small / "small.yaml", "--out", out)
    done = planner("verify", out)
    assert done.returncode == 0, done.stderr
    assert "đã chứng minh tối ưu" in done.stdout
    assert "proven optimal" in done.stdout
    assert "verified: optimal for groups of any size" in done.stdout
    told = json.loads(planner("verify", out, "--json").stdout)
    assert told["complaints"] == []
    assert [stage["proven"] for stage in told["stages"]] == [True, True]
    assert told["effort"]["searching"]["parts"][-1] == 64
    # Another run's certificate, whole in itself, is not one of this folder.
    other = small / "other"
    planner("run", small / "small.yaml", "--set", "groups.max_members=4", "--out", other)
    (out / "certificate.json").write_bytes((other / "certificate.json").read_bytes())
    done = planner("verify", out)
    assert done.returncode == 1
    assert "groups: tệp chứng minh và thư mục kết quả khác nhau" in done.stderr
    assert "groups: certificate and run folder differ" in done.stderr
    (out / "certificate.json").write_text("{", encoding="utf-8")
    assert planner("verify", out).returncode == 2


@pytest.mark.slow
def test_a_plan_that_was_brought_has_nothing_to_prove(planner: Planner, small: Path) -> None:
    out, again = small / "out", small / "again"
    planner("run", small / "small.yaml", "--out", out)
    planner("evaluate", small / "small.yaml", "--plan", out / "plan.csv", "--out", again)
    done = planner("--lang", "en", "verify", again)
    assert done.returncode == 0
    assert "nothing to prove" in done.stdout
    assert "files: written again" in done.stdout


def test_floors_are_judged_as_well() -> None:
    held = _certified(
        worlds.random_world(5, 8),
        FLOORS,
        GroupSettings(max_members=4),
        CountSettings(),
        _stages("unsatisfied", "most_groups", "inertia"),
    )
    assert verify(held).proven


@pytest.mark.parametrize("base", [1_200_000, 50_000_000])
def test_a_pool_of_which_no_merger_is_worth_anything_is_verified(base: int) -> None:
    """The optimizer counts in 2⁴⁴ parts of a step where every unit stays: mergers cost 2⁶⁵ of them.

    Bounds are held against these mergers all the same.
    """
    units = worlds.random_world(0, 6)
    units["people"], units["area_km2"] = base + 3 * np.arange(6), 300.0
    graph, settings = build_graph(units), GroupSettings(max_members=4)
    target, objective = base + 7.0, _stages("size_spread", "inertia")
    terms = ("size_spread", "inertia", "unsatisfied")
    pool = find_groups(units, graph, LAW, settings, terms, target, splits=True)
    assert len(pool) == len(units)
    stated = problem_data(Problem(units, graph, LAW, settings, CountSettings(), objective), target)
    held = json.loads(json.dumps(certificate(stated, solve(pool, objective).plan)))
    verdict = verify(held)
    assert verdict.complaints == []
    assert verdict.proven
    duals = held["stages"][0]["duals"][-1]
    assert duals["one"] * base > 2**62
    # A unit that pays for a merger's whole cost: only Python's own numbers are large enough.
    for code in duals["cover"]:
        duals["cover"][code] += duals["one"] * base
        duals["total"] += duals["one"] * base
    assert [stage.proven for stage in verify(held).stages][:1] == [False]
