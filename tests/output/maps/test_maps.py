"""The map page, opened in a real browser that no name of the outside world resolves in."""

from __future__ import annotations

import dataclasses
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import clean_page, until
from playwright.sync_api import Browser, Page

from planner.evaluation import Evaluation, evaluate
from planner.law import read_ruleset
from planner.output.maps import refuse_outside, write_map
from planner.output.maps.content import percent_class
from planner.plan import Stage
from planner.sources import SourceSettings, data_folder, read_units
from planner.sources.tables.plans import read_plan
from planner.units.graph import GraphSettings, Link, build_graph
from planner.words import (
    Text,
)

TITLE_VI = "Sắp xếp đơn vị hành chính cấp xã tỉnh Hà Tĩnh"
TITLE_EN = "Merger of communes, Hà Tĩnh"
MOST_BYTES = 3_000_000


def decided() -> Evaluation:
    """Hà Tĩnh: the 209 units of 2024 and the plan that the law decided."""
    units = read_units(SourceSettings(boundaries="vietnam:ha_tinh@2024"), Path())
    plan = read_plan(data_folder() / "plans" / "ha_tinh_2025_decided.csv", units)
    stages = (
        Stage("unsatisfied", "đơn vị", 0, 0, True, method="free"),
        Stage("most_groups", "đơn vị mới", 69, 72, False),
    )
    bridge = Link(between=(units.index[0], units.index[60]), why="ferry")
    graph = build_graph(units, GraphSettings(bridges=[bridge]))
    return evaluate(
        units,
        graph,
        dataclasses.replace(plan, stages=stages),
        read_ruleset("vn-commune-76-2025"),
    )


def write_decided(path: Path) -> None:
    evaluation = decided()
    locked = [str(code) for code in evaluation.units.index[25:27]]
    write_map(evaluation, path, title=Text(TITLE_VI, TITLE_EN), locked=locked)


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("map") / "map.html"
    write_decided(path)
    return path


@pytest.fixture
def page(browser: Browser, page_file: Path) -> Iterator[Page]:
    with clean_page(browser, page_file) as opened:
        yield opened


def choose_view(page: Page, theme: str) -> None:
    page.check(f"#layers input[value={theme}]")


def legend(page: Page) -> str:
    return page.inner_text("#legend")


def test_every_outline_is_drawn_and_nothing_is_fetched(browser: Browser, page_file: Path) -> None:
    page = browser.new_page()
    asked: list[str] = []
    failed: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.goto(page_file.as_uri())
    outlines = ".leaflet-overlay-pane path[data-code]"
    assert page.locator(outlines).count() == 69
    choose_view(page, "present")
    assert page.locator(outlines).count() == 209
    # Islets have a hairline of their own.
    lines = '.leaflet-oldLines-pane path:not([stroke-width="0.5"])'
    assert page.locator(lines).count() == 209
    assert asked == [page_file.as_uri()]
    assert failed == []
    page.close()


def test_neighbours_differ_in_colour(page: Page) -> None:
    fills = page.evaluate("app.content.proposed.map((unit) => unit.colour)")
    assert 3 <= len(set(fills)) <= 8
    clashes = page.evaluate(
        """() => {
          const ends = new Map();
          const pair = /[-.\\d]+,[-.\\d]+/g;
          for (const feature of app.shapes.proposed.features) {
            for (const point of JSON.stringify(feature.geometry.coordinates).match(pair)) {
              ends.set(point, (ends.get(point) || new Set()).add(feature.id));
            }
          }
          let clashes = 0;
          for (const codes of ends.values()) {
            const colours = [...codes].map((code) => app.units.proposed.get(code).colour);
            if (new Set(colours).size < colours.length) clashes += 1;
          }
          return clashes;
        }"""
    )
    assert clashes == 0


