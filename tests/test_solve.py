"""The optimizer against brute force on small worlds, and its golden values on a real one."""

from __future__ import annotations

import io
import math
import time
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import worlds
from scipy import sparse

from planner.check import check_plan
from planner.errors import InfeasibleError
from planner.evaluate import evaluate
from planner.graph import build_graph
from planner.groups import Groups, GroupSettings, find_groups
from planner.law import read_ruleset
from planner.solve import (
    CountSettings,
    SolverSettings,
    StageSettings,
    TimeLimitError,
    solve,
)
from planner.solve.cuts import cuts_on, no_cuts
from planner.solve.formulation import Partition, build, count_row, stage_row
from planner.solve.relaxation import relax
from planner.sources import SourceSettings, read_units
from planner.terms import TERMS

LAW = read_ruleset("vn-commune-76-2025")
FLOORS = read_ruleset("ht262-floors")
NINE_SQUARES_LP = Path(__file__).parent / "nine_squares.lp"


def _partitions(sets: list[frozenset[int]], left: frozenset[int]) -> Iterator[list[int]]:
    """Every way to cover ``left`` by sets that do not overlap."""
    if not left:
        yield []
        return
    first = min(left)
    for i, members in enumerate(sets):
        if first in members and members <= left:
            for rest in _partitions(sets, left - members):
                yield [i, *rest]


def _brute_force(
    groups: Groups,
    objective: list[StageSettings],
    count: CountSettings,
    links: GroupSettings,
) -> list[int] | None:
    """Best value of each stage in whole steps, or None where no plan exists.

    It takes the pool's costs as given (they have a test of their own), but
    builds the connected sets, keeps the links and searches by itself.
    """
    codes = list(groups.units.index)
    m = groups.members
    rows = [frozenset(int(j) for j in m.indices[a:b]) for a, b in zip(m.indptr, m.indptr[1:])]
    row_of = {members: i for i, members in enumerate(rows)}
    allowed = []
    for members in _connected(groups.graph, codes, links.max_members):
        named = {codes[i] for i in members}
        broken = (
            any(0 < len(named & set(tie)) < len(tie) for tie in links.together)
            or any({a, b} <= named for a, b in links.apart)
            or (len(named) > 1 and bool(named & set(links.keep)))
            or (
                links.within is not None
                and groups.units.loc[list(named), "district_code"].nunique() > 1
            )
        )
        if not broken:
            allowed.append(members)
    assert set(rows) == set(allowed)
    low, high = count.bounds(len(codes))
    plans = [
        plan
        for plan in _partitions(allowed, frozenset(range(len(codes))))
        if (low is None or len(plan) >= low) and (high is None or len(plan) <= high)
    ]
    if not plans:
        return None
    costs = [groups.costs[stage.stage] for stage in objective]
    values = np.array(
        [[int(sum(cost[row_of[allowed[i]]] for i in plan)) for cost in costs] for plan in plans]
    )
    best = []
    for position, stage in enumerate(objective):
        least = int(values[:, position].min())
        best.append(least)
        most = least + math.floor(abs(least) * stage.within_percent / 100.0)
        values = values[values[:, position] <= most]
    return best


def _connected(graph: nx.Graph, codes: list[str], most: int) -> list[frozenset[int]]:
    found = set()
    for bits in range(1, 1 << len(codes)):
        chosen = [codes[i] for i in range(len(codes)) if bits >> i & 1]
        if len(chosen) <= most and nx.is_connected(graph.subgraph(chosen)):
            found.add(frozenset(codes.index(code) for code in chosen))
    return sorted(found, key=sorted)


OBJECTIVES = [
    ["unsatisfied", "inertia"],
    ["unsatisfied", "below_standard", "shortfall", "inertia"],
    ["unsatisfied", "most_groups"],
    ["unsatisfied", "fewest_groups", "size_spread"],
    ["shortfall", "disturbed"],
    ["disturbed_any", "border_dissolved"],
    ["districts_crossed", "inertia"],
    ["most_groups", "inertia"],
    ["size_spread"],
    ["below_standard", "disturbed", "inertia"],
]


