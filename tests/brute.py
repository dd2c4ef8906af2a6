"""Brute force: every plan of a small world, listed; it shares only the costs of groups."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np

from planner.optimize import CountSettings, StageSettings
from planner.optimize.bound.formulation import IntArray
from planner.plan import Plan
from planner.plan.terms import TERMS
from planner.problem.groups import Groups, GroupSettings


def _connected(neighbours: list[int], most: int) -> list[int]:
    """Every connected set of at most ``most`` units, as bit masks, from one unit upwards."""
    layer = {1 << unit for unit in range(len(neighbours))}
    found = set(layer)
    for _ in range(most - 1):
        layer = {
            members | 1 << unit
            for members in layer
            for unit, beside in enumerate(neighbours)
            if beside & members and not members >> unit & 1
        }
        found |= layer
    return sorted(found)


def bits(groups: Groups) -> IntArray:
    """Members of each group of a pool as a bit mask."""
    n = groups.members.shape[1]
    return np.asarray(groups.members @ (1 << np.arange(n, dtype=np.int64)))


def all_plans(sets: IntArray, worth: IntArray, n: int) -> tuple[IntArray, IntArray]:
    """List every way to cover ``n`` units by sets that do not overlap.

    Parameters
    ----------
    sets : ndarray of int64, shape (m,)
        Bit masks.
    worth : ndarray of int64, shape (m, k)
        Figures of each set.

    Returns
    -------
    values : ndarray of int64, shape (plans, k)
        Sums of the figures over the sets of each plan.
    plans : ndarray of int64, shape (plans, n)
        The set that holds each unit, as a row of ``sets``.
    """
    covered = np.zeros(1, dtype=np.int64)
    values, plans = np.zeros((1, worth.shape[1]), dtype=np.int64), np.zeros((1, n), dtype=np.int64)
    for unit in range(n):
        holds = np.flatnonzero(sets >> unit & 1)
        done = covered >> unit & 1 == 1
        # All lower units are covered: what is disjoint begins with this one.
        row, new = np.nonzero((covered[~done][:, None] & sets[holds][None, :]) == 0)
        new = holds[new]
        longer = plans[~done][row]
        inside = sets[new][:, None] >> np.arange(n) & 1 == 1
        plans = np.concatenate([plans[done], np.where(inside, new[:, None], longer)])
        values = np.concatenate([values[done], values[~done][row] + worth[new]])
        covered = np.concatenate([covered[done], covered[~done][row] | sets[new]])
    return values, plans


class BruteForce:
    """All plans of a small world, listed; ``best`` of each stage, None where there is no plan.

    It takes the costs of the terms as given (they have tests of their own),
    but builds the connected sets, keeps links and limits and searches by itself.
    """

    def __init__(
        self,
        groups: Groups,
        objective: list[StageSettings],
        count: CountSettings,
        links: GroupSettings,
    ):
        self.codes = list(groups.units.index)
        self.people = groups.units["people"].tolist()
        self.districts = groups.units["district_code"].tolist()
        row_of = {members: row for row, members in enumerate(bits(groups).tolist())}
        place = {code: i for i, code in enumerate(self.codes)}
        beside = [sum(1 << place[b] for b in groups.graph[a]) for a in self.codes]
        sets = [s for s in _connected(beside, links.max_members) if self._fits(s, links)]
        assert set(row_of) == set(sets)
        rows = [row_of[s] for s in sets]
        self.row_of = {s: i for i, s in enumerate(sets)}
        self.worth = np.column_stack(
            [
                np.ones(len(sets), dtype=np.int64),
                *(self._cost(groups, s)[rows] for s in objective),
                *(self._seated_in(sets, district, links) for district in count.per_district),
            ]
        )
        values, self.plans = all_plans(np.array(sets), self.worth, len(self.codes))
        self.low, self.high = count.bounds(len(self.codes))
        low, high = self.low or 0, self.high or len(self.codes)
        fits = (values[:, 0] >= low) & (values[:, 0] <= high)
        self.asked = list(count.per_district.values())
        for behind, number in enumerate(reversed(self.asked), start=1):
            fits &= values[:, -behind] == number
        self.best: list[int] | None = [] if fits.any() else None
        # What each stage may come to in the end.
        self.most: list[int] = []
        values = values[fits]
        for position, stage in enumerate(objective if fits.any() else [], start=1):
            least = int(values[:, position].min())
            self.best.append(least)
            self.most.append(least + math.floor(abs(least) * stage.within_percent / 100.0))
            values = values[values[:, position] <= self.most[-1]]

    def _seated_in(self, sets: list[int], district: str, links: GroupSettings) -> IntArray:
        """Tell the sets whose largest member, or a named one, lies in a district."""
        seated = []
        for members in sets:
            inside = [i for i in range(len(self.codes)) if members >> i & 1]
            seat = max(inside, key=lambda i: (self.codes[i] in links.seats, self.people[i]))
            seated.append(self.districts[seat] == district)
        return np.array(seated, dtype=np.int64)

    def _fits(self, members: int, links: GroupSettings) -> bool:
        inside = [i for i in range(len(self.codes)) if members >> i & 1]
        named = {self.codes[i] for i in inside}
        people = sum(self.people[i] for i in inside)
        broken = (
            any(0 < len(named & set(tie)) < len(tie) for tie in links.together)
            or any({a, b} <= named for a, b in links.apart)
            or (len(named) > 1 and bool(named & set(links.keep)))
            or (links.within is not None and len({self.districts[i] for i in inside}) > 1)
            or (links.max_people is not None and len(named) > 1 and people > links.max_people)
        )
        return not broken

    def _cost(self, groups: Groups, stage: StageSettings) -> IntArray:
        if stage.stage != "cohesion":
            return groups.costs[stage.stage]
        hundredths = [
            sum(
                Fraction(weight) * 100 * int(groups.costs[name][row]) / TERMS[name].steps
                for name, weight in stage.weights.items()
            )
            for row in range(len(groups))
        ]
        return np.array([round(value) for value in hundredths], dtype=np.int64)

    def complaints(self, plan: Plan) -> list[str]:
        """Look the plan up: each of its groups allowed, and its figures what the stages ask."""
        place = {code: 1 << i for i, code in enumerate(self.codes)}
        sets = plan.parts.groupby("new_code")["code"].agg(lambda codes: sum(map(place.get, codes)))
        if sum(sets) != (1 << len(self.codes)) - 1 or not set(sets) <= set(self.row_of):
            return ["no plan of the list"]
        figures = self.worth[[self.row_of[s] for s in sets]].sum(axis=0).tolist()
        told = []
        if not (self.low or 0) <= figures[0] <= (self.high or len(self.codes)):
            told.append(f"{figures[0]} groups")
        if self.asked and figures[-len(self.asked) :] != self.asked:
            told.append(f"{figures[-len(self.asked) :]} groups of districts")
        told += [f"{v} above {m}" for v, m in zip(figures[1:], self.most) if v > m]
        final = [steps(stage.name, stage.final) for stage in plan.stages]
        return told + [f"{v}, not {f}" for v, f in zip(figures[1:], final) if v != f]


def steps(name: str, value: float) -> int:
    """Whole steps of a stage's value; less is better."""
    if name == "cohesion":
        return round(value * 100)
    return round((-1 if TERMS[name].maximise else 1) * value * TERMS[name].steps)
