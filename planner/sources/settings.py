"""Settings of a source: which files hold the units, and how to read them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from planner.errors import RefusedError
from planner.units import COLUMNS, KINDS
from planner.words import Text
from planner.words.letters import Encoding
from planner.words.text import say

Scalar = str | bool | int | float
Where = dict[str, Scalar | list[Scalar]]

NOT_READ = {"geometry", "x_m", "y_m", "mountain_km2", "mountain_units", "units", "ward_percent"} | {
    "people_assumed",
    "area_assumed",
    "urban_district_percent",
}
"""Columns that the program computes; a file cannot bring them."""


def _our_columns(columns: dict[str, str]) -> dict[str, str]:
    known = [name for name in ("code", *COLUMNS) if name not in NOT_READ]
    unknown = [name for name in columns if name not in known]
    if unknown:
        raise RefusedError(
            say(
                "no such columns: {names}; there are {known}",
                names=", ".join(unknown),
                known=", ".join(known),
            )
        )
    return columns


def known_kinds(kinds: Iterable[str]) -> None:
    """Refuse kinds that no table has.

    Raises
    ------
    RefusedError
        Naming them, and those that there are.
    """
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        raise RefusedError(
            say(
                "no such kinds: {names}; there are {known}",
                names=", ".join(unknown),
                known=", ".join(KINDS),
            )
        )


def _our_kinds(kinds: dict[str, str]) -> dict[str, str]:
    known_kinds(kinds.values())
    return kinds


AreaUnit = Literal["km2", "ha", "m2"]
KM2: dict[AreaUnit, float] = {"km2": 1.0, "ha": 0.01, "m2": 1e-6}
"""Square kilometres in a unit of measure of areas."""
Columns = Annotated[dict[str, str], AfterValidator(_our_columns)]
Kinds = Annotated[dict[str, str], AfterValidator(_our_kinds)]


class TableJoin(BaseModel):
    """A table that is joined to the outlines by code."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    file: str
    """Path of a csv (UTF-8), xlsx, xls, xlsb or ods file; ``data/…`` falls back on shipped ones."""
    sheet: str | None = None
    """Sheet of a workbook; needed when it has several."""
    header_row: int = Field(default=1, ge=1)
    """Row that holds the headings, counted from 1; rows above it are not read."""
    header_rows: int = Field(default=1, ge=1, le=9)
    """How many rows the headings take: "Dân số" above "Tổng số" is "Dân số / Tổng số"."""
    code: str = "code"
    """Heading of the column of codes, which are compared as text."""
    columns: Columns = {}
    """Our column name → the table's heading; empty: all headings that are names of ours."""
    where: Where = {}
    """Read only the rows in which each of these headings has this value (or one of a list)."""
    only_some: bool = False
    """The table speaks of some units only; the others keep the figures that they have."""
    decimal: Literal[",", "."] | None = None
    """Decimal sign of numbers written as text, when the table would be ambiguous without."""
    area_unit: AreaUnit = "km2"
    """Unit of measure of the areas: ``km2``, ``ha`` (hectares) or ``m2``."""
    base: Text | None = None
    """What the figures rest on: fills ``people_base``, ``area_base``.  A base that is known
    (``words.BASE_WORDS``, with a year or without: "police register 2024") is named in both
    languages; any other stays as written, and may be written in both itself."""


class SourceSettings(BaseModel):
    """Where units come from."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    boundaries: str
    """Path of a vector file, or ``vietnam:<province>@2026`` for the embedded communes of today,
    ``vietnam@2026`` for all of the country; earlier years need the extra ``history``:
    ``@2019``, the years of a lineage, and ``@2024`` for the communes of early 2025."""
    layer: str | None = None
    """Layer of the vector file; needed when it has several."""
    level: Literal["commune", "district", "province"] = "commune"
    """Level of the units; communes are dissolved to districts or provinces by their codes."""
    encoding: Encoding | None = None
    """How the letters of the vector file are written (a Shapefile seldom says): ``utf-8``,
    ``tcvn3`` (ABC), ``vni`` or ``windows-1258``; by default found by how Vietnamese they read."""
    crs: str | None = None
    """Coordinate system of a file that states none ("EPSG:9209")."""
    work_crs: str | None = None
    """Projected system in metres to work in; by default that of the file if it is such a one,
    else the UTM zone of the outlines (EPSG:32648 for the whole country and for earlier years)."""
    columns: Columns = {}
    """Our column name → the file's ({people: population}); same names need no entry."""
    kinds: Kinds = {}
    """Their word for a kind → ours ({"P.": phuong}); the Vietnamese words are understood."""
    where: Where = {}
    """Keep only rows in which each of these columns of the file has this value (or one of a
    list): {province_code: "27"}."""
    tables: list[TableJoin] = []
    """Tables joined by code, in order; a later column replaces an earlier one."""
    people_base: Text | None = None
    """What the figures of population in the vector file rest on ("census 2019")."""
    area_base: Text | None = None
    """What the areas in the vector file rest on ("land statistics 2023")."""
    area_unit: AreaUnit = "km2"
    """Unit of measure of the areas in the vector file: ``km2``, ``ha`` (hectares) or ``m2``."""
    notes: list[Text] = []
    """What has to be said of the data in every report: what was doubtful, and who settled it."""
    facts: list[str] = []
    """YAML fact files, applied in order to the units that were read."""
    as_of: datetime.date | None = None
    """Day on which facts hold that came about on a day; by default all that are known."""
    area: Literal["registered", "computed"] = "registered"
    """``registered``: the column of areas where there is one; ``computed``: always measured
    on the ellipsoid."""
    snap_m: float = Field(default=0.001, gt=0, le=1_000)
    """Vertices nearer than this are taken as one when a coverage is repaired, metres."""
    gap_m: float = Field(default=0.001, ge=0, le=10_000)
    """Gaps up to this width go to the neighbour with the longest border, metres."""
    repair_percent: float = Field(default=1.0, ge=0, le=100)
    """Refuse a repair of gaps and overlaps that changes the area of a unit by more, percent."""

    @property
    def named(self) -> dict[str, Text]:
        """The bases that these settings name, by what the columns of bases then hold."""
        given = [self.people_base, self.area_base, *(table.base for table in self.tables)]
        return {str(base): base for base in given if base is not None}
