"""Numbers of new units of districts: in the certificate, in its proof, and in the plan."""

from __future__ import annotations

import json
from typing import Any

import pytest
import worlds

from planner.errors import InfeasibleError
from planner.law import read_ruleset
from planner.optimize import CountSettings, StageSettings, arrange
from planner.optimize.certificate import certified, sha256_of
from planner.problem import Problem
from planner.problem.groups import GroupSettings
from planner.units.graph import build_graph
from planner.verify import verify

LAW = read_ruleset("vn-commune-76-2025")
UNITS, GROUPS = worlds.nine_squares(), GroupSettings(max_members=3)
GRAPH, STAGES = build_graph(UNITS), [StageSettings(stage="inertia")]


def planned(count: CountSettings) -> dict[str, Any]:
    """Plan nine squares, and read the certificate from JSON, as a stranger would."""
    plan = arrange(UNITS, GRAPH, LAW, groups=GROUPS, count=count, objective=STAGES)
    held: dict[str, Any] = json.loads(
        json.dumps(certified(Problem(UNITS, GRAPH, LAW, GROUPS, count, STAGES), plan))
    )
    return held


def test_numbers_of_districts_are_held_against_proof_and_plan() -> None:
    """A row for each district: another number, or none, does not fit the proof or the plan."""
    held = planned(CountSettings(exactly=4, per_district={"D1": 2, "D2": 1}))
    seats = sorted(new[0] for new in held["plan"])
    assert (seats.count("1"), seats.count("2"), len(seats)) == (2, 1, 4)
    assert held["problem"]["per_district"] == [["D1", 2], ["D2", 1]]
    assert verify(held).proven
    for other in ([["D1", 1], ["D2", 1]], [["D1", 2], ["D3", 2]], [["D2", 1]], None):
        forged = json.loads(json.dumps(held))
        forged["problem"]["per_district"] = other
        if other is None:
            del forged["problem"]["per_district"]
        stated = forged["problem"].items()
        forged["hashes"] = {key: sha256_of(value) for key, value in stated}
        assert not verify(forged).proven, other
    held["any_size"]["claimed"] = True
    assert verify(held).any_size == "no"


def test_numbers_that_no_plan_keeps_are_told_with_what_is_possible() -> None:
    """The first of equals gives the seat, so the first row has one at least, and three at most."""
    with pytest.raises(InfeasibleError) as caught:
        planned(CountSettings(per_district={"D1": 4, "D2": 1}))
    (told,) = caught.value.problems
    assert str(told).startswith("count.per_district: D1: found exactly 4 new units asked for")
    assert "a number between 1 and 3" in str(told)
    with pytest.raises(InfeasibleError) as caught:
        planned(CountSettings(exactly=9, per_district={"D1": 2}))
    assert "not all at once" in str(caught.value)
