"""Groups of any size: that no larger group gives a better plan is listed and searched anew.

The stages before the last have to cost nothing, and be such that nothing costs
less.  Then a better plan holds only groups that cost nothing there, and of
these only such as the prices of the last stage do not exclude, however large.
A larger group that is priced above its cost lowers the prices of its units:
the bound is a little weaker then, and holds for groups of every size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from planner.verify.anysize.people import ByPeople, steps_a_person
from planner.verify.anysize.squares import Place, larger_sets
from planner.verify.costs import NEVER_BELOW_ZERO, Costs
from planner.verify.duals import Prices, read_prices
from planner.verify.pool import IntArray, allowed, most_members, neighbours
from planner.verify.searching import count_rows, search, what_is_left
from planner.verify.verdict import USUAL, AnySize, Effort

INERTIA = "inertia"


@dataclass(frozen=True)
class _Groups:
    """Groups that a better plan may hold: of the pool, and beyond it.

    Attributes
    ----------
    layers : list of ndarray of int64
        The pool, then larger sets.
    cost : ndarray of int64
        Cost of each in the last stage.
    alive : ndarray of int64
        Positions of those that are left.
    """

    layers: list[IntArray]
    cost: IntArray
    alive: IntArray


def whether_any_size(
    certificate: Mapping[str, Any], costs: Costs, kept: Sequence[int], effort: Effort = USUAL
) -> tuple[AnySize, str]:
    """Tell whether the proofs of a certificate hold for groups of any size.

    Parameters
    ----------
    certificate : mapping
        Its proofs hold within the pool.
    costs : Costs
        Of the pool.
    kept : sequence of int
        Stages that a row holds for those that follow.
    effort : Effort
        What the check is given.

    Returns
    -------
    str, str
        ``proven``, ``effort`` (given up) or ``no``; and, for ``no``, the stage that speaks
        against it.
    """
    objective, proofs = certificate["problem"]["objective"], certificate["stages"]
    if "per_district" in certificate["problem"]:
        # No price of a district is known to larger groups.
        return "no", str(objective[-1]["stage"])
    for number, setting in enumerate(objective):
        if not _never_below_zero(setting):
            break
        if any(steps_a_person(setting)):
            return ByPeople(certificate, costs, number, kept, effort.listing).check()
    for setting, proof in zip(objective[:-1], proofs[:-1], strict=True):
        if not _never_below_zero(setting) or proof["most"] != 0:
            return "no", str(setting["stage"])
    last, name = proofs[-1], str(objective[-1]["stage"])
    if name != INERTIA:
        return "no", name
    if last["value"] <= 0:
        # Nothing has less inertia than none.
        return "proven", ""
    if last["closed"] == "solver":
        return "effort", ""
    found = _Search(certificate, costs, effort).better()
    return ("effort", "") if found is None else ("no", name) if found else ("proven", "")


def _never_below_zero(setting: Mapping[str, Any]) -> bool:
    names = set(setting["terms"])
    maximised = any(term["maximise"] for term in setting["terms"].values())
    negative = any(weight < 0 for weight in setting["weights"].values())
    return names <= NEVER_BELOW_ZERO and not maximised and not negative


class _Search:
    """The last stage once more, over groups of any size."""

    def __init__(self, certificate: Mapping[str, Any], costs: Costs, effort: Effort):
        self.problem, self.proof = certificate["problem"], certificate["stages"][-1]
        self.costs, self.effort = costs, effort
        units = self.problem["units"]
        self.codes = [unit["code"] for unit in units]
        self.steps = self.problem["objective"][-1]["terms"][INERTIA]["steps"]
        self.most = most_members(self.problem)
        self.beside = neighbours(self.problem)
        own = self._priced(costs)
        self.pool = _Groups(list(costs.layers), own[0], np.flatnonzero(own[1]))
        self.there = {tuple(row) for layer in costs.layers for row in layer.tolist()}
        # Prices that have left groups out.
        self.before: list[Prices] = []

    def better(self) -> bool | None:
        """Look for a plan below the value; None: given up."""
        duals, value = self.proof["duals"], self.proof["value"]
        for number, stated in enumerate(duals, start=1):
            found = self._lowered(stated, last=number == len(duals))
            if found is None:
                return None
            prices, groups = found
            if prices.bound >= value:
                return False
            near = np.asarray(self._reduced(prices, groups) <= prices.room(value - 1), dtype=bool)
            groups = replace(groups, alive=groups.alive[near])
            of_pool = groups.alive[groups.alive < len(self.pool.cost)]
            self.pool = replace(self.pool, alive=of_pool)
            self.before.append(prices)
        worth = np.ones(len(groups.cost), dtype=bool)
        worth[: len(self.pool.cost)] = self.costs.worth_searching
        alive = groups.alive[worth[groups.alive]]
        rows = count_rows(self.problem, len(groups.cost))
        stage = (replace(prices, rows=rows), groups.cost, value - 1)
        left = what_is_left(groups.layers, alive, [stage], rows, len(self.codes))
        better = search(left, self.proof["order"], self.codes, self.effort.searching)
        return None if better is None else better > 0

    def _lowered(self, statement: Any, *, last: bool) -> tuple[Prices, _Groups] | None:
        """Lower prices until no group of any size costs less than it pays; None: given up.

        The groups beyond the pool are those that a better plan may hold, by the
        ``last`` prices.
        """
        rows = count_rows(self.problem, len(self.pool.cost))
        prices = read_prices(statement, self.codes, rows)
        for _ in range(self.effort.listing.lowerings):
            room = max(prices.room(self.proof["value"] - 1), 0) if last else 0
            groups = self._with_larger(prices, room)
            if groups is None:
                return None
            reduced = self._reduced(prices, groups)
            below = np.flatnonzero(reduced < 0)
            if not len(below):
                return prices, groups
            cover = list(prices.cover)
            for g in below.tolist():
                unit = self._first(groups, int(groups.alive[g]))
                cover[unit] = min(cover[unit], prices.cover[unit] + int(reduced[g]))
            prices = replace(prices, cover=cover)
        return None

    def _reduced(self, prices: Prices, groups: _Groups) -> Any:
        """Reduced cost of what is left, in parts of a step."""
        rows = count_rows(self.problem, len(groups.cost))
        whole = replace(prices, rows=rows)
        return whole.of(groups.layers, groups.alive, groups.cost)[1]

    def _with_larger(self, prices: Prices, room: int) -> _Groups | None:
        """Join to the pool the larger groups that cost at most ``room`` beyond the prices."""
        part = float(prices.one) * self.steps
        units = self.costs.units
        place = Place(
            units["people"],
            units["x_m"] / 1000.0,
            units["y_m"] / 1000.0,
            np.array([price / part for price in prices.cover]),
            self.beside,
        )
        # The price of the number of groups is no unit's; a cost is inertia in whole steps.
        most = (room + sum(prices.sides)) / part + 1.0 / self.steps
        sets = larger_sets(place, int(self.most.min()) + 1, most, self.effort.listing)
        if sets is None:
            return None
        sets = [s for s in sets if len(s) > self.most[s].max() and tuple(s) not in self.there]
        layers = [
            np.array([s for s in sets if len(s) == size], dtype=np.int64)
            for size in sorted({len(s) for s in sets})
        ]
        layers = [layer[allowed(layer, self.problem)] for layer in layers]
        layers = [layer for layer in layers if len(layer)]
        if not layers:
            return self.pool
        cost, free = self._priced(Costs(self.problem, layers))
        m = len(self.pool.cost)
        alive = np.concatenate([self.pool.alive, m + np.flatnonzero(free)])
        every = np.concatenate([self.pool.cost, cost])
        groups = _Groups([*self.pool.layers, *layers], every, alive)
        for earlier in self.before:
            near = self._reduced(earlier, groups) <= earlier.room(self.proof["value"] - 1)
            groups = replace(groups, alive=groups.alive[np.asarray(near, dtype=bool)])
        return groups

    def _priced(self, costs: Costs) -> tuple[IntArray, Any]:
        """Cost of each group in the last stage, and whether it costs nothing in those before."""
        *earlier, last = (costs.of_stage(stage) for stage in self.problem["objective"])
        assert last is not None
        free = np.ones(len(last), dtype=bool)
        for cost in earlier:
            free &= cost == 0
        return last, free

    def _first(self, groups: _Groups, position: int) -> int:
        """First member of a group."""
        for layer in groups.layers:
            if position < len(layer):
                return int(layer[position][0])
            position -= len(layer)
        raise IndexError(position)
