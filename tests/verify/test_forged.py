"""Forged certificates and runs, one of each kind: every one is refused, by name."""

from __future__ import annotations

import copy
import itertools
import json
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
import worlds

from planner.law import read_ruleset
from planner.optimize import CountSettings, SolverSettings, StageSettings
from planner.optimize.certificate import certificate, groups_used, problem_data, sha256_of
from planner.optimize.lexicographic import solve
from planner.optimize.widen.anysize import solve_any_size
from planner.problem import Problem
from planner.problem.groups import GroupMaker, GroupSettings, find_groups
from planner.store.runs.verifying import verify_run
from planner.units.graph import build_graph
from planner.verify import Verdict, verify
from planner.verify.anysize.squares import Place, larger_sets
from planner.verify.verdict import Effort, Listing

LAW = read_ruleset("vn-commune-1211-27")
Certificate = dict[str, Any]


def told(verdict: Verdict) -> str:
    return "\n".join(complaint.en for complaint in verdict.complaints)


def certified(
    seed: int, stages: tuple[str, ...], most: int, count: CountSettings, *, wide: bool = False
) -> Certificate:
    """Solve a random world within K, or for groups of any size."""
    units, objective = worlds.random_world(seed, 9), [StageSettings(stage=s) for s in stages]
    graph, settings = build_graph(units), GroupSettings(max_members=most, any_size=wide)
    terms = ("unsatisfied", "inertia", *stages)
    if wide:
        splits = count.bounds(9)[1] is None
        maker = GroupMaker(units, graph, LAW, settings, terms, None, splits)
        plan = solve_any_size(maker, maker.all(), objective, count, SolverSettings()).solution.plan
    else:
        plan = solve(find_groups(units, graph, LAW, settings, terms), objective, count).plan
    stated = problem_data(Problem(units, graph, LAW, groups_used(settings, plan), count, objective))
    held: Certificate = json.loads(json.dumps(certificate(stated, plan)))
    return held


@pytest.mark.parametrize("seed", worlds.seeds(range(12), 4, 8))
def test_any_size_is_believed_only_where_no_larger_group_is_better(seed: int) -> None:
    """Whoever claims it of a plan within K = 3 is refused just where K = 9 has a better plan."""
    count = CountSettings(exactly=3) if seed % 2 else CountSettings(at_most=4)
    held = certified(seed, ("inertia",), 3, count)
    whole = certified(seed, ("inertia",), 9, count)
    better = whole["stages"][0]["value"] < held["stages"][0]["value"]
    assert verify(held).any_size == ""
    held["any_size"]["claimed"] = True
    verdict = verify(held)
    assert verdict.any_size == ("no" if better else "proven")
    assert verdict.verified is not better
    assert ("any size is claimed" in told(verdict)) is better


@pytest.mark.slow
def test_a_stage_of_people_is_no_excuse() -> None:
    """What K = 9 betters is refused; of the rest some is believed, and nothing is wrong with it."""
    found = set()
    for seed in range(10):
        count = CountSettings(exactly=3) if seed % 2 else CountSettings()
        stages = ("disturbed", "inertia") if seed % 3 else ("disturbed", "border_dissolved")
        held = certified(seed, stages, 3, count)
        whole = certified(seed, stages, 9, count)
        better = [s["value"] for s in whole["stages"]] < [s["value"] for s in held["stages"]]
        held["any_size"]["claimed"] = True
        verdict = verify(held)
        assert verdict.any_size == "no" if better else verdict.any_size in ("no", "proven")
        assert ("any size is claimed" in told(verdict)) is (verdict.any_size == "no")
        found.add((better, verdict.any_size))
    assert {(True, "no"), (False, "proven")} <= found


@pytest.mark.more
@pytest.mark.slow
def test_some_of_these_claims_are_true_and_some_are_not() -> None:
    found = set()
    for seed in range(12):
        count = CountSettings(exactly=3) if seed % 2 else CountSettings(at_most=4)
        values = [certified(seed, ("inertia",), k, count)["stages"][0]["value"] for k in (3, 9)]
        found.add(values[1] < values[0])
    assert found == {False, True}