def _case(seed: int) -> tuple[list[StageSettings], CountSettings, dict[str, object], int]:
    """A different mixture of stages, tolerances, counts and links for each seed."""
    draw = np.random.default_rng(1_000 + seed)
    n = int(draw.integers(4, 10))
    objective = [
        StageSettings(stage=name, within_percent=float(draw.choice([0, 0, 3, 20])))
        for name in OBJECTIVES[seed % len(OBJECTIVES)]
    ]
    count = [
        CountSettings(),
        CountSettings(exactly=max(2, n // 2)),
        CountSettings(at_least=2, at_most=n - 1),
        CountSettings(reduction_percent=40),
    ][int(draw.integers(4))]
    codes = [f"{i + 1:02d}" for i in range(n)]
    a, b, c, d = (str(code) for code in draw.permutation(codes)[:4])
    links: dict[str, object] = [
        {},
        {"apart": [(a, b)]},
        {"keep": [a], "apart": [(b, c)]},
        {"together": [[a, b]]},
        {"within": "district"},
        {"together": [[a, b]], "keep": [c], "apart": [(b, d)]},
    ][int(draw.integers(6))]
    return objective, count, links, n


@pytest.mark.parametrize("seed", range(120))
def test_brute_force_finds_nothing_better(seed: int) -> None:
    objective, count, links, n = _case(seed)
    units = worlds.random_world(seed, n)
    graph = build_graph(units)
    for pair in links.get("together", []):  # type: ignore[attr-defined]
        graph.add_edge(*pair, border_km=0.0, bridge=True)
    settings = GroupSettings(max_members=4, **links)  # type: ignore[arg-type]
    terms = ["inertia", *(stage.stage for stage in objective)]
    groups = find_groups(units, graph, LAW, settings, terms, target_people=12_000)
    best = _brute_force(groups, objective, count, settings)
    if best is None:
        with pytest.raises(InfeasibleError):
            solve(groups, objective, count)
        return
    plan = solve(groups, objective, count)
    found = [
        round((-1 if TERMS[s.name].maximise else 1) * s.value * TERMS[s.name].steps)
        for s in plan.stages
    ]
    assert found == best
    assert all(stage.proven for stage in plan.stages)
    assert _complaints(units, graph, plan, settings, count) == []


def _complaints(units, graph, plan, settings, count) -> list[str]:
    after = evaluate(units, graph, plan, LAW)
    facts = units.drop(columns=["geometry", "units", "mountain_km2", "mountain_units"])
    bridges = [(a, b) for a, b, d in graph.edges(data=True) if d["bridge"]]
    return check_plan(
        units=facts.astype(object).where(facts.notna(), None).to_dict("index"),
        outlines=dict(units.geometry.items()),
        parts=list(plan.parts.itertuples(index=False, name=None)),
        claims={
            code: {
                "people": int(row["people"]),
                "area_km2": float(row["area_km2"]),
                "status": str(after.verdicts_after.at[code, "status"]),
            }
            for code, row in after.merged.iterrows()
        },
        rules=LAW.model_dump(mode="json"),
        bridges=bridges,
        most_members=settings.max_members,
        count=count.bounds(len(units)),
        together=settings.together,
        apart=settings.apart,
        keep=settings.keep,
    )


def test_cohesion_weighs_its_terms() -> None:
    """Two districts and a price on crossing them that is below, then above, what it saves."""
    units = worlds.nine_squares()
    graph = build_graph(units)
    plans = {}
    for weight in (0.0, 1e7):
        stages = [
            StageSettings(stage="unsatisfied"),
            StageSettings(stage="below_standard"),
            StageSettings(stage="cohesion", weights={"inertia": 1.0, "districts_crossed": weight}),
        ]
        terms = [term for stage in stages for term in stage.terms]
        groups = find_groups(units, graph, LAW, GroupSettings(max_members=5), terms)
        plan = solve(groups, stages, CountSettings(exactly=3))
        after = evaluate(units, graph, plan, LAW)
        plans[weight] = after.indicators.set_index("indicator")["after"]
        assert plan.stages[2].value == pytest.approx(
            plans[weight]["inertia"] + weight * plans[weight]["districts_crossed"], abs=0.05
        )
    assert plans[0.0]["inertia"] == pytest.approx(2_437_500.0, abs=0.05)
    assert plans[0.0]["districts_crossed"] > plans[1e7]["districts_crossed"] == 0


def test_the_formulation_of_nine_squares_reads_as_it_should(tmp_path: Path) -> None:
    """Pairs only, a kept stage, a count and one cut: the LP file as text."""
    units = worlds.nine_squares()
    groups = find_groups(units, build_graph(units), LAW, GroupSettings(max_members=2))
    rows = (
        count_row(len(groups), 5, 6),
        stage_row("unsatisfied", groups.costs["unsatisfied"], 9),
    )
    trio, ones = np.array([[0, 1, 4]]), np.ones((1, 3), dtype=np.int64)
    cut = cuts_on(trio, ones, np.array([2]), len(units))
    instance = Partition(groups.members, groups.costs["inertia"], rows, list(units.index), cut)
    problem, _ = build(instance)
    problem.writeLP(str(tmp_path / "out.lp"))
    assert (tmp_path / "out.lp").read_text() == NINE_SQUARES_LP.read_text()


@pytest.mark.parametrize("seed", range(25))
def test_a_bound_is_below_every_partition_and_reduced_costs_tell_the_truth(seed: int) -> None:
    """Whole-number duals: no plan is below the bound, none with g below bound + reduced cost."""
    units = worlds.random_world(seed, 8)
    groups = find_groups(units, build_graph(units), LAW, GroupSettings(max_members=4))
    cost = groups.costs["inertia"]
    m = groups.members
    rows = (count_row(len(groups), 2, 6),)
    instance = Partition(m, cost, rows, list(units.index), no_cuts(len(units)))
    bound = relax(instance, time.monotonic() + 60)
    rows = [frozenset(int(j) for j in m.indices[a:b]) for a, b in zip(m.indptr, m.indptr[1:])]
    plans = [p for p in _partitions(rows, frozenset(range(8))) if 2 <= len(p) <= 6]
    assert bound.feasible == bool(plans)
    for plan in plans:
        value = int(cost[plan].sum()) * bound.one
        assert value >= bound.total
        assert value >= bound.total + max(int(bound.reduced[g]) for g in plan)


def test_a_count_that_cannot_be_is_refused_with_what_can() -> None:
    units = worlds.nine_squares()
    groups = find_groups(units, build_graph(units), LAW, GroupSettings(max_members=2))
    with pytest.raises(InfeasibleError, match="a number between 5 and 9"):
        solve(groups, [StageSettings(stage="unsatisfied")], CountSettings(exactly=3))


def test_islands_need_their_ferry() -> None:
    units = worlds.two_islands()
    unsatisfied = {}
    for bridge in (False, True):
        graph = build_graph(units)
        if bridge:
            graph.add_edge(*worlds.FERRY.between, border_km=0.0, bridge=True)
        groups = find_groups(units, graph, LAW, GroupSettings(max_members=4))
        plan = solve(groups, [StageSettings(stage="unsatisfied"), StageSettings(stage="inertia")])
        unsatisfied[bridge] = plan.stages[0].value
        assert plan.stages[0].proven
    assert unsatisfied[False] == 2 and unsatisfied[True] == 0


def test_the_clock_gives_the_best_plan_so_far_or_says_there_is_none(ha_tinh_2019) -> None:
    units, graph = ha_tinh_2019
    groups = find_groups(
        units,
        graph,
        FLOORS,
        GroupSettings(max_members=5),
        ["unsatisfied", "inertia", "most_groups"],
    )
    stages = [StageSettings(stage="unsatisfied"), StageSettings(stage="most_groups")]
    with pytest.raises(TimeLimitError):
        solve(groups, stages, settings=SolverSettings(time_limit_s=0.01))
    start = time.monotonic()
    plan = solve(groups, stages, settings=SolverSettings(time_limit_s=2))
    assert time.monotonic() - start < 12
    assert not plan.repeatable and not plan.stages[1].proven
    assert plan.stages[1].value <= 94 <= plan.stages[1].bound
    assert plan.parts["code"].is_unique and set(plan.parts["code"]) == set(units.index)


@pytest.fixture(scope="module")
def ha_tinh_2019():
    units = read_units(SourceSettings(boundaries="vietnam:ha_tinh@2019"), Path())
    return units, build_graph(units)


def test_the_instance_is_the_benchmark(ha_tinh_2019) -> None:
    units, graph = ha_tinh_2019
    assert (len(units), int(units["people"].sum()), graph.number_of_edges()) == (262, 1288866, 698)
    assert int(units["mountain"].sum()) == 66
    for most, legal in ((5, 47_686), (6, 230_703)):
        groups = find_groups(units, graph, FLOORS, GroupSettings(max_members=most))
        single = np.diff(groups.members.indptr) == 1
        accepted = groups.verdicts["accepted"].to_numpy()
        # The published pool counts every single unit, satisfied or not.
        assert int((accepted | single).sum()) == legal


@pytest.mark.parametrize(("most", "value", "results"), [(5, 8_271_776.6, 85), (6, 7_414_663.1, 86)])
def test_least_inertia_of_ht262(ha_tinh_2019, most: int, value: float, results: int) -> None:
    units, graph = ha_tinh_2019
    groups = find_groups(units, graph, FLOORS, GroupSettings(max_members=most))
    plan = solve(groups, [StageSettings(stage="unsatisfied"), StageSettings(stage="inertia")])
    assert [stage.proven for stage in plan.stages] == [True, True]
    assert plan.stages[0].value == 0
    assert plan.stages[1].value == pytest.approx(value, abs=0.05)
    assert len(plan.results) == results


def test_most_groups_of_ht262(ha_tinh_2019) -> None:
    """Thousands of plans are tied, and none has 95 groups."""
    units, graph = ha_tinh_2019
    groups = find_groups(
        units,
        graph,
        FLOORS,
        GroupSettings(max_members=5),
        ["unsatisfied", "inertia", "most_groups"],
    )
    plan = solve(groups, [StageSettings(stage="unsatisfied"), StageSettings(stage="most_groups")])
    assert plan.stages[1].proven and plan.stages[1].value == len(plan.results) == 94


def test_cbc_agrees_where_it_is_at_hand() -> None:
    """The same formulation through another solver, on a world of nine units."""
    import pulp

    units = worlds.random_world(5, 9)
    groups = find_groups(units, build_graph(units), LAW, GroupSettings(max_members=4))
    nothing = no_cuts(len(units))
    instance = Partition(groups.members, groups.costs["inertia"], (), list(units.index), nothing)
    allowed = groups.costs["unsatisfied"] == 0
    problem, variables = build(instance)
    for variable, ok in zip(variables, allowed):
        if not ok:
            variable.upBound = 0
    problem.solve(pulp.PULP_CBC_CMD(msg=False))
    plan = solve(groups, [StageSettings(stage="unsatisfied"), StageSettings(stage="inertia")])
    if pulp.LpStatus[problem.status] == "Optimal":
        assert plan.stages[0].value == 0
        assert round(plan.stages[1].value * 100) == round(pulp.value(problem.objective))
    else:
        assert plan.stages[0].value > 0


def test_the_order_of_rows_does_not_matter() -> None:
    units = worlds.random_world(11, 9)
    tables = []
    for frame in (units, units.sample(frac=1, random_state=3).sort_index()):
        groups = find_groups(frame, build_graph(frame), LAW, GroupSettings(max_members=4))
        plan = solve(groups, [StageSettings(stage="unsatisfied"), StageSettings(stage="inertia")])
        tables.append(plan.parts.to_csv(index=False))
    assert tables[0] == tables[1]
    assert pd.read_csv(io.StringIO(tables[0]), dtype=str)["code"].is_unique
    assert sparse.issparse(groups.members)
