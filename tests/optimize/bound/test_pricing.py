"""Which groups a master takes."""

from __future__ import annotations

import numpy as np
import pytest
import worlds

from planner.optimize.bound.pricing import best_of_each_unit

UNITS = 7


@pytest.mark.parametrize("seed", worlds.seeds(range(40), 12, 16))
def test_each_unit_has_its_first_groups_however_late_they_come(seed: int) -> None:
    draw = np.random.default_rng(seed)
    sets = worlds.random_sets(draw, UNITS, 60)
    order, most = draw.permutation(len(sets)), int(draw.integers(1, 5))
    # The last third of an order, too: units may hold fewer groups than are asked for.
    order = order[: len(order) // int(draw.integers(1, 4))]
    expected: set[int] = set()
    for unit in range(UNITS):
        expected |= set([int(group) for group in order if unit in sets[group]][:most])
    found = best_of_each_unit(worlds.as_rows(sets, UNITS), order, most)
    assert found.tolist() == sorted(expected)
