"""Frontier search: what is left after the bound, searched to the end in whole numbers.

The duals leave a gap: a plan that costs at most the best value known holds
only groups whose reduced costs sum to no more than the gap.  All such plans
are searched, unit by unit in a fixed order.  A *state* is the union W of the
groups chosen so far, which covers all units before the present one and some
after it; it is priced as if it were one group,

    v(W) = Σ c − π(W) + Σ_t μ_t ⌊u_t(W) ∕ d_t⌋ − Σ_r λ_r k_r(W),

with the duals π of the units, μ of the cuts and λ of the side rows, of which
k is the sum so far.  v never falls when a disjoint group joins, for reduced
costs are not negative and ⌊·⌋ is superadditive.  So states of v above the gap
are dropped; of states with the same units and sums only the cheapest stays.
A plan costs at least the bound + v: when no state is left, none is better.

The order of the units matters, and one pass at the full gap is not cheap.
Passes with a part of the gap run from both ends first.  What a pass from the
other end shows every finish to cost (``rest``) is added to v, and states that
cannot be finished within the gap drop out early.  States, not seconds, limit
the effort: the end is the same on every machine.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import reverse_cuthill_mckee

from planner.solve.formulation import IntArray, Partition
from planner.solve.relaxation import Bound

WordArray = npt.NDArray[np.uint64]
BITS = 64
ONE, SHIFT = np.uint64(1), np.uint64(BITS - 1)
# Odd number that spreads the words of a state over 64 bits.
MIX = np.uint64(0x9E3779B97F4A7C15)
# Parts of the gap, in eighths, with which passes run.
EIGHTHS = (1, 2, 4, 6, 8)
# Most states at one unit: some 200 bytes each while they are sorted.
MOST_STATES = 6_000_000
# Most states of the short passes that compare orders of the units.
TRIAL_STATES = 100_000
# Beam search: groups of least reduced cost for each unit, and states of least v that go on;
# more of both after a dead end.
BEAMS = ((8, 300), (16, 1000), (32, 4000))
# More than any plan is worth, and far from the end of 64 bits.
NO_GAP = 1 << 61


@dataclass(frozen=True)
class Found:
    """What a search found.

    Attributes
    ----------
    chosen : ndarray of int64 or None
        Best plan within the limit, as groups of the instance.
    beyond : int
        Proven: every plan that is not ``chosen`` or as good costs at least
        this, in whole steps.
    complete : bool
        Nothing within the limit was left unsearched.
    states : int
        States that were kept.
    """

    chosen: IntArray | None
    beyond: int
    complete: bool
    states: int


def search(
    instance: Partition,
    bound: Bound,
    most: int,
    deadline: float,
    tie: IntArray | None = None,
    most_states: int = MOST_STATES,
) -> Found:
    """Find the best plan that costs at most ``most``, or prove that there is none.

    Parameters
    ----------
    instance : Partition
        The pool.
    bound : Bound
        Its bound, for the same groups.
    most : int
        In whole steps.
    deadline : float
        ``time.monotonic()`` at which to stop.
    tie : ndarray of int64, shape (m,), optional
        Chooses among plans of equal cost: the smaller sum.
    most_states : int
        Most states at one unit.
    """
    gap = most * bound.one - bound.total
    if gap < 0:
        return Found(None, most + 1, True, 0)
    groups = np.flatnonzero(bound.reduced <= gap)
    if not _covers(instance.members[groups]):
        return Found(None, most + 1, True, 0)
    tie = np.zeros(len(instance.cost), dtype=np.int64) if tie is None else tie
    priced = _Priced(instance.of(groups), bound, groups, tie[groups])
    both, states = _best_order(priced, gap, deadline)
    # Proven: any other plan costs more than the bound + reached.
    reached, best = -1, None
    turn = {0: 0, 1: 0}
    while turn:
        # The end that was cheaper goes on.
        end = min(turn, key=lambda e: (both[e].states, e))
        here, other = both[end], both[1 - end]
        cap = gap * EIGHTHS[turn[end]] // EIGHTHS[-1]
        done = here.sweep(min(cap, gap), gap, other.curve[::-1], most_states, deadline)
        states += here.states
        if not done:
            del turn[end]
            continue
        reached = max(reached, min(cap, gap))
        if here.chosen is not None:
            value = int(instance.cost[groups[here.chosen]].sum())
            if value <= most:
                best, most = groups[here.chosen], value
                gap = min(gap, most * bound.one - bound.total)
        if reached >= gap:
            return Found(best, most + 1 if best is None else most, True, states)
        turn[end] += 1
    return Found(best, (bound.total + reached) // bound.one + 1, False, states)


def beam(instance: Partition, bound: Bound, deadline: float) -> IntArray | None:
    """Find a good plan: the same search with few groups and states, from both ends.

    Parameters
    ----------
    instance, bound, deadline
        See :func:`search`.

    Returns
    -------
    ndarray of int64 or None
        Groups of the instance; None: every try came to a dead end.
    """
    n = instance.members.shape[1]
    rank = np.argsort(bound.reduced, kind="stable")
    for groups_a_unit, width in BEAMS:
        groups = np.sort(rank[: groups_a_unit * n])
        if not _covers(instance.members[groups]):
            continue
        priced = _Priced(instance.of(groups), bound, groups, np.zeros(len(groups), dtype=np.int64))
        order, rest = _narrow_order(priced.members), np.zeros(n + 1, dtype=np.int64)
        plans = []
        for ordered in (order, order[::-1]):
            end = _Direction(priced, ordered)
            end.sweep(NO_GAP, NO_GAP, rest, MOST_STATES, deadline, width)
            if end.chosen is not None:
                plans.append(groups[end.chosen])
        if plans:
            return min(plans, key=lambda plan: int(instance.cost[plan].sum()))
    return None


def _narrow_order(members: sparse.csr_array) -> IntArray:
    """Order the units so that each group spans few places."""
    near = (members.T @ members).tocsr().astype(np.float64)
    return np.asarray(reverse_cuthill_mckee(near, symmetric_mode=True), dtype=np.int64)


def _covers(members: sparse.csr_array) -> bool:
    return bool((np.bincount(members.indices, minlength=members.shape[1]) > 0).all())


class _Priced:
    """The groups that may be chosen, with the parts of their price."""

    def __init__(self, instance: Partition, bound: Bound, groups: IntArray, tie: IntArray):
        self.members = instance.members
        self.reduced = bound.reduced[groups]
        self.base = instance.cost * bound.one - instance.members @ bound.cover
        self.cost, self.tie = instance.cost, tie
        self.rows, self.duals = instance.rows, bound.sides
        self.sums = np.array([row.coefficients for row in instance.rows], dtype=np.int64)
        self.sums = self.sums.reshape(len(instance.rows), len(groups)).T.copy()
        # At most one row with an upper bound only is held by dominance, the others by equality.
        upper = [r for r, row in enumerate(self.rows) if row.lower is None]
        spread = [int(np.ptp(self.sums[:, r])) for r in upper]
        self.loose = upper[int(np.argmax(spread))] if upper and max(spread) > 0 else None
        self.equal = [r for r in range(len(self.rows)) if r != self.loose]
        self.cuts, self.prices = bound.cuts, bound.prices
        # Weight of each group in each cut, floors not yet taken.
        self.weight = (instance.members @ bound.cuts.weights.T).tocsr()
        self.weight.sort_indices()

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


def _best_order(priced: _Priced, gap: int, deadline: float) -> tuple[list[_Direction], int]:
    """Choose the order of the units whose frontier holds the fewest states.

    Orders of small bandwidth, by all groups and by those that cost little, are
    tried from both ends with the smallest part of the gap.
    """
    tried, states = [], 0
    for part in (1, 4):
        cheap = priced.members[priced.reduced <= gap // part]
        order = _narrow_order(cheap)
        both = [_Direction(priced, order), _Direction(priced, order[::-1])]
        cap = gap // EIGHTHS[-1]
        for end in (0, 1):
            both[end].sweep(cap, gap, both[1 - end].curve[::-1], TRIAL_STATES, deadline)
        total = both[0].states + both[1].states
        stopped = sum(each.stopped for each in both)
        states += total
        tried.append(((stopped, total), part, both))
    return min(tried, key=lambda each: each[:2])[2], states


class _Direction:
    """Passes over the units in one order.

    ``curve[j]`` is what covering the first j units costs at least, in any
    plan within the gap.
    """

    def __init__(self, priced: _Priced, order: IntArray):
        self.priced = priced
        members = priced.members
        m, n = members.shape
        self.place = np.empty(n, dtype=np.int64)
        self.place[order] = np.arange(n)
        places = self.place[members.indices]
        starts = members.indptr[:-1]
        first = np.minimum.reduceat(places, starts)
        last = np.maximum.reduceat(places, starts)
        self.words = int((last - first).max()) // BITS + 1
        self.masks = np.zeros((m, self.words), dtype=np.uint64)
        offset = places - np.repeat(first, np.diff(members.indptr))
        row = np.repeat(np.arange(m), np.diff(members.indptr))
        np.bitwise_or.at(
            self.masks, (row, offset // BITS), ONE << (offset % BITS).astype(np.uint64)
        )
        by_first = np.lexsort((priced.reduced, first))
        edges = np.searchsorted(first[by_first], np.arange(n + 1))
        self.starting = [by_first[a:b] for a, b in zip(edges[:-1], edges[1:])]
        self.curve = np.zeros(n + 1, dtype=np.int64)
        self.states = 0
        self.stopped = False
        self.chosen: IntArray | None = None

    def sweep(
        self,
        cap: int,
        gap: int,
        rest: IntArray,
        most_states: int,
        deadline: float,
        width: int | None = None,
    ) -> bool:
        """Search all plans of v ≤ cap; False when the effort ran out.

        Parameters
        ----------
        cap, gap : int
            In 1 ∕ ``one`` steps.
        rest : ndarray of int64, shape (n + 1,)
            What units from a place on cost at least, if none is covered yet.
        most_states : int
            Most states at one unit.
        deadline : float
        width : int, optional
            Go on with only so many states of least v: a heuristic that proves nothing.
        """
        n = len(self.place)
        self.chosen, self.states = None, 0
        curve = np.full(n + 1, cap, dtype=np.int64)
        curve[0] = 0
        states = _States.empty_set(self.words, len(self.priced.rows))
        trace: list[tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]] = []
        for place in range(n):
            states, source, group = self._step(states, place, cap)
            value = states.value(self.priced)
            end = np.minimum(place + 1 + states.length(), n)
            fits = (value + rest[end] <= gap) & self.priced.may_keep(states.sums)
            kept = states.cheapest(np.flatnonzero(fits), self.priced)
            if width is not None and len(kept) > width:
                least = np.argsort(value[kept], kind="stable")[:width]
                kept = np.sort(kept[least])
            states, value = states.of(kept), value[kept]
            trace.append((source[kept].astype(np.int32), group[kept].astype(np.int32)))
            self.states += len(kept)
            if not len(kept):
                break
            curve[place + 1] = min(cap, int(value.min()))
            if len(kept) > most_states or time.monotonic() > deadline:
                curve[place + 2 :] = curve[place + 1]
                self.curve = np.maximum(self.curve, curve)
                self.stopped = True
                return False
        self.curve = np.maximum(self.curve, curve)
        if len(states):
            whole = np.flatnonzero(self.priced.keeps(states.sums))
            if len(whole):
                order = np.lexsort((states.ties[whole], states.base[whole]))
                self.chosen = _backwards(trace, int(whole[order[0]]))
        return True

    def _step(
        self, states: _States, place: int, cap: int
    ) -> tuple[_States, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Cover one more unit in every way, and move on to the next."""
        priced = self.priced
        covered = (states.units[:, 0] & ONE).astype(bool)
        bare = np.flatnonzero(~covered)
        units, sums = states.units[bare], states.sums[bare]
        base, ties = states.base[bare], states.ties[bare]
        value = states.of(bare).value(priced)
        parts = [states.of(np.flatnonzero(covered))]
        sources = [np.flatnonzero(covered)]
        groups = [np.full(len(sources[0]), -1, dtype=np.int64)]
        for group in self.starting[place]:
            fits = np.flatnonzero(value <= cap - priced.reduced[group])
            mask = self.masks[group]
            for word in np.flatnonzero(mask):
                fits = fits[units[fits, word] & mask[word] == 0]
            if not len(fits):
                continue
            grown = base[fits] + priced.base[group]
            grown += self._cut_prices(units[fits], group, place)
            after = sums[fits] + priced.sums[group]
            fine = np.flatnonzero(grown - after @ priced.duals <= cap)
            if not len(fine):
                continue
            fits = fits[fine]
            parts.append(
                _States(
                    units[fits] | mask, after[fine], grown[fine], ties[fits] + priced.tie[group]
                )
            )
            sources.append(bare[fits])
            groups.append(np.full(len(fits), group, dtype=np.int64))
        joined = _States.joined(parts)
        joined.move_on()
        return joined, np.concatenate(sources), np.concatenate(groups)

    def _cut_prices(self, units: WordArray, group: int, place: int) -> IntArray:
        """What joining a group adds to Σ μ ⌊u ∕ d⌋ of each state."""
        priced = self.priced
        added = np.zeros(len(units), dtype=np.int64)
        weight, cuts = priced.weight, priced.cuts.weights
        for at in range(weight.indptr[group], weight.indptr[group + 1]):
            cut, joins = weight.indices[at], weight.data[at]
            inside = slice(cuts.indptr[cut], cuts.indptr[cut + 1])
            held = np.zeros(len(units), dtype=np.int64)
            for unit, u in zip(cuts.indices[inside], cuts.data[inside]):
                ahead = self.place[unit] - place
                if ahead < 0:
                    held += u
                elif ahead < BITS * self.words:
                    bit = units[:, ahead // BITS] >> np.uint64(ahead % BITS) & ONE
                    held += u * bit.astype(np.int64)
            divisor = priced.cuts.divisors[cut]
            added += priced.prices[cut] * ((held + joins) // divisor - held // divisor)
        return added


@dataclass
class _States:
    """Unions of groups.

    Attributes
    ----------
    units : ndarray of uint64, shape (s, words)
        Covered units from the present place on, as bits.
    sums : ndarray of int64, shape (s, r)
        Sums of the side rows.
    base, ties : ndarray of int64, shape (s,)
        v without side rows; sum of the numbers that break ties.
    """

    units: WordArray
    sums: IntArray
    base: IntArray
    ties: IntArray

    @classmethod
    def empty_set(cls, words: int, rows: int) -> _States:
        """Nothing chosen yet."""
        zero = np.zeros(1, dtype=np.int64)
        sums = np.zeros((1, rows), dtype=np.int64)
        return cls(np.zeros((1, words), dtype=np.uint64), sums, zero, zero)

    @classmethod
    def joined(cls, parts: list[_States]) -> _States:
        """Put states one after the other."""
        return cls(
            np.concatenate([part.units for part in parts]),
            np.concatenate([part.sums for part in parts]),
            np.concatenate([part.base for part in parts]),
            np.concatenate([part.ties for part in parts]),
        )

    def __len__(self) -> int:
        return len(self.base)

    def of(self, rows: IntArray) -> _States:
        """Some of the states."""
        return _States(self.units[rows], self.sums[rows], self.base[rows], self.ties[rows])

    def value(self, priced: _Priced) -> IntArray:
        """Give v of each state."""
        return self.base - self.sums @ priced.duals

    def move_on(self) -> None:
        """Drop the present place, which all cover."""
        words = self.units.shape[1]
        for word in range(words):
            self.units[:, word] >>= ONE
            if word + 1 < words:
                self.units[:, word] |= self.units[:, word + 1] << SHIFT

    def length(self) -> IntArray:
        """Places up to the last covered unit; rounding may give one too many."""
        length = np.zeros(len(self), dtype=np.int64)
        for word in range(self.units.shape[1]):
            used = self.units[:, word] > 0
            length[used] = BITS * word + np.frexp(self.units[used, word].astype(np.float64))[1]
        return length

    def cheapest(self, rows: IntArray, priced: _Priced) -> IntArray:
        """Keep, of the states with the same units and sums, the cheapest."""
        units, sums = self.units[rows], self.sums[rows]
        mixed = units[:, 0].copy()
        for word in range(1, units.shape[1]):
            mixed = mixed * MIX + units[:, word]
        for r in priced.equal:
            mixed = mixed * MIX + sums[:, r].astype(np.uint64)
        order = np.lexsort((self.ties[rows], self.base[rows], mixed))
        units, sums = units[order], sums[order]
        new = np.ones(len(order), dtype=bool)
        new[1:] = (units[1:] != units[:-1]).any(axis=1)
        if priced.equal:
            same = sums[:, priced.equal]
            new[1:] |= (same[1:] != same[:-1]).any(axis=1)
        if priced.loose is not None:
            # Sorted by cost: one that costs more must use less of the row.
            used = sums[:, priced.loose]
            # Blocks that fall by more than the range keep the running least apart.
            step = int(np.ptp(used)) + 1 if len(used) else 1
            apart = used - np.cumsum(new) * step
            least = np.minimum.accumulate(apart)
            new[1:] |= apart[1:] < least[:-1]
        kept: IntArray = rows[order[new]]
        return kept


def _backwards(
    trace: list[tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]], state: int
) -> IntArray:
    """Follow a state back to its groups."""
    chosen = []
    for source, group in reversed(trace):
        if group[state] >= 0:
            chosen.append(int(group[state]))
        state = int(source[state])
    return np.sort(np.array(chosen, dtype=np.int64))
