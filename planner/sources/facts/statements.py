"""Statements: flags with no register at hand, stated as data with assumption and confidence."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import BaseModel, ConfigDict

from planner.errors import InputError, Problem, listed, raise_if_any
from planner.gate.documents import read_yaml, validate
from planner.sources.cells import as_text, missing_heading
from planner.sources.facts.columns import STATED, column_of
from planner.sources.provenance import Gathering, find_file
from planner.sources.settings import TableJoin
from planner.sources.tables import read_sheet
from planner.units import COLUMNS
from planner.units.conditions import When, columns_asked, holds, misfits
from planner.units.provenance import only_likely
from planner.words import CONFIDENCE, Confidence, Text, say

DERIVED = {
    "density_per_km2": ("people", "area_km2", 1.0),
    "high_percent": ("high_km2", "area_km2", 100.0),
    "mountain_settlements_percent": ("mountain_settlements", "settlements", 100.0),
}
"""Names that conditions may use beside the columns: one column over another, times a factor."""


class Statement(BaseModel):
    """Something that is taken to be true, and how far it can be relied on."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    assumption: Text
    """What is taken to be true, in a sentence that reports print."""
    source: Text
    """Where it comes from."""
    confidence: Confidence
    """How far it can be relied on."""

    @property
    def note(self) -> Text:
        """The sentence with source and confidence."""
        return say(
            "{assumption} (Source: {source}; confidence: {mark}.)",
            assumption=self.assumption,
            source=self.source,
            mark=CONFIDENCE[self.confidence],
        )


class Fact(Statement):
    """One statement about some units, or a question about them that is still open."""

    column: str
    """The column that it fills."""
    value: bool | float | Literal["unknown"]
    """Yes or no, or a number in the unit of the column; ``unknown`` takes back what an earlier
    fact said, and is asked about."""
    where: When | None = None
    """The units it speaks of, by their columns, ``code``, those of ``DERIVED`` and the numbers of
    the list; none: all."""
    listed_in: str | None = None
    """A csv beside the file, with the ``code`` of each unit that it speaks of; conditions may ask
    for its other columns of numbers, of which a cell without one is not known."""
    since: datetime.date | None = None
    """The day from which it holds; on an earlier one it says nothing."""
    only_unknown: bool = False
    """Speak only of units of which nothing was known, or only what is likely."""
    likely: bool = False
    """The likeliest answer and no more: plans take it, and what hangs on it stays open."""


