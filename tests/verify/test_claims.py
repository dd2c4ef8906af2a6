"""Prices of a run, claimed with their proofs: what is true is verified, each forgery is told."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from asked import case_of
from commandline import run_command
from conftest import write_small
from worlds import nine_squares, random_world, seeds

from planner.explain import Request, answer, write_answers
from planner.explain.claims import CLAIMS, claims
from planner.explain.prices import told_at_once, write_prices
from planner.explain.wishes import Case, Price
from planner.optimize import CountSettings, StageSettings
from planner.pipeline import evaluate_plan, run
from planner.scenario.reading import read_scenario
from planner.store.evidence.claims import verify_claims
from planner.store.manifest import PRICES_RECORD
from planner.store.ownership import sign
from planner.store.runs import read_run
from planner.verify.choices.claims import check_claims

Statement = dict[str, Any]


def stated(case: Case, prices: list[Price]) -> Statement:
    """State prices of wishes, and those of all borders by one search."""
    edges = sorted((min(pair), max(pair)) for pair in case.evaluation.graph.edges)
    at_once = told_at_once(case, edges)
    held: Statement = json.loads(json.dumps(claims(case, prices, at_once.search, at_once.costs)))
    return held


@pytest.fixture(scope="module")
def held() -> Statement:
    """State all kinds of wishes on nine squares; of two no plan keeps them."""
    case = case_of(nine_squares())
    wishes = (
        *(case.merge(["22", "23"]), case.alone("11"), case.apart("11", "12"), case.count(4)),
        *(case.merge(["11", "33"]), case.count(1)),
    )
    return stated(case, [case.price(wish) for wish in wishes])


def test_what_is_true_is_verified(held: Statement) -> None:
    found = check_claims(held)
    assert found.verified, [said.en for said in found.complaints]
    assert [wish.more is None for wish in found.wishes] == [False] * 4 + [True] * 2
    assert found.borders == "proven"
    assert len(found.prices) == 12


@pytest.mark.more
@pytest.mark.slow
def test_wishes_keep_the_numbers_of_districts() -> None:
    """Nine units that stay as they are would be three of each district, where one is asked for."""
    asked = CountSettings(per_district={"D1": 1, "D2": 2})
    case = case_of(nine_squares(), count=asked)
    wishes = case.apart("11", "12"), case.count(9)
    held = stated(case, [case.price(wish) for wish in wishes])
    assert held["best"]["problem"]["per_district"] == [["D1", 1], ["D2", 2]]
    found = check_claims(held)
    assert found.verified, [said.en for said in found.complaints]
    assert [wish.more is None for wish in found.wishes] == [False, True]
    assert found.borders == "proven"


def in_wish(number: int, change: Callable[[Statement], None]) -> Callable[[Statement], None]:
    """Change a wish."""
    return lambda held: change(held["wishes"][number])


def cheaper(held: Statement) -> None:
    """Lower a price of a border by one step."""
    held["borders"]["costs"][0][2] -= 1


def dearer(held: Statement) -> None:
    """Raise another."""
    held["borders"]["costs"][3][2] += 1


def nearer(held: Statement) -> None:
    """Say that plans were looked for less far: the dearest price is then not known."""
    held["borders"]["most"] = max(cost for *_, cost in held["borders"]["costs"]) - 1


def other_plan(wish: Statement) -> None:
    """Give every unit a new unit of its own, which keeps no count."""
    wish["answer"]["plan"] = {
        code: [code] for codes in wish["answer"]["plan"].values() for code in codes
    }


def other_lock(wish: Statement) -> None:
    """Say that the price was that of another wish."""
    wish["locks"] = {"together": [["11", "12"]]}


def other_problem(wish: Statement) -> None:
    """Let groups be smaller, so that the wish is dearer."""
    wish["problem"]["groups"]["max_members"] = 2


def larger_groups(wish: Statement) -> None:
    """Let more units join than the scenario does."""
    wish["problem"]["groups"]["larger"] = {"12": 9}


def softer(held: Statement) -> None:
    """Lower every dual."""
    for duals in held["duals"]:
        duals["cover"] = {code: price // 2 for code, price in duals["cover"].items()}


def none_at_all(held: Statement) -> None:
    """Say that what has a price cannot be."""
    held["wishes"][0]["none"] = held["wishes"][4]["none"]
    del held["wishes"][0]["answer"]


FORGED: dict[Callable[[Statement], None], str] = {
    cheaper: "it is another one",
    dearer: "it is another one",
    nearer: "it is another one",
    in_wish(3, other_plan): "not the number of new units",
    in_wish(0, other_lock): "wish 1: groups is not as the wish has it",
    in_wish(0, other_problem): "wish 1: groups is not as the wish has it",
    in_wish(0, larger_groups): "wish 1: groups that are larger than the run lets them be",
    in_wish(3, lambda wish: wish.update(count=5)): "wish 4: count is not as the wish has it",
    in_wish(5, lambda wish: wish.update(count=3)): "wish 6: count is not as the wish has it",
    in_wish(0, lambda wish: wish["answer"]["stages"][-1].update(value=1)): "value 1 claimed",
    softer: "not",
    none_at_all: "wish 1: it is not shown that there is no plan",
    lambda held: held["duals"].clear(): "unreadable",
    lambda held: held.update(format=9): "unreadable",
    lambda held: held["best"]["plan"].clear(): "not in exactly one group",
}


@pytest.mark.parametrize(("forge", "said"), FORGED.items())
def test_each_forgery_is_told(
    forge: Callable[[Statement], None], said: str, held: Statement
) -> None:
    forged = copy.deepcopy(held)
    forge(forged)
    found = check_claims(forged)
    assert not found.verified
    assert said in "\n".join(complaint.en for complaint in found.complaints)


@pytest.mark.parametrize("seed", seeds(range(60), 1, 2))
def test_prices_of_random_worlds_are_verified(seed: int) -> None:
    """Of what cannot be as well; under a count, and with two stages that a row keeps."""
    count = (CountSettings(), CountSettings(at_most=4), CountSettings(exactly=3))[seed % 3]
    stages = (("unsatisfied", "inertia"), ("inertia",), ("disturbed", "inertia"))[seed // 3 % 3]
    objective = [StageSettings(stage=stage) for stage in stages]
    case = case_of(random_world(seed, 8), count=count, objective=objective)
    codes = sorted(case.units.index)
    wishes = [case.alone(codes[0]), case.merge(codes[1:3]), case.apart(*codes[2:4]), case.count(5)]
    prices = [case.price(wish) for wish in wishes]
    found = check_claims(stated(case, prices))
    assert not found.complaints
    assert found.verified
    for price, wish in zip((price for price in prices if price.proven), found.wishes, strict=True):
        more = {name: more for name, _, _, more in price.more}
        mine = None if wish.more is None else {name: m for name, m in wish.more.items() if m}
        assert mine == (None if price.plan is None else more)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run nine squares, price their borders, and ask a question."""
    place = write_small(tmp_path_factory.mktemp("claims"))
    run(read_scenario(place / "small.yaml"), place / "out")
    rows = [f"{code},{code}" for code in nine_squares().index]
    (place / "out/alone.csv").write_text("\n".join(["code,new_code", *rows]), encoding="utf-8")
    write_prices(place / "out", place / "out/prices")
    asked = Request(unit="22", alone="11", count=4)
    write_answers(answer(*read_run(place / "out"), asked), place / "out/asked")
    return place / "out"


