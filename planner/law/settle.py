"""What the law decides of a unit before it is judged: its kind, and whether it is mountainous."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.law.entries import MountainRule, Reduction
from planner.law.ruleset import RuleSet
from planner.units import KINDS, kind_counts, urban_district_percent, ward_percent
from planner.units.columns import Combine
from planner.units.conditions import holds
from planner.words import Text

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
Column: TypeAlias = "pd.Series[bool] | pd.Categorical[str] | FloatArray"


def yardstick(ruleset: RuleSet, *, today: bool) -> RuleSet:
    """Take of a rule set what units of today, or new units, are held against.

    Where results have a yardstick of their own, it takes the place of the standards, which then
    are those of units of today alone; their reductions go with them, and a unit of today is of
    the kind that it has.
    """
    if not ruleset.results:
        return ruleset
    if today:
        return ruleset.model_copy(update={"results": [], "result_kinds": [], "waivers": []})
    own = {standard.id: standard for standard in ruleset.standards}
    asked = [result.resolved(own) for result in ruleset.results]
    return ruleset.model_copy(update={"results": [], "standards": asked, "reductions": []})


def ways(ruleset: RuleSet) -> dict[str, Combine]:
    """Say how properties of members make that of the merged unit, where the law says it."""
    return {flag.column: flag.members for flag in ruleset.flags}


def settle(table: pd.DataFrame, ruleset: RuleSet) -> pd.DataFrame:
    """Let the rule set decide the columns that no sum can: kind and mountain.

    Parameters
    ----------
    table : DataFrame
        Units, merged units, or groups with one count column a kind.
    ruleset : RuleSet
        Its ``result_kinds`` and ``mountain`` apply; without any, a unit keeps its kind.

    Returns
    -------
    DataFrame
        With ``kind`` (empty where the rule set knows none) and ``mountain``.
    """
    return table.assign(**law_columns(table, ruleset))


def law_columns(table: pd.DataFrame, ruleset: RuleSet) -> dict[str, Column]:
    """Give the columns alone that :func:`settle` puts into a table."""
    columns: dict[str, Column] = {"mountain": _mountain(table, ruleset)}
    if ruleset.result_kinds:
        columns["kind"] = _kind(table, ruleset)
    if "ward_percent" in ruleset.measures:
        # A share of a sum of shares: it cannot be added up, only computed again.
        columns["ward_percent"] = ward_percent(table)
    if "urban_district_percent" in ruleset.measures:
        columns["urban_district_percent"] = urban_district_percent(table)
    return columns


def _kind(table: pd.DataFrame, ruleset: RuleSet) -> pd.Categorical[str]:
    kinds = [*KINDS, *(kind for kind in ruleset.kinds if kind not in KINDS)]
    counts = table if set(KINDS) <= set(table.columns) else kind_counts(table)
    counts = counts.reindex(columns=kinds, fill_value=0)
    held = dict(zip(kinds, (counts.to_numpy() > 0).T, strict=True))
    known = {kind for rule in ruleset.result_kinds for kind in rule.members}
    position = np.full(len(table), len(ruleset.result_kinds), dtype=np.int64)
    for i, rule in reversed(list(enumerate(ruleset.result_kinds))):
        for kind in rule.members:
            position[held[kind]] = i
    # A member of a kind that the rules do not know makes a result that they do not know.
    for kind in set(kinds) - known:
        position[held[kind]] = len(ruleset.result_kinds)
    position[position == len(ruleset.result_kinds)] = -1
    return named(position, [rule.kind for rule in ruleset.result_kinds])


def _mountain(table: pd.DataFrame, ruleset: RuleSet) -> pd.Series[bool]:
    """Flag of a unit itself; of a merged one what the share of its mountain members says."""
    own = table.get("mountain")
    if own is not None and own.dtype != "boolean":
        own = own.astype("boolean")
    rule = ruleset.mountain
    if rule is None:
        return pd.Series(pd.NA, table.index, dtype="boolean") if own is None else own
    share = mountain_share(table, rule).to_numpy(dtype=np.float64)
    # The tolerance lets "two thirds" be written with a finite number of digits.
    enough = share > 0 if rule.at_least == "one" else share >= rule.at_least - 1e-6
    if own is None:
        return pd.Series(enough, table.index, dtype="boolean")
    unknown = own.isna().to_numpy()
    of_members = unknown & (table["units"].to_numpy() > 1)
    yes = np.where(of_members, enough, own.to_numpy(dtype=bool, na_value=False))
    return pd.Series(pd.arrays.BooleanArray(yes, unknown & ~of_members), table.index)


def mountain_share(table: pd.DataFrame, rule: MountainRule) -> pd.Series[float]:
    """Share of mountain members in each merged unit, of what the rule measures it in."""
    names = ("mountain_units", "units")
    if rule.share_of != "units":
        names = ("mountain_km2", "area_km2")
    part, whole = (table[name].to_numpy(dtype=np.float64) for name in names)
    with np.errstate(divide="ignore", invalid="ignore"):
        return pd.Series(part / whole, table.index)


def reduction_of(
    table: pd.DataFrame, ruleset: RuleSet, measure: str, applying: IntArray
) -> tuple[FloatArray, IntArray]:
    """Find the lowest factor that applies to each row, and which reduction gives it."""
    factor = np.ones(len(table))
    chosen = np.full(len(table), -1, dtype=np.int64)
    for i, reduction in enumerate(ruleset.reductions):
        if reduction.measure != measure:
            continue
        applies = holds(table, reduction.when)
        if not applies.any():
            continue
        applies &= table["kind"].isin(reduction.kinds).to_numpy()
        if reduction.standards:
            lowered = [standard.id in reduction.standards for standard in ruleset.standards]
            applies &= np.array([*lowered, False])[applying]
        own = np.where(applies, _factor(table, reduction), 1.0)
        better = own < factor
        factor[better], chosen[better] = own[better], i
    return factor, chosen


def _factor(table: pd.DataFrame, reduction: Reduction) -> FloatArray:
    ladder = reduction.ladder
    if ladder is None or ladder.column not in table:
        return np.full(len(table), reduction.factor)
    height = table[ladder.column].to_numpy(dtype=np.float64, na_value=np.nan)
    steps = np.floor(np.nan_to_num(np.clip((height - ladder.start) / ladder.every, 0, None)))
    return np.maximum(ladder.floor, reduction.factor + ladder.change * steps)


def named(position: IntArray, names: list[Any], none: str | Text = "") -> pd.Categorical[Any]:
    """Turn positions into names or texts, −1 into ``none``."""
    dtype, lookup = _categories((*names, none))
    return pd.Categorical.from_codes(lookup[position], dtype=dtype)


@lru_cache(maxsize=256)
def _categories(names: tuple[str | Text, ...]) -> tuple[pd.CategoricalDtype, IntArray]:
    """Give the categories of names, each once, and which of them each name is."""
    categories = unique(list(names))
    lookup = np.array([categories.index(name) for name in names])
    return pd.CategoricalDtype(pd.Index(categories)), lookup


def unique(names: list[Any]) -> list[Any]:
    """Keep each name once, in the order in which they first stand."""
    return list(dict.fromkeys(names))
