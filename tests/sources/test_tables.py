"""Tables: numbers in Vietnamese style, rows joined by code, cells refused by their address."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from brought import read, refused, squares, write_csv
from pydantic import ValidationError

from planner.sources import TableJoin
from planner.sources.cells import parse_number
from planner.units.provenance import provenance_of
from planner.words import Text


@pytest.mark.parametrize(
    ("text", "whole", "number"),
    [
        ("8.500", True, 8500),
        ("1.288.866", True, 1288866),
        ("8 500", True, 8500),
        ("8500.0", True, 8500),
        ("12,5", False, 12.5),
        ("12.5", False, 12.5),
        ("1.234,5", False, 1234.5),
        ("1,234.5", False, 1234.5),
        ("0,125", False, 0.125),
        ("35.6250", False, 35.625),
        ("1.288.866", False, 1288866),
        ("-3", True, -3),
    ],
)
def test_vietnamese_numbers(text: str, whole: bool, number: float) -> None:
    assert parse_number(text, whole) == number


@pytest.mark.parametrize(
    ("text", "whole"),
    [("8.500", False), ("1,234", False), ("1,234", True), ("12,5", True), ("1.23.456", False),
     ("abc", False), ("1 2", True), ("", False)],
)  # fmt: skip
def test_numbers_that_are_refused(text: str, whole: bool) -> None:
    with pytest.raises(ValueError, match=r"not a|ambiguous"):
        parse_number(text, whole)


def test_a_stated_decimal_sign_settles_it() -> None:
    assert parse_number("8.500", decimal=".") == 8.5
    assert parse_number("8.500", decimal=",") == 8500


def test_csv_by_code_with_zeros_totals_and_semicolons(tmp_path: Path) -> None:
    write_csv(
        tmp_path,
        "Mã;Dân số;Diện tích\n00001;8.500;12,5\n00002;9000;9,25\n00003;7.000;9\n"
        "00004;1.288.866;1.234,5\n;;Tổng cộng\n",
    )
    table = TableJoin(
        file="people.csv",
        code="Mã",
        columns={"people": "Dân số", "area_km2": "Diện tích"},
        base="police register 2024",
    )
    units = read(squares(people=None), tmp_path, tables=[table])
    assert list(units["people"]) == [8500, 9000, 7000, 1288866]
    assert list(units["area_km2"]) == [12.5, 9.25, 9.0, 1234.5]
    assert set(units["people_base"]) == set(units["area_base"]) == {"police register 2024"}
    assert any(
        "dòng tổng cộng (6)" in note.vi and "totals" in note.en
        for note in provenance_of(units).notes
    )
    assert [entry.name for entry in provenance_of(units).inputs] == ["units.gpkg", "people.csv"]


def test_names_and_kinds_from_a_table(tmp_path: Path) -> None:
    write_csv(tmp_path, "code,name\n00001,Xã A\n00002,Phường 2\n00003,Xã C\n00004,Xã D\n")
    units = read(squares(name=None), tmp_path, tables=[TableJoin(file="people.csv")])
    assert list(units["kind"]) == ["xa", "phuong", "xa", "xa"]
    assert list(units["name"]) == ["A", "2", "C", "D"]


def test_xlsx_keeps_text_and_shown_zeros(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Bảng dân số"])
    sheet.append(["code", "people"])
    for row, (code, people) in enumerate(zip(["00001", 2, 3, 4], [1, "8.500", 3, 4], strict=True)):
        sheet.append([code, people])
        sheet.cell(row + 3, 1).number_format = "00000"
    book.save(tmp_path / "people.xlsx")
    table = TableJoin(file="people.xlsx", header_row=2)
    units = read(squares(people=None), tmp_path, tables=[table])
    assert list(units["people"]) == [1, 8500, 3, 4]


def test_ambiguous_cells_are_named_by_address(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Xã"
    sheet.append(["code", "note", "area_km2"])
    for code, area in zip(squares()["code"], ["8.500", 9, "1,234", "9,1"], strict=True):
        sheet.append([code, "", area])
    book.save(tmp_path / "areas.xlsx")
    error = refused(
        tmp_path,
        squares(),
        "areas.xlsx [Xã], cell C2",
        "cell C4",
        "8.5 or 8500",
        tables=[TableJoin(file="areas.xlsx")],
    )
    assert len(error.problems) == 2


def test_a_missing_heading_is_one_problem(tmp_path: Path) -> None:
    write_csv(tmp_path, "code,dan_so\n00001,1\n")
    table = TableJoin(file="people.csv", columns={"people": "so_dan"})
    error = refused(tmp_path, squares(people=None), "'so_dan'", "dan_so", tables=[table])
    assert len(error.problems) == 1


def test_codes_in_one_file_only(tmp_path: Path) -> None:
    write_csv(tmp_path, "code,people\n00001,1\n00002,2\n00003,3\n00009,4\n")
    error = refused(
        tmp_path, squares(people=None), "00009", "00004", tables=[TableJoin(file="people.csv")]
    )
    assert len([p for p in error.problems if "column code" in str(p.place)]) == 2


def test_lost_zeros_are_named_and_not_guessed(tmp_path: Path) -> None:
    write_csv(tmp_path, "code,people\n1,1\n2,2\n3,3\n4,4\n")
    refused(tmp_path, squares(people=None), "leading zeros", tables=[TableJoin(file="people.csv")])


def test_a_text_is_one_string_or_both_halves() -> None:
    join = TableJoin.model_validate({"file": "a.csv", "base": {"vi": "sổ hộ khẩu", "en": "book"}})
    assert join.base == Text("sổ hộ khẩu", "book")
    own = "police register, 31 December 2024"
    assert TableJoin.model_validate({"file": "a.csv", "base": own}).base == Text(own, own)
    with pytest.raises(ValidationError, match="vi: …, en: …"):
        TableJoin.model_validate({"file": "a.csv", "base": {"vi": "sổ hộ khẩu"}})
