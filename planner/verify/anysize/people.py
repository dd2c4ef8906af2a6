"""Larger sets by the people they would disturb: grown size by size from their largest unit.

Where a stage counts people, each unit that joins a set costs what it has of
them, less its price; so few larger sets fit what the stage leaves.  From every
unit sets grow by neighbours that are no larger, all sets of one size at once,
each once.  A set is dropped when it costs too much even if every unit that
gains something joined it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from planner.verify.costs import Costs
from planner.verify.duals import LIMIT, Cut, Prices, read_prices
from planner.verify.facts import FloatArray
from planner.verify.frontier import Row
from planner.verify.pool import BoolArray, IntArray, allowed, most_members, neighbours
from planner.verify.searching import count_rows
from planner.verify.verdict import USUAL, AnySize, Listing

TERMS = "disturbed", "disturbed_any"


@dataclass(frozen=True)
class Paying:
    """n units, what each costs a set, and what it pays, in parts of a step.

    Attributes
    ----------
    people : ndarray, shape (n,)
        In persons.
    seats, joins : list of int
        Cost of each unit as the largest of a set, and as one more.
    cuts : sequence of Cut
        What their prices add to.
    adjacency : ndarray of bool, shape (n, n)
        Neighbours.
    """

    people: FloatArray
    seats: list[int]
    joins: list[int]
    cuts: Sequence[Cut]
    adjacency: BoolArray


def steps_a_person(setting: Mapping[str, Any]) -> tuple[float, float]:
    """Steps for a person whose unit ceases to exist, and for one of a merged unit."""
    ceases, merged = TERMS
    if setting["stage"] == "cohesion":
        weights = setting["weights"]
        return 100.0 * weights.get(ceases, 0.0), 100.0 * weights.get(merged, 0.0)
    steps = {name: float(term["steps"]) for name, term in setting["terms"].items()}
    return steps.get(ceases, 0.0), steps.get(merged, 0.0)


def larger_sets(
    paying: Paying, least: int, room: int, effort: Listing = USUAL.listing
) -> list[IntArray] | None:
    """List every connected set of at least so many units that may cost ``room`` or less.

    Parameters
    ----------
    paying : Paying
        The units.
    least : int
        Members.
    room : int
        In parts of a step.
    effort : Listing
        How many sets are too many.

    Returns
    -------
    list of ndarray of int64, or None
        Positions of the members, rising; None: too many, or numbers beyond 64 bits.
    """
    of_cuts = sum(price * sum(weights) for _, weights, _, price in paying.cuts)
    if sum(map(abs, (*paying.seats, *paying.joins))) + of_cuts + abs(room) >= LIMIT:
        return None
    found: list[IntArray] = []
    built = 0
    rank = np.lexsort([np.arange(len(paying.people)), paying.people])
    for place, seat in enumerate(rank.tolist()):
        smaller = np.zeros(len(rank), dtype=bool)
        smaller[rank[:place]] = True
        sets = np.zeros((1, len(rank)), dtype=bool)
        sets[0, seat] = True
        size = 1
        while True:
            sets = sets[_least(paying, sets, seat, smaller) <= room]
            built += len(sets)
            if built > effort.most_sets:
                return None
            if size >= least:
                found += [np.flatnonzero(row) for row in sets]
            sets, size = _grown(sets, paying.adjacency, smaller), size + 1
            if not len(sets):
                break
    return found


def _least(paying: Paying, sets: BoolArray, seat: int, smaller: BoolArray) -> IntArray:
    """What each set costs at least, whatever else joins it, shape (m,)."""
    joins = np.array(paying.joins, dtype=np.int64)
    gains = np.where(smaller, np.minimum(joins, 0), 0)
    # A unit that gains is counted whether it has joined or not.
    costs = np.where(smaller, np.maximum(joins, 0), 0)
    cost = paying.seats[seat] + gains.sum() + sets @ costs
    for units, weights, divisor, price in paying.cuts:
        cost = cost + sets[:, units] @ np.array(weights, dtype=np.int64) // divisor * price
    return np.asarray(cost, dtype=np.int64)


def _grown(sets: BoolArray, adjacency: BoolArray, smaller: BoolArray) -> BoolArray:
    """Add to each set each neighbour that is no larger; each result once."""
    near = (sets.astype(np.float32) @ adjacency.astype(np.float32) > 0) & smaller & ~sets
    row, unit = np.nonzero(near)
    grown = sets[row]
    grown[np.arange(len(row)), unit] = True
    packed = np.packbits(grown, axis=1)
    _, first = np.unique(packed, axis=0, return_index=True)
    return grown[np.sort(first)]


class ByPeople:
    """Whether the proofs exclude every larger group, by the stage that counts people.

    Parameters
    ----------
    certificate : mapping
        Its proofs hold within the pool.
    costs : Costs
        Of the pool.
    number : int
        The stage that counts people; none before it can cost less than nothing.
    kept : sequence of int
        Stages that a row holds for those that follow.
    effort : Listing
        How many sets are too many.
    """

    def __init__(
        self,
        certificate: Mapping[str, Any],
        costs: Costs,
        number: int,
        kept: Sequence[int],
        effort: Listing = USUAL.listing,
    ):
        self.problem, self.proofs = certificate["problem"], certificate["stages"]
        self.settings = self.problem["objective"]
        self.costs, self.number, self.kept, self.effort = costs, number, kept, effort
        self.codes = [unit["code"] for unit in self.problem["units"]]
        self.beside = neighbours(self.problem)
        # Members of what is no group of the pool.
        self.least = int(most_members(self.problem).min()) + 1

    def check(self) -> tuple[AnySize, str]:
        """Tell whether it is so, and, where it is not, the stage that speaks against it."""
        for number in range(self.number):
            if not self._bounded(number):
                return "no", self.settings[number]["stage"]
        layers = self._larger()
        if layers is None:
            return "effort", ""
        return self._excluded(layers)

    def _prices(self, number: int, rows: Sequence[Row]) -> list[Prices]:
        return [read_prices(duals, self.codes, rows) for duals in self.proofs[number]["duals"]]

    def _rows(self, number: int, costs: Costs) -> list[Row]:
        """Rows beside the cover that a stage has."""
        m = sum(map(len, costs.layers))
        rows = count_rows(self.problem, m)
        for earlier in self.kept:
            cost = costs.of_stage(self.settings[earlier])
            if earlier < number and cost is not None:
                rows.append(Row(cost, None, self.proofs[earlier]["most"]))
        return rows

    def _bounded(self, number: int) -> bool:
        """Tell whether no larger group of units costs less in a stage than they pay."""
        wide = self._wide()
        counted = len(count_rows(self.problem, 0))
        for prices in self._prices(number, self._rows(number, self.costs)):
            pays = any(prices.cover[unit] > 0 for unit in wide)
            if pays or any(side > 0 for side in prices.sides[:counted]):
                return False
        return True

    def _wide(self) -> list[int]:
        """Units that hang together with so many that a larger group may hold them."""
        reached = np.eye(len(self.codes), dtype=bool) | self.beside
        while True:
            farther = (reached.astype(np.float32) @ reached.astype(np.float32)) > 0
            if (farther == reached).all():
                break
            reached = farther
        return np.flatnonzero(reached.sum(axis=1) >= self.least).tolist()

    def _larger(self) -> list[IntArray] | None:
        """Larger sets that the prices of the stage may leave, by size."""
        counted, most = len(count_rows(self.problem, 0)), most_members(self.problem)
        found: set[tuple[int, ...]] = set()
        stated = self._prices(self.number, self._rows(self.number, self.costs))
        # A stage that costs nothing has no prices.
        stated = stated or [Prices(1, [0] * len(self.codes), [], [], [])]
        for last, prices in enumerate(stated, start=1 - len(stated)):
            # The last leave what a plan may hold; those before have to price all others.
            room = -1 if last else prices.room(self.proofs[self.number]["most"])
            # A cost is rounded once to whole steps.
            room += prices.one + sum(prices.sides[:counted])
            sets = larger_sets(self._paying(prices), self.least, room, self.effort)
            if sets is None:
                return None
            found |= {tuple(s.tolist()) for s in sets if len(s) > most[s].max()}
        found -= {tuple(row) for layer in self.costs.layers for row in layer.tolist()}
        sizes = sorted({len(s) for s in found})
        layers = [np.array(sorted(s for s in found if len(s) == k), dtype=np.int64) for k in sizes]
        layers = [layer[allowed(layer, self.problem)] for layer in layers]
        return [layer for layer in layers if len(layer)]

    def _paying(self, prices: Prices) -> Paying:
        ceases, merged = steps_a_person(self.settings[self.number])
        people = self.costs.units["people"]
        seats, joins = (
            [
                math.floor(steps * p * prices.one) - pay
                for p, pay in zip(people.tolist(), prices.cover, strict=True)
            ]
            for steps in (merged, ceases + merged)
        )
        return Paying(people, seats, joins, prices.cuts, self.beside)

    def _excluded(self, larger: list[IntArray]) -> tuple[AnySize, str]:
        """Hold larger sets against the prices of every stage, one after the other."""
        single = [layer for layer in self.costs.layers if layer.shape[1] == 1]
        costs = Costs(self.problem, [*single, *larger])
        first = sum(map(len, single))
        alive = np.arange(first, sum(map(len, costs.layers)))
        for number, (setting, proof) in enumerate(zip(self.settings, self.proofs, strict=True)):
            cost, last = costs.of_stage(setting), number == len(self.settings) - 1
            assert cost is not None
            most = proof["value"] - 1 if last else proof["most"]
            for prices in self._prices(number, self._rows(number, costs)):
                reduced = prices.of(costs.layers, alive, cost)[1]
                if len(reduced) and reduced.min() < 0:
                    return "no", setting["stage"]
                alive = alive[np.asarray(reduced <= prices.room(most), dtype=bool)]
            of_pool = self.costs.of_stage(setting)
            assert of_pool is not None
            if proof["most"] == 0 and int(of_pool.min(initial=0)) >= 0:
                if (cost[alive] < 0).any():
                    return "no", setting["stage"]
                alive = alive[cost[alive] == 0]
        # Members of a group that is not worth its costs may as well stay as they are.
        alive = alive[costs.worth_searching[alive]]
        return ("no", self.settings[-1]["stage"]) if len(alive) else ("proven", "")
