"""What the page shows beside the plan that is drawn: other versions, prices, reasons, files."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import SMALL, until, write_small
from playwright.sync_api import Browser, Page, expect
from serving import started
from sitting import PATIENCE_MS, Browsing, aim_beside, begin, browsing

from planner.gate.files import digest_of
from planner.pipeline import prepare, run
from planner.scenario.reading import read_scenario

NINE = SMALL.replace("Chín ô vuông", "Chín ô, đã quyết") + "plan: adopted.csv\n"
# The machine may be busy with other things.
expect.set_options(timeout=PATIENCE_MS)
# Resolves when the page has been drawn three times more.
FRAMES = """() => new Promise((done) => requestAnimationFrame(() =>
  requestAnimationFrame(() => requestAnimationFrame(done))))"""
PAIRS = {"11": "12", "21": "22"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nine squares of which a council has made seven units, and a run about them."""
    folder = write_small(tmp_path_factory.mktemp("office"))
    (folder / "nine.yaml").write_text(NINE, encoding="utf-8")
    codes = prepare(read_scenario(folder / "small.yaml")).units.index
    with (folder / "adopted.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([("code", "new_code"), *((code, PAIRS.get(code, code)) for code in codes)])
    run(read_scenario(folder / "small.yaml"), folder / "run")
    return folder


@pytest.fixture(scope="module")
def desk(browser: Browser, office: Path) -> Iterator[Browsing]:
    server = started(office / "plans", office / "nine.yaml")
    try:
        with browsing(browser, server) as seat:
            seat.page().close()
            yield seat
    finally:
        server.end()


@pytest.fixture
def page(desk: Browsing) -> Iterator[Page]:
    page = desk.page(desk.host)
    yield page
    page.close()


def units(page: Page) -> str:
    """Read from the bottom how many units there are."""
    return page.locator("#figures b").first.inner_text()


def begin_with(page: Page, name: str, origin: str) -> None:
    """Fill in the first page by hand, up to where the plan comes from."""
    page.select_option("#new-about", "nine")
    page.fill("#new-name", name)
    page.select_option("#new-from", origin)


def test_a_plan_begins_as_adopted_and_is_held_against_it(page: Page) -> None:
    begin_with(page, "Đã quyết", "adopted")
    page.click("#create")
    expect(page.locator("#map canvas")).to_be_visible()
    assert units(page) == "7"
    expect(page.locator("#figures")).to_contain_text("đã quyết 7")
    # One row on top, at the size of an office's screen.
    box = page.locator("header.top").bounding_box()
    assert box is not None and box["height"] < 60
    page.locator("[data-rival]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#answer")).to_contain_text("Không khác gì")
    page.click("#answer-close")
    expect(page.locator("#wipe")).to_have_count(0)
    page.locator("#map").focus()
    page.keyboard.press("ArrowRight")
    aim_beside(page)
    page.keyboard.press("Enter")
    expect(page.locator("#versions [aria-current]")).to_contain_text("nhập")
    drawn = units(page)
    assert drawn == "6"
    page.locator("[data-rival]").click()
    card = page.locator("#answer .card")
    expect(card).to_contain_text("So với Phương án đã quyết định (adopted.csv)")
    row = card.locator("tr", has_text="Số đơn vị").locator("td").all_inner_texts()
    assert row == ["7", drawn]
    wipes(page)


def wipes(page: Page) -> None:
    """Move the line by keys: so much of the other version is seen, and no more."""
    slider = page.locator("#wipe")
    slider.focus()
    shown = []
    for key in ("Home", "End"):
        page.keyboard.press(key)
        shown.append(
            page.evaluate(
                "getComputedStyle(document.querySelector('.leaflet-then-pane')).clip"
                ".match(/-?[0-9.]+px/g).map(parseFloat)"
            )
        )
    (_, first, _, left), (_, last, _, _) = shown
    wide = page.locator("#map").bounding_box()
    assert wide is not None and abs(first - left) < 1 and abs(last - left - wide["width"]) < 1
    page.click("#answer-close")
    expect(slider).to_have_count(0)


@pytest.mark.slow
def test_a_plan_begins_with_the_folder_of_a_run(page: Page, office: Path) -> None:
    begin_with(page, "Kết quả", "run")
    page.click("#create")
    expect(page.locator("dialog")).to_contain_text("không có plan.csv")
    page.keyboard.press("Enter")
    page.set_input_files("#new-folder", office / "run")
    page.click("#create")
    expect(page.locator("#map canvas")).to_be_visible()
    with (office / "run" / "plan.csv").open(encoding="utf-8") as file:
        heads = {row["new_code"] for row in csv.DictReader(file)}
    assert units(page) == str(len(heads))
    # Another plan is compared from a file.
    page.set_input_files("#add-rival", office / "adopted.csv")
    expect(page.locator("#answer .card")).to_contain_text("Phương án kia (adopted.csv)")
    expect(page.locator("#versions .rival")).to_have_count(2)


