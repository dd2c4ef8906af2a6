"""Separation: which cuts a fractional solution breaks.

Trios and fours near each other are looked at one by one: three units of
weight 1 and d = 2 say that two groups cannot each hold two of three (Jepsen,
Petersen, Spoorendonk and Pisinger 2008); the weights for four units are those
of Pecin, Pessoa, Poggi and Uchoa (2017).

Larger odd sets, all of weight 1 and d = 2 (zero-half cuts of the cover rows,
Caprara and Fischetti 1996), are too many for that.  A set grows and shrinks
unit by unit, as it gains most; the odd ones that it passes are kept.  Where
groups pack badly, along a ring of units or in a narrow valley, these are the
ones that close the gap.
"""

from __future__ import annotations

from itertools import permutations

import numpy as np
import numpy.typing as npt
from scipy import sparse

from planner.solve.cuts import Cuts, IntArray, cuts_on, no_cuts

FloatArray = npt.NDArray[np.float64]

# Weights and divisor, by the number of units.
PATTERNS: dict[int, tuple[tuple[int, ...], int]] = {3: ((1, 1, 1), 2), 4: ((2, 1, 1, 1), 3)}
# Trios that are nearest to being violated grow by one unit more.
SETS_THAT_GROW = 400
# Sets that are looked at together.
SETS_AT_ONCE = 4096
# Most cuts of each sort in a round.
CUTS_A_ROUND = 150
# A cut must be violated by this much to be worth a row.
LEAST_VIOLATION = 0.02
# Trios from which odd sets grow, beside single units; changes of each, and for how many of them
# a changed unit rests.
SEEDS, CHANGES, REST = 300, 32, 6


def violated(members: sparse.csr_array, x: FloatArray, odd: bool = True) -> Cuts:
    """Find cuts that a fractional solution breaks.

    Parameters
    ----------
    members : csr_array, shape (m, n)
        Groups of the master.
    x : ndarray, shape (m,)
        Their values.
    odd : bool
        Look for odd sets of any size as well.

    Returns
    -------
    Cuts
        The most violated first, of each sort at most ``CUTS_A_ROUND``.
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
    found = _small(held[one], weight, trios, both > 1e-6, one, len(held))
    return found.and_(_odd(few, weight, trios, one, len(held))) if odd else found


def _small(
    held: npt.NDArray[np.uint8],
    weight: FloatArray,
    sets: IntArray,
    near: npt.NDArray[np.bool_],
    units: IntArray,
    n: int,
) -> Cuts:
    """Of trios, and of the fours that the nearest of them grow to, the cuts that are broken.

    Parameters
    ----------
    held : ndarray of uint8, shape (u, k)
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
    """
    found, excess = no_cuts(n), np.empty(0)
    for size, (pattern, divisor) in PATTERNS.items():
        if not len(sets):
            break
        closest = np.full(len(sets), -np.inf)
        for weights in sorted(set(permutations(pattern))):
            over = _over(held, weight, sets, weights, divisor)
            closest = np.maximum(closest, over)
            hit = np.flatnonzero(over > LEAST_VIOLATION)
            each = np.tile(np.array(weights, dtype=np.int64), (len(hit), 1))
            divisors = np.full(len(hit), divisor, dtype=np.int64)
            found = found.and_(cuts_on(units[sets[hit]], each, divisors, n))
            excess = np.concatenate([excess, over[hit]])
        if size + 1 in PATTERNS:
            sets = _grown(sets[np.argsort(-closest, kind="stable")[:SETS_THAT_GROW]], near)
    return found.of(np.argsort(-excess, kind="stable")[:CUTS_A_ROUND])


def _over(
    held: npt.NDArray[np.uint8],
    weight: FloatArray,
    sets: IntArray,
    weights: tuple[int, ...],
    divisor: int,
) -> FloatArray:
    """By how much each set breaks its cut."""
    over = np.empty(len(sets))
    for start in range(0, len(sets), SETS_AT_ONCE):
        some = sets[start : start + SETS_AT_ONCE]
        worth = sum(held[some[:, q]] * np.uint8(u) for q, u in enumerate(weights))
        over[start : start + SETS_AT_ONCE] = (worth // np.uint8(divisor)) @ weight
    # Rounded, so that sums in another order give the same cuts.
    return np.round(over - sum(weights) // divisor, 9)


def _odd(
    part: sparse.csr_array, weight: FloatArray, trios: IntArray, units: IntArray, n: int
) -> Cuts:
    """Let sets of units grow and shrink; the broken cuts on odd ones.

    A unit that joins a set adds the values of its groups that hold an odd
    number of the set, and costs one half; one that leaves takes away the
    values of those that hold an even number.

    Parameters
    ----------
    part : csr_array, shape (k, u)
        Which units that are looked at groups of fractional value hold.
    weight : ndarray, shape (k,)
        Their values.
    trios : ndarray of int64, shape (s, 3)
        Where to begin.
    units : ndarray of int64, shape (u,)
        Which of the n units they are.
    n : int
        All units.
    """
    begun = np.zeros((len(units), len(trios)))
    begun[trios.T, np.arange(len(trios))] = 1.0
    best = np.argsort(-(weight @ (part @ begun // 2)), kind="stable")[:SEEDS]
    sets = np.concatenate([begun[:, best], np.eye(len(units))], axis=1)
    if not sets.size:
        return no_cuts(n)
    by_unit = (part.T @ sparse.diags_array(weight)).tocsr()
    total = np.asarray(by_unit.sum(axis=1)).reshape(-1, 1)
    rests, each = (REST * sets).astype(np.int8), np.arange(sets.shape[1])
    seen: dict[bytes, float] = {}
    for _ in range(CHANGES):
        odd = by_unit @ (part @ sets % 2)
        gain = np.where(sets > 0, 0.5 - total + odd, odd - 0.5)
        gain[rests > 0] = -np.inf
        # Rounded, so that units that gain as much are taken in their order.
        unit = np.round(gain, 6).argmax(axis=0)
        sets[unit, each] = 1.0 - sets[unit, each]
        rests = np.maximum(rests - 1, 0).astype(np.int8)
        rests[unit, each] = REST
        size = sets.sum(axis=0)
        over = weight @ (part @ sets // 2) - size // 2
        for s in np.flatnonzero((size % 2 == 1) & (size > 3) & (over > LEAST_VIOLATION)):
            seen.setdefault(sets[:, s].astype(bool).tobytes(), float(over[s] / np.sqrt(size[s])))
    # Deep ones first: how far the solution lies beyond the cut.
    deep = sorted(seen, key=lambda chosen: (-round(seen[chosen], 6), chosen))[:CUTS_A_ROUND]
    rows = np.zeros((len(deep), n), dtype=np.int64)
    for row, chosen in enumerate(deep):
        rows[row, units] = np.frombuffer(chosen, dtype=bool)
    return Cuts(sparse.csr_array(rows), np.full(len(deep), 2, dtype=np.int64))


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
