"""Costs of groups once more, in whole steps of each term."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from planner.verify.facts import Facts, FloatArray, answered, column, combined
from planner.verify.law import Judged, judge, may_stay, of_today, settled
from planner.verify.pool import BoolArray, IntArray, summed
from planner.verify.seats import metres_away, seconds_away, to_the_seat

PARTS_OF_TERMS = {
    "narrow_joints": "narrow",
    "compactness_loss": "lands",
    "area_balance": "target_area",
    "ties_kept": "ties",
    "seat_distance": "seats",
    "seat_minutes": "seats",
}
"""Parts of a problem that are stated only for these terms."""


def parts_of_terms(terms: Iterable[str]) -> set[str]:
    """Name the parts of a problem that some terms ask for."""
    return {part for name, part in PARTS_OF_TERMS.items() if name in set(terms)}


class Costs:
    """Prices of every group of a pool.

    Attributes
    ----------
    problem : mapping
        See ``planner.optimize.certificate.problem``.
    layers : sequence of ndarray of int64, shapes (m₁, 1), (m₂, 2), …
        The pool.
    """

    def __init__(self, problem: Mapping[str, Any], layers: Sequence[IntArray]):
        self.problem, self.layers = problem, layers
        self.units: Facts = {
            name: column([unit[name] for unit in problem["units"]]) for name in problem["columns"]
        }
        self._known: dict[str, IntArray] = {}

    def of_stage(self, stage: Mapping[str, Any]) -> IntArray | None:
        """Cost of each group in a stage, shape (m,), smaller is better; None: a strange term."""
        costs = {}
        for name, term in stage["terms"].items():
            steps = self._in_steps(name, term["steps"])
            if steps is None:
                return None
            costs[name] = -steps if term["maximise"] else steps
        if stage["stage"] in costs:
            return costs[stage["stage"]]
        if stage["stage"] != "cohesion":
            return None
        total = np.zeros(sum(map(len, self.layers)))
        for name, weight in stage["weights"].items():
            total = total + costs[name] * (weight / stage["terms"][name]["steps"])
        return np.rint(total * 100).astype(np.int64)

    def worth_pricing(self) -> BoolArray:
        """Tell the groups that in some term cost less than their members as they are, shape (m,).

        An optimizer may leave the others out where the number of new units
        has no upper bound.
        """
        terms = {"unsatisfied": (1, False), "inertia": (100, False)}
        for stage in self.problem["objective"]:
            for name, term in stage["terms"].items():
                terms[name] = (term["steps"], term["maximise"])
        costs = []
        for name, (steps, maximise) in terms.items():
            cost = self._in_steps(name, steps)
            costs.append(-cost if maximise and cost is not None else cost)
        return self._cheaper_than_apart(costs)

    @cached_property
    def worth_searching(self) -> BoolArray:
        """Tell the groups that a search has to join, shape (m,).

        A plan with another group stays as good in every stage, and keeps every
        row but a bound on the number of new units, when its members stay as they are.
        Held in the whole steps of the stages: a term weighed with others is rounded once more.
        """
        if self.problem["count"][1] is not None or self.problem.get("per_district"):
            return np.ones(sum(map(len, self.layers)), dtype=bool)
        return self._cheaper_than_apart([self.of_stage(s) for s in self.problem["objective"]])

    def _cheaper_than_apart(self, costs: Sequence[IntArray | None]) -> BoolArray:
        """Units, and groups that in some cost are below the sum of their members alone.

        A member that may not stay alone has no such price; nor has a strange term.
        """
        first = self.layers[0][:, 0] if self.layers[0].shape[1] == 1 else np.empty(0, np.int64)
        lacks = np.ones(len(self.problem["units"]), dtype=np.int64)
        lacks[first] = 0
        single = np.concatenate([np.full(len(layer), layer.shape[1] == 1) for layer in self.layers])
        worth = single | (self._apart(lacks) > 0)
        for cost in costs:
            if cost is None:
                return np.ones(len(single), dtype=bool)
            alone = np.zeros_like(lacks)
            alone[first] = cost[: len(first)]
            worth |= cost < self._apart(alone)
        return worth

    def _apart(self, alone: IntArray) -> IntArray:
        """Sum whole numbers of the units over the members of every group, shape (m,)."""
        return np.concatenate([alone[layer].sum(axis=1) for layer in self.layers])

    def _in_steps(self, name: str, steps: int) -> IntArray | None:
        if name not in self._known:
            measured = self._measure(name)
            if measured is None:
                return None
            self._known[name] = np.rint(measured * steps).astype(np.int64)
        return self._known[name]

    def _measure(self, name: str) -> FloatArray | None:
        each = MEASURES.get(name)
        if each is None:
            return None
        return np.concatenate([each(self, i, layer) for i, layer in enumerate(self.layers)])

    @cached_property
    def _ways(self) -> list[Facts]:
        """The units, in each way in which what is open may turn out where groups have to be safe.

        A column holds of none of the units of which it is not known, or of all: a group is judged
        in every way that it may turn out, for each fact of its own rises with those of its members.
        """
        if not self.problem["groups"].get("safe"):
            return [self.units]
        codes = [str(unit["code"]) for unit in self.problem["units"]]
        return answered(self.units, self.problem["open"], codes)

    @cached_property
    def _judged(self) -> list[list[Judged]]:
        """Judge the groups of each layer in each way."""
        rules, kinds = self.problem["rules"], self.units["kind"]
        return [
            [
                judge(
                    settled(combined(u, self.problem["columns"], layer), kinds[layer], rules), rules
                )
                for u in self._ways
            ]
            for layer in self.layers
        ]

    @cached_property
    def _may_stay(self) -> list[BoolArray]:
        """Tell the units of today that the law does not oblige to change, shape (n,), by way."""
        rules, kinds = of_today(self.problem["rules"]), self.units["kind"].reshape(-1, 1)
        return [may_stay(settled(u, kinds, rules, u["mountain"]), rules) for u in self._ways]

    def _unsatisfied(self, i: int, layer: IntArray) -> FloatArray:
        every = np.ones(len(layer), dtype=bool)
        for judged, stays in zip(self._judged[i], self._may_stay, strict=True):
            every &= judged.accepted | (stays[layer[:, 0]] if layer.shape[1] == 1 else False)
        return np.where(every, 0.0, layer.shape[1])

    def _below(self, i: int, layer: IntArray) -> FloatArray:
        below = np.stack([judged.missed | judged.waived for judged in self._judged[i]])
        return np.where(below.any(axis=0), 1.0, 0.0)

    def _shortfall(self, i: int, layer: IntArray) -> FloatArray:
        worst: FloatArray = np.stack([each.shortfall for each in self._judged[i]]).max(axis=0)
        return worst

    def _disturbed(self, i: int, layer: IntArray) -> FloatArray:
        """All people but those of the unit that gives the seat."""
        people = self.units["people"]
        return np.asarray(summed(people, layer) - people[self._seat(layer)], dtype=np.float64)

    def _seat(self, layer: IntArray) -> IntArray:
        """Find the member that gives the seat: of most people, one that is named before all."""
        weight = self.units["people"].copy()
        named = set(self.problem["groups"]["seats"])
        seats = np.array([unit["code"] in named for unit in self.problem["units"]])
        weight[seats] += weight.sum() + 1.0
        return np.asarray(layer[np.arange(len(layer)), weight[layer].argmax(axis=1)])

    def seated_in(self, district: str) -> IntArray:
        """Tell the groups whose seat lies in a district, 1 or 0, shape (m,)."""
        there = np.array([unit["district_code"] == district for unit in self.problem["units"]])
        found = [there[self._seat(layer)] for layer in self.layers]
        return np.concatenate(found).astype(np.int64)

    def _seat_distance(self, i: int, layer: IntArray) -> FloatArray:
        return to_the_seat(self.problem, self._metres, self.units["people"], layer) / 1000.0

    def _seat_minutes(self, i: int, layer: IntArray) -> FloatArray:
        return to_the_seat(self.problem, self._seconds, self.units["people"], layer) / 60.0

    @cached_property
    def _metres(self) -> IntArray:
        return metres_away(self.problem)

    @cached_property
    def _seconds(self) -> IntArray:
        return seconds_away(self.problem)

    def _disturbed_any(self, i: int, layer: IntArray) -> FloatArray:
        whole = summed(self.units["people"], layer)
        return whole if layer.shape[1] > 1 else np.zeros(len(layer))

    def _inertia(self, i: int, layer: IntArray) -> FloatArray:
        """Σ p·|x|² − |Σ p·x|² ∕ Σ p, with coordinates in km from the middle of the region."""
        p = self.units["people"]
        x, y = (self.units[name] / 1000.0 for name in ("x_m", "y_m"))
        x, y = x - x.mean(), y - y.mean()
        total = summed(p, layer)
        squares = summed(p * (x * x + y * y), layer)
        with np.errstate(invalid="ignore", divide="ignore"):
            middle = (summed(p * x, layer) ** 2 + summed(p * y, layer) ** 2) / total
        fine = (total > 0) & (layer.shape[1] > 1)
        return np.where(fine, np.maximum(squares - middle, 0.0), 0.0)

    def _crossed(self, i: int, layer: IntArray) -> FloatArray:
        names = [str(unit["district_code"]) for unit in self.problem["units"]]
        number = {name: i for i, name in enumerate(sorted(set(names)))}
        held = np.sort(np.array([number[name] for name in names])[layer], axis=1)
        changes = (held[:, 1:] != held[:, :-1]).sum(axis=1)
        return np.asarray(changes, dtype=np.float64)

    def _border(self, i: int, layer: IntArray) -> FloatArray:
        at = {unit["code"]: i for i, unit in enumerate(self.problem["units"])}
        km = np.zeros((len(at), len(at)))
        for a, b, length in self.problem["edges"]:
            km[at[a], at[b]] = km[at[b], at[a]] = length
        inner = np.zeros(len(layer))
        for j in range(layer.shape[1]):
            for k in range(j):
                inner += km[layer[:, j], layer[:, k]]
        return inner

    def _joints(self, i: int, layer: IntArray) -> FloatArray:
        """Parts less one, where narrow borders do not join: the least label spreads."""
        at = {unit["code"]: i for i, unit in enumerate(self.problem["units"])}
        wide = np.zeros((len(at), len(at)), dtype=bool)
        narrow = {tuple(pair) for pair in self.problem["narrow"]}
        for a, b, _ in self.problem["edges"]:
            wide[at[a], at[b]] = wide[at[b], at[a]] = (a, b) not in narrow
        size = layer.shape[1]
        label = np.tile(np.arange(size), (len(layer), 1))
        for _ in range(size):
            for j in range(size):
                for k in range(size):
                    least = np.minimum(label[:, j], label[:, k])
                    label[:, j] = np.where(wide[layer[:, j], layer[:, k]], least, label[:, j])
        label.sort(axis=1)
        return np.asarray((np.diff(label, axis=1) > 0).sum(axis=1), dtype=np.float64)

    def _loss(self, i: int, layer: IntArray) -> FloatArray:
        """100 · (1 − A² ∕ 2πI), I by the distances between the centres of the members."""
        land = np.array(self.problem["lands"], dtype=np.float64)
        if layer.shape[1] == 1:
            return np.zeros(len(layer))
        area, second = land[layer, 0], land[layer, 3].sum(axis=1)
        total = area.sum(axis=1)
        for j in range(layer.shape[1]):
            for k in range(j):
                apart = ((land[layer[:, j], 1:3] - land[layer[:, k], 1:3]) ** 2).sum(axis=1)
                second = second + area[:, j] * area[:, k] * apart / total
        return np.asarray(np.maximum(100.0 * (1.0 - total * total / (2.0 * np.pi * second)), 0.0))

    def _spread(self, i: int, layer: IntArray) -> FloatArray:
        return np.abs(summed(self.units["people"], layer) - float(self.problem["target_people"]))

    def _ties(self, i: int, layer: IntArray) -> FloatArray:
        codes = np.array([unit["code"] for unit in self.problem["units"]])[layer]
        kept = np.zeros(len(layer))
        for one, other, weight in self.problem["ties"]:
            kept[(codes == one).any(axis=1) & (codes == other).any(axis=1)] += weight
        return kept

    def _people_balance(self, i: int, layer: IntArray) -> FloatArray:
        thousands = (summed(self.units["people"], layer) - self.problem["target_people"]) / 1000.0
        return np.asarray(thousands**2, dtype=np.float64)

    def _area_balance(self, i: int, layer: IntArray) -> FloatArray:
        away = summed(self.units["area_km2"], layer) - self.problem["target_area"]
        return np.asarray(away**2, dtype=np.float64)

    def _one(self, i: int, layer: IntArray) -> FloatArray:
        return np.ones(len(layer))


MEASURES: dict[str, Callable[[Costs, int, IntArray], FloatArray]] = {
    "unsatisfied": Costs._unsatisfied,
    "below_standard": Costs._below,
    "shortfall": Costs._shortfall,
    "disturbed": Costs._disturbed,
    "disturbed_any": Costs._disturbed_any,
    "inertia": Costs._inertia,
    "districts_crossed": Costs._crossed,
    "border_dissolved": Costs._border,
    "narrow_joints": Costs._joints,
    "compactness_loss": Costs._loss,
    "size_spread": Costs._spread,
    "ties_kept": Costs._ties,
    "seat_distance": Costs._seat_distance,
    "seat_minutes": Costs._seat_minutes,
    "people_balance": Costs._people_balance,
    "area_balance": Costs._area_balance,
    "most_groups": Costs._one,
    "fewest_groups": Costs._one,
}
"""Term → its price of the groups of a layer, by its number."""

NEVER_BELOW_ZERO = {
    "unsatisfied",
    "below_standard",
    "shortfall",
    "disturbed",
    "disturbed_any",
    "inertia",
    "districts_crossed",
    "narrow_joints",
    "compactness_loss",
    "size_spread",
    "seat_distance",
    "seat_minutes",
    "people_balance",
    "area_balance",
    "fewest_groups",
}
"""Terms that no group has less than nothing of."""
