"""The workbench as a user has it: the real server in a process, the page in a real browser."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from commandline import COMMAND, REPOSITORY
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

DESK = {"width": 1366, "height": 768}
# A first question waits for the process that answers it, on a machine that others use too.
PATIENCE_MS = 120_000


@dataclass
class Served:
    """A server, and the address that opens once."""

    process: subprocess.Popen[str]
    address: str

    def end(self) -> None:
        """Stop it as Ctrl+C does."""
        self.process.terminate()
        self.process.wait(30)

    def kill(self) -> None:
        """End it as a power cut does."""
        self.process.kill()
        self.process.wait(30)


def serve(folder: Path, *scenarios: Path) -> Served:
    """Start the server on a folder of workspaces."""
    words = ["serve", "--no-window", "--folder", str(folder), *map(str, scenarios)]
    process = subprocess.Popen(
        [*COMMAND, *words], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    address = re.search(r"http://\S+", process.stdout.readline())
    assert address, "no address was printed"
    return Served(process, address.group())


@contextmanager
def browsing(browser: Browser, served: Served) -> Iterator[Browsing]:
    """Come in by the address; at the end no page has complained, nor asked for another host."""
    context = browser.new_context(viewport=DESK, locale="vi-VN")  # type: ignore[arg-type]
    seat = Browsing(context, served)
    context.route("**/*", seat.refuse_others)
    context.set_default_timeout(PATIENCE_MS)
    yield seat
    context.close()
    assert seat.complaints == []
    assert seat.elsewhere == []


class Browsing:
    """Pages of one browser: those who sit before it share its way in."""

    def __init__(self, context: BrowserContext, served: Served):
        self.context, self.served = context, served
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
        return f"http://{urlsplit(self.served.address).netloc}/"

    def page(self, address: str = "") -> Page:
        """Open a page; the first one brings the key."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda line: self._note(line.type, line.text))
        page.goto(address or self.served.address)
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
