"""A large pool is made in parts."""

from __future__ import annotations

import tracemalloc

import pytest
import worlds

from planner.law import read_ruleset
from planner.problem.groups import find_groups
from planner.problem.limits import GroupSettings
from planner.units.graph import build_graph


@pytest.mark.more
@pytest.mark.slow
def test_a_large_pool_takes_little_more_memory_than_it_has() -> None:
    """Parts are put together once: beside the pool there are the parts, and one at work.

    Built whole and then judged, these 590,000 groups took 5.5 times their own size.
    """
    units, law = worlds.grid(26), read_ruleset("ht262-floors")
    graph = build_graph(units)
    tracemalloc.start()
    groups = find_groups(units, graph, law, GroupSettings(max_members=7))
    held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(groups) > 400_000
    assert peak < 4.0 * held
