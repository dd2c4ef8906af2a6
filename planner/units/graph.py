"""MergerGraph: which units border which.

Two units are neighbours when their shared border is long enough; a common
corner does not count.  A ferry or a road can be declared as a bridge, a
mountain range without a pass as a barrier.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely
from pydantic import BaseModel, ConfigDict, Field

from planner.errors import InputError, Problem, listed, raise_if_any
from planner.units.gaps import Segments, facing, segments_of
from planner.units.seats import SeatSettings, check_seats, seats_of
from planner.units.shapes import lands
from planner.words import number_text
from planner.words.text import joined, say


class Link(BaseModel):
    """Two units that are joined, or parted, whatever their outlines say."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    between: tuple[str, str]
    """Codes of the two units."""
    why: str = Field(min_length=1)
    """Reason (ferry, bridge, river without one); reports print it."""


class Tie(Link):
    """What binds two units beside a border: history, a market, a valley, an ethnic group."""

    weight: float = Field(gt=0, le=1_000)
    """How much it counts beside the others."""
    source: str = Field(min_length=1)
    """Where it is said; reports print it."""
    author: str = Field(min_length=1)
    """Who gave the weight; reports print it."""


ABOUT_UNITS = {"bridges", "barriers", "ties", "seats", "alone"}
"""Settings that speak of single units, and so of one level only."""


class GraphSettings(BaseModel):
    """What makes two units neighbours."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    min_border_m: float = Field(default=10.0, gt=0)
    """Shortest shared border, in metres, that makes neighbours."""
    min_border_percent: float = Field(default=0.0, ge=0, lt=100)
    """Shortest shared border that makes neighbours, in percent of the shorter perimeter."""
    narrow_m: float = Field(default=200.0, ge=0)
    """Neighbours of a shorter border, in metres, are joined narrowly: no road network holds a unit
    together there, and of the neighbours within the provinces of 2026 only 0.6 % are."""
    narrow_percent: float = Field(default=2.0, ge=0, lt=100)
    """Likewise, in percent of the shorter perimeter (2.4 % of the same neighbours)."""
    bridges: list[Link] = []
    """Neighbours without a shared border."""
    barriers: list[Link] = []
    """Shared borders that do not count."""
    ties: list[Tie] = []
    """What binds units beside borders; the term `ties_kept` counts it.  It makes no neighbours."""
    seats: SeatSettings | None = None
    """Offices of today and where people live, for `seat_distance` and `seat_minutes`."""
    alone: list[str] = []
    """Codes of units that are meant to have no neighbour; islands need not be named."""

    @property
    def lengths(self) -> GraphSettings:
        """What holds of all borders, without what is said of single units."""
        return GraphSettings(**self.model_dump(exclude=ABOUT_UNITS))


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
    return _shared(segments_of(units.geometry.to_numpy()))


def _shared(segments: Segments) -> pd.DataFrame:
    first, second = np.flatnonzero(segments.twice), np.flatnonzero(segments.twice) + 1
    one, other = segments.owner[first], segments.owner[second]
    km = np.hypot(*(segments.end[first] - segments.start[first]).T) / 1000.0
    low, high = np.minimum(one, other), np.maximum(one, other)
    table = pd.DataFrame({"a": low, "b": high, "border_km": km})
    table = table[table["a"] != table["b"]]
    return table.groupby(["a", "b"])["border_km"].sum().reset_index()


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
        A node for each code, in order, with ``land`` (see ``planner.units.shapes.lands``); edges
        carry ``border_km``, ``bridge`` (True without a shared border) and ``narrow`` (a border
        that joins, but hardly; a bridge is said to join, and is not).  ``ties`` of the graph are
        those of the settings, ``seats`` are measured (see ``planner.units.seats``).

    Raises
    ------
    InputError
        A bridge or barrier that names an unknown unit, or contradicts another; a gap between two
        units in which their border is lost, unless they are a bridge or a barrier.
    """
    settings = settings or GraphSettings()
    _check_links(settings, units)
    segments = segments_of(units.geometry.to_numpy())
    shared = _shared(segments)
    shared = shared[shared["border_km"] * 1000.0 >= settings.min_border_m]
    percent = _percent(shared, units)
    borders = shared[percent >= settings.min_border_percent]
    # Who shares a border that is too short a part of both has lost none in a gap.
    strips = facing(segments, set(zip(shared["a"], shared["b"])))
    _check_gaps(strips, units, settings)
    codes = units.index.to_numpy()
    graph: nx.Graph[str] = nx.Graph(
        ties=tuple(settings.ties), seats=seats_of(units, settings.seats)
    )
    for code, land in zip(codes, lands(units.geometry.to_numpy()).tolist(), strict=True):
        graph.add_node(code, land=land)
    narrow = (borders["border_km"] * 1000.0 < settings.narrow_m) | (
        percent[borders.index] < settings.narrow_percent
    )
    ends = codes[borders["a"]], codes[borders["b"]]
    for a, b, km, short in zip(*ends, borders["border_km"], narrow, strict=True):
        graph.add_edge(a, b, border_km=float(km), bridge=False, narrow=bool(short))
    for link in settings.bridges:
        if not graph.has_edge(*link.between):
            graph.add_edge(*link.between, border_km=0.0, bridge=True)
        graph.edges[link.between]["narrow"] = False
    codes_facing = {tuple(sorted(codes[[a, b]])) for a, b in zip(strips["a"], strips["b"])}
    _check_barriers(graph, codes_facing, settings)
    graph.remove_edges_from([link.between for link in settings.barriers])
    return graph


