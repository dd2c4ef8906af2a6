"""Cuts hold for every plan, and those that a fractional solution breaks are found."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from planner.optimize.bound.cuts import Cuts, IntArray, Worth
from planner.optimize.bound.separation import violated
from planner.optimize.effort import Cutting

UNITS = 12


def _rows(groups: list[list[int]]) -> IntArray:
    rows = np.zeros((len(groups), UNITS), dtype=np.int64)
    for row, group in enumerate(groups):
        rows[row, group] = 1
    return rows


@given(
    st.lists(st.lists(st.integers(0, UNITS - 1), min_size=1, max_size=5, unique=True), min_size=1),
    st.lists(st.integers(0, 3), min_size=UNITS, max_size=UNITS),
    st.integers(2, 4),
)
def test_a_cut_holds_for_disjoint_groups(
    groups: list[list[int]], weights: list[int], divisor: int
) -> None:
    """Disjoint groups are worth at most the limit, and a union at least what its parts are."""
    cut = Cuts(sparse.csr_array(np.array([weights], dtype=np.int64)), np.array([divisor]))
    disjoint: list[list[int]] = []
    for group in groups:
        if not {unit for held in disjoint for unit in held} & set(group):
            disjoint.append(group)
    rows = _rows([*disjoint, [unit for group in disjoint for unit in group]])
    worth = cut.coefficients(sparse.csr_array(rows)).toarray().ravel()
    assert worth[:-1].sum() <= worth[-1] <= cut.limits[0] == sum(weights) // divisor


@given(st.integers(0, 10_000))
def test_what_groups_are_worth_is_the_same_once_it_is_asked_for(seed: int) -> None:
    """Cuts come and go, prices change: each time the sum is that of all coefficients."""
    rng = np.random.default_rng(seed)
    groups = [sorted(rng.choice(UNITS, rng.integers(1, 6), replace=False)) for _ in range(30)]
    members = sparse.csr_array(_rows(groups))

    def some(k: int) -> Cuts:
        return Cuts(sparse.csr_array(rng.integers(0, 3, (k, UNITS))), rng.integers(2, 4, k))

    worth = Worth(some(2), members)
    for _ in range(4):
        prices = rng.integers(0, 5, len(worth.cuts)) * rng.integers(0, 2, len(worth.cuts))
        assert (worth.at(prices) == worth.cuts.coefficients(members) @ prices).all()
        worth.keep(rng.random(len(worth.cuts)) < 0.7)
        worth.add(some(int(rng.integers(1, 4))))


def test_a_broken_trio_is_found() -> None:
    """Three pairs at one half each: two units of three are held one and a half times."""
    pairs: IntArray = np.array([[1, 1, 0, 0], [0, 1, 1, 0], [1, 0, 1, 0], [0, 0, 0, 1]])
    found = violated(sparse.csr_array(pairs), np.array([0.5, 0.5, 0.5, 1.0]))
    assert found.weights[[0]].toarray().tolist() == [[1, 1, 1, 0]]
    assert found.divisors[0] == 2 and found.limits[0] == 1
    assert not len(violated(sparse.csr_array(pairs), np.array([1.0, 0.0, 0.0, 1.0])))


@pytest.mark.parametrize("size", [5, 7, 9, 11])
def test_a_broken_ring_is_found(size: int) -> None:
    """Pairs of neighbours around an odd ring, one half each: only the whole ring is broken."""
    rows = sparse.csr_array(_rows([[unit, (unit + 1) % size] for unit in range(size)]))
    x = np.full(size, 0.5)
    few = violated(rows, x, Cutting(divisors=()))
    assert not len(few)
    found = violated(rows, x)
    worth = found.coefficients(rows)
    over = x @ worth - found.limits
    assert (over > 0.02).all()
    assert sorted(np.flatnonzero(found.weights.toarray()[np.argmax(over)])) == list(range(size))
    assert over.max() == pytest.approx(0.5)


@given(st.integers(0, 10_000))
def test_what_is_found_is_broken_and_named_once(seed: int) -> None:
    """Random fractional covers: each cut is violated by what is claimed, and none comes twice."""
    rng = np.random.default_rng(seed)
    groups = [sorted(rng.choice(UNITS, rng.integers(2, 5), replace=False)) for _ in range(18)]
    rows = sparse.csr_array(_rows(groups))
    x = rng.choice([0.0, 0.25, 0.5, 1.0], size=len(groups), p=[0.3, 0.3, 0.3, 0.1])
    found = violated(rows, x)
    if not len(found):
        return
    fractional = (x > 0) & (x < 1)
    over = (x * fractional) @ found.coefficients(rows) - found.limits
    assert (over > 0.0199).all()
    told = {(tuple(w), int(d)) for w, d in zip(found.weights.toarray(), found.divisors)}
    assert len(told) == len(found)
