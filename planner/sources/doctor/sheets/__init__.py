"""Tables as offices make them: headings found, rows of sums and notes left out, figures read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from pathlib import Path

import numpy as np
import pandas as pd

from planner.errors import InputError, Problem, listed, raise_if_any
from planner.sources.cells import Address, as_text
from planner.sources.country import country
from planner.sources.doctor.caution import CAUTION, Caution, Report
from planner.sources.doctor.sheets.cells import (
    figures,
    from_parts,
    hold_sums,
    in_one_unit,
    part_sums,
    sheet_totals,
)
from planner.sources.doctor.sheets.forms import form_of
from planner.sources.doctor.sheets.panels import panels_of, without_unseen
from planner.sources.doctor.sheets.people import PeopleColumns, people_columns, tell_people
from planner.sources.doctor.sheets.rows import rows_of_units
from planner.sources.doctor.sheets.words import clean_name, is_part, plain_word
from planner.sources.doctor.sheets.years import YEAR, newest_year, of_newest_year
from planner.sources.settings import KM2, AreaUnit, TableJoin
from planner.sources.tables.grids import Grid, grid_of, hidden_sheets, sheet_names
from planner.sources.tables.reading import headings, sheet_of
from planner.words.letters import Encoding
from planner.words.sources import (
    ADDED,
    ADDED_SHEET,
    AREA_WORDS,
    BEHIND,
    DENSITY,
    DIVIDED,
    HEADS,
    HOUSEHOLDS,
    heading_key,
)
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
        Index: row in the file; ``code``, ``name`` (text), ``people`` (persons), ``area_km2`` (in
        ``area_unit``) where the table has them.
    columns : dict of str
        Our name → heading.
    area_unit : str or None
        Unit of measure that the heading of areas states.
    address : callable
        Row position and heading → how to find the cell.
    problems : dict of tuple to Problem
        Row position and our column → why there is no figure.
    compared : DataFrame
        Index as ``rows``; people of other years and households (float64, NaN where there is none).
    others : tuple of str
        Headings of ``compared`` that are of people.
    density : str
        Heading of ``compared`` that is of people a km²; empty: none.
    apart : tuple of str
        Headings of those who stay for a time, where nothing says whether people have them.
    unlike : dict of int to Text
        Row position → parts of people that do not sum to the figure.
    totals : dict of str to list of float
        Our column → what rows of totals say, as in the file.
    hidden : bool
        Whether the workbook does not show the sheet.
    added : bool
        Whether it adds to another table, or puts it right.
    year : int
        The newest year that the file, the sheet, its title or its headings of people name; 0: none.
    """

    place: str
    rows: pd.DataFrame
    columns: dict[str, str]
    area_unit: AreaUnit | None
    address: Address
    problems: dict[tuple[int, str], Problem] = field(default_factory=dict)
    compared: pd.DataFrame = field(default_factory=pd.DataFrame)
    others: tuple[str, ...] = ()
    density: str = ""
    apart: tuple[str, ...] = ()
    unlike: dict[int, Text] = field(default_factory=dict)
    totals: dict[str, list[float]] = field(default_factory=dict)
    hidden: bool = False
    added: bool = False
    year: int = 0


def office_tables(
    path: Path,
    report: Report,
    headings: Mapping[str, str] | None = None,
    encoding: Encoding | None = None,
    caution: Caution = CAUTION,
) -> list[OfficeTable]:
    """Find every table of units in a file, one a sheet.

    ``report`` gets what was left out, converted or is doubtful; ``headings`` are our column →
    heading, ``encoding`` how letters are written.

    Raises
    ------
    InputError
        A file that cannot be read.
    """
    tables, unseen = list[OfficeTable](), hidden_sheets(path)
    for name in sheet_names(path):
        grid, note = _readable(grid_of(path, name, uncomputed=True), encoding)
        noted = Report()
        if note is not None:
            noted.done(text(grid.place), note)
        panels = panels_of(without_unseen(grid, noted), noted)
        prior = len(noted.remarks)
        found = [_table_of(each, dict(headings or {}), noted, caution) for each in panels]
        tables += [replace(each, hidden=name in unseen) for each in found if each is not None]
        # Of a sheet without a table nothing is said but that it is hidden.
        if len(noted.remarks) > prior:
            report.remarks += noted.remarks
        elif name in unseen:
            said = say("a hidden sheet, of which nothing is needed: set aside")
            report.done(text(grid.place), said)
    return tables


