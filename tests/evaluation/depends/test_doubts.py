"""Figures that are not certain: a verdict that would be another one is named, with the figure."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from worlds import square, world

from planner.evaluation.depends import depends
from planner.evaluation.depends.sentences import sentence
from planner.law import read_ruleset
from planner.plan import Plan
from planner.sources import SourceSettings, read_units
from planner.units.provenance import OtherFigure, attach, provenance_of
from planner.words import Text

ROOT = Path(__file__).parents[3]
ESTIMATE = Text("nếu lấy số ước tính", "the estimate instead")


def three(**columns: Any) -> gpd.GeoDataFrame:
    """Lowland communes of 100 km²; 16,000 people are asked of each."""
    table = {
        "people": [17_000, 17_000, 15_000],
        "mountain": [False] * 3,
        "island": [False] * 3,
        "people_assumed": [True, False, True],
        "area_assumed": [False] * 3,
        **columns,
    }
    return world({code: square(column, 0) for column, code in enumerate("abc")}, **table)


def doubts(units: gpd.GeoDataFrame, plan: Plan | None = None) -> pd.DataFrame:
    found = depends({"own": units}, read_ruleset("vn-commune-112-2025"), plan)
    return found[found["on"] == "doubt"]


def test_a_tenth_less_flips_a_and_a_tenth_more_flips_c() -> None:
    """17,000 × 0.9 = 15,300 and 15,000 × 1.1 = 16,500; b is as published, and is not asked."""
    found = doubts(three()).set_index("code")
    assert found["what"].to_dict() == {"a": "people −10 %", "c": "people +10 %"}
    assert found["figure"].to_dict() == {"a": 17_000, "c": 15_000}
    assert set(found["flips_at"]) == {16_000}
    assert found["status_then"].to_dict() == {"a": "missed", "c": "met"}
    said = sentence(found.loc["a"].to_dict(), {})
    assert "số liệu chưa chắc chắn: Dân số −10 % (17.000 người, đổi tại 16.000 người)" in said.vi
    assert "figure not certain: People −10 %" in said.en


@pytest.mark.parametrize(
    ("assumed", "asked"), [(True, ["people = the estimate instead"]), (False, [])]
)
def test_the_estimate_of_a_doubtful_figure(assumed: bool, asked: list[str]) -> None:
    """20,000 are enough a tenth off, the estimate of 12,000 is not; a table ends the doubt."""
    units = three(people=[20_000] * 3, people_assumed=[assumed, False, False])
    known = replace(provenance_of(units), others=(OtherFigure("a", "people", 12_000.0, ESTIMATE),))
    found = doubts(attach(units, known))
    assert found["what"].tolist() == asked
    if asked:
        row = found.iloc[0]
        assert (row["code"], row["flips_at"], row["status_then"]) == ("a", 16_000, "missed")
        assert "Dân số, nếu lấy số ước tính" in sentence(row.to_dict(), {}).vi


def test_areas_are_asked_as_well() -> None:
    units = three(people=[20_000] * 3, people_assumed=[False] * 3)
    units = units.assign(area_km2=31.0, area_assumed=[True, False, False])
    found = doubts(units)
    assert found["what"].tolist() == ["area_km2 −10 %"]
    assert found["code"].tolist() == ["a"]


def test_a_new_unit_has_the_worst_of_its_members() -> None:
    """Two doubtful members of 8,500: both a tenth less are 15,300."""
    units = three(people=[8_500, 8_500, 20_000], people_assumed=[True, True, False])
    parts = pd.DataFrame(
        {
            "code": ["a", "b", "c"],
            "new_code": ["n", "n", "c"],
            "share_area": 1.0,
            "share_people": 1.0,
        }
    )
    plan = Plan(parts, pd.DataFrame({"name": ["C", "N"], "kind": ["", ""]}, index=["c", "n"]))
    found = doubts(units, plan)
    assert found["code"].tolist() == ["n"] and found["figure"].tolist() == [17_000]


def test_what_only_heights_say_is_turned_round_and_named_as_computed() -> None:
    """Every commune of Sơn La lies above 200 m; 5,000 people on 100 km² are enough up there only.

    In the plains 16,000 are needed: whoever has less hangs on the flag, which no decision says.
    """
    units = read_units(SourceSettings(boundaries="vietnam:son_la@2026"), ROOT)
    between = units["people"].between(8_000, 15_999) & (units["area_km2"] >= 100)
    plain = between & (units["kind"] == "xa") & ~units["land_border"]
    assert units["mountain"].all() and plain.sum() > 10
    found = depends({"published": units}, read_ruleset("vn-commune-112-2025"))
    rows = found[found["on"] == "likely"]
    assert set(units.index[plain]) <= set(rows["code"]) and (rows["what"] == "mountain = no").all()
    row = rows[rows["code"].isin(units.index[plain])].iloc[0]
    assert (row["status"], row["status_then"]) == ("met", "missed")
    said = sentence({str(key): value for key, value in row.items()}, {}).en
    assert said.startswith(
        "fact likely, not decided: Mountainous = no (taken now by: computed from"
    )
    assert "(computed from the data)" in said
    # What a decision says is not asked: Cao Bằng's, beside it.
    decided = read_units(SourceSettings(boundaries="vietnam:cao_bang@2026"), ROOT)
    there = depends({"published": decided}, read_ruleset("vn-commune-112-2025"))
    assert not (there["on"] == "likely").any()
