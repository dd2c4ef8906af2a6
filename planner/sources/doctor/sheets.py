"""Tables as offices make them: headings found, rows of sums and notes left out, figures read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.errors import InputError, Problem, listed, raise_if_any
from planner.sources.cells import Address, Decimal, as_text, parse_number, read_numbers
from planner.sources.country import country
from planner.sources.doctor.caution import CAUTION, Caution, Report
from planner.sources.settings import KM2, AreaUnit, TableJoin
from planner.sources.tables.grids import Grid, grid_of, sheet_names
from planner.sources.tables.reading import headings, sheet_of
from planner.words import number_text
from planner.words.letters import Encoding
from planner.words.sources import AREA_WORDS, HEADS, SUMS, heading_key
from planner.words.text import Text, say, text

FIGURES = ("people", "area_km2")
FIGURE = re.compile(r"\(?[\d.,\s]+\)?")
"""What no heading is: a figure, or the number of a column in brackets."""


@dataclass(frozen=True)
class OfficeTable:
    """A table found in a file.

    Attributes
    ----------
    place : str
        File and sheet.
    rows : DataFrame
        Index: row number in the file; ``code`` and ``name`` (text, empty where there is none),
        ``people`` (persons), ``area_km2`` (in the unit ``area_unit``) where the table has them.
    columns : dict of str
        Our name → heading.
    area_unit : str or None
        Unit of measure that the heading of areas states.
    address : callable
        Row position and heading → how to find the cell.
    """

    place: str
    rows: pd.DataFrame
    columns: dict[str, str]
    area_unit: AreaUnit | None
    address: Address


def office_table(
    path: Path,
    report: Report,
    headings: Mapping[str, str] | None = None,
    encoding: Encoding | None = None,
    caution: Caution = CAUTION,
) -> OfficeTable:
    """Find the table of units in a file.

    Parameters
    ----------
    path : Path
        csv in any letters, xlsx, xls, xlsb or ods.
    report : Report
        Gets what was left out, converted or is doubtful, by row and cell.
    headings : mapping of str, optional
        Our column → heading, where somebody said so.
    encoding : str, optional
        How letters are written, where it is known.

    Raises
    ------
    InputError
        No table with names or codes and figures, several of them, or cells that are no figures.
    """
    found = []
    for name in sheet_names(path):
        grid, note = _readable(grid_of(path, name), encoding)
        layout = _layout(grid.rows, dict(headings or {}), caution)
        if layout is not None:
            found.append((grid, layout, note))
    if len(found) != 1:
        names = [each[0].place for each in found]
        raise InputError(
            Problem(
                path.name,
                say("several tables of units: {names}", names=listed(names))
                if found
                else say("no table with a column of names or codes and one of figures"),
                say("one table of units"),
                say("state the headings: `--column people=…`, or leave out other sheets"),
            )
        )
    grid, layout, note = found[0]
    place = text(grid.place)
    if note is not None:
        report.done(place, note)
    if grid.hidden:
        rows = listed(grid.hidden)
        report.doubt(place, say("hidden rows, which were read as well: {rows}", rows=rows))
    return _taken(grid, layout, report, caution)


@dataclass(frozen=True)
class _Layout:
    row: int
    rows: int
    columns: dict[str, str]
    others: dict[str, list[str]]


def _readable(grid: Grid, encoding: Encoding | None) -> tuple[Grid, Text | None]:
    cells = {cell for row in grid.rows for cell in row if isinstance(cell, str)}
    read, note = country().meaning(cells, encoding, grid.place)
    rows = [[read(cell) for cell in row] for row in grid.rows]
    return Grid(grid.place, rows, grid.hidden, grid.letters), note


def _layout(
    rows: Sequence[list[object]], assigned: dict[str, str], caution: Caution
) -> _Layout | None:
    """Find where headings stand, and how many rows they take."""
    best: _Layout | None = None
    for first in range(min(len(rows), caution.heading_within)):
        if not any(_word(cell) for cell in rows[first]):
            continue
        for count in range(1, caution.heading_rows + 1):
            block = rows[first : first + count]
            if len(block) < count or (count > 1 and not _goes_on(block)):
                break
            heads = headings([[_word(cell) for cell in row] for row in block])
            columns, others = _columns(heads, assigned)
            if not ({"code", "name"} & columns.keys() and set(FIGURES) & columns.keys()):
                continue
            if best is None or len(columns) > len(best.columns) or best.row == first + 1:
                best = _Layout(first + 1, count, columns, others)
    return best


def _goes_on(block: Sequence[list[object]]) -> bool:
    """Whether the last row of a block is still of the headings: words below words, no figures."""
    last = block[-1]
    filled = [cell for cell in last if _word(cell)]
    return len(filled) > 1 and not any(FIGURE.fullmatch(_word(cell)) for cell in filled)


def _word(cell: object) -> str:
    if cell is None or (isinstance(cell, float) and np.isnan(cell)):
        return ""
    whole = int(cell) if isinstance(cell, float) and cell.is_integer() else cell
    return " ".join(unicodedata.normalize("NFC", str(whole)).split())


def _columns(
    heads: Sequence[str], headings: dict[str, str]
) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Find which heading is which column of ours, and what else might be."""
    keys = {head: heading_key(head) for head in heads if head}
    columns, others = {}, {}
    for ours, patterns in HEADS.items():
        if ours in headings:
            if headings[ours] in keys:
                columns[ours] = headings[ours]
            continue
        likely = [h for p in patterns for h, key in keys.items() if re.fullmatch(p, key)]
        likely = [head for head in dict.fromkeys(likely) if head not in columns.values()]
        if likely:
            columns[ours] = likely[0]
            others[ours] = likely[1:]
    return columns, others


