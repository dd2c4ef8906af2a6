"""The panel beside the map: the numbered index, what the plan stands on, sources and notes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from planner.output.maps.printed.paper import Rect
from planner.output.maps.printed.pen import (
    INK,
    LEAST,
    Pen,
    Style,
    line_height,
    relative_width,
    wrap,
)
from planner.words import Language, Text
from planner.words.outputs.printed import WORDS

SOFT = "#4a4a4a"
COLUMN_GAP, CELL_GAP, WIDE_GAP = 1.6, 0.8, 3.0
# Letters of notes at the most, in points on A3.
LETTERS = 7.0
# What a map is, and its projection, are said first.
FIRST_NOTES = 2
# Parts of a panel that the index may have beside the notes, the preferred one first.
SHARES = (0.66, 0.58, 0.5, 0.42, 0.34)
Rows = list[tuple[str, ...]]


@dataclass(frozen=True)
class Voice:
    """The languages of a sheet: the first speaks up, the second repeats it smaller."""

    first: Language
    second: Language | None = None

    def main(self, pair: Text) -> str:
        """Say a word in the first language."""
        return pair.in_(self.first)

    def under(self, pair: Text) -> str:
        """Repeat it in the second; empty where there is none or it is the same word."""
        text = pair.in_(self.second) if self.second else ""
        return "" if text == self.main(pair) else text


@dataclass(frozen=True)
class Index:
    """The numbered table of units.

    Attributes
    ----------
    title : Text
    heads : list of Text
    rows : list of tuple of str
    right : tuple of bool
        Which columns are numbers and stand on the right.
    least_columns : int
        Where the table is too large, columns beyond this number are left out.
    """

    title: Text
    heads: list[Text]
    rows: list[tuple[str, ...]]
    right: tuple[bool, ...]
    least_columns: int


@dataclass(frozen=True)
class Block:
    """A heading and sentences below it; none are drawn where there are none.

    Attributes
    ----------
    title : Text
    lines : sequence of Text
    """

    title: Text
    lines: Sequence[Text]

    def height(self, width: float, size: float, voice: Voice, letters: float = LEAST) -> float:
        """Measure it in mm, with the gap below it."""
        if not self.lines:
            return 0.0
        said = notes_height(self.lines, width, letters, Voice(voice.first))
        return said + _heading_height(size, voice) + 2.4 * size


def draw_panel(
    pen: Pen,
    rect: Rect,
    size: float,
    index: Index,
    blocks: Sequence[Block],
    voice: Voice,
    nameless: Collection[str],
) -> None:
    """Draw index and blocks, one above the other or side by side as the panel is shaped.

    Parameters
    ----------
    pen : Pen
    rect : Rect
    size : float
        Size of letters, 1 on A3.
    index : Index
    blocks : sequence of Block
        They speak the first language only.
    voice : Voice
    nameless : collection of str
        Numbers that stand on the map without a name: where the table is too
        large for the paper, these rows are kept.
    """
    stacked = rect.w <= rect.h
    parts = [rect] if stacked else _side_by_side(rect, size, index, blocks, voice)
    for part in parts:
        pen.box(part, edge=0.2)
    table, beside = parts[0].inset(1.0 * size), parts[-1].inset(1.0 * size)
    needed = sum(block.height(beside.w, size, voice) for block in blocks)
    fit, rows = _choose(index, table, needed if stacked else 0.0, size, voice, nameless)
    end = _draw_index(pen, table, size, index, fit, rows, voice)
    if stacked:
        top = end - 1.2 * size
        pen.lines([[(rect.x, top), (rect.right, top)]], 0.2)
        beside = Rect(beside.x, beside.y, beside.w, top - 1.2 * size - beside.y)
    _draw_blocks(pen, beside, size, [block for block in blocks if block.lines], voice)


def _side_by_side(
    rect: Rect, size: float, index: Index, blocks: Sequence[Block], voice: Voice
) -> list[Rect]:
    """Part a panel: the blocks have what a whole index leaves, and no more than they need."""
    head, every = _heading_height(size, voice), len(index.heads)
    chosen = rect.columns(SHARES[0], 1.0 - SHARES[0], gap=3.0 * size)
    for share in SHARES:
        parts = rect.columns(share, 1.0 - share, gap=3.0 * size)
        table, rest = (part.inset(1.0 * size) for part in parts)
        fits = _fits(index, index.rows, every, table.w, size)
        if not any(fit.height <= table.h - head for fit in fits):
            break
        chosen = parts
        if sum(block.height(rest.w, size, voice) for block in blocks) <= rest.h:
            break
    return chosen


def draw_heading(pen: Pen, rect: Rect, size: float, title: Text, voice: Voice) -> float:
    """Write the heading of a block at its top; give the height where the block goes on."""
    main, under = voice.main(title), voice.under(title)
    y = rect.top - line_height(6.4 * size)
    x = rect.x + rect.w / 2
    pen.text(x, y + 0.8 * size, main, 6.4 * size, across="center", weight="bold")
    if under:
        y -= line_height(4.8 * size)
        pen.text(x, y + 0.8 * size, under, 4.8 * size, across="center", style="italic", colour=SOFT)
    return y


def _heading_height(size: float, voice: Voice) -> float:
    return line_height(6.4 * size) + line_height(4.8 * size) * bool(voice.second) + 0.6 * size


@dataclass(frozen=True)
class _Fit:
    """How a table fits: letters, widths of the columns, blocks beside each other, their lines."""

    letters: float
    widths: list[float]
    blocks: int
    lines: int

    @property
    def height(self) -> float:
        """With the heads of the columns."""
        return (self.lines + 2.0) * line_height(self.letters)


def _fits(index: Index, rows: Rows, columns: int, width: float, size: float) -> Iterator[_Fit]:
    """List the ways in which rows fit into a width, the largest letters first."""
    units = [
        max(relative_width(row[i], "bold" if i == 0 else "normal") for row in rows)
        for i in range(columns)
    ]
    heads = [
        0.85 * max(relative_width(half, "bold") for half in (head.vi, head.en))
        for head in index.heads
    ]
    for letters in _steps(7.0 * size):
        widths = [letters * max(unit, head) for unit, head in zip(units, heads)]
        for blocks in range(1, 9):
            gaps = COLUMN_GAP * size * (blocks - 1) + CELL_GAP * size * (columns - 1) * blocks
            if sum(widths) * blocks + gaps <= width:
                yield _Fit(letters, widths, blocks, -(-len(rows) // blocks))


def _steps(largest: float) -> list[float]:
    """Sizes of letters to try, in quarters of a point."""
    return [
        each / 4 for each in range(max(int(largest * 4), int(LEAST * 4)), int(LEAST * 4) - 1, -1)
    ]


def _choose(
    index: Index,
    rect: Rect,
    needed: float,
    size: float,
    voice: Voice,
    nameless: Collection[str],
) -> tuple[_Fit, Rows]:
    """Choose what of the index is shown, and how, so that what stands below it has room.

    All rows with their figures; else all names; else the rows that the map
    does not name.  Of each the largest letters that leave ``needed`` mm.
    """
    kept = [row for row in index.rows if row[0] in nameless]
    every, few = len(index.heads), index.least_columns
    room = rect.h - needed - _heading_height(size, voice)
    for rows, columns in ((index.rows, every), (index.rows, few), (kept, every), (kept, few)):
        if not rows:
            continue
        for fit in _fits(index, rows, columns, rect.w, size):
            if fit.height <= room:
                return fit, rows
    # More units than this paper can name: the tables of the report have the rest.
    last = [fit for fit in _fits(index, index.rows, few, rect.w, size) if fit.letters == LEAST]
    widths, blocks = (last[-1].widths, last[-1].blocks) if last else ([rect.w / few] * few, 1)
    lines = max(1, int(room / line_height(LEAST)) - 3)
    return _Fit(LEAST, widths, blocks, lines), index.rows[: lines * blocks]


def _draw_index(
    pen: Pen, rect: Rect, size: float, index: Index, fit: _Fit, rows: Rows, voice: Voice
) -> float:
    """Draw the index; give the height where it ends."""
    top = draw_heading(pen, rect, size, index.title, voice) - 0.6 * size
    pitch, columns = line_height(fit.letters), len(fit.widths)
    gaps = [CELL_GAP * size] * (columns - 1)
    block = sum(fit.widths) + sum(gaps)
    spare = (rect.w - block * fit.blocks) / fit.blocks
    # A number stands by its name; further columns apart, as far as there is room.
    apart = max(0.0, min((WIDE_GAP - CELL_GAP) * size, spare / (2 * columns)))
    gaps = [gap + apart * (i > 0) for i, gap in enumerate(gaps)]
    block, spare = sum(fit.widths) + sum(gaps), spare - apart * max(columns - 2, 0)
    for b in range(fit.blocks):
        here = rows[b * fit.lines : (b + 1) * fit.lines]
        if not here:
            break
        start = rect.x + spare / 2 + b * (block + spare)
        steps = [width + gap for width, gap in zip(fit.widths, gaps)]
        lefts = [start + sum(steps[:i]) for i in range(columns)]
        y = top - pitch
        line = y - 0.28 * pitch
        pen.lines([[(start, line), (start + block, line)]], 0.15)
        heads = tuple(voice.main(each) for each in index.heads)
        for place, row in enumerate((heads, *here)):
            low = y if place == 0 else y - (place + 0.25) * pitch
            for i in range(columns):
                right = index.right[i]
                pen.text(
                    lefts[i] + fit.widths[i] * right,
                    low,
                    row[i],
                    fit.letters * (0.85 if place == 0 else 1.0),
                    across="right" if right else "left",
                    weight="bold" if i == 0 or place == 0 else "normal",
                )
    end = top - fit.height
    if len(rows) < len(index.rows):
        left = len(index.rows) - len(rows)
        pen.text(
            rect.x, end + 0.3 * pitch, voice.main(WORDS["more_units"].filled(n=left)),
            max(LEAST, 4.6 * size), style="italic",
        )  # fmt: skip
    return end


def _draw_blocks(pen: Pen, rect: Rect, size: float, blocks: Sequence[Block], voice: Voice) -> None:
    """Write blocks below each other, in the largest letters in which all of them fit."""
    letters = next(
        (
            each
            for each in _steps(LETTERS * size)
            if sum(block.height(rect.w, size, voice, each) for block in blocks) <= rect.h
        ),
        LEAST,
    )
    top, one = rect.top, Voice(voice.first)
    for i, block in enumerate(blocks):
        if i:
            pen.lines([[(rect.x - size, top), (rect.right + size, top)]], 0.2)
            top -= 1.2 * size
        # The last one has all that is left.
        high = block.height(rect.w, size, voice, letters)
        low = rect.y if i == len(blocks) - 1 else max(rect.y, top - high)
        room = Rect(rect.x, low, rect.w, top - low)
        under = draw_heading(pen, room, size, block.title, voice) - 0.6 * size
        room = Rect(rect.x, low, rect.w, under - low)
        top = write_notes(pen, room, letters, block.lines, one, WORDS["notes_left"]) - 0.8 * size


def write_notes(
    pen: Pen, rect: Rect, most: float, notes: Sequence[Text], voice: Voice, more: Text
) -> float:
    """Write notes into a rectangle from its top, as large as they fit and at most that large.

    Where they do not fit in the smallest letters, the second language gives way to the first,
    and then notes are left out; ``more`` says how many.  Give the height where they end.
    """
    tongue, letters = next(
        (
            (tongue, letters)
            for tongue in (voice, Voice(voice.first))
            for letters in _steps(most)
            if notes_height(notes, rect.w, letters, tongue) <= rect.h
        ),
        (Voice(voice.first), LEAST),
    )
    shown = _most_that_fit(notes, rect.w, rect.h, letters, tongue)
    y, rest = rect.top, len(notes) - len(shown)
    for pair in shown:
        for line, points, style, colour in _lines(pair, rect.w, letters, tongue):
            y -= line_height(points)
            pen.text(
                rect.x, y + 0.25 * line_height(points), line, points, style=style, colour=colour
            )
        y -= 0.35 * line_height(letters)
    if rest:
        text = voice.main(more.filled(n=rest))
        pen.text(rect.x, rect.y + 0.2, text, letters, style="italic")
        return rect.y
    return y


def _most_that_fit(
    notes: Sequence[Text], width: float, room: float, letters: float, voice: Voice
) -> list[Text]:
    """Take as many notes as fit, in their order: the first ones, and then the shortest."""
    heights = [notes_height([pair], width, letters, voice) for pair in notes]
    if sum(heights) <= room + 1e-6:
        return list(notes)
    room -= line_height(letters)  # how many are left is said as well
    taken: set[int] = set()
    for i in sorted(range(len(notes)), key=lambda i: (i >= FIRST_NOTES, heights[i], i)):
        if heights[i] <= room:
            taken.add(i)
            room -= heights[i]
    return [pair for i, pair in enumerate(notes) if i in taken]


def _lines(
    pair: Text, width: float, letters: float, voice: Voice
) -> list[tuple[str, float, Style, str]]:
    main: list[tuple[str, float, Style, str]] = [
        (line, letters, "normal", INK) for line in wrap("– " + voice.main(pair), width, letters)
    ]
    small = 0.85 * letters
    under: list[tuple[str, float, Style, str]] = [
        (line, small, "italic", SOFT) for line in wrap(voice.under(pair), width, small, "italic")
    ]
    return main + under


def notes_height(notes: Sequence[Text], width: float, letters: float, voice: Voice) -> float:
    """Measure notes in mm as they would be written."""
    lines = [line for pair in notes for line in _lines(pair, width, letters, voice)]
    return sum(line_height(each[1]) for each in lines) + 0.35 * line_height(letters) * len(notes)
