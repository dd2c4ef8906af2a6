"""What near plans have in common, against every plan of small worlds."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
import worlds
from brute import all_plans, bits
from optimize.choices.test_listing import LAW, OBJECTIVES

from planner.optimize import Arrangement, CountSettings, StageSettings
from planner.optimize.choices.surviving import Surviving, surviving
from planner.optimize.effort import CHOICES
from planner.optimize.objective import cost_of
from planner.problem import Problem
from planner.problem.groups import GroupSettings, find_groups
from planner.problem.locks import Locks
from planner.units.graph import build_graph

PERCENTS = (0.0, 5.0, 25.0)


@pytest.mark.parametrize("seed", worlds.seeds(range(60), 1, 5))
def test_pairs_are_those_of_every_plan(seed: int) -> None:
    """Of all plans, also of groups that save nothing."""
    draw = np.random.default_rng(seed)
    units = worlds.random_world(seed, 7)
    graph = build_graph(units)
    codes = list(map(str, units.index))
    apart = [tuple(map(str, next(iter(graph.edges))))] if seed % 3 == 0 else []
    settings = GroupSettings(max_members=3, apart=apart)
    objective = [StageSettings.model_validate(stage) for stage in OBJECTIVES[seed % 4]]
    exactly = int(draw.integers(3, 6)) if seed % 4 == 0 else None
    count = CountSettings(exactly=exactly)
    pairs = list(combinations(codes, 2))
    problem = Problem(units, graph, LAW, settings, count, objective)
    known = Arrangement.of(problem).incumbent(problem)
    whole = surviving(known, pairs, PERCENTS)
    assert whole.search is not None
    # Where one search would be too much, each pair is asked by itself.
    apiece = surviving(known, pairs, PERCENTS, policy=replace(CHOICES, priced_groups_a_unit=0))
    assert apiece == Surviving(whole.states)
    names = ["unsatisfied", "inertia", *(term for stage in objective for term in stage.terms)]
    free = settings.locked(Locks())
    groups = find_groups(units, graph, LAW, free, names, None, splits=False)
    costs = [cost_of(groups, stage) for stage in objective]
    worth = np.column_stack([np.ones(len(groups), dtype=np.int64), *costs])
    values, plans = all_plans(bits(groups), worth, len(units))
    place = {code: at for at, code in enumerate(codes)}
    fits = np.ones(len(plans), dtype=bool)
    for one, other in apart:
        fits &= plans[:, place[one]] != plans[:, place[other]]
    if exactly is not None:
        fits &= values[:, 0] == exactly
    for at, stage in enumerate(objective[:-1], start=1):
        least = int(values[fits, at].min())
        fits &= values[:, at] <= least + math.floor(abs(least) * stage.within_percent / 100.0)
    last = values[:, len(objective)]
    best = int(last[fits].min())
    for percent, states in zip(PERCENTS, whole.states, strict=True):
        near = fits & (last <= best + math.floor(abs(best) * percent / 100.0))
        for (one, other), state in zip(pairs, states, strict=True):
            together = plans[near][:, place[one]] == plans[near][:, place[other]]
            expected = "all" if together.all() else "some" if together.any() else "none"
            assert state == expected, (percent, one, other)
