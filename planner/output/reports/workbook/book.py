"""Workbooks: opened for writing here alone; those of plain tables have a sheet for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.workbook import Workbook

from planner.output.reports.workbook.sheets import (
    FIXED_DATE,
    FONT,
    Field,
    Styles,
    freeze,
    set_print,
    write_table,
    write_title,
)
from planner.words import Text


@contextmanager
def open_book(path: Path, title: str) -> Iterator[tuple[Workbook, Styles]]:
    """Open a workbook and its cell formats, and write it at the end.

    Text becomes a formula, a link or a number only where a call asks for one, and the same
    content gives the same bytes.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    options = {
        "in_memory": True,
        "default_format_properties": {"font_name": FONT, "font_size": 11},
        # What a file or a person wrote stays text, however it begins.
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    # Made anew each time: the library writes into them.
    book = Workbook(str(path), options)
    book.set_properties({"title": title, "created": FIXED_DATE})
    yield book, Styles(book)
    try:
        book.close()
    except XlsxWriterException as error:
        raise OSError(str(error)) from error


@dataclass(frozen=True)
class Sheet:
    """One sheet.

    Attributes
    ----------
    name : str
        On its tab, at most 31 letters.
    title : Text
        Heading.
    fields : sequence of Field
        Columns.
    fixed : int
        Columns that stay in view.
    """

    name: str
    title: Text
    fields: Sequence[Field]
    fixed: int = 0


def write_book(path: Path, title: str, sheets: Sequence[Sheet]) -> None:
    """Write a workbook; the same bytes for the same tables.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    with open_book(path, title) as (book, styles):
        for each in sheets:
            sheet = book.add_worksheet(each.name)
            top = write_title(sheet, styles, each.title)
            rows = len(each.fields[0].values)
            write_table(sheet, styles, top, each.fields)
            freeze(sheet, top, len(each.fields), rows, each.fixed)
            set_print(sheet, top, each.fields)
