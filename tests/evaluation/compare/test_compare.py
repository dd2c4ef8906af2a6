"""Comparison of plans: figures by hand, properties, and what is refused."""

from __future__ import annotations

import math
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from compared import JUDGING, ROWS, planned, three_plans
from hypothesis import given
from hypothesis import strategies as st
from reported import nine_squares as nine_squares_reported
from worlds import nine_squares, square, world

from planner.errors import InputError
from planner.evaluation import Evaluation
from planner.evaluation.compare import (
    INDICATORS,
    PAIR_FIGURES,
    Comparison,
    compare,
    partners_differ,
)
from planner.evaluation.compare.figures import access, agreement, compactness, mean_way
from planner.output.reports import unsatisfied
from planner.words.outputs.comparison import WORDS

# Distance of a part of the divided unit, and its share of the area.
PARTS = ((10.0, 0.1), (10.0 * math.sqrt(2), 0.9))
# Of the circle that has the area of a square of 10 km.
RADIUS = 10 / math.sqrt(math.pi)


def way(distance: float, radius: float = RADIUS) -> float:
    """Mean way to a point, in km, of a fine grid of points all over such a circle."""
    ticks = (np.arange(800) + 0.5) / 400 - 1
    x, y = np.meshgrid(ticks * radius, ticks * radius)
    inside = np.hypot(x, y) <= radius
    return float(np.hypot(x[inside] - distance, y[inside]).mean())


@pytest.fixture
def squares(tmp_path: Path) -> dict[str, Evaluation]:
    return three_plans(tmp_path)


def pair(comparison: Comparison, first: str, second: str) -> dict[str, float]:
    rows = comparison.pairs
    found = rows[(rows["first"] == first) & (rows["second"] == second)]
    return {key: float(found[key].iloc[0]) for key in PAIR_FIGURES}


def test_pairs_by_hand(squares: dict[str, Evaluation]) -> None:
    comparison = compare(squares)
    assert len(comparison.pairs) == 3
    # Three rows of three join 9 of the 36 pairs, three columns 9 others: 18 are treated alike.
    crossed = pair(comparison, "rows", "columns")
    assert crossed == pytest.approx(
        {
            "both": 0,
            "first_only": 9,
            "second_only": 9,
            "rand": 0.5,
            "adjusted_rand": (0 - 81 / 36) / (9 - 81 / 36),
            # A row says nothing of the column: both entropies are lost.
            "variation": 2 * math.log(3),
            "identical": 0,
        }
    )
    refined = pair(comparison, "rows", "two rows")
    assert refined["both"] == 6 and refined["first_only"] == 3 and refined["second_only"] == 0
    assert refined["rand"] == pytest.approx(33 / 36)
    # A third of the units is told apart in three: ln 3 nats for each of them.
    assert refined["variation"] == pytest.approx(math.log(3) / 3)
    assert refined["identical"] == 2


def test_indicators_by_hand(squares: dict[str, Evaluation]) -> None:
    table = compare(squares).table
    assert list(table.index) == list(INDICATORS)
    rows = table["rows"]
    assert rows["units"] == 3 and table.loc["units", "two rows"] == 5
    assert rows["disturbed"] == 3 * 10_000
    assert rows["districts_crossed"] == 0 and table.loc["districts_crossed", "columns"] == 6
    # 3 × 1: area 3, perimeter 8, and a circle of radius √10 ∕ 2 around it.
    assert rows["polsby_popper_mean"] == pytest.approx(4 * math.pi * 3 / 64)
    assert rows["reock_mean"] == pytest.approx(3 / (math.pi * 2.5))
    mixed = table["two rows"]
    assert mixed["polsby_popper_mean"] == pytest.approx(
        (2 * 3 * math.pi / 16 + 3 * math.pi / 4) / 5
    )
    assert mixed["polsby_popper_least"] == pytest.approx(3 * math.pi / 16)
    assert mixed["reock_least"] == pytest.approx(3 / (math.pi * 2.5))
    assert mixed["largest_to_smallest"] == pytest.approx(16 / 5)
    assert rows["variation_people"] == 0
    # Twice 5,000 people go 10 km to the middle of each row, 6,000 in it are spread around it.
    near, far = way(0), way(10)
    assert near == pytest.approx(2 / 3 * RADIUS, rel=1e-3)
    assert rows["access"] == pytest.approx(3 * (6000 * near + 2 * 5000 * far), rel=1e-3)
    assert rows["access_mean"] == pytest.approx(rows["access"] / 48_000)
    # Whose seat is another one have a way of their own: those of the two ends of each row.
    assert rows["access_moved"] == pytest.approx(far, rel=1e-3)
    mixed_way = 2 * (6000 * near + 2 * 5000 * far) + 16_000 * near
    assert mixed["access"] == pytest.approx(mixed_way, rel=1e-3)


