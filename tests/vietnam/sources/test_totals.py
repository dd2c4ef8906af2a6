"""Totals of provinces: what communes sum to, held against what is published, and explained."""

from __future__ import annotations

import runpy
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from planner.sources import SourceSettings, read_units
from planner.units.provenance import provenance_of
from planner.vietnam.sources.totals import compare_totals, total_texts

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def country() -> gpd.GeoDataFrame:
    return read_units(SourceSettings(boundaries="vietnam@2026"), ROOT)


def test_where_the_country_differs_is_known_and_explained(country: gpd.GeoDataFrame) -> None:
    table = compare_totals(country)
    assert len(table) == 34 and table["merged"].sum() == 23
    far = table["area_more_km2"].abs() > 1
    assert sorted(table.index[far]) == ["22", "37", "40", "48", "68", "79", "86", "96"]
    assert all(table.loc[far, "why"])
    # A row that repeats a neighbour's and one of a former commune are mended: 98 and 1,632 km².
    assert table.loc["91", "area_more_km2"] == pytest.approx(-0.13)
    assert table.loc["96", "area_more_km2"] == pytest.approx(-209.12)
    assert abs(table.loc["96", "people_percent"]) < 0.001


def test_a_sum_is_made_of_whole_provinces_of_today_only(country: gpd.GeoDataFrame) -> None:
    here = country[country["province_code"] == "42"]
    assert compare_totals(here).index.tolist() == ["42"]
    assert compare_totals(here.iloc[1:]).empty
    # Communes of another year have codes of today by chance, and others beside them.
    other = here.rename(index={here.index[0]: "X0001"})
    assert compare_totals(pd.concat([here, other.iloc[:1]])).empty


def test_people_are_compared_where_the_base_is_the_same(country: gpd.GeoDataFrame) -> None:
    """Bắc Ninh was merged in 2025; Huế was not, and its total has another base (+15.9 %)."""
    merged = country[country["province_code"] == "24"]
    more = merged.assign(people=(merged["people"] * 1.05).round().astype("int64"))
    assert not compare_totals(merged)["differs"].any()
    assert compare_totals(more)["differs"].all()
    (said,) = total_texts(compare_totals(more))
    assert "published 3,619,433 (5.00 %; 1 communes not as published)" in said.en
    alone = country[country["province_code"] == "46"]
    table = compare_totals(alone)
    assert table["people_percent"].iloc[0] > 15 and not table["differs"].any()
    assert "people are not compared" in total_texts(table)[0].en


def test_whoever_reads_a_province_is_told() -> None:
    units = read_units(SourceSettings(boundaries="vietnam:ninh_binh@2026"), ROOT)
    notes = [note.en for note in provenance_of(units).notes]
    (said,) = [note for note in notes if "published of the province" in note]
    assert "3,821.39 km², published of the province 3,942.62 km² (-121.23 km²)" in said
    assert "which row is wrong is not known" in said


def test_the_page_is_what_the_data_say(country: gpd.GeoDataFrame) -> None:
    """Totals, and how often heights say the same of mountains as decisions."""
    page = runpy.run_path(str(ROOT / "docs" / "ground.py"))["page"](country)
    assert page == (ROOT / "docs" / "ground.md").read_text(encoding="utf-8")
    (said,) = [line for line in page.splitlines() if line.startswith("| **Cộng")]
    right = [[int(n) for n in cell.split(" / ")] for cell in said.split(" | ")[1:3]]
    assert right == [[221, 222], [105, 108]]
