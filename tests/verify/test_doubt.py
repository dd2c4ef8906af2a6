"""Near pairs and worst cases, claimed with proofs: what is true is verified, forgeries are told."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from asked import case_of
from commandline import run_command
from worlds import random_world, seeds

from planner.explain.claims import CLAIMS
from planner.explain.doubt import Doubting, write_doubt
from planner.explain.doubt.changes import changes_points
from planner.explain.doubt.claims import doubt_claims, worst_problem
from planner.explain.doubt.front import front_points
from planner.explain.doubt.pairs import near_pairs
from planner.explain.doubt.tables import RECORD
from planner.explain.doubt.worst import worst_case
from planner.explain.wishes import Case
from planner.optimize import CountSettings, StageSettings
from planner.pipeline import run
from planner.scenario.reading import read_scenario
from planner.store.evidence.claims import verify_claims
from planner.store.ownership import sign
from planner.verify import sha256_of
from planner.verify.choices.claims import check_claims

Statement = dict[str, Any]
PERCENTS = (1.0, 50.0)
ASKED = Doubting(around=1, looser_percents=(0.0, 50.0))


def stated(case: Case) -> Statement:
    """State what is proven of near plans, and of figures that are 10 % off."""
    found = near_pairs(case, PERCENTS), worst_case(case, 10.0)
    points = {"changes": changes_points(case, ASKED), "front": front_points(case, ASKED)}
    return doubt_claims(case, *found, PERCENTS, points)


@pytest.fixture(scope="module")
def case() -> Case:
    """Ask eight communes, the first of which has a figure that is not certain."""
    units = random_world(3, 8)
    units["people_assumed"] = units.index == "01"
    return case_of(units)


@pytest.fixture(scope="module")
def held(case: Case) -> Statement:
    """State what is proven of it."""
    return stated(case)


def test_what_is_true_is_verified(held: Statement) -> None:
    found = check_claims(held)
    assert found.verified, [said.en for said in found.complaints]
    assert (found.near, found.worst) == ("proven", "proven")
    assert {name: state for name, (state, _) in found.points.items()} == {
        "changes": "proven",
        "front": "proven",
    }
    assert all(found.points[name][1] for name in found.points)
    kinds = {state for states in found.pairs.values() for state in states}
    assert kinds == {"all", "none", "some"}


@pytest.mark.parametrize("seed", seeds(range(30), 1, 2))
def test_near_pairs_of_random_worlds_are_verified(seed: int) -> None:
    """Also within the tolerance of an earlier stage, and under a count."""
    count = (CountSettings(), CountSettings(at_most=4))[seed % 2]
    loose = StageSettings(stage="disturbed", within_percent=20.0)
    stages = [StageSettings(stage="unsatisfied"), loose, StageSettings(stage="inertia")]
    held = stated(case_of(random_world(seed, 8), count=count, objective=stages))
    found = check_claims(held)
    assert found.verified, [said.en for said in found.complaints]
    assert found.near == "proven"


def other_state(held: Statement) -> None:
    """Say of a pair that is in some near plans that it is in all."""
    states = next(states for *_, states in held["near"]["pairs"] if "some" in states)
    states[states.index("some")] = "all"


def other_pair(held: Statement) -> None:
    """Say of one pair what holds of another."""
    pairs = held["near"]["pairs"]
    joined = next(pair for pair in pairs if pair[2][0] == "all")
    apart = next(pair for pair in pairs if pair[2][0] == "none")
    joined[:2], apart[:2] = apart[:2], joined[:2]


def nearer(held: Statement) -> None:
    """Say that plans were looked for less far."""
    held["near"]["most"] -= 1


def wider(held: Statement) -> None:
    """Say that pairs hold within more."""
    held["near"]["percents"][0] = PERCENTS[1]


def softer(held: Statement) -> None:
    """Lower every dual."""
    for duals in held["near"]["duals"]:
        duals["cover"] = {code: price // 2 for code, price in duals["cover"].items()}


def better(held: Statement) -> None:
    """Say that the plan for the worst case is better than it is."""
    held["worst"]["stages"][-1]["value"] -= 1


def more_units(held: Statement) -> None:
    """Say of a plan of some number of units that it is the best of another number."""
    held["front"][0]["problem"]["count"] = held["front"][-1]["problem"]["count"]


def better_in_doubt(held: Statement) -> None:
    """Say that the plan where something is otherwise is better than it is."""
    held["changes"][0]["answer"]["stages"][-1]["value"] -= 1


FORGED: dict[Callable[[Statement], None], str] = {
    other_state: "claimed, ",
    other_pair: "none, none claimed, all",
    nearer: "not all plans that near were looked at",
    wider: "claimed, ",
    softer: "duals 1 give",
    better: "worst case: inertia: value ",
    more_units: "plans of other numbers of units, row 1: ",
    better_in_doubt: "what the plan becomes in each doubt, row 1: inertia: value ",
    lambda held: held["front"][0].clear(): "unreadable",
    lambda held: held["near"].clear(): "unreadable",
    lambda held: held["worst"].clear(): "unreadable",
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


def test_the_worst_case_is_that_of_the_run(case: Case, held: Statement) -> None:
    """A certificate of figures that are not at their lowest is sound, and of something else."""
    worst = held["worst"]
    assert worst_problem(case, 10.0, worst) == worst["problem"]
    unit = next(each for each in worst["problem"]["units"] if each["code"] == "01")
    assert unit["people"] == 13_467
    milder = copy.deepcopy(worst)
    milder["problem"]["units"][0]["people"] = 14_000
    milder["hashes"]["units"] = sha256_of(milder["problem"]["units"])
    assert worst_problem(case, 10.0, milder) != milder["problem"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Doubt a province of today, two of whose figures are not certain."""
    out = tmp_path_factory.mktemp("doubted") / "out"
    run(read_scenario("vietnam:lai_chau@2026"), out)
    little = Doubting(around=0, looser_percents=(0.0,))
    assert write_doubt(out, out / "doubt", scope=little).claims
    return out


