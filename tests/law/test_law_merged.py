"""What one member has must not lower what is asked of the whole, unless the text says so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from worlds import square, world

from planner.evaluation import carry_out
from planner.law import RuleSet, judge, read_ruleset, rulesets_at_hand, verdicts
from planner.plan import Plan
from planner.units import COLUMNS
from planner.units.conditions import columns_asked

LAWS = {name: read_ruleset(name) for name in rulesets_at_hand()}
# What a merged unit has itself when one member has it, or what asks more of it.
ONE_IS_ENOUGH = {
    "land_border": "whoever takes in the border lies on it",
    "central_city": "wards of a centrally run city need more people, not fewer",
}


def flags_of(law: RuleSet) -> list[str]:
    """Yes or no that a verdict on a result depends on."""
    asked = [e.when for e in (*law.standards, *law.results, *law.reductions, *law.waivers)]
    asked += [e.unless for e in (*law.standards, *law.results)]
    names = {name for when in asked if when is not None for name in columns_asked(when)}
    # What is settled by the share of area is tested below.
    return sorted(n for n in names if COLUMNS[n].dtype == "boolean" and n != "mountain")


CASES = [(name, flag) for name, law in LAWS.items() for flag in flags_of(law)]
# The law in force each time, that of the last round among the slow tests, older ones when asked.
IN_FORCE = ("vn-commune-112-2025", "vn-province-112-2025")
LAST_ROUND = ("vn-commune-76-2025", "vn-province-1211-27")


def by_age(name: str, *rest: str) -> Any:
    marks = [] if name in IN_FORCE else [pytest.mark.slow]
    older = [pytest.mark.more] * (name not in IN_FORCE + LAST_ROUND)
    return pytest.param(name, *rest, marks=[*marks, *older])


def groups(law: RuleSet, seed: int, n: int = 60) -> tuple[Any, Plan]:
    """Groups of two or three neighbours of random figures, without any flag."""
    draw = np.random.default_rng(seed)
    kinds = sorted({kind for rule in law.result_kinds for kind in rule.members})
    places = {f"{g:02d}{m}": square(2 * m, 2 * g) for g in range(n) for m in range(3)}
    size = len(places)
    none = {flag: [False] * size for flag in (*flags_of(law), "mountain")}
    units = world(
        places,
        kind=draw.choice(kinds, size).tolist(),
        district_kind=["thi_xa"] * size,
        people=np.exp(draw.uniform(5, 12.5, size)).astype(int).tolist(),
        area_km2=np.exp(draw.uniform(0, 7, size)).tolist(),
        minority_percent=[0.0] * size,
        communes=[12] * size,
        townships=[1] * size,
        wards=[9] * size,
        **none,
    )
    held = draw.integers(2, 4, n)
    codes = [code for code in places if int(code[2]) < held[int(code[:2])]]
    units = units.loc[codes]
    new = [code[:2] for code in codes]
    parts = pd.DataFrame({"code": codes, "new_code": new, "share_area": 1.0, "share_people": 1.0})
    heads = pd.DataFrame({"name": "New", "kind": ""}, index=pd.Index(sorted(set(new))))
    return units, Plan(parts, heads)


def accepted(units: Any, plan: Plan, law: RuleSet) -> Any:
    return verdicts(judge(carry_out(units, plan, law), law))["accepted"]


@pytest.mark.parametrize(("name", "flag"), [by_age(*case) for case in CASES])
def test_a_flag_of_one_member_never_lets_a_plan_pass(name: str, flag: str) -> None:
    """With a flag on the first member of each group no more groups pass than without any.

    But for the border: the text halves the standard of a unit that has one, and who takes a border
    commune in has one.
    """
    law = LAWS[name]
    for seed in range(3):
        units, plan = groups(law, seed)
        first = ~units.index.str[:2].duplicated()
        plain = accepted(units, plan, law)
        raised = accepted(units.assign(**{flag: first}), plan, law)
        if flag != "land_border":
            assert not (raised & ~plain).any()
        # Not to know of the others is not to know that they have it.
        unknown = units.assign(**{flag: first}).astype({flag: "boolean"})
        unknown[flag] = unknown[flag].where(first)
        if flag not in ONE_IS_ENOUGH:
            assert not (accepted(unknown, plan, law) & ~plain).any()


def test_one_member_is_enough_only_where_it_is_said_why() -> None:
    asked = {flag for _, flag in CASES}
    assert {flag for flag in asked if COLUMNS[flag].combine != "all"} == set(ONE_IS_ENOUGH) & asked


@pytest.mark.parametrize("name", [by_age(name) for name, law in LAWS.items() if law.mountain])
def test_a_mountain_member_counts_by_its_share(name: str) -> None:
    """Short of the share that the rule set reads, a group passes no more easily for it."""
    law = LAWS[name]
    for seed in range(3):
        units, plan = groups(law, seed)
        first = ~units.index.str[:2].duplicated()
        area = units["area_km2"].groupby(units.index.str[:2])
        share = (units["area_km2"] * first).groupby(units.index.str[:2]).sum() / area.sum()
        with_one = units.assign(
            mountain=first,
            mountain_km2=units["area_km2"] * first,
            mountain_units=first.astype(int),
        )
        plain, raised = (accepted(table, plan, law) for table in (units, with_one))
        few = share.reindex(plain.index) < law.mountain.at_least - 1e-6
        if law.mountain.share_of == "area_km2":
            assert not (raised & ~plain)[few].any()
