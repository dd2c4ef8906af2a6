"""Bounds: the linear relaxation by pricing and cuts, with whole-number duals.

A restricted master of some thousand columns is solved, the whole pool is
priced with one sparse product, and the groups of negative reduced cost join.
When none is left, violated cuts are added and pricing goes on.  The duals are
then rounded to whole numbers and lowered until no reduced cost is negative,
in integer arithmetic: that can only weaken the bound, never make it wrong.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import sparse

from planner.solve.cuts import Cuts, no_cuts
from planner.solve.formulation import IntArray, Partition, SideRow, build, power_of_two
from planner.solve.highs import Master
from planner.solve.separation import DIVISORS, violated

FloatArray = npt.NDArray[np.float64]
# Columns of each unit with which the master begins, and that join in a round of pricing.
COLUMNS_AT_START = 12
COLUMNS_A_ROUND = 6
# Most rounds of cutting, and without larger sets, where each round gains less; it ends when this
# many in a row close less than this share of the bound.
CUT_ROUNDS, CUT_ROUNDS_LONG = 30, 60
SLOW_ROUNDS, LEAST_PROGRESS = 2, 5e-5
# Most members of groups for which larger sets are worth their rows: longer ones hold pairs of
# nearly every set.
SHORT = 8
# Values of fillers below this are the solver's tolerance.
MISSING = 1e-6
# Costs in parts of a step stay below 2⁵⁰, and what all groups of a plan cost below 2⁵⁶.
BITS = 50
BITS_OF_A_PLAN = 56
# Prices of rows that hang together may be far larger: their sums stay below this, in 64 bits.
LARGEST_SUM = float(1 << 58)


@dataclass(frozen=True)
class Bound:
    """A lower bound that holds for the whole pool, and what it says of each group.

    Attributes
    ----------
    total : int
        No plan costs less, in 1 ∕ ``one`` steps.
    one : int
        Resolution of the duals, a power of two.
    cover : ndarray of int64, shape (n,)
        Duals of (2), in 1 ∕ ``one`` steps.
    sides : ndarray of int64, shape (r,)
        Duals of (3) and (4), one for each side row.
    cuts : Cuts
        (5) that bind.
    prices : ndarray of int64, shape (k,)
        Minus the duals of (5), not negative.
    reduced : ndarray of int64, shape (m,)
        Reduced costs, not negative: a plan that holds group g costs at least
        ``total + reduced[g]``.
    feasible : bool
        False: proven that no plan keeps the rows.
    """

    total: int
    one: int
    cover: IntArray
    sides: IntArray
    cuts: Cuts
    prices: IntArray
    reduced: IntArray
    feasible: bool = True

    @property
    def value(self) -> int:
        """The bound in whole steps."""
        return -(-self.total // self.one)

    def within(self, most: int) -> npt.NDArray[np.bool_]:
        """Tell the groups that a plan of cost ≤ ``most`` may hold."""
        room = most * self.one - self.total
        return self.reduced <= min(room, np.iinfo(np.int64).max)

    def settles(self, most: int) -> bool:
        """Tell whether every plan of the groups within ``most`` costs just that.

        So it is where the prices of the units alone add up to it.
        """
        return self.total == most * self.one and not len(self.cuts) and not self.sides.any()


def relax(
    instance: Partition,
    deadline: float,
    cut_rounds: int | None = None,
    guide: IntArray | None = None,
    larger: bool | None = None,
) -> Bound:
    """Bound an instance from below.

    Parameters
    ----------
    instance : Partition
        The whole pool.
    deadline : float
        ``time.monotonic()`` at which to stop; the bound is then weaker, never wrong.
    cut_rounds : int, optional
        Most rounds of cutting; 0: the plain linear relaxation; None: as many as are worth it.
    guide : ndarray of int64, shape (m,), optional
        A second cost, by which groups of equal cost are taken first.
    larger : bool, optional
        Cut on sets of any size as well; None: where groups are short.
    """
    if larger is None:
        larger = _are_short(instance)
    if cut_rounds is None:
        cut_rounds = CUT_ROUNDS if larger else CUT_ROUNDS_LONG
    if time.monotonic() >= deadline:
        return _nothing_known(instance)
    first = _first_columns(instance, guide)
    for penalty in _penalties(instance):
        run = _Relaxation(instance, deadline, penalty, first)
        bound, missing = run.run(cut_rounds, larger)
        if not missing:
            return bound
    # Can anything fill the rows?  Price what is missing and nothing else.
    nothing = replace(instance, cost=np.zeros_like(instance.cost))
    gap, _ = _Relaxation(nothing, deadline, 1.0, first).run(cut_rounds, larger)
    return replace(bound, feasible=gap.total <= 0)


def _are_short(instance: Partition) -> bool:
    return bool(np.diff(instance.members.indptr).max(initial=0) <= SHORT)


class Growing:
    """The plain relaxation of a pool that grows: what was solved is where the next begins.

    Parameters
    ----------
    instance : Partition
        The pool as it is now.
    deadline : float
        ``time.monotonic()`` at which to stop.
    """

    def __init__(self, instance: Partition, deadline: float):
        self.deadline = deadline
        self._begin(instance, min(_penalties(instance)))

    def _begin(self, instance: Partition, penalty: float) -> None:
        first = _first_columns(instance, None)
        self.run = _Relaxation(instance, self.deadline, penalty, first)
        self.penalty = penalty

    def join(self, instance: Partition) -> None:
        """Go on with a pool that holds more groups behind the ones it had."""
        new = np.arange(len(self.run.instance.cost), len(instance.cost))
        self.run.instance = instance
        self.run.worth = self.run.cuts.coefficients(instance.members)
        self.run.closed = np.zeros(len(instance.cost), dtype=np.int64)
        self.run.add_columns(new)

    def bound(self) -> Bound | None:
        """Bound the pool as it is; None: no plan, or no time to know."""
        bound, missing = self.run.run(0, False)
        largest = max(_penalties(self.run.instance))
        if missing and self.penalty < largest:
            self._begin(self.run.instance, largest)
            bound, missing = self.run.run(0, False)
        return None if missing or time.monotonic() >= self.deadline else bound


class Fixing:
    """A relaxation in which groups are fixed, some at a time; it stays warm.

    Parameters
    ----------
    instance : Partition
        The groups that may be chosen.
    deadline : float
        ``time.monotonic()`` at which to stop.
    order : ndarray of int64
        Groups of the instance, those first with which it had best begin.
    """

    def __init__(self, instance: Partition, deadline: float, order: IntArray):
        first = best_of_each_unit(instance.members, order, COLUMNS_AT_START)
        self.run = _Relaxation(instance, deadline, max(_penalties(instance)), first)
        self.larger = _are_short(instance)

    def fix(self, groups: IntArray, taken: bool = True) -> None:
        """Take groups as part of the plan, or give them back."""
        run = self.run
        run.master.at_least(np.flatnonzero(np.isin(run.columns, groups)), float(taken))
        held = np.zeros(run.instance.members.shape[1], dtype=np.int64)
        held[run.instance.members[groups].indices] = 1
        run.closed += np.where(taken, 1, -1) * (run.instance.members @ held > 0)

    def hold(self, rows: tuple[SideRow, ...]) -> None:
        """Hold the side rows to other limits."""
        run, n = self.run, self.run.instance.members.shape[1]
        run.instance = replace(run.instance, rows=rows)
        run.sides = _sides(rows)
        for i, (r, sense, limit) in enumerate(run.sides):
            at = limit / rows[r].scale
            low, high = at if sense >= 0 else -np.inf, at if sense <= 0 else np.inf
            run.master.limit_row(n + i, low, high)

    def values(self, cut_rounds: int) -> tuple[IntArray, FloatArray] | None:
        """Cut, and give how much of which groups is taken; None: rows lack, or no time."""
        taken = None
        for x, _ in self.run.rounds(cut_rounds, self.larger):
            real = self.run.columns >= 0
            if x[~real].max(initial=0.0) > MISSING:
                return None
            taken = self.run.columns[real], x[real]
        return taken


def _penalties(instance: Partition) -> tuple[float, float]:
    """Costs of what is missing: first one that keeps prices near what units cost, then any.

    Of two units that are always together only the sum of the prices matters:
    a small penalty keeps each of the two small.
    """
    largest = 16.0 * max(1.0, float(np.abs(instance.cost).max(initial=1)))
    members = instance.members
    least = np.full(members.shape[1], np.iinfo(np.int64).max)
    np.minimum.at(least, members.indices, np.repeat(instance.cost, np.diff(members.indptr)))
    near = 4.0 * max(1.0, float(np.abs(least[least < np.iinfo(np.int64).max]).max(initial=1)))
    return min(near, largest), largest


class _Relaxation:
    """One run of pricing and cutting on an instance.

    ``penalty`` is the cost of a unit of a row that no column fills; it keeps
    the master feasible.  It never enters the bound, which is computed from
    the duals alone.  The master begins with the groups ``first``.
    """

    def __init__(self, instance: Partition, deadline: float, penalty: float, first: IntArray):
        self.instance = instance
        self.deadline = deadline
        self.penalty = penalty
        self.scale = power_of_two(instance.cost)
        largest = max(int(np.abs(instance.cost).max(initial=1)), int(penalty)).bit_length()
        units = int(instance.members.shape[1]).bit_length()
        self.one = 1 << max(0, min(BITS - largest, BITS_OF_A_PLAN - largest - units))
        self.sides = _sides(instance.rows)
        self.cuts = instance.cuts
        self.worth = self.cuts.coefficients(instance.members)
        problem, variables = build(instance.of(first), self.scale, whole=False)
        self.master = Master(problem, variables)
        # How many fixed groups share units with each group: only those with none may join.
        self.closed = np.zeros(len(instance.cost), dtype=np.int64)
        # The group of each column of the master; fillers have none: −1.
        self.columns = first
        self._add_fillers(penalty / self.scale)

    def run(self, cut_rounds: int, larger: bool) -> tuple[Bound, bool]:
        """Price until nothing is negative, cut, and go on; the bound, and whether rows lack."""
        best, missing, slow = _nothing_known(self.instance), False, 0
        for number, (x, bound) in enumerate(self.rounds(cut_rounds, larger)):
            before = best.total / best.one
            progress = bound.total / bound.one - before
            if progress > 0:
                best = bound
            missing = bool(x[self.columns < 0].max(initial=0.0) > MISSING)
            slow = slow + 1 if number and progress < LEAST_PROGRESS * abs(before) else 0
            if missing or slow == SLOW_ROUNDS:
                break
        return best, missing

    def rounds(self, cut_rounds: int, larger: bool) -> Iterator[tuple[FloatArray, Bound]]:
        """Price until nothing is negative, cut, and so on; values and bound after each pricing."""
        for left in reversed(range(cut_rounds + 1)):
            solved = self._price_out()
            if solved is None:
                return
            x, bound, binds = solved
            yield x, bound
            if not left:
                return
            # Of the rows of many rounds few bind, and the others make each solution dear.
            self._keep_cuts(binds)
            if not self._cut(x, larger):
                return

    def _add_fillers(self, penalty: float) -> None:
        """Add a column for each row that x = 0 violates."""
        rows = [(i, 1.0) for i in range(self.instance.members.shape[1])]
        for i, (_, sense, limit) in enumerate(self.sides, start=len(rows)):
            if (sense >= 0 and limit > 0) or (sense <= 0 and limit < 0):
                rows.append((i, float(np.sign(limit))))
        places, weights = zip(*rows)
        shape = (len(rows), self.instance.members.shape[1] + len(self.sides) + len(self.cuts))
        entries = sparse.csr_array((weights, (range(len(rows)), places)), shape=shape)
        self.master.add_columns(np.full(len(rows), penalty), entries)
        self.columns = np.concatenate([self.columns, np.full(len(rows), -1)])

    def _price_out(self) -> tuple[FloatArray, Bound, npt.NDArray[np.bool_]] | None:
        """Solve and add columns until no group of the pool has negative reduced cost.

        Values, bound, and which cuts bind.
        """
        while True:
            solved = self.master.solve(self.deadline)
            if solved is None:
                return None
            x, duals = solved
            one = self._parts(duals)
            cover, sides, prices = self._whole(duals, one)
            reduced = self._reduced(cover, sides, prices, one)
            # What the solver's own tolerance lets through is no reason to go on.
            negative = np.flatnonzero(reduced < -1e-6 * self.scale * one)
            negative = negative[self.closed[negative] == 0]
            negative = np.setdiff1d(negative, self.columns, assume_unique=True)
            if not len(negative):
                return x, self._bound(cover, sides, prices, reduced, one), prices > 0
            order = negative[np.argsort(reduced[negative], kind="stable")]
            members = self.instance.members
            self.add_columns(best_of_each_unit(members, order, COLUMNS_A_ROUND))

    def add_columns(self, groups: IntArray) -> None:
        """Put groups of the instance into the master."""
        rows = self.instance.rows
        sides = [rows[r].coefficients[groups] / rows[r].scale for r, _, _ in self.sides]
        side = sparse.csr_array(np.column_stack(sides)) if sides else None
        blocks = [self.instance.members[groups], side, self.worth[groups]]
        entries = sparse.hstack([block for block in blocks if block is not None], format="csr")
        self.master.add_columns(self.instance.cost[groups] / self.scale, entries)
        self.columns = np.concatenate([self.columns, groups])

    def _parts(self, duals: FloatArray) -> int:
        """Parts of a step in which these duals can be summed without leaving 64 bits."""
        n, rows = self.instance.members.shape[1], self.instance.rows
        size = np.abs(duals[:n]).sum() + self.penalty / self.scale
        for i, (r, _, limit) in enumerate(self.sides):
            most = float(max(np.abs(rows[r].coefficients).max(initial=0), abs(limit)))
            size += abs(duals[n + i]) * most / rows[r].scale
        size += float(np.abs(duals[n + len(self.sides) :]) @ np.maximum(self.cuts.limits, 1))
        one = self.one
        while one > 1 and size * self.scale * one > LARGEST_SUM:
            one //= 2
        return one

    def _whole(self, duals: FloatArray, one: int) -> tuple[IntArray, IntArray, IntArray]:
        """Round the duals of cover, side rows and cuts to whole numbers of the right sign."""
        n = self.instance.members.shape[1]
        fine = self.scale * one
        # Where they fit into 64 bits together (``_parts``), none is cut short.
        fit = float(np.abs(duals).sum()) * fine <= LARGEST_SUM
        most = LARGEST_SUM / (1 if fit else n + len(duals))
        cover = np.rint(np.clip(duals[:n] * fine, -most, most)).astype(np.int64)
        sides = np.zeros(len(self.sides), dtype=np.int64)
        for i, (r, sense, _) in enumerate(self.sides):
            # The solver saw the row divided by its own scale.
            row = self.instance.rows[r]
            reach = most / max(1.0, float(np.abs(row.coefficients).max(initial=0)))
            price = round(float(np.clip(duals[n + i] * fine / row.scale, -reach, reach)))
            sides[i] = max(price, 0) if sense > 0 else min(price, 0) if sense < 0 else price
        paid = np.clip(duals[n + len(self.sides) :] * fine, -most, 0.0)
        return cover, sides, -np.rint(paid).astype(np.int64)

    def _reduced(self, cover: IntArray, sides: IntArray, prices: IntArray, one: int) -> IntArray:
        reduced: IntArray = self.instance.cost * one - self.instance.members @ cover
        reduced += self.worth @ prices
        for price, (r, _, _) in zip(sides, self.sides):
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
            price * limit for price, (_, _, limit) in zip(sides.tolist(), self.sides, strict=True)
        )
        total -= sum(p * limit for p, limit in zip(prices.tolist(), self.cuts.limits.tolist()))
        net = np.zeros(len(self.instance.rows), dtype=np.int64)
        np.add.at(net, np.array([r for r, _, _ in self.sides], dtype=np.int64), sides)
        binding = prices > 0
        return Bound(total, one, cover, net, self.cuts.of(binding), prices[binding], reduced)

    def _keep_cuts(self, chosen: npt.NDArray[np.bool_]) -> None:
        """Keep some of the cuts, and take the rows of the others out."""
        first = self.instance.members.shape[1] + len(self.sides)
        if not chosen.all():
            self.master.drop_rows(first + np.flatnonzero(~chosen))
            self.cuts, self.worth = self.cuts.of(chosen), self.worth[:, chosen]

    def _cut(self, x: FloatArray, larger: bool) -> bool:
        """Add the most violated cuts; False when there are none."""
        real = self.columns >= 0
        groups = self.columns[real]
        new = violated(self.instance.members[groups], x[real], DIVISORS if larger else ())
        if not len(new):
            return False
        worth = new.coefficients(self.instance.members)
        by_cut = worth[groups].T.tocsr()
        # Fillers are worth nothing in a cut, so only the places of the real columns shift.
        entries = sparse.csr_array(
            (by_cut.data, np.flatnonzero(real)[by_cut.indices], by_cut.indptr),
            shape=(len(new), len(self.columns)),
        )
        self.master.add_rows_at_most(entries, new.limits)
        self.cuts = self.cuts.and_(new)
        self.worth = sparse.hstack([self.worth, worth], format="csr")
        return True


def _sides(rows: Sequence[SideRow]) -> list[tuple[int, int, int]]:
    """Give the constraints that side rows make: number of the row, sense and limit."""
    return [(r, sense, limit) for r, row in enumerate(rows) for _, sense, limit in row.sides]


def _nothing_known(instance: Partition) -> Bound:
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


def _first_columns(instance: Partition, guide: IntArray | None) -> IntArray:
    """Begin with the groups of each unit that cost least for each member."""
    size = np.diff(instance.members.indptr)
    order = np.argsort(instance.cost / size, kind="stable")
    if guide is not None:
        order = np.lexsort((guide / size, instance.cost / size))
    return best_of_each_unit(instance.members, order, COLUMNS_AT_START)


def best_of_each_unit(members: sparse.csr_array, order: IntArray, most: int) -> IntArray:
    """Of groups in an order, the first ``most`` that hold each unit."""
    rows, n = members[order], members.shape[1]
    group = np.repeat(np.arange(len(order)), np.diff(rows.indptr))
    # Numbers of 16 bits are sorted by their digits, several times as fast.
    units = rows.indices.astype(np.uint16) if n < 1 << 16 else rows.indices
    by_unit = np.argsort(units, kind="stable")
    unit = rows.indices[by_unit]
    place = np.arange(len(unit)) - np.searchsorted(unit, np.arange(n))[unit]
    return np.unique(order[group[by_unit[place < most]]])
