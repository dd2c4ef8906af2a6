"""Any partition judged, whole or by what changed: as ``evaluate`` has it, refusals included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from worlds import nine_squares

from planner.errors import InputError
from planner.evaluation import Evaluation, evaluate
from planner.law import read_ruleset
from planner.plan import Plan, with_groups
from planner.problem import Judged, Problem
from planner.problem.groups import GroupSettings
from planner.sources import SourceSettings, read_units
from planner.units.graph import build_graph

LAWS = {"2026": "vn-commune-112-2025", "2024": "vn-commune-76-2025"}
Rows = list[tuple[str, str, float, float]]


@cache
def problem_of(place: str) -> Problem:
    units = read_units(SourceSettings(boundaries=f"vietnam:{place}"), Path())
    ruleset = read_ruleset(LAWS[place.split("@")[1]])
    return Problem(units, build_graph(units), ruleset, GroupSettings(seats=list(units.index[::7])))


def drawn(units: pd.DataFrame, rows: Rows, halves: bool = False) -> Plan:
    """Draw a plan; what is divided was assumed, where ``halves``."""
    columns = ["code", "new_code", "share_area", "share_people"]
    parts = pd.DataFrame(rows, columns=columns)
    codes = sorted(set(parts["new_code"]))
    names = units["name"].reindex(codes).fillna("Mới")
    results = pd.DataFrame({"name": names, "kind": ""}).rename_axis("new_code")
    divided = parts[parts["code"].duplicated(False)] if halves else parts[:0]
    pairs = zip(divided["code"], divided["new_code"], strict=True)
    return Plan(parts, results, assumed=frozenset((*pair, "people") for pair in pairs))


def named_anew(homes: Mapping[str, str]) -> Rows:
    """Rows of whole units, each group of the code of its first unit."""
    heads = {new: min(unit for unit in homes if homes[unit] == new) for new in homes.values()}
    return [(unit, heads[new], 1.0, 1.0) for unit, new in homes.items()]


def pairs_joined(problem: Problem) -> Plan:
    """Join each unit with a neighbour that is still alone."""
    home = {str(code): str(code) for code in problem.units.index}
    alone = set(home)
    for code in home:
        free = sorted(alone.intersection(problem.graph[code]) - {code})
        if code in alone and free:
            home[free[0]] = code
            alone -= {code, free[0]}
    return drawn(problem.units, named_anew(home))


def edit(problem: Problem, plan: Plan, draw: np.random.Generator) -> tuple[str, Plan]:
    """Change some groups of a plan at random: what kind of change, and the groups that are new."""
    units, parts = problem.units, plan.parts
    code = str(draw.choice(units.index.to_numpy()))
    near = sorted(problem.graph[code])
    far = str(draw.choice(sorted(set(units.index) - {code, *near})))
    other = str(draw.choice(near)) if near else far
    kinds = ["moved", "joined", "parted", "moved", "joined", "parted"]
    kind = str(draw.choice([*kinds, "far", "uncovered", "divided"]))
    if kind == "far":
        other = far
    reached = set(parts.loc[parts["code"].isin([code, other]), "new_code"])
    # A divided unit belongs to several groups, and all that it reaches are drawn anew.
    while True:
        inside = set(parts.loc[parts["new_code"].isin(reached), "code"])
        wider = set(parts.loc[parts["code"].isin(inside), "new_code"])
        if wider == reached:
            break
        reached = wider
    own = parts[parts["new_code"].isin(reached)].drop_duplicates("code")
    home = dict(zip(own["code"], own["new_code"], strict=True))
    if kind == "joined":
        home = dict.fromkeys(home, code)
    elif kind == "parted":
        home = {unit: unit for unit in home}
    else:
        home[code] = home[other]
    rows = named_anew(home)
    if kind == "uncovered":
        lost = [row for row in rows if row[0] != code]
        wrong: list[Rows] = [lost, [*lost, ("99999", rows[0][1], 1.0, 1.0)], [*rows, rows[0]]]
        wrong.append([*lost, (code, rows[0][1], 0.5, 1.0)])
        # Who was alone, and is in no new group, just stays as it was.
        mine = parts.loc[parts["code"] == code, "new_code"]
        alone = not parts["new_code"].isin(mine)[parts["code"] != code].any()
        rows = wrong[int(draw.integers(1 if alone else 0, len(wrong)))]
    if kind == "divided":
        area, people = draw.uniform(0.1, 0.9, 2).round(2).tolist()
        joined = next(new for unit, new, *_ in rows if unit == code)
        rows = [row for row in rows if row[0] != code]
        rows += [(code, joined, area, people), (code, code + "b", 1 - area, 1 - people)]
    return kind, drawn(units, rows, halves=bool(draw.integers(2)))


def outcome(problem: Problem, plan: Plan) -> Evaluation | str:
    """Evaluate a plan, or say how it was refused."""
    try:
        return evaluate(problem.units, problem.graph, plan, problem.ruleset, seats=problem.seats)
    except InputError as error:
        return error.shown()


def hangs_together(problem: Problem, plan: Plan) -> dict[str, bool]:
    """Whether each group is connected, by networkx."""
    groups = plan.parts.groupby("new_code")["code"]
    return {new: nx.is_connected(problem.graph.subgraph(codes)) for new, codes in groups}


def compare(judged: Judged, evaluation: Evaluation) -> None:
    """Hold what was judged against an evaluation, in every column, without any tolerance."""
    pairs = [
        (judged.figures, evaluation.figures),
        (judged.verdicts, evaluation.verdicts_after),
        (judged.indicators, evaluation.indicators),
        (judged.findings, evaluation.findings_after),
    ]
    for one, other in pairs:
        assert_frame_equal(one, other, check_exact=True)
    assert judged.contiguous.to_dict() == hangs_together(judged.problem, judged.plan)


def edited(place: str, count: int, seed: int) -> Iterator[tuple[str, str | None]]:
    """Edit a plan again and again, and compare each time; kind and refusal of each edit."""
    problem, draw = problem_of(place), np.random.default_rng(seed)
    judged = problem.judge(pairs_joined(problem))
    for _ in range(count):
        kind, touched = edit(problem, judged.plan, draw)
        plan = with_groups(judged.plan, touched)
        expected = outcome(problem, plan)
        if isinstance(expected, str):
            with pytest.raises(InputError) as refused:
                problem.delta(judged, touched)
            assert refused.value.shown() == expected
            yield kind, expected
        else:
            after = problem.delta(judged, touched)
            compare(after, expected)
            yield kind, None
            # What falls apart is judged, and not what the next edit begins from.
            judged = after if kind != "far" else judged


def check(place: str, count: int, seed: int) -> None:
    seen = list(edited(place, count, seed))
    kinds = pd.Series([kind for kind, _ in seen]).value_counts()
    assert (kinds[["far", "uncovered", "divided"]] > 0).all()
    assert [kind for kind, refusal in seen if (refusal is None) == (kind == "uncovered")] == []


def test_what_changed_is_judged_as_the_whole() -> None:
    check("ha_tinh@2026", 24, seed=1)


@pytest.mark.slow
@pytest.mark.more
@pytest.mark.parametrize(
    "place", ["ha_tinh@2026", "ha_tinh@2024", "quang_ngai@2026", "lao_cai@2026", "da_nang@2026"]
)
def test_what_changed_is_judged_as_the_whole_in_five_provinces(place: str) -> None:
    check(place, 200, seed=2)


def test_two_units_at_opposite_ends_do_not_hang_together() -> None:
    units = nine_squares()
    problem = Problem(units, build_graph(units), read_ruleset("vn-commune-76-2025"))
    ends = {"11": "11", "33": "11"} | {code: code for code in units.index if code not in "11 33"}
    judged = problem.judge(drawn(units, named_anew(ends)))
    assert not judged.contiguous["11"]
    assert judged.costs["pieces"].sum() == 9
    assert judged.contiguous.sum() == 7


def test_a_plan_of_two_units_of_nine_is_refused_and_every_other_unit_is_named() -> None:
    units = nine_squares()
    graph, ruleset = build_graph(units), read_ruleset("vn-commune-76-2025")
    plan = drawn(units, named_anew({"11": "11", "12": "11"}))
    with pytest.raises(InputError) as refused:
        evaluate(units, graph, plan, ruleset)
    (problem,) = refused.value.problems
    assert all(code in str(problem) for code in units.index.difference(["11", "12"]))
    strange = drawn(units, [(code, code, 1.0, 1.0) for code in [*units.index, "44", "45"]])
    with pytest.raises(InputError, match="unknown codes 44, 45"):
        evaluate(units, graph, strange, ruleset)


def test_new_units_stand_in_parts_and_in_results() -> None:
    units = nine_squares()
    problem = Problem(units, build_graph(units), read_ruleset("vn-commune-76-2025"))
    whole = drawn(units, [(code, code, 1.0, 1.0) for code in units.index])
    with pytest.raises(InputError, match="13 in `parts` or in `results` only"):
        problem.judge(Plan(whole.parts, whole.results.drop(index="13")))
    # A group that takes the code of one that stays would be two new units of one code.
    touched = drawn(units, [("11", "33", 1.0, 1.0)])
    with pytest.raises(InputError, match="two new units of the code 33"):
        problem.delta(problem.judge(whole), touched)


def test_outlines_and_shapes_are_made_when_they_are_asked_for() -> None:
    units = nine_squares()
    plan = drawn(units, named_anew({code: code[0] for code in units.index}))
    graph, ruleset = build_graph(units), read_ruleset("vn-commune-76-2025")
    evaluation = evaluate(units, graph, plan, ruleset)
    assert not {"merged", "shapes"} & set(vars(evaluation))
    assert evaluation.merged.geometry.area.sum() == pytest.approx(units.geometry.area.sum())
    assert evaluation.merged is evaluation.merged
    assert evaluation.shapes.empty
