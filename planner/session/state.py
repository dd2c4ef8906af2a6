"""State: a whole plan as it is drawn, with what people hold fast and say of it.

Each unit belongs to one group, so a state always covers all units; a group is known by any unit
of it.  A state is never changed: each action makes another one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Annotated

import pandas as pd
from pydantic import BaseModel, Field

from planner.errors import InputError, Problem, listed
from planner.plan import Plan
from planner.problem import Problem as Arranged
from planner.words.text import Text, say

Group = frozenset[str]
Asked = tuple[tuple[str, ...], str, str]
"""What a unit is asked: members of its group, name of the new unit, unit of its seat."""
NEVER: Group = frozenset()


@dataclass(frozen=True)
class Stamp:
    """Who did something, and when by their clock (ISO 8601, UTC); order is never told by it."""

    by: str
    at: str


class Sender(BaseModel):
    """Who does something, as they say, and the id that they give it."""

    by: Annotated[str, Field(max_length=200)]
    name: Annotated[str, Field(max_length=200)] = ""


@dataclass(frozen=True)
class Hold:
    """A lock (a key of ``problem.locks.LOCKS``) on units, who set it and when."""

    kind: str
    codes: tuple[str, ...]
    by: str
    at: str

    @property
    def key(self) -> tuple[str, Group]:
        """What it holds, whoever set it."""
        return self.kind, frozenset(self.codes)


@dataclass(frozen=True)
class Note:
    """What somebody wrote of some units, or of the whole plan where it names none."""

    text: str
    units: tuple[str, ...]
    by: str
    at: str


@dataclass(frozen=True)
class Opinion:
    """What the households of a unit, or of a thôn of it, said of the group that it was asked about.

    Attributes
    ----------
    unit, hamlet : str
        The thôn; empty: the unit as a whole.
    group : tuple of str
    name, seat : str
        What they were asked: members of the new unit, its name and the unit of its seat.
    households, took_part, agree, disagree, other : int
    by, at : str
        Who noted it, and when.
    """

    unit: str
    hamlet: str
    group: tuple[str, ...]
    name: str
    seat: str
    households: int
    took_part: int
    agree: int
    disagree: int
    other: int
    by: str
    at: str

    @property
    def percent(self) -> float:
        """Share of all households that agree."""
        return 100.0 * self.agree / self.households

    @property
    def asked(self) -> Asked:
        """What they were asked."""
        return self.group, self.name, self.seat


@dataclass(frozen=True)
class Point:
    """What the ministry or a commune remarked on a version, and the answer.

    Attributes
    ----------
    document, day : str
        Letter or meeting in which it was made, and when.
    text : str
    units : tuple of str
        Of which it speaks.
    to : int
        The version: the entry that led to it.
    by, at : str
        Who noted it, and when.
    answer : str
        Empty: it has none yet.
    settled : int
        The version in which it is settled; 0: it is open.
    """

    document: str
    day: str
    text: str
    units: tuple[str, ...]
    to: int
    by: str
    at: str
    answer: str = ""
    settled: int = 0


@dataclass(frozen=True)
class Roster:
    """The units of a workspace: their order when one gives a group its code, and their names.

    The order stands in the log, so that it leads to the same states when figures have changed.
    """

    rank: Mapping[str, int]
    names: Mapping[str, str]
    kinds: Mapping[str, str]

    @classmethod
    def of(cls, problem: Arranged, order: Sequence[str]) -> Roster:
        """Give the units of a problem an order."""
        table = problem.table
        names, kinds = (dict(zip(table.index, table[key].astype(str))) for key in ("name", "kind"))
        return cls({unit: at for at, unit in enumerate(order)}, names, kinds)

    def call(self, codes: Iterable[str]) -> Text:
        """Name units in a sentence."""
        return listed([f"{self.names.get(code, '?')} ({code})" for code in sorted(codes)])

    def refuse_unknown(self, codes: Iterable[str]) -> None:
        """Refuse codes of no unit."""
        strange = sorted(set(codes) - set(self.rank))
        if strange:
            raise InputError(
                Problem(
                    say("units of an action"),
                    say("unknown codes {codes}", codes=listed(strange)),
                    say("codes of units of today"),
                    say("look the codes up in the table of units"),
                )
            )


@dataclass(frozen=True)
class State:
    """A plan as it is drawn.

    Attributes
    ----------
    roster : Roster
    home : mapping of str to str
        Unit → the member that gives its group code and seat.
    names : mapping of str to (str, str)
        Unit → name and kind of its group while this unit gives the code; else the name is the
        unit's own, and the kind (also where it is empty) that of the law.
    seats : frozenset of str
        Units chosen as the seat; elsewhere ``Roster`` decides.
    pending : frozenset of str
        Units whose group was drawn or proposed, and not accepted.
    locks, notes, opinions, comments : tuple
        What holds; "not this group" is what a rejection writes.
    frozen : bool
        Submitted: nothing more is drawn in it.
    """

    roster: Roster = field(repr=False, compare=False)
    home: Mapping[str, str]
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    seats: frozenset[str] = frozenset()
    pending: frozenset[str] = frozenset()
    locks: tuple[Hold, ...] = ()
    notes: tuple[Note, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    comments: tuple[Point, ...] = ()
    frozen: bool = False

    @cached_property
    def groups(self) -> dict[str, Group]:
        """The code of each group → its units."""
        members: dict[str, list[str]] = {}
        for unit, head in self.home.items():
            members.setdefault(head, []).append(unit)
        return {head: frozenset(units) for head, units in members.items()}

    def group(self, unit: str) -> Group:
        """Units of the group of a unit, itself among them."""
        return self.groups[self.home[unit]]

    def around(self, units: Collection[str]) -> Group:
        """All units of the groups of some units."""
        return NEVER.union(*(self.group(unit) for unit in units))

    @property
    def rejected(self) -> tuple[Hold, ...]:
        """Groups that may not be, just so."""
        return tuple(lock for lock in self.locks if lock.kind == "forbidden")

    def asked(self, unit: str) -> Asked:
        """Say what a unit is asked by this plan: new unit, name, seat."""
        head = self.home[unit]
        name, kind = self.names.get(head, (self.roster.names[head], ""))
        return tuple(sorted(self.groups[head])), f"{kind} {name}".strip(), head

    @property
    def void(self) -> tuple[Opinion, ...]:
        """Opinions of units that were asked about another new unit, name or seat than it is now."""
        return tuple(each for each in self.opinions if self.asked(each.unit) != each.asked)

    def head(self, units: Iterable[str]) -> str:
        """Say which of some units gives their group its code."""
        rank = self.roster.rank
        return min(units, key=lambda unit: (unit not in self.seats, rank[unit]))

    def drawn(self, groups: Iterable[Collection[str]]) -> State:
        """Draw groups anew, which take the place of whole groups; those that change are pending.

        A new name goes with the unit that gives the code, and ends with the group: a unit that is
        alone again is called as it is today.
        """
        home, pending, alone = dict(self.home), set(self.pending), set[str]()
        for units in groups:
            if self.group(next(iter(units))) != frozenset(units):
                home.update(dict.fromkeys(units, self.head(units)))
                pending.update(units)
                alone.update(units if len(units) == 1 else ())
        names = {u: n for u, n in self.names.items() if home[u] == u and u not in alone}
        return replace(self, home=home, names=names, pending=frozenset(pending))

    def changed(self, before: State) -> dict[str, Group]:
        """Give the groups that are not so, or not called so, in another state."""
        return {
            head: units
            for head, units in self.groups.items()
            if before.groups.get(head) != units or before.names.get(head) != self.names.get(head)
        }

    def plan(self, groups: Mapping[str, Group] | None = None) -> Plan:
        """Give the plan, or that of some of its groups; kinds of merged units are for the law."""
        groups = self.groups if groups is None else groups
        rows = [(unit, head, 1.0, 1.0) for head in sorted(groups) for unit in sorted(groups[head])]
        columns = ["code", "new_code", "share_area", "share_people"]
        heads = sorted(groups)
        own, kinds = self.roster.names, self.roster.kinds
        alone = [kinds[head] if len(groups[head]) == 1 else "" for head in heads]
        called = [self.names.get(head, (own[head], "")) for head in heads]
        names = [name for name, _ in called]
        results = pd.DataFrame(
            {"name": names, "kind": [kind or law for (_, kind), law in zip(called, alone)]},
            index=pd.Index(heads, name="new_code"),
        )
        return Plan(pd.DataFrame(rows, columns=columns), results)

    def as_dict(self) -> dict[str, object]:
        """Give it as JSON holds it, in an order that does not hang on how it came to be."""
        plain: dict[str, object] = {
            "home": dict(sorted(self.home.items())),
            "names": {unit: [*named] for unit, named in sorted(self.names.items())},
            "seats": sorted(self.seats),
            "pending": sorted(self.pending),
            "locks": [vars(each) for each in self.locks],
            "notes": [vars(each) for each in self.notes],
            "opinions": [vars(each) for each in self.opinions],
            "frozen": self.frozen,
        }
        # Logs that were written before there were comments keep their hashes.
        if self.comments:
            plain["comments"] = [vars(each) for each in self.comments]
        return plain

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the state as JSON: equal states have the same."""
        text = json.dumps(self.as_dict(), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def started(roster: Roster) -> State:
    """Give the state of today: each unit is a group of its own."""
    return State(roster, {unit: unit for unit in roster.rank})


def partition_of(plan: Plan, roster: Roster) -> list[list[str]]:
    """Take the groups of a plan of whole units.

    Raises
    ------
    InputError
        It divides units: what is drawn here moves whole ones.
    """
    parts = plan.parts
    divided = sorted(set(parts.loc[parts["code"].duplicated(False), "code"]))
    if divided:
        raise InputError(
            Problem(
                say("plan to begin with"),
                say("divided units: {units}", units=roster.call(divided)),
                say("a plan of whole units"),
                say("give each unit whole to one of its heirs, and note what is divided"),
            )
        )
    return [sorted(units) for _, units in parts.groupby("new_code")["code"]]
