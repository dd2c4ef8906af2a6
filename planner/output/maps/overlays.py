"""Layers of one's own on a page: simplified to the room that there is, with their names."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from planner.output.maps.outlines import DECIMALS, FINEST_M
from planner.units.provenance import Overlay

# A millimetre of paper as wide on a screen, in pixels.
PIXELS_PER_MM = 3.8


def overlays_content(overlays: tuple[Overlay, ...], most_bytes: int) -> list[dict[str, object]]:
    """Give the layers to the page.

    Parameters
    ----------
    overlays : tuple of Overlay
        In the system of the units, metres.
    most_bytes : int
        Room for all of them; they are simplified until they fit.

    Returns
    -------
    list of dict
        ``name``, ``colour``, ``width`` and ``dash`` (pixels), ``shapes``: lists of ``label``,
        ``at`` (latitude, longitude of its name) and ``geometry`` (GeoJSON).
    """
    tolerance = FINEST_M
    while True:
        layers = [
            {
                "name": each.name,
                "colour": each.colour,
                "width": round(each.width_mm * PIXELS_PER_MM, 2),
                "dash": " ".join(f"{part * PIXELS_PER_MM:.1f}" for part in each.dash_mm),
                "shapes": _shapes(each.shapes, tolerance),
            }
            for each in overlays
        ]
        size = sum(len(json.dumps(layer["shapes"])) for layer in layers)
        if size <= most_bytes or tolerance > most_bytes:
            return layers
        tolerance *= 2.0


def _shapes(shapes: gpd.GeoDataFrame, tolerance: float) -> list[dict[str, object]]:
    simple = gpd.GeoSeries(shapely.simplify(shapes.geometry.to_numpy(), tolerance), crs=shapes.crs)
    middles = gpd.GeoSeries([middle_of(shape) for shape in simple], crs=shapes.crs).to_crs(4326)
    degrees = shapely.transform(
        simple.to_crs(4326).to_numpy(), lambda points: np.round(points, DECIMALS)
    )
    return [
        {
            "label": label,
            "at": [round(at.y, DECIMALS), round(at.x, DECIMALS)],
            "geometry": shapely.geometry.mapping(shape),
        }
        for label, at, shape in zip(shapes["label"], middles, degrees, strict=True)
    ]


def middle_of(shape: BaseGeometry) -> shapely.Point:
    """Find the point at which a shape is named: within an area, at the middle of a line."""
    parts = list(shapely.get_parts(shape))
    largest = max(parts, key=lambda part: (shapely.area(part), shapely.length(part)))
    if shapely.get_dimensions(largest) == 1:
        middle: shapely.Point = shapely.line_interpolate_point(largest, 0.5, normalized=True)
        return middle
    inside: shapely.Point = shapely.point_on_surface(largest)
    return inside
