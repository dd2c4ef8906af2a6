"""Documents and workbooks in LibreOffice: opened, computed, saved, read back.

LibreOffice is no part of what the tests install: ``pytest --all-worlds`` tries them.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from commandline import run_command
from dossier_edit import texts, write_into
from dossier_world import World
from pypdf import PdfReader

from planner.output.dossier import write_dossier
from planner.output.dossier.inputs import OfficeData
from planner.output.dossier.rerun import read_before

pytestmark = [pytest.mark.slow, pytest.mark.more]


def through_office(paths: list[Path], kind: str, out: Path) -> None:
    """Open files in LibreOffice and save them, with a profile of their own."""
    office = shutil.which("soffice")
    assert office is not None, "please install LibreOffice (apt-get install libreoffice)"
    profile = f"-env:UserInstallation={(out / 'profile').as_uri()}"
    names = [str(path) for path in paths]
    command = [office, profile, "--headless", "--convert-to", kind, "--outdir", str(out)]
    subprocess.run([*command, *names], check=True, capture_output=True, timeout=300)


def test_workbooks_are_computed_anew_without_an_error(squares: World, tmp_path: Path) -> None:
    """What formulas give there is what the run says; no cell holds an error."""
    book = openpyxl.load_workbook(squares.folder / "2_phu_luc.xlsx")
    sheet = book["Phụ lục 6"]
    for column, value in zip("DEFHJ", (9, 20, 11, 25, 5), strict=True):
        sheet[f"{column}5"] = value
    filled = tmp_path / "2_phu_luc.xlsx"
    book.save(filled)
    out = tmp_path / "out"
    out.mkdir()
    through_office([filled, squares.folder / "3_kiem_phieu.xlsx"], "xlsx", out)
    for path in out.glob("*.xlsx"):
        book = openpyxl.load_workbook(path, data_only=True)
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                assert not [cell.coordinate for cell in row if str(cell.value).startswith("#")]
    book = openpyxl.load_workbook(out / filled.name, data_only=True)
    totals = {}
    for sheet in book.worksheets:
        rows = list(sheet.iter_rows(values_only=True))
        heads = next(row for row in rows if row[0] == "TT")
        sums = [row for row in rows if "Tổng cộng" in row]
        if sums:
            totals[sheet.title] = dict(zip(heads, sums[0], strict=True))
    units = squares.evaluation.units
    present = totals["Phụ lục 2"]
    assert present["Quy mô dân số (người)"] == int(units["people"].sum())
    area = present["Diện tích tự nhiên (km²)"]
    assert isinstance(area, (int, float)) and abs(area - float(units["area_km2"].sum())) < 1e-6
    counts = totals["Phụ lục 5"]
    assert counts["Trước sắp xếp"] == len(units)
    assert counts["Sau sắp xếp"] == len(squares.evaluation.merged)
    assert counts["Tăng (+), giảm (-)"] == len(squares.evaluation.merged) - len(units)
    staff = book["Phụ lục 6"]
    assert [staff[f"{column}5"].value for column in "GI"] == [40, 15]


def test_the_page_for_a_leader_is_one(squares: World, tmp_path: Path) -> None:
    through_office([squares.folder / "0_tom_tat.docx"], "pdf", tmp_path)
    assert len(PdfReader(tmp_path / "0_tom_tat.pdf").pages) == 1


def tables(path: Path) -> dict[str, pd.DataFrame]:
    """Read the computed tables of a workbook by their titles; no cell may hold an error."""
    found = {}
    for sheet in openpyxl.load_workbook(path, data_only=True).worksheets:
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        wrong = [cell for row in rows for cell in row if str(cell).startswith(("#", "Err:"))]
        assert wrong == [], (path.name, sheet.title)
        top = next(place for place, row in enumerate(rows) if row[0] == "TT")
        title = next(str(row[0]) for row in rows[:top] if str(row[0]).startswith(sheet.title))
        body = [row for row in rows[top + 1 :] if isinstance(row[0], int) or "Tổng cộng" in row]
        name = title.partition(". ")[2].partition(" cấp ")[0]
        found[name] = pd.DataFrame(body, columns=rows[top], dtype="object")
    return found


# How fields, bold and marked letters stand in the texts of documents; none may reach a page.
MARKS = re.compile(r"\[\[|\]\]|\{\{|\*\*|==")
REAL = (
    "scenarios/ha_tinh_2025.yaml",
    "scenarios/ha_tinh_2023_2025.yaml",
    "scenarios/ha_tinh_2026.yaml",
    "vietnam:lam_dong@2026",
)


@pytest.mark.parametrize("scenario", REAL)
def test_workbooks_of_provinces_hold_what_their_runs_say(scenario: str, tmp_path: Path) -> None:
    """Computed by LibreOffice, held against plan.csv and indicators.csv alone."""
    run, out = tmp_path / "run", tmp_path / "out"
    out.mkdir()
    assert run_command("run", scenario, "--out", run).returncode in (0, 1)
    done = run_command("report", run)
    assert done.returncode == 0, done.stderr
    for path in (run / "dossier").glob("*.docx"):
        assert MARKS.search(texts(path)) is None, path.name
    books = sorted((run / "dossier").glob("*.xlsx"))
    assert [path.name for path in books] == ["2_phu_luc.xlsx", "3_kiem_phieu.xlsx"]
    through_office(books, "xlsx", out)
    tables(out / "3_kiem_phieu.xlsx")
    found = tables(out / "2_phu_luc.xlsx")
    said = pd.read_csv(run / "indicators.csv", index_col="indicator")
    plan = pd.read_csv(run / "plan.csv", dtype={"code": str, "new_code": str}, comment="#")
    people, area = "Quy mô dân số (người)", "Diện tích tự nhiên (km²)"
    present, sums = apart(found["Hiện trạng các đơn vị hành chính"])
    assert sums[people] == said.at["people", "before"] == present[people].sum()
    assert sums[area] == pytest.approx(said.at["area", "before"], abs=0.01)
    assert len(present) == said.at["units", "before"] == plan["code"].nunique()
    _, counts = apart(found["Tổng hợp số lượng đơn vị hành chính"])
    before, after = (int(said.at["units", side]) for side in ("before", "after"))
    assert counts.iloc[2:].tolist() == [before, after, after - before]
    # Units that stay as they are stand in no row of the plan, and keep their people.
    formed, sums = apart(found["Phương án sắp xếp các đơn vị hành chính"])
    named = set(formed["Đơn vị sau sắp xếp"])
    alone = plan[~plan["new_name"].isin(named)]
    assert len(formed) + len(alone) == after and (alone["code"] == alone["new_code"]).all()
    kept = present.set_index("Mã")[people].reindex(alone["code"]).sum()
    assert sums[people] == formed[people].sum() == said.at["people", "after"] - kept
    assert len(found["Chuyển đổi mã đơn vị hành chính"]) == len(plan)
    costs = found["Kinh phí và hỗ trợ từ ngân sách"]
    assert set(costs["Số đơn vị giảm"].dropna()) <= {before - after}


def apart(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series[Any]]:
    """Part the rows of a table from their sum."""
    return table.iloc[:-1], table.iloc[-1]


def test_written_words_survive_libreoffice(squares: World, tmp_path: Path) -> None:
    """Written in Word, opened and saved in LibreOffice, and made again."""
    folder, out = tmp_path / "dossier", tmp_path / "out"
    shutil.copytree(squares.folder, folder)
    out.mkdir()
    scheme, submission = folder / "2_de_an.docx", folder / "1_to_trinh.docx"
    write_into(scheme, "de_an.lich_su", "Đoạn một.", "Đoạn hai.")
    write_into(scheme, "de_an.00004.ly_do", "Lý do đã viết.")
    write_into(submission, "to_trinh.can_cu", "Nghị quyết một.")
    write_into(submission, "to_trinh.ngay", "ngày 05 tháng 01 năm 2027")
    through_office([scheme, submission], "docx", out)
    for path in out.glob("*.docx"):
        shutil.copyfile(path, folder / path.name)
    made = write_dossier(squares.matter, OfficeData(), folder, force=True)
    kept = read_before(folder).by_tag
    assert kept["de_an.lich_su"].text == "Đoạn một.\nĐoạn hai."
    assert kept["de_an.00004.ly_do"].text == "Lý do đã viết."
    assert kept["to_trinh.can_cu"].text == "Nghị quyết một."
    assert kept["to_trinh.ngay"].text == "ngày 05 tháng 01 năm 2027"
    # Fields that nobody wrote into are still empty, not full of their own hints.
    assert kept["de_an.kien_nghi"].blank and kept["de_an.00003.ly_do"].blank
    assert not [said for said in made.said if "without a field" in said.en]
