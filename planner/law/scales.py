"""Points by which units are classed, and the class: where figures are missing, the range."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.law.entries import Scale
from planner.law.judge import BoolArray, FloatArray, judge
from planner.law.ruleset import RuleSet
from planner.law.settle import settle
from planner.units.conditions import When, columns_asked, holds
from planner.words import NO_TEXT

POINTS = ["code", "scale", "measure", "value", "points", "most", "article", "confidence"]
CLASSES = ["code", "least", "most", "lowest", "highest", "known", "scales"]


@dataclass(frozen=True)
class _Scored:
    """Points of n units on one scale: where the figure is not known, from ``low`` to ``high``."""

    applies: BoolArray
    certain: BoolArray
    value: FloatArray
    low: FloatArray
    high: FloatArray


def points(table: pd.DataFrame, ruleset: RuleSet) -> pd.DataFrame:
    """Give the points of each unit on each scale of a rule set.

    Up to a first value the first points are given; beyond it, points in
    proportion to what is more, rounded to two decimals, up to the most.

    Parameters
    ----------
    table : DataFrame of n rows
        Units of today.
    ruleset : RuleSet
        Its ``scales`` apply.

    Returns
    -------
    DataFrame
        Columns ``POINTS``, a row for each unit and scale; nothing for units
        without a figure.
    """
    every = [
        (scale, scored, np.flatnonzero(scored.applies & scored.certain))
        for scale, scored in _every(table, ruleset)
    ]
    if not every:
        return pd.DataFrame(columns=POINTS)
    of = np.repeat(np.arange(len(every)), [len(rows) for _, _, rows in every])
    named = {
        name: np.array([getattr(scale, name) for scale, _, _ in every], dtype=object)[of]
        for name in ("id", "measure", "article", "confidence")
    }
    return pd.DataFrame(
        {
            "code": table.index.take(np.concatenate([rows for _, _, rows in every])),
            "scale": pd.array(named["id"], dtype="str"),
            "measure": pd.array(named["measure"], dtype="str"),
            "value": np.concatenate([scored.value[rows] for _, scored, rows in every]),
            "points": np.concatenate([scored.low[rows] for _, scored, rows in every]),
            "most": np.array([scale.highest for scale, _, _ in every])[of],
            "article": named["article"],
            "confidence": pd.array(named["confidence"], dtype="str"),
        }
    )


def classes(table: pd.DataFrame, ruleset: RuleSet) -> pd.DataFrame:
    """Class units by their points, as far as figures are known.

    Parameters
    ----------
    table : DataFrame of n rows
        Units of today.
    ruleset : RuleSet
        Its ``scales`` and ``classes`` apply.

    Returns
    -------
    DataFrame
        Columns ``CLASSES``, a row for each unit of a kind that is classed: the
        points that it has at ``least`` and at ``most``, bonus included, the
        ``lowest`` and ``highest`` class that these allow (a :class:`Text`; the
        same where the class is known), and of how many ``scales`` the figure is
        ``known``.
    """
    kinds = _kinds(table, settle(table, ruleset))
    n = len(table)
    ends = {name: np.zeros(n) for name in ("low", "high", "bonus_low", "bonus_high")}
    asked, known = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    for scale, scored in _every(table, ruleset):
        asked += scored.applies
        known += scored.applies & scored.certain
        for end, value in (("low", scored.low), ("high", scored.high)):
            own = np.where(scored.applies, value, 0.0)
            if scale.bonus:
                ends[f"bonus_{end}"] = np.maximum(ends[f"bonus_{end}"], own)
            else:
                ends[end] = ends[end] + own
    lowest, highest = (_classed(table, kinds, ruleset, ends, sure=sure) for sure in (True, False))
    rows = pd.DataFrame(
        {
            "code": table.index,
            "least": ends["low"] + ends["bonus_low"],
            "most": ends["high"] + ends["bonus_high"],
            "lowest": lowest,
            "highest": highest,
            "known": known,
            "scales": asked,
        }
    )
    classed = sorted({kind for each in ruleset.classes for kind in each.kinds})
    return rows[np.isin(kinds, classed)].reset_index(drop=True)[CLASSES]


def _classed(
    table: pd.DataFrame,
    kinds: npt.NDArray[np.object_],
    ruleset: RuleSet,
    ends: dict[str, FloatArray],
    *,
    sure: bool,
) -> list[object]:
    """First class of each unit whose points are there, for sure or perhaps."""
    end = "low" if sure else "high"
    found = np.full(len(table), len(ruleset.classes))
    for i, each in reversed(list(enumerate(ruleset.classes))):
        total = ends[end] + (ends[f"bonus_{end}"] if each.with_bonus else 0.0)
        fits = np.isin(kinds, each.kinds) & (total >= each.at_least - 1e-9)
        if each.when is not None:
            fits &= holds(table, each.when) | (~_told(table, each.when) & (not sure))
        found[fits] = i
    names = [*(each.name for each in ruleset.classes), NO_TEXT]
    return [names[i] for i in found]


def _every(table: pd.DataFrame, ruleset: RuleSet) -> list[tuple[Scale, _Scored]]:
    if not ruleset.scales:
        return []
    settled = settle(table, ruleset)
    kinds = _kinds(table, settled)
    standards = pd.DataFrame(index=table.index)
    if any(scale.of_standard for scale in ruleset.scales):
        found = judge(table, ruleset, today=True)
        standards = found.pivot(index="code", columns="measure", values="standard")
        standards = standards.reindex(table.index)
    return [
        (scale, _scored(settled, _applies(settled, kinds, scale), scale, standards))
        for scale in ruleset.scales
    ]


def _applies(table: pd.DataFrame, kinds: npt.NDArray[np.object_], scale: Scale) -> BoolArray:
    applies: BoolArray = np.isin(kinds, scale.kinds)
    if scale.only is not None:
        applies &= holds(table, scale.only)
    if scale.unless is not None:
        applies &= ~holds(table, scale.unless)
    return applies


def _kinds(table: pd.DataFrame, settled: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Kinds as the rules on results have them; what they do not know (đặc khu) is what it is."""
    own = table["kind"].to_numpy(dtype=object)
    ruled = settled["kind"].to_numpy(dtype=object)
    return np.where(ruled == "", own, ruled)


