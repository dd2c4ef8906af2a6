"""What is asked of an arrangement, and what an answer leaves for the next question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from planner.optimize.bound.duals import Bound
from planner.optimize.choices.listing import Incumbent
from planner.optimize.lexicographic import Solution
from planner.plan.terms import TARGETED
from planner.problem.groups import Groups, Locks
from planner.problem.settings import INERTIA, CountSettings, SolverSettings, StageSettings

NO_LOCKS = Locks()
DEFAULT_OBJECTIVE = ("unsatisfied", INERTIA)


def stages_of(objective: Sequence[StageSettings | str]) -> tuple[StageSettings, ...]:
    """Take a name for the stage of that name."""
    return tuple(
        StageSettings(stage=stage) if isinstance(stage, str) else stage for stage in objective
    )


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
    def uncounted(self) -> Question | None:
        """The question without locks and count; None: it has no count, or prices hang on it."""
        if self.count == self.count.free or TARGETED & set(self.terms):
            return None
        return replace(self, count=self.count.free, locks=NO_LOCKS)

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
