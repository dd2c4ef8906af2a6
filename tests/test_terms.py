"""Terms of the objective, against plain Python and against known figures."""

from __future__ import annotations

from collections.abc import Callable
from math import hypot
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from worlds import narrow_and_tied, nine_squares, random_world

from planner.law import judge, read_ruleset, settle, verdicts
from planner.plan.grouping import Ground, Grouping
from planner.plan.terms import TERMS
from planner.sources import SourceSettings, read_units
from planner.units import combine
from planner.units.graph import build_graph

RULES = read_ruleset("vn-commune-76-2025")


def grouping_of(units: Any, homes: list[int], **options: Any) -> Grouping:
    """Group whole units by number."""
    n, m = len(units), max(homes) + 1
    share = sparse.csr_array((np.ones(n), (homes, np.arange(n))), shape=(m, n))
    table = settle(combine(units, share), RULES)
    rows = verdicts(judge(table, RULES))
    ground = Ground(units, build_graph(units, narrow_and_tied(units)))
    return Grouping(ground, share, rows, **options)


def parts_by_wide_borders(grouping: Grouping, codes: list[str]) -> int:
    """Count the parts of a set of units when narrow borders do not join."""
    wide = [edge for *edge, narrow in grouping.graph.edges(data="narrow") if not narrow]
    graph = nx.Graph(edge for edge in wide if set(edge) <= set(codes))
    graph.add_nodes_from(codes)
    return nx.number_connected_components(graph)


def to_seat(grouping: Grouping, held: Any, each: Callable[[int], int]) -> int:
    """Sum over the people of some units what the way to the best of their offices costs each."""
    given = grouping.graph.graph["seats"].settings
    totals = []
    for office in given.offices:
        if office.unit not in held.index:
            continue
        total = 0
        for code, unit in held.iterrows():
            homes = [(s.people, s.x_m, s.y_m) for s in given.settlements if s.unit == code]
            homes = homes or [(1, unit["x_m"], unit["y_m"])]
            ways = sum(n * hypot(x - office.x_m, y - office.y_m) for n, x, y in homes)
            total += int(unit["people"]) * each(round(ways / sum(home[0] for home in homes)))
        totals.append(total)
    return min(totals)


def loss_of(held: Any) -> float:
    """Lack of compactness of units of a coverage, by triangles of their union."""
    whole = shapely.make_valid(shapely.union_all(held.geometry.to_numpy()))
    triangles = shapely.get_parts(shapely.constrained_delaunay_triangles(whole))
    corners = shapely.get_coordinates(triangles).reshape(-1, 4, 2)[:, :3] / 1000
    area = shapely.area(triangles) / 1e6
    middle = np.average(corners.mean(axis=1), axis=0, weights=area)
    from_middle = corners - middle
    # ∫ |r|² over a triangle is a sixth of its area times the sum of six products of its corners.
    pairs = sum(
        (from_middle[:, i] * from_middle[:, j]).sum(axis=1) for i in range(3) for j in range(i + 1)
    )
    second = float((area / 6 * pairs).sum())
    return 100 * (1 - area.sum() ** 2 / (2 * np.pi * second))


def values(grouping: Grouping, name: str) -> list[float]:
    return [float(value) for value in TERMS[name].measure(grouping)]


@given(st.data())
def test_terms_equal_their_plain_meaning(data: st.DataObject) -> None:
    """Each term of each group of a random world, recomputed with loops."""
    units = random_world(data.draw(st.integers(0, 9999)), data.draw(st.integers(1, 9)))
    drawn = data.draw(st.lists(st.integers(0, 3), min_size=len(units), max_size=len(units)))
    homes = [sorted(set(drawn)).index(home) for home in drawn]
    seats = frozenset(data.draw(st.sets(st.sampled_from(list(units.index)), max_size=1)))
    grouping = grouping_of(units, homes, seats=seats, target_people=9000.0, target_area=120.0)
    findings = judge(settle(combine(units, grouping.people_share), RULES), RULES)
    for group in range(max(homes) + 1):
        held = units[[home == group for home in homes]]
        people = held["people"].sum()
        alone = len(held) == 1
        mine = findings[findings["code"] == group]
        met = mine["value"] >= mine["threshold"]
        missing = (100 - mine["percent"])[~met].sum()
        accepted = met.all() or len(held) >= 3
        seat = max(held.index, key=lambda c: (c in seats, held.at[c, "people"]))
        x = (held["people"] * held["x_m"]).sum() / people
        y = (held["people"] * held["y_m"]).sum() / people
        spread = [
            p * hypot((a - x) / 1000, (b - y) / 1000) ** 2
            for p, a, b in zip(held["people"], held["x_m"], held["y_m"], strict=True)
        ]
        inner = sum(
            km
            for a, b, km in grouping.graph.edges(data="border_km")
            if a in held.index and b in held.index
        )
        expected = {
            "unsatisfied": 0 if accepted else len(held),
            "below_standard": 0 if met.all() else 1,
            "shortfall": missing,
            "disturbed": people - held.at[seat, "people"],
            "disturbed_any": 0 if alone else people,
            "inertia": sum(spread),
            "districts_crossed": held["district_code"].nunique() - 1,
            "border_dissolved": inner,
            "narrow_joints": parts_by_wide_borders(grouping, list(held.index)) - 1,
            "compactness_loss": 0 if alone else loss_of(held),
            "size_spread": abs(people - 9000),
            "ties_kept": sum(
                tie.weight
                for tie in grouping.graph.graph["ties"]
                if set(tie.between) <= set(held.index)
            ),
            "seat_distance": to_seat(grouping, held, lambda metres: metres) / 1000,
            "seat_minutes": to_seat(grouping, held, lambda metres: round(metres * 3.6 / 5)) / 60,
            "people_balance": ((people - 9000) / 1000) ** 2,
            "area_balance": (held["area_km2"].sum() - 120) ** 2,
            "most_groups": 1,
            "fewest_groups": 1,
        }
        assert set(expected) == set(TERMS)
        for name, value in expected.items():
            assert values(grouping, name)[group] == pytest.approx(value, abs=1e-5), name


