"""The optimizer: Groups → Plan, with a proof of how good it is."""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, model_validator

from planner.groups import Groups
from planner.plan import Plan, Stage
from planner.solve.formulation import IntArray, count_row
from planner.solve.stages import Search, Solved, TimeLimitError
from planner.terms import TERMS

__all__ = [
    "CountSettings",
    "SolverSettings",
    "StageSettings",
    "TimeLimitError",
    "solve",
]

COHESION = "cohesion"
TIES = "canonical"
# Terms whose values tell nearly every two plans apart need no other cost to guide the search.
TELLING = {"inertia", COHESION}

Progress = Callable[[str, float | None, float | None, str], None]


class StageSettings(BaseModel):
    """One stage of the objective."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stage: str
    """A term (see `planner rules terms`), or `cohesion` for a weighted sum."""
    within_percent: float = Field(default=0.0, ge=0)
    """How much worse later stages may make it, in percent of its best value."""
    weights: dict[str, float] = {}
    """For `cohesion`: term → weight of one unit of it."""

    @model_validator(mode="after")
    def _known(self) -> StageSettings:
        if self.stage == COHESION:
            unknown = sorted(set(self.weights) - set(TERMS))
            if unknown or not self.weights:
                raise ValueError(f"cohesion needs weights of {', '.join(TERMS)}; found {unknown}")
            if any(weight < 0 for weight in self.weights.values()):
                raise ValueError("weights must not be negative")
        elif self.stage not in TERMS:
            raise ValueError(f"unknown stage; expected one of {', '.join([*TERMS, COHESION])}")
        elif self.weights:
            raise ValueError("weights belong to the stage `cohesion` only")
        return self

    @property
    def terms(self) -> list[str]:
        """Terms that the stage needs priced."""
        return list(self.weights) if self.stage == COHESION else [self.stage]


class CountSettings(BaseModel):
    """How many new units there may be."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    exactly: int | None = Field(default=None, gt=0)
    """This number."""
    at_least: int | None = Field(default=None, gt=0)
    """No fewer."""
    at_most: int | None = Field(default=None, gt=0)
    """No more."""
    reduction_percent: float | None = Field(default=None, ge=0, lt=100)
    """Fewer than today by this share, rounded to a whole number of units."""

    @model_validator(mode="after")
    def _one_way(self) -> CountSettings:
        ways = [self.exactly is not None, self.reduction_percent is not None]
        ways.append(self.at_least is not None or self.at_most is not None)
        if sum(ways) > 1:
            raise ValueError("give `exactly`, or `reduction_percent`, or a range, not several")
        if self.at_least and self.at_most and self.at_least > self.at_most:
            raise ValueError(f"at_least {self.at_least} is more than at_most {self.at_most}")
        return self

    def bounds(self, units: int) -> tuple[int | None, int | None]:
        """Least and most number of groups for a number of units."""
        if self.exactly is not None:
            return self.exactly, self.exactly
        if self.reduction_percent is not None:
            left = math.floor(units * (1 - self.reduction_percent / 100.0) + 0.5)
            return left, left
        return self.at_least, self.at_most


class SolverSettings(BaseModel):
    """How much effort a solution may take."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    time_limit_s: float = Field(default=900.0, gt=0)
    """Seconds; a plan that this clock stopped is marked as not repeatable."""
    max_nodes: int = Field(default=1_000_000, gt=0)
    """Nodes of each branch and bound: the same end on every machine."""


def solve(
    groups: Groups,
    objective: list[StageSettings],
    count: CountSettings | None = None,
    settings: SolverSettings | None = None,
    progress: Progress | None = None,
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
    lower, upper = count.bounds(len(groups.units))
    rows = [] if lower is None and upper is None else [count_row(len(groups), lower, upper)]
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
    solved, outlooks = _lexicographic(search, groups, objective)
    stopped = search.out_of_time()
    assert search.plan is not None
    stages = tuple(
        _stage(result, stage, int(_cost(groups, stage)[search.plan].sum()))
        for result, stage in zip(solved, objective)
    )
    _, steps, sign = units[objective[-1].stage]
    stages = tuple(
        replace(stage, last_without=sign * before / steps, last_with=sign * after / steps)
        for stage, before, after in zip(stages, outlooks, outlooks[1:])
    ) + stages[max(len(outlooks) - 1, 0) :]
    return _plan_of(groups, search.plan, stages, repeatable=not stopped)


def _lexicographic(
    search: Search, groups: Groups, objective: list[StageSettings]
) -> tuple[list[Solved], list[int]]:
    """Solve and keep each stage, then break ties.

    Beside the stages it gives the bound of the last stage before the first
    and after each other one: what a stage costs the last.
    """
    guide, last = groups.costs["inertia"], _cost(groups, objective[-1])
    solved: list[Solved] = []
    outlooks = [search.outlook(last)] if len(objective) > 1 else []
    for stage in objective:
        cost = _cost(groups, stage)
        result, bound = search.minimise(
            stage.stage, cost, None if stage.stage in TELLING else guide
        )
        solved.append(result)
        most = result.value + math.floor(abs(result.value) * stage.within_percent / 100.0)
        search.keep(stage.stage, cost, most, bound)
        if stage is not objective[-1]:
            outlooks.append(search.outlook(last))
    if not search.out_of_time() and all(result.proven for result in solved):
        search.break_ties(cost, bound, _tie_breaker(groups))
    return solved, outlooks


def _tie_breaker(groups: Groups) -> IntArray:
    """Give each group a fixed number that depends only on the codes of its members.

    Plans that are equal in every stage differ in the sum of these numbers, so
    that the choice between them does not depend on the path of the solver.
    """
    codes = [hashlib.blake2b(code.encode(), digest_size=6).digest() for code in groups.units.index]
    unit = np.array([int.from_bytes(code, "big") for code in codes], dtype=np.int64)
    mixed = (groups.members @ unit) % 2_147_483_647
    return (mixed * mixed) % 65_521


def _cost(groups: Groups, stage: StageSettings) -> IntArray:
    if stage.stage != COHESION:
        return groups.costs[stage.stage]
    total = sum(
        groups.costs[name] * (weight / TERMS[name].steps) for name, weight in stage.weights.items()
    )
    return np.rint(np.asarray(total) * 100).astype(np.int64)


def _unit_and_steps(stage: StageSettings) -> tuple[str, int, int]:
    """Unit of measure, steps in one unit, and the sign that a reader expects."""
    if stage.stage == COHESION:
        return "điểm", 100, 1
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
    )


def _plan_of(
    groups: Groups, chosen: IntArray, stages: tuple[Stage, ...], repeatable: bool
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
        "max_members": groups.max_members,
    }
    return Plan(
        parts.sort_values(["code", "new_code"], ignore_index=True),
        results.sort_index(),
        stages,
        pool,
        repeatable=repeatable,
    )