@pytest.mark.slow
@pytest.mark.more
def test_tables_and_sentences_are_held_against_what_was_verified(folder: Path) -> None:
    found = verify_claims(folder / "doubt")
    assert found.holds, [said.en for said in found.complaints]
    done = run_command("--lang", "en", "verify", folder)
    assert done.returncode == 0, done.stderr
    assert "79 pairs of units in near plans: verified" in done.stdout
    assert "the plan for the worst case: verified" in done.stdout
    assert "what the plan becomes in each doubt: verified" in done.stdout
    assert "plans of other numbers of units: verified" in done.stdout


def replaced(name: str, old: str, new: str) -> Callable[[Path], None]:
    """Change a file once."""

    def change(place: Path) -> None:
        text = (place / name).read_text("utf-8")
        assert old in text
        (place / name).write_text(text.replace(old, new, 1), "utf-8", newline="\n")

    return change


def fewer_pairs(place: Path) -> None:
    """Leave out a pair in the claims."""
    stated = json.loads((place / CLAIMS).read_text("utf-8"))
    stated["near"]["pairs"].pop()
    (place / CLAIMS).write_text(json.dumps(stated), "utf-8", newline="\n")


def nothing_claimed(place: Path) -> None:
    """Leave out near pairs in the claims, but say of them what was said."""
    stated = json.loads((place / CLAIMS).read_text("utf-8"))
    del stated["near"]
    (place / CLAIMS).write_text(json.dumps(stated), "utf-8", newline="\n")


def other_number(place: Path) -> None:
    """Say of the plan of the run's own number of units that it is that of another."""
    stated = json.loads((place / CLAIMS).read_text("utf-8"))
    stated["front"][0]["at"][0] += 1
    (place / CLAIMS).write_text(json.dumps(stated), "utf-8", newline="\n")


@pytest.mark.slow
@pytest.mark.more
@pytest.mark.parametrize(
    ("forge", "said"),
    [
        (nothing_claimed, f"{RECORD}: not what was verified"),
        (other_number, "not what is in doubt of this run"),
        (replaced("front.csv", "25,0,", "25,50,"), "front.csv: not what was verified"),
        (replaced("changes.csv", ",True,25,", ",True,26,"), "changes.csv: not what was verified"),
        (replaced("pairs.csv", ",all,", ",some,"), "pairs.csv: not what was verified"),
        pytest.param(
            *(
                replaced("worst.csv", "safe,25,0,", "safe,25,1,"),
                "worst.csv: not what was verified",
            ),
            marks=pytest.mark.more,
        ),
        (fewer_pairs, "near pairs are not all pairs of neighbours"),
        pytest.param(
            *(replaced("figures.csv", ",-95.91,", ",-95.9,"), "figures.csv: not what was verified"),
            marks=pytest.mark.more,
        ),
        pytest.param(
            *(replaced(RECORD, "13 pairs", "14 pairs"), f"{RECORD}: not what was verified"),
            marks=pytest.mark.more,
        ),
        pytest.param(
            *(replaced(RECORD, '"off_percent": 10', '"off_percent": 5'), "not the worst case of"),
            marks=pytest.mark.more,
        ),
    ],
)
def test_forgeries_that_are_signed_anew_are_told(
    folder: Path, forge: Callable[[Path], None], said: str
) -> None:
    place = folder / "doubt"
    before = {path: path.read_bytes() for path in place.iterdir()}
    try:
        forge(place)
        assert any("changed since" in each.en for each in verify_claims(place).complaints)
        sign(place, [path.name for path in before], RECORD)
        told = [each.en for each in verify_claims(place).complaints]
        assert len(told) == 1 and said in told[0]
    finally:
        for path, data in before.items():
            path.write_bytes(data)
