"""The next best plans against brute force on small worlds, and their proofs by the checker."""

from __future__ import annotations

import copy
import json
import math
from typing import Any

import numpy as np
import pytest
import worlds
from brute import all_plans, bits

from planner.evaluation import evaluate
from planner.evaluation.compare.alternatives import local_choices
from planner.law import read_ruleset
from planner.optimize import Arrangement, CountSettings, StageSettings
from planner.optimize.certificate import certified
from planner.optimize.choices.partition import groups_of, last_costs, plan_of_sets, whole_plans
from planner.optimize.objective import cost_of
from planner.plan import Plan
from planner.problem import Problem
from planner.problem.groups import GroupSettings, find_groups
from planner.problem.settings import Alternatives
from planner.units.graph import build_graph
from planner.verify import verify

LAW = read_ruleset("vn-commune-1211-27")
OBJECTIVES: tuple[list[Any], ...] = (
    ["unsatisfied", "inertia"],
    ["unsatisfied", {"stage": "disturbed", "within": "20 %"}, "inertia"],
    [{"stage": "unsatisfied", "within": "50 %"}, "disturbed"],
    [{"stage": "shortfall", "within": "5 %"}, {"stage": "disturbed", "within": "30 %"}, "inertia"],
    ["unsatisfied", "most_groups"],
    [{"stage": "border_dissolved", "within": "40 %"}, "size_spread"],
)


class World:
    """A random world with a question, all of its plans listed, and the program's answer."""

    def __init__(self, seed: int, asked: Alternatives):
        draw = np.random.default_rng(seed)
        self.units = worlds.random_world(seed, 7)
        self.graph = build_graph(self.units)
        self.settings = GroupSettings(max_members=3)
        chosen = OBJECTIVES[seed % len(OBJECTIVES)]
        self.objective = [StageSettings.model_validate(stage) for stage in chosen]
        exactly = int(draw.integers(3, 6)) if seed % 4 == 0 else None
        self.count = CountSettings(exactly=exactly)
        kept = Arrangement(self.units, self.graph, LAW, self.settings)
        given = {"count": self.count, "objective": self.objective}
        self.plan = kept.ask(**given)
        parts = self.units, self.graph, LAW, self.settings
        self.problem = Problem(*parts, self.count, self.objective)
        self.stated = kept.alternatives(asked, self.problem)
        others = whole_plans(self.plan, self.stated)
        self.others = [plan_of_sets(self.problem, each)[0] for each in others]
        self._list_all()

    def _list_all(self) -> None:
        """List every plan of groups that save something, within what the stages leave."""
        terms = [term for stage in self.objective for term in stage.terms]
        low, high = self.count.bounds(len(self.units))
        names = ["unsatisfied", "inertia", *terms]
        # The mean people of a group, of which size_spread is told.
        wanted = high or low
        target = float(self.units["people"].sum()) / wanted if wanted else None
        given = self.units, self.graph, LAW, self.settings, names, target
        groups = find_groups(*given, splits=high is None)
        costs = [cost_of(groups, stage) for stage in self.objective]
        worth = np.column_stack([np.ones(len(groups), dtype=np.int64), *costs])
        self.sets = bits(groups)
        values, plans = all_plans(self.sets, worth, len(self.units))
        fits = (values[:, 0] >= (low or 0)) & (values[:, 0] <= (high or len(self.units)))
        for column, stage in enumerate(self.objective[:-1], start=1):
            least = int(values[fits, column].min())
            most = least + math.floor(abs(least) * stage.within_percent / 100.0)
            fits &= values[:, column] <= most
        self.values = values[fits, len(self.objective)]
        masks = [frozenset(self.sets[row].tolist()) for row in plans[fits]]
        self.value_of = dict(zip(masks, self.values.tolist(), strict=True))

    def masks(self, plan: Plan) -> frozenset[int]:
        """Write a plan as the bit masks of its groups."""
        place = {code: 1 << i for i, code in enumerate(self.units.index)}
        held = plan.parts.groupby("new_code")["code"]
        return frozenset(int(sum(place[c] for c in codes)) for _, codes in held)

    @property
    def certificate(self) -> dict[str, Any]:
        """State the plan and the others, as a file would hold it."""
        stated = certified(self.problem, self.plan) | {"alternatives": self.stated}
        return json.loads(json.dumps(stated))  # type: ignore[no-any-return]


