"""Actions that draw: each makes another state, or says why it cannot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from planner.errors import InputError, Problem
from planner.problem.locks import Code, Codes
from planner.session.state import Group, Hold, Stamp, State
from planner.words.text import Text, say


def refused(state: State, units: Sequence[str] | Group, fault: Text, mend: Text) -> InputError:
    """Refuse an action on some units."""
    return InputError(
        Problem(state.roster.call(units), fault, say("units that this action can change"), mend)
    )


class Action(BaseModel):
    """What somebody does to a state.

    A kind is a class: the codes that it names, and ``on``: state and stamp → state.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    kind: str
    draws: ClassVar[bool] = True
    """Whether it changes what is drawn or held, and so is refused in a frozen state."""

    def codes(self) -> set[str]:
        """Name the units that it speaks of."""
        return set()

    def reach(self, state: State) -> Group:
        """Give the units for which it matters that somebody else did something to them."""
        return state.around(self.codes())

    def on(self, state: State, stamp: Stamp) -> State:
        """Make the next state.

        Raises
        ------
        InputError
            It cannot be done to these units.
        """
        raise NotImplementedError


class OnUnits(Action):
    """What names some units and no more."""

    units: Codes

    def codes(self) -> set[str]:
        """Name its units."""
        return set(self.units)


class Merge(OnUnits):
    """The groups of some units become one."""

    kind: Literal["merge"] = "merge"

    def on(self, state: State, stamp: Stamp) -> State:
        """Make the next state; see ``Action.on``."""
        whole = state.around(self.units)
        if state.group(self.units[0]) == whole:
            raise refused(
                state,
                self.units,
                say("one group, which they are already"),
                say("choose a unit of another group as well"),
            )
        return state.drawn([whole])


class Move(OnUnits):
    """Some units leave their groups for the group of another."""

    kind: Literal["move"] = "move"

    to: Code

    def codes(self) -> set[str]:
        """Name its units, and the one to whose group they go."""
        return {*self.units, self.to}

    def on(self, state: State, stamp: Stamp) -> State:
        """Make the next state; see ``Action.on``."""
        moved, target = frozenset(self.units), state.group(self.to)
        if self.to in moved or moved <= target:
            raise refused(
                state,
                self.units,
                say("units of the group to which they should go"),
                say("choose a group in which they are not"),
            )
        return state.drawn([target | moved, *_left(state, moved | target)])


class Split(OnUnits):
    """Some units leave their groups and are a new one."""

    kind: Literal["split"] = "split"

    def on(self, state: State, stamp: Stamp) -> State:
        """Make the next state; see ``Action.on``."""
        new = frozenset(self.units)
        if state.group(self.units[0]) == new:
            raise refused(
                state,
                self.units,
                say("a whole group, which is split off from nothing"),
                say("choose some of its units"),
            )
        return state.drawn([new, *_left(state, new)])


def _left(state: State, gone: Group) -> list[Group]:
    """Give what is left of groups when some units leave them."""
    heads = sorted({state.home[unit] for unit in gone})
    return [left for head in heads if (left := state.groups[head] - gone)]


class Rename(Action):
    """The new unit of a group gets a name, and a kind where the law shall not say it."""

    kind: Literal["rename"] = "rename"

    unit: Code
    name: str = Field(min_length=1, max_length=200)
    of_kind: str = ""

    def codes(self) -> set[str]:
        """Name a unit of the group."""
        return {self.unit}

    def on(self, state: State, stamp: Stamp) -> State:
        """Make the next state; see ``Action.on``."""
        named = {**state.names, state.home[self.unit]: (self.name, self.of_kind)}
        return replace(state, names=named)


class Seat(Action):
    """A unit gives its group code and seat."""

    kind: Literal["seat"] = "seat"

    unit: Code

    def codes(self) -> set[str]:
        """Name the unit."""
        return {self.unit}

    def on(self, state: State, stamp: Stamp) -> State:
        """Make the next state; see ``Action.on``."""
        group = state.group(self.unit)
        home = {**state.home, **dict.fromkeys(group, self.unit)}
        return replace(state, home=home, seats=(state.seats - group) | {self.unit})


class Divide(Action):
    """A unit is divided between groups: nowhere yet, and whoever asks is told so."""

    kind: Literal["divide"] = "divide"

    unit: Code

    def codes(self) -> set[str]:
        """Name the unit."""
        return {self.unit}

    def on(self, state: State, stamp: Stamp) -> State:
        """Refuse it; see ``Action.on``."""
        raise refused(
            state,
            [self.unit],
            say("a unit to be divided, which a workspace cannot do yet"),
            say("note what is to be divided; divide it in a plan.csv, and judge that"),
        )


class Propose(Action):
    """What the optimizer answered is drawn, to be accepted or rejected group by group."""

    kind: Literal["propose"] = "propose"

    groups: list[Codes]
    of: str
    """Hash of the state about which it was asked."""
    asked_at: str
    """When that was the state."""

    def codes(self) -> set[str]:
        """Name every unit of a group."""
        return {unit for units in self.groups for unit in units}

    def on(self, state: State, stamp: Stamp) -> State:
        """Make the next state; see ``Action.on``."""
        if self.of != state.hash:
            raise InputError(
                Problem(
                    say("proposal"),
                    say("an answer for the state of {at}", at=self.asked_at),
                    say("an answer for the state that is there now"),
                    say("go to that state and propose it there, or ask again"),
                )
            )
        named = [unit for units in self.groups for unit in units]
        if len(named) != len(set(named)) or set(named) != state.around(named):
            raise InputError(
                Problem(
                    say("proposal"),
                    say("groups that do not cover whole groups of the state, each unit once"),
                    say("the groups of a plan"),
                    say("ask again"),
                )
            )
        return state.drawn(self.groups)


class Accept(OnUnits):
    """The groups of some units are no longer pending."""

    kind: Literal["accept"] = "accept"

    def on(self, state: State, stamp: Stamp) -> State:
        """Make the next state; see ``Action.on``."""
        pending = state.pending - state.around(self.units)
        if pending == state.pending:
            raise refused(
                state,
                self.units,
                say("groups of which none is pending"),
                say("choose a group that was drawn or proposed and not accepted yet"),
            )
        return replace(state, pending=pending)


class Reject(OnUnits):
    """A group may not be, just so: its units part, and the optimizer does not propose it again."""

    kind: Literal["reject"] = "reject"

    reason: Annotated[str, Field(max_length=1000)] = ""
    """For the minutes."""

    def on(self, state: State, stamp: Stamp) -> State:
        """Make the next state; see ``Action.on``."""
        group = state.around(self.units)
        if len(group) == 1 or state.group(self.units[0]) != group:
            raise refused(
                state,
                self.units,
                say("no group of several units"),
                say("reject one group of several units; a unit alone is merged instead"),
            )
        hold = Hold("forbidden", tuple(sorted(group)), stamp.by, stamp.at)
        apart = state.drawn([[unit] for unit in group])
        # As they are today: that nobody has to accept.
        return replace(apart, pending=state.pending - group, locks=(*state.locks, hold))
