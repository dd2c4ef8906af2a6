"""Proof of a stage: whole numbers from which anybody can compute a bound again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Closed = Literal["free", "bound", "search", "solver"]


@dataclass(frozen=True)
class PricedCut:
    """A row Σ_g ⌊u(g) ∕ d⌋ x_g ≤ ⌊u(U) ∕ d⌋ that every whole plan keeps, and its price.

    Attributes
    ----------
    weights : dict of code to int
        u: weights of a few units, positive.
    divisor : int
        d, positive.
    price : int
        What a step over the row would cost, not negative, in 1 ∕ ``one`` steps.
    """

    weights: dict[str, int]
    divisor: int
    price: int


@dataclass(frozen=True)
class Duals:
    """Prices under which no group that is still looked at costs less than it pays.

    Attributes
    ----------
    total : int
        The bound that follows: no plan costs less, in 1 ∕ ``one`` steps.
    one : int
        Parts of a step in which prices are counted.
    cover : dict of code to int
        Price of each unit.
    sides : tuple of int
        Price of the row of the count, where there is one, and of each stage
        that was kept by a row, in order.
    cuts : tuple of PricedCut
        Cuts that bind.
    """

    total: int
    one: int
    cover: dict[str, int]
    sides: tuple[int, ...]
    cuts: tuple[PricedCut, ...]


@dataclass(frozen=True)
class Proof:
    """Why no plan is better in a stage, as ``planner.verify`` computes it again.

    Attributes
    ----------
    closed : str
        ``free``: nothing costs less than nothing; ``bound``: the duals reach
        the value; ``search``: so little is left that it can be searched;
        ``solver``: the rest stands on branch and bound in floating point.
    value, most : int
        Best value, and what later stages may make of it, in whole steps.
    duals : tuple of Duals
        One after the other: each also leaves out groups that no plan of cost
        ``most`` holds, and the next must price only the others.
    order : tuple of str
        Codes in an order in which the search was short: a hint.
    witness : tuple of tuple of str
        Groups of a plan that has ``value``, where the finished plan, by the
        stage's tolerance, has not.
    costs : str
        SHA-256 of the cost of every group of the pool, in whole steps, in the
        order in which the pool is hashed, as little-endian 64-bit numbers: so
        that it is seen when another processor rounds one otherwise.
    """

    closed: Closed
    value: int
    most: int
    duals: tuple[Duals, ...] = ()
    order: tuple[str, ...] = ()
    witness: tuple[tuple[str, ...], ...] = ()
    costs: str = ""
