"""Small maps for a page of text: the units of today, the plan, and where a new unit lies."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import geopandas as gpd
import matplotlib as mpl
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from planner.evaluate import Evaluation
from planner.maps.printed import METADATA, SETTINGS
from planner.maps.printed.contents.categories import WHITE, categories, proposal_category
from planner.maps.printed.zones import zone_of
from planner.maps.small.panels import INK, LINE, Colour, Panel, Still, draw_panel, name_units
from planner.plan import heirs
from planner.words import NO_TEXT, STATUS, Text
from planner.words.outputs.printed import FORMER_MEMBERS, THE_UNIT

# Light for what is in order, dark for what is not: told apart in a grey copy.
STATUS_FILLS = {
    "met": "#e6efd5",
    "open": "#f6f2d9",
    "waived": "#f0c64e",
    "missed": "#d9772b",
    "no_rule": "#cfcfcf",
}
OPINION_FILLS = {
    "short": "#d9772b",
    "enough": "#f0c64e",
    "many": "#b7d3a8",
    "most": "#5f9e6e",
    "unknown": "#cfcfcf",
    "not_asked": "#ffffff",
}
WIDTH_IN, TALLEST_IN, DOTS = 6.5, 6.0, 200
# In a corner of a page a province is so many points wide.
COARSE = 400.0
MEMBER, AROUND, STAYS_URBAN = "#8fb3cc", "#f4f1ea", "#dedede"
# A name nearer to the edge of a map would be cut.
EDGE = 0.08


def small_map(evaluation: Evaluation, side: Literal["present", "proposal"]) -> bytes:
    """Draw the whole as a picture for a page of text.

    Parameters
    ----------
    evaluation : Evaluation
    side : {"present", "proposal"}
        Units of today by their verdict, or new units by what changes.

    Returns
    -------
    bytes
        PNG, the same for the same input.
    """
    zone = zone_of(evaluation.units)
    if side == "present":
        table = zone.project(evaluation.units)
        keys = evaluation.verdicts_before["status"].astype(str)
        found = set(keys)
        colours = [Colour(k, STATUS[k], fill) for k, fill in STATUS_FILLS.items() if k in found]
        named = pd.Series(True, table.index)
    else:
        table = zone.project(evaluation.merged)
        keys = proposal_category(evaluation)
        # Without hatches what stays is told apart by its grey.
        colours = [
            Colour(c.key, c.word, STAYS_URBAN if c.fill == WHITE and c.hatch else c.fill)
            for c in categories(keys)
        ]
        named = keys.str.endswith("_new")
    panel = Panel(NO_TEXT, table, keys, pd.Series(False, table.index), named)
    return _picture(panel, colours)


def opinion_map(evaluation: Evaluation, keys: pd.Series[str], words: Mapping[str, Text]) -> bytes:
    """Draw how far people agree, in the units that were asked.

    Parameters
    ----------
    evaluation : Evaluation
    keys : Series of str, index as the units
        Key of ``words`` of each unit.
    words : mapping of str to Text
        The legend, from the least to the most; each has its shade of ``OPINION_FILLS``.

    Returns
    -------
    bytes
        See :func:`small_map`.
    """
    table = zone_of(evaluation.units).project(evaluation.units)
    found = set(keys)
    colours = [Colour(key, said, OPINION_FILLS[key]) for key, said in words.items() if key in found]
    none = pd.Series(False, table.index)
    return _picture(Panel(NO_TEXT, table, keys, none, keys != "not_asked"), colours)


def _picture(panel: Panel, colours: list[Colour]) -> bytes:
    with mpl.rc_context({**SETTINGS, "font.family": "DejaVu Sans"}):
        low_x, low_y, high_x, high_y = panel.units.total_bounds
        tall = min(WIDTH_IN * (high_y - low_y) / (high_x - low_x), TALLEST_IN)
        foot = 0.24 * ((len(colours) + 1) // 2) + 0.1
        figure = Figure(figsize=(WIDTH_IN, tall + foot))
        canvas = Still(figure)
        axes = figure.add_axes((0.0, foot / (tall + foot), 1.0, tall / (tall + foot)))
        draw_panel(axes, panel, {colour.key: colour.fill for colour in colours})
        _bare(axes, panel.units)
        name_units(canvas, axes, panel)
        handles = [Patch(facecolor=c.fill, edgecolor=LINE, label=c.words.vi) for c in colours]
        figure.legend(handles=handles, loc="lower center", ncols=2, fontsize=8, frameon=False)
        return _png(figure)


@dataclass(frozen=True)
class Ground:
    """What every locator map of a plan is drawn from, on paper.

    Attributes
    ----------
    units, merged : GeoDataFrame
        Before and after, in the zone of the province.
    heir : Series of str, index as ``units``
        New unit that is drawn with each.
    far : GeoDataFrame
        ``merged`` as coarse as a corner of the page shows it.
    """

    units: gpd.GeoDataFrame
    merged: gpd.GeoDataFrame
    heir: pd.Series[Any]
    far: gpd.GeoDataFrame


def ground_of(evaluation: Evaluation) -> Ground:
    """Project a plan once for all its locator maps."""
    zone = zone_of(evaluation.units)
    units, merged = zone.project(evaluation.units), zone.project(evaluation.merged)
    low_x, _, high_x, _ = merged.total_bounds
    far = merged.assign(geometry=merged.simplify((high_x - low_x) / COARSE))
    return Ground(units, merged, heirs(evaluation.plan).reindex(units.index), far)


def draw_locator(
    figure: Figure,
    ground: Ground,
    code: str,
    near: tuple[float, float, float, float],
    far: tuple[float, float, float, float],
) -> None:
    """Draw a new unit on a sheet: near, with its members; far, within the province.

    Parameters
    ----------
    figure : Figure
    ground : Ground
    code : str
        Of the new unit.
    near, far : tuple of float
        Left, bottom, width and height of the two maps, in parts of the sheet.
    """
    canvas = Still(figure)
    units, member = ground.units, ground.heir == code
    outline = ground.merged.geometry[code]
    low_x, low_y, high_x, high_y = outline.bounds
    room = outline.buffer(0.25 * max(high_x - low_x, high_y - low_y))
    shown = units[units.intersects(room)]
    keys = member.reindex(shown.index).map({True: "member", False: "around"})
    fills = {"member": MEMBER, "around": AROUND}
    axes = figure.add_axes(near)
    everywhere = pd.Series(True, shown.index)
    panel = Panel(NO_TEXT, shown, keys, pd.Series(False, shown.index), everywhere)
    draw_panel(axes, panel, fills)
    gpd.GeoSeries([outline], crs=units.crs).boundary.plot(ax=axes, color=INK, linewidth=1.8)
    low_x, low_y, high_x, high_y = room.bounds
    axes.set_axis_off()
    axes.set_aspect("equal")
    axes.set_xlim(low_x, high_x)
    axes.set_ylim(low_y, high_y)
    axes.apply_aspect()
    wide, tall = EDGE * (high_x - low_x), EDGE * (high_y - low_y)
    page = shapely.box(low_x + wide, low_y + tall, high_x - wide, high_y - tall)
    inside = shown.assign(geometry=shown.intersection(page))
    inside = inside[~inside.is_empty]
    name_units(canvas, axes, Panel(NO_TEXT, inside, keys, panel.hatched, everywhere))
    corner = figure.add_axes(far)
    ground.far.plot(ax=corner, color=AROUND, edgecolor=LINE, linewidth=0.15)
    gpd.GeoSeries([outline], crs=units.crs).plot(ax=corner, color=INK)
    corner.set_axis_off()
    corner.set_aspect("equal")
    handles = [
        Patch(facecolor=MEMBER, edgecolor=LINE, label=FORMER_MEMBERS.vi),
        Patch(facecolor="none", edgecolor=INK, linewidth=1.8, label=THE_UNIT.vi),
    ]
    figure.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(far[0], far[1]),
        fontsize=7,
        frameon=False,
    )


def _bare(axes: Axes, units: gpd.GeoDataFrame) -> None:
    low_x, low_y, high_x, high_y = units.total_bounds
    axes.set_xlim(low_x, high_x)
    axes.set_ylim(low_y, high_y)
    axes.set_aspect("equal")
    axes.set_axis_off()
    axes.apply_aspect()


def _png(figure: Figure) -> bytes:
    whole = io.BytesIO()
    figure.savefig(whole, format="png", dpi=DOTS, metadata=METADATA["png"])
    return whole.getvalue()
