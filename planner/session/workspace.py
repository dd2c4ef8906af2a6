"""Workspace: a log and the states that it leads to, drawn in by one person or several."""

from __future__ import annotations

import datetime
import json
import threading
import uuid
from collections.abc import Callable, Collection
from pathlib import Path

from planner.errors import InputError
from planner.gate.documents import validate
from planner.plan import Plan
from planner.problem import Problem as Arranged
from planner.session.actions import Action, Propose
from planner.session.change import Change, Version, Versions
from planner.session.conflict import refuse_conflict
from planner.session.history import History, no_state
from planner.session.inputs import beginning, changes_of, read_only
from planner.session.log import MAIN, Entry, Job, Log
from planner.session.marks import Branch, Goto
from planner.session.rest import Extent, of_scenario, refuse_broken, rest_of
from planner.session.state import Roster, Sender, Stamp, State, partition_of, started
from planner.words.text import Text, say

Clock = Callable[[], datetime.datetime]


def now() -> datetime.datetime:
    """Tell the time of this machine, in UTC."""
    return datetime.datetime.now(datetime.UTC)


class Workspace:
    """A plan on which people work: look at a ``state``, ``act``, ``undo``, ask for the ``rest``.

    Made by :meth:`create` and :meth:`open`; may be used by several threads, and the file by
    several processes.  A state is named by ``seq``, the entry of the log that led to it.

    Attributes
    ----------
    path : Path
    problem : planner.problem.Problem
    changes : list of Text
        What is not as it was when the log began; if anything, nothing is written.
    """

    def __init__(self, log: Log, problem: Arranged, changes: list[Text], clock: Clock = now):
        self.path, self.problem, self.changes = log.path, problem, changes
        self._log, self._clock, self._alone = log, clock, threading.RLock()
        self._history = History(log, problem)
        self._versions = Versions(problem)

    @classmethod
    def create(
        cls,
        path: Path,
        problem: Arranged,
        plan: Plan | None = None,
        *,
        source: str = "",
        scenario: str = "",
        digest: str = "",
        by: str = "",
        clock: Clock = now,
    ) -> Workspace:
        """Begin a workspace.

        Parameters
        ----------
        path : Path
            ``NAME.planner``; nothing may be there.
        problem : planner.problem.Problem
            What is arranged.
        plan : Plan, optional
            With what it begins: of a run, a csv, or as adopted; by default each unit as it is.
        source : str
            Where that is from.
        scenario : str
            By what name the problem is read again; outside the chain, which has its hashes.
        digest : str
            SHA-256 of the file of that name, where it is one.
        by : str
            Who begins.

        Raises
        ------
        InputError
            The place cannot be used; the plan does not cover the units, or divides some.
        """
        validate(Sender, {"by": by}, say("workspace"))
        begin = beginning(problem, plan, source)
        log = Log(path, create=True)
        try:
            made = cls(log, problem, [], clock)
            stamp, roster = Stamp(by, made._time()), Roster.of(problem, begin.order)
            with log.writing():
                log.put_meta(**begin.inputs, source=source, scenario=scenario, digest=digest)
                made._write(begin, begin.on(started(roster), stamp), 0, MAIN, stamp)
        except InputError:
            log.close()
            raise
        made._history.follow(log.entries)
        return made

    @classmethod
    def open(cls, path: Path, problem: Arranged, clock: Clock = now) -> Workspace:
        """Open a workspace, and hold the chain of its log and its inputs against what is there.

        Raises
        ------
        InputError
            It cannot be opened, is none of ours, or was changed since it was written; units of
            other codes than those with which it began.
        """
        log = Log(path)
        try:
            made = cls(log, problem, changes_of(log, problem), clock)
            if not made.changes and log.heads() != made.heads:
                with log.writing():
                    log.put_heads(made.heads)
        except InputError:
            log.close()
            raise
        return made

    @staticmethod
    def origin(path: Path) -> tuple[str, str]:
        """Tell by what name the problem of a workspace is read, and the hash of that file.

        Either is empty where nobody said.

        Raises
        ------
        InputError
            As :meth:`open`.
        """
        log = Log(path)
        try:
            said = log.meta()
            return said.get("scenario", ""), said.get("digest", "")
        finally:
            log.close()

    @property
    def order(self) -> list[str]:
        """All units, in the order in which the first of a group gives it code and seat."""
        return [*self.state(1).roster.rank]

    def close(self) -> None:
        """Close the file."""
        with self._alone:
            self._log.close()

    def copy(self, path: Path) -> None:
        """Write the file as it is now to another place, while people go on working.

        Raises
        ------
        InputError
            It could not be written; something is there already.
        """
        with self._alone:
            self._log.copy(path)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries of the log, in their order: each names its parent, so that it is a tree."""
        with self._alone:  # One that is being written is not acknowledged yet.
            return tuple(self._log.entries)

    @property
    def heads(self) -> dict[str, int]:
        """Branch → the state at which it stands."""
        return self._history.heads

    def head(self, branch: str = MAIN) -> int:
        """Give the state at which a branch stands.

        Raises
        ------
        InputError
            There is no such branch.
        """
        return self._history.head(branch)

    def line(self, seq: int) -> tuple[Entry, ...]:
        """Give the entries that led to a state, the first one first.

        Raises
        ------
        InputError
            As :meth:`state`.
        """
        with self._alone:
            self._history.refuse_nowhere(seq)
            return tuple(self._log.entries[at - 1] for at in reversed(self._history.line(seq)))

    def refresh(self) -> tuple[Entry, ...]:
        """Read what other processes have written since, and give it.

        Raises
        ------
        InputError
            An entry that does not follow from those before it.
        """
        with self._alone:
            count = self._history.count
            self._log.refresh()
            self._history.follow(self._log.entries[count:])
            return tuple(self._log.entries[count:])

    def state(self, seq: int) -> State:
        """Give a state.

        Raises
        ------
        InputError
            There is none.
        """
        with self._alone:
            return self._history.state(seq)

    def version(self, seq: int) -> Version:
        """Give a state with its plan, judged.

        Raises
        ------
        InputError
            As :meth:`state`.
        """
        with self._alone:
            return self._versions.of(seq, self.state(seq))

    def change(self, before: int, after: int) -> Change:
        """Say what differs between two states.

        Raises
        ------
        InputError
            As :meth:`state`.
        """
        return Change(self.version(before), self.version(after))

    def preview(self, action: Action, seq: int) -> Change:
        """Say what an action on a state would change; nothing is written.

        Raises
        ------
        InputError
            As :meth:`act`.
        """
        with self._alone:
            before = self.version(seq)
            after = self._next(action, before.state, Stamp("", self._time()))
            return Change(before, self._versions.judged(after, before))

    def act(
        self,
        action: Action,
        by: str = "",
        *,
        branch: str = MAIN,
        base: int | None = None,
        name: str = "",
    ) -> Entry:
        """Do something: acknowledged when it is on the disk.

        Parameters
        ----------
        action : Action
        by : str
            Who does it, as they say.
        branch : str
            On which line of work; one that begins is named by the action itself.
        base : int, optional
            The state that they saw: what others did to other units since then stays.
        name : str, optional
            An id of its own: sent again, the action is not done again.

        Raises
        ------
        ConflictError
            Others did something to the same units since then.
        InputError
            It cannot be done, breaks a lock, or could not be written; nothing was done then.
        """
        if self.changes:
            raise read_only(self.path, self.changes)
        validate(Sender, {"by": by, "name": name}, say("action"))
        stamp = Stamp(by, self._time())
        with self._alone:
            with self._log.writing():
                self._history.follow(self._log.entries[self._history.count :])
                done = next((each for each in self._log.entries if name and each.id == name), None)
                if done is not None:
                    return done
                if isinstance(action, Branch):
                    branch = action.name
                elif base is not None:
                    refuse_conflict(self._history, action, base, branch)
                parent = self._history.parent(action, branch)
                state = self._next(action, self._history.state(parent), stamp)
                entry = self._write(action, state, parent, branch, stamp, name)
            self._history.keep(entry, action, state)
        return entry

    def _write(
        self, action: Action, state: State, parent: int, branch: str, stamp: Stamp, name: str = ""
    ) -> Entry:
        """Write an action with all that hangs on it, within ``Log.writing``."""
        data = json.dumps(action.model_dump(mode="json"), ensure_ascii=False)
        what = (branch, stamp.at, stamp.by, action.kind, data, state.hash)
        entry = self._log.append(Entry(0, name or uuid.uuid4().hex, parent, *what))
        self._log.put_heads(self._history.after(entry, action))
        return entry

    def _next(self, action: Action, before: State, stamp: Stamp) -> State:
        """Give the state that an action leads to, if it breaks no lock."""
        if isinstance(action, Goto):
            return self._history.state(action.to)
        after = self._history.step(action, before, stamp)
        if action.draws:
            refuse_broken(before, after, of_scenario(self.problem.groups.locks))
        return after

    def undo(self, by: str = "", *, branch: str = MAIN, base: int | None = None) -> Entry:
        """Go to the state before.

        Raises
        ------
        InputError
            This is the first one; or as :meth:`act`.
        """
        with self._alone:
            head = self.head(branch)
            before = self._log.entries[head - 1].parent
            if not before:
                raise no_state(say("undo"), say("the state with which it began"))
            return self.act(Goto(to=before), by, branch=branch, base=base or head)

    def redo(self, by: str = "", *, branch: str = MAIN, base: int | None = None) -> Entry:
        """Go to the last state that was drawn from this one.

        Raises
        ------
        InputError
            There is none; or as :meth:`act`.
        """
        with self._alone:
            head = self.head(branch)
            later = self._history.later(head, branch)
            if not later:
                raise no_state(say("redo"), say("a state from which nothing was drawn"))
            return self.act(Goto(to=later[-1]), by, branch=branch, base=base or head)

    def rest(self, seq: int, extent: Extent = "locks", selection: Collection[str] = ()) -> Arranged:
        """Give the problem of the rest of a state; see ``rest.rest_of``.

        Raises
        ------
        InputError
            As :meth:`state`; outside of no selection.
        """
        with self._alone:
            state, start = self.state(seq), self.state(1)
        return rest_of(self.problem, state, start, extent, selection)

    def proposal(self, plan: Plan, seq: int) -> Propose:
        """Give what the optimizer answered about a state as an action: it fits that state alone.

        Raises
        ------
        InputError
            As :meth:`state`; the plan divides units.
        """
        with self._alone:
            state, at = self.state(seq), self.entries[seq - 1].at
        return Propose(groups=partition_of(plan, state.roster), of=state.hash, asked_at=at)

    def note_job(self, job: Job) -> None:
        """Note that a question is under way, or when it ended; where one may write.

        Raises
        ------
        InputError
            It could not be written.
        """
        if not self.changes:
            with self._alone, self._log.writing():
                self._log.put_job(job)

    def jobs(self) -> list[Job]:
        """Give the questions that were asked: one without an end was interrupted."""
        with self._alone:
            return self._log.jobs()

    def _time(self) -> str:
        return self._clock().isoformat(timespec="seconds")
