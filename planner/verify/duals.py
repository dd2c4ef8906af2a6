"""Duals of a proof: read, held against units and rows, and priced in whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.verify.frontier import Row
from planner.verify.pool import IntArray, summed_over
from planner.verify.verdict import UnreadableError
from planner.words.text import say

# Sums of whole numbers must stay below this for 64 bits to hold them.
LIMIT = 1 << 62

Cut = tuple[list[int], list[int], int, int]


@dataclass(frozen=True)
class Prices:
    """Duals, in parts of a step.

    Attributes
    ----------
    one : int
        Parts of a step, a power of two.
    cover : list of int
        π of the n units.
    sides : list of int
        λ of the rows beside the cover, of the right sign.
    cuts : list of (units, weights, divisor, price)
    rows : sequence of Row
        The rows that ``sides`` price.
    """

    one: int
    cover: list[int]
    sides: list[int]
    cuts: list[Cut]
    rows: Sequence[Row]

    @cached_property
    def limits(self) -> int:
        """What the rows beside the cover give to the bound."""
        total = 0
        for price, row in zip(self.sides, self.rows, strict=True):
            limit = row.lower if price > 0 else row.upper
            total += price * int(limit or 0)
        return total

    @cached_property
    def total(self) -> int:
        """The bound, in parts of a step, in Python's own whole numbers."""
        return sum(self.cover) + self.limits - sum(p * (sum(w) // d) for _, w, d, p in self.cuts)

    @property
    def bound(self) -> int:
        """The bound in whole steps."""
        return -(-self.total // self.one)

    def room(self, most: int) -> int:
        """What a plan of cost ``most`` may spend on reduced costs."""
        return most * self.one - self.total

    def of(
        self, layers: Sequence[IntArray], groups: IntArray, cost: IntArray
    ) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
        """Price some groups, positions in rising order.

        Parameters
        ----------
        layers : sequence of ndarray
            The pool.
        groups : ndarray of int64, shape (g,)
        cost : ndarray of int64, shape (m,)
            Cost of every group of the pool.

        Returns
        -------
        base, reduced : ndarray, shape (g,)
            c − π, and the whole reduced cost: of int64, or, where one is too
            large for that, of Python's own whole numbers.
        """
        fits = self._size(groups, cost) + self._paid < LIMIT
        if fits.all():
            return self._priced(layers, groups, cost, np.int64)
        # A group that an optimizer need not have looked at may cost far more than the others.
        parts = np.empty((2, len(groups)), dtype=object)
        parts[:, ~fits] = self._priced(layers, groups[~fits], cost, object)
        if fits.any():
            parts[:, fits] = self._priced(layers, groups[fits], cost, np.int64)
        return parts[0], parts[1]

    def fit(self, layers: Sequence[IntArray], groups: IntArray, cost: IntArray) -> bool:
        """Tell whether 64 bits hold what some groups sum to in any plan."""
        size, before = self._size(groups, cost), 0
        of_unit = np.zeros(len(self.cover))
        for layer in layers:
            first, last = np.searchsorted(groups, [before, before + len(layer)])
            inside = layer[groups[first:last] - before]
            for k in range(layer.shape[1]):
                np.maximum.at(of_unit, inside[:, k], size[first:last] / layer.shape[1])
            before += len(layer)
        return bool(of_unit.sum() + self._paid < LIMIT)

    @cached_property
    def _paid(self) -> float:
        """What units and cuts pay at most."""
        return float(sum(map(abs, self.cover)) + sum(p * sum(w) for _, w, _, p in self.cuts))

    def _size(self, groups: IntArray, cost: IntArray) -> npt.NDArray[np.float64]:
        """What cost and rows of each group come to at most, shape (g,), in floats."""
        size = np.abs(cost[groups]) * float(self.one)
        for price, row in zip(self.sides, self.rows, strict=True):
            size += np.abs(row.values[groups]) * float(abs(price))
        return size

    def _priced(
        self, layers: Sequence[IntArray], groups: IntArray, cost: IntArray, kind: Any
    ) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
        own = np.array(self.cover, dtype=kind)
        base = cost[groups].astype(kind) * self.one - summed_over(layers, groups, own)
        reduced = base.copy()
        for price, row in zip(self.sides, self.rows, strict=True):
            if price:
                reduced -= row.values[groups].astype(kind) * price
        for units, weights, divisor, price in self.cuts:
            held = np.zeros(len(self.cover), dtype=kind)
            held[units] = weights
            reduced += summed_over(layers, groups, held) // divisor * price
        return base, reduced


def read_prices(duals: Any, codes: Sequence[str], rows: Sequence[Row]) -> Prices:
    """Read the duals of a certificate.

    Parameters
    ----------
    duals : mapping
        See ``planner.plan.proof.Duals``; anything at all may stand in it.
    codes : sequence of str
        Codes of the n units.
    rows : sequence of Row
        Rows beside the cover.

    Raises
    ------
    UnreadableError
        Figures that are not whole, or not of the right sign.
    """
    if set(duals) != {"cover", "cuts", "one", "sides", "total"}:
        raise UnreadableError(say("keys of duals: {keys}", keys=", ".join(map(str, duals))))
    if set(duals["cover"]) != set(codes) or len(duals["sides"]) != len(rows):
        raise UnreadableError(say("duals are not those of the units and rows"))
    cover, sides = [duals["cover"][code] for code in codes], list(duals["sides"])
    if any(type(v) is not int for v in (*cover, *sides, duals["one"], duals["total"])):
        raise UnreadableError(say("duals are whole numbers"))
    if duals["one"] < 1 or duals["one"] & (duals["one"] - 1):
        raise UnreadableError(say("parts of a step are a power of two"))
    for price, row in zip(sides, rows, strict=True):
        # A price above zero speaks for the lower bound, one below zero for the upper.
        if (price > 0 and row.lower is None) or (price < 0 and row.upper is None):
            raise UnreadableError(say("a dual of the wrong sign"))
    at = {code: i for i, code in enumerate(codes)}
    return Prices(duals["one"], cover, sides, [_cut(c, at) for c in duals["cuts"]], list(rows))


def _cut(cut: Any, at: dict[str, int]) -> Cut:
    weights = [cut["weights"][code] for code in cut["weights"]]
    numbers = [*weights, cut["divisor"], cut["price"]]
    if any(type(v) is not int for v in numbers) or min(weights) < 1:
        raise UnreadableError(say("weights of cuts are positive whole numbers"))
    if cut["divisor"] < 1 or cut["price"] < 0:
        raise UnreadableError(say("a cut of divisor < 1 or price < 0"))
    return [at[code] for code in cut["weights"]], weights, cut["divisor"], cut["price"]
