"""The page of a comparison: each border once, and all of it in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from compared import CALLED, JOINED, JUDGING, differing
from conftest import clean_page, until
from playwright.sync_api import Browser, Page

from planner.evaluation.compare import INDICATORS, PAIR_FIGURES
from planner.output.maps import refuse_outside
from planner.output.maps.borders import colours_of_plans, shared_lines

PARTS = ("indicators", "left_out", "pairs", "notes", "hints")


@pytest.fixture
def page(browser: Browser, comparison: Path) -> Iterator[Page]:
    with clean_page(browser, comparison / "comparison.html") as opened:
        yield opened


def test_every_border_stands_once() -> None:
    parted = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(5, 0, 6, 1)])
    outlines = gpd.GeoSeries({"a": parted, "b": shapely.box(1, 0, 2, 1)}, crs=4326)
    borders = {(border.one, border.other): border.lines for border in shared_lines(outlines)}
    assert set(borders) == {("a", "b"), ("a", ""), ("b", "")}
    assert sorted(map(tuple, borders["a", "b"][0])) == [(0.0, 1.0), (1.0, 1.0)]
    length = {key: shapely.MultiLineString(lines).length for key, lines in borders.items()}
    assert length == {("a", "b"): 1, ("a", ""): 7, ("b", ""): 3}
    plans = [pd.Series({"a": "a", "b": "b"}), pd.Series({"a": "b", "b": "b"})]
    colours = colours_of_plans(shared_lines(outlines), plans)
    assert colours["a"] != colours["b"]


def test_the_page_opens_and_fetches_nothing(browser: Browser, comparison: Path) -> None:
    page = browser.new_page()
    asked: list[str] = []
    failed: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("requestfailed", lambda request: failed.append(request.url))
    path = comparison / "comparison.html"
    page.goto(path.as_uri())
    for name in ("a", "b"):
        assert page.locator(f"#map-{name} .leaflet-overlay-pane path[data-code]").count() == 209
        assert page.locator(f"#map-{name} .leaflet-newLines-pane path").count() == 1
    assert asked == [path.as_uri()] and failed == []
    assert path.stat().st_size <= 3_000_000
    refuse_outside(path.read_text(encoding="utf-8"))
    page.close()


ALIKE = """() => {
  const [one, other] = ["a", "b"].map((name) => {
    const { map } = app.maps[name];
    return [map.getCenter().lat, map.getCenter().lng, map.getZoom()];
  });
  return one.every((figure, at) => Math.abs(figure - other[at]) < 1e-3);
}"""


@pytest.mark.slow
def test_the_maps_move_together(page: Page) -> None:
    page.click("#map-a .map-buttons button >> nth=0")
    page.evaluate("void app.maps.b.map.panBy([40, 20], { animate: false })")
    until(page, ALIKE)
    zoom = page.evaluate("app.maps.a.map.getZoom()")
    page.check("#choose input[value=differences]")
    assert page.evaluate("app.maps.both.map.getZoom()") == pytest.approx(zoom)
    page.click("#map-both .map-buttons button >> nth=2")
    page.check("#choose input[value=maps]")
    until(page, f"() => app.maps.a.map.getZoom() < {zoom}")


@pytest.mark.slow
def test_both_maps_show_all_of_the_province_in_every_window(page: Page) -> None:
    seen = """() => ["a", "b"].every((name) => {
      const { map } = app.maps[name];
      return map.getBounds().contains(app.bounds);
    })"""
    for width, height in ((1366, 768), (1920, 1080), (400, 800), (1366, 768)):
        page.set_viewport_size({"width": width, "height": height})
        until(page, seen)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        # Nothing lies over something else: caption, map, caption, map, legend.
        boxes = page.evaluate(
            """() => [...document.querySelectorAll("#map-a, #map-b, #legend")].map((each) => {
              const { left, right, top, bottom } = each.getBoundingClientRect();
              return [left, top, right, bottom];
            })"""
        )
        for one, other in combinations(boxes, 2):
            assert one[2] <= other[0] + 1 or one[3] <= other[1] + 1, (width, height)


@pytest.mark.slow
def test_the_difference_map(page: Page, comparison: Path) -> None:
    page.check("#choose input[value=differences]")
    assert page.is_hidden("#map-a") and page.is_visible("#map-both")
    count = len(differing(comparison))
    assert page.locator("#map-both .leaflet-marks-pane path").count() == count
    assert f"({count})" in page.inner_text("#legend")
    assert f"({209 - count})" in page.inner_text("#legend")
    styles = page.evaluate(
        """() => [...document.querySelectorAll("#map-both .leaflet-newLines-pane path")]
          .map((path) => [path.getAttribute("stroke"), path.getAttribute("stroke-dasharray"),
                          path.getAttribute("d").length])"""
    )
    dashed = [style for style in styles if style[1]]
    assert len({style[0] for style in dashed}) == 2 and len({style[1] for style in dashed}) == 2
    # The wards were joined: there are borders that only A has, and none that only B has.
    assert dashed[0][2] > 10 and dashed[1][2] <= 10
    # On the two maps the hatching is a choice.
    page.check("#choose input[value=maps]")
    assert page.locator("#map-a .leaflet-marks-pane path").count() == 0
    page.check("#choose input[value=marked]")
    assert page.locator("#map-b .leaflet-marks-pane path").count() == count


@pytest.mark.slow
def test_plans_change_sides(page: Page) -> None:
    assert page.input_value("#left") == "0" and page.input_value("#right") == "1"
    page.select_option("#left", "1")
    assert page.input_value("#left") == "1" and page.input_value("#right") == "0"
    assert JOINED in page.inner_text("#map-a figcaption")


def words(page: Page) -> str:
    """All that the page says, but for names: a commune may be called Thắng, a victory."""
    parts = ("#choose", "#legend", *(f"[data-part={name}]" for name in PARTS))
    return " ".join(page.inner_text(part) for part in parts)


def test_tables_and_texts(page: Page, comparison: Path) -> None:
    table = page.inner_text("#indicator-table")
    assert "Độ gọn Polsby–Popper" in table and "↓ 1" in table
    # What a plan is called in full stands below its short name, where it has one.
    assert CALLED.vi in table and CALLED.vi in page.inner_text("#map-a figcaption")
    assert page.locator("#map-b figcaption .plan-title").count() == 0
    assert page.locator("#indicator-table tbody tr").count() == len(INDICATORS)
    assert page.locator("#pair-table tbody tr").count() == len(PAIR_FIGURES)
    count = len(differing(comparison))
    assert page.locator("#unit-table tbody tr").count() == count
    page.uncheck("#units-holder input")
    assert page.locator("#unit-table tbody tr").count() == 209
    assert "Quốc phòng" in page.inner_text("[data-part=left_out]")
    notes = page.inner_text("[data-part=notes]")
    assert "Giả định" in notes and "giản lược" in notes
    assert not JUDGING.search(words(page))


@pytest.mark.slow
def test_one_language_at_a_time(page: Page) -> None:
    page.click("#language button[lang=en]")
    assert page.get_attribute("html", "lang") == "en"
    assert page.title() == "Comparison of plans"
    text = page.inner_text("main")
    assert CALLED.en in text and CALLED.vi not in text
    assert "Assumption" in text and "Giả định" not in text
    assert not JUDGING.search(words(page))
    assert "12,7" in page.inner_text("#indicator-table [data-key=inertia]")
    page.click("#language button[lang=vi]")
    assert "12.7" in page.inner_text("#indicator-table [data-key=inertia]")


def test_the_keyboard_reaches_units_and_tables(page: Page) -> None:
    page.focus("#left")
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.dataset.code || ''"))
        if reached[-1]:
            break
    assert reached[-1]
    assert page.is_visible("#short-view")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    code = page.evaluate("document.activeElement.dataset.code")
    assert code != reached[-1]
    page.keyboard.press("Enter")
    name = page.evaluate("(code) => app.units.get(code).name[0]", code)
    assert name in page.inner_text("#unit")
    assert page.locator("#map-b .leaflet-selected-pane path").count() == 3
    page.keyboard.press("Escape")
    assert page.is_hidden("#unit")
    assert page.locator(".wide[tabindex='0']").count() == 3


@pytest.mark.slow
def test_a_row_leads_to_its_unit(page: Page) -> None:
    zoom = page.evaluate("app.maps.a.map.getZoom()")
    page.click("#unit-table tbody tr >> nth=0 >> button")
    assert page.evaluate("app.maps.a.map.getZoom()") > zoom
    first = page.inner_text("#unit-table tbody tr >> nth=0 >> button")
    assert first in page.inner_text("#unit")
    assert page.locator("#unit dt").count() == 2
