"""Small worlds whose answers are known, each with one sentence that says what it is.

All are complete Units tables in EPSG:32648 (metres); a side of 10 km makes a
square of 100 km².
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from scipy import sparse
from shapely import affinity

from planner.units import complete
from planner.units.graph import GraphSettings, Link, Tie
from planner.units.seats import Office, SeatSettings, Settlement

SIDE_M = 10_000.0
# Somewhere in Hà Tĩnh; the number itself does not matter.
ORIGIN_M = (500_000.0, 2_000_000.0)
# Random worlds have sides of some kilometres: by this every second border is a narrow one.
NARROW = GraphSettings(narrow_percent=15)


def narrow_and_tied(units: gpd.GeoDataFrame) -> GraphSettings:
    """``NARROW``, with a tie of 2.5 between the first two units and one of 1 further on.

    Each unit has an office 500 m east of its point, the first one more in the north; the people of
    the last live in two settlements.
    """
    said = {"why": "market", "source": "minutes", "author": "office"}
    pairs = zip([*units.index[:1], *units.index[2:3]], [*units.index[1:2], *units.index[-1:]])
    ties = [
        Tie(between=(a, b), weight=weight, **said)
        for (a, b), weight in zip(pairs, (2.5, 1.0))
        if a != b
    ]
    points = units[["x_m", "y_m"]].to_numpy(dtype=float).round(1).tolist()
    offices = [
        Office(unit=code, x_m=x + 500.0, y_m=y)
        for code, (x, y) in zip(units.index, points, strict=True)
    ]
    (x, y), last = points[0], points[-1]
    offices.append(Office(unit=units.index[0], x_m=x, y_m=y + 900.0))
    settlements = [
        Settlement(
            unit=units.index[-1], name="Bản Đông", people=300, x_m=last[0] + 700, y_m=last[1]
        ),
        Settlement(
            unit=units.index[-1], name="Bản Nam", people=100, x_m=last[0], y_m=last[1] - 500
        ),
    ]
    seats = SeatSettings(offices=offices, settlements=settlements)
    return NARROW.model_copy(update={"ties": ties, "seats": seats})


# All that the law asks of a commune in a small world that is run: each fact more that is open
# doubles the readings that a run asks, and takes longer than the run itself.
KNOWN: dict[str, object] = {
    **dict.fromkeys(
        (
            *("coastal_hardship", "red_river_delta", "isolated", "key_defence"),
            *("island", "land_border"),
        ),
        False,
    ),
    "minority_percent": 0.0,
}

FERRY = Link(between=("W2", "E1"), why="a ferry that runs all year")


def seeds(numbers: Sequence[Any], quick: int, slow: int | None = None) -> list[Any]:
    """Number worlds or cases for a test: the first are quick, the next slow, as more of the same.

    Those after ``slow`` are tried with ``--all-worlds`` only: enough hold the meaning each time,
    and more of them are for who changes what they test.
    """
    later = len(numbers) if slow is None else slow
    return [
        *numbers[:quick],
        *(pytest.param(n, marks=pytest.mark.slow) for n in numbers[quick:later]),
        *(pytest.param(n, marks=(pytest.mark.slow, pytest.mark.more)) for n in numbers[later:]),
    ]


def world(outlines: Mapping[str, Any], **columns: Sequence[Any]) -> gpd.GeoDataFrame:
    """Make units of outlines and columns; communes named after their codes unless said."""
    table: dict[str, Any] = {
        "name": [f"Unit {code}" for code in outlines],
        "kind": ["xa"] * len(outlines),
        "people_base": ["invented"] * len(outlines),
        "area_base": ["computed from geometry"] * len(outlines),
        **columns,
    }
    shapes = gpd.GeoSeries(list(outlines.values()), index=list(outlines), crs=32648)
    units = gpd.GeoDataFrame(table, index=shapes.index, geometry=shapes)
    if "area_km2" not in units:
        units["area_km2"] = units.area / 1e6
    return complete(units)


def square(column: float, row: float, side: float = 1.0) -> shapely.Polygon:
    """A square of ``side`` × 10 km whose lower left corner is at a place of the grid."""
    x, y = ORIGIN_M[0] + column * SIDE_M, ORIGIN_M[1] + row * SIDE_M
    return shapely.box(x, y, x + side * SIDE_M, y + side * SIDE_M)


def nine_squares() -> gpd.GeoDataFrame:
    """Three rows of three communes of 5,000, 6,000 and 5,000 people, one district a row.

    A lowland commune of 2025 needs 16,000 people, which is what three of them
    have: so at most three new units meet the standard, one of the middle
    column in each.  Of these plans the one with two corners and one row has
    least inertia: 2 · 718,750 + 1,000,000 = 2,437,500 person-km².
    """
    places = [(row, column) for row in range(3) for column in range(3)]
    return world(
        {f"{row + 1}{column + 1}": square(column, row) for row, column in places},
        people=[6000 if column == 1 else 5000 for _, column in places],
        district_code=[f"D{row + 1}" for row, _ in places],
        district=[f"Huyện {row + 1}" for row, _ in places],
        mountain=[False] * 9,
    )


def grid(side: int) -> gpd.GeoDataFrame:
    """Communes of 25 km² in a square of ``side`` × ``side``, of 500 to 8,000 people each.

    Many arrangements are nearly equal, so that the best of 400 takes long to prove.
    """
    places = [(row, column) for row in range(side) for column in range(side)]
    return world(
        {f"{row:02d}{column:02d}": square(column / 2, row / 2, 0.5) for row, column in places},
        people=np.random.default_rng(0).integers(500, 8_000, side * side).tolist(),
        district_code=[f"{row // 5}{column // 5}" for row, column in places],
        district=["Huyện"] * side**2,
        mountain=[False] * side**2,
    )


def shifted_squares() -> gpd.GeoDataFrame:
    """Nine squares of which the middle one was moved by 2 m, as an office's file has them."""
    units = nine_squares()
    shapes = units.geometry.copy()
    shapes["22"] = affinity.translate(shapes["22"], 2.0)
    return units.set_geometry(shapes)[["name", "geometry"]].reset_index(names="ma_xa")


