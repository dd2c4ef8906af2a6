"""Larger groups that a stage of people leaves: both lists against brute force, and what is claimed.

The list of the optimizer and that of the checker are held against every connected set of a world.
"""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pytest
import worlds

from planner.law import read_ruleset
from planner.optimize import Arrangement, Locks, StageSettings, arrange
from planner.optimize.widen.people import Prices, grown
from planner.plan import Plan
from planner.problem.groups import GroupSettings
from planner.units.graph import build_graph
from planner.verify.anysize.people import Paying, larger_sets

LAW = read_ruleset("vn-commune-1211-27")
STAGES = [StageSettings(stage=name) for name in ("unsatisfied", "disturbed", "inertia")]


@pytest.mark.parametrize("seed", range(40))
def test_both_lists_are_those_of_brute_force(seed: int) -> None:
    draw, n = np.random.default_rng(seed), 9
    beside = draw.random((n, n)) < 0.35
    beside |= beside.T
    np.fill_diagonal(beside, False)
    people = draw.integers(0, 6, n).astype(float)
    seats, joins = draw.integers(-6, 6, n).tolist(), draw.integers(-2, 9, n).tolist()
    cuts = [([1, 4, 6], [1, 1, 2], 2, 3), ([0, 1], [1, 1], 2, int(draw.integers(0, 5)))]
    room, least = int(draw.integers(-5, 8)), int(draw.integers(1, 5))
    graph, wanted = nx.from_numpy_array(beside), set()
    rank = sorted(range(n), key=lambda unit: (people[unit], unit))
    for size in range(least, n + 1):
        for members in itertools.combinations(range(n), size):
            seat = max(members, key=rank.index)
            cost = seats[seat] + sum(joins[unit] for unit in members if unit != seat)
            for units, weights, divisor, price in cuts:
                held = sum(w for unit, w in zip(units, weights, strict=True) if unit in members)
                cost += held // divisor * price
            if cost <= room and nx.is_connected(graph.subgraph(members)):
                wanted.add(members)
    listed = larger_sets(Paying(people, seats, joins, cuts, beside), least, room)
    assert listed is not None
    # The checker counts what units gain that have not joined, and prices once more afterwards.
    assert {tuple(members.tolist()) for members in listed} >= wanted
    assert len({tuple(members.tolist()) for members in listed}) == len(listed)
    of_unit = [
        [(k, w) for k, (us, ws, _, _) in enumerate(cuts) for u, w in zip(us, ws) if u == unit]
        for unit in range(n)
    ]
    prices = Prices(seats, joins, of_unit, [cut[2] for cut in cuts], [cut[3] for cut in cuts])
    near = [sum(1 << other for other in np.flatnonzero(beside[unit]).tolist()) for unit in range(n)]
    found, smaller = [], 0
    for seat in rank:
        found += list(grown(prices, near, seat, smaller, room))
        smaller |= 1 << seat
    sets = [tuple(unit for unit in range(n) if bits >> unit & 1) for bits in found]
    assert len(set(sets)) == len(sets)
    assert {members for members in sets if len(members) >= least} >= wanted


def test_with_nothing_to_gain_the_lists_are_exact() -> None:
    """A row of five, each joins at 1: sets of three or more with one largest unit, cost ≤ 2."""
    beside = np.zeros((5, 5), dtype=bool)
    for unit in range(4):
        beside[unit, unit + 1] = beside[unit + 1, unit] = True
    people = np.array([5.0, 4.0, 3.0, 2.0, 1.0])
    found = larger_sets(Paying(people, [0] * 5, [1] * 5, [], beside), 3, 2)
    assert found is not None
    assert {tuple(members.tolist()) for members in found} == {(0, 1, 2), (1, 2, 3), (2, 3, 4)}


def _asked(seed: int, most: int, *, any_size: bool = False) -> Plan:
    units = worlds.random_world(seed, 9)
    settings = GroupSettings(max_members=most, any_size=any_size)
    return arrange(units, build_graph(units), LAW, groups=settings, objective=STAGES)


def _values(plan: Plan) -> list[float]:
    return [stage.value for stage in plan.stages]


@pytest.mark.parametrize("seed", worlds.seeds(range(60), 4, 7))
def test_k_is_only_where_one_begins(seed: int) -> None:
    """From K = 2 the plan is that of all partitions, where everybody can be satisfied."""
    plan, whole = _asked(seed, 2, any_size=True), _asked(seed, 9)
    assert whole.pool.any_size
    assert plan.pool.any_size is (plan.stages[0].value == 0)
    if plan.pool.any_size:
        assert _values(plan) == _values(whole)
        assert plan.parts.equals(whole.parts)


@pytest.mark.slow
def test_larger_groups_join_where_they_are_better() -> None:
    """Some of these plans have groups of more than two, and need them."""
    plans = [_asked(seed, 2, any_size=True) for seed in range(30)]
    assert sum(plan.pool.any_size for plan in plans) >= 8
    assert sum(plan.parts.groupby("new_code").size().max() > 2 for plan in plans) >= 3


@pytest.mark.more
@pytest.mark.slow
def test_a_plan_within_k_is_said_to_hold_for_any_size_only_where_it_does() -> None:
    """Without `any_size` nothing joins: the claim is made only where K = 9 is no better."""
    claims = set()
    for seed in range(12):
        plan = _asked(seed, 3)
        assert not plan.pool.any_size or _values(plan) == _values(_asked(seed, 9))
        claims.add(bool(plan.pool.any_size))
    assert claims == {False, True}


@pytest.mark.parametrize("seed", worlds.seeds(range(40), 1, 3))
def test_locks_leave_what_is_claimed_true(seed: int) -> None:
    """Asked of a kept arrangement, of a fresh one, and of all partitions."""
    units = worlds.random_world(seed, 9)
    graph, small = build_graph(units), GroupSettings(max_members=2, any_size=True)
    kept = Arrangement(units, graph, LAW, small)
    whole = Arrangement(units, graph, LAW, GroupSettings(max_members=9))
    pairs = np.random.default_rng(seed).choice(np.array(list(graph.edges)), 4).tolist()
    asked = [
        Locks(together=[pairs[0]]),
        Locks(apart=[(pairs[1][0], pairs[1][1])]),
        Locks(keep=[pairs[2][0]]),
        Locks(forbidden=[pairs[3]]),
    ]
    for locks in asked:
        plan = kept.ask(objective=STAGES, locks=locks)
        fresh = Arrangement(units, graph, LAW, small).ask(objective=STAGES, locks=locks)
        assert plan.parts.equals(fresh.parts)
        assert (plan.proofs, plan.pool) == (fresh.proofs, fresh.pool)
        if plan.pool.any_size:
            assert _values(plan) == _values(whole.ask(objective=STAGES, locks=locks))
