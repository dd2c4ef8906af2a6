"""The frame of the map: kilometre grid, degrees, numbers, scale bar and north."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

from planner.output.maps.printed.paper import Layout, Rect
from planner.output.maps.printed.pen import AREA, FRAME, INK, MM_PER_POINT, Pen, text_width
from planner.output.maps.printed.zones import Zone, degrees_text
from planner.words import Language, number

FloatArray = npt.NDArray[np.float64]
GRID_COLOUR = "#5d7791"
# Distances of grid lines in km and of ticks in minutes.
GRID_KM = (1, 2, 5, 10, 20, 25, 50, 100, 200)
TICK_MINUTES = (1, 2, 5, 10, 15, 30, 60, 120)
LEAST_GRID_MM, LEAST_TICK_MM = 34.0, 34.0
# A capital is about three quarters of its size high.
CAPITAL = 0.73 * MM_PER_POINT


def grid_km(layout: Layout) -> int:
    """Choose the distance of grid lines so that they stand a few centimetres apart."""
    least = LEAST_GRID_MM * layout.size * layout.scale / 1e6
    return next((each for each in GRID_KM if each >= least), GRID_KM[-1])


def draw_frame(pen: Pen, layout: Layout, zone: Zone) -> None:
    """Draw grid, numbers of kilometres (inner band) and of degrees (outer band)."""
    frame, band = layout.frame, layout.band
    pen.box(frame, edge=0.35 * layout.size)
    pen.box(frame.inset(-band / 2), edge=0.12)
    pen.box(frame.inset(-band), edge=0.7 * layout.size)
    _draw_grid(pen, layout)
    _draw_degrees(pen, layout, zone)


def _draw_grid(pen: Pen, layout: Layout) -> None:
    frame, half, step = layout.frame, layout.band / 2, grid_km(layout)
    west, south, east, north = layout.extent
    size = 5.6 * layout.size
    base = (half - CAPITAL * size) / 2
    for name, low, high in (("easting", west, east), ("northing", south, north)):
        for km in range(int(np.ceil(low / 1000 / step)) * step, int(high // 1000) + 1, step):
            if name == "easting":
                at = float(layout.to_page(np.array([[km * 1000.0, south]]))[0, 0])
                line = [(at, frame.y), (at, frame.top)]
                spots = [(at, frame.y - half + base, 0.0), (at, frame.top + base, 0.0)]
                room = min(at - frame.x, frame.right - at)
            else:
                at = float(layout.to_page(np.array([[west, km * 1000.0]]))[0, 1])
                line = [(frame.x, at), (frame.right, at)]
                spots = [(frame.x - base, at, 90.0), (frame.right + half - base, at, 90.0)]
                room = min(at - frame.y, frame.top - at)
            pen.lines(
                [line], 0.1 * layout.size, colour=GRID_COLOUR, over=AREA + 0.5, name=f"{name}-{km}"
            )
            if room > text_width(f"{km}", size, "bold") / 2:
                for x, y, turn in spots:
                    pen.text(
                        x, y, f"{km}", size, across="center", turn=turn, colour=GRID_COLOUR,
                        weight="bold",
                    )  # fmt: skip


def _draw_degrees(pen: Pen, layout: Layout, zone: Zone) -> None:
    """Tick the edges where meridians and parallels of VN-2000 cross them."""
    frame, half = layout.frame, layout.band / 2
    west, south, east, north = layout.extent
    size = 5.2 * layout.size
    base = (half - CAPITAL * size) / 2
    # A minute of latitude is 1.85 km.
    least = LEAST_TICK_MM * layout.size * layout.scale / 1e6 / 1.85
    step = next((each for each in TICK_MINUTES if each >= least), TICK_MINUTES[-1]) / 60.0
    for edge, upper in ((south, False), (north, True)):
        sample = np.column_stack([np.linspace(west, east, 400), np.full(400, edge)])
        for degree, x in _crossings(zone.to_degrees(sample)[:, 0], sample[:, 0], step):
            at = float(layout.to_page(np.array([[x, edge]]))[0, 0])
            y = frame.top + half if upper else frame.y - half
            sign = 1.0 if upper else -1.0
            name = f"meridian-{round(degree * 60)}-{'upper' if upper else 'lower'}"
            pen.lines([[(at, y - sign * half), (at, y + sign * half)]], 0.2, over=FRAME, name=name)
            text = degrees_text(degree)
            if at + text_width(text, size) + 1.5 < frame.right:
                pen.text(at + 0.8, (y if upper else y - half) + base, text, size)
    for edge, right in ((west, False), (east, True)):
        sample = np.column_stack([np.full(400, edge), np.linspace(south, north, 400)])
        for degree, place in _crossings(zone.to_degrees(sample)[:, 1], sample[:, 1], step):
            at = float(layout.to_page(np.array([[edge, place]]))[0, 1])
            x = frame.right + half if right else frame.x - half
            sign = 1.0 if right else -1.0
            pen.lines([[(x - sign * half, at), (x + sign * half, at)]], 0.2, over=FRAME)
            text = degrees_text(degree)
            if at + text_width(text, size) + 1.5 < frame.top:
                pen.text((x + half if right else x) - base, at + 0.8, text, size, turn=90.0)


def _crossings(degrees: FloatArray, places: FloatArray, step: float) -> list[tuple[float, float]]:
    """Find where an edge crosses round degrees: pairs of degree and place."""
    first, last = int(np.ceil(degrees[0] / step)), int(np.floor(degrees[-1] / step))
    return [
        (each * step, float(np.interp(each * step, degrees, places)))
        for each in range(first, last + 1)
    ]


def bar_km(layout: Layout, room: float) -> float:
    """Choose the length of the scale bar: round, and not longer than the room in mm."""
    return round_km(room * layout.scale / 1e6)


def round_km(most: float) -> float:
    """Choose a round length in km that is not longer than ``most``."""
    power = 10.0 ** np.floor(np.log10(most))
    return float(max(head * power for head in (1, 2, 4, 5) if head * power <= most))


def draw_scale_bar(pen: Pen, layout: Layout, at: Rect, language: Language) -> None:
    """Draw a bar of four parts, with its kilometres, into the top of a rectangle."""
    room = at.w - 9.0 * layout.size
    whole = bar_km(layout, room)
    length = whole * 1e6 / layout.scale
    height, size = 1.5 * layout.size, 5.2 * layout.size
    x, y = at.x + (at.w - length) / 2, at.top - height - 3.0 * layout.size
    for i in range(4):
        part = Rect(x + i * length / 4, y, length / 4, height)
        pen.box(part, INK if i % 2 == 0 else "white", edge=0.15)
    pen.lines([[(x, y), (x + length, y)]], 0.15, over=FRAME, name="scale-bar")
    for i in (0, 1, 2, 4):
        km = whole * i / 4
        text = number(km, language, 0 if km == int(km) else 1 if km * 10 == int(km * 10) else 2)
        pen.text(x + i * length / 4, y + height + 0.8 * layout.size, text, size, across="center")
    pen.text(x + length + 2.6 * layout.size, y + height + 0.8 * layout.size, "km", size)


def draw_north(pen: Pen, at: Rect, size: float, word: str) -> None:
    """Draw an arrow to the north of the grid; the sheet stands upright in it."""
    x, low, high = at.x + at.w / 2, at.y, at.top - 4.2 * size
    wide = 2.2 * size
    left = shapely.Polygon([(x, high), (x - wide, low), (x, low + 2.4 * size)])
    right = shapely.Polygon([(x, high), (x + wide, low), (x, low + 2.4 * size)])
    pen.area(left, INK, over=FRAME)
    pen.area(right, "white", over=FRAME)
    pen.lines(
        [[(x, high), (x + wide, low), (x, low + 2.4 * size), (x - wide, low), (x, high)]],
        0.15,
        over=FRAME,
    )
    pen.text(x, high + 0.9 * size, word, 9.0 * size, across="center", weight="bold")
