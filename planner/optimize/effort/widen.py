"""Effort for groups beyond K: how they are found, and how many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# How groups of any size are found: see ``planner.optimize.widen.widening``.
Way = Literal["compact", "beam", "complete"]


@dataclass(frozen=True)
class Raising:
    """Larger groups around units that groups of K members do not satisfy.

    Attributes
    ----------
    most_sets : int
        Sets that are built at most for one size.
    growth : float
        How many times as many sets one more member makes: a size that would be too much is not
        begun.
    beyond : int
        A unit whose smallest compact group has so many times the largest size is out of its
        reach.
    relaxation_s : float
        Seconds after which a relaxation stops: its bound is weaker then, never wrong.
    first_plan_s : float
        Seconds after which the search for the plan stops whose groups are joined.
    """

    most_sets: int = 4_000_000
    growth: float = 4.7
    beyond: int = 2
    relaxation_s: float = 120.0
    first_plan_s: float = 60.0


@dataclass(frozen=True)
class Listing:
    """Lists of sets of any size that prices do not exclude: all of them, or what a beam finds.

    Attributes
    ----------
    on : bool
        False: no complete list, so that nothing is claimed of groups beyond the pool.
    cells_a_unit : float
        Cells of the grid across the typical unit.
    most_sets, most_in_all : int
        Sets of one size around one unit, and in all, at most: more are given up.
    most_by_people : int
        Sets, in the making or made, that a stage which counts people leaves: more are given up.
    nearest : int
        Units around one that a beam looks at; a set is a word of 64 bits.
    kept : int
        Sets of one size with which a beam goes on.
    largest : int
        Most members of a set that a beam finds.
    """

    on: bool = True
    cells_a_unit: float = 4.0
    most_sets: int = 500_000
    most_in_all: int = 6_000_000
    most_by_people: int = 500_000
    nearest: int = 40
    kept: int = 60
    largest: int = 20


@dataclass(frozen=True)
class Widening:
    """Groups of any size that join where prices do not exclude them.

    Attributes
    ----------
    ways, ways_of_unions : tuple of str
        How groups are found, one way after the other; and where units are so small that unions
        had to be made: a beam gets nowhere there.
    beginning : float
        Pricing begins on the groups that cost up to this share of the bound beyond their prices.
    rounds : int
        Rounds of pricing.
    groups_a_round : int
        Groups that join for each unit in a round.
    few_units : int
        A way is left for the next one where fewer than one group for so many units lower the
        relaxation.
    least_progress : float
        Compact sets are enough where a round lowers the relaxation by less than this share.
    room, groups_near : float, int
        Where the list is too long: groups within this share of the bound join, and how many for
        each unit.
    soon : float
        Groups within this share of the bound join at once when prices of cuts are sought.
    lowerings : int
        Times that prices are lowered which are above the cost of some group.
    near : tuple of float
        Groups of plans that cost so much more than the bound take part before solving: the first
        share of which the list is not too long.
    betterings : int
        Times that a plan is parted anew and solved anew, part by part.
    parts : tuple of int
        Units of these parts, round after round.
    least_gain : float
        A bettering that gains less than this share is the last.
    """

    ways: tuple[Way, ...] = ("compact", "beam", "complete")
    ways_of_unions: tuple[Way, ...] = ("compact", "complete")
    beginning: float = 0.03
    rounds: int = 40
    groups_a_round: int = 6
    few_units: int = 16
    least_progress: float = 0.0005
    room: float = 0.004
    groups_near: int = 12
    soon: float = 0.001
    lowerings: int = 8
    near: tuple[float, ...] = (0.01, 0.004)
    betterings: int = 2
    parts: tuple[int, ...] = (50,)
    least_gain: float = 0.005
