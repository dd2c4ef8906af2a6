"""A plan read from a csv or a workbook, with every problem found in one go."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd

from planner.errors import InputError, Problem, RefusedError, listed, raise_if_any, system_fault
from planner.gate.files import read_bytes
from planner.plan import PLAN_COLUMNS, SHARES, Plan, heirs
from planner.plan.cover import cover_problems
from planner.sources.cells import as_text
from planner.sources.country import country
from planner.sources.settings import TableJoin
from planner.sources.tables.grids import (
    OTHER_WORKBOOKS,
    WORKBOOKS,
    Grid,
    grid_of,
    sheet_names,
    text_of,
)
from planner.sources.tables.reading import Sheet, separator, sheet_of
from planner.units import full_name, split_kind
from planner.units.check import codes_unfit, names_unfit
from planner.words import Text, say, text
from planner.words.sources import PLAN_HEADS, heading_key

NEEDED = ("code", "new_code")
WITHIN = 30
"""Rows among which headings are looked for: a letterhead takes less."""
NOTE = re.compile(r'"?#')


@dataclass(frozen=True)
class _Rows:
    """Rows of a plan by their number in the file, and how to say where one stands."""

    sheet: Sheet
    columns: dict[str, str]
    table: pd.DataFrame

    def where(self, column: str, rows: Sequence[int] | pd.Index[int] = ()) -> Text:
        """Name cells: "plan.xlsx [Sheet1], cell A5, A9"; the column where all are meant."""
        heading = self.columns.get(column, column)
        if not len(rows):
            return say("{place}, column {column}", place=self.sheet.place, column=heading)
        letter = self.sheet.letters.get(heading)
        if letter is not None:
            cells = listed([f"{letter}{row}" for row in rows])
            return say("{place}, cell {cell}", place=self.sheet.place, cell=cells)
        return say(
            "{place}, row {row}, column {column}",
            place=self.sheet.place,
            row=listed(rows),
            column=heading,
        )


def read_plan(path: Path, units: pd.DataFrame) -> Plan:
    """Read a plan from a table and hold it against the units.

    Parameters
    ----------
    path : Path
        A csv in any letters (``,``, ``;`` or tab) or a workbook, of which the one sheet with
        these headings is read, in whatever row they stand: ``code``, ``new_code`` ("Mã",
        "Mã mới") and, if the law divides units,
        ``share_area`` and ``share_people``; ``assumed`` names those of a row's
        shares ("area people") that are assumed; ``new_name`` gives name and
        kind ("Phường Thành Sen").  Codes that a spreadsheet took for numbers get their
        zeros back.  A line, or first cell, that begins with ``#`` is a note, which
        reports print: one text for both languages, or two lines, ``# vi: …``
        and then ``# en: …``.
    units : DataFrame
        Complete Units table.

    Raises
    ------
    InputError
        A file that cannot be read, unknown or missing units, shares that do
        not sum to 1, two names for one new unit, a new unit without land.
        Each problem names its cells.
    """
    path = Path(path)
    sheet, columns, notes = _found(path)
    rows = _Rows(sheet, columns, _completed(sheet, columns, units))
    table = rows.table
    lapses = cover_problems(table, units, rows.where)
    raise_if_any([*_homeless(rows), *lapses, *_assumed_wrong(rows), *_names_wrong(rows)])
    plan = Plan(
        table[["code", "new_code", "share_area", "share_people"]].sort_values(
            ["code", "new_code"], ignore_index=True
        ),
        _results(table),
        notes=notes,
        assumed=_assumed(table),
    )
    _refuse_landless(plan, rows)
    return plan


def _found(path: Path) -> tuple[Sheet, dict[str, str], tuple[Text, ...]]:
    """Find the one table with the headings of a plan, and the notes beside it."""
    if path.suffix.lower() in (*WORKBOOKS, *OTHER_WORKBOOKS) and path.is_file():
        read = [_of_workbook(grid_of(path, name)) for name in sheet_names(path)]
    else:
        read = [_of_text(path)]
    found = [(grid, notes, *_headed(grid)) for grid, notes in read]
    plans = [each for each in found if all(name in each[3] for name in NEEDED)]
    if len(plans) != 1:
        grid, _, row, known = found[0]
        several = [each[0].place for each in plans]
        raise InputError(_several(path, several) if several else _no_plan(grid, row, known))
    grid, notes, row, columns = plans[0]
    settings = TableJoin(file=path.name, header_row=row)
    sheet = sheet_of(grid.place, enumerate(grid.rows, 1), settings, letters=grid.letters)
    wide = len(sheet.frame.columns)
    longer = [n for n, cells in enumerate(grid.rows, 1) if n > row and any(cells[wide:])]
    if longer:
        raise InputError(
            Problem(
                sheet.place,
                say("more cells than headings in row {rows}", rows=listed(longer)),
                say("a cell for each heading"),
                say("put cells that hold `{sign}` into quotation marks", sign=","),
            )
        )
    return sheet, columns, _notes(notes)


def _of_workbook(grid: Grid) -> tuple[Grid, list[str]]:
    """Take the notes out of a sheet: rows that begin with ``#``."""
    rows, notes = list[list[object]](), list[str]()
    for cells in grid.rows:
        texts = [str(cell).strip() for cell in cells if cell not in (None, "")]
        note = bool(texts) and texts[0].startswith("#")
        notes += [" ".join(texts)[1:]] if note else []
        rows.append([] if note else cells)
    return replace(grid, rows=rows), notes


