"""What is asked of an arrangement, and what an answer leaves for the next question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.optimize.bound.counted import rows_of_count
from planner.optimize.bound.cuts import no_cuts
from planner.optimize.bound.duals import Bound
from planner.optimize.bound.formulation import IntArray, Partition
from planner.optimize.choices.listing import Incumbent
from planner.optimize.effort import Effort
from planner.optimize.effort.control import Control
from planner.optimize.heuristics.repair import repairs
from planner.optimize.lexicographic import Solution
from planner.optimize.objective import TELLING, cost_of
from planner.problem.groups import Groups, Locks
from planner.problem.settings import INERTIA, CountSettings, SolverSettings, StageSettings

NO_LOCKS = Locks()
DEFAULT_OBJECTIVE = ("unsatisfied", INERTIA)
# What weighed costs stay below.
LARGEST_WEIGHED = 1 << 48


@dataclass(frozen=True)
class Question:
    """What is asked of an arrangement.

    Attributes
    ----------
    count : CountSettings
        How many new units there may be.
    objective : tuple of StageSettings
        Stages, the most important first.
    locks : Locks
        What is held fast.
    solver : SolverSettings
        Limits of effort.
    """

    count: CountSettings
    objective: tuple[StageSettings, ...]
    locks: Locks
    solver: SolverSettings

    @property
    def key(self) -> str:
        """All but the clock as text, equal for equal questions."""
        parts = (self.count, *self.objective, self.locks)
        return "\n".join([*(p.model_dump_json() for p in parts), str(self.solver.max_nodes)])

    @property
    def terms(self) -> list[str]:
        """Terms that have to be priced."""
        return list(
            dict.fromkeys(
                [*DEFAULT_OBJECTIVE, *(term for stage in self.objective for term in stage.terms)]
            )
        )


@dataclass(frozen=True)
class Answer:
    """The answer to a question, and what it leaves for the next.

    Attributes
    ----------
    solution : Solution
        The plan, and the proofs of its stages.
    groups : Groups
        The pool in the end.
    time_limit_s : float
        Seconds that it might take.
    bound : Bound or None
        See ``widen.anysize.Widened``.
    """

    solution: Solution
    groups: Groups
    time_limit_s: float
    bound: Bound | None = None

    def known(self, question: Question) -> Incumbent:
        """Tell what is known of the best plan to who looks for others."""
        found, nodes = self.solution, question.solver.max_nodes
        given = self.groups, question.objective, question.count
        return Incumbent(*given, found.chosen, found.solved, nodes)

    def serves(self, solver: SolverSettings) -> bool:
        """Tell whether the clock of another question would have ended elsewhere."""
        return self.solution.plan.repeatable or self.time_limit_s == solver.time_limit_s


def mended_plan(
    groups: Groups, question: Question, known: Answer, control: Control, effort: Effort
) -> IntArray | None:
    """Mend the plan that was found without locks, if it can be so that it is as good."""
    sets = known.groups.members[known.solution.chosen]
    left = groups.rows_of(sets[~groups.lacks(sets)])
    assert left is not None
    codes = list(groups.units.index)
    rows = rows_of_count(groups, question.count)
    cost = _weighed(groups, question.objective, effort)
    instance = Partition(groups.members, cost, rows, codes, no_cuts(len(codes)))
    best: IntArray | None = None
    coarse = [
        (cost_of(groups, stage), solved.value)
        for stage, solved in zip(question.objective, known.solution.solved)
        if stage.stage not in TELLING
    ]
    for plan in repairs(instance, left, control, effort):
        if best is None or cost[plan].sum() < cost[best].sum():
            best = plan
        if all(int(each[best].sum()) <= value for each, value in coarse):
            break
    return best


def _weighed(groups: Groups, objective: Sequence[StageSettings], effort: Effort) -> IntArray:
    """Weigh the stages against each other in one cost, inertia the last of all."""
    total = groups.costs[INERTIA]
    for stage in reversed(objective):
        cost = cost_of(groups, stage)
        step = 1 + effort.repair.step_outweighs * int(np.abs(total).max(initial=0))
        most = LARGEST_WEIGHED // (1 + int(np.abs(cost).max(initial=0)))
        total = total + cost * max(1, min(step, most))
    return total
