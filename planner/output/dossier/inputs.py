"""What an office gives beside a run: opinions, staff, offices, public service units.

Each is a csv or a workbook, filled on the form that the dossier holds or on one's own with the
same headings.  Every fault is named by its cell, all of them at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd

from planner.errors import InputError, Problem, listed, raise_if_any
from planner.output.dossier.matter import Matter
from planner.sources.cells import REFUSED, as_text, read_numbers
from planner.sources.settings import TableJoin
from planner.sources.tables import Sheet, read_sheet
from planner.sources.tables.grids import in_child
from planner.units import split_kind
from planner.units.naming import Names
from planner.words.outputs import dossier as words
from planner.words.sources import TOTALS
from planner.words.text import Text, say

COUNTS = ("households", "took_part", "agree", "disagree")
# A form has the office and a title over its headings.
HIGHEST_HEADING = 8


@dataclass(frozen=True)
class OfficeData:
    """Tables of the office; what is None is an empty, marked cell everywhere.

    Attributes
    ----------
    opinions : DataFrame or None
        Index code of a unit of today: ``households, took_part, agree, disagree``.
    staff : DataFrame or None
        Index code of a new unit: ``officials, servants, part_time, needed, year_1`` and so on.
    offices : DataFrame or None
        Index code of a new unit: ``offices, kept, use``.
    services : DataFrame or None
        Index code of a new unit: ``services, services_kept, services_use``.
    since : str
        The day from which new codes hold, as the office has written it; empty: not known yet.
    """

    opinions: pd.DataFrame | None = None
    staff: pd.DataFrame | None = None
    offices: pd.DataFrame | None = None
    services: pd.DataFrame | None = None
    since: str = ""


def read_office(
    matter: Matter,
    *,
    opinions: Path | None = None,
    staff: Path | None = None,
    offices: Path | None = None,
    services: Path | None = None,
) -> OfficeData:
    """Read what an office gives, and say everything that is wrong with it.

    Parameters
    ----------
    matter : Matter
        Which units there are.
    opinions, staff, offices, services : Path, optional
        See :func:`read_opinions` and :func:`read_figures`.

    Raises
    ------
    InputError
        Of all files together.
    """
    today = {unit.code: unit.called for unit in matter.present}
    new = {unit.code: unit.called for unit in matter.formed}
    years = [f"year_{year}" for year in range(1, matter.layout.years + 1)]
    people = ("officials", "servants", "part_time", *years, "needed")
    problems: list[Problem] = []
    found: dict[str, pd.DataFrame] = {}
    readers: dict[str, tuple[Path | None, Callable[[Path], pd.DataFrame]]] = {
        "opinions": (opinions, lambda path: read_opinions(path, today)),
        "staff": (staff, lambda path: read_figures(path, new, people)),
        "offices": (offices, lambda path: read_figures(path, new, ("kept", "offices"), ("use",))),
        "services": (
            services,
            lambda path: read_figures(path, new, ("services_kept", "services"), ("services_use",)),
        ),
    }
    for name, (path, read) in readers.items():
        try:
            if path is not None:
                found[name] = read(path)
        except InputError as error:
            problems += error.problems
    raise_if_any(problems)
    return OfficeData(
        opinions=found.get("opinions"),
        staff=found.get("staff"),
        offices=found.get("offices"),
        services=found.get("services"),
    )


@dataclass(frozen=True)
class Rows:
    """Rows of a form under our names, and how to find each cell again."""

    frame: pd.DataFrame
    address: Callable[[int, str], Text]
    place: str
    named: Mapping[str, str]
    """Our names → the headings that stand there."""


def read_rows(path: Path, heads: Sequence[str], wanted: Sequence[str]) -> Rows:
    """Read a form: the sheet and row where its headings stand are looked for.

    Parameters
    ----------
    path : Path
        csv or xlsx.
    heads : sequence of str
        Keys of ``words.HEADS``; a heading is the Vietnamese one or the key itself.
    wanted : sequence of str
        Those that must be there; names of units in place of their codes will do.

    Raises
    ------
    InputError
        No such file, no such headings.
    """
    for by in ("code", "name"):
        keys = {head: by if head == "code" else head for head in heads}
        for sheet in _sheets(path, [keys[head] for head in wanted]):
            named = {}
            for head, key in keys.items():
                for heading in (*(_vi((key,), asked)[0] for asked in words.BALLOTS), key):
                    if heading in sheet.frame:
                        named[head] = heading
            if set(wanted) <= named.keys():
                frame = sheet.frame[list(named.values())].set_axis(list(named), axis="columns")
                return Rows(frame, _named_address(sheet, named), sheet.place, named)
    found = say("no row with the headings {names}", names=listed(_vi(wanted)))
    raise InputError(
        Problem(
            path.name,
            found,
            say("a table as the form of the dossier has it"),
            say("fill the form that `planner report` writes, and keep its headings"),
        )
    )


def _named_address(sheet: Sheet, named: Mapping[str, str]) -> Callable[[int, str], Text]:
    address = sheet.address(sheet.frame.index)
    return lambda row, head: address(row, named[head])


def _vi(heads: Sequence[str], voters: str = "households") -> list[str]:
    return [words.of_asked(_heading(head), voters) for head in heads]


def _heading(head: str) -> str:
    """Write the heading of a column; that of a year holds its number."""
    name, _, year = head.partition("year_")
    return words.HEADS[name].vi if name else words.HEADS["year"].filled(year=year).vi


def _sheets(path: Path, wanted: Sequence[str]) -> list[Sheet]:
    """Read every sheet of a file whose row of headings can be told."""
    if not path.is_file():
        raise InputError(
            Problem(
                str(path),
                say("No such file or directory"),
                say("a csv or xlsx file"),
                say("check the path"),
            )
        )
    return [
        read_sheet(path, TableJoin(file=str(path), sheet=name, header_row=row), own_formulas=True)
        for known in (set(wanted), *(set(_vi(wanted, asked)) for asked in words.BALLOTS))
        for name, row in _places(path, known)
    ]


def _places(path: Path, headings: set[str]) -> list[tuple[str | None, int]]:
    """Find sheet and row of each line, near the top, that holds some of the headings."""
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        return [(None, 1)]
    try:
        heads = in_child(path, _top_rows)
    except InputError:  # the reader of tables says what is wrong with it
        return [(None, 1)]
    return [(sheet, number) for sheet, number, row in heads if headings <= set(row)]


def _top_rows(path: Path) -> list[tuple[str, int, list[str]]]:
    """Read the words of the first rows of each sheet."""
    book = openpyxl.load_workbook(path, read_only=True)
    return [
        (sheet.title, number, [" ".join(str(cell).split()) for cell in row])
        for sheet in book.worksheets
        for number, row in enumerate(
            sheet.iter_rows(max_row=HIGHEST_HEADING, values_only=True), start=1
        )
    ]


def read_opinions(path: Path, called: Mapping[str, str]) -> pd.DataFrame:
    """Sum a tally by unit: int64 ``COUNTS``, index code; see :func:`read_tally`."""
    return read_tally(path, called).groupby("code")[list(COUNTS)].sum().astype("int64")


def read_tally(path: Path, called: Mapping[str, str]) -> pd.DataFrame:
    """Read a tally of opinions, a row a thôn.

    Parameters
    ----------
    path : Path
    called : mapping of str to str
        Code → name of the units of today.

    Returns
    -------
    DataFrame
        ``code, settlement`` and ``COUNTS``.

    Raises
    ------
    InputError
        Everything that is missing or impossible, by sheet and cell.
    """
    rows = read_rows(path, ("code", "settlement", *COUNTS), ("code", "settlement", *COUNTS))
    rows, problems = _filled(rows, COUNTS, called)
    frame = rows.frame
    counts = {head: frame[head].to_numpy(dtype=np.float64) for head in COUNTS}
    problems += _impossible(rows, counts)
    named = frame["settlement"].str.casefold() + "\n" + frame["code"]
    for row in np.flatnonzero(named.duplicated() & (frame["settlement"] != "")).tolist():
        problems.append(
            Problem(
                rows.address(row, "settlement"),
                say("'{name}' once more", name=frame["settlement"].iloc[row]),
                say("each settlement of a unit once"),
                say("correct it"),
            )
        )
    for row in np.flatnonzero((frame["settlement"] == "").to_numpy()).tolist():
        problems.append(empty_cell(rows.address(row, "settlement")))
    raise_if_any(problems)
    return frame


def _impossible(rows: Rows, counts: Mapping[str, Any]) -> list[Problem]:
    """Find counts that cannot be: more than all, more than took part."""
    checks = (
        ("took_part", counts["took_part"], counts["households"], "households"),
        ("agree", counts["agree"] + counts["disagree"], counts["took_part"], "took_part"),
    )
    problems = []
    for head, value, most, of in checks:
        known = np.isfinite(value) & np.isfinite(most)
        for row in np.flatnonzero(known & (np.nan_to_num(value) > np.nan_to_num(most))).tolist():
            sum_, top = int(value[row]), int(most[row])
            found = say("{value}, more than {most}", value=sum_, most=top)
            if head == "agree":
                found = say("{value} who agree or disagree, more than {most}", value=sum_, most=top)
            problems.append(
                Problem(
                    rows.address(row, head),
                    found,
                    say("at most “{heading}”", heading=rows.named[of]),
                    say("hold the row against the ballots"),
                )
            )
    return problems


def read_figures(
    path: Path, called: Mapping[str, str], heads: Sequence[str], texts: Sequence[str] = ()
) -> pd.DataFrame:
    """Read a table of counts, a row a new unit: staff, or offices.

    Parameters
    ----------
    path : Path
    called : mapping of str to str
        Code → name of the new units.
    heads, texts : sequence of str
        Columns of whole numbers, of which the last tells this table from others; and of words.

    Returns
    -------
    DataFrame, index code
        Only what is filled; empty cells are ``NA``.

    Raises
    ------
    InputError
        See :func:`read_opinions`.
    """
    rows = read_rows(path, ("code", *heads, *texts), ("code", heads[-1]))
    there = [head for head in heads if head in rows.frame]
    rows, problems = _filled(rows, there, called, complete=False)
    twice = rows.frame["code"].duplicated()
    for row in np.flatnonzero(twice.to_numpy()).tolist():
        again = say("'{name}' once more", name=rows.frame["code"].iloc[row])
        place, mend = rows.address(row, "code"), say("correct it")
        problems.append(Problem(place, again, say("each code once"), mend))
    raise_if_any(problems)
    table = rows.frame.set_index("code")
    return table.assign(**{head: table[head].astype("Int64") for head in there})


def _filled(
    rows: Rows, heads: Sequence[str], called: Mapping[str, str], *, complete: bool = True
) -> tuple[Rows, list[Problem]]:
    """Take the rows that hold something, and read their numbers."""
    frame = rows.frame
    text = frame.apply(as_text)
    totals = text.apply(lambda column: column.map(lambda cell: bool(TOTALS.match(cell))))
    blank = (text[list(heads)] == "").all(axis=1)
    if "settlement" in text:
        blank &= text["settlement"] == ""
    kept = np.flatnonzero(~(blank | (totals.any(axis=1) & (text["code"] == ""))).to_numpy())
    frame = frame.iloc[kept]
    address = rows.address

    def found_again(row: int, head: str) -> Text:
        return address(int(kept[row]), head)

    problems: list[Problem] = []
    numbers: dict[str, Any] = {}
    for head in heads:
        values, faults = read_numbers(frame[head], head, found_again, True, None)
        problems += faults
        for row in np.flatnonzero(np.isfinite(values) & (values < 0)).tolist():
            problems.append(
                Problem(
                    found_again(row, head),
                    f"{values[row]:g}",
                    say("zero or more"),
                    say("correct it"),
                )
            )
        if complete:
            missing = np.flatnonzero(np.isnan(values)).tolist()
            problems += [empty_cell(found_again(row, head)) for row in missing]
        numbers[head] = pd.Series(values, frame.index).replace(REFUSED, np.nan)
    others = {head: text[head].iloc[kept] for head in text if head not in heads}
    columns: dict[str, Any] = {str(head): column for head, column in others.items()} | numbers
    frame = pd.DataFrame(columns, index=frame.index)
    codes, unknown = _codes(frame["code"].tolist(), called, found_again)
    frame["code"] = codes
    problems += unknown
    return Rows(frame, found_again, rows.place, rows.named), problems


def _codes(
    cells: Sequence[str], called: Mapping[str, str], address: Callable[[int, str], Text]
) -> tuple[list[str], list[Problem]]:
    """Take units by their codes, or by names that one of them has alone."""
    split = [split_kind(name) for name in called.values()]
    table = pd.DataFrame(split, index=pd.Index(list(called), dtype=str), columns=["kind", "name"])
    names, codes, problems = Names(table), list[str](), list[Problem]()
    for row, cell in enumerate(cells):
        # A code that lost its zeros may be another's.
        of_name = [cell] if cell in called or cell.isdigit() else names.of(cell)
        of_name = [code for code in of_name if code in called]
        codes.append(of_name[0] if len(of_name) == 1 else cell)
        if len(of_name) == 1:
            continue
        near = of_name or names.near(cell)
        mend = say("correct it; codes are text with their zeros")
        problems.append(
            Problem(
                address(row, "code"),
                say("several units of the name '{name}'", name=cell) if of_name else f"'{cell}'",
                say("code or name of a unit of this run"),
                say("perhaps {names}", names=names.told(near)) if near else mend,
            )
        )
    return codes, problems


def empty_cell(place: Text) -> Problem:
    """Say that a cell has to be filled."""
    return Problem(place, say("an empty cell"), say("a figure, or a name"), say("fill it"))
