"""Stories of those who sit before the workbench: by mouse and keyboard, on the real server."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import SMALL, write_small
from playwright.sync_api import Browser, Page, expect
from serving import started
from sitting import PATIENCE_MS, Browsing, aim_beside, begin, browsing

PROVINCE = "Tỉnh Hà Tĩnh"
TIGHT = SMALL.replace("Chín ô vuông", "Chín ô, bốn đơn vị") + "count: {at_most: 4}\n"


@pytest.fixture(scope="module")
def desk(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browsing]:
    """Start the server on an empty folder, with nine squares that have to become four units."""
    folder = write_small(tmp_path_factory.mktemp("desk"))
    (folder / "tight.yaml").write_text(TIGHT, encoding="utf-8")
    server = started(folder / "plans", folder / "tight.yaml")
    try:
        with browsing(browser, server) as seat:
            seat.page().close()  # The address opens once; from now on there is a cookie.
            yield seat
    finally:
        server.end()


@pytest.fixture
def page(desk: Browsing) -> Iterator[Page]:
    """Open the first page in a tab of its own."""
    page = desk.page(desk.host)
    yield page
    page.close()


def count(page: Page) -> int:
    """Read from the bottom how many units there are."""
    return int(page.locator("#figures b").first.inner_text())


def does(page: Page, key: str, what: str) -> None:
    """Press a key and wait until the strip of versions has what it did, and it is saved."""
    page.keyboard.press(key)
    expect(page.locator("#versions [aria-current]")).to_contain_text(what)
    expect(page.locator("#saved")).to_have_class("saved")


def solve(page: Page) -> None:
    """Ask for the best plan by key, and put it on the map by key."""
    page.keyboard.press("s")
    page.wait_for_selector("#apply", timeout=PATIENCE_MS)
    does(page, "d", "đề xuất")


def test_a_day_of_drawing_by_keys_alone(page: Page) -> None:
    """From what is to settle to what is submitted, and all is there again after a reload."""
    begin(page, PROVINCE, "Ngày họp")
    assert count(page) == 69
    page.keyboard.press("n")
    first = page.locator("#unit h2").inner_text()
    assert "Chưa đạt" in first
    draw_beside(page)
    assert count(page) == 68
    does(page, "Enter", "chấp nhận")
    does(page, "l", "khóa")
    # Of what is chosen the keys walk to a neighbour that nobody has touched, and lock it as it is.
    page.keyboard.press("Escape")
    walk_to(page, lambda said: "Đạt" in said and "Chưa" not in said)
    does(page, "l", "khóa")
    kept = page.locator("#unit h2").inner_text()
    solve(page)
    proposed = count(page)
    assert proposed < 68
    expect(page.locator("#settle-pending button").first).to_be_visible()
    page.keyboard.press("n")
    rejected = page.locator(".members li").all_inner_texts()
    assert len(rejected) > 1
    does(page, "x", "từ chối")
    expect(page.locator("#settle-rejected button")).to_have_count(1)
    drawn = count(page)
    solve(page)
    assert count(page) < drawn
    does(page, "Control+z", "từ chối")
    assert count(page) == drawn
    compare_with_the_beginning(page, drawn)
    page.locator("#new-branch").focus()
    page.keyboard.press("Enter")
    page.keyboard.insert_text("Phương án B")
    page.keyboard.press("Enter")
    expect(page.locator("#branch")).to_have_value("Phương án B")
    solve(page)
    submitted = page.locator("#figures").inner_text()
    page.locator("#freeze").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#saved")).to_have_class("frozen")
    page.reload()
    expect(page.locator("#saved")).to_have_class("frozen", timeout=PATIENCE_MS)
    assert page.locator("#branch").input_value() == "Phương án B"
    assert page.locator("#figures").inner_text() == submitted
    expect(page.locator("#settle-rejected button")).to_have_count(1)
    page.keyboard.press("/")
    page.keyboard.insert_text(re.sub("^(Xã|Phường) | ✓.*", "", kept))
    page.keyboard.press("Enter")
    expect(page.locator("#unit")).to_contain_text("khóa bởi Nguyễn Văn An")
    assert page.locator(".tools").count() == 0


def compare_with_the_beginning(page: Page, now: int) -> None:
    """See what differs from the first state, by keys."""
    page.locator("#versions button").first.focus()
    page.keyboard.press("Shift+Enter")
    card = page.locator("#answer .card")
    expect(card.get_by_role("heading")).to_contain_text("So với")
    # What the optimizer still has to say of a proposal that was taken stays aside.
    expect(page.locator("#jobs .job")).to_have_count(0, timeout=PATIENCE_MS)
    expect(card.get_by_role("heading")).to_contain_text("So với")
    assert card.locator("tr", has_text="Số đơn vị").locator("td").all_inner_texts() == [
        "69",
        str(now),
    ]
    page.keyboard.press("Escape")


def draw_beside(page: Page) -> None:
    """Merge what is chosen with a neighbour: the figures stand there before anything is done."""
    unit, number = page.locator("#unit h2").inner_text(), count(page)
    aim_beside(page)
    expect(page.locator("#unit .verdict .status")).to_be_visible()
    before = page.locator("#unit .figures tr").first.inner_text()
    assert re.sub(" ✗.*", "", unit) in before and "→" in before
    assert count(page) == number
    does(page, "Enter", "nhập")


def walk_to(page: Page, wanted: Callable[[str], bool]) -> None:
    """Walk by arrows until what is chosen is as wanted."""
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp") * 5:
        page.keyboard.press(key)
        if wanted(page.locator("#unit h2").inner_text()):
            return
    raise AssertionError(page.locator("#unit").inner_text())


@pytest.mark.slow
def test_no_plan_names_the_two_locks_and_one_click_removes_one(page: Page) -> None:
    begin(page, "tight", "Hai khóa")
    page.keyboard.press("ArrowRight")
    does(page, "l", "khóa")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    does(page, "l", "khóa")
    page.click("#solve")
    answer = page.locator("#answer")
    expect(answer.get_by_role("heading")).to_have_text("Không có phương án", timeout=PATIENCE_MS)
    answer.get_by_role("button", name="Vì sao?").click()
    give_up = answer.get_by_role("button", name="Bỏ:")
    give_up.first.wait_for()
    give_up.first.click()
    expect(page.locator("#versions [aria-current]")).to_contain_text("mở khóa")
    page.click("#solve")
    page.locator("#apply").click()
    expect(page.locator("#versions [aria-current]")).to_contain_text("đề xuất")
    assert count(page) == 4


@pytest.mark.slow
def test_why_not_with_b_is_answered_by_a_price_that_is_read_aloud(page: Page) -> None:
    begin(page, PROVINCE, "Vì sao không")
    page.keyboard.press("n")
    asked = page.locator("#unit h2").inner_text()
    page.get_by_role("button", name="Thử nhập với").click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    card = page.get_by_role("status").filter(has=page.locator(".priced"))
    expect(card.get_by_role("heading")).to_contain_text("Cái giá", timeout=PATIENCE_MS)
    assert re.sub("^(Xã|Phường) | ✗.*", "", asked) in card.get_by_role("heading").inner_text()
    best, wish, more = (
        int(cell.replace(".", "").replace("+", "").replace("−", "-"))
        for cell in card.locator(".priced tr td").all_inner_texts()[:3]
    )
    assert wish - best == more
    assert page.locator("#versions [data-seq]").count() == 1  # Asking draws nothing.


@pytest.mark.slow
def test_a_power_cut_while_drawing_loses_nothing_that_was_saved(
    browser: Browser, tmp_path: Path
) -> None:
    server = started(tmp_path)
    with browsing(browser, server) as seat:
        page = seat.page()
        begin(page, PROVINCE, "Mất điện")
        for _ in range(3):
            page.keyboard.press("n")
            draw_beside(page)
        # The strip of versions is drawn when the server has told them.
        line = 1 + 3
        expect(page.locator("#versions [data-seq]")).to_have_count(line, timeout=PATIENCE_MS)
        drawn = page.locator("#figures").inner_text()
        seat.expected = re.compile("ERR_CONNECTION|ERR_INCOMPLETE|ERR_NETWORK|ERR_EMPTY")
        server.kill()
        page.keyboard.press("l")
        expect(page.locator("dialog")).to_contain_text("Mất kết nối")
        page.keyboard.press("Enter")
        expect(page.locator("#saved")).to_have_class("not_saved")
    again = started(tmp_path)
    try:
        with browsing(browser, again) as seat:
            page = seat.page()
            page.get_by_role("button", name="Mất điện").click()
            expect(page.locator("#versions [data-seq]")).to_have_count(line, timeout=PATIENCE_MS)
            assert page.locator("#figures").inner_text() == drawn
            does(page, "Control+z", "nhập")
    finally:
        again.end()


@pytest.mark.slow
def test_two_officials_draw_the_same_units_and_each_choice_is_theirs(desk: Browsing) -> None:
    """Who comes second sees both, and takes theirs, does theirs on top, or goes aside."""
    desk.expected = re.compile("status of 409|ERR_FAILED")
    lan, minh = desk.page(desk.host), desk.page(desk.host)
    # Minh hears nothing by himself: his line is slow, as it happens when both draw at once.
    minh.route("**/events", lambda route: route.abort())
    begin(lan, "tight", "Hai người", "Lan")
    minh.reload()
    minh.evaluate("localStorage.setItem('by', 'Minh')")
    minh.reload()
    minh.get_by_role("button", name="Hai người").click()
    expect(minh.locator("#map canvas")).to_be_visible()
    for choice, what in (("Lấy của họ", "khóa"), ("Làm lại của tôi", "đổi tên")):
        at_once(lan, minh)
        dialog = minh.locator("dialog")
        expect(dialog).to_contain_text("Người khác vừa sửa cùng đơn vị")
        expect(dialog).to_contain_text("Lan")
        dialog.get_by_role("button", name=choice).click()
        expect(minh.locator("#versions [aria-current]")).to_contain_text(what)
        expect(minh.locator("dialog")).to_have_count(0)
    # What Minh did on top is seen by Lan without a reload.
    expect(lan.locator("#versions [aria-current]")).to_contain_text("Minh")
    at_once(lan, minh)
    minh.locator("dialog").get_by_role("button", name="Mở nhánh mới").click()
    minh.locator("dialog input").fill("Nhánh của Minh")
    minh.keyboard.press("Enter")
    expect(minh.locator("#branch")).to_have_value("Nhánh của Minh")
    expect(minh.locator("#versions [aria-current]")).to_contain_text("đổi tên")
    expect(lan.locator("#branch")).to_have_value("main")
    desk.expected = re.compile("(?!)")
    lan.close()
    minh.close()


def at_once(lan: Page, minh: Page) -> None:
    """Have Minh rename what Lan locks before he hears of it."""
    for each in (lan, minh):
        each.keyboard.press("Escape")
        each.keyboard.press("ArrowRight")
    does(lan, "l", "khóa")
    minh.keyboard.press("r")
    minh.keyboard.insert_text("Tân Lập")
    minh.keyboard.press("Enter")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_state_can_be_read_by_a_machine_that_reads_aloud(page: Page, language: str) -> None:
    """Without a serious finding of axe, and wide enough for everything at each size of a window."""
    if page.get_attribute("html", "lang") != language:
        page.click("#language")
    look(page)
    begin(page, "tight", f"Đọc {language}")
    look(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("m")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#unit .verdict .status").first).to_be_visible()
    look(page)
    page.keyboard.press("Enter")
    expect(page.locator("#versions [data-seq]")).to_have_count(2)
    page.keyboard.press("s")
    page.wait_for_selector("#apply")
    for key in ("", "b", "?"):
        page.keyboard.press(key) if key else None
        look(page)
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    look(page)
    page.evaluate("localStorage.removeItem('language')")


def look(page: Page) -> None:
    """Have axe look at what is shown, at the sizes of a desk, a screen at 200 % and a phone."""
    for width, height in ((1366, 768), (683, 384), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        found = Axe().run(page).response["violations"]
        bad = [each for each in found if each["impact"] in ("serious", "critical")]
        assert bad == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 1366, "height": 768})
