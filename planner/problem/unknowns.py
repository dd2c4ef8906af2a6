"""What is not known of the units, though the law asks for it: a question for each fact and unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from planner.law import RuleSet, facts_asked
from planner.units import COLUMNS, with_derived
from planner.units.provenance import only_likely

BoolArray = npt.NDArray[np.bool_]
ENDS: Mapping[str, tuple[bool | float, bool | float]] = {
    "boolean": (False, True),
    "Float64": (0.0, 100.0),
}
"""Kind of column → how a fact may turn out: no or yes, none or all (percent)."""


@dataclass(frozen=True)
class Unknown:
    """One fact that is not known, or only likely, of some units.

    Attributes
    ----------
    column : str
        A key of ``COLUMNS``.
    where : ndarray of bool, shape (n,)
        The units.
    """

    column: str
    where: BoolArray

    @property
    def ends(self) -> tuple[bool | float, bool | float]:
        """How it may turn out."""
        return ENDS[COLUMNS[self.column].dtype]

    @property
    def is_flag(self) -> bool:
        """Whether there is nothing between no and yes."""
        return COLUMNS[self.column].dtype == "boolean"


def unknowns(units: gpd.GeoDataFrame, ruleset: RuleSet) -> list[Unknown]:
    """List what is not known of the units and the law asks for.

    Parameters
    ----------
    units : GeoDataFrame of n rows
        Complete Units table.
    ruleset : RuleSet

    Returns
    -------
    list of Unknown
        What is computed or estimated (``provenance.only_likely``) is not known either.
    """
    unknown = []
    for name in facts_asked(ruleset):
        if COLUMNS[name].dtype not in ENDS:
            continue
        where = units[name].isna().to_numpy(dtype=bool) | only_likely(units, name)
        if where.any():
            unknown.append(Unknown(name, where))
    return unknown


def answered(
    units: gpd.GeoDataFrame, answers: Mapping[str, tuple[BoolArray, BoolArray]]
) -> gpd.GeoDataFrame:
    """Take facts of some units to be known.

    Parameters
    ----------
    units : GeoDataFrame of n rows
    answers : mapping of str to (ndarray of bool, ndarray of bool), each of shape (n,)
        Column → units that are answered; of these, yes (or all, 100 %).

    Returns
    -------
    GeoDataFrame
        With what follows from the mountain flag; what was only likely of these units is stated.
    """
    altered = units.copy()
    for name, (where, yes) in answers.items():
        low, high = ENDS[COLUMNS[name].dtype]
        altered[name] = units[name].mask(where & yes, high).mask(where & ~yes, low)
    return with_derived(altered, units)
