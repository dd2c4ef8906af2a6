"""Every page that a command writes, opened in a real browser: it draws, and has no complaint."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from compared import COLUMNS, ROWS, planned
from conftest import REPOSITORY, clean_page, write_small
from playwright.sync_api import Browser
from worlds import four_communes, nine_squares, shifted_squares

from planner.explain.prices import write_prices
from planner.law import read_ruleset
from planner.output.reports.comparison import write_comparison
from planner.pipeline import run
from planner.scenario.reading import read_scenario
from planner.sources.doctor.mending import mend_file, write_repair
from planner.store.evidence import verify_whole
from planner.store.evidence.page import page_parts, write_page
from planner.vietnam.country.readings import by_annex_14, differences, readings
from planner.vietnam.country.screen import screen
from planner.vietnam.screening import write_country
from planner.words.text import say

PAGES = {
    "map.html": "run",
    "alternatives.html": "run",
    "prices.html": "prices",
    "comparison.html": "comparison",
    "repairs.html": "repair",
    "country.html": "country",
}
"""File name → the folder of the fixture that holds it."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write each page as its command does: of nine squares, and of four communes of a country."""
    folder = write_small(tmp_path_factory.mktemp("pages"))
    run(read_scenario(folder / "small.yaml", ["alternatives.number=2"]), folder / "run")
    write_prices(folder / "run", folder / "prices")
    plans = {"rows": ROWS, "columns": COLUMNS}
    units = nine_squares()
    write_comparison(
        {name: planned(units, folder, name, plan) for name, plan in plans.items()},
        folder / "comparison",
    )
    shifted_squares().to_file(folder / "shifted.gpkg")
    write_repair(mend_file(folder / "shifted.gpkg"), folder / "shifted.gpkg", folder / "repair")
    law, communes = read_ruleset("vn-commune-112-2025"), four_communes()
    both = screen(communes, law), screen(by_annex_14(communes), law)
    rest = readings(communes, law), differences(communes, law)
    write_country(communes, *both, *rest, folder / "country", papers=())
    return folder


def test_no_page_is_left_out() -> None:
    names = {
        node.value
        for path in sorted((REPOSITORY / "planner").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.endswith(".html")
        and node.value != ".html"
        and " " not in node.value
    }
    assert names == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_draws_in_both_languages_and_complains_of_nothing(
    name: str, folder: Path, browser: Browser
) -> None:
    with clean_page(browser, folder / PAGES[name] / name) as page:
        drawn = page.locator(".leaflet-overlay-pane path[d], .leaflet-overlay-pane canvas")
        assert drawn.count() > 0
        for language in ("vi", "en"):
            page.click(f"#language button[lang={language}]")
            assert page.get_attribute("html", "lang") == language
            assert page.inner_text("h1") and page.title() == page.inner_text("h1")


@pytest.mark.parametrize("name", ["prices.html", "repairs.html"])
def test_a_line_of_the_list_shows_its_border(name: str, folder: Path, browser: Browser) -> None:
    with clean_page(browser, folder / PAGES[name] / name) as page:
        first = page.locator("#panel ol li button").first
        first.click()
        assert page.inner_text(".leaflet-tooltip") == first.inner_text()
        line = page.locator("path.leaflet-interactive").first
        line.dispatch_event("mouseover")
        assert line.get_attribute("stroke-width") == "10"


def test_a_record_of_verification_is_a_page_without_a_map(
    folder: Path, tmp_path: Path, browser: Browser
) -> None:
    run = folder / "run"
    levels = verify_whole(run, run, None, ())
    parts = page_parts(run, levels, (), None, levels[0][1].ended)
    write_page(
        tmp_path / "record.html", say("Record of verification: {file}", file="run"), parts, "vi"
    )
    with clean_page(browser, tmp_path / "record.html") as page:
        assert page.get_attribute("html", "lang") == "vi"
        assert page.title() == page.inner_text("h1")
        assert page.locator("h2").count() == len(parts)
