"""Tables beside the units, as offices make them: what is read, and every fault by its cell."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from pyproj import Transformer
from worlds import nine_squares

from planner.errors import InputError
from planner.sources.companions import BesideSettings, with_beside
from planner.sources.provenance import Gathering
from planner.units.graph import GraphSettings

UNITS = nine_squares().assign(
    name=[
        "Sơn Kim",
        "Đức Thọ",
        "Kỳ Anh",
        "Cẩm Xuyên",
        "Thạch Hà",
        "Can Lộc",
        "Hồng Lĩnh",
        "Vũ",
        "Lộc",
    ]
)
DEGREES = Transformer.from_crs(UNITS.crs, 4326, always_xy=True)
POINTS = [DEGREES.transform(x, y) for x, y in UNITS[["x_m", "y_m"]].to_numpy().tolist()]
TIES = {
    "Tên xã A": ["son kim", "Xã Kỳ Anh"],
    "Tên xã B": ["Đức Thọ", "CAM XUYEN"],
    "Trọng số": ["2,5", "1"],
    "Lý do": ["chung chợ", "chung thung lũng"],
    "Nguồn": ["biên bản 12/10/2026", "sách tỉnh"],
    "Người đánh giá": ["Phòng Nội vụ", "ông An"],
}
OFFICES: dict[str, Sequence[object]] = {
    "STT": range(1, 10),
    "Tên xã": ["SON KIM", "duc tho", "Kỳ Anh", *UNITS["name"][3:]],
    "Trụ sở": [f"Số {i} Trần Phú" for i in range(9)],
    "Kinh độ": [f"{lon:.6f}".replace(".", ",") for lon, _ in POINTS],
    "Vĩ độ": [f"{lat:.6f}".replace(".", ",") for _, lat in POINTS],
}


def read(folder: Path, gathering: Gathering | None = None, **tables: object) -> GraphSettings:
    settings = BesideSettings.model_validate(tables)
    return with_beside(GraphSettings(), settings, UNITS, folder, gathering or Gathering())


def refused(folder: Path, **tables: object) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(folder, **tables)
    return [str(problem) for problem in caught.value.problems]


def changed(table: Mapping[str, Sequence[object]], **cells: tuple[int, object]) -> pd.DataFrame:
    """Change one cell of some columns."""
    frame = pd.DataFrame(dict(table)).astype(object)
    for column, (row, value) in cells.items():
        frame.loc[row, column.replace("_", " ")] = value
    return frame


def test_ties_are_read_from_a_workbook(tmp_path: Path) -> None:
    pd.DataFrame(TIES).to_excel(tmp_path / "ties.xlsx", index=False)
    gathering = Gathering()
    first, second = read(tmp_path, gathering, ties=[{"file": "ties.xlsx"}]).ties
    assert (first.between, first.weight, first.why) == (("11", "12"), 2.5, "chung chợ")
    assert (second.between, second.source, second.author) == (("13", "21"), "sách tỉnh", "ông An")
    assert [file.name for file in gathering.inputs] == ["ties.xlsx"]


def test_faults_of_ties_are_named_by_their_cells(tmp_path: Path) -> None:
    table = changed(TIES, Trọng_số=(0, "0"), Nguồn=(1, ""), Tên_xã_B=(1, "Cam Xuyenn"))
    table = pd.concat([table, changed(TIES, Tên_xã_A=(0, "12"), Tên_xã_B=(0, "11"))[:1]])
    table = pd.concat([table, changed(TIES, Tên_xã_B=(0, "11"))[:1]])
    table.to_excel(tmp_path / "ties.xlsx", index=False)
    told = refused(tmp_path, ties=[{"file": "ties.xlsx"}])
    for cell, found in (
        ("cell C2", "found 0; expected a weight"),
        ("cell E3", "an empty cell"),
        ("cell B3", "Cẩm Xuyên (21)"),
        ("cell A4", "stands in row 2 already"),
        ("cell B5", "the same unit twice"),
    ):
        assert [line for line in told if cell in line and found in line], (cell, found)
    assert len(told) == 5
    pd.DataFrame(TIES).drop(columns="Nguồn").to_csv(tmp_path / "no.csv", index=False)
    assert "no column 'source'" in refused(tmp_path, ties=[{"file": "no.csv"}])[0]


def test_offices_are_read_without_marks_and_with_commas(tmp_path: Path) -> None:
    pd.DataFrame(OFFICES).to_csv(tmp_path / "offices.csv", index=False, sep=";")
    seats = read(tmp_path, offices={"file": "offices.csv"}).seats
    assert seats is not None
    assert [office.unit for office in seats.offices] == list(UNITS.index)
    assert seats.offices[4].name == "Số 4 Trần Phú"
    assert [seats.offices[4].x_m, seats.offices[4].y_m] == pytest.approx(
        UNITS[["x_m", "y_m"]].iloc[4].tolist(), abs=0.2
    )


def test_a_layer_of_points_is_read_like_a_table(tmp_path: Path) -> None:
    points = gpd.points_from_xy(UNITS["x_m"] + 50, UNITS["y_m"], crs=UNITS.crs)
    gpd.GeoDataFrame({"ma_xa": UNITS.index}, geometry=points).to_file(tmp_path / "o.gpkg")
    seats = read(tmp_path, offices={"file": "o.gpkg"}).seats
    assert seats is not None
    assert seats.offices[8].x_m == pytest.approx(UNITS["x_m"].iloc[8] + 50, abs=0.2)


def test_places_elsewhere_are_refused_and_swapped_degrees_told(tmp_path: Path) -> None:
    lon, lat = OFFICES["Kinh độ"], OFFICES["Vĩ độ"]
    table = changed(OFFICES, Kinh_độ=(0, lat[0]), Vĩ_độ=(0, lon[0]), Tên_xã=(3, "Cẩm Xuyê"))
    table.loc[1, ["Kinh độ", "Vĩ độ"]] = [lon[8], lat[8]]
    table.loc[2, "Vĩ độ"] = "không rõ"
    table.loc[4, "Kinh độ"] = None
    table.to_csv(tmp_path / "offices.csv", index=False)
    told = refused(tmp_path, offices={"file": "offices.csv"})
    for row, found in (
        ("row 2, column Kinh độ", "longitude and latitude are swapped"),
        ("row 3, column Kinh độ", "a place in Xã Lộc, 15.8 km outside of Xã Đức Thọ"),
        ("row 4, column Vĩ độ", "not a number"),
        ("row 5, column Tên xã", "Cẩm Xuyên (21)"),
        ("row 6, column Kinh độ", "an empty cell"),
    ):
        assert [line for line in told if row in line and found in line], (row, found, told)
    assert len(told) == 5
    pd.DataFrame(OFFICES)[:8].to_csv(tmp_path / "offices.csv", index=False)
    assert "no office in Xã Lộc (33)" in refused(tmp_path, offices={"file": "offices.csv"})[0]


def test_settlements_are_held_against_the_people_of_their_unit(tmp_path: Path) -> None:
    lon, lat = (f"{value:.6f}" for value in POINTS[0])
    rows = {
        "Mã xã": ["11", "11", "", "12"],
        "Thôn": ["Thôn 1", "Thôn 2", "Tổng cộng", "Thôn 1"],
        "Dân số": ["3.000", "1900", "4900", "6000"],
        "Kinh độ": [lon, lon, "", f"{POINTS[1][0]:.6f}"],
        "Vĩ độ": [lat, lat, "", f"{POINTS[1][1]:.6f}"],
    }
    pd.DataFrame(rows).to_csv(tmp_path / "thon.csv", index=False)
    gathering = Gathering()
    seats = read(tmp_path, gathering, settlements={"file": "thon.csv", "base": "xã báo cáo"}).seats
    assert seats is not None
    assert [(s.unit, s.name, s.people) for s in seats.settlements] == [
        ("11", "Thôn 1", 3000),
        ("11", "Thôn 2", 1900),
        ("12", "Thôn 1", 6000),
    ]
    said = json.dumps([note.vi for note in gathering.notes], ensure_ascii=False)
    assert "xã báo cáo" in said
    assert "Xã Sơn Kim: các thôn 4.900, đơn vị 5.000" in said
    assert "Đức Thọ:" not in said
    assert "không có dân số thôn của Xã Kỳ Anh" in said


def test_times_are_by_road_and_on_foot_where_none_leads(tmp_path: Path) -> None:
    """A road at 20 km/h through the middle row, in two pieces that meet; another faster beside."""
    pd.DataFrame(OFFICES).to_csv(tmp_path / "offices.csv", index=False)
    at = UNITS[["x_m", "y_m"]].to_numpy()
    lines = [at[[3, 4]], at[[4, 5]], at[[4, 5]]]
    roads = gpd.GeoDataFrame(
        {"toc_do": ["20", "20", "40"]}, geometry=[*map(shapely.LineString, lines)], crs=UNITS.crs
    )
    roads.to_crs(4326).to_file(tmp_path / "roads.gpkg")
    gathering, tables = Gathering(), {"offices": {"file": "offices.csv"}}
    given = read(tmp_path, gathering, **tables, roads={"file": "roads.gpkg", "speed": "toc_do"})
    assert given.seats is not None
    seconds = given.seats.seconds
    # 10 km at 20 and at 40 km/h.
    assert seconds[3][4] == pytest.approx(1800, abs=2)
    assert seconds[4][5] == seconds[5][4] == pytest.approx(900, abs=2)
    assert seconds[3][5] == pytest.approx(2700, abs=3)
    # From the row above on foot: 10 km at 5 km/h to the road, then along it.
    assert seconds[0][4] == pytest.approx(7200 + 1800, abs=3)
    assert seconds[0][1] == pytest.approx(7200, abs=3)
    assert [file.name for file in gathering.inputs] == ["offices.csv", "roads.gpkg"]
    roads.assign(toc_do=["20", "0", None]).to_file(tmp_path / "roads.gpkg")
    told = refused(tmp_path, **tables, roads={"file": "roads.gpkg", "speed": "toc_do"})
    assert "no speed in row 2, 3" in told[0]
    told = refused(tmp_path, **tables, roads={"file": "roads.gpkg"})
    assert "no column 'speed'" in told[0]
