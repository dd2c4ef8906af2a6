"""Verdicts of sets whatever is not known: by the answer that is worst for each.

A verdict of a set hangs on the facts of its members alone, and each fact makes a set's own fact
rise with the members of which it holds.  So a set is judged in every way that it may turn out where
each column is judged at both of its ends.  Units of a plan are in one set each, so that what is
worst for one set may be so for all others at the same time: worst costs of sets add up to what a
plan costs under its worst answer.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from planner.law import RuleSet
from planner.problem.groups.connected import IntArray
from planner.problem.unknowns import BoolArray, answered, unknowns

RISING = ("status", "below", "waived", "no_rule", "shortfall_percent")
"""Columns of verdicts of which more is worse."""


def answered_tables(
    units: gpd.GeoDataFrame, ruleset: RuleSet, safe: bool
) -> tuple[list[gpd.GeoDataFrame], BoolArray]:
    """Answer everything that is not known, a column at a time: nothing of it holds, or all.

    Parameters
    ----------
    units : GeoDataFrame
        See ``units.complete``.
    ruleset : RuleSet
    safe : bool
        If not, the units are taken as they are.

    Returns
    -------
    list of GeoDataFrame, and ndarray of bool, shape (n,)
        The units answered in each way, themselves where all is known; units of which something is
        not known.
    """
    open_ = unknowns(units, ruleset) if safe else ()
    if not open_:
        return [units], np.zeros(len(units), dtype=bool)
    tables = [
        answered(
            units,
            {
                each.column: (each.where, each.where & holds)
                for each, holds in zip(open_, way, strict=True)
            },
        )
        for way in itertools.product((False, True), repeat=len(open_))
    ]
    return tables, np.logical_or.reduce([each.where for each in open_])


def worst_of(rows: pd.DataFrame, at: IntArray, others: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Take the worst of several verdicts for some sets.

    Parameters
    ----------
    rows : DataFrame of m rows
        See ``law.verdicts``.
    at : ndarray of int64, shape (k,)
        Rows of the sets that were judged otherwise as well.
    others : sequence of DataFrame of k rows

    Returns
    -------
    DataFrame of m rows
    """
    every = pd.concat([rows.iloc[at].reset_index(drop=True), *others]).groupby(level=0, sort=True)
    worst = every[["accepted", "least_percent"]].min().join(every[list(RISING)].max())
    worst["waived"] &= worst["accepted"]
    worst = rows.iloc[at].assign(**{str(name): worst[name].to_numpy() for name in worst})
    order = np.arange(len(rows))
    order[at] = len(rows) + np.arange(len(at))
    return pd.concat([rows, worst], ignore_index=True).take(order).reset_index(drop=True)
