"""Files → Units: what is read, what is repaired, and what is refused with a way to mend it."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely
from pydantic import ValidationError
from shapely import Polygon, box
from worlds import random_world

from planner.errors import InputError
from planner.evaluate import carry_out
from planner.law.ruleset import read_ruleset, rulesets_at_hand
from planner.plan import Plan
from planner.plan.merging import merge_units
from planner.plan.reading import read_plan
from planner.sources import SourceSettings, TableJoin, data_folder, read_units
from planner.sources.cells import parse_number
from planner.sources.facts import read_facts
from planner.sources.merged import dissolve, holding
from planner.sources.provenance import Gathering
from planner.sources.vietnam.embedded import embedded_layer
from planner.units.provenance import provenance_of
from planner.words import Text

SHARED = Path(__file__).parents[3] / "shared" / "data" / "vietnam" / "communes_2019.gpkg"
CRS = "EPSG:32648"
EAST, NORTH, SIDE = 580_000.0, 2_030_000.0, 3_000.0
PEOPLE = 1_288_866


def squares(**columns: Any) -> gpd.GeoDataFrame:
    """Four squares in a block: 00001 and 00002 below, 00003 and 00004 above."""
    corners = [(EAST + SIDE * (i % 2), NORTH + SIDE * (i // 2)) for i in range(4)]
    table: dict[str, Any] = {
        "code": ["00001", "00002", "00003", "00004"],
        "name": ["Xã Sơn Kim 1", "Phường Trần Phú", "Thị trấn Nghèn", "Phường 1"],
        "people": [8500, 9000, 7000, 6000],
    }
    table |= columns
    kept = {name: values for name, values in table.items() if values is not None}
    return gpd.GeoDataFrame(
        kept, geometry=[box(x, y, x + SIDE, y + SIDE) for x, y in corners], crs=CRS
    )


def read(frame: gpd.GeoDataFrame, folder: Path, **settings: Any) -> gpd.GeoDataFrame:
    frame.to_file(folder / "units.gpkg")
    return read_units(SourceSettings(boundaries="units.gpkg", **settings), folder)


def neighbours(units: gpd.GeoDataFrame) -> set[tuple[int, int]]:
    shapes = units.geometry.to_numpy()
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    shared = shapely.length(shapely.intersection(shapes[first], shapes[second]))
    kept = (first < second) & (shared >= 10)
    return set(zip(first[kept].tolist(), second[kept].tolist(), strict=True))


def refused(folder: Path, frame: gpd.GeoDataFrame, *words: str, **settings: Any) -> InputError:
    with pytest.raises(InputError) as caught:
        read(frame, folder, **settings)
    for word in words:
        assert word in str(caught.value)
    assert all(p.place and p.found and p.expected and p.mend for p in caught.value.problems)
    assert caught.value.exit_code == 2
    return caught.value


# --- what is read ---------------------------------------------------------------------------


def test_plain_file(tmp_path: Path) -> None:
    units = read(squares(), tmp_path, people_base="census 2019")
    assert list(units.index) == ["00001", "00002", "00003", "00004"]
    assert list(units["name"]) == ["Sơn Kim 1", "Trần Phú", "Nghèn", "1"]
    assert list(units["kind"]) == ["xa", "phuong", "thi_tran", "phuong"]
    assert units.crs == CRS
    assert units["area_km2"].between(8.99, 9.02).all()
    assert set(units["area_base"]) == {"computed from geometry"}
    assert set(units["people_base"]) == {"census 2019"}
    assert [entry.name for entry in provenance_of(units).inputs] == ["units.gpkg"]
    assert provenance_of(units).repairs == ()
    assert copy.deepcopy(provenance_of(units)) is provenance_of(units.copy())


def test_decomposed_text_foreign_words_and_filter(tmp_path: Path) -> None:
    frame = squares(
        name=["Sơn Kim 1", "Trần Phú", "Nghèn", "A"],  # the second decomposed
        loai=["XÃ", "Phường", "TT", "xã"],
        tinh=["42", "42", "42", "01"],
    )
    units = read(
        frame, tmp_path, columns={"kind": "loai"}, kinds={"TT": "thi_tran"}, where={"tinh": 42}
    )
    assert list(units["kind"]) == ["xa", "phuong", "thi_tran"]
    assert units.loc["00002", "name"] == "Trần Phú"


def test_degrees_are_projected_and_measured_on_the_ellipsoid(tmp_path: Path) -> None:
    plain = read(squares(), tmp_path)
    frame = squares().to_crs("EPSG:4326")
    frame.to_file(tmp_path / "units.geojson")
    units = read_units(SourceSettings(boundaries="units.geojson"), tmp_path)
    assert units.crs == CRS
    np.testing.assert_allclose(units["area_km2"], plain["area_km2"], rtol=1e-6)
    assert any(
        "chuyển từ hệ tọa độ" in note.vi and "projected" in note.en
        for note in provenance_of(units).notes
    )


def test_registered_area_wins_unless_asked(tmp_path: Path) -> None:
    frame = squares(area_km2=[9.5, 9.5, 9.5, 9.5])
    units = read(frame, tmp_path, area_base="land statistics 2023")
    assert units["area_km2"].sum() == 38
    assert set(units["area_base"]) == {"land statistics 2023"}
    units = read(frame, tmp_path, area="computed")
    assert units["area_km2"].sum() < 37
    assert set(units["area_base"]) == {"computed from geometry"}


def test_shapefile_states_all_its_parts(tmp_path: Path) -> None:
    squares().to_file(tmp_path / "units.shp")
    units = read_units(SourceSettings(boundaries="units.shp"), tmp_path)
    assert {"units.shp", "units.dbf"} <= {entry.name for entry in provenance_of(units).inputs}


# --- numbers and tables ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "whole", "number"),
    [
        ("8.500", True, 8500),
        ("1.288.866", True, 1288866),
        ("8 500", True, 8500),
        ("8500.0", True, 8500),
        ("12,5", False, 12.5),
        ("12.5", False, 12.5),
        ("1.234,5", False, 1234.5),
        ("1,234.5", False, 1234.5),
        ("0,125", False, 0.125),
        ("35.6250", False, 35.625),
        ("1.288.866", False, 1288866),
        ("-3", True, -3),
    ],
)
def test_vietnamese_numbers(text: str, whole: bool, number: float) -> None:
    assert parse_number(text, whole) == number


@pytest.mark.parametrize(
    ("text", "whole"),
    [("8.500", False), ("1,234", False), ("1,234", True), ("12,5", True), ("1.23.456", False),
     ("abc", False), ("1 2", True), ("", False)],
)  # fmt: skip
def test_numbers_that_are_refused(text: str, whole: bool) -> None:
    with pytest.raises(ValueError, match=r"not a|ambiguous"):
        parse_number(text, whole)


def test_a_stated_decimal_sign_settles_it() -> None:
    assert parse_number("8.500", decimal=".") == 8.5
    assert parse_number("8.500", decimal=",") == 8500


def write_csv(folder: Path, text: str) -> None:
    (folder / "people.csv").write_text(text, encoding="utf-8-sig")


def test_csv_by_code_with_zeros_totals_and_semicolons(tmp_path: Path) -> None:
    write_csv(
        tmp_path,
        "Mã;Dân số;Diện tích\n00001;8.500;12,5\n00002;9000;9,25\n00003;7.000;9\n"
        "00004;1.288.866;1.234,5\n;;Tổng cộng\n",
    )
    table = TableJoin(
        file="people.csv",
        code="Mã",
        columns={"people": "Dân số", "area_km2": "Diện tích"},
        base="police register 2024",
    )
    units = read(squares(people=None), tmp_path, tables=[table])
    assert list(units["people"]) == [8500, 9000, 7000, 1288866]
    assert list(units["area_km2"]) == [12.5, 9.25, 9.0, 1234.5]
    assert set(units["people_base"]) == set(units["area_base"]) == {"police register 2024"}
    assert any(
        "dòng tổng cộng (6)" in note.vi and "totals" in note.en
        for note in provenance_of(units).notes
    )
    assert [entry.name for entry in provenance_of(units).inputs] == ["units.gpkg", "people.csv"]


def test_names_and_kinds_from_a_table(tmp_path: Path) -> None:
    write_csv(tmp_path, "code,name\n00001,Xã A\n00002,Phường 2\n00003,Xã C\n00004,Xã D\n")
    units = read(squares(name=None), tmp_path, tables=[TableJoin(file="people.csv")])
    assert list(units["kind"]) == ["xa", "phuong", "xa", "xa"]
    assert list(units["name"]) == ["A", "2", "C", "D"]


def test_xlsx_keeps_text_and_shown_zeros(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Bảng dân số"])
    sheet.append(["code", "people"])
    for row, (code, people) in enumerate(zip(["00001", 2, 3, 4], [1, "8.500", 3, 4], strict=True)):
        sheet.append([code, people])
        sheet.cell(row + 3, 1).number_format = "00000"
    book.save(tmp_path / "people.xlsx")
    table = TableJoin(file="people.xlsx", header_row=2)
    units = read(squares(people=None), tmp_path, tables=[table])
    assert list(units["people"]) == [1, 8500, 3, 4]


def test_ambiguous_cells_are_named_by_address(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Xã"
    sheet.append(["code", "note", "area_km2"])
    for code, area in zip(squares()["code"], ["8.500", 9, "1,234", "9,1"], strict=True):
        sheet.append([code, "", area])
    book.save(tmp_path / "areas.xlsx")
    error = refused(
        tmp_path,
        squares(),
        "areas.xlsx [Xã], cell C2",
        "cell C4",
        "8.5 or 8500",
        tables=[TableJoin(file="areas.xlsx")],
    )
    assert len(error.problems) == 2


def test_a_missing_heading_is_one_problem(tmp_path: Path) -> None:
    write_csv(tmp_path, "code,dan_so\n00001,1\n")
    table = TableJoin(file="people.csv", columns={"people": "so_dan"})
    error = refused(tmp_path, squares(people=None), "'so_dan'", "dan_so", tables=[table])
    assert len(error.problems) == 1


def test_codes_in_one_file_only(tmp_path: Path) -> None:
    write_csv(tmp_path, "code,people\n00001,1\n00002,2\n00003,3\n00009,4\n")
    error = refused(
        tmp_path, squares(people=None), "00009", "00004", tables=[TableJoin(file="people.csv")]
    )
    assert len([p for p in error.problems if "column code" in str(p.place)]) == 2


def test_lost_zeros_are_named_and_not_guessed(tmp_path: Path) -> None:
    write_csv(tmp_path, "code,people\n1,1\n2,2\n3,3\n4,4\n")
    refused(tmp_path, squares(people=None), "leading zeros", tables=[TableJoin(file="people.csv")])


# --- what is refused ------------------------------------------------------------------------


def test_all_problems_at_once(tmp_path: Path) -> None:
    frame = squares(
        code=["00001", "00001", "00003", "00004"],
        name=["Xã A", "Làng B", "Xã C", "Xã D"],
        people=[-5, None, 7000, 6000],
    )
    error = refused(tmp_path, frame, "00001", "-5", "nothing readable", "column kind")
    assert len(error.problems) == 4


def test_missing_column(tmp_path: Path) -> None:
    refused(tmp_path, squares(people=None), "column people", "no such column")
    refused(tmp_path, squares(), "dan_so", columns={"people": "dan_so"})
    refused(tmp_path, squares(code=None), "no column 'code'")


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"code": ["1", "1", "3", "4"]}, "more than once: 1"),
        ({"people": [-1, 1, 1, 1]}, "00001 = -1"),
        ({"people": [None, 1, 1, 1]}, "nothing readable for 00001"),
        ({"people": [1.5, 1, 1, 1]}, "not a whole number"),
        ({"code": ["", "2", "3", "4"]}, "no code in row 1"),
        ({"area_km2": [0.0, 1, 1, 1]}, "column area_km2"),
        ({"mountain": ["có", "không", "vâng", ""]}, "'vâng'"),
        ({"name": ["", "Xã B", "Xã C", "Xã D"]}, "column name"),
    ],
)
def test_bad_cells(tmp_path: Path, columns: dict[str, Any], words: str) -> None:
    refused(tmp_path, squares(**columns), words)


def test_coordinate_systems(tmp_path: Path) -> None:
    bare = squares().set_crs(None, allow_override=True)
    refused(tmp_path, bare, "coordinate system", "none", "units.crs")
    assert read(bare, tmp_path, crs=CRS).crs == CRS
    refused(tmp_path, squares(), "the file states", crs="EPSG:9209")
    refused(tmp_path, squares(), "'EPSG:0'", crs="EPSG:0")
    degrees = squares().to_crs("EPSG:4326").set_crs(CRS, allow_override=True)
    refused(tmp_path, degrees, "look like degrees", "EPSG:4326")
    metres = squares().set_crs("EPSG:4326", allow_override=True)
    refused(tmp_path, metres, "look like metres")
    refused(tmp_path, squares(), "projected system in metres", work_crs="EPSG:4326")


def test_files_that_are_no_maps(tmp_path: Path) -> None:
    for name, content, words in (
        ("empty.gpkg", "", "0 bytes"),
        ("note.txt", "not a map", "not a map"),
        ("people.csv", "code,people\n1,2\n", "not a map"),
        ("data.json", '{"a": 1}', "not a map"),
        ("none.geojson", '{"type": "FeatureCollection", "features": []}', "no feature"),
    ):
        (tmp_path / name).write_text(content, encoding="utf-8")
        with pytest.raises(InputError, match=words):
            read_units(SourceSettings(boundaries=name), tmp_path)
    with pytest.raises(InputError, match="no such file"):
        read_units(SourceSettings(boundaries="absent.gpkg"), tmp_path)


def test_layers_and_filters(tmp_path: Path) -> None:
    squares().iloc[:0].to_file(tmp_path / "no_rows.gpkg")
    with pytest.raises(InputError, match="no feature"):
        read_units(SourceSettings(boundaries="no_rows.gpkg"), tmp_path)
    squares().to_file(tmp_path / "units.gpkg", layer="a")
    squares().to_file(tmp_path / "units.gpkg", layer="b")
    with pytest.raises(InputError, match="several layers"):
        read_units(SourceSettings(boundaries="units.gpkg"), tmp_path)
    assert len(read_units(SourceSettings(boundaries="units.gpkg", layer="b"), tmp_path)) == 4
    with pytest.raises(InputError, match="no row with 00009"):
        read_units(
            SourceSettings(boundaries="units.gpkg", layer="b", where={"code": "00009"}), tmp_path
        )


def test_outlines_must_be_polygons(tmp_path: Path) -> None:
    frame = squares()
    frame.loc[0, "geometry"] = None
    frame.loc[1, "geometry"] = shapely.LineString([(EAST, NORTH), (EAST + 1, NORTH)])
    refused(tmp_path, frame, "no outline for 00001", "not a polygon for 00002")


def test_absent_packages_name_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # An environment without site-packages: the search path holds nothing.
    monkeypatch.setattr("sys.path", [])
    with pytest.raises(InputError, match=r"planner-dvhc\[vietnam\]"):
        read_units(SourceSettings(boundaries="vietnam:ha_tinh@2019"), tmp_path)


def test_settings_refuse_misspelt_keys() -> None:
    for wrong in ({"layr": "x"}, {"columns": {"peple": "x"}}, {"kinds": {"x": "xã"}}):
        with pytest.raises(ValidationError):
            SourceSettings.model_validate({"boundaries": "x.gpkg"} | wrong)


# --- what is repaired -----------------------------------------------------------------------


def test_bow_tie_is_made_valid_and_reported(tmp_path: Path) -> None:
    frame = squares()
    x, y = EAST + SIDE, NORTH + SIDE
    # Above its shared borders the outline of 00004 crosses itself.
    frame.loc[3, "geometry"] = Polygon(
        [(x, y), (x + SIDE, y), (x + SIDE, y + SIDE), (x + 1000, y + SIDE + 500),
         (x + 1000, y + SIDE), (x + 2000, y + SIDE + 500), (x, y + SIDE)]
    )  # fmt: skip
    assert not frame.geometry.is_valid.all()
    units = read(frame, tmp_path)
    assert units.geometry.is_valid.all()
    assert neighbours(units) == neighbours(squares())
    (line,) = provenance_of(units).repairs
    vi, en = line.vi, line.en
    assert vi.startswith("00004: ranh giới tự cắt (tại 584.667 2.036.333), đã sửa")
    assert "trước 9,750000 km², sau 9,645833 km²" in vi
    assert en.startswith("00004: outline crossed itself") and "before" in en


@pytest.mark.parametrize("shift", [0.0005, -0.0005])
def test_half_a_millimetre_is_closed(tmp_path: Path, shift: float) -> None:
    frame = squares()
    x, y = EAST + SIDE, NORTH
    frame.loc[1, "geometry"] = box(x + shift, y, x + SIDE, y + SIDE)
    if shift > 0:
        assert neighbours(frame) != neighbours(squares())
    units = read(frame, tmp_path)
    assert neighbours(units) == neighbours(squares())
    assert shapely.coverage_is_valid(units.geometry.to_numpy(), gap_width=0.01)
    (line,) = [line for line in provenance_of(units).repairs if line.vi.startswith("00002")]
    assert "hở hoặc chồng lấn" in line.vi and "gap or overlap" in line.en


def test_real_overlaps_are_refused(tmp_path: Path) -> None:
    frame = squares()
    frame.loc[1, "geometry"] = frame.loc[0, "geometry"]
    refused(tmp_path, frame, "beyond repair", "units.repair_percent")


# --- facts ----------------------------------------------------------------------------------

FACT = """facts:
  - column: {column}
    value: {value}
    where: {where}
    assumption: {{vi: Đơn vị nhỏ là miền núi., en: Small units are mountainous.}}
    source: a test
    confidence: unverified
