"""Cells of a table: text, numbers in Vietnamese style, flags; each refused by its address."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.errors import InputError, Problem, RefusedError, listed, raise_if_any
from planner.gate.documents import MOST_SHOWN, shown
from planner.sources.settings import NOT_READ, Where
from planner.units import COLUMNS
from planner.words.sources import NO, YES
from planner.words.text import Said, Text, joined, say

Decimal = Literal[",", "."] | None
Address = Callable[[int, str], Text]
"""Row position and heading of a cell → how to find it in the file."""

REFUSED = np.inf
"""Stands for a number that has been reported, so that no later check calls it empty."""


def as_text(values: pd.Series[Any]) -> pd.Series[str]:
    """Give cells as text: NFC, trimmed, whole numbers without ``.0``, empty for none.

    Returns
    -------
    Series of str, index as ``values``
    """
    if pd.api.types.is_float_dtype(values):
        whole = values.notna() & (values % 1 == 0)
        plain = values.astype(object)
        plain[whole] = values[whole].astype("int64").astype(object)
        values = plain
    cells = [
        ""
        if pd.api.types.is_scalar(cell) and pd.isna(cell)
        else unicodedata.normalize("NFC", str(_whole(cell))).strip()
        for cell in values.tolist()
    ]
    return pd.Series(cells, index=values.index, dtype="str")


def _whole(cell: object) -> object:
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def parse_number(text: str, whole: bool = False, decimal: Decimal = None) -> float:
    """Read a number as written in Vietnam: dot for thousands, comma for decimals.

    Parameters
    ----------
    text : str
        Such as ``8.500``, ``12,5``, ``1.288.866``, ``1.234,5``, ``8 500``.
    whole : bool
        The number counts something: ``8.500`` can only be 8500.
    decimal : {",", "."}, optional
        Decimal sign, where it is known: nothing is ambiguous then.

    Raises
    ------
    RefusedError
        Not a number, ambiguous (``8.500`` may be 8.5 or 8500), not whole.

    Examples
    --------
    >>> parse_number("8.500", whole=True), parse_number("12,5")
    (8500.0, 12.5)
    """
    body = re.sub(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(\D|$))", "", text.strip()).replace("−", "-")
    if not re.fullmatch(r"-?[0-9]+([.,][0-9]+)*", body):
        raise RefusedError(say("not a number"))
    signs = [character for character in body if character in ".,"]
    if decimal is None and signs:
        decimal = _decimal_sign(body, signs, whole)
    thousands = "," if decimal == "." else "."
    head, _, tail = body.partition(decimal) if decimal else (body, "", "")
    if thousands in tail or (decimal and decimal in tail):
        raise RefusedError(say("not a number"))
    if thousands in head and not re.fullmatch(rf"-?\d{{1,3}}(\{thousands}\d{{3}})+", head):
        raise RefusedError(say("not a number: groups of three digits are missing"))
    number = float(f"{head.replace(thousands, '')}.{tail or '0'}")
    if not np.isfinite(number):
        raise RefusedError(say("a number of too many digits"))
    if whole and not number.is_integer():
        raise RefusedError(say("not a whole number"))
    return number


def _decimal_sign(body: str, signs: list[str], whole: bool) -> Decimal:
    last = signs[-1]
    other: Decimal = "," if last == "." else "."
    if len(set(signs)) == 2:
        return "." if last == "." else ","
    if len(signs) > 1:
        return other
    if re.fullmatch(r"-?[1-9]\d{0,2}[.,]\d{3}", body):
        if whole and last == ".":
            return other
        small, large = f"{float(body.replace(last, '.')):g}", body.replace(last, "")
        both = Text(small.replace(".", ","), small)
        raise RefusedError(say("ambiguous: {small} or {large}", small=both, large=large))
    return "." if last == "." else ","


def read_numbers(
    values: pd.Series[Any], heading: str, address: Address, whole: bool, decimal: Decimal
) -> tuple[npt.NDArray[np.float64], list[Problem]]:
    """Read a column of numbers; real numbers are taken as they are.

    Returns
    -------
    tuple of ndarray of float64, shape (len(values),), and list of Problem
        NaN where a cell is empty, ``REFUSED`` where it is a problem.
    """
    problems: list[Problem] = []
    told: set[int] = set()
    numbers = np.full(len(values), np.nan)
    if pd.api.types.is_numeric_dtype(values):
        numbers = values.to_numpy(dtype=np.float64, na_value=np.nan).copy()
    else:
        for row, cell in enumerate(values.tolist()):
            if isinstance(cell, int | float | np.number) and not isinstance(cell, bool):
                numbers[row] = float(cell)
            elif cell is not None and cell is not pd.NA and str(cell).strip():
                try:
                    numbers[row] = parse_number(str(cell), whole, decimal)
                except RefusedError as error:
                    problems.append(
                        _bad_number(address(row, heading), str(cell), error.text, whole)
                    )
                    numbers[row] = REFUSED
                    told.add(row)
    for row in sorted({*np.flatnonzero(np.isinf(numbers)).tolist()} - told):
        found = f"{numbers[row]:g}"
        problems.append(_bad_number(address(row, heading), found, say("not a number"), whole))
        numbers[row] = REFUSED
    broken = np.flatnonzero(np.isfinite(numbers) & (numbers != np.floor(numbers)) & whole).tolist()
    for row in broken:
        found = f"{numbers[row]:g}"
        problems.append(_bad_number(address(row, heading), found, say("not a whole number"), True))
    return numbers, problems


def _bad_number(place: Text, cell: str, fault: Text, whole: bool) -> Problem:
    count = say("a whole number such as 8500 or 8.500")
    return Problem(
        place,
        joined([f"'{cell if len(cell) <= MOST_SHOWN else cell[:MOST_SHOWN] + '…'}'", fault]),
        count if whole else say("a number such as 12,5 or 1.234,50"),
        say("write it as a number cell, or state `decimal` for the table"),
    )


def read_flags(
    values: pd.Series[Any], heading: str, address: Address
) -> tuple[pd.arrays.BooleanArray, list[Problem]]:
    """Read a column of yes and no; an empty cell is not known (``NA``)."""
    words = as_text(values).str.casefold().to_numpy(dtype=object)
    yes, no = np.isin(words, list(YES)), np.isin(words, list(NO))
    strange = np.flatnonzero(~yes & ~no & (words != ""))
    problems = [
        Problem(
            address(row, heading),
            f"'{words[row]}'",
            say("yes (1, có, x) or no (0, không)"),
            say("correct it"),
        )
        for row in strange.tolist()
    ]
    return pd.arrays.BooleanArray(yes, ~yes & ~no), problems


def take_columns(
    frame: pd.DataFrame, mapping: Mapping[str, str], address: Address, decimal: Decimal = None
) -> tuple[pd.DataFrame, list[Problem]]:
    """Take our columns out of a file's, under our names and types.

    Parameters
    ----------
    frame : DataFrame
        Columns as in the file.
    mapping : mapping
        Our name → heading.
    address : callable
        Names a cell in messages.
    decimal : {",", "."}, optional
        See :func:`parse_number`.

    Returns
    -------
    tuple of DataFrame (index as ``frame``) and list of Problem
        The columns that the mapping names and the file has.
    """
    problems: list[Problem] = []
    taken: dict[str, Any] = {}
    for name, heading in mapping.items():
        dtype = COLUMNS[name].dtype
        if heading not in frame:
            if COLUMNS[name].required and dtype != "str":
                taken[name] = np.full(len(frame), REFUSED)
            continue
        values = frame[heading]
        found: list[Problem] = []
        if dtype == "str":
            taken[name] = as_text(values).to_numpy()
            found = lists_in(values, heading, address)
        elif dtype == "boolean":
            taken[name], found = read_flags(values, heading, address)
        else:
            whole = dtype == "int64"
            taken[name], found = read_numbers(values, heading, address, whole, decimal)
        problems += found
    return pd.DataFrame(taken, index=frame.index), problems


def lists_in(values: pd.Series[Any], heading: str, address: Address) -> list[Problem]:
    """Find cells that hold several values, as GeoJSON can."""
    return [
        Problem(
            address(row, heading),
            shown(cell),
            say("one text"),
            say("write one value into the cell"),
        )
        for row, cell in enumerate(values.tolist() if values.dtype == object else ())
        if isinstance(cell, list | dict | tuple | np.ndarray)
    ]


def same_names(frame: pd.DataFrame) -> dict[str, str]:
    """Map the headings that are already names of ours."""
    return {name: name for name in COLUMNS if name in frame and name not in NOT_READ}


def keep_rows(frame: pd.DataFrame, where: Where, place: str) -> npt.NDArray[np.bool_]:
    """Find the rows that a filter keeps, comparing as text.

    Raises
    ------
    InputError
        A heading that does not exist, or a filter that keeps nothing.
    """
    kept = np.ones(len(frame), dtype=bool)
    raise_if_any(
        [
            missing_heading(say("{place}, filter `where`", place=place), heading, frame)
            for heading in where
            if heading not in frame
        ]
    )
    for heading, wanted in where.items():
        words = as_text(pd.Series(wanted if isinstance(wanted, list) else [wanted], dtype=object))
        cells = as_text(frame[heading])
        kept &= cells.isin(words).to_numpy(dtype=bool)
        if not kept.any():
            raise InputError(
                Problem(
                    say("{place}, filter `where.{column}`", place=place, column=heading),
                    say("no row with {values}", values=listed(words)),
                    say("one of {names}", names=listed(sorted(set(cells)))),
                    say("correct the filter; codes are text, in quotes"),
                )
            )
    return kept


def missing_heading(place: Said, heading: str, frame: pd.DataFrame) -> Problem:
    """Describe a heading that a file does not have."""
    return Problem(
        place,
        say("no column '{column}'", column=heading),
        say("one of its columns: {names}", names=listed(map(str, frame.columns), 20)),
        say("correct the name in the settings or in the file"),
    )
