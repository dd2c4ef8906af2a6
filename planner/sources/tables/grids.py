"""Workbooks and csv as grids of cells, before anything is said of their headings."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import openpyxl
import python_calamine
from openpyxl.utils import get_column_letter

from planner.errors import InputError, Problem, RefusedError, listed, system_fault
from planner.gate import CELLS, WORKBOOK, BrokenOffError, apart
from planner.gate.files import read_bytes
from planner.gate.office import refuse_swollen
from planner.words import number_text, say
from planner.words.text import Text, quoting

Answer = TypeVar("Answer")

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""How a file begins that is no zip of XML: one with a password, or of Excel 97–2003."""
WORKBOOKS = (".xlsx", ".xlsm")
"""Read cell by cell, with the format in which each is shown."""
OTHER_WORKBOOKS = (".xls", ".xlsb", ".ods")
TEXTS = (".csv", ".tsv", ".txt")
ZIPS = (*WORKBOOKS, ".xlsb", ".ods")
LAST_COLUMN = 16_384


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
    struck : tuple of int
        Rows of which every cell that holds anything is struck out.
    hidden_columns : tuple of int
        Columns that the workbook does not show; the first is 0.
    """

    place: str
    rows: list[list[object]]
    hidden: tuple[int, ...]
    letters: bool
    struck: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()


def grid_of(path: Path, sheet: str | None, *, uncomputed: bool = False) -> Grid:
    """Read every cell of a sheet; a csv in whatever letters it was written.

    Parameters
    ----------
    path : Path
    sheet : str, optional
    uncomputed : bool
        Whether formulas that nothing has computed are shown as "=", and not refused.

    Raises
    ------
    InputError
        No table, a damaged one, or one larger than any table of units.
    """
    if path.suffix.lower() in TEXTS:
        return _grid_of_csv(path)
    place = f"{path.name} [{sheet}]"
    if path.suffix.lower() in WORKBOOKS:
        rows, *marks = in_child(path, _cells_of_workbook, place, str(sheet), uncomputed)
        hidden, struck, columns = map(tuple, marks)
        return Grid(place, rows, hidden, letters=True, struck=struck, hidden_columns=columns)
    return Grid(place, calamine_rows(path, str(sheet)), (), letters=True)


def in_child(path: Path, task: Callable[..., Answer], *arguments: object) -> Answer:
    """Read a workbook of somebody else in a child, within limits.

    Parameters
    ----------
    path : Path
    task : callable
        Of the path and what is given; it gives plain data.

    Raises
    ------
    InputError
        No workbook, a damaged or a swollen one, or one that takes too long.
    """
    try:
        if path.suffix.lower() in ZIPS and zipfile.is_zipfile(path):
            refuse_swollen(path, CELLS.most_bytes)
        # An OSError is told as such, and not as damage.
        path.open("rb").close()
        return apart(task, WORKBOOK, [path], path, *arguments)
    except RefusedError as error:
        raise no_workbook(path, error.text) from error
    except OSError as error:
        found = say("it cannot be read ({fault})", fault=system_fault(error))
        raise no_workbook(path, found) from error
    except (BrokenOffError, zipfile.BadZipFile) as error:
        found = _workbook_fault(path)
        if isinstance(error, BrokenOffError) and not error.kind:
            found = error.text
        raise no_workbook(path, found) from error


def _cells_of_workbook(
    path: Path, place: str, sheet: str, uncomputed: bool
) -> tuple[list[list[object]], list[int], list[int], list[int]]:
    """Read the cells of a sheet as it shows them; rows hidden and struck out, columns hidden."""
    refuse_chart(path)
    page = openpyxl.load_workbook(path, data_only=True)[sheet]
    refuse_large(place, page.max_row, page.max_column)
    if not uncomputed:
        refuse_uncomputed(path, place, sheet)
    hidden = [row for row, kept in page.row_dimensions.items() if kept.hidden]
    rows = [[shown_cell(cell) for cell in row] for row in page.iter_rows()]
    for row, column in uncomputed_cells(path, sheet) if uncomputed else ():
        rows[row - 1][column - 1] = "="
    # One cell over several rows speaks of all of them.
    for span in page.merged_cells.ranges:
        if span.min_col == span.max_col:
            for row in range(span.min_row, min(span.max_row, len(rows))):
                rows[row][span.min_col - 1] = rows[span.min_row - 1][span.min_col - 1]
    struck = [
        n
        for n, row in enumerate(page.iter_rows(), 1)
        if (held := [cell for cell in row if cell.value is not None])
        and all(cell.font is not None and cell.font.strike for cell in held)
    ]
    unseen = {
        column - 1
        for kept in page.column_dimensions.values()
        if kept.hidden
        for column in range(kept.min, min(kept.max, page.max_column) + 1)
    }
    return rows, sorted(hidden), struck, sorted(unseen)


def _cells_of_other(path: Path, sheet: str) -> list[list[object]]:
    """Read the cells of a sheet of any other kind of workbook."""
    with path.open("rb") as file:
        page = python_calamine.load_workbook(file).get_sheet_by_name(sheet)
    refuse_large(f"{path.name} [{sheet}]", page.total_height, page.total_width)
    return [list(row) for row in page.to_python(skip_empty_area=False)]


def refuse_large(place: str, rows: int, columns: int) -> None:
    """Refuse a sheet whose rectangle is larger than any table: one stray cell makes it so.

    Raises
    ------
    InputError
        It names the last cell.
    """
    if rows > CELLS.most_rows:
        raise too_long(place)
    if rows * columns > CELLS.most_cells:
        last = f"{get_column_letter(min(columns, LAST_COLUMN))}{rows}"
        raise InputError(
            Problem(
                place,
                say(
                    "a table that reaches cell {cell}: more than {most} cells",
                    cell=last,
                    most=number_text(CELLS.most_cells),
                ),
                say("a heading and a row a unit"),
                say("delete what stands far from the table, the sheet's formats there too"),
            )
        )


def text_of(content: bytes) -> str:
    """Decode a text file: UTF-8 or UTF-16, else as Latin letters, of which others are made."""
    marked = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        return content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def csv_rows(text: str, place: str, delimiter: str, *, strict: bool = True) -> list[list[object]]:
    """Part the rows of a csv.

    Raises
    ------
    InputError
        Bytes that are no text, a quotation mark without its other, a cell without an end.
    """
    if "\0" in text:
        raise InputError(
            Problem(
                place,
                say("bytes that are no text"),
                say("a csv in UTF-8"),
                say("save the table as CSV UTF-8, or as xlsx under that ending"),
            )
        )
    before = csv.field_size_limit(CELLS.most_letters)
    try:
        told = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
        return [list(row) for row in told]
    except csv.Error as error:
        raise InputError(
            Problem(
                place,
                quoting(say("rows that are no csv"), error),
                say("cells parted by commas, semicolons or tabs; a quotation mark at both ends"),
                say("open it in a spreadsheet, look at its quotation marks, and save it again"),
            )
        ) from error
    finally:
        csv.field_size_limit(before)


def csv_bytes(path: Path) -> bytes:
    """Read the bytes of a csv.

    Raises
    ------
    InputError
        It is larger than any table of units, a workbook under another ending, or unreadable.
    """
    expected = say("a csv in UTF-8")
    try:
        held = read_bytes(path, CELLS.most_text_bytes)
    except RefusedError as error:
        mend = say("leave out what is no table of units")
        raise InputError(Problem(path.name, error.text, expected, mend)) from error
    except OSError as error:
        mend = say("check that it is there, and who may use it; close programs that hold it")
        raise InputError(Problem(path.name, system_fault(error), expected, mend)) from error
    if held[:4] == b"PK\3\4" or held[:8] == OLE:
        found, mend = say("a workbook under the ending of a csv"), say("give it the ending xlsx")
        raise InputError(Problem(path.name, found, expected, mend))
    return held


def _grid_of_csv(path: Path) -> Grid:
    text = text_of(csv_bytes(path))
    lines = text.splitlines()
    # Excel writes into the first line what parts the columns, where it was told to.
    told = re.fullmatch(r"sep=(.)", lines[0].strip().strip('"')) if lines else None
    delimiter = told[1] if told else max(",;\t", key=lambda sign: sum(map(_count(sign), lines)))
    return Grid(path.name, csv_rows(text, path.name, delimiter, strict=False), (), letters=False)


def _count(sign: str) -> Callable[[str], int]:
    return lambda line: line.count(sign)


def sheet_names(path: Path) -> list[str | None]:
    """Name the sheets of a workbook that hold cells; a csv has one without a name.

    Raises
    ------
    InputError
        No workbook.
    """
    if path.suffix.lower() in TEXTS:
        return [None]
    return [name for name, rows in in_child(path, _sheets) if rows]


def all_sheet_names(path: Path) -> list[str]:
    """Name all sheets of a workbook."""
    return [name for name, _ in in_child(path, _sheets)]


def hidden_sheets(path: Path) -> set[str]:
    """Name the sheets that a workbook does not show."""
    if path.suffix.lower() in TEXTS:
        return set()
    return set(in_child(path, _unseen))


def _unseen(path: Path) -> list[str]:
    with path.open("rb") as file:
        sheets = python_calamine.load_workbook(file).sheets_metadata
    visible = python_calamine.SheetVisibleEnum.Visible
    return [sheet.name for sheet in sheets if sheet.visible != visible]


def _sheets(path: Path) -> list[tuple[str, int]]:
    """Name each sheet, with the number of its rows."""
    with path.open("rb") as file:
        book = python_calamine.load_workbook(file)
        return [(name, book.get_sheet_by_name(name).total_height) for name in book.sheet_names]


def calamine_rows(path: Path, sheet: str) -> list[list[object]]:
    return in_child(path, _cells_of_other, sheet)


def refuse_chart(path: Path) -> None:
    """Refuse a workbook that has charts only: its reader stumbles over them."""
    with zipfile.ZipFile(path) as parts:
        folders = {part.partition("/")[2].partition("/")[0] for part in parts.namelist()}
    if "chartsheets" in folders and "worksheets" not in folders:
        raise InputError(
            Problem(
                path.name,
                say("a sheet that is a chart"),
                say("a sheet with a table"),
                say("name the sheet of the table under `sheet`"),
            )
        )


def _workbook_fault(path: Path) -> Text:
    """Say what a file is that was to be a workbook."""
    with path.open("rb") as file:
        if file.read(8) == OLE:
            return say("a workbook with a password, or of Excel 97–2003")
    return say("not a workbook, or a damaged one")


def no_workbook(path: Path, reason: Text) -> InputError:
    return InputError(
        Problem(
            path.name,
            reason,
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
    cells = [f"{get_column_letter(c)}{r}" for r, c in uncomputed_cells(path, sheet)]
    if cells:
        raise InputError(
            Problem(
                place,
                say("formulas without a value in {cells}", cells=listed(cells)),
                say("formulas that a spreadsheet has computed"),
                say("open it in Excel, save it, and give the command again"),
            )
        )


def uncomputed_cells(path: Path, sheet: str) -> list[tuple[int, int]]:
    """Find formulas without a value: row and column of each."""
    with zipfile.ZipFile(path) as parts:
        sheets = [name for name in parts.namelist() if "worksheets/" in name]
        if not any(re.search(rb"<(\w+:)?f[ >/]", parts.read(name)) for name in sheets):
            return []
    with path.open("rb") as file, path.open("rb") as again:
        pages = [
            openpyxl.load_workbook(each, data_only=only)[sheet]
            for each, only in ((file, False), (again, True))
        ]
        return [
            (cell.row, cell.column)
            for row in pages[0].iter_rows()
            for cell in row
            if cell.data_type == "f" and pages[1][cell.coordinate].value is None
        ]


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
            say("more than {most} rows", most=CELLS.most_rows),
            say("a heading and a row a unit"),
            say("delete the empty rows below the table, or the sheet's formats there"),
        )
    )
