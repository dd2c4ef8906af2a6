"""The first sheet of the workbook: one page in Vietnamese, with the new units before all else."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from reported import RECORD, nine_squares

from planner.evaluation.changes import changes
from planner.output.reports.workbook import write_workbook
from planner.plan.standing import Question, Standing
from planner.words.standing import STANDS

HASH = re.compile(r"[0-9a-f]{32}|SHA", re.IGNORECASE)
HUNG = Question("mountain", "00001", "Ô số 1")


def front(path: Path, hung: bool = False) -> tuple[Worksheet, list[list[str]]]:
    """Write the workbook of the nine squares; give its first sheet, and the texts of its rows."""
    evaluation = nine_squares()
    if hung:
        code = str(changes(evaluation).index[0])
        standing = Standing({"mountain": 1}, hangs_on={code: (HUNG,)})
        plan = dataclasses.replace(evaluation.plan, standing=standing)
        evaluation = dataclasses.replace(evaluation, plan=plan)
    write_workbook(evaluation, RECORD, path)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    rows = sheet.iter_rows(values_only=True)
    return sheet, [[str(cell) for cell in row if cell is not None] for row in rows]


def test_it_is_one_page_in_vietnamese_without_hashes(tmp_path: Path) -> None:
    sheet, rows = front(tmp_path / "summary.xlsx")
    assert sheet.title == "Tổng hợp" and sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in ((1, 1), (None, None))
    said = "\n".join(cell for row in rows for cell in row)
    assert not HASH.search(said)
    english = ("Units", "People", "Verdict", "proven", "Stage", "Before", "must change")
    assert not [word for word in english if word in said]
    assert RECORD.title_vi in said and RECORD.title_en not in said


def test_new_units_come_first_with_verdict_and_why(tmp_path: Path) -> None:
    _, rows = front(tmp_path / "summary.xlsx")
    made = changes(nine_squares())
    head = next(i for i, row in enumerate(rows) if row[:1] == ["STT"])
    assert rows[head][-1] == "Vì sao sắp xếp"
    assert head < next(i for i, row in enumerate(rows) if row[:1] == ["Chỉ tiêu"])
    for row, (_, unit) in zip(rows[head + 1 :], made.iterrows()):
        assert row[1:3] == [unit["name"].vi, unit["members"].vi]
        assert row[-1] == unit["why"].vi


@pytest.mark.parametrize("hung", [False, True])
def test_how_sure_a_unit_is_has_a_column_where_it_was_asked(tmp_path: Path, hung: bool) -> None:
    _, rows = front(tmp_path / "summary.xlsx", hung)
    said = [cell for row in rows for cell in row]
    assert ("Chắc chắn đến đâu" in said) == hung
    assert (f"{STANDS['hangs'].vi}: {HUNG.words.vi}" in said) == hung
