"""What lies around a province on a sheet: provinces, countries and the sea, pale, with names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from planner.output.maps.printed.contents.categories import EDGE
from planner.output.maps.printed.labels import Room
from planner.output.maps.printed.panel import Voice
from planner.output.maps.printed.paper import Layout, Rect
from planner.output.maps.printed.pen import AREA, Pen, Style, line_height, text_width
from planner.output.maps.printed.zones import Zone, transformer
from planner.sources import data_folder
from planner.words import Text

FloatArray = npt.NDArray[np.float64]
BELOW = AREA - 0.9
LAND, SEA_WORD, LAND_WORD = "#f5f4f0", "#1f5c8a", "#3d3d3d"
# Bands along the coast, the widest first: width in mm on A3 and colour.  What lies farther out,
# sea or the coast of another country, is not in the data, and is left white.
SEA = ((6.0, "#e9f3f9"), (4.0, "#dcebf5"), (2.0, "#cde2f0"))
BORDER, BORDER_MM, BORDER_DASH = "#8a8a8a", 0.25, (2.4, 0.8, 0.6, 0.8)
# A province that is drawn itself; and what is left of one that is too small for a name.
OWN_SHARE, LEAST_MM2 = 0.8, 60.0
# Sizes in points of a name and of its second language: the preferred ones, and where they have no
# room, as a city's name is longer than a province's.
NAME_SIZES = ((8.0, 6.0), (6.4, 6.0))
# Tries for a name, across and up.
GRID = (60, 40)


@dataclass(frozen=True)
class Part:
    """One neighbour, in mm on the sheet.

    Attributes
    ----------
    role : str
        ``province``, ``country`` or ``sea``.
    name : Text
    shape : geometry
        The area of a province; the line along a country or a sea.
    """

    role: str
    name: Text
    shape: Any


@dataclass(frozen=True)
class Around:
    """All that lies around.

    Attributes
    ----------
    parts : tuple of Part
    frame : geometry
        The frame of the map, in mm.
    """

    parts: tuple[Part, ...] = ()
    frame: Any = None

    @property
    def any(self) -> bool:
        """Whether anything lies in the frame."""
        return bool(self.parts)

    def beside(self, name: Text, shape: BaseGeometry) -> Around:
        """Add what lies in the frame of one more province, in mm."""
        part = Part("province", name, shapely.intersection(shape, self.frame))
        return replace(self, parts=(*self.parts, part))

    def of(self, *roles: str) -> list[Part]:
        """Take the parts of some roles."""
        return [part for part in self.parts if part.role in roles]

    @property
    def land(self) -> Any:
        """All provinces around, as one area."""
        return shapely.union_all([part.shape for part in self.of("province")])


NOTHING_AROUND = Around()


@cache
def _embedded() -> gpd.GeoDataFrame:
    """Read the provinces of today, and the outer border by what is beyond it (EPSG:4326)."""
    return gpd.read_parquet(data_folder() / "boundaries" / "provinces_2026.parquet")


def lies_around(outlines: gpd.GeoSeries, layout: Layout, zone: Zone) -> Around:
    """Find what lies in the frame of a sheet beside the units that are drawn.

    Parameters
    ----------
    outlines : GeoSeries
        What is drawn, in the zone.
    layout : Layout
    zone : Zone

    Returns
    -------
    Around
        Empty for units outside of the country.
    """
    west, south, east, north = layout.extent
    corners = np.array([(west, south), (west, north), (east, south), (east, north)])
    degrees = zone.to_degrees(corners)
    low, high = degrees.min(axis=0) - 0.1, degrees.max(axis=0) + 0.1
    bounds = (float(low[0]), float(low[1]), float(high[0]), float(high[1]))
    project = transformer(CRS(4326), zone.epsg, bounds)

    def to_page(points: FloatArray) -> FloatArray:
        return layout.to_page(np.column_stack(project.transform(points[:, 0], points[:, 1])))

    frame = shapely.box(layout.frame.x, layout.frame.y, layout.frame.right, layout.frame.top)
    own = shapely.transform(shapely.union_all(outlines.to_numpy()), layout.to_page)
    wanted = shapely.box(*bounds)
    found = []
    for row in _embedded().itertuples():
        near = shapely.intersection(row.geometry, wanted)
        if near.is_empty:
            continue
        shape = shapely.intersection(shapely.transform(near, to_page), frame)
        drawn = shapely.area(shapely.intersection(shape, own))
        if shape.is_empty or (shape.area and drawn > OWN_SHARE * shape.area):
            continue
        found.append(Part(str(row.role), Text(str(row.name_vi), str(row.name_en)), shape))
    return Around(tuple(found), frame)


def draw_around(pen: Pen, around: Around, size: float) -> None:
    """Draw the coast as bands, then provinces and their borders, below everything else."""
    coast = shapely.union_all([part.shape for part in around.of("sea")])
    frame = around.frame
    for place, (width, colour) in enumerate(SEA):
        if not coast.is_empty:
            band = shapely.intersection(shapely.buffer(coast, width * size, quad_segs=4), frame)
            pen.area(_areas(band), colour, over=BELOW - 0.1 + 0.01 * place, name=f"sea-{place}")
    # The inland half of the bands lies below provinces: those around, and the one that is drawn.
    dash = [each * size for each in BORDER_DASH]
    for part in around.of("province"):
        pen.area(_areas(part.shape), LAND, over=BELOW, name=f"around-area-{part.name.en}")
        rim = shapely.get_parts(shapely.boundary(part.shape))
        lines = [shapely.get_coordinates(line) for line in rim]
        pen.lines(lines, BORDER_MM * size, colour=BORDER, dash=dash, over=BELOW + 0.05)


def _areas(shape: Any) -> Any:
    """Take what has an area: a frame cuts lines and points off as well."""
    parts = [each for each in shapely.get_parts(shape) if each.geom_type == "Polygon"]
    return shapely.MultiPolygon(parts)


def name_around(
    pen: Pen, around: Around, whole: Any, room: Room, size: float, voice: Voice
) -> None:
    """Name each neighbour where it lies, as far as the province and its names leave room.

    Parameters
    ----------
    pen : Pen
    around : Around
    whole : geometry
        The province that is drawn, in mm.
    room : Room
        What is taken already.
    size : float
    voice : Voice
    """
    land = shapely.union_all([around.land, whole])
    outside = around.of("country", "sea")
    for part in around.of("province"):
        free = _areas(shapely.difference(part.shape, shapely.buffer(whole, EDGE[0] / 2 * size)))
        if free.area > LEAST_MM2 * size**2:
            largest = max(free.geoms, key=shapely.area)
            middle = shapely.get_coordinates(shapely.maximum_inscribed_circle(largest))[0]
            _write(pen, part, middle, room, size, voice, whole, lambda g, f=largest: _inside(g, f))
    for part in outside:
        middle = shapely.get_coordinates(part.shape).mean(axis=0)
        others = [each.shape for each in outside if each is not part]

        def beyond(grid: FloatArray, part: Part = part, others: list[Any] = others) -> Any:
            points = shapely.points(grid)
            near = shapely.distance(points, part.shape)
            clear = ~shapely.contains_xy(land, grid)
            return clear & np.all([near < shapely.distance(points, o) for o in others], axis=0)

        _write(pen, part, middle, room, size, voice, land, beyond)


def _inside(grid: FloatArray, shape: Any) -> npt.NDArray[np.bool_]:
    return np.asarray(shapely.contains_xy(shape, grid), dtype=np.bool_)


def _write(
    pen: Pen,
    part: Part,
    at: FloatArray,
    room: Room,
    size: float,
    voice: Voice,
    clear_of: Any,
    allowed: Any,
) -> None:
    """Write a name as near to a place as there is room, its box clear of the province."""
    name, under = voice.main(part.name).upper(), voice.under(part.name)
    style: Style = "italic" if part.role == "sea" else "normal"
    colour = SEA_WORD if part.role == "sea" else LAND_WORD
    for letters, small in ((large * size, less * size) for large, less in NAME_SIZES):
        wide = text_width(name, letters, "bold", style)
        wide = max(wide, text_width(under, small)) + 2.0 * size
        high = line_height(letters) + line_height(small) * bool(under) + 1.0 * size
        # Clear of the pale edge, too.
        grid = _free(room, wide, high, clear_of, (EDGE[0] / 2 + 1.0) * size, allowed)
        if len(grid):
            break
    else:
        return
    nearest = int(np.argmin(np.hypot(*(grid - at).T)))
    x, y = (float(each) for each in grid[nearest])
    low = y + high / 2 - 0.5 * size - line_height(letters)
    pen.text(
        x, low + 0.2 * line_height(letters), name, letters, across="center", weight="bold",
        style=style, colour=colour, name=f"around-{part.name.vi}".replace(" ", "-"),
    )  # fmt: skip
    if under:
        low -= line_height(small)
        pen.text(
            x, low + 0.2 * line_height(small), under, small, across="center", style="italic",
            colour=colour,
        )  # fmt: skip
    room.take(Rect(x - wide / 2, y - high / 2, wide, high))


def _free(
    room: Room,
    wide: float,
    high: float,
    clear_of: BaseGeometry,
    clear: float,
    allowed: Callable[[FloatArray], npt.NDArray[np.bool_]],
) -> FloatArray:
    """Find the middles at which a box of some size is free, allowed, and clear of a shape."""
    frame = room.frame
    across = np.linspace(frame.x + wide / 2, frame.right - wide / 2, GRID[0])
    up = np.linspace(frame.y + high / 2, frame.top - high / 2, GRID[1])
    grid = np.array([(u, v) for u in across for v in up])
    grid = grid[room.is_free(grid, wide, high)]
    grid = grid[allowed(grid)] if len(grid) else grid
    half = np.array([wide, high]) / 2
    boxes = shapely.box(*(grid - half).T, *(grid + half).T)
    return np.asarray(grid[shapely.distance(boxes, clear_of) > clear], dtype=np.float64)
