"""Where a question begins: what it leaves of the kept pool, and the plan that is mended at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import networkx as nx
import numpy as np
import numpy.typing as npt
from scipy import sparse

from planner.law import RuleSet
from planner.optimize.effort import Effort
from planner.optimize.effort.control import Control
from planner.optimize.lexicographic import Solution, plan_of
from planner.optimize.mending import mended_plan
from planner.optimize.objective import cost_of, measure_of
from planner.optimize.question import (
    DEFAULT_OBJECTIVE,
    NO_LOCKS,
    Answer,
    Question,
)
from planner.optimize.widen.larger import raised_groups
from planner.plan import Plan, Stage
from planner.problem.groups import (
    GroupMaker,
    Groups,
    GroupSettings,
    Locks,
    check_together,
    most_members,
)
from planner.problem.groups.connected import IntArray, matrix_of_codes
from planner.problem.settings import StageSettings


@dataclass(frozen=True)
class Start:
    """Where a question begins: its groups, and rows of them that are the mended plan."""

    maker: GroupMaker
    groups: Groups
    plan: IntArray | None


class KeptPool:
    """Every group of the units judged once, and what each question leaves of it.

    Parameters
    ----------
    units, graph, ruleset, settings, effort
        See ``Arrangement``; the settings have no locks.
    control : Control
        When to stop making the groups.

    Raises
    ------
    TimeoutError
        It was told to stop before the groups were made.
    """

    def __init__(
        self,
        units: gpd.GeoDataFrame,
        graph: nx.Graph[str],
        ruleset: RuleSet,
        settings: GroupSettings,
        effort: Effort,
        control: Control,
    ):
        self.units, self.graph, self.ruleset = units, graph, ruleset
        self.settings, self.effort = settings, effort
        every = self._maker(NO_LOCKS, DEFAULT_OBJECTIVE, None, splits=False)
        self._pool = every.all(control.over)

    def priced(self, maker: GroupMaker) -> Groups:
        """Price the terms of a question, and keep the prices; nothing else is changed by it."""
        self._pool = maker.priced(self._pool)
        return self._pool

    def lacks(self, sets: sparse.csr_array) -> npt.NDArray[np.bool_]:
        """Tell which sets of units the kept pool has not."""
        return self._pool.lacks(sets)

    def start(self, question: Question, base: Answer | None, control: Control) -> Start:
        """Take the groups of a question, and mend the plan without locks among them."""
        maker, groups = self.of(question, base, control)
        if base is None:
            return Start(maker, groups, None)
        return Start(maker, groups, mended_plan(groups, question, base, control, self.effort))

    def of(
        self, question: Question, base: Answer | None, control: Control
    ) -> tuple[GroupMaker, Groups]:
        """Take the groups that a question leaves, and larger ones where it needs them."""
        maker = self.maker_of(question, splits=question.count.may_split)
        pool = self.priced(maker)
        groups = maker.of_pool(pool)
        if base is not None:
            more = base.groups.members
            joined = pool.lacks(more) & maker.allows(more)
            groups = groups.with_more(base.groups.of(np.flatnonzero(joined)))
            before = base.groups.settings
            update = {"larger": before.larger, "more": _left_of(before.more, maker)}
            settings = maker.settings.model_copy(update=update)
            groups = replace(groups, settings=settings)
        groups = self.with_fixed(maker, question, groups)
        if self.settings.raise_to:
            groups = raised_groups(maker, groups, self.effort, control)
        check_together(groups)
        return maker, groups

    def with_fixed(self, maker: GroupMaker, question: Question, groups: Groups) -> Groups:
        """Add what a question fixes and the pool has not."""
        if not question.locks.fixed:
            return groups
        fixed = maker.named(question.locks.fixed, most_members(self.units, self.settings))
        return groups.with_more(fixed.of(np.flatnonzero(groups.lacks(fixed.members))))

    def maker_of(self, question: Question, *, splits: bool) -> GroupMaker:
        """Make what makes the groups of a question."""
        targets = question.count.targets(self.units)
        return self._maker(question.locks, question.terms, targets, splits=splits)

    def _maker(
        self,
        locks: Locks,
        terms: Sequence[str],
        targets: tuple[float, float] | None,
        *,
        splits: bool,
    ) -> GroupMaker:
        settings = self.settings.locked(locks)
        case = self.units, self.graph, self.ruleset, settings, terms, targets
        return GroupMaker(*case, splits=splits)


def _left_of(named: Sequence[Sequence[str]], maker: GroupMaker) -> list[list[str]]:
    """Leave out the groups that joined by name and that locks do not allow."""
    if not named:
        return []
    sets = matrix_of_codes(named, maker.units.index)
    allowed = maker.allows(sets)
    return [list(each) for each, kept in zip(named, allowed.tolist(), strict=True) if kept]


def open_plan(
    groups: Groups, objective: Sequence[StageSettings], chosen: IntArray, without: Solution
) -> Plan:
    """Write a mended plan as an answer that is open, each stage with a bound that holds.

    Parameters
    ----------
    groups : Groups
        The pool that the locks leave.
    objective : sequence of StageSettings
        Stages in order.
    chosen : ndarray of int64
        Rows of the pool that are a plan.
    without : Solution
        The question without the locks, solved: as long as the stages before cost as much as they
        do there, no plan with locks is below its bound of a stage.

    Returns
    -------
    Plan
        No stage is proven, none has a proof, and the plan is not repeatable: the question asked
        to its end may give another one.

    Notes
    -----
    Where an earlier stage costs more than without locks, a later one may cost less.  What holds
    then: with ``v[u]`` the least of ``cost[g] / |g|`` over the groups ``g`` of a unit ``u``, every
    group costs at least the sum of ``v`` over its units, and every plan the sum over all units.
    """
    stages, same = list[Stage](), True
    for number, (stage, before) in enumerate(zip(objective, without.solved, strict=True)):
        cost, measure = cost_of(groups, stage), measure_of(stage)
        value = int(cost[chosen].sum())
        bound = _least(groups, cost)
        if same:
            bound = max(bound, before.bound)
        same = same and value == before.value and before.proven
        # A later stage may have given up to its tolerance of this one: only what was held fast
        # bounds what comes after.
        same = same and stage.within_percent == 0
        shown = measure.shown(min(bound, value))
        if number == len(objective) - 1 and number:
            least = without.plan.stages[0].last_without
            shown = shown if least is None else min(max(shown, least), measure.shown(value))
        stages.append(
            Stage(
                name=stage.stage,
                unit=measure.unit,
                value=measure.shown(value),
                bound=shown,
                proven=False,
                within_percent=stage.within_percent,
                final=measure.shown(value),
                method="solver",
            )
        )
    return replace(plan_of(groups, chosen, tuple(stages)), repeatable=False)


def _least(groups: Groups, cost: IntArray) -> int:
    """No plan costs less, in steps: each unit takes the least share of a group that it may."""
    members = groups.members
    sizes = np.diff(members.indptr)
    # Whole numbers below each share: a sum of floors is never above the sum.
    shares = np.floor_divide(cost, sizes)
    least = np.full(members.shape[1], np.iinfo(np.int64).max)
    np.minimum.at(least, members.indices, np.repeat(shares, sizes))
    return int(least.sum())
