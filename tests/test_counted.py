"""A price on the number of groups: bounds that hold, groups that are needed, plans that keep it."""

from __future__ import annotations

import importlib
import time

import numpy as np
import pytest
import worlds
from scipy import sparse

from planner.solve.counted import counted, undivided
from planner.solve.cuts import no_cuts
from planner.solve.formulation import Partition, count_rows
from planner.solve.relaxation import relax

counted_room = importlib.import_module("planner.solve.counted")


def _instance(seed: int) -> tuple[Partition, list[list[int]], int]:
    """A random world of some ten units on a grid, costs 0 and 1, and a number of groups."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(6, 10))
    listed = [frozenset([unit]) for unit in range(n)]
    while len(listed) < 40:
        first, size = int(rng.integers(0, n)), int(rng.integers(2, 5))
        group = frozenset((first + step) % n for step in rng.choice(4, size, replace=False))
        if group not in listed:
            listed.append(group)
    large = np.array([len(group) > 2 for group in listed])
    cost = np.where(large, rng.random(len(listed)) < 0.5, 1).astype(np.int64)
    number = int(rng.integers(2, n - 1))
    members = worlds.as_rows(listed, n)
    rows = count_rows(len(listed), (number, number))
    instance = Partition(members, cost, rows, [str(i) for i in range(n)], no_cuts(n))
    plans = list(worlds.all_covers(listed, frozenset(range(n))))
    return instance, [list(plan) for plan in plans], number


@pytest.mark.parametrize("seed", range(60))
def test_the_bound_holds_and_the_plan_keeps_the_number(seed: int) -> None:
    instance, plans, number = _instance(seed)
    values = [int(instance.cost[plan].sum()) for plan in plans if len(plan) == number]
    if not values:
        return
    clock = time.monotonic() + 60
    plain = relax(instance, clock, 0)
    found = counted(instance, plain, clock, clock)
    if found is None:
        # The number costs nothing, or its price is so near to nothing.
        assert abs(int(plain.sides[0])) * 8 <= plain.one
        return
    bound, plan = found
    assert bound.value <= min(values)
    # Each group's reduced cost is one: no plan that holds it costs less.
    for held in plans:
        if len(held) == number:
            spent = int(bound.reduced[held].max(initial=0))
            assert int(instance.cost[held].sum()) * bound.one >= bound.total + spent
    assert int(bound.reduced.min()) >= 0
    if plan is not None:
        assert instance.holds(np.isin(np.arange(len(instance.cost)), plan))
        assert len(plan) == number and int(instance.cost[plan].sum()) >= min(values)


@pytest.mark.parametrize("seed", range(40))
def test_undivided_groups_are_enough(seed: int) -> None:
    """Without a row the best plan needs none of the groups that are left out."""
    instance, plans, _ = _instance(seed)
    cost = 2 * instance.cost - 1
    groups = undivided(instance.members, cost)
    left = set(groups.tolist())
    best = min(int(cost[plan].sum()) for plan in plans)
    assert best == min(int(cost[plan].sum()) for plan in plans if set(plan) <= left)


def test_what_two_others_are_worth_is_left_out() -> None:
    """Of single units, a pair and a trio that costs as much as pair and single, the trio."""
    listed = [frozenset(group) for group in ([0], [1], [2], [0, 1], [0, 1, 2])]
    members = worlds.as_rows(listed, 3)
    assert undivided(members, np.array([2, 2, 2, 1, 3])).tolist() == [0, 1, 2, 3]
    assert undivided(members, np.array([2, 2, 2, 1, 2])).tolist() == [0, 1, 2, 3, 4]
    assert undivided(members, np.array([2, 2, 2, 4, 6])).tolist() == [0, 1, 2]


def test_a_number_that_is_missed_is_mended() -> None:
    """Two groups of two and two single units: three groups are made by joining."""
    listed = [[0], [1], [2], [3], [0, 1], [2, 3], [1, 2], [0, 1, 2, 3]]
    members = sparse.csr_array(worlds.as_rows([frozenset(group) for group in listed], 4))
    cost = np.ones(len(listed), dtype=np.int64)
    rows = count_rows(len(listed), (3, 3))
    instance = Partition(members, cost, rows, list("abcd"), no_cuts(4))
    clock = time.monotonic() + 60
    for begun in ([0, 1, 2, 3], [4, 5], [7]):
        mended = counted_room._mended(instance, np.array(begun), clock)
        assert mended is not None and len(mended) == 3
        assert instance.holds(np.isin(np.arange(len(cost)), mended))
