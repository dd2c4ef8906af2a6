"""Marginals: what the best plan that holds a group costs, for all groups in one search.

The frontier search goes through every plan within a gap, and of states that
cover the same units only the cheapest goes on: each way to it is a *link*,
state – group – state.  A pass that keeps all links knows of each state what
the cheapest way to it costs, and, read backwards, what the cheapest end costs;
so it knows of each link the best plan that takes it, and of each group the best
plan that holds it (Bellman 1957: forward and backward values of a shortest path).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from planner.optimize.bound.duals import Bound
from planner.optimize.bound.formulation import IntArray, Partition, covers
from planner.optimize.effort import USUAL, Effort
from planner.optimize.effort.control import Control
from planner.optimize.search.frontier import Passes
from planner.optimize.search.prices import Kept, Priced
from planner.optimize.search.states import States, Sweeper, both_ends
from planner.optimize.search.trials import best_order

# Costs more than any plan, and may be added to itself.
NO_PLAN = 1 << 61


@dataclass(frozen=True)
class Links:
    """Ways from the states at one place of the order to those at the next.

    Attributes
    ----------
    source, target : ndarray of int32, shape (l,)
        States before and after.
    group : ndarray of int32, shape (l,)
        The group that joins; −1: the unit is covered already.
    before : ndarray of int64, shape (s,)
        What the cheapest way to each state before costs, in steps.
    """

    source: npt.NDArray[np.int32]
    target: npt.NDArray[np.int32]
    group: npt.NDArray[np.int32]
    before: IntArray


def marginals(
    instance: Partition,
    bound: Bound,
    most: int,
    control: Control,
    order: IntArray | None,
    most_states: int,
    kept: Sequence[Kept] = (),
    effort: Effort = USUAL,
) -> IntArray | None:
    """Find what the best plan that holds each group costs.

    Parameters
    ----------
    instance, bound, kept, effort
        See ``frontier.search``.
    most : int
        Plans up to this cost are searched, in whole steps.
    control : Control
        When to stop.
    order : ndarray of int64, shape (n,), or None
        Order of the units, where one is known that needs few states.
    most_states : int
        Most states, and most links, at one unit.

    Returns
    -------
    ndarray of int64, shape (m,), or None
        In steps; ``NO_PLAN`` where no plan up to ``most`` holds the group.  None: more states
        than there may be, or no time.
    """
    costs = np.full(len(instance.cost), NO_PLAN, dtype=np.int64)
    gap = most * bound.one - bound.total
    groups = np.flatnonzero(bound.reduced <= gap)
    if gap < 0 or not covers(instance.members[groups]):
        return costs
    nothing = np.zeros(len(groups), dtype=np.int64)
    priced = Priced(instance.of(groups), bound, nothing, [stage.of(groups) for stage in kept])
    gaps = np.array([gap, *(stage.gap for stage in kept)], dtype=np.int64)
    if order is None:
        both, _ = best_order(priced, gaps, control, effort)
    else:
        both = both_ends(priced, order, effort.frontier.most_numbers)
    plain = replace(effort, beams=replace(effort.beams, on=False))
    passes = Passes(instance, bound, groups, gaps, both, most_states, control, plain)
    # A plan that is found makes the gap no smaller: all within it are asked for.
    passes.wants(NO_PLAN, np.zeros(len(instance.cost), dtype=np.int64))
    if not passes.run(most, 0).complete:
        return None
    here, other = sorted(both, key=lambda end: end.states)
    found = _linked(here, gaps, other.curve[::-1], most_states, control)
    if found is None:
        return None
    inside = _backwards(*found, priced.cost)
    costs[groups] = np.where(inside <= most, inside, NO_PLAN)
    return costs


def _linked(
    sweeper: Sweeper, gaps: IntArray, rest: IntArray, most: int, control: Control
) -> tuple[list[Links], npt.NDArray[np.bool_]] | None:
    """Pass over the units and keep every link; at the end, tell the states that are plans."""
    priced = sweeper.priced
    states = States.empty_set(sweeper.words, *priced.duals.shape)
    before = np.zeros(1, dtype=np.int64)
    levels: list[Links] = []
    for place in range(len(sweeper.place)):
        covered = sweeper.step(states, place, gaps, control)
        if covered is None:
            return None
        states, source, group = covered
        rows = sweeper.finishing(states, place, gaps, rest)
        if len(rows) > most or control.over():
            return None
        source, group = source[rows], group[rows]
        first, target = states.alike(rows)
        states = states.of(first)
        ways = source.astype(np.int32), target.astype(np.int32), group.astype(np.int32)
        levels.append(Links(*ways, before))
        way = before[source] + _step_costs(group, priced.cost)
        before = np.full(len(states), NO_PLAN, dtype=np.int64)
        np.minimum.at(before, target, way)
    return levels, priced.keeps(states.sums)


def _backwards(levels: list[Links], whole: npt.NDArray[np.bool_], cost: IntArray) -> IntArray:
    """Read the links backwards: of each group the best plan that holds it."""
    best = np.full(len(cost), NO_PLAN, dtype=np.int64)
    after = np.where(whole, 0, NO_PLAN)
    for links in reversed(levels):
        end = after[links.target] + _step_costs(links.group, cost)
        joins = links.group >= 0
        np.minimum.at(best, links.group[joins], (links.before[links.source] + end)[joins])
        after = np.full(len(links.before), NO_PLAN, dtype=np.int64)
        np.minimum.at(after, links.source, np.minimum(end, NO_PLAN))
    return best


def _step_costs(group: npt.NDArray[np.signedinteger], cost: IntArray) -> IntArray:
    """Give what each link costs, in steps: a unit that is covered already costs nothing."""
    return np.where(group >= 0, cost[np.maximum(group, 0)], 0)
