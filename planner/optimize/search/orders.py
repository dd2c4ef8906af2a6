"""Orders of the units for the frontier search: few groups reach across any place.

How many unions a search keeps at a place grows with the groups that begin
before it and end after it, and almost exactly as the exponential of their
weights' sum, where a group weighs the less the more it costs beyond its prices
(correlation 0.95 over the places of a province).  So an order is judged by
Σ_j exp(β W_j), W_j being the weight across place j, without building a union.

Orders begin as straight sweeps over the map in several directions.  The map
is drawn from the groups alone: the two slowest waves of the graph in which
units pull at each other that share groups.  Then unit after unit moves to the
place where the sum is least.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import reverse_cuthill_mckee

from planner.optimize.bound.formulation import IntArray, parts_of
from planner.optimize.effort import USUAL, Orders
from planner.optimize.effort.control import ENDLESS, Control

FloatArray = npt.NDArray[np.float64]

# More than this is as bad as can be: e^600 is near the end of floats.
MOST = 600.0
# Eigenvalues that differ by less are the same.
SAME = 1e-7


def orders(
    members: sparse.csr_array,
    share: FloatArray,
    effort: Orders = USUAL.orders,
    control: Control = ENDLESS,
) -> list[IntArray]:
    """Order the units so that a frontier search keeps few unions.

    Parameters
    ----------
    members : csr_array of int64, shape (m, n)
        The groups that the search may choose.
    share : ndarray, shape (m,)
        Reduced cost of each as a part of the gap.
    effort : Orders
        Directions and rounds.
    control : Control
        When to stop: straight sweeps are orders as well.

    Returns
    -------
    list of ndarray of int64, shape (n,)
        The most promising first.
    """
    weight = np.exp(-effort.steep * share)
    arranged = []
    for order in _sweeps(members, np.exp(-effort.flat * share), effort.directions, control):
        line = _Line(members, weight, order, effort.growth)
        line.settle(effort, control)
        arranged.append((line.effort(), line.order()))
        if control.over():
            break
    arranged.sort(key=lambda each: each[0])
    return [order for _, order in arranged]


def narrow_order(members: sparse.csr_array) -> IntArray:
    """Order the units so that each group spans few places."""
    near = (members.T @ members).tocsr().astype(np.float64)
    return np.asarray(reverse_cuthill_mckee(near, symmetric_mode=True), dtype=np.int64)


def _sweeps(
    members: sparse.csr_array, weight: FloatArray, directions: int, control: Control
) -> list[IntArray]:
    """Order the units along straight lines over the map that their groups make.

    Where no group joins some units to the others, as across districts that bind, one part
    follows the other: nothing is open between them, and the states of one end there.
    """
    near = (members.T @ sparse.diags_array(weight) @ members).toarray()
    np.fill_diagonal(near, 0.0)
    part = parts_of(members)
    parts = [np.flatnonzero(part == each) for each in range(int(part.max(initial=-1)) + 1)]
    swept = [_lines(near[np.ix_(units, units)], directions, control) for units in parts]
    return [
        np.concatenate([units[lines[i]] for units, lines in zip(parts, swept, strict=True)])
        for i in range(directions)
    ]


def _lines(near: FloatArray, directions: int, control: Control) -> list[IntArray]:
    """Order units that pull at each other along straight lines in several directions."""
    n = len(near)
    pull = np.sqrt(near.sum(axis=1) + 1e-9)
    length, waves = control.beside(lambda: np.linalg.eigh(-near / np.outer(pull, pull)))
    # Waves of length −1 only tell the parts of the graph apart.
    first = min(int((length < SAME - 1.0).sum()), max(n - 2, 0))
    slow = waves[:, first : first + 2] / pull[:, None]
    # An eigenvector has no sign of its own: the largest entry is positive.
    largest = np.abs(np.round(slow, 9)).argmax(axis=0)
    slow /= slow[largest, np.arange(slow.shape[1])]
    angles = np.pi * np.arange(directions) / directions
    along = slow @ np.array([np.cos(angles), np.sin(angles)])[: slow.shape[1]]
    return list(np.argsort(np.round(along, 9), axis=0, kind="stable").T)


@dataclass(frozen=True)
class _Holders:
    """Groups that hold a unit: the other members, where a row has none, and the weights."""

    others: IntArray
    none: npt.NDArray[np.bool_]
    weight: FloatArray


class _Line:
    """An arrangement of the units in a line.

    Attributes
    ----------
    place : ndarray of int64, shape (n,)
        Place of each unit.
    across : ndarray, shape (n + 1,)
        W before each place.
    growth : float
        β.
    """

    def __init__(
        self, members: sparse.csr_array, weight: FloatArray, order: IntArray, growth: float
    ):
        n, self.growth = len(order), growth
        self.place = np.empty(n, dtype=np.int64)
        self.place[order] = np.arange(n)
        size = np.diff(members.indptr)
        rows = np.full((len(size), int(size.max())), -1, dtype=np.int64)
        column = np.arange(len(members.indices)) - np.repeat(members.indptr[:-1], size)
        rows[np.repeat(np.arange(len(size)), size), column] = members.indices
        by_unit = members.tocsc()
        self.held = []
        for unit, (start, end) in enumerate(zip(by_unit.indptr, by_unit.indptr[1:])):
            some = by_unit.indices[start:end]
            some = some[size[some] > 1]
            others = rows[some]
            self.held.append(_Holders(others, (others < 0) | (others == unit), weight[some]))
        self.across = self._weights(*self._ends(rows, rows < 0), weight)

    def order(self) -> IntArray:
        """Units by place."""
        return np.argsort(self.place)

    def effort(self) -> float:
        """Compute the sum by which arrangements are judged."""
        return float(self._unions(self.across).sum())

    def settle(self, effort: Orders, control: Control = ENDLESS) -> None:
        """Move unit after unit to its best place, until that gains little or time is out."""
        before = self.effort()
        for _ in range(effort.rounds):
            for unit in self.order().tolist():
                if control.over():
                    return
                self._move(unit)
            now = self.effort()
            if now > before * (1.0 - effort.little):
                return
            before = now

    def _move(self, unit: int) -> None:
        """Move a unit to the place where the sum is least.

        Without it the others stand at places 0 … n − 2.  A cut between them
        is crossed by the groups of the unit that have members on both sides,
        by those that lie behind it if the unit is put before it, and by those
        that lie before it if the unit is put behind it.  At the unit's own
        place there are two cuts, one on each side.
        """
        held, n, here = self.held[unit], len(self.place), int(self.place[unit])
        weight = held.weight
        if not len(weight):
            return
        first, last = self._ends(held.others, held.none)
        own = self._weights(np.minimum(first, here), np.maximum(last, here), weight)
        others = np.delete(self.across - own, here)
        first, last = first - (first > here), last - (last > here)
        begun, ended = (
            np.cumsum(np.bincount(end + 1, weights=weight, minlength=n + 1))[:n]
            for end in (first, last)
        )
        # Those begun cross, or end, before a unit that is put behind the cut.
        behind = self._unions(others + begun)
        before = self._unions(others + weight.sum() - ended)
        cost = np.cumsum(behind) + np.cumsum(before[::-1])[::-1]
        best = int(np.argmin(cost))
        if best == here or cost[best] >= cost[here] * (1.0 - 1e-9):
            return
        self.place -= self.place > here
        self.place += self.place >= best
        self.place[unit] = best
        first, last = first + (first >= best), last + (last >= best)
        own = self._weights(np.minimum(first, best), np.maximum(last, best), weight)
        self.across = np.insert(others, best, others[best]) + own

    def _ends(self, rows: IntArray, none: npt.NDArray[np.bool_]) -> tuple[IntArray, IntArray]:
        """First and last place of the units of each row."""
        places = self.place[rows]
        first = np.where(none, len(self.place), places).min(axis=1)
        return first, np.where(none, -1, places).max(axis=1)

    def _weights(self, first: IntArray, last: IntArray, weight: FloatArray) -> FloatArray:
        """W before each place, of groups with these first and last places."""
        n = len(self.place)
        begun, ended = (np.bincount(v + 1, weights=weight, minlength=n + 1) for v in (first, last))
        return np.asarray(np.cumsum(begun - ended))

    def _unions(self, across: FloatArray) -> FloatArray:
        """How many unions a search keeps at most at places of such weights, in proportion."""
        return np.asarray(np.exp(np.minimum(self.growth * across, MOST)))
