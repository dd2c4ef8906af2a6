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
from planner.words.outputs.maps import FAR_ISLANDS

FloatArray = npt.NDArray[np.float64]
DECIMALS = 5
# Names on the box of islands far out.
MOST_NAMED = 3
# Below the width of a line at any zoom that a province is read at.
FINEST_M = 2.0
COARSEST_M = 2000.0
# Islands farther than this from the rest are far out, in metres; a coast as coarse will do.
FAR_M, COARSE_M = 30_000.0, 500.0
# How much larger the land has to become without them for a box of their own to be worth it.
WORTH = 1.25
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


def home_of(outlines: gpd.GeoSeries) -> FloatArray:
    """Find the bounds of the largest piece of land and of all islands near to it.

    Parameters
    ----------
    outlines : GeoSeries
        In metres.

    Returns
    -------
    array of float, shape (4,)
        West, south, east and north.
    """
    parts = shapely.get_parts(outlines.dropna().to_numpy())
    coarse = shapely.buffer(shapely.simplify(parts, COARSE_M), FAR_M / 2, quad_segs=2)
    groups = shapely.get_parts(shapely.union_all(coarse))
    sizes = [parts[shapely.intersects(group, parts)] for group in groups]
    largest = max(sizes, key=lambda own: float(shapely.area(own).sum()))
    return np.asarray(shapely.total_bounds(largest), dtype=np.float64)


def far_islands(
    outlines: gpd.GeoSeries, names: pd.Series[str] | None = None
) -> dict[str, object] | None:
    """Tell where a page opens, and what lies so far out that it has a box of its own.

    Parameters
    ----------
    outlines : GeoSeries
        Of units, EPSG:4326, as the page draws them.
    names : Series of str, optional
        Names of the units, index as ``outlines``.

    Returns
    -------
    dict or None
        ``home`` and ``bounds`` (of the land and of the islands: south-west and north-east corner,
        latitude first, in degrees) and ``label``; None where all has its place on one map.
    """
    degrees = outlines.dropna().explode()
    metres = degrees.to_crs(degrees.estimate_utm_crs())
    away = ~metres.intersects(shapely.box(*home_of(metres))).to_numpy()
    if not away.any():
        return None
    whole, home = (_corners(degrees[kept]) for kept in (away | True, ~away))
    larger = (np.ptp(whole, axis=0) / np.ptp(home, axis=0)).max()
    if larger < WORTH:
        return None
    # Of a unit that is also on the land the name would lead astray.
    codes = [code for code in dict.fromkeys(degrees.index[away]) if code not in degrees[~away]]
    called = [] if names is None else [str(names[code]) for code in codes][:MOST_NAMED]
    return {
        "home": home.tolist(),
        "bounds": _corners(degrees[away]).tolist(),
        "label": ", ".join(called) or FAR_ISLANDS,
    }


def _corners(outlines: gpd.GeoSeries) -> FloatArray:
    """Give the south-west and the north-east corner, latitude first, as pages read them."""
    west, south, east, north = outlines.total_bounds
    return np.array([[south, west], [north, east]])


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
