"""Drawing of one table on one sheet: headings, widths, number formats, totals, print setup."""

from __future__ import annotations

import datetime
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from planner.words import Text
from planner.words.outputs.reports import TOTAL

# The file carries the time of its making; a fixed one keeps its bytes the same.
FIXED_DATE = datetime.datetime(2000, 1, 1)
FONT = "Times New Roman"
# Excel shows a number in the manner of its reader: 1.288.866 in Vietnam.
FORMATS = {"text": "@", "whole": "#,##0", "decimal": "#,##0.00", "ratio": "0.000"}
DIGITS = {"whole": 0, "decimal": 2, "ratio": 3}
# A figure that is not certain carries its mark and stays a number; a cell that people have still
# to fill is marked.
FORMATS |= {"whole*": '#,##0"*"', "decimal*": '#,##0.00"*"', "wanted": "General"}
WANTED_FILL = "#FFF2CC"
LINE = 15.0
# Width of a letter of a Vietnamese text, in widths of a digit.
LETTER = 0.95
# Indent, borders and the arrow of the filter, in widths of a digit.
MARGIN = 3.5
# Excel's numbers of papers.  A wider table would be too small to read on A4.
A3, A4 = 8, 9
WIDEST_ON_A4 = 190.0
# Rows that can be read on a page of A3, and pages to which no shorter table is pressed together.
ROWS_A_PAGE, LEAST_PAGES = 60, 3

CellKind = Literal["text", "whole", "decimal", "ratio", "whole*", "decimal*", "wanted"]


@dataclass(frozen=True)
class Field:
    """A column of a sheet.

    Attributes
    ----------
    head : Text
        Heading, the English one under the Vietnamese one.
    values : Series
        What stands in the cells; missing values stay empty.
    kind : str or list of str
        Key of ``FORMATS``, one for each cell where the cells differ.
    width : float
        Widest that the column may become, in characters; longer text wraps.
    total : bool
        Whether the last row sums the column.
    formula : str
        What a cell computes of others, with ``{row}`` for the number of its row; its value is
        what a reader sees who computes nothing.
    """

    head: Text
    values: pd.Series[Any]
    kind: CellKind | list[CellKind] = "text"
    width: float = 30.0
    total: bool = False
    formula: str = ""

    @property
    def kinds(self) -> list[CellKind]:
        """Kind of each cell."""
        return [self.kind] * len(self.values) if isinstance(self.kind, str) else self.kind

    @property
    def total_kind(self) -> CellKind:
        """Kind of the sum: that of its cells, without their marks."""
        kind = self.kinds[0] if self.kinds else "whole"
        return {"whole*": "whole", "decimal*": "decimal", "wanted": "whole"}.get(kind, kind)  # type: ignore[return-value]

    @property
    def shown(self) -> list[str]:
        """Each cell about as it will be seen, to measure it."""
        cells = zip(self.values, self.kinds, strict=True)
        return [_shown(value, kind) for value, kind in cells]


class Styles:
    """The cell formats of one workbook."""

    def __init__(self, book: Workbook):
        common = {"font_name": FONT, "font_size": 11, "valign": "top"}
        boxed = {**common, "border": 1, "border_color": "#9A9A9A"}
        bold = {"bold": True, "bg_color": "#EFEFEF"}

        def made(**properties: Any) -> Format:
            return book.add_format(properties)

        self.title = made(**common | {"bold": True, "font_size": 14})
        self.subtitle = made(**common, italic=True, font_color="#404040")
        self.section = made(**common | {"bold": True, "font_size": 12})
        self.note = made(**common, text_wrap=True)
        self.translation = made(
            **common | {"font_size": 10}, text_wrap=True, italic=True, font_color="#404040"
        )
        self.caution = made(
            **common, text_wrap=True, bold=True, font_color="#7A4B00", bg_color="#FDF1D8"
        )
        self.alarm = made(**common, text_wrap=True, bold=True, font_color="#B00020")
        self.head = made(
            **boxed | {"valign": "vcenter"},
            bold=True,
            text_wrap=True,
            align="center",
            bg_color="#DCE6F1",
        )
        # Without an indent a text touches the number in the column before it.
        text = {"text_wrap": True, "align": "left", "indent": 1}
        self.cell = {
            kind: made(**boxed | (text if kind == "text" else {}), num_format=form)
            for kind, form in FORMATS.items()
        }
        self.cell["wanted"] = made(**boxed, text_wrap=True, bg_color=WANTED_FILL)
        self.total = {
            kind: made(**boxed, **bold, num_format=form) for kind, form in FORMATS.items()
        }


def write_title(sheet: Worksheet, styles: Styles, title: Text) -> int:
    """Write a heading in two languages; returns the next free row."""
    sheet.write_string(0, 0, title.vi, styles.title)
    if title.en:
        sheet.write_string(1, 0, title.en, styles.subtitle)
    return 3


def heading_text(head: Text) -> str:
    """Write a heading on two lines, or on one where a language says nothing."""
    return f"{head.vi}\n{head.en}".strip()


