r"""Sets beyond the pool that prices do not exclude, listed by where their centre of people lies.

A set W of people P about its centre x̄ costs, beyond what its members pay,

    r(W) = Σ_{i ∈ W} p_i |x̄ − x_i|² − π_i .

The plane is a square that is quartered again and again.  Of a set whose centre
lies in a square Q, each member costs at least g_i = p_i·d(x_i, Q)² − π_i.  It
has at least s members, s the least size beyond the pool: so it costs no less
than the s least g_i and what else is below zero.  Squares of which this is too
much are left; in the small ones that remain every way to take and to leave
units is followed, from the least g_i on, as long as what is left can still end
within the room.  What comes out is connected, counted once and complete.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.verify.pool import BoolArray, IntArray
from planner.verify.verdict import USUAL, Listing

FloatArray = npt.NDArray[np.float64]
Words = npt.NDArray[np.uint64]
ONE = np.uint64(1)
# Units that can take part in one square; sets are 64-bit words.
MOST_UNITS = 64
# Squares × units that are priced at once.
CHUNK = 2_000_000
# Room for the noise of sums of floats, as a share of the prices.
NOISE = 1e-9


@dataclass(frozen=True)
class Place:
    """n units on the plane, and what each pays.

    Attributes
    ----------
    people : ndarray, shape (n,)
        p, in persons.
    x, y : ndarray, shape (n,)
        In km.
    pay : ndarray, shape (n,)
        π, in person-km².
    adjacency : ndarray of bool, shape (n, n)
        Neighbours.
    """

    people: FloatArray
    x: FloatArray
    y: FloatArray
    pay: FloatArray
    adjacency: BoolArray


@dataclass(frozen=True)
class _Squares:
    """Squares of one size: middles, shape (q,), and half a side, in km."""

    x: FloatArray
    y: FloatArray
    half: float

    def some(self, chosen: IntArray | BoolArray) -> _Squares:
        return _Squares(self.x[chosen], self.y[chosen], self.half)

    def quartered(self) -> _Squares:
        h = self.half / 2.0
        x, y = ((self.x + d for d in (-h, -h, h, h)), (self.y + d for d in (-h, h, -h, h)))
        return _Squares(np.concatenate([*x]), np.concatenate([*y]), h)


def larger_sets(
    place: Place, least: int, most: float, effort: Listing = USUAL.listing
) -> list[IntArray] | None:
    """List every connected set of at least so many units with r(W) ≤ ``most``.

    Parameters
    ----------
    place : Place
        The units.
    least : int
        Members.
    most : float
        In person-km².
    effort : Listing
        How fine squares are, and how many sets are too many.

    Returns
    -------
    list of ndarray of int64, or None
        Positions of the members, rising; None: too many.
    """
    if least > len(place.people):
        return []
    most += NOISE * float(np.abs(place.pay).sum())
    squares = _whole(place)
    step = _step(place) / effort.parts_of_a_step
    found: set[tuple[int, ...]] = set()
    deep, ways = 0, 0
    while len(squares.x):
        if len(squares.x) > effort.most_squares or deep > effort.quartered:
            return None
        squares = squares.some(_bounds(place, squares, least) <= most)
        if squares.half > step:
            squares = squares.quartered()
            continue
        crowded = []
        for q in range(len(squares.x)):
            sets, built = _inside(place, squares, q, least, most, effort)
            ways += built
            if ways > effort.most_ways:
                return None
            if sets is None:
                crowded.append(q)
            else:
                found |= sets
        if len(found) > effort.most_sets:
            return None
        squares = squares.some(np.array(crowded, dtype=np.int64)).quartered()
        deep += 1
    return [np.array(members, dtype=np.int64) for members in sorted(found)]


def _whole(place: Place) -> _Squares:
    """One square that holds all units: the centre of any set lies in it."""
    middle = [(v.min() + v.max()) / 2.0 for v in (place.x, place.y)]
    half = max(float(np.ptp(v)) for v in (place.x, place.y)) / 2.0 + 1e-6
    return _Squares(np.array(middle[:1]), np.array(middle[1:]), half)


def _step(place: Place) -> float:
    """A typical distance of neighbours, in km."""
    i, j = np.nonzero(place.adjacency)
    if not len(i):
        return 1.0
    away = np.hypot(place.x[i] - place.x[j], place.y[i] - place.y[j])
    return max(float(np.median(away)), 1e-3)


def _costs(place: Place, squares: _Squares) -> FloatArray:
    """g of each unit for each square, shape (q, n)."""
    dx = np.maximum(np.abs(squares.x[:, None] - place.x) - squares.half, 0.0)
    dy = np.maximum(np.abs(squares.y[:, None] - place.y) - squares.half, 0.0)
    return np.asarray(place.people * (dx * dx + dy * dy) - place.pay, dtype=np.float64)


def _bounds(place: Place, squares: _Squares, least: int) -> FloatArray:
    """What a set whose centre lies in each square costs at least, shape (q,)."""
    at_once = max(1, CHUNK // len(place.people))
    bounds = [np.empty(0)]
    for start in range(0, len(squares.x), at_once):
        cost = _costs(place, squares.some(np.arange(start, min(start + at_once, len(squares.x)))))
        cost = np.partition(cost, least - 1, axis=1)
        cost[:, least:] = np.minimum(cost[:, least:], 0.0)
        bounds.append(cost.sum(axis=1))
    return np.concatenate(bounds)


def _inside(
    place: Place, squares: _Squares, q: int, least: int, most: float, effort: Listing
) -> tuple[set[tuple[int, ...]] | None, int]:
    """Sets whose centre may lie in one square, None: too many; and sets that were in the making."""
    cost = _costs(place, squares.some(np.array([q])))[0]
    order = np.argsort(cost, kind="stable")
    below = int((cost < 0.0).sum())
    # Who joins a set that is long enough, or takes the place of its dearest member.
    base = float(cost[order[: max(least, below)]].sum())
    instead = 0.0 if below >= least else float(cost[order[least - 1]])
    joins = base - instead + cost[order] <= most
    joins[: max(least, below)] = True
    order = order[joins]
    if len(order) > MOST_UNITS:
        return None, 0
    sets, built = _ways(cost[order], place.adjacency[np.ix_(order, order)], least, most, effort)
    if sets is None:
        return None, built
    bits = ONE << np.arange(len(order), dtype=np.uint64)
    inside = (sets[:, None] & bits) != 0
    inside = inside[_costs_of(place, order, inside) <= most]
    return {tuple(sorted(order[members].tolist())) for members in inside}, built


def _costs_of(place: Place, units: IntArray, inside: BoolArray) -> FloatArray:
    """r of sets of some units, shape (m,)."""
    p, pay = place.people[units], place.pay[units]
    x, y = (v[units] - v[units].mean() for v in (place.x, place.y))
    total = inside @ p
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = ((inside @ (p * x)) ** 2 + (inside @ (p * y)) ** 2) / total
    inertia = inside @ (p * (x * x + y * y)) - np.where(total > 0, middle, 0.0)
    return np.asarray(inertia - inside @ pay, dtype=np.float64)


def _ways(
    cost: FloatArray, adjacency: BoolArray, least: int, most: float, effort: Listing
) -> tuple[Words | None, int]:
    """Connected sets of at least so many of some units of rising cost, of a sum within ``most``."""
    n = len(cost)
    bits = ONE << np.arange(n, dtype=np.uint64)
    adjacent = np.array(
        [np.bitwise_or.reduce(bits[row], initial=0) for row in adjacency], np.uint64
    )
    sums, below = np.concatenate([[0.0], np.cumsum(cost)]), int((cost < 0.0).sum())
    mask, total = np.zeros(1, dtype=np.uint64), np.zeros(1)
    size, many, built = np.zeros(1, dtype=np.int64), effort.many, 0
    for t in range(n):
        mask = np.concatenate([mask, mask | bits[t]])
        total, size = np.concatenate([total, total + cost[t]]), np.concatenate([size, size + 1])
        # The rest: as many as are missing, and who costs less than nothing.
        more = t + 1 + np.maximum(least - size, max(below - t - 1, 0))
        fits = more <= n
        fits[fits] = total[fits] + sums[more[fits]] - sums[t + 1] <= most
        mask, total, size = mask[fits], total[fits], size[fits]
        if len(mask) > many or t == n - 1:
            open_ = np.bitwise_or.reduce(bits[t + 1 :], initial=0)
            whole = _hang_together(mask, mask | np.uint64(open_), adjacent)
            mask, total, size = mask[whole], total[whole], size[whole]
            many = max(effort.many, 2 * len(mask))
        built += len(mask)
        if len(mask) > effort.most_states:
            return None, built
    return mask, built


def _hang_together(sets: Words, within: Words, adjacent: Words) -> BoolArray:
    """Tell the sets whose members are connected by units within others."""
    reached = sets & (~sets + ONE)
    going = np.arange(len(sets))
    while len(going):
        now, room = reached[going], within[going]
        for unit, near in enumerate(adjacent):
            # Units that were just reached count at once.
            held = (now >> np.uint64(unit)) & ONE
            now |= held * near & room
        going, before = going[now != reached[going]], going
        reached[before] = now
    return np.asarray((sets & ~reached) == 0, dtype=bool)
