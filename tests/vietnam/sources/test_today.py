"""The communes of 2026: all of them, the base of every figure, and facts that are accounted for."""

from __future__ import annotations

import datetime
import runpy
import unicodedata
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely

from planner.errors import InputError
from planner.law import judge, read_ruleset, verdicts
from planner.sources import SourceSettings, TableJoin, data_folder, read_units
from planner.units.naming import find_units
from planner.units.provenance import only_likely, provenance_of
from planner.vietnam.sources.today import provinces_of_today
from planner.words.letters import tones

ROOT = Path(__file__).parents[3]
GATHERED = ROOT.parent / "shared" / "data" / "vietnam"
LIST_1027 = ROOT.parent / "shared" / "law" / "resolutions_2025" / "1027_CTK-CSCL.md"
LISTS = (
    "coast_2026",
    "heights_2026",
    "islands_2026",
    "kept_2025",
    "land_border_2026",
    "mountain_2025",
)


def province(key: str, folder: Path = ROOT, **settings: object) -> gpd.GeoDataFrame:
    return read_units(
        SourceSettings.model_validate({"boundaries": f"vietnam:{key}@2026", **settings}), folder
    )


@pytest.fixture(scope="module")
def country() -> gpd.GeoDataFrame:
    return read_units(SourceSettings(boundaries="vietnam@2026"), ROOT)


def told(units: gpd.GeoDataFrame) -> str:
    return "\n".join(note.en for note in provenance_of(units).notes)


def test_the_country_is_whole(country: gpd.GeoDataFrame) -> None:
    assert country["kind"].value_counts().to_dict() == {"xa": 2611, "phuong": 697, "dac_khu": 13}
    assert country["province_code"].nunique() == len(provinces_of_today()) == 34
    islands = country.set_index("name").loc[["Hoàng Sa", "Trường Sa"], "province"]
    assert islands.tolist() == ["Thành phố Đà Nẵng", "Tỉnh Khánh Hòa"]
    assert shapely.coverage_is_valid(country.to_crs(4326).geometry.to_numpy())


def test_names_are_those_of_the_law_and_both_spellings_find_them(
    country: gpd.GeoDataFrame,
) -> None:
    """As list 1027 has them: "Hòa", not "Hoà"; "Quý" has its tone on its only vowel."""
    apart = country["name"].map(lambda name: unicodedata.normalize("NFD", name.casefold()))
    late = apart.str.contains(f"(?:o[ae]|(?<!q)uy)[{''.join(tones)}](?![a-z])", regex=True)
    assert not late.any(), country["name"][late].tolist()
    for asked in ("Xã Hòa Thắng", "Xã Hoà Thắng"):
        here = country[country["province_code"] == "68"]
        assert find_units(here, [asked], "x") == ["23053"]


def test_what_is_later_than_list_1027_is_named_with_both(country: gpd.GeoDataFrame) -> None:
    later = pd.read_csv(
        data_folder() / "boundaries" / "since_list_1027.csv", dtype=str, index_col="code"
    )
    assert (later[["name", "kind"]] == country.loc[later.index, ["name", "kind"]]).all(axis=None)
    moved = later[later.index != later["code_1027"]]
    assert moved["code_1027"].to_dict() == {"06978": "06970", "23938": "23737"}
    wards = later[later["kind"] != later["kind_1027"]]
    assert len(wards) == 10 and set(wards["province"]) == {"Thành phố Đồng Nai"}


@pytest.mark.skipif(not LIST_1027.exists(), reason="the list is not here")
def test_nothing_else_differs_from_list_1027(country: gpd.GeoDataFrame) -> None:
    script = runpy.run_path(str(ROOT / "docs" / "published_2026.py"))
    listed = script["read_list"](LIST_1027)
    later = script["since_list"](country, listed)
    both = country[["name", "kind"]].drop(index=later.index)
    pd.testing.assert_frame_equal(
        both, listed.reindex(both.index)[["name", "kind"]], check_dtype=False, check_names=False
    )
    assert (len(listed), len(later)) == (3321, 12)


def test_it_is_small_and_a_province_is_read_by_itself() -> None:
    files = [data_folder() / "boundaries" / "communes_2026.parquet"]
    file = pq.ParquetFile(files[0])
    keys = file.schema_arrow.get_field_index("key")
    groups = [file.metadata.row_group(i).column(keys).statistics for i in range(34)]
    assert file.metadata.num_row_groups == 34
    assert [held.min for held in groups] == [held.max for held in groups]
    files += [data_folder() / "facts" / f"{name}.csv" for name in LISTS]
    files += [data_folder() / "facts" / "vietnam_2026.yaml"]
    assert sum(path.stat().st_size for path in files) < 8_000_000