def _percent(borders: pd.DataFrame, units: gpd.GeoDataFrame) -> pd.Series[float]:
    """Length of borders in percent of the shorter of both perimeters."""
    perimeter = shapely.length(units.geometry.to_numpy()) / 1000.0
    shorter = np.minimum(perimeter[borders["a"]], perimeter[borders["b"]])
    percent: pd.Series[float] = 100.0 * borders["border_km"] / shorter
    return percent


def _check_barriers(
    graph: nx.Graph[str], across_strips: set[tuple[str, ...]], settings: GraphSettings
) -> None:
    """Refuse a barrier where there is nothing to bar: mostly a code that is mistyped."""
    idle = [
        " – ".join(link.between)
        for link in settings.barriers
        if not graph.has_edge(*link.between) and tuple(sorted(link.between)) not in across_strips
    ]
    if idle:
        raise InputError(
            Problem(
                "graph.barriers",
                say("units without a common border: {pairs}", pairs=listed(idle)),
                say("pairs of neighbours"),
                say("correct the codes; what has no common border needs no barrier"),
            )
        )


def gaps_bridged(units: gpd.GeoDataFrame, why: str) -> list[Link]:
    """Take each border that is lost in a gap as one that is there, for outlines nobody can mend.

    Parameters
    ----------
    units : GeoDataFrame
        Complete Units table.
    why : str
        Reason of the links.
    """
    segments, settings = segments_of(units.geometry.to_numpy()), GraphSettings()
    borders = _shared(segments)
    borders = borders[borders["border_km"] * 1000.0 >= settings.min_border_m]
    strips = facing(segments, set(zip(borders["a"], borders["b"])))
    return [
        Link(between=(str(units.index[a]), str(units.index[b])), why=why)
        for a, b in zip(strips["a"], strips["b"], strict=True)
    ]


def _check_gaps(strips: pd.DataFrame, units: gpd.GeoDataFrame, settings: GraphSettings) -> None:
    """Refuse a border that is lost in a gap: no plan would join what it parts."""
    said = _pairs(settings.bridges) | _pairs(settings.barriers)
    names, codes = units["name"], units.index
    problems = []
    for row in strips.to_dict("records"):
        pair = codes[[row["a"], row["b"]]]
        if tuple(sorted(pair)) in said:
            continue
        width, length = number_text(row["width_m"], 0), number_text(row["length_m"], 0)
        problems.append(
            Problem(
                joined([f"{names[code]} ({code})" for code in pair], " – "),
                say(
                    "a gap of up to {width} m along {length} m, and no common border",
                    width=width,
                    length=length,
                ),
                say("outlines that meet, or are said to be apart"),
                say(
                    "mend the outlines (`units.gap_m: {width}` closes a gap that units enclose), or"
                    " write the pair with its reason under `graph.barriers` (no neighbours) or"
                    " `graph.bridges` (neighbours)",
                    width=width,
                ),
            )
        )
    raise_if_any(problems)


def check_alone(units: gpd.GeoDataFrame, graph: nx.Graph[str], settings: GraphSettings) -> None:
    """Refuse units without a neighbour, unless they are islands or are said to be meant.

    No plan can join them to any other, and what is best for the rest would be called proven.

    Raises
    ------
    InputError
        Naming them.
    """
    island = units["island"].fillna(False).astype(bool)
    known = {*units.index[island], *settings.alone}
    alone = [code for code in units.index if graph.degree(code) == 0 and code not in known]
    if alone and len(units) > 1:
        names = [f"{units.at[code, 'name']} ({code})" for code in alone]
        raise InputError(
            Problem(
                say("the outlines"),
                say("units without a neighbour: {names}", names=listed(names)),
                say("units that border others, islands, or units that `graph.alone` names"),
                say(
                    "mend the outlines; or name their neighbours under `graph.bridges`, or write"
                    " their codes under `graph.alone` where they are meant to stay alone"
                ),
            )
        )


def _check_links(settings: GraphSettings, units: gpd.GeoDataFrame) -> None:
    known = set(units.index)
    problems = [
        Problem(
            "graph.alone",
            say("unknown unit {unit}", unit=code),
            say("codes of units"),
            say("correct it"),
        )
        for code in settings.alone
        if code not in known
    ]
    several: dict[str, Sequence[Link]] = {
        "bridges": settings.bridges,
        "barriers": settings.barriers,
        "ties": settings.ties,
    }
    for key, links in several.items():
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
    problems += check_seats(units, settings.seats) if settings.seats else []
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
