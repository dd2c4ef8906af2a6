"""Board: one open workspace with all who look at it and what the optimizer is asked about it."""

from __future__ import annotations

import itertools
import threading
import uuid
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cached_property, partial
from pathlib import Path

from planner.errors import InputError, PlannerError
from planner.errors import Problem as Fault
from planner.explain.prices import Pair
from planner.gate import COUNTS
from planner.output.maps.pages.prices import Line
from planner.plan import Plan, Stage
from planner.plan.standing import Standing
from planner.plan.terms import stage_name
from planner.serve.ground import ground_of
from planner.serve.origin import ADOPTED, Rival, Topic
from planner.serve.submission import Submission
from planner.serve.worker import READY, Answer, Kind, Question, Step, Worker
from planner.session import Action, Entry, Workspace
from planner.session.change import Version
from planner.session.log import Job
from planner.session.rest import Extent, Single, with_locks
from planner.session.workspace import now
from planner.words.text import Text, say

Event = dict[str, object]


def faults(error: PlannerError) -> list[dict[str, dict[str, str]]]:
    """Give each problem of an error as JSON holds it."""
    return [{"text": each.text.by_language(), **each.by_language()} for each in error.problems]


@dataclass(frozen=True)
class Prices:
    """What is known of the prices of borders in a state, and how it is said."""

    pairs: tuple[Pair, ...] = ()
    lines: tuple[Line, ...] = ()


class MissingError(InputError):
    """There is nothing of the name that a page asks for."""


def missing(place: Text) -> MissingError:
    """Say that there is nothing of a name."""
    return MissingError(
        Fault(place, say("a name of nothing here"), say("one of the page"), say("open it anew"))
    )


@dataclass
class Enquiry:
    """A question to the optimizer, and what became of it.

    Attributes
    ----------
    name, kind : str
    seq : int
        The state that it was asked about.
    at : str
        When.
    state : str
        ``waiting``, ``running``, ``done``, ``failed``; a cancelled one is done with the best known.
    step : dict
        Stage, value, bound and note, as they were told last.
    result : dict
        Where it is done or failed.
    """

    name: str
    kind: Kind
    seq: int
    at: str
    state: str = "waiting"
    step: dict[str, object] = field(default_factory=dict)
    result: dict[str, object] = field(default_factory=dict)


