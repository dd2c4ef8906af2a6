"""The rest: what is held of a state, and the same bytes as the command line writes."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from conftest import write_small
from house import ROOT
from workspaces import begun, do, groups, nine_problem, now, refused

from planner.output.reports.csvs import write_csv
from planner.pipeline import evaluate_plan, prepare, run
from planner.plan import Plan, new_names
from planner.problem import Problem
from planner.problem.groups import GroupSettings
from planner.problem.locks import Locks
from planner.scenario.reading import read_scenario
from planner.session import Solver, Workspace
from planner.sources.tables.plans import read_plan


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def problem(folder: Path) -> Problem:
    return prepare(read_scenario(folder / "small.yaml")).problem


def write_plan(workspace: Workspace, path: Path) -> Path:
    plan = workspace.version(workspace.head()).plan
    write_csv(new_names(workspace.problem.units, plan), path, "plain", digits=None)
    return path


def test_a_drawn_plan_gives_the_bytes_of_evaluate(
    folder: Path, problem: Problem, tmp_path: Path
) -> None:
    read = read_scenario(folder / "small.yaml")
    workspace = Workspace.create(tmp_path / "hop.planner", problem)
    for row in "123":
        do(workspace, "merge", units=[f"{row}1", f"{row}2", f"{row}3"])
    do(workspace, "seat", unit="21")
    do(workspace, "rename", unit="11", name="An Bình")
    drawn = write_plan(workspace, tmp_path / "plan.csv")
    by_hand = tmp_path / "by_hand" / "plan.csv"
    by_hand.parent.mkdir()
    heads = {"1": ("12", "Xã An Bình"), "2": ("21", "Xã Unit 21"), "3": ("32", "Xã Unit 32")}
    lines = [f"{code},{heads[code[0]][0]},{heads[code[0]][1]}" for code in problem.units.index]
    by_hand.write_text("code,new_code,new_name\n" + "\n".join(lines) + "\n", encoding="utf-8")
    evaluate_plan(read, by_hand, tmp_path / "A")
    assert drawn.read_bytes() == (tmp_path / "A" / "plan.csv").read_bytes()
    # And so does one that began with that file.
    plan = read_plan(by_hand, problem.units)
    begun_with = Workspace.create(tmp_path / "csv.planner", problem, plan, source="plan.csv")
    again = write_plan(begun_with, tmp_path / "again.csv")
    assert again.read_bytes() == drawn.read_bytes()
    # So is all that is made of it.
    evaluate_plan(read, drawn, tmp_path / "B")
    names = {path.name for path in (tmp_path / "A").iterdir()}
    assert names == {path.name for path in (tmp_path / "B").iterdir()} > {"result.json"}
    # But for the two that name the file which was read.
    for name in names - {"result.json", "summary.xlsx"}:
        assert (tmp_path / "A" / name).read_bytes() == (tmp_path / "B" / name).read_bytes(), name
    for each in (workspace, begun_with):
        each.close()


def test_the_rest_under_locks_gives_the_bytes_of_run(
    folder: Path, problem: Problem, tmp_path: Path
) -> None:
    workspace = Workspace.create(tmp_path / "hop.planner", problem)
    do(workspace, "merge", units=["11", "21"])
    do(
        workspace,
        "lock",
        locks=[["together", ["11", "21"]], ["keep", ["33"]], ["apart", ["12", "13"]]],
    )
    do(workspace, "merge", units=["22", "32"])
    do(workspace, "reject", units=["22"])
    seq = workspace.head()
    # As a worker gets it.
    rest: Problem = pickle.loads(pickle.dumps(workspace.rest(seq)))
    assert rest.groups.locks == Locks(
        together=[["11", "21"]], apart=[("12", "13")], keep=["33"], forbidden=[["22", "32"]]
    )
    solver = Solver()
    plan = solver.best(rest)
    workspace.act(workspace.proposal(plan, seq))
    assert now(workspace).pending
    drawn = write_plan(workspace, tmp_path / "plan.csv")
    locks = """\
  together: [['11', '21']]
  apart: [['12', '13']]
  keep: ['33']
  forbidden: [['22', '32']]
"""
    scenario = folder / "locked.yaml"
    text = (folder / "small.yaml").read_text(encoding="utf-8")
    scenario.write_text(text.replace("  max_members: 3\n", f"  max_members: 3\n{locks}"), "utf-8")
    run(read_scenario(scenario), tmp_path / "run")
    assert drawn.read_bytes() == (tmp_path / "run" / "plan.csv").read_bytes()
    # The kept arrangement answers the next question as a new one does.
    do(workspace, "unlock", locks=[["keep", ["33"]]])
    other = workspace.rest(workspace.head())
    assert same_plan(solver.best(other), Solver().best(other))
    workspace.close()


@pytest.mark.slow
def test_a_real_province_is_solved_and_drawn_to_the_bytes_of_run(tmp_path: Path) -> None:
    read = read_scenario(ROOT / "scenarios" / "ha_tinh_2026.yaml")
    workspace = Workspace.create(tmp_path / "hop.planner", prepare(read).problem)
    plan = Solver().best(workspace.rest(1))
    workspace.act(workspace.proposal(plan, 1))
    drawn = write_plan(workspace, tmp_path / "plan.csv")
    workspace.close()
    run(read, tmp_path / "run")
    assert drawn.read_bytes() == (tmp_path / "run" / "plan.csv").read_bytes()


def same_plan(one: Plan, other: Plan) -> bool:
    return one.parts.equals(other.parts) and one.stages == other.stages


def test_what_is_held_is_what_was_asked_for(tmp_path: Path) -> None:
    scenario = nine_problem(groups=GroupSettings(max_members=3, keep=["33"]))
    workspace = begun(tmp_path, scenario)
    do(workspace, "merge", units=["11", "12"])
    do(workspace, "lock", locks=[["keep", ["13"]]])
    do(workspace, "seat", unit="11")
    seq = workspace.head()
    held = {
        extent: workspace.rest(seq, extent, selection).groups.locks
        for extent, selection in (("locks", []), ("drawn", []), ("outside", ["11", "21", "31"]))
    }
    assert held["locks"] == Locks(keep=["33", "13"])
    assert held["drawn"] == Locks(keep=["33", "13"], fixed=[["11", "12"]])
    outside = held["outside"]
    assert outside.fixed == []
    assert set(outside.keep) == {"13", "22", "23", "32", "33"}
    assert workspace.rest(seq).groups.seats == ["11"]
    with refused("selection: found no unit"):
        workspace.rest(seq, "outside")
    with refused("unknown codes 99"):
        workspace.rest(seq, "outside", ["99"])
    workspace.close()


def test_an_older_answer_is_for_its_own_state_alone(tmp_path: Path) -> None:
    workspace = begun(tmp_path)
    asked = workspace.head()
    plan = Solver().best(workspace.rest(asked))
    do(workspace, "merge", by="Hoa", units=["11", "12"])
    answer = workspace.proposal(plan, asked)
    with refused("an answer for the state of 2026-12-03T12:00:00+00:00"):
        workspace.act(answer)
    assert groups(now(workspace)) == {"11+12"}
    do(workspace, "branch", name="đề xuất", to=asked)
    workspace.act(answer, branch="đề xuất")
    assert len(groups(now(workspace, "đề xuất"))) == 3
    shown = workspace.preview(answer, asked).as_dict()
    assert len(shown["groups"]) == 3  # type: ignore[arg-type]
    workspace.close()