def _taken(grid: Grid, layout: _Layout, report: Report, caution: Caution) -> OfficeTable:
    settings = TableJoin(file=grid.place, header_row=layout.row, header_rows=layout.rows)
    sheet = sheet_of(grid.place, enumerate(grid.rows, 1), settings, letters=grid.letters)
    place = text(grid.place)
    said = [f"{ours} = “{head}”" for ours, head in layout.columns.items()]
    report.done(
        place,
        say("headings in row {rows}: {columns}", rows=_span(layout), columns=listed(said)),
    )
    for ours, heads in layout.others.items():
        if heads and ours in FIGURES:
            report.doubt(
                place,
                say(
                    "“{head}” taken for {column}; it might be {others}",
                    head=layout.columns[ours],
                    column=ours,
                    others=listed(heads),
                ),
            )
    frame = sheet.frame
    texts = pd.DataFrame(
        {
            ours: as_text(frame[layout.columns[ours]]) if ours in layout.columns else ""
            for ours in ("code", "name", "kind")
        },
        index=frame.index,
    )
    kept, sums = _rows_of_units(frame, texts, layout, place, report)
    rows, address = texts[kept].copy(), sheet.address(frame.index[kept])
    problems: list[Problem] = []
    for ours in FIGURES:
        if ours in layout.columns:
            head = layout.columns[ours]
            values, wrong = _figures(frame.loc[kept, head], ours, head, address, report)
            rows[ours], problems = values, problems + wrong
            problems += _missing(rows, ours, head, address)
    raise_if_any(problems)
    _hold_sums(frame, sums, rows, layout, place, report, caution)
    stated = {
        AREA_WORDS[word]
        for word in heading_key(layout.columns.get("area_km2", "")).split()
        if word in AREA_WORDS
    }
    unit = next((each for each in KM2 if each in stated), None)
    return OfficeTable(grid.place, rows, layout.columns, unit, address)


def _span(layout: _Layout) -> str:
    last = layout.row + layout.rows - 1
    return f"{layout.row}–{last}" if layout.rows > 1 else str(layout.row)


