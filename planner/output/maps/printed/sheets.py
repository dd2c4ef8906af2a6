"""A sheet is drawn: ground onto paper, then frame, names, panel and strip."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from matplotlib.figure import Figure
from shapely.geometry.base import BaseGeometry

from planner.output.maps.printed.around import (
    NOTHING_AROUND,
    draw_around,
    lies_around,
    name_around,
)
from planner.output.maps.printed.blocks import (
    DISTRICT_COLOUR,
    NUMBER_COLOUR,
    Entry,
    draw_inset_head,
    draw_sign,
    draw_strip,
    draw_title,
)
from planner.output.maps.printed.contents import DENSE, Content
from planner.output.maps.printed.contents.categories import CASED, CASING, EDGE, GAP, LINES
from planner.output.maps.printed.frame import draw_frame
from planner.output.maps.printed.inset import parted
from planner.output.maps.printed.labels import Label, Room, Wish, leader_of, place_names
from planner.output.maps.printed.overlays import draw_overlays, name_overlays, overlay_entries
from planner.output.maps.printed.panel import Block, Voice, draw_panel
from planner.output.maps.printed.paper import Layout, Rect
from planner.output.maps.printed.pen import AREA, INK, LEAST, LINE, NAME, Pen, line_height
from planner.output.maps.printed.zones import Zone
from planner.sources.country import country
from planner.units import KINDS
from planner.units.provenance import Overlay
from planner.words import NO_TEXT, Text
from planner.words.outputs.printed import WORDS

FloatArray = npt.NDArray[np.float64]
# Names of units, in points on A3: the preferred size and what is still read.
NAME_SIZES = (6.6, 6.0)
DENSE_SIZES = (6.0,)
ISLET_MM2 = 4.0
DISTRICT_SIZES = (7.2, 6.6, 6.0)


def draw_sheet(
    content: Content,
    layout: Layout,
    zone: Zone,
    voice: Voice,
    *,
    province: str,
    called: Text = NO_TEXT,
    dated: str = "",
    overlays: Sequence[Overlay] = (),
) -> Figure:
    """Draw one sheet.

    Parameters
    ----------
    content : Content
    layout : Layout
        The same for both sheets of a pair.
    zone : Zone
    voice : Voice
    province : str
        Code, for the names around it.
    called : Text
        Name of the plan, written below the heading.
    dated : str
        Date on the signature block; a dotted line where it is empty.
    overlays : sequence of Overlay
        Layers of one's own, in the system for which the zone was found.
    """
    pen, size = Pen(layout.width, layout.height), layout.size
    shown, far = parted(content, layout)
    outlines = _draw_ground(pen, shown, layout)
    wanted = draw_overlays(pen, overlays, layout, zone)
    around = lies_around(shown.outlines, layout, zone) if province else NOTHING_AROUND
    draw_around(pen, around, size)
    draw_frame(pen, layout, zone)
    entries = [*content.entries, *overlay_entries(overlays)]
    room = Room(layout.frame)
    nameless: set[str] = set()
    if far and layout.inset:
        land = shown.outlines
        nameless = _draw_inset(pen, far, layout.inset, zone, voice, land, overlays, province)
        room.take(layout.inset.frame)
        room.take(layout.inset.title)
    nameless |= _draw_names(pen, shown, layout, outlines, entries, zone, province, room)
    for label, colour in name_overlays(wanted, room, size):
        draw_label(pen, label, colour)
    name_around(pen, around, shapely.union_all(list(outlines.values())), room, size, voice)
    draw_title(pen, layout, (content.title, called, content.counts, content.condition), voice)
    draw_strip(pen, layout, zone, entries, voice, dated)
    blocks = [
        Block(WORDS["stands"], content.stands),
        Block(WORDS["notes"], content.notes.lines(around=around.any)),
    ]
    draw_panel(pen, layout.panel, size, content.index, blocks, voice, nameless)
    return pen.figure


def _draw_ground(pen: Pen, content: Content, layout: Layout) -> dict[str, BaseGeometry]:
    """Draw areas and borders; give the outlines, in mm."""
    outlines = {
        str(code): shapely.transform(outline, layout.to_page)
        for code, outline in content.outlines.items()
    }
    known = {category.key: category for category in content.categories}
    for code, outline in outlines.items():
        category = known[str(content.category[code])]
        pen.area(outline, category.fill, hatch=category.hatch, name=f"unit-{code}")
    for gap in content.gaps:
        pen.area(
            shapely.transform(gap, layout.to_page),
            GAP.fill,
            hatch=GAP.hatch,
            hatch_colour="#8fb3cc",
        )
    _draw_borders(pen, content, layout)
    return outlines


def _draw_inset(
    pen: Pen,
    content: Content,
    layout: Layout,
    zone: Zone,
    voice: Voice,
    land: gpd.GeoSeries,
    overlays: Sequence[Overlay],
    province: str,
) -> set[str]:
    """Draw the box of islands far out; give the numbers of units that it does not name."""
    frame, head, size = layout.frame, layout.title, layout.size
    box = Rect(frame.x, frame.y, frame.w, frame.h + head.h)
    inner = pen.within(box)
    inner.box(box, "white", edge=0.0, over=0.0)
    outlines = _draw_ground(inner, content, layout)
    draw_overlays(inner, overlays, layout, zone)
    if province:
        home = shapely.transform(shapely.union_all(land.to_numpy()), layout.to_page)
        around = lies_around(content.outlines, layout, zone).beside(NO_TEXT, home)
        draw_around(inner, around, size)
    inner.box(box, edge=0.7 * size)
    draw_inset_head(inner, layout, [content.names[code] for code in content.outlines.index], voice)
    room = Room(frame)
    return _draw_names(inner, content, layout, outlines, [], zone, province, room)


def _draw_borders(pen: Pen, content: Content, layout: Layout) -> None:
    """Draw all borders, what is drawn last above all."""
    size = layout.size
    for place, (name, lines) in enumerate(content.lines):
        style = LINES[name]
        drawn = [layout.to_page(line) for line in lines]
        if name == "province":
            # The heavy line would fill an islet, so that a rock looked like a blot.
            islets = [line for line in drawn if _encloses(line) < ISLET_MM2 * size**2]
            pen.lines(islets, LINES["islet"].width * size, over=LINE)
            drawn = [line for line in drawn if _encloses(line) >= ISLET_MM2 * size**2]
            width, colour = EDGE
            pen.lines(drawn, width * size, colour=colour, over=AREA - 0.5)
        if name in CASED:
            pen.lines(drawn, (style.width + CASING) * size, colour="#ffffff", over=LINE)
        pen.lines(
            drawn,
            style.width * size,
            colour=style.colour,
            dash=[each * size for each in style.dash],
            over=LINE + 0.1 * place,
        )


def _mainland(outline: Any, x: float, y: float) -> Any:
    """Take the part with the seat: a name out on an islet would not be understood."""
    parts = shapely.get_parts(outline)
    return parts[int(np.argmin(shapely.distance(parts, shapely.Point(x, y))))]


def _encloses(line: FloatArray) -> float:
    return float(shapely.Polygon(line).area) if len(line) > 3 else float("inf")


def _draw_names(
    pen: Pen,
    content: Content,
    layout: Layout,
    outlines: dict[str, Any],
    entries: list[Entry],
    zone: Zone,
    province: str,
    room: Room,
) -> set[str]:
    """Draw seats and names; give the numbers of units for whose name there is no room."""
    size = layout.size
    whole = shapely.union_all(list(outlines.values()))
    spots = layout.to_page(zone.from_degrees(country().seats_of(province)))
    wishes = []
    places = layout.to_page(shapely.get_coordinates(content.seats.to_numpy()).reshape(-1, 2))
    for code, (x, y) in zip(content.seats.index, places):
        draw_sign(pen, "centre", float(x), float(y), size)
        room.take(Rect(float(x) - 0.5 * size, float(y) - 0.5 * size, size, size))
        wishes.append(
            Wish(
                str(code),
                content.numbers[code],
                content.names[code],
                _mainland(outlines[str(code)], float(x), float(y)),
                (float(x), float(y)),
            )
        )
    for x, y in ((float(x), float(y)) for x, y in spots):
        # A part of a province may be without its seat.
        if shapely.contains_xy(whole, x, y):
            draw_sign(pen, "seat", x, y, size)
            room.take(Rect(x - 1.3 * size, y - 1.3 * size, 2.6 * size, 2.6 * size))
            entries.insert(-1, Entry(WORDS["provincial_seat"], sign="seat"))
    districts = [
        _district_wish(str(name), shapely.transform(outline, layout.to_page))
        for name, outline in content.districts.items()
    ]
    sizes = [each * size for each in DISTRICT_SIZES]
    for label in place_names(districts, room, sizes, numbered=False):
        draw_label(pen, label, DISTRICT_COLOUR)
    wanted = DENSE_SIZES if len(wishes) > DENSE else NAME_SIZES
    sizes = [max(LEAST, each * size) for each in wanted]
    labels = place_names(wishes, room, sizes, numbered=content.numbered)
    points = {wish.key: wish.seat for wish in wishes}
    for label in labels:
        if label.aside or not label.whole:
            _draw_leader(pen, label, points[label.key], size)
        draw_label(pen, label)
    return {content.numbers[label.key] for label in labels if not label.whole}


def draw_label(pen: Pen, label: Label, colour: str = INK) -> None:
    """Write a name at its place, its number before it."""
    pitch = line_height(label.size)
    for i, line in enumerate(label.lines):
        number, text = line.widths(label.size)
        x = label.box.x + (label.box.w - number - text) / 2
        y = label.box.top - (i + 0.78) * pitch
        if line.number:
            pen.text(
                x, y, line.number, label.size, weight="bold", colour=NUMBER_COLOUR, halo=0.28,
                name=f"number-{label.key}",
            )  # fmt: skip
        if line.text:
            pen.text(
                x + number, y, line.text, label.size, weight=line.weight, colour=colour, halo=0.28,
                name=f"name-{label.key}-{i}".replace(" ", "-"),
            )  # fmt: skip


def _draw_leader(pen: Pen, label: Label, seat: tuple[float, float], size: float) -> None:
    """Lead from a name or a number that stands apart to its seat."""
    x, y = shapely.get_coordinates(leader_of(label.box, seat))[-1]
    away = float(np.hypot(x - seat[0], y - seat[1]))
    if away > 1.3 * size:
        share = 0.45 * size / away
        start = (seat[0] + share * (x - seat[0]), seat[1] + share * (y - seat[1]))
        pen.lines(
            [[start, (x, y)]], 0.12 * size, colour=NUMBER_COLOUR, over=NAME - 0.2,
            name=f"leader-{label.key}",
        )  # fmt: skip


def _district_wish(name: str, outline: Any) -> Wish:
    """A district wants its name in capitals about its middle, its head cut short."""
    for kind in KINDS.values():
        if kind.level == "district":
            name = name.replace(f"{kind.vi} ", kind.head, 1)
    x, y = shapely.get_coordinates(shapely.maximum_inscribed_circle(outline))[0]
    return Wish(name, "", name.upper(), outline, (float(x), float(y)), "bold")