@pytest.mark.parametrize("distance", [0.0, 1.0, 5.0, 5.64, 9.0, 40.0])
def test_the_way_from_a_circle_is_that_of_points_all_over_it(distance: float) -> None:
    (found,) = mean_way(np.array([distance]), np.array([RADIUS]))
    assert found == pytest.approx(way(distance), abs=RADIUS / 500)


def test_units_that_stay_have_a_way_and_no_rule_is_counted_apart(tmp_path: Path) -> None:
    units = nine_squares()
    same = planned(units, tmp_path, "same", {code: code for code in units.index})
    table = compare({"same": same, "again": same}).table["same"]
    assert table["access_mean"] == pytest.approx(2 / 3 * RADIUS, rel=1e-3)
    assert math.isnan(table["access_moved"])
    told = nine_squares_reported()
    counts = compare({"one": told, "two": told}).table["one"]
    failed = unsatisfied(told)
    assert counts["no_rule"] == sum(entry["why"] == "no rule" for entry in failed) == 1
    assert counts["not_accepted"] == len(failed) - 1


def test_the_seat_is_where_the_code_is_else_where_most_people_are(tmp_path: Path) -> None:
    units = nine_squares()
    left = {code: f"{code[0]}1" for code in units.index}
    at_left = planned(units, tmp_path, "left", left)
    ways = 5000 * way(0) + 6000 * way(10) + 5000 * way(20)
    assert access(units, at_left.plan)["person_km"].sum() == pytest.approx(3 * ways, rel=1e-3)
    foreign = planned(units, tmp_path, "foreign", {code: f"R{code[0]}" for code in units.index})
    ways = 6000 * way(0) + 2 * 5000 * way(10)
    assert access(units, foreign.plan)["person_km"].sum() == pytest.approx(3 * ways, rel=1e-3)


def test_compactness_of_squares_islands_and_holes() -> None:
    units = world(
        {
            "square": square(0, 0),
            "islands": shapely.MultiPolygon([square(5, 0), square(7, 0)]),
            "hole": square(10, 0, 3).difference(square(11, 1)),
        },
        people=[1, 1, 1],
    ).loc[["square", "islands", "hole"]]
    polsby_popper, reock = compactness(units)
    assert polsby_popper[0] == pytest.approx(math.pi / 4)
    assert reock[0] == pytest.approx(2 / math.pi)
    # Parts count together: twice the area, twice the perimeter, one circle around both.
    assert polsby_popper[1] == pytest.approx(math.pi / 8)
    assert reock[1] == pytest.approx(2 / (math.pi * 2.5))
    assert polsby_popper[2] == pytest.approx(4 * math.pi * 8 / 16**2)


def test_differences_unit_by_unit(squares: dict[str, Evaluation]) -> None:
    comparison = compare({name: squares[name] for name in ("rows", "two rows")})
    table = comparison.differences
    assert table.loc["11", "new_code: rows"] == "12"
    assert table.loc["31", "new_unit: two rows"] == "Xã Unit 31"
    assert list(table.index[~table["same_partners"]]) == ["31", "32", "33"]
    assert not table["divided"].any()


