"""Search of what a bound leaves, by code of its own: no plan within the gap may be found.

Units are covered one after the other.  A union W of disjoint groups is priced
as one group would be, v(W) = Σ c − π(W) − Σ λ k(W) + Σ μ ⌊u(W) ∕ d⌋.  Reduced
costs are not negative and floors are superadditive, so v(W ∪ g) is at least
v(W) + v(g) for disjoint W and g: what is above the gap never returns.  The
same is true by the prices of every earlier stage, whose value the plan keeps:
a union is weighed on all these scales.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.verify.pool import BoolArray, IntArray
from planner.verify.verdict import USUAL, Searching

Words = npt.NDArray[np.uint64]
ONE = np.uint64(1)
# Parts of a gap are counted in these.
WHOLE = 64


@dataclass(frozen=True)
class Row:
    """A row beside the cover: ``lower`` ≤ Σ ``values`` ≤ ``upper`` (None: open)."""

    values: IntArray
    lower: int | None
    upper: int | None


@dataclass(frozen=True)
class Scale:
    """Prices of one stage, by which unions are weighed.

    Attributes
    ----------
    cost : ndarray of int64, shape (m,)
        c − π of each group, without rows and cuts, in parts of a step.
    reduced : ndarray of int64, shape (m,)
        v of each.
    prices : list of int
        λ of the rows beside the cover; rows that came later have none.
    cuts : list of (units, weights, divisor, price)
    gap : int
        v of the worst plan that is looked for.
    """

    cost: IntArray
    reduced: IntArray
    prices: list[int]
    cuts: list[tuple[list[int], list[int], int, int]]
    gap: int


@dataclass(frozen=True)
class Left:
    """What the bounds leave to be searched.

    Attributes
    ----------
    groups : list of ndarray of int64
        Positions of the members of each of m groups.
    scales : list of Scale
        Of this stage, then of earlier ones: no plan that keeps those is above their gaps.
    rows : list of Row
        Rows beside the cover.
    most : int
        c − π with cuts of the worst plan that is looked for: rows with room to
        spare make a plan cost more than its v says.
    n : int
        Number of units.
    """

    groups: list[IntArray]
    scales: list[Scale]
    rows: list[Row]
    most: int
    n: int


@dataclass
class States:
    """Unions: covered places as bits (s, words), c − π + cuts (s, p), sums of rows (s, r).

    ``came`` (s, 2): of which union before, and by which group; −1: by none.
    """

    bits: Words
    cost: IntArray
    sums: IntArray
    came: IntArray

    def __len__(self) -> int:
        return len(self.cost)

    def some(self, chosen: IntArray | BoolArray) -> States:
        """Take some of them."""
        bits, cost, sums = self.bits[chosen], self.cost[chosen], self.sums[chosen]
        return States(bits, cost, sums, self.came[chosen])

    def coming(self, source: IntArray, group: int) -> States:
        """Say of which union they come, and by which group."""
        came = np.column_stack([source, np.full(len(source), group, dtype=np.int64)])
        return States(self.bits, self.cost, self.sums, came)


def plans_within(
    left: Left, order: Sequence[int], effort: Searching = USUAL.searching, number: int = 1
) -> int | None:
    """Count the plans within the gap.

    Parameters
    ----------
    left : Left
        The groups that may be in one.
    order : sequence of int
        An order of the units: it decides on the effort, never on the answer.
    effort : Searching
        How many states are too many.
    number : int
        So many are enough.

    Returns
    -------
    int or None
        How many there are, ``number`` at most; None: given up.
    """
    ends = End(left, list(order), number), End(left, list(order)[::-1], number)
    for _, found, whole in passed(ends, effort):
        if found >= number or whole:
            return found
    return None


def passed(ends: tuple[End, End], effort: Searching) -> Iterator[tuple[End, int, bool]]:
    """Pass with ever larger parts of the gaps, until the effort is spent at both ends.

    Parameters
    ----------
    ends : tuple of End
        Both ends of an order.
    effort : Searching

    Yields
    ------
    End, int, bool
        Which end passed, how many plans it found, and whether the gaps were whole.
    """
    for room in effort.rooms:
        going = list(ends)
        while going:
            # The end whose last pass was the cheaper one.
            here = min(going, key=lambda end: end.effort)
            other = ends[1 - ends.index(here)]
            scales = here.left.scales
            for caps in caps_of(scales, effort.parts[here.done]):
                found = here.passes(caps, other.curve[::-1], room)
                if found is None:
                    going.remove(here)
                    break
                yield here, found, all(c >= s.gap for c, s in zip(caps, scales, strict=True))
            else:
                here.done += 1


def caps_of(scales: Sequence[Scale], part: int) -> list[list[int]]:
    """A part of one gap at a time, this stage's last; in the end the whole of all."""
    return [
        [s.gap * part // WHOLE if q == p else s.gap for q, s in enumerate(scales)]
        for p in range(len(scales) if part < WHOLE else 1)
    ]


class End:
    """Passes over the units from one end."""

    def __init__(self, left: Left, order: list[int], number: int):
        self.left, self.number = left, number
        place = np.empty(left.n, dtype=np.int64)
        place[np.array(order, dtype=np.int64)] = np.arange(left.n)
        self.words = (left.n + 63) // 64
        self.starting: list[list[int]] = [[] for _ in range(left.n)]
        self.masks = np.zeros((len(left.groups), self.words), dtype=np.uint64)
        self.cost = np.column_stack([scale.cost for scale in left.scales])
        self.reduced = np.column_stack([scale.reduced for scale in left.scales])
        for g in np.argsort(self.reduced[:, 0], kind="stable").tolist():
            places = place[left.groups[g]]
            self.starting[int(places.min())].append(g)
            for at in places.tolist():
                self.masks[g, at // 64] |= ONE << np.uint64(at % 64)
        # Cuts of all scales in one list, each with the scale that it belongs to.
        self.cuts = [
            (p, [int(place[i]) for i in units], weights, divisor, price)
            for p, scale in enumerate(left.scales)
            for units, weights, divisor, price in scale.cuts
        ]
        weight_of: list[list[tuple[int, int]]] = [[] for _ in range(left.n)]
        for t, (_, places, weights, _, _) in enumerate(self.cuts):
            for at, weight in zip(places, weights, strict=True):
                weight_of[at].append((t, weight))
        self.held: list[dict[int, int]] = []
        for members in left.groups:
            held: dict[int, int] = {}
            for at in place[members].tolist():
                for t, weight in weight_of[at]:
                    held[t] = held.get(t, 0) + weight
            self.held.append(held)
        rows, m = left.rows, len(left.groups)
        self.sums = np.array([row.values for row in rows], dtype=np.int64).reshape(-1, m).T
        prices = [scale.prices for scale in left.scales]
        self.prices = np.array(prices, dtype=np.int64).reshape(len(prices), len(rows)).T
        self.gaps = np.array([scale.gap for scale in left.scales], dtype=np.int64)
        # One row with an upper bound only is held by dominance, the others by equality.
        spread = {
            r: int(np.ptp(row.values)) for r, row in enumerate(rows) if row.lower is None and m
        }
        widest = max(spread, key=lambda r: spread[r], default=None)
        self.loose = widest if widest is not None and spread[widest] > 0 else None
        self.equal = [r for r in range(len(rows)) if r != self.loose]
        self.curve = np.zeros((left.n + 1, len(prices)), dtype=np.int64)
        # Parts of the gaps that were searched, and states of the last pass.
        self.done, self.effort = 0, 0

    def passes(self, caps: list[int], rest: IntArray, room: int) -> int | None:
        """Count the plans of v ≤ caps that are looked for; None: too many states."""
        states = self.nothing()
        cap = np.array(caps, dtype=np.int64)
        curve = np.tile(cap, (self.left.n + 1, 1))
        curve[0], self.effort = 0, 0
        for place in range(self.left.n):
            states = self._cheapest(self.step(states, place, cap, rest))
            self.effort += len(states.cost)
            if not len(states.cost):
                break
            curve[place + 1] = np.minimum(cap, self._value(states).min(axis=0))
            if len(states.cost) > room:
                # More units cost no less.
                curve[place + 2 :] = curve[place + 1]
                self._learn(curve, cap)
                return None
        self._learn(curve, cap)
        return min(self.number, int(self.plans(states).sum()))

    def nothing(self) -> States:
        """Begin with no unit covered."""
        return States(
            np.zeros((1, self.words), dtype=np.uint64),
            np.zeros((1, len(self.gaps)), dtype=np.int64),
            np.zeros((1, len(self.left.rows)), dtype=np.int64),
            np.full((1, 2), -1, dtype=np.int64),
        )

    def step(self, states: States, place: int, cap: IntArray, rest: IntArray) -> States:
        """Cover one more place in all ways that can be finished, of v ≤ cap on each scale."""
        states = self._cover(states, place, cap)
        end = np.maximum(self._ends(states.bits), place + 1)
        fits = np.asarray((self._value(states) + rest[end] <= self.gaps).all(axis=1))
        for r, row in enumerate(self.left.rows):
            if row.upper is not None and not (row.values < 0).any():
                fits &= states.sums[:, r] <= row.upper
        return states.some(fits)

    def plans(self, states: States) -> BoolArray:
        """Tell which of the last states are plans that keep the rows and are looked for."""
        whole = np.asarray(states.cost[:, 0] <= self.left.most)
        for r, row in enumerate(self.left.rows):
            whole &= (row.lower is None) | (states.sums[:, r] >= (row.lower or 0))
            whole &= (row.upper is None) | (states.sums[:, r] <= (row.upper or 0))
        return whole

    def _learn(self, curve: IntArray, cap: IntArray) -> None:
        """Keep what covering the first units costs at least, in stages where it is known.

        What is least in one stage is known where no other stage was capped.
        """
        for p in range(len(cap)):
            if (np.delete(cap, p) >= np.delete(self.gaps, p)).all():
                self.curve[:, p] = np.maximum(self.curve[:, p], curve[:, p])

    def _value(self, states: States) -> IntArray:
        return np.asarray(states.cost - states.sums @ self.prices, dtype=np.int64)

    def _ends(self, bits: Words) -> IntArray:
        """Places up to the last that is covered; at most one too many, which is weaker only."""
        ends = np.zeros(len(bits), dtype=np.int64)
        for word in range(self.words):
            used = bits[:, word] > 0
            length = np.frexp(bits[used, word].astype(np.float64))[1]
            ends[used] = 64 * word + length
        return np.minimum(ends, self.left.n)

    def _cover(self, states: States, place: int, cap: IntArray) -> States:
        """Join to each union that has not this place each group that begins with it."""
        there = (states.bits[:, place // 64] >> np.uint64(place % 64)) & ONE > 0
        parts = [states.some(there).coming(np.flatnonzero(there), -1)]
        bare, source = states.some(~there), np.flatnonzero(~there)
        value = self._value(bare)[:, 0]
        order = np.argsort(value, kind="stable")
        bare, value, source = bare.some(order), value[order], source[order]
        weighed: dict[int, IntArray] = {}
        for g in self.starting[place]:
            most = int(np.searchsorted(value, cap[0] - self.reduced[g, 0], side="right"))
            if not most:
                continue
            mask = self.masks[g]
            clash = np.zeros(most, dtype=bool)
            for word in np.flatnonzero(mask).tolist():
                clash |= (bare.bits[:most, word] & mask[word]) > 0
            fits = np.flatnonzero(~clash)
            joined = States(
                bare.bits[fits] | mask,
                bare.cost[fits] + self.cost[g],
                bare.sums[fits] + self.sums[g],
                bare.came[fits],
            ).coming(source[fits], g)
            for t, own in self.held[g].items():
                if t not in weighed:
                    weighed[t] = self._weigh(bare.bits, t)
                p, _, weights, divisor, price = self.cuts[t]
                table = np.arange(sum(weights) + 1, dtype=np.int64)
                gain = price * ((table + own) // divisor - table // divisor)
                joined.cost[:, p] += gain[weighed[t][fits]]
            fine = np.asarray((self._value(joined) <= cap).all(axis=1))
            parts.append(joined.some(fine))
        return States(
            np.concatenate([part.bits for part in parts]),
            np.concatenate([part.cost for part in parts]),
            np.concatenate([part.sums for part in parts]),
            np.concatenate([part.came for part in parts]),
        )

    def _weigh(self, bits: Words, t: int) -> IntArray:
        """Weight of each union in a cut."""
        _, places, weights, _, _ = self.cuts[t]
        total = np.zeros(len(bits), dtype=np.int64)
        for at, weight in zip(places, weights, strict=True):
            held = (bits[:, at // 64] >> np.uint64(at % 64)) & ONE
            total += weight * held.astype(np.int64)
        return total

    def _cheapest(self, states: States) -> States:
        """Of unions of the same units and sums keep the cheapest, as many as plans are counted."""
        if len(states.cost) < 2:
            return states
        words = [w for w in states.bits.T if (w != w[0]).any()]
        words += [states.sums[:, r] for r in self.equal if np.ptp(states.sums[:, r])]
        loose = [] if self.loose is None else [states.sums[:, self.loose]]
        order = np.lexsort([*loose, states.cost[:, 0], *words])
        new = np.zeros(len(order), dtype=bool)
        new[0] = True
        for word in words:
            new[1:] |= word[order][1:] != word[order][:-1]
        block = np.cumsum(new)
        if not loose:
            place = np.arange(len(order)) - np.flatnonzero(new)[block - 1]
            return states.some(order[place < self.number])
        used = loose[0][order]
        # Blocks set apart by more than the range: a running least within each.
        apart = used - block * (int(np.ptp(used)) + 1)
        going, kept = np.arange(len(order)), []
        for _ in range(self.number):
            # What a cheaper one makes useless has one more before it in the next round.
            own = apart[going]
            least = np.ones(len(own), dtype=bool)
            least[1:] = own[1:] < np.minimum.accumulate(own)[:-1]
            kept.append(going[least])
            going = going[~least]
        return states.some(order[np.sort(np.concatenate(kept))])
