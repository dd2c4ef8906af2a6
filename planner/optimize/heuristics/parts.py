"""Plans where no group joins some units to the others: part by part, then the number shared out.

So it is within districts.  Only the number of groups ties the parts together: each is solved at
the price that the relaxation puts on a group, and the number that is still lacking goes, group by
group, to the part in which one more costs least.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from planner.optimize.bound.cuts import no_cuts
from planner.optimize.bound.duals import Bound
from planner.optimize.bound.formulation import IntArray, Partition, count_rows, parts_of
from planner.optimize.bound.relaxation import relax
from planner.optimize.effort import Effort
from planner.optimize.effort.control import Control
from planner.optimize.search.frontier import SearchResult, search
from planner.optimize.search.orders import narrow_order


def plan_of_parts(
    instance: Partition, bound: Bound, control: Control, effort: Effort
) -> IntArray | None:
    """Find a good plan of an instance that falls into parts.

    Parameters
    ----------
    instance : Partition
        It falls into parts, and its only row is the number of groups.
    bound : Bound
        Of the instance: gives the price of a group.
    control : Control
        When to stop.
    effort : Effort
        Of parts, relaxation and search.

    Returns
    -------
    ndarray of int64 or None
        Groups of the instance; None: no plan was found.
    """
    part = parts_of(instance.members)
    price = round(int(bound.sides[0]) / bound.one)
    parts = [
        _Part(instance, np.flatnonzero(part == each), control, effort)
        for each in range(int(part.max()) + 1)
    ]
    for each in parts:
        each.begin(price)
        if each.now is None or control.over():
            return None
    lower, upper = instance.rows[0].lower, instance.rows[0].upper
    have = sum(each.count for each in parts)
    want = max(lower or 0, min(have, have if upper is None else upper))
    step = 1 if want > have else -1
    waiting = [(each.change(step), number) for number, each in enumerate(parts) if want != have]
    heapq.heapify(waiting)
    for _ in range(abs(want - have)):
        least, number = heapq.heappop(waiting)
        if least == math.inf or control.over():
            return None
        parts[number].take(step)
        heapq.heappush(waiting, (parts[number].change(step), number))
    return np.sort(np.concatenate([each.plan for each in parts]))


@dataclass(frozen=True)
class _Plan:
    """A plan of a part: its groups as groups of the instance, and what it costs."""

    groups: IntArray
    cost: int


class _Part:
    """A part, with its best plan for each number of groups that was asked for."""

    def __init__(self, instance: Partition, units: IntArray, control: Control, effort: Effort):
        self.control, self.effort = control, effort
        first = instance.members.indices[instance.members.indptr[:-1]]
        self.groups = np.flatnonzero(np.isin(first, units))
        labels = [instance.labels[unit] for unit in units]
        members = sparse.csr_array(instance.members[self.groups][:, units])
        members.sort_indices()
        cost = instance.cost[self.groups]
        self.alone = Partition(members, cost, (), labels, no_cuts(len(labels)))
        self.known: dict[int, _Plan | None] = {}
        self.now: _Plan | None = None

    @property
    def count(self) -> int:
        """Groups of the plan as it is."""
        return len(self.plan)

    @property
    def plan(self) -> IntArray:
        """The plan as it is."""
        assert self.now is not None
        return self.now.groups

    def begin(self, price: int) -> None:
        """Solve the part at a price for each group."""
        self.now = self._solved(replace(self.alone, cost=self.alone.cost - price))

    def change(self, step: int) -> float:
        """Tell what another number of groups costs more; infinite: there is no such plan."""
        number = self.count + step
        if number not in self.known:
            count = tuple(count_rows(len(self.groups), (number, number)))
            self.known[number] = self._solved(replace(self.alone, rows=count)) if number else None
        found = self.known[number]
        assert self.now is not None
        return math.inf if found is None else found.cost - self.now.cost

    def take(self, step: int) -> None:
        """Go on with another number of groups."""
        self.now = self.known[self.count + step]

    def _solved(self, instance: Partition) -> _Plan | None:
        policy = self.effort.guidance
        bound = relax(instance, self.control, policy.cut_rounds, effort=self.effort)
        if not bound.feasible:
            return None
        # To find the best order of a few units takes ten times as long as to search in any.
        order: IntArray | None = narrow_order(instance.members)
        for percent in policy.near_percent_of_parts:
            near = bound.value + math.ceil(abs(bound.value) * percent / 100.0)
            found = self._searched(instance, bound, near, order)
            if not found.complete and order is not None:
                order = None
                found = self._searched(instance, bound, near, order)
            if found.chosen is not None:
                groups = self.groups[found.chosen]
                return _Plan(groups, int(self.alone.cost[found.chosen].sum()))
        return None

    def _searched(
        self, instance: Partition, bound: Bound, most: int, order: IntArray | None
    ) -> SearchResult:
        states = self.effort.guidance.states_of_parts
        end, effort = self.control, self.effort
        return search(instance, bound, most, end, most_states=states, order=order, effort=effort)
