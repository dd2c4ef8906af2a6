"""Verdicts on every base of figures at hand."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd

from planner.law import RuleSet, judge, not_known, verdicts
from planner.plan import Plan
from planner.problem import carry_out_figures
from planner.units import full_name

ON_BASES = [
    "state",
    "code",
    "name",
    "base",
    "approximate",
    "people",
    "area_km2",
    "least_percent",
    "status",
    "differs",
]


def on_every_base(
    tables: Mapping[str, gpd.GeoDataFrame],
    approximate: set[str],
    ruleset: RuleSet,
    plan: Plan | None = None,
) -> pd.DataFrame:
    """Judge the units of today, and those of a plan, on every base.

    Parameters
    ----------
    tables : mapping of base to Units
        The same units with the people of each base.
    approximate : set of str
        Bases that are estimates.
    ruleset : RuleSet
        The law.
    plan : Plan, optional
        Adds the state ``after``.

    Returns
    -------
    DataFrame
        Tidy, columns ``ON_BASES``, sorted by state (``before`` first), code and
        base in the order given; ``differs`` marks every row of a unit whose
        status is not the same on all bases.
    """
    parts = []
    for state in ("before", "after") if plan is not None else ("before",):
        for order, (base, units) in enumerate(tables.items()):
            merged: pd.DataFrame = units
            if state == "after":
                assert plan is not None
                merged = carry_out_figures(units, plan, ruleset)
            today = state == "before"
            unknown = not_known(merged, ruleset, today=today)
            rows = verdicts(judge(merged, ruleset, today=today), unknown)
            parts.append(
                pd.DataFrame(
                    {
                        "state": state,
                        "code": merged.index,
                        "name": full_name(merged).to_numpy(),
                        "base": base,
                        "approximate": base in approximate,
                        "people": merged["people"].to_numpy(),
                        "area_km2": merged["area_km2"].to_numpy(),
                        "least_percent": rows["least_percent"].to_numpy(),
                        "status": rows["status"].astype("str").to_numpy(),
                        "order": order,
                    }
                )
            )
    table = pd.concat(parts, ignore_index=True)
    kinds = table.groupby(["state", "code"])["status"].transform("nunique")
    table["differs"] = kinds > 1
    table["state"] = pd.Categorical(table["state"], ["before", "after"], ordered=True)
    table = table.sort_values(["state", "code", "order"], ignore_index=True)
    return table.astype({"state": "str"})[ON_BASES]
