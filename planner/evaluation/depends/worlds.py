"""Worlds: every way in which what is not known may turn out, as far as a verdict hangs on it.

A fact that is not known, or only likely, holds or does not; a figure that is not certain may be
off.  A unit is judged in every combination, by the same ``judge``, and so
nothing is guessed: what holds in all of them is certain.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from planner.law import RuleSet, facts_asked
from planner.units import COLUMNS
from planner.units.provenance import only_likely, provenance_of

BoolArray = npt.NDArray[np.bool_]
Change = Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]
FIGURES = {"people": "people_assumed", "area_km2": "area_assumed"}
"""Figure → the column that says of which units it is not simply published."""


@dataclass(frozen=True)
class Doubt:
    """One thing that is not known of some units, and the ways it may turn out.

    Attributes
    ----------
    column : str
        Fact or figure, a key of ``COLUMNS``.
    where : ndarray of bool, shape (n,)
        Units of which it is not known.
    ways : tuple of callable
        Each makes the units anew as they are if it turns out so.
    words : tuple of str
        What each way is called: ``no``, ``yes``, ``-10%``, ``other`` …
    """

    column: str
    where: BoolArray
    ways: tuple[Change, ...]
    words: tuple[str, ...]


def doubts(units: gpd.GeoDataFrame, ruleset: RuleSet, off_percent: float) -> list[Doubt]:
    """List what is not known of the units and bears upon a standard.

    Parameters
    ----------
    units : GeoDataFrame of n rows
        Complete Units table.
    ruleset : RuleSet
        Its standards, reductions and waivers say what is asked about.
    off_percent : float
        By how much a figure may be off that is not simply published.

    Returns
    -------
    list of Doubt
        In the order of ``COLUMNS``, facts before figures.
    """
    found = []
    for name in facts_asked(ruleset, exemptions=False):
        # What is only likely may turn out otherwise, and is asked about like what is not known.
        unknown = units[name].isna().to_numpy() | only_likely(units, name)
        if not unknown.any():
            continue
        if COLUMNS[name].dtype == "boolean":
            found.append(_of_fact(name, unknown, (False, True), ("no", "yes")))
        elif COLUMNS[name].dtype == "Float64":
            # Shares only ever lower a standard, step by step: none and all are the ends.
            found.append(_of_fact(name, unknown, (0.0, 100.0), ("0", "100")))
    for name, flag in FIGURES.items():
        if name in ruleset.measures and flag in units:
            uncertain = units[flag].fillna(False).to_numpy(dtype=bool) & (units[name] > 0)
            if uncertain.any():
                found.append(_of_figure(units, name, np.asarray(uncertain), off_percent))
    return found


def worlds(
    units: gpd.GeoDataFrame, rows: list[Doubt]
) -> Iterator[tuple[tuple[int, ...], gpd.GeoDataFrame]]:
    """Make the units anew for each combination of ways.

    Yields
    ------
    tuple of int, GeoDataFrame
        Which way each doubt turns out, and the units then.
    """
    for chosen in itertools.product(*(range(len(doubt.ways)) for doubt in rows)):
        table = units
        for way, doubt in zip(chosen, rows, strict=True):
            table = doubt.ways[way](table)
        yield chosen, table


def _of_fact(
    name: str, unknown: BoolArray, values: tuple[bool | float, ...], words: tuple[str, ...]
) -> Doubt:
    def turned(value: bool | float) -> Change:
        def change(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
            return units.assign(**{name: units[name].mask(unknown, value)})

        return change

    return Doubt(name, unknown, tuple(map(turned, values)), words)


def _of_figure(
    units: gpd.GeoDataFrame, name: str, uncertain: BoolArray, off_percent: float
) -> Doubt:
    """A figure that is off by some percent, or what else it might be."""
    other = units[name].astype(float).to_numpy().copy()
    for each in provenance_of(units).others:
        if each.column == name and each.code in units.index:
            other[units.index.get_loc(each.code)] = each.value
    stands = units[name].astype(float).to_numpy()

    def turned(values: npt.NDArray[np.float64]) -> Change:
        def change(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
            return table.assign(**{name: np.where(uncertain, values, stands)})

        return change

    share = off_percent / 100.0
    ways = ((1.0 - share) * stands, (1.0 + share) * stands, other)
    words = (f"-{off_percent:g}%", f"+{off_percent:g}%", "other")
    return Doubt(name, uncertain, tuple(map(turned, ways)), words)


def moved(below: npt.NDArray[np.bool_], axis: int) -> BoolArray:
    """Tell the units whose verdict one doubt alone can turn, whatever the others are.

    Parameters
    ----------
    below : ndarray of bool, shape (ways of each doubt …, n)
    axis : int
        The doubt.
    """
    turns = below.any(axis=axis) & ~below.all(axis=axis)
    return np.asarray(turns.reshape(-1, below.shape[-1]).any(axis=0))
