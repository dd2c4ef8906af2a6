"""Conflicts of a run, claimed with their proofs: what is true is verified, each forgery is told."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from asked import case_of
from commandline import run_command
from conftest import SMALL, write_small
from worlds import nine_squares, random_world, seeds

from planner.explain import RECORD, Request, answer, write_answers
from planner.explain.claims import CLAIMS, claims
from planner.explain.wishes import Case
from planner.optimize import CountSettings
from planner.optimize.conflicts import conflicts
from planner.pipeline import run
from planner.problem.groups import GroupSettings
from planner.scenario.reading import read_scenario
from planner.store.evidence.claims import verify_claims
from planner.store.ownership import sign
from planner.store.runs import read_run
from planner.verify.choices.claims import check_claims

Statement = dict[str, Any]
FREE = case_of(nine_squares())


def stated(count: CountSettings | None = None, **held: Any) -> Statement:
    """State what conflicts in nine squares, where three rows satisfy everybody."""
    groups = GroupSettings(max_members=3, **held)
    asked = {"groups": groups, "count": count or CountSettings()}
    scenario = FREE.scenario.model_copy(update=asked)
    # Whatever the plan of the run is, conflicts are those of its problem.
    case = Case(FREE.evaluation, scenario, FREE.evaluation.plan)
    whole: Statement = json.loads(json.dumps(claims(case, [], conflicts=conflicts(case.problem))))
    return whole


@pytest.fixture(scope="module")
def held() -> Statement:
    """State two conflicts by themselves, beside idle locks."""
    apart, forbidden = [("11", "33"), ("13", "31")], [["11", "12"]]
    return stated(keep=["11", "33"], apart=apart, forbidden=forbidden)


@pytest.fixture(scope="module")
def chained() -> Statement:
    """State one conflict of three links that no plan keeps, of which any one may go."""
    return stated(together=[["11", "12"], ["12", "13"], ["12", "22"]])


KINDS: dict[str, dict[str, Any]] = {
    "districts": {"count": CountSettings(at_least=2, per_district={"D1": 3, "D2": 1})},
    "count": {"count": CountSettings(exactly=2)},
    "fixed": {"fixed": [["13", "23"]], "max_area_km2": 250.0},
    "people": {"max_people": 12_000},
    "contradiction": {"keep": ["11"], "together": [["11", "12"]]},
    "nothing": {"apart": [("11", "33")]},
}


@pytest.mark.parametrize(
    "kind", [*list(KINDS)[:1], *(pytest.param(k, marks=pytest.mark.slow) for k in list(KINDS)[1:])]
)
def test_what_is_true_is_verified(kind: str, held: Statement, chained: Statement) -> None:
    for each in (held, chained, stated(**KINDS[kind])):
        found = check_claims(each)
        assert found.verified, [said.en for said in found.complaints]
        assert found.conflicts == "proven"


@pytest.mark.parametrize("seed", seeds(range(60), 1, 2))
def test_conflicts_of_random_worlds_are_verified(seed: int) -> None:
    """Whatever is held: also where no plan keeps it, or one more than nothing at all."""
    draw = np.random.default_rng(seed)
    case = case_of(random_world(seed, 7))
    edges = sorted((min(pair), max(pair)) for pair in case.evaluation.graph.edges)
    some = [edges[at] for at in draw.permutation(len(edges))[:4].tolist()]
    others = [code for code in case.units.index if code not in some[0]]
    groups = GroupSettings(
        max_members=3,
        keep=others[: int(draw.integers(0, 4))],
        together=some[:1],
        apart=some[1:],
        max_people=(None, 15_000)[seed % 2],
    )
    count = CountSettings(exactly=(None, 5, 2)[seed % 3])
    scenario = case.scenario.model_copy(update={"groups": groups, "count": count})
    again = Case(case.evaluation, scenario, case.evaluation.plan)
    found = conflicts(again.problem)
    checked = check_claims(json.loads(json.dumps(claims(again, [], conflicts=found))))
    assert found.proven and found.all_found
    assert checked.conflicts == "proven", [said.en for said in checked.complaints]


def in_conflicts(change: Callable[[Statement], None]) -> Callable[[Statement], None]:
    """Change what is said of conflicts."""
    return lambda whole: change(whole["conflicts"])


def asked(said: Statement, number: int) -> Statement:
    """Find a question whose held locks are so many."""
    return next(each for each in said["questions"] if len(each["held"]) == number)


def idle_member(said: Statement) -> None:
    """Say that an idle lock is part of a conflict."""
    said["sets"][0].append({"key": "apart", "what": ["11", "33"]})


def strange_member(said: Statement) -> None:
    """Name a lock that the scenario has not."""
    said["sets"][0][0]["what"] = ["12"]


def fewer_wins(said: Statement) -> None:
    """Say that giving up just one of the two is enough."""
    said["smallest"] = [said["smallest"][0][:1]]


def other_question(said: Statement) -> None:
    """Give the answer to a question without locks to the one with all."""
    whole, nothing = asked(said, 5), asked(said, 0)
    whole["answer"] = nothing["answer"]


def other_plan(said: Statement) -> None:
    """Let the plan without locks leave every unit as it is."""
    answer = asked(said, 0)["answer"]
    answer["plan"] = {code: [code] for codes in answer["plan"].values() for code in codes}


def larger_groups(said: Statement) -> None:
    """Let more units join than the scenario does, so that no lock hurts."""
    for question in said["questions"]:
        question["larger"] = {"12": 9}


FORGED: dict[Callable[[Statement], None], str] = {
    idle_member: "conflict 1: it would be one without keep",
    strange_member: "a lock or a limit that the run has not",
    fewer_wins: "smallest choices: one of them leaves a conflict",
    other_question: "is no group of the pool",
    larger_groups: "groups that are larger than the run lets them be",
    other_plan: "question 2: unsatisfied: the plan costs more",
    lambda said: said["sets"].pop(): "smallest choices: a smaller one may do",
    lambda said: said.update(sets=[], smallest=[], after=[]): "there are some where none are named",
    lambda said: said.update(before=4): "all locks and limits: 4 unsatisfied units claimed",
    lambda said: said.update(least=1): "no lock and no limit: 1 unsatisfied units claimed, 0 found",
    lambda said: said.update(after=[1]): "choice 1: 1 unsatisfied units claimed, 0 found",
    lambda said: said["questions"].pop(0): "all locks and limits: 3 unsatisfied units claimed",
    lambda said: said.update(smallest=[], after=[]): "not those of the conflicts",
    lambda said: asked(said, 5)["answer"]["stages"][0].update(value=2): "value 2 claimed",
    lambda said: said.clear(): "unreadable",
}


@pytest.mark.parametrize(("forge", "said"), FORGED.items())
def test_each_forgery_is_told(
    forge: Callable[[Statement], None], said: str, held: Statement
) -> None:
    forged = copy.deepcopy(held)
    in_conflicts(forge)(forged)
    found = check_claims(forged)
    assert not found.verified
    assert said in "\n".join(complaint.en for complaint in found.complaints)


FORGED_CHAINS: dict[Callable[[Statement], None], str] = {
    lambda said: said["sets"][0].pop(): "conflict 1: a plan keeps them all",
    lambda said: (said["smallest"].pop(), said["after"].pop()): "they are not all",
    lambda said: said.update(before=3): "all locks and limits: 3 unsatisfied units claimed",
    lambda said: asked(said, 2).update(none=asked(said, 3)["none"]): "keys of a question",
}


def nothing_where_something(said: Statement) -> None:
    """Say that no plan keeps two of the links."""
    question = asked(said, 2)
    question["none"] = asked(said, 3)["none"]
    del question["answer"]


FORGED_CHAINS[nothing_where_something] = "it is not shown that there is no plan"


@pytest.mark.parametrize(("forge", "said"), FORGED_CHAINS.items())
def test_forgeries_of_what_no_plan_keeps_are_told(
    forge: Callable[[Statement], None], said: str, chained: Statement
) -> None:
    test_each_forgery_is_told(forge, said, chained)


@pytest.mark.slow
def test_answers_about_conflicts_are_verified_with_their_run(tmp_path: Path) -> None:
    """A signed answer that says another number is told; conflicts of another run are none of it."""
    place = write_small(tmp_path)
    locked = SMALL.replace("max_members: 3", "max_members: 3\n  keep: ['11']")
    (place / "locked.yaml").write_text(locked, encoding="utf-8")
    run(read_scenario(place / "locked.yaml"), place / "out")
    run(read_scenario(place / "small.yaml"), place / "free")
    out = place / "out/asked"
    write_answers(answer(*read_run(place / "out"), Request(conflicts=True)), out)
    assert verify_claims(out).holds
    done = run_command("--lang", "en", "verify", place / "out")
    assert done.returncode == 0, done.stderr
    assert "conflicts: verified" in done.stdout
    out.rename(place / "free/asked")
    assert f"{CLAIMS}: not of this run" in [
        e.en for e in verify_claims(place / "free/asked").complaints
    ]
    (place / "free/asked").rename(out)
    path = out / RECORD
    path.write_text(path.read_text("utf-8").replace('"before": 3', '"before": 4'), "utf-8")
    sign(out, [CLAIMS, RECORD], RECORD)
    assert [each.en for each in verify_claims(out).complaints] == [
        f"{RECORD}: not what was verified"
    ]
