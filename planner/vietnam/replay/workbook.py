"""The workbook of a replay: the one table, then two sheets a round."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd

from planner.output.reports.workbook.book import Sheet
from planner.output.reports.workbook.sheets import CellKind, Field
from planner.units import KINDS
from planner.units.provenance import provenance_of
from planner.vietnam.replay.rounds import Planned, Replayed
from planner.words import LAW_ROLES, STATUS, Text, base_text, joined, number_vi, text
from planner.words.outputs.country import SCREENS, depends_on
from planner.words.outputs.replay import (
    CASES,
    DEPENDS,
    FAULTS,
    FIGURES,
    HEADS,
    INDICATOR,
    PLANS,
    PUBLISHED_SAID,
    ROUNDS_TAB,
    TABS,
    TITLE,
    UNKNOWN,
    UPCOMING,
)
from planner.words.outputs.reports import YES_NO

WHOLE = {
    "people",
    "disturbed",
    "inertia",
    "land_inertia",
    "pairs_both",
    "pairs_only_here",
    "identical",
}
KIND_WORDS = {kind: entry.words for kind, entry in KINDS.items()}
RATIO = {"rand": 4, "adjusted_rand": 4, "variation": 4}


def cell(name: str, value: Any) -> str:
    """Write a figure of the one table (a key of ``FIGURES``) as Vietnamese readers do."""
    if isinstance(value, str | Text):
        return str(value)
    if pd.isna(value):
        return "–" if name.startswith("published_") else str(UNKNOWN)
    if name in RATIO:
        return number_vi(value, RATIO[name])
    decimals = 0 if name in WHOLE or float(value).is_integer() else 2
    return number_vi(float(value), decimals)


def published_said(each: Replayed) -> Text:
    """Say what new units are on published figures."""
    assert each.back.published is not None
    screens = each.back.published["screen"].value_counts()
    return PUBLISHED_SAID.filled(
        new=len(each.back.published),
        below=int(screens.get("below", 0)),
        depends=int(screens.get("depends", 0)),
        waived=int(each.back.published["waived"].sum()),
        **{"not": int(screens.get("not", 0))},
    )


def sheets(
    replayed: list[Replayed], prepared: list[Planned], tables: Mapping[str, pd.DataFrame]
) -> list[Sheet]:
    """Describe the sheets, by the tables that the csv files hold."""
    rounds = tables["rounds"]
    keys = [
        name for name in FIGURES if name not in ("round", "plan") and rounds[name].notna().any()
    ]
    plans = [
        Field(
            Text(row["title"].vi, PLANS[row["plan"]].vi),
            pd.Series([cell(key, row[key]) for key in keys]),
            width=30,
        )
        for row in rounds.to_dict("records")
    ]
    first = [
        Field(Text(INDICATOR.vi, ""), pd.Series([FIGURES[key].vi for key in keys]), width=36),
        Field(Text(INDICATOR.en, ""), pd.Series([FIGURES[key].en for key in keys]), width=36),
    ]
    found = [Sheet(ROUNDS_TAB, TITLE, [*first, *plans], fixed=1)]
    for each in replayed:
        title = each.settings.title
        for stem, tab in TABS.items():
            table = tables.get(f"{stem}_{each.settings.id}", pd.DataFrame())
            if len(table):
                found.append(Sheet(f"{title.vi} {tab}"[:31], title, fields_of(table, {}), fixed=2))
    for name, title in UPCOMING.items():
        if name in tables:
            known = provenance_of(prepared[0].optimized.units).bases
            found.append(Sheet(title.vi, title, fields_of(tables[name], known)))
    return found


def fields_of(table: pd.DataFrame, bases: Mapping[str, Text]) -> list[Field]:
    """Show a table of a replay: its headings, words and digits."""
    words = {**STATUS, **LAW_ROLES, **CASES, **FAULTS, **SCREENS, **KIND_WORDS}
    if "law_role" in table:
        words["depends"] = DEPENDS
    fields = []
    for name in table.columns:
        head, _, base = str(name).partition(": ")
        heading = HEADS.get(head) or FIGURES.get(head) or text(head)
        if base:
            heading = joined((heading, base_text(base, bases)), ": ")
        values = table[name]
        kind: CellKind = "text"
        if pd.api.types.is_bool_dtype(values):
            values = values.map(YES_NO)
        elif pd.api.types.is_integer_dtype(values):
            kind = "whole"
        elif pd.api.types.is_float_dtype(values):
            kind = "decimal"
        elif head == "on":
            values = values.map(depends_on)
        elif values.isna().any():
            values = values.map(partial(cell, head))
        else:
            values = values.astype(str).map(lambda said: str(words.get(said, said)))
        fields.append(Field(heading, values, kind, width=44))
    return fields
