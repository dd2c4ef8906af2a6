"""An office's table of communes of before July 2025, with the codes of today beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from planner.errors import InputError, Problem
from planner.sources import TableJoin
from planner.sources.cells import as_text
from planner.sources.doctor.caution import CAUTION
from planner.sources.tables.grids import Grid, grid_of, sheet_names
from planner.sources.tables.reading import Sheet, sheet_of
from planner.vietnam.crosswalk.asking import CEASED, Crosswalk
from planner.words.sources import PLACE_HEADS, SUMS, heading_key
from planner.words.text import say

ADDED = ["code_2025", "name_2025", "province_2025", "clause", "state"]
"""Columns that are put beside the office's; several heirs of a commune stand in one cell each."""
STATES = ("whole", "divided", CEASED, "several", "unsure", "none")
"""All of it went to one commune; it was divided; it had ceased before 2025; several communes have
the name; kind or marks are not those that were written; nothing was found."""
OPEN = ["row", "written", "state", "code_2024", "name_2024", "district_2024", "province_2024"]
OPEN += ["code_2025", "name_2025", "area", "people", "resolution", "clause"]


@dataclass(frozen=True)
class Converted:
    """An office's table with new codes.

    Attributes
    ----------
    place : str
        File and sheet.
    table : DataFrame
        Index: row in the file; the office's columns as they were, then ``ADDED``.
    open : DataFrame
        Columns ``OPEN``: rows that somebody has to settle, with a line for each commune that it
        may be and each of its heirs.
    """

    place: str
    table: pd.DataFrame
    open: pd.DataFrame

    @property
    def counts(self) -> dict[str, int]:
        """Rows of communes, those with just one new code, and those to settle."""
        states = self.table["state"]
        return {
            "rows": int((states != "").sum()),
            "whole": int((states == "whole").sum()),
            "open": int(self.open["row"].nunique()),
        }


def convert(path: Path, crosswalk: Crosswalk) -> Converted:
    """Put the codes of today beside an office's table of communes of before.

    Parameters
    ----------
    path : Path
        csv, xlsx, xls or ods; headings for a code or a name, and for district and province
        where names alone do not tell.
    crosswalk : Crosswalk

    Raises
    ------
    InputError
        No table with codes or names of communes, or headings that the columns added would repeat.
    """
    sheet, columns = _found(path)
    frame = sheet.frame
    taken = [name for name in ADDED if name in frame.columns]
    if taken:
        raise InputError(
            Problem(
                sheet.place,
                say("columns {names}, which are to be added", names=", ".join(taken)),
                say("a table without them"),
                say("rename or remove them"),
            )
        )
    texts = pd.DataFrame({ours: as_text(frame[head]) for ours, head in columns.items()})
    added, left = [], []
    for row, cells in texts.fillna("").iterrows():
        new, rows = _converted(cells, crosswalk)
        added.append(new)
        left += [{"row": row, **each} for each in rows]
    extra = pd.DataFrame(added, index=frame.index, columns=ADDED)
    return Converted(sheet.place, frame.join(extra), pd.DataFrame(left, columns=OPEN))


def _found(path: Path) -> tuple[Sheet, dict[str, str]]:
    """Find the sheet and its row of headings."""
    if not path.is_file():
        missing = say("no such file")
        raise InputError(
            Problem(str(path), missing, say("a file that exists"), say("check the path"))
        )
    best: tuple[int, Grid, int, dict[str, str]] | None = None
    for name in sheet_names(path):
        grid = grid_of(path, name)
        for number, cells in enumerate(grid.rows[: CAUTION.heading_within], 1):
            columns = _columns([" ".join(str(cell or "").split()) for cell in cells])
            if {"code", "name"} & columns.keys() and (best is None or len(columns) > best[0]):
                best = (len(columns), grid, number, columns)
    if best is None:
        raise InputError(
            Problem(
                path.name,
                say("no column of codes or names of communes"),
                say("headings such as code, name, district, province"),
                say("name the columns so"),
            )
        )
    _, grid, number, columns = best
    settings = TableJoin(file=path.name, header_row=number)
    return sheet_of(grid.place, enumerate(grid.rows, 1), settings, letters=grid.letters), columns


def _columns(heads: list[str]) -> dict[str, str]:
    columns: dict[str, str] = {}
    for ours, patterns in PLACE_HEADS.items():
        free = [head for head in heads if head and head not in columns.values()]
        fit = (h for each in patterns for h in free if re.fullmatch(each, heading_key(h)))
        if (head := next(fit, None)) is not None:
            columns[ours] = head
    return columns


def _converted(
    cells: pd.Series[str], crosswalk: Crosswalk
) -> tuple[dict[str, str], list[dict[str, object]]]:
    """Convert a row: what is put beside it, and what of it is left to settle."""
    code, name = (str(cells.get(each, "")).strip() for each in ("code", "name"))
    if SUMS.fullmatch(name) or not (code or name):
        return dict.fromkeys(ADDED, ""), []
    places = [str(cells.get(each, "")).strip() for each in ("district", "province")]
    written = ", ".join(filter(None, [name, *places]))
    codes, sure = _meant(code, name, written, crosswalk)
    told = " ".join(filter(None, [code, written]))
    if len(codes) != 1:
        state = "several" if codes else "none"
        rows = [row for each in codes for row in _lines(each, crosswalk)] or [{}]
        return {"state": state}, [{"written": told, "state": state, **row} for row in rows]
    heirs = crosswalk.heirs(codes[0])
    state = "divided" if len(heirs) > 1 else "whole"
    state = CEASED if (heirs["area"] == CEASED).any() else state if sure else "unsure"
    new = {
        **{each: "; ".join(heirs[each]) for each in ("code_2025", "name_2025")},
        "province_2025": "; ".join(dict.fromkeys(heirs["province_2025"])),
        "clause": "; ".join(heirs["clause"] + "/" + heirs["resolution"]),
        "state": state,
    }
    open_rows = [] if state == "whole" else _lines(codes[0], crosswalk)
    return new, [{"written": told, "state": state, **row} for row in open_rows]


def _meant(
    code: str, name: str, written: str, crosswalk: Crosswalk
) -> tuple[tuple[str, ...], bool]:
    """Communes that a row may be; a code and a name that say two things are both told."""
    by_code = crosswalk.ask(code, only_before=True).before if code else ()
    if not name:
        return by_code, True
    by_name = crosswalk.ask(written, only_before=True)
    if not by_code:
        return by_name.before, by_name.sure and not code
    if by_code[0] in by_name.before:
        return by_code, by_name.sure
    return (*by_code, *by_name.before), False


def _lines(code: str, crosswalk: Crosswalk) -> list[dict[str, object]]:
    rows = crosswalk.heirs(code)
    told = rows[[each for each in OPEN if each in rows]].to_dict("records")
    return [{str(name): cell for name, cell in row.items()} for row in told]
