"""Sets of any size: the list is complete, whatever the prices."""

from __future__ import annotations

import numpy as np
import worlds
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from planner.optimize.widen.beyond import beamed, not_excluded
from planner.problem.groups.compact import promising
from planner.problem.groups.connected import connected_sets
from planner.problem.groups.places import places
from planner.units.graph import build_graph


def _rows(members: sparse.csr_array) -> list[tuple[int, ...]]:
    pointers, units = members.indptr.tolist(), members.indices.tolist()
    return [tuple(sorted(units[a:b])) for a, b in zip(pointers, pointers[1:])]


def _all(units, price: np.ndarray) -> dict[tuple[int, ...], float]:
    """Inertia less prices of every connected set, by the pairs of its members."""
    graph = build_graph(units)
    place = {code: i for i, code in enumerate(units.index)}
    bits = [sum(1 << place[other] for other in graph[code]) for code in units.index]
    people = units["people"].to_numpy(dtype=float)
    points = units[["x_m", "y_m"]].to_numpy(dtype=float) / 1000.0
    worth = {}
    for row in _rows(connected_sets(bits, len(units))):
        pairs = sum(
            people[a] * people[b] * ((points[a] - points[b]) ** 2).sum()
            for a in row
            for b in row
            if a < b
        )
        whole = people[list(row)].sum()
        worth[row] = (pairs / whole if whole else 0.0) - price[list(row)].sum()
    return worth


@given(st.integers(0, 400), st.integers(2, 9), st.floats(-0.2, 0.6), st.floats(0.0, 3.0))
def test_no_set_is_forgotten(seed: int, n: int, most: float, spread: float) -> None:
    units = worlds.random_world(seed, n)
    graph = build_graph(units)
    beside = np.array([[b in graph[a] for b in units.index] for a in units.index])
    where = places(units, beside)
    draw = np.random.default_rng(seed)
    typical = float(units["people"].mean()) * float(units["area_km2"].mean()) / 6.0
    price = typical * (0.5 + spread * draw.standard_normal(n))
    room = most * typical
    worth = _all(units, price)
    listed = not_excluded(where, price, room)
    assert listed is not None
    rows = _rows(listed)
    assert len(rows) == len(set(rows))
    noise = 1e-6 * (1.0 + np.abs(price).sum())
    assert {row for row, value in worth.items() if value <= room - noise} <= set(rows)
    assert all(worth[row] <= room + noise for row in rows)
    for some in (promising(where, price, room), beamed(where, price, np.arange(n), room)):
        assert all(worth[row] < room + noise for row in _rows(some))


def test_prices_that_pay_for_everything_list_everything() -> None:
    units = worlds.nine_squares()
    graph = build_graph(units)
    beside = np.array([[b in graph[a] for b in units.index] for a in units.index])
    where, price = places(units, beside), np.full(9, 1e9)
    listed = not_excluded(where, price, 0.0)
    assert listed is not None and set(_rows(listed)) == set(_all(units, price))
    assert _rows(not_excluded(where, -price, 0.0)) == []