def test_the_legend_follows_the_view(page: Page) -> None:
    assert "Đơn vị mới (67)" in legend(page) and "Giữ nguyên (2)" in legend(page)
    choose_view(page, "present")
    assert "Đơn vị hiện nay (209)" in legend(page)
    choose_view(page, "before")
    text = legend(page)
    counts = [int(count) for count in re.findall(r"\((\d+)\)", text)]
    assert "Dưới 50 %" in text and "Từ 100 % trở lên" in text
    assert sum(counts[:4]) == 209
    choose_view(page, "after")
    text = legend(page)
    counts = [int(count) for count in re.findall(r"\((\d+)\)", text)]
    assert sum(counts[:4]) == 69
    assert "Chỉ đạt nhờ miễn xét (17)" in text
    assert page.locator(".leaflet-marks-pane path").count() == 17
    fill = page.get_attribute(".leaflet-marks-pane path >> nth=0", "fill")
    assert fill == "url(#hatch-waived)"


def test_layers_over_the_map(page: Page) -> None:
    assert page.locator(".leaflet-changed-pane path").count() == 0
    page.check("#layers input[value=changed]")
    assert page.locator(".leaflet-changed-pane path").count() == 207
    assert "Giữ nguyên (2)" in legend(page)
    assert page.locator(".leaflet-locked-pane path").count() == 2
    assert page.locator(".leaflet-bridges-pane path[stroke-dasharray]").count() == 1
    names = page.locator(".leaflet-names-pane .name")
    assert names.count() > 20
    page.uncheck("#layers input[value=labels]")
    assert names.count() == 0


def test_names_do_not_collide_and_thin_out(page: Page) -> None:
    boxes = """() => [...document.querySelectorAll(".name")].map((name) => {
      const { left, right, top, bottom } = name.getBoundingClientRect();
      return [left, top, right, bottom];
    })"""
    few = page.evaluate(boxes)
    for i, one in enumerate(few):
        for other in few[i + 1 :]:
            apart = (
                one[2] <= other[0] + 1
                or other[2] <= one[0] + 1
                or one[3] <= other[1] + 1
                or other[3] <= one[1] + 1
            )
            assert apart
    page.evaluate("void app.map.setZoom(app.map.getZoom() + 2, { animate: false })")
    assert page.locator(".name").count() > len(few)


def test_the_short_view_has_figures_and_article(page: Page) -> None:
    page.evaluate("""() => {
      const unit = app.content.proposed.find((each) => each.label === "Vũ Quang");
      document.querySelector(`path[data-code="${unit.code}"]`)
        .dispatchEvent(new MouseEvent("mouseover", { bubbles: true, clientX: 500, clientY: 400 }));
    }""")
    text = page.inner_text("#short-view")
    unit = page.evaluate('app.content.proposed.find((each) => each.label === "Vũ Quang")')
    assert "Xã Vũ Quang" in text
    assert unit["people"][0] in text and unit["area"][0] in text
    assert "Tổng điều tra dân số 2019" in text
    assert "76/2025 Điều 5" in text
    for finding in unit["findings"]:
        assert finding["threshold"][0] in text and finding["percent"][0] in text


def test_search_without_marks_zooms_and_opens(page: Page) -> None:
    zoom = page.evaluate("app.map.getZoom()")
    page.fill("#search", "thach ha")
    options = page.locator("#found [role=option]")
    texts = options.all_inner_texts()
    assert any("Xã Thạch Hà" in text and "Đơn vị mới" in text for text in texts)
    assert any("Thị trấn Thạch Hà" in text for text in texts)
    page.keyboard.press("ArrowDown")
    active = page.get_attribute("#search", "aria-activedescendant")
    assert active == "found-1"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    until(page, f"app.map.getZoom() > {zoom} + 0.5")
    assert "Xã Thạch Hà" in page.inner_text("#unit h2")
    assert "25.878 người" in page.inner_text("#unit")
    assert page.locator("#unit .finding").count() == 2
    page.fill("#search", "dan hai")  # đ is found by d
    assert "Đan Hải" in options.first.inner_text()
    page.fill("#search", "huyen huong khe")  # its communes are found by their district
    assert "Huyện Hương Khê" in page.inner_text("#found li >> nth=0")
    page.fill("#search", "zzz")
    assert "Không tìm thấy" in page.inner_text("#found")