class Board:
    """A workspace, open: for the threads of a server.

    Parameters
    ----------
    workspace : Workspace
    topic : Topic
        What it is about.
    """

    def __init__(self, workspace: Workspace, topic: Topic):
        self.workspace, self.topic = workspace, topic
        # Plans beside those that are drawn, by their key; and prices of borders, by the hash of
        # the state to which they belong.
        self.rivals = dict[str, Rival]()
        self.prices = dict[str, Prices]()
        self._add_adopted()
        self.jobs: dict[str, Enquiry] = {}
        self._listeners = dict[int, Callable[[Event], None]]()
        self._numbers, self._alone = itertools.count(), threading.RLock()
        self._worker: Worker | None = None
        self._closed = False
        # How many processes there were, and to which of them a question was put.
        self._count, self._at = 0, dict[str, int]()

    def _add_adopted(self) -> None:
        """Have the plan that the scenario names beside what is drawn; one that is lost is not."""
        with suppress(InputError):
            if (adopted := self.topic.adopted()) is not None:
                self.rivals[ADOPTED] = Rival.of(adopted, self.workspace.problem)

    def add_rival(self, name: str, data: bytes) -> str:
        """Have a plan that somebody brings beside what is drawn, as long as it is open.

        Raises
        ------
        InputError
            See ``Topic.brought``.
        """
        rival = Rival.of(self.topic.brought(name, data), self.workspace.problem)
        with self._alone:
            key = f"plan-{len(self.rivals) + 1}"
            self.rivals[key] = rival
        return key

    def version(self, name: str) -> Version:
        """Give a state by its number, or a plan beside them by its key.

        Raises
        ------
        InputError
            There is none.
        """
        if name in self.rivals:
            return self.rivals[name].version
        if not name.isdecimal():
            raise missing(say("version"))
        return self.workspace.version(int(name))

    @cached_property
    def ground(self) -> tuple[bytes, str]:
        """What is drawn once, and its hash; see ``ground.ground_of``."""
        return ground_of(self.workspace.problem, self.workspace.order)

    def listen(self, hear: Callable[[Event], None]) -> Callable[[], None]:
        """Tell somebody of all that happens, until what is given back is called."""
        number = next(self._numbers)
        self._listeners[number] = hear
        return lambda: self._listeners.pop(number, None) and None

    def tell(self, event: Event) -> None:
        """Tell all who look at it."""
        for hear in [*self._listeners.values()]:
            hear(event)

    def act(
        self, actions: Sequence[Action], by: str, branch: str, base: int | None, name: str
    ) -> Entry:
        """Do one thing after another, and tell all others; see ``Workspace.act``."""
        entry: Entry | None = None
        for number, action in enumerate(actions):
            own = f"{name}-{number}" if name else ""
            entry = self.workspace.act(action, by, branch=branch, base=base, name=own)
            self.tell_entry(entry)
            # What follows the beginning of a branch is done on it.
            branch, base = entry.branch, self.workspace.head(entry.branch)
        assert entry is not None
        return entry

    def tell_entry(self, entry: Entry) -> None:
        """Tell all of a new entry."""
        seq = self.workspace.head(entry.branch)
        plain = {"seq": seq, "branch": entry.branch, "by": entry.by, "did": entry.kind}
        self.tell({"event": "action", **plain, "entry": entry.seq})

    def ask(
        self,
        kind: Kind,
        seq: int,
        extent: Extent,
        selection: Collection[str],
        wish: Single,
    ) -> Enquiry:
        """Put a question to the optimizer about a state.

        Raises
        ------
        InputError
            There is no such state; too many questions wait already.
        """
        problem = self.workspace.rest(seq, "locks" if kind == "borders" else extent, selection)
        wished = with_locks(problem, wish) if kind == "price" else None
        with self._alone:
            waiting = [each for each in self.jobs.values() if each.state in ("waiting", "running")]
            if len(waiting) >= COUNTS.most_jobs:
                raise InputError(
                    Fault(
                        say("question"),
                        say("{count} questions that are not answered yet", count=len(waiting)),
                        say("fewer than {most}", most=COUNTS.most_jobs),
                        say("wait for an answer, or cancel one"),
                    )
                )
            job = Enquiry(uuid.uuid4().hex, kind, seq, now().isoformat(timespec="seconds"))
            self._forget()
            self.jobs[job.name] = job
            self.workspace.note_job(Job(job.name, seq, kind, job.at, ""))
            question = Question(job.name, kind, problem, wished)
            if kind == "submit":
                plan = self.workspace.version(seq).plan
                submission = Submission(self.topic.reference, self.folder_of(seq))
                question = Question(job.name, kind, self.workspace.problem, None, plan, submission)
            if kind == "borders":
                known = self.priced(seq).pairs
                question = Question(job.name, kind, problem, pairs=known, first=(*selection,))
            self._put(question)
        self.tell({"event": "job", **asdict(job)})
        return job

    def priced(self, seq: int) -> Prices:
        """Give what is known of the prices of borders in a state.

        Raises
        ------
        InputError
            There is no such state.
        """
        return self.prices.get(self.workspace.state(seq).hash, Prices())

    def _forget(self) -> None:
        """Leave out the oldest answers: each holds a whole plan."""
        ended = [name for name, each in self.jobs.items() if each.state in ("done", "failed")]
        for name in ended[: -COUNTS.most_answers]:
            del self.jobs[name]

    def folder_of(self, seq: int) -> Path:
        """Name the folder into which a state is written."""
        path = self.workspace.path
        return path.with_name(f"{path.stem} {seq}")

    def warm(self) -> None:
        """Have the optimizer begin with what every question needs, before one is asked."""
        with self._alone:
            if self._worker is None:
                head = self.workspace.head()
                self._put(Question(READY, "solve", self.workspace.rest(head)))

    def _put(self, question: Question) -> None:
        """Hand a question to the process; to another one where it has ended."""
        if self._worker is not None and self._worker.alive:
            try:
                self._worker.ask(question)
            except OSError:  # It ended just now.
                self._worker.close()
            else:
                self._at[question.name] = self._count
                return
        self._count += 1
        self._at[question.name] = self._count
        self._worker = Worker(partial(self._hear, self._count))
        self._worker.ask(question)

    def cancel(self, name: str) -> None:
        """Have a question end with the best that is known.

        Raises
        ------
        MissingError
            There is no such question.
        """
        if name not in self.jobs:
            raise missing(say("question"))
        with self._alone:
            if self._worker is not None and self.jobs[name].state in ("waiting", "running"):
                self._worker.cancel(name)

    def close(self) -> None:
        """End its process and close its file."""
        self._closed = True
        if self._worker is not None:
            self._worker.close()
        self.workspace.close()

    def _hear(self, count: int, news: Step | Answer | None) -> None:
        """Take what a process says; None: it is gone, with the questions that were put to it."""
        if self._closed:
            return
        if news is None:
            for job in [*self.jobs.values()]:
                if job.state in ("waiting", "running") and self._at[job.name] == count:
                    self._end(job, "failed", {"problems": faults(_no_worker())})
            return
        job = self.jobs[news.name]
        if isinstance(news, Step):
            job.state = "running"
            job.step = asdict(news) | {"stage": stage_name(news.stage).by_language()}
            self.tell({"event": "job", **asdict(job)})
        elif news.error is not None:
            self._end(job, "failed", {"problems": faults(news.error)})
        else:
            try:
                job.result = self._result(job, news)
                if news.final:
                    self._end(job, "done", job.result)
                else:
                    self.tell({"event": "job", **asdict(job)})
            except PlannerError as error:
                self._end(job, "failed", {"problems": faults(error)})

    def _end(self, job: Enquiry, state: str, result: dict[str, object]) -> None:
        job.state, job.result = state, result
        ended = now().isoformat(timespec="seconds")
        # The answer is worth having where the disk is full, too.
        with suppress(InputError):
            self.workspace.note_job(Job(job.name, job.seq, job.kind, job.at, ended))
        self.tell({"event": "job", **asdict(job)})

    def _result(self, job: Enquiry, answer: Answer) -> dict[str, object]:
        if job.kind == "conflicts":
            choices = [[asdict(demand) for demand in each] for each in answer.choices]
            return {"said": [line.by_language() for line in answer.said], "choices": choices}
        if job.kind == "submit":
            folder = self.folder_of(job.seq)
            return {"folder": str(folder.resolve()), "files": list(answer.files)}
        if job.kind == "borders":
            state = self.workspace.state(job.seq)
            self.prices[state.hash] = Prices(answer.pairs, answer.lines)
            edges = self.workspace.problem.graph.number_of_edges()
            return {"priced": len(answer.pairs), "borders": edges}
        plan = answer.plans[-1]
        propose = self.workspace.proposal(plan, job.seq)
        standing = answer.standing or Standing()
        result: dict[str, object] = {
            "action": propose.model_dump(mode="json"),
            "change": self.workspace.preview(propose, job.seq).as_dict(),
            "stages": [_stage(stage) for stage in plan.stages],
            "proven": plan.repeatable_proof,
            "count": len(plan.results),
            "standing": [line.by_language() for line in standing.lines],
            "turns": standing.turns,
            "questions": _questions(standing),
        }
        if job.kind == "price":
            result["more"] = _more(*answer.plans)
        return result


def _stage(stage: Stage) -> dict[str, object]:
    return {
        "name": stage_name(stage.name).by_language(),
        "value": stage.value,
        "unit": stage.unit,
        "grade": stage.grade.by_language(),
        "proven": stage.repeatable_proof,
    }


def _more(best: Plan, wished: Plan) -> list[dict[str, object]]:
    """Say what a wish costs beside the best plan: stage by stage, and in new units."""
    return [
        {
            "name": stage_name(one.name).by_language(),
            "unit": one.unit,
            "best": one.value,
            "wish": other.value,
            "proven": one.repeatable_proof and other.repeatable_proof,
        }
        for one, other in zip(best.stages, wished.stages, strict=True)
    ]


def _questions(standing: Standing) -> list[dict[str, object]]:
    """Give the questions that decide, those that move most first."""
    return [
        {"unit": each.code, "words": each.words.by_language(), "moves": list(each.moves)}
        for each in standing.questions
    ]


def _no_worker() -> InputError:
    return InputError(
        Fault(
            say("the optimizer"),
            say("its process ended"),
            say("a process that answers"),
            say("ask again, and less at once if memory ran out; nothing that was drawn is lost"),
        )
    )
