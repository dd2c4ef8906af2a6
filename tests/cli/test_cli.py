"""The real command line: what it refuses, what it repairs, and how it ends."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from commandline import Planner
from conftest import SMALL
from worlds import ORIGIN_M, SIDE_M, grid, seeds

from planner.store.manifest import FILES

X, Y = ORIGIN_M
# Some half a minute of work for 400 communes, of which the clock gives a part.
STOPPED = """\
title_vi: Bốn trăm ô vuông
title_en: Four hundred squares
units: {boundaries: grid.gpkg, people_base: invented, area: computed}
law: {ruleset: ht262-floors}
groups: {max_members: 5}
objective: [unsatisfied, disturbed]
solver: {time_limit_s: 4}
"""

Change = Callable[[Path], object]


@pytest.fixture(autouse=True)
def nothing_half_written(small: Path) -> Iterator[None]:
    """After each test: a run folder is complete, and no part folder is left."""
    yield
    assert list(small.rglob(".*")) == []
    for folder in (path for path in (small / "runs").glob("*") if path.is_dir()):
        assert {path.name for path in folder.iterdir()} - {"standing.csv"} == set(FILES)


def outlines(change: Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]) -> Change:
    """Change the outlines of the small world."""

    def apply(folder: Path) -> None:
        path = folder / "units.gpkg"
        changed = change(gpd.read_file(path))
        path.unlink()
        changed.to_file(path)

    return apply


def people(change: Callable[[pd.DataFrame], pd.DataFrame]) -> Change:
    """Change the table of people of the small world."""

    def apply(folder: Path) -> None:
        table = pd.read_csv(folder / "people.csv", dtype=object)
        change(table).to_csv(folder / "people.csv", index=False)

    return apply


def scenario(old: str, new: str) -> Change:
    """Change a line of the scenario of the small world."""
    assert old in SMALL
    return lambda folder: (folder / "small.yaml").write_text(SMALL.replace(old, new), "utf-8")


def content(name: str, data: bytes) -> Change:
    """Replace a file of the small world."""
    return lambda folder: (folder / name).write_bytes(data)


def cell(code: str, value: object) -> Change:
    """Put something else in the place of a figure."""
    return people(lambda t: t.assign(people=t["people"].mask(t["code"] == code, value)))


LINKS = "  max_members: 3\n  together: [['11', '12']]\n  apart: [['12', '11']]\n"

BAD: dict[str, tuple[Change, list[str]]] = {
    "missing column": (
        people(lambda t: t.rename(columns={"people": "dan_so"})),
        ["people.csv", "people", "dan_so"],
    ),
    "missing column of outlines": (
        outlines(lambda u: u.drop(columns="kind")),
        ["units.gpkg", "column kind"],
    ),
    "duplicate codes": (
        outlines(lambda u: u.assign(code=u["code"].replace("12", "11"))),
        ["units.gpkg", "more than once: 11"],
    ),
    "duplicate codes in the table": (
        people(lambda t: pd.concat([t, t.iloc[:1]])),
        ["people.csv", "11"],
    ),
    "code in the table only": (
        people(lambda t: pd.concat([t, pd.DataFrame({"code": ["99"], "people": ["5"]})])),
        ["people.csv", "99"],
    ),
    "code in the outlines only": (people(lambda t: t.iloc[1:]), ["people.csv", "11"]),
    "negative population": (cell("21", "-5000"), ["people", "21", "-5000"]),
    "missing population": (cell("21", ""), ["people", "21"]),
    "population in words": (cell("21", "five"), ["people.csv", "row 5", "five"]),
    "no coordinate system": (
        outlines(lambda u: u.set_crs(None, allow_override=True)),
        ["units.gpkg, coordinate system", "units.crs"],
    ),
    "degrees declared as metres": (
        outlines(lambda u: u.to_crs(4326).set_crs(32648, allow_override=True)),
        ["units.gpkg, coordinate system", "look like degrees", "EPSG:4326"],
    ),
    "unknown rule set": (
        scenario("vn-commune-76-2025", "vn-commune-77-2025"),
        ["vn-commune-77-2025", "vn-commune-76-2025"],
    ),
    "misspelt key": (
        scenario("max_members", "max_member"),
        ["small.yaml, key `groups.max_member`", "did you mean `max_members`?"],
    ),
    "contradictory links": (
        scenario("  max_members: 3\n", LINKS),
        ["groups.together and groups.apart", "11", "12"],
    ),
    "link to an unknown unit": (
        scenario("  max_members: 3\n", "  keep: ['77']\n"),
        ["groups.keep", "77"],
    ),
    "a file that is not a map": (content("units.gpkg", b"no map at all"), ["units.gpkg"]),
    "an empty file": (content("units.gpkg", b""), ["units.gpkg", "0 bytes"]),
    "an empty table": (content("people.csv", b""), ["people.csv", "0 bytes"]),
    "an empty scenario": (content("small.yaml", b""), ["small.yaml", "an empty file"]),
    "a scenario that extends itself": (
        scenario("title_en: Nine squares", "extends: small.yaml"),
        ["small.yaml, key `extends`", "extends itself"],
    ),
    "a file that is not there": (scenario("people.csv", "dân_số.csv"), ["dân_số.csv"]),
}


def ended(done: subprocess.CompletedProcess[str], code: int) -> str:
    """Hold the exit code, and give everything that was printed."""
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
@pytest.mark.parametrize("case", seeds(list(BAD), 10))
def test_bad_input_names_place_and_mend(small: Path, planner: Planner, case: str) -> None:
    change, words = BAD[case]
    change(small)
    before = sorted(small.iterdir())
    done = planner("run", "small.yaml", "--json", folder=small)
    ended(done, 2)
    assert sorted(small.iterdir()) == before
    problems = json.loads(done.stdout)["problems"]
    assert all(all(problem.values()) for problem in problems)
    for word in words:
        assert any(word in " ".join(problem.values()) for problem in problems), done.stderr
    # The same for people, on standard error.
    assert all(problem["place"] in done.stderr for problem in problems)
    assert done.stderr.count("→") >= len(problems)


def bow_tie(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Twist the outer border of the upper right square."""
    x, y, side = X + 2 * SIDE_M, Y + 2 * SIDE_M, SIDE_M
    twisted = [
        (x, y), (x + side, y), (x + side, y + side), (x + 3000, y + side + 500),
        (x + 3000, y + side), (x + 6000, y + side + 500), (x, y + side),
    ]  # fmt: skip
    return replaced(units, "33", shapely.Polygon(twisted))


