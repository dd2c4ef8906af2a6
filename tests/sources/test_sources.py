"""Files → Units: what is read, what is repaired, and what is refused with a way to mend it."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from brought import CRS, EAST, NORTH, SIDE, neighbours, read, refused, squares
from pydantic import ValidationError
from shapely import Polygon, box

from planner.errors import InputError
from planner.sources import SourceSettings, read_units
from planner.units.provenance import provenance_of


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


def test_settings_refuse_misspelt_keys() -> None:
    for wrong in ({"layr": "x"}, {"columns": {"peple": "x"}}, {"kinds": {"x": "xã"}}):
        with pytest.raises(ValidationError):
            SourceSettings.model_validate({"boundaries": "x.gpkg"} | wrong)


def test_bow_tie_is_made_valid_and_reported(tmp_path: Path) -> None:
    frame = squares()
    x, y = EAST + SIDE, NORTH + SIDE
    # Above its shared borders the outline of 00004 crosses itself.
    frame.loc[3, "geometry"] = Polygon(
        [(x, y), (x + SIDE, y), (x + SIDE, y + SIDE), (x + 1000, y + SIDE + 500),
         (x + 1000, y + SIDE), (x + 2000, y + SIDE + 500), (x, y + SIDE)]
    )  # fmt: skip
    assert not frame.geometry.is_valid.all()
    # A loop that is turned round counts against the rest: 1.07 percent of the area are in doubt.
    with pytest.raises(InputError, match=r"00004: an outline that crosses itself .* 1 %"):
        read(frame, tmp_path)
    units = read(frame, tmp_path, repair_percent=2.0)
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