def _table_of(
    grid: Grid, headings: dict[str, str], report: Report, caution: Caution
) -> OfficeTable | None:
    """Read the table of units of a sheet, or of a part of it; None where there is none."""
    layout = _layout(grid.rows, headings, grid.place, caution)
    if layout is None:
        turned, said = _turned(grid.rows)
        layout = _layout(turned, headings, grid.place, caution)
        if layout is None:
            return None
        grid = Grid(grid.place, turned, (), letters=False)
        report.done(text(grid.place), said)
    place = text(grid.place)
    if any(re.search(DIVIDED, heading_key(head)) for head in layout.heads):
        said = say("a table of what was divided among units, set aside: look at it yourself")
        report.doubt(place, said)
        return None
    if grid.hidden:
        rows = listed(grid.hidden)
        report.doubt(place, say("hidden rows, which were read as well: {rows}", rows=rows))
    table = _taken(grid, layout, report)
    if table.rows.empty:
        report.done(place, say("no row of a commune: set aside"))
        return None
    return table


def office_table(
    path: Path,
    report: Report,
    headings: Mapping[str, str] | None = None,
    encoding: Encoding | None = None,
    caution: Caution = CAUTION,
) -> OfficeTable:
    """Find the only table of units in a file, each of its cells a figure.

    Raises
    ------
    InputError
        No table, several of them, or cells that are no figures.
    """
    found = office_tables(path, report, headings, encoding, caution)
    if len(found) != 1:
        names = [each.place for each in found]
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
    raise_if_any(list(found[0].problems.values()))
    own = {ours: float(found[0].rows[ours].sum()) for ours in found[0].totals}
    hold_sums(found[0].place, found[0].columns, own, found[0].totals, report, caution)
    return found[0]


@dataclass(frozen=True)
class _Layout:
    row: int
    rows: int
    columns: dict[str, str]
    heads: tuple[str, ...]
    people: PeopleColumns | None
    area_word: str


def _readable(grid: Grid, encoding: Encoding | None) -> tuple[Grid, Text | None]:
    cells = {cell for row in grid.rows for cell in row if isinstance(cell, str)}
    read, note = country().meaning(cells, encoding, grid.place)
    rows = [[read(cell) for cell in row] for row in grid.rows]
    return replace(grid, rows=rows), note


def _turned(rows: Sequence[list[object]]) -> tuple[list[list[object]], Text]:
    """Put what stands in columns into rows: the values of a form, or units side by side."""
    form = form_of(rows)
    if form is not None:
        return form, say("a form about one unit: a row was made of it")
    sides = [list(row) for row in zip_longest(*rows)]
    return sides, say("units stand side by side: the table was turned")


def _layout(
    rows: Sequence[list[object]], assigned: dict[str, str], place: str, caution: Caution
) -> _Layout | None:
    """Find where headings stand, and how many rows they take."""
    best: _Layout | None = None
    for first in range(min(len(rows), caution.heading_within)):
        # A title, or the unit of measure at the edge of a sheet, is no row of headings.
        if sum(bool(plain_word(cell)) for cell in rows[first]) < 2:
            continue
        for count in range(1, caution.heading_rows + 1):
            block = rows[first : first + count]
            if len(block) < count or (count > 1 and not _goes_on(block)):
                break
            heads = headings([[plain_word(cell) for cell in row] for row in block])
            above = " ".join(plain_word(cell) for row in rows[:first] for cell in row)
            columns, people = _columns(heads, assigned, f"{place} {above}")
            if not ({"code", "name"} & columns.keys() and set(FIGURES) & columns.keys()):
                continue
            if best is None or len(columns) > len(best.columns) or best.row == first + 1:
                kept = tuple(head for head in heads if head)
                best = _Layout(first + 1, count, columns, kept, people, heading_key(above))
    return best


def _goes_on(block: Sequence[list[object]]) -> bool:
    """Whether the last row of a block is still of the headings: words and years, no figures."""
    filled = [word for word in map(plain_word, block[-1]) if word and not YEAR.fullmatch(word)]
    years = any(YEAR.fullmatch(plain_word(cell)) for cell in block[-1])
    if len(filled) == 2 and is_part(["", filled[-1]], filled[-1]) and " " in filled[-1]:
        return False
    return len(filled) + years > 1 and not any(
        FIGURE.fullmatch(re.sub(BEHIND, "", word, flags=re.IGNORECASE)) for word in filled
    )


def _columns(
    heads: Sequence[str], assigned: dict[str, str], about: str
) -> tuple[dict[str, str], PeopleColumns | None]:
    """Find which heading is which column of ours, and what is said of people."""
    keys = {head: heading_key(head) for head in heads if head}
    columns: dict[str, str] = {}
    own = assigned.get("people")
    people = people_columns(keys, about) if own is None else None
    if own in keys:
        people = PeopleColumns((str(own),))
    for ours, patterns in HEADS.items():
        if ours == "people":
            if people is not None:
                columns[ours] = people.written
            continue
        if ours in assigned:
            if assigned[ours] in keys:
                columns[ours] = assigned[ours]
            continue
        likely = [h for p in patterns for h, key in keys.items() if re.fullmatch(p, key)]
        likely = [head for head in likely if head not in columns.values()]
        if likely:
            columns[ours] = likely[0]
    return columns, people


