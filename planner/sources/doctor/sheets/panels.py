"""Sheets with several tables side by side, and with columns that nobody sees."""

from __future__ import annotations

import re
from dataclasses import replace

from openpyxl.utils import get_column_letter

from planner.errors import listed
from planner.sources.doctor.caution import CAUTION, Report
from planner.sources.doctor.sheets.words import plain_word
from planner.sources.tables.grids import Grid
from planner.words.sources import HEADS, heading_key
from planner.words.text import say, text


def panels_of(grid: Grid, report: Report) -> list[Grid]:
    """Part a sheet whose headings stand twice in a row into the tables beside each other.

    Cells of the others are left empty, so that addresses stay as they are.
    """
    starts = next(filter(None, map(_starts, grid.rows[: CAUTION.heading_within])), None)
    if starts is None:
        return [grid]
    said = say("{count} tables side by side, read one after the other", count=len(starts))
    report.done(text(grid.place), said)
    panels = []
    for start, end in zip(starts, [*starts[1:], max(map(len, grid.rows))], strict=True):
        rows: list[list[object]] = [
            [cell if start <= n < end else None for n, cell in enumerate(row)] for row in grid.rows
        ]
        letters = f"{get_column_letter(start + 1)}–{get_column_letter(end)}"
        place = f"{grid.place.removesuffix(']')}, {letters}]"
        panels.append(replace(grid, place=place, rows=rows))
    return panels


def _starts(row: list[object]) -> list[int] | None:
    """Find where the headings of a row begin anew; None where they do not."""
    words = [plain_word(cell) for cell in row]
    first = next((n for n, word in enumerate(words) if word), None)
    if first is None:
        return None
    starts = [n for n, word in enumerate(words) if word and word == words[first]]
    if len(starts) < 2:
        return None
    blocks = [
        [word for word in words[start:end] if word]
        for start, end in zip(starts, [*starts[1:], len(words)], strict=True)
    ]
    alike = (
        all(block == blocks[0] for block in blocks) and len(set(blocks[0])) >= CAUTION.least_heads
    )
    return starts if alike else None


def without_unseen(grid: Grid, report: Report) -> Grid:
    """Leave out the columns that a workbook does not show, but for those of codes and names."""
    patterns = [*HEADS["code"], *HEADS["name"]]
    unseen = [
        column
        for column in grid.hidden_columns
        if not any(
            re.fullmatch(pattern, heading_key(plain_word(row[column])))
            for row in grid.rows[: CAUTION.heading_within]
            for pattern in patterns
            if column < len(row)
        )
    ]
    if not unseen:
        return grid
    letters = listed([get_column_letter(column + 1) for column in unseen])
    report.doubt(text(grid.place), say("hidden columns, set aside: {columns}", columns=letters))
    rows: list[list[object]] = [
        [None if n in unseen else cell for n, cell in enumerate(row)] for row in grid.rows
    ]
    return replace(grid, rows=rows)