def _rows_of_units(
    frame: pd.DataFrame, texts: pd.DataFrame, layout: _Layout, place: Text, report: Report
) -> tuple[npt.NDArray[np.bool_], list[int]]:
    """Leave out sums, numbers of columns, headings of parts and notes; name every such row."""
    heads = [layout.columns[ours] for ours in FIGURES if ours in layout.columns]
    empty = {head: (as_text(frame[head]) == "").to_numpy() for head in heads}
    bare = np.logical_and.reduce(list(empty.values()))
    nameless = ((texts["name"] == "") & (texts["code"] == "")).to_numpy()
    kept = np.ones(len(frame), dtype=bool)
    sums: list[int] = []
    left: dict[str, list[int]] = {"numbers": [], "parts": [], "sums": []}
    for position, (row, cells) in enumerate(zip(frame.index, frame.to_numpy(dtype=object))):
        words = [_word(cell) for cell in cells if _word(cell)]
        if any(SUMS.fullmatch(word) for word in words):
            left["sums"].append(row)
            sums.append(position)
        elif len(words) > 1 and [re.sub(r"\D", "", w) for w in words] == [
            str(n + int(re.sub(r"\D", "", words[0]) or 0)) for n in range(len(words))
        ]:
            left["numbers"].append(row)
        elif bare[position] or (nameless[position] and len(words) == 1):
            left["parts"].append(row)
        else:
            continue
        kept[position] = False
    for said, rows in (
        (say("rows of totals left out: {rows}", rows=listed(left["sums"])), left["sums"]),
        (
            say("rows that number the columns left out: {rows}", rows=listed(left["numbers"])),
            left["numbers"],
        ),
        (
            say("rows without figures left out (parts, notes): {rows}", rows=listed(left["parts"])),
            left["parts"],
        ),
    ):
        if rows:
            report.done(place, said)
    return kept, sums


def _figures(
    values: pd.Series[Any], ours: str, head: str, address: Address, report: Report
) -> tuple[npt.NDArray[np.float64], list[Problem]]:
    """Read figures: people are whole, so that a comma before three digits parts thousands."""
    whole = ours == "people"
    cells = values.tolist()
    written = [(row, cell.strip()) for row, cell in enumerate(cells) if isinstance(cell, str)]
    if whole:
        commas = [row for row, cell in written if re.fullmatch(r"\d{1,3}(,\d{3})+", cell)]
        if commas:
            for row in commas:
                cells[row] = str(cells[row]).replace(",", "")
            report.doubt(
                address(commas[0], head),
                say(
                    "'{cell}' read as {figure}: people are whole numbers ({count} cells like it)",
                    cell=values.tolist()[commas[0]],
                    figure=number_text(int(cells[commas[0]])),
                    count=len(commas),
                ),
            )
    decimal = None if whole else _decimal([cell for _, cell in written])
    taken = pd.Series(cells, index=values.index, dtype=object)
    numbers, problems = read_numbers(taken, head, address, whole, decimal)
    return numbers, problems


def _decimal(cells: Sequence[str]) -> Decimal:
    """Find the decimal sign of a column: that of cells that can be read in one way only."""
    for sign in (",", "."):
        other = "." if sign == "," else ","
        certain = rf"-?\d+({re.escape(other)}\d{{3}})*{re.escape(sign)}(\d{{1,2}}|\d{{4,}})"
        if any(re.fullmatch(certain, cell) for cell in cells):
            return "," if sign == "," else "."
    return None


def _missing(rows: pd.DataFrame, ours: str, head: str, address: Address) -> list[Problem]:
    """Name units without a figure: none is put in for them."""
    empty = np.flatnonzero(rows[ours].isna().to_numpy()).tolist()
    return [
        Problem(
            address(row, head),
            say("nothing for {unit}", unit=rows["name"].iloc[row] or rows["code"].iloc[row]),
            say("a figure for each unit"),
            say("write it into the file"),
        )
        for row in empty
    ]


def _hold_sums(
    frame: pd.DataFrame,
    sums: Sequence[int],
    rows: pd.DataFrame,
    layout: _Layout,
    place: Text,
    report: Report,
    caution: Caution,
) -> None:
    """Hold the last row of totals against what was read."""
    for ours in FIGURES:
        if ours not in layout.columns or not sums:
            continue
        given = []
        for position in sums:
            try:
                word = _word(frame[layout.columns[ours]].iloc[position])
                given.append(parse_number(word, whole=ours == "people"))
            except ValueError:
                continue
        own = float(rows[ours].sum())
        if given and min(abs(each - own) for each in given) > own * caution.sum_percent / 100:
            report.doubt(
                place,
                say(
                    "column {column}: the rows sum to {sum}, the row of totals says {total}",
                    column=layout.columns[ours],
                    sum=number_text(own, 2 if ours == "area_km2" else 0),
                    total=number_text(given[-1], 2 if ours == "area_km2" else 0),
                ),
            )
