"""Explanations of a run of nine squares, whose answers are known; each price as solved afresh."""

from __future__ import annotations

from pathlib import Path

import pytest
import worlds
from typer.testing import CliRunner

from planner.cli.commands import app
from planner.errors import InputError
from planner.evaluation import evaluate
from planner.explain import Request, answer
from planner.explain.units import explain_unit
from planner.explain.wishes import Case
from planner.law import read_ruleset
from planner.optimize import CountSettings, StageSettings, arrange
from planner.problem.groups import GroupSettings, Locks
from planner.scenario import Scenario
from planner.sources import SourceSettings
from planner.units.graph import build_graph
from planner.units.naming import find_units
from planner.words.text import Text

LAW = read_ruleset("vn-commune-76-2025")


@pytest.fixture(scope="module")
def case() -> Case:
    """Ask nine squares, where three rows or two corners and a row satisfy everybody."""
    units = worlds.nine_squares()
    graph = build_graph(units)
    scenario = Scenario(
        title_vi="Chín ô",
        units=SourceSettings(boundaries="units.gpkg"),
        law={"ruleset": "vn-commune-76-2025"},
        groups=GroupSettings(max_members=3),
        objective=[StageSettings(stage="unsatisfied"), StageSettings(stage="inertia")],
    )
    plan = arrange(units, graph, LAW, groups=scenario.groups, objective=scenario.objective)
    return Case(evaluate(units, graph, plan, LAW), scenario)


def fresh(case: Case, locks: Locks, count: CountSettings | None = None) -> list[float]:
    """Solve anew, by an arrangement of its own; the final value of each stage."""
    groups = case.scenario.groups.locked(locks)
    given = case.units, case.evaluation.graph, LAW
    plan = arrange(*given, groups=groups, count=count, objective=case.scenario.objective)
    return [stage.final for stage in plan.stages]


def test_a_price_is_that_of_a_fresh_solution(case: Case) -> None:
    best = [stage.final for stage in case.best.stages]
    for wish in (case.merge(["22", "23"]), case.alone("11"), case.apart("11", "12"), case.count(4)):
        price = case.price(wish)
        after = fresh(case, wish.locks, wish.count)
        more = {name: more for name, _, _, more in price.more}
        told = [more.get(stage.name, 0.0) for stage in case.best.stages]
        assert told == [round(b - a, 6) for a, b in zip(best, after, strict=True)]
        assert price.proven


def test_what_cannot_be_says_why(case: Case) -> None:
    price = case.price(case.merge(["11", "33"]))
    assert price.plan is None
    assert "11" in price.why[0].en
    price = case.price(case.count(1))
    assert price.plan is None
    assert price.why


def test_a_unit_is_explained_by_law_plan_and_partners(case: Case) -> None:
    told = explain_unit(case, "22")
    assert {code for code, _ in told.partners} == {"12", "21", "23", "32"}
    assert told.decided == "law"
    assert told.alone.more[0][0] == "unsatisfied"
    keys = [price.best_more for _, price in told.partners]
    assert keys == sorted(keys)
    for code, price in told.rejected:
        assert case.home[code] != case.home["22"]
        assert any(price.best_more)


def test_answers_are_said_and_written(case: Case) -> None:
    asked = Request(unit="Unit 22", merge="11, Unit 12", alone="33", apart="11,12", count=3)
    found = answer(case.evaluation, case.scenario, asked)
    assert all(isinstance(line, Text) and line.vi and line.en for line in found.lines)
    assert len(found.plain["wishes"]) == 4
    assert found.plain["unit"]["decided"] == "law"
    # The plain text of the Vietnamese holds no sign of the English.
    assert "phương án tốt nhất" in " ".join(line.vi for line in found.lines)


def test_all_that_is_asked_is_answered_and_every_pair_is_priced(case: Case) -> None:
    asked = Request(merge="11,12", apart="11,12,22", conflicts=True)
    found = answer(case.evaluation, case.scenario, asked)
    wishes = [price.wish for price in found.prices]
    pairs = [("11", "12"), ("11", "22"), ("12", "22")]
    assert [wish.locks.apart for wish in wishes] == [[], *([pair] for pair in pairs)]
    assert len(found.plain["wishes"]) == 4 and "conflicts" in found.plain
    with pytest.raises(InputError) as caught:
        answer(case.evaluation, case.scenario, Request(merge="11,no", apart="11,nor", alone="none"))
    places = [problem.place for problem in caught.value.problems]
    assert {"--merge", "--apart", "--alone"} <= set(places)


@pytest.mark.parametrize(
    "options",
    [
        ["--prices", "--merge", "X", "--conflicts"],
        ["--prices", "--doubt"],
        ["--divide", "11"],
        ["--doubt", "--count", "3"],
    ],
)
def test_what_has_a_folder_of_its_own_is_asked_by_itself(
    options: list[str], tmp_path: Path
) -> None:
    """One of four was answered, and the command ended with 0."""
    done = CliRunner().invoke(app, ["explain", str(tmp_path), *options, "--json"])
    assert isinstance(done.exception, InputError)
    (problem,) = done.exception.problems
    assert all(option in str(problem.found) for option in options if option.startswith("--"))


def test_units_are_found_by_name_and_the_nearest_are_offered(case: Case) -> None:
    units = case.units.copy()
    units["name"] = ["Đức Thọ", "Sơn Tây", "Sơn Tiến", "Lộc", "Lộc", "Gia", "Hà", "Đà", "Da"]
    assert find_units(units, ["duc tho", "Xã Sơn Tây", "13"], "x") == ["11", "12", "13"]
    assert find_units(units, ["Đà", "Da"], "x") == ["32", "33"]
    with pytest.raises(InputError) as caught:
        find_units(units, ["Lộc", "Son Tey"], "--merge")
    assert [problem.place for problem in caught.value.problems] == ["--merge", "--merge"]
    assert "(21)" in str(caught.value.problems[0].mend)
    assert "Sơn Tây (12)" in str(caught.value.problems[1].mend)
    # The law writes "Hòa", maps write "Hoà": one name, and another than "Hỏa".
    units["name"] = ["Hòa An", "Hỏa An", *units["name"].iloc[2:]]
    assert find_units(units, ["Hoà An", "xã Hoả An"], "x") == ["11", "12"]
    with pytest.raises(InputError):
        answer(case.evaluation, case.scenario, Request(merge="11"))
    with pytest.raises(InputError):
        Request().check()


def test_conflicts_are_told(case: Case) -> None:
    held = case.scenario.model_copy(update={"groups": GroupSettings(max_members=3, keep=["11"])})
    found = answer(case.evaluation, held, Request(conflicts=True))
    assert found.plain["conflicts"]["smallest"] == [[{"key": "keep", "what": ("11",)}]]
    assert "Unit 11" in found.lines[0].vi
