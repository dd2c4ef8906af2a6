"""Tally: opinions of households by unit, and those that an edit has made void, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from planner.session.state import Opinion, State
from planner.words import NOTHING
from planner.words.text import Text, joined, say

COUNTS = ("households", "took_part", "agree", "disagree", "other")


@dataclass(frozen=True)
class Tally:
    """What the households of a unit said of what it is asked now.

    Attributes
    ----------
    unit : str
    hamlets : int
        So many thôn are counted; 0: the unit was counted as a whole.
    households, took_part, agree, disagree, other : int
    """

    unit: str
    hamlets: int
    households: int
    took_part: int
    agree: int
    disagree: int
    other: int

    @property
    def percent(self) -> float:
        """Share of all households that agree, those that took no part among them."""
        return 100.0 * self.agree / self.households


def tallies(state: State) -> dict[str, Tally]:
    """Sum the opinions that hold, by unit: a count of the whole unit goes before those of thôn."""
    each: dict[str, list[Opinion]] = {}
    void = {*state.void}
    for opinion in state.opinions:
        if opinion not in void:
            each.setdefault(opinion.unit, []).append(opinion)
    made = {}
    for unit, opinions in sorted(each.items()):
        whole = [opinion for opinion in opinions if not opinion.hamlet]
        counted = whole or opinions
        sums = [sum(getattr(opinion, key) for opinion in counted) for key in COUNTS]
        made[unit] = Tally(unit, 0 if whole else len(counted), *sums)
    return made


def is_asked(state: State, unit: str) -> bool:
    """Whether a unit has to be asked: its new unit has other members, name or seat than today."""
    return state.asked(unit) != ((unit,), state.roster.names[unit], unit)


def unheard(state: State) -> list[str]:
    """Name the units that have to be asked, and of which no opinion holds."""
    heard = tallies(state)
    return [unit for unit in sorted(state.home) if unit not in heard and is_asked(state, unit)]


def voided(state: State) -> list[dict[str, object]]:
    """Give the opinions that hold no longer as JSON holds them, each with a sentence (``said``)."""
    return [{**vars(each), "said": void_words(state, each).by_language()} for each in state.void]


def void_words(state: State, opinion: Opinion) -> Text:
    """Say why an opinion holds no longer: what was asked, and what would be now."""
    return say(
        "The opinion of {unit} ({by}, {at}) holds no longer, it has to be asked again: {why}.",
        unit=state.roster.call([opinion.unit])
        if not opinion.hamlet
        else say("{hamlet}, {unit}", hamlet=opinion.hamlet, unit=state.roster.call([opinion.unit])),
        by=opinion.by or NOTHING,
        at=opinion.at,
        why=joined([*_differences(state, opinion)], "; "),
    )


def _differences(state: State, opinion: Opinion) -> Iterator[Text]:
    call, names = state.roster.call, state.roster.names
    group, name, seat = state.asked(opinion.unit)
    if group != opinion.group:
        more, less = {*group} - {*opinion.group}, {*opinion.group} - {*group}
        if more:
            yield say("{units} come to its new unit", units=call(more))
        if less:
            yield say("{units} leave its new unit", units=call(less))
    if name != opinion.name:
        yield say("the new unit was called {old}, and is {new}", old=opinion.name, new=name)
    if seat != opinion.seat:
        yield say(
            "the seat was in {old}, and is in {new}", old=names[opinion.seat], new=names[seat]
        )
