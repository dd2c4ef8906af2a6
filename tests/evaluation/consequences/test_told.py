"""What is told of seats and districts, on nine squares."""

from __future__ import annotations

import pandas as pd
import pytest
from worlds import nine_squares

from planner.evaluation import Evaluation, evaluate
from planner.evaluation.consequences import seats_chosen, told_districts, told_seats
from planner.law import read_ruleset
from planner.optimize import arrange
from planner.plan import Plan
from planner.units.graph import GraphSettings, build_graph
from planner.units.seats import Office, SeatSettings, Settlement, centres_of

UNITS = nine_squares()
POINTS = UNITS[["x_m", "y_m"]].astype(float)
LAW = read_ruleset("vn-commune-76-2025")
ROWS = {code: f"{code[0]}2" for code in UNITS.index}


def offices(**names: str) -> list[Office]:
    """Put an office at the point of each unit."""
    return [
        Office(unit=code, name=names.get(f"u{code}", ""), x_m=x, y_m=y)
        for code, x, y in POINTS.itertuples(name=None)
    ]


def evaluated(seats: SeatSettings | None, home: dict[str, str]) -> Evaluation:
    """Evaluate a plan, by the new unit of each unit."""
    parts = pd.DataFrame({"code": list(home), "new_code": list(home.values())})
    new = pd.Index(sorted(set(home.values())), name="new_code")
    results = pd.DataFrame({"name": UNITS["name"].reindex(new), "kind": "xa"}, index=new)
    plan = Plan(parts.assign(share_area=1.0, share_people=1.0), results)
    return evaluate(UNITS, build_graph(UNITS, GraphSettings(seats=seats)), plan, LAW)


def test_the_office_in_the_middle_is_chosen_and_the_farthest_settlement_named() -> None:
    x, y = POINTS.loc["13"]
    away = Settlement(unit="13", name="Bản Xa", people=1000, x_m=x + 4_000, y_m=y)
    near = Settlement(unit="13", name="Bản Gần", people=4000, x_m=x - 1_000, y_m=y)
    empty = Settlement(unit="13", name="Không người", people=0, x_m=x + 90_000, y_m=y)
    seats = SeatSettings(
        offices=offices(u12="Số 1 Trần Phú"), settlements=[away, near, empty], base=None
    )
    done = evaluated(seats, ROWS)
    row = seats_chosen(done).set_index("code").loc["12"]
    assert (row["seat_in"], row["office"]) == ("12", "Số 1 Trần Phú")
    assert (row["farthest_in"], row["settlement"], row["farthest_km"]) == ("13", "Bản Xa", 14.0)
    # 5,000 people at 10 km, 6,000 at none, 4,000 at 9 and 1,000 at 14.
    assert row["mean_km"] == pytest.approx(100 / 16, abs=0.01)
    said = told_seats(done)
    assert len(said) == 3
    assert "Bản Xa, Xã Unit 13, 14,0 km" in said[0].vi
    # The centre of population of settlements is where the people are.
    assert centres_of(UNITS, seats)[2].tolist() == pytest.approx([x, y])


def test_without_offices_the_seat_is_where_the_name_comes_from() -> None:
    done = evaluated(None, ROWS)
    row = seats_chosen(done).set_index("code").loc["22"]
    assert (row["seat_in"], row["office"], row["farthest_km"]) == ("22", "", 10.0)
    assert told_seats(done) == []


def test_a_seat_need_not_be_in_the_largest_member() -> None:
    """The best of the arrangement, where the middle column has its people at the lower end."""
    low = [
        Settlement(
            unit=f"{row}2", name="x", people=1, x_m=POINTS.at[f"{row}1", "x_m"] + 1_000, y_m=y
        )
        for row, y in zip("123", POINTS.loc[["12", "22", "32"], "y_m"], strict=True)
    ]
    seats = SeatSettings(offices=offices(), settlements=low)
    graph = build_graph(UNITS, GraphSettings(seats=seats))
    plan = arrange(UNITS, graph, LAW, objective=["unsatisfied", "seat_distance"])
    done = evaluate(UNITS, graph, plan, LAW)
    chosen = seats_chosen(done)
    total = (chosen.set_index("code")["mean_km"] * done.merged["people"]).sum()
    assert plan.stages[-1].proven
    assert plan.stages[-1].value == pytest.approx(total, rel=0.01)
    assert not set(chosen["seat_in"]) <= set(chosen["code"])


def test_who_changes_district_is_named() -> None:
    told = told_districts(evaluated(None, ROWS))
    assert [line.vi for line in told] == [
        "Số đơn vị mới theo huyện nơi đặt trụ sở: Huyện 1: 1; Huyện 2: 1; Huyện 3: 1"
    ]
    moved = {code: f"2{code[1]}" if code[0] != "3" else code for code in UNITS.index}
    first, second = (line.en for line in told_districts(evaluated(None, moved)))
    assert first.endswith("Huyện 1: 0; Huyện 2: 3; Huyện 3: 3")
    assert second.endswith("Xã Unit 12 (Huyện 1 → Huyện 2), Xã Unit 13 (Huyện 1 → Huyện 2)")