def _taken(grid: Grid, layout: _Layout, report: Report) -> OfficeTable:
    settings = TableJoin(file=grid.place, header_row=layout.row, header_rows=layout.rows)
    sheet = sheet_of(grid.place, enumerate(grid.rows, 1), settings, letters=grid.letters)
    place, people, frame = text(grid.place), layout.people, sheet.frame
    said = [f"{ours} = “{head}”" for ours, head in layout.columns.items()]
    report.done(
        place,
        say("headings in row {rows}: {columns}", rows=_span(layout), columns=listed(said)),
    )
    if people is not None:
        tell_people(people, place, report)
    texts = _texts(frame, layout.columns)
    kept, sums = rows_of_units(frame, texts, layout.columns, people, grid.struck, place, report)
    kept = of_newest_year(frame, kept, place, report)
    rows, address = texts[kept].copy(), sheet.address(frame.index[kept])
    taken, own = frame[kept].copy(), None
    problems: dict[tuple[int, str], Problem] = {}
    for ours in FIGURES:
        if ours in layout.columns:
            heads = people.total if ours == "people" and people else (layout.columns[ours],)
            times = people.times if ours == "people" and people else 1
            if ours == "area_km2":
                taken[heads[0]], own = in_one_unit(taken[heads[0]], heads[0], address, report)
            rows[ours], wrong = figures(taken, heads, ours, address, report, times=times)
            problems |= {(row, ours): problem for row, problem in wrong.items()}
    beside, unlike, density = pd.DataFrame(index=rows.index), dict[int, Text](), ""
    if people is not None:
        problems |= _amend(taken, rows, people, address, report)
        for n, value in from_parts(
            taken, rows["people"], people.written, people.check, address, report
        ).items():
            rows.loc[rows.index[n], "people"] = value
        problems = {key: each for key, each in problems.items() if rows[key[1]].isna().iloc[key[0]]}
        homes = [head for head in layout.heads if re.match(HOUSEHOLDS, heading_key(head))]
        for head in (*people.others, *homes[:1]):
            beside[head] = figures(taken, (head,), "people", address, Report())[0]
        density = next((h for h in layout.heads if re.match(DENSITY, heading_key(h))), "")
        if density:
            beside[density] = figures(taken, (density,), "area_km2", address, Report())[0]
        unlike = part_sums(taken, rows["people"], people.check, address)
    about = [grid.place, layout.area_word, people.written if people else ""]
    totals = {
        ours: sheet_totals(frame, sums, layout.columns[ours], ours)
        for ours in FIGURES
        if layout.columns.get(ours) in frame
    }
    unit = own or _stated_unit(layout)
    title = heading_key(f"{grid.place} {layout.area_word}")
    added = bool(re.search(ADDED, title) or re.search(ADDED_SHEET, heading_key(grid.place)))
    return OfficeTable(
        *(grid.place, rows, layout.columns, unit, address, problems, beside),
        others=() if people is None else people.others,
        density=density,
        apart=() if people is None else people.apart,
        unlike=unlike,
        totals=totals,
        added=added,
        year=newest_year(about, frame[kept]),
    )


def _texts(frame: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            ours: as_text(frame[columns[ours]]).map(clean_name) if ours in columns else ""
            for ours in ("code", "name", "kind")
        },
        index=frame.index,
    )


def _stated_unit(layout: _Layout) -> AreaUnit | None:
    """Find the unit of measure that the heading of areas states, or what stands above it."""
    key = heading_key(layout.columns.get("area_km2", ""))
    words = key.split() if set(key.split()) & AREA_WORDS.keys() else layout.area_word.split()
    stated = {AREA_WORDS[word] for word in words if word in AREA_WORDS}
    return next((each for each in KM2 if {each} == stated), None)


def _amend(
    frame: pd.DataFrame,
    rows: pd.DataFrame,
    people: PeopleColumns,
    address: Address,
    report: Report,
) -> dict[tuple[int, str], Problem]:
    """Put figures that were put right in place of the others, and name the rows."""
    if not people.amended:
        return {}
    values, wrong = figures(
        *(frame, (people.amended,), "people", address, Report()), gaps=True, times=people.times
    )
    there = np.isfinite(values)
    rows["people"] = np.where(there, values, rows["people"])
    if there.any():
        names = listed((rows["name"] if rows["name"].any() else rows["code"])[there])
        report.done(
            address(0, people.amended), say("figures that were put right: {units}", units=names)
        )
    return {(row, "people"): problem for row, problem in wrong.items()}


def _span(layout: _Layout) -> str:
    last = layout.row + layout.rows - 1
    return f"{layout.row}–{last}" if layout.rows > 1 else str(layout.row)