class FactFile(BaseModel):
    """A file of facts; a later one replaces what an earlier one says of a unit."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    facts: list[Fact]
    """In the order of application."""


def read_facts(path: Path) -> list[Fact]:
    """Read a file of facts and hold its columns against ``COLUMNS``.

    Raises
    ------
    InputError
        With every misspelt key, unknown column or value of the wrong type.
    """
    facts = validate(FactFile, read_yaml(path), path.name).facts
    problems = []
    for number, fact in enumerate(facts, 1):
        place = say("{file}, fact {number}", file=path.name, number=number)
        own = _figures_of(fact, _list_beside(fact, path.parent))
        known = {"code", *DERIVED, *COLUMNS, *own} - {"geometry"}
        unknown = sorted(columns_asked(fact.where or {}) - known)
        unfit = misfits(fact.where or {}, {*DERIVED, *own})
        if said := _misfit(fact):
            key, found, expected = said
            where = say("{place}, key `{key}`", place=place, key=key)
            problems.append(Problem(where, found, expected, say("correct it")))
        if unfit:
            problems.append(
                Problem(
                    say("{place}, key `{key}`", place=place, key="where"),
                    listed(unfit),
                    say("for a flag true or false, for a number a range, for a text its words"),
                    say("correct it"),
                )
            )
        if unknown:
            problems.append(
                Problem(
                    say("{place}, key `{key}`", place=place, key="where"),
                    listed(unknown),
                    listed(sorted(known), 40),
                    say("correct it"),
                )
            )
    raise_if_any(problems)
    return facts


def _misfit(fact: Fact) -> tuple[str, str, Text] | None:
    """Say which key of a fact does not fit its column, what was found and what is expected."""
    if fact.column not in STATED:
        return "column", f"'{fact.column}'", say("one of {names}", names=listed(STATED, 20))
    column = COLUMNS[fact.column]
    if fact.value == "unknown":
        return None
    if isinstance(fact.value, bool) != (column.dtype == "boolean"):
        yes_no = column.dtype == "boolean"
        return "value", f"{fact.value}", say("true or false") if yes_no else say("a number")
    if not column.least <= fact.value <= column.most:
        least, most = f"{column.least:g}", f"{column.most:g}"
        expected = say("a number from {least} to {most}", least=least, most=most)
        return "value", f"{fact.value:g}", expected
    return None


def apply_statements(
    units: gpd.GeoDataFrame,
    path: Path,
    provenance: Gathering,
    as_of: datetime.date | None = None,
) -> gpd.GeoDataFrame:
    """Fill columns as a file of facts says.

    Parameters
    ----------
    units : GeoDataFrame
        Index ``code``; a fact that asks for a column that is not there says nothing.
    path : Path
        The file; it, its lists and its assumptions are remembered.
    provenance : Gathering
        Gets the files and a note a fact.
    as_of : date, optional
        Day on which the facts shall hold; the latest that is known by default.
    """
    facts = read_facts(path)
    provenance.add_file(path)
    for number, fact in enumerate(facts, 1):
        if as_of is not None and fact.since is not None and as_of < fact.since:
            continue
        values = column_of(units, fact.column)
        chosen = _chosen(units, fact, path.parent, provenance)
        if fact.only_unknown:
            open_ = only_likely(
                units.assign(**{fact.column: values}), fact.column, provenance.facts
            )
            chosen &= values.isna().to_numpy(dtype=bool) | open_
        said = pd.NA if fact.value == "unknown" else fact.value
        units = units.assign(**{fact.column: values.mask(chosen, said)})
        unknown = sorted(_codes_named(fact) - {*units.index})
        if unknown:
            place = say("{file}, fact {number}", file=path.name, number=number)
            there = say("{place}: no units {codes}.", place=place, codes=listed(unknown))
            provenance.add_note(there)
        # What is said of other provinces is nothing to these units.
        if chosen.any():
            provenance.add_note(fact.note)
            codes = units.index[chosen]
            provenance.add_fact(
                fact.column, fact.value, fact.source, fact.confidence, codes, likely=fact.likely
            )
    return units


def _codes_named(fact: Fact) -> set[str]:
    """The codes that a fact writes out itself; a list beside it may speak of the whole country."""
    alternatives = [fact.where] if isinstance(fact.where, dict) else fact.where or []
    tests = [entry["code"] for entry in alternatives if "code" in entry]
    return {str(code) for test in tests for code in (test if isinstance(test, list) else [test])}


def _chosen(
    units: gpd.GeoDataFrame, fact: Fact, folder: Path, provenance: Gathering
) -> npt.NDArray[np.bool_]:
    """The units of which a fact speaks."""
    asked = units.assign(code=units.index)
    for name, (upper, lower, times) in DERIVED.items():
        if {upper, lower} <= set(units.columns):
            asked[name] = times * units[upper] / units[lower]
    named = np.ones(len(units), dtype=bool)
    if fact.listed_in is not None:
        provenance.add_file(find_file(fact.listed_in, folder))
        rows = _list_beside(fact, folder)
        named = units.index.isin(rows.index)
        for name in _figures_of(fact, rows):
            numbers = pd.to_numeric(rows[name], errors="coerce")
            asked[name] = numbers[~rows.index.duplicated()].reindex(units.index)
    return named if fact.where is None else named & holds(asked, fact.where)


def _figures_of(fact: Fact, rows: pd.DataFrame) -> set[str]:
    """Name the columns of its list that a fact asks for: those that are none of a unit."""
    return (columns_asked(fact.where or {}) - {"code", *DERIVED, *COLUMNS}) & {*rows.columns}


def _list_beside(fact: Fact, folder: Path) -> pd.DataFrame:
    """Read the list beside a file of facts, empty where there is none: text, index its codes."""
    if fact.listed_in is None:
        return pd.DataFrame()
    path = find_file(fact.listed_in, folder)
    sheet = read_sheet(path, TableJoin(file=path.name))
    if "code" not in sheet.frame:
        raise InputError(missing_heading(sheet.place, "code", sheet.frame))
    return sheet.frame.set_axis(pd.Index(as_text(sheet.frame["code"])))
