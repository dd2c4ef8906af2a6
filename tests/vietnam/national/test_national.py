"""All provinces at once: each result is one of its own, and the table says what it says."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from matplotlib import image

from planner.batch.plans import plan_point
from planner.batch.points import Swept
from planner.batch.processes import attempted
from planner.errors import EXIT_INFEASIBLE, InputError
from planner.store.manifest import FILES
from planner.vietnam.national.plans import COLUMNS, PLANS, point_of_province
from planner.vietnam.national.provinces import Provinces

pytestmark = pytest.mark.slow


BATCH = PLANS.on(["A3"])


def asking(change: str) -> Provinces:
    """Ask of each province something else."""
    return replace(PLANS, point=partial(point_of_province, changes=[change]))


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Swept]:
    """Plan a province of few communes, and one that is asked for the impossible, each a batch."""
    folder = tmp_path_factory.mktemp("provinces") / "out"
    told: list[tuple[str, int, int]] = []
    swept = PLANS.sweep(
        folder, keys=["hue"], progress=lambda key, _, done, of: told.append((key, done, of))
    )
    assert told == [("hue", 1, 1)]
    without = asking("count.exactly=1").sweep(folder.parent, keys=["dien_bien"])
    swept = Swept((*swept.points, *without.points), swept.rows | without.rows, 0)
    plans = PLANS.write(swept, folder)
    assert plans["exit_code"].max() == EXIT_INFEASIBLE
    return folder, swept


@pytest.fixture(scope="module")
def folder(planned: tuple[Path, Swept]) -> Path:
    """Give the folder of the provinces."""
    return planned[0]


def names_in(folder: Path) -> set[str]:
    """Name what lies in a folder to be seen."""
    return {path.name for path in folder.iterdir() if not path.name.startswith(".")}


def test_the_run_of_a_province_is_whole(folder: Path) -> None:
    assert {path.name for path in (folder / "hue").iterdir()} == {*FILES, "standing.csv"}
    assert not (folder / "dien_bien").exists()
    assert {*BATCH.files, BATCH.journal, "hue"} == names_in(folder)


def test_the_table_says_what_the_run_says(folder: Path) -> None:
    table = pd.read_csv(folder / "provinces.csv", index_col="key")
    assert list(table.columns) == COLUMNS
    row = table.loc["hue"]
    result = json.loads((folder / "hue" / "result.json").read_text(encoding="utf-8"))
    stages = {stage["name"]: stage for stage in result["stages"]}
    assert (row["units"], row["groups"]) == (result["units"], result["groups"])
    for name in ("unsatisfied", "disturbed", "inertia"):
        assert row[name] == stages[name]["value"]
        assert row[f"{name}_bound"] == stages[name]["bound"]
    assert row["proven"] and row["verified"] and row["check"] == 0
    assert row["any_size"] == result["pool"]["any_size"]


def test_a_province_without_a_plan_says_why(folder: Path) -> None:
    row = pd.read_csv(folder / "provinces.csv", index_col="key").loc["dien_bien"]
    assert pd.isna(row["groups"]) and row["exit_code"] == EXIT_INFEASIBLE
    assert row["fault_vi"] != row["fault_en"] and row["fault_vi"]
    record = json.loads((folder / "provinces.json").read_text(encoding="utf-8"))
    assert set(record["timing"]) == {"hue", "dien_bien", "sha256"}
    said = PLANS.total(pd.DataFrame(record["provinces"]))
    assert "1 trên 2 tỉnh" in said.vi and "1 of 2 provinces" in said.en


def test_the_workbook_has_a_row_for_each_and_their_sum(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "provinces.xlsx")
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    names = [row[0] for row in rows]
    first = next(i for i, name in enumerate(names) if str(name).startswith("Thành phố Huế"))
    assert str(names[first + 1]).startswith("Tỉnh Điện Biên")
    assert str(names[first + 2]).startswith("Cả nước")
    assert rows[first][1] == rows[first + 2][1]
    assert any("Điện Biên" not in str(cell) and "→" in str(cell) for cell in rows[first + 1])


def test_the_sheet_shows_new_units_and_provinces_without_a_plan(folder: Path) -> None:
    drawn = image.imread(folder / "provinces_a3.png")[..., :3]
    merged = (abs(drawn - [0xF0 / 255, 0xA8 / 255, 0x51 / 255]) < 0.01).all(axis=2)
    assert merged.sum() > 2000


def test_nothing_is_replaced_unasked(planned: tuple[Path, Swept]) -> None:
    folder, swept = planned
    with pytest.raises(InputError, match="--force"):
        PLANS.write(swept, folder)
    with pytest.raises(InputError, match="--force"):
        PLANS.sweep(folder, keys=["dien_bien", "hue"])
    assert not (folder / "dien_bien").exists()
    # What is there and answers another question.
    line, other = swept.points[0].arguments[0], ["count.exactly=30"]
    refused = attempted(plan_point, line, other, folder / "hue", False)
    assert "--force" in refused["fault_en"] and refused["exit_code"] == 2


def test_what_was_stopped_goes_on(planned: tuple[Path, Swept], tmp_path: Path) -> None:
    """Before the table is written there is the journal, or a run without its line."""
    shutil.copytree(planned[0], tmp_path / "out")
    for name in BATCH.files:
        (tmp_path / "out" / name).unlink()
    for lines in ("all", "none"):
        if lines == "none":
            (tmp_path / "out" / BATCH.journal).unlink()
        again = PLANS.sweep(tmp_path / "out", keys=["hue"])
        assert again.before == 1 and again.rows["hue"]["groups"] == planned[1].rows["hue"]["groups"]
    with pytest.raises(InputError, match="hue"):
        asking("count.exactly=30").sweep(tmp_path / "out", keys=["hue"])
