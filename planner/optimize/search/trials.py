"""Trials: the order of the units whose frontier holds the fewest states."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from planner.optimize.bound.formulation import IntArray, parts_of
from planner.optimize.effort import Effort, Orders
from planner.optimize.effort.control import Control
from planner.optimize.search.orders import narrow_order, orders
from planner.optimize.search.prices import Priced
from planner.optimize.search.states import Sweeper, both_ends

FloatArray = npt.NDArray[np.float64]
# Parts of the gap are counted in these.
WHOLE = 8


def best_order(
    priced: Priced, gaps: IntArray, control: Control, effort: Effort, number: int = 1
) -> tuple[list[Sweeper], int]:
    """Choose the order of the units whose frontier holds the fewest states.

    The most promising orders are tried from both ends with small parts of the
    gap, up to the smallest of the search itself, until one needs few states.
    Where earlier stages were kept, they are tried with a part of their gaps as
    well.
    """
    policy, most_numbers = effort.orders, effort.frontier.most_numbers
    if not policy.on:
        return both_ends(priced, narrow_order(priced.members), most_numbers, number), 0
    tried: list[_Tried] = []
    states = 0
    share = (priced.reduced @ (1.0 / np.maximum(gaps, 1))) / len(gaps)
    for order in _promising(priced, share, policy, control):
        tried.append(_Tried(both_ends(priced, order, most_numbers, number), policy))
        states += tried[-1].climb(gaps, control)
        enough = 0, policy.few_states_a_unit * len(order)
        if tried[-1].effort < enough or control.over():
            break
    tried.sort(key=lambda each: each.effort)
    if len(gaps) > 1:
        for each in tried:
            each.effort = (0, 0)
            for p in range(1, len(gaps)):
                states += each.sweep(part_of(gaps, p, 1), gaps, control)
        tried.sort(key=lambda each: each.effort)
    return tried[0].both, states


def _promising(
    priced: Priced, share: FloatArray, policy: Orders, control: Control
) -> Iterator[IntArray]:
    """Give orders to be tried.

    Where units fall into parts nothing is open between two of them: then a narrow order, which
    takes part after part, may do, and costs no time.
    """
    if parts_of(priced.members).any():
        yield narrow_order(priced.members)
    yield from orders(priced.members, share, policy, control)[: policy.most]


class _Tried:
    """An order from both ends, with the effort so far: passes that were stopped, and states."""

    def __init__(self, both: list[Sweeper], policy: Orders):
        self.both, self.policy = both, policy
        self.effort = (0, 0)

    def climb(self, gaps: IntArray, control: Control) -> int:
        """Pass with larger and larger parts of the gap; states that were kept.

        Effort is that of the last pass, and every pass that was not come to counts as stopped.
        """
        states = 0
        trials = self.policy.trials
        for left, divisor in zip(reversed(range(len(trials))), trials):
            missed = 2 * left
            self.effort = (missed, 0)
            states += self.sweep(part_of(gaps, 0, 1, divisor), gaps, control)
            if self.effort[0] > missed:
                break
        return states

    def sweep(self, caps: IntArray, gaps: IntArray, control: Control) -> int:
        """Pass from both ends; states that were kept."""
        for here, other in (self.both, self.both[::-1]):
            done = here.sweep(caps, gaps, other.curve[::-1], self.policy.trial_states, control)
            self.effort = (self.effort[0] + (not done), self.effort[1] + here.states)
        return sum(end.states for end in self.both)


def part_of(gaps: IntArray, p: int, share: int, of: int = WHOLE) -> IntArray:
    """Give a part of one gap, and the others whole."""
    caps = gaps.copy()
    caps[p] = gaps[p] * share // of
    return caps
