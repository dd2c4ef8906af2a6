"""Bounds: the linear relaxation by pricing and cuts, with whole-number duals.

A restricted master of some thousand columns is solved, the whole pool is
priced with one sparse product, and the groups of negative reduced cost join.
When none is left, violated trios are cut and pricing goes on.  The duals are
then rounded to whole numbers, and the bound and every reduced cost are
computed from them in integer arithmetic: rounding can only weaken the bound,
never make it wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import sparse

from planner.solve.formulation import (
    IntArray,
    Partition,
    build,
    power_of_two,
    trio_coefficients,
)
from planner.solve.highs import Master

FloatArray = npt.NDArray[np.float64]
COLUMNS_AT_START = 3000
COLUMNS_A_ROUND = 2000
CUTS_A_ROUND = 150
# A trio must be violated by this much to be worth a row.
LEAST_VIOLATION = 0.02
# Cutting ends when a round closes less than this share of the bound.
LEAST_PROGRESS = 2e-5
# Whole-number duals and costs stay below 2⁵⁴, so that sums of a few fit 64 bits.
BITS = 54


@dataclass(frozen=True)
class Bound:
    """A lower bound that holds for the whole pool, and what it says of each group.

    Attributes
    ----------
    total : int
        No plan costs less, in 1 ∕ ``one`` steps.
    one : int
        Resolution of the duals, a power of two.
    reduced : ndarray of int64, shape (m,)
        Reduced costs in 1 ∕ ``one`` steps: a plan that holds group g costs at
        least ``total + reduced[g]``.
    trios : ndarray of int64, shape (k, 3)
        Cuts that bind.
    feasible : bool
        False: proven that no plan keeps the rows.
    """

    total: int
    one: int
    reduced: IntArray
    trios: IntArray
    feasible: bool = True

    @property
    def value(self) -> int:
        """The bound in whole steps."""
        return -(-self.total // self.one)

    def within(self, most: int) -> npt.NDArray[np.bool_]:
        """Tell the groups that a plan of cost ≤ ``most`` may hold."""
        room = most * self.one - self.total
        return self.reduced <= min(room, np.iinfo(np.int64).max)


def relax(
    instance: Partition, deadline: float, cut_rounds: int = 20, guide: IntArray | None = None
) -> Bound:
    """Bound an instance from below.

    Parameters
    ----------
    instance : Partition
        The whole pool.
    deadline : float
        ``time.monotonic()`` at which to stop; the bound is then weaker, never wrong.
    cut_rounds : int
        Most rounds of cutting; 0: the plain linear relaxation.
    guide : ndarray of int64, shape (m,), optional
        A second cost, by which groups of equal cost are taken first.
    """
    penalty = 16.0 * max(1.0, float(np.abs(instance.cost).max(initial=1)))
    bound, missing = _Relaxation(instance, deadline, penalty, guide).run(cut_rounds)
    if not missing:
        return bound
    # Can anything fill the rows?  Price what is missing and nothing else.
    nothing = replace(instance, cost=np.zeros_like(instance.cost))
    gap, _ = _Relaxation(nothing, deadline, 1.0, guide).run(cut_rounds)
    return replace(bound, feasible=gap.total <= 0)


class _Relaxation:
    """One run of pricing and cutting on an instance.

    ``penalty`` is the cost of a unit of a row that no column fills; it keeps
    the master feasible.  It never enters the bound, which is computed from
    the duals alone.
    """

    def __init__(
        self, instance: Partition, deadline: float, penalty: float, guide: IntArray | None
    ):
        self.instance = instance
        self.deadline = deadline
        self.scale = power_of_two(instance.cost)
        largest = max(int(np.abs(instance.cost).max(initial=1)), int(penalty))
        self.one = 1 << (BITS - min(largest.bit_length(), BITS))
        self.sides = [(row, sense, limit) for row in instance.rows for _, sense, limit in row.sides]
        self.trios = instance.trios
        self.held = trio_coefficients(instance.members, self.trios)
        first = _first_columns(instance, guide)
        problem, variables = build(instance.of(first), self.scale, whole=False)
        self.master = Master(problem, variables)
        # The group of each column of the master; fillers have none: −1.
        self.columns = first
        self._add_fillers(penalty / self.scale)

    def run(self, cut_rounds: int) -> tuple[Bound, bool]:
        """Price until nothing is negative, cut, and go on; the bound, and whether rows lack."""
        best, missing = self._nothing_known(), False
        for cuts in range(cut_rounds + 1):
            solved = self._price_out()
            if solved is None:
                break
            x, bound = solved
            progress = bound.total - best.total
            if progress > 0:
                best = bound
            missing = bool(x[self.columns < 0].max(initial=0.0) > 1e-6)
            slow = cuts > 0 and progress < LEAST_PROGRESS * abs(best.total)
            if missing or slow or cuts == cut_rounds or not self._cut(x):
                break
        return best, missing

    def _add_fillers(self, penalty: float) -> None:
        """Add a column for each row that x = 0 violates."""
        rows = [(i, 1.0) for i in range(self.instance.members.shape[1])]
        for i, (_, sense, limit) in enumerate(self.sides, start=len(rows)):
            if (sense >= 0 and limit > 0) or (sense <= 0 and limit < 0):
                rows.append((i, float(np.sign(limit))))
        places, weights = zip(*rows)
        shape = (len(rows), self.instance.members.shape[1] + len(self.sides) + len(self.trios))
        entries = sparse.csr_array((weights, (range(len(rows)), places)), shape=shape)
        self.master.add_columns(np.full(len(rows), penalty), entries)
        self.columns = np.concatenate([self.columns, np.full(len(rows), -1)])

    def _price_out(self) -> tuple[FloatArray, Bound] | None:
        """Solve and add columns until no group of the pool has negative reduced cost."""
        while True:
            solved = self.master.solve(self.deadline)
            if solved is None:
                return None
            x, duals = solved
            bound = self._bound(duals)
            # What the solver's own tolerance lets through is no reason to go on.
            negative = np.flatnonzero(bound.reduced < -1e-6 * self.scale * self.one)
            negative = np.setdiff1d(negative, self.columns, assume_unique=True)
            if not len(negative):
                return x, bound
            if len(negative) > COLUMNS_A_ROUND:
                order = np.argsort(bound.reduced[negative], kind="stable")
                negative = np.sort(negative[order[:COLUMNS_A_ROUND]])
            self._add_columns(negative)

    def _add_columns(self, groups: IntArray) -> None:
        sides = [row.coefficients[groups] / row.scale for row, _, _ in self.sides]
        side = sparse.csr_array(np.column_stack(sides)) if sides else None
        blocks = [self.instance.members[groups], side, self.held[groups]]
        entries = sparse.hstack([block for block in blocks if block is not None], format="csr")
        self.master.add_columns(self.instance.cost[groups] / self.scale, entries)
        self.columns = np.concatenate([self.columns, groups])

    def _bound(self, duals: FloatArray) -> Bound:
        """Round the duals to whole numbers and compute what they prove, exactly."""
        n = self.instance.members.shape[1]
        whole = np.rint(duals * (self.scale * self.one))
        cover = whole[:n].astype(np.int64)
        cuts = np.minimum(whole[n + len(self.sides) :], 0).astype(np.int64)
        reduced = self.instance.cost * self.one - self.instance.members @ cover - self.held @ cuts
        total = sum(cover.tolist()) + sum(cuts.tolist())
        for (row, sense, limit), dual in zip(self.sides, duals[n : n + len(self.sides)]):
            # The solver saw the row divided by its own scale.
            price = round(dual * self.scale * self.one / row.scale)
            price = max(price, 0) if sense > 0 else min(price, 0) if sense < 0 else price
            reduced -= row.coefficients * price
            total += price * limit
        # x ≤ 1: a negative reduced cost can be gained once.
        total += sum(reduced[reduced < 0].tolist())
        return Bound(total, self.one, reduced, self.trios[cuts < 0])

    def _cut(self, x: FloatArray) -> bool:
        """Add the most violated trios; False when there are none."""
        real = self.columns >= 0
        groups = self.columns[real]
        new = _violated_trios(self.instance.members[groups], x[real])
        if not len(new):
            return False
        held = trio_coefficients(self.instance.members, new)
        by_trio = held[groups].T.tocsr()
        # Fillers are in no trio, so only the places of the real columns shift.
        entries = sparse.csr_array(
            (by_trio.data, np.flatnonzero(real)[by_trio.indices], by_trio.indptr),
            shape=(len(new), len(self.columns)),
        )
        self.master.add_rows_at_most_one(entries)
        self.trios = np.vstack([self.trios, new])
        self.held = sparse.hstack([self.held, held], format="csr")
        return True

    def _nothing_known(self) -> Bound:
        """The bound before anything is solved: each unit at its cheapest."""
        zero = np.zeros(
            self.instance.members.shape[1] + len(self.sides) + len(self.trios), dtype=np.float64
        )
        return self._bound(zero)


def _first_columns(instance: Partition, guide: IntArray | None) -> IntArray:
    """Begin with the groups that cost least for each member."""
    size = np.diff(instance.members.indptr)
    second = instance.cost if guide is None else guide
    order = np.lexsort((second / size, instance.cost / size))
    return np.sort(order[:COLUMNS_AT_START])


def _violated_trios(members: sparse.csr_array, x: FloatArray) -> IntArray:
    """Find trios of units of which fractional groups hold two more than once.

    Parameters
    ----------
    members : csr_array, shape (m, n)
        Groups of the master.
    x : ndarray, shape (m,)
        Their values.

    Returns
    -------
    ndarray of int64, shape (k, 3)
        The most violated first, at most ``CUTS_A_ROUND``.
    """
    broken = (x > 1e-6) & (x < 1 - 1e-6)
    part, weight = members[broken], x[broken]
    both = (part.T @ sparse.diags_array(weight) @ part).toarray()
    np.fill_diagonal(both, 0.0)
    linked = both > 1e-6
    found = []
    for i in np.flatnonzero(linked.any(axis=1)):
        near = np.flatnonzero(linked[i, i + 1 :]) + i + 1
        j, k = np.nonzero(np.triu(linked[np.ix_(near, near)], 1))
        j, k = near[j], near[k]
        enough = both[i, j] + both[i, k] + both[j, k] > 1 + LEAST_VIOLATION
        found.append(np.column_stack([np.full(enough.sum(), i), j[enough], k[enough]]))
    trios = np.concatenate(found) if found else np.empty((0, 3), dtype=np.int64)
    if not len(trios):
        return trios
    excess = trio_coefficients(part, trios).T @ weight - 1.0
    order = np.argsort(-excess, kind="stable")[:CUTS_A_ROUND]
    return trios[order[excess[order] > LEAST_VIOLATION]]
