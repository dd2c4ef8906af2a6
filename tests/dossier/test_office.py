"""Documents and workbooks in LibreOffice: opened, computed, saved, read back.

LibreOffice is no part of what the tests install: ``pytest --all-worlds`` tries them.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from dossier_edit import write_into
from dossier_world import World

from planner.dossier import write_dossier
from planner.dossier.given import Given
from planner.dossier.kept import read_before

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
    assert counts["Tăng (+), giảm (−)"] == len(squares.evaluation.merged) - len(units)
    staff = book["Phụ lục 6"]
    assert [staff[f"{column}5"].value for column in "GI"] == [40, 15]


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
    made = write_dossier(squares.matter, Given(), folder, force=True)
    kept = read_before(folder).by_tag
    assert kept["de_an.lich_su"].text == "Đoạn một.\nĐoạn hai."
    assert kept["de_an.00004.ly_do"].text == "Lý do đã viết."
    assert kept["to_trinh.can_cu"].text == "Nghị quyết một."
    assert kept["to_trinh.ngay"].text == "ngày 05 tháng 01 năm 2027"
    # Fields that nobody wrote into are still empty, not full of their own hints.
    assert kept["de_an.kien_nghi"].blank and kept["de_an.00003.ly_do"].blank
    assert not [said for said in made.said if "without a field" in said.en]
