"""How much effort groups are given that are found without looking at all: policy, as data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Compact:
    """Compact sets of any size, which grow around each unit.

    Attributes
    ----------
    largest : int
        Most members of a set.
    shares : tuple of float
        Shares of the inertia about the first unit that count when a neighbour is chosen by its
        price: the centre of a set moves away from where it began.
    accepted : int
        Accepted sets around a unit.
    """

    largest: int = 80
    shares: tuple[float, ...] = (0.5, 1.0)
    accepted: int = 6


USUAL = Compact()
