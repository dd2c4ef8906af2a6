"""Việt Nam: the communes of today, and those of 2019 with the later years of a lineage.

Today is shipped whole.  Of earlier years, what ``data/`` holds of a province
decides what is known of it: ``population/<province>_census_2019.csv``,
``plans/<province>_lineage.csv``, ``plans/<province>_<year>_decided.csv``,
``facts/<province>.yaml``.  What has no lineage of its own has that of the round of July 2025.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from planner.errors import InputError, Problem, listed
from planner.plan import Plan
from planner.sources.edition import data_folder
from planner.sources.facts import apply_facts
from planner.sources.merged import carry_out, step
from planner.sources.outlines import measure_km2
from planner.sources.outlines.systems import project
from planner.sources.provenance import Gathering
from planner.sources.settings import SourceSettings
from planner.sources.tables.plans import read_plan
from planner.units import complete, split_kind
from planner.vietnam.sources.early_2025 import (
    BEFORE,
    communes_of_early_2025,
    former_communes,
    former_names,
)
from planner.vietnam.sources.embedded import YEAR, embedded_layer
from planner.vietnam.sources.encodings import as_meant, meaning
from planner.vietnam.sources.matching import match_register
from planner.vietnam.sources.today import (
    FACTS,
    TODAY,
    communes_of_today,
    known_today,
    no_province,
    note_heights,
    outlines_of_today,
    provinces_of_today,
)
from planner.vietnam.sources.totals import compare_totals, total_texts
from planner.vietnam.sources.zones import (
    BOX,
    own_zone,
    province_zone,
    seats_of,
    settled,
    system_name,
    systems,
    zone_at,
    zone_degrees,
)
from planner.words import Text, say, text

__all__ = [
    "BOX",
    "COUNTRY",
    "MODEL",
    "MOUNTAIN_FACTS",
    "SHIPPED_FACTS",
    "TODAY",
    "as_meant",
    "compare_totals",
    "decided_plan",
    "former_communes",
    "former_names",
    "has_lineage",
    "known_today",
    "lineage_of",
    "meaning",
    "no_province",
    "outlines_of_today",
    "own_zone",
    "province_zone",
    "provinces_of_today",
    "read_embedded",
    "seats_of",
    "settled",
    "system_name",
    "systems",
    "total_texts",
    "zone_at",
    "zone_degrees",
]

WORK_CRS = "EPSG:32648"
COUNTRY = "vietnam"
MODEL = "ha_tinh"
"""The province whose scenario of today is shipped, as a model of the others."""
PROVINCES = "facts/provinces.yaml"
SHIPPED_FACTS = f"data/{FACTS}"
MOUNTAIN_FACTS = "data/facts/decree_272.yaml"


def read_embedded(settings: SourceSettings, provenance: Gathering) -> tuple[gpd.GeoDataFrame, Path]:
    """Read the units of a province in a year, or of the country: ``vietnam:ha_tinh@2026``.

    Parameters
    ----------
    settings : SourceSettings
        ``boundaries``, ``work_crs`` and ``as_of`` are used.
    provenance : Gathering
        Gets files, bases and assumptions.

    Returns
    -------
    tuple of GeoDataFrame and Path
        Index ``code``, projected in metres, with the facts of the file that
        the path names.

    Raises
    ------
    InputError
        Unknown province or year, or the packages of history are not installed.
    """
    place = settings.boundaries
    found = re.fullmatch(rf"{COUNTRY}(?::([a-z_]+))?@(\d{{4}})", place)
    if found is None:
        raise InputError(
            Problem(
                place,
                say("no such source"),
                say(
                    "{country}:<province>@<year>, or {country}@{today} for the country",
                    country=COUNTRY,
                    today=TODAY,
                ),
                say("for example {source}", source=f"{COUNTRY}:ha_tinh@{TODAY}"),
            )
        )
    key, year = found[1], int(found[2])
    if year == TODAY:
        units, facts = communes_of_today(key, place, settings.work_crs, provenance)
        units = apply_facts(units, facts, provenance, settings.as_of)
        note_heights(units, provenance)
        return units, facts
    if key is None:
        raise InputError(
            Problem(
                place,
                say("the country in {year}", year=year),
                say("the country of today, or a province"),
                say("for example {source}", source=f"{COUNTRY}@{TODAY}"),
            )
        )
    return _communes_of(key, year, settings, provenance)


def _communes_of(
    slug: str, year: int, settings: SourceSettings, provenance: Gathering
) -> tuple[gpd.GeoDataFrame, Path]:
    """Read the units of a province in an earlier year.

    Areas are measured on the ellipsoid; people only where a census is shipped.
    """
    place = settings.boundaries
    if year == BEFORE and slug in provinces_of_today() and not has_lineage(slug):
        units = communes_of_early_2025(slug, provenance)
        return _measured(units, data_folder() / PROVINCES, settings, provenance)
    cache = embedded_layer(provenance)
    units = gpd.read_file(cache, where=f"slug = '{slug}'")
    if units.empty:
        slugs = gpd.read_file(cache, columns=["slug"], ignore_geometry=True)["slug"].unique()
        raise InputError(no_province(slug, sorted(slugs)))
    lineage = _table(f"plans/{slug}_lineage.csv", provenance if year > YEAR else None)
    heads = [] if lineage is None else [str(name) for name in lineage.columns]
    years = [int(name[5:]) for name in heads if name.startswith("code_")] or [YEAR]
    if year not in years:
        raise InputError(
            Problem(
                place,
                say("no year {year}", year=year),
                say("one of {names}", names=listed(sorted({*years, BEFORE, TODAY}))),
                say("choose one of them"),
            )
        )
    units = _with_census(units, slug, place, provenance)
    facts = data_folder() / f"facts/{slug}.yaml"
    facts = facts if facts.exists() else data_folder() / PROVINCES
    units, facts = _measured(units, facts, settings, provenance)
    if lineage is not None and year > YEAR:
        # Rounds before the first year of the lineage are not counted.
        units = complete(units.assign(rearranged=False))
        for before, after in pairwise(years):
            if after <= year:
                units = _next_year(units, slug, lineage, before, after, provenance)
    return units, facts


def _measured(
    units: gpd.GeoDataFrame, facts: Path, settings: SourceSettings, provenance: Gathering
) -> tuple[gpd.GeoDataFrame, Path]:
    """Measure and project generalised outlines, and say of them what is stated."""
    # 100 m² is finer than generalised outlines know; more digits would only decide ties.
    area = measure_km2(units.geometry).round(4)
    units = units.assign(area_km2=area, area_base="computed from geometry")
    units = project(units.set_index("code"), settings.work_crs or WORK_CRS, provenance)
    provenance.add_note(
        say(
            "Outlines are generalised (about 60 vertices a commune) and of about 2018; "
            "areas are computed from them."
        )
    )
    return apply_facts(units, facts, provenance, settings.as_of), facts


def has_lineage(slug: str) -> bool:
    """Whether a province has a lineage of its own, of several rounds, with decided shares."""
    return (data_folder() / f"plans/{slug}_lineage.csv").exists()


def decided_plan(slug: str, before: int, after: int, units: gpd.GeoDataFrame) -> Plan:
    """Give what was decided for the communes of a year as a plan.

    Parameters
    ----------
    slug : str
        Province, as in ``vietnam:<province>@<year>``.
    before, after : int
        Years that the lineage of the province has.
    units : GeoDataFrame
        Communes of the year before.

    Raises
    ------
    InputError
        No lineage, or not of these years.
    """
    return _decided(slug, lineage_of(slug, before, after), before, after, units)[0]


def lineage_of(slug: str, *years: int) -> pd.DataFrame:
    """Read what became of each commune of a province.

    Raises
    ------
    InputError
        No lineage, or not of these years.
    """
    lineage = _table(f"plans/{slug}_lineage.csv", None)
    absent = [y for y in years if lineage is None or f"code_{y}" not in lineage]
    if lineage is None or absent:
        raise InputError(
            Problem(
                f"plans/{slug}_lineage.csv",
                say("no year {year}", year=listed(absent)),
                say("a column code_<year> and name_<year> for each year"),
                say("complete the lineage"),
            )
        )
    return lineage


def _decided(
    slug: str, lineage: pd.DataFrame, before: int, after: int, units: gpd.GeoDataFrame
) -> tuple[Plan, pd.DataFrame]:
    """The plan of a step, from the file of what was decided where there is one."""
    plan, districts = step(lineage, before, after, units)
    decided = data_folder() / f"plans/{slug}_{after}_decided.csv"
    return (read_plan(decided, units) if decided.exists() else plan), districts


def _next_year(
    units: gpd.GeoDataFrame,
    slug: str,
    lineage: pd.DataFrame,
    before: int,
    after: int,
    provenance: Gathering,
) -> gpd.GeoDataFrame:
    plan, districts = _decided(slug, lineage, before, after, units)
    decided = data_folder() / f"plans/{slug}_{after}_decided.csv"
    if decided.exists():
        provenance.add_file(decided)
    merged = carry_out(units, plan, provenance)
    joined = plan.parts["new_code"].value_counts().reindex(merged.index) > 1
    merged["rearranged"] = merged["rearranged"] | joined
    provenance.add_fact(
        "rearranged",
        True,
        say("lineage by the resolutions, data/plans"),
        "reported",
    )
    if districts.empty:
        return merged
    merged = merged.drop(columns=["district", "district_code", "district_kind"])
    return complete(merged.join(districts))


def _table(name: str, provenance: Gathering | None) -> pd.DataFrame | None:
    path = data_folder() / name
    if not path.exists():
        return None
    if provenance is not None:
        provenance.add_file(path)
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def _with_census(
    units: gpd.GeoDataFrame, slug: str, place: str, provenance: Gathering
) -> gpd.GeoDataFrame:
    """Give units the codes, kinds and people of the census, where it is shipped."""
    name = f"population/{slug}_census_{YEAR}.csv"
    census = _table(name, provenance)
    if census is None:
        made = units["code"][units["code_made"]]
        assumed = units["name"][units["kind_assumed"]]
        if len(made):
            provenance.add_note(
                say("Codes made for want of an official one: {codes}.", codes=_first_of(made))
            )
        if len(assumed):
            provenance.add_note(
                say("Kind assumed from the district: {names}.", names=_first_of(assumed))
            )
        return units
    split = [split_kind(name) for name in census["name"]]
    register = pd.DataFrame(
        {
            "district": census["district"],
            "name": [short for _, short in split],
            "aliases": [[] for _ in split],
        }
    )
    rows = match_register(units["outline_district"], units["name"], register)
    if (rows < 0).any() or len(units) != len(census):
        raise InputError(
            Problem(
                place,
                say(
                    "outlines without a row in {file}: {names}",
                    file=name,
                    names=listed(units["name"][rows < 0]),
                ),
                say("an outline for each commune of the census"),
                say("install planner again with the extra `history`"),
            )
        )
    matched = census.iloc[rows].set_axis(units.index)
    provenance.add_note(
        say(
            "People: census of 1 April 2019, some 20 % below the police register that "
            "resolution 76/2025 uses."
        )
    )
    return units.assign(
        code=matched["code"],
        kind=[split[row][0] for row in rows],
        district_code=matched["district_code"],
        district=matched["district"],
        people=matched["population"].astype("int64"),
        people_base=f"census {YEAR}",
    )


def _first_of(names: pd.Series[Any], most: int = 20) -> Text:
    """Name the first in full and the rest as a count."""
    shown, rest = ", ".join(map(str, names[:most])), len(names) - most
    return say("{names} and {rest} more", names=shown, rest=rest) if rest > 0 else text(shown)