def write_table(
    sheet: Worksheet,
    styles: Styles,
    top: int,
    fields: Sequence[Field],
    widths: Sequence[float] | None = None,
) -> int:
    """Write a table with its heading at row ``top``.

    Parameters
    ----------
    sheet : Worksheet
    styles : Styles
    top : int
        Row of the heading, from 0.
    fields : sequence of Field
        Columns from the first one; all values have the same length n.
    widths : sequence of float, optional
        Widths that the columns have, in characters; the table sets them when not given.

    Returns
    -------
    int
        Next free row: ``top`` + 1 + n, and one more with a row of totals.
    """
    n = len(fields[0].values)
    totals = any(field.total for field in fields)
    wide = widths or [_width(field) for field in fields]
    label = int(np.argmax(wide[:3]))
    for column, field in enumerate(fields):
        sheet.write_string(top, column, heading_text(field.head), styles.head)
        cells = zip(field.values, field.kinds, strict=True)
        for row, (value, kind) in enumerate(cells, start=top + 1):
            if field.formula:
                formula = field.formula.format(row=row + 1)
                shown = "" if value is pd.NA or value != value else value
                sheet.write_formula(row, column, formula, styles.cell[kind], shown)
            else:
                write_value(sheet, row, column, value, styles.cell[kind])
        if not widths:
            sheet.set_column(column, column, wide[column])
        if totals:
            total = styles.total[field.total_kind]
            if field.total:
                first, last = (xl_rowcol_to_cell(row, column) for row in (top + 1, top + n))
                value = float(field.values.sum())
                sheet.write_formula(top + n + 1, column, f"=SUM({first}:{last})", total, value)
            else:
                # A heading without English belongs to a sheet in Vietnamese alone.
                said = str(TOTAL) if field.head.en else TOTAL.vi
                words = said if column == label else ""
                sheet.write_string(top + n + 1, column, words, total)
    # Not every program grows a row to its wrapped text when it opens a file.
    heads = [
        sum(_lines((f.head.vi, f.head.en), room)) for f, room in zip(fields, wide, strict=True)
    ]
    sheet.set_row(top, LINE * max(heads) + 4.0)
    lines = [_lines(f.shown, room) for f, room in zip(fields, wide, strict=True)]
    for row, most in enumerate(np.max(lines, axis=0), start=top + 1):
        sheet.set_row(row, LINE * int(most))
    return top + 1 + n + totals


def write_value(sheet: Worksheet, row: int, column: int, value: Any, cell: Format) -> None:
    """Write one value; text is never read as a number, a missing value stays empty."""
    if isinstance(value, Text):
        value = str(value)
    if value is None or value is pd.NA or value == "" or value != value:
        sheet.write_blank(row, column, None, cell)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, cell)
    else:
        sheet.write_number(row, column, value, cell)


def set_print(
    sheet: Worksheet,
    heading: int | None = None,
    fields: Sequence[Field] = (),
    paper: int | None = None,
    rows: int | None = None,
) -> None:
    """Set landscape, one page wide, page numbers, and a heading repeated on every page.

    The paper is A4, and A3 for a table of ``fields`` that is wider than can be read on it, if
    none is asked for.  Of ``rows`` that are known, as many stand on a page as can be read there.
    """
    fitting = A3 if sum(map(_width, fields)) > WIDEST_ON_A4 else A4
    sheet.set_landscape()
    sheet.set_paper(paper or fitting)
    sheet.fit_to_pages(1, 0 if rows is None else max(LEAST_PAGES, -(-rows // ROWS_A_PAGE)))
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer(f'&L&"{FONT},Regular"&9&A&R&"{FONT},Regular"&9&P/&N')
    sheet.hide_gridlines(2)
    if heading is not None:
        sheet.repeat_rows(heading)


def freeze(sheet: Worksheet, heading: int, columns: int, rows: int, fixed: int) -> None:
    """Keep the heading and the first ``fixed`` columns in view, and offer filters."""
    sheet.freeze_panes(heading + 1, fixed)
    if rows:
        sheet.autofilter(heading, 0, heading + rows, columns - 1)


def span(name: str, column: int, first: int, last: int) -> str:
    """Name a range on another sheet: 'Phương án'!$F$5:$F$73."""
    letter = xl_col_to_name(column)
    return f"'{name}'!${letter}${first + 1}:${letter}${last + 1}"


def _shown(value: Any, kind: str) -> str:
    if value is None or value is pd.NA or value != value:
        return ""
    form = {"whole": ",.0f", "decimal": ",.2f", "ratio": ",.3f"}.get(kind.rstrip("*"), "")
    return format(value, form)


def _width(field: Field) -> float:
    """Characters that the longest cell and the heading, in three lines, need."""
    longest = max((len(text) for text in field.shown), default=0)
    if field.total:
        longest = max(longest, len(_shown(field.values.sum(), field.kinds[0])))
    word = max(len(word) for word in f"{field.head.vi} {field.head.en}".split())
    third = max(len(field.head.vi), len(field.head.en)) / 3.0
    return max(min(longest * LETTER, field.width), word, third) + MARGIN


def _lines(texts: Sequence[str], width: float) -> list[int]:
    """Lines that each text takes in a column."""
    letters = int((width - MARGIN + 1.0) / LETTER)
    # Most texts fit as they are: a tab alone makes a text longer when it is wrapped.
    short = (len(text) <= letters and "\t" not in text for text in texts)
    return [
        1 if fits else max(len(textwrap.wrap(text, letters)), 1)
        for text, fits in zip(texts, short, strict=True)
    ]
