"""Resplitting: two neighbouring groups of a plan give their units back and part them anew.

Where groups have dozens of members, no pool holds the sets that fit between
the others.  Two groups can be parted in many ways at once: by a line at any
angle (the best two parts of points on the plane are parted by a line, if the
law asks for nothing), or by what grows around each unit and what it leaves.
The first way that costs least and that the law accepts takes their place.
"""

from __future__ import annotations

import time

import numpy as np
from scipy import sparse

from planner.beyond import FloatArray, Places
from planner.compact import BoolArray, away, growing, inertia_of, matrix_of_rows, moments
from planner.connected import IntArray
from planner.groups import GroupMaker, exceed, sets_of

# Angles of the lines, most ways that the law judges, and sweeps over all pairs.
ANGLES, WAYS, SWEEPS = 16, 400, 30
# Of two plans one is better if it costs less by this share at least.
LEAST_GAIN = 1e-9

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
    most : ndarray of int64, shape (n,)
        Sets that these numbers allow are all in the pool: pairs of them are left alone.
    deadline : float
        ``time.monotonic()`` at which to stop.

    Attributes
    ----------
    found : set of tuple of int
        Every set that was part of a plan, the first left out.
    """

    def __init__(
        self,
        maker: GroupMaker,
        where: Places,
        plan: sparse.csr_array,
        most: IntArray,
        deadline: float,
    ):
        self.maker, self.where, self.most, self.deadline = maker, where, most, deadline
        self.groups: list[Members] = sets_of(plan)
        self.moments = moments(where)
        self.cost = {group: self._inertia(group) for group in self.groups}
        self.found: set[Members] = set()
        self.tried: set[tuple[Members, ...]] = set()

    def run(self) -> sparse.csr_array:
        """Go over all groups and pairs until none can be parted better; the plan."""
        for _ in range(SWEEPS):
            before = len(self.tried)
            # Where the number of groups is free, a group may become two.
            whole = [(group,) for group in self.groups] if self.maker.alone is not None else []
            for some in whole:
                self._part(some)
            for pair in self._pairs():
                self._part(pair)
            if len(self.tried) == before:
                break
        return self._matrix(self.groups)

    def _matrix(self, groups: list[Members]) -> sparse.csr_array:
        inside = np.zeros((len(groups), len(self.most)), dtype=bool)
        for row, group in enumerate(groups):
            inside[row, list(group)] = True
        return matrix_of_rows([inside], len(self.most))

    def _inertia(self, group: Members) -> float:
        return float(inertia_of(self.moments[:, list(group)].sum(axis=1)))

    def _pairs(self) -> list[tuple[Members, ...]]:
        """Neighbouring groups, one of which at least is larger than the pool's."""
        of = np.empty(len(self.most), dtype=np.int64)
        for number, group in enumerate(self.groups):
            of[list(group)] = number
        large = exceed(self._matrix(self.groups), self.most)
        one, other = (of[unit] for unit in np.nonzero(self.where.beside))
        new = (one < other) & (large[one] | large[other])
        pairs = sorted(set(zip(one[new].tolist(), other[new].tolist())))
        return [(self.groups[a], self.groups[b]) for a, b in pairs]

    def _part(self, groups: tuple[Members, ...]) -> None:
        """Part the units of some groups in two, if that costs less than they do."""
        gone = not set(groups) <= set(self.groups)
        if gone or groups in self.tried or time.monotonic() > self.deadline:
            return
        self.tried.add(groups)
        units = np.array(sorted(unit for group in groups for unit in group))
        if len(units) < 2:
            return
        parts = self._best(units, sum(self.cost[group] for group in groups))
        if parts is None:
            return
        self.groups = sorted([g for g in self.groups if g not in groups] + parts)
        self.found |= set(parts)
        self.cost |= {part: self._inertia(part) for part in parts}

    def _best(self, units: IntArray, most: float) -> list[Members] | None:
        """Find the accepted, connected two parts that cost least; None: none costs less."""
        beside = self.where.beside[np.ix_(units, units)]
        ways = self._ways(units, beside)
        each = self.moments[:, units]
        # Elementwise sums: the same on every machine.
        one = np.stack([(ways * row).sum(axis=1) for row in each])
        cost = inertia_of(one) + inertia_of(each.sum(axis=1)[:, None] - one)
        order = np.argsort(cost, kind="stable")
        order = order[cost[order] < most * (1.0 - LEAST_GAIN)][:WAYS]
        if not len(order):
            return None
        ways = ways[order]
        both = np.zeros((2 * len(ways), len(self.most)), dtype=bool)
        both[:, units] = np.concatenate([ways, ~ways])
        sets = matrix_of_rows([both], len(self.most))
        good = self.maker.allows(sets) & self.maker.weighed(sets)[0]
        for way in ways[good[: len(ways)] & good[len(ways) :]]:
            if _hangs_together(beside, way) and _hangs_together(beside, ~way):
                return [tuple(units[part].tolist()) for part in (way, ~way)]
        return None

    def _ways(self, units: IntArray, beside: BoolArray) -> BoolArray:
        """Ways to part some units: rows that tell which of them belong to the first part."""
        here = self.where
        x, y, k = here.x[units], here.y[units], len(units)
        found = []
        for angle in np.arange(ANGLES) * np.pi / ANGLES:
            order = np.argsort(x * np.cos(angle) + y * np.sin(angle), kind="stable")
            row = np.zeros((k - 1, k), dtype=bool)
            row[:, order] = np.tri(k - 1, k, dtype=bool)
            found.append(row)
        local = Places(here.people[units], x, y, beside, here.side)
        found.append(np.eye(k, dtype=bool))
        found += [sets for _, sets, _ in growing(local, away(local), k - 1)]
        return np.concatenate(found)


def _hangs_together(beside: BoolArray, chosen: BoolArray) -> bool:
    """Tell whether some units are connected."""
    inside = beside[np.ix_(chosen, chosen)]
    seen = np.zeros(len(inside), dtype=bool)
    seen[0] = True
    last = seen
    while last.any():
        last = inside[last].any(axis=0) & ~seen
        seen = seen | last
    return bool(seen.all())
