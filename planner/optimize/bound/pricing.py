"""Pricing and cuts: a restricted master, and whole-number duals of the whole pool.

A restricted master of some thousand columns is solved, the whole pool is
priced with one sparse product, and the groups of negative reduced cost join.
When none is left, violated cuts are added and pricing goes on.  The duals are
then rounded to whole numbers and lowered until no reduced cost is negative,
in integer arithmetic: that can only weaken the bound, never make it wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy import sparse

from planner.optimize.bound.cuts import Cuts, Worth, no_cuts
from planner.optimize.bound.duals import Bound
from planner.optimize.bound.formulation import IntArray, Partition, SideRow, build, power_of_two
from planner.optimize.bound.highs import Master
from planner.optimize.bound.separation import violated
from planner.optimize.effort import Effort
from planner.optimize.effort.control import ENDLESS, Control

FloatArray = npt.NDArray[np.float64]
# Values of fillers below this are the solver's tolerance.
MISSING = 1e-6
# Costs in parts of a step stay below 2⁵⁰, and what all groups of a plan cost below 2⁵⁶.
BITS = 50
BITS_OF_A_PLAN = 56
# Prices of rows that hang together may be far larger: their sums stay below this, in 64 bits.
LARGEST_SUM = float(1 << 58)
# Groups that are looked at together for the first that hold each unit: at the beginning, for each
# that is sought, and at most.  That bounds memory and silence, and changes nothing else.
FIRST_GROUPS_A_UNIT = 4
GROUPS_AT_ONCE = 1 << 17


class Pricing:
    """Pricing and cutting on an instance; what was solved is where the next solution begins.

    Parameters
    ----------
    instance : Partition
        The whole pool.
    control : Control
        When to stop.
    penalty : float
        Cost of a unit of a row that no column fills; it keeps the master feasible.  It never
        enters the bound, which is computed from the duals alone.
    first : ndarray of int64
        Groups with which the master begins.
    effort : Effort
        Of columns and cutting.
    """

    def __init__(
        self,
        instance: Partition,
        control: Control,
        penalty: float,
        first: IntArray,
        effort: Effort,
    ):
        self.instance = instance
        self._effort = effort
        self._control = control
        self._penalty = penalty
        self._scale = power_of_two(instance.cost)
        largest = max(int(np.abs(instance.cost).max(initial=1)), int(penalty)).bit_length()
        units = int(instance.members.shape[1]).bit_length()
        self._one = 1 << max(0, min(BITS - largest, BITS_OF_A_PLAN - largest - units))
        self._sides = sides_of(instance.rows)
        self._worth = Worth(instance.cuts, instance.members)
        problem, variables = build(instance.of(first), self._scale, whole=False)
        self._master = Master(problem, variables)
        # How many fixed groups share units with each group: only those with none may join.
        self._closed = np.zeros(len(instance.cost), dtype=np.int64)
        # The group of each column of the master; fillers have none: −1.
        self._columns = first
        self._add_fillers(penalty / self._scale)

    def run(self, cut_rounds: int) -> tuple[Bound, bool]:
        """Price until nothing is negative, cut, and go on; the bound, and whether rows lack."""
        cutting = self._effort.cutting
        best, missing, slow = nothing_known(self.instance), False, 0
        for number, (x, bound) in enumerate(self.rounds(cut_rounds)):
            before = best.total / best.one
            progress = bound.total / bound.one - before
            if progress > 0:
                best = bound
            missing = self._lacks(x)
            slow = slow + 1 if number and progress < cutting.least_progress * abs(before) else 0
            if missing or slow == cutting.slow_rounds:
                break
        return best, missing

    def rounds(self, cut_rounds: int) -> Iterator[tuple[FloatArray, Bound]]:
        """Price until nothing is negative, cut, and so on; values and bound after each pricing."""
        for left in reversed(range(cut_rounds + 1)):
            solved = self._price_out()
            if solved is None:
                return
            x, bound, binds = solved
            yield x, bound
            if not left:
                return
            # Looking for cuts takes seconds where thousands of groups are fractional.
            if self._control.over():
                return
            # Of the rows of many rounds few bind, and the others make each solution dear.
            self._keep_cuts(binds)
            if not self._cut(x):
                return

    def join(self, instance: Partition) -> None:
        """Go on with a pool that holds more groups behind the ones it had; none are fixed."""
        new = np.arange(len(self.instance.cost), len(instance.cost))
        self.instance = instance
        self._worth = Worth(self._cuts, instance.members)
        self._closed = np.zeros(len(instance.cost), dtype=np.int64)
        self._add_columns(new)

    def fix(self, groups: IntArray, taken: bool = True) -> None:
        """Take groups as part of the plan, or give them back."""
        self._master.at_least(np.flatnonzero(np.isin(self._columns, groups)), float(taken))
        held = np.zeros(self.instance.members.shape[1], dtype=np.int64)
        held[self.instance.members[groups].indices] = 1
        self._closed += np.where(taken, 1, -1) * (self.instance.members @ held > 0)

    def hold(self, rows: tuple[SideRow, ...]) -> None:
        """Hold the side rows to other limits."""
        n = self.instance.members.shape[1]
        self.instance = replace(self.instance, rows=rows)
        self._sides = sides_of(rows)
        for i, (r, sense, limit) in enumerate(self._sides):
            at = limit / rows[r].scale
            low, high = at if sense >= 0 else -np.inf, at if sense <= 0 else np.inf
            self._master.limit_row(n + i, low, high)

    def taken(self, x: FloatArray) -> tuple[IntArray, FloatArray] | None:
        """Groups of the master and how much of each is taken; None: rows lack."""
        if self._lacks(x):
            return None
        real = self._columns >= 0
        return self._columns[real], x[real]

    @property
    def _cuts(self) -> Cuts:
        """Cuts whose rows the master has."""
        return self._worth.cuts

    def _lacks(self, x: FloatArray) -> bool:
        """Tell whether some row is filled by no group."""
        return bool(x[self._columns < 0].max(initial=0.0) > MISSING)

    def _add_fillers(self, penalty: float) -> None:
        """Add a column for each row that x = 0 violates."""
        rows = [(i, 1.0) for i in range(self.instance.members.shape[1])]
        for i, (_, sense, limit) in enumerate(self._sides, start=len(rows)):
            if (sense >= 0 and limit > 0) or (sense <= 0 and limit < 0):
                rows.append((i, float(np.sign(limit))))
        places, weights = zip(*rows)
        shape = (len(rows), self.instance.members.shape[1] + len(self._sides) + len(self._cuts))
        entries = sparse.csr_array((weights, (range(len(rows)), places)), shape=shape)
        self._master.add_columns(np.full(len(rows), penalty), entries)
        self._columns = np.concatenate([self._columns, np.full(len(rows), -1)])

    def _price_out(self) -> tuple[FloatArray, Bound, npt.NDArray[np.bool_]] | None:
        """Solve and add columns until no group of the pool has negative reduced cost.

        Values, bound, and which cuts bind.
        """
        while True:
            solved = self._master.solve(self._control)
            if solved is None:
                return None
            x, duals = solved
            one = self._parts(duals)
            cover, sides, prices = self._whole(duals, one)
            reduced = self._reduced(cover, sides, prices, one)
            # What the solver's own tolerance lets through is no reason to go on.
            negative = np.flatnonzero(reduced < -1e-6 * self._scale * one)
            negative = negative[self._closed[negative] == 0]
            negative = np.setdiff1d(negative, self._columns, assume_unique=True)
            if not len(negative):
                return x, self._bound(cover, sides, prices, reduced, one), prices > 0
            order = negative[np.argsort(reduced[negative], kind="stable")]
            members = self.instance.members
            self._add_columns(
                best_of_each_unit(members, order, self._effort.columns.a_round, self._control)
            )

    def _add_columns(self, groups: IntArray) -> None:
        """Put groups of the instance into the master."""
        rows = self.instance.rows
        sides = [rows[r].coefficients[groups] / rows[r].scale for r, _, _ in self._sides]
        side = sparse.csr_array(np.column_stack(sides)) if sides else None
        members = self.instance.members[groups]
        blocks = [members, side, self._cuts.coefficients(members)]
        entries = sparse.hstack([block for block in blocks if block is not None], format="csr")
        self._master.add_columns(self.instance.cost[groups] / self._scale, entries)
        self._columns = np.concatenate([self._columns, groups])

    def _parts(self, duals: FloatArray) -> int:
        """Parts of a step in which these duals can be summed without leaving 64 bits."""
        n, rows = self.instance.members.shape[1], self.instance.rows
        size = np.abs(duals[:n]).sum() + self._penalty / self._scale
        for i, (r, _, limit) in enumerate(self._sides):
            most = float(max(np.abs(rows[r].coefficients).max(initial=0), abs(limit)))
            size += abs(duals[n + i]) * most / rows[r].scale
        size += float(np.abs(duals[n + len(self._sides) :]) @ np.maximum(self._cuts.limits, 1))
        one = self._one
        while one > 1 and size * self._scale * one > LARGEST_SUM:
            one //= 2
        return one

    def _whole(self, duals: FloatArray, one: int) -> tuple[IntArray, IntArray, IntArray]:
        """Round the duals of cover, side rows and cuts to whole numbers of the right sign."""
        n = self.instance.members.shape[1]
        fine = self._scale * one
        # Where they fit into 64 bits together (``_parts``), none is cut short.
        fit = float(np.abs(duals).sum()) * fine <= LARGEST_SUM
        most = LARGEST_SUM / (1 if fit else n + len(duals))
        cover = np.rint(np.clip(duals[:n] * fine, -most, most)).astype(np.int64)
        sides = np.zeros(len(self._sides), dtype=np.int64)
        for i, (r, sense, _) in enumerate(self._sides):
            # The solver saw the row divided by its own scale.
            row = self.instance.rows[r]
            reach = most / max(1.0, float(np.abs(row.coefficients).max(initial=0)))
            price = round(float(np.clip(duals[n + i] * fine / row.scale, -reach, reach)))
            sides[i] = max(price, 0) if sense > 0 else min(price, 0) if sense < 0 else price
        paid = np.clip(duals[n + len(self._sides) :] * fine, -most, 0.0)
        return cover, sides, -np.rint(paid).astype(np.int64)

    def _reduced(self, cover: IntArray, sides: IntArray, prices: IntArray, one: int) -> IntArray:
        reduced: IntArray = self.instance.cost * one - self.instance.members @ cover
        reduced += self._worth.at(prices)
        for price, (r, _, _) in zip(sides, self._sides):
            reduced -= self.instance.rows[r].coefficients * price
        return reduced

    def _bound(
        self, cover: IntArray, sides: IntArray, prices: IntArray, reduced: IntArray, one: int
    ) -> Bound:
        """Lower the duals until no reduced cost is negative; what they then prove."""
        members = self.instance.members
        negative = np.flatnonzero(reduced < 0)
        if len(negative):
            less = np.zeros_like(cover)
            np.minimum.at(less, members.indices[members.indptr[negative]], reduced[negative])
            cover = cover + less
            reduced = reduced - members @ less
        total = sum(cover.tolist())
        total += sum(
            price * limit for price, (_, _, limit) in zip(sides.tolist(), self._sides, strict=True)
        )
        total -= sum(p * limit for p, limit in zip(prices.tolist(), self._cuts.limits.tolist()))
        net = np.zeros(len(self.instance.rows), dtype=np.int64)
        np.add.at(net, np.array([r for r, _, _ in self._sides], dtype=np.int64), sides)
        binding = prices > 0
        return Bound(total, one, cover, net, self._cuts.of(binding), prices[binding], reduced)

    def _keep_cuts(self, chosen: npt.NDArray[np.bool_]) -> None:
        """Keep some of the cuts, and take the rows of the others out."""
        first = self.instance.members.shape[1] + len(self._sides)
        if not chosen.all():
            self._master.drop_rows(first + np.flatnonzero(~chosen))
            self._worth.keep(chosen)

    def _cut(self, x: FloatArray) -> bool:
        """Add the most violated cuts; False when there are none."""
        real = self._columns >= 0
        groups = self._columns[real]
        new = violated(self.instance.members[groups], x[real], self._effort.cutting)
        if not len(new):
            return False
        by_cut = new.coefficients(self.instance.members[groups]).T.tocsr()
        # Fillers are worth nothing in a cut, so only the places of the real columns shift.
        entries = sparse.csr_array(
            (by_cut.data, np.flatnonzero(real)[by_cut.indices], by_cut.indptr),
            shape=(len(new), len(self._columns)),
        )
        self._master.add_rows_at_most(entries, new.limits)
        self._worth.add(new)
        return True


def sides_of(rows: tuple[SideRow, ...]) -> list[tuple[int, int, int]]:
    """Give the constraints that side rows make: number of the row, sense and limit."""
    return [(r, sense, limit) for r, row in enumerate(rows) for _, sense, limit in row.sides]


def nothing_known(instance: Partition) -> Bound:
    """The bound before anything is solved: each unit at its cheapest."""
    cover = np.zeros(instance.members.shape[1], dtype=np.int64)
    negative = np.flatnonzero(instance.cost < 0)
    first = instance.members.indices[instance.members.indptr[negative]]
    np.minimum.at(cover, first, instance.cost[negative])
    reduced = instance.cost - instance.members @ cover
    sides = np.zeros(len(instance.rows), dtype=np.int64)
    nothing = np.zeros(0, dtype=np.int64)
    cuts = no_cuts(len(cover))
    return Bound(sum(cover.tolist()), 1, cover, sides, cuts, nothing, reduced)


def best_of_each_unit(
    members: sparse.csr_array, order: IntArray, most: int, control: Control = ENDLESS
) -> IntArray:
    """Of groups in an order, the first ``most`` that hold each unit.

    Most units have theirs among the first of millions: the others are not looked at.  Whoever
    listens to ``control`` hears that it goes on.
    """
    n, start = members.shape[1], 0
    held = np.zeros(n, dtype=np.int64)
    found, some = [order[:0]], min(FIRST_GROUPS_A_UNIT * n * most, GROUPS_AT_ONCE)
    while start < len(order) and int(held.min()) < most:
        control.over()
        part = order[start : start + some]
        rows = members[part]
        group = np.repeat(part, np.diff(rows.indptr))
        # Numbers of 16 bits are sorted by their digits, several times as fast.
        units = rows.indices.astype(np.uint16) if n < 1 << 16 else rows.indices
        by_unit = np.argsort(units, kind="stable")
        unit = rows.indices[by_unit]
        place = np.arange(len(unit)) - np.searchsorted(unit, np.arange(n))[unit]
        found.append(group[by_unit[place + held[unit] < most]])
        held += np.bincount(unit, minlength=n)
        start, some = start + some, min(2 * some, GROUPS_AT_ONCE)
    return np.unique(np.concatenate(found))
