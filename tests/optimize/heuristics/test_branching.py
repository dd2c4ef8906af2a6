"""Branch and bound: the best plan of small worlds, and nothing without time."""

from __future__ import annotations

import math

import numpy as np
import pytest
import worlds

from planner.optimize.bound.cuts import no_cuts
from planner.optimize.bound.formulation import Partition, build
from planner.optimize.effort.control import Control
from planner.optimize.heuristics.branching import branched

UNITS = 8


def _instance(seed: int) -> tuple[Partition, list[int]]:
    """Random sets at random costs, and what all plans cost."""
    draw = np.random.default_rng(seed)
    sets = worlds.random_sets(draw, UNITS, 40)
    cost = draw.integers(0, 1000, len(sets))
    labels = [str(unit) for unit in range(UNITS)]
    instance = Partition(worlds.as_rows(sets, UNITS), cost, (), labels, no_cuts(UNITS))
    plans = worlds.all_covers(sets, frozenset(range(UNITS)))
    return instance, [int(cost[list(plan)].sum()) for plan in plans]


@pytest.mark.parametrize("seed", range(5))
def test_the_best_plan_is_found_and_bounded(seed: int) -> None:
    instance, values = _instance(seed)
    found = branched(instance, Control(60))
    assert found.chosen is not None and instance.holds(found.chosen)
    assert int(instance.cost[found.chosen].sum()) == min(values) == found.bound


def test_without_time_nothing_is_written_and_nothing_is_known() -> None:
    """To write down a million groups takes a minute: it stops at the first."""
    instance, _ = _instance(0)
    late = branched(instance, Control(-1))
    assert late.chosen is None and late.bound == -math.inf and not late.infeasible
    with pytest.raises(TimeoutError):
        build(instance, control=Control(-1))
