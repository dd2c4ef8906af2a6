"""Separation: which cuts a fractional solution breaks.

Trios and fours near each other are looked at one by one: three units of
weight 1 and d = 2 say that two groups cannot each hold two of three (Jepsen,
Petersen, Spoorendonk and Pisinger 2008); the weights for four units are those
of Pecin, Pessoa, Poggi and Uchoa (2017).

Larger sets, of weights below d, for d = 2 (zero-half cuts of the cover rows,
Caprara and Fischetti 1996) and d = 3, are too many for that.  Weights grow and
shrink unit by unit, as it gains most; the broken cuts that they pass are kept.
Where groups pack badly, along a ring of units or in a narrow valley, these
are the ones that close the gap, and d = 3 closes half of what d = 2 leaves
where groups have three members in the mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

import numpy as np
import numpy.typing as npt
from scipy import sparse

from planner.optimize.bound.cuts import Cuts, IntArray, cuts_on, no_cuts
from planner.optimize.effort import USUAL, Cutting

FloatArray = npt.NDArray[np.float64]

# Weights and divisor, by the number of units.
PATTERNS: dict[int, tuple[tuple[int, ...], int]] = {3: ((1, 1, 1), 2), 4: ((2, 1, 1, 1), 3)}
# Sets that are looked at together, so that they fit into the cache.
SETS_AT_ONCE = 4096
# Values of groups are counted in these parts of one, and what may not happen gains least.
PARTS, NEVER = 1 << 16, np.iinfo(np.int32).min


def violated(members: sparse.csr_array, x: FloatArray, cutting: Cutting = USUAL.cutting) -> Cuts:
    """Find cuts that a fractional solution breaks.

    Parameters
    ----------
    members : csr_array, shape (m, n)
        Groups of the master.
    x : ndarray, shape (m,)
        Their values.
    cutting : Cutting
        Its divisors are those of sets of any size.

    Returns
    -------
    Cuts
        The most violated first, of each sort at most ``cuts_a_round``.
    """
    broken = (x > 1e-6) & (x < 1 - 1e-6)
    part, weight = members[broken], x[broken]
    # Of units that are always together one is enough: the others give the same row again.
    held = part.T.toarray().astype(np.uint8)
    _, one = np.unique(held, axis=0, return_index=True)
    one = np.sort(one[held[one].any(axis=1)])
    few = part[:, one]
    both = (few.T @ sparse.diags_array(weight) @ few).toarray()
    np.fill_diagonal(both, 0.0)
    trios = _trios(both, both > 1e-6)
    found = _small(held[one], weight, trios, both > 1e-6, one, len(held), cutting)
    for divisor in cutting.divisors:
        found = found.and_(_larger(held[one], weight, trios, divisor, one, len(held), cutting))
    return found


def _small(
    incidence: npt.NDArray[np.uint8],
    weight: FloatArray,
    sets: IntArray,
    near: npt.NDArray[np.bool_],
    units: IntArray,
    n: int,
    cutting: Cutting,
) -> Cuts:
    """Of trios, and of the fours that the nearest of them grow to, the cuts that are broken.

    Parameters
    ----------
    incidence : ndarray of uint8, shape (u, k)
        Which fractional groups hold each unit that is looked at.
    weight : ndarray, shape (k,)
        Their values.
    sets : ndarray of int64, shape (s, 3)
        Trios of the u units.
    near : ndarray of bool, shape (u, u)
        Units that some group holds both of.
    units : ndarray of int64, shape (u,)
        Which of the n units they are.
    n : int
        All units.
    cutting : Cutting
        How many, and how badly broken.
    """
    found, excess = no_cuts(n), np.empty(0)
    for size, (pattern, divisor) in PATTERNS.items():
        if not len(sets):
            break
        closest = np.full(len(sets), -np.inf)
        for weights in sorted(set(permutations(pattern))):
            over = _over(incidence, weight, sets, weights, divisor)
            closest = np.maximum(closest, over)
            hit = np.flatnonzero(over > cutting.least_violation)
            each = np.tile(np.array(weights, dtype=np.int64), (len(hit), 1))
            divisors = np.full(len(hit), divisor, dtype=np.int64)
            found = found.and_(cuts_on(units[sets[hit]], each, divisors, n))
            excess = np.concatenate([excess, over[hit]])
        if size + 1 in PATTERNS:
            sets = _grown(
                sets[np.argsort(-closest, kind="stable")[: cutting.trios_that_grow]], near
            )
    return found.of(np.argsort(-excess, kind="stable")[: cutting.cuts_a_round])


def _over(
    incidence: npt.NDArray[np.uint8],
    weight: FloatArray,
    sets: IntArray,
    weights: tuple[int, ...],
    divisor: int,
) -> FloatArray:
    """By how much each set breaks its cut."""
    over = np.empty(len(sets))
    for start in range(0, len(sets), SETS_AT_ONCE):
        some = sets[start : start + SETS_AT_ONCE]
        worth = sum(incidence[some[:, q]] * np.uint8(u) for q, u in enumerate(weights))
        over[start : start + SETS_AT_ONCE] = (worth // np.uint8(divisor)) @ weight
    # Rounded, so that sums in another order give the same cuts.
    return np.round(over - sum(weights) // divisor, 9)


def _larger(
    incidence: npt.NDArray[np.uint8],
    weight: FloatArray,
    trios: IntArray,
    divisor: int,
    units: IntArray,
    n: int,
    cutting: Cutting,
) -> Cuts:
    """Let weights of units grow and shrink one by one; the broken cuts that they pass.

    Parameters
    ----------
    held, weight, units, n, cutting
        See :func:`_small`.
    trios : ndarray of int64, shape (s, 3)
        Where to begin.
    divisor : int
        d; weights are at most d − 1.
    """
    grown = _Weights(incidence, weight, trios, divisor, cutting)
    seen: dict[bytes, float] = {}
    for _ in range(cutting.changes if grown.sets.size else 0):
        grown.change()
        for chosen, depth in grown.broken():
            seen.setdefault(chosen, depth)
    # Deep ones first: how far the solution lies beyond the cut.
    deep = sorted(seen, key=lambda chosen: (-round(seen[chosen], 6), chosen))
    deep = deep[: cutting.cuts_a_round]
    rows = np.zeros((len(deep), n), dtype=np.int64)
    for row, chosen in enumerate(deep):
        rows[row, units] = np.frombuffer(chosen, dtype=np.int8)
    return Cuts(sparse.csr_array(rows), np.full(len(deep), divisor, dtype=np.int64))


class _Weights:
    """Sets of weighted units that grow and shrink side by side, each as it gains most.

    A unit whose weight rises by one adds the values of its groups that this
    brings to a multiple of the divisor, and costs 1 ∕ d of them; one whose
    weight falls takes away the values of those that it brings below one.

    Attributes
    ----------
    sets : ndarray of int8, shape (u, s)
        Weights of the units, a column for each set.
    """

    def __init__(
        self,
        incidence: npt.NDArray[np.uint8],
        weight: FloatArray,
        trios: IntArray,
        divisor: int,
        cutting: Cutting,
    ):
        u = len(incidence)
        begun = np.zeros((u, len(trios)), dtype=np.int8)
        begun[trios.T, np.arange(len(trios))] = 1
        # In whole numbers sums are the same in any order, and equal gains are equal.
        self._value = np.rint(weight * PARTS).astype(np.int32)
        part = sparse.csr_array(incidence.T.astype(np.int32))
        best = np.argsort(-(self._value @ (part @ begun // 2)), kind="stable")[: cutting.seeds]
        self.sets = np.concatenate([begun[:, best], np.eye(u, dtype=np.int8)], axis=1)
        self._by_group = np.ascontiguousarray(incidence.T, dtype=np.int8)
        self._by_unit = sparse.csr_array(incidence * self._value)
        self._divisor, self._cutting = divisor, cutting
        # Weight of each fractional group in each set; until which change each unit rests in it.
        self._worth = np.asarray(part @ self.sets, dtype=np.int8)
        self._rests = cutting.rests * self.sets.astype(np.int32)
        self._sizes = self.sets.sum(axis=0, dtype=np.int32)
        self._changes = 0

    def change(self) -> None:
        """Change one unit of each set: the one with which it gains most."""
        share, top = PARTS // self._divisor, self._divisor - 1
        over = self._worth - self._worth // self._divisor * np.int8(self._divisor)
        gain = self._by_unit @ (over == top).astype(np.int32) - share
        down = share - self._by_unit @ (over == 0).astype(np.int32)
        np.copyto(gain, NEVER, where=self.sets == top)
        falls = (self.sets > 0) & (down > gain)
        np.copyto(gain, down, where=falls)
        np.copyto(gain, NEVER, where=self._rests > self._changes)
        unit, each = gain.argmax(axis=0), np.arange(self.sets.shape[1])
        step = np.where(falls[unit, each], -1, 1).astype(np.int8)
        self.sets[unit, each] += step
        self._worth += self._by_group[:, unit] * step
        self._sizes += step
        self._changes += 1
        self._rests[unit, each] = self._changes + self._cutting.rests

    def broken(self) -> Iterator[tuple[bytes, float]]:
        """Give the sets whose cut is broken, and how far the solution lies beyond it."""
        worth = (self._worth // self._divisor).astype(np.int32)
        beyond = self._value @ worth / PARTS - self._sizes // self._divisor
        enough = (self._sizes % self._divisor > 0) & (beyond > self._cutting.least_violation)
        at = np.flatnonzero(enough)
        sets = np.ascontiguousarray(self.sets[:, at].T)
        lengths = np.sqrt(np.square(sets, dtype=np.int32).sum(axis=1))
        many = np.count_nonzero(sets, axis=1) > max(PATTERNS)
        for s in np.flatnonzero(many).tolist():
            yield sets[s].tobytes(), float(beyond[at[s]] / lengths[s])


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
