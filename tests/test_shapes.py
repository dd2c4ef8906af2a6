"""Shapes that a reader will ask about: each planted, found with its figure and place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from worlds import ORIGIN_M, SIDE_M, grid, nine_squares, ring, world

from planner.evaluation.shapes import described, shape_findings
from planner.plan import Plan
from planner.plan.merging import merge_units
from planner.units.graph import GraphSettings, build_graph


def found(units: gpd.GeoDataFrame, groups: Sequence[Sequence[str]]) -> pd.DataFrame:
    """Findings of a plan whose groups are named after their first member."""
    home = {code: group[0] for group in groups for code in group}
    parts = pd.DataFrame({"code": list(home), "new_code": list(home.values())})
    heads = pd.Index([group[0] for group in groups], name="new_code")
    results = pd.DataFrame({"name": [f"New {h}" for h in heads], "kind": "xa"}, index=heads)
    plan = Plan(parts.assign(share_area=1.0, share_people=1.0), results)
    merged = merge_units(units, plan).assign(mountain=False)
    return shape_findings(units, build_graph(units), plan, merged)


def box(x: float, y: float, x_end: float, y_end: float) -> shapely.Polygon:
    """A rectangle, sides in km."""
    corners = [ORIGIN_M[k % 2] + 1000.0 * side for k, side in enumerate((x, y, x_end, y_end))]
    return shapely.box(*corners)


def test_a_waist_of_twelve_metres_is_a_finding() -> None:
    """Two squares that lean on each other by 12 m; a third holds on to one of them broadly."""
    units = world(
        {"A": box(0, 0, 10, 10), "B": box(10, 9.988, 20, 20), "C": box(0, -10, 10, 0)},
        people=[9000] * 3,
    )
    # Vertices where the outlines of a coverage meet.
    units.loc["A", "geometry"] = shapely.Polygon(
        [(ORIGIN_M[0] + 1000 * x, ORIGIN_M[1] + 1000 * y) for x, y in
         [(0, 0), (10, 0), (10, 9.988), (10, 10), (0, 10)]]
    )  # fmt: skip
    units.loc["B", "geometry"] = shapely.Polygon(
        [(ORIGIN_M[0] + 1000 * x, ORIGIN_M[1] + 1000 * y) for x, y in
         [(10, 9.988), (20, 9.988), (20, 20), (10, 20), (10, 10)]]
    )  # fmt: skip
    table = found(units, [["A", "B", "C"]])
    joint = table[table["finding"] == "narrow_joint"]
    assert joint["value"].tolist() == [12.0]
    at = joint[["x_m", "y_m"]].to_numpy()[0]
    assert at == pytest.approx([ORIGIN_M[0] + 10_000, ORIGIN_M[1] + 9_994], abs=0.1)
    assert found(units, [["A", "C"], ["B"]])["finding"].tolist() == []


def test_a_unit_around_another_is_a_finding() -> None:
    """The ring, cut in two and put together again, surrounds the core."""
    units = ring()
    whole = units.geometry["ring"]
    x = whole.centroid.x
    left, right = shapely.box(0, 0, x, 9e6), shapely.box(x, 0, 9e6, 9e6)
    outlines: dict[str, Any] = {
        "core": units.geometry["core"],
        "west": whole.intersection(left),
        "east": whole.intersection(right),
    }
    table = found(world(outlines, people=[9000] * 3), [["west", "east"], ["core"]])
    assert table["finding"].tolist() == ["enclave"]
    assert table["value"].tolist() == [round(units.geometry["core"].area / 1e6, 2)]


def test_a_horseshoe_is_bent_and_its_ends_are_nearer_through_others() -> None:
    """Seven of nine squares around two: 7 ∕ 9 of the hull, and 60 km of a way where 20 would do."""
    units, shoe = nine_squares(), ["11", "12", "13", "23", "33", "32", "31"]
    table = found(units, [shoe, ["21", "22"]]).set_index("finding")
    assert list(table.index) == ["detour"]
    assert table.loc["detour", ["value", "limit"]].tolist() == [60.0, 20.0]
    place = table.loc["detour", ["x_m", "y_m"]].to_numpy(dtype=float) - ORIGIN_M
    assert place.tolist() == [SIDE_M / 2, SIDE_M]
    thin = grid(5)
    arms = [*(f"{row:02d}00" for row in range(5)), *(f"04{column:02d}" for column in range(1, 5))]
    rest = [[code] for code in thin.index if code not in arms]
    corner = found(thin, [arms, *rest]).set_index("finding")
    # An L of 9 squares in a hull of 9 + 8 (4 · 4 ∕ 2): 52.9 %.
    assert corner.loc["hollow", "value"] == pytest.approx(52.9)
    said = described(corner.reset_index(), thin.assign(name="X"))
    assert "52.9" in str(said[0].en)


def test_links_over_water_are_no_narrow_joints() -> None:
    """A ferry is said to join."""
    units = world({"A": box(0, 0, 10, 10), "B": box(11, 0, 21, 10)}, people=[9000] * 2)
    graph = build_graph(
        units, GraphSettings.model_validate({"bridges": [{"between": ["A", "B"], "why": "ferry"}]})
    )
    assert [data["narrow"] for *_, data in graph.edges(data=True)] == [False]


def test_a_border_may_be_too_small_a_part_of_the_perimeter() -> None:
    """10 km of 40 is a quarter: neighbours up to 25 %, and narrow ones below 26 %."""
    units = grid(2)
    assert build_graph(units, GraphSettings(min_border_percent=25)).number_of_edges() == 4
    assert build_graph(units, GraphSettings(min_border_percent=25.1)).number_of_edges() == 0
    narrow = build_graph(units, GraphSettings(narrow_percent=26))
    assert all(data["narrow"] for *_, data in narrow.edges(data=True))