"""


def test_facts_are_applied_and_noted(tmp_path: Path) -> None:
    (tmp_path / "facts.yaml").write_text(
        FACT.format(column="mountain", value="true", where="{people: {below: 7000}}"), "utf-8"
    )
    units = read(squares(), tmp_path, facts=["facts.yaml", "data/facts/provinces.yaml"])
    assert units["mountain"].tolist() == [pd.NA, pd.NA, pd.NA, True]
    assert units["mountain_units"].tolist() == [0, 0, 0, 1]
    assert not units["central_city"].any()
    assert (
        Text(
            "Đơn vị nhỏ là miền núi. (Nguồn: a test; độ tin cậy: chưa kiểm chứng.)",
            "Small units are mountainous. (Source: a test; confidence: not verified.)",
        )
        in provenance_of(units).notes
    )


@pytest.mark.parametrize(
    ("column", "value", "where", "words"),
    [
        ("montain", "true", "{people: 1}", "'montain'"),
        ("mountain", "3", "{people: 1}", "true or false"),
        ("mountain", "true", "{peple: 1}", "peple"),
        ("mountain", "true", "{people: {under: 1}}", "people.under`: found an unknown key"),
        ("mountain", "[", "{}", "YAML"),
    ],
)
def test_bad_facts(tmp_path: Path, column: str, value: str, where: str, words: str) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text(FACT.format(column=column, value=value, where=where), "utf-8")
    with pytest.raises(InputError, match=words):
        read_facts(path)


def test_shipped_facts_name_the_provinces() -> None:
    facts = read_facts(data_folder() / "facts" / "provinces.yaml")
    named = {
        fact.column: fact.where["province_code"] for fact in facts if isinstance(fact.where, dict)
    }
    assert len(named["red_river_delta"]) == 11  # type: ignore[arg-type]
    for path in (data_folder() / "facts").glob("*.yaml"):
        if path.name != "merged_units.yaml":
            assert read_facts(path)


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


def test_a_text_is_one_string_or_both_halves() -> None:
    join = TableJoin.model_validate({"file": "a.csv", "base": {"vi": "sổ hộ khẩu", "en": "book"}})
    assert join.base == Text("sổ hộ khẩu", "book")
    own = "police register, 31 December 2024"
    assert TableJoin.model_validate({"file": "a.csv", "base": own}).base == Text(own, own)
    with pytest.raises(ValidationError, match="vi: …, en: …"):
        TableJoin.model_validate({"file": "a.csv", "base": {"vi": "sổ hộ khẩu"}})


# --- the embedded communes ------------------------------------------------------------------


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
        ("vietnam:bac_ninh@2024", "no year 2024"),
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