@pytest.mark.parametrize(
    "key",
    [
        *["ha_tinh", "tp_ho_chi_minh"],
        *(
            pytest.param(k, marks=[pytest.mark.slow, *[pytest.mark.more] * (number % 6 > 0)])
            for number, k in enumerate(provinces_of_today())
        ),
    ],
)
def test_a_province_is_the_same_as_in_the_country(key: str, country: gpd.GeoDataFrame) -> None:
    units = province(key)
    here = country[country["province"] == provinces_of_today()[key.removeprefix("tp_")]]
    for column in ("name", "people", "people_base", "area_km2", "island", "land_border"):
        pd.testing.assert_series_equal(units[column], here[column])


def test_unknown_provinces_and_years_are_refused() -> None:
    with pytest.raises(InputError, match=r"province 'ha_tay'.*not there.*an_giang.*vinh_long"):
        province("ha_tay")
    for source in ("vietnam@2020", "vietnam:2026", "vietnam:ha_tinh"):
        with pytest.raises(InputError):
            read_units(SourceSettings(boundaries=source), ROOT)


def test_no_package_of_history_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*_: object) -> None:
        raise AssertionError("history")

    monkeypatch.setattr("planner.vietnam.sources.embedded_layer", asked)
    assert len(province("ha_tinh")) == 69


def test_ha_tinh_by_hand() -> None:
    """Twelve are below the standard of their kind; the border halves that of Vũ Quang.

    Vũ Quang has 14,991 people: less than 16,000, more than 8,000, and 49 km of border with Laos.
    """
    units = province("ha_tinh")
    assert (len(units), units["people"].sum()) == (69, 1_621_134)
    assert sorted(units["name"][units["mountain"]]) == [
        "Sơn Hồng", "Sơn Kim 1", "Sơn Kim 2", "Sơn Tây",
    ]  # fmt: skip
    ward, high = units["kind"] == "phuong", units["mountain"]
    people = ward.map({True: 21_000, False: 16_000}).mask(high, 5_000)
    area = ward.map({True: 5.5, False: 30.0}).mask(high, 100.0)
    below = units["name"][(units["people"] < people) | (units["area_km2"] < area)]
    status = verdicts(judge(units, read_ruleset("vn-commune-112-2025")))["status"]
    missed = units["name"][status.astype(str) == "missed"]
    assert len(below) == 12 and set(below) - set(missed) == {"Vũ Quang"}


@pytest.mark.parametrize(("density", "below"), [(100, 700), (150, 628)])
def test_the_country_has_as_many_below_the_standards_as_the_press_counts(
    country: gpd.GeoDataFrame, density: int, below: int
) -> None:
    """705 by the press in mid-2026; here without reductions, mountain guessed from density."""
    high = country["people"] / country["area_km2"] < density
    ward = country["kind"] == "phuong"
    people = high.map({True: 5_000, False: 16_000}).mask(ward, 21_000)
    area = high.map({True: 100.0, False: 30.0}).mask(ward, 5.5)
    missed = (country["people"] < people) | (country["area_km2"] < area)
    assert (missed & (country["kind"] != "dac_khu")).sum() == below


def test_every_figure_carries_its_base(country: gpd.GeoDataFrame) -> None:
    assert country["people_base"].value_counts().to_dict() == {
        "published July 2025": 2768,
        "estimated": 334,
        "published July 2025, zeros restored": 174,
        "published July 2025, doubtful": 44,
        "not known": 1,
    }
    plain = country["people_base"] == "published July 2025"
    assert (country["people_assumed"] == ~plain).all()
    assert country["area_assumed"].sum() == 104
    unknown = country[country["people_base"] == "not known"]
    assert unknown["name"].tolist() == ["Hoàng Sa"] and unknown["people"].tolist() == [0]


def test_the_arithmetic_of_what_is_not_published_is_told() -> None:
    """The published rows of the former Bạc Liêu have a fraction of the drawn area and people."""
    units = province("ca_mau")
    assert "Giá Rai 58,309 × 1.181160 = 68,872" in told(units)
    assert "Giá Rai 104.59 (11.76)" in told(units)
    others = {(o.code, o.column): o.value for o in provenance_of(units).others}
    assert ("31942", "area_km2") not in others and others["32248", "area_km2"] == 226.5
    assert "autumn 2026" in told(province("bac_ninh")) and "autumn 2026" not in told(units)


