"""A pen on paper: text, lines and areas in mm, and how wide a text is.

The whole sheet is one drawing space in mm, so that a length on paper is what
it says and nothing depends on a resolution.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from functools import cache
from pathlib import Path as FilePath
from typing import Any, Literal

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
import shapely
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D

from planner.output.maps.printed.paper import Rect

FloatArray = npt.NDArray[np.float64]
Across = Literal["left", "center", "right"]
Weight = Literal["normal", "bold"]
Style = Literal["normal", "italic"]
INK = "#1a1a1a"
MM_PER_POINT = 25.4 / 72.0
# Points below which nobody reads a sheet on a wall: nothing is written smaller.
LEAST = 6.0
# DejaVu holds all letters of Vietnamese and comes with Matplotlib: no font of the machine is used.
FAMILY = "DejaVu Sans"
DRAWN_AT = 100.0
DPI = 300
# Nothing of the clock, of chance or of the reader's own settings may reach the files.
SETTINGS: Any = {
    "font.family": FAMILY,
    # TrueType fonts in the PDF: whole letters of Vietnamese that can be searched and copied.
    "pdf.fonttype": 42,
    # Letters as shapes in the SVG: a reader's machine need not have the font, and no name moves.
    "svg.fonttype": "path",
    "svg.hashsalt": "planner",
    "text.parse_math": False,
    "text.hinting": "no_hinting",
    "path.simplify": False,
    "lines.scale_dashes": True,
}
METADATA: dict[str, dict[str, Any]] = {
    "pdf": {"CreationDate": None, "Creator": "planner"},
    "svg": {"Date": None, "Creator": "planner"},
    "png": {"Software": None},
}
# What an author draws over what: areas, the lines on them, names above all.
AREA, LINE, FRAME, NAME = 1.0, 2.0, 3.0, 4.0


@contextmanager
def drawing(hatch: float = 0.35) -> Iterator[None]:
    """Draw with Matplotlib's own settings and ours, and leave the reader's as they were.

    Hatches have lines of ``hatch`` points.
    """
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(SETTINGS | {"hatch.linewidth": hatch})
        yield


def save(
    figure: Figure, stem: FilePath, endings: Sequence[str] = ("pdf", "png"), dpi: float = DPI
) -> list[FilePath]:
    """Write a figure in some forms, the same bytes for the same drawing.

    Parameters
    ----------
    figure : Figure
    stem : Path
        Without its ending.
    endings : sequence of str
        Keys of ``METADATA``.
    dpi : float
        Dots in an inch of what is no drawing of lines.
    """
    paths = [stem.with_name(f"{stem.name}.{ending}") for ending in endings]
    for path, ending in zip(paths, endings, strict=True):
        figure.savefig(path, format=ending, dpi=dpi, metadata=METADATA[ending])
    return paths


@cache
def _outline(text: str, weight: Weight, style: Style) -> TextPath:
    # DejaVu Sans calls its italic oblique.
    font = FontProperties(
        family=FAMILY, weight=weight, style="oblique" if style == "italic" else "normal"
    )
    return TextPath((0, 0), text, size=DRAWN_AT, prop=font, usetex=False)


@cache
def _width(text: str, weight: Weight, style: Style) -> float:
    if not text.strip():
        return 0.0
    places = np.asarray(_outline(text, weight, style).vertices)[:, 0]
    return float(places.max())


def text_width(text: str, size: float, weight: Weight = "normal", style: Style = "normal") -> float:
    """Measure a text in mm as it will be written; blanks at its ends do not count."""
    return relative_width(text, weight, style) * max(size, LEAST)


def relative_width(text: str, weight: Weight = "normal", style: Style = "normal") -> float:
    """Measure a text in mm for each point of its size."""
    return _width(text, weight, style) / DRAWN_AT * MM_PER_POINT


def line_height(size: float) -> float:
    """Height of a line in mm: a Vietnamese capital carries two marks."""
    return 1.24 * max(size, LEAST) * MM_PER_POINT


def wrap(text: str, width: float, size: float, style: Style = "normal") -> list[str]:
    """Break a text into lines that fit into a width in mm."""
    lines: list[str] = []
    space = text_width("n n", size) - 2 * text_width("n", size)
    room = 0.0
    for word in text.split():
        needed = text_width(word, size, "normal", style)
        if lines and needed + space <= room:
            lines[-1] += " " + word
            room -= needed + space
        else:
            lines.append(word)
            room = width - needed
    return lines


@contextmanager
def wiped(*places: Axes) -> Iterator[None]:
    """Take off, at the end, what is drawn meanwhile: the next page begins with what was there."""
    kept = [set(axes.get_children()) for axes in places]
    yield
    for axes, children in zip(places, kept, strict=True):
        for child in axes.get_children():
            if child not in children:
                child.remove()


class Pen:
    """Draws one sheet.

    Parameters
    ----------
    width, height : float
        Paper, in mm.
    enlarged : float
        How many times longer the paper is than what is drawn: places, letters and lines grow.
    """

    def __init__(self, width: float, height: float, enlarged: float = 1.0):
        self.width, self.height, self.enlarged = width, height, enlarged
        size = (width * enlarged / 25.4, height * enlarged / 25.4)
        self.figure = Figure(figsize=size, facecolor="white")
        self.axes = self.figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self.axes.set_axis_off()
        self.axes.set_xlim(0.0, width)
        self.axes.set_ylim(0.0, height)

    def within(self, rect: Rect, ground: str = "white") -> Pen:
        """Take a pen that draws in a rectangle only, on ``ground``, above all drawn before."""
        pen = copy(self)
        sides = (rect.x / self.width, rect.y / self.height)
        pen.axes = self.figure.add_axes((*sides, rect.w / self.width, rect.h / self.height))
        pen.axes.set_facecolor(ground)
        pen.axes.set_zorder(self.axes.get_zorder() + 1)
        pen.axes.set_xticks([])
        pen.axes.set_yticks([])
        pen.axes.spines[:].set_visible(False)
        pen.axes.set_xlim(rect.x, rect.right)
        pen.axes.set_ylim(rect.y, rect.top)
        return pen

    def _points(self, width: float) -> float:
        return width * self.enlarged / MM_PER_POINT

    def _add(self, artist: Artist) -> None:
        # Unlike `add_patch`, which would measure each path to find limits that are set already.
        self.axes.add_artist(artist)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        across: Across = "left",
        weight: Weight = "normal",
        style: Style = "normal",
        colour: str = INK,
        turn: float = 0.0,
        halo: float = 0.0,
        name: str | None = None,
    ) -> None:
        """Write one line; ``y`` is its base line, ``halo`` the width of a white edge in mm."""
        size = max(size, LEAST)
        shift = {"left": 0.0, "center": 0.5, "right": 1.0}[across]
        # To measure a line takes longer than to write it.
        left = -shift * text_width(text, size, weight, style) if shift else 0.0
        if halo:
            # An edge of its own: an effect on the text would turn letters into shapes.
            step = Affine2D().scale(size / DRAWN_AT * MM_PER_POINT).translate(left, 0.0)
            path = (step.rotate_deg(turn).translate(x, y)).transform_path(
                _outline(text, weight, style)
            )
            self._add(
                PathPatch(
                    path,
                    facecolor="white",
                    edgecolor="white",
                    linewidth=self._points(2 * halo),
                    joinstyle="round",
                    zorder=NAME - 0.5,
                )
            )
        turned = Affine2D().translate(left, 0.0).rotate_deg(turn).translate(x, y)
        at = turned.transform((0.0, 0.0))
        self.axes.text(
            float(at[0]),
            float(at[1]),
            text,
            fontsize=size * self.enlarged,
            fontfamily=FAMILY,
            fontweight=weight,
            fontstyle="oblique" if style == "italic" else "normal",
            color=colour,
            rotation=turn,
            rotation_mode="anchor",
            ha="left",
            va="baseline",
            zorder=NAME,
            gid=name,
        )

    def lines(
        self,
        lines: Iterable[Any],
        width: float,
        *,
        colour: str = INK,
        dash: Sequence[float] = (),
        over: float = LINE,
        name: str | None = None,
    ) -> None:
        """Draw lines (arrays of points in mm); ``width`` and ``dash`` are in mm."""
        points = self._points(width)
        # Matplotlib scales dashes with the width of the line; here they are lengths on paper.
        pattern = (0, tuple(each / width for each in dash)) if dash else "solid"
        self._add(
            LineCollection(
                [np.asarray(line) for line in lines],
                linewidths=points,
                colors=colour,
                linestyles=[pattern],
                capstyle="butt" if dash else "round",
                joinstyle="round",
                zorder=over,
                gid=name,
            )
        )

    def area(
        self,
        outline: Any,
        fill: str,
        *,
        hatch: str = "",
        hatch_colour: str = "#6b6b6b",
        edge: float = 0.0,
        edge_colour: str = INK,
        over: float = AREA,
        name: str | None = None,
    ) -> None:
        """Fill an outline (a Polygon or MultiPolygon in mm, or an array of them)."""
        rings = [
            Path(shapely.get_coordinates(ring), closed=True)
            for ring in shapely.get_rings(shapely.get_parts(outline))
        ]
        path = Path.make_compound_path(*rings)
        self._add(
            PathPatch(path, facecolor=fill, edgecolor="none", linewidth=0.0, zorder=over, gid=name)
        )
        if hatch or edge:
            # Matplotlib hatches in the colour of the edge.
            self._add(
                PathPatch(
                    path,
                    fill=False,
                    edgecolor=hatch_colour if hatch else edge_colour,
                    hatch=hatch or None,
                    linewidth=self._points(edge),
                    zorder=over + 0.1,
                )
            )

    def box(self, rect: Rect, fill: str = "none", edge: float = 0.2, over: float = FRAME) -> None:
        """Draw a rectangle."""
        corners = [
            (rect.x, rect.y),
            (rect.right, rect.y),
            (rect.right, rect.top),
            (rect.x, rect.top),
        ]
        self._add(
            PathPatch(
                Path([*corners, corners[0]], closed=True),
                facecolor=fill,
                edgecolor=INK if edge else "none",
                linewidth=self._points(edge),
                joinstyle="miter",
                zorder=over,
            )
        )

    def dot(self, x: float, y: float, radius: float, fill: str = INK, edge: float = 0.0) -> None:
        """Draw a circle."""
        path = Affine2D().scale(radius).translate(x, y).transform_path(Path.unit_circle())
        self._add(
            PathPatch(
                path,
                facecolor=fill,
                edgecolor=INK,
                linewidth=self._points(edge),
                zorder=FRAME,
            )
        )
