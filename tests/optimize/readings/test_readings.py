"""What a plan stands on, against every answer to every question, listed."""

from __future__ import annotations

import math
from dataclasses import replace

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import worlds
from brute import all_plans
from scipy.sparse import csr_array
from unanswered import LAW, answered_ways, open_problem

from planner.optimize import Arrangement
from planner.optimize.effort.control import Control
from planner.optimize.objective import cost_of
from planner.optimize.readings import stand, unknowns
from planner.optimize.readings.envelope import Field
from planner.plan.standing import Standing
from planner.problem import Problem
from planner.problem.groups import find_groups
from planner.units import complete

SURELY = 1_000
"""Boxes enough for every question of a small world to be answered by itself."""


def _in_best(problem: Problem, tables: list[gpd.GeoDataFrame]) -> list[set[frozenset[str]]]:
    """Every group that some best plan has, of each of some tables of the units.

    They are judged as islands of one world, whose plans are listed island by island.
    """
    codes, many = problem.units.index, len(problem.units)
    named = [{code: f"{number:04} {code}" for code in codes} for number in range(len(tables))]
    world = pd.concat([table.rename(index=own) for table, own in zip(tables, named, strict=True)])
    graph = nx.compose_all([nx.relabel_nodes(problem.graph, own) for own in named])
    locks = problem.groups
    limits = locks.model_copy(
        update={
            "keep": [own[code] for own in named for code in locks.keep],
            "apart": [[own[a], own[b]] for own in named for a, b in locks.apart],
        }
    )
    units = complete(gpd.GeoDataFrame(world, crs=problem.units.crs))
    assert list(units.index) == [code for own in named for code in own.values()]
    groups = find_groups(units, graph, LAW, limits, problem.terms)
    home = groups.members.indices[groups.members.indptr[:-1]] // many
    best = []
    for number in range(len(tables)):
        own = groups.of(np.flatnonzero(home == number))
        members = own.members[:, number * many : (number + 1) * many]
        costs = np.column_stack([cost_of(own, stage) for stage in problem.objective])
        sets = np.asarray(members @ (1 << np.arange(many, dtype=np.int64)))
        values, plans = all_plans(sets, costs, many)
        left = np.ones(len(values), dtype=bool)
        for at, stage in enumerate(problem.objective):
            least = int(values[left, at].min())
            most = least + math.floor(abs(least) * stage.within_percent / 100.0)
            left &= values[:, at] <= most
        best.append({frozenset(codes[members[[row]].indices]) for row in np.unique(plans[left])})
    return best


def _merged(problem: Problem) -> tuple[Standing, dict[str, frozenset[str]]]:
    plan = Arrangement.of(problem).best(problem)
    homes = plan.parts.groupby("new_code")["code"].agg(frozenset)
    merged = {str(new): codes for new, codes in homes.items() if len(codes) > 1}
    return stand(problem, plan, most_boxes=SURELY), merged


# From 50 on they have nine or ten questions: one of these each time.
WORLDS = [*range(12), 50, *range(12, 50), *range(51, 60)]


@pytest.mark.parametrize("seed", worlds.seeds(WORLDS, quick=3, slow=13))
def test_certain_is_what_is_in_a_best_plan_under_every_answer(seed: int) -> None:
    many = 2 + seed % 3 if seed < 8 else 2 + seed % 6 if seed < 50 else 9 + seed % 2
    problem = open_problem(seed, many)
    standing, merged = _merged(problem)
    best = _in_best(problem, answered_ways(problem.units))
    always = {new for new, codes in merged.items() if all(codes in groups for groups in best)}
    assert set(standing.certain) == always
    # Of the answers the first is "no" to all, which is likely where nothing is known.
    likely = {new for new, codes in merged.items() if codes in best[0]}
    assert set(standing.as_read) == set(merged) - likely
    assert set(standing.hangs_on) == likely - always


@pytest.mark.parametrize("seed", worlds.seeds(list(range(40)), quick=3, slow=10))
def test_the_answers_that_are_named_turn_a_merger_round(seed: int) -> None:
    problem = open_problem(seed, 2 + seed % 3)
    standing, merged = _merged(problem)
    for new, questions in standing.hangs_on.items():
        table = problem.units.drop(columns=["mountain_km2", "mountain_units"])
        turned = [(each.column, each.code) for each in questions]
        # The others are answered as the plan reads them: not known is not so.
        for column in ("mountain", "coastal_hardship"):
            for code in table.index[table[column].isna()]:
                table.loc[code, column] = (column, code) in turned
        assert merged[new] not in _in_best(problem, [table])[0]


def test_a_plan_on_known_facts_is_certain() -> None:
    problem = open_problem(0, 0)
    standing, merged = _merged(problem)
    assert set(standing.certain) == set(merged)
    assert not standing.questions and not standing.readings and not standing.turns


def _turned(problem: Problem) -> bool:
    """Whether an answer may change its plan."""
    return bool(_merged(problem)[0].questions)


def test_both_readings_are_best_plans() -> None:
    problem = next(each for each in (open_problem(n, 5) for n in range(20)) if _turned(each))
    standing, _ = _merged(problem)
    assert [reading.key for reading in standing.readings] == ["none", "all"]
    for reading in standing.readings:
        units = problem.units.drop(columns=["mountain_km2", "mountain_units"])
        filled = {
            column: units[column].fillna(reading.key == "all")
            for column in ("mountain", "coastal_hardship")
        }
        case = Problem(
            complete(units.assign(**filled)),
            problem.graph,
            LAW,
            problem.groups,
            objective=problem.objective,
        )
        assert len(Arrangement.of(case).best(case).results) == reading.units


@pytest.mark.parametrize("seed", worlds.seeds(list(range(12)), quick=1, slow=4))
def test_locks_hold_under_every_answer(seed: int) -> None:
    """What is locked is locked in each reading, as in the plan."""
    problem = open_problem(seed, 3)
    codes = list(problem.units.index)
    kept, apart = [codes[seed % 7]], [sorted(next(iter(problem.graph.edges)))]
    groups = problem.groups.model_copy(update={"keep": kept, "apart": apart})
    problem = replace(problem, groups=groups)
    standing, merged = _merged(problem)
    best = _in_best(problem, answered_ways(problem.units))
    always = {new for new, codes in merged.items() if all(codes in groups for groups in best)}
    assert set(standing.certain) == always
    assert all(frozenset(kept) in groups for groups in best)


def test_a_clock_that_has_run_out_is_told() -> None:
    problem = open_problem(3, 4)
    plan = Arrangement.of(problem).best(problem)
    with pytest.raises(TimeoutError):
        stand(problem, plan, Control(0.0))


@pytest.mark.parametrize("seed", range(4))
def test_a_reading_near_another_is_priced_as_by_itself(seed: int) -> None:
    """Only groups of the units that are answered otherwise are judged anew."""
    problem = open_problem(seed, 4)
    draw, unknown = np.random.default_rng(seed), unknowns(problem.units, problem.ruleset)
    nothing = csr_array((0, len(problem.units)), dtype=np.int64)
    kept = Field(problem, unknown, nothing)
    yes = {each.column: each.where & (draw.random(len(each.where)) < 0.5) for each in unknown}
    kept.at(yes)
    for each in unknown:
        for row in np.flatnonzero(each.where):
            turned = {**yes, each.column: yes[each.column].copy()}
            turned[each.column][row] ^= True
            alone = Field(problem, unknown, nothing).at(turned)
            for name, costs in kept.at(turned).costs.items():
                assert (costs == alone.costs[name]).all()
