"""Small maps for a page of text: the units of today, the plan, and what people think of it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Literal

import geopandas as gpd
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from planner.evaluation import Evaluation
from planner.output.maps.printed.contents.categories import WHITE, categories, proposal_category
from planner.output.maps.printed.pen import METADATA, drawing
from planner.output.maps.printed.zones import zone_of
from planner.output.maps.small.panels import LINE, Colour, Panel, Still, draw_panel, name_units
from planner.words import NO_TEXT, STATUS, Text

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
# Without hatches what stays is told apart by its grey.
STAYS = {"////": "#dedede", "....": "#cccccc", "xxxx": "#b4b4b4"}


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
        colours = [
            Colour(c.key, c.word, STAYS.get(c.hatch, c.fill) if c.fill == WHITE else c.fill)
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
    with drawing():
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