def four_communes() -> gpd.GeoDataFrame:
    """Four communes of a country: below, not below, either, and of a kind without a standard.

    Their codes are of today, so that names of before July 2025 lead to them.
    """
    codes = ["00004", "00008", "00025", "26732"]
    return world(
        {code: square(i, 0) for i, code in enumerate(codes)},
        name=["An Lộc", "Bình Hà", "Thạch Lạc", "Côn Đảo"],
        kind=["xa", "xa", "xa", "dac_khu"],
        people=[4_000, 20_000, 6_000, 6_000],
        mountain=pd.array([pd.NA] * 4, dtype="boolean"),
        island=[False] * 4,
        land_border=[False] * 4,
        coastal_hardship=[False] * 4,
        red_river_delta=[False] * 4,
        minority_percent=[0.0] * 4,
        people_assumed=[False, True, False, False],
        province_code=["42", "42", "40", "79"],
        province=["Tỉnh Hà Tĩnh", "Tỉnh Hà Tĩnh", "Tỉnh Nghệ An", "Thành phố Hồ Chí Minh"],
    )


def two_islands() -> gpd.GeoDataFrame:
    """Two communes in the west with enough people, two in the east without, 5 km of sea between.

    The east has 12,000 people of the 16,000 that it needs: without ``FERRY``
    no plan satisfies it, with it all four can become one unit.
    """
    return world(
        {"W1": square(0, 0), "W2": square(1, 0), "E1": square(2.5, 0), "E2": square(3.5, 0)},
        people=[10_000, 9_000, 7_000, 5_000],
        mountain=[False] * 4,
    )


def ring() -> gpd.GeoDataFrame:
    """A commune enclosed by another, which alone can take it, and a third beside the ring."""
    hole = square(1, 1)
    return world(
        {"core": hole, "ring": square(0, 0, 3).difference(hole), "side": square(3, 0, 3)},
        people=[2_000, 15_000, 20_000],
        mountain=[False] * 3,
    )


