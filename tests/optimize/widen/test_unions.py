"""Unions of neighbouring groups: accepted, connected, once each, and a plan that satisfies all."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
import worlds

from planner.law import read_ruleset
from planner.optimize import CountSettings, SolverSettings, StageSettings
from planner.optimize.widen.anysize import solve_any_size
from planner.optimize.widen.larger import raised_groups
from planner.optimize.widen.unions import compact_groups, unions
from planner.problem.groups import GroupMaker
from planner.problem.limits import GroupSettings
from planner.units.graph import build_graph

LAW = read_ruleset("vn-commune-1211-27")
TERMS = ("unsatisfied", "inertia")


def _maker(units, settings: GroupSettings) -> GroupMaker:
    return GroupMaker(units, build_graph(units), LAW, settings, TERMS, None, splits=True)


def _small_squares(side: int):
    """Squares of 1 km² with few people, so that no group of three has what the law asks for."""
    units = worlds.grid(side)
    return units.assign(people=2_000, mountain=False)


def test_squares_that_no_group_of_three_satisfies_are_satisfied_by_unions() -> None:
    units = _small_squares(5)
    maker = _maker(units, GroupSettings(max_members=3, any_size=True))
    groups = maker.all()
    assert not groups.verdicts["accepted"].any()
    found = unions(maker, groups, compact_groups(maker))
    assert len(found) and found.verdicts["accepted"].all()
    held = np.asarray(found.start.sum(axis=0)).ravel()
    assert (held == 1).all()
    assert maker.of_sets(found.start).verdicts["accepted"].all()
    raised = raised_groups(maker)
    assert raised.least_unsatisfied == 0 and raised.start is not None


@pytest.mark.parametrize("seed", worlds.seeds(range(16), 2, 4))
def test_each_union_is_connected_once_and_keeps_links_and_limits(seed: int) -> None:
    units = worlds.random_world(seed, 9)
    most_people = int(units["people"].sum()) * 2 // 3
    settings = GroupSettings(
        max_members=2, any_size=True, apart=[("01", "05")], max_people=most_people
    )
    maker = _maker(units, settings)
    found = unions(maker, maker.all(), compact_groups(maker))
    graph = build_graph(units)
    rows = [
        tuple(sorted(units.index[found.members.indices[a:b]]))
        for a, b in zip(found.members.indptr, found.members.indptr[1:])
    ]
    assert len(rows) == len(set(rows))
    for row in rows:
        assert len(row) > 2 and nx.is_connected(graph.subgraph(row))
        assert not {"01", "05"} <= set(row)
        assert units.loc[list(row), "people"].sum() <= most_people


def test_where_k_members_are_enough_nothing_is_joined() -> None:
    units = worlds.nine_squares()
    maker = _maker(units, GroupSettings(max_members=9, any_size=True))
    assert len(unions(maker, maker.all(), compact_groups(maker))) == 0


@pytest.mark.parametrize("count", [CountSettings(exactly=7), CountSettings(at_least=9)])
def test_a_plan_of_unions_is_no_start_where_another_number_is_asked_for(
    count: CountSettings,
) -> None:
    units = _small_squares(5)
    settings = GroupSettings(max_members=3, any_size=True)
    maker = GroupMaker(units, build_graph(units), LAW, settings, TERMS, None, splits=True)
    pool = raised_groups(maker)
    lower, upper = count.bounds(len(units))
    assert pool.start is not None and lower is not None
    assert pool.start.shape[0] < lower
    stages = [StageSettings(stage=name) for name in TERMS]
    plan = solve_any_size(maker, pool, stages, count, SolverSettings(time_limit_s=60)).solution.plan
    assert lower <= len(plan.results) <= (upper or 25)
