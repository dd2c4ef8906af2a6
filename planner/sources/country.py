"""The country whose units are embedded: what reading asks of its wing, whichever it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Set
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Protocol

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from pyproj import CRS

from planner.errors import Problem
from planner.sources.outlines import Outlines
from planner.sources.provenance import Gathering
from planner.sources.settings import SourceSettings
from planner.units.kinds import wings
from planner.words import Text
from planner.words.letters import Encoding

Points = npt.NDArray[np.float64]


class Country(Protocol):
    """What a wing gives by its ``entry.py``.

    Attributes
    ----------
    COUNTRY : str
        By which boundaries name it: ``<country>:<province>@<year>``.
    TODAY : int
        Year of the units in force.
    MODEL : str
        Key of the province whose scenario is shipped for today, as a model of the others.
    BOX : tuple of float
        West, south, east, north of it with its islands, in degrees.
    SHIPPED_FACTS : str
        Facts of the units of today, as a scenario names them.
    MOUNTAIN_FACTS : str
        What makes units mountainous by their own figures, likewise.
    """

    COUNTRY: str
    TODAY: int
    MODEL: str
    BOX: tuple[float, float, float, float]
    SHIPPED_FACTS: str
    MOUNTAIN_FACTS: str

    def read_embedded(
        self, settings: SourceSettings, provenance: Gathering
    ) -> tuple[gpd.GeoDataFrame, Path]:
        """Read embedded units, with the file of their facts."""

    def as_meant(
        self, frame: gpd.GeoDataFrame, declared: Encoding | None, place: str
    ) -> tuple[gpd.GeoDataFrame, Text | None]:
        """Give text columns in letters of today; what was converted, or none."""

    def meaning(
        self, cells: Set[str], declared: Encoding | None, place: str
    ) -> tuple[Callable[[object], object], Text | None]:
        """Find how cells are written: what makes them letters of today."""

    def own_zone(self, crs: CRS) -> tuple[float, float] | None:
        """Find the zone of the country that a system is: central meridian, and scale along it."""

    def settled(self, crs: CRS) -> CRS:
        """Give a zone of the country under its name in the EPSG data, other systems as they are."""

    def system_name(self, crs: CRS) -> Text:
        """Name a system as people know it."""

    def systems(self, in_degrees: bool) -> list[CRS]:
        """Give every system that an office may have used."""

    def province_zone(self, code: str, longitude: float) -> tuple[int, float, bool]:
        """Give the zone of a province: EPSG code, meridian, and whether a table names it."""

    def zone_at(self, meridian: float) -> int:
        """Give the EPSG code of the zone of a central meridian."""

    def zone_degrees(self, epsg: int) -> int:
        """Say how wide a zone is, in degrees from edge to edge."""

    def seats_of(self, code: str) -> Points:
        """Give the seats of a province that printed maps show: longitude, latitude."""

    def known_today(self) -> pd.DataFrame:
        """Give what is published of the units of today, index ``code``, without outlines."""

    def outlines_of_today(self) -> Outlines:
        """Give the outlines of the units of today, in degrees (EPSG:4326)."""

    def provinces_of_today(self) -> dict[str, str]:
        """Name the provinces by key, sorted."""

    def no_province(self, name: str, keys: Collection[str]) -> Problem:
        """Say that a province is not there, and which may have been meant."""

    def compare_totals(self, units: pd.DataFrame) -> pd.DataFrame:
        """Hold the sums of provinces against what is published of them."""

    def total_texts(self, table: pd.DataFrame) -> list[Text]:
        """Say what each row of ``compare_totals`` says."""

    def former_names(self, codes: Iterable[str]) -> dict[str, list[str]]:
        """Name the units of before of which each unit of today was made."""

    def former_communes(self, codes: Iterable[str]) -> pd.DataFrame:
        """Give the units of before: ``code``, ``name``, ``kind`` and ``heir``."""


@cache
def country() -> Country:
    """Give the country whose units are embedded: the one wing that has an entry.

    Raises
    ------
    ValueError
        None has one, or several: the package is damaged.
    """
    (wing,) = (wing for wing in wings() if (wing / "entry.py").is_file())
    home: Country = import_module(f"planner.{wing.name}.entry").HOME
    return home


def country_today() -> dict[str, str]:
    """Give each province of today by the scenario that names it: "vietnam:ha_tinh@2026"."""
    home = country()
    provinces = home.provinces_of_today().items()
    return {f"{home.COUNTRY}:{key}@{home.TODAY}": name for key, name in provinces}


def is_embedded(boundaries: str) -> bool:
    """Whether boundaries are embedded ones, and no file."""
    return re.match(rf"{country().COUNTRY}[:@]", boundaries) is not None
