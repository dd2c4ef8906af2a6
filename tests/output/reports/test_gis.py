"""GIS files of a plan: styles with the legend's categories, names that survive, the same bytes."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from commandline import REPOSITORY
from decided import HA_TINH
from matplotlib.figure import Figure

from planner.evaluation import Evaluation
from planner.output.reports.gis import SHORT, categorised, crosswalk, legend, write_gis

LAYERS = ("present", "proposed", "changes")
RUN = """
import sys
from pathlib import Path
import decided
from planner.output.reports.gis import write_gis
write_gis(decided.decided_plan(), Path(sys.argv[1]))
"""


@pytest.fixture(scope="module")
def folder(decided: Evaluation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gis")
    written = write_gis(decided, path)
    assert {each.name for each in written} < {each.name for each in path.iterdir()}
    return path


def expected(decided: Evaluation, layer: str) -> pd.DataFrame:
    return categorised(decided)[layer].set_index("code").sort_index()


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("ending", ["geojson", "parquet", "shp", "gpkg"])
def test_names_counts_and_people_survive(
    decided: Evaluation, folder: Path, layer: str, ending: str
) -> None:
    before = expected(decided, layer)
    if ending == "parquet":
        after = gpd.read_parquet(folder / f"{layer}.parquet")
    elif ending == "gpkg":
        after = gpd.read_file(folder / "plan.gpkg", layer=layer)
    else:
        after = gpd.read_file(folder / f"{layer}.{ending}")
    after = after.set_index("code").sort_index()
    # Leading zeros too, had the codes any.
    assert list(after.index) == list(before.index)
    name = "from_name" if layer == "changes" else "full_name"
    assert list(after[name]) == list(before[name])
    assert list(after["category"]) == list(before["category"])
    assert after["people"].sum() == before["people"].sum()
    assert np.allclose(after["area_km2"], before["area_km2"], atol=1e-6)
    assert after.crs.to_epsg() == (4326 if ending == "geojson" else HA_TINH) or ending == "shp"
    assert set(after.geom_type) <= {"Polygon", "MultiPolygon"} and after.is_valid.all()


def test_shapefile_says_how_it_is_written(folder: Path) -> None:
    for layer in LAYERS:
        assert (folder / f"{layer}.cpg").read_text() == "UTF-8"
        head = (folder / f"{layer}.dbf").read_bytes()[:4]
        # The date of the last change, years from 1900: fixed.
        assert tuple(head[1:4]) == (100, 1, 1)
        prj = (folder / f"{layer}.prj").read_text()
        assert "105.5" in prj and "0.9999" in prj
        fields = pyogrio.read_info(folder / f"{layer}.shp")["fields"]
        assert all(len(str(name).encode()) <= 10 for name in fields)
    assert len(set(SHORT.values())) == len(SHORT)


def test_field_dictionary_explains_each_field(folder: Path) -> None:
    table = pd.read_csv(folder / "fields.csv", keep_default_na=False)
    for layer in LAYERS:
        fields = set(pyogrio.read_info(folder / f"{layer}.shp")["fields"])
        rows = table[table["layer"] == layer]
        assert set(rows["field"]) == fields
        assert (rows["vi"] != "").all() and (rows["en"] != "").all()


def test_geojson_is_rfc_7946(folder: Path) -> None:
    data = json.loads((folder / "proposed.geojson").read_text(encoding="utf-8"))
    assert "crs" not in data
    for feature in data["features"]:
        shape = shapely.geometry.shape(feature["geometry"])
        west, south, east, north = shape.bounds
        assert 105.0 < west < east < 107.0 and 17.9 < south < north < 19.0
        for part in shapely.get_parts(shape):
            # The outer ring runs against the clock.
            assert part.exterior.is_ccw


@pytest.mark.parametrize("layer", LAYERS)
def test_styles_have_the_categories_of_the_layer(
    decided: Evaluation, folder: Path, layer: str
) -> None:
    text = (folder / f"{layer}.qml").read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)
    renderer = root.find("renderer-v2")
    assert root.tag == "qgis" and renderer is not None
    assert renderer.get("type") == "categorizedSymbol" and renderer.get("attr") == "category"
    entries = renderer.findall("categories/category")
    table = expected(decided, layer)
    values = [entry.get("value") for entry in entries]
    assert set(values) == set(table["category"]) and len(values) == len(set(values))
    shown = legend(layer, table)
    assert [entry.get("label") for entry in entries] == [str(c.word) for c in shown]
    symbols = {symbol.get("name"): symbol for symbol in renderer.findall("symbols/symbol")}
    for entry, category in zip(entries, shown):
        options = symbols[entry.get("symbol")].findall("layer[@class='SimpleFill']/Option/Option")
        colour = {option.get("name"): option.get("value") for option in options}["color"]
        if category.fill != "none":
            red, green, blue = (int(category.fill[i : i + 2], 16) for i in (1, 3, 5))
            assert colour == f"{red},{green},{blue},255"
    # What is heavily outlined is drawn last.
    last = str(renderer.findtext("orderby/orderByClause"))
    assert set(re.findall("'(.*?)'", last)) == {c.key for c in shown if c.heavy}
    written = root.find("labeling/settings/text-style")
    assert written is not None and written.get("isExpression") == "1"
    # QGIS takes a weight that is not there for the thinnest.
    assert (written.get("fontWeight"), written.get("textOpacity")) == ("50", "1")
    # replace(replace("full_name", 'Phường ', 'P. '), …): carried out here as QGIS does.
    expression = str(written.get("fieldName"))
    labelled = re.findall('"(.*?)"', expression)[0]
    labels = table[labelled]
    for long, short in re.findall(r"'(.*?)', '(.*?)'\)", expression):
        labels = labels.str.replace(long, short, regex=False)
    assert (labels != "").all() and not labels.str.match("Xã |Phường |Thị trấn ").any()


@pytest.mark.slow
def test_styles_say_what_the_printed_legend_says(pair: dict[str, Figure], folder: Path) -> None:
    for sheet, figure in pair.items():
        printed = {text.get_text() for text in figure.axes[0].texts}
        layer = "proposed" if sheet == "proposal" else sheet
        root = ElementTree.parse(folder / f"{layer}.qml")
        for entry in root.findall("renderer-v2/categories/category"):
            vi, en = str(entry.get("label")).split(" · ")
            assert vi in printed and en in printed


def test_geopackage_brings_its_styles(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "plan.gpkg")) as database:
        rows = database.execute(
            "SELECT f_table_name, f_geometry_column, styleQML, useAsDefault FROM layer_styles"
        ).fetchall()
        columns = dict(
            database.execute("SELECT table_name, column_name FROM gpkg_geometry_columns")
        )
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert {row[0] for row in rows} == set(LAYERS)
    for name, geometry, text, default in rows:
        assert columns[name] == geometry and default == 1
        assert text == (folder / f"{name}.qml").read_text(encoding="utf-8")


def test_crosswalk_follows_each_code(decided: Evaluation, folder: Path) -> None:
    table = pd.read_csv(folder / "crosswalk.csv", dtype={"old_code": str, "new_code": str})
    pd.testing.assert_frame_equal(table, crosswalk(decided), check_dtype=False)
    assert set(table["old_code"]) == set(decided.units.index)
    assert set(table["new_code"]) == set(decided.merged.index)
    totals = table.groupby("old_code")[["share_area", "share_people"]].sum()
    assert np.allclose(totals, 1.0)
    row = table.set_index("old_code").loc["18196"]
    assert (row["old_name"], row["new_name"], row["role"]) == ("Xã Sơn Kim 1",) * 2 + ("stays",)
    assert (table.loc[table["role"] == "divided", "old_code"].nunique()) == 2


@pytest.mark.slow
def test_same_run_same_bytes(folder: Path, tmp_path: Path) -> None:
    path = os.pathsep.join([str(REPOSITORY), str(REPOSITORY / "tests")])
    subprocess.run(
        [sys.executable, "-c", RUN, str(tmp_path)],
        check=True,
        env=os.environ | {"PYTHONPATH": path, "PYTHONHASHSEED": "7"},
    )
    one, other = ({p.name: p.read_bytes() for p in each.iterdir()} for each in (folder, tmp_path))
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []


def test_written_again_over_the_old(decided: Evaluation, folder: Path, tmp_path: Path) -> None:
    for _ in range(2):
        write_gis(decided, tmp_path)
    assert (tmp_path / "plan.gpkg").read_bytes() == (folder / "plan.gpkg").read_bytes()
