"""What became of a stage: its value, its bound, and how it was closed."""

from __future__ import annotations

from dataclasses import dataclass

from planner.optimize.bound.duals import Bound
from planner.optimize.bound.formulation import IntArray
from planner.plan.proof import Closed


@dataclass(frozen=True)
class Trace:
    """How a stage was closed, for its certificate.

    Attributes
    ----------
    closed : str
        See ``planner.plan.proof.Proof``.
    bounds : tuple of Bound
        One after the other, each of the groups that the ones before left.
    order : ndarray of int64 or None
        Order of the units in which the search was short.
    """

    closed: Closed
    bounds: tuple[Bound, ...] = ()
    order: IntArray | None = None


@dataclass(frozen=True)
class Solved:
    """A stage in whole steps: cost of the plan and what no plan can be below."""

    name: str
    value: int
    bound: int
    nodes: int
    columns: int
    proof: Trace

    @property
    def proven(self) -> bool:
        """No plan within the pool is better."""
        return self.value <= self.bound
