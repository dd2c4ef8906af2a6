"""The strip below the map: legend, scale and north, signatures; and the heading above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import shapely

from planner.output.maps.printed.contents.categories import LINES, Category, Line
from planner.output.maps.printed.frame import draw_north, draw_scale_bar, grid_km
from planner.output.maps.printed.panel import SOFT, Voice, draw_heading
from planner.output.maps.printed.paper import Layout, Rect
from planner.output.maps.printed.pen import (
    FRAME,
    INK,
    LEAST,
    Pen,
    Style,
    Weight,
    line_height,
    text_width,
    wrap,
)
from planner.output.maps.printed.zones import Zone, degrees_text
from planner.words import Text, joined, number_en, number_vi
from planner.words.outputs.printed import SIGNERS, WORDS

NUMBER_COLOUR = "#8b1a1a"
DISTRICT_COLOUR = "#6a1b5d"
# Not green: what has to hold for a plan to be the best one.
CONDITION_COLOUR = "#8a4b00"
# What stays free between the last line of the heading and the frame, in mm on A3.
FOOT = 1.4


@dataclass(frozen=True)
class Entry:
    """A line of the legend: a category, a border (key of ``LINES``) or a sign, and its word.

    A layer of one's own has its line in ``own``.
    """

    word: Text
    category: Category | None = None
    line: str = ""
    sign: str = ""
    own: Line | None = None


def draw_title(
    pen: Pen, layout: Layout, heading: tuple[Text, Text, Text, Text], voice: Voice
) -> None:
    """Write the heading of the sheet: title, what the plan is called, counts, its condition."""
    title, called, counts, condition = heading
    rect, size = layout.title, layout.size
    x, y = rect.x + rect.w / 2, rect.top
    main, under = voice.main(called), voice.under(called)
    letters = _fitting(voice.main(title), rect.w, (14.0 if main else 15.0) * size, bold=True)
    y -= 0.9 * line_height(letters)
    pen.text(x, y, voice.main(title), letters, across="center", weight="bold", name="title")
    below: list[tuple[str, float, Style, str]] = [
        (main, 8.5, "normal", SOFT),
        (" – ".join(filter(None, (voice.under(title), under))), 7.0, "italic", SOFT),
        (voice.main(counts), 6.5, "normal", SOFT),
        (voice.main(condition), 6.5, "normal", CONDITION_COLOUR),
    ]
    below = [line for line in below if line[0]]
    fitting = [_fitting(text, rect.w, points * size) for text, points, _, _ in below]
    # Four lines stand closer, so that the last one keeps off the frame.
    room = y - rect.y - FOOT * size
    pitch = min(1.12, room / sum(line_height(small) for small in fitting))
    for (text, _, style, colour), small in zip(below, fitting, strict=True):
        y -= pitch * line_height(small)
        pen.text(x, y, text, small, across="center", style=style, colour=colour)


def draw_strip(
    pen: Pen, layout: Layout, zone: Zone, entries: Sequence[Entry], voice: Voice, dated: str
) -> None:
    """Draw the three blocks."""
    size = layout.size
    legend, scale, signatures = layout.strip.columns(0.45, 0.25, 0.30)
    pen.box(layout.strip, edge=0.2)
    for block in (scale, signatures):
        pen.lines([[(block.x, block.y), (block.x, block.top)]], 0.2)
    _draw_legend(pen, legend.inset(1.5 * size), size, entries, voice)
    _draw_scale(pen, scale.inset(1.5 * size), layout, zone, voice)
    _draw_signatures(pen, signatures.inset(1.2 * size), size, voice, dated)


def _fitting(text: str, width: float, letters: float, *, bold: bool = False) -> float:
    wide = text_width(text, letters, "bold" if bold else "normal")
    return letters * min(1.0, width / wide) if wide else letters


def _fits(text: str, width: float) -> bool:
    """Whether a text fits in the smallest letters; the second language gives way where not."""
    return text_width(text, LEAST) <= width


def _draw_legend(pen: Pen, rect: Rect, size: float, entries: Sequence[Entry], voice: Voice) -> None:
    top = draw_heading(pen, rect, size, WORDS["legend"], voice) - 0.5 * size
    columns = 2 if len(entries) <= 14 else 3
    lines = -(-len(entries) // columns)
    pitch = min(5.6 * size, (top - rect.y) / lines)
    gap = 2.0 * size
    for i, entry in enumerate(entries):
        column = rect.columns(*[1.0] * columns, gap=gap)[i // lines]
        middle = top - (i % lines + 0.5) * pitch
        symbol = Rect(column.x, middle - 1.6 * size, 8.0 * size, 3.2 * size)
        _draw_symbol(pen, symbol, size, entry)
        x = symbol.right + 1.6 * size
        main, under = voice.main(entry.word), voice.under(entry.word)
        width = column.right - x
        letters = _fitting(main, width, 5.6 * size)
        small = _fitting(under, width, 4.6 * size)
        # Two lines of the smallest letters need so much.
        both = under and _fits(under, width) and 2.0 * line_height(LEAST) <= pitch + 0.5
        said = [main] if _fits(main, width) else wrap(main, width, LEAST)
        if both and len(said) == 1:
            pen.text(x, middle + 0.30 * size, main, letters)
            low = middle - 0.78 * line_height(small)
            pen.text(x, low, under, small, style="italic", colour=SOFT)
            continue
        y = middle + (len(said) / 2 - 0.85) * line_height(letters)
        for text in said:
            pen.text(x, y, text, letters)
            y -= line_height(letters)


def _draw_symbol(pen: Pen, at: Rect, size: float, entry: Entry) -> None:
    x, y = at.x + at.w / 2, at.y + at.h / 2
    if entry.category:
        category = entry.category
        edge = LINES["new" if category.heavy else "unit"].width * size
        outline = shapely.box(at.x, at.y, at.right, at.top)
        pen.area(outline, category.fill, hatch=category.hatch, over=FRAME)
        pen.box(at, edge=edge, over=FRAME + 0.2)
    elif entry.own and entry.sign:
        pen.dot(x, y, 0.8 * size, entry.own.colour)
    elif entry.line or entry.own:
        style = entry.own or LINES[entry.line]
        pen.lines(
            [[(at.x, y), (at.right, y)]],
            style.width * size,
            colour=style.colour,
            dash=[each * size for each in style.dash],
        )
    else:
        draw_sign(pen, entry.sign, x, y, size)


def draw_sign(pen: Pen, sign: str, x: float, y: float, size: float) -> None:
    """Draw a sign of the map or of its legend, centred on a point."""
    base = 0.35 * line_height(6.0 * size)
    if sign == "centre":
        pen.dot(x, y, 0.45 * size, "white", 0.22 * size)
    elif sign == "seat":
        pen.dot(x, y, 1.25 * size, "white", 0.3 * size)
        pen.dot(x, y, 0.65 * size, INK)
    elif sign == "number":
        pen.text(
            x, y - base, "12", 5.6 * size, across="center", weight="bold", colour=NUMBER_COLOUR
        )
    elif sign == "district":
        pen.text(
            x, y - base, "A B C", 6.4 * size, across="center", weight="bold",
            colour=DISTRICT_COLOUR,
        )  # fmt: skip


def draw_inset_head(pen: Pen, layout: Layout, names: Sequence[str], voice: Voice) -> None:
    """Write what a box of islands shows, as far as there is room, and its scale."""
    rect, size = layout.title, layout.size
    ratio = (number_vi if voice.first == "vi" else number_en)(layout.scale)
    width, letters = rect.w - 2.0 * size, 6.2 * size
    said = " · ".join([", ".join(names), f"1:{ratio}"] if names else [f"1:{ratio}"])
    said = said if text_width(said, LEAST) <= width else f"1:{ratio}"
    pen.text(
        rect.x + rect.w / 2, rect.y + 0.35 * rect.h, said, _fitting(said, width, letters),
        across="center", weight="bold", halo=0.28, name="inset",
    )  # fmt: skip


def _draw_scale(pen: Pen, rect: Rect, layout: Layout, zone: Zone, voice: Voice) -> None:
    size, denominator = layout.size, layout.scale
    arrow = Rect(rect.x, rect.y + 14.5 * size, 8.0 * size, rect.h - 15.0 * size)
    draw_north(pen, arrow, size, voice.main(WORDS["north"]))
    x = arrow.right + (rect.right - arrow.right) / 2
    y = rect.top - line_height(9.0 * size)
    ratio = (number_vi if voice.first == "vi" else number_en)(denominator)
    text = f"{voice.main(WORDS['scale'])} 1:{ratio}"
    pen.text(x, y + 0.8 * size, text, 9.0 * size, across="center", weight="bold")
    bar = Rect(arrow.right, y - 8.5 * size, rect.right - arrow.right, 7.5 * size)
    draw_scale_bar(pen, layout, bar, voice.first)
    ground = f"1 cm = {denominator / 1e5:g} km"
    pen.text(
        x,
        bar.y + 0.6 * size,
        ground.replace(".", ",") if voice.first == "vi" else ground,
        5.2 * size,
        across="center",
    )
    meridian, step = degrees_text(zone.meridian), grid_km(layout)
    lines = [
        WORDS["zone"].filled(width=zone.width, meridian=meridian, epsg=zone.epsg),
        joined((WORDS["grid"], f"{step} km"), " "),
    ]
    y = rect.y + 11.0 * size
    for pair in lines:
        main, under = voice.main(pair), voice.under(pair)
        said = [(text, False) for text in wrap(main, rect.w, LEAST)]
        if len(said) == 1 and under and _fits(under, rect.w):
            said.append((under, True))
        for text, small in said:
            letters = _fitting(text, rect.w, (4.4 if small else 5.4) * size)
            pen.text(
                rect.x + rect.w / 2,
                y,
                text,
                letters,
                across="center",
                style="italic" if small else "normal",
                colour=SOFT if small else INK,
            )
            y -= line_height((6.6 if small else 4.6) * size)


def _draw_signatures(pen: Pen, rect: Rect, size: float, voice: Voice, dated: str) -> None:
    for column, (office, title) in zip(rect.columns(1.0, 1.0, gap=1.0 * size), SIGNERS):
        x, y = column.x + column.w / 2, column.top
        date = dated or voice.main(WORDS["sign_date"])
        # Dots are given up before the line is broken.
        while not _fits(date, column.w) and "……" in date:
            date = date.replace("……", "…")
        signed = WORDS["signed"]
        written: list[tuple[str, float, Weight, Style]] = [
            (date, 4.8, "normal", "italic"),
            (voice.main(office), 5.8, "bold", "normal"),
            (voice.main(title), 5.8, "bold", "normal"),
            (voice.main(signed), 4.8, "normal", "italic"),
            (", ".join(filter(None, map(voice.under, (office, title)))), 4.6, "normal", "italic"),
        ]
        for text, points, weight, style in written:
            second = points < 4.7
            if not text or (second and not _fits(text, column.w)):
                continue
            for line in [text] if _fits(text, column.w) else wrap(text, column.w, LEAST, style):
                letters = _fitting(line, column.w, points * size, bold=weight == "bold")
                y -= line_height(points * size)
                pen.text(
                    x, y, line, letters, across="center", weight=weight, style=style,
                    colour=SOFT if second else INK,
                )  # fmt: skip
