"""Outlines for a page: simplified together, so that neighbours stay aligned."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from planner.plan import Plan, heirs

DECIMALS = 5
# Below the width of a line at any zoom that a province is read at.
FINEST_M = 2.0
COARSEST_M = 2000.0
# Paul Tol's "light" colours, a third of the way to white: told apart with every kind of colour
# blindness, and soft under dark letters and lines.
COLOURS = [
    "#a8c9e9",
    "#f4e9b3",
    "#f4b39d",
    "#d3de7c",
    "#ffc9d3",
    "#bee9ff",
    "#87d3be",
    "#c9c95c",
    "#e9e9e9",
]


@dataclass(frozen=True)
class Outlines:
    """Outlines of both sides of a plan, as a page draws them.

    Attributes
    ----------
    present, proposed : GeoSeries
        Simplified, EPSG:4326, five decimals; index ``code`` of the units and
        of the new units.  The proposed ones are unions of the present ones.
    tolerance_m : float
        Tolerance of the simplification, in metres.
    """

    present: gpd.GeoSeries
    proposed: gpd.GeoSeries
    tolerance_m: float


def draw_outlines(units: gpd.GeoDataFrame, plan: Plan, most_bytes: int) -> Outlines:
    """Simplify the outlines until both sides fit into a number of bytes.

    Parameters
    ----------
    units : GeoDataFrame
        Complete Units table (projected, metres; a valid coverage).
    plan : Plan
        Covers exactly these units.
    most_bytes : int
        Room for the GeoJSON of present and proposed outlines together.

    Returns
    -------
    Outlines
        With the smallest tolerance of the ladder 2, 4, 8 … m that fits.
    """
    exact = units.geometry.to_numpy()
    heir = heirs(plan).reindex(units.index)
    tolerance = FINEST_M
    while True:
        simple = gpd.GeoSeries(
            shapely.coverage_simplify(exact, tolerance), index=units.index, crs=units.crs
        )
        # Joined after simplifying, so that new borders run exactly on old ones.
        joined = simple.groupby(heir).agg(lambda parts: _union(parts.to_numpy()))
        sides = [
            geographic(side) for side in (simple, gpd.GeoSeries(joined, crs=units.crs).sort_index())
        ]
        size = sum(len(json.dumps(feature_collection(side))) for side in sides)
        if size <= most_bytes or tolerance >= COARSEST_M:
            return Outlines(sides[0], sides[1], tolerance)
        tolerance *= 2.0


def _union(outlines: npt.NDArray[np.object_]) -> Any:
    joined = shapely.coverage_union_all(outlines)
    return joined if shapely.is_valid(joined) else shapely.union_all(outlines)


def geographic(outlines: gpd.GeoSeries) -> gpd.GeoSeries:
    """Project to EPSG:4326 and round; a ring that vanishes is left out."""
    degrees = outlines.to_crs(4326)
    rounded = shapely.transform(degrees.to_numpy(), lambda points: np.round(points, DECIMALS))
    return gpd.GeoSeries(
        [_without_slivers(outline) for outline in rounded], index=outlines.index, crs=4326
    )


def _without_slivers(outline: Any) -> Any:
    polygons = []
    for part in shapely.get_parts(outline):
        if not isinstance(part, shapely.Polygon):
            continue
        shell = _ring(part.exterior)
        if shell is not None:
            holes = [hole for hole in map(_ring, part.interiors) if hole is not None]
            polygons.append(shapely.Polygon(shell, holes))
    if not polygons:
        return outline
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def _ring(ring: shapely.LinearRing) -> npt.NDArray[np.float64] | None:
    points = shapely.get_coordinates(ring)
    moved = np.r_[True, (np.diff(points, axis=0) != 0).any(axis=1)]
    points = points[moved]
    return points if len(points) >= 4 else None


def feature_collection(outlines: gpd.GeoSeries) -> dict[str, Any]:
    """Write outlines as GeoJSON: features with an ``id`` and nothing else to say.

    Names and figures stand apart on the page, so that each is stored once.
    """
    features = [
        {
            "type": "Feature",
            "id": str(code),
            "properties": {},
            "geometry": shapely.geometry.mapping(outline),
        }
        for code, outline in outlines.items()
    ]
    return {"type": "FeatureCollection", "features": features}


def label_points(outlines: gpd.GeoSeries) -> list[list[float]]:
    """Find the place of each name: the middle of the largest circle inside.

    Returns
    -------
    list of [latitude, longitude]
        In degrees, in the order of ``outlines``.
    """
    points = []
    for outline in outlines:
        parts = shapely.get_parts(outline)
        largest = parts[int(np.argmax(shapely.area(parts)))]
        middle = shapely.get_coordinates(shapely.maximum_inscribed_circle(largest))[0]
        points.append([round(float(middle[1]), DECIMALS), round(float(middle[0]), DECIMALS)])
    return points


def neighbour_colours(outlines: gpd.GeoSeries, areas: pd.Series[Any]) -> pd.Series[str]:
    """Choose fills such that areas that touch differ.

    Parameters
    ----------
    outlines : GeoSeries
        Outlines on one side of the plan.
    areas : Series, index as ``outlines``
        Area that each outline belongs to (a district; or its own code).

    Returns
    -------
    Series of str, index as ``outlines``
        Colours of the areas; the same for the same outlines.
    """
    shapes, owners = outlines.to_numpy(), areas.to_numpy()
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_nodes_from(sorted(set(owners)))
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    graph.add_edges_from(sorted({(owners[a], owners[b]) for a, b in zip(one, other, strict=True)}))
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    chosen = nx.greedy_color(graph, strategy="saturation_largest_first")
    return areas.map({area: COLOURS[i % len(COLOURS)] for area, i in chosen.items()})