def test_rows_of_nine_squares() -> None:
    """A row of 5, 6 and 5 thousand has 2 · 5,000 · 10² person-km² of inertia."""
    grouping = grouping_of(nine_squares(), [0, 0, 0, 1, 1, 1, 2, 2, 2])
    assert values(grouping, "inertia") == [1_000_000.0] * 3
    assert values(grouping, "disturbed") == [10_000.0] * 3
    assert values(grouping, "border_dissolved") == [20.0] * 3
    assert values(grouping, "districts_crossed") == [0.0] * 3
    assert values(grouping, "narrow_joints") == [0.0] * 3
    # A strip of 3 : 1 has a second moment of 3 · 1 · (9 + 1) ∕ 12 side⁴.
    assert values(grouping, "compactness_loss") == pytest.approx([100 - 180 / np.pi] * 3)
    # 11 – 12 weigh 2.5; 13 – 33 are in two rows.
    assert values(grouping, "ties_kept") == [2.5, 0.0, 0.0]
    # Offices lie 500 m east of the points, and the middle one is nearest to all.
    assert values(grouping, "seat_distance")[1] == 5_000 * 10.5 + 6_000 * 0.5 + 5_000 * 9.5
    assert values(grouping, "seat_minutes")[1] == 5_000 * 126 + 6_000 * 6 + 5_000 * 114
    wanted = grouping_of(nine_squares(), [0, 0, 0, 1, 1, 1, 2, 2, 2], target_people=14_000.0)
    assert values(wanted, "people_balance") == [4.0] * 3
    assert values(wanted, "area_balance") == [90_000.0] * 3
    corners = grouping_of(nine_squares(), [0, 1, 1, 0, 0, 1, 2, 2, 2])
    assert values(corners, "inertia") == [718_750.0, 718_750.0, 1_000_000.0]
    assert values(corners, "districts_crossed") == [1.0, 1.0, 0.0]


def test_costs_are_integers_and_smaller_is_better() -> None:
    """Rounded once to the steps of each term; a term that is maximised is negative."""
    grouping = grouping_of(random_world(11, 9), [0, 0, 0, 1, 1, 1, 2, 2, 2])
    for name, term in TERMS.items():
        costs = term.costs(grouping)
        assert costs.dtype == np.int64
        sign = -1 if term.maximise else 1
        exact = np.array(values(grouping, name)) * term.steps
        assert np.abs(sign * costs - exact).max() <= 0.5
    assert (TERMS["most_groups"].costs(grouping) == -1).all()
    assert (TERMS["border_dissolved"].costs(grouping) <= 0).all()


def test_a_member_that_gives_only_land_is_a_member() -> None:
    """It counts as moved border and crossed district, and brings no people."""
    units = nine_squares()
    people = np.zeros((2, 9))
    people[0, :4], people[1, 4:] = 1, 1
    area = people.copy()
    area[:, 3] = [0, 1]
    rows = verdicts(judge(units.iloc[:2], RULES))
    shares = (sparse.csr_array(people), sparse.csr_array(area))
    grouping = Grouping(Ground(units, build_graph(units)), shares[0], rows, area_share=shares[1])
    assert grouping.members.sum(axis=1).tolist() == [4, 6]
    assert values(grouping, "disturbed_any") == [21_000.0, 27_000.0]
    assert values(grouping, "districts_crossed") == [1.0, 1.0]


def test_people_without_any_have_no_inertia() -> None:
    units = nine_squares().assign(people=0)
    assert values(grouping_of(units, [0] * 9), "inertia") == [0.0]


def test_inertia_of_all_of_ha_tinh_about_one_centre() -> None:
    """The fingerprint of the benchmark HT-262."""
    units = read_units(SourceSettings(boundaries="vietnam:ha_tinh@2019"), Path())
    assert units["people"].sum() == 1_288_866
    (inertia,) = values(grouping_of(units, [0] * len(units)), "inertia")
    assert inertia == pytest.approx(1_382_025_286.9, abs=0.05)