def replaced(units: gpd.GeoDataFrame, code: str, outline: Any) -> gpd.GeoDataFrame:
    """Exchange one outline."""
    units.loc[units["code"] == code, "geometry"] = outline
    return units


def shifted(metres: float) -> Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]:
    """Move the left border of the middle square: a gap, or where negative an overlap."""
    x, y = X + SIDE_M, Y + SIDE_M
    box = shapely.box(x + metres, y, x + SIDE_M, y + SIDE_M)
    return lambda units: replaced(units, "22", box)


@pytest.mark.parametrize(
    ("change", "code"), [(bow_tie, "33"), (shifted(0.0005), "22"), (shifted(-0.0005), "22")]
)
def test_small_faults_are_repaired_and_reported(
    small: Path, planner: Planner, change: Callable[[Any], Any], code: str
) -> None:
    outlines(change)(small)
    found = json.loads(planner("check", "small.yaml", "--json", folder=small).stdout)
    # Three rows of three have twelve shared sides; a common corner makes no neighbour.
    assert found["borders"] == 12
    assert any(code in str(line) for line in found["repairs"])


def test_a_common_corner_makes_no_neighbour(small: Path, planner: Planner) -> None:
    outlines(lambda units: units[units["code"].isin(["11", "22", "33"])])(small)
    people(lambda table: table[table["code"].isin(["11", "22", "33"])])(small)
    found = json.loads(planner("check", "small.yaml", "--json", folder=small).stdout)
    assert found["borders"] == 0
    assert found["without_neighbour"] == ["11", "22", "33"]


