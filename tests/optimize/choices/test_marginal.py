"""What the best plan that holds a group costs, for every group, against brute force."""

from __future__ import annotations

import numpy as np
import pytest
import worlds
from brute import all_plans, bits

from planner.law import read_ruleset
from planner.optimize import Arrangement, CountSettings, StageSettings
from planner.optimize.choices.marginal import marginal_costs
from planner.optimize.objective import cost_of
from planner.optimize.search.marginals import NO_PLAN
from planner.problem import Problem
from planner.problem.groups import GroupSettings, find_groups
from planner.units.graph import build_graph

LAW = read_ruleset("vn-commune-1211-27")
OBJECTIVES = (
    ["unsatisfied", "inertia"],
    ["unsatisfied", "disturbed"],
    ["unsatisfied", "disturbed", "inertia"],
    ["unsatisfied", "most_groups"],
    ["inertia"],
)


@pytest.mark.parametrize("seed", worlds.seeds(range(100), 4, 8))
def test_every_group_has_the_cost_of_its_best_plan(seed: int) -> None:
    """Those as well that save nothing, and with a count of new units."""
    units = worlds.random_world(seed, 7)
    graph, settings = build_graph(units), GroupSettings(max_members=3)
    objective = [StageSettings(stage=name) for name in OBJECTIVES[seed % len(OBJECTIVES)]]
    count = CountSettings(exactly=4) if seed % 3 == 0 else CountSettings()
    problem = Problem(units, graph, LAW, settings, count, objective)
    known = Arrangement.of(problem).incumbent(problem)
    found = marginal_costs(known, lambda _: False)
    assert found.complete

    low, high = count.bounds(len(units))
    terms = ["unsatisfied", "inertia", *(term for stage in objective for term in stage.terms)]
    pool = find_groups(units, graph, LAW, settings, terms)
    costs = [cost_of(pool, stage) for stage in objective]
    worth = np.column_stack([np.ones(len(pool), dtype=np.int64), *costs])
    sets = bits(pool)
    values, plans = all_plans(sets, worth, len(units))
    fits = (values[:, 0] >= (low or 0)) & (values[:, 0] <= (high or len(units)))
    for column in range(1, len(objective)):
        fits &= values[:, column] == values[fits, column].min()
    least = dict.fromkeys(sets.tolist(), NO_PLAN)
    for value, plan in zip(values[fits, -1].tolist(), plans[fits], strict=True):
        for group in sets[plan].tolist():
            least[group] = min(least[group], value)
    told = dict(zip(bits(found.groups).tolist(), found.costs.tolist(), strict=True))
    assert told == least
    assert found.best == min(least.values())
