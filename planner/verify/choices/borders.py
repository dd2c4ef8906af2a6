"""Prices of borders: what the best plan costs that joins two units, or parts them, all by one pass.

A pass of the search that keeps every way between its unions knows of each union what the cheapest
way to it costs, and, read backwards, the cheapest end; so it knows what the cheapest plan costs
that takes a way, and so for each group.  Nothing is dropped but what no plan within the gap holds.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from planner.verify.frontier import End, Left, States, passed
from planner.verify.pool import BoolArray, IntArray
from planner.verify.searching import places
from planner.verify.stages import Stages, measured
from planner.verify.verdict import AnySize, Searching, Statement, UnreadableError
from planner.words.text import say

KEYS = {"costs", "duals", "most", "order"}
# Whence and by which group each way comes, whither it goes, what each union before it costs.
Ways = tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], IntArray]
# Two units → what the best plan has more in the last stage that turns round what they do.
Prices = dict[tuple[str, str], float]
# Costs more than any plan, and may be added to itself.
NO_PLAN = 1 << 61


def check_borders(statement: Statement, stages: Stages) -> tuple[AnySize, Prices]:
    """Check what it costs at least to turn round what the best plan does with two units.

    Parameters
    ----------
    statement : mapping
        ``costs``: code, code, and what the best plan costs in the last stage, in steps, that parts
        the two where the best plan of all joins them, else joins them; ``duals`` and ``order`` of
        a search of all plans up to ``most``.  Anything at all may stand in it.
    stages : Stages
        The proofs of the best plan, which were found sound.

    Returns
    -------
    str, dict of (str, str) to float
        ``proven``, ``effort`` (the search was given up), or ``no``, which is complained about;
        and what each price was found to be, in the unit of the last stage.
    """
    if set(statement) != KEYS or type(statement["most"]) is not int:
        raise UnreadableError(say("keys of prices: {keys}", keys=", ".join(map(str, statement))))
    if any(setting["within_percent"] for setting in stages.settings[:-1]):
        raise UnreadableError(say("prices by one search, though a stage has a tolerance"))
    cost = stages.costs.of_stage(stages.settings[-1])
    if cost is None:
        return "no", {}
    stages.before_last(whole=True)
    least = least_up_to(statement, stages, cost)
    if least is None:
        return ("no" if stages.complaints else "effort"), {}
    turning = Turning(stages)
    best, prices, sound = int(cost[stages.plan].sum()), Prices(), True
    for one, other, claimed in statement["costs"]:
        _, found = turning.least(one, other, least)
        if found != claimed or found >= NO_PLAN:
            sound = False
            stages.complaints.append(
                say("price of {one} and {other}: it is another one", one=one, other=other)
            )
        prices[one, other] = measured(stages.settings[-1], found) - measured(
            stages.settings[-1], best
        )
    return ("proven" if sound else "no"), prices


def least_up_to(statement: Statement, stages: Stages, cost: IntArray) -> IntArray | None:
    """Find what the best plan costs that holds each group of the pool, up to ``most``.

    Parameters
    ----------
    statement : mapping
        ``duals`` and ``order`` of a search, and its ``most``, in steps.
    stages : Stages
        Where the last stage began.
    cost : ndarray of int64, shape (m,)
        Of each group in the last stage, in steps.

    Returns
    -------
    ndarray of int64, shape (m,), or None
        ``NO_PLAN`` where it is more.  None: the search was given up, or the duals are unsound,
        which is complained about.
    """
    most = statement["most"]
    priced = stages.bounded("prices", statement["duals"], cost, most)
    if priced is None:
        return None
    groups = stages.alive
    left = stages.left(groups, priced, cost, most)
    if left is None:
        return None
    order = places(statement["order"], stages.codes)
    found = least_of_groups(left, cost[groups], order, stages.verdict.effort.searching)
    if found is None:
        return None
    whole = np.full(len(cost), NO_PLAN, dtype=np.int64)
    whole[groups] = np.where(found <= most, found, NO_PLAN)
    return whole


def least_of_groups(
    left: Left, cost: IntArray, order: Sequence[int], effort: Searching
) -> IntArray | None:
    """Find what the best plan costs that holds each group.

    Parameters
    ----------
    left : Left
        The groups that may be in a plan.
    cost : ndarray of int64, shape (m,)
        Of each, in steps.
    order : sequence of int
        Of the units.
    effort : Searching

    Returns
    -------
    ndarray of int64, shape (m,), or None
        ``NO_PLAN`` and more: no plan within the gap holds it.  None: given up.
    """
    ends = End(left, list(order), 1), End(left, list(order)[::-1], 1)
    for here, _, whole in passed(ends, effort):
        if whole:
            rest = ends[1 - ends.index(here)].curve[::-1]
            return _backwards(here, cost, *_ways(here, cost, rest))
    return None


def _ways(end: End, cost: IntArray, rest: IntArray) -> tuple[list[Ways], BoolArray]:
    """Pass and keep every way: what came from where to where, and what it costs up to there."""
    states, before = end.nothing(), np.zeros(1, dtype=np.int64)
    levels = []
    for place in range(end.left.n):
        states = end.step(states, place, end.gaps, rest)
        first, target = _alike(states)
        levels.append((states.came.astype(np.int32), target.astype(np.int32), before))
        way = before[states.came[:, 0]] + _of_way(states.came, cost)
        states = states.some(first)
        before = np.full(len(states), NO_PLAN, dtype=np.int64)
        np.minimum.at(before, target, way)
    return levels, end.plans(states)


def _alike(states: States) -> tuple[IntArray, IntArray]:
    """Find the cheapest of the unions of equal units and sums, and of each which it is."""
    words = [*states.bits.T, *states.sums.T]
    order = np.lexsort([states.cost[:, 0], *words])
    new = np.zeros(len(order), dtype=bool)
    new[:1] = True
    for word in words:
        new[1:] |= word[order][1:] != word[order][:-1]
    target = np.empty(len(order), dtype=np.int64)
    target[order] = np.cumsum(new) - 1
    return order[new], target


def _backwards(
    end: End,
    cost: IntArray,
    levels: list[Ways],
    whole: BoolArray,
) -> IntArray:
    """Read the ways backwards: of each group the best plan that holds it."""
    best = np.full(len(end.left.groups), NO_PLAN, dtype=np.int64)
    after = np.where(whole, 0, NO_PLAN)
    for came, target, before in reversed(levels):
        finish = np.minimum(after[target] + _of_way(came, cost), NO_PLAN)
        joins = came[:, 1] >= 0
        np.minimum.at(best, came[joins, 1], (before[came[:, 0]] + finish)[joins])
        after = np.full(len(before), NO_PLAN, dtype=np.int64)
        np.minimum.at(after, came[:, 0], finish)
    return best


def _of_way(came: npt.NDArray[np.signedinteger], cost: IntArray) -> IntArray:
    """Cost of each way, in steps: a unit that is covered already costs nothing."""
    return np.where(came[:, 1] >= 0, cost[np.maximum(came[:, 1], 0)], 0)


class Turning:
    """Plans that turn round what the best plan does with two units."""

    def __init__(self, stages: Stages):
        self._at = {code: i for i, code in enumerate(stages.codes)}
        self._layers, self._known = stages.layers, dict[int, BoolArray]()
        self._home, before = np.full(len(self._at), -1, dtype=np.int64), 0
        for layer in stages.layers:
            inside = (stages.plan >= before) & (stages.plan < before + len(layer))
            for group in stages.plan[inside].tolist():
                self._home[layer[group - before]] = group
            before += len(layer)

    def least(self, one: str, other: str, costs: IntArray) -> tuple[bool, int]:
        """Tell whether the best plan joins two units, and what the cheapest costs that does not so.

        Parameters
        ----------
        one, other : str
            Codes.
        costs : ndarray of int64, shape (m,)
            See :func:`least_up_to`.
        """
        i, j = self._at[one], self._at[other]
        joined, with_one, with_other = self._home[i] == self._home[j], self._of(i), self._of(j)
        turned = with_one & ~with_other if joined else with_one & with_other
        return bool(joined), int(costs[turned].min(initial=NO_PLAN))

    def _of(self, unit: int) -> BoolArray:
        """Tell the groups that hold a unit."""
        if unit not in self._known:
            hit = [(layer == unit).any(axis=1) for layer in self._layers]
            self._known[unit] = np.concatenate(hit)
        return self._known[unit]
