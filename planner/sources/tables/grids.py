"""Workbooks and csv as grids of cells, before anything is said of their headings."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import python_calamine

from planner.errors import InputError, Problem, listed, system_fault
from planner.words import say
from planner.words.text import Text

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""How a file begins that is no zip of XML: one with a password, or of Excel 97–2003."""
MOST_ROWS, MOST_BYTES = 100_000, 256 << 20
"""No table of units comes near: the country had 11,162 communes.  Bytes are those unpacked."""
WORKBOOKS = (".xlsx", ".xlsm")
"""Read cell by cell, with the format in which each is shown."""
OTHER_WORKBOOKS = (".xls", ".xlsb", ".ods")
TEXTS = (".csv", ".tsv", ".txt")


@dataclass(frozen=True)
class Grid:
    """All cells of a sheet, before anything is said of its headings.

    Attributes
    ----------
    place : str
        File, and sheet of a workbook.
    rows : list of list of object
        The first is row 1.
    hidden : tuple of int
        Rows that the workbook does not show.
    letters : bool
        Whether columns have letters: those of a csv have none.
    """

    place: str
    rows: list[list[object]]
    hidden: tuple[int, ...]
    letters: bool


def grid_of(path: Path, sheet: str | None) -> Grid:
    """Read every cell of a sheet; a csv in whatever letters it was written.

    Raises
    ------
    InputError
        No table, or a damaged one.
    """
    if path.suffix.lower() in TEXTS:
        return _grid_of_csv(path)
    place = f"{path.name} [{sheet}]"
    if path.suffix.lower() in WORKBOOKS:
        with guarded(path), path.open("rb") as file:
            page = openpyxl.load_workbook(file, data_only=True)[str(sheet)]
            if page.max_row > MOST_ROWS:
                raise too_long(place)
            refuse_uncomputed(path, place, str(sheet))
            hidden = [row for row, kept in page.row_dimensions.items() if kept.hidden]
            rows = [[shown_cell(cell) for cell in row] for row in page.iter_rows()]
            # One cell over several rows speaks of all of them.
            for span in page.merged_cells.ranges:
                if span.min_col == span.max_col:
                    for row in range(span.min_row, min(span.max_row, len(rows))):
                        rows[row][span.min_col - 1] = rows[span.min_row - 1][span.min_col - 1]
        return Grid(place, rows, tuple(sorted(hidden)), letters=True)
    return Grid(place, calamine_rows(path, str(sheet)), (), letters=True)


def text_of(held: bytes) -> str:
    """Decode a text file: UTF-8 or UTF-16, else as Latin letters, of which others are made."""
    marked = held[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        return held.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError:
        return held.decode("latin-1")


def _grid_of_csv(path: Path) -> Grid:
    text = text_of(path.read_bytes())
    lines = text.splitlines()
    delimiter = max(",;\t", key=lambda sign: sum(line.count(sign) for line in lines))
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    return Grid(path.name, [list(row) for row in rows], (), letters=False)


def sheet_names(path: Path) -> list[str | None]:
    """Name the sheets of a workbook that hold cells; a csv has one without a name.

    Raises
    ------
    InputError
        No workbook.
    """
    if path.suffix.lower() in TEXTS:
        return [None]
    book = opened(path)
    try:
        return [name for name in book.sheet_names if book.get_sheet_by_name(name).total_height]
    finally:
        book.close()


def opened(path: Path) -> python_calamine.CalamineWorkbook:
    try:
        return python_calamine.load_workbook(str(path))
    except OSError as error:
        found = say("it cannot be read ({fault})", fault=system_fault(error))
        raise no_workbook(path, found) from error
    except Exception as error:  # whatever the parsers of foreign bytes stumble over
        raise no_workbook(path, _workbook_fault(path)) from error


def calamine_rows(path: Path, sheet: str) -> list[list[object]]:
    book = opened(path)
    try:
        rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    finally:
        book.close()
    return [list(row) for row in rows]


@contextmanager
def guarded(path: Path) -> Iterator[None]:
    """Refuse what is no workbook: one open elsewhere or damaged is no fault of its reader."""
    try:
        with zipfile.ZipFile(path) as parts:
            large = sum(part.file_size for part in parts.infolist()) > MOST_BYTES
            folders = {part.partition("/")[2].partition("/")[0] for part in parts.namelist()}
        if large:
            raise no_workbook(path, say("a workbook of more than {most} MB", most=MOST_BYTES >> 20))
        if "chartsheets" in folders and "worksheets" not in folders:
            raise InputError(
                Problem(
                    path.name,
                    say("a sheet that is a chart"),
                    say("a sheet with a table"),
                    say("name the sheet of the table under `sheet`"),
                )
            )
        yield
    except (InputError, MemoryError):
        raise
    except OSError as error:
        found = say("it cannot be read ({fault})", fault=system_fault(error))
        raise no_workbook(path, found) from error
    except Exception as error:  # whatever the parsers of foreign bytes stumble over
        raise no_workbook(path, _workbook_fault(path)) from error


def _workbook_fault(path: Path) -> Text:
    """Say what a file is that was to be a workbook."""
    with path.open("rb") as file:
        if file.read(8) == OLE:
            return say("a workbook with a password, or of Excel 97–2003")
    return say("not a workbook, or a damaged one")


def no_workbook(path: Path, found: Text) -> InputError:
    return InputError(
        Problem(
            path.name,
            found,
            say("an xlsx file without a password"),
            say("open it in a spreadsheet and save the table as xlsx, without a password"),
        )
    )


def refuse_uncomputed(path: Path, place: str, sheet: str) -> None:
    """Refuse a sheet with formulas that no spreadsheet has computed: their cells look empty.

    Raises
    ------
    InputError
        It names the cells.
    """
    with zipfile.ZipFile(path) as parts:
        sheets = [name for name in parts.namelist() if "worksheets/" in name]
        if not any(re.search(rb"<(\w+:)?f[ >/]", parts.read(name)) for name in sheets):
            return
    with path.open("rb") as file, path.open("rb") as again:
        pages = [
            openpyxl.load_workbook(each, data_only=only)[sheet]
            for each, only in ((file, False), (again, True))
        ]
        cells = [
            cell.coordinate
            for row in pages[0].iter_rows()
            for cell in row
            if cell.data_type == "f" and pages[1][cell.coordinate].value is None
        ]
    if cells:
        raise InputError(
            Problem(
                place,
                say("formulas without a value in {cells}", cells=listed(cells)),
                say("formulas that a spreadsheet has computed"),
                say("open it in Excel, save it, and give the command again"),
            )
        )


def shown_cell(cell: object) -> object:
    """Take a cell as its reader sees it: the format 00000 shows the number 27 as 00027."""
    value, style = getattr(cell, "value", None), str(getattr(cell, "number_format", ""))
    if isinstance(value, int) and re.fullmatch("0{2,}", style):
        return f"{value:0{len(style)}d}"
    return value


def too_long(place: str) -> InputError:
    return InputError(
        Problem(
            place,
            say("more than {most} rows", most=MOST_ROWS),
            say("a heading and a row a unit"),
            say("delete the empty rows below the table, or the sheet's formats there"),
        )
    )
