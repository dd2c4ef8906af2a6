"""Where a new unit lies: near, with its members, and far, within the province."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from planner.evaluation import Evaluation
from planner.output.maps.printed.pen import wiped
from planner.output.maps.printed.zones import zone_of
from planner.output.maps.small.panels import INK, LINE, Panel, Still, draw_panel, name_units
from planner.plan import heirs
from planner.words import NO_TEXT
from planner.words.outputs.printed import FORMER_MEMBERS, THE_UNIT

Box = tuple[float, float, float, float]
# In a corner of a page a province is so many points wide.
COARSE = 400.0
MEMBER, AROUND = "#8fb3cc", "#f4f1ea"
# A name nearer to the edge of a map would be cut.
EDGE = 0.08
# A part that is smaller, to the map, than its square would be all line.
ISLET = 0.02


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


class Locator:
    """The two maps on a sheet; province and legend are drawn once, a new unit on each page.

    Parameters
    ----------
    figure : Figure
        The sheet.
    ground : Ground
    near, far : tuple of float
        Left, bottom, width and height of the two maps, in parts of the sheet.
    """

    def __init__(self, figure: Figure, ground: Ground, near: Box, far: Box):
        self._canvas, self._ground = Still(figure), ground
        self._near = figure.add_axes(near)
        self._near.set_axis_off()
        self._far = figure.add_axes(far)
        self._far.set_axis_off()
        ground.far.plot(ax=self._far, color=AROUND, edgecolor=LINE, linewidth=0.15)
        self._extent = self._far.dataLim.frozen()
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

    @contextmanager
    def of(self, code: str) -> Iterator[None]:
        """Show a new unit, as long as its page is written; one of parts only has no outline."""
        outline = self._ground.merged.geometry.loc[[code]]
        with wiped(self._near, self._far):
            # The limits are those of the province and this unit, whichever was shown before.
            self._far.dataLim.set(self._extent)
            if not (outline.isna() | outline.is_empty).any():
                self._draw_near(code, outline)
                outline.plot(ax=self._far, color=INK)
            yield

    def _draw_near(self, code: str, outline: gpd.GeoSeries) -> None:
        units, axes = self._ground.units, self._near
        low_x, low_y, high_x, high_y = outline.total_bounds
        room = outline.iloc[0].buffer(0.25 * max(high_x - low_x, high_y - low_y))
        shown = units[units.intersects(room)]
        member = (self._ground.heir == code).reindex(shown.index)
        keys = member.map({True: "member", False: "around"})
        nowhere, everywhere = (pd.Series(each, shown.index) for each in (False, True))
        panel = Panel(NO_TEXT, shown, keys, nowhere, everywhere)
        draw_panel(axes, panel, {"member": MEMBER, "around": AROUND})
        low_x, low_y, high_x, high_y = room.bounds
        parts = outline.explode(index_parts=False)
        islets = parts.area < (ISLET * max(high_x - low_x, high_y - low_y)) ** 2
        parts[~islets].boundary.plot(ax=axes, color=INK, linewidth=1.8)
        if islets.any():
            parts[islets].boundary.plot(ax=axes, color=INK, linewidth=0.5)
        axes.set_aspect("equal")
        axes.set_xlim(low_x, high_x)
        axes.set_ylim(low_y, high_y)
        axes.apply_aspect()
        wide, tall = EDGE * (high_x - low_x), EDGE * (high_y - low_y)
        page = shapely.box(low_x + wide, low_y + tall, high_x - wide, high_y - tall)
        inside = shown.assign(geometry=shown.intersection(page))
        inside = inside[~inside.is_empty]
        name_units(self._canvas, axes, Panel(NO_TEXT, inside, keys, nowhere, everywhere))
