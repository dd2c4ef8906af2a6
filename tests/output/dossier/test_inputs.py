"""What an office gives: a tally of thirty settlements, staff, offices; every fault by its cell."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from dossier_world import World, matter_of

from planner.errors import InputError
from planner.law import read_ruleset
from planner.output.dossier.context import totals
from planner.output.dossier.inputs import COUNTS, OfficeData, read_office, read_opinions
from planner.output.dossier.layout import layout_of
from planner.output.dossier.tables import forms
from planner.output.dossier.tables.annexes import annexes

CALLED = {"00001": "phường Ô Một", "00002": "xã Ô số 2", "00003": "xã Ô số 3"}


def tally(squares: World, path: Path, **planted: object) -> Path:
    """Fill the form of the dossier: ten settlements each of three units; plant what is asked."""
    book = openpyxl.load_workbook(squares.folder / "3_kiem_phieu.xlsx")
    sheet = book.worksheets[0]
    filled = 0
    for row in range(5, sheet.max_row + 1):
        if sheet[f"B{row}"].value in CALLED:
            filled += 1
            sheet[f"D{row}"] = f"Thôn {filled}"
            for column, value in zip("EFGH", (100 + filled, 90, 60, 25), strict=True):
                sheet[f"{column}{row}"] = value
    assert filled == 30
    for cell, value in planted.items():
        sheet[cell] = value
    book.save(path)
    return path


def test_a_tally_is_summed_by_unit(squares: World, tmp_path: Path) -> None:
    found = read_opinions(tally(squares, tmp_path / "a.xlsx"), CALLED)
    assert found.loc["00002"].to_dict() == {
        "households": sum(100 + n for n in range(1, 11)),
        "took_part": 900,
        "agree": 600,
        "disagree": 250,
    }
    # The same as a csv, with the keys for headings.
    rows = [f"{code},Thôn {code},100,90,60,25" for code in CALLED]
    text = "\n".join([f"code,settlement,{','.join(COUNTS)}", *rows])
    (tmp_path / "a.csv").write_text(text, "utf-8")
    assert read_opinions(tmp_path / "a.csv", CALLED)["agree"].tolist() == [60, 60, 60]


def test_units_are_named_in_place_of_codes(tmp_path: Path) -> None:
    heads = ",".join(COUNTS)
    rows = ["Xã Ô số 2,Thôn A,100,90,60,25", "O mot,Tổ 1,10,9,6,2", "00003,Thôn B,1,1,1,0"]
    for heading in ("name", "Đơn vị hành chính", "code"):
        text = "\n".join([f"{heading},settlement,{heads}", *rows])
        (tmp_path / "a.csv").write_text(text, "utf-8")
        assert read_opinions(tmp_path / "a.csv", CALLED)["agree"].to_dict() == {
            "00001": 6,
            "00002": 60,
            "00003": 1,
        }
    # One that two units have, and one that none has, are asked, with those that may be meant.
    two = CALLED | {"00004": "phường Ô số 2"}
    text = "\n".join([f"name,settlement,{heads}", "Ô số 2,A,9,9,6,2", "Ô sô 22,B,9,9,6,2"])
    (tmp_path / "a.csv").write_text(text, "utf-8")
    with pytest.raises(InputError) as refused:
        read_opinions(tmp_path / "a.csv", two)
    first, second = (str(each) for each in refused.value.problems)
    assert "Xã Ô số 2 (00002)" in first and "Phường Ô số 2 (00004)" in first
    assert "Ô sô 22" in second and "(00002)" in second


def test_five_planted_faults_are_all_named(squares: World, tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(squares.folder / "3_kiem_phieu.xlsx").worksheets[0]
    rows = [row for row in range(5, sheet.max_row) if sheet[f"B{row}"].value in CALLED]
    planted = {
        f"F{rows[0]}": 500,  # more than there are
        f"G{rows[7]}": 80,  # with those against more than took part
        f"E{rows[12]}": "một trăm",
        f"H{rows[21]}": None,
        f"D{rows[29]}": "Thôn 28",  # once more
    }
    path = tally(squares, tmp_path / "b.xlsx", **planted)
    with pytest.raises(InputError) as caught:
        read_opinions(path, CALLED)
    assert len(caught.value.problems) == 5
    said = str(caught.value)
    assert all(f"b.xlsx [Kiểm phiếu], cell {cell}" in said for cell in planted)


def test_codes_and_files_are_checked(squares: World, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("code,settlement,households,took_part,agree,disagree\n1,A,9,8,-7,0\n", "utf-8")
    (tmp_path / "staff.csv").write_text("mã,cán bộ\n00001,5\n", "utf-8")
    with pytest.raises(InputError) as caught:
        read_office(squares.matter, opinions=path, staff=tmp_path / "staff.csv")
    said = str(caught.value)
    assert "row 2, column code: found '1'" in said and "column agree: found -7" in said
    assert "staff.csv: found no row with the headings Mã" in said
    with pytest.raises(InputError, match="No such file"):
        read_office(squares.matter, offices=tmp_path / "none.xlsx")


def test_percents_are_of_all_households(squares: World, tmp_path: Path) -> None:
    given = read_office(squares.matter, opinions=tally(squares, tmp_path / "d.xlsx"))
    found = totals(squares.matter, given)
    assert found is not None
    assert found.households == sum(100 + n for n in range(1, 31)) and found.agree == 1800
    assert found.percent == int(10000 * 1800 / found.households) / 100
    # The law of 2025 names no figure; that of 2026 does.
    assert found.short == () and set(found.missing) == {
        unit.called for unit in squares.matter.moved if unit.code not in CALLED
    }


def test_where_voters_are_asked_forms_say_so(squares: World, tmp_path: Path) -> None:
    """Before 2025 each voter was asked; the form that says so is read as well."""
    layout = layout_of(read_ruleset("vn-commune-35-2023"))
    voters = replace(squares.matter, layout=layout)
    heads = [field.head.vi for field in forms.tally(voters).fields]
    assert heads[4:6] == ["Tổng số cử tri", "Số cử tri tham gia"]
    said = str(forms.tally(voters))
    assert "cử tri" in said and not re.search(r"\bhộ\b", said)
    path = tally(squares, tmp_path / "v.xlsx", F5=200)
    book = openpyxl.load_workbook(path)
    for cell, head in zip(book.worksheets[0][4], heads, strict=True):
        cell.value = head
    book.save(path)
    with pytest.raises(InputError, match="at most “Tổng số cử tri”"):
        read_opinions(path, CALLED)


def test_staff_and_offices_fill_their_annex(squares: World, tmp_path: Path) -> None:
    """The annex itself is the form: filled in its workbook, and read back from it."""
    book = openpyxl.load_workbook(squares.folder / "2_phu_luc.xlsx")
    staff = book["Phụ lục 6"]
    for column, value in zip("DEFHJ", (9, 20, 11, 25, 5), strict=True):
        staff[f"{column}5"] = value
    offices = book["Phụ lục 7"]
    offices["D5"], offices["E5"], offices["G5"] = 3, 1, "chuyển cho trường học"
    path = tmp_path / "filled.xlsx"
    book.save(path)
    given = read_office(squares.matter, staff=path, offices=path)
    made = {annex.key: annex for annex in annexes(squares.matter, given)}
    first = [column.cells[0] for column in made["staff"].columns()]
    assert first[3:10] == ["9", "20", "11", "40", "25", "15", "5"] and first[-1] == ""
    first = [column.cells[0] for column in made["offices"].columns()]
    assert first[3:] == ["3", "1", "2", "chuyển cho trường học"]
    assert made["staff"].wanted == 9 * len(squares.matter.formed) - 5


def test_a_dossier_without_gifts_has_none(squares: World) -> None:
    assert totals(matter_of(squares.evaluation), OfficeData()) is None
