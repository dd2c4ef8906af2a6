"""What a verdict depends on: bases, facts that are not known, numbers and texts not verified.

Each question is asked the same way: change one thing, judge again, and name
the units whose verdict is another one, with the figure at which it flips.
Nothing is guessed: a fact that is not known stays so, and a reader learns
what it would change.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from planner.evaluation.depends.case import Case, changed
from planner.evaluation.depends.facts import on_facts, on_stated
from planner.evaluation.depends.flips import trigger_percents
from planner.evaluation.depends.provisions import on_assumptions, on_entries, on_figures, on_numbers
from planner.law import RuleSet
from planner.plan import Plan
from planner.units import COLUMNS, full_name, with_derived
from planner.units.provenance import attach, provenance_of
from planner.words import LANGUAGES, Text, joined, number_text, say

DEPENDS = [
    "code",
    "name",
    "on",
    "what",
    "source",
    "figure",
    "flips_at",
    "unit",
    "status",
    "status_then",
    "role",
    "role_then",
]
"""``on`` (a key of ``words.ON``): base, share (of a divided unit, assumed), doubt (a figure that
is not certain, and how far off), fact (not known),
stated (a fact not verified), likely (a fact with a likely answer and no more), figure (not known),
number, entry (not verified), assumption;
``what``: the column, number, entry or answer; ``figure`` and ``flips_at`` in ``unit``;
``status`` and ``role`` now, and as they would be."""


def depends(
    bases: Mapping[str, gpd.GeoDataFrame],
    ruleset: RuleSet,
    plan: Plan | None = None,
    near_percent: float = Case.near_percent,
) -> pd.DataFrame:
    """List what the verdict of each unit hangs on.

    Parameters
    ----------
    bases : mapping of base to Units
        The same units on each base at hand; the first is the one judged by.
    ruleset : RuleSet
        The law, with its open questions answered.
    plan : Plan, optional
        Ask about the units that a plan makes, not those of today.
    near_percent : float
        See :class:`Case`.

    Returns
    -------
    DataFrame
        Columns ``DEPENDS``, a row for each unit and each thing that would
        change its verdict; sorted by code; ``source`` may hold a
        :class:`Text`.  Empty when nothing would.
    """
    (first, units), *others = ((name, _without_outlines(table)) for name, table in bases.items())
    case = Case(units, ruleset, plan, near_percent)
    now = case.verdict()
    parts = [
        *(_on_base(case, now, first, name, table) for name, table in others),
        *_on_shares(case, now),
        *_on_doubts(case, now),
        *on_facts(case, now),
        *on_stated(case, now),
        *on_entries(case, now),
        on_numbers(case, now),
        on_figures(case, now),
        *on_assumptions(case, now),
    ]
    full = [part for part in parts if len(part)]
    if not full:
        return pd.DataFrame(columns=DEPENDS)
    found = pd.concat(full, ignore_index=True)
    found["name"] = found["code"].map(full_name(case.table()))
    return found.sort_values(["code"], kind="stable", ignore_index=True)[DEPENDS]


def _without_outlines(units: gpd.GeoDataFrame) -> pd.DataFrame:
    """Leave the outlines out: no verdict depends on them."""
    return attach(pd.DataFrame(units.drop(columns="geometry")), provenance_of(units))


def _on_base(
    case: Case, now: pd.DataFrame, own: str, name: str, other: pd.DataFrame
) -> pd.DataFrame:
    """Units whose verdict is another one on another base, with the threshold between the two."""
    rows = changed(now, case.verdict(other), "base", name, own)
    return _flipped(rows, case, case.table(other))


def _flipped(rows: pd.DataFrame, case: Case, other: pd.DataFrame) -> pd.DataFrame:
    """Add the figure of the measure that decides, and the one between the two at which it flips."""
    keys = ["code", "measure"]
    here, there = (
        case.findings(table).set_index(keys)[["value", "threshold", "status"]]
        for table in (case.table(), other)
    )
    both = here.join(there.add_suffix("_then"))
    moved = both[both["value"] != both["value_then"]].reset_index()
    # The measure whose own verdict changes, else the one whose percent passes a trigger's.
    crossed = [_trigger_between(row, case.ruleset) for row in moved.to_dict("records")]
    moved["changes"] = moved["status"] != moved["status_then"]
    moved["flips_at"] = moved["threshold"].where(moved["changes"], crossed)
    moved = moved.sort_values(["code", "changes"], ascending=[True, False], kind="stable")
    head = moved.dropna(subset=["flips_at"]).drop_duplicates("code").set_index("code")
    rows["figure"] = rows["code"].map(head["value"])
    rows["flips_at"] = rows["code"].map(head["flips_at"])
    units_of = head["measure"].astype(str).map(lambda m: COLUMNS[m].unit)
    rows["unit"] = rows["code"].map(units_of).fillna("")
    return rows


def _on_shares(case: Case, now: pd.DataFrame) -> list[pd.DataFrame]:
    """Units whose verdict is another one if all that was divided by assumption went to one heir."""
    if case.plan is None:
        return []
    found = []
    names, heads = (
        {each: full_name(table, each) for each in LANGUAGES} for table in (case.units, case.table())
    )
    parts = case.plan.parts
    for code, heir, share in sorted(case.plan.assumed):
        column = f"share_{share}"
        heirs = [new for of, new, what in case.plan.assumed if (of, what) == (code, share)]
        divided = (parts["code"] == code) & parts["new_code"].isin(heirs)
        whole = parts.loc[divided, column].sum()
        given = np.where(parts["new_code"] == heir, whole, 0.0)
        altered = parts.assign(**{column: parts[column].mask(divided, given)})
        then = replace(case, plan=replace(case.plan, parts=altered))
        measure = COLUMNS["people" if share == "people" else "area_km2"]
        told = say(
            "{unit}, {measure}: all to {heir}",
            unit=Text(*(names[each][code] for each in LANGUAGES)),
            measure=Text(measure.vi.lower(), measure.en.lower()),
            heir=Text(*(heads[each][heir] for each in LANGUAGES)),
        )
        rows = changed(now, then.verdict(), "share", f"{code}.{share} = {heir}", told)
        found.append(_flipped(rows, case, then.table()))
    return found


def _on_doubts(case: Case, now: pd.DataFrame) -> list[pd.DataFrame]:
    """Units whose verdict is another one if figures that are not certain were off, or others.

    All of a measure are asked to be off in the same direction at once: for a
    unit of today that is its own figure, for a new one the worst of its members.
    """
    found = []
    others = provenance_of(case.units).others
    for name, mark in (("people", "people_assumed"), ("area_km2", "area_assumed")):
        marked = case.units[mark].fillna(False).to_numpy(dtype=bool)
        if not marked.any():
            continue
        figures, measure = case.units[name], COLUMNS[name].words
        asked = []
        for sign, off in ((1 - case.off_percent / 100, "−"), (1 + case.off_percent / 100, "+")):
            percent = number_text(case.off_percent)
            told = say("{measure} {sign}{percent} %", measure=measure, sign=off, percent=percent)
            asked.append((f"{name} {off}{case.off_percent:g} %", told, figures * sign))
        known = {each.code: each for each in others if each.column == name}
        doubted = [code for code in case.units.index[marked] if code in known]
        for why in dict.fromkeys(known[code].why for code in doubted):
            instead = {code: known[code].value for code in doubted if known[code].why == why}
            told = joined((measure, why), ", ")
            replaced = figures.index.map(instead).to_series(figures.index).fillna(figures)
            asked.append((f"{name} = {why.en}", told, replaced))
        tables = []
        for *_, values in asked:
            whole = np.rint(values) if COLUMNS[name].dtype == "int64" else values
            figure = figures.where(~marked, whole).astype(figures.dtype)
            tables.append(with_derived(case.units.assign(**{name: figure}), case.units))
        for (what, told, _), table, then in zip(asked, tables, case.verdicts(tables), strict=True):
            rows = changed(now, then, "doubt", what, told)
            found.append(_flipped(rows, case, case.table(table)))
    return found


def _trigger_between(row: dict[Any, Any], ruleset: RuleSet) -> float:
    """Figure at which a trigger begins or ceases to hold, between two values of a measure."""
    low, high = sorted((row["value"], row["value_then"]))
    for limit in trigger_percents(ruleset, row["measure"]):
        figure = float(row["threshold"]) * limit / 100.0
        if low <= figure <= high:
            return figure
    return math.nan