@pytest.mark.parametrize("seed", worlds.seeds(range(12), 4, 8))
def test_any_size_of_the_optimizer_is_verified(seed: int) -> None:
    count = (CountSettings(), CountSettings(exactly=3), CountSettings(at_most=4))[seed % 3]
    verdict = verify(certified(seed, ("unsatisfied", "inertia"), 3, count, wide=True))
    assert verdict.complaints == []
    assert verdict.any_size in ("", "proven")


def test_any_size_is_not_claimed_of_a_stage_that_gains_by_joining() -> None:
    """With K = 1 no border is dissolved at no cost; a larger group would dissolve some."""
    held = certified(0, ("border_dissolved", "inertia"), 1, CountSettings())
    assert [stage["value"] for stage in held["stages"]] == [0, 0]
    held["any_size"]["claimed"] = True
    verdict = verify(held)
    assert verdict.any_size == "no"
    assert "border_dissolved does not exclude" in told(verdict)


@pytest.mark.parametrize("seed", worlds.seeds(range(40), 4, 8))
def test_larger_sets_are_listed_completely(seed: int) -> None:
    """Every connected set of nine units, by brute force."""
    draw, n = np.random.default_rng(seed), 9
    beside = draw.random((n, n)) < 0.35
    beside |= beside.T
    people, (x, y) = draw.integers(0, 20_000, n).astype(float), draw.uniform(0, 20, (2, n))
    pay, most = draw.uniform(-1e5, 8e5, n), float(draw.uniform(-5e5, 5e5))
    graph, least = nx.from_numpy_array(beside), int(draw.integers(1, 5))
    wanted = set()
    for size in range(least, n + 1):
        for members in itertools.combinations(range(n), size):
            p, at = people[list(members)], np.column_stack([x, y])[list(members)]
            middle = p @ at / max(p.sum(), 1.0)
            own = p @ np.square(at - middle).sum(axis=1) - pay[list(members)].sum()
            if own <= most and nx.is_connected(graph.subgraph(members)):
                wanted.add(members)
    found = larger_sets(Place(people, x, y, pay, beside), least, most)
    assert found is not None
    assert {tuple(members.tolist()) for members in found} == wanted


def test_with_less_effort_less_is_verified_and_nothing_is_refused() -> None:
    held = certified(2, ("unsatisfied", "inertia"), 3, CountSettings(), wide=True)
    assert verify(held).any_size == "proven"
    little = Effort(listing=Listing(most_ways=0))
    verdict = verify(held, little)
    assert (verdict.any_size, verdict.proven, verdict.complaints) == ("effort", True, [])
    assert verdict.effort == little
    assert "more than 1 sets of one size" in told(verify(held, Effort(most_sets=1)))


def test_costs_of_another_processor_are_seen_by_stage() -> None:
    """The hash is that of the costs; one step more in one group would be another."""
    held = certified(3, ("unsatisfied", "inertia"), 3, CountSettings())
    assert verify(held).complaints == []
    held["stages"][1]["costs"] = held["stages"][0]["costs"]
    verdict = verify(held)
    assert "inertia: costs of the groups are not those of the certificate" in told(verdict)
    assert "unsatisfied" not in told(verdict)


def test_an_older_certificate_is_refused() -> None:
    held = certified(3, ("inertia",), 3, CountSettings())
    held["format"] = 1
    assert told(verify(held)) == (
        "certificate of format 1; this program reads 2: run the scenario again"
    )


@pytest.fixture
def done(nine_run: Path) -> Path:
    """Give a run of nine squares and what it was made of."""
    return nine_run


def forged(done: Path, tmp_path: Path) -> Path:
    """Copy the run, to be changed."""
    out = tmp_path / "out"
    out.mkdir()
    for path in (done / "out").iterdir():
        (out / path.name).write_bytes(path.read_bytes())
    return out


def rewrite(path: Path, change: Any) -> None:
    data = json.loads(path.read_text("utf-8"))
    change(data)
    path.write_text(json.dumps(data), encoding="utf-8")


def test_a_run_is_verified(done: Path, tmp_path: Path) -> None:
    out = forged(done, tmp_path)
    official = [done / "units.gpkg", done / "people.csv"]
    verdict = verify_run(out, data=official)
    assert verdict.complaints == []
    assert verdict.verified


