"""Outputs: the run folder says what was done, honestly and the same twice."""

from __future__ import annotations

import dataclasses
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from reported import NOTE, RECORD, contents, hidden, nine_squares

from planner.evaluation import Evaluation, evaluate
from planner.gate.documents import read_yaml
from planner.law import read_ruleset
from planner.output.reports import RunRecord, write_outputs
from planner.output.reports.layers import layers
from planner.output.reports.tables import shown_percent
from planner.output.reports.workbook import write_workbook
from planner.plan import Plan, Stage
from planner.plan.merging import merge_units
from planner.sources import SourceSettings, data_folder, read_units
from planner.sources.tables.plans import read_plan
from planner.store.manifest import FILES
from planner.units.graph import GraphSettings, build_graph
from planner.units.provenance import provenance_of
from planner.words import Text, text

SHEETS = ["Tổng hợp", "Phương án", "Đơn vị hiện trạng", "Kết quả xét", "Hiện trạng xét"]
SHEETS += ["Căn cứ và ghi chú"]


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    return nine_squares()


@pytest.fixture(scope="module")
def folder(evaluation: Evaluation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_outputs(evaluation, tmp_path_factory.mktemp("ground") / "runs" / "trial", RECORD)


def test_folder_holds_exactly_the_files_of_a_run(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
    assert hidden(folder.parent) == []
    ours = folder.stat().st_mode & 0o777
    assert ours == folder.parent.stat().st_mode & 0o777  # readable like any other folder


def test_plan_reads_back(folder: Path, evaluation: Evaluation) -> None:
    plan = read_plan(folder / "plan.csv", evaluation.units)
    pd.testing.assert_frame_equal(plan.parts, evaluation.plan.parts, check_dtype=False)
    pd.testing.assert_frame_equal(plan.results, evaluation.plan.results, check_dtype=False)
    assert plan.notes == (text(NOTE.replace("\n", " ")),)
    merged = merge_units(evaluation.units, plan)
    assert list(merged["people"]) == list(evaluation.merged["people"])


def test_result_says_what_was_done(folder: Path, evaluation: Evaluation) -> None:
    result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    assert (result["units"], result["groups"]) == (9, 5)
    assert result["pool"] == {
        "size": 99,
        "enumerated": 120,
        "accepted": 50,
        "max_members": 4,
        "larger": {},
        "sha256": "0" * 64,
    }
    assert [stage["name"] for stage in result["stages"]] == ["unsatisfied", "inertia"]
    assert result["stages"][0]["proven"] and not result["stages"][1]["proven"]
    assert result["stages"][1]["final"] is None  # not a number is null
    people = result["terms"]["people"]
    assert people == {"before": 39504, "after": 39504, "unit": "người"}
    assert set(result["terms"]) == set(evaluation.indicators["indicator"])
    assert result["inputs"] == [file.as_dict() for file in RECORD.inputs]
    assert result["ruleset"]["id"] == "vn-commune-76-2025"
    assert len(result["ruleset"]["sha256"]) == 64
    assert {"planner", "python", "geos", "highspy", "pulp"} <= set(result["versions"])
    timing = result["timing"]
    assert {key: timing[key] for key in RECORD.timing} == RECORD.timing
    assert set(timing) == {*RECORD.timing, "sha256"}
    assert result["check"] == [] and result["repeatable"] is True


def test_result_names_what_is_not_satisfied_and_why(folder: Path) -> None:
    rows = json.loads((folder / "result.json").read_text(encoding="utf-8"))["unsatisfied"]
    by_code = {row["code"]: row for row in rows}
    assert set(by_code) == {"00003", "00008", "00009"}
    assert by_code["00009"]["why"] == "no rule"
    assert [m["name"] for m in by_code["00003"]["members"]] == ["Xã Ô số 3", "Xã Ô số 6"]
    (missed,) = by_code["00003"]["why"]
    assert (missed["measure"], missed["value"], missed["threshold"]) == ("people", 11000, 16000)
    assert missed["percent"] == 68.75 and missed["article"].startswith("76/2025")


def test_scenario_reads_back(folder: Path) -> None:
    assert read_yaml(folder / "scenario.yaml") == RECORD.scenario


def test_findings_stand_before_and_after_with_names(folder: Path) -> None:
    table = pd.read_csv(folder / "findings.csv", dtype={"code": str})
    assert list(table.columns[:3]) == ["state", "code", "name"]
    counts = table.groupby("state")["code"].nunique()
    assert counts.to_dict() == {"before": 9, "after": 5}
    assert set(table.loc[table["code"] == "00009", "status"]) == {"no_rule"}
    judged = table[table["status"] != "no_rule"]
    assert judged["article"].notna().all()


def test_layers_read_back_and_conserve_people(folder: Path, evaluation: Evaluation) -> None:
    path = folder / "units.gpkg"
    present, proposed, changes = (
        gpd.read_file(path, layer=name) for name in ("present", "proposed", "changes")
    )
    assert (len(present), len(proposed)) == (9, 5)
    assert present["people"].sum() == proposed["people"].sum() == 39504
    assert present.crs == evaluation.units.crs
    assert present.area.sum() == pytest.approx(proposed.area.sum())
    # All but 00008 and 00009, which stay as they are.
    assert set(changes["code"]) == {f"0000{i}" for i in range(1, 8)}
    divided = changes.set_index("code").loc["00005"]
    assert divided["to_code"] == "00001; 00004" and divided["role"] == "divided"
    members = proposed.set_index("code").loc["00004"]
    assert members["members"] == "Xã Ô số 4, Thị trấn Ô số 5 (một phần), Xã Ô số 7"
    assert members["people_percent"] == pytest.approx(100 * members["people"] / 16000)
    for table in (present, proposed, changes):
        assert all(name.isascii() and name == name.lower() for name in table.columns)
    with closing(sqlite3.connect(path)) as database:
        aliases = dict(
            database.execute(
                "SELECT column_name, name FROM gpkg_data_columns WHERE table_name = 'proposed'"
            )
        )
    assert aliases["people"] == "Dân số, người"
    assert set(proposed.columns) - set(aliases) == {"geometry"}


def test_a_plan_that_changes_nothing_has_an_empty_layer_of_changes(
    evaluation: Evaluation, tmp_path: Path
) -> None:
    units = evaluation.units
    parts = pd.DataFrame(
        {"code": units.index, "new_code": units.index, "share_area": 1.0, "share_people": 1.0}
    )
    results = units[["name", "kind"]].rename_axis("new_code")
    same = evaluate(units, evaluation.graph, Plan(parts, results), evaluation.ruleset)
    folder = write_outputs(same, tmp_path / "run", RunRecord("Giữ nguyên"))
    assert len(layers(same)["changes"]) == 0
    assert len(gpd.read_file(folder / "units.gpkg", layer="changes")) == 0


def test_workbook_totals_are_sums_and_every_formula_has_its_value(folder: Path) -> None:
    shown = openpyxl.load_workbook(folder / "summary.xlsx", data_only=True)
    written = openpyxl.load_workbook(folder / "summary.xlsx")
    assert shown.sheetnames == SHEETS
    formulas = 0
    for sheet in written:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    formulas += 1
                    assert isinstance(shown[sheet.title][cell.coordinate].value, (int, float))
    assert formulas == 2 * 2 + 5 * 2 + len(nine_squares().indicators)
    for name, n in (("Phương án", 5), ("Đơn vị hiện trạng", 9)):
        rows = list(shown[name].iter_rows(min_row=4, values_only=True))
        heads = [str(text).split("\n")[0] for text in rows[0]]
        body, total = rows[1 : n + 1], rows[n + 1]
        assert len(rows) == n + 2
        for head, expected in (("Dân số (người)", 39504), ("Diện tích (km²)", 900.0)):
            i = heads.index(head)
            assert total[i] == pytest.approx(sum(row[i] for row in body))
            assert total[i] == pytest.approx(expected)
        assert body[0][heads.index("Mã")] == "00001"  # leading zeros kept
        sheet = written[name]
        assert sheet.freeze_panes == "D5" and sheet.print_title_rows == "$4:$4"
        assert sheet.page_setup.orientation == "landscape" and sheet.auto_filter.ref
        assert sheet["B5"].font.name == "Times New Roman"


def test_summary_recounts_what_the_other_sheets_hold(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "summary.xlsx")
    rows = {row[0].value: row for row in book["Tổng hợp"].iter_rows(min_row=5, max_col=6)}
    people = rows["Dân số"]
    assert people[3].value == "=SUM('Đơn vị hiện trạng'!$F$5:$F$13)"
    assert people[4].value == "=SUM('Phương án'!$G$5:$G$9)"
    heads = [
        book["Đơn vị hiện trạng"]["F4"].value.split("\n")[0],
        book["Phương án"]["G4"].value.split("\n")[0],
    ]
    assert heads == ["Dân số (người)"] * 2
    assert people[5].value.startswith("=E")


def test_a_failed_check_is_the_first_thing_a_reader_sees(
    evaluation: Evaluation, tmp_path: Path
) -> None:
    record = RunRecord("Thử", check=[Text("đơn vị 00001 bị lặp", "unit 00001 stands twice")])
    folder = write_outputs(evaluation, tmp_path / "run", record)
    assert json.loads((folder / "result.json").read_text())["check"] == ["unit 00001 stands twice"]
    sheet = openpyxl.load_workbook(folder / "summary.xlsx")["Tổng hợp"]
    assert sheet["A4"].value == "đơn vị 00001 bị lặp"


def test_a_percent_that_misses_never_shows_a_hundred() -> None:
    shown = shown_percent(pd.Series([99.9999, 99.999, 100.0, 57.3, 100.0 - 1e-10, np.nan]))
    assert list(shown[:5]) == [99.99, 99.99, 100.0, 57.3, 100.0]
    assert np.isnan(shown[5])


def test_a_stage_that_costs_more_than_nothing_has_no_percent(
    evaluation: Evaluation, tmp_path: Path
) -> None:
    stage = Stage("unsatisfied", "đơn vị", 4.0, 4.0, True, 0.0, 4.0, 0.0, 3.0)
    plan = dataclasses.replace(evaluation.plan, stages=(stage,))
    path = tmp_path / "summary.xlsx"
    write_workbook(dataclasses.replace(evaluation, plan=plan), RECORD, path)
    rows = openpyxl.load_workbook(path)[SHEETS[-1]].iter_rows(values_only=True)
    (row,) = [row for row in rows if row[1] == "Units in a group not accepted"]
    assert row[3] == 4 and row[8] is None


@pytest.mark.slow
def test_the_decided_plan_of_ha_tinh_is_reported(tmp_path: Path) -> None:
    units = read_units(SourceSettings(boundaries="vietnam:ha_tinh@2024"), tmp_path)
    decided = data_folder() / "plans" / "ha_tinh_2025_decided.csv"
    graph = build_graph(units, GraphSettings())
    ruleset = read_ruleset("vn-commune-76-2025")
    evaluation = evaluate(units, graph, read_plan(decided, units), ruleset)
    record = RunRecord("Hà Tĩnh", inputs=list(provenance_of(units).inputs))
    folder = write_outputs(evaluation, tmp_path / "run", record)
    result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    assert (result["units"], result["groups"]) == (209, 69)
    assert result["terms"]["people"]["before"] == result["terms"]["people"]["after"] == 1_288_866
    for note in (*provenance_of(units).notes, *evaluation.plan.notes):
        assert note.by_language() in result["notes"]
    assert all(set(text) == {"vi", "en"} for text in result["ruleset"]["not_modelled"])
    assert all(row["why"] == "no rule" or row["why"][0]["article"] for row in result["unsatisfied"])
    proposed = gpd.read_file(folder / "units.gpkg", layer="proposed")
    assert len(proposed) == 69 and proposed["people"].sum() == 1_288_866
    assert proposed["article"].ne("").all()
    again = read_plan(folder / "plan.csv", units)
    pd.testing.assert_frame_equal(again.parts, evaluation.plan.parts)
    pd.testing.assert_frame_equal(again.results, evaluation.plan.results)
    rows = openpyxl.load_workbook(folder / "summary.xlsx", data_only=True)["Phương án"]
    assert rows["G74"].value == 1_288_866
    texts = [str(row[0]) for row in rows.parent["Căn cứ và ghi chú"].iter_rows(values_only=True)]
    notes = [i for i, text in enumerate(texts) if text.startswith("Dân số: Tổng điều tra dân số n")]
    assert texts[notes[0] + 1].startswith("People: census of 1 April 2019")
    assert any(text.startswith("Giả định: phường Đại Nài") for text in texts)
    found = columns(rows.parent["Kết quả xét"])
    assert set(found["Nguồn số liệu"]) == {"Tổng điều tra dân số 2019", "tính từ bản đồ"}
    # What rests on the shares that the plan assumes is marked in every table.
    halved = {"Phường Thành Sen", "Phường Hà Huy Tập"}
    people_only = {"Phường Sông Trí", "Phường Hoành Sơn"}
    marks = zip(found["Tên đơn vị"], found["Tiêu chí"], found["Số liệu chưa chắc chắn"])
    assert {(name, measure) for name, measure, mark in marks if mark} == {
        *((name, "Dân số") for name in halved | people_only),
        *((name, "Diện tích") for name in halved),
    }
    plan = columns(rows)
    assert {
        name: mark for name, mark in zip(plan["Tên đơn vị"], plan["Số liệu chưa chắc chắn"]) if mark
    } == dict.fromkeys(halved, "dân số, diện tích") | dict.fromkeys(people_only, "dân số")
    table = pd.read_csv(folder / "findings.csv", dtype={"code": str})
    assert set(table.loc[table["assumed_share"], "name"]) == halved | people_only
    told = {row["name"]: row["measures"] for row in result["assumed_shares"]}
    assert told == {
        **{name: ["people", "area_km2"] for name in halved},
        **{name: ["people"] for name in people_only},
    }
    # A ground is its article, without the key of the rule set.
    assert {str(text)[:7] for text in plan["Căn cứ miễn xét"] if text} == {"76/2025"}
    # 31 of today's units need not change; 29 join one that must, Sơn Kim 1 and 2 stay.
    assert result["roles"] == {"mandatory": 178, "adjacent": 29, "free": 2}
    present = columns(rows.parent["Đơn vị hiện trạng"])
    assert present["Diện sắp xếp"].count("Liền kề, nhập cùng đơn vị phải sắp xếp") == 29
    before = table[table["state"] == "before"].drop_duplicates("code")
    assert before["law_role"].value_counts().to_dict() == result["roles"]


def columns(sheet: Worksheet) -> dict[str, list[Any]]:
    """Read a table of the workbook by its Vietnamese headings, without title and totals."""
    rows = list(sheet.iter_rows(values_only=True))
    top = next(i for i, row in enumerate(rows) if "Tên đơn vị" in str(row))
    heads = [str(text).split("\n")[0] for text in rows[top]]
    body = [row for row in rows[top + 1 :] if row[heads.index("Mã")]]
    return {head: [row[i] for row in body] for i, head in enumerate(heads)}


SCRIPT = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from planner.output.reports import write_outputs
from tests.reported import RECORD, nine_squares
write_outputs(nine_squares(), Path(sys.argv[2]), RECORD)
"""


@pytest.mark.slow
@pytest.mark.more
def test_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    root = str(Path(__file__).parents[3])
    folders = []
    for seed in ("0", "1"):
        folders.append(tmp_path / f"seed_{seed}")
        subprocess.run(
            [sys.executable, "-c", SCRIPT, root, str(folders[-1])],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=root,
            check=True,
        )
    one, other = (contents(path) for path in folders)
    results = [json.loads(files.pop("result.json")) for files in (one, other)]
    for result in results:
        result.pop("timing")
    assert results[0] == results[1]
    assert list(one) and one == other
