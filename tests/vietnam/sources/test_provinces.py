"""Every province of 2019 is read and judged; three are planned from end to end.

The outlines are not part of the repository: the tests run where they lie beside it.
"""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pytest

from planner.errors import InputError
from planner.evaluation import Evaluation
from planner.law import judge, read_ruleset, verdicts
from planner.pipeline import run
from planner.scenario.reading import read_scenario
from planner.sources import SourceSettings, read_units
from planner.store.runs import read_run
from planner.units.graph import GraphSettings, Link, build_graph

PROVINCES = 63
# Neighbours whose outlines of 2019 do not meet: by 1 m, Nghi Sơn and Hải Hà by up to 100 m.
LOST = [
    ("06958", "06961"),
    ("16657", "16660"),
    ("21112", "21190"),
    ("22489", "22516"),
    ("26506", "26509"),
]
LAW = "vn-commune-1211-27"


@pytest.fixture(scope="module")
def outlines(shared_data: Path) -> Path:
    return shared_data / "vietnam" / "communes_2019.gpkg"


def _settings(outlines: Path, code: str) -> SourceSettings:
    return SourceSettings(
        boundaries=str(outlines),
        columns={"people": "population"},
        where={"province_code": code},
        people_base="census 2019",
        facts=["data/facts/density.yaml", "data/facts/provinces.yaml"],
    )


@pytest.mark.slow
@pytest.mark.more
def test_each_province_is_read_and_judged(outlines: Path, pytestconfig: pytest.Config) -> None:
    """Nobody is lost, each unit has a verdict, and what no rule fits is named.

    Every eighth, and each with something of its own; all of them with --all-worlds.
    """
    rows = gpd.read_file(outlines, ignore_geometry=True)
    ruleset = read_ruleset(LAW)
    without_census = set(rows.loc[rows["population"].isna(), "code"])
    no_rule: set[str] = set()
    codes = sorted(rows["province_code"].unique())
    assert len(codes) == PROVINCES
    own = without_census.union(*LOST, {"D471", "D318"})
    odd = set(rows.loc[rows["code"].isin(own), "province_code"])
    every = pytestconfig.getoption("--all-worlds")
    for code in codes if every else sorted({*codes[::8], *odd}):
        mine = rows[rows["province_code"] == code]
        settings = _settings(outlines, code)
        if without_census & set(mine["code"]):
            settings = settings.model_copy(
                update={"where": {"code": sorted(set(mine["code"]) - without_census)}}
            )
        units = read_units(settings, Path())
        assert set(units.index) == set(mine["code"]) - without_census
        assert units["people"].sum() == mine["population"].sum()
        pairs = [pair for pair in LOST if set(pair) <= set(units.index)]
        if pairs:
            with pytest.raises(InputError, match="no common border") as caught:
                build_graph(units)
            assert len(caught.value.problems) == len(pairs)
            assert all(code in str(caught.value) for pair in pairs for code in pair)
        said = [Link(between=pair, why="khe hở trong tệp năm 2019") for pair in pairs]
        graph = build_graph(units, GraphSettings(bridges=said))
        assert graph.number_of_nodes() == len(units) <= graph.number_of_edges() + 20
        rows_of = verdicts(judge(units, ruleset))
        assert len(rows_of) == len(units) and rows_of["status"].notna().all()
        no_rule |= set(rows_of.index[rows_of["no_rule"]])
    # Cồn Cỏ and Bạch Long Vĩ are island districts without communes.
    assert {"D471", "D318"} <= no_rule


@pytest.mark.parametrize(
    ("name", "code"),
    [
        pytest.param("Bắc Ninh", "27", marks=pytest.mark.slow),
        pytest.param("Lào Cai", "10", marks=(pytest.mark.slow, pytest.mark.more)),
        pytest.param("Quảng Trị", "45", marks=(pytest.mark.slow, pytest.mark.more)),
    ],
)
def test_a_province_is_planned(outlines: Path, tmp_path: Path, name: str, code: str) -> None:
    """It ends with a plan, each stage proven, and what cannot be satisfied is named with why."""
    settings = _settings(outlines, code).model_dump(mode="json", exclude_defaults=True)
    text = {
        "title_vi": name,
        "units": settings,
        "law": {"ruleset": LAW},
        "groups": {"max_members": 5},
        "objective": ["unsatisfied", "inertia"],
    }
    if name == "Quảng Trị":  # Cồn Cỏ, an island that no fact of 2019 calls one
        text["graph"] = {"alone": ["D471"]}
    scenario = tmp_path / "scenario.yaml"
    scenario.write_text(json.dumps(text, ensure_ascii=False), encoding="utf-8")
    done = run(read_scenario(scenario), tmp_path / "run")
    evaluation = done.evaluation
    assert all(stage.proven for stage in evaluation.plan.stages)
    assert done.record.check == []
    assert evaluation.merged["people"].sum() == evaluation.units["people"].sum()
    named = json.loads((tmp_path / "run" / "result.json").read_text("utf-8"))["unsatisfied"]
    refused = set(evaluation.verdicts_after.index[~evaluation.verdicts_after["accepted"]])
    assert {entry["code"] for entry in named} == refused
    assert all(entry["why"] for entry in named)
    assert done.exit_code == (1 if refused else 0)
    if name == "Quảng Trị":
        assert [(entry["code"], entry["why"]) for entry in named] == [("D471", "no rule")]
    _reads_back(tmp_path / "run", evaluation)


def _reads_back(folder: Path, evaluation: Evaluation) -> None:
    """A run folder holds all that maps and comparisons need."""
    again, scenario = read_run(folder)
    assert again.plan.stages == evaluation.plan.stages
    assert again.findings_after.equals(evaluation.findings_after)
    assert again.indicators.equals(evaluation.indicators)
    assert again.graph.edges == evaluation.graph.edges
    assert scenario.law.ruleset == LAW
