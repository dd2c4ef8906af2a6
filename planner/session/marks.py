"""Actions that draw nothing: what is held, said, named and submitted, and where one goes."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from planner.errors import InputError, Problem, RefusedError, listed
from planner.gate.documents import validate
from planner.problem.locks import LOCKS, Code, Codes
from planner.session.actions import (
    Accept,
    Action,
    Divide,
    Merge,
    Move,
    Propose,
    Reject,
    Rename,
    Seat,
    Split,
    refused,
)
from planner.session.state import NEVER, Group, Hold, Note, Opinion, Point, Stamp, State
from planner.words.text import Text, say

Words = Annotated[str, Field(min_length=1, max_length=10_000)]
Count = Annotated[int, Field(ge=0, le=10**9)]


class Begin(Action):
    """The first action of a log: the plan with which it begins."""

    kind: Literal["begin"] = "begin"

    order: Annotated[list[Code], Field(min_length=1)]
    """All units: the first of a group gives it code and seat, where no other is chosen."""
    groups: list[Codes]
    """Those of several units; every other unit is as it is."""
    names: dict[Code, tuple[str, str]] = Field(default_factory=dict)
    seats: list[Code] = Field(default_factory=list)
    source: str
    """Today, a run, a file: as whoever began it says."""
    inputs: dict[str, str]
    """What it rests on → its SHA-256."""

    def codes(self) -> set[str]:
        """Name every unit of a group, with a name, or chosen as a seat."""
        return {*self.names, *self.seats, *(unit for units in self.groups for unit in units)}

    def on(self, state: State, stamp: Stamp) -> State:
        """Make the first state; see ``Action.on``."""
        begun = replace(state, seats=frozenset(self.seats)).drawn(self.groups)
        return replace(begun, names=dict(self.names), pending=frozenset())


class Locking(Action):
    """What names locks, each by its key in ``LOCKS`` and its codes."""

    locks: Annotated[list[tuple[str, Codes]], Field(min_length=1)]
    reason: Annotated[str, Field(max_length=1000)] = ""
    """For the minutes."""

    @model_validator(mode="after")
    def _known(self) -> Locking:
        for kind, codes in self.locks:
            number = len(set(codes))
            pair = kind == "apart" and number != 2
            if kind not in LOCKS or pair or (LOCKS[kind].single and number != 1):
                raise RefusedError(say("no lock: {kind} of {count} units", kind=kind, count=number))
        return self

    def codes(self) -> set[str]:
        """Name every unit of a lock."""
        return {code for _, codes in self.locks for code in codes}


class Lock(Locking):
    """Locks that hold what is drawn."""

    kind: Literal["lock"] = "lock"

    @classmethod
    def everything(cls, state: State) -> Lock:
        """Hold every group of a state just so."""
        groups = [sorted(units) for _, units in sorted(state.groups.items())]
        return cls(locks=[("keep" if len(u) == 1 else "fixed", u) for u in groups])

    def on(self, state: State, stamp: Stamp) -> State:
        """Make the next state; see ``Action.on``."""
        there = {lock.key for lock in state.locks}
        new = {
            (kind, frozenset(codes)): Hold(kind, tuple(sorted(set(codes))), stamp.by, stamp.at)
            for kind, codes in self.locks
        }
        more = tuple(hold for key, hold in new.items() if key not in there)
        return replace(state, locks=(*state.locks, *more))


class Unlock(Locking):
    """Locks that hold no longer; those of the scenario are not among them."""

    kind: Literal["unlock"] = "unlock"

    def on(self, state: State, stamp: Stamp) -> State:
        """Make the next state; see ``Action.on``."""
        gone = {(kind, frozenset(codes)) for kind, codes in self.locks}
        if not gone <= {lock.key for lock in state.locks}:
            raise refused(
                state,
                NEVER.union(self.codes()),
                say("a lock that nobody set here"),
                say("look at the locks of the state; what the scenario holds is changed there"),
            )
        return replace(state, locks=tuple(e for e in state.locks if e.key not in gone))


class Freeze(Action):
    """The state is submitted: nothing more is drawn in it."""

    kind: Literal["freeze"] = "freeze"

    def reach(self, state: State) -> Group:
        """Give all: who submits has to have seen it."""
        return frozenset(state.home)

    def on(self, state: State, stamp: Stamp) -> State:
        """Make the next state; see ``Action.on``."""
        return replace(state, frozen=True)


class Mark(Action):
    """What is said of a state, frozen or not."""

    draws = False

    def reach(self, state: State) -> Group:
        """Give none: it takes nothing from what others do."""
        return NEVER

    def on(self, state: State, stamp: Stamp) -> State:
        """Leave it as it is; see ``Action.on``."""
        return state


class OfState(Mark):
    """What names a state: the entry that led to it."""

    to: int = Field(gt=0)


class Name(OfState):
    """A version gets a name."""

    kind: Literal["name"] = "name"

    name: str = Field(min_length=1, max_length=200)


class Remark(Mark):
    """What is written of some units, or of the whole plan."""

    kind: Literal["note"] = "note"

    text: Words
    units: list[Code] = Field(default_factory=list)

    def codes(self) -> set[str]:
        """Name its units."""
        return set(self.units)

    def on(self, state: State, stamp: Stamp) -> State:
        """Make the next state; see ``Action.on``."""
        note = Note(self.text, tuple(self.units), stamp.by, stamp.at)
        return replace(state, notes=(*state.notes, note))


class Hear(Mark):
    """What households of a unit said of the frozen plan; a later count takes the place of it."""

    kind: Literal["opinion"] = "opinion"

    unit: Code
    hamlet: Annotated[str, Field(max_length=200)] = ""
    households: Count = Field(gt=0)
    took_part: Count
    agree: Count
    disagree: Count
    other: Count = 0

    @model_validator(mode="after")
    def _adds_up(self) -> Hear:
        said = self.agree + self.disagree + self.other
        if not said <= self.took_part <= self.households:
            raise RefusedError(
                say(
                    "{said} opinions of {took_part} households that took part, of {households}",
                    said=said,
                    took_part=self.took_part,
                    households=self.households,
                )
            )
        return self

    def codes(self) -> set[str]:
        """Name the unit."""
        return {self.unit}

    def on(self, state: State, stamp: Stamp) -> State:
        """Make the next state; see ``Action.on``."""
        if not state.frozen:
            raise refused(
                state,
                [self.unit],
                say("an opinion about a plan that is still being drawn"),
                say("freeze the plan first: households are asked about one that stays"),
            )
        counts = self.model_dump(exclude={"kind", "unit", "hamlet"})
        asked = state.asked(self.unit)
        new = Opinion(self.unit, self.hamlet, *asked, **counts, by=stamp.by, at=stamp.at)
        rest = [e for e in state.opinions if (e.unit, e.hamlet) != (self.unit, self.hamlet)]
        return replace(state, opinions=(*rest, new))


class Comment(OfState):
    """What the ministry, a commune or another office remarks on a version: one point of it."""

    kind: Literal["comment"] = "comment"

    document: str = Field(min_length=1, max_length=500)
    """Letter or meeting in which it was made."""
    day: str = Field(default="", max_length=50)
    text: Words
    units: list[Code] = Field(default_factory=list)

    def codes(self) -> set[str]:
        """Name its units."""
        return set(self.units)

    def on(self, state: State, stamp: Stamp) -> State:
        """Make the next state; see ``Action.on``."""
        what = (self.document, self.day, self.text, tuple(self.units), self.to)
        return replace(state, comments=(*state.comments, Point(*what, stamp.by, stamp.at)))


class Reply(OfState):
    """A comment is answered, of a version; a later answer takes the place of it."""

    kind: Literal["answer"] = "answer"

    number: int = Field(gt=0)
    """Of the comment, from 1, in the order in which they were made."""
    text: Words
    settled: bool = True
    """It is settled in that version; otherwise it stays open."""

    def on(self, state: State, stamp: Stamp) -> State:
        """Make the next state; see ``Action.on``."""
        comments = [*state.comments]
        if self.number > len(comments):
            raise InputError(
                Problem(
                    say("comment {number}", number=self.number),
                    say("no comment of this number"),
                    say("one of {count} comments", count=len(comments)),
                    say("look at the comments of this state"),
                )
            )
        at, settled = self.number - 1, self.to if self.settled else 0
        comments[at] = replace(comments[at], answer=self.text, settled=settled)
        return replace(state, comments=tuple(comments))


class Goto(OfState):
    """The branch stands at another state, which is drawn on: undo goes to the one before."""

    kind: Literal["goto"] = "goto"

    def reach(self, state: State) -> Group:
        """Give all: who goes elsewhere takes all others along."""
        return frozenset(state.home)


class Branch(OfState):
    """A line of its own from a state on, which may be drawn in even where that one is frozen."""

    kind: Literal["branch"] = "branch"

    name: str = Field(min_length=1, max_length=200)

    def on(self, state: State, stamp: Stamp) -> State:
        """Make the next state; see ``Action.on``."""
        return replace(state, frozen=False)


AnyAction = Annotated[
    Merge
    | Move
    | Split
    | Rename
    | Seat
    | Divide
    | Propose
    | Accept
    | Reject
    | Lock
    | Unlock
    | Freeze
    | Name
    | Remark
    | Hear
    | Comment
    | Reply
    | Goto
    | Branch,
    Field(discriminator="kind"),
]
"""What people may do: told apart by ``kind``."""
KINDS: dict[str, type[Action]] = {
    each.model_fields["kind"].default: each for each in get_args(get_args(AnyAction)[0])
}
"""Kind → what it is."""


def read_action(plain: object, place: Text | None = None) -> Action:
    """Read an action of plain data, as JSON holds it.

    Parameters
    ----------
    plain : mapping
        ``kind``, and what an action of this kind names.
    place : Text, optional
        Where it stands.

    Raises
    ------
    InputError
        No such kind; keys that are missing, unknown or wrong.
    """
    place = place or say("action")
    kind = plain.get("kind") if isinstance(plain, dict) else None
    if not isinstance(kind, str) or kind not in KINDS:
        raise InputError(
            Problem(
                place,
                say("the kind {kind}", kind=repr(kind)),
                listed(KINDS, len(KINDS)),
                say("correct the kind"),
            )
        )
    return validate(KINDS[kind], plain, place)
