"""``summary.xlsx``: the tables that leaders read and that planners check and print."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from xlsxwriter.worksheet import Worksheet

from planner.evaluation import Evaluation
from planner.output.reports.result import RunRecord
from planner.output.reports.tables import CHANGED, named_findings
from planner.output.reports.workbook.book import open_book
from planner.output.reports.workbook.fields import finding_fields, plan_fields, present_fields
from planner.output.reports.workbook.front import write_front
from planner.output.reports.workbook.hanging import grouped_fields
from planner.output.reports.workbook.notes import write_notes
from planner.output.reports.workbook.sheets import (
    A3,
    Field,
    Styles,
    freeze,
    set_print,
    span,
    write_table,
    write_title,
)
from planner.units.provenance import provenance_of
from planner.words import Text
from planner.words.outputs.depends import HEADING
from planner.words.outputs.reports import (
    BEHIND,
    CHANGED_PRINTED,
    FINDINGS_AFTER,
    FINDINGS_BEFORE,
    HEADS,
    PLAN,
    PRESENT,
    SUMMARY,
)


def write_workbook(evaluation: Evaluation, record: RunRecord, path: Path) -> None:
    """Write the workbook, the same bytes for the same content.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    with open_book(path, record.title_vi) as (book, styles):
        summary = book.add_worksheet(SUMMARY)
        sheets = {
            title: book.add_worksheet(title.vi)
            for title in (PLAN, PRESENT, FINDINGS_AFTER, FINDINGS_BEFORE)
        }
        ranges = [
            _fill(sheets[PRESENT], styles, PRESENT, present_fields(evaluation)),
            _fill(sheets[PLAN], styles, PLAN, plan_fields(evaluation)),
        ]
        findings, bases = named_findings(evaluation), provenance_of(evaluation.units).bases
        moves = evaluation.moves[evaluation.moves["role"].isin(CHANGED)]
        changed = {"before": set(moves.index), "after": set(moves["new_code"])}
        articles = {entry.id: entry.article for entry in evaluation.ruleset.reductions}
        for title, state in ((FINDINGS_AFTER, "after"), (FINDINGS_BEFORE, "before")):
            rows = findings[findings["state"] == state]
            own = rows["code"].isin(changed[state])
            rows = pd.concat([rows[own], rows[~own]])
            fields = finding_fields(rows, articles, bases)
            _fill(sheets[title], styles, title, fields, numbered=False, printed=int(own.sum()))
        if record.depends is not None and len(record.depends):
            sheet = book.add_worksheet(HEADING.vi)
            _fill(sheet, styles, HEADING, grouped_fields(record.depends, bases), numbered=False)
        write_front(summary, styles, evaluation, record, ranges)
        write_notes(book.add_worksheet(BEHIND), styles, evaluation, record)


def _fill(
    sheet: Worksheet,
    styles: Styles,
    title: Text,
    fields: dict[str, Field],
    numbered: bool = True,
    printed: int = 0,
) -> dict[str, str]:
    """Fill a sheet with one table; returns the range of each column, for formulas elsewhere.

    Of a table of which only the first rows are ``printed``, the sheet says so.
    """
    n = len(next(iter(fields.values())).values)
    if numbered:
        number = pd.Series(np.arange(1, n + 1))
        fields = {"number": Field(HEADS["number"], number, "whole"), **fields}
    top = write_title(sheet, styles, title)
    write_table(sheet, styles, top, list(fields.values()))
    freeze(sheet, top, len(fields), n, fixed=3 if numbered else 2)
    set_print(sheet, top, paper=A3, rows=n)
    if 0 < printed < n:
        sheet.write_string(top - 1, 0, str(CHANGED_PRINTED), styles.subtitle)
        sheet.print_area(0, 0, top + printed, len(fields) - 1)
    return {key: span(sheet.get_name(), i, top + 1, top + n) for i, key in enumerate(fields)}
