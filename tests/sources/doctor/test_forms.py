"""Tables that speak of units otherwise: forms, several sources, units in cells, struck rows."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.styles import Font

from planner.sources.doctor.caution import CAUTION, Report
from planner.sources.doctor.matching import alike
from planner.sources.doctor.pool import _most_percent
from planner.sources.doctor.sheets import office_table, office_tables
from planner.sources.doctor.sheets.people import people_columns


def _book(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(path)
    return path


def _said(report: Report) -> str:
    return " ".join(each.line.en for each in report.remarks)


TWO_SOURCES: list[list[object]] = [
    ["BIỂU 2: DÂN SỐ CÁC XÃ"],
    ["TT", "Tên đơn vị", "Cục Thống kê", "Công an", None, None, None, "Số hộ nghèo"],
    [None, None, None, "30/6/2025", None, None, "31/12/2024", None],
    [None, None, "1/4/2025", "Thường trú", "Tạm trú", "Tổng số", "Tổng số", None],
    ["►", "Địa bàn Huyện A (trước đây)"],
    [1, "Xã An", 4500, "4'900", 100, "5'000 (người)", 4950, 9],
    [None, "- Trong đó: nam", None, None, None, 2400, None, None],
    [2, "Xã Bình", 5400, 5800, "không", "=D8+E8", 5790, 8],
    [3, "Xã Cát", 5400, None, None, None, 5790, 8],
    [4, "Xã Dinh", 5400, 5700, 200, 5900, 5790, 8],
    [4, "Xã Dinh", 5400, 3700, 200, 3900, None, None],
    [None, "Cộng địa bàn", None, None, None, "=SUM(F6:F9)", None, None],
]


def test_three_rows_of_headings_with_two_sources(tmp_path: Path) -> None:
    path = _book(tmp_path / "x.xlsx", {"2.DanSo": TWO_SOURCES})
    book = openpyxl.load_workbook(path)
    page = book.active
    for cells in ("A2:A4", "B2:B4", "C2:C3", "D2:G2", "D3:F3", "H2:H4"):
        page.merge_cells(cells)
    for cell in page[11]:
        cell.font = Font(strike=True)
    book.save(path)
    (table,) = office_tables(path, report := Report())
    assert table.columns["people"] == "Công an / 30/6/2025 / Tổng số"
    assert table.rows["name"].tolist() == ["Xã An", "Xã Bình", "Xã Cát", "Xã Dinh"]
    people = table.rows["people"]
    assert people.iloc[[0, 1, 3]].tolist() == [5000, 5800, 5900] and people.isna().sum() == 1
    assert [row for row, _ in table.problems] == [2]
    assert table.others == ("Cục Thống kê / 1/4/2025", "Công an / 31/12/2024 / Tổng số")
    told = _said(report)
    assert "headings in row 2–4" in told and "rows that are struck out left out: 11" in told
    assert "formulas without a value" in told and "not taken: Cục Thống kê / 1/4/2025" in told


def test_forms_about_one_unit_are_rows(tmp_path: Path) -> None:
    def form(name: str, area: str, people: str) -> list[list[object]]:
        return [
            ["PHIẾU CUNG CẤP THÔNG TIN"],
            ["1. Tên đơn vị:", None, name],
            ["2. Diện tích tự nhiên:", None, area],
            ["3. Dân số (30/6/2025):"],
            ["   - Thường trú:", None, "35.662"],
            ["   - Tạm trú:", None, "741"],
            ["   - Tổng số:", None, people],
            ["4. Số thôn, tổ dân phố:", None, 33],
            [None, None, "Chủ tịch UBND"],
        ]

    sheets = {
        "Phieu 01": form("Xã Vinh Lộc", "66,531 km2", "36.403 người"),
        "Phieu 02": form("Xã Long Quảng", "21.585 ha", "36.000"),
    }
    one, two = office_tables(_book(tmp_path / "x.xlsx", sheets), Report())
    assert one.rows.iloc[0].to_dict() == {
        **{"code": "", "name": "Xã Vinh Lộc", "kind": ""},
        **{"people": 36_403, "area_km2": 66.531},
    }
    assert two.rows["area_km2"].tolist() == [215.85] and two.area_unit == "km2"
    assert not one.unlike and "sum to 36,403" in two.unlike[0].en


def test_areas_that_state_their_own_unit_are_written_in_that_of_the_others(tmp_path: Path) -> None:
    rows = [
        ["Tên xã", "Diện tích"],
        ["Xã An", "1.942,8 ha"],
        ["Xã Bình", 2062.5],
        ["Xã Cát", "33,931 km2"],
        ["Xã Dinh", 3703],
    ]
    table = office_table(_book(tmp_path / "x.xlsx", {"S": rows}), report := Report())
    assert table.rows["area_km2"].tolist() == [1942.8, 2062.5, 3393.1, 3703]
    assert table.area_unit == "ha" and "'33,931 km2' read as 3,393.10 ha" in _said(report)


def test_days_and_sources_choose_the_column_of_people() -> None:
    heads = ["Tên", "Công an / 31/12/2024 / Tổng số", "Công an / 30/6/2025 / Tổng số"]
    people = people_columns(heads, "Biểu 2: dân số")
    assert people is not None and people.total == (heads[2],)
    assert people_columns(heads, "Biểu 2: cán bộ") is None


def test_roman_numbers_tell_units_apart() -> None:
    assert alike("A Lưới IV", "A Lưới 4") == 100 > 60 > alike("A Lưới IV", "A Lưới 5")


def test_what_differs_alike_from_all_units_speaks_louder() -> None:
    """Where all differ alike, 17 % less is doubtful, though years may differ by 30 %."""
    near = pd.Series([1.0, 1.001, 0.999, 1.0, 1.001, 0.83])
    assert _most_percent(near, 30.0, CAUTION) == pytest.approx(CAUTION.least_percent)
    far = pd.Series([1.0, 1.05, 0.94, 1.07, 0.96, 0.83])
    assert _most_percent(far, 30.0, CAUTION) == 30.0


def test_two_tables_side_by_side_and_hidden_columns(tmp_path: Path) -> None:
    heads = ["TT", "Tên xã", "DS", "DS 2024", "DS 2025", "Mật độ"]
    numbers = [str(n) for n in range(1, 7)]
    rows = [
        ["Biểu dân số"],
        [*heads, None, *heads],
        [*numbers, None, *numbers],
        ["a)", "Huyện A (cũ)", None, None, None, None, None, "a)", "Huyện B (cũ)"],
        [1, "Xã An", 1, 4900, 5000, 100, None, 1, "Xã Bình", 2, 5900, "6.000", 120],
        ["(Xã trên chưa rà soát)", *[None] * 6, 2, "Xã Cát", 3, 6900, "7,000", 140],
    ]
    path = _book(tmp_path / "x.xlsx", {"S": rows})
    book = openpyxl.load_workbook(path)
    for letter in "CJ":
        book.active.column_dimensions[letter].hidden = True
    book.save(path)
    one, two = office_tables(path, report := Report())
    assert one.rows["people"].tolist() == [5000] and two.rows["people"].tolist() == [6000, 7000]
    assert two.address(0, "DS 2025").en == "x.xlsx [S, H–M], cell L5"
    assert one.others == ("DS 2024",) and one.density == "Mật độ"
    told = _said(report)
    assert "2 tables side by side" in told and "hidden columns, set aside: C, J" in told


def test_names_cut_short_with_dots_are_like_what_they_shorten() -> None:
    assert alike("H.Hoa Thám", "Hoàng Hoa Thám") > 90 > alike("H.Hoa Thám", "Hưng Hà Thôn")
    assert alike("D.M.Châu", "Dương Minh Châu") > 90
