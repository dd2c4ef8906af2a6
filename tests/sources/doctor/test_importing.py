"""An office's folder made into clean data: every doubt named, nothing taken in silence."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from commandline import Planner
from office_files import province, write_boundaries, write_office, write_people

from planner.errors import InputError
from planner.scenario.reading import read_scenario
from planner.sources import read_units
from planner.sources.doctor.answers import OpenError
from planner.sources.doctor.folder import files_of
from planner.sources.doctor.importing import Files, import_files
from planner.sources.doctor.outputs import Bases, write_import, write_open
from planner.units import full_name
from planner.units.provenance import provenance_of
from planner.vietnam.sources.early_2025 import former_communes


@pytest.fixture(scope="module")
def part(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the office of a part of Lâm Đồng, in zone 107°15′, without codes."""
    folder = tmp_path_factory.mktemp("office")
    units = province("lam_dong").iloc[60:80]
    write_boundaries(units, 9215, folder / "ranh_gioi.shp", codes=False)
    write_people(units, folder / "dan_so.xlsx", {3: units["name"].iloc[3] + "h"})
    return folder


@pytest.mark.slow
def test_a_folder_becomes_clean_units_and_a_scenario(part: Path, tmp_path: Path) -> None:
    units = province("lam_dong").iloc[60:80]
    files = Files(*files_of(part))
    imported = import_files(files)
    assert imported.units.index.tolist() == units.index.tolist()
    assert imported.units["name"].tolist() == units["name"].tolist()
    assert imported.units["people"].tolist() == units["people"].tolist()
    assert imported.units["area_km2"].round(2).tolist() == units["area_km2"].round(2).tolist()
    assert imported.units.crs.to_epsg() == 9215
    (match,) = imported.matches
    assert match.code == units.index[3]
    said = " ".join(each.line.en for each in imported.report.doubts)
    assert "meridian 107°15′ (EPSG:9215)" in said and "areas are in ha, made km²" in said
    scenario = write_import(imported, files, Bases("công an"), tmp_path / "one")
    write_import(imported, files, Bases("công an"), tmp_path / "two")
    written = {path.name for path in (tmp_path / "one").iterdir()}
    assert written == {
        *("units.gpkg", "matches.csv", "doubts.csv", "import.json", "lam_dong_2026.yaml")
    }
    for name in written:
        one, two = (tmp_path / each / name for each in ("one", "two"))
        assert one.read_bytes() == two.read_bytes(), name
    head = (tmp_path / "one" / "doubts.csv").read_bytes()[:12]
    assert head.startswith("\ufeffLoại;".encode())
    read = read_scenario(scenario)
    again = read_units(read.scenario.source, read.folder)
    assert again["people"].sum() == units["people"].sum()
    assert any("names taken" in note.en for note in provenance_of(again).notes)


def test_a_doubtful_figure_is_noted_once(tmp_path: Path) -> None:
    """The report of the import has it, and every run says it of the units that were written."""
    units = province("ha_tinh").iloc[:4]
    areas = units["area_km2"].where(units.index != units.index[1], units["area_km2"] * 1.4)
    (tmp_path / "in").mkdir()
    write_boundaries(units.assign(area_km2=areas), 9209, tmp_path / "in/xa.shp", codes=True)
    write_people(units, tmp_path / "in/dan_so.xlsx", {})
    files = Files(*files_of(tmp_path / "in"))
    imported = import_files(files)
    assert any("its outline has" in each.line.en for each in imported.report.doubts)
    read = read_scenario(write_import(imported, files, Bases("công an"), tmp_path / "out"))
    notes = provenance_of(read_units(read.scenario.source, read.folder)).notes
    assert sum("its outline has" in note.en for note in notes) == 1


