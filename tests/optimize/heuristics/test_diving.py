"""Dives come to plans that keep every row, and to the best ones where little is left."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import worlds

from planner.errors import InfeasibleError
from planner.optimize.bound.cuts import no_cuts
from planner.optimize.bound.formulation import IntArray, Partition, SideRow, count_rows
from planner.optimize.bound.relaxation import Fixing, relax
from planner.optimize.effort import Cutting, Dives, Effort
from planner.optimize.effort.control import Control
from planner.optimize.heuristics.branching import branched
from planner.optimize.heuristics.diving import dived
from planner.optimize.stages import Search
from planner.optimize.stages.bettering import saved

FAR = 1 << 40
# Dives that go on to the last nine units, and a relaxation that is never cut.
TO_THE_LAST = Effort(dives=Dives(units_left=((9, 0),)))
UNCUT = Effort(cutting=Cutting(rounds=0))


def _ring(seed: int, n: int, listed: int, most: int) -> tuple[Partition, list[frozenset[int]], int]:
    """A ring of units, groups of neighbours that cost nothing or one, and a number of groups."""
    rng = np.random.default_rng(seed)
    groups = [frozenset([unit]) for unit in range(n)]
    for _ in range(3 * listed):
        first, size = int(rng.integers(0, n)), int(rng.integers(2, most + 1))
        group = frozenset((first + step) % n for step in rng.choice(most, size, replace=False))
        if group not in groups and len(groups) < listed:
            groups.append(group)
    large = np.array([len(group) > 2 for group in groups])
    cost = np.where(large, rng.random(len(groups)) < 0.5, 1).astype(np.int64)
    number = int(rng.integers(n // 3, n - 1))
    rows = count_rows(len(groups), (number, number))
    members = worlds.as_rows(groups, n)
    labels = [str(unit) for unit in range(n)]
    return Partition(members, cost, rows, labels, no_cuts(n)), groups, number


def _solved(instance: Partition, clock: Control) -> tuple[IntArray, int]:
    """The best plan by branch and bound, and its cost."""
    best = branched(instance, clock).chosen
    assert best is not None
    return best, int(instance.cost[best].sum())


def _is_plan(instance: Partition, plan: IntArray) -> bool:
    return instance.holds(np.isin(np.arange(len(instance.cost)), plan))


@pytest.mark.parametrize("seed", worlds.seeds(range(40), 5, 8))
def test_of_few_units_the_best_plan_is_found(seed: int) -> None:
    """All plans by brute force: the best with the number, or None where there is none."""
    instance, groups, number = _ring(seed, int(6 + seed % 4), 40, 4)
    n = len(instance.labels)
    covers = [list(plan) for plan in worlds.all_covers(groups, frozenset(range(n)))]
    values = [int(instance.cost[plan].sum()) for plan in covers if len(plan) == number]
    clock = Control(60)
    bound = relax(instance, clock)
    if not values:
        assert not bound.feasible or dived(instance, bound, FAR, FAR, clock) is None
        return
    plan = dived(instance, bound, FAR, FAR, clock)
    assert plan is not None and _is_plan(instance, plan)
    assert int(instance.cost[plan].sum()) == min(values)
    assert dived(instance, bound, min(values) - 1, min(values) - 1, clock) is None


@pytest.mark.parametrize("number", [0, 1, 2])
@pytest.mark.parametrize("seed", worlds.seeds(range(6), 3, 3))
def test_what_is_fixed_step_by_step_is_a_plan(seed: int, number: int) -> None:
    """A ring of sixty units, fixed down to a few: near the solver's best, never below.

    The first dive has a guide, the second has none, the third mixes its choices.
    """
    instance, _, _ = _ring(seed, 60, 600, 6)
    clock = Control(60)
    _, value = _solved(instance, clock)
    guide = np.random.default_rng(seed).integers(1, 1000, size=len(instance.cost))
    bound = relax(instance, clock)
    plan = dived(instance, bound, value + 1, FAR, clock, guide, number, effort=TO_THE_LAST)
    assert plan is not None and _is_plan(instance, plan)
    assert value <= int(instance.cost[plan].sum()) <= value + 3


def test_what_is_fixed_is_taken_and_can_be_given_back() -> None:
    instance, _, _ = _ring(1, 60, 600, 6)
    fixing = Fixing(instance, Control(60), np.argsort(instance.cost))
    before = fixing.values(0)
    assert before is not None
    groups, values = before
    part = groups[(values > 1e-6) & (values < 1 - 1e-6)][:1]
    fixing.fix(part)
    taken = fixing.values(0)
    assert taken is not None and taken[1][taken[0] == part] == pytest.approx(1.0)
    costs = [instance.cost[found[0]] @ found[1] for found in (before, taken)]
    assert costs[0] <= costs[1] + 1e-6
    fixing.fix(part, taken=False)
    after = fixing.values(0)
    assert after is not None and instance.cost[after[0]] @ after[1] == pytest.approx(costs[0])


def _held(instance: Partition, upper: int) -> tuple[SideRow, ...]:
    """Rows of a ring, and the number of single units held to no more than this."""
    single = (np.diff(instance.members.indptr) == 1).astype(np.int64)
    return (*instance.rows, SideRow("keep(single)", single, None, upper))


@pytest.mark.parametrize("number", [0, 2])
@pytest.mark.parametrize("seed", worlds.seeds(range(6), 3, 3))
def test_what_is_saved_is_there_in_the_end(seed: int, number: int) -> None:
    """First held to less, even to what no plan can keep, a dive ends with all that is allowed."""
    instance, _, _ = _ring(seed, 60, 600, 6)
    clock = Control(60)
    best, value = _solved(instance, clock)
    # What the best plan uses of the row is allowed, and first as good as nothing, and half of it.
    upper = int(_held(instance, 0)[-1].coefficients[best].sum())
    saving = [_held(instance, k) for k in (-1, upper // 2)]
    tight = replace(instance, rows=_held(instance, upper))
    bound = relax(tight, clock)
    plan = dived(tight, bound, value + 1, FAR, clock, None, number, saving, TO_THE_LAST)
    assert plan is not None and _is_plan(tight, plan)
    assert value <= int(instance.cost[plan].sum()) <= value + 3


def test_rows_held_anew_are_those_of_a_relaxation_of_its_own() -> None:
    """Loosened and tightened again, it comes to the same value as one that begins there."""
    instance, _, _ = _ring(2, 60, 600, 6)
    clock, order = Control(60), np.argsort(instance.cost)

    def value(fixing: Fixing) -> float | None:
        found = fixing.values(0)
        return None if found is None else float(instance.cost[found[0]] @ found[1])

    moved = Fixing(replace(instance, rows=_held(instance, 60)), clock, order)
    values = []
    for upper in (60, 3, 1, 0, 5, 60):
        moved.hold(_held(instance, upper))
        values.append(value(moved))
        own = value(Fixing(replace(instance, rows=_held(instance, upper)), clock, order))
        assert values[-1] == (None if own is None else pytest.approx(own))
    told = [v for v in values if v is not None]
    assert len(set(np.round(told, 6))) > 1


def test_kept_stages_are_held_from_tight_to_nearly_what_they_may_come_to() -> None:
    """From the bound on in quarters; where a stage cannot be less, nothing is saved."""
    instance, _, _ = _ring(1, 60, 600, 6)
    clock = Control(60)
    bound = relax(instance, clock)
    for more, uppers in ((8, [2, 4, 6]), (2, [1]), (0, [])):
        search = Search(instance.members, instance.labels, [], clock, 1000, lambda *told: None)
        most = bound.value + more
        search.keep("first", instance.cost, most, bound)
        saving = saved(search.ground, search.ground.instance(instance.cost))
        assert [rows[-1].upper for rows in saving] == [bound.value + k for k in uppers]
        assert search.rows[-1].upper == most


@pytest.mark.parametrize("seed", range(10))
def test_what_is_left_completes_what_is_given(seed: int) -> None:
    """OfficeData groups of a plan, the others are a plan of what is left."""
    instance, groups, number = _ring(seed, 9, 40, 4)
    covers = [list(plan) for plan in worlds.all_covers(groups, frozenset(range(9)))]
    for plan in [plan for plan in covers if len(plan) == number][:20]:
        given = np.array(sorted(plan)[: len(plan) // 2], dtype=np.int64)
        left, rest = instance.left(given)
        others = np.isin(rest, plan)
        assert others.sum() == len(plan) - len(given)
        assert left.holds(others)
        assert not left.holds(np.zeros(len(rest), dtype=bool))


def test_where_dives_find_nothing_the_search_goes_on() -> None:
    """Pairs in five triangles: the relaxation takes half of each, and there is no plan."""
    corners = [range(3 * k, 3 * k + 3) for k in range(5)]
    pairs = [frozenset(three) - {unit} for three in corners for unit in three]
    rows, labels = list(count_rows(len(pairs), (1, 15))), [str(unit) for unit in range(15)]
    clock = Control(60)
    members = worlds.as_rows(pairs, 15)
    search = Search(members, labels, rows, clock, 1000, lambda *told: None, UNCUT)
    with pytest.raises(InfeasibleError):
        search.minimise("inertia", np.arange(15, dtype=np.int64) + 1, None)


def test_a_stage_that_stays_open_is_not_claimed_as_searched() -> None:
    """One is excluded, then the clock ends: whoever verifies must not search up to six."""
    # Five triangles and a unit alone: pairs cost nothing, the third unit of each is left over.
    corners = [range(3 * k, 3 * k + 3) for k in range(5)]
    groups = [frozenset([unit]) for unit in range(16)]
    groups += [frozenset(three) - {unit} for three in corners for unit in three]
    cost = np.array([len(group) % 2 for group in groups], dtype=np.int64)
    members, labels = worlds.as_rows(groups, 16), [str(unit) for unit in range(16)]
    rows = list(count_rows(len(groups), (1, 16)))
    clock = Control(60)

    def report(name: str, value: int | None, bound: int | None, note: str) -> None:
        if (note, bound) == ("search", 2):
            search.control = Control(0)

    effort = replace(UNCUT, dives=Dives(on=False))
    search = Search(members, labels, rows, clock, 1, report, effort)
    solved, _ = search.minimise("below_standard", cost, np.arange(len(groups)))
    assert search.plan is not None and _is_plan(
        Partition(members, cost, tuple(rows), labels, no_cuts(16)), search.plan
    )
    assert (solved.value, solved.bound) == (6, 2)
    assert solved.proof.closed == "solver"
