"""Subset-row cuts: what whole plans keep and fractional ones break.

Give the units of a small set whole weights u and choose a divisor d.  A group
is then worth ⌊u(g) ∕ d⌋, and since groups are disjoint, a plan is worth at
most ⌊u ∕ d⌋ of the whole set.  Three units of weight 1 and d = 2 say that two
groups cannot each hold two of three (Jepsen, Petersen, Spoorendonk and
Pisinger 2008); the weights for four and five units are those of Pecin,
Pessoa, Poggi and Uchoa (2017) for which Σ u ≡ −1 (mod d).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

import numpy as np
import numpy.typing as npt
from scipy import sparse

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

# Weights and divisor, by the number of units.
PATTERNS: dict[int, list[tuple[tuple[int, ...], int]]] = {
    3: [((1, 1, 1), 2)],
    4: [((2, 1, 1, 1), 3)],
    5: [((1, 1, 1, 1, 1), 2), ((1, 1, 1, 1, 1), 3), ((3, 1, 1, 1, 1), 4), ((2, 2, 1, 1, 1), 4)],
}
# Sets that are nearest to being violated grow by one unit more.
SETS_THAT_GROW = 400
CUTS_A_ROUND = 150
# A cut must be violated by this much to be worth a row.
LEAST_VIOLATION = 0.02


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


def violated(members: sparse.csr_array, x: FloatArray, largest: int = 4) -> Cuts:
    """Find cuts that a fractional solution breaks.

    Parameters
    ----------
    members : csr_array, shape (m, n)
        Groups of the master.
    x : ndarray, shape (m,)
        Their values.
    largest : int
        Most units in a set.

    Returns
    -------
    Cuts
        The most violated first, at most ``CUTS_A_ROUND``.
    """
    n = members.shape[1]
    broken = (x > 1e-6) & (x < 1 - 1e-6)
    part, weight = members[broken].toarray(), x[broken]
    both = (part.T * weight) @ part
    np.fill_diagonal(both, 0.0)
    near = both > 1e-6
    found, excess = no_cuts(n), np.empty(0)
    sets = _trios(both, near)
    for size in range(3, largest + 1):
        if not len(sets):
            break
        closest = np.full(len(sets), -np.inf)
        for pattern, divisor in PATTERNS[size]:
            for weights in sorted(set(permutations(pattern))):
                worth = sum(part[:, sets[:, q]] * u for q, u in enumerate(weights)) // divisor
                over = weight @ worth - sum(pattern) // divisor
                closest = np.maximum(closest, over)
                hit = np.flatnonzero(over > LEAST_VIOLATION)
                each = np.tile(np.array(weights, dtype=np.int64), (len(hit), 1))
                divisors = np.full(len(hit), divisor, dtype=np.int64)
                found = found.and_(cuts_on(sets[hit], each, divisors, n))
                excess = np.concatenate([excess, over[hit]])
        if size < largest:
            sets = _grown(sets[np.argsort(-closest, kind="stable")[:SETS_THAT_GROW]], near)
    return found.of(np.argsort(-excess, kind="stable")[:CUTS_A_ROUND])


def _trios(both: FloatArray, near: npt.NDArray[np.bool_]) -> IntArray:
    """List trios whose pairs are so often together that a cut could be violated."""
    found = [np.empty((0, 3), dtype=np.int64)]
    for i in np.flatnonzero(near.any(axis=1)):
        others = np.flatnonzero(near[i, i + 1 :]) + i + 1
        j, k = np.nonzero(np.triu(near[np.ix_(others, others)], 1))
        j, k = others[j], others[k]
        # The best that four or five units can add is worth half a group.
        enough = both[i, j] + both[i, k] + both[j, k] > 0.5
        found.append(np.column_stack([np.full(enough.sum(), i), j[enough], k[enough]]))
    return np.concatenate(found)


def _grown(sets: IntArray, near: npt.NDArray[np.bool_]) -> IntArray:
    """Add to each set each unit that is near one of its members; each result once."""
    open_ = np.asarray(near[sets].any(axis=1))
    open_[np.arange(len(sets))[:, None], sets] = False
    row, unit = np.nonzero(open_)
    grown = np.sort(np.column_stack([sets[row], unit]), axis=1)
    return np.unique(grown, axis=0)
