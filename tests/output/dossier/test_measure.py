"""Titles and columns: parted where their sense allows, as wide as saves lines."""

from __future__ import annotations

import pytest

from planner.output.dossier.word.measure import fitted, title_lines, width_of
from planner.words.breaks import bound


def test_a_title_is_parted_where_its_sense_allows() -> None:
    title = "TỔ CHỨC BỘ MÁY, CÁN BỘ, TRỤ SỞ VÀ CHẾ ĐỘ, CHÍNH SÁCH ĐẶC THÙ"
    assert title_lines(title, 165.0, 14.0) == [
        "TỔ CHỨC BỘ MÁY, CÁN BỘ, TRỤ SỞ",
        "VÀ CHẾ ĐỘ, CHÍNH SÁCH ĐẶC THÙ",
    ]
    assert title_lines(title, 300.0, 14.0) == [title]
    title = "Về việc sắp xếp đơn vị hành chính cấp xã của tỉnh Hà Tĩnh giai đoạn 2023 - 2025"
    assert title_lines(title, 165.0, 14.0)[1] == "giai đoạn 2023 - 2025"
    # "xã, phường" is one thing.
    title = "Tỉnh Cao Bằng 2026, rà soát xã, phường theo Nghị quyết số 112/2025/UBTVQH15"
    assert title_lines(title, 130.0, 14.0)[0] == "Tỉnh Cao Bằng 2026, rà soát xã, phường"
    # No place to part it: left to Word.
    assert title_lines("ĐƠN VỊ HÀNH CHÍNH", 20.0, 14.0) == ["ĐƠN VỊ HÀNH CHÍNH"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("có 104,67 km² (Phụ lục 12)", "có 104,67_km² (Phụ lục_12)"),
        ("điểm a khoản 2 Điều 5", "điểm_a khoản_2 Điều_5"),
        ("giai đoạn 2023 - 2025", "giai đoạn 2023_-_2025"),
        ("gồm 57 xã", "gồm 57 xã"),
    ],
)
def test_a_figure_stands_beside_its_unit(said: str, kept: str) -> None:
    assert bound(said).replace("\N{NO-BREAK SPACE}", "_") == kept


def test_a_column_is_widened_where_that_saves_lines() -> None:
    """The long texts get the room; the short ones, on one line already, get none."""
    short = ["Mã", *["18133"] * 5]
    long = ["Lý do", *["dân số 4.673 người, đạt 93,46 phần trăm"] * 5]
    least = [width_of("18133", 11.0) + 3.0] * 2
    narrow, wide = fitted([short, long], least, 120.0, 11.0, 1.4)
    assert narrow == least[0]
    assert wide - 2.8 > width_of(long[1], 11.0) > wide - 4.8
    cramped = fitted([short, long], least, 60.0, 11.0, 1.4)
    assert cramped[0] == least[0] and sum(cramped) <= 60.0
    assert fitted([short, long], least, sum(least), 11.0, 1.4) == least
