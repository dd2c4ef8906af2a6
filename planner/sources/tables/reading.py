"""Sheets: csv, Excel and OpenDocument tables as they are, with an address for every cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.utils import get_column_letter

from planner.errors import InputError, Problem, listed
from planner.gate import CELLS
from planner.sources.cells import Address, as_text
from planner.sources.settings import TableJoin
from planner.sources.tables.grids import (
    OTHER_WORKBOOKS,
    TEXTS,
    WORKBOOKS,
    all_sheet_names,
    calamine_rows,
    csv_bytes,
    csv_rows,
    in_child,
    refuse_chart,
    refuse_large,
    refuse_uncomputed,
    shown_cell,
    too_long,
)
from planner.words import say
from planner.words.text import Text

BETWEEN = " / "
"""Between the parts of a heading of several rows: "Dân số / Tổng số"."""


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


def read_sheet(path: Path, settings: TableJoin, *, own_formulas: bool = False) -> Sheet:
    """Read a csv or a sheet of a workbook; text stays text, so codes keep their zeros.

    Parameters
    ----------
    path : Path
    settings : TableJoin
    own_formulas : bool
        Formulas are those of a form of ours, and nothing is read from them: they need no value.

    Raises
    ------
    InputError
        A file of another kind, not in UTF-8, without rows, a sheet not named, formulas that no
        spreadsheet has computed.
    """
    kind = path.suffix.lower()
    if kind in TEXTS:
        return _read_csv(path, settings)
    if kind in WORKBOOKS:
        return _read_workbook(path, settings, own_formulas)
    if kind in OTHER_WORKBOOKS:
        return _read_other(path, settings)
    raise InputError(
        Problem(
            path.name,
            say("a file of kind '{kind}'", kind=kind),
            say("csv or xlsx"),
            say("save the table as one of them"),
        )
    )


def _read_other(path: Path, settings: TableJoin) -> Sheet:
    """Read a sheet of Excel 97–2003, of a binary workbook, or of OpenDocument."""
    name = _chosen(all_sheet_names(path), path, settings.sheet)
    cells = calamine_rows(path, name)
    return sheet_of(f"{path.name} [{name}]", enumerate(cells, 1), settings, letters=True)


def _read_csv(path: Path, settings: TableJoin) -> Sheet:
    try:
        text = csv_bytes(path).decode("utf-8-sig")
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
    delimiter = separator(head)
    rows = csv_rows(text, path.name, delimiter)
    sheet = sheet_of(path.name, enumerate(rows, 1), settings, letters=False)
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


def separator(head: str) -> str:
    """Find what parts the columns: Excel writes ``;`` where numbers have a decimal comma."""
    return max(",;\t", key=head.count)


def _read_workbook(path: Path, settings: TableJoin, own_formulas: bool) -> Sheet:
    place, rows = in_child(path, _book_rows, settings.sheet, own_formulas)
    return sheet_of(place, enumerate(rows, 1), settings, letters=True)


def _book_rows(path: Path, sheet: str | None, own_formulas: bool) -> tuple[str, list[list[object]]]:
    """Read the cells of a sheet row by row, and name it; empty rows take no room."""
    refuse_chart(path)
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    name = _chosen([page.title for page in book.worksheets], path, sheet)
    place, page = f"{path.name} [{name}]", book[name]
    # What a file says of its own size is often wrong, and rows beyond it would be passed by.
    page.reset_dimensions()
    if not own_formulas:
        refuse_uncomputed(path, place, name)
    rows, cells = list[list[object]](), 0
    for row in page.iter_rows():
        rows.append([shown_cell(cell) for cell in row])
        cells += len(row)
        refuse_large(place, len(rows), -(-cells // len(rows)))
    return place, rows


def _chosen(names: list[str], path: Path, sheet: str | None) -> str:
    """Choose the sheet that is asked for, or the only one."""
    if sheet not in names and (sheet is not None or len(names) > 1):
        several, absent = say("several sheets"), say("no sheet '{sheet}'", sheet=sheet)
        raise InputError(
            Problem(
                path.name,
                several if sheet is None else absent,
                say("one of {names}", names=listed(names)),
                say("name it under `sheet`"),
            )
        )
    return sheet or names[0]


def _heading(cell: object) -> str:
    return " ".join(str(as_text(pd.Series([cell], dtype=object)).iloc[0]).split())


def headings(rows: list[list[str]]) -> list[str]:
    """Join the rows of a heading: a cell that spans others stands before each of them.

    Examples
    --------
    >>> headings([["STT", "Dân số", ""], ["", "Tổng số", "Nam"]])
    ['STT', 'Dân số / Tổng số', 'Dân số / Nam']
    """
    wide = max(map(len, rows), default=0)
    grid = [[*row, *[""] * (wide - len(row))] for row in rows]
    # From below: what a middle row spans, the row above it spans as well.
    for upper, lower in list(zip(grid, grid[1:]))[::-1]:
        for column in range(1, wide):
            # A cell that spans columns has headings below it; one that spans rows has none.
            if not upper[column] and lower[column] and lower[column - 1]:
                upper[column] = upper[column - 1]
    heads = [BETWEEN.join(dict.fromkeys(filter(None, parts))) for parts in zip(*grid)]
    while heads and not heads[-1]:
        heads.pop()
    return heads


def sheet_of(
    place: str,
    rows: Iterable[tuple[int, list[object]]],
    settings: TableJoin,
    *,
    letters: bool,
) -> Sheet:
    """Take headings and rows, of which no more are kept than hold anything under a heading."""
    heads: list[str] = []
    tops: list[list[str]] = []
    body: dict[int, list[object]] = {}
    last = settings.header_row + settings.header_rows - 1
    for number, row in rows:
        if number > CELLS.most_rows:
            raise too_long(place)
        if settings.header_row <= number <= last:
            tops.append([_heading(cell) for cell in row])
            heads = headings(tops)
        elif number > last and any(cell not in (None, "") for cell in row):
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
