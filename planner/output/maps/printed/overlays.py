"""Layers of one's own on a sheet: drawn over the units, named where the units leave room."""

from __future__ import annotations

from collections.abc import Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from planner.output.maps.overlays import middle_of
from planner.output.maps.printed.blocks import Entry
from planner.output.maps.printed.contents.categories import Line
from planner.output.maps.printed.labels import Label, Room, Wish, place_names
from planner.output.maps.printed.paper import Layout
from planner.output.maps.printed.pen import LEAST, LINE, Pen
from planner.output.maps.printed.zones import Zone
from planner.units.provenance import Overlay

# Radius of a point, and how far from its shape a name may stand, in mm on A3.
DOT_MM, NEAR_MM = 0.7, 4.0
NAME_SIZES = (6.6, 6.0)


def draw_overlays(
    pen: Pen, overlays: Sequence[Overlay], layout: Layout, zone: Zone
) -> list[tuple[str, list[Wish]]]:
    """Draw the layers; give the names that they want, with the colour of each layer.

    Parameters
    ----------
    pen : Pen
    overlays : sequence of Overlay
        In any system.
    layout : Layout
    zone : Zone
    """
    size, frame = layout.size, layout.frame
    room = (frame.x, frame.y, frame.right, frame.top)
    wanted = []
    for n, overlay in enumerate(overlays):
        over = LINE + 0.05 + 0.01 * n
        wishes = []
        for k, (label, shape) in enumerate(_on_paper(overlay, layout, zone)):
            edges = shapely.boundary(shape) if shapely.get_dimensions(shape) == 2 else shape
            shape, drawn = (shapely.clip_by_rect(each, *room) for each in (shape, edges))
            if shapely.is_empty(shape):
                continue
            _draw(pen, drawn, overlay, size, over)
            if label:
                at = middle_of(shape)
                area = shapely.get_dimensions(shape) == 2
                around = shape if area else shapely.buffer(shape, NEAR_MM * size)
                wishes.append(Wish(f"own-{n}-{k}", "", label, around, (at.x, at.y)))
        wanted.append((overlay.colour, wishes))
    return wanted


def _on_paper(overlay: Overlay, layout: Layout, zone: Zone) -> list[tuple[str, BaseGeometry]]:
    shapes = zone.project(overlay.shapes)
    return [
        (str(label), shapely.transform(shape, layout.to_page))
        for label, shape in zip(shapes["label"], shapes.geometry, strict=True)
    ]


def _draw(pen: Pen, shape: BaseGeometry, overlay: Overlay, size: float, over: float) -> None:
    parts = list(shapely.get_parts(shape))
    lines = [shapely.get_coordinates(part) for part in parts if shapely.get_dimensions(part) == 1]
    if lines:
        pen.lines(
            lines,
            overlay.width_mm * size,
            colour=overlay.colour,
            dash=[each * size for each in overlay.dash_mm],
            over=over,
        )
    for part in (part for part in parts if shapely.get_dimensions(part) == 0):
        pen.area(shapely.buffer(part, DOT_MM * size), overlay.colour, over=over)


def name_overlays(
    wanted: Sequence[tuple[str, list[Wish]]], room: Room, size: float
) -> list[tuple[Label, str]]:
    """Place the names of the layers in what room is left, each with its colour."""
    sizes = [max(LEAST, each * size) for each in NAME_SIZES]
    return [
        (label, colour)
        for colour, wishes in wanted
        for label in place_names(wishes, room, sizes, numbered=False)
    ]


def overlay_entries(overlays: Sequence[Overlay]) -> list[Entry]:
    """Lines of the legend."""
    return [
        Entry(
            each.name,
            own=Line(each.name, each.width_mm, each.dash_mm, each.colour),
            sign="" if (shapely.get_dimensions(each.shapes.geometry) > 0).any() else "point",
        )
        for each in overlays
    ]
