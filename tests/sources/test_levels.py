"""Two levels: brute force on both, in either order, and communes counted after the merger."""

from __future__ import annotations

import pytest
from brute import BruteForce
from worlds import random_world, seeds

from planner.evaluation import carry_out, evaluate
from planner.law import Override, RuleSet, read_ruleset, roles, with_overrides
from planner.optimize import CountSettings, StageSettings
from planner.optimize.lexicographic import solve
from planner.plan import Plan
from planner.plan.terms import TERMS
from planner.problem.groups import find_groups
from planner.problem.limits import GroupSettings
from planner.sources.levels import communes_within, districts_of, held_by
from planner.sources.merged import dissolve
from planner.sources.provenance import Gathering
from planner.units.graph import build_graph

COMMUNES = read_ruleset("vn-commune-35-2023")
# Standards for a world of nine communes: three make a district, two are too few.
SMALL = {"people": 20_000.0, "area_km2": 110.0, "communes": 3.0}
LAW = read_ruleset("vn-district-35-2023")
# None of its districts has a township.
WITHOUT = [
    standard.model_copy(
        update={"minimum": {k: v for k, v in standard.minimum.items() if k != "townships"}}
    )
    for standard in LAW.standards
]
DISTRICTS = with_overrides(
    LAW.model_copy(update={"standards": WITHOUT}),
    [
        Override(rule=f"huyen.{land}", measure=measure, value=value, reason="a small world")
        for land in ("mountain", "other")
        for measure, value in SMALL.items()
    ],
)
OBJECTIVE = [
    StageSettings(stage="unsatisfied"),
    StageSettings(stage="disturbed", within_percent=5.0),
    StageSettings(stage="inertia"),
]


def _communes(seed: int):
    """Cut a random world whose communes are below standard as often as not."""
    units = random_world(seed, 6 + seed % 4)
    return units.assign(
        district=[f"Huyện {code}" for code in units["district_code"]],
        people=units["people"] // 2,
        district_kind="huyen",
        land_border=False,
        minority_percent=0.0,
        mountain=False,
    )


def _best_of(units, ruleset: RuleSet, limits: GroupSettings) -> Plan:
    """Solve one level, and hold every stage against brute force."""
    graph = build_graph(units)
    terms = [stage.stage for stage in OBJECTIVE]
    groups = find_groups(units, graph, ruleset, limits, terms)
    plan = solve(groups, OBJECTIVE).plan
    found = [round(stage.value * TERMS[stage.name].steps) for stage in plan.stages]
    assert found == BruteForce(groups, OBJECTIVE, CountSettings(), limits).best
    return plan


@pytest.mark.parametrize("seed", seeds(range(25), 2, 4))
def test_communes_first(seed: int) -> None:
    communes = _communes(seed)
    plan = _best_of(communes, COMMUNES, GroupSettings(max_members=3, within="district"))
    merged = carry_out(communes, plan, COMMUNES)
    districts = districts_of(merged)
    for code, row in districts.iterrows():
        inside = merged[merged["district_code"] == code]
        assert row["communes"] == len(inside)
        assert row["townships"] == (inside["kind"] == "thi_tran").sum()
        assert row["wards"] == (inside["kind"] == "phuong").sum()
    later = _best_of(districts, DISTRICTS, GroupSettings(max_members=3))
    after = evaluate(districts, build_graph(districts), later, DISTRICTS).merged
    assert after["people"].sum() == communes["people"].sum()
    assert after["communes"].sum() == len(merged)
    assert after["area_km2"].sum() == pytest.approx(communes["area_km2"].sum())


@pytest.mark.parametrize("seed", seeds(range(25, 50), 2, 4))
def test_districts_first(seed: int) -> None:
    communes = _communes(seed)
    districts = dissolve(communes, "district", "world", Gathering())
    plan = _best_of(districts, DISTRICTS, GroupSettings(max_members=3))
    new = carry_out(districts, plan, DISTRICTS)
    placed = communes_within(communes, new, plan)
    assert set(placed["district_code"]) == set(new.index)
    later = _best_of(placed, COMMUNES, GroupSettings(max_members=3, within="district"))
    merged = carry_out(placed, later, COMMUNES)
    held = held_by(new, merged)
    after = evaluate(districts, build_graph(districts), plan, DISTRICTS, held).merged
    for code, row in after.iterrows():
        assert row["communes"] == (merged["district_code"] == code).sum()
    assert after["communes"].sum() == len(merged)
    assert after["people"].sum() == merged["people"].sum() == communes["people"].sum()


@pytest.mark.slow
def test_the_worlds_have_work_on_both_levels() -> None:
    """Without units that must change, brute force and optimizer would agree on nothing."""
    both = 0
    for seed in range(15):
        communes = _communes(seed)
        districts = dissolve(communes, "district", "world", Gathering())
        must = [
            (roles(units, ruleset)["role"] == "mandatory").any()
            for units, ruleset in ((communes, COMMUNES), (districts, DISTRICTS))
        ]
        both += all(must)
    assert both >= 6
