"""Boundary files as others leave them: each fault is said, and the units are those they are."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from office_files import province, write_boundaries
from worlds import seeds

from planner.sources.doctor.answers import Answers, OpenError
from planner.sources.doctor.caution import Report
from planner.sources.doctor.folder import files_of, others_of
from planner.sources.doctor.importing import Files, import_files
from planner.sources.doctor.maps.boundaries import Drawn, read_boundaries

HOME = "dong_nai"
EPSG = 9216
"""VN-2000, meridian 107°45′: that of the province."""


def _layer() -> gpd.GeoDataFrame:
    units = province(HOME).iloc[:30].to_crs(4326)
    return gpd.GeoDataFrame(
        {"ma": units.index, "ten": units["name"].to_numpy()},
        geometry=units.geometry.to_numpy(),
        crs=4326,
    )


def _with(layer: gpd.GeoDataFrame, *rows: tuple[str, str, object]) -> gpd.GeoDataFrame:
    more = list(zip(*rows, strict=True))
    return gpd.GeoDataFrame(
        {"ma": [*layer["ma"], *more[0]], "ten": [*layer["ten"], *more[1]]},
        geometry=[*layer.geometry, *more[2]],
        crs=layer.crs,
    )


def _pond(layer: gpd.GeoDataFrame) -> shapely.Geometry:
    return layer.geometry[3].representative_point().buffer(0.002)


def _drawn(frame: gpd.GeoDataFrame, path: Path) -> tuple[Drawn, str]:
    frame.to_file(path, engine="pyogrio")
    report = Report()
    drawn = read_boundaries(path, report)
    return drawn, " ".join(each.line.en for each in report.remarks)


def _same(drawn: Drawn) -> None:
    """The units are those of the province, each with its outline."""
    units = province(HOME).iloc[:30]
    assert sorted(drawn.units.index) == sorted(units.index)
    shapes = drawn.units.geometry.to_crs(4326).loc[units.index].to_numpy()
    own = units.geometry.to_crs(4326).to_numpy()
    both = shapely.area(shapely.union(shapely.make_valid(shapes), own))
    assert (shapely.area(shapely.intersection(shapely.make_valid(shapes), own)) / both > 0.9).all()


def _halves(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    west, south, east, north = layer.geometry.iloc[0].bounds
    left = shapely.box(west, south, (west + east) / 2, north)
    rest = layer.geometry.iloc[0].difference(left)
    first = layer.copy()
    first.loc[0, "geometry"] = layer.geometry.iloc[0].intersection(left)
    return _with(first, ("", f"{layer['ten'][0]} (phần 2)", rest))


def _stranger(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    other = province("lam_dong").iloc[:1].to_crs(4326)
    return _with(layer, (other.index[0], other["name"].iloc[0], other.geometry.iloc[0]))


def _turned(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    turned = layer.copy()
    turned.loc[4, "geometry"] = shapely.transform(layer.geometry[4], lambda xy: xy[:, ::-1])
    return turned


FAULTS: dict[str, tuple[Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame], str]] = {
    "a line and a point": (
        lambda layer: _with(
            layer,
            ("", "Sông", shapely.LineString([(107, 11), (107.1, 11.1)])),
            ("", "UBND", shapely.Point(107, 11)),
        ),
        "no outlines, set aside: rows 31, 32",
    ),
    "a unit in two features": (_halves, "features 1, 31 joined into one"),
    "a unit twice": (
        lambda layer: _with(layer, ("", layer["ten"][2], layer.geometry[2])),
        "features 3, 31 joined into one",
    ),
    "a pond without a name": (
        lambda layer: _with(
            layer, ("", "", layer.geometry[3].representative_point().buffer(0.002))
        ),
        "features 4, 31 joined into one",
    ),
    "a commune of another province": (_stranger, "Lâm Đồng: set aside"),
    "latitude and longitude exchanged": (_turned, "exchanged, put right: rows 5"),
}


@pytest.mark.parametrize("fault", seeds(list(FAULTS), 3))
def test_a_fault_of_a_layer_is_said_and_mended(fault: str, tmp_path: Path) -> None:
    spoil, said = FAULTS[fault]
    drawn, told = _drawn(spoil(_layer()), tmp_path / "ranh.gpkg")
    assert said in told
    _same(drawn)


def test_a_feature_with_another_name_is_asked_about(tmp_path: Path) -> None:
    layer = _layer()
    inside = _pond(layer)
    _drawn(_with(layer, ("", "Khu công nghiệp", inside)), tmp_path / "ranh.gpkg")
    with pytest.raises(OpenError, match="“Khu công nghiệp”"):
        import_files(Files(tmp_path / "ranh.gpkg"))
    (tmp_path / "ranh.gpkg").unlink()
    _with(layer, ("", "Khu công nghiệp", inside)).to_file(tmp_path / "ranh.gpkg")
    answers = Answers({"ranh.gpkg": [("", "Khu công nghiệp", 31, "")]})
    report = Report()
    _same(read_boundaries(tmp_path / "ranh.gpkg", report, answers=answers))
    assert "left out, as was decided" in " ".join(each.line.en for each in report.remarks)


def test_metres_in_a_geojson_without_a_system_are_placed(tmp_path: Path) -> None:
    frame = _layer().to_crs(EPSG)
    bare = json.loads(frame.set_crs(None, allow_override=True).to_json())
    bare.pop("crs", None)
    (tmp_path / "ranh.geojson").write_text(json.dumps(bare), "utf-8")
    report = Report()
    _same(read_boundaries(tmp_path / "ranh.geojson", report))
    assert "none is stated; found by where outlines fall" in report.doubts[0].line.en


def test_northings_before_eastings_are_turned_round(tmp_path: Path) -> None:
    frame = _layer().to_crs(EPSG).set_crs(None, allow_override=True)
    turned = shapely.transform(frame.geometry.to_numpy(), lambda xy: xy[:, ::-1])
    drawn, told = _drawn(frame.set_geometry(turned), tmp_path / "ranh.shp")
    assert "northing first, turned round" in told
    _same(drawn)


def test_the_layer_of_units_is_taken_among_others(tmp_path: Path) -> None:
    path = tmp_path / "nen.gpkg"
    layer = _layer()
    west = layer.dissolve().assign(ten="Huyện")[["ten", "geometry"]]
    west.to_file(path, layer="huyen", engine="pyogrio")
    layer.to_file(path, layer="xa", engine="pyogrio")
    report = Report()
    _same(read_boundaries(path, report))
    told = " ".join(each.line.en for each in report.remarks)
    assert "layer “xa” taken" in told and "set aside: huyen" in told


def test_folders_of_google_earth_are_one_map(tmp_path: Path) -> None:
    layer = _layer().rename(columns={"ten": "Name"})
    path = tmp_path / "ranh.kml"
    for number, part in enumerate(np.array_split(np.arange(len(layer)), 3)):
        layer.iloc[part].to_file(
            path, layer=f"H{number}", engine="pyogrio", driver="LIBKML", append=number > 0
        )
    _same(read_boundaries(path, Report()))


def test_a_commune_that_a_layer_of_the_province_lacks_is_added(tmp_path: Path) -> None:
    units = province("ha_tinh")
    write_boundaries(units.iloc[1:], 9209, tmp_path / "ranh.shp", codes=True)
    report = Report()
    drawn = read_boundaries(tmp_path / "ranh.shp", report)
    assert sorted(drawn.units.index) == sorted(units.index)
    assert "is not in the layer" in " ".join(each.line.en for each in report.doubts)


def test_files_lie_in_folders_below(tmp_path: Path) -> None:
    (tmp_path / "gis").mkdir()
    write_boundaries(province(HOME).iloc[:5], EPSG, tmp_path / "gis" / "ranh.shp", codes=True)
    (tmp_path / "bieu").mkdir()
    (tmp_path / "bieu" / "dan_so.csv").write_text("ten;dan so\n", "utf-8")
    (tmp_path / "bieu" / "~$dan_so.csv").write_text("", "utf-8")
    assert files_of(tmp_path) == (
        tmp_path / "gis" / "ranh.shp",
        (tmp_path / "bieu" / "dan_so.csv",),
    )


def test_water_cut_out_of_units_is_given_back_to_them(tmp_path: Path) -> None:
    layer = _layer()
    border = layer.geometry[3].boundary.intersection(layer.union_all())
    water = border.interpolate(0.5, normalized=True).buffer(0.01)
    water = water.intersection(shapely.make_valid(layer.union_all()))
    cut = layer.set_geometry(layer.geometry.difference(water))
    drawn, told = _drawn(_with(cut, ("", "Đầm phá", water)), tmp_path / "ranh.gpkg")
    assert not drawn.problems and "no unit, but cut out of units; given back to" in told
    _same(drawn)


def test_the_map_of_units_is_told_from_roads_and_marks_beside_it(tmp_path: Path) -> None:
    layer = _layer()
    layer.to_file(tmp_path / "xa.shp")
    west, south, east, north = layer.total_bounds
    road = shapely.LineString([(west, south), (east, north)])
    for name, shape in (("giao_thong", road), ("moc", shapely.Point(west, south))):
        frame = gpd.GeoDataFrame({"ten": ["a"]}, geometry=[shape], crs=4326)
        frame.to_file(tmp_path / f"{name}.shp")
    (tmp_path / "cong_van.docx").write_bytes(b"PK")
    vector, tables = files_of(tmp_path)
    assert (vector.name, tables) == ("xa.shp", ())
    others = [path.name for path in others_of(tmp_path, vector, tables)]
    assert others == ["cong_van.docx", "giao_thong.shp", "moc.shp"]