def test_done_is_0(small: Path, planner: Planner) -> None:
    done = planner("run", "small.yaml", folder=small)
    assert "9 → 3 đơn vị" in ended(done, 0)
    assert done.stderr == ""  # quiet in a pipe
    plan = pd.read_csv(small / "runs" / "small" / "plan.csv", dtype=str)
    columns = ["code", "name", "new_code", "new_name", "share_area", "share_people", "assumed"]
    assert list(plan.columns) == columns
    assert set(plan["new_code"]) == {"12", "22", "32"}


def test_json_is_all_of_standard_output(small: Path, planner: Planner) -> None:
    done = planner("run", "small.yaml", "--json", folder=small)
    ended(done, 0)
    shown = json.loads(done.stdout)
    written = json.loads((small / "runs" / "small" / "result.json").read_text(encoding="utf-8"))
    assert shown | {"timing": 0} == written | {"timing": 0}
    assert (shown["units"], shown["groups"], shown["check"]) == (9, 3, [])
    assert [(s["name"], s["value"], s["proven"]) for s in shown["stages"]] == [
        ("unsatisfied", 0, True),
        ("inertia", 2_437_500, True),
    ]
    for command in (["check", "small.yaml"], ["rules", "list"], ["rules", "show", "ht262-floors"]):
        assert json.loads(planner(*command, "--json", folder=small).stdout)


def test_not_satisfied_is_1(small: Path, planner: Planner) -> None:
    done = planner("run", "small.yaml", "--set", "groups.max_members=2", "--json", folder=small)
    ended(done, 1)
    unsatisfied = json.loads(done.stdout)["unsatisfied"]
    assert unsatisfied and all(entry["why"] for entry in unsatisfied)
    # The run is complete all the same.
    assert (small / "runs" / "small" / "map.html").exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (["count.exactly=2"], "2"),
        pytest.param(["count.at_least=10"], "10", marks=pytest.mark.slow),
        pytest.param(
            *(["count.at_least=8", "groups.together=[['11','12'],['21','22']]"], "8"),
            marks=pytest.mark.slow,
        ),
    ],
)
def test_infeasible_is_3(small: Path, planner: Planner, changes: list[str], words: str) -> None:
    sets = [part for change in changes for part in ("--set", change)]
    done = planner("run", "small.yaml", *sets, "--json", folder=small)
    ended(done, 3)
    problem, *choices = json.loads(done.stdout)["problems"]
    assert words in " ".join(problem.values())
    # What to give up is said where there is more than a number to give up.
    assert bool(choices) == ("together" in str(changes))
    assert not (small / "runs").exists()


def test_time_limit_is_4(small: Path, planner: Planner) -> None:
    done = planner("run", "small.yaml", "--set", "solver.time_limit_s=0.000001", folder=small)
    assert "solver.time_limit_s" in ended(done, 4)


