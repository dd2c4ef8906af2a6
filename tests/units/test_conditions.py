"""Conditions on columns: all of a mapping, any of a list, never on what is not known."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from planner.units.conditions import Range, When, columns_asked, holds

TABLE = pd.DataFrame(
    {
        "mountain": pd.array([True, False, None, True], dtype="boolean"),
        "minority": pd.array([30.0, 29.9, 80.0, None], dtype="Float64"),
        "kind": ["xa", "phuong", "xa", ""],
        "units": [1, 2, 3, 4],
    }
)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ({"mountain": True}, [1, 0, 0, 1]),
        ({"mountain": False}, [0, 1, 0, 0]),
        ({"minority": {"at_least": 30}}, [1, 0, 1, 0]),
        ({"minority": {"above": 30}}, [0, 0, 1, 0]),
        ({"minority": {"at_most": 30}}, [1, 1, 0, 0]),
        ({"minority": {"below": 30}}, [0, 1, 0, 0]),
        ({"units": {"at_least": 2, "below": 4}}, [0, 1, 1, 0]),
        ({"units": 3}, [0, 0, 1, 0]),
        ({"kind": "xa"}, [1, 0, 1, 0]),
        ({"kind": ["xa", "phuong"]}, [1, 1, 1, 0]),
        ({"mountain": True, "minority": {"at_least": 30}}, [1, 0, 0, 0]),
        ([{"mountain": True}, {"units": 2}], [1, 1, 0, 1]),
        ({"height": {"at_least": 0}}, [0, 0, 0, 0]),
        ({"mountain": True, "height": True}, [0, 0, 0, 0]),
        ({}, [1, 1, 1, 1]),
    ],
)
def test_holds(when: Any, expected: list[int]) -> None:
    read = TypeAdapter(When).validate_python(when)
    assert holds(TABLE, read).tolist() == [bool(value) for value in expected]


def test_columns_asked() -> None:
    assert columns_asked([{"a": True, "b": 1}, {"c": "x"}]) == {"a", "b", "c"}
    assert columns_asked({"a": Range(at_least=1)}) == {"a"}


@pytest.mark.parametrize("wrong", [[], {"units": {"at_least": 1, "atmost": 2}}, "mountain"])
def test_a_condition_that_cannot_be_read_is_refused(wrong: Any) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(When).validate_python(wrong)


@given(st.lists(st.floats(allow_nan=True), min_size=1), st.floats(-100, 100))
def test_at_least_and_below_part_the_known_numbers(values: list[float], bound: float) -> None:
    table = pd.DataFrame({"x": values})
    upper = holds(table, {"x": Range(at_least=bound)})
    lower = holds(table, {"x": Range(below=bound)})
    assert ((upper ^ lower) == table["x"].notna()).all()
    assert not (upper & lower).any()
