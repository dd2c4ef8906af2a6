"""Tables: joined to outlines by code, every cell with its address."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from planner.errors import Problem, listed
from planner.sources.cells import (
    REFUSED,
    as_text,
    keep_rows,
    missing_heading,
    same_names,
    take_columns,
)
from planner.sources.provenance import Gathering, find_file
from planner.sources.settings import KM2, TableJoin
from planner.sources.tables.reading import Sheet, read_sheet
from planner.units import COLUMNS
from planner.units.check import unfit
from planner.words import say
from planner.words.sources import TOTALS
from planner.words.text import Text

__all__ = ["Sheet", "join_table", "read_sheet"]

FIGURES = (("people", "people_base", "people_assumed"), ("area_km2", "area_base", "area_assumed"))
"""Each figure, what it rests on, and the mark of one that is not certain."""
REQUIRED = {name for name, column in COLUMNS.items() if column.required}


def join_table(
    units: pd.DataFrame, settings: TableJoin, base_folder: Path, provenance: Gathering
) -> tuple[dict[str, pd.Series[Any]], list[Problem]]:
    """Read a table and lay it beside the outlines.

    Parameters
    ----------
    units : DataFrame
        Index ``code``.
    settings : TableJoin
        File and columns.
    base_folder : Path
        Folder of the scenario.
    provenance : Gathering
        Gets the file.

    Returns
    -------
    tuple of dict of Series (index as ``units``) and list of Problem
        Columns under our names; codes in one file only are problems.
    """
    path = find_file(settings.file, base_folder)
    provenance.add_file(path)
    sheet = read_sheet(path, settings)
    frame = sheet.frame[keep_rows(sheet.frame, settings.where, sheet.place)]
    mapping = settings.columns or same_names(frame)
    asked = {settings.code, *mapping.values()}
    absent = sorted(heading for heading in asked if heading not in frame)
    if absent or not mapping:
        problems = [missing_heading(sheet.place, heading, frame) for heading in absent]
        stand_ins = {
            name: pd.Series(REFUSED, index=units.index)
            for name in mapping
            if COLUMNS.get(name) and COLUMNS[name].required and COLUMNS[name].dtype != "str"
        }
        return stand_ins, problems or [missing_heading(sheet.place, "people", frame)]
    codes = as_text(frame[settings.code])
    totals = frame[(codes == "").to_numpy()].map(lambda cell: bool(TOTALS.match(str(cell))))
    left_out = totals.index[totals.any(axis=1)]
    if len(left_out):
        rows = ", ".join(map(str, left_out))
        provenance.add_note(
            say("{table}: rows of totals left out ({rows}).", table=sheet.place, rows=rows)
        )
    frame, codes = frame.drop(left_out), codes.drop(left_out)
    table, problems = take_columns(
        frame,
        {name: heading for name, heading in mapping.items() if name != "code"},
        sheet.address(frame.index),
        settings.decimal,
    )
    problems += _empty_cells(table, codes, mapping, sheet.place)
    if "area_km2" in table:
        table["area_km2"] *= KM2[settings.area_unit]
    problems += _code_problems(units, codes, settings, sheet.place)
    table.index = pd.Index(codes)
    table = table[~table.index.duplicated()]
    given = units.index.isin(table.index)
    numbers = table.select_dtypes("number").reindex(units.index, fill_value=REFUSED)
    table = table.reindex(units.index).assign(**{str(name): numbers[name] for name in numbers})
    columns: dict[str, pd.Series[Any]] = {name: table[name] for name in table.columns}
    for name in columns:
        provenance.supersede(name, units.index[given])
    base = str(settings.base or COLUMNS["people_base"].default)
    for figure, rests_on, mark in FIGURES:
        if figure in columns:
            # A figure of the table's own is none that was assumed or estimated before.
            columns[rests_on] = pd.Series(base, index=units.index, dtype="str")
            columns[mark] = pd.Series(False, index=units.index)
    if settings.only_some:
        kept = {name: units[name] for name in columns if name in units}
        columns |= {name: columns[name].where(given, old) for name, old in kept.items()}
        absent = [name for name in columns if name not in units and not given.all()]
        problems += [_nothing_to_keep(sheet.place, name) for name in absent if name in REQUIRED]
    return columns, problems


def _empty_cells(
    table: pd.DataFrame, codes: pd.Series[str], mapping: dict[str, str], place: str
) -> list[Problem]:
    """Name figures that a table has to have and has not, where they are missing."""
    problems = []
    for name in (name for name, *_ in FIGURES if name in table):
        empty = table[name].isna()
        if empty.any():
            problems.append(
                Problem(
                    say("{place}, column {column}", place=place, column=mapping[name]),
                    say("nothing readable for {units}", units=listed(codes[empty])),
                    say("a figure for each unit"),
                    say("correct these rows in the file"),
                )
            )
            table.loc[empty, name] = REFUSED
    return problems


def _nothing_to_keep(place: str, name: str) -> Problem:
    return Problem(
        say("{place}, column {column}", place=place, column=name),
        say("a table of some units, and no figures of the others"),
        say("a figure for each unit"),
        say("complete the table, and leave out `only_some`"),
    )


def _unseen(codes: pd.Series[str], where: Text) -> list[Problem]:
    """Name the rows of codes that look like others and are not."""
    hidden = codes.index[codes.map(unfit)]
    if not len(hidden):
        return []
    rows = listed(hidden)
    return [
        Problem(
            where,
            say("letters that cannot be seen, or signs of formulas, in row {rows}", rows=rows),
            say("codes of letters and figures"),
            say("write these codes anew"),
        )
    ]


def _code_problems(
    units: pd.DataFrame, codes: pd.Series[str], settings: TableJoin, place: str
) -> list[Problem]:
    heading = settings.code
    problems = []
    where = say("{place}, column {column}", place=place, column=heading)
    empty = codes.index[codes == ""]
    if len(empty):
        problems.append(
            Problem(
                where,
                say("no code in row {rows}", rows=listed(empty)),
                say("a code in each row"),
                say("write the codes, or leave the rows out with `where`"),
            )
        )
    problems += _unseen(codes, where)
    hidden = codes.index[codes.map(unfit)]
    given = codes[codes != ""].drop(hidden, errors="ignore")
    twice = given[given.duplicated()].unique()
    if len(twice):
        problems.append(
            Problem(
                where,
                say("codes that stand more than once: {codes}", codes=listed(twice)),
                say("each code once"),
                say("remove the repeated rows"),
            )
        )
    unknown = sorted(set(given) - set(units.index))
    # Of a code with hidden letters it is not known whose it is.
    missing = [] if len(hidden) else sorted(set(units.index) - set(given))
    zeros = {code.lstrip("0") for code in unknown} & {str(code).lstrip("0") for code in missing}
    mend = (
        say(
            "leading zeros are lost in one of the files ({codes}): write codes as text",
            codes=listed(sorted(zeros), 3),
        )
        if zeros
        else say("make the files agree, or choose rows with `where`")
    )
    ours = say("the same codes as the outlines")
    if unknown:
        found = say("codes without an outline: {codes}", codes=listed(unknown))
        problems.append(Problem(where, found, ours, mend))
    if missing and not settings.only_some:
        found = say("no row for units: {codes}", codes=listed(missing))
        problems.append(Problem(where, found, ours, mend))
    return problems
