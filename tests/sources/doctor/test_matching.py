"""Rows matched to units: codes, names as people write them, names that differ, those unclear."""

from __future__ import annotations

import pandas as pd
import pytest

from planner.sources.doctor.matching import alike, kind_and_name, match_rows

UNITS = pd.DataFrame(
    {
        "name": ["Sơn Kim 1", "Sơn Kim 2", "Hương Khê", "Thành Sen", "Tổng Cọt", "Hoà Bình"],
        "kind": ["xa", "xa", "xa", "phuong", "xa", "xa"],
    },
    index=pd.Index(["00001", "00002", "18001", "18002", "18003", "18004"], name="code"),
)


def rows(*names: tuple[str, str]) -> pd.DataFrame:
    """Write rows of code and name, the first in row 5 of its file."""
    table = pd.DataFrame(names, columns=["code", "name"], dtype="str").assign(kind="")
    return table.set_axis(range(5, 5 + len(names)), axis="index")


@pytest.mark.parametrize(
    ("code", "name", "found", "how", "doubtful"),
    [
        ("", "Xã Sơn Kim 1", "00001", "name", False),
        ("1", "Xã Sơn Kim 1", "00001", "code", False),
        ("00001", "Xã Sơn Kiem 1", "00001", "code", True),
        ("00001", "Xã Thành Sen", "18002", "kind", True),
        ("", "P. Thành Sen", "18002", "name", False),
        ("", "X. HƯƠNG KHÊ", "18001", "name", False),
        ("", "xa huong khe", "18001", "marks", False),
        ("", "Xã Huơng Khê", "18001", "marks", True),
        ("", "Xã Thành Sen", "18002", "kind", True),
        ("", "Xã Hòa Bình", "18004", "name", False),
        ("18004", "HÒA BÌNH", "18004", "code", False),
        ("", "Hòa Binh", "18004", "marks", True),
        ("", "Xã Hươngg Khê", "18001", "near", True),
        ("", "Tổng Cọt", "18003", "name", False),
        ("", "Xã Sơn Kim", "", "none", True),
        ("", "Xã Nghi Xuân", "", "none", True),
    ],
)
def test_a_row(code: str, name: str, found: str, how: str, doubtful: bool) -> None:
    (match,) = match_rows(rows((code, name)), UNITS, "x.csv")
    assert (match.code, match.how, match.doubtful, match.row) == (found, how, doubtful, 5)


def test_numbers_tell_units_apart_and_nothing_near_is_taken_for_another() -> None:
    assert alike("Sơn Kim 1", "Sơn Kim 2") < 60
    found = match_rows(rows(("", "Xã Sơn Kim 2"), ("", "Xã Sơn Kim 3")), UNITS, "x.csv")
    assert [match.code for match in found] == ["00002", ""]
    assert set(found[1].perhaps) >= {"00001", "00002"}


def test_what_somebody_settled_is_taken() -> None:
    given = {5: "00002", 6: ""}
    found = match_rows(rows(("", "Xã Sơn Kim"), ("", "chưa rõ")), UNITS, "x.csv", given)
    assert [(m.code, m.how, m.doubtful) for m in found] == [
        ("00002", "given", False),
        ("", "given", False),
    ]


def test_kinds_are_parted_from_names() -> None:
    assert kind_and_name("PHƯỜNG THÀNH SEN") == ("phuong", "THÀNH SEN")
    assert kind_and_name("Xa Son Kim 1") == ("xa", "Son Kim 1")
    assert kind_and_name("Xanh") == ("", "Xanh")
