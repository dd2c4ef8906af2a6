"""Relaxations: of an instance, of one that grows, and of one in which groups are fixed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from planner.optimize.bound.duals import Bound
from planner.optimize.bound.formulation import IntArray, Partition, SideRow
from planner.optimize.bound.pricing import Pricing, best_of_each_unit, nothing_known
from planner.optimize.effort import USUAL, Effort
from planner.optimize.effort.control import Control

FloatArray = npt.NDArray[np.float64]


def relax(
    instance: Partition,
    control: Control,
    cut_rounds: int | None = None,
    guide: IntArray | None = None,
    larger: bool | None = None,
    effort: Effort = USUAL,
) -> Bound:
    """Bound an instance from below.

    Parameters
    ----------
    instance : Partition
        The whole pool.
    control : Control
        When to stop; the bound is then weaker, never wrong.
    cut_rounds : int, optional
        Most rounds of cutting; 0: the plain linear relaxation; None: as many as are worth it.
    guide : ndarray of int64, shape (m,), optional
        A second cost, by which groups of equal cost are taken first.
    larger : bool, optional
        Cut on sets of any size as well; None: where groups are short.
    effort : Effort
        Of columns and cutting.
    """
    larger = _are_short(instance, effort) if larger is None else larger
    effort = effort if larger else _on_small_sets(effort)
    if cut_rounds is None:
        cut_rounds = effort.cutting.rounds if larger else effort.cutting.rounds_long
    # Each of the two looks at every group of the pool.
    if control.over():
        return nothing_known(instance)
    first = _first_columns(instance, guide, effort, control)
    if control.over():
        return nothing_known(instance)
    for penalty in _penalties(instance):
        run = Pricing(instance, control, penalty, first, effort)
        bound, missing = run.run(cut_rounds)
        if not missing or control.over():
            return bound
    # Can anything fill the rows?  Price what is missing and nothing else.
    nothing = replace(instance, cost=np.zeros_like(instance.cost))
    gap, _ = Pricing(nothing, control, 1.0, first, effort).run(cut_rounds)
    return replace(bound, feasible=gap.total <= 0)


def _are_short(instance: Partition, effort: Effort) -> bool:
    """Tell whether groups are so short that cuts on larger sets are worth their rows."""
    longest = int(np.diff(instance.members.indptr).max(initial=0))
    # Within a district there is no way around its number of units, however long a group is.
    return longest <= effort.cutting.short_members or instance.in_parts


def _on_small_sets(effort: Effort) -> Effort:
    """Cut on trios and fours only."""
    return replace(effort, cutting=replace(effort.cutting, divisors=()))


class Growing:
    """The plain relaxation of a pool that grows: what was solved is where the next begins.

    Parameters
    ----------
    instance : Partition
        The pool as it is now.
    control : Control
        When to stop.
    effort : Effort
        Of columns.
    """

    def __init__(self, instance: Partition, control: Control, effort: Effort = USUAL):
        self._control, self._effort = control, effort
        self._begin(instance, min(_penalties(instance)))

    def _begin(self, instance: Partition, penalty: float) -> None:
        first = _first_columns(instance, None, self._effort, self._control)
        self._run = Pricing(instance, self._control, penalty, first, self._effort)
        self._penalty = penalty

    def join(self, instance: Partition) -> None:
        """Go on with a pool that holds more groups behind the ones it had."""
        self._run.join(instance)

    def bound(self) -> Bound | None:
        """Bound the pool as it is; None: no plan, or no time to know."""
        bound, missing = self._run.run(0)
        largest = max(_penalties(self._run.instance))
        if missing and self._penalty < largest:
            self._begin(self._run.instance, largest)
            bound, missing = self._run.run(0)
        return None if missing or self._control.over() else bound


class Fixing:
    """A relaxation in which groups are fixed, some at a time; it stays warm.

    Parameters
    ----------
    instance : Partition
        The groups that may be chosen.
    control : Control
        When to stop.
    order : ndarray of int64
        Groups of the instance, those first with which it had best begin.
    effort : Effort
        Of columns and cutting.
    """

    def __init__(
        self, instance: Partition, control: Control, order: IntArray, effort: Effort = USUAL
    ):
        effort = effort if _are_short(instance, effort) else _on_small_sets(effort)
        first = best_of_each_unit(instance.members, order, effort.columns.at_start, control)
        self._run = Pricing(instance, control, max(_penalties(instance)), first, effort)

    def fix(self, groups: IntArray, taken: bool = True) -> None:
        """Take groups as part of the plan, or give them back."""
        self._run.fix(groups, taken)

    def hold(self, rows: tuple[SideRow, ...]) -> None:
        """Hold the side rows to other limits."""
        self._run.hold(rows)

    def values(self, cut_rounds: int) -> tuple[IntArray, FloatArray] | None:
        """Cut, and give how much of which groups is taken; None: rows lack, or no time."""
        taken = None
        for x, _ in self._run.rounds(cut_rounds):
            taken = self._run.taken(x)
            if taken is None:
                return None
        return taken


def _penalties(instance: Partition) -> tuple[float, float]:
    """Costs of what is missing: first one that keeps prices near what units cost, then any.

    Of two units that are always together only the sum of the prices matters:
    a small penalty keeps each of the two small.
    """
    largest = 16.0 * max(1.0, float(np.abs(instance.cost).max(initial=1)))
    members = instance.members
    least = np.full(members.shape[1], np.iinfo(np.int64).max)
    np.minimum.at(least, members.indices, np.repeat(instance.cost, np.diff(members.indptr)))
    near = 4.0 * max(1.0, float(np.abs(least[least < np.iinfo(np.int64).max]).max(initial=1)))
    return min(near, largest), largest


def _first_columns(
    instance: Partition, guide: IntArray | None, effort: Effort, control: Control
) -> IntArray:
    """Begin with the groups of each unit that cost least for each member."""
    size = np.diff(instance.members.indptr)
    order = np.argsort(instance.cost / size, kind="stable")
    if guide is not None:
        order = np.lexsort((guide / size, instance.cost / size))
    return best_of_each_unit(instance.members, order, effort.columns.at_start, control)
