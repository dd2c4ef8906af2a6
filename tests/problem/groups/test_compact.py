"""Compact sets: connected, nearest first, of any size, and with what the prices promise."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
import worlds
from hypothesis import given
from hypothesis import strategies as st

from planner.problem.groups import sets_of
from planner.problem.groups.compact import away, growing, inertia_of, nearest, promising
from planner.problem.groups.effort import Compact
from planner.problem.groups.places import Places, places
from planner.units.graph import build_graph


def _places(units) -> tuple[Places, nx.Graph]:
    graph = build_graph(units)
    beside = np.array([[b in graph[a] for b in units.index] for a in units.index])
    return places(units, beside), nx.relabel_nodes(graph, {c: i for i, c in enumerate(units.index)})


def _inertia(where: Places, row: tuple[int, ...]) -> float:
    """Sum over pairs of p·q·d², over all people."""
    pairs = sum(
        where.people[a]
        * where.people[b]
        * ((where.x[a] - where.x[b]) ** 2 + (where.y[a] - where.y[b]) ** 2)
        for a in row
        for b in row
        if a < b
    )
    whole = sum(where.people[a] for a in row)
    return pairs / whole if whole else 0.0


def test_sets_grow_nearest_first() -> None:
    """Around the corner of a long row of squares sets are its beginning, one longer each step."""
    where, _ = _places(worlds.grid(5).iloc[[0, 5, 10, 15, 20]])
    first = [tuple(np.flatnonzero(sets[0])) for _, sets, _ in growing(where, away(where))]
    assert first == [(0, 1), (0, 1, 2), (0, 1, 2, 3), (0, 1, 2, 3, 4)]
    assert len(list(growing(where, away(where), most=3))) == 2


def test_an_island_does_not_grow() -> None:
    units = worlds.grid(3).iloc[[0, 1, 8]]
    where, _ = _places(units)
    steps = [rows.tolist() for rows, _, _ in growing(where, away(where))]
    assert steps == [[0, 1]]


@given(st.integers(0, 400), st.integers(2, 9), st.floats(0.0, 3.0))
def test_each_set_is_connected_and_costs_what_its_sums_say(
    seed: int, n: int, spread: float
) -> None:
    units = worlds.random_world(seed, n)
    where, graph = _places(units)
    for rows, sets, sums in growing(where, away(where)):
        cost = inertia_of(sums)
        for root, inside, value in zip(rows, sets, cost):
            row = tuple(np.flatnonzero(inside).tolist())
            assert root in row and nx.is_connected(graph.subgraph(row))
            assert value == pytest.approx(_inertia(where, row), rel=1e-6, abs=1e-3)
    typical = float(units["people"].mean()) * float(units["area_km2"].mean()) / 6.0
    price = typical * (0.5 + spread * np.random.default_rng(seed).standard_normal(n))
    for row in sets_of(promising(where, price)):
        assert nx.is_connected(graph.subgraph(row))
        assert _inertia(where, row) - price[list(row)].sum() < 1e-6 * (1.0 + np.abs(price).sum())


def test_the_first_accepted_sets_around_each_unit_come_back() -> None:
    """Of squares of 1 km² the law asks for 4: no smaller set, and not many for each square."""
    where, _ = _places(worlds.grid(6))
    area = np.ones(36)
    few = Compact(accepted=6)
    found = nearest(where, area, lambda some: some @ area >= 4, few)
    size = np.diff(found.indptr)
    assert size.min() == 4 and size.max() == 3 + few.accepted
    assert found.shape[0] == 2 * 36 * few.accepted
    assert not nearest(where, area, lambda some: some @ area > 99).shape[0]
