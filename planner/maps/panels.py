"""Maps side by side on one sheet: the same ground in several states, one legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from planner.maps.printed import DPI, METADATA, SETTINGS
from planner.wording import Pair

# Sheet of A3, landscape, in inches.
WIDTH, HEIGHT = 16.54, 11.69
NAME_POINTS = 5.0
INK, LINE, DISTRICT = "#222222", "#6b6b6b", "#111111"
HATCH = "//////"


@dataclass(frozen=True)
class Colour:
    """One colour of the legend: a key, words, and a fill that colour-blind readers tell apart."""

    key: str
    words: Pair
    fill: str


@dataclass(frozen=True)
class Panel:
    """One map of the sheet.

    Attributes
    ----------
    title : pair of str
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

    title: Pair
    units: gpd.GeoDataFrame
    keys: pd.Series[Any]
    hatched: pd.Series[Any]
    named: pd.Series[Any]


def write_panels(
    stem: Path,
    title: Pair,
    panels: Sequence[Panel],
    colours: Sequence[Colour],
    hatch: Pair,
    notes: Sequence[Pair],
    districts: gpd.GeoSeries | None = None,
) -> list[Path]:
    """Draw maps side by side and write them as PNG and PDF.

    Parameters
    ----------
    stem : Path
        Path without its ending.
    title : pair of str
        Heading of the sheet.
    panels : sequence of Panel
        Drawn from left to right, at one scale.
    colours : sequence of Colour
        Legend, in order; those that no panel uses are left out.
    hatch : pair of str
        What hatching means.
    notes : sequence of pairs
        Lines at the foot.
    districts : GeoSeries, optional
        Outlines drawn over all panels with a thick line.

    Returns
    -------
    list of Path
        The same bytes for the same input.
    """
    with mpl.rc_context({**SETTINGS, "hatch.linewidth": 0.5, "font.family": "DejaVu Sans"}):
        figure = _draw(title, panels, colours, hatch, notes, districts)
        written = []
        for ending in ("png", "pdf"):
            path = stem.parent / f"{stem.name}.{ending}"
            figure.savefig(path, dpi=DPI * 2 / 3, metadata=METADATA[ending])
            written.append(path)
    return written


def _draw(
    title: Pair,
    panels: Sequence[Panel],
    colours: Sequence[Colour],
    hatch: Pair,
    notes: Sequence[Pair],
    districts: gpd.GeoSeries | None,
) -> Figure:
    figure = Figure(figsize=(WIDTH, HEIGHT))
    figure.text(0.02, 0.965, title[0], size=17, weight="bold", color=INK, va="top")
    figure.text(0.02, 0.932, title[1], size=11, style="italic", color=INK, va="top")
    room = 0.97 / len(panels)
    bounds = np.vstack([panel.units.total_bounds for panel in panels])
    low, high = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
    fills = {colour.key: colour.fill for colour in colours}
    for place, panel in enumerate(panels):
        axes = figure.add_axes((0.015 + place * room, 0.17, room - 0.006, 0.70))
        _draw_panel(axes, panel, fills, districts)
        margin = 0.01 * (high - low)
        axes.set_xlim(low[0] - margin[0], high[0] + margin[0])
        axes.set_ylim(low[1] - margin[1], high[1] + margin[1])
        axes.set_aspect("equal")
        axes.set_axis_off()
        axes.set_title(
            f"{panel.title[0]}\n{panel.title[1]}", size=10, color=INK, linespacing=1.4, pad=4
        )
        _name_units(figure, axes, panel)
    _legend(figure, panels, colours, hatch)
    for line, (vi, en) in enumerate(notes):
        figure.text(0.36, 0.135 - 0.026 * line, vi, size=7, color=INK, va="top")
        figure.text(0.36, 0.124 - 0.026 * line, en, size=6, style="italic", color=LINE, va="top")
    return figure


def _draw_panel(
    axes: Axes, panel: Panel, fills: dict[str, str], districts: gpd.GeoSeries | None
) -> None:
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


def _name_units(figure: Figure, axes: Axes, panel: Panel) -> None:
    """Write names where they meet no other name, the largest units first."""
    named = panel.units[panel.named.reindex(panel.units.index).to_numpy(dtype=bool)]
    order = named.assign(size=named.area).sort_values("size", ascending=False, kind="stable")
    renderer: Any = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    taken: list[Any] = []
    for name, point in zip(order["name"], order.representative_point(), strict=True):
        text = axes.text(
            point.x, point.y, str(name), size=NAME_POINTS, ha="center", va="center", color=INK
        )
        box = text.get_window_extent(renderer)
        if any(box.overlaps(other) for other in taken):
            text.remove()
        else:
            taken.append(box)


def _legend(
    figure: Figure, panels: Sequence[Panel], colours: Sequence[Colour], hatch: Pair
) -> None:
    used = {str(key) for panel in panels for key in panel.keys}
    handles = [
        Patch(
            facecolor=colour.fill,
            edgecolor=LINE,
            label=f"{colour.words[0]} · {colour.words[1]}",
        )
        for colour in colours
        if colour.key in used
    ]
    if any(panel.hatched.any() for panel in panels):
        handles.append(
            Patch(facecolor="none", edgecolor=INK, hatch=HATCH, label=f"{hatch[0]} · {hatch[1]}")
        )
    figure.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(0.015, 0.15), fontsize=7.5, frameon=False
    )
