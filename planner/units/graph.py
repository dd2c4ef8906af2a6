"""MergerGraph: which units border which.

Two units are neighbours when their shared border is long enough; a common
corner does not count.  A ferry or a road can be declared as a bridge, a
mountain range without a pass as a barrier.
"""

from __future__ import annotations

from collections.abc import Iterable

import geopandas as gpd
import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pydantic import BaseModel, ConfigDict, Field

from planner.errors import Problem, raise_if_any
from planner.words.text import say


class Link(BaseModel):
    """Two units that are joined, or parted, whatever their outlines say."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    between: tuple[str, str]
    """Codes of the two units."""
    why: str = Field(min_length=1)
    """Reason (ferry, bridge, river without one); reports print it."""


class GraphSettings(BaseModel):
    """What makes two units neighbours."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    min_border_m: float = Field(default=10.0, gt=0)
    """Shortest shared border, in metres, that makes neighbours."""
    bridges: list[Link] = []
    """Neighbours without a shared border."""
    barriers: list[Link] = []
    """Shared borders that do not count."""


def shared_borders(units: gpd.GeoDataFrame) -> pd.DataFrame:
    """Measure the border that each two units share.

    The outlines are a coverage: neighbours have the same vertices along their
    common border.  So a border is the set of segments that stand in two
    outlines, which sorting finds without any geometry predicate.

    Parameters
    ----------
    units : GeoDataFrame
        Complete Units table (projected, metres; a valid coverage).

    Returns
    -------
    DataFrame
        ``a``, ``b`` (row positions, a < b) and ``border_km``.
    """
    owner, start, end = _segments(units.geometry.to_numpy())
    # One direction for both sides of a border: from the smaller to the larger vertex.
    swap = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
    low, high = np.where(swap[:, None], end, start), np.where(swap[:, None], start, end)
    keys = np.ascontiguousarray(np.hstack([low, high]))
    order = np.lexsort(keys.T)
    same = (keys[order][1:] == keys[order][:-1]).all(axis=1)
    first, second = order[:-1][same], order[1:][same]
    one = np.minimum(owner[first], owner[second])
    other = np.maximum(owner[first], owner[second])
    km = np.hypot(*(high[first] - low[first]).T) / 1000.0
    table = pd.DataFrame({"a": one, "b": other, "border_km": km})
    table = table[table["a"] != table["b"]]
    return table.groupby(["a", "b"])["border_km"].sum().reset_index()


def _segments(
    outlines: npt.NDArray[np.object_],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Part outlines into segments: owner (row), start and end (metres)."""
    parts, part_owner = shapely.get_parts(outlines, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    points, point_ring = shapely.get_coordinates(rings, return_index=True)
    inside = point_ring[1:] == point_ring[:-1]
    owner = part_owner[ring_part[point_ring[:-1][inside]]]
    return owner.astype(np.int64), points[:-1][inside], points[1:][inside]


def build_graph(units: gpd.GeoDataFrame, settings: GraphSettings | None = None) -> nx.Graph[str]:
    """Build the graph of neighbours.

    Parameters
    ----------
    units : GeoDataFrame
        Complete Units table.
    settings : GraphSettings, optional
        Least border, bridges and barriers.

    Returns
    -------
    Graph
        A node for each code, in order; edges carry ``border_km`` and
        ``bridge`` (True without a shared border).

    Raises
    ------
    InputError
        A bridge or barrier that names an unknown unit, or contradicts another.
    """
    settings = settings or GraphSettings()
    _check_links(settings, units.index)
    borders = shared_borders(units)
    borders = borders[borders["border_km"] * 1000.0 >= settings.min_border_m]
    codes = units.index.to_numpy()
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(codes)
    pairs = zip(codes[borders["a"]], codes[borders["b"]], borders["border_km"], strict=True)
    for a, b, km in pairs:
        graph.add_edge(a, b, border_km=float(km), bridge=False)
    for link in settings.bridges:
        if not graph.has_edge(*link.between):
            graph.add_edge(*link.between, border_km=0.0, bridge=True)
    graph.remove_edges_from([link.between for link in settings.barriers])
    return graph


def _check_links(settings: GraphSettings, codes: pd.Index[str]) -> None:
    problems: list[Problem] = []
    known = set(codes)
    for key, links in (("bridges", settings.bridges), ("barriers", settings.barriers)):
        for link in links:
            for code in link.between:
                if code not in known:
                    problems.append(
                        Problem(
                            f"graph.{key}",
                            say("unknown unit {unit}", unit=code),
                            say("codes of units"),
                            say("correct it"),
                        )
                    )
            if link.between[0] == link.between[1]:
                problems.append(
                    Problem(
                        f"graph.{key}",
                        " – ".join(link.between),
                        say("two units"),
                        say("name two units"),
                    )
                )
    for pair in sorted(_pairs(settings.bridges) & _pairs(settings.barriers)):
        problems.append(
            Problem(
                say("{key} and {other}", key="graph.bridges", other="graph.barriers"),
                say("{pair} in both", pair=" – ".join(pair)),
                say("a pair in one of them"),
                say("remove one of the two"),
            )
        )
    raise_if_any(problems)


def _pairs(links: Iterable[Link]) -> set[tuple[str, ...]]:
    return {tuple(sorted(link.between)) for link in links}
