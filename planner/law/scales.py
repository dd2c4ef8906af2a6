"""Points by which units are classed, as far as the figures are at hand."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planner.law.entries import Scale
from planner.law.ruleset import RuleSet
from planner.law.settle import settle
from planner.units.conditions import holds


def points(table: pd.DataFrame, ruleset: RuleSet) -> pd.DataFrame:
    """Give the points of each unit on each scale of a rule set.

    Up to a first value the first points are given; beyond it, points in
    proportion to what is more, rounded to two decimals, up to the most.
    The sum says nothing of a unit's class: most criteria are not figures of a
    table of units.

    Parameters
    ----------
    table : DataFrame of n rows
        Units, merged units or groups.
    ruleset : RuleSet
        Its ``scales`` apply.

    Returns
    -------
    DataFrame
        A row for each unit and scale: ``code, scale, measure, value, points,
        most, article, confidence``; nothing for units without a figure.
    """
    table = settle(table, ruleset)
    parts = []
    for scale in ruleset.scales:
        applies = table["kind"].isin(scale.kinds).to_numpy() & table[scale.measure].notna()
        chosen = table[applies]
        value = chosen[scale.measure].to_numpy(dtype=np.float64)
        factor = _weight(chosen, scale)
        more = np.clip(value - scale.up_to * factor, 0.0, None) / (scale.per * factor)
        earned = np.minimum(scale.points + scale.gain * more, scale.most)
        parts.append(
            pd.DataFrame(
                {
                    "code": chosen.index,
                    "scale": scale.id,
                    "measure": scale.measure,
                    "value": value,
                    # The noise of binary fractions must not round a half down.
                    "points": np.floor(earned * 100.0 + 0.5 + 1e-9) / 100.0,
                    "most": scale.most,
                    "article": scale.article,
                    "confidence": scale.confidence,
                }
            )
        )
    columns = ["code", "scale", "measure", "value", "points", "most", "article", "confidence"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def _weight(table: pd.DataFrame, scale: Scale) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    factor = np.ones(len(table))
    for weight in scale.weights:
        factor = np.where(holds(table, weight.when), np.minimum(factor, weight.factor), factor)
    return factor
