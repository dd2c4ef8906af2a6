"""Vietnamese as papers of state have it: texts of law cited in full, and percents."""

from __future__ import annotations

import re

import pytest

from planner.law.reading import rulesets_at_hand
from planner.words.law import on_paper

SAID = {
    "76/2025 Điều 1 khoản 3, giảm khoảng 60 % đến 70 % số đơn vị": "khoản 3 Điều 1 Nghị quyết số "
    "76/2025/UBTVQH15, giảm khoảng 60% đến 70% số đơn vị",
    "(1211/2016 Điều 3)": "(Điều 3 Nghị quyết số 1211/2016/UBTVQH13)",
    "307/2025/NĐ-CP Điều 6 khoản 3 điểm đ": "điểm đ khoản 3 Điều 6 Nghị định số 307/2025/NĐ-CP",
    "27/2022, Điều 3a khoản 1": "khoản 1 Điều 3a Nghị quyết số 27/2022/UBTVQH15",
    "112/2025, xã còn lại": "Nghị quyết số 112/2025/UBTVQH15, xã còn lại",
    "mà Nghị quyết 76/2025 sử dụng": "mà Nghị quyết số 76/2025/UBTVQH15 sử dụng",
    "thêm 1.203 người (1,0 phần trăm)": "thêm 1.203 người (1,0%)",
}


@pytest.mark.parametrize(("short", "full"), SAID.items())
def test_law_is_cited_from_the_smallest_part_to_the_whole(short: str, full: str) -> None:
    assert on_paper(short) == full
    # What is written in full stays as it is.
    assert on_paper(full) == full


def test_what_is_no_number_of_a_law_is_left_alone() -> None:
    for said in (
        "ngày 01/4/2019, công bố tháng 7/2025",
        "số 72/2025/QH15",
        "vn-commune-76-2025",
        "khoản 2 Điều 9 Nghị quyết số 76/2025/UBTVQH15 của Ủy ban Thường vụ Quốc hội",
        "tỷ lệ (%)",
        "01/76/2025",
    ):
        assert on_paper(said) == said


def test_every_article_of_a_rule_set_of_the_country_is_cited_in_full() -> None:
    """A text of law that is not in the list keeps the short form: none may."""
    short = re.compile(r"\b\d+/20\d\d(?:/NĐ-CP)?,? (?:Điều|khoản)|Điều \w+ khoản|khoản \d+ điểm")
    seen = 0
    for path in rulesets_at_hand().values():
        for line in path.read_text("utf-8").splitlines():
            found = re.search(r"article: (?:&\w+ )?(\d+/20\d\d.*)", line)
            if found is not None:
                seen += 1
                assert not short.search(on_paper(found[1])), found[1]
    assert seen > 80
