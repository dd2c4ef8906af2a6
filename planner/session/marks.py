"""Actions that draw nothing: what is held, said, named and submitted, and where one goes."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from pydantic import Field, model_validator

from planner.errors import RefusedError
from planner.problem.locks import LOCKS, Code, Codes
from planner.session.actions import (
    NEVER,
    Accept,
    Action,
    Merge,
    Move,
    Propose,
    Reject,
    Rename,
    Seat,
    Split,
    refused,
)
from planner.session.state import Group, Hold, Note, Opinion, Stamp, State
from planner.words.text import say

Words = Annotated[str, Field(min_length=1, max_length=10_000)]
Count = Annotated[int, Field(ge=0, le=10**9)]


class Begin(Action):
    """The first action of a log: the plan with which it begins."""

    kind = "begin"

    groups: list[Codes]
    names: dict[Code, tuple[str, str]] = Field(default_factory=dict)
    seats: list[Code] = Field(default_factory=list)
    source: str
    """Today, a run, a file: as whoever began it says."""
    inputs: dict[str, str]
    """What it rests on → its SHA-256."""

    def on(self, state: State, stamp: Stamp) -> State:
        """Make the next state; see ``Action.on``."""
        begun = replace(state, seats=frozenset(self.seats), names=dict(self.names))
        return replace(begun.drawn(self.groups), pending=frozenset())


class Locking(Action):
    """What names locks, each by its key in ``LOCKS`` and its codes."""

    locks: Annotated[list[tuple[str, Codes]], Field(min_length=1)]

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

    kind = "lock"

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

    kind = "unlock"

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

    kind = "freeze"

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


class Name(Mark):
    """A version gets a name."""

    kind = "name"

    name: str = Field(min_length=1, max_length=200)


class Remark(Mark):
    """What is written of some units, or of the whole plan."""

    kind = "note"

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

    kind = "opinion"

    unit: Code
    hamlet: str = ""
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
        counts = self.model_dump(exclude={"unit", "hamlet"})
        group = tuple(sorted(state.group(self.unit)))
        new = Opinion(self.unit, self.hamlet, group, **counts)
        rest = [e for e in state.opinions if (e.unit, e.hamlet) != (self.unit, self.hamlet)]
        return replace(state, opinions=(*rest, new))


class Goto(Mark):
    """Another state is looked at and drawn on: undo goes to the one before."""

    kind = "goto"

    to: int = Field(gt=0)
    branch: str = ""
    """The branch that is taken up; else the present one goes there."""

    def reach(self, state: State) -> Group:
        """Give all: who goes elsewhere takes all others along."""
        return frozenset(state.home)


class Branch(Mark):
    """A line of its own from a state on, which may be drawn in even where that one is frozen."""

    kind = "branch"

    name: str = Field(min_length=1, max_length=200)
    to: int = Field(gt=0)

    def reach(self, state: State) -> Group:
        """Give all, as ``Goto``."""
        return frozenset(state.home)

    def on(self, state: State, stamp: Stamp) -> State:
        """Make the next state; see ``Action.on``."""
        return replace(state, frozen=False)


KINDS: dict[str, type[Action]] = {
    each.kind: each
    for each in (
        *(Begin, Merge, Move, Split, Rename, Seat, Propose, Accept, Reject),
        *(Lock, Unlock, Freeze, Name, Remark, Hear, Goto, Branch),
    )
}
"""Kind of an action, as the log has it → what it is; a unit is divided nowhere yet."""
