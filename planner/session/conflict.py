"""Conflict: what somebody drew, and what others did to the same units since."""

from __future__ import annotations

from collections.abc import Callable

from planner.errors import InputError, Problem, listed
from planner.session.actions import Action
from planner.session.history import History, no_state
from planner.session.log import Entry
from planner.session.state import NEVER
from planner.words import NOTHING
from planner.words.text import Text, say

WORDS: dict[str, Callable[[], Text]] = {
    "begin": lambda: say("beginning"),
    "merge": lambda: say("merging groups"),
    "move": lambda: say("moving units"),
    "split": lambda: say("splitting off units"),
    "rename": lambda: say("naming a new unit"),
    "divide": lambda: say("dividing a unit"),
    "seat": lambda: say("choosing a seat"),
    "propose": lambda: say("proposing a plan"),
    "accept": lambda: say("accepting groups"),
    "reject": lambda: say("rejecting a group"),
    "lock": lambda: say("locking"),
    "unlock": lambda: say("unlocking"),
    "freeze": lambda: say("submitting"),
    "name": lambda: say("naming a version"),
    "note": lambda: say("writing a note"),
    "opinion": lambda: say("noting an opinion"),
    "comment": lambda: say("noting a comment"),
    "answer": lambda: say("answering a comment"),
    "goto": lambda: say("going to another state"),
    "branch": lambda: say("beginning a branch"),
}
"""Kind of an action → what somebody does with it."""


class ConflictError(InputError):
    """Others did something to the same units, since the state that somebody drew on.

    Attributes
    ----------
    mine : Action
    theirs : tuple of Entry
        In their order.
    """

    def __init__(self, problem: Problem, mine: Action, theirs: tuple[Entry, ...]):
        super().__init__(problem)
        self.mine, self.theirs = mine, theirs


def refuse_conflict(history: History, action: Action, base: int, branch: str) -> None:
    """Refuse an action on units to which others did something since the state it was drawn on.

    Parameters
    ----------
    history : History
    action : Action
    base : int
        The entry of that state.
    branch : str
        On which it is done.

    Raises
    ------
    ConflictError
        With both sides.
    InputError
        No such state on this branch.
    """
    history.refuse_nowhere(base)
    head, entries = history.head(branch), history.log.entries
    if base == head:
        return
    line = history.line(head)
    if base in line:
        history.roster.refuse_unknown(action.codes())
        mine = action.reach(history.state(base))
        since = line[: line.index(base)][::-1]
        theirs = [seq for seq in since if mine & _reach(history, seq)]
    else:
        # They went elsewhere in the tree: whoever says no more than a word of it may go along.
        since = [entry.seq for entry in entries[base:] if entry.branch == branch]
        if not since:
            raise no_state(say("branch {name}, action {number}", name=branch, number=base))
        history.roster.refuse_unknown(action.codes())
        theirs = since if action.reach(history.state(head)) else []
    if not theirs:
        return
    others = tuple(entries[seq - 1] for seq in theirs)
    who = [
        say("{what} ({by}, {at})", what=WORDS[each.kind](), by=each.by or NOTHING, at=each.at)
        for each in others
    ]
    problem = Problem(
        WORDS[action.kind](),
        say("units that others have changed since: {actions}", actions=listed(who)),
        say("an action on what is there now"),
        say("look at theirs, then do yours again, or do it on a branch"),
    )
    raise ConflictError(problem, action, others)


def _reach(history: History, seq: int) -> frozenset[str]:
    """Give the units to which an entry did something."""
    parent = history.log.entries[seq - 1].parent
    return history.action(seq).reach(history.state(parent)) if parent else NEVER
