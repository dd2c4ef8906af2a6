"""An arrangement that is kept: asked one question after another about the same units.

Units, neighbours and judged groups are the same each time, and so are the
relaxation and its proof while only locks change.  A question with locks is
answered from the answer without them: the plan is mended where a lock breaks
it, and what proved the best plan of all proves what is left to prove.  So an
answer does not depend on what was asked before, nor by which thread.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace

import geopandas as gpd
import networkx as nx
import numpy as np

from planner.errors import InfeasibleError
from planner.law import RuleSet
from planner.optimize.beginning import KeptPool, Start, open_plan
from planner.optimize.certificate import Statement
from planner.optimize.certificate import alternatives as stated_alternatives
from planner.optimize.choices.impossible import impossible
from planner.optimize.choices.listing import Incumbent, listed
from planner.optimize.effort import CHOICES, USUAL, Choices, Effort
from planner.optimize.effort.cache import Cache
from planner.optimize.effort.control import ENDLESS, WITHOUT_LOCKS, Control, Progress
from planner.optimize.lexicographic import plan_of, solve
from planner.optimize.objective import check_objective
from planner.optimize.question import DEFAULT_OBJECTIVE, NO_LOCKS, Answer, Question, stages_of
from planner.optimize.solved import Solved
from planner.optimize.stages import TimeLimitError, no_plan, turn
from planner.optimize.widen.anysize import any_size, solve_any_size, with_pool
from planner.plan import Plan
from planner.plan.proof import Proof
from planner.problem import Problem
from planner.problem.groups import (
    Groups,
    GroupSettings,
    Locks,
    check_links,
)
from planner.problem.locks import allowed
from planner.problem.settings import Alternatives, CountSettings, SolverSettings, StageSettings


class Arrangement:
    """Units, neighbours and law with every group judged once: ask for plans.

    Parameters
    ----------
    units : GeoDataFrame
        Complete Units table.
    graph : Graph
        Neighbours of the units.
    ruleset : RuleSet
        The law that judges groups.
    groups : GroupSettings, optional
        Which sets of units may become one; its locks are those of a question that names none.
    effort : Effort
        What each device of the optimizer is given.
    control : Control
        When to stop making the groups.

    Raises
    ------
    InputError
        Links that name unknown units or contradict each other.
    TimeLimitError
        It was told to stop before the groups were made.
    """

    def __init__(
        self,
        units: gpd.GeoDataFrame,
        graph: nx.Graph[str],
        ruleset: RuleSet,
        groups: GroupSettings | None = None,
        effort: Effort = USUAL,
        control: Control = ENDLESS,
    ):
        groups = groups or GroupSettings()
        self.effort = effort
        self.units, self.graph, self.ruleset = units, graph, ruleset
        self.locks, self.settings = groups.locks, groups.locked(NO_LOCKS)
        # Contradictions are told before anything is built.
        check_links(units, groups)
        try:
            self._pool = KeptPool(units, graph, ruleset, self.settings, effort, control)
        except TimeoutError:
            raise no_plan(control) from None
        self._answers = Cache[Answer](effort.asking.most_bytes, (units, graph, ruleset))
        self._made: dict[str, Start] = {}
        self._alone = threading.RLock()

    def groups(
        self,
        *,
        count: CountSettings | None = None,
        objective: Sequence[StageSettings | str] = DEFAULT_OBJECTIVE,
    ) -> Groups:
        """Make the groups for a question without locks, before prices let larger ones join.

        Whoever asks it next does not wait for them.  See :meth:`ask`.
        """
        question = self._question(count, objective, NO_LOCKS, None)
        with turn(self._alone, ENDLESS):
            made = self._pool.start(question, None, ENDLESS)
            self._made = {question.key: made}
        return made.groups

    def ask(
        self,
        *,
        count: CountSettings | None = None,
        objective: Sequence[StageSettings | str] = DEFAULT_OBJECTIVE,
        locks: Locks | None = None,
        solver: SolverSettings | None = None,
        progress: Progress | None = None,
        control: Control | None = None,
    ) -> Plan:
        """Find the plan that is best in every stage, in their order.

        Parameters
        ----------
        count : CountSettings, optional
            How many new units there may be.
        objective : sequence of StageSettings or str
            Stages, the most important first; a name stands for the stage of that name.
        locks : Locks, optional
            What is held fast; by default what the settings of the groups hold.
        solver : SolverSettings, optional
            Limits of effort.
        progress : callable, optional
            Called with stage, value, bound (in the stage's unit) and a note.
        control : Control, optional
            When to stop, at the latest, and who listens in place of ``progress``.  Cancelled, it
            gives the best plan and bound so far, and what is not proven is marked open.

        Raises
        ------
        InputError
            No stage, or a setting that cannot be honoured with this objective; locks that name
            unknown units or contradict each other.
        InfeasibleError
            No plan keeps the locks, limits and count.
        TimeLimitError
            The clock ran out before a plan was found.
        """
        held = self.locks if locks is None else locks
        question = self._question(count, objective, held, solver)
        return self._answer(question, control or Control(progress=progress)).solution.plan

    def answers(
        self,
        *,
        count: CountSettings | None = None,
        objective: Sequence[StageSettings | str] = DEFAULT_OBJECTIVE,
        locks: Locks | None = None,
        solver: SolverSettings | None = None,
        control: Control | None = None,
    ) -> Iterator[Plan]:
        """Answer twice: at once with a plan that is mended, then as :meth:`ask` does.

        Parameters
        ----------
        count, objective, locks, solver, control
            See :meth:`ask`.

        Yields
        ------
        Plan
            First, where the question has locks and is not answered yet, the plan without locks,
            mended: it keeps locks, limits and count, no stage is proven, and the bound of each
            holds; left out where it cannot be mended.  At once, once the question without locks
            was asked.  Where the count is another, what is mended is the plan without locks and
            count, if that was asked.  Last, what :meth:`ask` gives.

        Raises
        ------
        InputError, InfeasibleError, TimeLimitError
            See :meth:`ask`.
        """
        question = self._question(count, objective, self.locks if locks is None else locks, solver)
        control = control or Control()
        first = self._first(question, control)
        if first is not None:
            yield first
        yield self._answer(question, control).solution.plan

    @classmethod
    def of(
        cls, problem: Problem, effort: Effort = USUAL, control: Control = ENDLESS
    ) -> Arrangement:
        """Make the groups of a problem; what it asks is asked by :meth:`best`."""
        parts = problem.units, problem.graph, problem.ruleset
        return cls(*parts, problem.groups, effort, control)

    def best(self, problem: Problem, control: Control | None = None) -> Plan:
        """Find the best plan of a problem on these units, whatever its locks; see :meth:`ask`."""
        return self._answer(self._question_of(problem), control or Control()).solution.plan

    def _question_of(self, problem: Problem) -> Question:
        """Take what a problem asks."""
        locks = problem.groups.locks
        return self._question(problem.count, problem.objective, locks, problem.solver)

    def alternatives(
        self,
        others: Alternatives,
        problem: Problem,
        policy: Choices = CHOICES,
        control: Control | None = None,
    ) -> Statement:
        """Find the next best plans, one after the other.

        Parameters
        ----------
        others : Alternatives
            How many, and by how much they have to differ.
        problem : Problem
            On these units.
        policy : Choices
            How far plans are looked for.
        control : Control, optional
            When to stop, at the latest.

        Returns
        -------
        dict
            What is claimed of them, see ``certificate.alternatives``; ``choices.partition``
            makes plans of it.  None are claimed where the best plan is not proven.
        """
        question, control = self._question_of(problem), control or Control()
        answer = self._answer(question, control)
        known = answer.known(question)
        found = listed(known, others, question.solver, self.effort, policy, control)
        plans = [plan_of(answer.groups, chosen) for chosen in found.plans]
        best, complete = answer.solution.plan, found.complete
        return stated_alternatives(best, plans, found.proofs, others, complete=complete)

    def incumbent(self, problem: Problem, control: Control | None = None) -> Incumbent:
        """Give what is known of the best plan, among all groups that law and locks allow.

        Those as well that save nothing in any stage: no best plan holds them, a near one may, and
        a wish may need them.  ``choices.marginal`` and ``choices.surviving`` begin with it.

        Parameters
        ----------
        problem : Problem
            On these units.
        control : Control, optional
            When to stop, at the latest.
        """
        question, control = self._question_of(problem), control or Control()
        with turn(self._alone, control):
            answer = self._answer(question, control)
            maker = self._pool.maker_of(question, splits=False)
            groups, own = maker.of_pool(self._pool.priced(maker)), answer.groups
        groups = groups.with_more(own.of(np.flatnonzero(groups.lacks(own.members))))
        return answer.known(question).among(groups)

    def impossible(self, problem: Problem, control: Control | None = None) -> Proof | None:
        """Prove that no plan of the pool keeps locks and count; see ``choices.impossible``.

        Where locks contradict each other by themselves, no group holds their units.
        """
        locks = problem.groups.locks
        question = Question(problem.count, stages_of(DEFAULT_OBJECTIVE), locks, problem.solver)
        maker = self._pool.maker_of(replace(question, locks=NO_LOCKS), splits=False)
        control = (control or Control()).within(question.solver.time_limit_s)
        with turn(self._alone, control):
            pool = maker.of_pool(self._pool.priced(maker))
            groups = self._pool.with_fixed(maker, question, pool)
        left = allowed(groups.members, self.units.index, locks)
        groups = replace(groups.of(np.flatnonzero(left)), settings=self.settings.locked(locks))
        return impossible(groups, question.count, control, self.effort)

    def _question(
        self,
        count: CountSettings | None,
        objective: Sequence[StageSettings | str],
        locks: Locks,
        solver: SolverSettings | None,
    ) -> Question:
        stages = stages_of(objective)
        check_objective(stages, self.settings)
        check_links(self.units, self.settings.locked(locks))
        return Question(count or CountSettings(), stages, locks, solver or SolverSettings())

    def _answer(self, question: Question, control: Control) -> Answer:
        with turn(self._alone, control):
            kept = self._answers.get(question.key)
            if kept is None or not kept.serves(question.solver):
                control.begin(question.objective[0].stage)
                known = self._without_locks(question, control) if question.locks.any else None
                kept = self._solved(question, known, control)
                # What was cancelled may be asked once more.
                if not control.cancelled:
                    self._answers.keep(question.key, kept)
        return kept

    def _first(self, question: Question, control: Control) -> Plan | None:
        """Mend the plan without locks; None: there is an answer already, or no such plan."""
        with turn(self._alone, control):
            kept = self._answers.get(question.key)
            if kept is not None and kept.serves(question.solver):
                return None
            free = self._free(question)
            if free is None and not question.locks.any:
                return None
            control.begin(question.objective[0].stage)
            known = free or self._without_locks(question, control)
            if known is None:
                return None
            start = self._pool.start(question, known, control.within(question.solver.time_limit_s))
            if known is not free and not control.over():
                # The proof begins with it; of a question that nobody follows up nothing is kept.
                self._made = {question.key: start}
            new = known.groups.lacks(start.groups.members)
            if known is free:
                # What was left out there can be divided at no cost, so that its bounds hold here.
                new &= self._pool.lacks(start.groups.members)
        if start.plan is None or new.any():
            return None
        return open_plan(start.groups, question.objective, start.plan, known.solution)

    def _free(self, question: Question) -> Answer | None:
        """Give the answer without locks and count, where it was asked and the count is another."""
        free = question.uncounted
        return None if free is None else self._answers.get(free.key)

    def _without_locks(self, question: Question, control: Control) -> Answer | None:
        """Answer the question without its locks; None: there is no plan, or no time for one."""
        seconds = question.solver.time_limit_s * self.effort.asking.clock_share
        solver = question.solver.model_copy(update={"time_limit_s": seconds})
        try:
            asked = replace(question, locks=NO_LOCKS, solver=solver)
            return self._answer(asked, control.aside(WITHOUT_LOCKS))
        except (InfeasibleError, TimeLimitError):
            return None

    def _solved(self, question: Question, base: Answer | None, control: Control) -> Answer:
        """Solve on the groups that the locks leave, from what is known without them."""
        control = control.within(question.solver.time_limit_s)
        begins = self._made.pop(question.key, None) or self._pool.start(question, base, control)
        maker, groups, start = begins.maker, begins.groups, begins.plan
        limit = question.solver.time_limit_s
        solved, bound = tuple[Solved, ...](), None
        if base is not None and start is not None:
            solved, bound = base.solution.solved, base.bound
        given = (groups, question.objective, question.count, question.solver, control, start)
        if self.settings.any_size:
            widened = solve_any_size(maker, *given, base=(solved, bound), effort=self.effort)
            return Answer(widened.solution, widened.groups, limit, widened.bound)
        found = solve(*given, base=solved, effort=self.effort)
        asked = question.objective, question.count, self.effort, control
        claim = any_size(maker, groups, found.plan, *asked)
        plan = with_pool(found.plan, any_size=claim)
        return Answer(replace(found, plan=plan), groups, limit)


def arrange(
    units: gpd.GeoDataFrame,
    graph: nx.Graph[str],
    ruleset: RuleSet,
    *,
    groups: GroupSettings | None = None,
    count: CountSettings | None = None,
    objective: Sequence[StageSettings | str] = DEFAULT_OBJECTIVE,
    solver: SolverSettings | None = None,
    progress: Progress | None = None,
    effort: Effort = USUAL,
    control: Control | None = None,
) -> Plan:
    """Find the best arrangement of units, with proof: the door of the optimizer.

    Parameters
    ----------
    units : GeoDataFrame
        Complete Units table.
    graph : Graph
        Neighbours of the units.
    ruleset : RuleSet
        The law that judges groups.
    groups, count, objective, solver, progress, effort, control
        See :class:`Arrangement` and :meth:`Arrangement.ask`.

    Raises
    ------
    InputError, InfeasibleError, TimeLimitError
        See :meth:`Arrangement.ask`.
    """
    control = control or Control(progress=progress)
    for stage in stages_of(objective)[:1]:
        control.begin(stage.stage)
    kept = Arrangement(units, graph, ruleset, groups, effort, control)
    return kept.ask(count=count, objective=objective, solver=solver, control=control)
