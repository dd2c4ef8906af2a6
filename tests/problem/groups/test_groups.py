"""Groups: every connected set once, links, judging of those that stay."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import worlds

from planner.errors import InputError
from planner.law import read_ruleset
from planner.plan.terms import TERMS
from planner.problem.groups import find_groups
from planner.problem.limits import GroupSettings
from planner.units.graph import GraphSettings, build_graph

LAW_2025 = read_ruleset("vn-commune-76-2025")
LAW_2023 = read_ruleset("vn-commune-1211-27")


def test_links_limits_and_districts_take_groups_out() -> None:
    units = worlds.nine_squares()
    graph = build_graph(units)

    def sets(**limits: object) -> set[frozenset[str]]:
        groups = find_groups(units, graph, LAW_2025, GroupSettings(max_members=4, **limits))
        codes = units.index
        pointers, columns = groups.members.indptr, groups.members.indices
        rows = [frozenset(codes[columns[a:b]]) for a, b in zip(pointers, pointers[1:])]
        assert len(rows) == len(set(rows)), "a set was built twice"
        return set(rows)

    everything = sets()
    assert all(len({"11", "12"} & g) != 1 for g in sets(together=[["11", "12"]]))
    assert not any({"11", "12"} <= g for g in sets(apart=[("11", "12")]))
    assert {g for g in sets(keep=["22"]) if "22" in g} == {frozenset({"22"})}
    assert all(len({code[0] for code in g}) == 1 for g in sets(within="district"))
    people = units["people"]
    assert sets(max_people=12_000) == {
        g for g in everything if len(g) == 1 or people[list(g)].sum() <= 12_000
    }
    area = units["area_km2"]
    assert sets(max_area_km2=250) == {
        g for g in everything if len(g) == 1 or area[list(g)].sum() <= 250
    }


@pytest.mark.parametrize(
    ("links", "named"),
    [
        ({"together": [["11", "12"], ["12", "13"]], "apart": [("11", "13")]}, ["11", "13"]),
        ({"together": [["11", "12"]], "keep": ["12"]}, ["11", "12"]),
        ({"keep": ["99"]}, ["99", "groups.keep"]),
        ({"seats": ["98"], "apart": [("97", "11")]}, ["97", "98"]),
        ({"together": [["11", "33"]], "max_members": 3}, ["11", "33"]),
        ({"fixed": [["11", "13"]]}, ["11", "13", "groups.fixed"]),
    ],
)
def test_contradictory_links_are_refused_by_name(links: dict, named: list[str]) -> None:
    units = worlds.nine_squares()
    with pytest.raises(InputError) as caught:
        find_groups(units, build_graph(units), LAW_2025, GroupSettings(**links))
    assert all(name in str(caught.value) for name in named)


def test_a_unit_that_the_law_does_not_know_may_stay_but_is_not_called_met() -> None:
    units = worlds.nine_squares().assign(kind=["huyen"] + ["xa"] * 8)
    groups = find_groups(units, build_graph(units), LAW_2023, GroupSettings(max_members=2))
    sizes = np.diff(groups.members.indptr)
    with_it = (groups.members[:, [0]].toarray().ravel() > 0) & (sizes > 1)
    alone = (groups.members[:, [0]].toarray().ravel() > 0) & (sizes == 1)
    assert groups.verdicts["no_rule"].to_numpy()[with_it | alone].all()
    assert not groups.verdicts["accepted"].to_numpy()[with_it].any()
    assert groups.costs["unsatisfied"][alone].tolist() == [0]
    assert groups.costs["unsatisfied"][with_it].tolist() == [2] * with_it.sum()


def test_units_that_the_law_lets_stay_are_accepted_alone_only() -> None:
    """Of nine communes far below standard, one need not change and one is not so far below."""
    units = worlds.nine_squares().assign(people=1_000, area_km2=5.0)
    units["rearranged"] = pd.array([True] + [False] * 8, dtype="boolean")
    units.loc["12", ["people", "area_km2"]] = 6_000, 22.0
    law = read_ruleset("vn-commune-35-2023")
    groups = find_groups(units, build_graph(units), law, GroupSettings(max_members=2))
    accepted = groups.verdicts["accepted"].to_numpy()
    assert {codes for codes, yes in zip(_rows(groups), accepted) if yes} == {("11",), ("12",)}
    below = dict(zip(_rows(groups), groups.verdicts["below"]))
    assert below["11",] and below["12",]
    # The shortfall counts them nevertheless: a plan may still do better.
    assert (groups.verdicts["shortfall_percent"] > 0).all()


def test_the_named_seat_gives_the_name_else_the_most_populous() -> None:
    units = worlds.nine_squares()
    graph = build_graph(units)
    plain = find_groups(units, graph, LAW_2025, GroupSettings(max_members=2))
    named = find_groups(units, graph, LAW_2025, GroupSettings(max_members=2, seats=["11"]))
    pair = next(i for i, row in enumerate(_rows(plain)) if row == ("11", "12"))
    assert units.index[plain.seat_of(np.array([pair]))[0]] == "12"
    assert units.index[named.seat_of(np.array([pair]))[0]] == "11"


def _rows(groups) -> list[tuple[str, ...]]:
    m, codes = groups.members, groups.units.index
    return [tuple(codes[m.indices[a:b]]) for a, b in zip(m.indptr, m.indptr[1:])]


@pytest.mark.parametrize("seed", range(12))
def test_costs_of_groups_are_what_plain_python_computes(seed: int) -> None:
    """Every term, on every group of a random world, without arrays."""
    units = worlds.random_world(seed, 7)
    graph = build_graph(units, GraphSettings())
    terms = list(TERMS)
    groups = find_groups(
        units, graph, LAW_2025, GroupSettings(max_members=4), terms, target_people=15_000
    )
    for i, codes in enumerate(_rows(groups)):
        rows = units.loc[list(codes)]
        p, x, y = (rows[c].tolist() for c in ("people", "x_m", "y_m"))
        total = sum(p)
        cx, cy = (sum(a * b for a, b in zip(p, v)) / total for v in (x, y))
        inertia = sum(a * ((b - cx) ** 2 + (c - cy) ** 2) for a, b, c in zip(p, x, y)) / 1e6
        inner = sum(
            d["border_km"] for a, b, d in graph.edges(data=True) if a in codes and b in codes
        )
        merged = len(codes) > 1
        verdict = groups.verdicts.iloc[i]
        expected = {
            "unsatisfied": 0 if verdict["accepted"] else len(codes),
            "below_standard": int(verdict["below"]),
            "shortfall": round(100 * verdict["shortfall_percent"]),
            "disturbed": total - max(p),
            "disturbed_any": total if merged else 0,
            "districts_crossed": rows["district_code"].nunique() - 1,
            "size_spread": abs(total - 15_000),
            "most_groups": -1,
            "fewest_groups": 1,
        }
        for name, value in expected.items():
            assert groups.costs[name][i] == value, (name, codes)
        assert groups.costs["inertia"][i] == pytest.approx(100 * inertia, abs=1)
        assert groups.costs["border_dissolved"][i] == pytest.approx(-1000 * inner, abs=1)
