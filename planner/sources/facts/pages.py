"""Pages: tables of answers as they stand in a workbook or a document, with what is above them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from unicodedata import normalize
from xml.etree.ElementTree import ParseError

import pandas as pd

from planner.errors import InputError, Problem, RefusedError, system_fault
from planner.gate import TEMPLATE, BrokenOffError, apart
from planner.gate.office import blocks_of_paper
from planner.sources.cells import as_text
from planner.sources.tables.grids import OTHER_WORKBOOKS, WORKBOOKS, grid_of, sheet_names
from planner.words.facts import ANSWER_HEADS, ORDINAL
from planner.words.sources import HEADS, heading_key
from planner.words.text import say

PAPER = ".docx"
ANSWERED = (*WORKBOOKS, *OTHER_WORKBOOKS, PAPER)
"""Endings of files that are read as answers."""
PATTERNS = ANSWER_HEADS | {name: HEADS[name] for name in ("code", "name")}


@dataclass(frozen=True)
class Page:
    """One table.

    Attributes
    ----------
    place : str
        File, and sheet or number of the table.
    above : tuple of str
        Lines before the table, from the first of the file.
    heads : tuple of str
        Its headings as they are written.
    columns : dict of str
        ``code``, ``name``, ``fact``, ``answer``, ``number``, ``date`` → position of the column.
    rows : list of tuple of int and list of str
        Rows below the heading, each with its number.
    """

    place: str
    above: tuple[str, ...]
    heads: tuple[str, ...]
    columns: dict[str, int]
    rows: list[tuple[int, list[str]]]

    @property
    def is_form(self) -> bool:
        """Whether it asks for answers; else it is a list, and whoever stands in it is named."""
        return {"fact", "answer"} <= set(self.columns)

    def cell(self, row: Sequence[str], name: str) -> str:
        """Give the text of a cell; nothing where there is no such column."""
        at = self.columns.get(name, len(row))
        return row[at] if at < len(row) else ""


def read_pages(path: Path) -> list[Page]:
    """Read every table of a file in which units are named.

    Raises
    ------
    InputError
        It cannot be read.
    """
    if path.suffix.lower() == PAPER:
        return _pages_of_paper(path)
    pages = []
    for name in sheet_names(path):
        grid = grid_of(path, name)
        rows = [as_text(pd.Series(row, dtype=object)).tolist() for row in grid.rows]
        pages.append(_page(grid.place, (), rows))
    return [page for page in pages if page is not None]


def _pages_of_paper(path: Path) -> list[Page]:
    """Read the tables of a document, each with all that is written before it."""
    expected = say("a document of Word (docx)")
    mend = say("open it in Word and save it as docx")
    try:
        blocks = apart(blocks_of_paper, TEMPLATE, [path], path)
    except RefusedError as error:
        raise InputError(Problem(path.name, error.text, expected, mend)) from error
    except OSError as error:
        raise InputError(Problem(path.name, system_fault(error), expected, mend)) from error
    except (BrokenOffError, zipfile.BadZipFile, ParseError) as error:
        damaged = say("no document of Word, or a damaged one")
        raise InputError(Problem(path.name, damaged, expected, mend)) from error
    pages, above, number = list[Page](), list[str](), 0
    for block in blocks:
        if isinstance(block, str):
            above += normalize("NFC", block).splitlines()
            continue
        number += 1
        rows = [[normalize("NFC", cell) for cell in row] for row in block]
        page = _page(f"{path.name} [{number}]", tuple(above), rows)
        if page is not None:
            pages.append(page)
        else:
            # Number and date of a decision stand in a table without lines.
            above += [line for row in rows for cell in row for line in cell.splitlines()]
    return pages


def _page(place: str, above: tuple[str, ...], rows: Sequence[list[str]]) -> Page | None:
    """Find the heading of a table; none where no units are named."""
    for number, row in enumerate(rows, 1):
        keys = [heading_key(cell) for cell in row]
        columns = _columns(keys)
        asks = {"fact", "answer"} <= set(columns)
        numbered = any(ORDINAL.fullmatch(key) for key in keys) or "code" in columns
        if {"code", "name"} & set(columns) and (asks or (numbered and sum(map(bool, keys)) > 1)):
            before = (cell for line in rows[: number - 1] for cell in line if cell)
            below = [(at, each) for at, each in enumerate(rows[number:], number + 1) if any(each)]
            return Page(place, (*above, *before), tuple(row), columns, below)
    return None


def _columns(keys: Sequence[str]) -> dict[str, int]:
    """Find each column by its heading, the likeliest heading first."""
    columns = dict[str, int]()
    for name, patterns in PATTERNS.items():
        for pattern in patterns:
            at = next((i for i, key in enumerate(keys) if re.fullmatch(pattern, key)), None)
            if at is not None and at not in columns.values():
                columns[name] = at
                break
    return columns
