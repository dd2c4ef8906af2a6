"""Elsewise: which versions of a workspace need not ask a unit what it was asked, at what price."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

from planner.session.change import Change
from planner.session.opinions.tally import is_asked, tallies
from planner.session.state import State
from planner.session.workspace import Workspace

How = Literal["as_today", "asked_anew"]


@dataclass(frozen=True)
class Way:
    """A version in which a unit is not asked what it was asked.

    Attributes
    ----------
    seq : int
        The entry that led to it.
    names : tuple of str
        Branches that stand there, and names that it was given.
    how : {"as_today", "asked_anew"}
        The unit stays as it is, and has to be asked nothing; or another question.
    again : tuple of str
        Units of which an opinion holds in the first version, and not in this one, where they have
        to be asked: the price in ballots.
    change : Change
        From the first version to this one: the price in figures.
    """

    seq: int
    names: tuple[str, ...]
    how: How
    again: tuple[str, ...]
    change: Change

    def as_dict(self) -> dict[str, object]:
        """Give it as JSON holds it."""
        plain = {"seq": self.seq, "names": [*self.names], "how": self.how, "again": [*self.again]}
        return plain | {"indicators": self.change.as_dict()["indicators"]}


def ways_around(workspace: Workspace, unit: str, seq: int) -> list[Way]:
    """Find the versions that do not ask a unit what it is asked in one.

    Parameters
    ----------
    workspace : Workspace
    unit : str
        A code.
    seq : int
        The version in which it was asked.

    Returns
    -------
    list of Way
        Those that ask it nothing first, then in the order of their making: states at which a
        branch stands, that were named, proposed or submitted, each plan once, and in which
        something is merged.

    Raises
    ------
    InputError
        No such state or unit.
    """
    here = workspace.state(seq)
    here.roster.refuse_unknown([unit])
    seen, ways = {_drawn(here)}, list[Way]()
    for at, names in sorted(_versions(workspace).items(), reverse=True):
        state = workspace.state(at)
        other = state.asked(unit) != here.asked(unit)
        if other and _drawn(state) not in seen and len(state.groups) < len(state.home):
            how: How = "asked_anew" if is_asked(state, unit) else "as_today"
            change = workspace.change(seq, at)
            ways.append(Way(at, tuple(names), how, _again(here, state, unit), change))
        seen.add(_drawn(state))
    return sorted(ways, key=lambda way: (way.how == "asked_anew", way.seq))


def _versions(workspace: Workspace) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for branch, head in workspace.heads.items():
        found.setdefault(head, []).append(branch)
    for entry in workspace.entries:
        if entry.kind == "name":
            data = json.loads(entry.data)
            found.setdefault(data["to"], []).append(data["name"])
        elif entry.kind in ("propose", "freeze"):
            found.setdefault(entry.seq, [])
    return found


def _drawn(state: State) -> tuple[object, ...]:
    return tuple(sorted(state.home.items())), tuple(sorted(state.names.items()))


def _again(here: State, state: State, unit: str) -> tuple[str, ...]:
    heard = {*tallies(here)} - {unit}
    return tuple(
        sorted(
            each
            for each in heard
            if is_asked(state, each) and state.asked(each) != here.asked(each)
        )
    )