@pytest.mark.slow
def test_members_lead_to_the_units_of_today_and_back(page: Page) -> None:
    page.fill("#search", "xa thach ha")
    page.keyboard.press("Enter")
    page.click("#unit .units button >> nth=0")
    assert "Đơn vị hiện nay" in page.inner_text("#unit")
    page.click("#unit .units button >> nth=0")
    assert "Xã Thạch Hà" in page.inner_text("#unit h2")
    page.click("#unit .unit-head button")
    assert page.is_hidden("#unit")


def test_both_languages(page: Page) -> None:
    assert page.get_attribute("html", "lang") == "vi"
    assert page.title() == TITLE_VI
    assert "1.288.866" in page.inner_text("#overview")
    assert "5.983,4" in page.inner_text("#overview")
    assert "đã chứng minh tối ưu" in page.inner_text("[data-part=stages]")
    page.click("#language button[lang=en]")
    assert page.get_attribute("html", "lang") == "en"
    assert page.title() == TITLE_EN
    assert "1,288,866" in page.inner_text("#overview")
    assert "5,983.4" in page.inner_text("#overview")
    stages = page.inner_text("[data-part=stages]")
    assert "proven optimal" in stages and "gap 3 new units" in stages
    # Nothing of a proof is cut off.
    assert page.evaluate("panel.scrollWidth <= panel.clientWidth + 1")
    assert "New unit (67)" in legend(page)


@pytest.mark.parametrize(("name", "marks"), [("Hà Huy Tập", 2), ("Sông Trí", 1), ("Vũng Áng", 0)])
def test_what_rests_on_an_assumed_share_is_marked(page: Page, name: str, marks: int) -> None:
    find = f'app.content.proposed.find((unit) => unit.label === "P. {name}")'
    page.evaluate(f'select("proposed", {find})')
    assert name in page.inner_text("#unit h2")
    assert page.locator("#unit .finding .assumed").count() == marks


@pytest.mark.slow
def test_units_of_today_by_what_the_law_asks(page: Page) -> None:
    choose_view(page, "roles")
    text = legend(page)
    assert "Phải sắp xếp (178)" in text
    assert "Liền kề, nhập cùng đơn vị phải sắp xếp (29)" in text
    fills = page.evaluate("""() => [...document.querySelectorAll("path[data-code]")]
        .map((path) => path.getAttribute("fill"))""")
    colours = page.evaluate("Object.values(app.content.law_roles).map((each) => each.colour)")
    assert [fills.count(colour) for colour in colours[:2]] == [178, 29] and len(fills) == 209
    page.evaluate("""select("present", app.content.present.find((unit) => unit.law_role
        === "mandatory"))""")
    assert "76/2025" in page.inner_text("#unit dl >> nth=0")


def test_notes_and_sources_are_on_the_page(page: Page) -> None:
    notes = page.inner_text("[data-part=notes]")
    assert "giản lược" in notes
    assert "Kỳ Lợi" in notes  # the assumption of the plan
    assert "độ tin cậy: chưa kiểm chứng" in notes
    assert "Tổng điều tra dân số 2019" in str(page.text_content("[data-part=sources]"))
    law = str(page.text_content("[data-part=law]"))
    assert "Nghị quyết 76/2025" in law and "Xã thuộc huyện đảo" in law and "toàn văn" in law


@pytest.mark.slow
def test_each_language_stands_alone(page: Page) -> None:
    """The page shows one language at a time: no text of the other, nor both together."""
    parts = {}
    for language in ("vi", "en"):
        page.click(f"#language button[lang={language}]")
        parts[language] = {
            name: str(page.text_content(f"[data-part={name}]"))
            for name in ("notes", "law", "sources")
        }
    assert "Assumption" not in parts["vi"]["notes"] and "Giả định" not in parts["en"]["notes"]
    assert "confidence: not verified" in parts["en"]["notes"]
    assert "island districts" in parts["en"]["law"] and "huyện đảo" not in parts["en"]["law"]
    assert "computed from geometry" in parts["en"]["sources"]
    assert "tính từ bản đồ" in parts["vi"]["sources"]
    shown = " ".join(text for part in parts.values() for text in part.values())
    assert " · " not in shown
    page.fill("#search", "vu quang")
    page.keyboard.press("Enter")
    unit = page.inner_text("#unit")
    assert "full text read" in unit and "toàn văn" not in unit


