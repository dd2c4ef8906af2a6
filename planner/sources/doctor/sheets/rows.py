"""Which rows of a table are of units: sums, numbers of columns, parts, notes are left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.errors import listed
from planner.sources.cells import as_text
from planner.sources.doctor.caution import Report
from planner.sources.doctor.sheets.people import PeopleColumns
from planner.sources.doctor.sheets.words import is_part, numbers_columns, plain_word
from planner.words.sources import SUMS
from planner.words.text import Text, say


def rows_of_units(
    frame: pd.DataFrame,
    texts: pd.DataFrame,
    columns: Mapping[str, str],
    people: PeopleColumns | None,
    struck: Collection[int],
    place: Text,
    report: Report,
) -> tuple[npt.NDArray[np.bool_], list[int]]:
    """Leave out sums, numbers of columns, headings of parts and notes; name every such row.

    Parameters
    ----------
    frame : DataFrame of object
        Index: row in the file.
    texts : DataFrame
        ``code``, ``name``, ``kind`` of each row.
    columns : mapping of str
        Our column → heading.
    people : PeopleColumns, optional
    struck : collection of int
        Rows in the file that somebody struck out.
    place : Text
    report : Report

    Returns
    -------
    tuple of ndarray of bool, shape (len(frame),), and list of int
        Which rows are of units; positions of rows of totals.
    """
    heads = [columns["area_km2"]] if "area_km2" in columns else []
    if people is not None:
        heads += [*people.total, *([people.amended] if people.amended else [])]
    nameless = ((texts["name"] == "") & (texts["code"] == "")).to_numpy()
    beside = (*people.check, *people.others) if people is not None else ()
    # A unit of which only the parts are known, or an older figure, is a unit.
    bare = _bare(frame, heads) & (_bare(frame, beside) | nameless)
    kept = np.ones(len(frame), dtype=bool)
    sums: list[int] = []
    left: dict[str, list[int]] = {"numbers": [], "parts": [], "sums": [], "struck": []}
    for position, (row, cells) in enumerate(zip(frame.index, frame.to_numpy(dtype=object))):
        words = [plain_word(cell) for cell in cells if plain_word(cell)]
        name = texts["name"].iloc[position]
        if row in struck:
            left["struck"].append(row)
        elif any(SUMS.fullmatch(word) for word in words):
            left["sums"].append(row)
            sums.append(position)
        elif numbers_columns(words) or name == columns.get("name"):
            left["numbers"].append(row)
        elif (
            bare[position]
            or (nameless[position] and len(words) == 1)
            or is_part(words, name)
            or (nameless[position] and not texts["code"].any())
        ):
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
            say("rows that are struck out left out: {rows}", rows=listed(left["struck"])),
            left["struck"],
        ),
        (
            say("rows of parts and notes left out: {rows}", rows=listed(left["parts"])),
            left["parts"],
        ),
    ):
        if rows:
            report.done(place, said)
    return kept, sums


def _bare(frame: pd.DataFrame, heads: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Mark rows whose cells hold no digit and no fault of a formula: signatures, titles."""
    bare = np.ones(len(frame), dtype=bool)
    for head in heads:
        bare &= ~as_text(frame[head]).str.contains(r"[\d#…=]").to_numpy(dtype=bool)
    return bare
