"""History: the states that the entries of a log lead to, and where each branch stands.

Nothing is pruned: an entry names the one whose state it was done to, so that the log is a tree,
and whoever goes back and draws on begins another line of it.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field

from planner.errors import InputError
from planner.gate.documents import validate
from planner.session.actions import Action
from planner.session.log import Entry, Log, changed
from planner.session.marks import KINDS, Branch, Goto
from planner.session.state import Roster, Stamp, State, hash_of_text, started
from planner.words.text import say

MAIN = "main"
KEPT = 64
"""States at hand: it changes no result."""


@dataclass(frozen=True)
class Heads:
    """Where each branch stands, and which is the present one."""

    seqs: dict[str, int] = field(default_factory=dict)
    present: str = MAIN

    @property
    def seq(self) -> int:
        """The entry at which the present branch stands; 0: there is none."""
        return self.seqs.get(self.present, 0)

    def after(self, entry: Entry, action: Action) -> Heads:
        """Say where they stand after another entry."""
        name, seq = self.present, entry.seq
        if isinstance(action, Goto):
            name, seq = action.branch or self.present, action.to
        elif isinstance(action, Branch):
            name = action.name
        return Heads({**self.seqs, name: seq}, name)

    @property
    def rows(self) -> list[tuple[str, int, int]]:
        """Rows of the table ``head``."""
        return [(name, seq, int(name == self.present)) for name, seq in sorted(self.seqs.items())]


def action_of(log: Log, entry: Entry) -> Action:
    """Read the action of an entry.

    Raises
    ------
    InputError
        A kind or data that this version does not know.
    """
    place = say("{log}, action {number}", log=log.path.name, number=entry.seq)
    if entry.kind not in KINDS:
        raise changed(log.path, say("action {number}", number=entry.seq))
    try:
        plain = json.loads(entry.data)
    except (RecursionError, ValueError) as error:
        raise changed(log.path, say("action {number}", number=entry.seq)) from error
    return validate(KINDS[entry.kind], plain, place)


class History:
    """States and heads of a log.

    Parameters
    ----------
    log : Log
    roster : Roster
        Units of the problem.

    Raises
    ------
    InputError
        An entry that does not lead to the state whose hash it states.
    """

    def __init__(self, log: Log, roster: Roster):
        self.log, self.roster, self.heads = log, roster, Heads()
        self._actions: list[Action] = []
        self._states: OrderedDict[int, State] = OrderedDict()
        self.follow(log.entries)
        if self.heads.seq:
            self.fold(self.heads.seq)

    def follow(self, entries: Iterable[Entry]) -> None:
        """Take in entries that were written since."""
        for entry in entries:
            action = action_of(self.log, entry)
            self._actions.append(action)
            self.heads = self.heads.after(entry, action)

    def keep(self, entry: Entry, action: Action, state: State) -> None:
        """Take in an entry that was written here, with the state that it led to."""
        self._actions.append(action)
        self.heads = self.heads.after(entry, action)
        if not isinstance(action, Goto):
            self._remember(entry.seq, state)

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

    def state(self, seq: int) -> State:
        """Give the state of an entry: from the nearest one at hand or put aside."""
        wanted: list[int] = []
        for number in self.line(seq):
            at_hand = self._states.get(number) or self._put_aside(number)
            if at_hand is not None:
                return self._folded(at_hand, wanted)
            wanted.append(number)
        return self._folded(started(self.roster), wanted)

    def fold(self, seq: int) -> State:
        """Give the state of an entry from the beginning, whatever was put aside."""
        return self._folded(started(self.roster), self.line(seq))

    def _folded(self, state: State, line: list[int]) -> State:
        for number in reversed(line):
            entry = self.log.entries[number - 1]
            try:
                state = self.action(number).on(state, Stamp(entry.by, entry.at))
            except InputError as error:
                raise changed(self.log.path, say("action {number}", number=number)) from error
        if line:
            if state.hash != self.log.entries[line[0] - 1].state:
                raise changed(self.log.path, say("state of action {number}", number=line[0]))
            self._remember(line[0], state)
        return state

    def _remember(self, seq: int, state: State) -> None:
        self._states[seq] = state
        while len(self._states) > KEPT:
            self._states.popitem(last=False)

    def _put_aside(self, seq: int) -> State | None:
        """Read a state that was put aside; one that is not the entry's is none."""
        text = self.log.cached(seq)
        if text is None or hash_of_text(text) != self.log.entries[seq - 1].state:
            return None
        state = State.read(json.loads(text), self.roster)
        self._remember(seq, state)
        return state
