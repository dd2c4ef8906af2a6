"""Planted conflicts: just the planted locks are named, and giving up any smallest set is enough."""

from __future__ import annotations

from typing import Any

import pytest
import worlds

from planner.explain.conflicts import conflict_sentences, names_held
from planner.law import read_ruleset
from planner.optimize import CountSettings, SolverSettings, StageSettings
from planner.optimize.conflicts import Conflicts, Demand, Questions, conflicts
from planner.problem import Problem
from planner.problem.groups import GroupSettings
from planner.units.graph import build_graph

LAW = read_ruleset("vn-commune-76-2025")


def problem(count: CountSettings | None = None, seconds: float = 900.0, **held: Any) -> Problem:
    """Hold locks of the nine squares, where three rows satisfy everybody."""
    units = worlds.nine_squares()
    settings, solver = GroupSettings(max_members=3, **held), SolverSettings(time_limit_s=seconds)
    asked = settings, count or CountSettings(), [StageSettings(stage="unsatisfied")], solver
    return Problem(units, build_graph(units), LAW, *asked)


def found(count: CountSettings | None = None, **held: Any) -> Conflicts:
    """Find what conflicts among them."""
    return conflicts(problem(count, **held))


IDLE = {"apart": [("11", "33"), ("13", "31")], "forbidden": [["11", "12"]]}
# Locks that conflict, beside idle ones; the smallest choices; unsatisfied before and after.
PLANTED: tuple[tuple[dict[str, Any], list[set[Demand]], int | None], ...] = (
    ({"keep": ["11"]}, [{Demand("keep", ("11",))}], 0),
    ({"keep": ["22"]}, [{Demand("keep", ("22",))}], 0),
    ({"keep": ["11", "33"]}, [{Demand("keep", ("11",)), Demand("keep", ("33",))}], 0),
    (
        {"together": [["11", "12"], ["12", "13"], ["12", "22"]]},
        [
            {Demand("together", ("12", "22"))},
            {Demand("together", ("11", "12"))},
            {Demand("together", ("12", "13"))},
        ],
        0,
    ),
    ({"fixed": [["13", "23"]]}, [{Demand("fixed", ("13", "23"))}], 0),
    ({"fixed": [["21", "22"]]}, [{Demand("fixed", ("21", "22"))}], 0),
    ({"max_people": 12_000}, [{Demand("max_people")}], 0),
    ({"max_area_km2": 250.0}, [{Demand("max_area_km2")}], 0),
    ({"count": CountSettings(exactly=2)}, [{Demand("count")}], 0),
    ({"count": CountSettings(at_least=5)}, [{Demand("count")}], 0),
    (
        {"count": CountSettings(at_least=2, per_district={"D1": 3, "D2": 1})},
        [{Demand("per_district", ("D1",))}, {Demand("per_district", ("D2",))}],
        0,
    ),
)


@pytest.mark.parametrize(
    ("held", "smallest", "after"),
    [*PLANTED[:1], *(pytest.param(*each, marks=pytest.mark.slow) for each in PLANTED[1:])],
)
def test_just_the_planted_locks_are_named(
    held: dict[str, Any], smallest: list[set[Demand]], after: int
) -> None:
    told = found(**{**IDLE, **held})
    assert {frozenset(each) for each in told.smallest} == {frozenset(each) for each in smallest}
    assert set(told.after) == {after}
    assert told.all_found
    assert told.before is None or told.before > after
    assert told.least == 0
    idle = {Demand("apart", pair) for pair in IDLE["apart"]} | {Demand("forbidden", ("11", "12"))}
    assert not idle & set().union(*told.sets)


@pytest.mark.parametrize(
    "held",
    [
        {"keep": ["11"], "together": [["11", "12"]]},
        {"apart": [("11", "12")], "together": [["11", "12"]]},
        {"fixed": [["11", "12"], ["12", "13"]]},
    ],
)
def test_plain_contradictions_of_locks_are_proven_as_all_conflicts(held: dict[str, Any]) -> None:
    told = found(**held)
    assert told.before is None and told.proven
    everything = max(told.rests_on, key=len)
    assert told.rests_on[everything].none is not None


def test_what_does_not_conflict_is_left_in_peace() -> None:
    told = found(**IDLE)
    assert told.sets == told.smallest == ()
    assert (told.before, told.after) == (0, ())


def test_what_new_units_should_be_like_on_average_is_no_limit_to_give_up() -> None:
    held = Questions(problem(CountSettings(target_people=16_000.0), keep=["11"]))
    assert held.all() == [Demand("keep", ("11",))]


def test_what_ran_out_of_time_is_not_told_as_proven() -> None:
    held = problem(keep=["11"], seconds=1e-9)
    told = conflicts(held)
    assert not told.proven and found(keep=["11"]).proven
    said = list(conflict_sentences(told, names_held(held.units), held.groups))
    assert "solver.time_limit_s" in said[-1].en