def test_a_divided_unit_counts_with_the_heir_of_most_people(tmp_path: Path) -> None:
    units = nine_squares()
    shared = pd.DataFrame(
        [(code, new, 1.0, 1.0) for code, new in ROWS.items() if code != "21"]
        + [("21", "12", 0.9, 0.2), ("21", "22", 0.1, 0.8)],
        columns=["code", "new_code", "share_area", "share_people"],
    )
    plans = {
        "whole": planned(units, tmp_path, "whole", ROWS),
        "shared": planned(units, tmp_path, "shared", shared),
    }
    comparison = compare(plans)
    assert comparison.differences["same_partners"].all()
    assert list(comparison.differences.index[comparison.differences["divided"]]) == ["21"]
    assert comparison.differences.loc["21", "new_code: shared"] == "12; 22"
    assert any("Unit 21" in said.vi and "nhiều dân nhất" in said.vi for said in comparison.left_out)
    # 4,000 of its people go 10 km as before, from a tenth of it; 1,000 to the row below: √2 · 10.
    moved = comparison.table.loc["access", "shared"] - comparison.table.loc["access", "whole"]
    small, large = (way(away, RADIUS * math.sqrt(part)) for away, part in PARTS)
    assert moved == pytest.approx(4000 * small + 1000 * large - 5000 * way(10), rel=1e-2)


def labelled(names: list[int]) -> pd.Series[str]:
    return pd.Series([f"N{name}" for name in names], index=[f"u{i}" for i in range(len(names))])


two_partitions = st.integers(1, 12).flatmap(
    lambda n: st.tuples(*[st.lists(st.integers(0, 4), min_size=n, max_size=n)] * 2)
)


@given(two_partitions)
def test_agreement_holds_in_general(plans: tuple[list[int], list[int]]) -> None:
    one, other = map(labelled, plans)
    found, back = agreement(one, other), agreement(other, one)
    n = len(one)
    joined = [
        {pair for pair in combinations(one.index, 2) if side[pair[0]] == side[pair[1]]}
        for side in (one, other)
    ]
    assert found["both"] == len(joined[0] & joined[1])
    assert found["first_only"] == len(joined[0] - joined[1]) == back["second_only"]
    for key in ("rand", "adjusted_rand", "variation", "identical"):
        assert found[key] == pytest.approx(back[key])
    assert 0 <= found["rand"] <= 1 and found["adjusted_rand"] <= 1 + 1e-12
    assert 0 <= found["variation"] <= math.log(n) + 1e-12
    partners = [
        {code: set(side.index[side == side[code]]) for code in side.index} for side in (one, other)
    ]
    differ = partners_differ(one, other)
    assert {code for code in one.index if differ[code]} == {
        code for code in one.index if partners[0][code] != partners[1][code]
    }
    # Other names for the same groups change nothing.
    same = agreement(one, one.map(lambda name: f"other {name}"))
    assert same["rand"] == same["adjusted_rand"] == 1 and same["variation"] == 0
    assert same["identical"] == one.nunique()


def test_what_cannot_be_compared_is_refused(squares: dict[str, Evaluation], tmp_path: Path) -> None:
    rows = squares["rows"]
    with pytest.raises(InputError, match="1 plans; expected 2 to 5"):
        compare({"rows": rows})
    with pytest.raises(InputError, match="6 plans"):
        compare({str(i): rows for i in range(6)})
    fewer = nine_squares().drop(index=["33"])
    other = planned(fewer, tmp_path, "fewer", {code: code for code in fewer.index})
    with pytest.raises(InputError, match=r"plan fewer.*only in rows: 33"):
        compare({"rows": rows, "fewer": other})


def test_other_people_are_named(squares: dict[str, Evaluation], tmp_path: Path) -> None:
    units = nine_squares().assign(people_base="police register 2024", people=lambda t: t.people + 9)
    other = planned(units, tmp_path, "register", ROWS)
    said = compare({"rows": squares["rows"], "register": other}).left_out[0]
    assert "dân số do công an quản lý 2024" in said.vi and "invented" in said.en
    assert "directly" in said.en
    assert "một nguồn" in compare(squares).left_out[0].vi


def test_no_plan_is_judged(squares: dict[str, Evaluation]) -> None:
    comparison = compare(squares)
    said = [*WORDS.values(), *comparison.left_out]
    for figure in (*INDICATORS.values(), *PAIR_FIGURES.values()):
        said += [figure.name, figure.formula]
    texts = [half for text in said for half in (text.vi, text.en)]
    assert [text for text in texts if JUDGING.search(text)] == []
    left_out = " ".join(text.en for text in comparison.left_out).lower()
    for reason in ("history", "custom", "defence", "roads", "consultation", "generalised", "base"):
        assert reason in left_out
