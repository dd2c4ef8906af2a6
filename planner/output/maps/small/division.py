"""Sheets of a division: which settlements would go to whom, a page for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from planner.output.maps.printed.pen import METADATA, Pen, drawing, wrap
from planner.output.maps.printed.zones import zone_of
from planner.output.maps.small.panels import INK, LINE, Panel, Still, name_units
from planner.words import NO_TEXT
from planner.words.outputs.printed import DIVISION_LEGEND

# Light and dark in a grey copy, and hatched where somebody has to decide.
FILLS = {"taker": "#8fb3cc", "goes": "#f0c64e", "stays": "#f4f1ea"}
WIDE, HIGH, EDGE = 210.0, 297.0, 16.0
POINTS = 7.0


@dataclass(frozen=True)
class Sheet:
    """A division on paper.

    Attributes
    ----------
    title : str
    lines : tuple of str
        Under the map.
    pieces : GeoDataFrame
        ``name`` and ``key`` (of ``DIVISION_LEGEND``): the members of who takes, and all pieces of
        the giver.
    units : GeoDataFrame
        Outlines of the units of today, drawn over the pieces with ``name``.
    """

    title: str
    lines: tuple[str, ...]
    pieces: gpd.GeoDataFrame
    units: gpd.GeoDataFrame


def write_sheets(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write a page of A4 for each, the same bytes for the same content."""
    with (
        drawing(hatch=0.5),
        PdfPages(path, metadata=METADATA["pdf"]) as book,
    ):
        for sheet in sheets:
            book.savefig(_drawn(sheet))


def _drawn(sheet: Sheet) -> Figure:
    pen = Pen(WIDE, HIGH)
    room = WIDE - 2 * EDGE
    top = HIGH - EDGE - 4.0
    for line in wrap(sheet.title, room, 13.0):
        pen.text(EDGE, top, line, 13.0, weight="bold")
        top -= 6.5
    map_high = 150.0
    bottom = top - map_high
    axes = pen.figure.add_axes((EDGE / WIDE, bottom / HIGH, room / WIDE, map_high / HIGH))
    zone = zone_of(sheet.units)
    pieces, units = zone.project(sheet.pieces), zone.project(sheet.units)
    for key, fill in FILLS.items():
        held = pieces[pieces["key"] == key]
        if len(held):
            hatch = "////" if key == "goes" else None
            held.plot(ax=axes, facecolor=fill, edgecolor=LINE, linewidth=0.4, hatch=hatch)
    units.boundary.plot(ax=axes, color=INK, linewidth=1.4)
    low_x, low_y, high_x, high_y = units.total_bounds
    margin = 0.03 * max(high_x - low_x, high_y - low_y)
    axes.set_xlim(low_x - margin, high_x + margin)
    axes.set_ylim(low_y - margin, high_y + margin)
    axes.set_aspect("equal")
    axes.set_axis_off()
    axes.apply_aspect()
    canvas = Still(pen.figure)
    taken = name_units(canvas, axes, _panel(units), points=POINTS + 1.5, weight="bold")
    parted = pieces[(pieces["key"] != "taker") & (pieces["name"] != "")]
    name_units(canvas, axes, _panel(parted), points=POINTS, taken=taken)
    handles = [
        Patch(facecolor=fill, edgecolor=LINE, label=DIVISION_LEGEND[key].vi,
              hatch="////" if key == "goes" else None)
        for key, fill in FILLS.items()
    ]  # fmt: skip
    pen.figure.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(EDGE / WIDE, (bottom - 2.0) / HIGH),
        ncols=3,
        fontsize=9,
        frameon=False,
        borderaxespad=0.0,
    )
    y = bottom - 14.0
    for text in sheet.lines:
        for line in wrap(text, room, 11.0):
            pen.text(EDGE, y, line, 11.0)
            y -= 5.4
        y -= 2.0
    return pen.figure


def _panel(table: gpd.GeoDataFrame) -> Panel:
    """Take a table as the names of a map."""
    nothing = pd.Series(False, table.index)
    return Panel(NO_TEXT, table, nothing, nothing, ~nothing)
