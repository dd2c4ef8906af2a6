"""The optimizer: Groups → Plan, with a proof of how good it is."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from planner.optimize.bound.counted import rows_of_count
from planner.optimize.bound.cuts import Cuts
from planner.optimize.bound.duals import Bound
from planner.optimize.bound.formulation import IntArray
from planner.optimize.effort import USUAL, Effort
from planner.optimize.effort.control import Control
from planner.optimize.objective import TELLING, cost_of, measure_of
from planner.optimize.proofs import hashes, proof_of
from planner.optimize.solved import Solved
from planner.optimize.stages import Search, TimeLimitError, tolerance
from planner.optimize.stages.warm_start import after, resumed
from planner.plan import Plan, Pool, Stage
from planner.plan.proof import Proof
from planner.problem.groups import Groups
from planner.problem.settings import INERTIA, CountSettings, SolverSettings, StageSettings


@dataclass(frozen=True)
class Solution:
    """A plan, and what was known of it in the end.

    Attributes
    ----------
    plan : Plan
    chosen : ndarray of int64
        Its groups, as rows of the pool.
    solved : tuple of Solved
        The stages.
    """

    plan: Plan
    chosen: IntArray
    solved: tuple[Solved, ...]


def solve(
    groups: Groups,
    objective: Sequence[StageSettings],
    count: CountSettings | None = None,
    settings: SolverSettings | None = None,
    control: Control | None = None,
    start: IntArray | None = None,
    base: Sequence[Solved] = (),
    effort: Effort = USUAL,
    cuts: Cuts | None = None,
) -> Solution:
    """Find the plan that is best in every stage, in their order.

    Parameters
    ----------
    groups : Groups
        The pool; every term of the objective, and ``inertia``, is priced.
    objective : sequence of StageSettings
        Stages in order.
    count : CountSettings, optional
        Bounds on the number of new units.
    settings : SolverSettings, optional
        Limits of effort.
    control : Control, optional
        When to stop, at the latest, and who listens.
    start : ndarray of int64, optional
        Rows of the pool that are a plan to begin with.
    base : sequence of Solved, optional
        The stages solved on a pool that holds all of these groups: as long as the plan to begin
        with is as good, their proofs hold here as well, and else they say where to look.
    effort : Effort
        What each device is given.
    cuts : Cuts, optional
        Cuts on these units that are worth beginning with.

    Raises
    ------
    InfeasibleError
        No plan keeps the links, limits and count.
    TimeLimitError
        The clock ran out before a plan was found.
    """
    settings, count = settings or SolverSettings(), count or CountSettings()
    control = (control or Control()).within(settings.time_limit_s)
    rows = list(rows_of_count(groups, count))
    measures = {stage.stage: measure_of(stage) for stage in objective}

    def report(name: str, value: int | None, bound: int | None, note: str) -> None:
        if name in measures:
            shown = [None if v is None else measures[name].shown(v) for v in (value, bound)]
            control.report(name, shown[0], shown[1], note)

    codes = list(groups.units.index)
    search = Search(groups.members, codes, rows, control, settings.max_nodes, report, effort, cuts)
    search.plan = start
    solved, outlooks, plans = _lexicographic(search, groups, objective, base)
    stopped = search.stopped or search.out_of_time()
    assert search.plan is not None
    costs = [cost_of(groups, stage) for stage in objective]
    pool, priced = hashes(groups.members, codes, costs)
    proofs = tuple(
        _proof(*each, groups, search.plan) for each in zip(objective, solved, plans, priced)
    )
    stages = tuple(
        _stage(result, stage, int(cost[search.plan].sum()))
        for result, stage, cost in zip(solved, objective, costs)
    )
    last = measures[objective[-1].stage]
    stages = (
        tuple(
            replace(stage, last_without=last.shown(before), last_with=last.shown(after))
            for stage, before, after in zip(stages, outlooks, outlooks[1:])
        )
        + stages[max(len(outlooks) - 1, 0) :]
    )
    plan = plan_of(groups, search.plan, stages, proofs, pool, repeatable=not stopped)
    return Solution(plan, search.plan, tuple(solved))


def _lexicographic(
    search: Search, groups: Groups, objective: Sequence[StageSettings], base: Sequence[Solved]
) -> tuple[list[Solved], list[int], list[IntArray]]:
    """Solve and keep each stage; the last one breaks ties.

    Beside the stages it gives the bound of the last stage before the first
    and after each other one: what a stage costs the last; and the plan at the
    end of each stage.
    """
    last = cost_of(groups, objective[-1])
    solved: list[Solved] = []
    plans: list[IntArray] = []
    outlooks = [search.outlook(last)] if len(objective) > 1 else []
    for number, stage in enumerate(objective):
        cost = cost_of(groups, stage)
        # What was known holds while no stage before has another value.
        same = [s.value for s in solved] == [s.value for s in base[:number]]
        tie = tie_breaker(groups) if number == len(objective) - 1 else None
        warm = early = None
        if len(base) > number:
            before, end = base[number], tie is not None
            warm, early = resumed(search, cost, stage, before, tie, last=end, same=same)
        if warm is not None and early is not None:
            result, bound = early, warm.bound
            search.ground.report(stage.stage, result.value, result.value, "proven")
        else:
            result, bound = _minimised(search, groups, stage, cost, tie)
            result = result if warm is None else after(warm, result)
        solved.append(result)
        assert search.plan is not None
        plans.append(search.plan)
        most = result.value + tolerance(result.value, stage.within_percent)
        search.keep(stage.stage, cost, most, bound)
        if number < len(objective) - 1:
            outlooks.append(search.outlook(last))
    return solved, outlooks, plans


def _minimised(
    search: Search, groups: Groups, stage: StageSettings, cost: IntArray, tie: IntArray | None
) -> tuple[Solved, Bound | None]:
    """Solve a stage within its part of the clock."""
    goal = (
        stage.stage,
        cost,
        None if stage.stage in TELLING else groups.costs[INERTIA],
        tie,
        stage.within_percent,
    )
    end = search.control
    if tie is None:
        # The stages that follow need a bound as well.
        share = search.ground.effort.staging.clock_share
        search.control = end.part(share)
    try:
        found = search.minimise(*goal)
    except TimeLimitError:
        if end.over():
            raise
        search.control = end
        found = search.minimise(*goal)
    search.stopped |= not found[0].proven and search.out_of_time()
    search.control = end
    return found


def _proof(
    stage: StageSettings,
    result: Solved,
    then: IntArray,
    costs: str,
    groups: Groups,
    final: IntArray,
) -> Proof:
    """Proof of a stage; with the plan that stood then, where a later stage gave some of it up."""
    most = result.value + tolerance(result.value, stage.within_percent)
    kept = int(cost_of(groups, stage)[final].sum()) == result.value
    witness = None if kept else groups.members[then]
    codes = list(groups.units.index)
    return proof_of(result, most, codes, witness, costs)


def tie_breaker(groups: Groups) -> IntArray:
    """Give each group a fixed number that depends only on the codes of its members.

    Plans that are equal in every stage differ in the sum of these numbers, so
    that the choice between them does not depend on the path of the solver.
    """
    codes = [hashlib.blake2b(code.encode(), digest_size=6).digest() for code in groups.units.index]
    unit = np.array([int.from_bytes(code, "big") for code in codes], dtype=np.int64)
    mixed: IntArray = (groups.members @ unit) % 2_147_483_647
    return np.asarray((mixed * mixed) % 65_521, dtype=np.int64)


def _stage(result: Solved, settings: StageSettings, final: int) -> Stage:
    measure = measure_of(settings)
    return Stage(
        name=settings.stage,
        unit=measure.unit,
        value=measure.shown(result.value),
        bound=measure.shown(min(result.bound, result.value)),
        proven=result.proven,
        within_percent=settings.within_percent,
        final=measure.shown(final),
        method=result.proof.closed,
    )


def plan_of(
    groups: Groups,
    chosen: IntArray,
    stages: tuple[Stage, ...] = (),
    proofs: tuple[Proof, ...] = (),
    sha256: str = "",
    repeatable: bool = True,
) -> Plan:
    """Name the chosen groups and write them as a plan.

    Parameters
    ----------
    groups : Groups
        The pool.
    chosen : ndarray of int64
        Rows of it.
    stages, proofs, sha256, repeatable
        See ``planner.plan``; by default nothing is claimed.
    """
    units = groups.units
    members = groups.members[chosen].tocsr()
    seats = groups.seat_of(chosen)
    codes = units.index.to_numpy()
    parts = pd.DataFrame(
        {
            "code": codes[members.indices],
            "new_code": np.repeat(codes[seats], np.diff(members.indptr)),
            "share_area": 1.0,
            "share_people": 1.0,
        }
    )
    results = pd.DataFrame(
        {
            "name": units["name"].to_numpy()[seats],
            "kind": groups.described(chosen)["kind"].astype("str").to_numpy(),
        },
        index=pd.Index(codes[seats], name="new_code"),
    )
    # A unit that stays keeps its kind, even one that the rules do not know.
    single = np.diff(members.indptr) == 1
    results.loc[single, "kind"] = units["kind"].to_numpy()[seats[single]]
    pool = (
        None
        if not stages
        else Pool(
            size=len(groups),
            enumerated=groups.enumerated,
            accepted=int(groups.verdicts["accepted"].sum()),
            max_members=groups.settings.max_members,
            larger=groups.settings.larger,
            sha256=sha256,
        )
    )
    return Plan(
        parts.sort_values(["code", "new_code"], ignore_index=True),
        results.sort_index(),
        stages,
        pool,
        repeatable=repeatable,
        proofs=proofs,
    )
