"""Conditions on a table's columns, written as data.

Rule sets and fact files ask the same kind of question ("mountain, and at
least 30 percent ethnic minority; or a land border").  They ask it with plain
YAML, never with an expression language: a mapping of columns holds when *all*
its entries hold, a list of mappings when *any* of them does.

>>> when = [{"mountain": True, "minority_percent": {"at_least": 30}}, {"land_border": True}]
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import AfterValidator, BaseModel, ConfigDict, model_validator

from planner.errors import RefusedError
from planner.units.columns import COLUMNS
from planner.words.text import say

BoolArray = npt.NDArray[np.bool_]


class Range(BaseModel):
    """Bounds on a number; those that are given must all hold."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    at_least: float | None = None
    """Smallest value that is accepted."""
    above: float | None = None
    """The value must be strictly greater."""
    at_most: float | None = None
    """Largest value that is accepted."""
    below: float | None = None
    """The value must be strictly smaller."""

    @model_validator(mode="after")
    def _some_number(self) -> Range:
        low = max((x for x in (self.at_least, self.above) if x is not None), default=-math.inf)
        high = min((x for x in (self.at_most, self.below) if x is not None), default=math.inf)
        strict = low == self.above or high == self.below
        if low > high or (low == high and strict):
            raise RefusedError(say("a range in which no number lies can never hold"))
        return self

    def holds(self, values: npt.NDArray[np.float64]) -> BoolArray:
        """Test each value; NaN never holds."""
        with np.errstate(invalid="ignore"):
            result = ~np.isnan(values)
            if self.at_least is not None:
                result &= values >= self.at_least
            if self.above is not None:
                result &= values > self.above
            if self.at_most is not None:
                result &= values <= self.at_most
            if self.below is not None:
                result &= values < self.below
        return result


Test = bool | Range | int | str | list[str]
AllOf = dict[str, Test]


def _not_empty(alternatives: AllOf | list[AllOf]) -> AllOf | list[AllOf]:
    if isinstance(alternatives, list) and not alternatives:
        raise RefusedError(say("an empty list of alternatives can never hold"))
    return alternatives


When = Annotated[AllOf | list[AllOf], AfterValidator(_not_empty)]
"""A mapping (all of its entries) or a list of mappings (any of them)."""


def columns_asked(when: AllOf | Sequence[AllOf]) -> set[str]:
    """Name the columns on which a condition depends."""
    alternatives = [when] if isinstance(when, Mapping) else when
    return {column for entry in alternatives for column in entry}


def misfits(when: AllOf | Sequence[AllOf], figures: Collection[str] = ()) -> list[str]:
    """Name the columns that are asked what they can never answer: a flag for a number, or such.

    Parameters
    ----------
    when : mapping or list of mappings
        See the module's text.
    figures : collection of str
        Names of numbers that are no columns.
    """
    dtypes = {name: column.dtype for name, column in COLUMNS.items()}
    dtypes |= dict.fromkeys(figures, "float64") | {"code": "str"}
    alternatives = [when] if isinstance(when, Mapping) else when
    return [
        column
        for entry in alternatives
        for column, test in entry.items()
        if column in dtypes and not _fits(test, dtypes[column])
    ]


def _fits(test: Test, dtype: str) -> bool:
    if dtype == "boolean":
        return isinstance(test, bool)
    if dtype == "str":
        return isinstance(test, str | list)
    return isinstance(test, Range | int) and not isinstance(test, bool)


def holds(table: pd.DataFrame, when: AllOf | Sequence[AllOf]) -> BoolArray:
    """Test a condition on each row.

    Parameters
    ----------
    table : DataFrame
        Any table; a column that is missing or a value that is not known
        (``NA``) never holds: what is not known is not assumed.
    when : mapping or list of mappings
        See the module's text.

    Returns
    -------
    ndarray of bool, shape (len(table),)
    """
    alternatives = [when] if isinstance(when, Mapping) else list(when)
    result = np.zeros(len(table), dtype=bool)
    for entry in alternatives:
        every = np.ones(len(table), dtype=bool)
        for column, test in entry.items():
            every &= _test_column(table, column, test)
            if not every.any():
                break
        result |= every
    return result


def _test_column(table: pd.DataFrame, column: str, test: Test) -> BoolArray:
    if column not in table:
        return np.zeros(len(table), dtype=bool)
    values: pd.Series[Any] = table[column]
    if isinstance(test, Range):
        return test.holds(pd.to_numeric(values).to_numpy(dtype=np.float64, na_value=np.nan))
    accepted = test if isinstance(test, list) else [test]
    # What is not known is none of them: no condition asks for it.
    return values.isin(accepted).to_numpy(dtype=bool)