@pytest.mark.slow
def test_a_border_says_its_price_to_mouse_and_keys(page: Page) -> None:
    begin(page, "nine", "Giá")
    page.keyboard.press("y")
    expect(page.locator("#legend")).to_contain_text("một phần năm đắt nhất")
    page.locator("#ask-prices").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#legend")).to_contain_text("Đã tính 12 trên 12", timeout=PATIENCE_MS)
    expect(page.locator("#ask-prices")).to_have_count(0)
    page.locator("#map").focus()
    page.keyboard.press("ArrowRight")
    lines = page.locator("#border-prices li")
    expect(lines.first).to_be_visible()
    words = page.locator("#border-prices").inner_text()
    assert re.search("[Nn]hập Xã", words)
    # The mouse finds the same words where two squares touch.
    page.keyboard.press("Escape")
    said = sweep(page, lambda text: ":" in text)
    page.mouse.click(*page.evaluate("window.swept"))
    expect(page.locator("#unit")).to_contain_text("Giá ranh giới")
    expect(page.locator("#border-prices")).to_contain_text(said.split(":")[0])
    # The next layer says why each unit changes.
    page.select_option("#layer", "why")
    expect(page.locator("#why")).to_be_visible()
    assert sweep(page, lambda text: "giữ nguyên" in text or "nhập" in text)


def sweep(page: Page, wanted: object) -> str:
    """Move the mouse over the map until its tip is as wanted, as often as a hand would.

    The map looks only now and then what lies under a moving mouse: each step lets it do so.
    """
    box = page.locator("#map").bounding_box()
    assert box is not None and callable(wanted)
    steps = range(int(box["width"] * 0.45), int(box["width"] * 0.8), 3)
    for share in (0.42, 0.44, 0.40):
        for step in steps:
            at = (box["x"] + step, box["y"] + box["height"] * share)
            page.mouse.move(*at)
            page.evaluate(FRAMES)
            tip = page.locator("#tip")
            said = tip.inner_text() if tip.is_visible() else ""
            if wanted(said):
                page.evaluate("at => { window.swept = at; }", at)
                return said
    raise AssertionError("no such tip")


@pytest.mark.slow
def test_an_answer_that_came_while_nobody_looked_waits(page: Page) -> None:
    begin(page, "nine", "Chờ xem")
    page.keyboard.press("s")
    page.wait_for_selector("#apply", timeout=PATIENCE_MS)
    expect(page.locator("#jobs .job")).to_have_count(0, timeout=PATIENCE_MS)
    page.reload()
    look = page.get_by_role("button", name="Xem", exact=True)
    look.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#apply")).to_be_visible()
    expect(look).to_have_count(0)
    page.click("#answer-close")
    page.reload()
    expect(page.locator("#map canvas")).to_be_visible()
    expect(page.get_by_role("button", name="Xem", exact=True)).to_have_count(0)


@pytest.mark.slow
def test_a_small_merger_is_seen_on_a_small_map(page: Page) -> None:
    begin(page, "Tỉnh Hà Tĩnh", "Nhỏ")
    page.locator("#search").fill("Phường Thành Sen")
    page.keyboard.press("Enter")
    aim_beside(page)
    page.keyboard.press("Enter")
    expect(page.locator("#versions [aria-current]")).to_contain_text("nhập")
    # Coloured dots of the small picture; a unit of a town has three or four.
    until(
        page,
        """() => {
          const canvas = document.querySelector("#versions [aria-current] canvas");
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          let dots = 0;
          for (let at = 0; at < data.length; at += 4) {
            const few = [data[at], data[at + 1], data[at + 2]];
            if (data[at + 3] > 200 && Math.max(...few) - Math.min(...few) > 24) dots += 1;
          }
          return dots > 12;
        }""",
    )


@pytest.mark.slow
def test_the_file_goes_by_stick_to_another_office(
    browser: Browser, page: Page, office: Path, tmp_path: Path
) -> None:
    begin_with(page, "Mang đi", "adopted")
    page.click("#create")
    expect(page.locator("#map canvas")).to_be_visible()
    page.locator("#map").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("l")
    expect(page.locator("#versions [aria-current]")).to_contain_text("khóa")
    drawn = page.locator("#figures").inner_text()
    with page.expect_download() as waits:
        page.locator("#file").focus()
        page.keyboard.press("Enter")
    there = tmp_path / "stick"
    there.mkdir()
    name = waits.value.suggested_filename
    waits.value.save_as(there / name)
    assert name == "Mang đi.planner"
    server = started(there)
    try:
        with browsing(browser, server) as seat:
            seat.expected = re.compile("status of 422")
            other = seat.page()
            other.get_by_role("button", name="Mang đi").click()
            said = other.locator("dialog")
            for words in ("nine.yaml", digest_of(office / "nine.yaml"), "thư mục stick"):
                expect(said).to_contain_text(words)
            other.keyboard.press("Enter")
            for each in ("nine.yaml", "units.gpkg", "people.csv", "adopted.csv"):
                shutil.copy(office / each, there / each)
            other.get_by_role("button", name="Mang đi").focus()
            other.keyboard.press("Enter")
            expect(other.locator("#saved")).to_have_text("Đã lưu", timeout=PATIENCE_MS)
            assert other.locator("#figures").inner_text() == drawn
            expect(other.locator("#versions [aria-current]")).to_contain_text("khóa")
    finally:
        server.end()
