"""Subset-row cuts: what whole plans keep and fractional ones break.

Give the units of a set whole weights u and choose a divisor d.  A group is
then worth ⌊u(g) ∕ d⌋, and since groups are disjoint, a plan is worth at most
⌊u ∕ d⌋ of the whole set: of an odd number of units, groups can hold no more
pairs than half the number less one.  `separation` finds those that are broken.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Cuts:
    """Rows Σ_g ⌊u(g) ∕ d⌋ x_g ≤ ⌊u(U) ∕ d⌋.

    Attributes
    ----------
    weights : csr_array of int64, shape (k, n)
        u of each cut.
    divisors : ndarray of int64, shape (k,)
        d of each cut.
    """

    weights: sparse.csr_array
    divisors: IntArray

    def __len__(self) -> int:
        return len(self.divisors)

    @property
    def limits(self) -> IntArray:
        """Right-hand sides ⌊u(U) ∕ d⌋, shape (k,)."""
        sums = np.asarray(self.weights.sum(axis=1)).ravel()
        limits: IntArray = (sums // self.divisors).astype(np.int64)
        return limits

    def coefficients(self, members: sparse.csr_array) -> sparse.csr_array:
        """Worth ⌊u(g) ∕ d⌋ of each of m groups in each cut, shape (m, k)."""
        worth: sparse.csr_array = (members @ self.weights.T).tocsr()
        worth.data = worth.data // self.divisors[worth.indices]
        worth.eliminate_zeros()
        return worth

    def of(self, chosen: IntArray | npt.NDArray[np.bool_]) -> Cuts:
        """Some of the cuts."""
        return Cuts(self.weights[chosen], self.divisors[chosen])

    def and_(self, other: Cuts) -> Cuts:
        """These cuts, then others."""
        return Cuts(
            sparse.vstack([self.weights, other.weights], format="csr"),
            np.concatenate([self.divisors, other.divisors]),
        )


class Worth:
    """What the groups of a pool are worth in cuts, computed when a cut first has a price.

    Of hundreds of cuts that are sought in a round few ever have one.

    Parameters
    ----------
    cuts : Cuts
        The cuts to begin with.
    members : csr_array of int64, shape (m, n)
        The pool.
    """

    def __init__(self, cuts: Cuts, members: sparse.csr_array):
        self.cuts, self._members = cuts, members
        self._by_unit: sparse.csr_array | None = None
        # A row for each cut; those of cuts that had no price so far are empty.
        self._by_cut = self._nothing(len(cuts))
        self._priced = np.zeros(len(cuts), dtype=bool)

    def add(self, more: Cuts) -> None:
        """Go on with more cuts."""
        self.cuts = self.cuts.and_(more)
        self._by_cut = sparse.vstack([self._by_cut, self._nothing(len(more))], format="csr")
        self._priced = np.concatenate([self._priced, np.zeros(len(more), dtype=bool)])

    def keep(self, chosen: npt.NDArray[np.bool_]) -> None:
        """Go on with some of the cuts."""
        self.cuts, self._by_cut = self.cuts.of(chosen), self._by_cut[chosen]
        self._priced = self._priced[chosen]

    def at(self, prices: IntArray) -> IntArray:
        """Price what each group is worth, shape (m,)."""
        new = np.flatnonzero((prices != 0) & ~self._priced)
        if len(new):
            place = sparse.csr_array(
                (np.ones_like(new), (new, np.arange(len(new)))), shape=(len(prices), len(new))
            )
            self._by_cut = self._by_cut + place @ self._worth(self.cuts.of(new))
            self._priced[new] = True
        priced: IntArray = self._by_cut.T @ prices
        return priced

    def _worth(self, cuts: Cuts) -> sparse.csr_array:
        if self._by_unit is None:
            self._by_unit = self._members.T.tocsr()
        worth: sparse.csr_array = cuts.weights @ self._by_unit
        worth.data = worth.data // np.repeat(cuts.divisors, np.diff(worth.indptr))
        worth.eliminate_zeros()
        return worth

    def _nothing(self, k: int) -> sparse.csr_array:
        return sparse.csr_array((k, self._members.shape[0]), dtype=np.int64)


def no_cuts(n: int) -> Cuts:
    """Give no cuts on n units."""
    return Cuts(sparse.csr_array((0, n), dtype=np.int64), np.empty(0, dtype=np.int64))


def cuts_on(sets: IntArray, weights: IntArray, divisors: IntArray, n: int) -> Cuts:
    """Write cuts on sets of units, all of one size.

    Parameters
    ----------
    sets, weights : ndarray of int64, shape (k, s)
        Rows of units, and the weight of each.
    divisors : ndarray of int64, shape (k,)
    n : int
        Number of units.
    """
    k, size = sets.shape
    pointers = np.arange(0, k * size + 1, size)
    shape = (k, n)
    return Cuts(sparse.csr_array((weights.ravel(), sets.ravel(), pointers), shape=shape), divisors)
