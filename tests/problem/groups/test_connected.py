"""Connected sets: every one once, whatever the graph, the pairs kept apart and the roots."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.problem.groups.connected import connected_blocks, connected_sets


def _sets(members) -> set[frozenset[int]]:
    rows = [frozenset(members.indices[a:b]) for a, b in zip(members.indptr, members.indptr[1:])]
    assert len(rows) == len(set(rows)), "a set was built twice"
    return {frozenset(int(i) for i in row) for row in rows}


@given(st.integers(0, 10_000), st.integers(1, 9), st.integers(1, 6), st.floats(0.1, 0.9))
def test_every_connected_set_is_built_once(seed: int, n: int, most: int, density: float) -> None:
    draw = np.random.default_rng(seed)
    graph = nx.empty_graph(n)
    graph.add_edges_from(pair for pair in combinations(range(n), 2) if draw.random() < density)
    expected = {
        frozenset(chosen)
        for size in range(1, most + 1)
        for chosen in combinations(range(n), size)
        if nx.is_connected(graph.subgraph(chosen))
    }
    bits = [sum(1 << j for j in graph[i]) for i in range(n)]
    assert _sets(connected_sets(bits, most)) == expected


@given(st.integers(0, 10_000), st.integers(2, 9))
def test_pairs_kept_apart_are_in_no_set(seed: int, n: int) -> None:
    draw = np.random.default_rng(seed)
    pairs = [pair for pair in combinations(range(n), 2) if draw.random() < 0.3]
    graph = nx.empty_graph(n)
    graph.add_edges_from(pair for pair in combinations(range(n), 2) if draw.random() < 0.5)
    bits = [sum(1 << j for j in graph[i]) for i in range(n)]
    apart = [sum(1 << j for j in range(n) if (min(i, j), max(i, j)) in pairs) for i in range(n)]
    built = _sets(connected_sets(bits, 5, apart))
    expected = {
        frozenset(chosen)
        for size in range(1, 6)
        for chosen in combinations(range(n), size)
        if nx.is_connected(graph.subgraph(chosen))
        and not any({a, b} <= set(chosen) for a, b in pairs)
    }
    assert built == expected


@given(st.integers(0, 10_000), st.integers(1, 9), st.integers(1, 5))
def test_roots_share_the_sets_out(seed: int, n: int, most: int) -> None:
    draw = np.random.default_rng(seed)
    graph = nx.empty_graph(n)
    graph.add_edges_from(pair for pair in combinations(range(n), 2) if draw.random() < 0.4)
    bits = [sum(1 << j for j in graph[i]) for i in range(n)]
    whole = _sets(connected_sets(bits, most))
    for root in range(n):
        own = _sets(connected_sets(bits, most, roots=[root]))
        assert own == {chosen for chosen in whole if min(chosen) == root}


@pytest.mark.slow
def test_parts_make_the_whole() -> None:
    """Sets are handed on a part at a time: together all shapes of seven squares on a board."""
    side = 30
    graph = nx.convert_node_labels_to_integers(nx.grid_2d_graph(side, side), ordering="sorted")
    bits = [sum(1 << j for j in graph[i]) for i in range(side * side)]
    blocks = list(connected_blocks(bits, 7))
    assert len(blocks) > 1
    smaller = np.concatenate([np.diff(block.indptr) for block, _ in blocks])
    largest = np.concatenate([np.diff(block.indptr) for _, block in blocks])
    assert (largest == 7).all()
    # Squares, dominoes, and trominoes, straight and bent.
    expected = [side**2, 2 * side * (side - 1), 2 * side * (side - 2) + 4 * (side - 1) ** 2]
    assert np.bincount(smaller)[1:4].tolist() == expected
    whole = connected_sets(bits, 7)
    assert np.diff(whole.indptr).tolist() == [*smaller, *largest]
