"""Layers of one's own: on the page and on paper, in the run folder, and verified."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from commandline import Planner
from conftest import write_small
from playwright.sync_api import Browser
from pypdf import PdfReader

LAYERS = """\
maps:
  layers:
    - {file: rivers.geojson, name: {vi: Sông Thử, en: Trial rivers}, label: TEN, dash_mm: [2, 1]}
    - {file: seats.gpkg, name: Trụ sở, label: ten, colour: "#b3122b"}
    - {file: old.gpkg, name: Huyện cũ, label: ten}
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, planner: Planner) -> Path:
    """Run the nine squares with a river, two seats, and an old district that reaches beyond."""
    folder = write_small(tmp_path_factory.mktemp("overlays"))
    units = gpd.read_file(folder / "units.gpkg")
    west, south, east, north = units.total_bounds
    river = shapely.LineString([(west - 9e5, south), (west, south), (east, north)])
    gpd.GeoDataFrame({"TEN": ["Ngàn Sâu"]}, geometry=[river], crs=units.crs).to_crs(4326).to_file(
        folder / "rivers.geojson"
    )
    points = units.representative_point()[:2]
    gpd.GeoDataFrame({"ten": ["A", "B"]}, geometry=points, crs=units.crs).to_file(
        folder / "seats.gpkg"
    )
    old = shapely.box(west - 50, south, (west + east) / 2, north)
    gpd.GeoDataFrame({"ten": ["Huyện Xưa"]}, geometry=[old], crs=units.crs).to_file(
        folder / "old.gpkg"
    )
    (folder / "own.yaml").write_text("extends: small.yaml\n" + LAYERS, encoding="utf-8")
    done = planner("run", "own.yaml", "--out", "own", folder=folder)
    assert done.returncode in (0, 1), done.stderr
    return folder


def test_layers_are_inputs_and_lie_in_the_run_folder(run: Path) -> None:
    """Cut to the map, in the system of the units, with their labels; files by their hashes."""
    inputs = json.loads((run / "own/result.json").read_text("utf-8"))["inputs"]
    names = {entry["name"] for entry in inputs}
    assert {"rivers.geojson", "seats.gpkg", "old.gpkg"} <= names
    present = gpd.read_file(run / "own/units.gpkg", layer="present")
    river = gpd.read_file(run / "own/units.gpkg", layer="map_1")
    assert river["label"].tolist() == ["Ngàn Sâu"] and river.crs == present.crs
    west, _, east, _ = present.total_bounds
    assert west - 0.16 * (east - west) < river.total_bounds[0] < west
    assert gpd.read_file(run / "own/units.gpkg", layer="map_2")["label"].tolist() == ["A", "B"]


@pytest.mark.slow
def test_a_run_with_layers_is_verified_and_a_changed_layer_is_told(
    run: Path, planner: Planner
) -> None:
    done = planner("verify", "own", folder=run)
    assert done.returncode == 0 and "!!" not in done.stderr, done.stdout + done.stderr
    held = (run / "rivers.geojson").read_bytes()
    (run / "rivers.geojson").write_bytes(held.replace("Ngàn Sâu".encode(), b"La"))
    changed = planner("verify", "own", folder=run)
    assert "rivers.geojson" in changed.stdout + changed.stderr
    (run / "rivers.geojson").write_bytes(held)


def test_the_page_shows_layers_that_a_reader_can_hide(run: Path, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto((run / "own/map.html").as_uri())
    assert page.locator("#legend").inner_text().count("Sông Thử") == 1
    drawn = page.locator(".leaflet-own-pane path")
    assert drawn.count() == 4
    page.get_by_label("Sông Thử").uncheck()
    assert drawn.count() == 3 and "Sông Thử" not in page.locator("#legend").inner_text()
    assert "Ngàn Sâu" not in page.locator(".leaflet-names-pane").inner_text()
    page.close()
    assert faults == []


@pytest.mark.slow
@pytest.mark.more
def test_sheets_show_layers_and_name_them(run: Path, planner: Planner) -> None:
    done = planner("map", "own", "--paper", "A4", folder=run)
    assert done.returncode == 0, done.stderr
    for sheet in ("hien_trang", "phuong_an"):
        page = PdfReader(run / f"own/print/{sheet}_A4.pdf").pages[0]
        text = "".join(page.extract_text().split())
        assert "SôngThử" in text and "Trụsở" in text


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{file: none.gpkg, name: x}", "none.gpkg"),
        ("{file: rivers.geojson, name: x, label: MA}", "no column 'MA'"),
        ("{file: rivers.geojson, name: x, crs: 'EPSG:1'}", "coordinate system"),
        ("{file: rivers.geojson, name: x, crs: 'EPSG:9209'}", "nothing within the map"),
        ("{file: rivers.geojson, name: x, colour: red}", "colour"),
    ],
)
def test_a_layer_that_cannot_be_drawn_is_refused(
    run: Path, planner: Planner, line: str, words: str
) -> None:
    text = f"extends: small.yaml\nmaps:\n  layers:\n    - {line}\n"
    (run / "bad.yaml").write_text(text, encoding="utf-8")
    done = planner("--lang", "en", "run", "bad.yaml", "--out", "bad", folder=run)
    assert done.returncode == 2 and words in done.stderr, done.stderr