@pytest.mark.parametrize("seed", worlds.seeds(range(100), 2, 4))
def test_the_next_best_are_those_of_brute_force(seed: int) -> None:
    world = World(seed, Alternatives(number=5))
    found = [world.masks(plan) for plan in (world.plan, *world.others)]
    best = sorted(world.values.tolist())[:5]
    assert len(set(found)) == len(found)
    assert [world.value_of[plan] for plan in found] == best
    verdict = verify(world.certificate)
    assert verdict.alternatives == "proven", verdict.complaints
    if len(best) > 2:
        stated = world.certificate
        # One that is passed by, and the same proof.
        del stated["alternatives"]["plans"][0]
        tied = best[1] == best[-1]
        assert verify(stated).alternatives == "no" or tied
        twice = copy.deepcopy(world.certificate)
        twice["alternatives"]["plans"][1] = twice["alternatives"]["plans"][0]
        assert verify(twice).alternatives == "no"


@pytest.mark.parametrize("seed", worlds.seeds(range(40), 1, 2))
def test_each_is_the_best_that_differs_enough_from_all_before(seed: int) -> None:
    percent = 40.0
    world = World(seed, Alternatives(number=4, differ_percent=percent))
    people = world.units["people"].to_numpy()
    inside = [[mask >> i & 1 for i in range(len(people))] for mask in world.sets.tolist()]
    weight = dict(zip(world.sets.tolist(), (np.array(inside) @ people).tolist(), strict=True))

    def differ(one: frozenset[int], other: frozenset[int]) -> int:
        return sum(weight[mask] for mask in one - other)

    before = [world.masks(world.plan)]
    for plan in world.others:
        chosen = world.masks(plan)
        left = [
            value
            for masks, value in world.value_of.items()
            if all(100 * differ(masks, known) >= percent * people.sum() for known in before)
        ]
        assert all(100 * differ(chosen, known) >= percent * people.sum() for known in before)
        assert world.value_of[chosen] == min(left)
        before.append(chosen)
    if not world.stated["complete"]:
        assert not any(
            all(100 * differ(masks, known) >= percent * people.sum() for known in before)
            for masks in world.value_of
        )
    verdict = verify(world.certificate)
    # Where there are none, nothing is claimed.
    assert verdict.alternatives == ("proven" if world.others else ""), verdict.complaints
    if world.others:
        forged = world.certificate
        forged["alternatives"]["differ_percent"] = 95.0
        assert verify(forged).alternatives != "proven"


@pytest.mark.parametrize("seed", worlds.seeds(range(50), 1, 2))
def test_all_plans_within_a_percentage_are_those_of_enumeration(seed: int) -> None:
    percent = 25.0
    world = World(seed, Alternatives(within_percent=percent))
    found = [world.masks(plan) for plan in (world.plan, *world.others)]
    best = world.value_of[found[0]]
    most = best + math.floor(abs(best) * percent / 100.0)
    assert world.stated["complete"]
    assert set(found) == {masks for masks, value in world.value_of.items() if value <= most}
    assert len(set(found)) == len(found)
    verdict = verify(world.certificate)
    assert verdict.alternatives == "proven", verdict.complaints
    if world.stated["plans"]:
        forged = world.certificate
        forged["alternatives"]["plans"].pop()
        assert verify(forged).alternatives == "no"
    _told_as_choices(world)


def _told_as_choices(world: World) -> None:
    """Places share no unit, and every plan is one option in each; prices are what it costs more."""
    plans = [groups_of(world.plan), *whole_plans(world.plan, world.stated)]
    named = [frozenset(tuple(sorted(group)) for group in plan) for plan in plans]
    known = sorted({group for plan in named for group in plan})
    cost = dict(zip(known, last_costs(world.problem, known), strict=True))
    base = evaluate(world.units, world.graph, world.plan, LAW)
    choices = local_choices(base, named, cost)
    places = [set(rows["units"].iloc[0].split()) for _, rows in choices.groupby("place")]
    assert sum(map(len, places)) == len(set().union(*places))
    options = {
        (place, frozenset(tuple(group.split("+")) for group in row.new_units.split())): row.price
        for place, rows in choices.groupby("place")
        for row in rows.itertuples()
    }
    for plan in named:
        price = 0.0
        for number, place in enumerate(places, start=1):
            price += options[number, frozenset(g for g in plan if place & set(g))]
        more = sum(cost[group] for group in plan) - sum(cost[group] for group in named[0])
        assert abs(price - more) < 1e-4
