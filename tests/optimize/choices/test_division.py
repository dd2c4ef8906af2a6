"""Divisions against trying every set of pieces."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pytest
from worlds import seeds

from planner.optimize import TimeLimitError
from planner.optimize.choices.division import Needed, Pieces, least_division


def least_of_all(pieces: Pieces, needed: Needed) -> int | None:
    """Try every set: the least cost of those that are enough and hang together on both sides."""
    best: int | None = None
    for size in range(1, len(pieces.cost)):
        for goes in itertools.combinations(sorted(set(pieces.graph) - pieces.stay), size):
            sums = [
                (int(amount[list(goes)].sum()), bounds)
                for amount, bounds in (
                    (pieces.people, needed.people),
                    (pieces.area, needed.area),
                    (pieces.cost, needed.cost),
                )
            ]
            if any(total < low or (high or 10**9) < total for total, (low, high) in sums):
                continue
            # Who takes is a piece of its own, beside those that it touches.
            taking = nx.Graph(pieces.graph.subgraph(goes))
            taking.add_node(-1)
            taking.add_edges_from((-1, each) for each in pieces.near & set(goes))
            left = pieces.graph.subgraph(set(pieces.graph) - set(goes))
            if nx.is_connected(taking) and nx.is_connected(left):
                cost = sums[2][0]
                best = cost if best is None else min(best, cost)
    return best


@pytest.mark.parametrize("seed", seeds(range(60), 20, 20))
def test_no_set_of_pieces_costs_less(seed: int) -> None:
    draw = np.random.default_rng(seed)
    graph = nx.convert_node_labels_to_integers(nx.grid_2d_graph(3, 3), ordering="sorted")
    n = len(graph)
    people, area, cost = (draw.integers(1, 30, n) for _ in range(3))
    pieces = Pieces(graph, cost, people, area, frozenset({0, 3, 6}), frozenset({5}), 5)
    needed = Needed(
        (int(draw.integers(1, people.sum())), int(people.sum()) - 5),
        (int(draw.integers(0, 40)), int(area.sum()) - int(draw.integers(1, 60))),
        (0, int(cost.sum()) if seed % 2 else 60),
    )
    found = least_division(pieces, needed, 60.0)
    best = least_of_all(pieces, needed)
    assert (found is None) == (best is None)
    if found is not None:
        assert int(cost[list(found)].sum()) == best


def test_a_clock_that_ran_out_is_not_called_impossible() -> None:
    graph = nx.path_graph(3)
    ones = np.ones(3, dtype=np.int64)
    pieces = Pieces(graph, ones, ones, ones, frozenset({0}), frozenset({2}), 2)
    assert least_division(pieces, Needed(), 60.0) == {0}
    with pytest.raises(TimeLimitError, match="before the clock ran out"):
        least_division(pieces, Needed(), 0.0)
