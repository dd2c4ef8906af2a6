"""History: the states that the entries of a log lead to, and where each branch stands.

Nothing is pruned: an entry names the one whose state it was done to, so that the log is a tree,
and whoever goes back and draws on begins another line of it.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable

from planner.errors import InputError, Problem
from planner.gate.documents import validate
from planner.problem import Problem as Arranged
from planner.session.actions import Action
from planner.session.log import MAIN, Entry, Log, changed
from planner.session.marks import Begin, Branch, Goto, OfState, read_action
from planner.session.state import Roster, Stamp, State, started
from planner.words.text import Text, say

RECENT, EVERY = 64, 100
"""States at hand: the last ones, and one of so many; it changes no result."""


def action_of(log: Log, entry: Entry) -> Action:
    """Read the action of an entry.

    Raises
    ------
    InputError
        A kind or data that this version does not know.
    """
    place = say("{log}, action {number}", log=log.path.name, number=entry.seq)
    try:
        plain = json.loads(entry.data)
    except (RecursionError, ValueError) as error:
        raise _changed(log, entry.seq) from error
    action = validate(Begin, plain, place) if entry.seq == 1 else read_action(plain, place)
    if action.kind != entry.kind:
        raise _changed(log, entry.seq)
    return action


def _changed(log: Log, number: int) -> InputError:
    return changed(log.path, say("action {number}", number=number))


def no_state(place: Text, here: Text | None = None) -> InputError:
    """Refuse to go where no state is."""
    return InputError(
        Problem(
            place,
            here or say("no state"),
            say("an action of this log that led to a state"),
            say("choose one of the tree"),
        )
    )


class History:
    """States of a log, and where its branches stand.

    Parameters
    ----------
    log : Log
    problem : planner.problem.Problem
        Its units have names; all else stands in the log.

    Attributes
    ----------
    heads : dict of str to int
        Branch → the entry whose state it stands at.

    Raises
    ------
    InputError
        An entry that does not lead to the state whose hash it states.
    """

    def __init__(self, log: Log, problem: Arranged):
        self.log, self._problem = log, problem
        self.heads: dict[str, int] = {}
        self._actions: list[Action] = []
        self._states: OrderedDict[int, State] = OrderedDict()
        self.follow(log.entries)
        for seq in dict.fromkeys(self.heads.values()):
            self.state(seq)

    def follow(self, entries: Iterable[Entry]) -> None:
        """Take in entries that were written since.

        Raises
        ------
        InputError
            One that does not follow from those before it.
        """
        for entry in entries:
            action = action_of(self.log, entry)
            try:
                parent = self.parent(action, entry.branch)
            except InputError as error:
                raise _changed(self.log, entry.seq) from error
            if entry.parent != parent or (not parent and entry.branch != MAIN):
                raise _changed(self.log, entry.seq)
            self._take(entry, action)

    def keep(self, entry: Entry, action: Action, state: State) -> None:
        """Take in an entry that was written here, with the state that it led to."""
        self._take(entry, action)
        if not isinstance(action, Goto):
            self._remember(entry.seq, state)

    def _take(self, entry: Entry, action: Action) -> None:
        if not self._actions:
            assert isinstance(action, Begin)
            self.roster = Roster.of(self._problem, action.order)
        self._actions.append(action)
        self.heads = self.after(entry, action)

    def after(self, entry: Entry, action: Action) -> dict[str, int]:
        """Say where the branches stand after one more entry."""
        return {**self.heads, entry.branch: action.to if isinstance(action, Goto) else entry.seq}

    def parent(self, action: Action, branch: str) -> int:
        """Give the entry to whose state an action on a branch is done; 0: it is the first.

        Raises
        ------
        InputError
            No such branch, or no such state; a branch of a name that is taken.
        """
        if isinstance(action, OfState):
            self.refuse_nowhere(action.to)
        if isinstance(action, Branch):
            if action.name != branch or branch in self.heads:
                raise InputError(
                    Problem(
                        say("branch {name}", name=action.name),
                        say("a branch that is there already"),
                        say("a name that is free"),
                        say("choose another name"),
                    )
                )
            return action.to
        return self.head(branch) if self._actions else 0

    def head(self, branch: str) -> int:
        """Give the entry whose state a branch stands at.

        Raises
        ------
        InputError
            There is none of this name.
        """
        if branch not in self.heads:
            raise no_state(say("branch {name}", name=branch))
        return self.heads[branch]

    def refuse_nowhere(self, seq: int) -> None:
        """Refuse an entry that is not there, or led to no state of its own.

        Raises
        ------
        InputError
        """
        if not 0 < seq <= self.count or isinstance(self.action(seq), Goto):
            raise no_state(say("action {number}", number=seq))

    @property
    def count(self) -> int:
        """Number of entries that were taken in."""
        return len(self._actions)

    def action(self, seq: int) -> Action:
        """Give the action of an entry."""
        return self._actions[seq - 1]

    def line(self, seq: int) -> list[int]:
        """Give the entries that lead to a state, the last first."""
        line = list[int]()
        while seq:
            line.append(seq)
            seq = self.log.entries[seq - 1].parent
        return line

    def later(self, seq: int, branch: str) -> list[int]:
        """Give the entries of a branch that led on from a state, in their order."""
        return [
            entry.seq
            for entry in self.log.entries[seq:]
            if entry.parent == seq and entry.branch == branch and entry.kind != "goto"
        ]

    def state(self, seq: int) -> State:
        """Give the state of an entry: folded from the nearest one at hand.

        Raises
        ------
        InputError
            No such state; or it is not the one that the log states.
        """
        self.refuse_nowhere(seq)
        line = list[int]()
        for number in self.line(seq):
            if number in self._states:
                return self._folded(self._states[number], line)
            line.append(number)
        return self._folded(started(self.roster), line)

    def fold(self, seq: int) -> State:
        """Give the state of an entry from the beginning, whatever is at hand.

        Raises
        ------
        InputError
            As :meth:`state`.
        """
        return self._folded(started(self.roster), self.line(seq))

    def _folded(self, state: State, line: list[int]) -> State:
        for number in reversed(line):
            entry = self.log.entries[number - 1]
            try:
                state = self.step(self.action(number), state, Stamp(entry.by, entry.at))
            except InputError as error:
                raise _changed(self.log, number) from error
            if number % EVERY == 0 or number == line[0]:
                self._remember(number, state)
        if line and state.hash != self.log.entries[line[0] - 1].state:
            del self._states[line[0]]
            raise changed(self.log.path, say("state of action {number}", number=line[0]))
        return state

    def step(self, action: Action, before: State, stamp: Stamp) -> State:
        """Give the state that an action leads to, whatever is locked.

        Raises
        ------
        InputError
            It cannot be done to this state.
        """
        self.roster.refuse_unknown(action.codes())
        if before.frozen and action.draws:
            raise InputError(
                Problem(
                    say("plan"),
                    say("a plan that was submitted"),
                    say("one that is still being drawn"),
                    say("begin a branch from it, and draw there"),
                )
            )
        return action.on(before, stamp)

    def _remember(self, seq: int, state: State) -> None:
        self._states[seq] = state
        recent = [number for number in self._states if number % EVERY]
        for number in recent[:-RECENT]:
            del self._states[number]
