"""Shapes of new units that a reader will ask about: each with its figure, its limit and its place.

No law speaks of them, so they are findings beside the verdicts: a narrow joint, an enclave, a
hollow shape, and a way between two members that is much shorter through other units.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely

from planner.plan import Plan, heirs
from planner.units import full_name
from planner.words import Text, joined, quantity
from planner.words.text import LANGUAGES, say

SHAPES = ["code", "finding", "value", "unit", "limit", "x_m", "y_m", "note"]
Place = tuple[float, float]


@dataclass(frozen=True)
class ShapeLimits:
    """From where on a shape is a finding.

    Attributes
    ----------
    hull_percent : float
        Area of the largest part of a new unit in percent of its convex hull: 1.5 % of the communes
        of 2026 fill less.
    detour, detour_km : float
        The way between two members within their unit is at least so many times as long as the way
        through others, and so many km longer.
    """

    hull_percent: float = 55.0
    detour: float = 1.5
    detour_km: float = 3.0


USUAL = ShapeLimits()


def shape_findings(
    units: gpd.GeoDataFrame,
    graph: nx.Graph[str],
    plan: Plan,
    merged: gpd.GeoDataFrame,
    limits: ShapeLimits = USUAL,
) -> pd.DataFrame:
    """Find what is odd about the shapes of merged units.

    Parameters
    ----------
    units : GeoDataFrame
        Complete Units table.
    graph : Graph
        Neighbours of the units, with ``narrow``.
    plan : Plan
    merged : GeoDataFrame
        The new units, index their codes.
    limits : ShapeLimits

    Returns
    -------
    DataFrame
        ``SHAPES``: code of the new unit, ``narrow_joint`` (km of border), ``enclave`` (km² of the
        new unit that it surrounds), ``hollow`` (percent of the convex hull) or ``detour`` (km
        within the unit; ``limit``: km through others), value, unit of measure, limit, place in the
        units' CRS, and a sentence; by code.
    """
    ways = _ways(units, graph)
    members = heirs(plan).reindex(units.index)
    rows: list[tuple[object, ...]] = []
    for new, codes in members.groupby(members).groups.items():
        held = [str(code) for code in codes]
        if len(held) < 2 or str(new) not in merged.index:
            continue
        rows += [(str(new), *found) for found in _narrow(units, ways, held)]
        rows += [(str(new), *found) for found in _enclaves(merged, str(new))]
        rows += [(str(new), *found) for found in _hollow(merged, str(new), limits)]
        rows += [(str(new), *found) for found in _detour(units, ways, held, limits)]
    return pd.DataFrame(rows, columns=SHAPES).round({"x_m": 1, "y_m": 1})


def described(shapes: pd.DataFrame, merged: gpd.GeoDataFrame) -> list[Text]:
    """Say each finding with the name of its unit."""
    names = full_name(merged)
    return [
        joined((Text(names[code], names[code]), note), ": ")
        for code, note in zip(shapes["code"], shapes["note"], strict=True)
    ]


def _said(value: float, unit: str) -> Text:
    return Text(*(quantity(value, unit, language) for language in LANGUAGES))


def _ways(units: gpd.GeoDataFrame, graph: nx.Graph[str]) -> nx.Graph[str]:
    """Give each border its middle, and the way between two points through it, in km."""
    ways: nx.Graph[str] = nx.Graph()
    ways.add_nodes_from(graph.nodes)
    edges = [(a, b, data) for a, b, data in graph.edges(data=True)]
    place = {code: i for i, code in enumerate(units.index)}
    ends = np.array([[place[a], place[b]] for a, b, _ in edges], dtype=np.int64).reshape(-1, 2)
    outlines = units.geometry.to_numpy()
    shared = shapely.intersection(*outlines[ends.T]) if len(edges) else np.empty(0, dtype=object)
    points = units[["x_m", "y_m"]].to_numpy(dtype=np.float64)
    between = points[ends].mean(axis=1)
    # A bridge has no border: its middle lies between the points.
    middle = np.where(
        shapely.is_empty(shared)[:, None], between, shapely.get_coordinates(_middles(shared))
    )
    km = np.linalg.norm(points[ends] - middle[:, None], axis=2).sum(axis=1) / 1000.0
    for (a, b, data), at, length in zip(edges, middle.tolist(), km.tolist(), strict=True):
        ways.add_edge(a, b, **data, at=tuple(at), km=length)
    return ways


def _middles(lines: np.ndarray[tuple[int], np.dtype[np.object_]]) -> list[shapely.Point]:
    return [shapely.Point(0, 0) if line.is_empty else line.centroid for line in lines]


def _narrow(
    units: gpd.GeoDataFrame, ways: nx.Graph[str], lines: list[str]
) -> Iterator[tuple[object, ...]]:
    """Of the narrow borders, the longest ones without which a unit would fall apart."""
    inside = ways.subgraph(lines)
    wide: nx.Graph[str] = nx.Graph()
    wide.add_nodes_from(lines)
    wide.add_edges_from((a, b) for a, b, data in inside.edges(data=True) if not data["narrow"])
    narrow = sorted(
        (-float(data["border_km"]), *sorted((a, b)), data["at"])
        for a, b, data in inside.edges(data=True)
        if data["narrow"]
    )
    for negative, a, b, at in narrow:
        if nx.has_path(wide, a, b):
            continue
        wide.add_edge(a, b)
        names = full_name(units.loc[[a, b]])
        metres = round(-1000.0 * negative, 1)
        note = say(
            "{a} and {b} hang together by {length} of border only",
            a=names[a], b=names[b], length=_said(metres, "m"),
        )  # fmt: skip
        yield ("narrow_joint", metres, "m", np.nan, *at, note)


def _enclaves(merged: gpd.GeoDataFrame, new: str) -> Iterator[tuple[object, ...]]:
    """New units in the holes of another."""
    parts = shapely.get_parts(merged.geometry[new])
    rings = [hole for part in parts for hole in part.interiors]
    if not rings:
        return
    holes = np.array([shapely.Polygon(ring) for ring in rings])
    points = shapely.point_on_surface(merged.geometry.to_numpy())
    inside = shapely.contains(holes[:, None], points).any(axis=0)
    names = full_name(merged)
    for code in merged.index[inside]:
        point, area = points[merged.index.get_loc(code)], float(merged.at[code, "area_km2"])
        note = say("surrounds {unit}, of {area}", unit=names[code], area=_said(area, "km²"))
        yield ("enclave", round(area, 2), "km²", np.nan, point.x, point.y, note)


def _hollow(
    merged: gpd.GeoDataFrame, new: str, limits: ShapeLimits
) -> Iterator[tuple[object, ...]]:
    """A bent unit: its largest part leaves much of its convex hull to others."""
    outline = max(shapely.get_parts(merged.geometry[new]), key=shapely.area)
    percent = 100.0 * shapely.area(outline) / shapely.area(shapely.convex_hull(outline))
    if percent < limits.hull_percent:
        note = say(
            "fills {percent} of its convex hull only: it is bent or has long arms",
            percent=_said(percent, "%"),
        )
        at = shapely.centroid(shapely.convex_hull(outline))
        yield ("hollow", round(percent, 1), "%", limits.hull_percent, at.x, at.y, note)


def _detour(
    units: gpd.GeoDataFrame, ways: nx.Graph[str], lines: list[str], limits: ShapeLimits
) -> Iterator[tuple[object, ...]]:
    """The two members between which the way through other units is shorter by most."""
    inside, worst = ways.subgraph(lines), (0.0, "", "", 0.0, 0.0)
    for one in sorted(lines):
        own = nx.single_source_dijkstra_path_length(inside, one, weight="km")
        far = max(own.values(), default=0.0)
        any_way = nx.single_source_dijkstra_path_length(ways, one, cutoff=far, weight="km")
        for other, km in sorted(own.items()):
            less = km - any_way.get(other, km)
            if one < other and less > worst[0] + 1e-9:
                worst = (less, one, other, km, any_way[other])
    less, one, other, km, shorter = worst
    if less < limits.detour_km or km < limits.detour * shorter:
        return
    path = nx.dijkstra_path(ways, one, other, weight="km")
    left = [pair for pair in pairwise(path) if not set(pair) <= set(lines)]
    x, y = ways.edges[left[0]]["at"]
    names = full_name(units.loc[[one, other]])
    note = say(
        "from {a} to {b}: {own} within the unit, {other} through other units",
        a=names[one], b=names[other], own=_said(km, "km"), other=_said(shorter, "km"),
    )  # fmt: skip
    yield ("detour", round(km, 1), "km", round(shorter, 1), x, y, note)
