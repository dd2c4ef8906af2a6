"""Maps of marked borders: how often each disappears, or in which plans it does, on one sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from planner.output.maps.printed.labels import Room, Wish, place_names
from planner.output.maps.printed.panel import SOFT, Voice, notes_height, write_notes
from planner.output.maps.printed.paper import Rect
from planner.output.maps.printed.pen import (
    DPI,
    LEAST,
    MM_PER_POINT,
    Pen,
    drawing,
    line_height,
    save,
)
from planner.output.maps.printed.sheets import draw_label
from planner.units import split_kind
from planner.words import Text
from planner.words.outputs.printed import WORDS

LAND, RIM = "#f6f3ec", "#a8a8a8"
NAMED_UP_TO = 130
"""Units that a map names: of more, names would hide it."""
WIDE, EDGE, HEAD, ENTRY = 210.0, 6.0, 18.0, 5.0
"""Width, margin, height of the heading and of a line of the legend, mm."""
LETTERS = 7.0
"""Points of the notes."""
BOTH = Voice("vi", "en")


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
        On and off, in widths of the line; empty for a whole line.
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
    room = WIDE - 2 * EDGE
    heights = [_height(panel.units) for panel in panels]
    said = notes_height(notes, room, LETTERS, BOTH)
    foot = EDGE + said + ENTRY * (len(marks) + 1)
    with drawing():
        pen = Pen(WIDE, HEAD + sum(heights) + foot)
        pen.text(EDGE, pen.height - 9.0, title.vi, 13.0, weight="bold")
        pen.text(EDGE, pen.height - 15.0, title.en, 10.0, style="italic", colour=SOFT)
        top = pen.height - HEAD
        for panel, height in zip(panels, heights, strict=True):
            top -= height
            _draw(pen, Rect(EDGE, top, room, height), panel, marks)
        for mark in marks.values():
            top -= ENTRY
            _line(pen, [[(EDGE, top + 1.0), (EDGE + 9.0, top + 1.0)]], mark)
            pen.text(EDGE + 11.0, top, f"{mark.words.vi} · {mark.words.en}", 8.0)
        write_notes(
            pen, Rect(EDGE, EDGE, room, said + 0.1), LETTERS, notes, BOTH, WORDS["notes_left"]
        )
        return save(pen.figure, path, dpi=DPI // 2)


def _height(units: gpd.GeoDataFrame) -> float:
    """Height of a panel in mm, with its title."""
    x0, y0, x1, y1 = units.total_bounds
    return float(np.clip((WIDE - 2 * EDGE) * (y1 - y0) / (x1 - x0), 60.0, 280.0)) + 12.0


def _draw(pen: Pen, rect: Rect, panel: Marked, marks: dict[str, Mark]) -> None:
    for number, line in enumerate((panel.title.vi, panel.title.en)):
        pen.text(rect.x, rect.top - 3.0 - number * line_height(7.5), line, 7.5)
    shapes = dict(zip(map(str, panel.units.index), _on_paper(panel.units, rect), strict=True))
    drawn = np.array(list(shapes.values()), dtype=object)
    pen.area(drawn, LAND, edge=0.4 * MM_PER_POINT, edge_colour=RIM)
    for key, mark in marks.items():
        shared = [
            shapely.get_coordinates(part)
            for one, other, kind in panel.borders
            if kind == key
            for part in _lines(shapes[one], shapes[other])
        ]
        _line(pen, shared, mark)
    if len(shapes) <= NAMED_UP_TO:
        names = [split_kind(str(name))[1] for name in panel.units["full_name"]]
        middles = shapely.get_coordinates(shapely.point_on_surface(drawn)).tolist()
        wishes = [
            Wish(code, "", name, shapes[code], (x, y))
            for code, name, (x, y) in zip(shapes, names, middles, strict=True)
        ]
        for label in place_names(wishes, Room(rect), [LEAST], numbered=False):
            draw_label(pen, label)


def _on_paper(units: gpd.GeoDataFrame, rect: Rect) -> list[shapely.Geometry]:
    """Bring outlines, simplified, into the lower part of a panel, as large as there is room."""
    x0, y0, x1, y1 = units.total_bounds
    fine = max(x1 - x0, y1 - y0) / 3000.0
    scale = 1000.0 * max((x1 - x0) / rect.w, (y1 - y0) / (rect.h - 12.0))
    left = x0 - (rect.w * scale / 1000.0 - (x1 - x0)) / 2
    simple = shapely.coverage_simplify(units.geometry.to_numpy(), fine)
    moved = partial(rect.of_ground, corner=(left, y0), scale=scale)
    return list(shapely.transform(simple, moved))


def _line(pen: Pen, lines: Sequence[object], mark: Mark) -> None:
    width = mark.width * MM_PER_POINT
    dash = [each * width for each in mark.dash]
    pen.lines(lines, width, colour=mark.colour, dash=dash)


def _lines(one: shapely.Geometry, other: shapely.Geometry) -> list[shapely.Geometry]:
    """What two outlines share, as lines."""
    shared = shapely.intersection(one, other)
    parts = [part for part in shapely.get_parts(shared) if part.geom_type == "LineString"]
    if not parts:
        return []
    merged = shapely.line_merge(shapely.MultiLineString(parts))
    return list(shapely.get_parts(merged))
