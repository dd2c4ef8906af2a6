"""Small maps for a page of text: the units of today, the plan, and what people think of it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from planner.evaluation import Evaluation
from planner.output.maps.outlines import WORTH, home_of
from planner.output.maps.printed.contents.categories import WHITE, categories, proposal_category
from planner.output.maps.printed.pen import METADATA, drawing
from planner.output.maps.printed.zones import zone_of
from planner.output.maps.small.panels import INK, LINE, Colour, Panel, Still, draw_panel, name_units
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
# Sides of the box of islands far out, in parts of those of the map; and its fill.
BOX, FAR = 0.24, "#cfcfcf"
Bounds = tuple[float, float, float, float]
# Without hatches what stays is told apart by its grey.
STAYS = {"////": "#dedede", "....": "#cccccc", "xxxx": "#b4b4b4"}


def small_map(
    evaluation: Evaluation, side: Literal["present", "proposal"], *, tallest: float = TALLEST_IN
) -> bytes:
    """Draw the whole as a picture for a page of text.

    Parameters
    ----------
    evaluation : Evaluation
    side : {"present", "proposal"}
        Units of today by their verdict, or new units by what changes.
    tallest : float
        Height in inches at the most; the picture is ``WIDTH_IN`` wide.

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
    return _picture(panel, colours, tallest)


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


def _picture(panel: Panel, colours: list[Colour], tallest: float = TALLEST_IN) -> bytes:
    fills = {colour.key: colour.fill for colour in colours}
    with drawing():
        home = _view(panel.units.geometry)
        near, far = _parted(panel, home)
        low_x, low_y, high_x, high_y = home
        tall = min(WIDTH_IN * (high_y - low_y) / (high_x - low_x), tallest)
        foot = 0.24 * ((len(colours) + 1) // 2) + 0.1
        figure = Figure(figsize=(WIDTH_IN, tall + foot))
        canvas = Still(figure)
        axes = figure.add_axes((0.0, foot / (tall + foot), 1.0, tall / (tall + foot)))
        draw_panel(axes, near, fills)
        _bare(axes, home)
        name_units(canvas, axes, near)
        if len(far):
            names = [str(panel.units.at[code, "name"]) for code in dict.fromkeys(far.index)]
            _draw_far(figure, axes, far, near.units, ", ".join(names))
        handles = [Patch(facecolor=c.fill, edgecolor=LINE, label=c.words.vi) for c in colours]
        figure.legend(handles=handles, loc="lower center", ncols=2, fontsize=8, frameon=False)
        return _png(figure)


def _view(outlines: gpd.GeoSeries) -> Bounds:
    """Find what a map shows: the land, where islands far out would make it small."""
    whole, home = (np.asarray(each) for each in (outlines.total_bounds, home_of(outlines)))
    larger = ((whole[2:] - whole[:2]) / (home[2:] - home[:2])).max()
    west, south, east, north = (float(each) for each in (whole if larger < WORTH else home))
    return west, south, east, north


def _parted(panel: Panel, home: Bounds) -> tuple[Panel, gpd.GeoSeries]:
    """Part a map into what is at home and the islands far out."""
    parts = panel.units.geometry.explode()
    here = parts.intersects(shapely.box(*home))
    near = parts[here].groupby(level=0, sort=False).agg(lambda own: shapely.union_all(list(own)))
    units = panel.units.loc[near.index].assign(geometry=near)
    series = (each.reindex(near.index) for each in (panel.keys, panel.hatched, panel.named))
    keys, hatched, named = series
    return Panel(panel.title, units, keys, hatched, named), parts[~here]


def _draw_far(
    figure: Figure, axes: Axes, far: gpd.GeoSeries, units: gpd.GeoDataFrame, names: str
) -> None:
    """Draw islands far out in a box, in the corner of the map in which least of the land is."""
    place = axes.get_position()
    wide, high = BOX * place.width, BOX * place.height
    to_page = axes.transData.inverted().transform(axes.bbox.corners())
    (west, south), (east, north) = to_page.min(axis=0), to_page.max(axis=0)
    w, h = BOX * (east - west), BOX * (north - south)
    land = shapely.union_all(shapely.simplify(units.geometry.to_numpy(), w / 100.0))
    corners = [(right, top) for top in (0, 1) for right in (1, 0)]

    def covered(corner: tuple[int, int]) -> float:
        x, y = west + corner[0] * (east - west - w), south + corner[1] * (north - south - h)
        return float(shapely.area(shapely.intersection(land, shapely.box(x, y, x + w, y + h))))

    right, top = min(corners, key=covered)
    x0, y0 = place.x0 + right * (place.width - wide), place.y0 + top * (place.height - high)
    box = figure.add_axes((x0 + 0.004, y0 + 0.004, wide - 0.008, high - 0.008))
    far.plot(ax=box, color=FAR, edgecolor=INK, linewidth=0.5)
    box.set_aspect("equal", adjustable="datalim")
    box.set(xticks=[], yticks=[], xlabel="", ylabel="")
    box.set_title(names, fontsize=7, y=0.02, pad=0.0, va="bottom")


def _bare(axes: Axes, bounds: Bounds) -> None:
    """Show some bounds in the middle of the map, which fills its place."""
    low_x, low_y, high_x, high_y = bounds
    place = axes.get_window_extent()
    # Room beside the land is where a box of islands stands.
    half = max((high_x - low_x) / place.width, (high_y - low_y) / place.height) / 2.0
    x, y = (low_x + high_x) / 2.0, (low_y + high_y) / 2.0
    axes.set_xlim(x - half * place.width, x + half * place.width)
    axes.set_ylim(y - half * place.height, y + half * place.height)
    axes.set_aspect("equal")
    axes.set_axis_off()


def _png(figure: Figure) -> bytes:
    whole = io.BytesIO()
    figure.savefig(whole, format="png", dpi=DOTS, metadata=METADATA["png"])
    return whole.getvalue()
