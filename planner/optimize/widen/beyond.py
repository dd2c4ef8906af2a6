r"""Beyond K: the sets of any size that the duals of an inertia stage do not exclude.

With prices π of the units, a set W about its centre of people x̄ costs, beyond
what its members pay,

    r(W) = Σ_{i ∈ W} h_i(x̄),   h_i(x) = p_i |x − x_i|² − π_i ,

the inertia of W less its prices.  Of a set C ⊂ W only so much is known: W has
its centre in some cell of a grid, the members of C cost I(C) − π(C) + p(C)·|x − x̄_C|²
there, and no other unit costs less than min(0, h_j).  The least of these sums
over the cells bounds every W that holds C.  It only grows as C grows, and
inertia grows with the square of the distance while a price is paid once, so
growth comes to an end by itself: what was not excluded is a complete list.

Cuts, and rows that hold earlier stages, can only make a set dearer; they are
left out of the bound and counted in the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from planner.optimize.effort import USUAL, Listing
from planner.optimize.effort.control import ENDLESS, Control
from planner.problem.groups.connected import IntArray, matrix_of
from planner.problem.groups.places import FloatArray, Places

WordArray = npt.NDArray[np.uint64]
ONE = np.uint64(1)
# Most units that can join one set; sets are 64-bit words.
MOST_UNITS = 64
# Pairs of a set and a cell that are priced at once: as many as a processor keeps near.
PAIRS = 250_000
# Room for the noise of sums of floats, as a share of the prices.
NOISE = 1e-9


def not_excluded(
    where: Places,
    price: FloatArray,
    most: float,
    control: Control = ENDLESS,
    effort: Listing = USUAL.listing,
) -> sparse.csr_array | None:
    """List every connected set with inertia − prices ≤ ``most``.

    Parameters
    ----------
    where : Places
        The units.
    price : ndarray, shape (n,)
        π, in person-km².
    most : float
        In person-km².
    control : Control
        When to give up.
    effort : Listing
        How fine the grid is, and how many sets are too many: their number limits a list before
        the clock does, so that the end is the same on every machine.

    Returns
    -------
    csr_array of int64, shape (m, n), or None
        None: too many to be listed, or no time, or switched off.
    """
    if not effort.on:
        return None
    n = len(price)
    most += NOISE * float(np.abs(price).sum())
    grid = _Grid(where, price, where.side / effort.cells_a_unit, control)
    rows: list[IntArray] = []
    built = 0
    for root in range(n):
        found = _around(where, price, grid, root, most, effort.most_sets, control)
        if found is None or control.over():
            return None
        rows += found[0]
        built += found[1]
        if built > effort.most_in_all:
            return None
    return matrix_of(rows, n)


def beamed(
    where: Places,
    price: FloatArray,
    around: IntArray,
    most: float = 0.0,
    effort: Listing = USUAL.listing,
    control: Control = ENDLESS,
) -> sparse.csr_array:
    """List some connected sets with inertia − prices < ``most``: those that a beam comes upon.

    Parameters
    ----------
    where : Places
        The units.
    price : ndarray, shape (n,)
        π, in person-km².
    around : ndarray of int64
        Units around which to look.
    most : float
        In person-km².
    effort : Listing
        How far a beam looks, and with how many sets it goes on.
    control : Control
        When to stop: what was come upon by then is listed.

    Returns
    -------
    csr_array of int64, shape (m, n)
        The same set may stand in it more than once.
    """
    rows: list[IntArray] = []
    for root in around.tolist():
        away = np.hypot(where.x - where.x[root], where.y - where.y[root])
        local = np.argsort(away, kind="stable")[: effort.nearest]
        bits = ONE << np.arange(len(local), dtype=np.uint64)
        adjacent = _adjacent(where, local, bits)
        p, x, y, pay = (v[local] for v in (where.people, where.x, where.y, price))
        states = _States(bits[:1], adjacent[:1], p[:1], x[:1], y[:1], -pay[:1])
        for _ in range(1, effort.largest):
            if control.over():
                return matrix_of(rows, len(price))
            row, bit = np.nonzero((states.near[:, None] & bits) != 0)
            grown, first = np.unique(states.mask[row] | bits[bit], return_index=True)
            if not len(grown):
                break
            states = states.joined(row[first], bit[first], bits, adjacent, p, x, y, pay)
            states = states.of(np.argsort(states.own, kind="stable")[: effort.kept])
            cheap = states.mask[states.own < most]
            rows += [np.sort(local[inside]) for inside in (cheap[:, None] & bits) != 0]
    return matrix_of(rows, len(price))


class _Grid:
    """The least that each unit costs a set whose centre is in each cell, ``side`` km wide."""

    def __init__(self, where: Places, price: FloatArray, side: float, control: Control):
        half = side / 2.0
        across, along = (
            np.arange(v.min() + half, v.max() + side, side) for v in (where.x, where.y)
        )
        self.x, self.y = (v.ravel() for v in np.meshgrid(across, along))
        self.half = half
        # Columns and rows of the grid apart: a square of distance is a sum of two.
        dx, dy = (
            np.square(np.maximum(np.abs(v[:, None] - cells) - half, 0.0)) * where.people[:, None]
            for v, cells in ((where.x, across), (where.y, along))
        )
        dx -= price[:, None]
        self.gain = np.empty((len(price), len(self.x)))
        self.loss = np.empty_like(self.gain)
        # No set with its centre in the cell costs less.
        self.all = np.zeros(len(self.x))
        # Unit by unit: a province has a hundred million pairs.  Stopped, it is of no use.
        for gain, loss, rows, columns in zip(self.gain, self.loss, dy, dx):
            if control.over():
                break
            least = (rows[:, None] + columns).ravel()
            np.minimum(least, 0.0, out=gain)
            np.maximum(least, 0.0, out=loss)
            self.all += gain

    def squares(
        self, x: FloatArray, y: FloatArray, cells: IntArray | slice = slice(None)
    ) -> FloatArray:
        """Square of the distance from each point to each cell, in km²."""
        dx = np.maximum(np.abs(x[:, None] - self.x[cells]) - self.half, 0.0)
        dy = np.maximum(np.abs(y[:, None] - self.y[cells]) - self.half, 0.0)
        return np.asarray(dx * dx + dy * dy)


@dataclass(frozen=True)
class _States:
    """Sets of one size: members and units beside them, people, centre, inertia − prices."""

    mask: WordArray
    near: WordArray
    people: FloatArray
    x: FloatArray
    y: FloatArray
    own: FloatArray

    def of(self, rows: IntArray) -> _States:
        """Take some of the sets."""
        return _States(*(part[rows] for part in self.parts()))

    def parts(self) -> tuple[npt.NDArray[Any], ...]:
        """All columns."""
        return self.mask, self.near, self.people, self.x, self.y, self.own

    @staticmethod
    def all(several: list[_States]) -> _States:
        """Join sets of one size."""
        return _States(*(np.concatenate(part) for part in zip(*(s.parts() for s in several))))

    def joined(
        self,
        row: IntArray,
        bit: IntArray,
        bits: WordArray,
        adjacent: WordArray,
        p: FloatArray,
        x: FloatArray,
        y: FloatArray,
        pay: FloatArray,
    ) -> _States:
        """Let a unit join a set, pair by pair.

        The inertia grows by p₁·p₂ ∕ (p₁ + p₂) · |x̄ − x|².
        """
        mask = self.mask[row] | bits[bit]
        total = self.people[row] + p[bit]
        share = np.divide(p[bit], total, out=np.zeros(len(row)), where=total > 0)
        dx, dy = x[bit] - self.x[row], y[bit] - self.y[row]
        own = self.own[row] + self.people[row] * share * (dx * dx + dy * dy) - pay[bit]
        near = (self.near[row] | adjacent[bit]) & ~mask
        return _States(mask, near, total, self.x[row] + share * dx, self.y[row] + share * dy, own)


def _adjacent(where: Places, local: IntArray, bits: WordArray) -> WordArray:
    """Neighbours of some units among themselves, as words."""
    beside = where.adjacency[np.ix_(local, local)]
    return np.array([np.bitwise_or.reduce(bits[row], initial=0) for row in beside], np.uint64)


def _around(
    where: Places,
    price: FloatArray,
    grid: _Grid,
    root: int,
    most: float,
    most_sets: int,
    control: Control,
) -> tuple[list[IntArray], int] | None:
    """List the sets of which ``root`` is the first unit, and tell how many were built."""
    cells = np.flatnonzero(grid.all + grid.loss[root] <= most)
    if not len(cells):
        return [], 0
    base = grid.all[cells] + grid.loss[root, cells]
    joins = (base + grid.loss[root + 1 :, cells]).min(axis=1) <= most
    local = np.concatenate([[root], root + 1 + np.flatnonzero(joins)])
    if len(local) > MOST_UNITS:
        return None
    bits = ONE << np.arange(len(local), dtype=np.uint64)
    adjacent = _adjacent(where, local, bits)
    gain = grid.gain[np.ix_(local, cells)]
    p, x, y, pay = (v[local] for v in (where.people, where.x, where.y, price))
    states = _States(bits[:1], adjacent[:1], p[:1], x[:1], y[:1], -pay[:1])
    # What the units that are not in a set may gain it, in each cell.
    others = grid.all[cells] - gain[:1]
    found: list[WordArray] = [states.mask[states.own <= most]]
    built = 1
    for _ in range(1, len(local)):
        row, bit = np.nonzero((states.near[:, None] & bits) != 0)
        grown, first = np.unique(states.mask[row] | bits[bit], return_index=True)
        if not len(grown):
            break
        built += len(grown)
        if len(grown) > most_sets:
            return None
        row, bit = row[first], bit[first]
        kept, left = [], []
        some = max(PAIRS // len(cells), 1)
        for start in range(0, len(grown), some):
            if control.over():
                return None
            r, b = row[start : start + some], bit[start : start + some]
            larger = states.joined(r, b, bits, adjacent, p, x, y, pay)
            gains = others[r] - gain[b]
            away = grid.squares(larger.x, larger.y, cells)
            least = (larger.people[:, None] * away + gains).min(axis=1)
            fits = np.flatnonzero(larger.own + least <= most)
            kept.append(larger.of(fits))
            left.append(gains[fits])
        states, others = _States.all(kept), _one_below_other(left, control)
        found.append(states.mask[states.own <= most])
    sets = np.concatenate(found)
    inside = (sets[:, None] & bits) != 0
    return [local[row] for row in inside], built


def _one_below_other(parts: list[FloatArray], control: Control) -> FloatArray:
    """Join rows of several tables, which may be hundreds of megabytes, and ask in between."""
    result = np.empty((sum(map(len, parts)), parts[0].shape[1]))
    start = 0
    for part in parts:
        result[start : start + len(part)] = part
        start += len(part)
        control.over()
    return result
