"""The linear relaxation of a pool that grows is that of the whole pool, and bounds every plan."""

from __future__ import annotations

import numpy as np
import pytest
import worlds
from scipy import sparse

from planner.optimize.bound.cuts import no_cuts
from planner.optimize.bound.formulation import Partition, SideRow
from planner.optimize.bound.relaxation import Growing, relax
from planner.optimize.effort.control import Control

UNITS = 8


def _instance(seed: int, rows: slice = slice(None)) -> tuple[Partition, list[frozenset[int]]]:
    """Random sets in a random order, every third time in an exact number."""
    draw = np.random.default_rng(seed)
    sets = worlds.random_sets(draw, UNITS, 40)
    draw.shuffle(sets)
    cost = draw.integers(0, 1000, len(sets))
    sets, cost = sets[rows], cost[rows]
    count = SideRow("count", np.ones(len(sets), dtype=np.int64), 4, 4)
    members = worlds.as_rows(sets, UNITS)
    labels = [str(unit) for unit in range(UNITS)]
    beside = (count,) if seed % 3 == 0 else ()
    return Partition(members, cost, beside, labels, no_cuts(UNITS)), sets


@pytest.mark.parametrize("seed", worlds.seeds(range(30), 10, 15))
def test_a_pool_that_grows_ends_where_the_whole_pool_does(seed: int) -> None:
    clock = Control(60)
    growing = Growing(_instance(seed, slice(10))[0], clock)
    growing.bound()
    for size in (20, 30, 40):
        some, sets = _instance(seed, slice(size))
        growing.join(some)
        bound, whole = growing.bound(), relax(some, clock, 0)
        assert (bound is not None) == whole.feasible
        if bound is None:
            continue
        assert bound.total / bound.one == pytest.approx(whole.total / whole.one, abs=1e-3)
        assert (bound.reduced >= 0).all() and len(bound.reduced) == size
        values = [
            int(some.cost[plan].sum())
            for plan in worlds.all_covers(sets, frozenset(range(UNITS)))
            if not some.rows or len(plan) == 4
        ]
        assert bound.value <= min(values, default=np.inf)


def test_what_no_group_holds_is_told_until_one_does() -> None:
    labels = ["a", "b", "c"]

    def pool(groups: list[list[int]]) -> Partition:
        sets = worlds.as_rows([frozenset(group) for group in groups], 3)
        cost = np.arange(1, len(groups) + 1)
        return Partition(sparse.csr_array(sets), cost, (), labels, no_cuts(3))

    growing = Growing(pool([[0], [0, 1]]), Control(60))
    assert growing.bound() is None
    growing.join(pool([[0], [0, 1], [2]]))
    bound = growing.bound()
    assert bound is not None and bound.value == 5


def test_a_clock_that_has_run_out_tells_nothing() -> None:
    assert Growing(_instance(1)[0], Control(-1)).bound() is None
