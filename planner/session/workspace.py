"""Workspace: a log and the states that it leads to, drawn in by one person or several."""

from __future__ import annotations

import datetime
import json
import threading
import uuid
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

from planner.errors import InputError, Problem
from planner.optimize import Arrangement, Control
from planner.plan import Plan
from planner.problem import Judged
from planner.problem import Problem as Arranged
from planner.problem.locks import Locks
from planner.session.actions import Action, Propose
from planner.session.conflict import refuse_conflict
from planner.session.history import History
from planner.session.inputs import beginning, changes_of, nothing_there, read_only
from planner.session.log import Entry, Log
from planner.session.marks import Begin, Branch, Goto
from planner.session.rest import (
    Extent,
    Proposal,
    of_scenario,
    proposal_of,
    refuse_broken,
    rest_of,
)
from planner.session.state import Roster, Stamp, State, started
from planner.words.text import Text, say

Clock = Callable[[], datetime.datetime]
EVERY = 100
"""Entries between two states that are put aside: it changes no result."""


def now() -> datetime.datetime:
    """Tell the time of this machine, in UTC."""
    return datetime.datetime.now(datetime.UTC)


class Workspace:
    """A plan on which people work: see its ``state``, ``act`` on it, ``undo``, ``solve`` the rest.

    Made by :meth:`create` and :meth:`open`; may be used by several threads, and the file by
    several processes.

    Attributes
    ----------
    problem : planner.problem.Problem
    changes : list of Text
        What is not as it was when the log began; if anything, nothing is written.
    """

    def __init__(self, log: Log, problem: Arranged, changes: list[Text], clock: Clock = now):
        self.problem, self.changes, self._clock = problem, changes, clock
        self._log, self._alone = log, threading.RLock()
        self.history = History(log, Roster.of(problem))
        self._judged: tuple[State, Judged] | None = None
        self._arrangement: Arrangement | None = None

    @classmethod
    def create(
        cls,
        path: Path,
        problem: Arranged,
        plan: Plan | None = None,
        *,
        source: str = "",
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
        by : str
            Who begins.

        Raises
        ------
        InputError
            The place cannot be used; the plan does not cover the units, or divides some.
        """
        roster = Roster.of(problem)
        begin = beginning(problem, plan, roster, source)
        log = Log(path, create=True)
        try:
            made = cls(log, problem, [], clock)
            with log.writing():
                log.put_meta(**begin.inputs, source=source)
                entry, state = made._written(begin, started(roster), by, uuid.uuid4().hex)
        except InputError:
            log.close()
            raise
        made.history.keep(entry, begin, state)
        return made

    @classmethod
    def open(cls, path: Path, problem: Arranged, clock: Clock = now) -> Workspace:
        """Open a workspace, and hold the chain of its log and its inputs against what is there.

        Raises
        ------
        InputError
            See ``Log``; units of other codes than those with which it began.
        """
        log = Log(path)
        try:
            return cls._of(log, problem, clock)
        except InputError:
            log.close()
            raise

    @classmethod
    def _of(cls, log: Log, problem: Arranged, clock: Clock) -> Workspace:
        changes = changes_of(log, problem)
        made = cls(log, problem, changes, clock)
        if not changes and log.heads() != made.history.heads.rows:
            with log.writing():
                log.put_heads(made.history.heads.rows)
        return made

    def close(self) -> None:
        """Close the file."""
        self._log.close()

    @property
    def head(self) -> int:
        """The entry whose state is the present one."""
        return self.history.heads.seq

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries of the log, in their order."""
        return tuple(self._log.entries)

    @property
    def state(self) -> State:
        """The present state."""
        return self.history.state(self.head)

    @property
    def judged(self) -> Judged:
        """The present plan, judged."""
        with self._alone:
            self._judged = self.state, self._judge(self.state)
            return self._judged[1]

    @property
    def plan(self) -> Plan:
        """The present plan, kinds as the law has them: what ``plan.csv`` is written of."""
        plan, figures = self.state.plan(), self.judged.figures
        results = plan.results.assign(kind=figures["kind"].reindex(plan.results.index))
        return replace(plan, results=results)

    def _judge(self, state: State) -> Judged:
        """Judge a state by what is not as in the one that was judged last."""
        if self._judged is None:
            return self.problem.judge(state.plan())
        known, judged = self._judged
        groups = state.changed(known)
        return self.problem.delta(judged, state.plan(groups)) if groups else judged

    def preview(self, action: Action) -> Judged:
        """Judge what an action would lead to; nothing is written.

        Raises
        ------
        InputError
            As :meth:`act`.
        """
        with self._alone:
            _ = self.judged
            return self._judge(self._next(action, self.state, Stamp("", self._time())))

    def act(
        self, action: Action, by: str = "", *, base: int | None = None, name: str = ""
    ) -> Entry:
        """Do something: acknowledged when it is on the disk.

        Parameters
        ----------
        action : Action
        by : str
            Who does it, as they say.
        base : int, optional
            The entry on whose state they drew; what others did to other units since then stays.
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
            raise read_only(self._log.path, self.changes)
        name = name or uuid.uuid4().hex
        with self._alone:
            with self._log.writing():
                self.history.follow(self._log.entries[self.history.count :])
                done = next((each for each in self._log.entries if each.id == name), None)
                if done is not None:
                    return done
                refuse_conflict(self.history, action, self.head if base is None else base)
                entry, state = self._written(action, self.state, by, name)
            self.history.keep(entry, action, state)
        return entry

    def _written(self, action: Action, before: State, by: str, name: str) -> tuple[Entry, State]:
        """Write an action with all that hangs on it, within ``Log.writing``."""
        stamp = Stamp(by, self._time())
        after = self._next(action, before, stamp)
        parent = action.to if isinstance(action, Branch) else self.head
        data = json.dumps(action.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)
        draft = Entry(0, name, parent, stamp.at, by, action.kind, data, after.hash)
        entry = self._log.append(draft)
        self._log.put_heads(self.history.heads.after(entry, action).rows)
        if entry.seq % EVERY == 0 and not isinstance(action, Goto):
            self._log.put_aside(entry.seq, after.text)
        return entry, after

    def _next(self, action: Action, before: State, stamp: Stamp) -> State:
        """Give the state that an action leads to, if it may be."""
        if isinstance(action, Goto | Branch):
            self._refuse_nowhere(action)
            before = self.history.state(action.to)
        before.roster.refuse_unknown(action.codes())
        if before.frozen and action.draws:
            raise InputError(
                Problem(
                    say("plan"),
                    say("a plan that was submitted"),
                    say("one that is still being drawn"),
                    say("begin a branch from it, and draw there"),
                )
            )
        after = action.on(before, stamp)
        if action.draws and not isinstance(action, Begin):
            refuse_broken(before, after, of_scenario(self.problem.groups.locks))
        return after

    def _refuse_nowhere(self, action: Goto | Branch) -> None:
        count = len(self._log.entries)
        if action.to > count or isinstance(self.history.action(action.to), Goto):
            raise InputError(
                Problem(
                    say("action {number}", number=action.to),
                    say("no state"),
                    say("an action of this log that led to a state"),
                    say("choose one of the tree"),
                )
            )

    def _parent(self, seq: int) -> int:
        return self._log.entries[seq - 1].parent

    def undo(self, by: str = "", *, base: int | None = None) -> Entry:
        """Go to the state before.

        Raises
        ------
        InputError
            This is the first one; or as :meth:`act`.
        """
        before = self._parent(self.head)
        if not before:
            raise nothing_there(say("undo"), say("the state with which it began"))
        return self.act(Goto(to=before), by, base=base)

    def redo(self, by: str = "", *, base: int | None = None) -> Entry:
        """Go to the last state that was drawn from this one.

        Raises
        ------
        InputError
            There is none; or as :meth:`act`.
        """
        later = [
            entry.seq
            for entry in self._log.entries
            if entry.parent == self.head and entry.kind not in (Goto.kind, Branch.kind)
        ]
        if not later:
            raise nothing_there(say("redo"), say("a state from which nothing was drawn"))
        return self.act(Goto(to=later[-1]), by, base=base)

    def rest(self, extent: Extent = "locks", selection: Collection[str] = ()) -> Arranged:
        """Give the problem of the rest; see ``rest.rest_of``."""
        start = self.history.state(self.history.line(self.head)[-1])
        return rest_of(self.problem, self.state, start, extent, selection)

    def solve(
        self,
        extent: Extent = "locks",
        selection: Collection[str] = (),
        control: Control | None = None,
    ) -> Proposal:
        """Ask the optimizer for the rest; what others do meanwhile makes the answer an older one.

        Parameters
        ----------
        extent, selection
            See ``rest.rest_of``.
        control : Control, optional
            When to stop, at the latest, and who listens.

        Raises
        ------
        InputError, InfeasibleError, TimeLimitError
            See ``Arrangement.ask``.
        """
        with self._alone:
            seq, state, rest = self.head, self.state, self.rest(extent, selection)
            job = (uuid.uuid4().hex, seq, "solve", self._time())
            self._note_job(*job)
        kept = self._arrangement
        if kept is None or kept.settings != rest.groups.locked(Locks()):
            kept = self._arrangement = Arrangement.of(rest)
        plan = kept.best(rest, control)
        self._note_job(*job, self._time())
        return proposal_of(plan, state, seq, self._log.entries[seq - 1].at)

    def _note_job(self, *job: Any) -> None:
        if not self.changes:
            with self._alone, self._log.writing():
                self._log.put_job(*job)

    def propose(self, proposal: Proposal, by: str = "", *, base: int | None = None) -> Entry:
        """Draw a proposal, to be accepted or rejected.

        Raises
        ------
        InputError
            It is an answer for another state than the present one; or as :meth:`act`.
        """
        action = Propose(groups=proposal.groups, of=proposal.of, asked_at=proposal.at)
        return self.act(action, by, base=base)

    def _time(self) -> str:
        return self._clock().isoformat(timespec="seconds")
