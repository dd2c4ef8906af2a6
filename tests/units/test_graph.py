"""Neighbours: long enough shared borders, bridges and barriers."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import networkx as nx
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from worlds import FERRY, nine_squares, random_world, ring, square, two_islands, world

from planner.errors import InputError
from planner.sources import SourceSettings, read_units
from planner.units.graph import GraphSettings, Link, build_graph, check_alone, gaps_bridged
from planner.verify.check import neighbours


def test_squares_border_their_sides_and_not_their_corners() -> None:
    graph = build_graph(nine_squares())
    assert len(graph) == 9
    assert graph.number_of_edges() == 12
    assert sorted(graph.neighbors("22")) == ["12", "21", "23", "32"]
    assert {d["border_km"] for *_, d in graph.edges(data=True)} == {10.0}


def test_an_enclosed_unit_borders_only_its_ring() -> None:
    graph = build_graph(ring())
    edge = {"border_km": 40.0, "bridge": False, "narrow": False}
    assert dict(graph.edges["core", "ring"]) == edge
    assert list(graph.neighbors("core")) == ["ring"]


def test_sea_parts_and_a_bridge_joins() -> None:
    units = two_islands()
    assert nx.number_connected_components(build_graph(units)) == 2
    graph = build_graph(units, GraphSettings(bridges=[FERRY]))
    assert nx.is_connected(graph)
    assert dict(graph.edges["W2", "E1"]) == {
        "border_km": 0.0,
        "bridge": True,
        "narrow": False,
    }


def test_a_bridge_over_a_shared_border_leaves_its_length() -> None:
    link = Link(between=("11", "12"), why="road")
    graph = build_graph(nine_squares(), GraphSettings(bridges=[link]))
    edge = {"border_km": 10.0, "bridge": False, "narrow": False}
    assert dict(graph.edges["11", "12"]) == edge


def test_a_barrier_parts_neighbours() -> None:
    """Named in either order; one between units that do not touch is mostly a mistyped code."""
    links = [Link(between=("12", "11"), why="pass")]
    graph = build_graph(nine_squares(), GraphSettings(barriers=links))
    assert not graph.has_edge("11", "12")
    assert graph.number_of_edges() == 11
    far = GraphSettings(barriers=[*links, Link(between=("11", "33"), why="far")])
    with pytest.raises(InputError, match="without a common border: 11 – 33"):
        build_graph(nine_squares(), far)


@pytest.mark.parametrize(("least", "expected"), [(10.0, True), (10.01, False)])
def test_a_border_counts_from_the_least_length_on(least: float, expected: bool) -> None:
    """Two units that share 10 m."""
    left = shapely.Polygon([(0, 0), (1000, 0), (1000, 990), (1000, 1000), (0, 1000)])
    right = shapely.Polygon([(1000, 990), (2000, 990), (2000, 2000), (1000, 2000), (1000, 1000)])
    units = world({"a": left, "b": right}, people=[1, 1])
    graph = build_graph(units, GraphSettings(min_border_m=least))
    assert graph.has_edge("a", "b") is expected


def test_a_border_in_pieces_counts_its_sum() -> None:
    """A tall unit meets another above and below a third that lies between them: 10 + 10 km."""
    right = [square(1, 0), square(2, 0), square(2, 1), square(2, 2), square(1, 2)]
    bow = shapely.coverage_union_all(right)
    tall = shapely.coverage_union_all([square(0, 0), square(0, 1), square(0, 2)])
    units = world({"tall": tall, "bow": bow, "between": square(1, 1)}, people=[1, 1, 1])
    graph = build_graph(units)
    assert graph.edges["bow", "tall"]["border_km"] == 20.0
    assert graph.edges["bow", "between"]["border_km"] == 30.0


@pytest.mark.parametrize(
    ("links", "words"),
    [
        ({"bridges": [("11", "99")]}, ["graph.bridges", "unknown unit 99"]),
        ({"barriers": [("98", "11")]}, ["graph.barriers", "unknown unit 98"]),
        ({"bridges": [("11", "11")]}, ["graph.bridges", "11 – 11"]),
        (
            {"bridges": [("11", "22")], "barriers": [("22", "11")]},
            ["graph.bridges and graph.barriers", "11 – 22 in both"],
        ),
    ],
)
def test_links_that_cannot_be_name_their_units(
    links: dict[str, list[tuple[str, str]]], words: list[str]
) -> None:
    named = {key: [Link(between=p, why="x") for p in pairs] for key, pairs in links.items()}
    with pytest.raises(InputError) as caught:
        build_graph(nine_squares(), GraphSettings(**named))
    assert all(word in str(caught.value) for word in words)


def test_a_link_needs_its_reason() -> None:
    with pytest.raises(ValueError, match="why"):
        Link(between=("11", "12"), why="")


@given(st.integers(0, 10_000), st.integers(1, 9))
def test_equal_segments_find_what_intersections_find(seed: int, n: int) -> None:
    """The graph of segments agrees with pairwise intersections of outlines."""
    units = random_world(seed, n)
    graph = build_graph(units)
    plain = neighbours(dict(units.geometry.items()), 10.0)
    assert {frozenset(e) for e in graph.edges} == {frozenset(e) for e in plain.edges}
    for a, b, km in graph.edges(data="border_km"):
        met = shapely.intersection(units.geometry[a], units.geometry[b]).length / 1000.0
        assert km == pytest.approx(met)
    assert nx.is_connected(graph)


def test_ha_tinh_of_2019_has_698_borders() -> None:
    units = read_units(SourceSettings(boundaries="vietnam:ha_tinh@2019"), Path())
    graph = build_graph(units)
    assert len(graph) == 262
    assert graph.number_of_edges() == 698
    assert nx.is_connected(graph)
    plain = neighbours(dict(units.geometry.items()), 10.0)
    assert {frozenset(e) for e in graph.edges} == {frozenset(e) for e in plain.edges}


def _parted(gap_m: float) -> gpd.GeoDataFrame:
    """Three by three squares; those of the right column are moved away."""
    units = nine_squares()
    right = units.index.str.endswith("3")
    moved = units.geometry.where(~right, units.geometry.translate(gap_m))
    return units.set_geometry(moved)


@pytest.mark.parametrize(("gap_m", "width"), [(0.5, 1), (5.0, 10), (50.0, 100)])
def test_a_border_that_is_lost_in_a_gap_is_told(gap_m: float, width: int) -> None:
    """Not taken in silence: what it parts is said, with how wide and how long."""
    units = _parted(gap_m)
    with pytest.raises(InputError) as caught:
        build_graph(units)
    pairs = [("12", "13"), ("22", "23"), ("32", "33")]
    assert len(caught.value.problems) == len(pairs)
    for (a, b), problem in zip(pairs, caught.value.problems, strict=True):
        assert f"({a})" in str(problem) and f"({b})" in str(problem)
        assert f"a gap of up to {width} m along 10" in str(problem)
    barriers = [Link(between=pair, why="sông") for pair in pairs]
    apart = build_graph(units, GraphSettings(barriers=barriers))
    assert nx.number_connected_components(apart) == 2
    joined = build_graph(units, GraphSettings(bridges=barriers))
    assert nx.is_connected(joined)


def test_what_lies_far_apart_or_meets_at_a_corner_has_lost_no_border() -> None:
    assert nx.number_connected_components(build_graph(_parted(150.0))) == 2
    assert build_graph(nine_squares()).number_of_edges() == 12


def test_a_unit_without_a_neighbour_is_meant_or_refused() -> None:
    units = two_islands()
    alone = units.loc[["W1", "E1", "E2"]]
    graph = build_graph(alone)
    with pytest.raises(InputError, match=r"without a neighbour: .*\(W1\)"):
        check_alone(alone, graph, GraphSettings())
    check_alone(alone, graph, GraphSettings(alone=["W1"]))
    check_alone(alone.assign(island=True), graph, GraphSettings())
    with pytest.raises(InputError, match="unknown unit W9"):
        build_graph(alone, GraphSettings(alone=["W9"]))


def test_outlines_that_nobody_can_mend_are_joined_across_a_gap() -> None:
    """Two squares 5 m apart: refused as they are, neighbours once the gap is said to be one."""
    outlines = {"W": square(0, 0), "E": square(1.0005, 0), "far": square(3, 0)}
    units = world(outlines, people=[1_000] * 3)
    with pytest.raises(InputError, match="gap"):
        build_graph(units)
    links = gaps_bridged(units, "outlines of 2018")
    assert [set(link.between) for link in links] == [{"W", "E"}]
    graph = build_graph(units, GraphSettings(bridges=links))
    assert graph.edges["W", "E"]["bridge"] and graph.degree("far") == 0
