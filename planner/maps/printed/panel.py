"""The panel beside the map: the numbered index, then sources and notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from planner.maps.printed.paper import Rect
from planner.maps.printed.pen import INK, Pen, line_height, text_width, wrap
from planner.maps.printed.words import WORDS
from planner.wording import Language, Pair, word

SOFT = "#4a4a4a"
LEAST = 4.0
COLUMN_GAP, CELL_GAP = 3.0, 1.6
# How much of a panel the index may take where the notes stand below it, tried in this order.
Shares = tuple[float, ...]
ABOVE_NOTES: Shares = (0.45, 0.6, 0.75)


@dataclass(frozen=True)
class Voice:
    """The languages of a sheet: the first speaks up, the second repeats it smaller."""

    first: Language
    second: Language | None = None

    def main(self, pair: Pair) -> str:
        """Say a word in the first language."""
        return word(pair, self.first)

    def under(self, pair: Pair) -> str:
        """Repeat it in the second; empty where there is none or it is the same word."""
        text = word(pair, self.second) if self.second else ""
        return "" if text == self.main(pair) else text


@dataclass(frozen=True)
class Index:
    """The numbered table of units.

    Attributes
    ----------
    title : pair of str
    heads : list of pair of str
    rows : list of tuple of str
    right : tuple of bool
        Which columns are numbers and stand on the right.
    least_columns : int
        Where the table is too large, columns beyond this number are left out.
    """

    title: Pair
    heads: list[Pair]
    rows: list[tuple[str, ...]]
    right: tuple[bool, ...]
    least_columns: int


def draw_panel(
    pen: Pen, rect: Rect, size: float, index: Index, notes: Sequence[Pair], voice: Voice
) -> None:
    """Draw index and notes, one above the other or side by side as the panel is shaped."""
    if rect.w > rect.h:
        left, right = rect.columns(0.66, 0.34, gap=3.0 * size)
        pen.box(left, edge=0.2)
        pen.box(right, edge=0.2)
        _draw_index(pen, left.inset(1.6 * size), size, index, voice)
        _draw_notes(pen, right.inset(1.6 * size), size, notes, voice)
        return
    pen.box(rect, edge=0.2)
    inner = rect.inset(1.6 * size)
    end = _draw_index(pen, inner, size, index, voice, ABOVE_NOTES) - 2.0 * size
    pen.lines([[(rect.x, end), (rect.right, end)]], 0.2)
    _draw_notes(pen, Rect(inner.x, inner.y, inner.w, end - 1.5 * size - inner.y), size, notes, voice)


def draw_heading(pen: Pen, rect: Rect, size: float, title: Pair, voice: Voice) -> float:
    """Write the heading of a block at its top; give the height where the block goes on."""
    main, under = voice.main(title), voice.under(title)
    y = rect.top - line_height(6.4 * size)
    x = rect.x + rect.w / 2
    pen.text(x, y + 0.8 * size, main, 6.4 * size, across="center", weight="bold")
    if under:
        y -= line_height(4.8 * size)
        pen.text(
            x, y + 0.8 * size, under, 4.8 * size, across="center", style="italic", colour=SOFT
        )
    return y


@dataclass(frozen=True)
class _Fit:
    """How a table fits: letters, columns of the table, blocks beside each other."""

    letters: float
    widths: list[float]
    blocks: int
    lines: int


def _fit(index: Index, width: float, height: float, size: float, shares: Shares) -> _Fit | None:
    """Find how all rows fit: figures before names alone, a low table before large letters.

    Of a low table the notes below it have the room; its letters must still be good ones.
    """
    good = [each / 4 for each in range(int(7.0 * size * 4), int(5.2 * size * 4) - 1, -1)]
    small = [each / 4 for each in range(int(5.2 * size * 4), int(LEAST * 4) - 1, -1)]
    tries = [(share, good) for share in shares] + [(shares[-1], small)]
    for columns, (share, steps) in product((len(index.heads), index.least_columns), tries):
        for letters, blocks in product(steps, range(1, 9)):
            widths = _widths(index, columns, letters)
            gaps = COLUMN_GAP * size * (blocks - 1) + CELL_GAP * size * (columns - 1) * blocks
            lines = int(share * height / line_height(letters)) - 2
            if sum(widths) * blocks + gaps <= width and lines * blocks >= len(index.rows):
                # As even as the number of blocks allows.
                return _Fit(letters, widths, blocks, -(-len(index.rows) // blocks))
    return None


def _widths(index: Index, columns: int, letters: float) -> list[float]:
    heads = [text_width(each[0], 0.85 * letters, "bold") for each in index.heads]
    return [
        max([heads[i], *(text_width(row[i], letters) for row in index.rows)])
        for i in range(columns)
    ]


def _draw_index(
    pen: Pen, rect: Rect, size: float, index: Index, voice: Voice, shares: Shares = (1.0,)
) -> float:
    """Draw the index; give the height where it ends."""
    top = draw_heading(pen, rect, size, index.title, voice) - 0.6 * size
    fit = _fit(index, rect.w, top - rect.y, size, shares)
    rows = index.rows
    if fit is None:
        # More units than letters of 4 points can name: the tables of the report have the rest.
        widths = _widths(index, index.least_columns, LEAST)
        blocks = max(1, int(rect.w / (sum(widths) + COLUMN_GAP * size + CELL_GAP * size)))
        lines = int(shares[-1] * (top - rect.y) / line_height(LEAST)) - 3
        fit = _Fit(LEAST, widths, blocks, lines)
        rows = rows[: lines * blocks]
    pitch, columns = line_height(fit.letters), len(fit.widths)
    block = sum(fit.widths) + CELL_GAP * size * (columns - 1)
    spare = (rect.w - block * fit.blocks) / max(1, fit.blocks)
    for b in range(fit.blocks):
        lefts, x = [], rect.x + spare / 2 + b * (block + spare)
        start = x
        for width in fit.widths:
            lefts.append(x)
            x += width + CELL_GAP * size
        y = top - pitch
        for i, head in enumerate(index.heads[:columns]):
            text = voice.main(head)
            _cell(pen, lefts[i], fit.widths[i], y, text, 0.85 * fit.letters, index.right[i], True)
        line = y - 0.28 * pitch
        pen.lines([[(start, line), (start + block, line)]], 0.15)
        for row in rows[b * fit.lines : (b + 1) * fit.lines]:
            y -= pitch
            for i in range(columns):
                _cell(pen, lefts[i], fit.widths[i], y - 0.25 * pitch, row[i], fit.letters, index.right[i], i == 0)  # noqa: E501  # fmt: skip
    end = top - (fit.lines + 1.6) * pitch
    if len(rows) < len(index.rows):
        vi, en = WORDS["more_units"]
        left = len(index.rows) - len(rows)
        text = voice.main((vi.format(n=left), en.format(n=left)))
        pen.text(rect.x, end, text, 5.0 * size, style="italic")
        end -= pitch
    return end


def _cell(
    pen: Pen, x: float, width: float, y: float, text: str, letters: float, right: bool, bold: bool
) -> None:
    pen.text(
        x + width if right else x,
        y,
        text,
        letters,
        across="right" if right else "left",
        weight="bold" if bold else "normal",
    )


def _draw_notes(
    pen: Pen, rect: Rect, size: float, notes: Sequence[Pair], voice: Voice
) -> None:
    """Write the notes, as large as they fit; those that do not fit are counted."""
    top = draw_heading(pen, rect, size, WORDS["notes"], voice) - 0.6 * size
    steps = [each / 4 for each in range(int(6.0 * size * 4), int(LEAST * 4) - 1, -1)]
    letters = next((s for s in steps if _height(notes, rect.w, s, voice) <= top - rect.y), LEAST)
    y, rest = top, len(notes)
    for pair in notes:
        needed = _height([pair], rect.w, letters, voice)
        last = line_height(letters) if rest > 1 else 0.0
        if y - needed - last < rect.y - 1e-6:
            break
        for line, points, style, colour in _lines(pair, rect.w, letters, voice):
            y -= line_height(points)
            pen.text(rect.x, y + 0.25 * points * 0.35, line, points, style=style, colour=colour)
        y -= 0.35 * line_height(letters)
        rest -= 1
    if rest:
        vi, en = WORDS["more_notes"]
        text = voice.main((vi.format(n=rest), en.format(n=rest)))
        pen.text(rect.x, rect.y + 0.2, text, letters, style="italic")


def _lines(
    pair: Pair, width: float, letters: float, voice: Voice
) -> list[tuple[str, float, str, str]]:
    main = [(line, letters, "normal", INK) for line in wrap("– " + voice.main(pair), width, letters)]
    small = 0.85 * letters
    under = [
        (line, small, "italic", SOFT) for line in wrap(voice.under(pair), width, small, "italic")
    ]
    return main + under


def _height(notes: Sequence[Pair], width: float, letters: float, voice: Voice) -> float:
    lines = [line for pair in notes for line in _lines(pair, width, letters, voice)]
    return sum(line_height(each[1]) for each in lines) + 0.35 * line_height(letters) * len(notes)
