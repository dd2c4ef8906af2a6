"""A workbook of plain tables: a sheet each, with heading, filters and print setup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.workbook import Workbook

from planner.output.reports.workbook.sheets import (
    FIXED_DATE,
    Field,
    Styles,
    freeze,
    set_print,
    write_table,
    write_title,
)
from planner.words import Text


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
    book = Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "created": FIXED_DATE})
    styles = Styles(book)
    for each in sheets:
        sheet = book.add_worksheet(each.name)
        top = write_title(sheet, styles, each.title)
        rows = len(each.fields[0].values)
        write_table(sheet, styles, top, each.fields)
        freeze(sheet, top, len(each.fields), rows, each.fixed)
        set_print(sheet, top)
    try:
        book.close()
    except XlsxWriterException as error:
        raise OSError(str(error)) from error
