"""Figures of units as tables give them, and what else speaks of each: years, homes, outlines."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.sources.country import country
from planner.sources.doctor.caution import Caution
from planner.units import full_name
from planner.words import number_text
from planner.words.text import Text, say

FIGURES = ("people", "area_km2")


def as_floats(values: pd.Series[float]) -> npt.NDArray[np.float64]:
    """Give figures as an array of float64."""
    return np.asarray(values, dtype=np.float64)


@dataclass(frozen=True)
class Witness:
    """Figures that speak of people, though they are not those that count.

    Attributes
    ----------
    name : str
        Empty: the register of the country.
    figures : Series of float64
        Index: codes of units.
    percent : float
        How far people may differ from them, beyond how all units differ.
    homes : bool
        They are households.
    """

    name: str
    figures: pd.Series[float]
    percent: float
    homes: bool = False


@dataclass
class Pool:
    """Figures of units, as tables give them one after the other.

    Attributes
    ----------
    values : DataFrame
        Index: codes of units; ``people`` (persons), ``area_km2`` (km²), NaN where there is none.
    places : dict of tuple to Text
        Unit and column → where the figure stands.
    whys : dict of tuple to list of Text
        Unit and column → what speaks against the figure, or why there is none.
    raw : dict of tuple to str
        Unit and column → a cell that is no figure, as it stands.
    witnesses : list of Witness
        What else speaks of people.
    """

    values: pd.DataFrame
    names: pd.Series[str]
    places: dict[tuple[str, str], Text] = field(default_factory=dict)
    whys: dict[tuple[str, str], list[Text]] = field(default_factory=dict)
    raw: dict[tuple[str, str], str] = field(default_factory=dict)
    witnesses: list[Witness] = field(default_factory=list)

    @classmethod
    def of(cls, units: pd.DataFrame) -> Pool:
        """Begin with what the outlines bring."""
        values = pd.DataFrame(np.nan, units.index, list(FIGURES))
        for column in FIGURES:
            if column in units:
                values[column] = units[column].astype("float64")
        return cls(values, full_name(units))

    def figure(self, code: str, column: str) -> float:
        """Give the figure of a unit; without a code the sum of all."""
        own = self.values[column]
        return float(own.sum() if not code else own.astype("float64").to_dict()[code])

    def doubt(self, code: str, column: str, why: Text) -> None:
        """Say what speaks against a figure."""
        self.whys.setdefault((code, column), []).append(why)


def hold(pool: Pool, drawn: pd.Series[float], caution: Caution, of_today: bool) -> None:
    """Hold every figure against what else speaks of it: years, households, settlements, outlines.

    A witness is held as it differs from its own ratio in the middle of all units, so that a whole
    column may be of another year; only the register of the country speaks of the sum.
    """
    people = pool.values["people"]
    witnesses = list(pool.witnesses)
    register = country().known_today().reindex(pool.values.index) if of_today else None
    if register is not None:
        public = register["people"].astype("float64")
        witnesses.append(Witness("", public, caution.published_percent))
        ratio = float((people / public).median())
        if abs(ratio - 1) > caution.total_percent / 100:
            pool.doubt(
                "",
                "people",
                say(
                    "people are {percent} % of those published, in the middle of all units",
                    percent=number_text(100 * ratio, 0),
                ),
            )
        if caution.home_share[0] <= ratio <= caution.home_share[1]:
            pool.doubt("", "people", say("as many as households would be"))
    ratios = [_ratio(people, each.figures) for each in witnesses]
    # A sheet may have four units: people of a household are those of all sheets together.
    homes = [ratio for ratio, each in zip(ratios, witnesses, strict=True) if each.homes]
    at_home = pd.concat(homes).dropna() if homes else pd.Series(dtype=np.float64)
    for ratio_of, each in zip(ratios, witnesses, strict=True):
        usual = at_home if each.homes else ratio_of.dropna()
        middle = float(usual.median()) if len(usual) >= caution.least_units else 1.0
        off = (ratio_of / middle).dropna()
        limit = 1 + _most_percent(off, each.percent, caution) / 100
        for code in off.index[(off > limit) | (off < 1 / limit)]:
            figure = number_text(float(each.figures[code]))
            said = (
                say("published: {figure}", figure=figure)
                if not each.name
                else say("{name}: {figure}", name=each.name, figure=figure)
            )
            pool.doubt(str(code), "people", said)
    areas = pool.values["area_km2"].to_numpy(dtype=np.float64)
    outlines = drawn.to_numpy(dtype=np.float64)
    known = np.full(len(areas), np.nan)
    if register is not None:
        known = register["area_km2"].to_numpy(dtype=np.float64)
    times = areas / outlines
    for n in np.flatnonzero((times > caution.area_times) | (times < 1 / caution.area_times)):
        if not abs(known[n] / areas[n] - 1) < caution.total_percent / 100:
            said = say("its outline has {area} km²", area=number_text(float(outlines[n]), 2))
            pool.doubt(str(pool.values.index[int(n)]), "area_km2", said)


def _most_percent(off: pd.Series[float], percent: float, caution: Caution) -> float:
    """Say how far people may differ from a witness that differs alike from most units.

    Parameters
    ----------
    off : Series of float64
        People over what speaks of them, over the same in the middle of all units.
    percent : float
        The most, whatever the spread is.
    """
    if len(off) < caution.least_units:
        return percent
    spread = float((off - 1).abs().median()) * 100
    return min(percent, max(caution.least_percent, caution.spread_times * spread))


def _ratio(people: pd.Series[float], figures: pd.Series[float]) -> pd.Series[float]:
    return (people / figures.reindex(people.index)).replace([np.inf, 0], np.nan)
