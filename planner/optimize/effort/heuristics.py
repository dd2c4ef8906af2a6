"""Effort for plans: what the heuristics are given."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Beams:
    """First plans: the frontier search with few groups and states.

    Attributes
    ----------
    on : bool
        False: no beams; first plans come from branch and bound.
    widths : tuple of (int, int)
        Groups for each unit, and states; more of both after a dead end, and while the plan
        leaves too many groups for the search.
    short : int
        How many of them are tried where a row may leave no plan at all, or a search with more
        to go by follows.
    free : int
        How many of them are tried for a plan that costs nothing, with a row beside the cover.
    guided : int
        How many of them are tried for a plan that weighs two costs, without a row.
    enough_states : int
        A plan of a term that takes few values is good enough after a beam of so many states.
    enough_groups_a_unit : int
        Groups for each unit that are few enough for the search to begin at once.
    """

    on: bool = True
    widths: tuple[tuple[int, int], ...] = ((8, 300), (16, 1000), (32, 4000), (64, 10_000))
    short: int = 2
    free: int = 3
    guided: int = 3
    enough_states: int = 4000
    enough_groups_a_unit: int = 32

    def first(self, most: int | None = None) -> tuple[tuple[int, int], ...]:
        """Give the first of the beams, or all; none where they are switched off."""
        return self.widths[:most] if self.on else ()


@dataclass(frozen=True)
class Guidance:
    """A second cost, where the stage's own leaves thousands of groups tied.

    Attributes
    ----------
    groups_a_unit : tuple of int
        Groups of least reduced cost that are looked at, for each unit; more after dead ends.
    cut_rounds : int
        Rounds of cutting that a guided plan is worth: nothing is proven by it.
    first_groups_a_unit : int
        Groups with which a plan that weighs two costs begins, for each unit.
    weight : int
        A step of the stage's cost weighs so much as so many units typically add to the guide.
    many_groups_a_unit : int
        So many tied groups for each unit call for a guide.
    near_percent_of_parts, states_of_parts : tuple of float, int
        Where no group joins some units to the others: how near to its bound a plan of a part is
        searched, and with how many states at one unit.
    """

    groups_a_unit: tuple[int, ...] = (64, 120)
    cut_rounds: int = 6
    first_groups_a_unit: int = 120
    weight: int = 12
    many_groups_a_unit: int = 32
    near_percent_of_parts: tuple[float, ...] = (1.0, 4.0, 16.0, 64.0)
    states_of_parts: int = 50_000


@dataclass(frozen=True)
class Parts:
    """Parts of a plan that are solved anew.

    Attributes
    ----------
    on : bool
        False: a plan stays as it was found.
    sizes : tuple of int
        Units of a part, round after round; a round ends when each group has been in a part.
    least_progress : float
        A round that betters the plan by less than this share is the last.
    states : int
        States at one unit that a part is worth.
    cut_rounds : int
        Rounds of cutting that a part is worth.
    slope : float
        Groups pull units together that cost at most one part in so many of the largest reduced
        cost.
    far_percent, far_percent_cut, far_percent_dived : float
        A plan farther from its bound than this is bettered: before cutting, after it, and after
        dives.
    clock_share : float
        Part of what is left of the clock that they may take.
    """

    on: bool = True
    sizes: tuple[int, ...] = (40, 60, 80, 80)
    least_progress: float = 0.003
    states: int = 20_000
    cut_rounds: int = 8
    slope: float = 4.0
    far_percent: float = 10.0
    far_percent_cut: float = 1.5
    far_percent_dived: float = 5.0
    clock_share: float = 0.5


@dataclass(frozen=True)
class Dives:
    """Plans out of the relaxation, by fixing what it has nearly decided.

    Attributes
    ----------
    on : bool
        False: no dives.
    most : int
        Dives that follow each other while the plan is not near the bound.
    near_percent : float
        How near to the bound that is.
    far_percent : float
        A plan farther from the bound than this calls for a dive, in a stage that tells plans
        apart.
    saved : tuple of float
        Parts of what kept stages may come to beyond their bounds that the last of the dives
        saves; none: it saves nothing.
    groups_a_unit : int
        Groups of least reduced cost of each unit that may be fixed.
    step : float
        Part of the free units that a step fixes.
    shorter : int
        So many times shorter a step becomes that went too far.
    cut_rounds, rise : int, float
        Rounds of cutting when the bound has risen by this share since it was last cut.
    units_left : tuple of tuple of int
        So many units are left to the search, and fewer if it finds nothing, for the first dive
        of a stage and those that follow; the last holds for all others.
    cut_rounds_left : int
        Rounds of cutting for the units that are left in the end.
    states : int
        States at one unit that these are worth.
    near_left : tuple of float
        How far beyond their bound plans are looked for, as parts of what the whole costs.
    dead_ends : int
        Single groups that may lead to dead ends before a dive is given up.
    unguided : int
        Dives without a guide begin as the one that follows so many: they come after those that
        need one, and leave more to the search.
    mixed : float
        Dives after the second mix their choices by so much of a group.
    step_outweighs : int
        Where a guide helps the first dive, a step of the cost outweighs so many of the groups
        that are dearest by the guide.
    clock_share : float
        Part of what is left of the clock that dives may take.
    """

    on: bool = True
    most: int = 3
    near_percent: float = 8.0
    far_percent: float = 0.3
    saved: tuple[float, ...] = (0.25, 0.5, 0.75)
    groups_a_unit: int = 60
    step: float = 0.05
    shorter: int = 3
    cut_rounds: int = 1
    rise: float = 1e-3
    units_left: tuple[tuple[int, ...], ...] = ((35,), (35,), (80, 50), (120, 80, 50))
    cut_rounds_left: int = 8
    states: int = 50_000
    near_left: tuple[float, ...] = (0.0025, 0.01, 0.04, 0.08)
    dead_ends: int = 8
    unguided: int = 2
    mixed: float = 0.05
    step_outweighs: int = 6
    clock_share: float = 0.6


@dataclass(frozen=True)
class Branching:
    """Branch and bound by the solver, where the search is not enough.

    Attributes
    ----------
    groups_a_unit : int
        Groups of least reduced cost with which it begins, for each unit.
    near_groups_a_unit : int
        Groups for each unit among which a little of it looks for a better plan.
    first_nodes : int
        Nodes of a little of it.
    """

    groups_a_unit: int = 4
    near_groups_a_unit: int = 7
    first_nodes: int = 30


@dataclass(frozen=True)
class Repair:
    """A plan that locks have broken, mended.

    Attributes
    ----------
    units : tuple of int
        Units that give way, at least; one after the other.
    near : tuple of float
        Shares of what the plan costs, beyond the bound of the part, within which plans are sought.
    cut_rounds : int
        Most rounds of cutting for a part.
    states : int
        Most states at one unit of a search.
    step_outweighs : int
        A step of an earlier stage outweighs so many of the groups that are dearest in later ones.
    """

    units: tuple[int, ...] = (20, 40)
    near: tuple[float, ...] = (0.001, 0.004, 0.016, 0.06, 0.25)
    cut_rounds: int = 8
    states: int = 50_000
    step_outweighs: int = 6


@dataclass(frozen=True)
class Resplitting:
    """Pairs of neighbouring groups of a plan, parted anew.

    Attributes
    ----------
    angles : int
        Lines that part a pair, each at its own angle.
    ways : int
        Most ways of a pair that the law judges.
    sweeps : int
        Most sweeps over all pairs.
    near : float
        Ways that cost more than the pair itself by no more than this share are found as well:
        they fit beside the groups of the plan, and may be better together.
    others : int
        Most ways of each pair that are found.
    """

    angles: int = 16
    ways: int = 100
    sweeps: int = 40
    near: float = 0.1
    others: int = 6
