"""The page begins with what the plan changes, on the screen and on paper."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import clean_page
from playwright.sync_api import Browser, Page
from pypdf import PdfReader
from reported import nine_squares

from planner.evaluation import Evaluation
from planner.evaluation.changes import changes
from planner.output.maps import write_map
from planner.plan.standing import Question, Standing
from planner.words.standing import STANDS

QUESTION = Question("mountain", "00001", "Ô số 1")


@pytest.fixture(scope="module")
def plan() -> Evaluation:
    return nine_squares()


@pytest.fixture
def page(browser: Browser, plan: Evaluation, tmp_path: Path) -> Iterator[Page]:
    write_map(plan, tmp_path / "map.html")
    with clean_page(browser, tmp_path / "map.html") as opened:
        yield opened


def test_new_units_are_those_that_were_not_there_and_say_why(plan: Evaluation) -> None:
    table = changes(plan)
    moved = plan.moves[plan.moves["role"] != "stays"]
    assert set(table.index) == set(moved["new_code"])
    for code, row in table.iterrows():
        members = moved[moved["new_code"] == code]
        assert row["members"].vi == ", ".join(members["name"])
        asked = members[members["law_role"] == "mandatory"]
        assert all(f"{name} phải sắp xếp" in row["why"].vi for name in asked["name"])
        assert row["why"].vi and row["why"].en


def test_the_panel_begins_with_them_and_the_rest_is_pale(page: Page, plan: Evaluation) -> None:
    table = changes(plan)
    first = page.locator("#overview > :first-child")
    assert first.locator("h2").inner_text() == f"Đơn vị mới của phương án ({len(table)})"
    lines = first.locator(".changes > li")
    assert lines.count() == len(table)
    for line, (_, row) in zip(lines.all(), table.iterrows(), strict=True):
        said = line.inner_text()
        assert row["name"].vi in said and row["members"].vi in said and row["why"].vi in said
    pale = page.evaluate("PALE")
    for path in page.locator(".leaflet-overlay-pane path[data-code]").all():
        still = path.get_attribute("data-code") not in table.index
        assert (path.get_attribute("fill") == pale) == still
    lines.first.locator("button").click()
    assert page.inner_text("#unit h2") == table["name"].iloc[0].vi
    # Without a standing nothing is said of one, nor drawn.
    assert page.locator(".standing, .leaflet-standing-pane path").count() == 0


def test_a_sheet_of_paper_has_the_whole_map_and_the_table(page: Page, plan: Evaluation) -> None:
    data = page.pdf(prefer_css_page_size=True, print_background=True)
    pages = [each.extract_text() for each in PdfReader(io.BytesIO(data)).pages]
    assert all(str(name.vi) in " ".join(pages[1:]) for name in changes(plan)["name"])
    assert "Chú giải" in pages[0] and "Ghi chú và cảnh báo" in " ".join(pages[1:])
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    shown, area = (
        page.evaluate(f"""() => {{ const b = {box};
        return [b.left ?? b.min.x, b.top ?? b.min.y, b.right ?? b.max.x, b.bottom ?? b.max.y] }}""")
        for box in (
            "L.bounds([0, 0], app.map.getSize())",
            "L.bounds([app.bounds.getNorthWest(), app.bounds.getSouthEast()]"
            ".map((at) => app.map.latLngToContainerPoint(at)))",
        )
    )
    assert shown[0] <= area[0] and shown[1] <= area[1]
    assert area[2] <= shown[2] and area[3] <= shown[3]
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert not page.evaluate("document.body.classList.contains('printing')")


def test_what_hangs_on_a_question_is_dashed_and_stands_first(
    browser: Browser, plan: Evaluation, tmp_path: Path
) -> None:
    first, *others = changes(plan).index
    standing = Standing({"mountain": 1}, certain=(first,), hangs_on={others[0]: (QUESTION,)})
    known = dataclasses.replace(plan, plan=dataclasses.replace(plan.plan, standing=standing))
    assert list(changes(known).index[:2]) == [others[0], first]
    write_map(known, tmp_path / "map.html")
    with clean_page(browser, tmp_path / "map.html") as page:
        drawn = page.locator(".leaflet-standing-pane path")
        assert drawn.count() == 1
        assert drawn.get_attribute("stroke-dasharray") == "12 6"
        said = f"{STANDS['hangs'].vi}: {QUESTION.words.vi}"
        assert said in page.inner_text("#overview .hangs")
        assert f"{STANDS['hangs'].vi} (1)" in page.inner_text("#legend")
        assert standing.lines[0].vi in page.inner_text("#overview > :first-child")