def _scored(
    table: pd.DataFrame, applies: BoolArray, scale: Scale, standards: pd.DataFrame
) -> _Scored:
    n = len(table)
    value = np.full(n, np.nan)
    if scale.measure in table:
        value = table[scale.measure].to_numpy(dtype=np.float64, na_value=np.nan)
    if scale.of_standard:
        value = 100.0 * value / standards[scale.measure].to_numpy(dtype=np.float64)
    known = ~np.isnan(value) if scale.measure else np.ones(n, dtype=bool)
    earned = _earned(table, scale, value)
    held = np.ones(n, dtype=bool)
    if scale.when is not None:
        held = holds(table, scale.when)
        known &= held | _told(table, scale.when)
    always = scale.when is None and scale.at_least is None and not scale.of_standard
    low = np.where(known, np.where(held, earned, 0.0), scale.points if always else 0.0)
    high = np.where(known, low, scale.highest)
    return _Scored(applies, known, value, low, high)


def _earned(table: pd.DataFrame, scale: Scale, value: FloatArray) -> FloatArray:
    """Points for known figures, rounded to two decimals."""
    if not scale.measure:
        return np.full(len(table), scale.points)
    factor = _weight(table, scale)
    with np.errstate(invalid="ignore"):
        more = np.clip((value - scale.up_to * factor) / ((scale.per or np.inf) * factor), 0.0, None)
        most = np.inf if scale.most is None else scale.most
        earned = np.minimum(scale.points + scale.gain * more, most)
        if scale.full is not None:
            earned = np.where(value >= scale.full.at_least, scale.full.points, earned)
        if scale.at_least is not None:
            earned = np.where(value >= scale.at_least - 1e-9, earned, 0.0)
    # The noise of binary fractions must not round a half down.
    return np.asarray(np.floor(earned * 100.0 + 0.5 + 1e-9) / 100.0, dtype=np.float64)


def _told(table: pd.DataFrame, when: When) -> BoolArray:
    """Whether all that a condition asks about is known."""
    known = np.ones(len(table), dtype=bool)
    for column in columns_asked(when):
        known &= table[column].notna().to_numpy() if column in table else False
    return known


def _weight(table: pd.DataFrame, scale: Scale) -> FloatArray:
    factor = np.ones(len(table))
    for weight in scale.weights:
        factor = np.where(holds(table, weight.when), np.minimum(factor, weight.factor), factor)
    return factor
