"""The objective: what a group costs in a stage, and how its value is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.errors import InputError, Problem, raise_if_any
from planner.plan.terms import SEAT_TERMS, TERMS
from planner.problem.groups import Groups, GroupSettings
from planner.problem.groups.connected import IntArray
from planner.problem.settings import COHESION, INERTIA, StageSettings
from planner.words.numbers import POINTS
from planner.words.text import say

# Terms whose values tell nearly every two plans apart need no other cost to guide the search.
TELLING = frozenset({INERTIA, COHESION}) | SEAT_TERMS
# Steps in one weighted point.
COHESION_STEPS = 100
# Costs of single groups stay below it, so that sums over a plan stay in 64 bits.
LARGEST_COST = 1 << 50
# Terms that count people: of units that cease to exist, and of merged ones.
CEASES, MERGED = "disturbed", "disturbed_any"
LARGE_EXCLUDED_BY = say(
    "{inertia} as the last stage, or a stage that counts people ({ceases}, {merged})",
    inertia=INERTIA,
    ceases=CEASES,
    merged=MERGED,
)


@dataclass(frozen=True)
class Measure:
    """How the whole steps of a stage are shown.

    Attributes
    ----------
    unit : str
        Unit of measure.
    steps : int
        Whole steps in one unit.
    sign : int
        −1 where more is better: costs are its negatives.
    """

    unit: str
    steps: int
    sign: int

    def shown(self, steps: int) -> float:
        """Give whole steps in the unit of measure."""
        return self.sign * steps / self.steps


def measure_of(stage: StageSettings) -> Measure:
    """Tell how a stage is measured."""
    if stage.stage == COHESION:
        return Measure(POINTS, COHESION_STEPS, 1)
    term = TERMS[stage.stage]
    return Measure(term.unit, term.steps, -1 if term.maximise else 1)


def cost_of(groups: Groups, stage: StageSettings) -> IntArray:
    """Price the groups of a pool in a stage.

    Returns
    -------
    ndarray of int64, shape (m,)
        Whole steps, smaller is better.

    Raises
    ------
    InputError
        Weights so large that sums of costs would leave 64 bits.
    """
    if stage.stage != COHESION:
        return groups.costs[stage.stage]
    total = sum(
        groups.costs[name] * (weight / TERMS[name].steps) for name, weight in stage.weights.items()
    )
    whole = np.rint(np.asarray(total, dtype=float) * COHESION_STEPS)
    if np.abs(whole).max(initial=0) >= LARGEST_COST:
        raise InputError(
            Problem(
                say("objective, weights of `{stage}`", stage=COHESION),
                say("costs too large to be added in whole numbers"),
                say("smaller weights"),
                say("divide all weights by one number: only their ratios matter"),
            )
        )
    weighed: IntArray = whole.astype(np.int64)
    return weighed


def never_negative(stage: StageSettings) -> bool:
    """Tell whether no group at all, of whatever size, can cost less than nothing."""
    return not any(TERMS[name].maximise for name in stage.terms)


def limiting(objective: Sequence[StageSettings]) -> int | None:
    """Find the first stage that counts people; None: none does, or one before may gain."""
    for number, stage in enumerate(objective):
        if not never_negative(stage):
            return None
        if sum(person_weights(stage)):
            return number
    return None


def excludes_large(objective: Sequence[StageSettings]) -> bool:
    """Tell whether some stage can exclude groups of any size beyond K."""
    return limiting(objective) is not None or objective[-1].stage == INERTIA


def check_objective(objective: Sequence[StageSettings], groups: GroupSettings) -> None:
    """Refuse what no plan can be looked for by.

    Raises
    ------
    InputError
        No stage, or groups of any size with stages that do not exclude them.
    """
    problems = []
    if not objective:
        problems.append(
            Problem(
                "objective",
                say("no stage"),
                say("at least one stage"),
                say("write one, such as `- stage: inertia`"),
            )
        )
    elif groups.any_size and not excludes_large(objective):
        problems.append(
            Problem(
                "groups.any_size",
                say(
                    "none of the stages {stages} excludes large groups",
                    stages=", ".join(stage.stage for stage in objective),
                ),
                LARGE_EXCLUDED_BY,
                say("add such a stage or drop this"),
            )
        )
    raise_if_any(problems)


def person_weights(stage: StageSettings) -> tuple[float, float]:
    """Tell what a stage costs for each person whose unit ceases to exist, and of a merged unit.

    In whole steps.
    """
    if stage.stage == COHESION:
        ceases, merged = (
            stage.weights.get(name, 0.0) * COHESION_STEPS for name in (CEASES, MERGED)
        )
        return ceases, merged
    ceases, merged = (float(stage.stage == name) * TERMS[name].steps for name in (CEASES, MERGED))
    return ceases, merged
