"""The optimizer: Groups → Plan, with a proof of how good it is."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from planner.groups import Groups
from planner.optimize.bettering import tolerance
from planner.optimize.bound.formulation import IntArray, count_rows
from planner.optimize.proofs import cost_hash, pool_hash, proof_of
from planner.optimize.settings import (
    COHESION,
    INERTIA,
    CountSettings,
    SolverSettings,
    StageSettings,
)
from planner.optimize.solved import Solved
from planner.optimize.stages import Search, TimeLimitError
from planner.plan import Plan, Stage
from planner.proof import Proof
from planner.terms import TERMS

__all__ = [
    "INERTIA",
    "CountSettings",
    "SolverSettings",
    "StageSettings",
    "TimeLimitError",
    "solve",
]

# Terms whose values tell nearly every two plans apart need no other cost to guide the search.
TELLING = {INERTIA, COHESION}
# Share of what is left of the clock that a stage may take when others follow.
SHARE_OF_CLOCK = 0.6
# Steps in one weighted point.
COHESION_STEPS = 100

Progress = Callable[[str, float | None, float | None, str], None]


def solve(
    groups: Groups,
    objective: list[StageSettings],
    count: CountSettings | None = None,
    settings: SolverSettings | None = None,
    progress: Progress | None = None,
    start: IntArray | None = None,
) -> Plan:
    """Find the plan that is best in every stage, in their order.

    Parameters
    ----------
    groups : Groups
        The pool; every term of the objective, and ``inertia``, is priced.
    objective : list of StageSettings
        Stages in order.
    count : CountSettings, optional
        Bounds on the number of new units.
    settings : SolverSettings, optional
        Limits of effort.
    progress : callable, optional
        Called with stage, value, bound (in the stage's unit) and a note.
    start : ndarray of int64, optional
        Rows of the pool that are a plan to begin with.

    Raises
    ------
    InfeasibleError
        No plan keeps the links, limits and count.
    TimeLimitError
        The clock ran out before a plan was found.
    """
    settings = settings or SolverSettings()
    count = count or CountSettings()
    deadline = time.monotonic() + settings.time_limit_s
    rows = list(count_rows(len(groups), count.bounds(len(groups.units))))
    units = {stage.stage: _unit_and_steps(stage) for stage in objective}

    def report(name: str, value: int | None, bound: int | None, note: str) -> None:
        if progress is not None and name in units:
            _, steps, sign = units[name]
            shown = [None if v is None else sign * v / steps for v in (value, bound)]
            progress(name, shown[0], shown[1], note)

    search = Search(
        groups.members,
        list(groups.units.index),
        rows,
        deadline,
        settings.max_nodes,
        report,
    )
    search.plan = start
    solved, outlooks, plans = _lexicographic(search, groups, objective)
    stopped = search.stopped or search.out_of_time()
    assert search.plan is not None
    proofs = tuple(_proof(*each, groups, search.plan) for each in zip(objective, solved, plans))
    stages = tuple(
        _stage(result, stage, int(_cost(groups, stage)[search.plan].sum()))
        for result, stage in zip(solved, objective)
    )
    _, steps, sign = units[objective[-1].stage]
    stages = (
        tuple(
            replace(stage, last_without=sign * before / steps, last_with=sign * after / steps)
            for stage, before, after in zip(stages, outlooks, outlooks[1:])
        )
        + stages[max(len(outlooks) - 1, 0) :]
    )
    return _plan_of(groups, search.plan, stages, proofs, repeatable=not stopped)


def _lexicographic(
    search: Search, groups: Groups, objective: list[StageSettings]
) -> tuple[list[Solved], list[int], list[IntArray]]:
    """Solve and keep each stage; the last one breaks ties.

    Beside the stages it gives the bound of the last stage before the first
    and after each other one: what a stage costs the last; and the plan at the
    end of each stage.
    """
    guide, last = groups.costs["inertia"], _cost(groups, objective[-1])
    solved: list[Solved] = []
    plans: list[IntArray] = []
    outlooks = [search.outlook(last)] if len(objective) > 1 else []
    end = search.deadline
    for number, stage in enumerate(objective, start=1):
        cost = _cost(groups, stage)
        goal = (
            stage.stage,
            cost,
            None if stage.stage in TELLING else guide,
            _tie_breaker(groups) if number == len(objective) else None,
            stage.within_percent,
        )
        now = time.monotonic()
        if number < len(objective):
            # The stages that follow need a bound as well.
            search.deadline = now + SHARE_OF_CLOCK * max(0.0, end - now)
        try:
            result, bound = search.minimise(*goal)
        except TimeLimitError:
            if time.monotonic() >= end:
                raise
            search.deadline = end
            result, bound = search.minimise(*goal)
        search.stopped |= not result.proven and search.out_of_time()
        search.deadline = end
        solved.append(result)
        assert search.plan is not None
        plans.append(search.plan)
        most = result.value + tolerance(result.value, stage.within_percent)
        search.keep(stage.stage, cost, most, bound)
        if number < len(objective):
            outlooks.append(search.outlook(last))
    return solved, outlooks, plans


def _proof(
    stage: StageSettings, result: Solved, then: IntArray, groups: Groups, final: IntArray
) -> Proof:
    """Proof of a stage; with the plan that stood then, where a later stage gave some of it up."""
    most = result.value + tolerance(result.value, stage.within_percent)
    kept = int(_cost(groups, stage)[final].sum()) == result.value
    witness = None if kept else groups.members[then]
    codes = list(groups.units.index)
    costs = cost_hash(groups.members, codes, _cost(groups, stage))
    return proof_of(result, most, codes, witness, costs)


def _tie_breaker(groups: Groups) -> IntArray:
    """Give each group a fixed number that depends only on the codes of its members.

    Plans that are equal in every stage differ in the sum of these numbers, so
    that the choice between them does not depend on the path of the solver.
    """
    codes = [hashlib.blake2b(code.encode(), digest_size=6).digest() for code in groups.units.index]
    unit = np.array([int.from_bytes(code, "big") for code in codes], dtype=np.int64)
    mixed: IntArray = (groups.members @ unit) % 2_147_483_647
    return np.asarray((mixed * mixed) % 65_521, dtype=np.int64)


def _cost(groups: Groups, stage: StageSettings) -> IntArray:
    if stage.stage != COHESION:
        return groups.costs[stage.stage]
    total = sum(
        groups.costs[name] * (weight / TERMS[name].steps) for name, weight in stage.weights.items()
    )
    weighed: IntArray = np.rint(np.asarray(total) * COHESION_STEPS).astype(np.int64)
    return weighed


def _unit_and_steps(stage: StageSettings) -> tuple[str, int, int]:
    """Unit of measure, steps in one unit, and the sign that a reader expects."""
    if stage.stage == COHESION:
        return "điểm", COHESION_STEPS, 1
    term = TERMS[stage.stage]
    return term.unit, term.steps, -1 if term.maximise else 1


def _stage(result: Solved, settings: StageSettings, final: int) -> Stage:
    unit, steps, sign = _unit_and_steps(settings)
    return Stage(
        name=settings.stage,
        unit=unit,
        value=sign * result.value / steps,
        bound=sign * min(result.bound, result.value) / steps,
        proven=result.proven,
        within_percent=settings.within_percent,
        final=sign * final / steps,
        method=result.proof.closed,
    )


def _plan_of(
    groups: Groups,
    chosen: IntArray,
    stages: tuple[Stage, ...],
    proofs: tuple[Proof, ...],
    repeatable: bool,
) -> Plan:
    """Name the chosen groups and write them as a plan."""
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
            "kind": groups.table["kind"].astype("str").to_numpy()[chosen],
        },
        index=pd.Index(codes[seats], name="new_code"),
    )
    # A unit that stays keeps its kind, even one that the rules do not know.
    single = np.diff(members.indptr) == 1
    results.loc[single, "kind"] = units["kind"].to_numpy()[seats[single]]
    pool: dict[str, Any] = {
        "size": len(groups),
        "enumerated": groups.enumerated,
        "accepted": int(groups.verdicts["accepted"].sum()),
        "max_members": groups.settings.max_members,
        "larger": groups.settings.larger,
        "sha256": pool_hash(groups.members, list(groups.units.index)),
    }
    return Plan(
        parts.sort_values(["code", "new_code"], ignore_index=True),
        results.sort_index(),
        stages,
        pool,
        repeatable=repeatable,
        proofs=proofs,
    )
