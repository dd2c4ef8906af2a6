"""States of the frontier search, and the passes over the units that make them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.optimize.bound.formulation import IntArray
from planner.optimize.effort.control import Control
from planner.optimize.search.prices import Price, Priced

WordArray = npt.NDArray[np.uint64]
BITS = 64
ONE, SHIFT = np.uint64(1), np.uint64(BITS - 1)
# Odd number that spreads the words of a state over 64 bits.
MIX = np.uint64(0x9E3779B97F4A7C15)


class Sweeper:
    """Passes over the units in one order.

    ``curve[j]`` is what covering the first j units costs at least, in any
    plan within the gaps: in this stage, and in each earlier one.

    Parameters
    ----------
    priced : Priced
        The groups that may be chosen.
    order : ndarray of int64, shape (n,)
        Units, one after the other.
    most_numbers : int
        Most numbers of 64 bits that states hold before equal ones are found.
    number : int
        How many plans are looked for, the best first: so many of equal states go on.
    """

    def __init__(self, priced: Priced, order: IntArray, most_numbers: int, number: int = 1):
        self.priced, self.most_numbers, self.number = priced, most_numbers, number
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
        by_first = np.lexsort((priced.reduced[:, 0], first))
        edges = np.searchsorted(first[by_first], np.arange(n + 1))
        self.starting = [by_first[a:b] for a, b in zip(edges[:-1], edges[1:])]
        self.curve = np.zeros((n + 1, len(priced.prices)), dtype=np.int64)
        self.states = 0
        self.found: list[IntArray] = []

    @property
    def chosen(self) -> IntArray | None:
        """The best plan of the last pass."""
        return self.found[0] if self.found else None

    def sweep(
        self,
        caps: IntArray,
        gaps: IntArray,
        rest: IntArray,
        most_states: int,
        control: Control,
        width: int | None = None,
    ) -> bool:
        """Search all plans of v ≤ cap; False when the effort ran out.

        Parameters
        ----------
        caps, gaps : ndarray of int64, shape (p,)
            For v of this stage and of each earlier one, in its 1 ∕ ``one`` steps.
        rest : ndarray of int64, shape (n + 1, p)
            What units from a place on cost at least, if none is covered yet.
        most_states : int
            Most states at one unit.
        control : Control
        width : int, optional
            Go on with only so many states of least v: a beam, which proves nothing.
        """
        n = len(self.place)
        self.found, self.states = [], 0
        curve = np.tile(caps, (n + 1, 1))
        curve[0] = 0
        states = States.empty_set(self.words, *self.priced.duals.shape)
        trace: list[tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]] = []
        stopped = False
        for place in range(n):
            covered = self.step(states, place, caps, control)
            if covered is None:
                curve[place + 1 :] = curve[place]
                stopped = True
                break
            states, source, group = covered
            kept = self._worth(states, place, gaps, rest, width)
            states = states.of(kept)
            trace.append((source[kept].astype(np.int32), group[kept].astype(np.int32)))
            self.states += len(kept)
            if not len(kept):
                break
            curve[place + 1] = np.minimum(caps, states.value(self.priced).min(axis=0))
            if len(kept) > most_states or control.over():
                curve[place + 2 :] = curve[place + 1]
                stopped = True
                break
        if width is None:
            # Of the states that a beam leaves out nothing is known.
            self._learn(curve, caps >= gaps)
        if len(states) and not stopped:
            self.found = self._best(states, trace)
        return not stopped

    def _worth(
        self, states: States, place: int, gaps: IntArray, rest: IntArray, width: int | None
    ) -> IntArray:
        """Tell the states that go on: within the gaps, the cheapest of equal ones, in the beam."""
        kept = states.cheapest(self.finishing(states, place, gaps, rest), self.priced, self.number)
        if width is not None and len(kept) > width:
            some = states.of(kept)
            finished = some.value(self.priced) + rest[self._end(some, place)]
            promise = finished @ (1.0 / np.maximum(gaps, 1))
            least = np.argsort(promise, kind="stable")[:width]
            kept = np.sort(kept[least])
        return kept

    def finishing(self, states: States, place: int, gaps: IntArray, rest: IntArray) -> IntArray:
        """Tell the states that can be finished within the gaps, by what the rest costs at least."""
        value, end = states.value(self.priced), self._end(states, place)
        fits = (value + rest[end] <= gaps).all(axis=1) & self.priced.may_keep(states.sums)
        return np.flatnonzero(fits)

    def _end(self, states: States, place: int) -> IntArray:
        """First place from which on a state covers nothing."""
        return np.minimum(place + 1 + states.length(), len(self.place))

    def _best(
        self, states: States, trace: list[tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]]
    ) -> list[IntArray]:
        """Follow the best of the states that are plans back to their groups."""
        whole = np.flatnonzero(self.priced.keeps(states.sums))
        order = np.lexsort((states.ties[whole], states.base[whole, 0]))
        return [_backwards(trace, int(whole[at])) for at in order[: self.number]]

    def _learn(self, curve: IntArray, whole: npt.NDArray[np.bool_]) -> None:
        """Raise the curve; of a stage only if nothing was left out by another's part of a gap."""
        proves = np.array([np.delete(whole, p).all() for p in range(len(whole))])
        self.curve = np.where(proves, np.maximum(self.curve, curve), self.curve)

    def step(
        self, states: States, place: int, caps: IntArray, control: Control
    ) -> tuple[States, npt.NDArray[np.int64], npt.NDArray[np.int64]] | None:
        """Cover one more unit in every way, and move on; None: too many ways, or no time."""
        priced = self.priced
        covered = (states.units[:, 0] & ONE).astype(bool)
        bare = np.flatnonzero(~covered)
        units, sums = states.units[bare], states.sums[bare]
        base, ties = states.base[bare], states.ties[bare]
        value = states.of(bare).value(priced)[:, 0]
        parts = [states.of(np.flatnonzero(covered))]
        sources = [np.flatnonzero(covered)]
        groups = [np.full(len(sources[0]), -1, dtype=np.int64)]
        # Weight of each state in each cut, where a group needs it.
        held: dict[tuple[int, int], npt.NDArray[np.int16]] = {}
        room = self.most_numbers // (units.shape[1] + sums.shape[1] + base.shape[1] + 3)
        for group in self.starting[place]:
            # Millions of states take a while for each of thousands of groups.
            if control.over():
                return None
            fits = np.flatnonzero(value <= caps[0] - priced.reduced[group, 0])
            mask = self.masks[group]
            for word in np.flatnonzero(mask):
                fits = fits[units[fits, word] & mask[word] == 0]
            if not len(fits):
                continue
            grown = base[fits] + priced.base[group]
            for p, price in enumerate(priced.prices):
                for cut, table in price.joining(group):
                    if (p, cut) not in held:
                        held[p, cut] = self._held(price, units, cut, place)
                    grown[:, p] += table[held[p, cut][fits]]
            after = sums[fits] + priced.sums[group]
            fine = np.flatnonzero((grown - after @ priced.duals <= caps).all(axis=1))
            if not len(fine):
                continue
            fits = fits[fine]
            room -= len(fits)
            if room < 0:
                return None
            parts.append(
                States(units[fits] | mask, after[fine], grown[fine], ties[fits] + priced.tie[group])
            )
            sources.append(bare[fits])
            groups.append(np.full(len(fits), group, dtype=np.int64))
        joined = States.joined(parts)
        joined.move_on()
        return joined, np.concatenate(sources), np.concatenate(groups)

    def _held(self, price: Price, units: WordArray, cut: int, place: int) -> npt.NDArray[np.int16]:
        """Weight u of each state in a cut."""
        weights = price.cuts.weights
        inside = slice(weights.indptr[cut], weights.indptr[cut + 1])
        held = np.zeros(len(units), dtype=np.int16)
        for unit, u in zip(weights.indices[inside], weights.data[inside]):
            ahead = self.place[unit] - place
            if ahead < 0:
                held += np.int16(u)
            elif ahead < BITS * self.words:
                bit = units[:, ahead // BITS] >> np.uint64(ahead % BITS) & ONE
                held += bit.astype(np.int16) * np.int16(u)
        return held


def both_ends(priced: Priced, order: IntArray, most_numbers: int, number: int = 1) -> list[Sweeper]:
    """Make passes from both ends of an order."""
    return [Sweeper(priced, each, most_numbers, number) for each in (order, order[::-1])]


@dataclass
class States:
    """Unions of groups.

    Attributes
    ----------
    units : ndarray of uint64, shape (s, words)
        Covered units from the present place on, as bits.
    sums : ndarray of int64, shape (s, r)
        Sums of the side rows.
    base : ndarray of int64, shape (s, p)
        v without side rows, in this stage and in each earlier one.
    ties : ndarray of int64, shape (s,)
        Sum of the numbers that break ties.
    """

    units: WordArray
    sums: IntArray
    base: IntArray
    ties: IntArray

    @classmethod
    def empty_set(cls, words: int, rows: int, prices: int) -> States:
        """Nothing chosen yet."""
        sums = np.zeros((1, rows), dtype=np.int64)
        base, ties = np.zeros((1, prices), dtype=np.int64), np.zeros(1, dtype=np.int64)
        return cls(np.zeros((1, words), dtype=np.uint64), sums, base, ties)

    @classmethod
    def joined(cls, parts: list[States]) -> States:
        """Put states one after the other."""
        return cls(
            np.concatenate([part.units for part in parts]),
            np.concatenate([part.sums for part in parts]),
            np.concatenate([part.base for part in parts]),
            np.concatenate([part.ties for part in parts]),
        )

    def __len__(self) -> int:
        return len(self.base)

    def of(self, rows: IntArray) -> States:
        """Some of the states."""
        return States(self.units[rows], self.sums[rows], self.base[rows], self.ties[rows])

    def value(self, priced: Priced) -> IntArray:
        """Give v of each state, shape (s, p)."""
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

    def alike(self, rows: IntArray) -> tuple[IntArray, IntArray]:
        """Put the states together that cover the same units with the same sums.

        Returns
        -------
        ndarray of int64
            The cheapest of each kind.
        ndarray of int64, shape of ``rows``
            The place of each state's kind among these.
        """
        keys = [*self.units[rows].T, *self.sums[rows].T]
        order = np.lexsort([self.base[rows, 0], *keys])
        new = np.ones(len(order), dtype=bool)
        new[1:] = np.any([key[order][1:] != key[order][:-1] for key in keys], axis=0)
        kinds = np.empty(len(order), dtype=np.int64)
        kinds[order] = np.cumsum(new) - 1
        return rows[order[new]], kinds

    def cheapest(self, rows: IntArray, priced: Priced, number: int = 1) -> IntArray:
        """Keep, of the states with the same units and sums, the cheapest, so many of them."""
        units, sums = self.units[rows], self.sums[rows]
        mixed = units[:, 0].copy()
        for word in range(1, units.shape[1]):
            mixed = mixed * MIX + units[:, word]
        for r in priced.equal:
            mixed = mixed * MIX + sums[:, r].astype(np.uint64)
        order = np.lexsort((self.ties[rows], self.base[rows, 0], mixed))
        units, sums = units[order], sums[order]
        new = np.ones(len(order), dtype=bool)
        new[1:] = (units[1:] != units[:-1]).any(axis=1)
        if priced.equal:
            same = sums[:, priced.equal]
            new[1:] |= (same[1:] != same[:-1]).any(axis=1)
        if priced.loose is not None:
            new = _undominated(np.cumsum(new), sums[:, priced.loose], number)
        elif number > 1:
            first = np.flatnonzero(new)
            new = np.arange(len(new)) - first[np.cumsum(new) - 1] < number
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


def _undominated(block: IntArray, used: IntArray, number: int) -> npt.NDArray[np.bool_]:
    """Tell the states that not so many cheaper ones of their block make useless.

    Parameters
    ----------
    block : ndarray of int64, shape (s,)
        Rising; what is equal, the cheapest first.
    used : ndarray of int64, shape (s,)
        Of the row with an upper bound: one that costs more must use less of it.
    number : int
        How many may be cheaper and use no more.  Each round takes a layer: what it passes by has
        one more such state before it.
    """
    kept, left = np.zeros(len(block), dtype=bool), np.arange(len(block))
    # Blocks that fall by more than the range keep the running least apart.
    apart = used - block * (int(np.ptp(used)) + 1 if len(used) else 1)
    for _ in range(number):
        own = apart[left]
        new = np.ones(len(own), dtype=bool)
        new[1:] = own[1:] < np.minimum.accumulate(own)[:-1]
        kept[left[new]] = True
        left = left[~new]
        if not len(left):
            break
    return kept