@pytest.mark.more
@pytest.mark.slow
def test_tables_and_answers_are_held_against_what_was_verified(folder: Path) -> None:
    for name in ("prices", "asked"):
        found = verify_claims(folder / name)
        assert found.holds, [said.en for said in found.complaints]
    done = run_command("--lang", "en", "verify", folder)
    assert done.returncode == 0, done.stderr
    assert "12 prices by one search: verified" in done.stdout
    assert "7 prices by themselves: verified" in done.stdout


@pytest.mark.slow
def test_prices_beside_a_plan_that_was_brought_are_verified(folder: Path) -> None:
    """They are those of the best plan, which has its own proofs; its problem is that of the run."""
    brought = folder.parent / "brought"
    evaluate_plan(read_scenario(folder.parent / "small.yaml"), folder / "alone.csv", brought)
    write_prices(brought, brought / "prices")
    asked = Request(alone="11", conflicts=True)
    write_answers(answer(*read_run(brought), asked), brought / "asked")
    for name in ("prices", "asked"):
        found = verify_claims(brought / name)
        assert found.holds, [said.en for said in found.complaints]
    path = brought / "asked" / CLAIMS
    for key in ("groups", "count"):
        forged = json.loads(path.read_text("utf-8"))
        forged["best"]["problem"].pop(key)
        path.write_text(json.dumps(forged), "utf-8")
        assert f"{CLAIMS}: not of this run" in [e.en for e in verify_claims(path.parent).complaints]


@pytest.mark.slow
def test_whoever_doubts_a_price_is_told_how_to_repeat_its_proof(folder: Path) -> None:
    done = run_command("--lang", "vi", "explain", folder, "--alone", "11")
    assert done.returncode == 0, done.stderr
    assert "`planner verify DIR` kiểm lại" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "record", "old", "new"),
    [
        ("prices/prices.csv", PRICES_RECORD, ",True,True,", ",False,True,"),
        ("asked/answers.json", "answers.json", '"possible": true', '"possible": false'),
    ],
)
def test_a_forged_table_that_is_signed_anew_is_told(
    folder: Path, name: str, record: str, old: str, new: str
) -> None:
    path = folder / name
    before, signed = path.read_bytes(), (path.parent / record).read_bytes()
    try:
        path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8", newline="\n")
        assert any("changed since" in each.en for each in verify_claims(path.parent).complaints)
        sign(path.parent, [path.name, CLAIMS, record], record)
        told = [each.en for each in verify_claims(path.parent).complaints]
        assert told == [f"{path.name}: not what was verified"]
    finally:
        path.write_bytes(before)
        (path.parent / record).write_bytes(signed)
