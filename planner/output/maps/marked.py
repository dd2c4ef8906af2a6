"""Maps of marked borders: how often each disappears, or in which plans it does, on one sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import geopandas as gpd
import matplotlib as mpl
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.patheffects import withStroke

from planner.output.maps.country import outline_path
from planner.output.maps.printed import DPI, METADATA, SETTINGS
from planner.output.maps.printed.pen import LEAST
from planner.units import split_kind
from planner.words import Text

INK, SOFT, LAND, RIM = "#1a1a1a", "#555555", "#f6f3ec", "#a8a8a8"
NAMED_UP_TO = 130
"""Units that a map names: of more, names would hide it."""
WIDE = 8.3


@dataclass(frozen=True)
class Mark:
    """A kind of border.

    Attributes
    ----------
    words : Text
    colour : str
    width : float
        In points.
    dash : tuple of float
        On and off, in points; empty for a whole line.
    """

    words: Text
    colour: str
    width: float
    dash: tuple[float, ...] = ()


@dataclass(frozen=True)
class Marked:
    """Units and their marked borders, on one panel.

    Attributes
    ----------
    title : Text
    units : GeoDataFrame, index ``code``
        ``full_name`` and outlines, in metres.
    borders : list of (str, str, str)
        Two codes, and the key of a mark; later ones are drawn over earlier ones.
    """

    title: Text
    units: gpd.GeoDataFrame
    borders: list[tuple[str, str, str]]


def write_marked(
    path: Path,
    panels: Sequence[Marked],
    marks: dict[str, Mark],
    title: Text,
    notes: Sequence[Text] = (),
) -> list[Path]:
    """Draw a panel under the other, with one legend.

    Parameters
    ----------
    path : Path
        Without its ending.
    panels : sequence of Marked
    marks : dict of str to Mark
        In the order of the legend.
    title : Text
    notes : sequence of Text
        Lines at the foot.

    Returns
    -------
    list of Path
        PDF and PNG, the same bytes for the same borders.
    """
    heights = [_height(panel.units) for panel in panels]
    foot = 0.3 + 0.2 * len(marks) + 0.32 * len(notes)
    high = sum(heights) + 0.9 + foot
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update({**SETTINGS, "font.family": "DejaVu Sans"})
        figure = Figure(figsize=(WIDE, high), facecolor="white")
        figure.text(0.03, 1 - 0.36 / high, title.vi, size=13, weight="bold", color=INK)
        figure.text(0.03, 1 - 0.60 / high, title.en, size=10, style="italic", color=SOFT)
        top = high - 0.75
        for panel, height in zip(panels, heights, strict=True):
            top -= height
            axes = figure.add_axes((0.03, top / high, 0.94, (height - 0.4) / high))
            _draw(axes, panel, marks)
        _legend(figure, marks, foot / high)
        for number, note in enumerate(notes):
            at = (0.32 * (len(notes) - number) + 0.05) / high
            figure.text(0.03, at, f"{note.vi}\n{note.en}", size=7, color=SOFT, va="top")
        paths = []
        for ending in ("pdf", "png"):
            paths.append(path.with_name(f"{path.name}.{ending}"))
            figure.savefig(paths[-1], dpi=DPI // 2, facecolor="white", metadata=METADATA[ending])
    return paths


def _height(units: gpd.GeoDataFrame) -> float:
    x0, y0, x1, y1 = units.total_bounds
    return float(np.clip(0.94 * WIDE * (y1 - y0) / (x1 - x0), 2.5, 11.0)) + 0.4


def _legend(figure: Figure, marks: dict[str, Mark], top: float) -> None:
    handles = [
        Line2D(
            [], [], color=mark.colour, linewidth=mark.width, linestyle=_dash(mark),
            label=f"{mark.words.vi} · {mark.words.en}",
        )
        for mark in marks.values()
    ]  # fmt: skip
    figure.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(0.02, top), frameon=False, fontsize=8
    )


def _dash(mark: Mark) -> tuple[float, tuple[float, ...]] | Literal["solid"]:
    return (0.0, mark.dash) if mark.dash else "solid"


def _draw(axes: Axes, panel: Marked, marks: dict[str, Mark]) -> None:
    units = panel.units
    x0, y0, x1, y1 = units.total_bounds
    fine = max(x1 - x0, y1 - y0) / 3000.0
    drawn = shapely.coverage_simplify(units.geometry.to_numpy(), fine)
    shapes = dict(zip(map(str, units.index), drawn, strict=True))
    patches = [PathPatch(outline_path(part)) for part in shapely.get_parts(drawn)]
    axes.add_collection(PatchCollection(patches, fc=LAND, ec=RIM, linewidth=0.4))
    for key, mark in marks.items():
        lines = [
            shapely.get_coordinates(part)
            for one, other, kind in panel.borders
            if kind == key
            for part in _lines(shapes[one], shapes[other])
        ]
        axes.add_collection(
            LineCollection(
                lines, colors=mark.colour, linewidths=mark.width, linestyles=[_dash(mark)],
                capstyle="butt" if mark.dash else "round",
            )
        )  # fmt: skip
    if len(units) <= NAMED_UP_TO:
        for name, shape in zip(units["full_name"], drawn, strict=True):
            at = shape.representative_point()
            words = axes.text(at.x, at.y, _short(str(name)), size=LEAST, ha="center", va="center")
            words.set_path_effects([withStroke(linewidth=1.2, foreground="white")])
    axes.set(xlim=(x0, x1), ylim=(y0, y1), aspect="equal")
    axes.set_axis_off()
    axes.set_title(panel.title.shown("both", "\n"), fontsize=7.5, loc="left")


def _short(name: str) -> str:
    """Break a name over two lines, its kind left out."""
    words = split_kind(name)[1].split()
    half = (len(words) + 1) // 2
    between = "\n" if len(words) > 2 else " "
    return between.join([" ".join(words[:half]), " ".join(words[half:])]).strip()


def _lines(one: shapely.Geometry, other: shapely.Geometry) -> list[shapely.Geometry]:
    """What two outlines share, as lines."""
    shared = shapely.intersection(one, other)
    parts = [part for part in shapely.get_parts(shared) if part.geom_type == "LineString"]
    if not parts:
        return []
    merged = shapely.line_merge(shapely.MultiLineString(parts))
    return list(shapely.get_parts(merged))
