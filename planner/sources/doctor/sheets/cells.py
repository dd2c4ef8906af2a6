"""Cells of figures as offices write them: read, summed, held against totals; a fault is named."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.errors import Problem
from planner.sources.cells import Address, Decimal, as_text, parse_number, read_numbers
from planner.sources.doctor.caution import Caution, Report
from planner.sources.settings import KM2, AreaUnit
from planner.words import number_text
from planner.words.sources import AREA_WORDS, BEHIND, MEASURED_CELL, NO_FIGURE, heading_key
from planner.words.text import Text, say, text

Figures = npt.NDArray[np.float64]
THOUSANDS = r"\d{1,3}(,\d{3})+"


def figures(
    frame: pd.DataFrame,
    heads: Sequence[str],
    ours: str,
    address: Address,
    report: Report,
    *,
    gaps: bool = False,
    times: int = 1,
) -> tuple[Figures, dict[int, Problem]]:
    """Read the figures of a column, or of several that are summed.

    Parameters
    ----------
    frame : DataFrame of object
        Rows of units.
    heads : sequence of str
        Headings; of several a dash or an empty cell is none, unless all are.
    ours : str
        "people", which are whole, or "area_km2".
    address : callable
    report : Report
        Gets how cells were read.
    gaps : bool
        Whether a cell may be empty.
    times : int
        1000 for figures in thousands, which need not be whole.

    Returns
    -------
    tuple of ndarray of float64, shape (len(frame),), and dict of int to Problem
        NaN where there is no figure; why, by row position.
    """
    columns, problems = [], dict[int, Problem]()
    for head in heads:
        whole = ours == "people" and times == 1
        values, wrong = _read(frame[head], times, whole, head, address, report)
        if times > 1:
            values = np.round(values * times)
        columns.append(values)
        problems |= wrong
    stack = np.array(columns)
    total = np.where(np.isnan(stack).all(axis=0), np.nan, np.nansum(stack, axis=0))
    total[list(problems)] = np.nan
    for row in np.flatnonzero(np.isnan(total)).tolist():
        if row not in problems and not gaps:
            problems[row] = Problem(
                address(row, heads[0]),
                say("no figure"),
                say("a figure for each unit"),
                say("write it into the file"),
            )
    return total, problems


def _read(
    values: pd.Series[Any],
    times: int,
    whole: bool,
    head: str,
    address: Address,
    report: Report,
) -> tuple[Figures, dict[int, Problem]]:
    """Read one column: people are whole, so that a comma before three digits parts thousands."""
    cells = [_plain(cell) for cell in values.tolist()]
    trimmed = [
        row
        for row, (old, new) in enumerate(zip(values.tolist(), cells, strict=True))
        if isinstance(new, str) and new and new != str(old).strip()
    ]
    if trimmed:
        first = trimmed[0]
        said = say("'{cell}' read as {figure}", cell=str(values.iloc[first]), figure=cells[first])
        report.done(address(first, head), said)
    commas = [
        row
        for row, cell in enumerate(cells)
        if whole and isinstance(cell, str) and re.fullmatch(THOUSANDS, cell)
    ]
    for row in commas:
        cells[row] = str(cells[row]).replace(",", "")
    if commas:
        report.doubt(
            address(commas[0], head),
            say(
                "'{cell}' read as {figure}: people are whole numbers ({count} cells like it)",
                cell=values.tolist()[commas[0]],
                figure=number_text(int(str(cells[commas[0]]))),
                count=len(commas),
            ),
        )
    written = [cell for cell in cells if isinstance(cell, str)]
    decimal = None if whole else _decimal(written)
    if times > 1 and decimal is None:
        decimal = "," if any("," in cell for cell in written) else "."
    numbers, problems = np.full(len(cells), np.nan), dict[int, Problem]()
    for row, cell in enumerate(cells):
        one = pd.Series([cell], dtype=object)
        at = _at(address, row)
        read, wrong = read_numbers(one, head, at, whole, decimal)
        if wrong:
            problems[row] = wrong[0]
        else:
            numbers[row] = read[0]
    return numbers, problems


def _at(address: Address, row: int) -> Address:
    return lambda _, head: address(row, head)


def _plain(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    plain = " ".join(cell.replace("\u00a0", " ").split())
    if plain.casefold() in NO_FIGURE:
        return None
    # Whatever parts thousands but a dot: blanks, apostrophes.
    bare = re.sub(BEHIND, "", plain, flags=re.IGNORECASE)
    return re.sub(r"(?<=\d)[ '’](?=\d{3}\b)", "", bare)


def _decimal(cells: Sequence[str]) -> Decimal:
    """Find the decimal sign of a column: that of cells that can be read in one way only."""
    for sign in (",", "."):
        other = "." if sign == "," else ","
        certain = rf"-?\d+({re.escape(other)}\d{{3}})*{re.escape(sign)}(\d{{1,2}}|\d{{4,}})"
        if any(re.fullmatch(certain, cell) for cell in cells):
            return "," if sign == "," else "."
    return None


def in_one_unit(
    values: pd.Series[Any], head: str, address: Address, report: Report
) -> tuple[pd.Series[Any], AreaUnit | None]:
    """Write areas of which some cells state their own unit of measure in one unit.

    The unit is that in which cells that state one are of the size of those that state none.

    Parameters
    ----------
    values : Series of object
        Cells of areas.
    head : str
    address : callable
    report : Report
        Gets what was written anew.

    Returns
    -------
    Series of object, and str or None
        Cells, and the unit of all; None where no cell states one.
    """
    units = [_unit_of(cell) for cell in values.tolist()]
    if not any(units):
        return values, None
    bare = [_plain(cell) for cell in values.tolist()]
    # A comma before three digits parts thousands nowhere in the country where a dot does.
    decimal = _decimal([cell for cell in bare if isinstance(cell, str)]) or ","
    km2, plain = dict[int, float](), list[float]()
    for row, (cell, unit) in enumerate(zip(bare, units, strict=True)):
        try:
            figure = float(cell) if isinstance(cell, int | float) else parse_number(str(cell))
        except ValueError:
            try:
                figure = parse_number(str(cell), decimal=decimal)
            except ValueError:
                continue
        if unit is None:
            plain.append(figure)
        else:
            km2[row] = figure * KM2[unit]
    common: AreaUnit = "km2"
    if km2 and plain:
        middle = float(np.median(list(km2.values()))) / float(np.median(plain) or 1)
        common = min(KM2, key=lambda unit: abs(np.log(max(middle, 1e-9) / KM2[unit])))
    changed = [row for row in km2 if units[row] != common]
    cells = values.astype(object).copy()
    for row, area in km2.items():
        cells.iloc[row] = round(area / KM2[common], 6)
    if changed:
        first = changed[0]
        said = say(
            "'{cell}' read as {figure} {unit} ({count} cells state a unit of their own)",
            cell=str(values.iloc[first]),
            figure=number_text(float(cells.iloc[first]), 2),
            unit=common,
            count=len(changed),
        )
        report.doubt(address(first, head), said)
    return cells, common


def _unit_of(cell: object) -> AreaUnit | None:
    stated = re.fullmatch(MEASURED_CELL, str(cell).strip(), flags=re.IGNORECASE)
    if stated is None:
        return None
    return AREA_WORDS[heading_key(stated[1]).replace(" ", "")]


def from_parts(
    frame: pd.DataFrame,
    people: pd.Series[float],
    total: str,
    heads: Sequence[str],
    address: Address,
    report: Report,
) -> dict[int, float]:
    """Sum the parts of people where the whole is a formula that nothing has computed.

    Returns
    -------
    dict of int to float
        Row position → people.
    """
    if not heads or total not in frame:
        return {}
    sums, _ = figures(frame, heads, "people", address, Report())
    bare = (frame[total].map(str).str.strip() == "=").to_numpy() & people.isna().to_numpy()
    rows = np.flatnonzero(bare & np.isfinite(sums)).tolist()
    if rows:
        said = say(
            "formulas without a value: {parts} are summed instead ({count} rows)",
            parts=" + ".join(heads),
            count=len(rows),
        )
        report.doubt(address(rows[0], total), said)
    return {row: float(sums[row]) for row in rows}


def part_sums(
    frame: pd.DataFrame, people: pd.Series[float], heads: Sequence[str], address: Address
) -> dict[int, Text]:
    """Name the rows in which the parts of people do not sum to the whole."""
    if not heads:
        return {}
    sums, _ = figures(frame, heads, "people", address, Report())
    far = np.isfinite(sums) & (np.abs(sums - people.to_numpy()) > 1)
    return {
        row: say("{parts} sum to {sum}", parts=" + ".join(heads), sum=number_text(float(sums[row])))
        for row in np.flatnonzero(far).tolist()
    }


def sheet_totals(frame: pd.DataFrame, sums: Sequence[int], head: str, ours: str) -> list[float]:
    """Read what rows of totals say of a column; what is no figure says nothing."""
    totals = []
    for word in as_text(frame[head]).iloc[list(sums)]:
        try:
            totals.append(parse_number(word, whole=ours == "people"))
        except ValueError:
            continue
    return totals


def hold_sums(
    place: str,
    columns: Mapping[str, str],
    own: Mapping[str, float],
    totals: Mapping[str, Sequence[float]],
    report: Report,
    caution: Caution,
) -> None:
    """Hold what rows of totals say against the sums of the rows that count."""
    for ours, stated in totals.items():
        if ours not in own:
            continue
        most = own[ours] * caution.sum_percent / 100
        if stated and min(abs(each - own[ours]) for each in stated) > most:
            digits = 2 if ours == "area_km2" else 0
            report.doubt(
                text(place),
                say(
                    "column {column}: the rows sum to {sum}, the row of totals says {total}",
                    column=columns[ours],
                    sum=number_text(own[ours], digits),
                    total=number_text(stated[-1], digits),
                ),
            )
