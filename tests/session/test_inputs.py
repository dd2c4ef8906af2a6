"""With what a workspace begins, and what becomes of it when that has changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from workspaces import begun, clock, do, groups, nine_problem, now, refused

from planner.evaluation import Evaluation
from planner.law import read_ruleset
from planner.plan import Plan
from planner.problem import Problem
from planner.problem.groups import GroupSettings
from planner.session import Workspace, replay, whole_units

PROBLEM = nine_problem()
ROWS = {"1": "12", "2": "22", "3": "32"}


def plan_of(heads: dict[str, str], **names: tuple[str, str]) -> Plan:
    """A plan by unit → new code, whole units."""
    codes = sorted(heads)
    parts = pd.DataFrame(
        {
            "code": codes,
            "new_code": [heads[code] for code in codes],
            "share_area": 1.0,
            "share_people": 1.0,
        }
    )
    heads_only = sorted(set(heads.values()))
    called = [names.get(head, (f"Unit {head}", "")) for head in heads_only]
    index = pd.Index(heads_only, name="new_code")
    return Plan(parts, pd.DataFrame(called, columns=["name", "kind"], index=index))


def test_it_begins_as_today(tmp_path: Path) -> None:
    workspace = begun(tmp_path, PROBLEM)
    assert groups(now(workspace)) == set()
    assert now(workspace).pending == frozenset()
    entry = workspace.entries[0]
    assert (entry.seq, entry.parent, entry.kind, entry.by) == (1, 0, "begin", "Lan")
    workspace.close()


def test_it_begins_with_a_plan(tmp_path: Path) -> None:
    rows = {code: ROWS[code[0]] for code in PROBLEM.units.index}
    # A code of one's own, a seat of fewer people, a name, a kind that the law does not give.
    rows.update({"11": "X1", "12": "X1", "13": "X1", "21": "21", "22": "21", "23": "21"})
    plan = plan_of(rows, X1=("An Bình", "xa"), **{"32": ("Unit 32", "phuong")})
    workspace = begun(tmp_path, PROBLEM, plan=plan, source="hop.csv")
    state = now(workspace)
    assert groups(state) == {"11+12+13", "21+22+23", "31+32+33"}
    assert set(state.home.values()) == {"12", "21", "32"}
    assert (state.seats, state.pending) == ({"21"}, frozenset())
    # What the law says of the kind is left to it: more units may join.
    assert dict(state.names) == {"12": ("An Bình", ""), "32": ("Unit 32", "phuong")}
    results = workspace.version(1).plan.results
    assert results.to_dict("index") == {
        "12": {"name": "An Bình", "kind": "xa"},
        "21": {"name": "Unit 21", "kind": "xa"},
        "32": {"name": "Unit 32", "kind": "phuong"},
    }
    workspace.close()
    again = Workspace.open(workspace.path, PROBLEM)
    assert now(again) == state
    again.close()


def test_a_plan_that_does_not_cover_or_divides_is_no_beginning(tmp_path: Path) -> None:
    rows = {code: ROWS[code[0]] for code in PROBLEM.units.index}
    with refused("no row for 33"):
        begun(tmp_path, PROBLEM, plan=plan_of({k: v for k, v in rows.items() if k != "33"}))
    plan = plan_of(rows)
    half = plan.parts[plan.parts["code"] == "33"].assign(share_area=0.5, share_people=0.5)
    parts = pd.concat(
        [plan.parts[plan.parts["code"] != "33"], half, half.assign(new_code="22")],
        ignore_index=True,
    )
    with refused("divided units: Unit 33 (33)"):
        begun(tmp_path, PROBLEM, plan=replace(plan, parts=parts))
    assert list(tmp_path.iterdir()) == []


def test_an_adopted_plan_begins_with_its_divided_units_drawn_whole(
    tmp_path: Path, decided: Evaluation
) -> None:
    """Resolution 1665 divides two of the 209 communes of Hà Tĩnh."""
    law = read_ruleset("vn-commune-76-2025")
    problem = Problem(decided.units, decided.graph, law)
    plan, sentences = whole_units(decided.plan, decided.units)
    assert [line.en for line in sentences] == [
        "Đại Nài (18082) is drawn whole in Thành Sen; the plan divides it, with 50.0 % of its"
        " people elsewhere",
        "Kỳ Lợi (18796) is drawn whole in Sông Trí; the plan divides it, with 50.0 % of its"
        " people elsewhere",
    ]
    workspace = begun(tmp_path, problem, plan=plan, source="1665/NQ-UBTVQH15")
    state = now(workspace)
    homes = decided.plan.parts.drop_duplicates("code", keep=False).set_index("code")["new_code"]
    homes = pd.concat([homes, pd.Series({"18082": "18073", "18796": "18754"})])
    assert {frozenset(units) for units in homes.groupby(homes).groups.values()} == set(
        state.groups.values()
    )
    called = workspace.version(1).plan.results
    assert sorted(called["name"]) == sorted(decided.plan.results["name"])
    workspace.close()


def with_people(code: str, people: int) -> Problem:
    units = PROBLEM.units.copy()
    units.loc[code, "people"] = people
    return replace(PROBLEM, units=units)


@pytest.mark.parametrize(
    ("problem", "says"),
    [
        (with_people("11", 9000), ["units and their figures"]),
        (replace(PROBLEM, ruleset=read_ruleset("vn-commune-112-2025")), ["the law"]),
        (
            replace(with_people("11", 9000), groups=GroupSettings(max_members=4)),
            ["units and their figures", "limits and locks of the scenario"],
        ),
    ],
    ids=["figures", "law", "figures and limits"],
)
def test_changed_inputs_open_read_only_and_say_what_changed(
    tmp_path: Path, problem: Problem, says: list[str]
) -> None:
    workspace = begun(tmp_path, PROBLEM)
    do(workspace, "merge", units=["11", "12"])
    do(workspace, "lock", locks=[["fixed", ["11", "12"]]])
    before = now(workspace)
    workspace.close()
    again = Workspace.open(workspace.path, problem)
    assert [each.en for each in again.changes] == says
    assert now(again) == before  # 11 has more people now, and 12 gave the code
    assert again.version(again.head()).judged.figures.loc["12", "people"] == (
        problem.units.loc[["11", "12"], "people"].sum()
    )
    with refused("changed since it began", *says, "replay it into a new workspace"):
        do(again, "merge", units=["21", "22"])
    with refused("changed since it began"):
        again.undo()
    again.close()
    back = Workspace.open(workspace.path, PROBLEM)
    assert back.changes == []
    do(back, "merge", units=["21", "22"])
    back.close()


def test_units_of_other_codes_are_refused(tmp_path: Path) -> None:
    workspace = begun(tmp_path, PROBLEM)
    workspace.close()
    units = PROBLEM.units.drop("33")
    with refused("other units than those with which it began: 33"):
        Workspace.open(
            workspace.path,
            replace(PROBLEM, units=units, graph=PROBLEM.graph.subgraph(units.index)),
        )


def test_effort_is_no_input(tmp_path: Path) -> None:
    workspace = begun(tmp_path, PROBLEM)
    workspace.close()
    solver = PROBLEM.solver.model_copy(update={"time_limit_s": 7})
    again = Workspace.open(workspace.path, replace(PROBLEM, solver=solver))
    assert again.changes == []
    again.close()


def test_a_replay_says_what_no_longer_fits(tmp_path: Path) -> None:
    workspace = begun(tmp_path, PROBLEM)
    do(workspace, "merge", by="Hoa", units=["11", "12"])
    do(workspace, "name", name="sáng", to=2)
    do(workspace, "merge", units=["31", "32"])
    do(workspace, "move", units=["31"], to="21")
    do(workspace, "branch", name="chiều", to=5)
    do(workspace, "lock", by="Minh", locks=[["fixed", ["11", "12"]]], branch="chiều")
    do(workspace, "merge", units=["22", "23"], branch="chiều")
    old = workspace.state(workspace.head("chiều"))
    workspace.close()
    scenario = GroupSettings(max_members=3, keep=["32"])
    problem = replace(with_people("11", 9000), groups=scenario)
    source = Workspace.open(workspace.path, problem)
    path = tmp_path / "again.planner"
    made, lapses = replay(source, path, problem, "Lan", "chiều")
    # Without the merger of 31 and 32, which the scenario forbids now, the next still fits.
    (lapse,) = lapses
    assert "action 4: Unit 32 (32) stays as it is" in lapse.en
    assert "locked by the scenario" in lapse.en
    new = made.state(made.head("chiều"))
    assert groups(new) == groups(old) == {"11+12", "21+31", "22+23"}
    assert new.home["12"] == "11"  # by the people of now
    assert [(hold.by, hold.codes) for hold in new.locks] == [("Minh", ("11", "12"))]
    assert [entry.by for entry in made.line(made.head("chiều"))][1] == "Hoa"
    assert made.changes == []
    do(made, "merge", units=["33", "23"], branch="chiều")
    for each in (source, made):
        each.close()
    source = Workspace.open(workspace.path, PROBLEM, clock())
    made, lapses = replay(source, tmp_path / "same.planner", PROBLEM)
    assert lapses == []
    assert groups(now(made)) == {"11+12", "21+31"}
    for each in (source, made):
        each.close()
