"""Worker: one process for each open workspace, which alone asks the optimizer.

What the optimizer keeps of a question serves the next one, so that the process lives as long as
the workspace is open.  Whoever answers the page never solves: a thread listens to the process and
passes on what it says.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Literal

from planner.errors import InputError, PlannerError
from planner.errors import Problem as Fault
from planner.explain.conflicts import conflict_sentences, names_held
from planner.explain.prices import Pair, growing, lines_of
from planner.explain.wishes import Position
from planner.gate import COUNTS, SOLVER, Limits
from planner.gate.rights import limit_memory
from planner.optimize import Control
from planner.optimize.conflicts import Demand, conflicts
from planner.optimize.readings import stand
from planner.output.maps.pages.prices import Line
from planner.plan import Plan
from planner.plan.standing import Standing
from planner.problem import Problem
from planner.serve.submission import Submission
from planner.session import Solver
from planner.words.text import Text, say

Kind = Literal["solve", "price", "borders", "conflicts", "submit"]
READY = "ready"
NO_THREAD = "start new thread"
"""What Python says where there is no memory for the stack of a thread."""


@dataclass(frozen=True)
class Question:
    """What the optimizer is asked.

    Attributes
    ----------
    name : str
        Of the job; ``ready``: nobody waits, what it leaves serves the questions that come.
    kind : str
        ``solve``: the best plan, and on what it stands; ``price``: of two problems, the second
        with a wish more; ``borders``: what each border costs, one after the other;
        ``conflicts``: what of its locks and limits no plan keeps; ``submit``: nothing, but that
        a plan be written.
    problem : Problem
    wish : Problem or None
        For ``price``.
    plan, submission : Plan and Submission, or None
        For ``submit``.
    """

    name: str
    kind: Kind
    problem: Problem
    wish: Problem | None = None
    plan: Plan | None = None
    submission: Submission | None = None
    pairs: tuple[Pair, ...] = ()
    first: tuple[str, ...] = ()
    """Of ``borders``: what is priced already, and the units whose borders are asked first."""


@dataclass(frozen=True)
class Answer:
    """What it said: plans, or why there is none."""

    name: str
    plans: tuple[Plan, ...] = ()
    standing: Standing | None = None
    error: PlannerError | None = None
    final: bool = False
    said: tuple[Text, ...] = ()
    """Of ``conflicts``: what has to be given up, in sentences."""
    choices: tuple[tuple[Demand, ...], ...] = ()
    """Of ``conflicts``: all smallest choices of what may be given up."""
    files: tuple[str, ...] = ()
    """Of ``submit``: the dossier."""
    pairs: tuple[Pair, ...] = ()
    lines: tuple[Line, ...] = ()
    """Of ``borders``: what is priced by now, and how it is said."""


@dataclass(frozen=True)
class Step:
    """Where a question stands: stage, its value and bound in its unit, what is being done."""

    name: str
    stage: str
    value: float | None
    bound: float | None
    note: str


def work(pipe: Connection, limits: Limits = SOLVER) -> None:
    """Answer questions until the other side closes: the main function of the process."""
    waiting, controls = SimpleQueue[Question | None](), dict[str, Control]()
    threading.Thread(target=_listen, args=(pipe, waiting, controls), daemon=True).start()
    limit_memory(limits)
    solver = Solver()
    while (question := waiting.get()) is not None:
        for answer in _answers(question, solver, controls[question.name]):
            if question.name != READY:
                with contextlib.suppress(BrokenPipeError):
                    pipe.send(answer)
        del controls[question.name]


def _listen(
    pipe: Connection, waiting: SimpleQueue[Question | None], controls: dict[str, Control]
) -> None:
    """Take questions and names of those that are cancelled."""
    while True:
        try:
            message = pipe.recv()
        except (EOFError, OSError, MemoryError):
            waiting.put(None)
            for control in [*controls.values()]:
                control.cancel()
            return
        if isinstance(message, Question):
            listens = None if message.name == READY else _Steps(pipe, message.name)
            controls[message.name] = Control(progress=listens)
            waiting.put(message)
        elif message in controls:
            controls[message].cancel()


class _Steps:
    """Sends where a question stands."""

    def __init__(self, pipe: Connection, name: str):
        self._pipe, self._name = pipe, name

    def __call__(self, stage: str, value: float | None, bound: float | None, note: str) -> None:
        with contextlib.suppress(BrokenPipeError):
            self._pipe.send(Step(self._name, stage, value, bound, note))


def _answers(question: Question, solver: Solver, control: Control) -> Iterator[Answer]:
    """Answer a question, first with what is known at once; the last answer is final."""
    name, problem = question.name, question.problem
    clock = control.within(problem.solver.time_limit_s)
    try:
        if question.kind == "conflicts":
            seen = conflicts(problem)
            said = conflict_sentences(seen, names_held(problem.units), problem.groups)
            yield Answer(name, said=tuple(said), choices=seen.smallest, final=True)
        elif question.plan is not None and question.submission is not None:
            files = question.submission.write(problem, question.plan)
            yield Answer(name, files=tuple(files), final=True)
        elif question.kind == "borders":
            yield from _of_borders(question, solver, control)
        elif question.wish is not None:
            best = solver.best(problem, clock)
            yield Answer(name, (best, solver.best(question.wish, clock)), final=True)
        else:
            yield from _of_solving(question, solver, clock)
    except PlannerError as error:
        yield Answer(name, error=error, final=True)
    except (MemoryError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and NO_THREAD not in str(error):
            raise
        solver.forget()
        yield Answer(name, error=no_memory(), final=True)


def no_memory() -> InputError:
    """Say that a question took all the memory that it may."""
    return InputError(
        Fault(
            say("the optimizer"),
            say("its memory did not suffice: {most} MB", most=SOLVER.memory_bytes >> 20),
            say("a question that fits in it"),
            say("lock more, hold all outside a selection, or ask about a smaller scenario"),
        )
    )


def _of_borders(question: Question, solver: Solver, control: Control) -> Iterator[Answer]:
    """Prices of the borders as they come, a few times a second at most."""
    name = question.name
    problem = question.problem
    kept = solver.kept(problem, control)
    position = Position(problem, kept, kept.best(problem, control), control)
    told, pairs = time.monotonic(), question.pairs
    for pairs in growing(position, question.pairs, question.first):
        if time.monotonic() - told > COUNTS.tell_seconds:
            yield Answer(name, pairs=pairs, lines=tuple(lines_of(position, pairs)))
            told = time.monotonic()
    yield Answer(name, pairs=pairs, lines=tuple(lines_of(position, pairs)), final=True)


def _of_solving(question: Question, solver: Solver, clock: Control) -> Iterator[Answer]:
    """A plan at once, the best plan, and on what it stands."""
    name, problem = question.name, question.problem
    for plan in solver.answers(problem, clock):
        yield Answer(name, (plan,))
    if name == READY or not plan.repeatable_proof:
        yield Answer(name, (plan,), final=True)
        return
    yield Answer(name, (plan,), _standing(problem, plan, clock), final=True)


def _standing(problem: Problem, plan: Plan, clock: Control) -> Standing | None:
    """Say on what a proven plan stands, where there is time for it."""
    with contextlib.suppress(TimeoutError, PlannerError):
        return stand(problem, plan, clock.aside("readings"))
    return None


class Worker:
    """The process, from outside.

    Parameters
    ----------
    hear : callable
        Called with each ``Step`` and ``Answer``, by a thread of its own; with None when the
        process is gone.
    limits : Limits
        Of its memory.
    """

    def __init__(self, hear: Callable[[Step | Answer | None], None], limits: Limits = SOLVER):
        ours, theirs = multiprocessing.get_context("spawn").Pipe()
        self._pipe, self._hear, self._gone = ours, hear, False
        self._process = multiprocessing.get_context("spawn").Process(
            target=work, args=(theirs, limits), daemon=True
        )
        self._process.start()
        theirs.close()
        threading.Thread(target=self._pass_on, daemon=True).start()

    def ask(self, question: Question) -> None:
        """Put a question; it is answered after those before it.

        Raises
        ------
        OSError
            The process has just ended.
        """
        self._pipe.send(question)

    def cancel(self, name: str) -> None:
        """Have a question end with the best that is known; one that is gone asks nothing."""
        with contextlib.suppress(OSError):
            self._pipe.send(name)

    @property
    def alive(self) -> bool:
        """Whether the process is there, and may be asked."""
        return not self._gone and self._process.is_alive()

    def close(self) -> None:
        """End the process; whoever listens hears that it is gone."""
        self._process.terminate()
        self._process.join(COUNTS.end_seconds)
        self._process.kill()

    def _pass_on(self) -> None:
        while True:
            try:
                news = self._pipe.recv()
            except (EOFError, OSError):
                self._gone = True
                self._hear(None)
                return
            self._hear(news)
