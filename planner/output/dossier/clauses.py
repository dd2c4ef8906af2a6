"""Clauses of a resolution: one for each new unit, in the words that resolutions use.

``formed`` is the way of resolution 1665/NQ-UBTVQH15, ``founded`` that of the years before it,
with figures.  A clause names whole units together by their kind ("các xã A, B và C") where there
are three of one kind and more, and each by itself where there are fewer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from planner.words.numbers import number_vi
from planner.words.outputs import dossier as words

Share = Literal["all", "part", "rest", "none"]
Style = Literal["formed", "founded"]
# Two of one kind are named one by one.
FEWEST_TOGETHER = 3


@dataclass(frozen=True)
class Member:
    """A unit, or a part of one, that goes to a new unit.

    Attributes
    ----------
    kind, name : str
        In Vietnamese: "xã", "Sơn Kim 1"; the name with its district where another has it.
    area, people : str
        How much of each goes there.
    after : tuple of int
        Clauses that took the other parts before, where this is the rest.
    area_km2 : float
        What goes there, in km².
    persons : int
        Likewise.
    """

    kind: str
    name: str
    area: Share = "all"
    people: Share = "all"
    after: tuple[int, ...] = ()
    area_km2: float = float("nan")
    persons: int = 0

    @property
    def whole(self) -> bool:
        """Nothing of it goes elsewhere."""
        return self.area == self.people == "all"

    @property
    def called(self) -> str:
        """Kind and name."""
        return f"{self.kind} {self.name}"


@dataclass(frozen=True)
class Clause:
    """What becomes one new unit.

    Attributes
    ----------
    kind, name : str
        Of the new unit.
    members : tuple of Member
        In the order in which they are named.
    area_km2, persons : float and int
        Of the new unit.
    neighbours : tuple of str
        Full names of the new units around it.
    """

    kind: str
    name: str
    members: tuple[Member, ...]
    area_km2: float = float("nan")
    persons: int = 0
    neighbours: tuple[str, ...] = ()

    @property
    def called(self) -> str:
        """Kind and name."""
        return f"{self.kind} {self.name}"


def clause_text(clause: Clause, style: Style = "formed") -> str:
    """Write a clause; the name of the new unit is set in bold (``**``)."""
    new, first = f"**{clause.called}**", clause.members[0]
    if len(clause.members) == 1 and first.whole and first.kind == clause.kind:
        return words.RENAMED.format(old=first.called, new=new)
    if style == "formed":
        return words.FORMED.format(members=_members(clause.members), kind=clause.kind, new=new)
    core = [each for each in clause.members if each.called == clause.called and each.whole]
    joining = [each for each in clause.members if each not in core]
    listed = _and([_with_figures(each) for each in joining])
    result = words.RESULT.format(
        new=clause.called, area=number_vi(clause.area_km2, 2), people=number_vi(clause.persons)
    )
    if clause.neighbours:
        around = ", ".join(clause.neighbours)
        place = _capital(clause.called)
        result += words.BORDERS_ON.format(new=place, neighbours=around)
    pattern = words.JOINED if core and joining else words.FOUNDED
    return pattern.format(new=new, members=listed, result=result)


def _members(members: Sequence[Member]) -> str:
    """Name members: those that go whole together, then the parts."""
    whole = [member for member in members if member.whole]
    parts = [member for member in members if not member.whole]
    items = _together(whole, alone=not parts)
    first = words.SHARES["all", "all"]
    if items:
        items[0] = first.format(unit=items[0])
    return _and([*items, *map(_part, parts)])


def _together(members: Iterable[Member], *, alone: bool) -> list[str]:
    """Name units of one kind that stand together: each, or as "các xã A, B và C"."""
    runs = [(kind, [each.name for each in run]) for kind, run in groupby(members, lambda m: m.kind)]
    items: list[str] = []
    for kind, names in runs:
        if len(names) < FEWEST_TOGETHER:
            items += [f"{kind} {name}" for name in names]
        else:
            last = alone and len(runs) == 1
            items.append(
                words.MANY.format(kind=kind, names=_and(names) if last else ", ".join(names))
            )
    return items


def _part(member: Member) -> str:
    numbers = _and([str(number) for number in member.after])
    after = words.AFTER_CLAUSE.format(numbers=numbers) if numbers else ""
    pattern = words.SHARES[member.area, member.people]
    return pattern.format(unit=member.called, after=after)


def _with_figures(member: Member) -> str:
    area, people = number_vi(member.area_km2, 2), number_vi(member.persons)
    if member.whole:
        return words.OF_FIGURES.format(area=area, people=people, unit=member.called)
    return words.PART_OF_FIGURES.format(share=_part(member), area=area, people=people)


def closing_text(
    province: str,
    level: str,
    after: Mapping[str, int],
    formed: Mapping[str, int],
    kept: Sequence[tuple[str, str]],
    *,
    most_named: int,
) -> str:
    """Write the sentence that counts the units after the plan.

    Parameters
    ----------
    province : str
        "tỉnh Hà Tĩnh".
    level : str
        "cấp xã".
    after, formed : mapping of str to int
        Kind in Vietnamese → how many there will be, and how many of them are new.
    kept : sequence of (kind, name)
        Units that stay as they are.
    most_named : int
        So many of them are named; of more, only the number is given.
    """
    said = words.CLOSING.format(
        province=province, level=level, count=two(sum(after.values())), kinds=_and(_counted(after))
    )
    if formed and kept:
        said += words.CLOSING_PARTS.format(formed=", ".join(_counted(formed)))
        kinds: dict[str, int] = {}
        for kind, _ in kept:
            kinds[kind] = kinds.get(kind, 0) + 1
        said += words.CLOSING_KEPT.format(kept=", ".join(_counted(kinds)))
        if len(kept) <= most_named:
            names = _and([f"{kind} {name}" for kind, name in kept])
            said += words.CLOSING_NAMED.format(names=names)
    return said + "."


def _counted(kinds: Mapping[str, int]) -> list[str]:
    return [f"{two(count)} {kind}" for kind, count in kinds.items() if count]


def two(count: int) -> str:
    """Write a count as resolutions do: 09, 69, 1.234."""
    return f"{count:02d}" if count < 10 else number_vi(count)


def _and(items: Sequence[str]) -> str:
    """Join items with commas, the last with "và"."""
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + words.AND + items[-1]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