def test_what_nobody_can_be_sure_of_is_asked_and_taken_back(part: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(part / "dan_so.xlsx")
    page = book["Biểu 01"]
    wrong = province("lam_dong")["name"].iloc[63] + "h"
    (row,) = (cell.row for cell in page["B"] if str(cell.value).endswith(wrong))
    page.cell(row, 2).value = "Xã Ở Đâu"
    book.save(tmp_path / "dan_so.xlsx")
    files = Files(part / "ranh_gioi.shp", (tmp_path / "dan_so.xlsx",), crs="EPSG:9215")
    with pytest.raises(OpenError, match="no unit that is surely “Xã Ở Đâu”") as caught:
        import_files(files)
    path = write_open(caught.value.matches, files, tmp_path / "out", caught.value.questions)
    matches = pd.read_csv(path, sep=";", dtype=str, keep_default_na=False)
    asked = matches["Tên trong tệp"] == "Xã Ở Đâu"
    assert matches.loc[asked, "Mã đơn vị"].tolist() == [""]
    code = province("lam_dong").index[63]
    matches.loc[asked, "Mã đơn vị"] = code
    matches.to_excel(tmp_path / "matches.xlsx", index=False)
    settled = replace(files, matches=tmp_path / "matches.xlsx")
    imported = import_files(settled)
    assert imported.units.at[code, "people"] == province("lam_dong").at[code, "people"]


def test_codes_of_other_units_are_told(part: Path, tmp_path: Path) -> None:
    units = province("lam_dong").iloc[60:80]
    swapped = units.index.tolist()
    swapped[:2] = swapped[1::-1]
    frame = units.assign(ma_xa=swapped)[["ma_xa", "name", "people", "geometry"]]
    frame.to_file(tmp_path / "xa.geojson", index=False)
    imported = import_files(Files(tmp_path / "xa.geojson"))
    assert [match.code for match in imported.matches] == units.index[:2].tolist()
    assert [match.how for match in imported.matches] == ["place", "place"]


def test_a_folder_needs_one_boundary_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no boundary file"):
        files_of(tmp_path)


@pytest.mark.slow
def test_an_office_goes_from_files_to_a_plan(tmp_path: Path, planner: Planner) -> None:
    wrong = write_office(tmp_path / "van_phong", "ha_tinh", 9211, codes=True)
    done = planner(
        *("data", "import", "van_phong", "--out", "du_lieu", "--people-base", "công an", "--json"),
        folder=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    doubts = [each for each in json.loads(done.stdout)["remarks"] if each["kind"] == "doubt"]
    matches = pd.read_csv(tmp_path / "du_lieu/matches.csv", sep=";", dtype=str)
    assert set(matches["Mã đơn vị"]) == wrong and len(doubts) == 4 + len(wrong)
    ran = planner("run", "du_lieu/ha_tinh_2026.yaml", "--out", "kq", folder=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "126" in ran.stdout  # the people who change unit, as from the embedded figures
    units = gpd.read_file(tmp_path / "kq/units.gpkg", layer="present")
    assert units.crs.to_epsg() == 9211
    # Who does not say what people rest on hears how; sheets and documents name no option.
    told = planner("data", "import", "van_phong", "--out", "khac", folder=tmp_path)
    assert "--people-base" in told.stdout
    written = (tmp_path / "khac/ha_tinh_2026.yaml").read_text("utf-8")
    assert "chưa nêu nguồn của số dân" in written and "--people-base" not in written


def test_communes_of_before_july_2025_are_summed_and_divided_ones_are_asked(tmp_path: Path) -> None:
    """By names alone: of nine units of Hà Tĩnh; a commune of which parts went to two is open."""
    units = province("ha_tinh")
    units = units.loc[["18073", "18652", *units.index[5:12]]]
    write_boundaries(units, 9209, tmp_path / "ranh_gioi.shp", codes=True)
    former = former_communes(units.index)
    old = former.drop_duplicates("code").set_index("code")
    book = openpyxl.Workbook()
    book.active.append(["Huyện", "Tên xã", "Dân số"])
    shares = old["heir"].map(units["people"] // old["heir"].value_counts())
    for n, (name, share) in enumerate(zip(full_name(old), shares, strict=True), 1):
        book.active.append(["Huyện A" if n == 1 else None, name, int(share)])
    book.active.merge_cells(start_row=2, end_row=len(old) + 1, start_column=1, end_column=1)
    book.save(tmp_path / "dan_so.xlsx")
    files = Files(tmp_path / "ranh_gioi.shp", (tmp_path / "dan_so.xlsx",), crs="EPSG:9209")
    with pytest.raises(OpenError, match="“Phường Đại Nài” was divided in July 2025") as caught:
        import_files(files)
    path = write_open(caught.value.matches, files, tmp_path / "out", caught.value.questions)
    settled = path.read_text("utf-8-sig").replace("Phường Đại Nài;;", "Phường Đại Nài;18652;")
    assert "18652" in settled
    path.write_text(settled, "utf-8")
    # Which of the heirs its people belong to is not known: both wait for a word.
    with pytest.raises(OpenError, match="how much of it belongs here") as caught:
        import_files(replace(files, matches=path))
    assert {each.code for each in caught.value.questions} == {"18073", "18652"}
    path = write_open(caught.value.matches, files, tmp_path / "again", caught.value.questions)
    lines = [
        line + "giữ" if "chưa biết phần nào" in line else line
        for line in path.read_text("utf-8-sig").splitlines()
    ]
    path.write_text("\n".join(lines), "utf-8")
    imported = import_files(replace(files, matches=path))
    expected = pd.Series(shares.astype(int), old.index).groupby(
        former.drop_duplicates("code", keep="last").set_index("code")["heir"]
    )
    sums = expected.sum().reindex(units.index)
    assert imported.units["people"].drop("18652").to_dict() == sums.drop("18652").to_dict()
    assert imported.units["people"].sum() == int(shares.astype(int).sum())
    assert any("by the lineage" in each.text.en for each in imported.report.remarks)


@pytest.mark.slow
def test_a_messy_folder_asks_all_at_once_and_goes_on_with_the_answers(
    tmp_path: Path, planner: Planner
) -> None:
    """Lock file, letter, list of staff, seats in metres, a row twice, and three wrong figures."""
    folder, units = tmp_path / "van_phong", province("ha_tinh").iloc[:12]
    folder.mkdir()
    write_boundaries(units, 9211, folder / "ranh_gioi.shp", codes=True)
    names, people = full_name(units).tolist(), units["people"].tolist()
    book = openpyxl.Workbook()
    page = book.active
    page.append(["TT", "Tên xã", "Dân số 2019", "Dân số 2024", "Số hộ"])
    page.append(["I", "HUYỆN A (CŨ)", 1, 2, 3])
    for n, (name, figure) in enumerate(zip(names, people, strict=True)):
        page.append([n + 1, name, figure - 500, figure * (10 if n == 2 else 1), figure // 4])
    page.append([13, names[0], people[0] - 500, people[0], people[0] // 4])
    page.delete_rows(8)  # the unit in sixth place has no row
    page.cell(9, 4).value = "…"
    book.save(folder / "dan_so.xlsx")
    staff = openpyxl.Workbook()
    staff.active.append(["TT", "Xã", "Cán bộ"])
    staff.active.append([1, names[0], 30])
    staff.save(folder / "can_bo.xlsx")
    (folder / "~$dan_so.xlsx").write_bytes(b"ab")
    (folder / "cong_van.docx").write_bytes(b"PK")
    points = units.geometry.to_crs(9211).representative_point()
    lines = [f"{n};{p.y:.1f};{p.x:.1f}" for n, p in zip(names, points, strict=True)]
    (folder / "tru_so.csv").write_text("\n".join(["Đơn vị;X (m);Y (m)", *lines]), "utf-8")
    command = ("data", "import", "van_phong", "--out", "du_lieu", "--people-base", "công an")
    asked = planner(*command, folder=tmp_path)
    assert asked.returncode == 1, asked.stderr
    assert not (tmp_path / "du_lieu/units.gpkg").exists()
    path = tmp_path / "du_lieu/matches.csv"
    assert path.read_bytes().startswith("\ufeffTệp, trang;".encode())
    matches = pd.read_csv(path, sep=";", dtype=str, keep_default_na=False)
    questions = matches[matches["Cột"] == "Dân số"]
    assert set(questions["Mã đơn vị"]) == {*units.index[[2, 5, 7]]}
    assert "trùng trong bảng" in set(matches["Cách ghép, điều đáng ngờ"])
    right = dict(zip(units.index, map(str, people), strict=True))
    matches.loc[questions.index, "Trả lời"] = [right[c] for c in questions["Mã đơn vị"]]
    matches.to_csv(path, sep=";", index=False, encoding="utf-8-sig")
    page.insert_rows(4)  # a row more moves no answer to a neighbour
    book.save(folder / "dan_so.xlsx")
    for more in ((), ("--force",)):
        again = (*command, "--matches", "du_lieu/matches.csv", *more, "--json")
        done = planner(*again, folder=tmp_path)
        assert done.returncode == 0, done.stderr
    said = " ".join(each["text"] for each in json.loads(done.stdout)["remarks"])
    assert "“Dân số 2024” taken for people; not taken: Dân số 2019" in said
    assert "X and Y are exchanged" in said and said.count("set aside") == 2
    clean = gpd.read_file(tmp_path / "du_lieu/units.gpkg").set_index("code")
    assert clean["people"].to_dict() == dict(zip(units.index, people, strict=True))
    read = read_scenario(tmp_path / "du_lieu/ha_tinh_2026.yaml")
    assert read.scenario.beside.offices is not None
    seats = pd.read_csv(tmp_path / "du_lieu/seats.csv", dtype={"code": str})
    assert seats["code"].tolist() == units.index.tolist() and seats["lat"].between(17, 19).all()