def test_land_border_and_coast_are_those_of_the_outlines(country: gpd.GeoDataFrame) -> None:
    """248 communes in 22 provinces, as many as notice 81-TB/TW of 2025 counts."""
    border = country[country["land_border"]]
    assert (len(border), border["province"].nunique()) == (248, 22)
    both = border[border["coast"]]
    ends = {"Hà Tiên", "Móng Cái 1", "Móng Cái 2", "Móng Cái 3", "Quảng Đức", "Đường Hoa"}
    assert set(both["name"]) == ends
    listed = pd.read_csv(data_folder() / "facts" / "land_border_2026.csv")
    # The treaties speak of some 4,950 km; outlines of 40 m follow rivers less closely or more.
    assert 4_700 < listed["km"].sum() < 5_200
    landlocked = {"Tỉnh Lào Cai", "Thành phố Hà Nội", "Tỉnh Tây Ninh", "Thành phố Đồng Nai"}
    assert not country["coast"][country["province"].isin(landlocked)].any()
    assert country["island"].sum() == 20
    assert country["island"][country["kind"] == "dac_khu"].all()


def test_islands_in_the_mouth_of_a_river_are_asked_about(country: gpd.GeoDataFrame) -> None:
    """Neither a silent no nor a yes: the press tells who is an “xã đảo”, 112/2025 of “hải đảo”."""
    asked = country[country["island"].isna()]
    assert asked["name"].to_dict() == {"20992": "Tam Hải", "26545": "Long Sơn", "27676": "Thạnh An"}
    said = [fact for fact in provenance_of(country).facts if fact.value == "unknown"]
    assert {code for fact in said for code in fact.codes} == set(asked.index)
    assert {fact.confidence for fact in said} == {"reported", "unverified"}


def test_nothing_is_asked_that_geography_excludes(country: gpd.GeoDataFrame) -> None:
    inland = country[~country["coast"]]
    assert (inland["island"] == False).all()  # noqa: E712
    assert (inland["coastal_hardship"] == False).all()  # noqa: E712
    open_ = [
        f
        for f in provenance_of(country).facts
        if f.column == "island" and f.confidence == "unverified"
    ]
    assert open_ and not any(fact.codes & set(inland.index) for fact in open_)
    assert country["coastal_hardship"][country["coast"]].isna().all()


def test_no_plain_is_perhaps_mountainous_and_no_south_perhaps_the_delta_of_the_north(
    country: gpd.GeoDataFrame,
) -> None:
    plains = country[country["province_code"].isin(["33", "82", "86", "92", "96"])]
    assert (plains["mountain"] == False).all()  # noqa: E712
    delta = country[country["red_river_delta"]]
    assert sorted(delta["province_code"].unique()) == ["01", "22", "24", "31", "33", "37"]
    said = [fact for fact in provenance_of(country).facts if fact.column == "red_river_delta"]
    asked = [fact.codes for fact in said if fact.confidence == "unverified"]
    # Bắc Ninh and Phú Thọ, each made of a province inside and of others outside.
    assert set(country.loc[list(set().union(*asked)), "province_code"]) == {"24", "25"}


@pytest.mark.slow
def test_cities_are_centrally_run_from_a_day() -> None:
    days = {"dong_nai": (4, 30), "quang_ninh": (9, 1), "bac_ninh": (9, 20)}
    for key, (month, day) in days.items():
        since = datetime.date(2026, month, day)
        before = province(key, as_of=since - datetime.timedelta(days=1))
        assert not before["central_city"].any()
        assert province(key, as_of=since)["central_city"].all()
        assert province(key)["central_city"].all()
    assert province("hue", as_of=datetime.date(2026, 1, 1))["central_city"].all()


def test_mountain_is_decided_else_likely_by_heights_else_not_known(
    country: gpd.GeoDataFrame,
) -> None:
    """Decisions of six provinces and geography say it; heights only what is likely."""
    open_ = country["mountain"].isna() | only_likely(country, "mountain")
    for code in ("04", "15", "42", "68", "75", "33", "82", "86", "92", "96"):
        assert not open_[country["province_code"] == code].any()
    assert (~open_[country["province_code"] == "22"]).sum() == 13
    counts = country.loc[~open_, "mountain"].groupby(country["province_code"]).sum()
    assert counts[["04", "15", "22", "42", "68", "75"]].tolist() == [56, 83, 13, 4, 97, 11]
    share = pd.read_csv(
        data_folder() / "facts" / "heights_2026.csv", dtype={"code": str}, index_col="code"
    )["above_200m_percent"].reindex(country.index)
    rest = country["mountain"][open_]
    assert (rest.isna() == ~((share >= 200 / 3) | (share == 0))[open_]).all()
    assert (rest.dropna() == (share >= 200 / 3).reindex(rest.dropna().index)).all()
    assert rest["20333"] is pd.NA  # Hoàng Sa, where no heights are known
    assert "Hoàng Sa" in told(country.loc[["20333"]])


