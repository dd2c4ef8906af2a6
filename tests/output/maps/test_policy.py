"""The policy of a page, in a real browser: it works, and runs nothing that is not ours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from compared import COLUMNS, ROWS, planned
from hostile import DO, NAMES, hostile_squares
from playwright.sync_api import Browser

from planner.errors import PlannerError
from planner.output.maps import write_map
from planner.output.maps.policy import guarded
from planner.output.reports.comparison import write_comparison
from planner.words import Text

EVIL = Text(f"</script><script>{DO}</script><img src=x onerror={DO}>", "{{ 7*7 }}")
# What whoever holds the file may put into it, and what nothing of may run or load.
PUT = {
    "a script": f"<script>{DO}</script>",
    "a handler": f"<img src=x onerror={DO}>",
    "a file": '<script src="evil.js"></script>',
    "a style": "<style>body { display: none }</style>",
    "a frame": '<iframe src="evil.html"></iframe>',
    "a picture from outside": '<img src="evil.png">',
    "a base": '<base href="https://example.org/">',
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write a map and a comparison with names of whoever means harm."""
    folder = tmp_path_factory.mktemp("pages")
    units = hostile_squares()
    plans = {
        name: planned(units, folder, name, plan)
        for name, plan in {"rows": ROWS, "columns": COLUMNS}.items()
    }
    write_map(plans["rows"], folder / "map.html", title=EVIL, notes=[EVIL])
    write_comparison(plans, folder / "c", titles={"rows": EVIL})
    (folder / "evil.js").write_text(DO, encoding="utf-8")
    (folder / "evil.html").write_text(f"<script>parent.{DO}</script>", encoding="utf-8")
    return {"map": folder / "map.html", "comparison": folder / "c" / "comparison.html"}


def opened(browser: Browser, path: Path) -> tuple[list[str], object, str]:
    """Open a page, and give its complaints, whether anything ran, and what it shows."""
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(path.as_uri())
    page.wait_for_selector("path.leaflet-interactive", state="attached")
    ran = page.evaluate("window.hacked")
    shown = page.inner_text("body") + page.content()
    page.close()
    return said, ran, shown


@pytest.mark.parametrize("kind", ["map", "comparison"])
def test_a_page_works_and_runs_no_name(browser: Browser, pages: dict[str, Path], kind: str) -> None:
    text = pages[kind].read_text("utf-8")
    policy = text[text.index("Content-Security-Policy") : text.index("form-action")]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
    said, ran, shown = opened(browser, pages[kind])
    assert (said, ran) == ([], None)
    assert "{{ 7*7 }}" in shown


@pytest.mark.parametrize("kind", ["map", "comparison"])
def test_what_is_put_into_a_page_does_not_run(
    browser: Browser, pages: dict[str, Path], kind: str, tmp_path: Path
) -> None:
    for name in ("evil.js", "evil.html"):
        (tmp_path / name).write_bytes((pages["map"].parent / name).read_bytes())
    text = pages[kind].read_text("utf-8")
    (tmp_path / "put.html").write_text(
        text.replace("</body>", "".join(PUT.values()) + "</body>"), encoding="utf-8"
    )
    said, ran, _ = opened(browser, tmp_path / "put.html")
    assert ran is None
    # The browser says of each that it was refused.
    assert len([line for line in said if "Content Security Policy" in line]) >= len(PUT)


def test_the_same_without_the_policy_would_run(
    browser: Browser, pages: dict[str, Path], tmp_path: Path
) -> None:
    """By which the tests before are known to be able to fail."""
    text = pages["map"].read_text("utf-8").replace("Content-Security-Policy", "x", 1)
    (tmp_path / "put.html").write_text(text.replace("</body>", PUT["a script"] + "</body>"))
    assert opened(browser, tmp_path / "put.html")[1] == 1


def strings(data: object) -> Iterator[str]:
    """Give every text in plain data."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for value in data.values() if isinstance(data, dict) else data:
            yield from strings(value)


def test_names_are_what_they_were(browser: Browser, pages: dict[str, Path]) -> None:
    page = browser.new_page()
    page.goto(pages["map"].as_uri())
    held = page.evaluate("JSON.parse(document.getElementById('content').textContent)")
    page.close()
    assert {*NAMES, EVIL.vi} <= set(strings(held))


@pytest.mark.parametrize("part", ["<p onclick='x()'>", "<p style='color: red'>", "<head>"])
def test_what_a_policy_would_break_is_refused(part: str) -> None:
    with pytest.raises(PlannerError):
        guarded(f"<html><head></head><body>{part}</body></html>")
