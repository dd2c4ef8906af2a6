"""Tables as offices make them: headings, sums, notes, figures in every style."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest
from office_files import province, write_people

from planner.errors import InputError
from planner.sources.doctor.caution import Report
from planner.sources.doctor.sheets import office_table
from planner.sources.doctor.sheets.words import is_part
from planner.sources.settings import TableJoin
from planner.sources.tables import read_sheet


def workbook(path: Path, *rows: list[object]) -> Path:
    """Write rows into a workbook."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_an_offices_workbook_is_read_whole(tmp_path: Path) -> None:
    units = province("cao_bang")
    path, report = tmp_path / "dan_so.xlsx", Report()
    total = write_people(units, path, {})
    table = office_table(path, report)
    assert len(table.rows) == len(units) == 56
    assert table.rows["people"].sum() == total
    assert table.columns == {
        "name": "Tên đơn vị hành chính",
        "people": "Dân số (người) / Tổng số",
    }
    assert "Xã Tổng Cọt" in set(table.rows["name"])  # a commune, and no row of totals
    said = "\n".join(each.line.en for each in report.remarks)
    assert "headings in row 4–5" in said and "hidden rows, which were read as well: 9" in said
    assert "rows of totals left out: 65" in said and "number the columns left out: 6" in said
    assert "people are whole numbers (14 cells like it)" in said


def test_a_total_that_is_not_the_sum_is_told(tmp_path: Path) -> None:
    rows = [["Tên xã", "Số dân"], ["An", 5_000], ["Bình", "6.000"], ["Tổng cộng", "12.000"]]
    report = Report()
    office_table(workbook(tmp_path / "x.xlsx", *rows), report)
    (doubt,) = report.doubts
    assert "the rows sum to 11,000, the row of totals says 12,000" in doubt.text.en


def test_cells_that_are_no_figures_are_refused_by_address(tmp_path: Path) -> None:
    rows = [
        ["Mã xã", "Xã", "Dân số", "Diện tích (ha)"],
        [4, "An", datetime.date(2025, 12, 31), 1200.5],
        [8, "Bình", None, 7],
    ]
    with pytest.raises(InputError) as caught:
        office_table(workbook(tmp_path / "x.xlsx", *rows), Report())
    places = [problem.place.en for problem in caught.value.problems]
    assert places == ["x.xlsx [Sheet], cell C2", "x.xlsx [Sheet], cell C3"]


def test_letters_and_signs_of_a_csv(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    text = "M\xb7 x\xb7;T\xaan x\xb7;D\xa9n s\xe8;Di\xd6n t\xddch (ha)\n"
    text += "00004;X\xb7 S\xacn Kim;8.500;1.234,5\n00008;X\xb7 \xa7\xf8c Th\xe4;12,345;7,25\n"
    path.write_bytes(text.encode("latin-1"))
    table = office_table(path, report := Report())
    assert table.rows["name"].tolist() == ["Xã Sơn Kim", "Xã Đức Thọ"]
    assert table.rows["people"].tolist() == [8500, 12345]
    assert table.rows["area_km2"].tolist() == [1234.5, 7.25]
    assert (table.area_unit, table.rows["code"].tolist()) == ("ha", ["00004", "00008"])
    assert "tcvn3" in report.remarks[0].text.en


def test_a_sheet_without_a_table_of_units_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no table with a column of names"):
        office_table(workbook(tmp_path / "x.xlsx", ["a", "b"], [1, 2]), Report())


@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_other_workbooks_hold_the_same(tmp_path: Path, kind: str) -> None:
    """Written by LibreOffice from the workbook beside them (tests/doctor/tables)."""
    path = Path(__file__).parent / "tables" / f"people.{kind}"
    settings = TableJoin(file=path.name, header_row=2, header_rows=2, sheet="Biểu")
    sheet = read_sheet(path, settings)
    assert list(sheet.frame.columns) == ["Mã", "Dân số / Tổng số", "Dân số / Nữ"]
    assert sheet.frame.iloc[0].tolist() == ["00004", 8500.0, 4300.0]
    assert sheet.address(sheet.frame.index)(0, "Mã").en == f"people.{kind} [Biểu], cell A4"


@pytest.mark.parametrize(
    ("name", "larger"),
    [
        ("TX Mỹ Hào", True),
        ("TX. Mỹ Hào (cũ)", True),
        ("TP Hưng Yên", True),
        ("Huyện Kim Động", True),
        ("Phường Mỹ Hào", False),
        ("Mỹ Hào", False),
        # So is Hoàng Hoa Thám cut short: somebody is asked.
        ("H.Hoa Thám", False),
    ],
)
def test_a_row_of_an_old_district_is_no_commune(name: str, larger: bool) -> None:
    assert is_part(["7", name], name) is larger
