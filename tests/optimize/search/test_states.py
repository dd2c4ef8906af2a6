"""Passes over the units: what they prove, and what a beam does not."""

from __future__ import annotations

import numpy as np
import pytest
import worlds

from planner.optimize.bound.cuts import no_cuts
from planner.optimize.bound.formulation import IntArray, Partition
from planner.optimize.bound.pricing import nothing_known
from planner.optimize.effort.control import Control
from planner.optimize.search.prices import Priced
from planner.optimize.search.states import Sweeper

UNITS = 10
MANY = 1_000_000


def _pass(seed: int) -> tuple[Sweeper, IntArray, IntArray, list[list[int]]]:
    """A pass over random sets, priced by cost alone; its gap, no rest, and all plans."""
    draw = np.random.default_rng(seed)
    sets = worlds.random_sets(draw, UNITS, 60)
    cost = draw.integers(0, 100, len(sets))
    labels = [str(unit) for unit in range(UNITS)]
    instance = Partition(worlds.as_rows(sets, UNITS), cost, (), labels, no_cuts(UNITS))
    bound = nothing_known(instance)
    plans = [list(plan) for plan in worlds.all_covers(sets, frozenset(range(UNITS)))]
    priced = Priced(instance, bound, np.zeros(len(sets), dtype=np.int64))
    gap = np.array([200 * bound.one])
    rest = np.zeros((UNITS + 1, 1), dtype=np.int64)
    return Sweeper(priced, np.arange(UNITS), MANY), gap, rest, plans


@pytest.mark.parametrize("seed", worlds.seeds(range(20), 8, 12))
def test_what_covering_the_first_units_costs_at_least_is_true_of_every_plan(seed: int) -> None:
    sweeper, gap, rest, plans = _pass(seed)
    for most_states in (1, 4, 16, MANY):
        sweeper.sweep(gap, gap, rest, most_states, Control())
        reduced, members = sweeper.priced.reduced[:, 0], sweeper.priced.members
        first = np.minimum.reduceat(members.indices, members.indptr[:-1])
        for plan in plans:
            spent = [int(reduced[plan][first[plan] < place].sum()) for place in range(UNITS + 1)]
            assert spent[-1] > gap[0] or (sweeper.curve[:, 0] <= spent).all()


@pytest.mark.parametrize("seed", worlds.seeds(range(20), 8, 12))
def test_a_beam_that_is_stopped_proves_nothing(seed: int) -> None:
    """Of states that were left out nothing is known, whether the pass ends or is stopped."""
    sweeper, gap, rest, _ = _pass(seed)
    for width, most_states in ((2, 1), (4, 3), (8, 7), (3, MANY)):
        done = sweeper.sweep(gap, gap, rest, most_states, Control(), width)
        assert done == (most_states == MANY)
        assert not sweeper.curve.any()
    # The clock, and memory, stop it as well.
    assert not sweeper.sweep(gap, gap, rest, MANY, Control(-1), 2)
    tight = Sweeper(sweeper.priced, np.arange(UNITS), 40)
    assert not tight.sweep(gap, gap, rest, MANY, Control(), 2)
    assert not sweeper.curve.any() and not tight.curve.any()


def test_a_clock_that_has_run_out_lets_no_unit_be_covered() -> None:
    """Not one group is joined, though any pass would keep states."""
    sweeper, gap, rest, _ = _pass(0)
    assert sweeper.sweep(gap, gap, rest, MANY, Control()) and sweeper.states > 0
    assert not sweeper.sweep(gap, gap, rest, MANY, Control(-1))
    assert sweeper.states == 0 and sweeper.chosen is None
