"""A page asks nothing outside itself, and text that it shows stays text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from planner.errors import PlannerError
from planner.evaluation import Evaluation
from planner.output.maps import refuse_outside, write_map


@pytest.mark.parametrize(
    "part",
    [
        '<script src="https://example.org/a.js"></script>',
        '<link rel="stylesheet" href="//example.org/a.css">',
        '<img src="images/layers.png">',
        "<style>p { background: url(https://example.org/a.png) }</style>",
        "<style>p { background: url('images/a.png') }</style>",
        '<style>@import "a.css";</style>',
        '<p style="background: url(http://example.org/a.png)">',
        "<script>x.innerHTML = '<img src=\"http://example.org/a.png\">'</script>",
    ],
)
def test_a_page_with_an_outside_address_is_refused(part: str) -> None:
    with pytest.raises(PlannerError, match="outside address"):
        refuse_outside(f"<html><head>{part}</head><body></body></html>")


def test_text_that_only_names_an_address_is_kept() -> None:
    data = json.dumps({"note": 'see <a href="https://example.org">'}).replace("<", "\\u003c")
    refuse_outside(
        f'<p>see https://example.org</p><script type="application/json">{data}</script>'
        '<style>p { fill: url(#hatch); background: url("data:image/png;base64,AA") }</style>'
    )


def test_text_cannot_break_out_of_the_page(
    browser: Browser, decided: Evaluation, tmp_path: Path
) -> None:
    evil = "</script><script>window.broken = true</script><b>{{ 7 * 7 }}</b>"
    write_map(decided, tmp_path / "map.html", title=evil, notes=[evil])
    page = browser.new_page()
    page.goto((tmp_path / "map.html").as_uri())
    assert page.evaluate("window.broken") is None
    assert page.inner_text("#title") == evil
    assert evil in page.inner_text("[data-part=notes]")
    page.close()