def test_smaller_numbers_under_the_id_of_a_shipped_law_are_refused(
    done: Path, tmp_path: Path
) -> None:
    """Certificate and rules of the folder say the same; the shipped text does not."""
    out = forged(done, tmp_path)
    text = (out / "ruleset.yaml").read_text("utf-8")
    assert "people: 8000.0" in text
    (out / "ruleset.yaml").write_text(
        text.replace("people: 8000.0", "people: 7500.0"), encoding="utf-8"
    )

    def change(held: Certificate) -> None:
        rules = held["problem"]["rules"]
        for standard in rules["standards"]:
            if standard["minimum"]["people"] == 8_000:
                standard["minimum"]["people"] = 7_500.0
        held["hashes"]["rules"] = sha256_of(rules)

    rewrite(out / "certificate.json", change)
    verdict = verify_run(out)
    assert "law: not the shipped text of vn-commune-76-2025" in told(verdict)
    assert "rules: certificate and run folder differ" not in told(verdict)
    assert not verdict.verified


def test_other_figures_than_the_official_ones_are_refused(done: Path, tmp_path: Path) -> None:
    out = forged(done, tmp_path)
    other = tmp_path / "people.csv"
    other.write_text((done / "people.csv").read_text("utf-8") + "\n", encoding="utf-8")
    assert "data: people.csv is not the file of the run" in told(verify_run(out, data=[other]))
    strange = tmp_path / "areas.csv"
    strange.write_text("code\n", encoding="utf-8")
    assert "data: the run names no file areas.csv" in told(verify_run(out, data=[strange]))


def test_another_law_than_the_official_one_is_refused(done: Path, tmp_path: Path) -> None:
    law = tmp_path / "mine.yaml"
    law.write_text((done / "out" / "ruleset.yaml").read_text("utf-8"), encoding="utf-8")
    out = forged(done, tmp_path)
    # The same numbers in another file: seen by its hash; other numbers: by what it says.
    assert "mine.yaml is not the file that result.json names" in told(verify_run(out, law))
    text = law.read_text("utf-8").replace("people: 8000.0", "people: 9000.0")
    law.write_text(text, encoding="utf-8")
    assert "law: not the text of mine.yaml" in told(verify_run(out, law))


@pytest.mark.parametrize(
    ("key", "value"), [("value", 1.0), ("final", 1.0), ("method", "solver"), ("name", "inertia")]
)
def test_a_result_that_says_more_than_its_certificate_is_refused(
    done: Path, tmp_path: Path, key: str, value: Any
) -> None:
    out = forged(done, tmp_path)
    rewrite(out / "result.json", lambda record: record["stages"][0].update({key: value}))
    assert "certificate and result.json differ" in told(verify_run(out))


def test_a_label_in_the_result_alone_is_refused(done: Path, tmp_path: Path) -> None:
    out = forged(done, tmp_path)
    rewrite(out / "certificate.json", lambda held: held["any_size"].update(claimed=False))
    assert "any_size: certificate and result.json differ" in told(verify_run(out))


def test_a_tolerance_shows_what_the_finished_plan_has() -> None:
    """A later stage takes from an earlier one what its tolerance gives: both figures are told."""
    objective = [
        StageSettings(stage="size_spread", within_percent=50),
        StageSettings(stage="inertia"),
    ]
    shown = 0
    for seed in range(8):
        units, settings = worlds.random_world(seed, 9), GroupSettings(max_members=4)
        graph, count = build_graph(units), CountSettings(exactly=4)
        pool = find_groups(units, graph, LAW, settings, ("size_spread", "inertia"), 12_000.0)
        plan = solve(pool, objective, count).plan
        stated = problem_data(Problem(units, graph, LAW, settings, count, objective), 12_000.0)
        held = json.loads(json.dumps(certificate(stated, plan)))
        verdict = verify(copy.deepcopy(held))
        assert verdict.proven
        assert [s.final for s in verdict.stages] == [s.final for s in plan.stages]
        shown += verdict.stages[0].final != verdict.stages[0].value
    assert shown >= 1
