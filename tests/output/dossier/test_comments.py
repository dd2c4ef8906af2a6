"""A register of ten comments over three versions of a plan."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from planner.errors import InputError
from planner.output.dossier.comments import (
    caused,
    comments_annex,
    open_ones,
    read_register,
    told,
    write_register,
)


def filled(folder: Path) -> Path:
    """Begin a register and fill ten rows: four settled in version two, three in version three."""
    path = folder / "gop_y.xlsx"
    write_register(path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    top = next(cell.row for cell in sheet["A"] if cell.value == "TT")
    for number in range(1, 11):
        settled = "phương án 2" if number <= 4 else "phương án 3" if number <= 7 else None
        values = [
            f"Công văn {number}/BNV-CQĐP",
            "25/12/2026",
            f"1822{number % 4}; Đức Thọ" if number % 2 else None,
            f"Ý kiến thứ {number}.",
            "Đã tiếp thu." if settled else None,
            settled,
        ]
        for column, value in zip("BCDEFG", values, strict=True):
            sheet[f"{column}{top + number}"] = value
    book.save(path)
    return path


def test_what_is_settled_and_what_is_open(tmp_path: Path) -> None:
    comments = read_register(filled(tmp_path))
    assert [each.number for each in comments] == list(range(1, 11))
    assert [each.number for each in open_ones(comments)] == [8, 9, 10]
    assert told(comments[7]) == "8. Công văn 8/BNV-CQĐP (25/12/2026): Ý kiến thứ 8."
    columns = comments_annex(comments).columns()
    states = list(columns[-1].cells)
    assert states.count("đã xử lý ở phương án 2") == 4
    assert states.count("đã xử lý ở phương án 3") == 3 and states[7:] == ["CHƯA XỬ LÝ"] * 3


def test_a_change_has_the_comments_that_speak_of_its_unit(tmp_path: Path) -> None:
    comments = read_register(filled(tmp_path))
    said = caused(comments, ["18229", "Xã Đức Thọ", "Đức Thọ"]).vi.split("; ")
    assert [each.partition(" (")[0] for each in said] == [f"ý kiến {n}" for n in (1, 3, 5, 7, 9)]
    assert said[0] == "ý kiến 1 (Công văn 1/BNV-CQĐP), đã xử lý ở phương án 2"
    assert said[-1] == "ý kiến 9 (Công văn 9/BNV-CQĐP), chưa xử lý"
    assert len(caused(comments, ["18221"]).vi.split("; ")) == 3
    assert caused(comments, ["99999", "Xã Khác"]).vi == "không có ý kiến nào nêu"


def test_what_is_missing_is_named_by_its_cell(tmp_path: Path) -> None:
    path = filled(tmp_path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    top = next(cell.row for cell in sheet["A"] if cell.value == "TT")
    sheet[f"B{top + 2}"] = sheet[f"F{top + 6}"] = None
    book.save(path)
    with pytest.raises(InputError) as caught:
        read_register(path)
    said = str(caught.value)
    assert len(caught.value.problems) == 2
    assert f"cell B{top + 2}" in said and f"cell F{top + 6}" in said
    with pytest.raises(InputError):
        write_register(path)
