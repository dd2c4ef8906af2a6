"""Effort for the frontier search: orders of the units, and states."""

from __future__ import annotations

from dataclasses import dataclass


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
    growth : float
        β: natural logarithms of the number of states for one more group of reduced cost 0, as
        measured.
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
    growth: float = 0.055
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
