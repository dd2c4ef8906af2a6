"""How much effort each device of the optimizer is given: policy, as data.

No number here can make a bound or a plan wrong.  They say how long something
is tried, how many states or columns it may keep, and when the next device
takes its turn.  A record is passed to whoever needs it; ``USUAL`` is what has
proven itself on the provinces of Viet Nam.  Numbers that are mathematics, as
widths of integers and tolerances of floats, stand next to the code.

Where a field is "for each unit", a pool of n units is given n times as many.
States, columns and rounds limit the effort, not seconds: the end is the same
on every machine.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


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
    """

    groups_a_unit: tuple[int, ...] = (64, 120)
    cut_rounds: int = 6
    first_groups_a_unit: int = 120
    weight: int = 12
    many_groups_a_unit: int = 32


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
    mixed: float = 0.05
    step_outweighs: int = 6
    clock_share: float = 0.6


@dataclass(frozen=True)
class Orders:
    """Orders of the units for the frontier search.

    Attributes
    ----------
    on : bool
        False: one order of small bandwidth, untried.
    most : int
        Orders that are tried.
    directions : int
        Directions of the straight sweeps with which orders begin.
    steep, flat : float
        A group weighs exp(−this · the part of the gap that it costs) when orders are judged,
        and when the map is drawn.
    rounds, little : int, float
        Rounds of moves, and the part of the sum below which a round is the last.
    trials : tuple of int
        Parts of the gap with which orders are compared, as divisors: what a pass from one end
        learns makes the next one shorter.
    trial_states : int
        Most states at one unit of such a pass.
    few_states_a_unit : int
        An order that keeps fewer states for each unit is taken at once.
    """

    on: bool = True
    most: int = 3
    directions: int = 6
    steep: float = 16.0
    flat: float = 1.0
    rounds: int = 30
    little: float = 1e-3
    trials: tuple[int, ...] = (64, 32, 16, 8)
    trial_states: int = 100_000
    few_states_a_unit: int = 16


@dataclass(frozen=True)
class Frontier:
    """The frontier search, which goes through everything that a bound leaves.

    Attributes
    ----------
    most_states : int
        Most states at one unit: some 200 bytes each while they are sorted.
    most_numbers : int
        Most numbers of 64 bits that states hold before equal ones are found: a GB, and twice as
        much while they are put together.
    eighths : tuple of int
        Parts of the gap with which passes run, in eighths; the last is the whole.
    first_room, more_room : int
        A pass begins with one part in so many of the states, since from the other end the same
        may take a hundredth; and then has so many times more.
    much_cheaper : int
        An end that is ahead goes on while it needs so many times fewer states than the other.
    states_before_beam : int
        A pass that kept more states calls for a guided beam, in a search that may keep as many.
    beam_states : int
        States of this beam.
    turns_of_beams : tuple of int
        Passes before which a plan is looked for, where earlier stages were kept.
    near_percent, near_percent_kept : tuple of float
        Plans are first looked for this near to the bound, one after the other: alone, and where
        earlier stages are kept.
    few_groups_a_unit : int
        With so few groups for each unit all is searched at once, with few states.
    few_states : int
        States at one unit of such a search, and of one that only breaks ties.
    climb : tuple of int
        A stage that takes few values is dived into, cut, and searched with one part in so many
        of the states, again and again.
    """

    most_states: int = 6_000_000
    most_numbers: int = 125_000_000
    eighths: tuple[int, ...] = (1, 2, 4, 6, 8)
    first_room: int = 64
    more_room: int = 8
    much_cheaper: int = 2
    states_before_beam: int = 200_000
    beam_states: int = 10_000
    turns_of_beams: tuple[int, ...] = (2,)
    near_percent: tuple[float, ...] = (0.75,)
    near_percent_kept: tuple[float, ...] = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0)
    few_groups_a_unit: int = 8
    few_states: int = 100_000
    climb: tuple[int, ...] = (256, 64, 8, 1)


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
class Asking:
    """Questions with locks, which begin where the question without them ended.

    Attributes
    ----------
    clock_share : float
        Part of the clock that the question without locks may take.
    beams : int
        How many beams are tried where the plan that was mended is worse than that without locks,
        in a stage that takes few values.
    cut_rounds : int
        Most rounds of cutting where prices that are known have to be found again.
    states : int
        Most states at one unit of the search that comes first.
    """

    clock_share: float = 0.5
    beams: int = 3
    cut_rounds: int = 2
    states: int = 200_000


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
class Effort:
    """What each device is given."""

    columns: Columns = field(default_factory=Columns)
    cutting: Cutting = field(default_factory=Cutting)
    beams: Beams = field(default_factory=Beams)
    guidance: Guidance = field(default_factory=Guidance)
    parts: Parts = field(default_factory=Parts)
    dives: Dives = field(default_factory=Dives)
    orders: Orders = field(default_factory=Orders)
    frontier: Frontier = field(default_factory=Frontier)
    branching: Branching = field(default_factory=Branching)
    asking: Asking = field(default_factory=Asking)
    repair: Repair = field(default_factory=Repair)

    def as_dict(self) -> dict[str, dict[str, Any]]:
        """Give all of it as plain data: device → field → value."""
        return asdict(self)


USUAL = Effort()
