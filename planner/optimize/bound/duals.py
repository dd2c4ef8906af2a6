"""What a relaxation proves: a bound in whole numbers, and what it says of each group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import sparse

from planner.optimize.bound.cuts import Cuts
from planner.optimize.bound.formulation import IntArray, SideRow


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

    def priced(
        self, members: sparse.csr_array, cost: IntArray, rows: Sequence[SideRow]
    ) -> Bound | None:
        """Hold the same prices against other groups, costs and limits.

        Prices prove a bound of whatever they are paid for, as long as a row of one side has none
        for the other and no reduced cost is negative.

        Parameters
        ----------
        members : csr_array of int64, shape (k, n)
        cost : ndarray of int64, shape (k,)
        rows : sequence of SideRow
            One for each of ``sides``, over the k groups.

        Returns
        -------
        Bound or None
            None: there are other rows.  Where a reduced cost is negative, nothing is proven yet.
        """
        if len(rows) != len(self.sides):
            return None
        total = sum(self.cover.tolist())
        total -= sum(p * most for p, most in zip(self.prices.tolist(), self.cuts.limits.tolist()))
        reduced: IntArray = cost * self.one - members @ self.cover
        reduced += self.cuts.coefficients(members) @ self.prices
        for price, row in zip(self.sides.tolist(), rows, strict=True):
            limit = row.lower if price > 0 else row.upper
            if price and limit is None:
                return None
            total += price * (limit or 0)
            reduced -= row.coefficients * price
        return replace(self, total=total, reduced=reduced)

    def settles(self, most: int) -> bool:
        """Tell whether every plan of the groups within ``most`` costs just that.

        So it is where the prices of the units alone add up to it.
        """
        return self.total == most * self.one and not len(self.cuts) and not self.sides.any()
