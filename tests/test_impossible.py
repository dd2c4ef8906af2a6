"""Figures that cannot be: in scenarios, overrides and rule files, each refused by its key."""

from __future__ import annotations

from pathlib import Path

import pytest
from worlds import nine_squares

from planner.errors import InputError
from planner.law import read_ruleset, ruleset_for, rulesets_at_hand
from planner.optimize import StageSettings, arrange
from planner.problem.groups import GroupSettings, check_links
from planner.scenario.reading import read_scenario
from planner.units.graph import build_graph

LAW = "vn-commune-112-2025"
PEOPLE = "{rule: xa.other, measure: people, reason: thử, value: "

CHANGES = {
    "infinite limit of people": ("groups.max_people=.inf", "groups.max_people"),
    "infinite limit of area": ("groups.max_area_km2=.inf", "groups.max_area_km2"),
    "no number for a limit": ("groups.max_area_km2=.nan", "groups.max_area_km2"),
    "a limit beyond all people": (f"groups.max_people={10**30}", "groups.max_people"),
    "an empty group": ("groups.more=[[]]", "groups.more.0"),
    "an empty fixed group": ("groups.fixed=[[]]", "groups.fixed.0"),
    "an empty forbidden group": ("groups.forbidden=[[]]", "groups.forbidden.0"),
    "an empty link": ("groups.together=[[]]", "groups.together.0"),
    "a count beyond all units": (f"count.exactly={10**30}", "count.exactly"),
    "a range beyond all units": (f"count.at_most={10**30}", "count.at_most"),
    "an infinite count": ("count.exactly=.inf", "count.exactly"),
    "no number for a reduction": ("count.reduction_percent=.nan", "count.reduction_percent"),
    "an infinite weight": ("objective=[{stage: cohesion, weights: {inertia: .inf}}]", "weights"),
    "no weight": ("objective=[{stage: cohesion, weights: {inertia: .nan}}]", "weight"),
    "weights of nothing": ("objective=[{stage: cohesion, weights: {inertia: 0}}]", "all 0"),
    "an infinite slack": ("objective=[{stage: inertia, within_percent: .inf}]", "within_percent"),
    "an infinite slack in words": ("objective=[{stage: inertia, within: inf %}]", "objective.0"),
    "an infinite border": ("graph.min_border_m=.inf", "graph.min_border_m"),
    "an infinite factor": (
        "bases=[{name: x, factor: .inf, why: y}]", "bases.0.factor",
    ),
    "an infinite clock": ("solver.time_limit_s=.inf", "solver.time_limit_s"),
    "an infinite override": (f"law.overrides=[{PEOPLE}.inf}}]", "law.overrides.0.value"),
    "no number for an override": (f"law.overrides=[{PEOPLE}.nan}}]", "law.overrides.0.value"),
}  # fmt: skip


@pytest.mark.parametrize("case", CHANGES)
def test_a_figure_of_a_scenario(small: Path, case: str) -> None:
    change, key = CHANGES[case]
    with pytest.raises(InputError) as caught:
        read_scenario(small / "small.yaml", [change])
    assert key in str(caught.value)
    assert all(p.place and p.found and p.expected and p.mend for p in caught.value.problems)


@pytest.mark.parametrize("value", [-5000, 0, -1e-9])
def test_a_standard_that_nobody_can_miss(small: Path, value: float) -> None:
    read = read_scenario(small / "small.yaml", [f"law.overrides=[{PEOPLE}{value}}}]"])
    with pytest.raises(InputError, match=r"minimum\.people.*greater than 0"):
        ruleset_for(read.scenario.law, "commune", small)


def test_two_overrides_of_one_number(small: Path) -> None:
    change = f"law.overrides=[{PEOPLE}9000}}, {PEOPLE}8000}}]"
    read = read_scenario(small / "small.yaml", [change])
    with pytest.raises(InputError, match=r"xa\.other\.people: found 2 values for one number"):
        ruleset_for(read.scenario.law, "commune", small)


RULES = {
    "a misspelt column": ("when: {mountain: true}", "when: {montain: true}", "column 'montain'"),
    "a kind that is none": ("kinds: [xa, phuong]", "kinds: [xaa, phuong]", "kind 'xaa'"),
    "a standard of nothing": ("people: 16000", "people: 0", "minimum.people"),
    "a negative standard": ("people: 16000", "people: -1", "minimum.people"),
    "an infinite standard": ("people: 16000", "people: .inf", "minimum.people"),
    "an empty range": (
        "when: {mountain: true}", "when: {people: {at_least: 5, below: 5}}", "no number lies",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", RULES)
def test_a_figure_of_a_rule_file(tmp_path: Path, case: str) -> None:
    old, new, words = RULES[case]
    text = rulesets_at_hand()[LAW].read_text(encoding="utf-8")
    assert old in text, text
    text = text.replace(f"id: {LAW}\n", "id: mine\n").replace(old, new)
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_ruleset(str(tmp_path / "mine.yaml"))
    assert words in str(caught.value)


@pytest.mark.parametrize("key", ["together", "fixed", "forbidden", "more"])
def test_a_unit_twice_in_one_set(key: str) -> None:
    settings = GroupSettings.model_validate({key: [["11", "12", "11"]]})
    with pytest.raises(InputError, match=f"groups.{key}: found 11 more than once"):
        check_links(nine_squares(), settings)


def test_weights_that_leave_whole_numbers() -> None:
    units = nine_squares()
    stage = StageSettings(stage="cohesion", weights={"inertia": 1e300})
    with pytest.raises(InputError, match="weights of `cohesion`: found costs too large"):
        arrange(
            units,
            build_graph(units),
            read_ruleset(LAW),
            groups=GroupSettings(max_members=3),
            objective=[stage],
        )
