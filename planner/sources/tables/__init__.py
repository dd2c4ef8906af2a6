"""Tables: csv and xlsx, joined to outlines by code, every cell with its address."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.utils import get_column_letter

from planner.errors import InputError, Problem, listed, system_fault
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
from planner.words.text import Text, quoting

FIGURES = (("people", "people_base", "people_assumed"), ("area_km2", "area_base", "area_assumed"))
"""Each figure, what it rests on, and the mark of one that is not certain."""
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""How a file begins that is no zip of XML: one with a password, or of Excel 97–2003."""
MOST_ROWS, MOST_BYTES = 100_000, 256 << 20
"""No table of units comes near: the country had 11,162 communes.  Bytes are those unpacked."""
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
        lines = text.splitlines()
        head = lines[settings.header_row - 1] if len(lines) >= settings.header_row else ""
        delimiter = max(",;\t", key=head.count)
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except UnicodeDecodeError as error:
        raise InputError(
            Problem(
                path.name,
                say("text that is not UTF-8"),
                say("a csv in UTF-8"),
                say("save it as CSV UTF-8"),
            )
        ) from error
    except csv.Error as error:
        raise InputError(
            Problem(
                path.name,
                quoting(say("rows that are no csv"), error),
                say("cells parted by commas, semicolons or tabs; a quotation mark at both ends"),
                say("open it in a spreadsheet, look at its quotation marks, and save it again"),
            )
        ) from error
    cells: list[list[object]] = [list(row) for row in rows]
    sheet = _sheet(path.name, enumerate(cells, 1), settings, letters=False)
    wide = len(sheet.frame.columns)
    longer = [n for n, row in enumerate(rows, 1) if n > settings.header_row and any(row[wide:])]
    if longer:
        raise InputError(
            Problem(
                path.name,
                say("more cells than headings in row {rows}", rows=listed(longer)),
                say("a cell for each heading"),
                say("put cells that hold `{sign}` into quotation marks", sign=delimiter),
            )
        )
    return sheet


def _read_workbook(path: Path, settings: TableJoin) -> Sheet:
    try:
        with zipfile.ZipFile(path) as parts:
            large = sum(part.file_size for part in parts.infolist()) > MOST_BYTES
            folders = {part.partition("/")[2].partition("/")[0] for part in parts.namelist()}
        if large:
            raise _no_workbook(
                path, say("a workbook of more than {most} MB", most=MOST_BYTES >> 20)
            )
        if "chartsheets" in folders and "worksheets" not in folders:
            raise InputError(
                Problem(
                    path.name,
                    say("a sheet that is a chart"),
                    say("a sheet with a table"),
                    say("name the sheet of the table under `sheet`"),
                )
            )
        # A file that is open elsewhere or damaged is no fault of the reader of workbooks.
        with path.open("rb") as file:
            book = openpyxl.load_workbook(file, read_only=True, data_only=True)
            return _read_book(book, path, settings)
    except (InputError, MemoryError):
        raise
    except OSError as error:
        found = say("it cannot be read ({fault})", fault=system_fault(error))
        raise _no_workbook(path, found) from error
    except Exception as error:  # whatever the parsers of foreign bytes stumble over
        raise _no_workbook(path, _workbook_fault(path)) from error


def _read_book(book: openpyxl.Workbook, path: Path, settings: TableJoin) -> Sheet:
    names = [sheet.title for sheet in book.worksheets]
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
    place, sheet = f"{path.name} [{name}]", book[name]
    # What a file says of its own size is often wrong, and rows beyond it would be passed by.
    sheet.reset_dimensions()
    cells = ([_shown(cell) for cell in row] for row in sheet.iter_rows())
    return _sheet(place, enumerate(cells, 1), settings, letters=True)


def _workbook_fault(path: Path) -> Text:
    """Say what a file is that was to be a workbook."""
    with path.open("rb") as file:
        if file.read(8) == OLE:
            return say("a workbook with a password, or of Excel 97–2003")
    return say("not a workbook, or a damaged one")


def _no_workbook(path: Path, found: Text) -> InputError:
    return InputError(
        Problem(
            path.name,
            found,
            say("an xlsx file without a password"),
            say("open it in a spreadsheet and save the table as xlsx, without a password"),
        )
    )


def _shown(cell: object) -> object:
    """Take a cell as its reader sees it: the format 00000 shows the number 27 as 00027."""
    value, style = getattr(cell, "value", None), str(getattr(cell, "number_format", ""))
    if isinstance(value, int) and re.fullmatch("0{2,}", style):
        return f"{value:0{len(style)}d}"
    return value


def _heading(cell: object) -> str:
    return " ".join(str(as_text(pd.Series([cell], dtype=object)).iloc[0]).split())


def _sheet(
    place: str,
    rows: Iterable[tuple[int, list[object]]],
    settings: TableJoin,
    *,
    letters: bool,
) -> Sheet:
    """Take headings and rows, of which no more are kept than hold anything under a heading."""
    heads: list[str] = []
    body: dict[int, list[object]] = {}
    for number, row in rows:
        if number > MOST_ROWS:
            raise InputError(
                Problem(
                    place,
                    say("more than {most} rows", most=MOST_ROWS),
                    say("a heading and a row a unit"),
                    say("delete the empty rows below the table, or the sheet's formats there"),
                )
            )
        if number == settings.header_row:
            heads = [_heading(cell) for cell in row]
            while heads and not heads[-1]:
                heads.pop()
        elif number > settings.header_row and any(cell not in (None, "") for cell in row):
            body[number] = [*row, *[None] * (len(heads) - len(row))][: len(heads)]
    if not body or not heads:
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
    frame = pd.DataFrame.from_dict(body, orient="index", columns=heads, dtype=object)
    addressed = {head: get_column_letter(i + 1) for i, head in enumerate(heads)} if letters else {}
    return Sheet(place, frame, addressed)


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
