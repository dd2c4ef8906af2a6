"""What must hold of any law and any units, whatever their figures."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from worlds import random_world

from planner.law import RuleSet, judge, read_ruleset, roles, rulesets_at_hand, verdicts

COMMUNE_LAWS = [name for name in rulesets_at_hand() if name.startswith("vn-commune-")]
LAWS = {name: read_ruleset(name) for name in COMMUNE_LAWS}

laws = st.sampled_from(COMMUNE_LAWS).map(LAWS.__getitem__)
regions = st.integers(0, 10_000).map(lambda seed: facts_of(seed))
factors = st.floats(0.1, 1.0)


def facts_of(seed: int) -> Any:
    """Nine units with random figures and flags, some of them not known."""
    draw = np.random.default_rng(seed)
    units = random_world(seed % 40, 9)
    n = len(units)

    def flags() -> Any:
        return pd.array(draw.choice([True, False, None], n), dtype="boolean")

    return units.assign(
        people=draw.integers(300, 40_000, n),
        area_km2=draw.uniform(0.5, 250.0, n),
        units=draw.integers(1, 5, n),
        island=flags(),
        coastal_hardship=flags(),
        red_river_delta=flags(),
        isolated=flags(),
        rearranged=flags(),
        hemmed=flags(),
    )


def looser(ruleset: RuleSet, factor: float) -> RuleSet:
    """Every least value of the standards times a factor up to one."""
    standards = [
        s.model_copy(update={"minimum": {m: v * factor for m, v in s.minimum.items()}})
        for s in ruleset.standards
    ]
    return ruleset.model_copy(update={"standards": standards})


@given(regions, laws, factors)
def test_a_looser_rule_never_puts_more_units_below(
    units: Any, ruleset: RuleSet, factor: float
) -> None:
    own = verdicts(judge(units, ruleset))
    eased = verdicts(judge(units, looser(ruleset, factor)))
    assert eased["below"].sum() <= own["below"].sum()
    assert not (eased["below"] & ~own["below"]).any()
    assert (eased["accepted"] | ~own["accepted"]).all()


@given(regions, laws, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(units: Any, ruleset: RuleSet, random: Any) -> None:
    order = list(range(len(units)))
    random.shuffle(order)
    turned = units.iloc[order]
    keys = ["code", "measure"]
    here, there = (
        judge(table, ruleset).astype(str).sort_values(keys, ignore_index=True)
        for table in (units, turned)
    )
    pd.testing.assert_frame_equal(here, there)
    pd.testing.assert_frame_equal(
        roles(units, ruleset).sort_index(), roles(turned, ruleset).sort_index()
    )


@given(regions, laws)
def test_a_reduction_never_lowers_a_percent_attained(units: Any, ruleset: RuleSet) -> None:
    """And a standard takes one reduction at most, never more than what one gives."""
    without = ruleset.model_copy(update={"reductions": []})
    keys = ["code", "measure"]
    reduced, plain = (judge(units, law).set_index(keys) for law in (ruleset, without))
    assert (reduced["percent"].fillna(0) >= plain["percent"].fillna(0) - 1e-9).all()
    assert (reduced["threshold"].fillna(0) <= plain["threshold"].fillna(0) + 1e-9).all()
    assert ((reduced["factor"] < 1) == (reduced["reduced_by"].astype(str) != "")).all()
    for one in ruleset.reductions:
        alone = judge(units, ruleset.model_copy(update={"reductions": [one]})).set_index(keys)
        assert (reduced["threshold"].fillna(0) <= alone["threshold"].fillna(0) + 1e-9).all()


@given(regions, laws, st.integers(1, 5_000))
def test_more_people_never_make_a_unit_worse(units: Any, ruleset: RuleSet, more: int) -> None:
    rank = {"met": 0, "waived": 1, "missed": 2, "no_rule": 3}
    fewer, greater = (
        verdicts(judge(table, ruleset))["status"].astype(str).map(rank)
        for table in (units, units.assign(people=units["people"] + more))
    )
    assert (greater <= fewer).all()


@given(regions, laws)
def test_a_waiver_hides_nothing(units: Any, ruleset: RuleSet) -> None:
    """Who is waived still is below standard, and misses as much as without the waiver."""
    plain = verdicts(judge(units, ruleset.model_copy(update={"waivers": []})))
    waived = verdicts(judge(units, ruleset))
    assert (plain["below"] == waived["below"]).all()
    assert np.allclose(plain["shortfall_percent"], waived["shortfall_percent"])
