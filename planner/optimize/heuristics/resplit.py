"""Resplitting: two neighbouring groups of a plan give their units back and part them anew.

Where groups have dozens of members, no pool holds the sets that fit between
the others.  Two groups can be parted in many ways at once: by a line at any
angle (the best two parts of points on the plane are parted by a line, if the
law asks for nothing), or by what grows around each unit and what it leaves.
The first way that costs least and that the law accepts takes their place.
"""

from __future__ import annotations

from itertools import islice

import numpy as np
from scipy import sparse

from planner.optimize.effort import USUAL, Resplitting
from planner.optimize.effort.control import Control
from planner.problem.groups import GroupMaker, sets_of
from planner.problem.groups.compact import (
    BoolArray,
    away,
    growing,
    inertia_of,
    matrix_of_rows,
    moments,
)
from planner.problem.groups.connected import IntArray, matrix_of
from planner.problem.groups.places import FloatArray, Places

# What is gained is more than the noise of sums, in person-km².
LEAST_GAIN = 1e-6

Members = tuple[int, ...]


class Resplit:
    """A plan that is bettered by parting pairs of its groups anew.

    Parameters
    ----------
    maker : GroupMaker
        Judges sets.
    where : Places
        The units.
    plan : csr_array of int64, shape (k, n)
        Sets that hold each unit once.
    control : Control
        When to stop.
    effort : Resplitting
        How many ways are tried, and how often.

    Attributes
    ----------
    found : set of tuple of int
        Accepted, connected parts of pairs, those of the plan among them.
    """

    def __init__(
        self,
        maker: GroupMaker,
        where: Places,
        plan: sparse.csr_array,
        control: Control,
        effort: Resplitting = USUAL.resplitting,
    ):
        self.effort = effort
        self.maker, self.where, self.control = maker, where, control
        self.groups: list[Members] = sets_of(plan)
        self.moments = moments(where)
        self.cost = {group: self._inertia(group) for group in self.groups}
        self.found: set[Members] = set()
        self.tried: set[tuple[Members, ...]] = set()

    def run(self) -> sparse.csr_array:
        """Part groups and pairs until none can be parted better; the plan."""
        for _ in range(self.effort.sweeps):
            some = [part for part in self._some() if part not in self.tried]
            if not some or self.control.over():
                break
            self.tried |= set(some)
            taken: set[Members] = set()
            for _, old, new in sorted(self._better(some)):
                if taken.isdisjoint(old):
                    taken |= set(old)
                    self.groups = sorted([g for g in self.groups if g not in old] + new)
                    self.cost |= {part: self._inertia(part) for part in new}
        return matrix_of([np.array(group) for group in self.groups], len(self.where.people))

    def _inertia(self, group: Members) -> float:
        return float(inertia_of(self.moments[:, list(group)].sum(axis=1)))

    def _some(self) -> list[tuple[Members, ...]]:
        """Neighbouring groups two by two; and one by one where their number is free."""
        of = np.empty(len(self.where.people), dtype=np.int64)
        for number, group in enumerate(self.groups):
            of[list(group)] = number
        one, other = (of[unit] for unit in np.nonzero(self.where.adjacency))
        pairs = sorted({(a, b) for a, b in zip(one.tolist(), other.tolist()) if a < b})
        whole = [(group,) for group in self.groups if len(group) > 1]
        free = self.maker.alone is not None
        return whole * free + [(self.groups[a], self.groups[b]) for a, b in pairs]

    def _better(
        self, some: list[tuple[Members, ...]]
    ) -> list[tuple[float, tuple[Members, ...], list[Members]]]:
        """Find the accepted, connected parts that cost least: what is gained, old and new groups.

        Parameters
        ----------
        some : list of tuple of tuple of int
            Groups whose units are parted in two.
        """
        n = len(self.where.people)
        options, sets = [], []
        for groups in some:
            units = np.array(sorted(unit for group in groups for unit in group))
            before = sum(self.cost[group] for group in groups)
            ways, cost = self._ways(units, before)
            options.append((groups, units, ways, cost - before))
            both = np.zeros((2 * len(ways), n), dtype=bool)
            both[:, units] = np.concatenate([ways, ~ways])
            sets.append(both)
        members = matrix_of_rows(sets, n)
        good = self.maker.allows(members) & self.maker.weighed(members)[0]
        better, at = [], 0
        for groups, units, ways, more in options:
            k = len(ways)
            accepted = np.flatnonzero(good[at : at + k] & good[at + k : at + 2 * k])
            at += 2 * k
            beside = self.where.adjacency[np.ix_(units, units)]
            whole = (
                row
                for row in accepted.tolist()
                if _hangs_together(beside, ways[row]) and _hangs_together(beside, ~ways[row])
            )
            for place, row in enumerate(islice(whole, self.effort.others)):
                new = [tuple(units[part].tolist()) for part in (ways[row], ~ways[row])]
                self.found |= set(new)
                if place == 0 and more[row] < -LEAST_GAIN:
                    better.append((float(more[row]), groups, new))
        return better

    def _ways(self, units: IntArray, most: float) -> tuple[BoolArray, FloatArray]:
        """Ways to part some units that cost little more than ``most``, the cheapest first.

        Returns
        -------
        (ndarray of bool, shape (w, k); ndarray, shape (w,))
            Which of the units belong to the first part, and what both parts cost.
        """
        here, effort = self.where, self.effort
        x, y, k = here.x[units], here.y[units], len(units)
        ways = []
        for angle in np.arange(effort.angles) * np.pi / effort.angles:
            order = np.argsort(x * np.cos(angle) + y * np.sin(angle), kind="stable")
            row = np.zeros((k - 1, k), dtype=bool)
            row[:, order] = np.tri(k - 1, k, dtype=bool)
            ways.append(row)
        beside = here.adjacency[np.ix_(units, units)]
        local = Places(here.people[units], x, y, beside, here.side)
        ways.append(np.eye(k, dtype=bool))
        ways += [sets for _, sets, _ in growing(local, away(local), k - 1)]
        every = np.concatenate(ways)
        each = self.moments[:, units]
        # Elementwise sums: the same on every machine.
        one = np.stack([(every * row).sum(axis=1) for row in each])
        cost = inertia_of(one) + inertia_of(each.sum(axis=1)[:, None] - one)
        order = np.argsort(cost, kind="stable")
        order = order[cost[order] <= most * (1.0 + effort.near)][: effort.ways]
        return every[order], cost[order]


def _hangs_together(adjacency: BoolArray, chosen: BoolArray) -> bool:
    """Tell whether some units are connected.

    There are thousands of small sets: with a library's graph made for each of
    them, parting Hà Nội takes 4.2 s instead of 2.5.
    """
    inside = adjacency[np.ix_(chosen, chosen)]
    seen = np.zeros(len(inside), dtype=bool)
    seen[0] = True
    last = seen
    while last.any():
        last = inside[last].any(axis=0) & ~seen
        seen = seen | last
    return bool(seen.all())
