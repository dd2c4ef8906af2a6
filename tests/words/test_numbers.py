"""Numbers, percents and bases as readers of both languages write them."""

from __future__ import annotations

import pytest

from planner.units import COLUMNS
from planner.words import (
    BASE_WORDS,
    Text,
    base_text,
    number_en,
    number_vi,
    percent,
    quantity,
)
from planner.words.numbers import rounded_beside


def test_numbers_for_readers() -> None:
    assert number_vi(1288866) == "1.288.866"
    assert number_vi(5983.4, 1) == "5.983,4"
    assert number_en(5983.4, 1) == "5,983.4"
    assert number_vi(float("nan")) == "–"
    assert number_vi(-0.001, 1) == "0,0"
    assert quantity(5983.4, "km²", "vi", 1) == "5.983,4 km²"
    assert quantity(69, "đơn vị mới", "en") == "69 new units"


def test_texts_in_two_languages() -> None:
    assert str(Text("Giả định.", "Assumption.")) == "Giả định. · Assumption."
    assert str(Text("69", "69")) == "69" and str(Text("một", "")) == "một"
    assert Text("một", "one").by_language() == {"vi": "một", "en": "one"}


def test_bases_are_named_in_two_languages() -> None:
    assert base_text("census 2019") == Text("Tổng điều tra dân số 2019", "census 2019")
    assert base_text("computed from geometry") == Text("tính từ bản đồ", "computed from geometry")
    own = "police register, 31 December 2024"
    assert base_text(own) == Text(own, own)
    assert base_text("census 2019 + sổ hộ khẩu") == Text(
        "Tổng điều tra dân số 2019 + sổ hộ khẩu", "census 2019 + sổ hộ khẩu"
    )
    assert base_text("sổ · book", {"sổ · book": Text("sổ", "book")}) == Text("sổ", "book")
    assert {COLUMNS[name].default for name in ("people_base", "area_base")} <= set(BASE_WORDS)


def test_a_percent_that_misses_100_is_never_shown_as_100() -> None:
    assert percent(99.99, "vi") == "99,9 %"
    assert percent(64.3, "en") == "64.3 %"
    assert percent(100, "vi") == "100,0 %"
    assert percent(154.55, "vi").startswith("154,")


@pytest.mark.parametrize(
    ("value", "shown"),
    [(66.9856, 66.99), (28.7037, 28.7), (59.996, 59.99), (60.0, 60.0), (70.004, 70.01)],
)
def test_what_has_limits_is_never_rounded_across_one(value: float, shown: float) -> None:
    assert rounded_beside(value, (60.0, 70.0), 2) == pytest.approx(shown)
