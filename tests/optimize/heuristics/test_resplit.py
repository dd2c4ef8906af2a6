"""Parting pairs of groups anew: a plan stays a plan, gets no worse, and comes to the best one."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
import worlds

from planner.law import read_ruleset
from planner.optimize.effort.control import Control
from planner.optimize.heuristics.resplit import Resplit
from planner.problem.groups import GroupMaker, sets_of
from planner.problem.groups.connected import matrix_of
from planner.problem.groups.places import places
from planner.problem.limits import GroupSettings
from planner.units.graph import build_graph

LAW = read_ruleset("vn-commune-1211-27")
TERMS = ("unsatisfied", "inertia")


def _work(units, plan: list[list[int]], splits: bool = True, **limits) -> Resplit:
    settings = GroupSettings(max_members=3, any_size=True, **limits)
    maker = GroupMaker(units, build_graph(units), LAW, settings, TERMS, None, splits=splits)
    sets = matrix_of([np.array(group) for group in plan], len(units))
    return Resplit(maker, places(units, maker.adjacency()), sets, Control())


def _lawful(side: int, people: int = 3_000):
    """Squares of 5 km² on the plain: four have the area of a commune there, 20 km²."""
    units = worlds.grid(side)
    return units.assign(people=people, area_km2=10.0, mountain=False)


def _cost(work: Resplit) -> float:
    return sum(work.cost[group] for group in work.groups)


def test_two_combs_become_two_halves() -> None:
    """Sixteen squares in two groups that reach into each other: halves cost least."""
    rows = [[0, 1, 2, 3, 4, 8, 12, 13], [5, 6, 7, 9, 10, 11, 14, 15]]
    work = _work(_lawful(4), rows, splits=False)
    before = _cost(work)
    plan = work.run()
    halves = {tuple(range(8)), tuple(range(8, 16))}
    across = {
        tuple(i for i in range(16) if i % 4 < 2),
        tuple(i for i in range(16) if i % 4 > 1),
    }
    assert set(sets_of(plan)) in (halves, across)
    assert _cost(work) < before


def test_where_their_number_is_free_a_large_group_becomes_several() -> None:
    whole = [list(range(16))]
    assert _work(_lawful(4), whole, splits=False).run().shape[0] == 1
    plan = _work(_lawful(4), whole).run()
    assert plan.shape[0] > 1


@pytest.mark.parametrize("seed", worlds.seeds(range(30), 6, 10))
def test_a_plan_stays_a_plan_and_gets_no_worse(seed: int) -> None:
    units = worlds.random_world(seed, 9)
    graph = build_graph(units)
    whole = [
        [units.index.get_loc(code) for code in part] for part in nx.connected_components(graph)
    ]
    limits = {"apart": [("01", "05")]} if seed % 2 else {}
    work = _work(units, whole, **limits)
    before = _cost(work)
    plan = work.run()
    held = np.asarray(plan.sum(axis=0)).ravel()
    assert (held == 1).all()
    assert _cost(work) <= before
    accepted = work.maker.weighed(plan)[0]
    for row, good in zip(sets_of(plan), accepted):
        codes = units.index[list(row)]
        assert nx.is_connected(graph.subgraph(codes))
        changed = list(map(sorted, whole)).count(sorted(row)) == 0
        assert good or not changed
        if changed:
            assert not {"01", "05"} <= set(codes) or not limits
    made = {tuple(sorted(row)) for row in sets_of(plan)}
    assert made - {tuple(sorted(part)) for part in whole} <= work.found
