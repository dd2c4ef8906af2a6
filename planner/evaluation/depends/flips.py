"""Figures at which verdicts flip: how few or how many people, how little or how much area."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from planner.evaluation.depends.case import Case
from planner.law import RuleSet
from planner.units import COLUMNS, with_derived

STEPS = {"people": 1.0, "area_km2": 0.01}
"""The least by which published figures differ."""
FLIPS = [
    *("code", "measure", "figure", "status", "role"),
    *("less_at", "less_status", "less_role", "more_at", "more_status", "more_role"),
]
GROUP_FLIPS = ["code", "measure", "new_code", "group_figure", "group_threshold", "group_flips_at"]


def trigger_percents(ruleset: RuleSet, measure: str) -> Iterator[float]:
    """Give the percents of a standard at which triggers begin or cease to hold."""
    for trigger in ruleset.triggers:
        either = [trigger.percent] if isinstance(trigger.percent, dict) else trigger.percent
        for bounds in (entry[measure] for entry in either if measure in entry):
            limits = (bounds.below, bounds.at_least, bounds.above, bounds.at_most)
            yield from (limit for limit in limits if limit is not None)


def verdict_flips(case: Case) -> pd.DataFrame:
    """Find for each unit of today the nearest figures that change its verdict, all else equal.

    A verdict can only change where a figure passes a threshold, or the percent of one that a
    trigger names; on both sides of each the unit is judged.

    Parameters
    ----------
    case : Case
        Without a plan.

    Returns
    -------
    DataFrame
        ``FLIPS``, a row for each unit and measure: ``less_at``, the largest figure below its own
        with another verdict, ``more_at`` the least above it, in the unit of the measure; missing
        where none is.
    """
    now, found = case.verdict(), case.findings(case.units)
    rows = []
    for measure, step in STEPS.items():
        threshold = found[found["measure"] == measure].set_index("code")["threshold"]
        limits = threshold.reindex(case.units.index).astype(float)
        if limits.isna().all():
            continue
        own = case.units[measure].astype(float)
        figures = []
        for share in sorted({100.0, *trigger_percents(case.ruleset, measure)}):
            at = limits * share / 100.0
            at = at.div(step).sub(1e-9).apply(np.ceil).mul(step).fillna(own)
            # Beyond it too: a limit may hold at the figure itself, or only past it.
            figures += [at - step, at, at + step]
        then = case.verdicts([_with(case, measure, each) for each in figures])
        tried = [
            each.assign(figure=figure)[each.ne(now).any(axis=1)]
            for figure, each in zip(figures, then, strict=True)
        ]
        turned = pd.concat(tried)
        rows.append(_nearest(turned[turned["figure"] > 0], own, now).assign(measure=measure))
    if not rows:
        return pd.DataFrame(columns=FLIPS)
    table = pd.concat(rows).rename_axis("code").reset_index()
    return table.sort_values(["code", "measure"], kind="stable", ignore_index=True)[FLIPS]


def _nearest(turned: pd.DataFrame, own: pd.Series[float], now: pd.DataFrame) -> pd.DataFrame:
    """Take the nearest turn on each side."""
    figure = own.reindex(turned.index)
    less = turned[turned["figure"] < figure].sort_values("figure", ascending=False, kind="stable")
    more = turned[turned["figure"] > figure].sort_values("figure", kind="stable")
    table = now.assign(figure=own)
    for side, rows in (("less", less), ("more", more)):
        first = rows[~rows.index.duplicated()].reindex(now.index)
        table[f"{side}_at"] = first["figure"].round(2)
        table[f"{side}_status"] = first["status"].fillna("")
        table[f"{side}_role"] = first["role"].fillna("")
    return table


def _with(case: Case, measure: str, figures: pd.Series[float]) -> pd.DataFrame:
    # Sums of steps are not what a table has.
    whole = COLUMNS[measure].dtype == "int64"
    column = figures.round().astype("int64") if whole else figures.round(2)
    return with_derived(case.units.assign(**{measure: column.clip(lower=0)}), case.units)


def group_flips(case: Case) -> pd.DataFrame:
    """Find for each member of a new unit the figure of its own at which the new unit flips.

    Parameters
    ----------
    case : Case
        With a plan that divides no unit.

    Returns
    -------
    DataFrame
        ``GROUP_FLIPS``, a row for each member and measure: what the new unit has and needs, and
        the figure of the member at which the verdict of the new unit is another one, all else
        equal: the largest below its own, or the least above; missing where there is none.
    """
    assert case.plan is not None
    parts = case.plan.parts.set_index("code")["new_code"]
    members = parts.groupby(parts).cumcount()
    several = parts.map(parts.value_counts()) > 1
    now, found = case.verdict()["status"], case.findings(case.table())
    rows = []
    for measure, step in STEPS.items():
        of_group = found[found["measure"] == measure].set_index("code")[["value", "threshold"]]
        held = of_group.reindex(parts.to_numpy()).set_axis(parts.index)
        own = case.units[measure].astype(float).reindex(parts.index)
        at = np.ceil((own - held["value"] + held["threshold"]) / step - 1e-9) * step
        met = held["value"] >= held["threshold"]
        flips = (at - step).where(met, at)
        tables, asked = [], []
        for place in range(int(members[several].max()) + 1 if several.any() else 0):
            here = several & (members == place) & flips.gt(0)
            tables.append(_with(case, measure, own.where(~here, flips)))
            asked.append(here)
        for then, here in zip(case.verdicts(tables), asked, strict=True):
            moved = parts[here].map(then["status"]) != parts[here].map(now)
            flips[moved.index[~moved]] = math.nan
        table = pd.DataFrame(
            {
                "measure": measure,
                "new_code": parts,
                "group_figure": held["value"],
                "group_threshold": held["threshold"],
                "group_flips_at": flips.where(flips > 0).round(2),
            }
        )
        rows.append(table[several & held["threshold"].notna()])
    table = pd.concat(rows).rename_axis("code").reset_index()
    return table.sort_values(["code", "measure"], kind="stable", ignore_index=True)[GROUP_FLIPS]
