"""Borders between outlines: each piece once, so that every plan is drawn from the same lines."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely

from planner.output.maps.outlines import COLOURS, DECIMALS


@dataclass(frozen=True)
class Border:
    """What two units share, or what one unit has to itself.

    Attributes
    ----------
    one, other : str
        Codes; ``other`` is empty where there is no unit on the other side.
    lines : list of lists of [latitude, longitude]
        In degrees.
    """

    one: str
    other: str
    lines: list[list[list[float]]]


def shared_lines(outlines: gpd.GeoSeries) -> list[Border]:
    """Part outlines into the borders that they share.

    Parameters
    ----------
    outlines : GeoSeries
        In degrees, rounded as ``draw_outlines`` does: neighbours have the
        same vertices along their common border, so a segment that stands in
        two outlines is a border of both.

    Returns
    -------
    list of Border
        In the order of the outlines.
    """
    polygons, owner = shapely.get_parts(outlines.to_numpy(), return_index=True)
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    owners = owner[polygon]
    points, ring = shapely.get_coordinates(rings, return_index=True)
    whole = np.rint(points * 10**DECIMALS).astype(np.int64)
    inside = ring[:-1] == ring[1:]
    ends = np.stack([whole[:-1][inside], whole[1:][inside]], axis=1)
    # A segment is the same in both directions: the smaller end first.
    back = (ends[:, 0, 0] > ends[:, 1, 0]) | (
        (ends[:, 0, 0] == ends[:, 1, 0]) & (ends[:, 0, 1] > ends[:, 1, 1])
    )
    ends[back] = ends[back][:, ::-1]
    segments = pd.DataFrame(ends.reshape(-1, 4), columns=["x1", "y1", "x2", "y2"])
    segments["owner"] = owners[ring[:-1][inside]]
    sides = segments.groupby(["x1", "y1", "x2", "y2"])["owner"].agg(["min", "max", "size"])
    sides = sides.reset_index()
    # A segment of one unit only is a rim: nobody is on the other side.
    sides["max"] = sides["max"].where(sides["size"] > 1, -1)
    codes = [str(code) for code in outlines.index]
    borders = []
    # A segment that one unit has twice is a spike, there and back.
    sides = sides[sides["min"] != sides["max"]].sort_values(["min", "max"], kind="stable")
    numbers = sides.to_numpy()
    owned = numbers[:, 4:6]
    starts = np.flatnonzero(np.r_[True, (np.diff(owned, axis=0) != 0).any(axis=1)])
    for rows in np.split(numbers, starts[1:]):
        one, other = int(rows[0, 4]), int(rows[0, 5])
        joined = shapely.line_merge(shapely.MultiLineString(list(rows[:, :4].reshape(-1, 2, 2))))
        lines = [
            (shapely.get_coordinates(line)[:, ::-1] / 10**DECIMALS).round(DECIMALS).tolist()
            for line in shapely.get_parts(joined)
        ]
        borders.append(Border(codes[one], codes[other] if other >= 0 else "", lines))
    return borders


def colours_of_plans(borders: list[Border], plans: list[pd.Series[str]]) -> dict[str, str]:
    """Choose fills for new units such that neighbours differ in every plan.

    Parameters
    ----------
    borders : list of Border
        Of the units of today.
    plans : list of Series, index ``code``
        The new unit that each unit is drawn in, one Series a plan.

    Returns
    -------
    dict of new code to colour
        A code has one colour in all plans, so that the eye finds it again.
    """
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted({code for plan in plans for code in plan}))
    for plan in plans:
        across = ((plan[border.one], plan[border.other]) for border in borders if border.other)
        graph.add_edges_from((a, b) for a, b in across if a != b)
    chosen = nx.greedy_color(graph, strategy="saturation_largest_first")
    return {code: COLOURS[i % len(COLOURS)] for code, i in chosen.items()}