def test_three_communes_are_decided_against_their_heights_and_that_is_said() -> None:
    units = province("lam_dong")
    three = units["name"].isin(["Đức Linh", "Hoài Đức", "Trà Tân"])
    assert units["mountain"][three].all() and three.sum() == 3
    doubt = [
        f.codes
        for f in provenance_of(units).facts
        if f.column == "mountain" and f.confidence == "unverified"
    ]
    assert doubt == [frozenset(units.index[three])]
    assert "Đức Linh, Hoài Đức and Trà Tân of Lâm Đồng are named by the decision" in told(units)


def test_what_an_office_says_of_mountains_is_no_likelihood(tmp_path: Path) -> None:
    """A table of its own settles a commune, whatever its height; the others stay open."""
    before = province("nghe_an")
    likely = only_likely(before, "mountain")
    high = before.index[likely & before["mountain"].fillna(False)]
    rows = f"code,mountain\n{high[0]},không\n{high[1]},có\n"
    (tmp_path / "mine.csv").write_text(rows, "utf-8")
    table = TableJoin(file="mine.csv", only_some=True)
    # As `planner data import` names them, the facts come after the table once more.
    for facts in ([], ["data/facts/vietnam_2026.yaml"]):
        units = province("nghe_an", tmp_path, tables=[table], facts=facts)
        assert units.loc[high[:2], "mountain"].tolist() == [False, True]
        own = only_likely(units, "mountain")
        assert (own == likely & ~units.index.isin(high[:2])).all()


def test_a_province_is_told_nothing_of_communes_of_others() -> None:
    """A code that the facts of the country wrote out was a note on the sheets of 33 provinces."""
    for key in ("nghe_an", "da_nang"):
        notes = [note.vi for note in provenance_of(province(key)).notes]
        assert not [note for note in notes if "không có đơn vị nào mang mã" in note]


def test_a_scenario_may_choose_annex_item_14_for_mountains() -> None:
    """Earlier decisions in place of that of 2025: 19 communes of Hà Tĩnh by lineage, no others."""
    units = province("ha_tinh", facts=["data/facts/mountain_annex_14.yaml"])
    annexed = units["mountain"]
    assert (annexed.sum(), annexed.isna().sum(), len(annexed)) == (19, 24, 69)
    # The four that the decision of 2025 names stand on that, and not on geography.
    weak = [f for f in provenance_of(units).facts if f.column == "mountain" and f.value == "yes"]
    assert sorted((len(f.codes), f.confidence) for f in weak) == [
        (4, "reported"),
        (15, "unverified"),
    ]


def test_a_table_replaces_any_figure_by_code(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("code,people\n18118,26000\n18073,\n", "utf-8")
    table = TableJoin(file="mine.csv", base="police register 2026", only_some=True)
    with pytest.raises(InputError, match=r"18073|row 3"):
        province("ha_tinh", tmp_path, tables=[table])
    (tmp_path / "mine.csv").write_text("code,people\n18118,26000\n", "utf-8")
    units, before = province("ha_tinh", tmp_path, tables=[table]), province("ha_tinh")
    assert before.at["18118", "people_assumed"] and not units.at["18118", "people_assumed"]
    assert units.at["18118", "people"] == 26_000
    assert units.at["18118", "people_base"] == "police register 2026"
    rest = units.index != "18118"
    columns = ["people", "people_base", "people_assumed"]
    pd.testing.assert_frame_equal(units.loc[rest, columns], before.loc[rest, columns])
    whole = table.model_copy(update={"only_some": False})
    with pytest.raises(InputError, match="no row for units"):
        province("ha_tinh", tmp_path, tables=[whole])


@pytest.mark.slow
@pytest.mark.more
@pytest.mark.skipif(not GATHERED.exists(), reason="what was gathered is not here")
def test_the_script_makes_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    (tmp_path / "boundaries").mkdir()
    (tmp_path / "facts").mkdir()
    runpy.run_path(str(ROOT / "docs" / "communes_2026.py"))["main"](GATHERED, LIST_1027, tmp_path)
    for path in (p for p in tmp_path.rglob("*") if p.is_file()):
        shipped = data_folder() / path.relative_to(tmp_path)
        assert path.read_bytes() == shipped.read_bytes(), path.name
