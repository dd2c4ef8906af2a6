"""Sheets for a meeting: one page for each new unit, with its map and what has to be known of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.transforms import Bbox

from planner.evaluation import Evaluation
from planner.output.maps.printed.pen import METADATA, Pen, drawing, line_height, wiped, wrap
from planner.output.maps.small.locator import Ground, Locator, ground_of

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
    path: Path, locators: Path, evaluation: Evaluation, pages: Sequence[Page], form: Format = A4
) -> None:
    """Write the sheets as one PDF, their maps as another; the same bytes for the same content.

    Parameters
    ----------
    path, locators : Path
        A page of ``locators`` is the upper part of the sheet and no larger, to be put into a
        document.
    evaluation : Evaluation
        For the maps.
    pages : sequence of Page
    form : Format
    """
    with (
        drawing(),
        PdfPages(path, metadata=METADATA["pdf"]) as book,
        PdfPages(locators, metadata=METADATA["pdf"]) as maps,
    ):
        pen = Pen(form.width, form.height)
        locator, bottom = _maps(pen, ground_of(evaluation), form)
        for page in pages:
            with locator.of(page.code), wiped(pen.axes):
                top = form.height - form.edge - 4.0
                pen.text(form.edge, top, page.title, form.title, weight="bold")
                maps.savefig(pen.figure, bbox_inches=_above(bottom - 2.0, pen, form))
                _write_rows(pen, page, form, bottom - 8.0)
                book.savefig(pen.figure)


def _maps(pen: Pen, ground: Ground, form: Format) -> tuple[Locator, float]:
    """Place the maps of all pages; give their lower edge, in mm."""
    room = form.width - 2 * form.edge
    bottom = form.height - form.edge - 16.0 - form.map_height
    near = (form.edge, bottom, room * 0.72, form.map_height)
    far = (form.edge + room * 0.74, bottom + 45.0, room * 0.26, form.map_height - 45.0)
    return Locator(pen.figure, ground, _share(near, form), _share(far, form)), bottom


def _above(bottom: float, pen: Pen, form: Format) -> Bbox:
    """Give the part of a sheet above a line, with half of the margins, in inches."""
    wide, tall = pen.figure.get_size_inches()
    edge = form.edge / 2.0
    box = (edge, bottom, form.width - 2.0 * edge, form.height - edge - bottom)
    left, low, width, height = _share(box, form)
    return Bbox.from_bounds(left * wide, low * tall, width * wide, height * tall)


def _share(box: Box, form: Format) -> Box:
    left, bottom, width, height = box
    return left / form.width, bottom / form.height, width / form.width, height / form.height


def _write_rows(pen: Pen, page: Page, form: Format, top: float) -> None:
    """Write headings and lines in letters so small that they fit, and what is around them."""
    whole = form.width - 2 * form.edge
    pen.text(form.edge, form.height - form.edge - 11.0, page.subtitle, form.body)
    for number, line in enumerate(reversed(wrap(page.foot, whole, 7.0))):
        pen.text(form.edge, form.edge - 6.0 + number * line_height(7.0), line, 7.0)
    room = whole - form.heads
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
