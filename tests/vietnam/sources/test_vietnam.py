"""The embedded communes: by year, by province, and what districts and provinces hold of them."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from brought import CRS, neighbours, refused, squares, write_csv
from worlds import random_world

from planner.errors import InputError
from planner.evaluation import carry_out
from planner.law.reading import read_ruleset, rulesets_at_hand
from planner.plan import Plan
from planner.plan.merging import merge_units
from planner.sources import SourceSettings, TableJoin, data_folder, read_units
from planner.sources.facts import read_facts
from planner.sources.merged import dissolve, holding
from planner.sources.provenance import Gathering
from planner.sources.tables.plans import read_plan
from planner.units.provenance import provenance_of
from planner.vietnam.sources.embedded import embedded_layer

SHARED = Path(__file__).parents[4] / "shared" / "data" / "vietnam" / "communes_2019.gpkg"
PEOPLE = 1_288_866


@pytest.fixture(scope="module")
def ha_tinh() -> dict[int, gpd.GeoDataFrame]:
    pytest.importorskip("vietnamadminunits")
    return {
        year: read_units(SourceSettings(boundaries=f"vietnam:ha_tinh@{year}"), Path.cwd())
        for year in (2019, 2020, 2024, 2025)
    }


@pytest.mark.parametrize(
    ("year", "count", "mountain", "districts"),
    [(2019, 262, 66, 13), (2020, 216, 56, 13), (2024, 209, 52, 12), (2025, 69, 19, 1)],
)
def test_ha_tinh_by_year(
    ha_tinh: dict[int, gpd.GeoDataFrame], year: int, count: int, mountain: int, districts: int
) -> None:
    units = ha_tinh[year]
    assert len(units) == count and units.index.is_unique
    assert units["people"].sum() == PEOPLE
    assert units["area_km2"].sum() == pytest.approx(ha_tinh[2019]["area_km2"].sum(), rel=1e-12)
    outlines = ha_tinh[2019].geometry.area.sum()
    assert units.geometry.area.sum() == pytest.approx(outlines, rel=1e-12)
    assert units.geometry.is_valid.all()
    assert shapely.coverage_is_valid(units.geometry.to_numpy())
    assert units["mountain"].sum() == units["mountain_units"].sum() == mountain
    assert units["district"].nunique() == districts
    assert (units["units"] == 1).all()
    assert units["upland_province"].all() and not units["central_city"].any()
    assert set(units["people_base"]) == {"census 2019"}
    assert set(units["kind"]) <= {"xa", "phuong", "thi_tran"}


def test_fingerprint_of_ha_tinh(ha_tinh: dict[int, gpd.GeoDataFrame]) -> None:
    assert ha_tinh[2019].crs == CRS
    assert len(neighbours(ha_tinh[2019])) == 698


def test_codes_are_used_again(ha_tinh: dict[int, gpd.GeoDataFrame]) -> None:
    names = {year: ha_tinh[year].loc["18077", "name"] for year in (2019, 2020, 2024)}
    assert names == {2019: "Nguyễn Du", 2020: "Nguyễn Du", 2024: "Bắc Hà"}
    moved = ha_tinh[2024].loc["18112"]
    assert moved["name"] == "Thạch Bình" and moved["district_code"] == "436"
    assert (ha_tinh[2025]["district_kind"] == "").all()
    counts = ha_tinh[2024]["kind"].value_counts().to_dict()
    assert counts == {"xa": 170, "phuong": 25, "thi_tran": 14}
    assert ha_tinh[2025]["kind"].value_counts().to_dict() == {"xa": 60, "phuong": 9}


def test_2025_is_the_decided_plan_on_2024(ha_tinh: dict[int, gpd.GeoDataFrame]) -> None:
    plan = read_plan(data_folder() / "plans" / "ha_tinh_2025_decided.csv", ha_tinh[2024])
    merged = merge_units(ha_tinh[2024], plan)
    assert list(merged.index) == list(ha_tinh[2025].index)
    assert (merged["people"] == ha_tinh[2025]["people"]).all()
    np.testing.assert_allclose(merged["area_km2"], ha_tinh[2025]["area_km2"])
    # Four wards rest on shares that the resolution does not state, two of them in area, too.
    for mark, codes in (
        ("people_assumed", ["18073", "18652", "18754", "18832"]),
        ("area_assumed", ["18073", "18652"]),
    ):
        assert list(ha_tinh[2025].index[ha_tinh[2025][mark]]) == codes
        assert (merged[mark] == ha_tinh[2025][mark]).all()
    assert all(note in provenance_of(ha_tinh[2025]).notes for note in plan.notes)


def test_later_figures_replace_the_census(tmp_path: Path) -> None:
    pytest.importorskip("vietnamadminunits")
    source = "vietnam:ha_tinh@2025"
    codes = read_units(SourceSettings(boundaries=source), tmp_path).index
    rows = "".join(f"{code},20.000\n" for code in codes)
    write_csv(tmp_path, "code,people\n" + rows)
    table = TableJoin(file="people.csv", base="police register 2024")
    units = read_units(SourceSettings(boundaries=source, tables=[table]), tmp_path)
    assert (units["people"] == 20_000).all()
    assert set(units["people_base"]) == {"police register 2024"}
    # They need no share; the areas still do.
    assert not units["people_assumed"].any() and units["area_assumed"].sum() == 2


@pytest.mark.parametrize(
    ("year", "communes", "wards", "townships", "city"),
    [
        (2019, 262, 21, 12, (16, 10, 0)),
        (2020, 216, 21, 13, (15, 10, 0)),
        (2024, 209, 25, 14, (27, 12, 0)),
    ],
)
def test_districts_count_what_they_hold(
    tmp_path: Path,
    ha_tinh: dict[int, gpd.GeoDataFrame],
    year: int,
    communes: int,
    wards: int,
    townships: int,
    city: tuple[int, int, int],
) -> None:
    settings = SourceSettings(boundaries=f"vietnam:ha_tinh@{year}", level="district")
    districts, below = read_units(settings, tmp_path), ha_tinh[year]
    held = districts[["communes", "wards", "townships"]]
    assert held.sum().tolist() == [communes, wards, townships]
    assert tuple(held.loc["436"]) == city
    for code, row in districts.iterrows():
        kinds = below.loc[below["district_code"] == code, "kind"].tolist()
        assert row["communes"] == len(kinds)
        assert row["ward_percent"] == pytest.approx(100 * kinds.count("phuong") / len(kinds))
    # What is a fact of a commune is none of its district.
    assert districts["rearranged"].isna().all()


def test_a_province_counts_what_it_holds(tmp_path: Path) -> None:
    pytest.importorskip("vietnamadminunits")
    settings = SourceSettings(boundaries="vietnam:ha_tinh@2020", level="province")
    (province,) = read_units(settings, tmp_path).itertuples()
    assert (province.communes, province.wards, province.townships) == (216, 21, 13)
    assert (province.kind, province.people) == ("tinh", PEOPLE)


def test_rearranged_is_what_the_lineage_joined(ha_tinh: dict[int, gpd.GeoDataFrame]) -> None:
    """46 communes fewer in 2020; what was joined then still is so in 2024."""
    assert ha_tinh[2019]["rearranged"].isna().all()
    joined = ha_tinh[2020].loc[ha_tinh[2020]["rearranged"]]
    lineage = pd.read_csv(data_folder() / "plans" / "ha_tinh_lineage.csv", dtype=str)
    pairs = lineage.drop_duplicates(["code_2019", "code_2020"])
    heirs = pairs["code_2020"].value_counts()
    assert set(joined.index) == set(heirs.index[heirs > 1])
    assert heirs[heirs > 1].sum() - len(joined) == 262 - 216
    assert "Hòa Lạc" in set(joined["name"])
    assert (
        set(joined["name"]) - set(ha_tinh[2024].loc[ha_tinh[2024]["rearranged"], "name"]) == set()
    )


@pytest.mark.parametrize("seed", range(8))
def test_districts_count_the_communes_that_a_plan_has_made(seed: int) -> None:
    """Two steps: communes merge within their districts, then the districts count them."""
    units = random_world(seed, 9)
    units["district"] = "Huyện " + units["district_code"]
    before = dissolve(units, "district", "a random world", Gathering())
    # The first two communes of each district become one, with a kind that the law gives.
    rank = units.groupby("district_code").cumcount()
    homes = (units["district_code"] + "-" + rank.clip(lower=1).astype(str)).tolist()
    parts = pd.DataFrame(
        {"code": units.index, "new_code": homes, "share_area": 1.0, "share_people": 1.0}
    )
    codes = pd.Index(sorted(set(homes)), name="new_code")
    plan = Plan(parts, pd.DataFrame({"name": codes, "kind": ""}, index=codes))
    merged = merge_units(units, plan)
    kinds = carry_out(units, plan, read_ruleset("vn-commune-1211-27"))["kind"]
    after = holding(before, merged.assign(kind=kinds), merged["district_code"])
    assert list(after.index) == list(before.index)
    assert after["people"].sum() == merged["people"].sum() == units["people"].sum()
    for code in before.index:
        inside = units[units["district_code"] == code]
        groups = [set(inside["kind"].iloc[:2]), *({kind} for kind in inside["kind"].iloc[2:])]
        wards = sum("phuong" in group for group in groups)
        townships = sum("thi_tran" in group and "phuong" not in group for group in groups)
        assert before.at[code, "communes"] == len(inside)
        assert after.at[code, "communes"] == len(groups)
        assert after.at[code, "wards"] == wards
        assert after.at[code, "townships"] == townships
        assert after.at[code, "ward_percent"] == pytest.approx(100 * wards / len(groups))


def test_districts(tmp_path: Path) -> None:
    pytest.importorskip("vietnamadminunits")
    settings = SourceSettings(boundaries="vietnam:ha_tinh@2024", level="district")
    districts = read_units(settings, tmp_path)
    assert districts["people"].sum() == PEOPLE
    assert districts["kind"].value_counts().to_dict() == {"huyen": 9, "thi_xa": 2, "thanh_pho": 1}
    assert districts.loc["439", "mountain"] and districts.loc["439", "name"] == "Hương Sơn"
    refused(tmp_path, squares(), "district_code", level="district")


def test_other_provinces_need_people(tmp_path: Path) -> None:
    pytest.importorskip("vietnamadminunits")
    for source, words in (
        ("vietnam:bac_ninh@2019", "join a table"),
        ("vietnam:bac_nin@2019", "bac_ninh"),
        ("vietnam:bac_ninh@2020", "no year 2020"),
        ("vietnam:bac_ninh@2024", "join a table"),
        ("vietnam:Bac Ninh", "<province>@<year>"),
    ):
        with pytest.raises(InputError, match=words):
            read_units(SourceSettings(boundaries=source), tmp_path)
    layer = gpd.read_file(embedded_layer(Gathering()), where="slug = 'bac_ninh'")
    assert len(layer) == 126
    write_csv(tmp_path, "code,people\n" + "".join(f"{code},5000\n" for code in layer["code"]))
    units = read_units(
        SourceSettings(boundaries="vietnam:bac_ninh@2019", tables=[TableJoin(file="people.csv")]),
        tmp_path,
    )
    assert len(units) == 126 and units["red_river_delta"].all()


@pytest.mark.more
@pytest.mark.slow
def test_the_cache_is_built_where_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("vietnamadminunits")
    monkeypatch.setenv("PLANNER_CACHE", str(tmp_path / "cache"))
    path = embedded_layer(Gathering())
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]
    layer = gpd.read_file(path)
    assert len(layer) == 11_163 and layer["code"].is_unique
    assert layer.geometry.is_valid.all()
    assert layer["slug"].nunique() == 63
    assert sum(len(part.interiors) for part in shapely.get_parts(layer.geometry.to_numpy())) == 10


@pytest.mark.skipif(not SHARED.exists(), reason="the reference layer is not here")
def test_same_outlines_as_the_reference(
    ha_tinh: dict[int, gpd.GeoDataFrame], tmp_path: Path
) -> None:
    settings = SourceSettings(
        boundaries=str(SHARED),
        where={"province_code": "42"},
        columns={"people": "population"},
        work_crs=CRS,
    )
    reference = read_units(settings, tmp_path)
    units = ha_tinh[2019]
    assert list(reference.index) == list(units.index)
    for column in ("name", "kind", "people", "district", "district_code"):
        assert (reference[column] == units[column]).all()
    np.testing.assert_allclose(units["area_km2"], reference["area_km2"], rtol=1e-4)
    same = shapely.equals_exact(
        shapely.normalize(units.geometry.to_numpy()),
        shapely.normalize(reference.geometry.to_numpy()),
        tolerance=0.0,
    )
    assert same.all()
    assert provenance_of(reference).repairs == ()


def test_shipped_texts_are_in_two_languages(ha_tinh: dict[int, gpd.GeoDataFrame]) -> None:
    texts = [note for units in ha_tinh.values() for note in provenance_of(units).notes]
    for path in (data_folder() / "facts").glob("*.yaml"):
        if path.name != "merged_units.yaml":
            texts += [text for fact in read_facts(path) for text in (fact.assumption, fact.source)]
    for name in rulesets_at_hand():
        ruleset = read_ruleset(name)
        texts += [*ruleset.sources.values(), *ruleset.not_modelled]
        texts += [e.note for e in (*ruleset.standards, *ruleset.waivers) if e.note]
    for text in texts:
        assert text.vi != text.en, text


def test_absent_packages_name_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # An environment without site-packages: the search path holds nothing.
    monkeypatch.setattr("sys.path", [])
    with pytest.raises(InputError, match=r"planner-dvhc\[history\]"):
        read_units(SourceSettings(boundaries="vietnam:ha_tinh@2019"), tmp_path)
