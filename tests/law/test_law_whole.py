"""What the law asks of a plan as a whole: names, how far the number falls; other countries."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from commandline import Planner
from worlds import nine_squares, square, world

from planner.evaluation import carry_out
from planner.law import judge, read_ruleset, verdicts
from planner.law.whole import judge_count, judge_names, name_candidates
from planner.optimize import CountSettings, SolverSettings, StageSettings
from planner.optimize.lexicographic import solve
from planner.plan import Plan
from planner.problem.groups import find_groups
from planner.problem.limits import GroupSettings
from planner.units.graph import build_graph


def rows_joined(names: list[str]) -> tuple[Any, Plan]:
    """The nine squares joined row by row, under three names."""
    units = nine_squares().assign(
        name=["Kỳ Anh 1", "Kỳ Anh", "Kỳ Hoa", "Sơn Kim 1", "Sơn Hà", "Sơn Hà", "Bắc", "Nam", "Đông"]
    )
    parts = pd.DataFrame(
        {
            "code": units.index,
            "new_code": [code[0] for code in units.index],
            "share_area": 1.0,
            "share_people": 1.0,
        }
    )
    results = pd.DataFrame({"name": names, "kind": "xa"}, index=["1", "2", "3"])
    return units, Plan(parts, results)


def test_candidates_have_an_origin() -> None:
    """The most populous member first, then the others, then the district; each name once."""
    units, plan = rows_joined(["Kỳ Hoa", "Sơn Hà", "Kỳ Hoa"])
    found = name_candidates(units, plan)
    first = found[found["new_code"] == "1"]
    assert first["name"].tolist() == ["Kỳ Anh", "Kỳ Anh 1", "Kỳ Hoa", "1"]
    assert first["origin"].tolist() == ["12", "11", "13", "district"]
    assert first["number"].tolist() == [False, True, False, True]
    # The plan gives this name to the first and to the third new unit.
    assert first.set_index("name").at["Kỳ Hoa", "chosen"]
    assert first.set_index("name").at["Kỳ Hoa", "collides"]
    second = found[found["new_code"] == "2"]
    assert second["name"].tolist() == ["Sơn Hà", "Sơn Kim 1", "2"]


def test_a_scenario_can_forbid_numbers() -> None:
    units, plan = rows_joined(["Kỳ Anh 1", "Sơn Hà", "Bắc"])
    found = name_candidates(units, plan, no_numbers=True)
    assert not found["number"].any()
    law = read_ruleset("vn-commune-35-2023")
    judged = judge_names(units, plan, law, no_numbers=True).set_index(["new_code", "rule"])
    assert judged.at[("1", "no_number"), "status"] == "missed"
    assert judged.at[("1", "no_number"), "confidence"] == "scenario"
    assert judged.at[("2", "no_number"), "status"] == "met"
    assert "no_number" not in set(judge_names(units, plan, law)["rule"])


def test_names_are_judged() -> None:
    """Two of one name collide, as does one that is taken; that an old name is kept is advice."""
    units, plan = rows_joined(["Bắc", "Sơn  hà", "Bắc"])
    law = read_ruleset("vn-commune-35-2023")
    judged = judge_names(units, plan, law).set_index(["new_code", "rule"])["status"]
    assert judged["1", "name_of_a_member"] == "set_aside"
    assert judged["2", "name_of_a_member"] == "met"
    assert judged["3", "name_of_a_member"] == "met"
    assert judged["1", "no_collision"] == judged["3", "no_collision"] == "missed"
    assert judged["2", "no_collision"] == "met"
    taken = judge_names(units, plan, law, ["Xã Sơn Hà"]).set_index(["new_code", "rule"])["status"]
    assert taken["2", "no_collision"] == "missed"


def test_a_unit_that_stays_keeps_its_name() -> None:
    units, plan = rows_joined(["Kỳ Anh", "Sơn Hà", "Bắc"])
    parts = plan.parts.assign(new_code=plan.parts["new_code"].mask(plan.parts["code"] == "11", "9"))
    results = pd.concat([plan.results, pd.DataFrame({"name": "Khác", "kind": "xa"}, index=["9"])])
    judged = judge_names(units, Plan(parts, results), read_ruleset("vn-commune-35-2023"))
    assert "9" not in set(judged["new_code"])


@pytest.mark.parametrize(("after", "status"), [(70, "met"), (63, "met"), (84, "met")])
def test_the_reduction_of_2025(after: int, status: str) -> None:
    (row,) = judge_count(210, after, read_ruleset("vn-commune-76-2025")).to_dict("records")
    assert row["status"] == status and row["percent"] == pytest.approx(100 * (210 - after) / 210)
    assert judge_count(210, after, read_ruleset("vn-commune-1211-27")).empty


# --- Other countries: an engine, not a script for one country --------------------------------


def region(seed: int, side: int, most_people: int, km: float) -> Any:
    """A grid of municipalities, each ``km`` wide, of people drawn for the seed."""
    draw = np.random.default_rng(seed)
    outlines = {
        f"{row}{column}": square(column * km / 10, row * km / 10, km / 10)
        for row in range(side)
        for column in range(side)
    }
    n = side * side
    return world(
        outlines,
        kind=["municipality"] * n,
        people=draw.integers(500, most_people, n).tolist(),
        cooperation=[False] * n,
        island=[False] * n,
    )


def planned(units: Any, name: str) -> tuple[Plan, Any, nx.Graph[str]]:
    """As many municipalities as the law of a country lets be."""
    graph, law = build_graph(units), read_ruleset(name)
    pool = find_groups(
        units, graph, law, GroupSettings(max_members=6), ["unsatisfied", "most_groups", "inertia"]
    )
    stages = [StageSettings(stage=term) for term in ("unsatisfied", "most_groups", "inertia")]
    return solve(pool, stages, CountSettings(), SolverSettings()).plan, law, graph


@pytest.mark.parametrize(
    ("name", "most_people", "km", "least"),
    [("dk-municipality-2007", 12_000, 10.0, 20_000), ("ee-municipality-2017", 3_000, 20.0, 5_000)],
)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_region_abroad(seed: int, name: str, most_people: int, km: float, least: int) -> None:
    """Every new municipality reaches the people of its country, or rests on an exception."""
    units = region(seed, 4, most_people, km)
    plan, law, graph = planned(units, name)
    assert all(stage.proven for stage in plan.stages)
    merged = carry_out(units, plan, law)
    rows = verdicts(judge(merged, law))
    assert rows["accepted"].all() and len(merged) < len(units)
    enough = merged["people"] >= least
    exception = (merged["area_km2"] >= 900) & (merged["people"] >= 3_500)
    if name.startswith("dk"):
        assert enough.all()
    else:
        assert (enough | exception).all()
        assert ((~enough) == rows["waived"].reindex(merged.index)).all()
    for codes in plan.parts.groupby("new_code")["code"].agg(list):
        assert nx.is_connected(graph.subgraph(codes))
    assert merged["people"].sum() == units["people"].sum()


def test_the_exception_of_estonia_lets_more_municipalities_be() -> None:
    """Large and thinly settled: with areas of 100 km² each, no group reaches 900 km²."""
    wide, small = region(1, 4, 3_000, 20.0), region(1, 4, 3_000, 10.0)
    assert wide["people"].tolist() == small["people"].tolist()
    counts = [len(planned(units, "ee-municipality-2017")[0].results) for units in (wide, small)]
    assert counts[0] >= counts[1]
    assert counts[0] > 0


def test_a_run_tells_names_and_the_fall_of_the_number(small: Path, planner: Planner) -> None:
    """Nine communes become three: −66.7 percent, and a scenario that allows no numbers says so."""
    changes = ["--set", "law.names.no_numbers=true", "--set", "count.exactly=3"]
    done = planner("run", "small.yaml", *changes, "--out", "there", folder=small)
    assert done.returncode in (0, 1), done.stderr
    assert "−66,67 % (60–70 %)" in done.stdout
    # The nine are called after their codes.
    assert ": kịch bản không cho tên có số" in done.stdout
    told = json.loads((small / "there" / "result.json").read_text("utf-8"))["whole"]
    assert [row["rule"] for row in told] == ["D-T", *["no_number"] * 3]
    assert [row["status"] for row in told] == ["met", *["missed"] * 3]
    assert (small / "there" / "names.csv").is_file()
