"""Systems of real outlines: found where none is stated, refused where the stated one is wrong."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import geopandas as gpd
import pyproj
import pytest
from office_files import province

from planner.errors import InputError
from planner.output.maps.printed.zones import zone_of
from planner.sources import SourceSettings, read_units
from planner.units.provenance import provenance_of
from planner.vietnam.sources.zones import own_zone, settled, zone_crs

SEVEN = """PROJCS["VN2000_106",GEOGCS["VN-2000",DATUM["D_VN_2000",SPHEROID["WGS_1984",6378137,
298.257223563],TOWGS84[-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,
0.252906278]],PRIMEM["Greenwich",0],UNIT["Degree",0.0174532925199433]],
PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000],PARAMETER["False_Northing",0],
PARAMETER["Central_Meridian",106],PARAMETER["Scale_Factor",0.9999],
PARAMETER["Latitude_Of_Origin",0],UNIT["Meter",1]]"""


def write(folder: Path, key: str, system: pyproj.CRS, stated: str | None) -> SourceSettings:
    """Write eight communes in a system, stating another or none."""
    units = province(key).iloc[10:18]
    frame = units[["name", "kind", "people", "geometry"]].to_crs(system)
    frame = frame.set_crs(stated, allow_override=True).reset_index()
    with pytest.warns(UserWarning) if stated is None else nullcontext():
        frame.to_file(folder / "xa.gpkg")
    return SourceSettings(boundaries="xa.gpkg")


@pytest.mark.slow
def test_a_zone_of_6_degrees_that_nobody_states_is_found(tmp_path: Path) -> None:
    meridian, scale = 105.75, 0.9996
    units = read_units(write(tmp_path, "cao_bang", zone_crs(meridian, scale), None), tmp_path)
    assert own_zone(pyproj.CRS(units.crs)) == (meridian, scale)
    (said,) = (each.en for each in provenance_of(units).repairs)
    assert "none is stated; found by where outlines fall" in said
    assert zone_of(units).meridian == meridian


@pytest.mark.slow
def test_a_wrong_zone_is_refused_with_the_right_one(tmp_path: Path) -> None:
    settings = write(tmp_path, "lam_dong", pyproj.CRS(9215), "EPSG:5899")
    with pytest.raises(InputError, match=r"107°15′ \(EPSG:9215\).*units.crs: EPSG:9215"):
        read_units(settings, tmp_path)
    right = settings.model_copy(update={"crs": "EPSG:9215"})
    units = read_units(right, tmp_path)
    assert units.crs.to_epsg() == 9215 and "taken, as stated" in provenance_of(units).repairs[0].en


def test_seven_parameters_are_a_zone_and_sheets_keep_it() -> None:
    own = settled(pyproj.CRS(SEVEN))
    assert own.to_epsg() == 9211
    units = province("ha_tinh").iloc[:3].to_crs(own)
    zone = zone_of(gpd.GeoDataFrame(units))
    assert (zone.epsg, zone.meridian, zone.width, zone.notes()) == (9211, 106.0, 3, [])
    wide = zone_of(gpd.GeoDataFrame(units.to_crs(3405)))
    assert (wide.epsg, wide.width) == (3405, 6)


def test_areas_in_hectares_are_refused_and_converted_where_stated(tmp_path: Path) -> None:
    units = province("cao_bang").iloc[:8].to_crs(9210)
    frame = units.assign(dt=units["area_km2"] * 100)[["name", "kind", "people", "dt", "geometry"]]
    frame.reset_index().to_file(tmp_path / "xa.gpkg")
    columns = {"area_km2": "dt"}
    settings = SourceSettings(boundaries="xa.gpkg", columns=columns)
    with pytest.raises(InputError, match=r"as in ha.*area_unit: ha"):
        read_units(settings, tmp_path)
    read = read_units(settings.model_copy(update={"area_unit": "ha"}), tmp_path)
    assert read["area_km2"].round(4).tolist() == units["area_km2"].round(4).tolist()


def test_figures_far_from_the_published_ones_are_told(tmp_path: Path) -> None:
    units = province("cao_bang").iloc[:8].to_crs(9210)
    people = units["people"].astype(int).to_numpy().copy()
    people[2] *= 10
    frame = units.assign(people=people)[["name", "kind", "people", "geometry"]].reset_index()
    frame.loc[5, "name"] = "Tên Khác"
    frame.to_file(tmp_path / "xa.gpkg")
    read = read_units(SourceSettings(boundaries="xa.gpkg"), tmp_path)
    told = [note.en for note in provenance_of(read).notes if note.en.startswith("Doubtful")]
    assert any(units.index[2] in line and "published" in line for line in told)
    assert any("Tên Khác" in line and "the code is that of" in line for line in told)
