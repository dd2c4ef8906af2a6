"""The frontier search against the list of all plans; cuts against the definition."""

from __future__ import annotations

import numpy as np
import pytest
import worlds

from planner.optimize.bound.cuts import no_cuts
from planner.optimize.bound.formulation import Partition, SideRow
from planner.optimize.bound.relaxation import relax
from planner.optimize.effort.control import Control
from planner.optimize.search.beams import beam
from planner.optimize.search.frontier import search


def _instance(seed: int) -> tuple[Partition, list[list[int]]]:
    """Random sets over eight units, each unit alone among them, and up to two side rows."""
    rng = np.random.default_rng(seed)
    n = 8
    listed = worlds.random_sets(rng, n, 45)
    cost = rng.integers(-3 if seed % 3 == 0 else 0, 5 if seed % 2 else 200, size=len(listed))
    sides = []
    if seed % 4 in (1, 3):
        sides.append(SideRow("count", np.ones(len(listed), dtype=np.int64), 3, 3 + seed % 2))
    if seed % 4 in (2, 3):
        other = rng.integers(0, 9, size=len(listed))
        sides.append(SideRow("keep", other, None, 14, 2.0))
    if seed % 5 == 4:
        other = rng.integers(0, 4, size=len(listed))
        sides.append(SideRow("keep too", other, None, 6))
    labels = [str(i) for i in range(n)]
    instance = Partition(worlds.as_rows(listed, n), cost, tuple(sides), labels, no_cuts(n))
    plans = [
        plan
        for plan in worlds.all_covers(listed, frozenset(range(n)))
        if instance.holds(np.isin(np.arange(len(listed)), plan))
    ]
    return instance, plans


@pytest.mark.parametrize("seed", worlds.seeds(range(100), 8, 14))
def test_it_finds_the_best_plan_and_proves_that_none_is_better(seed: int) -> None:
    instance, plans = _instance(seed)
    bound = relax(instance, Control(60), larger=seed % 3 > 0)
    if not plans:
        found = search(instance, bound, 10_000, Control(60))
        assert found.complete and found.chosen is None
        return
    tie = np.random.default_rng(seed + 1).integers(0, 1000, size=len(instance.cost))
    values = [(int(instance.cost[plan].sum()), int(tie[plan].sum())) for plan in plans]
    best = min(values)
    for most in (best[0], best[0] + 1, best[0] + 40):
        found = search(instance, bound, most, Control(60), tie)
        assert found.complete and found.chosen is not None
        assert sorted(found.chosen.tolist()) in [sorted(plan) for plan in plans]
        assert (int(instance.cost[found.chosen].sum()), int(tie[found.chosen].sum())) == best
    found = search(instance, bound, best[0] - 1, Control(60), tie)
    assert found.complete and found.chosen is None and found.beyond == best[0]


@pytest.mark.parametrize("seed", worlds.seeds(range(40), 8, 12))
def test_with_little_effort_it_claims_no_more_than_it_has_seen(seed: int) -> None:
    instance, plans = _instance(seed)
    bound = relax(instance, Control(60), cut_rounds=0)
    best = min((int(instance.cost[plan].sum()) for plan in plans), default=10**9)
    for states in (1, 3, 10):
        found = search(instance, bound, min(best, 500) + 30, Control(60), None, states)
        if found.chosen is not None:
            assert int(instance.cost[found.chosen].sum()) >= best
        if found.chosen is None:
            assert best >= found.beyond
        else:
            assert min(int(instance.cost[found.chosen].sum()), found.beyond) <= best
    late = search(instance, bound, min(best, 500) + 30, Control(-1))
    assert late.beyond <= best or late.complete


def test_a_beam_needs_time() -> None:
    instance, _ = _instance(0)
    bound = relax(instance, Control(60))
    assert beam(instance, bound, Control(60), 8, 100) is not None
    assert beam(instance, bound, Control(-1), 8, 100) is None