def test_the_keyboard_reaches_every_unit(page: Page) -> None:
    stop = page.locator("path[data-code][tabindex='0']")
    assert stop.count() == 1
    page.focus("#panel-toggle")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('path[data-code]')"):
            break
    first = page.evaluate("document.activeElement.dataset.code")
    assert first
    assert page.is_visible("#short-view")
    moved = {first}
    for key in ("ArrowLeft", "ArrowUp", "ArrowLeft", "ArrowDown"):
        page.keyboard.press(key)
        moved.add(page.evaluate("document.activeElement.dataset.code"))
    assert len(moved) > 2
    last = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("Enter")
    assert page.inner_text("#unit h2") in last
    page.keyboard.press("Escape")
    assert page.is_hidden("#unit")


@pytest.mark.slow
def test_the_whole_area_is_seen_beside_the_controls(browser: Browser, page_file: Path) -> None:
    hidden = """() => {
      const boxes = [...document.querySelectorAll(".leaflet-control")]
        .map((box) => box.getBoundingClientRect());
      const corner = app.map.getContainer().getBoundingClientRect();
      const size = app.map.getSize();
      return app.corners.filter((place) => {
        const { x, y } = app.map.latLngToContainerPoint(place);
        return x < 0 || y < 0 || x > size.x || y > size.y || boxes.some((box) =>
          x + corner.left > box.left && x + corner.left < box.right
          && y + corner.top > box.top && y + corner.top < box.bottom);
      }).length;
    }"""
    for width, height in ((1366, 768), (1920, 1080), (400, 800)):
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(page_file.as_uri())
        until(page, f"() => ({hidden})() <= 3")
        across = page.evaluate("document.documentElement.scrollWidth")
        assert across <= width
        page.evaluate("void app.map.setZoom(app.map.getZoom() + 1, { animate: false })")
        page.click(".map-buttons button[aria-label='Về toàn cảnh']")
        assert page.evaluate(hidden) <= 3
        page.close()


@pytest.mark.slow
def test_the_panel_folds(page: Page) -> None:
    width = page.evaluate("app.map.getSize().x")
    page.click("#panel-toggle")
    assert page.is_hidden("#panel")
    assert page.get_attribute("#panel-toggle", "aria-expanded") == "false"
    assert page.evaluate("app.map.getSize().x") > width + 300


def test_size_and_self_containment(page_file: Path) -> None:
    assert page_file.stat().st_size <= MOST_BYTES
    text = page_file.read_text(encoding="utf-8")
    refuse_outside(text)
    assert "cdn." not in text and "jquery" not in text.lower()


# `tests/reports/test_reports.py` holds the same of a page of nine squares.
@pytest.mark.slow
@pytest.mark.more
def test_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    folder = Path(__file__).parent
    written = []
    for seed in ("0", "1"):
        path = tmp_path / f"map_{seed}.html"
        code = (
            "import sys; from pathlib import Path; here = Path(sys.argv[1]);"
            "sys.path[:0] = [str(here), str(here.parent)];"
            "import test_maps; test_maps.write_decided(Path(sys.argv[2]))"
        )
        subprocess.run(
            [sys.executable, "-c", code, str(folder), str(path)],
            check=True,
            cwd=folder.parent,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        written.append(path.read_bytes())
    assert written[0] == written[1]


def test_classes_of_percent() -> None:
    classes = [percent_class(value, False) for value in (100, 99.99, 70, 69.9, 50, 49.9)]
    assert classes == [0, 1, 1, 2, 2, 3]
    assert percent_class(100 - 1e-9, False) == 0
    assert percent_class(30, True) == percent_class(float("nan"), False) == 4
