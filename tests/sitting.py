"""Those who sit before the workbench: pages of a real browser, by mouse and keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from serving import Server

DESK = {"width": 1366, "height": 768}
# A first question waits for the process that answers it, on a machine that others use too.
PATIENCE_MS = 120_000


@contextmanager
def browsing(browser: Browser, server: Server) -> Iterator[Browsing]:
    """Come in by the address; at the end no page has complained, nor asked for another host."""
    context = browser.new_context(viewport=DESK, locale="vi-VN")  # type: ignore[arg-type]
    seat = Browsing(context, server)
    context.route("**/*", seat.refuse_others)
    context.set_default_timeout(PATIENCE_MS)
    yield seat
    context.close()
    assert not seat.complaints, seat.complaints
    assert not seat.elsewhere, seat.elsewhere


class Browsing:
    """Pages of one browser: those who sit before it share its way in."""

    def __init__(self, context: BrowserContext, server: Server):
        self.context, self.server = context, server
        self.complaints: list[str] = []
        self.elsewhere: list[str] = []
        self.expected = re.compile("(?!)")
        """What the browser itself notes of refusals that a story is about."""

    def refuse_others(self, route: Route) -> None:
        """Let nothing out of the machine, and note who wants to."""
        if route.request.url.startswith(self.host):
            route.continue_()
        else:
            self.elsewhere.append(route.request.url)
            route.abort()

    @property
    def host(self) -> str:
        """Where the server is, without the key."""
        return f"http://{self.server.host}/"

    def page(self, address: str = "") -> Page:
        """Open a page; the first one brings the key."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda line: self._note(line.type, line.text))
        page.goto(address or self.server.address)
        return page

    def _note(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not self.expected.search(text):
            self.complaints.append(text)


def begin(page: Page, about: str, name: str, by: str = "Nguyễn Văn An") -> None:
    """Begin a plan on the first page by keys alone."""
    about_what = page.locator("#new-about")
    about_what.focus()
    options = page.locator("#new-about option").all_inner_texts()
    page.keyboard.press("Home")
    for _ in range(options.index(about)):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(name)
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(by)
    page.keyboard.press("Enter")
    expect(page.locator("#map canvas")).to_be_visible(timeout=PATIENCE_MS)


def aim_beside(page: Page) -> None:
    """Aim at a neighbour of what is chosen: its figures stand there before anything is done."""
    page.keyboard.press("m")
    drawn = page.locator("#unit .figures .new").first
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
        # There is no neighbour on every side, and nothing says that none will come.
        with suppress(PlaywrightTimeout):
            drawn.wait_for(timeout=1500)
            return
    drawn.wait_for()
