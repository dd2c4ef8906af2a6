"""Whole columns that are wrong wait for a word; sheets that add count; forms of facts are found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
from office_files import province
from worlds import seeds

from planner.scenario.reading import read_scenario
from planner.sources import read_units
from planner.sources.country import country
from planner.sources.doctor.answers import OpenError
from planner.sources.doctor.importing import Files, Imported, import_files
from planner.sources.doctor.outputs import Bases, write_import
from planner.sources.doctor.sheets.people import people_columns
from planner.sources.outlines import measure_km2
from planner.sources.plausible import doubts
from planner.units import full_name


@pytest.fixture(scope="module")
def units() -> gpd.GeoDataFrame:
    return province("ha_tinh").iloc[:12]


def _files(
    units: gpd.GeoDataFrame, folder: Path, heads: list[str], *columns: list[object], **more: object
) -> Files:
    """Write a map, and a workbook of which the first sheet has a row a unit."""
    frame = units.reset_index()[["code", "name", "geometry"]]
    frame.to_file(folder / "xa.gpkg")
    book = openpyxl.Workbook()
    book.active.append(["TT", "Tên xã", *heads])
    for n, (name, *figures) in enumerate(zip(full_name(units), *columns, strict=True), 1):
        book.active.append([n, name, *figures])
    for title, rows in more.items():
        page = book.create_sheet(title)
        for row in rows:  # type: ignore[attr-defined]
            page.append(row)
    book.save(folder / "dan_so.xlsx")
    return Files(folder / "xa.gpkg", (folder / "dan_so.xlsx",))


def _asked(files: Files) -> dict[tuple[str, str], str]:
    with pytest.raises(OpenError) as caught:
        import_files(files)
    return {(each.code, each.column): each.why.en for each in caught.value.questions}


def test_four_fifths_of_the_people_with_a_commune_missing_are_asked_about(
    units: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    people = [round(0.8 * n) for n in units["people"]]
    files = _files(units, tmp_path, ["Dân số"], people)
    book = openpyxl.load_workbook(files.tables[0])
    book.active.delete_rows(5)
    book.save(files.tables[0])
    asked = _asked(files)
    assert "80 % of those published" in asked["", "people"]
    assert "no row and no figure" in asked[units.index[3], "people"]
    # Whoever plans without importing is told as well.
    whole = province("ha_tinh")
    fewer = whole.assign(people=(0.8 * whole["people"]).round()).drop(whole.index[7])
    flat = fewer.to_crs(9209)
    told = doubts(flat, measure_km2(flat.geometry), country().known_today())
    assert any("people in all" in each.claim.en for each in told)
    right = whole.drop(whole.index[7]).to_crs(9209)
    told = doubts(right, measure_km2(right.geometry), country().known_today())
    assert not any("people in all" in each.claim.en for each in told)


def test_households_in_the_place_of_people_are_asked_about(
    units: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    homes = [round(n / 3.7) for n in units["people"]]
    asked = _asked(_files(units, tmp_path, ["Dân số"], homes))
    assert "27 % of those published" in asked["", "people"]
    assert "as households would be" in asked["", "people"]


def test_those_who_stay_for_a_time_are_not_left_out_in_silence(
    units: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    people = units["people"].astype(int).tolist()
    some = [n // 20 for n in people]
    asked = _asked(_files(units, tmp_path, ["Dân số", "Tạm trú"], people, some))
    assert list(asked) == [("", "people")] and "“Tạm trú” stands apart" in asked["", "people"]
    assert not people_columns(["Tổng dân số", "Tạm trú"]).apart
    assert not people_columns(["Dân số", "Trong đó: tạm trú"]).apart
    # Beside those who live there they are summed, and it is said.
    rest = [n - m for n, m in zip(people, some, strict=True)]
    imported = import_files(_files(units, tmp_path, ["Dân số thường trú", "Tạm trú"], rest, some))
    assert imported.units["people"].tolist() == people
    assert "sum of “Dân số thường trú + Tạm trú”" in _told(imported)


@pytest.mark.parametrize("title", seeds(["Bổ sung", "Điều chỉnh"], 1))
def test_a_sheet_that_adds_counts(units: gpd.GeoDataFrame, tmp_path: Path, title: str) -> None:
    people = units["people"].astype(int).tolist()
    wrong = [n + 900 if i == 4 else n for i, n in enumerate(people)]
    names = full_name(units).tolist()
    rows = [["TT", "Tên xã", "Dân số"], [1, names[4], people[4]]]
    imported = import_files(_files(units, tmp_path, ["Dân số"], wrong, **{title: rows}))
    assert imported.units["people"].tolist() == people
    assert f"a sheet that adds: its figures count for {names[4]}" in _told(imported)


def test_a_form_of_facts_in_the_folder_counts_in_the_scenario(
    units: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    files = _files(units, tmp_path, ["Dân số"], units["people"].astype(int).tolist())
    form = openpyxl.Workbook()
    form.active.append(["Mã xã", "Tên xã", "Dữ kiện", "Trả lời", "Số quyết định"])
    form.active.append(
        [units.index[2], full_name(units).iloc[2], "Miền núi, vùng cao", "có", "1/QĐ"]
    )
    form.save(tmp_path / "du_kien.xlsx")
    files = replace(files, tables=(*files.tables, tmp_path / "du_kien.xlsx"))
    imported = import_files(files)
    assert imported.forms == (tmp_path / "du_kien.xlsx",)
    read = read_scenario(write_import(imported, files, Bases("công an"), tmp_path / "out"))
    after = read_units(read.scenario.source, read.folder)
    assert bool(after.at[units.index[2], "mountain"])


def _told(imported: Imported) -> str:
    return " ".join(each.line.en for each in imported.report.remarks)


def test_totals_are_held_against_the_part_that_they_are_of(
    units: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    people = units["people"].astype(int).tolist()
    files = _files(units, tmp_path, ["Dân số"], people)
    book = openpyxl.load_workbook(files.tables[0])
    page = book.active
    rest = book.create_sheet("Phần hai")
    rest.append(["TT", "Tên xã", "Dân số"])
    for row in list(page.iter_rows(min_row=9, values_only=True)):
        rest.append(row)
    page.delete_rows(9, 20)
    page.append([None, "Tổng cộng", sum(people[:7])])
    rest.append([None, "Tổng cộng", sum(people)])
    book.save(files.tables[0])
    assert "row of totals says" not in _told(import_files(files))
    page.cell(9, 3).value = sum(people[:7]) + 1000
    book.save(files.tables[0])
    assert "row of totals says" in _told(import_files(files))


def test_both_coordinates_in_one_cell_and_houses_before_names(
    units: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    files = _files(units, tmp_path, ["Dân số"], units["people"].astype(int).tolist())
    points = units.geometry.to_crs(4326).representative_point()
    lines = ["sep=;", "Tên;Toạ độ (Google);Địa chỉ"]
    lines += [
        f"UBND {name.lower()};{p.y:.5f}, {p.x:.5f}°;số 1, phố A, phường B, huyện C"
        for name, p in zip(full_name(units), points, strict=True)
    ]
    (tmp_path / "tru_so.csv").write_text("\n".join(lines), "utf-8")
    imported = import_files(replace(files, tables=(*files.tables, tmp_path / "tru_so.csv")))
    assert imported.seats is not None and sorted(imported.seats["unit"]) == sorted(units.index)
