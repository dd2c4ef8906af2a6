"""Tables: csv and xlsx, joined to outlines by code, every cell with its address."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from planner.errors import InputError, Problem, listed
from planner.sources.cells import (
    REFUSED,
    Address,
    as_text,
    keep_rows,
    missing_heading,
    same_names,
    take_columns,
)
from planner.sources.provenance import Gathering, find_file
from planner.sources.settings import TableJoin
from planner.units import COLUMNS
from planner.words import say
from planner.words.sources import TOTALS
from planner.words.text import Text

FIGURES = (("people", "people_base", "people_assumed"), ("area_km2", "area_base", "area_assumed"))
"""Each figure, what it rests on, and the mark of one that is not certain."""
REQUIRED = {name for name, column in COLUMNS.items() if column.required}


@dataclass(frozen=True)
class Sheet:
    """A table as in its file.

    Attributes
    ----------
    place : str
        File, and sheet of a workbook.
    frame : DataFrame of object
        Index: row number in the file, from 1; columns: the headings.
    letters : dict of str
        Heading → letter of its column in a workbook; empty for a csv.
    """

    place: str
    frame: pd.DataFrame
    letters: dict[str, str]

    def address(self, rows: pd.Index[Any]) -> Address:
        """Name cells of the rows that were kept: "people.xlsx [Sheet1], cell C5"."""

        def name(position: int, heading: str) -> Text:
            row = rows[position]
            if heading in self.letters:
                cell = f"{self.letters[heading]}{row}"
                return say("{place}, cell {cell}", place=self.place, cell=cell)
            return say(
                "{place}, row {row}, column {column}", place=self.place, row=row, column=heading
            )

        return name


def read_sheet(path: Path, settings: TableJoin) -> Sheet:
    """Read a csv or a sheet of a workbook; text stays text, so codes keep their zeros.

    Raises
    ------
    InputError
        A file of another kind, not in UTF-8, without rows, a sheet not named.
    """
    kind = path.suffix.lower()
    if kind in (".csv", ".tsv", ".txt"):
        return _read_csv(path, settings)
    if kind in (".xlsx", ".xlsm"):
        return _read_workbook(path, settings)
    raise InputError(
        Problem(
            path.name,
            say("a file of kind '{kind}'", kind=kind),
            say("csv or xlsx"),
            say("save the table as one of them"),
        )
    )


def _read_csv(path: Path, settings: TableJoin) -> Sheet:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            Problem(
                path.name,
                say("text that is not UTF-8"),
                say("a csv in UTF-8"),
                say("save it as CSV UTF-8"),
            )
        ) from error
    lines = text.splitlines()
    head = lines[settings.header_row - 1] if len(lines) >= settings.header_row else ""
    delimiter = max(",;\t", key=head.count)
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    return _sheet(path.name, [list(row) for row in rows], settings, {})


def _read_workbook(path: Path, settings: TableJoin) -> Sheet:
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError) as error:
        raise InputError(
            Problem(
                path.name, say("not a workbook"), say("an xlsx file"), say("save the table as xlsx")
            )
        ) from error
    names = book.sheetnames
    if settings.sheet not in names and (settings.sheet is not None or len(names) > 1):
        several, absent = say("several sheets"), say("no sheet '{sheet}'", sheet=settings.sheet)
        raise InputError(
            Problem(
                path.name,
                several if settings.sheet is None else absent,
                say("one of {names}", names=listed(names)),
                say("name it under `sheet`"),
            )
        )
    name = settings.sheet or names[0]
    rows = [[_shown(cell) for cell in row] for row in book[name].iter_rows()]
    book.close()
    heads = rows[settings.header_row - 1] if len(rows) >= settings.header_row else []
    letters = {_heading(head): get_column_letter(i + 1) for i, head in enumerate(heads)}
    return _sheet(f"{path.name} [{name}]", rows, settings, letters)


def _shown(cell: object) -> object:
    """Take a cell as its reader sees it: the format 00000 shows the number 27 as 00027."""
    value, style = getattr(cell, "value", None), str(getattr(cell, "number_format", ""))
    if isinstance(value, int) and re.fullmatch("0{2,}", style):
        return f"{value:0{len(style)}d}"
    return value


def _heading(cell: object) -> str:
    return " ".join(str(as_text(pd.Series([cell], dtype=object)).iloc[0]).split())


def _sheet(
    place: str, rows: list[list[object]], settings: TableJoin, letters: dict[str, str]
) -> Sheet:
    place_of_heads = rows[settings.header_row - 1 : settings.header_row]
    heads = [_heading(cell) for cell in place_of_heads[0]] if place_of_heads else []
    body = {
        number: [*row, *[None] * (len(heads) - len(row))][: len(heads)]
        for number, row in enumerate(rows, 1)
        if number > settings.header_row and any(cell not in (None, "") for cell in row)
    }
    if not body:
        raise InputError(
            Problem(
                place,
                say("no row"),
                say("a heading and a row a unit"),
                say("check the file and `header_row`"),
            )
        )
    twice = sorted({head for head in heads if head and heads.count(head) > 1})
    if twice:
        raise InputError(
            Problem(
                place,
                say("repeated headings {names}", names=listed(twice)),
                say("each once"),
                say("rename the columns"),
            )
        )
    return Sheet(
        place, pd.DataFrame.from_dict(body, orient="index", columns=heads, dtype=object), letters
    )


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
    problems += _code_problems(units, codes, settings, sheet.place)
    table.index = pd.Index(codes)
    table = table[~table.index.duplicated()]
    given = units.index.isin(table.index)
    numbers = table.select_dtypes("number").reindex(units.index, fill_value=REFUSED)
    table = table.reindex(units.index).assign(**{str(name): numbers[name] for name in numbers})
    columns: dict[str, pd.Series[Any]] = {name: table[name] for name in table.columns}
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


def _nothing_to_keep(place: str, name: str) -> Problem:
    return Problem(
        say("{place}, column {column}", place=place, column=name),
        say("a table of some units, and no figures of the others"),
        say("a figure for each unit"),
        say("complete the table, and leave out `only_some`"),
    )


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
    given = codes[codes != ""]
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
    missing = sorted(set(units.index) - set(given))
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