def mountain() -> gpd.GeoDataFrame:
    """Two mountain communes over two lowland ones: the upper meet their standard, the lower not.

    In 2025 a mountain commune needs 5,000 people and 100 km², another 16,000
    and 30 km².  A mountain commune joined with one of the lowland is half
    mountain by area, and so is judged as lowland.
    """
    return world(
        {"M1": square(0, 1), "M2": square(1, 1), "L1": square(0, 0), "L2": square(1, 0)},
        people=[5_000, 6_000, 9_000, 7_000],
        mountain=[True, True, False, False],
        minority_percent=[40.0, 10.0, 0.0, 0.0],
    )


def random_world(seed: int, n: int) -> gpd.GeoDataFrame:
    """A rectangle cut into ``n`` ≤ 9 connected communes: the same for the same seed.

    Sixteen cells between random grid lines are shared out by growing ``n``
    regions from random cells, so that neighbours, corners, holes and long
    borders vary.  Kind, people, flags and district are random; area is that
    of the outline, at least 4 km².
    """
    if not 1 <= n <= 9:
        raise ValueError(f"n = {n}; expected 1 to 9")
    draw = np.random.default_rng(seed)
    side = 4
    xs, ys = (np.cumsum(np.r_[0, draw.integers(2, 8, side)]) * 1000.0 for _ in "xy")
    owner = np.full((side, side), -1)
    for region, cell in enumerate(draw.choice(side * side, n, replace=False)):
        owner[divmod(int(cell), side)] = region
    while (owner < 0).any():
        row, column = divmod(int(draw.integers(side * side)), side)
        down, right = ((1, 0), (0, 1))[int(draw.integers(2))]
        beside = (row + down) % side, (column + right) % side
        if row + down < side and column + right < side:
            pair = (owner[row, column], owner[beside])
            if min(pair) < 0 <= max(pair):
                owner[row, column] = owner[beside] = max(pair)
    cells: dict[int, list[shapely.Polygon]] = {region: [] for region in range(n)}
    for row in range(side):
        for column in range(side):
            x, y = ORIGIN_M[0] + xs[column], ORIGIN_M[1] + ys[row]
            x_end, y_end = ORIGIN_M[0] + xs[column + 1], ORIGIN_M[1] + ys[row + 1]
            cells[int(owner[row, column])].append(shapely.box(x, y, x_end, y_end))
    return world(
        {f"{region + 1:02d}": shapely.coverage_union_all(cells[region]) for region in range(n)},
        kind=draw.choice(["xa", "xa", "xa", "thi_tran", "phuong"], n).tolist(),
        people=draw.integers(500, 20_000, n).tolist(),
        mountain=draw.choice([True, False], n).tolist(),
        land_border=draw.choice([True, False, False], n).tolist(),
        minority_percent=draw.integers(0, 100, n).astype(float).tolist(),
        upland_province=[True] * n,
        district_code=draw.choice(["D1", "D2", "D3"], n).tolist(),
        district=["Huyện"] * n,
    )


def random_sets(draw: np.random.Generator, n: int, m: int) -> list[frozenset[int]]:
    """Draw m different sets of up to four of n units, each unit alone among them, in an order."""
    sets = {frozenset([i]) for i in range(n)}
    while len(sets) < m:
        sets.add(frozenset(draw.choice(n, size=draw.integers(2, 5), replace=False).tolist()))
    return sorted(sets, key=sorted)


def as_rows(sets: Sequence[frozenset[int]], n: int) -> sparse.csr_array:
    """Write sets as the rows of a matrix."""
    rows = np.zeros((len(sets), n), dtype=np.int64)
    for i, members in enumerate(sets):
        rows[i, sorted(members)] = 1
    return sparse.csr_array(rows)


def all_covers(sets: Sequence[frozenset[int]], left: frozenset[int]) -> Iterator[list[int]]:
    """Give every way to put each unit into exactly one set, as positions."""
    if not left:
        yield []
        return
    for i, members in enumerate(sets):
        if min(left) in members and members <= left:
            for rest in all_covers(sets, left - members):
                yield [i, *rest]


TWO_LEVELS = """\
title_vi: Hai cấp
units:
  boundaries: units.gpkg
  level: district
  people_base: invented
law:
  ruleset: vn-district-35-2023
groups:
  max_members: 2
objective:
  - stage: unsatisfied
  - stage: inertia
then:
  level: commune
  law:
    ruleset: vn-commune-35-2023
  groups:
    max_members: 3
  objective:
    - stage: unsatisfied
    - stage: fewest_groups
"""
