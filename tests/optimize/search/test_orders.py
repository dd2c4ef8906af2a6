"""Orders for the frontier search, against counting by hand and by brute force."""

from __future__ import annotations

import itertools

import numpy as np
import worlds
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from planner.optimize.effort import USUAL, Frontier, Orders
from planner.optimize.effort.control import Control
from planner.optimize.search.frontier import _next_end
from planner.optimize.search.orders import _Line, orders

BETA = USUAL.orders.growth


def _across(members: sparse.csr_array, weight: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Count the weight over each cut group by group."""
    across = np.zeros(len(place) + 1)
    for row in range(members.shape[0]):
        at = place[members.indices[members.indptr[row] : members.indptr[row + 1]]]
        across[at.min() + 1 : at.max() + 1] += weight[row]
    return across


@given(st.integers(0, 10_000), st.integers(5, 9))
def test_moves_keep_the_count_and_never_make_it_worse(seed: int, n: int) -> None:
    draw = np.random.default_rng(seed)
    members = worlds.as_rows(worlds.random_sets(draw, n, 20), n)
    weight = draw.random(members.shape[0]) * 40
    line = _Line(members, weight, draw.permutation(n), BETA)
    before = line.effort()
    for unit in range(n):
        line._move(unit)
        assert sorted(line.place.tolist()) == list(range(n))
        assert np.allclose(line.across, _across(members, weight, line.place))
        assert line.effort() <= before * (1 + 1e-9)
        before = line.effort()


@given(st.integers(0, 10_000))
def test_a_unit_moves_to_the_best_of_all_places(seed: int) -> None:
    draw = np.random.default_rng(seed)
    n = 6
    members = worlds.as_rows(worlds.random_sets(draw, n, 15), n)
    weight = draw.random(members.shape[0]) * 40
    order = draw.permutation(n)
    line = _Line(members, weight, order, BETA)
    line._move(int(order[0]))
    least = min(
        _Line(members, weight, np.insert(order[1:], at, order[0]), BETA).effort() for at in range(n)
    )
    assert np.isclose(line.effort(), least)


def test_a_path_comes_out_in_line() -> None:
    """Pairs of neighbours on a path: one pair across each cut, from whatever labels."""
    n = 12
    shuffled = np.random.default_rng(3).permutation(n)
    pairs = [frozenset((int(a), int(b))) for a, b in itertools.pairwise(shuffled)]
    members = worlds.as_rows(pairs, n)
    best = orders(members, np.zeros(len(pairs)))[0]
    assert best.tolist() in (shuffled.tolist(), shuffled[::-1].tolist())
    line = _Line(members, np.ones(len(pairs)), best, BETA)
    assert np.isclose(line.effort(), 2 + (n - 1) * np.exp(BETA))


@given(st.integers(0, 10_000), st.integers(5, 9))
def test_every_order_holds_every_unit_once(seed: int, n: int) -> None:
    draw = np.random.default_rng(seed)
    members = worlds.as_rows(worlds.random_sets(draw, n, 12), n)
    found = orders(members, draw.random(members.shape[0]))
    assert found
    assert all(sorted(order.tolist()) == list(range(n)) for order in found)


def test_without_time_one_straight_sweep_is_the_order() -> None:
    """Not one unit is moved: it is the first of the sweeps, and no other is made."""
    draw = np.random.default_rng(1)
    members = worlds.as_rows(worlds.random_sets(draw, 9, 20), 9)
    share = draw.random(members.shape[0])
    unmoved = orders(members, share, Orders(rounds=0, directions=1))
    late = orders(members, share, Orders(), Control(-1))
    assert len(orders(members, share)) > 1
    assert [order.tolist() for order in late] == [order.tolist() for order in unmoved]


def test_the_cheaper_end_goes_on_and_one_that_is_ahead_only_if_much_cheaper() -> None:
    twice = Frontier(much_cheaper=2)
    assert _next_end({0: 1, 1: 1}, {0: [5, 9], 1: [5, 8]}, twice) == 1
    # One pass ahead: part 1 took it 10 states, the other 30 for the part before.
    assert _next_end({0: 1, 1: 0}, {0: [10, 40], 1: [30]}, twice) == 0
    assert _next_end({0: 1, 1: 0}, {0: [20, 40], 1: [30]}, twice) == 1
    assert _next_end({1: 2}, {0: [1], 1: [1, 2, 3]}, twice) == 1
