"""Totals of provinces as published, and what the figures of their communes sum to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pandas as pd

from planner.sources.edition import data_folder
from planner.vietnam.sources.today import known_today
from planner.words import Text, joined, number_text, say

FILE = "boundaries/totals_2025.csv"


@dataclass(frozen=True)
class Agreement:
    """From where on a sum is said to differ from a total, percent: policy, as data.

    Rounding of areas stays below, and of people the days between a table of communes and one of
    provinces.
    """

    area_percent: float = 0.1
    people_percent: float = 1.0


AGREEMENT = Agreement()


@cache
def published_totals() -> pd.DataFrame:
    """Give area and people of the 34 provinces, as the state map publisher printed them in 2025.

    Returns
    -------
    DataFrame, index ``code``
        ``province``; ``area_km2``, km²; ``people``; ``merged``: made of several provinces in
        2025, whose people are of the same base as those of communes; ``why``: a Text, why areas
        differ.
    """
    rows = pd.read_csv(data_folder() / FILE, dtype={"code": str}, keep_default_na=False)
    why = [Text(*each) for each in rows[["why_vi", "why_en"]].itertuples(index=False)]
    rows = rows.assign(why=pd.Series(why, rows.index, dtype=object))
    return rows.set_index("code").drop(columns=["why_vi", "why_en"])


def compare_totals(units: pd.DataFrame, agreement: Agreement = AGREEMENT) -> pd.DataFrame:
    """Sum figures of communes by province, and hold them against what is published of it.

    Parameters
    ----------
    units : DataFrame
        Index ``code``; ``people``, ``area_km2`` (km²); ``people_assumed``, ``area_assumed``.
    agreement : Agreement

    Returns
    -------
    DataFrame, index code of the province
        One row for each province of which every commune of today is there: ``province``,
        ``merged``, ``people``, ``people_published``, ``people_percent`` (by how much the sum is
        more), ``area_km2``, ``area_published``, ``area_more_km2``, ``estimated`` (communes whose
        people or area are not simply published), ``differs`` and ``why``.  People are held
        against provinces merged in 2025 only: those of the others have another base.
    """
    known = known_today()
    # Codes are used again: among other units than those of today some have the code of one.
    there = known.index.isin(units.index) & units.index.isin(known.index).all()
    whole = pd.Series(there, known.index).groupby(known["province_code"]).all()
    own = units.reindex(known.index[there])
    marks = own.reindex(columns=["people_assumed", "area_assumed"]) == True  # noqa: E712
    sums = own.assign(estimated=marks.any(axis=1))[["people", "area_km2", "estimated"]]
    sums = sums.groupby(known["province_code"][there]).sum()
    total = published_totals().loc[whole.index[whole]]
    total = total.rename(columns={"people": "people_published", "area_km2": "area_published"})
    table = total.join(sums)
    table["people_percent"] = 100.0 * (table["people"] / table["people_published"] - 1.0)
    table["area_more_km2"] = (table["area_km2"] - table["area_published"]).round(2)
    far = table["area_more_km2"].abs() > table["area_published"] * agreement.area_percent / 100.0
    off = table["merged"] & (table["people_percent"].abs() > agreement.people_percent)
    table["differs"] = far | off
    first = ["province", "merged", "people", "people_published", "people_percent"]
    rest = ["area_km2", "area_published", "area_more_km2", "estimated", "differs", "why"]
    return table[[*first, *rest]]


def total_texts(table: pd.DataFrame) -> list[Text]:
    """Say what each row of :func:`compare_totals` says."""
    said = []
    for row in table.to_dict("records"):
        area = say(
            "{province}: area of the communes {area} km², published of the province {published} "
            "km² ({more} km²)",
            province=row["province"],
            area=number_text(row["area_km2"], 2),
            published=number_text(row["area_published"], 2),
            more=number_text(row["area_more_km2"], 2),
        )
        people = say(
            "people {people}, published {published} ({percent} %; {count} communes not as "
            "published)",
            people=number_text(row["people"]),
            published=number_text(row["people_published"]),
            percent=number_text(row["people_percent"], 2),
            count=number_text(row["estimated"]),
        )
        if not row["merged"]:
            people = say("people are not compared: the published total has another base")
        said.append(joined([each for each in (area, people, row["why"]) if each], "; "))
    return said
