"""Pieces of units: the land that is nearer to a settlement than to the others of its unit."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import networkx as nx
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from shapely.strtree import STRtree

from planner.plan.merging import in_whole
from planner.units.seats import Homes

PIECES = ["unit", "settlement", "people", "area_steps", "x_m", "y_m", "geometry"]
STEPS = 10_000
"""Steps of area in a km²: pieces of 100 m²."""
APART_M = 1.0
"""Outlines of pieces meet as well as they were cut: so far apart, in metres, is together."""


def pieces_of(units: gpd.GeoDataFrame, homes: Homes, codes: Sequence[str]) -> gpd.GeoDataFrame:
    """Part units along their settlements.

    Parameters
    ----------
    units : GeoDataFrame
        Complete Units table, in metres.
    homes : Homes
        Where their people live.
    codes : sequence of str
        The units that are parted; one without settlements is one piece.

    Returns
    -------
    GeoDataFrame, columns ``PIECES``
        ``unit``: code; ``settlement``: its name, several at one place joined, empty for a whole
        unit; ``people`` and ``area_steps`` (of 1/``STEPS`` km²) of a unit sum to what it has;
        ``x_m``, ``y_m``: the settlement.
        The line between pieces is drawn half-way between settlements, and is nobody's decision.
    """
    rows: list[tuple[object, ...]] = []
    for code in codes:
        unit = units.loc[code]
        places: dict[tuple[float, float], list[int]] = {}
        for i in np.flatnonzero(homes.unit == units.index.get_loc(code)).tolist():
            places.setdefault(_inside(unit.geometry, homes.x[i], homes.y[i]), []).append(i)
        shapes = _nearest(unit.geometry, list(places)) if len(places) > 1 else [unit.geometry]
        people = np.array([sum(homes.share[i] for i in each) for each in places.values()])
        area = np.array([shape.area for shape in shapes])
        rows += zip(
            [code] * len(shapes),
            [", ".join(homes.names[i] for i in each) for each in places.values()],
            in_whole(people, int(unit["people"])),
            in_whole(area, round(float(unit["area_km2"]) * STEPS)),
            *zip(*places, strict=True),
            shapes,
            strict=True,
        )
    return gpd.GeoDataFrame(rows, columns=PIECES, geometry="geometry", crs=units.crs)


def touching(pieces: gpd.GeoDataFrame, units: nx.Graph[str], least_m: float) -> nx.Graph[int]:
    """Tell which pieces share a border, as their units do.

    Parameters
    ----------
    pieces : GeoDataFrame
        See :func:`pieces_of`.
    units : Graph
        Neighbours; pieces of units that are none do not touch.
    least_m : float
        Shortest border that counts, in metres.
    """
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(pieces)))
    shapes, owner = pieces.geometry.to_numpy(), pieces["unit"].to_list()
    ones, others = STRtree(shapes).query(shapes, predicate="dwithin", distance=APART_M)
    for one, other in zip(ones.tolist(), others.tolist(), strict=True):
        known = owner[one] == owner[other] or units.has_edge(owner[one], owner[other])
        if one < other and known and border_m(shapes[one], shapes[other]) >= least_m:
            graph.add_edge(one, other)
    return graph


def border_m(one: BaseGeometry, other: BaseGeometry) -> float:
    """Measure the border of two outlines that meet but for ``APART_M``, in metres."""
    return float(one.boundary.intersection(other.buffer(APART_M)).length)


def _inside(outline: BaseGeometry, x: float, y: float) -> tuple[float, float]:
    """Bring a place that lies beside the outline of its unit to the nearest place on it."""
    point = shapely.Point(x, y)
    if not outline.covers(point):
        point = shapely.get_point(shapely.shortest_line(outline, point), 0)
    return float(point.x), float(point.y)


def _nearest(outline: BaseGeometry, places: list[tuple[float, float]]) -> list[BaseGeometry]:
    """Cut an outline into what is nearest to each place, in the order of the places."""
    points = shapely.points(places)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=outline)
    )
    own, cell = STRtree(cells).query_nearest(points, all_matches=False)
    return [outline.intersection(cells[i]) for _, i in sorted(zip(own, cell, strict=True))]
