"""Prices of groups and states: under the bound of a stage, and under those of earlier stages.

A stage that was kept has a bound of its own, and a plan that keeps the stage
is within that bound's gap as well.  So every state is priced under each of
these bounds, and has to stay within each of the gaps: where the rows are tight,
the linear relaxation of the later stage alone says little of what can still
be finished, and the earlier bound says nearly all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from planner.optimize.bound.cuts import Cuts
from planner.optimize.bound.duals import Bound
from planner.optimize.bound.formulation import IntArray, Partition


@dataclass(frozen=True)
class Kept:
    """An earlier stage: what its bound says of every plan, and so of every state.

    Attributes
    ----------
    name : str
        Of its row.
    cost : ndarray of int64, shape (m,)
        What each group costs in it, in its steps.
    bound : Bound
        Its bound, for these groups and others.
    most : int
        What the stage may come to.
    """

    name: str
    cost: IntArray
    bound: Bound
    most: int

    @property
    def gap(self) -> int:
        """What v may come to in it, in 1 ∕ ``one`` steps."""
        return self.most * self.bound.one - self.bound.total

    def of(self, groups: IntArray) -> Kept:
        """Restrict the stage to some groups."""
        return Kept(self.name, self.cost[groups], self.bound, self.most)


class Price:
    """v under one bound: of groups, and by what a group adds to a state.

    Attributes
    ----------
    base : ndarray of int64, shape (m,)
        c − π of each group.
    duals : ndarray of int64, shape (r,)
        λ of the side rows.
    """

    def __init__(self, members: sparse.csr_array, cost: IntArray, bound: Bound, rows: int):
        self.base: IntArray = cost * bound.one - members @ bound.cover
        # Rows that were kept since have no price in an earlier stage.
        self.duals = np.zeros(rows, dtype=np.int64)
        self.duals[: len(bound.sides)] = bound.sides
        self.cuts: Cuts = bound.cuts
        self.prices = bound.prices
        # Weight of each group in each cut, floors not yet taken.
        self.weight = (members @ bound.cuts.weights.T).tocsr()
        self.weight.sort_indices()
        self.most = np.asarray(bound.cuts.weights.sum(axis=1)).ravel()
        self._gains: dict[tuple[int, int], IntArray] = {}

    def joining(self, group: int) -> Iterator[tuple[int, IntArray]]:
        """Give cuts that a group has weight in, and what joining adds to μ ⌊u ∕ d⌋, by u before."""
        for at in range(self.weight.indptr[group], self.weight.indptr[group + 1]):
            key = int(self.weight.indices[at]), int(self.weight.data[at])
            if key not in self._gains:
                cut, joins = key
                before = np.arange(self.most[cut] + 1)
                divisor = self.cuts.divisors[cut]
                gain = (before + joins) // divisor - before // divisor
                self._gains[key] = self.prices[cut] * gain
            yield key[0], self._gains[key]

    def reduced(self, sums: IntArray) -> IntArray:
        """Give v of each group, with its sums of the side rows."""
        worth = self.weight.copy()
        worth.data = worth.data // self.cuts.divisors[worth.indices]
        reduced: IntArray = self.base + worth @ self.prices - sums @ self.duals
        return reduced


class Priced:
    """The groups that may be chosen, with the parts of their price in this stage and earlier ones.

    Attributes
    ----------
    prices : list of Price
        This stage's, then those of earlier stages.
    """

    def __init__(
        self,
        instance: Partition,
        bound: Bound,
        tie: IntArray,
        kept: Sequence[Kept] = (),
    ):
        self.members = instance.members
        self.cost, self.tie = instance.cost, tie
        self.rows = instance.rows
        rows, members = len(self.rows), instance.members
        self.prices = [Price(members, instance.cost, bound, rows)]
        self.prices += [Price(members, stage.cost, stage.bound, rows) for stage in kept]
        self.base = np.column_stack([price.base for price in self.prices])
        self.duals = np.column_stack([price.duals for price in self.prices])
        self.sums = np.array([row.coefficients for row in instance.rows], dtype=np.int64)
        self.sums = self.sums.reshape(len(instance.rows), len(tie)).T.copy()
        self.reduced = np.column_stack([price.reduced(self.sums) for price in self.prices])
        # At most one row with an upper bound only is held by dominance, the others by equality.
        upper = [r for r, row in enumerate(self.rows) if row.lower is None]
        spread = [int(np.ptp(self.sums[:, r])) for r in upper]
        self.loose = upper[int(np.argmax(spread))] if upper and max(spread) > 0 else None
        self.equal = [r for r in range(len(self.rows)) if r != self.loose]

    def keeps(self, sums: IntArray) -> npt.NDArray[np.bool_]:
        """Tell which sums of whole plans keep the side rows."""
        fits = np.ones(len(sums), dtype=bool)
        for r, row in enumerate(self.rows):
            fits &= (row.lower is None) | (sums[:, r] >= (row.lower or 0))
            fits &= (row.upper is None) | (sums[:, r] <= (row.upper or 0))
        return fits

    def may_keep(self, sums: IntArray) -> npt.NDArray[np.bool_]:
        """Tell which sums of states can still become sums that keep the rows."""
        fits = np.ones(len(sums), dtype=bool)
        for r, row in enumerate(self.rows):
            if row.upper is not None and (self.sums[:, r] >= 0).all():
                fits &= sums[:, r] <= row.upper
        return fits
