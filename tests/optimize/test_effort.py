"""Effort is data, and no device decides what is best: each only helps to find and prove it."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError, replace

import pytest
import worlds

from planner.law import read_ruleset
from planner.optimize import CountSettings, StageSettings
from planner.optimize.effort import USUAL, Effort
from planner.optimize.lexicographic import solve
from planner.problem.groups import Groups, GroupSettings, find_groups
from planner.units.graph import build_graph

OBJECTIVE = ("below_standard", "disturbed", "inertia")
STAGES = [StageSettings(stage=stage) for stage in OBJECTIVE]
WITHOUT = {
    "beams": replace(USUAL, beams=replace(USUAL.beams, on=False)),
    "dives": replace(USUAL, dives=replace(USUAL.dives, on=False)),
    "saving": replace(USUAL, dives=replace(USUAL.dives, saved=())),
    "neighbourhoods": replace(USUAL, parts=replace(USUAL.parts, on=False)),
    "orders": replace(USUAL, orders=replace(USUAL.orders, on=False)),
    "divisor 3": replace(USUAL, cutting=replace(USUAL.cutting, divisors=(2,))),
    "larger sets": replace(USUAL, cutting=replace(USUAL.cutting, divisors=())),
    "cuts": replace(USUAL, cutting=replace(USUAL.cutting, rounds=0, rounds_long=0)),
}


def _pool(seed: int) -> Groups:
    units = worlds.random_world(seed, 9)
    law, limits = read_ruleset("vn-commune-76-2025"), GroupSettings(max_members=4)
    return find_groups(units, build_graph(units), law, limits, OBJECTIVE)


@pytest.mark.parametrize("device", WITHOUT)
@pytest.mark.parametrize("seed", worlds.seeds(range(1, 7), 1, 2))
def test_without_any_device_the_best_plan_is_found_and_proven(seed: int, device: str) -> None:
    pool, count = _pool(seed), CountSettings(exactly=4)
    usual = solve(pool, STAGES, count).plan
    without = solve(pool, STAGES, count, effort=WITHOUT[device]).plan
    told = [[(stage.value, stage.proven) for stage in plan.stages] for plan in (usual, without)]
    assert told[0] == told[1]
    assert all(proven for _, proven in told[0])


def test_effort_is_plain_data_that_nobody_changes() -> None:
    written = json.loads(json.dumps(USUAL.as_dict()))
    assert written["dives"]["saved"] == [0.25, 0.5, 0.75]
    assert written["cutting"]["divisors"] == [2, 3]
    assert written["widening"]["ways"] == ["compact", "beam", "complete"]
    assert written["compact"]["largest"] == 80
    assert Effort() == USUAL
    with pytest.raises(FrozenInstanceError):
        USUAL.beams.on = False  # type: ignore[misc]
