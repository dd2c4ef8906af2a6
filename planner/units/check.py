"""The input check: a table of units is assumed valid, and tried to be shown that it is not."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress

import geopandas as gpd
import pandas as pd

from planner.errors import InputError, Problem, listed, raise_if_any
from planner.units.columns import COLUMNS, Column
from planner.units.kinds import CODE, KINDS
from planner.words import number_text
from planner.words.text import Said, Text, say

FORMULA = ("=", "+", "-", "@")
"""Signs with which a cell begins that a spreadsheet computes, when it opens a table of ours."""


def check_units(units: gpd.GeoDataFrame, place: Said) -> None:
    """Assume the table valid and try to show that it is not; report once.

    Parameters
    ----------
    units : GeoDataFrame
        Table with index ``code``, before :func:`complete`.
    place : str or Text
        File or source, for the messages.

    Raises
    ------
    InputError
        With every problem found.
    """
    if len(units) == 0:
        raise InputError(
            Problem(
                place,
                say("no unit"),
                say("at least one unit"),
                say("check the file and the `where` filter"),
            )
        )
    checks = (
        _columns_wrong,
        _codes_wrong,
        _figures_wrong,
        _names_wrong,
        _texts_wrong,
        _kinds_wrong,
        _crs_wrong,
    )
    raise_if_any([problem for check in checks for problem in check(units, place)])


def _columns_wrong(units: gpd.GeoDataFrame, place: Said) -> Iterator[Problem]:
    for name, column in COLUMNS.items():
        if column.required and name not in units:
            yield Problem(
                say("{place}, column {column}", place=place, column=name),
                say("no such column"),
                say("a column for {meaning}", meaning=_meaning(column)),
                say("name it under `units.columns` or join a table that has it"),
            )


def _codes_wrong(units: gpd.GeoDataFrame, place: Said) -> Iterator[Problem]:
    twice = units.index[units.index.duplicated()].unique()
    if len(twice):
        yield Problem(
            say("{place}, column {column}", place=place, column="code"),
            say("codes that stand more than once: {codes}", codes=listed(twice)),
            say("each code once"),
            say("remove or renumber the repeated rows"),
        )

    yield from codes_unfit(units.index, say("{place}, column {column}", place=place, column="code"))


def codes_unfit(codes: Iterable[object], where: Text) -> Iterator[Problem]:
    """Find codes that a file of ours could not hold, or a spreadsheet would compute."""
    strange = [code for code in map(str, codes) if code.startswith("#") or unfit(code)]
    if strange:
        yield Problem(
            where,
            listed([repr(code) for code in strange]),
            say("codes in one line that begin with a letter or a figure"),
            say("write these codes otherwise, in all files"),
        )


def names_unfit(names: Mapping[str, str], where: Text) -> Iterator[Problem]:
    """Find names likewise, each with the code of its unit."""
    strange = [f"{name!r} ({code})" for code, name in names.items() if unfit(name)]
    if strange:
        yield Problem(
            where,
            listed(strange),
            say("names in one line that begin with a letter or a figure"),
            say("remove line breaks, control letters and signs of formulas in the file"),
        )


def unfit(written: str) -> bool:
    """Whether a text computes, or holds letters that end a line or cannot be seen."""
    hidden = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
    return written.startswith(FORMULA) or any(
        unicodedata.category(letter) in hidden for letter in written
    )


def _misread(name: str) -> str:
    """What a name is that was written in UTF-8 and read as Latin letters; else nothing."""
    for taken_for in ("cp1252", "latin-1"):
        with suppress(UnicodeError):
            meant = name.encode(taken_for).decode("utf-8")
            return meant if meant != name else ""
    return ""


def _figures_wrong(units: gpd.GeoDataFrame, place: Said) -> Iterator[Problem]:
    for name, column in COLUMNS.items():
        if name not in units or column.dtype not in ("int64", "float64", "Float64"):
            continue
        values = pd.to_numeric(units[name], errors="coerce").astype("float64")
        # One that is infinite stands for a cell of which something was said already.
        wrong = (values < column.least) | ((values > column.most) & (values < math.inf))
        expected = _between(column)
        if column.dtype == "int64":
            wrong |= values % 1 > 0
        yield from _bad_numbers(
            place, name, values if column.required else values.fillna(math.inf), wrong, expected
        )
    # People that nobody stated are marked, and stand as none.
    stated = "people_assumed" not in units or not units["people_assumed"].all()
    if "people" in units and len(units) and stated and (units["people"] == 0).all():
        yield Problem(
            say("{place}, column {column}", place=place, column="people"),
            say("0 people in every unit"),
            say("the people of each unit"),
            say("name the column of people under `units.columns`, or join a table that has it"),
        )


def _between(column: Column) -> Text:
    """Say what numbers a column may hold."""
    least, most = number_text(column.least, 6), number_text(column.most)
    if column.dtype == "int64":
        whole = number_text(column.least)
        return say("a whole number from {least} to {most}", least=whole, most=most)
    if not column.least % 1:
        least = number_text(column.least)
    return say("a number from {least} to {most}", least=least, most=most)


def _names_wrong(units: gpd.GeoDataFrame, place: Said) -> Iterator[Problem]:
    if "name" not in units:
        return
    nameless = units["name"].isna() | (units["name"].astype("str").str.strip() == "")
    if nameless.any():
        yield Problem(
            say("{place}, column {column}", place=place, column="name"),
            say("no name for {units}", units=listed(units.index[nameless.to_numpy(bool)])),
            say("a name for each unit"),
            say("fill these rows in the file"),
        )
    names = {str(code): str(name) for code, name in units["name"].items()}
    where = say("{place}, column {column}", place=place, column="name")
    # What was misread may look broken, and is mended otherwise.
    meant = {code: _misread(name) for code, name in names.items()}
    yield from names_unfit({c: name for c, name in names.items() if not meant[c]}, where)
    lost = [f"{name} ({code})" for code, name in names.items() if {"?", "\ufffd"} & {*name}]
    if lost:
        yield Problem(
            where,
            say("letters that were lost: {names}", names=listed(lost)),
            say("Vietnamese names"),
            say("export the names once more, in UTF-8, from where they are whole"),
        )
    misread = [f"{names[code]} = {told} ({code})" for code, told in meant.items() if told]
    if misread:
        yield Problem(
            where,
            say("UTF-8 that was read as other letters: {names}", names=listed(misread)),
            say("Vietnamese names"),
            say(
                "save the file as GeoPackage, or put a file of the same name with the ending .cpg"
                " and the word UTF-8 beside the shapefile"
            ),
        )


def _texts_wrong(units: gpd.GeoDataFrame, place: Said) -> Iterator[Problem]:
    """Find texts beside the names likewise: districts, provinces, bases."""
    for column, what in COLUMNS.items():
        if what.dtype == "str" and column not in ("name", "kind") and column in units:
            texts = units[column].fillna("").astype(str)
            where = say("{place}, column {column}", place=place, column=column)
            yield from names_unfit({str(code): text for code, text in texts.items()}, where)


def _kinds_wrong(units: gpd.GeoDataFrame, place: Said) -> Iterator[Problem]:
    if "kind" not in units:
        return
    kinds = set(units["kind"].astype(object).where(units["kind"].notna(), "").astype(str))
    unknown = sorted(kinds - {*KINDS, ""})
    # Units of a country that no table is of have kinds of their own, which the law must know.
    if any(KINDS[kind].country for kind in kinds & {*KINDS}):
        strange: list[Said] = [*unknown]
    else:
        strange = [kind for kind in unknown if not re.match(CODE, kind)]
    strange += [say("empty cells")] if "" in kinds else []
    if strange:
        yield Problem(
            say("{place}, column {column}", place=place, column="kind"),
            listed(strange),
            say("one of {names}", names=", ".join(KINDS)),
            say("map your words under `units.kinds`"),
        )


def _crs_wrong(units: gpd.GeoDataFrame, place: Said) -> Iterator[Problem]:
    if units.crs is None or not units.crs.is_projected:
        yield Problem(
            place,
            say("coordinate system {system}", system=units.crs),
            say("a projected one in metres"),
            say("let `read_units` project the outlines"),
        )


def _meaning(column: Column) -> Text:
    return Text(column.vi.lower(), f"{column.en.lower()} ({column.vi})")


def _bad_numbers(
    place: Said, column: str, values: pd.Series[float], wrong: pd.Series[bool], expected: Text
) -> list[Problem]:
    found = []
    if values.isna().any():
        codes = values.index[values.isna().to_numpy(dtype=bool)]
        found.append(say("nothing readable for {units}", units=listed(codes)))
    if wrong.any():
        codes = values.index[wrong.to_numpy(dtype=bool)]
        shown = [f"{code} = {values.loc[[code]].iloc[0]:g}" for code in codes]
        found.append(say("value out of range for {units}", units=listed(shown)))
    where = say("{place}, column {column}", place=place, column=column)
    return [Problem(where, each, expected, say("correct these rows in the file")) for each in found]
