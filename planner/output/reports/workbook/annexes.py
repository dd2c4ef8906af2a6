"""Annexes as a workbook: Vietnamese only, a sheet each, with notes, print areas and formulas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.output.reports.workbook.book import open_book
from planner.output.reports.workbook.sheets import (
    LINE,
    Field,
    freeze,
    set_print,
    write_table,
)
from planner.words import Text


@dataclass(frozen=True)
class AnnexSheet:
    """One annex.

    Attributes
    ----------
    name : str
        On its tab, at most 31 letters.
    number, title : str
        "Phụ lục 1" and what it holds.
    fields : sequence of Field
        Columns; an English heading is left out.
    notes : sequence of str
        Lines under the table.
    checks : sequence of (column, kind, criteria)
        What may be typed into a column: name of the heading's place, ``whole`` and the formula
        that holds, with ``{row}`` for the number of the first row.
    """

    name: str
    number: str
    title: str
    fields: Sequence[Field]
    notes: Sequence[str] = ()
    checks: Sequence[tuple[int, str, str]] = ()


def write_annexes(
    path: Path, title: str, heads: Sequence[str], sheets: Sequence[AnnexSheet]
) -> None:
    """Write annexes as a workbook; the same bytes for the same content.

    Parameters
    ----------
    path : Path
    title : str
        Of the document.
    heads : sequence of str
        Lines over each table: who makes it.
    sheets : sequence of AnnexSheet

    Raises
    ------
    OSError
        The file cannot be written.
    """
    with open_book(path, title) as (book, styles):
        for each in sheets:
            sheet = book.add_worksheet(each.name)
            fields = [
                Field(Text(f.head.vi, ""), f.values, f.kind, f.width, f.total, f.formula)
                for f in each.fields
            ]
            last = len(fields) - 1
            for row, line in enumerate(heads):
                sheet.write_string(row, 0, line, styles.section)
            top = len(heads)
            sheet.write_string(top, 0, f"{each.number}. {each.title}", styles.title)
            top += 2
            rows = len(fields[0].values)
            end = write_table(sheet, styles, top, fields)
            freeze(sheet, top, len(fields), rows, fixed=2)
            for column, message, formula in each.checks:
                sheet.data_validation(
                    top + 1,
                    column,
                    max(top + rows, top + 1),
                    column,
                    {
                        "validate": "custom",
                        "value": formula.format(row=top + 2),
                        "error_message": message,
                    },
                )
            for number, note in enumerate(each.notes, end + 1):
                sheet.merge_range(number, 0, number, max(last, 1), note, styles.note)
                sheet.set_row(number, LINE * (1 + len(note) // 110))
            set_print(sheet, top, fields)
            sheet.print_area(0, 0, end + len(each.notes), max(last, 1))
