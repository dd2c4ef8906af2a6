"""How wide letters are on paper, and where a line or a column is broken because of it.

Word breaks lines, not this program: widths are estimates, a little wide rather than narrow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations
from unicodedata import combining, normalize

import numpy as np
import numpy.typing as npt

from planner.words.breaks import parts_of_title

Counts = npt.NDArray[np.int64]
Lengths = npt.NDArray[np.float64]

# Letters of Times New Roman in bold by their width, in thousandths of their size.
TIMES = {
    250: " \N{NO-BREAK SPACE}.,",
    278: "ijl/",
    333: "t()-;:",
    389: "Is",
    444: "cerz",
    500: "agovxyJ0123456789–+",
    556: "bdhknpquS",
    611: "FP",
    667: "BELTZ",
    722: "ACDNRUVXYw",
    778: "GHKOQ",
    833: "m",
    944: "M",
    1000: "W%…",
}
EMS = {letter: width / 1000 for width, letters in TIMES.items() for letter in letters}
OTHER_EMS = 0.6
# Fonts that stand in for it, and horns of vowels.
WIDER = 1.03
MM_A_POINT = 25.4 / 72
# Columns are widened by so many mm at a time.
STEP = 1.0


def width_of(text: str, size: float) -> float:
    """Estimate how wide a text in bold is, in mm; ``size`` is in points."""
    bare = (letter for letter in normalize("NFD", text) if not combining(letter))
    return sum(EMS.get(letter, OTHER_EMS) for letter in bare) * WIDER * size * MM_A_POINT


def title_lines(text: str, room: float, size: float) -> list[str]:
    """Part a title that is wider than a line where its sense allows, in lines of like width.

    Parameters
    ----------
    text : str
    room : float
        Width of a line, in mm.
    size : float
        In points.

    Returns
    -------
    list of str
        As few lines as hold it; the whole text where no such lines are found.
    """
    parts = parts_of_title(text)
    for cuts in range(len(parts)):
        ways = [
            [" ".join(parts[low:high]) for low, high in zip((0, *at), (*at, len(parts)))]
            for at in combinations(range(1, len(parts)), cuts)
        ]
        widest, best = min((max(width_of(line, size) for line in way), way) for way in ways)
        if widest <= room:
            return best
    return [text]


def fitted(columns: Sequence[Sequence[str]], least: Sequence[float], room: float, size: float,
           padding_mm: float) -> list[float]:  # fmt: skip
    """Widen columns where that saves lines, the cheapest first, as long as there is room.

    Parameters
    ----------
    columns : sequence of (sequence of str)
        Texts of the cells of each column, the heading first.
    least : sequence of float
        How wide each is at least, in mm.
    room : float
        Width of the table, in mm.
    size : float
        Of the letters, in points.
    padding_mm : float
        Between the letters of a cell and its lines, in mm.

    Returns
    -------
    list of float
        Widths in mm; together they are not wider than ``room``.
    """
    widths = list(least)
    steps = int((room - sum(least)) / STEP)
    if steps <= 0:
        return widths
    wider = np.arange(steps + 1, dtype=np.float64) * STEP
    lines = np.array(
        [
            [_lines(cell, low + wider - 2 * padding_mm, size) for cell in cells]
            for cells, low in zip(columns, least, strict=True)
        ]
    ).swapaxes(1, 2)
    at = [0] * len(columns)
    while found := max(_savings(lines, at, steps - sum(at)), default=None):
        _, column, more = found
        at[column] += more
    return [low + more * STEP for low, more in zip(least, at, strict=True)]


def _savings(lines: Counts, at: Sequence[int], left: int) -> Iterator[tuple[float, int, int]]:
    """Give (lines saved for each step, column, steps) of each widening that saves some."""
    now = np.array([lines[column, step] for column, step in enumerate(at)])
    for column, step in enumerate(at):
        others = np.delete(now, column, axis=0).max(axis=0, initial=1)
        wider = lines[column, step + 1 : step + 1 + left]
        # Rows become lower only with all their cells: a cell that does its part counts a little.
        rows = np.maximum(now[column], others) - np.maximum(wider, others)
        saved = (rows + 0.1 * (now[column] - wider)).sum(axis=1)
        for more in np.flatnonzero(saved > 0.0):
            yield float(saved[more] / (more + 1)), column, int(more) + 1


@cache
def _words(text: str, size: float) -> tuple[float, ...]:
    return tuple(width_of(word, size) for word in text.split())


def _lines(text: str, rooms: Lengths, size: float) -> Counts:
    """Count the lines of a text in columns of such widths, in mm."""
    blank = width_of(" ", size)
    lines, left = np.ones(len(rooms), dtype=np.int64), rooms.copy()
    for width in _words(text, size):
        broken = (width > left) & (left < rooms)
        lines += broken
        left = np.where(broken, rooms, left) - width - blank
    return lines
