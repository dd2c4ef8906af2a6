"""Paper: sizes, the places of a sheet, and the scale at which a province fits."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from planner.errors import InputError, Problem, listed
from planner.words.text import say

FloatArray = npt.NDArray[np.float64]
Paper = Literal["A4", "A3", "A2", "A1", "A0"]

# Short and long side in mm.
SIZES: dict[str, tuple[float, float]] = {
    "A4": (210.0, 297.0),
    "A3": (297.0, 420.0),
    "A2": (420.0, 594.0),
    "A1": (594.0, 841.0),
    "A0": (841.0, 1189.0),
}
# The narrowest strip, in mm on A3, in which legend, scale and signatures can be read.
LEAST_STRIP = 240.0
# Round denominators: what a ruler of the office can be laid on.
ROUND = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.5, 8.0)


@dataclass(frozen=True)
class Rect:
    """A rectangle on paper, in mm from the lower left corner."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """Right side."""
        return self.x + self.w

    @property
    def top(self) -> float:
        """Upper side."""
        return self.y + self.h

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies inside."""
        return self.x <= x <= self.right and self.y <= y <= self.top

    def inset(self, by: float) -> Rect:
        """Make it smaller on all sides."""
        return Rect(self.x + by, self.y + by, self.w - 2 * by, self.h - 2 * by)

    def of_ground(
        self, points: FloatArray, corner: tuple[float, float], scale: float
    ) -> FloatArray:
        """Bring eastings and northings into it, in mm.

        Parameters
        ----------
        points : array of float, shape (n, 2)
            In metres.
        corner : tuple of float
            Easting and northing of its lower left corner.
        scale : float
            Denominator of the scale.
        """
        moved = (np.asarray(points, dtype=float) - corner) * (1000.0 / scale)
        return np.asarray(moved + np.array([self.x, self.y]), dtype=np.float64)

    def columns(self, *shares: float, gap: float = 0.0) -> list[Rect]:
        """Part it from left to right."""
        whole, x, parts = self.w - gap * (len(shares) - 1), self.x, []
        for share in shares:
            width = whole * share / sum(shares)
            parts.append(Rect(x, self.y, width, self.h))
            x += width + gap
        return parts


@dataclass(frozen=True)
class Layout:
    """Where things stand on a sheet and how the ground comes onto it.

    Attributes
    ----------
    width, height : float
        Paper, in mm.
    scale : int
        Denominator of the scale.
    size : float
        Sizes of letters and symbols; 1 on A3.
    title, frame, panel, strip : Rect
        Heading; the map inside its frame; index and notes; legend, scale and
        signatures.
    band : float
        Width of the band of numbers around the frame.
    ground : tuple of float
        Easting and northing of the frame's lower left corner.
    inset : Layout or None
        A box within the frame for islands far out: its heading, its map, and their scale.
    home : tuple of float
        Where there is a box: west, south, east and north of what the frame itself shows.
    """

    width: float
    height: float
    scale: int
    size: float
    title: Rect
    frame: Rect
    panel: Rect
    strip: Rect
    band: float
    ground: tuple[float, float]
    inset: Layout | None = None
    home: tuple[float, ...] = ()

    def to_page(self, points: FloatArray) -> FloatArray:
        """Bring eastings and northings onto paper."""
        return self.frame.of_ground(points, self.ground, self.scale)

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """West, south, east and north of the frame, in metres."""
        metres = self.scale / 1000.0
        west, south = self.ground
        return west, south, west + self.frame.w * metres, south + self.frame.h * metres


def round_scale(least: float) -> int:
    """Find the smallest round denominator that is not below a number."""
    return next(
        int(head * 10**power)
        for power in count(3)
        for head in ROUND
        if head * 10**power >= least * (1 - 1e-9)
    )


def lay_out(bounds: FloatArray, paper: str) -> Layout:
    """Choose orientation and scale: the larger map wins, else the sheet turns as the ground does.

    Parameters
    ----------
    bounds : array of 4
        West, south, east, north in metres.
    paper : str
        One of ``SIZES``.

    Raises
    ------
    InputError
        No such paper.
    """
    if paper not in SIZES:
        raise InputError(
            Problem(
                "--paper",
                repr(paper),
                say("one of {names}", names=listed(get_args(Paper))),
                say("choose one of them, A3 for a dossier"),
            )
        )
    short, long = SIZES[paper]
    sheets = [_lay_out(bounds, long, short), _lay_out(bounds, short, long)]
    wide = bounds[2] - bounds[0] >= bounds[3] - bounds[1]
    return min(sheets, key=lambda sheet: (sheet.scale, (sheet.width > sheet.height) != wide))


def _lay_out(bounds: FloatArray, width: float, height: float) -> Layout:
    factor = max(width, height) / 420.0
    # Letters grow less than the paper: a large sheet is read from the same distance.
    size = factor**0.7
    margin, gap, band = 10.0 * factor, 3.0 * factor, 6.5 * size
    whole = Rect(0, 0, width, height).inset(margin)
    title_h, strip_h = 18.5 * size, 38.0 * size
    title = Rect(whole.x, whole.top - title_h, whole.w, title_h)
    landscape = width > height
    panel_w = 0.185 * width if landscape else 0.0
    panel_h = 0.0 if landscape else 0.2 * height
    outer = Rect(
        whole.x,
        whole.y + strip_h + gap + (panel_h + gap if panel_h else 0.0),
        whole.w - (panel_w + gap if panel_w else 0.0),
        whole.h - title_h - strip_h - gap - (panel_h + gap if panel_h else 0.0),
    )
    inner, pad = outer.inset(band), 2.5 * factor
    west, south, east, north = (float(each) for each in bounds)
    scale = round_scale(
        1000.0 * max((east - west) / (inner.w - 2 * pad), (north - south) / (inner.h - 2 * pad))
    )
    # What the map does not need goes to index and notes.
    spare_w = inner.w - (east - west) * 1000.0 / scale - 4.0 * pad
    spare_h = inner.h - (north - south) * 1000.0 / scale - 4.0 * pad
    # Legend, scale and signatures stand below the map and are as wide as it.
    spare_w = min(spare_w, outer.w - LEAST_STRIP * size)
    if landscape and spare_w > 0:
        inner = Rect(inner.x, inner.y, inner.w - spare_w, inner.h)
    if not landscape and spare_h > 0:
        inner = Rect(inner.x, inner.y + spare_h, inner.w, inner.h - spare_h)
    outer = inner.inset(-band)
    if landscape:
        x = outer.right + gap
        panel = Rect(x, whole.y, whole.right - x, whole.h - title_h)
        strip = Rect(whole.x, whole.y, outer.w, strip_h)
    else:
        y = whole.y + strip_h + gap
        panel = Rect(whole.x, y, whole.w, outer.y - gap - y)
        strip = Rect(whole.x, whole.y, whole.w, strip_h)
    metres = scale / 1000.0
    # Whole metres, so that both sheets of a pair are one to the last digit.
    ground = (
        round((west + east) / 2 - inner.w * metres / 2, 0),
        round((south + north) / 2 - inner.h * metres / 2, 0),
    )
    return Layout(width, height, scale, size, title, inner, panel, strip, band, ground)
