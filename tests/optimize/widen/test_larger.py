"""Larger groups: only around hard units, and as good for them as larger groups everywhere."""

from __future__ import annotations

import numpy as np
import pytest
import worlds

from planner.errors import InputError
from planner.law import read_ruleset
from planner.optimize.widen.larger import raised_groups, unsatisfied
from planner.problem.groups import GroupMaker, Groups, find_groups
from planner.problem.groups.connected import connected_sets
from planner.problem.limits import GroupSettings
from planner.units.graph import build_graph

LAW = read_ruleset("vn-commune-1211-27")
TERMS = ("unsatisfied", "inertia")


def _maker(units, settings: GroupSettings) -> GroupMaker:
    return GroupMaker(units, build_graph(units), LAW, settings, TERMS, None, splits=True)


def _sets(groups: Groups) -> set[tuple[int, ...]]:
    pointers, units = groups.members.indptr.tolist(), groups.members.indices.tolist()
    rows = [tuple(sorted(units[a:b])) for a, b in zip(pointers, pointers[1:])]
    assert len(rows) == len(set(rows)), "a group stands twice"
    return set(rows)


@pytest.mark.parametrize("seed", worlds.seeds(range(16), 3, 5))
def test_nobody_is_left_whom_larger_groups_everywhere_would_satisfy(seed: int) -> None:
    units = worlds.random_world(seed, 9)
    raised = raised_groups(_maker(units, GroupSettings(max_members=2, raise_to=6)))
    everywhere = find_groups(units, build_graph(units), LAW, GroupSettings(max_members=6), TERMS)
    assert unsatisfied(raised).value == unsatisfied(everywhere).value
    assert _sets(raised) <= _sets(everywhere)
    # Larger groups stand around the units that are named, and nowhere else.
    for row in _sets(raised):
        most = max(raised.settings.larger.get(units.index[i], 2) for i in row)
        assert len(row) <= most


@pytest.mark.slow
def test_worlds_that_need_them_name_units_and_others_none() -> None:
    def largest(most: int) -> set[int]:
        named = set()
        for seed in range(6):
            settings = GroupSettings(max_members=most, raise_to=6)
            groups = raised_groups(_maker(worlds.random_world(seed, 9), settings))
            named.add(max(groups.settings.larger.values(), default=0))
        return named

    assert max(largest(1)) > 2
    assert 0 in largest(3)


@pytest.mark.parametrize("seed", range(5))
def test_sizes_that_a_scenario_names_are_built(seed: int) -> None:
    units = worlds.random_world(seed, 8)
    larger = {"02": 5, "05": 3}
    graph = build_graph(units)
    settings = GroupSettings(max_members=2, larger=larger, more=[list(units.index)])
    groups = find_groups(units, graph, LAW, settings, TERMS)
    place = {code: i for i, code in enumerate(units.index)}
    bits = [sum(1 << place[other] for other in graph[code]) for code in units.index]
    found = connected_sets(bits, 8)
    expected = set()
    for a, b in zip(found.indptr, found.indptr[1:]):
        row = tuple(sorted(int(i) for i in found.indices[a:b]))
        most = max(larger.get(units.index[i], 2) for i in row)
        if len(row) <= most or len(row) == len(units):
            expected.add(row)
    assert _sets(groups) == expected
    assert np.isfinite(groups.costs["inertia"]).all()


def test_a_named_group_hangs_together_and_stands_once() -> None:
    units = worlds.nine_squares()
    graph = build_graph(units)

    def pool(more: list[list[str]]) -> Groups:
        settings = GroupSettings(max_members=2, more=more)
        return find_groups(units, graph, LAW, settings, TERMS)

    with pytest.raises(InputError, match=r"groups.more.*do not hang together"):
        pool([["11", "12", "33"]])
    with pytest.raises(InputError, match=r"groups.more.*unknown units 99"):
        pool([["11", "99"]])
    # A group that K allows anyway is not built twice.
    assert len(pool([["11", "12"], ["11", "12", "13"]])) == len(pool([])) + 1
