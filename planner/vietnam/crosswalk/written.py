"""The crosswalk as files and as sentences: the whole table, and an office's table converted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pandas as pd

from planner.output.reports.csvs import write_told
from planner.output.reports.workbook.book import Sheet, write_book
from planner.output.reports.workbook.sheets import Field
from planner.scenario import CsvForm
from planner.store.folder import run_folder
from planner.vietnam.crosswalk.asking import CEASED, Crosswalk
from planner.vietnam.crosswalk.office import ADDED, Converted
from planner.words.crosswalk import (
    APART,
    GONE,
    HEADS,
    LOST,
    PARTS,
    ROW,
    SAID,
    STATES,
    TABS,
    TITLE,
)
from planner.words.text import Text, joined, text

RECORD = "crosswalk.json"
FILES = (RECORD, "crosswalk.csv", "crosswalk.xlsx")
CONVERTED = (RECORD, "converted.csv", "converted.xlsx", "open.csv")


def sentence(row: Mapping[str, object]) -> Text:
    """Say a row of the crosswalk: what went where, how much of it, by which clause."""
    named = (str(row[each]) for each in ("name_2024", "district_2024", "province_2024"))
    code = f" ({row['code_2024']})" if row["code_2024"] else ""
    old = ", ".join(dict.fromkeys(filter(None, named))) + code
    new = f"{row['name_2025']} ({row['code_2025']})"
    if row["area"] == CEASED:
        said = GONE if row["code_2025"] else LOST
        return said.filled(old=old, new=new, province=row["province_2025"])
    area, people = PARTS[str(row["area"])], PARTS[str(row["people"])]
    taken = area if area == people else APART.filled(area=area, people=people)
    return ROW.filled(
        old=old,
        new=new,
        province=row["province_2025"],
        taken=taken,
        clause=row["clause"],
        number=row["resolution"],
    )


def write_crosswalk(
    crosswalk: Crosswalk, folder: Path, *, csv: CsvForm = "plain", force: bool = False
) -> None:
    """Write the whole crosswalk as csv and workbook.

    Raises
    ------
    InputError
        The folder holds results already, or cannot be written.
    """
    fields = _fields(crosswalk.rows)
    with run_folder(folder, force=force, files=FILES, record=RECORD) as part:
        _record(part, {"rows": len(crosswalk.rows)})
        write_told(crosswalk.rows, fields, part / FILES[1], csv)
        write_book(part / FILES[2], TITLE.vi, [Sheet(TABS["crosswalk"].vi, _title(), fields, 2)])


def write_converted(
    converted: Converted, folder: Path, *, csv: CsvForm = "plain", force: bool = False
) -> None:
    """Write an office's table with its new codes, and the rows to settle, as csv and workbook.

    Raises
    ------
    InputError
        The folder holds results already, or cannot be written.
    """
    own = converted.table.drop(columns=ADDED)
    cells = [Field(text(str(head)), own[head].map(_cell)) for head in own]
    fields = [*cells, *_fields(converted.table[ADDED])]
    left = _fields(converted.open)
    sheets = [
        Sheet(TABS["converted"].vi, joined([text(converted.place), SAID], ": "), fields),
        Sheet(TABS["open"].vi, _title(), left),
    ]
    with run_folder(folder, force=force, files=CONVERTED, record=RECORD) as part:
        _record(part, converted.counts)
        write_told(converted.table, fields, part / CONVERTED[1], csv)
        write_book(part / CONVERTED[2], TITLE.vi, sheets)
        write_told(converted.open, left, part / CONVERTED[3], csv)


def _record(part: Path, counts: Mapping[str, int]) -> None:
    """Write what the folder holds, by which it is known to be ours."""
    (part / RECORD).write_text(json.dumps(dict(counts)) + "\n", encoding="utf-8", newline="\n")


def _title() -> Text:
    return joined([TITLE, SAID], ". ")


def _fields(table: pd.DataFrame) -> list[Field]:
    words = {"area": PARTS, "people": PARTS, "state": STATES}
    return [
        Field(
            HEADS[name],
            table[name].map(partial(_worded, words.get(name, {}))),
            "whole" if name == "row" else "text",
        )
        for name in map(str, table)
    ]


def _worded(words: Mapping[str, Text], cell: object) -> object:
    return words.get(str(cell), cell)


def _cell(value: object) -> str:
    return "" if value is None or value != value else str(value)