@pytest.mark.slow
def test_a_plan_that_the_clock_stopped_is_written_and_4(tmp_path: Path, planner: Planner) -> None:
    units = grid(20).reset_index(names="code")
    columns = ["code", "name", "kind", "people", "mountain", "geometry"]
    units[columns].to_file(tmp_path / "grid.gpkg")
    (tmp_path / "grid.yaml").write_text(STOPPED, encoding="utf-8")
    done = planner("run", "grid.yaml", "--json", "--out", "out", folder=tmp_path)
    assert done.returncode == 4, done.stdout + done.stderr
    shown = json.loads(done.stdout)
    assert shown["check"] == []
    assert shown["repeatable"] is False
    last = shown["stages"][-1]
    assert not last["proven"] and last["bound"] < last["value"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(FILES)
    plan = pd.read_csv(tmp_path / "out" / "plan.csv", comment="#", dtype=str)
    assert sorted(plan["code"]) == sorted(units["code"])
    assert plan["new_code"].nunique() == shown["groups"] < len(units)


@pytest.mark.slow
def test_an_existing_run_is_kept_unless_forced(small: Path, planner: Planner) -> None:
    ended(planner("run", "small.yaml", "--out", "kept", folder=small), 0)
    before = {path.name: path.read_bytes() for path in (small / "kept").iterdir()}
    again = planner("run", "small.yaml", "--out", "kept", folder=small)
    assert "--force" in ended(again, 2)
    assert {path.name: path.read_bytes() for path in (small / "kept").iterdir()} == before
    forced = ["--out", "kept", "--force", "--set", "groups.max_members=2"]
    ended(planner("run", "small.yaml", *forced, folder=small), 1)
    assert (small / "kept" / "plan.csv").read_bytes() != before["plan.csv"]


def test_a_plan_of_ones_own(small: Path, planner: Planner) -> None:
    rows = "".join(f"{row}{column},{row}2\n" for row in (1, 2, 3) for column in (1, 2, 3))
    (small / "rows.csv").write_text(f"code,new_code\n{rows}", encoding="utf-8")
    done = planner("evaluate", "small.yaml", "--plan", "rows.csv", "--json", folder=small)
    ended(done, 0)
    shown = json.loads(done.stdout)
    assert (shown["groups"], shown["stages"], shown["check"]) == (3, [], [])
    assert "rows.csv" in [entry["name"] for entry in shown["inputs"]]
    assert (small / "runs" / "small-rows" / "map.html").exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("code,new_code\n11,12\n", ["plan.csv", "12"]),
        ("code\n11\n", ["plan.csv", "new_code"]),
        ("", ["plan.csv"]),
        (None, ["plan.csv"]),
    ],
)
def test_a_plan_that_does_not_fit(
    small: Path, planner: Planner, text: str | None, words: list[str]
) -> None:
    if text is not None:
        (small / "plan.csv").write_text(text, encoding="utf-8")
    printed = ended(planner("evaluate", "small.yaml", "--plan", "plan.csv", folder=small), 2)
    assert all(word in printed for word in words)
    assert not (small / "runs").exists()


def test_check_counts_and_names(small: Path, planner: Planner) -> None:
    done = planner("check", "small.yaml", folder=small)
    assert "9 đơn vị, 48.000 người, 900,7 km², 12 ranh giới chung" in ended(done, 0)
    scenario("vn-commune-76-2025", "ht262-floors")(small)
    island = outlines(lambda units: units.assign(kind=["dac_khu", *["xa"] * 8]))
    island(small)
    no_rule = ended(planner("check", "small.yaml", "--json", folder=small), 1)
    assert json.loads(no_rule)["no_rule"] == ["11"]


def test_check_prints_classes_as_far_as_figures_are_known(small: Path, planner: Planner) -> None:
    """5,000 people on 100 km²: 10 and 17 points, and 21 at least for what is not known."""
    law = ["--set", "law.ruleset=vn-commune-112-2025"]
    told = ended(planner("check", "small.yaml", *law, folder=small), 0)
    assert "Xã Unit 11 (11): loại III đến loại " in told
    assert "class III to class" in told and "criteria known" in told
    plain = json.loads(ended(planner("check", "small.yaml", *law, "--json", folder=small), 0))
    (first,) = [row for row in plain["classes"] if row["code"] == "11"]
    assert first["least"] < 60 <= first["most"] and first["known"] < first["scales"]
    # Points of 2016 class nobody: its classes are not in the rule sets of that time.
    assert "criteria known" not in ended(planner("check", "small.yaml", folder=small), 0)


def test_rules_are_listed_and_shown(planner: Planner) -> None:
    listed = ended(planner("rules", "list"), 0)
    assert "vn-commune-76-2025" in listed and "vn-commune-112-2025" in listed
    shown = ended(planner("rules", "show", "vn-commune-76-2025"), 0)
    assert "16000" in shown.replace(",", "").replace(".", "")
    assert "vn-commune-76-2025" in ended(planner("rules", "show", "vn-commune-76"), 2)
    assert "inertia (người·km²)" in ended(planner("rules", "terms"), 0)


def test_init_lays_out_a_folder(small: Path, planner: Planner) -> None:
    ended(planner("init", "mine", folder=small), 0)
    mine = small / "mine"
    assert (mine / "scenarios" / "ha_tinh_2025.yaml").exists()
    assert (mine / "data" / "plans" / "ha_tinh_2025_decided.csv").exists()
    assert (mine / "notebooks" / "01_ha_tinh_2025.ipynb").exists()
    assert list(mine.rglob("*.py")) == []
    assert "already there" in ended(planner("init", "mine", folder=small), 2)
