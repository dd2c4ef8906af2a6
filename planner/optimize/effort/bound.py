"""Effort for bounds: columns and cuts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Columns:
    """Columns of a restricted master.

    Attributes
    ----------
    at_start : int
        Groups of each unit with which it begins.
    a_round : int
        Groups of each unit that join in a round of pricing.
    """

    at_start: int = 12
    a_round: int = 6


@dataclass(frozen=True)
class Cutting:
    """Cuts: how many, on which sets of units, and for how long.

    Attributes
    ----------
    rounds, rounds_long : int
        Most rounds, and the most without cuts on larger sets, where each round gains less.
    short_members : int
        Most members of groups for which cuts on larger sets are worth their rows: longer groups
        hold pairs of nearly every set.
    slow_rounds, least_progress : int, float
        Cutting ends when so many rounds in a row close less than this share of the bound.
    cuts_a_round : int
        Most cuts of each sort in a round.
    least_violation : float
        A cut is worth a row when it is broken by so many groups.
    divisors : tuple of int
        Divisors with which sets of any size are sought; none: only trios and fours.
    trios_that_grow : int
        Trios nearest to being broken that grow to fours.
    seeds, changes, rests : int
        Trios from which sets of any size grow, beside single units; changes of each; and for
        how many of them a changed unit rests.
    again : int
        How often what is left after a dive is cut again, in a stage that tells plans apart.
    clock_share : float
        Part of what is left of the clock that cutting may take.
    """

    rounds: int = 30
    rounds_long: int = 60
    short_members: int = 8
    slow_rounds: int = 2
    least_progress: float = 5e-5
    cuts_a_round: int = 150
    least_violation: float = 0.02
    divisors: tuple[int, ...] = (2, 3)
    trios_that_grow: int = 400
    seeds: int = 300
    changes: int = 32
    rests: int = 6
    again: int = 2
    clock_share: float = 0.6
