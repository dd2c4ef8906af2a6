"""The communes of today: shipped with the package, a province or the whole country.

``docs/communes_2026.py`` makes the file, ``SOURCE.md`` beside it tells
its origin.  Every figure says how it was come by; one that is not simply
published is marked, and what else it might be is remembered.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import geopandas as gpd
import pandas as pd

from planner.errors import InputError, Problem, listed
from planner.sources.edition import data_folder, edition
from planner.sources.outlines import Outlines
from planner.sources.outlines.systems import project
from planner.sources.provenance import Gathering
from planner.units.provenance import OtherFigure
from planner.words import Text, joined, number_text, say, text
from planner.words.sources import unmarked

TODAY = 2026
FILE = f"boundaries/communes_{TODAY}.parquet"
FACTS = f"facts/vietnam_{TODAY}.yaml"
HEIGHTS = f"facts/heights_{TODAY}.csv"
COUNTRY_CRS = "EPSG:32648"
"""The zone that holds most of the country; a province takes its own."""
BASES = {
    "published": "published July 2025",
    "zeros restored": "published July 2025, zeros restored",
    "doubtful": "published July 2025, doubtful",
    "estimated": "estimated",
    "drawn": "computed from geometry",
    "not known": "not known",
}
"""How a figure was come by → its base, as ``words.BASE_WORDS`` has it."""
CHANGED_SINCE = {"quang_ninh", "bac_ninh"}
"""Provinces with wards that were made after the day of the outlines."""


def communes_of_today(
    key: str | None, place: str, work_crs: str | None, provenance: Gathering
) -> tuple[gpd.GeoDataFrame, Path]:
    """Read the communes of 2026.

    Parameters
    ----------
    key : str or None
        Province, as ``provinces_of_today`` has it, with or without ``tp_`` before
        the name of a city; none: the whole country.
    place : str
        Source as it was written, for the messages.
    work_crs : str or None
        Projected system in metres; by default the UTM zone of the province.
    provenance : Gathering
        Gets file, notes, and what else a doubtful figure might be.

    Returns
    -------
    tuple of GeoDataFrame and Path
        Index ``code``, projected; people (0 where not known, which the base
        says) and registered areas in km²; and the file of their facts.

    Raises
    ------
    InputError
        No such province.
    """
    path = data_folder() / FILE
    keys = provinces_of_today()
    if key is not None and key.removeprefix("tp_") not in keys:
        raise InputError(no_province(key, keys))
    chosen = None if key is None else [("key", "==", key.removeprefix("tp_"))]
    read = gpd.read_parquet(path, filters=chosen).set_index("code")
    provenance.add_file(path)
    provenance.add_note(edition().text)
    _note(read, provenance)
    units = read[["name", "kind", "province_code", "province", "geometry"]].assign(
        people=read["people"].fillna(0).astype("int64"),
        people_base=read["people_is"].map(BASES),
        people_assumed=read["people_is"] != "published",
        area_km2=read["area_km2"],
        area_base=read["area_is"].map(BASES),
        area_assumed=read["area_is"] != "published",
    )
    zone = work_crs or (COUNTRY_CRS if key is None else None)
    return project(units, zone, provenance), data_folder() / FACTS


def note_heights(units: gpd.GeoDataFrame, provenance: Gathering) -> None:
    """Name the units of which neither decision nor heights say whether they are mountainous.

    Parameters
    ----------
    units : GeoDataFrame
        Index ``code``; ``name``, ``mountain``.
    provenance : Gathering
        Gets the note: each with the share of its area above 200 m, where heights are known.
    """
    share = pd.read_csv(data_folder() / HEIGHTS, dtype={"code": str}, index_col="code")
    open_ = units.loc[units["mountain"].isna(), ["name"]].join(share["above_200m_percent"])
    named = [
        text(name)
        if pd.isna(percent)
        else joined((name, joined(("(", number_text(percent, 1), " %)"), "")), " ")
        for name, percent in open_.itertuples(index=False, name=None)
    ]
    if named:
        head = say(
            "Not known whether mountainous, taken as not "
            "(in brackets: share of the area above 200 m):"
        )
        provenance.add_note(joined((head, listed(named, 40)), " "))


def no_province(name: str, keys: Collection[str]) -> Problem:
    """Say that a province is not there, and which may have been meant.

    Parameters
    ----------
    name : str
        As it was typed: a key, or a name with its marks and blanks.
    keys : collection of str
        Those that are there.
    """
    plain = unmarked(name).removeprefix("tinh ").removeprefix("thanh pho ").replace(" ", "_")
    near = difflib.get_close_matches(plain, keys, n=3, cutoff=0.7)
    mend = say("perhaps {names}", names=listed(near)) if near else say("choose one of them")
    among = say("one of {names}", names=listed(keys, len(keys)))
    return Problem(say("the province '{name}'", name=name), say("not there"), among, mend)


def provinces_of_today() -> dict[str, str]:
    """Name the 34 provinces, by the keys with which a source asks for them.

    Returns
    -------
    dict of str to str
        ``{"ha_tinh": "Tỉnh Hà Tĩnh", …}``, sorted by key.
    """
    rows = pd.read_parquet(data_folder() / FILE, columns=["key", "province"])
    return {str(key): str(name) for key, name in sorted(zip(rows["key"], rows["province"]))}


def today_plain(key: str | None = None) -> gpd.GeoDataFrame:
    """Give the communes of today as they are, for laying older ones beside them.

    Parameters
    ----------
    key : str, optional
        Of one province, with outlines; of the whole country names alone.

    Returns
    -------
    GeoDataFrame or DataFrame, index ``code``
        ``key``, ``name``, ``kind``; of one province also ``geometry``, EPSG:4326.
    """
    path, columns = data_folder() / FILE, ["code", "key", "name", "kind"]
    if key is None:
        return pd.read_parquet(path, columns=columns).set_index("code")
    chosen = [("key", "==", key)]
    return gpd.read_parquet(path, columns=[*columns, "geometry"], filters=chosen).set_index("code")


@cache
def known_today() -> pd.DataFrame:
    """Give what is published of the communes of today, without outlines.

    Returns
    -------
    DataFrame, index ``code``
        ``name``, ``kind``, ``key``, ``province_code`` and ``province``; ``people``, and
        ``area_km2`` in km², none where it is not known.
    """
    figures = ["people", "area_km2"]
    columns = ["code", "name", "kind", "key", "province_code", "province", *figures]
    return pd.read_parquet(data_folder() / FILE, columns=columns).set_index("code")


@cache
def outlines_of_today() -> Outlines:
    """Give the outlines of all communes of today, in degrees (EPSG:4326)."""
    drawn = gpd.read_parquet(data_folder() / FILE, columns=["geometry"])
    shapes: Outlines = drawn.geometry.to_numpy()
    return shapes


def _note(read: gpd.GeoDataFrame, provenance: Gathering) -> None:
    """Say what the data are, and name each figure that is not simply published."""
    provenance.add_note(
        say(
            "Communes in force in July 2026. Outlines: reference map of the state map publisher, "
            "simplified to 40 m; no dossier of administrative boundaries. People and areas as "
            "published in July 2025; areas are the registered ones, not those of the outlines."
        )
    )
    if CHANGED_SINCE & set(read["key"]):
        provenance.add_note(
            say("Wards that Quảng Ninh and Bắc Ninh made in autumn 2026 are not in the data.")
        )
    columns = [field.name for field in fields(_Figures) if field.name != "code"]
    rows = [_Figures(*row) for row in read[columns].itertuples(name=None)]
    sentences = {
        "estimated": say("People estimated, people of 2019 × growth of the province:"),
        "doubtful": say(
            "People doubtful, the published row has the area of another unit "
            "(in brackets: the estimate):"
        ),
        "zeros restored": say("People with zeros at the end restored that the table had lost:"),
        "not known": say("People not known, counted as none:"),
    }
    for how, head in sentences.items():
        named = [row.people_text for row in rows if row.people_is == how]
        if named:
            provenance.add_note(joined((head, listed(named, 40)), " "))
    areas = {
        "doubtful": say(
            "Areas doubtful, the outline has another one by more than a tenth "
            "(in brackets: the drawn one, km²):"
        ),
        "drawn": say(
            "Areas of the outline, the published row is not that of the unit "
            "(in brackets: the published one, km²):"
        ),
    }
    for how, head in areas.items():
        named = [row.area_text for row in rows if row.area_is == how]
        if named:
            provenance.add_note(joined((head, listed(named, 40)), " "))
    for row in rows:
        if row.people_is == "doubtful" and row.estimate is not None:
            why = say("the estimate instead")
            provenance.add_other(OtherFigure(row.code, "people", float(row.estimate), why))
        if row.area_is == "doubtful":
            why = say("the drawn area instead")
            provenance.add_other(OtherFigure(row.code, "area_km2", row.drawn_km2, why))


@dataclass(frozen=True)
class _Figures:
    """What the file knows of the figures of a commune; persons and km²."""

    code: str
    name: str
    people: float
    people_is: str
    people_2019: float
    growth: float
    area_km2: float
    area_is: str
    drawn_km2: float
    published_km2: float

    @property
    def estimate(self) -> int | None:
        """People of 2019 times the growth of the province; of islands without a census nothing."""
        return None if pd.isna(self.people_2019) else round(self.people_2019 * self.growth)

    @property
    def people_text(self) -> Text:
        """Name and figure, and its arithmetic: "Giá Rai 58.309 × 0,981248 = 57.215"."""
        if pd.isna(self.people):
            return text(self.name)
        figure = number_text(self.people)
        if self.people_is == "estimated":
            reckoned = (number_text(self.people_2019), "×", number_text(self.growth, 6), "=")
            return joined((self.name, *reckoned, figure), " ")
        if self.people_is == "doubtful" and self.estimate is not None:
            return _bracketed(self.name, figure, number_text(self.estimate))
        return joined((self.name, figure), " ")

    @property
    def area_text(self) -> Text:
        """Name and area, and the other one: the drawn, where that was taken the published."""
        other = self.published_km2 if self.area_is == "drawn" else self.drawn_km2
        return _bracketed(self.name, number_text(self.area_km2, 2), number_text(other, 2))


def _bracketed(name: str, figure: Text, other: Text) -> Text:
    return joined((name, figure, joined(("(", other, ")"), "")), " ")