def _of_text(path: Path) -> tuple[Grid, list[str]]:
    """Read a csv; its notes are taken as lines, whatever signs are in them."""
    try:
        read = text_of(read_bytes(path))
        if "\0" in read:
            raise RefusedError(say("bytes that are no text"))
        lines = list(StringIO(read, newline=None))
        notes = [line.strip().strip('"').rstrip(";,\t") for line in lines if NOTE.match(line)]
        body = ["\n" if NOTE.match(line) else line for line in lines]
        parted = separator(next((line for line in body if line.strip()), ""))
        told = csv.reader(StringIO("".join(body)), delimiter=parted, strict=True)
        rows: list[list[object]] = [list(row) for row in told]
    except (OSError, csv.Error, RefusedError) as error:
        raise InputError(
            Problem(str(path), _unreadable(error), say("a csv or a workbook"), _mend())
        ) from error
    cells = {str(cell) for row in rows for cell in row}
    meant, _ = country().meaning(cells | set(notes), None, path.name)
    said = [str(meant(note))[1:] for note in notes]
    return Grid(str(path), [[meant(cell) for cell in row] for row in rows], (), False), said


def _headed(grid: Grid) -> tuple[int, dict[str, str]]:
    """Find the row of headings, the first that holds anything if none is, and our columns."""
    first, known = 0, dict[str, str]()
    for number, cells in enumerate(grid.rows[:WITHIN], 1):
        heads = [" ".join(str(cell or "").split()) for cell in cells]
        columns = _columns(heads)
        if all(name in columns for name in NEEDED):
            return number, columns
        if not first and any(heads):
            first, known = number, columns
    return first, known


def _columns(heads: Sequence[str]) -> dict[str, str]:
    """Find our columns: by our own names first, then as offices head them."""
    found = {name: name for name in PLAN_COLUMNS if name in heads}
    for name, patterns in PLAN_HEADS.items():
        free = [head for head in heads if head not in found.values()]
        fit = (h for each in patterns for h in free if re.fullmatch(each, heading_key(h)))
        if name not in found and (head := next(fit, None)) is not None:
            found[name] = head
    return found


def _mend() -> Text:
    return say("write one with {columns}", columns=",".join(PLAN_COLUMNS))


def _several(path: Path, places: list[str]) -> Problem:
    return Problem(
        path.name,
        say("several sheets with a plan: {names}", names=listed(places)),
        say("one"),
        say("leave one of them in the file"),
    )


def _no_plan(grid: Grid, row: int, names: dict[str, str]) -> Problem:
    """Say what keeps a table from being a plan."""
    if not row:
        return Problem(grid.place, say("no row"), say("a csv or a workbook"), _mend())
    heads = [str(cell).strip() for cell in grid.rows[row - 1] if cell not in (None, "")]
    absent = [name for name in NEEDED if name not in names]
    return Problem(
        say("{file}, header", file=grid.place),
        say("columns {columns}", columns=listed(heads)),
        say("also {columns}", columns=listed(absent)),
        say("add the columns"),
    )


def _completed(sheet: Sheet, columns: dict[str, str], units: pd.DataFrame) -> pd.DataFrame:
    """Give rows every column: shares as numbers, assumed ones as lists, names of new units."""
    rows = pd.DataFrame({ours: as_text(sheet.frame[head]) for ours, head in columns.items()})
    # A row of sums or of signatures names no unit and no new one.
    rows = rows[(rows["code"] != "") | (rows["new_code"] != "")].copy()
    _zeros_back(rows, units)
    for name in ("share_area", "share_people"):
        given = rows[name] if name in rows else pd.Series("1", index=rows.index)
        # "0,5" can only be a half: shares go up to 1.
        given = given.str.replace(",", ".")
        rows[name] = pd.to_numeric(given, errors="coerce").astype(np.float64)
    rows["assumed"] = (
        rows["assumed"].str.split() if "assumed" in rows else [[] for _ in range(len(rows))]
    )
    if "new_name" not in rows:
        rows["new_name"] = rows["new_code"].map(full_name(units)).fillna(rows["new_code"])
    return rows


