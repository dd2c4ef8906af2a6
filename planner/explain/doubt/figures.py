"""Figures of each unit at which its verdict, and that of its new unit, would change."""

from __future__ import annotations

import math

import pandas as pd

from planner.evaluation.depends.case import Case as Judged
from planner.evaluation.depends.flips import GROUP_FLIPS, group_flips, verdict_flips
from planner.explain.doubt.pairs import column
from planner.explain.wishes import Case
from planner.units import COLUMNS, full_name
from planner.words import Text
from planner.words.numbers import quantity_words
from planner.words.text import say

FIGURES = {"people": "people_assumed", "area_km2": "area_assumed"}


def figures_table(case: Case, pairs: pd.DataFrame, percent: float) -> pd.DataFrame:
    """Tell for each unit at which figure its verdict changes, and what is then of its new unit.

    Parameters
    ----------
    case : Case
    pairs : DataFrame
        See ``pairs.pairs_table``.
    percent : float
        One of its percentages.

    Returns
    -------
    DataFrame
        ``code``, ``name``, ``certain`` (whether the figure is as published), ``depends.FLIPS``
        and ``GROUP_FLIPS`` (``new_unit`` is its name), ``off_percent``: the change of the figure
        that flips unit or new unit first, in percent; ``partners``: ``all`` where every near plan
        has the unit with the same partners, ``some`` where not, ``open``.
    """
    evaluation = case.evaluation
    law, units = evaluation.ruleset, evaluation.units
    table = verdict_flips(Judged(units, law))
    after = group_flips(Judged(units, law, case.best))
    table = table.merge(after, how="left", on=["code", "measure"])
    certain = {name: ~units[flag].fillna(False).astype(bool) for name, flag in FIGURES.items()}
    table["name"] = table["code"].map(case.names)
    names = full_name(evaluation.merged)
    table["new_unit"] = table["new_code"].map(names).fillna("")
    pairs_of = zip(table["measure"], table["code"], strict=True)
    table["certain"] = [bool(certain[str(measure)][code]) for measure, code in pairs_of]
    own = table["figure"].astype(float)
    flips = pd.Series(_first_flips(table), table.index)
    table["off_percent"] = (100.0 * (flips / own.where(own > 0) - 1.0)).round(2)
    table["partners"] = table["code"].map(_partners(pairs, column(percent)))
    first = ["code", "name", "measure", "certain", "figure", "status", "role", "off_percent"]
    rest = ["less_at", "less_status", "less_role", "more_at", "more_status", "more_role"]
    group = [name for name in GROUP_FLIPS if name not in ("code", "measure")]
    return table[[*first, *rest, *group, "new_unit", "partners"]]


def _partners(pairs: pd.DataFrame, near: str) -> dict[str, str]:
    """Whether every near plan has each unit with the same partners."""
    found: dict[str, str] = {}
    for row in pairs[["one", "other", near]].itertuples(index=False):
        for code in row[:2]:
            before = found.get(code, "all")
            state = {"all": "all", "none": "all"}.get(row[2], row[2])
            found[code] = max(before, state, key=("all", "open", "some").index)
    return found


def figure_sentences(table: pd.DataFrame, near_percent: float, most: int = 5) -> list[Text]:
    """Say which units are nearest to another verdict."""
    near = table[table["off_percent"].abs() <= near_percent]
    said = [
        say(
            "{count} of {units} units have a figure within {percent} % of one at which their"
            " verdict, or that of their new unit, changes.",
            count=near["code"].nunique(),
            units=table["code"].nunique(),
            percent=f"{near_percent:g}",
        )
    ]
    order = near.assign(by=near["off_percent"].abs()).sort_values(["by", "code"], kind="stable")
    first = order.head(most)
    for row, flips in zip(first.to_dict("records"), _first_flips(first), strict=True):
        unit = COLUMNS[str(row["measure"])].unit
        digits = 0 if row["measure"] == "people" else 2
        said.append(
            say(
                "{unit}: {figure}, changes at {at}.",
                unit=row["name"],
                figure=quantity_words(row["figure"], unit, digits),
                at=quantity_words(flips, unit, digits),
            )
        )
    return said


def _first_flips(table: pd.DataFrame) -> list[float]:
    """The nearest figure at which each unit or its new unit flips; missing where none does."""
    sides = table[["less_at", "more_at", "group_flips_at"]].astype(float).to_numpy()
    found = []
    for figure, row in zip(table["figure"].astype(float), sides.tolist(), strict=True):
        known = [side for side in row if not math.isnan(side)]
        found.append(min(known, key=lambda side: abs(side - figure), default=math.nan))
    return found
