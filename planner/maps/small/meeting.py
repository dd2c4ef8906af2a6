"""Sheets for a meeting: one page for each new unit, with its map and what has to be known of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure

from planner.evaluate import Evaluation
from planner.maps.printed import METADATA, SETTINGS
from planner.maps.printed.pen import Pen, line_height, wrap
from planner.maps.small import Ground, draw_locator, ground_of

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Page:
    """What stands on the page of one new unit.

    Attributes
    ----------
    code : str
        Of the new unit.
    title, subtitle : str
    rows : tuple of (heading, lines)
        Under the map, in their order.
    foot : str
        What the figures rest on.
    """

    code: str
    title: str
    subtitle: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    foot: str


@dataclass(frozen=True)
class Format:
    """Size of a page and of its letters: A4, in mm and points."""

    width: float = 210.0
    height: float = 297.0
    edge: float = 16.0
    map_height: float = 105.0
    heads: float = 42.0
    title: float = 15.0
    body: float = 11.0
    least: float = 6.0


A4 = Format()


def write_meeting(
    path: Path, evaluation: Evaluation, pages: Sequence[Page], form: Format = A4
) -> None:
    """Write the sheets as one PDF, the same bytes for the same content.

    Parameters
    ----------
    path : Path
    evaluation : Evaluation
        For the maps.
    pages : sequence of Page
    form : Format
    """
    settings = {**SETTINGS, "font.family": "DejaVu Sans"}
    with mpl.rc_context(settings), PdfPages(path, metadata=METADATA["pdf"]) as book:
        ground = ground_of(evaluation)
        for page in pages:
            book.savefig(_draw(ground, page, form))


def _draw(ground: Ground, page: Page, form: Format) -> Figure:
    pen = Pen(form.width, form.height)
    top = form.height - form.edge - 4.0
    pen.text(form.edge, top, page.title, form.title, weight="bold")
    pen.text(form.edge, top - 7.0, page.subtitle, form.body)
    room = form.width - 2 * form.edge
    bottom = top - 12.0 - form.map_height
    near = (form.edge, bottom, room * 0.72, form.map_height)
    far = (form.edge + room * 0.74, bottom + 45.0, room * 0.26, form.map_height - 45.0)
    draw_locator(pen.figure, ground, page.code, _share(near, form), _share(far, form))
    _write_rows(pen, page, form, bottom - 8.0)
    for number, line in enumerate(reversed(wrap(page.foot, room, 7.0))):
        pen.text(form.edge, form.edge - 6.0 + number * line_height(7.0), line, 7.0)
    return pen.figure


def _share(box: Box, form: Format) -> Box:
    left, bottom, width, height = box
    return left / form.width, bottom / form.height, width / form.width, height / form.height


def _write_rows(pen: Pen, page: Page, form: Format, top: float) -> None:
    """Write headings and lines in letters so small that they fit on the page."""
    room = form.width - 2 * form.edge - form.heads
    size = form.body
    while True:
        rows = [
            (head, [part for line in lines for part in wrap(line, room, size) or [""]])
            for head, lines in page.rows
        ]
        height = sum(len(lines) * line_height(size) + 2.0 for _, lines in rows)
        if height <= top - form.edge or size <= form.least:
            break
        size -= 0.5
    y = top
    for head, lines in rows:
        pen.text(form.edge, y, head, size, weight="bold")
        for line in lines:
            pen.text(form.edge + form.heads, y, line, size)
            y -= line_height(size)
        y -= 2.0