def _zeros_back(rows: pd.DataFrame, units: pd.DataFrame) -> None:
    """Give codes the zeros back that a spreadsheet took from them, if it took any."""
    bare = {str(code).lstrip("0"): str(code) for code in units.index if str(code)[:1] == "0"}
    if not len(rows) or not (rows["code"].isin(bare) & ~rows["code"].isin(units.index)).any():
        return
    for name in NEEDED:
        lost = rows[name].isin(bare) & ~rows[name].isin(units.index)
        rows.loc[lost, name] = rows.loc[lost, name].map(bare)


def _results(rows: pd.DataFrame) -> pd.DataFrame:
    """Give name and kind of each new unit, in the order of their codes."""
    results = rows.drop_duplicates("new_code").set_index("new_code")["new_name"]
    split = [split_kind(name) for name in results]
    return pd.DataFrame(
        {"name": [name for _, name in split], "kind": [kind for kind, _ in split]},
        index=results.index,
    ).sort_index()


def _assumed(rows: pd.DataFrame) -> frozenset[tuple[str, str, str]]:
    """Collect the shares that rows name as assumed."""
    return frozenset(
        (code, new, share)
        for code, new, named in rows[["code", "new_code", "assumed"]].itertuples(index=False)
        for share in named
    )


def _refuse_landless(plan: Plan, rows: _Rows) -> None:
    """Refuse a plan in which a new unit is nobody's heir, and so has no outline."""
    landless = sorted(set(plan.results.index) - set(heirs(plan)))
    if landless:
        raise InputError(
            Problem(
                rows.where("share_area"),
                say(
                    "no outline for {units}: none takes most of a unit's area",
                    units=listed(landless),
                ),
                say("for each new unit one unit that gives it most of its area"),
                say("divide the outline in the data first, or raise a share"),
            )
        )


def _unreadable(error: Exception) -> Text:
    """Say why a csv cannot be read."""
    if isinstance(error, OSError):
        return system_fault(error)
    if isinstance(error, RefusedError):
        return error.text
    return say("no csv ({fault})", fault=" ".join(str(error).split()))


def _notes(lines: list[str]) -> tuple[Text, ...]:
    """Read notes: ``vi: …`` with ``en: …`` in the next line are one text, as is a line alone."""
    notes: list[Text] = []
    vietnamese = ""
    for line in (line.lstrip("# ").strip() for line in lines):
        if vietnamese and line.startswith("en: "):
            notes[-1] = Text(vietnamese, line.removeprefix("en: "))
        else:
            notes.append(text(line.removeprefix("vi: ")))
        vietnamese = line.removeprefix("vi: ") if line.startswith("vi: ") else ""
    return tuple(notes)


def _homeless(rows: _Rows) -> Iterator[Problem]:
    """Find rows that name no new unit."""
    table = rows.table
    homeless = table.loc[table["new_code"] == "", "code"]
    if len(homeless):
        yield Problem(
            rows.where("new_code", homeless.index),
            say("nothing for {units}", units=listed(homeless)),
            say("the code of a new unit"),
            say("fill these rows; a unit that stays has its own code as new_code"),
        )


def _assumed_wrong(rows: _Rows) -> Iterator[Problem]:
    """Find words for assumed shares that name none."""
    strange = rows.table["assumed"].map(lambda named: sorted(set(named) - set(SHARES)))
    strange = strange[strange.map(len) > 0]
    if len(strange):
        yield Problem(
            rows.where("assumed", strange.index),
            listed(sorted({word for named in strange for word in named})),
            say("some of {names}, or nothing", names=" ".join(SHARES)),
            say("name the shares of the row that are assumed"),
        )


def _names_wrong(rows: _Rows) -> Iterator[Problem]:
    """Find new units without a name, with several, or with codes and names no file could hold."""
    table = rows.table
    new = table.drop_duplicates("new_code").set_index("new_code")["new_name"]
    yield from codes_unfit(new.index, rows.where("new_code"))
    where = rows.where("new_name")
    yield from names_unfit({str(code): str(name) for code, name in new.items()}, where)
    nameless = [code for code, name in new.items() if not split_kind(name)[1].strip()]
    if nameless:
        yield Problem(
            rows.where("new_name", table.index[table["new_code"].isin(nameless)]),
            say("no name for {units}", units=listed(nameless)),
            say("a name for each unit"),
            say("write the names"),
        )
    names = table.groupby("new_code")["new_name"].nunique()
    several = names.index[names > 1]
    if len(several):
        yield Problem(
            rows.where("new_name", table.index[table["new_code"].isin(several)]),
            say("several names for {units}", units=listed(several)),
            say("one name a new unit"),
            say("make the names agree"),
        )
