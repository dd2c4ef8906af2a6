"""Maps side by side on one sheet: the same ground in several states, one legend."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke
from matplotlib.transforms import BboxBase

from planner.output.maps.printed.frame import round_km
from planner.output.maps.printed.pen import DPI, drawing, save
from planner.words import Text
from planner.words.outputs.printed import WORDS

# Sheet of A3, landscape, in inches.
WIDTH, HEIGHT = 16.54, 11.69
NAME_POINTS = 5.5
# The bar of the scale is at most so much of a map's width.
MOST_OF_A_MAP = 0.25
INK, LINE, DISTRICT = "#222222", "#6b6b6b", "#111111"
HATCH = "//////"
Box = tuple[float, float, float, float]


class Still(FigureCanvasAgg):
    """A canvas that draws only when it is saved or measured: not after every layer of a map."""

    def draw_idle(self, *args: object, **kwargs: object) -> None:
        """Wait: nobody looks at the figure while it is made."""


@dataclass(frozen=True)
class Colour:
    """One colour of the legend: a key, words, and a fill that colour-blind readers tell apart."""

    key: str
    words: Text
    fill: str


@dataclass(frozen=True)
class Panel:
    """One map of the sheet.

    Attributes
    ----------
    title : Text
        Above the map, Vietnamese over English.
    units : GeoDataFrame
        Outlines, in a projected system in metres, with ``name``.
    keys : Series of str
        Colour of each unit, a key of ``Colour``.
    hatched : Series of bool
        Units that are hatched.
    named : Series of bool
        Units whose name is written where there is room.
    """

    title: Text
    units: gpd.GeoDataFrame
    keys: pd.Series[Any]
    hatched: pd.Series[Any]
    named: pd.Series[Any]


def write_panels(
    stem: Path,
    title: Text,
    panels: Sequence[Panel],
    colours: Sequence[Colour],
    hatch: Text,
    notes: Sequence[Text],
    districts: gpd.GeoSeries | None = None,
) -> list[Path]:
    """Draw maps side by side and write them as PNG and PDF.

    Parameters
    ----------
    stem : Path
        Path without its ending.
    title : Text
        Heading of the sheet.
    panels : sequence of Panel
        Drawn from left to right, at one scale.
    colours : sequence of Colour
        Legend, in order; those that no panel uses are left out.
    hatch : Text
        What hatching means.
    notes : sequence of Text
        Lines at the foot.
    districts : GeoSeries, optional
        Outlines drawn over all panels with a thick line.

    Returns
    -------
    list of Path
        The same bytes for the same input.
    """
    with drawing(hatch=0.5):
        figure = _draw(title, panels, colours, hatch, notes, districts)
        return save(figure, stem, ("png", "pdf"), DPI * 2 / 3)


def _draw(
    title: Text,
    panels: Sequence[Panel],
    colours: Sequence[Colour],
    hatch: Text,
    notes: Sequence[Text],
    districts: gpd.GeoSeries | None,
) -> Figure:
    figure = Figure(figsize=(WIDTH, HEIGHT))
    canvas = Still(figure)
    figure.text(0.02, 0.975, title.vi, size=17, weight="bold", color=INK, va="top")
    figure.text(0.02, 0.945, title.en, size=11, style="italic", color=INK, va="top")
    bounds = np.vstack([panel.units.total_bounds for panel in panels])
    low, high = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
    margin = 0.01 * (high - low)
    fills = {colour.key: colour.fill for colour in colours}
    cells, foot = _cells(len(panels), *(high - low))
    for cell, panel in zip(cells, panels, strict=True):
        axes = figure.add_axes((*cell[:2], cell[2], cell[3] - 0.045))
        draw_panel(axes, panel, fills, districts)
        axes.set_xlim(low[0] - margin[0], high[0] + margin[0])
        axes.set_ylim(low[1] - margin[1], high[1] + margin[1])
        axes.set_aspect("equal")
        axes.set_axis_off()
        axes.apply_aspect()
        axes.set_title(
            f"{panel.title.vi}\n{panel.title.en}", size=10.5, color=INK, linespacing=1.4, pad=3
        )
        name_units(canvas, axes, panel)
        _scale_and_north(axes)
    _legend(figure, panels, colours, hatch, foot)
    _notes(figure, notes, foot)
    return figure


def _scale_and_north(axes: Axes) -> None:
    """Draw a bar of round kilometres and an arrow to the north of the grid below a map."""
    west, east = axes.get_xlim()
    south, north = axes.get_ylim()
    km = round_km((east - west) / 1000.0 * MOST_OF_A_MAP)
    low = south - 0.01 * (north - south)
    end = west + km * 1000.0
    axes.plot([west, end], [low, low], color=INK, linewidth=2.2, solid_capstyle="butt",
              clip_on=False)  # fmt: skip
    axes.text(
        (west + end) / 2,
        low - 0.008 * (north - south),
        f"{km:g} km",
        size=NAME_POINTS + 1.0,
        color=INK,
        ha="center",
        va="top",
        clip_on=False,
    )
    axes.annotate(
        str(WORDS["north"].vi),
        xy=(0.0, 0.14),
        xytext=(0.0, 0.05),
        xycoords="axes fraction",
        ha="center",
        size=NAME_POINTS + 2.0,
        color=INK,
        arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 1.0},
        annotation_clip=False,
    )


def _notes(figure: Figure, notes: Sequence[Text], foot: Box) -> None:
    """Write the notes in the lower half of the foot, as large as there is room for all."""
    top = foot[1] + foot[3] * 0.52
    # The second language gives way before letters become too small to read.
    for scale, second in ((1.0, True), (0.9, True), (1.0, False), (0.9, False), (0.7, False)):
        lines = [
            (line, size * scale, colour, high * scale)
            for note in notes
            for half, width, size, colour, high in (
                (note.vi, 118, 8.0, INK, 0.0135),
                *([(note.en, 140, 6.5, LINE, 0.0115)] if second else []),
            )
            for line in (*textwrap.wrap(half, int(width / scale)), "")
        ]
        if sum(high if line else high / 4 for line, _, _, high in lines) <= top - 0.012:
            break
    for line, size, colour, high in lines:
        style = "italic" if colour == LINE else "normal"
        figure.text(foot[0] + 0.005, top, line, size=size, style=style, color=colour, va="top")
        top -= high if line else high / 4


def _cells(count: int, width: float, height: float) -> tuple[list[Box], Box]:
    """Places of the maps and of legend and notes, as parts of the sheet.

    Three maps of wide ground are largest in two rows of two, of tall ground in
    one row: whatever draws the ground larger.
    """
    one_row = min(0.96 * WIDTH / count / width, 0.58 * HEIGHT / height)
    two_rows = min(0.48 * WIDTH / width, 0.41 * HEIGHT / height)
    if one_row >= two_rows or count > 3:
        room = 0.96 / count
        row = [(0.02 + place * room, 0.30, room, 0.62) for place in range(count)]
        return row, (0.02, 0.02, 0.96, 0.28)
    places = [(0.02, 0.47), (0.51, 0.47), (0.02, 0.01)]
    return [(x, y, 0.47, 0.455) for x, y in places[:count]], (0.51, 0.01, 0.47, 0.44)


def draw_panel(
    axes: Axes, panel: Panel, fills: dict[str, str], districts: gpd.GeoSeries | None = None
) -> None:
    """Draw the areas of one map: filled, hatched, outlined."""
    keys = panel.keys.reindex(panel.units.index)
    panel.units.plot(
        ax=axes, color=[fills[str(key)] for key in keys], edgecolor=LINE, linewidth=0.3
    )
    hatched = panel.units[panel.hatched.reindex(panel.units.index).to_numpy(dtype=bool)]
    if len(hatched):
        hatched.plot(ax=axes, facecolor="none", edgecolor=INK, linewidth=0.0, hatch=HATCH)
        hatched.boundary.plot(ax=axes, color=INK, linewidth=0.5)
    if districts is not None:
        districts.boundary.plot(ax=axes, color=DISTRICT, linewidth=0.9)


def name_units(
    canvas: Any,
    axes: Axes,
    panel: Panel,
    *,
    points: float = NAME_POINTS,
    weight: str = "normal",
    taken: Sequence[BboxBase] = (),
) -> list[BboxBase]:
    """Write names where they meet no other name, the largest units first.

    Parameters
    ----------
    canvas, axes, panel
    points : float
        Size of the letters.
    weight : str
        Their weight.
    taken : sequence of BboxBase
        Where other names stand.

    Returns
    -------
    list of BboxBase
        Where names stand then.
    """
    # A unit made of parts only has no outline, and so no place for its name.
    drawn = ~(panel.units.geometry.isna() | panel.units.geometry.is_empty)
    named = panel.units[drawn & panel.named.reindex(panel.units.index).to_numpy(dtype=bool)]
    order = named.assign(size=named.area).sort_values("size", ascending=False, kind="stable")
    renderer = canvas.get_renderer()
    placed: list[BboxBase] = list(taken)
    for name, point in zip(order["name"], order.representative_point(), strict=True):
        text = axes.text(
            point.x,
            point.y,
            str(name),
            size=points,
            weight=weight,
            ha="center",
            va="center",
            color=INK,
        )
        text.set_path_effects([withStroke(linewidth=1.4, foreground="white", alpha=0.85)])
        box = text.get_window_extent(renderer).expanded(1.06, 1.1)
        if any(box.overlaps(other) for other in placed):
            text.remove()
        else:
            placed.append(box)
    return placed


def _legend(
    figure: Figure, panels: Sequence[Panel], colours: Sequence[Colour], hatch: Text, foot: Box
) -> None:
    used = {str(key) for panel in panels for key in panel.keys}
    handles = [
        Patch(
            facecolor=colour.fill,
            edgecolor=LINE,
            label=str(colour.words),
        )
        for colour in colours
        if colour.key in used
    ]
    if any(panel.hatched.any() for panel in panels):
        handles.append(Patch(facecolor="none", edgecolor=INK, hatch=HATCH, label=str(hatch)))
    figure.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(foot[0], foot[1] + foot[3]),
        fontsize=9,
        frameon=False,
    )
