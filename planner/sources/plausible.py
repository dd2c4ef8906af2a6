"""Plausibility: what cannot be true of units, and what is doubtful, against outlines and register.

What cannot be true is refused: areas a hundred times the drawn ones are hectares.  What is only
doubtful is told, unit by unit, with both figures; nothing is changed.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from planner.errors import Problem, listed
from planner.sources.country import country
from planner.units import full_name
from planner.words import number_text
from planner.words.sources import unmarked
from planner.words.text import Text, say

Figures = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Limits:
    """From where on figures are doubted, or refused: policy, as data.

    Attributes
    ----------
    units : dict of str to tuple of float
        Unit of measure → stated area / drawn area in km², from and to.
    unit_share : float
        Share of units beyond which a unit of measure is that of the column.
    area_percent : float
        How far stated and drawn area may differ, percent of the drawn one.
    people_percent : float
        How far people may differ from those published under the same code, percent.
    area_known_percent : float
        How far an area may differ from the registered one of the same code, percent.
    density_times : float
        How many times denser, or thinner, than all neighbours a unit may be.
    total_percent : float
        How far people in all may differ from those published for the same units, percent.
    """

    units: tuple[tuple[str, float, float], ...] = (("ha", 30, 300), ("m2", 3e5, 3e6))
    unit_share: float = 0.5
    area_percent: float = 10.0
    people_percent: float = 40.0
    area_known_percent: float = 10.0
    density_times: float = 30.0
    total_percent: float = 15.0


LIMITS = Limits()


@dataclass(frozen=True)
class Doubt:
    """One thing that is doubtful of a unit, or of all.

    Attributes
    ----------
    unit : Text
        Name and code, or what is spoken of.
    column : str
        Ours; empty where none is meant.
    found, against : Text
        What the files say, and what speaks against it.
    """

    unit: Text
    column: str
    claim: Text
    against: Text

    @property
    def text(self) -> Text:
        """The doubt as a sentence."""
        return say(
            "Doubtful: {unit}: {found}; {against}.",
            unit=self.unit,
            found=self.claim,
            against=self.against,
        )


def unit_of_area(areas: Figures, drawn: Figures, limits: Limits = LIMITS) -> str:
    """Find the unit of measure in which areas are stated: "km2", "ha" or "m2".

    Parameters
    ----------
    areas : ndarray of float64
        Areas as they stand in the file.
    drawn : ndarray of float64
        Areas of the outlines, in km².
    """
    for unit, least, most in limits.units:
        if len(_in_unit(areas, drawn, least, most)) > limits.unit_share * len(areas):
            return unit
    return "km2"


def area_problems(
    units: gpd.GeoDataFrame, drawn: Figures, place: str, limits: Limits = LIMITS
) -> list[Problem]:
    """Refuse areas that are in another unit of measure than km²; of one unit it is a doubt."""
    stated = units["area_km2"].to_numpy(dtype=np.float64)
    measure = unit_of_area(stated, drawn, limits)
    problems = []
    for unit, least, most in limits.units:
        rows = _in_unit(stated, drawn, least, most)
        if unit == measure:
            first = rows[0]
            shown = say(
                "{units}: areas that are those drawn times {times}, as in {unit}"
                " ({name}: {stated} stated, {drawn} km² drawn)",
                units=listed(units.index[rows], 5),
                times=number_text(100 if unit == "ha" else 1_000_000),
                unit=unit,
                name=full_name(units).iloc[first],
                stated=number_text(stated[first], 2),
                drawn=number_text(drawn[first], 2),
            )
            mend = say("state `area_unit: {unit}`, or let `planner data import` do it", unit=unit)
            where = say("{place}, column {column}", place=place, column="area_km2")
            problems.append(Problem(where, shown, say("areas in km²"), mend))
    return problems


def _in_unit(areas: Figures, drawn: Figures, least: float, most: float) -> npt.NDArray[np.int64]:
    # Of specks that are no communes, nothing is known by their area.
    ratio = np.divide(areas, drawn, out=np.zeros_like(drawn), where=drawn > 0)
    return np.flatnonzero((ratio >= least) & (ratio <= most))


def doubts(
    units: gpd.GeoDataFrame, drawn: Figures, register: pd.DataFrame, limits: Limits = LIMITS
) -> list[Doubt]:
    """Tell what is doubtful of units.

    Parameters
    ----------
    units : GeoDataFrame
        Index ``code``; ``name``, ``kind``, ``people``, ``area_km2``; outlines in metres.
    drawn : ndarray of float64, shape (len(units),)
        Areas of the outlines, in km².
    register : DataFrame
        The communes of today: index ``code``; ``name``, ``kind``, ``key``, ``people``,
        ``area_km2``.  Of units that are not these, nothing is held against them.
    """
    told = _stated_and_drawn(units, drawn, limits) + _dense(units, limits)
    rows = register.reindex(units.index)
    same = rows["name"].map(unmarked, na_action="ignore") == units["name"].map(unmarked)
    # Codes are used again: a table of other units has some of today's by chance.
    if same.mean() > limits.unit_share:
        told += _of_register(units, rows, same.to_numpy(dtype=bool), limits)
        told += _of_province(units, register, rows, limits)
        told += _of_totals(units)
    return told


def _unit(units: pd.DataFrame, row: int) -> Text:
    named = f"{full_name(units.iloc[[row]]).iloc[0]} ({units.index[row]})"
    return Text(named, named)


def _stated_and_drawn(units: gpd.GeoDataFrame, drawn: Figures, limits: Limits) -> list[Doubt]:
    stated = units["area_km2"].to_numpy(dtype=np.float64)
    far = np.abs(stated - drawn) > drawn * limits.area_percent / 100
    return [
        Doubt(
            _unit(units, row),
            "area_km2",
            say("area {area} km²", area=number_text(stated[row], 2)),
            say("its outline has {area} km²", area=number_text(drawn[row], 2)),
        )
        for row in np.flatnonzero(far).tolist()
    ]


def _dense(units: gpd.GeoDataFrame, limits: Limits) -> list[Doubt]:
    """Find units that are far denser, or thinner, than every neighbour."""
    area = units["area_km2"].to_numpy(dtype=np.float64)
    people = units["people"].to_numpy(dtype=np.float64)
    density = np.divide(people, area, out=np.zeros_like(area), where=area > 0)
    shapes = units.geometry.to_numpy()
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    told = []
    for row in range(len(units)):
        beside = density[other[(one == row) & (other != row)]]
        beside = beside[beside > 0]
        if len(beside) < 2 or not density[row]:
            continue
        times = limits.density_times
        if density[row] > beside.max() * times or density[row] < beside.min() / times:
            found = say("{density} people a km²", density=number_text(density[row], 1))
            around = say(
                "its neighbours have {least} to {most}",
                least=number_text(beside.min(), 1),
                most=number_text(beside.max(), 1),
            )
            told.append(Doubt(_unit(units, row), "people", found, around))
    return told


def _of_register(
    units: pd.DataFrame, register: pd.DataFrame, same: npt.NDArray[np.bool_], limits: Limits
) -> list[Doubt]:
    """Hold names, kinds and figures against those of the same code."""
    told = []
    names, theirs = full_name(units), full_name(register)
    for row in np.flatnonzero(register["name"].notna()).tolist():
        there = register.iloc[row]
        unit = Text(*[f"{names.iloc[row]} ({units.index[row]})"] * 2)
        if not same[row] or units["kind"].iloc[row] != there["kind"]:
            found = say("name {name}", name=names.iloc[row])
            told.append(
                Doubt(unit, "name", found, say("the code is that of {name}", name=theirs.iloc[row]))
            )
            continue
        for column, most, digits, sentence in (
            ("people", limits.people_percent, 0, say("{figure} people", figure="{figure}")),
            ("area_km2", limits.area_known_percent, 2, say("area {area} km²", area="{figure}")),
        ):
            own, public = float(units[column].iloc[row]), there[column]
            if pd.isna(public) or not public or abs(own - public) <= public * most / 100:
                continue
            told.append(
                Doubt(
                    unit,
                    column,
                    sentence.filled(figure=number_text(own, digits)),
                    say("published: {figure}", figure=number_text(float(public), digits)),
                )
            )
    return told


def _of_totals(units: pd.DataFrame) -> list[Doubt]:
    """Hold the sums of a province against its published totals."""
    table = country().compare_totals(units)
    far = table[table["differs"]]
    return [
        Doubt(Text(*[str(name)] * 2), "", said, say("the sums differ"))
        for name, said in zip(far["province"], country().total_texts(far), strict=True)
    ]


def _of_province(
    units: pd.DataFrame, register: pd.DataFrame, rows: pd.DataFrame, limits: Limits
) -> list[Doubt]:
    """Hold the number of units and the sum of people against the province's."""
    key = rows["key"].mode().iloc[0]
    own = register[register["key"] == key]
    province = Text(*[str(own["province"].iloc[0])] * 2)
    absent = own[~own.index.isin(units.index)]
    told = []
    if len(absent) and len(absent) < (1 - limits.unit_share) * len(own):
        named = [f"{name} ({code})" for code, name in full_name(absent).items()]
        found = say("{count} units", count=len(units))
        told.append(Doubt(province, "", found, say("not there: {units}", units=listed(named))))
    # Whoever is not there takes nothing away from the sum of the others.
    there = own.index.intersection(units.index)
    public = float(own.loc[there, "people"].sum())
    people = float(units.loc[there, "people"].sum())
    if abs(people - public) > public * limits.total_percent / 100:
        found = say("{people} people in all", people=number_text(people))
        told.append(
            Doubt(province, "people", found, say("published: {figure}", figure=number_text(public)))
        )
    return told
