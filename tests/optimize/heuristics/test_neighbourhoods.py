"""Large-neighbourhood search: a plan only gets better, and stays a plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import worlds

from planner.optimize.bound.cuts import no_cuts
from planner.optimize.bound.formulation import Partition, SideRow
from planner.optimize.bound.relaxation import relax
from planner.optimize.effort.control import Control
from planner.optimize.heuristics.neighbourhoods import improved
from planner.optimize.search.frontier import search
from planner.problem.groups.connected import connected_sets
from planner.units.graph import build_graph


def _instance(seed: int, side: int, count: int) -> Partition:
    """Sets of up to three squares of a grid at random costs, in an exact number."""
    units = worlds.grid(side)
    graph = build_graph(units)
    at = {code: i for i, code in enumerate(units.index)}
    n = len(units)
    beside = [sum(1 << at[other] for other in graph[code]) for code in units.index]
    sets = connected_sets(beside, 3)
    cost = np.random.default_rng(seed).integers(1, 1000, size=sets.shape[0])
    rows = (SideRow("count", np.ones(sets.shape[0], dtype=np.int64), count, count),)
    return Partition(sets, cost, rows, list(units.index), no_cuts(n))


@pytest.mark.parametrize("seed", worlds.seeds(range(6), 1, 2))
def test_a_poor_plan_gets_better_and_never_too_good(seed: int) -> None:
    instance = _instance(seed, 5, 12)
    bound = relax(instance, Control(60))
    best = search(instance, bound, 100_000, Control(60))
    assert best.complete and best.chosen is not None
    optimum = int(instance.cost[best.chosen].sum())
    turned = replace(instance, cost=1000 - instance.cost)
    worst = search(turned, relax(turned, Control(60)), 100_000, Control(60))
    assert worst.chosen is not None
    start = int(instance.cost[worst.chosen].sum())
    plan = improved(instance, bound, worst.chosen, Control(60), (6, 10))
    assert instance.holds(np.isin(np.arange(len(instance.cost)), plan))
    assert optimum <= int(instance.cost[plan].sum()) < start
    # With the whole as its part it ends at the best.
    plan = improved(instance, bound, worst.chosen, Control(60), (25,))
    assert int(instance.cost[plan].sum()) == optimum
