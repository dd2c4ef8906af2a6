"""What a rule set is made of: entries, each with article, source and confidence.

Every entry is plain data.  A number stands where it belongs, once, under a key
that says what it bounds; ``numbers`` (in ``law.overrides``) finds it again by
entry and key, and an ``Override`` replaces it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from planner.errors import RefusedError
from planner.units import COLUMNS
from planner.units.columns import MEASURES
from planner.units.conditions import Range, When
from planner.words import LANGUAGES, NO_TEXT, Confidence, Text, number, quantity, text
from planner.words.text import say

Least = Annotated[float, Field(gt=0, le=1e12)]
"""What every unit has, and nobody can miss, is no standard; nor is what none can have."""


class Entry(BaseModel):
    """What every entry says of itself."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    id: str
    """Short name, unique within the rule set."""
    article: Text
    """Where the text stands, as a reader would look it up."""
    source: str
    """Key under ``sources``."""
    confidence: Confidence
    """``read`` (in the full text), ``quoted`` (by a legal page), ``reported`` (by the press),
    ``unverified``."""
    note: Text = NO_TEXT
    """What a reader has to know about this entry."""


class Standard(Entry):
    """The least that a unit of one kind must have.

    Of the standards of a kind the first whose condition holds applies.
    """

    kind: str
    """Key of ``KINDS``, or of ``RuleSet.kinds``."""
    when: When | None = None
    """Condition on the unit's columns; none: always."""
    unless: When | None = None
    """Condition on which it does not apply, the others notwithstanding."""
    minimum: dict[str, Least]
    """Measure (a numeric column) → least value, in the column's unit."""
    also: dict[str, Least] = {}
    """As ``minimum``, for measures that few have figures of: judged where the figure is known."""
    marks: dict[str, Confidence] = {}
    """Measure → its own confidence, where it is not that of the entry."""

    @property
    def bounds(self) -> dict[str, float]:
        """All measures and their least values."""
        return {**self.minimum, **self.also}


class ResultStandard(Entry):
    """The least that a unit formed by a rearrangement must have, where that is not the standard.

    A resolution on a round says it in percent of the standard, or in figures of its own.
    """

    kind: str
    """Key of ``KINDS``, or of ``RuleSet.kinds``."""
    when: When | None = None
    """Condition on the result's columns; none: always."""
    unless: When | None = None
    """Condition on which it does not apply, the others notwithstanding."""
    of: str = ""
    """Id of the standard of which ``percent`` speaks."""
    percent: dict[str, Least] = {}
    """Measure → percent of that standard, before any reduction."""
    minimum: dict[str, Least] = {}
    """Measure → least value, in the column's unit."""

    def resolved(self, standards: Mapping[str, Standard]) -> Standard:
        """Work the percents out: what is asked, as a standard."""
        worked = {m: standards[self.of].minimum[m] * p / 100.0 for m, p in self.percent.items()}
        kept = self.model_dump(exclude={"of", "percent", "minimum"})
        return Standard(**kept, minimum={**worked, **self.minimum})


class Ladder(BaseModel):
    """A factor that falls further in steps as a column rises."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    column: str
    """Column that is climbed."""
    start: float
    """Value at which the first factor applies."""
    every: float = Field(gt=0)
    """Width of a step."""
    change: float
    """What each full step adds to the factor (negative)."""
    floor: float = Field(default=0.0, ge=0, le=1)
    """Lowest factor."""


class Reduction(Entry):
    """A lower standard for units in hardship.  Each measure takes only one, the lowest."""

    kinds: list[str]
    """Kinds of unit to which it applies."""
    measure: str
    """Measure whose standard is multiplied."""
    standards: list[str] = []
    """Ids of the standards that it lowers; none: all of its kinds."""
    when: When
    """Condition on the unit's columns."""
    factor: float = Field(gt=0, le=1)
    """What the standard is multiplied by."""
    ladder: Ladder | None = None
    """Further steps of the factor."""


class Waiver(Entry):
    """Results that are accepted below a standard."""

    when: When
    """Condition on the result's columns, such as ``units: {at_least: 3}``."""
    measures: list[str]
    """Measures that are not judged."""


class Trigger(Entry):
    """Units that must be rearranged, by the percent that they attain of their standard."""

    kinds: list[str]
    """Kinds of unit to which it applies."""
    percent: dict[str, Range] | list[dict[str, Range]]
    """Measure → range of the percent attained (all of a mapping, any of a list)."""


class Exemption(Entry):
    """Units that need not be rearranged although a trigger meets them."""

    when: When
    """Condition on the unit's columns."""
    meets: list[str] = []
    """Ids of standards, of one of which the unit must have people and area; none: of no other."""


class MountainRule(Entry):
    """When a merged unit counts as mountainous."""

    share_of: Literal["area_km2", "units"]
    """What the mountain members' share is measured in."""
    at_least: Annotated[float, Field(gt=0, le=1)] | Literal["one"]
    """Least share; ``one``: one mountain member is enough."""


class FlagRule(Entry):
    """When a merged unit has a property of which each of its members says yes or no.

    A property without such a rule is combined as its column says (``COLUMNS``): one that lowers a
    standard or frees from a duty holds only where all members have it.
    """

    column: str
    """Column of the property."""
    members: Literal["all", "any"]
    """Whether all members must have it, or one is enough."""


class ResultKind(Entry):
    """The kind of a new unit: the first entry of which it has a member."""

    kind: str
    """Kind of the result."""
    members: list[str]
    """Kinds of member, one of which suffices."""


class Option(BaseModel):
    """One answer to a question that the law leaves open."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    id: str
    """Name by which a scenario chooses it."""
    text: Text
    """What is taken to hold."""
    results: list[ResultStandard] = []
    reductions: list[Reduction] = []
    waivers: list[Waiver] = []
    triggers: list[Trigger] = []
    exemptions: list[Exemption] = []
    flags: list[FlagRule] = []
    mountain: MountainRule | None = None

    @property
    def entries(self) -> list[Entry]:
        """What the answer brings along."""
        found = [entry for section in OF_OPTIONS for entry in getattr(self, section)]
        return [*found, self.mountain] if self.mountain else found


OF_OPTIONS = ("results", "reductions", "waivers", "triggers", "exemptions", "flags")
"""Lists of entries that an answer may bring along."""


class Assumption(Entry):
    """A question whose text is not published; a scenario chooses the answer."""

    text: Text
    """The question."""
    chosen: str
    """Id of the option that applies unless a scenario says otherwise."""
    options: list[Option]
    """The answers; their entries are added to those of the rule set."""

    @property
    def answer(self) -> Option:
        """The option that applies."""
        return next(option for option in self.options if option.id == self.chosen)


class Weight(BaseModel):
    """A factor on the figures of a scale, for units of some property."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    when: When
    """Condition on the unit's columns."""
    factor: float = Field(gt=0)
    """What the figures of the scale (not the points) are multiplied by."""


class Full(BaseModel):
    """All points at once, from some figure on."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    at_least: float
    """Figure from which they are given."""
    points: float
    """How many."""


class Scale(Entry):
    """Points by which units are classed; part of a step counts in proportion."""

    kinds: list[str]
    """Kinds of unit to which it applies."""
    only: When | None = None
    """Of these, units of some property only."""
    unless: When | None = None
    """Of these, all but units of some property."""
    measure: str = ""
    """Column that earns points; none: ``points`` are given, where the condition holds."""
    of_standard: bool = False
    """Whether the figure is the percent of the unit's own standard, before reductions."""
    when: When | None = None
    """Condition on the unit's columns, without which there are no points."""
    at_least: float | None = None
    """Figure below which there are no points."""
    up_to: float = Field(default=0.0, ge=0)
    """Value up to which the first points are given."""
    points: float = Field(ge=0)
    """The first points."""
    per: float | None = None
    """Each so much more (negative: each so much less) …"""
    gain: float = Field(default=0.0, ge=0)
    """… earns so many points."""
    most: float | None = Field(default=None, ge=0)
    """Never more points than this; none: no limit but that of ``full``."""
    full: Full | None = None
    """All points, from some figure on."""
    weights: list[Weight] = []
    """Factors for some units; the lowest applies."""
    bonus: bool = False
    """Whether it is a bonus, of which only the highest counts."""

    @field_validator("per")
    @classmethod
    def _step(cls, per: float | None) -> float | None:
        if per == 0:
            raise RefusedError(say("a step has a width"))
        return per

    @property
    def highest(self) -> float:
        """Most points that it can give."""
        most = self.points if self.most is None else self.most
        return max(most, self.full.points if self.full else 0.0)


class UnitClass(Entry):
    """A class of unit: the first of which the points suffice, and whose condition holds."""

    name: Text
    """What the class is called."""
    kinds: list[str]
    """Kinds of unit that may be of it."""
    at_least: float = 0.0
    """Least points."""
    with_bonus: bool = True
    """Whether the bonus counts among them."""
    when: When | None = None
    """Condition on the unit's columns."""


class Target(Entry):
    """How far the number of units is to fall."""

    level: Literal["national", "province"]
    """Whose units are counted."""
    least_percent: float = Field(ge=0, le=100)
    """Least reduction, percent of the units before."""
    most_percent: float = Field(ge=0, le=100)
    """Greatest reduction, percent of the units before."""


class NameRule(Entry):
    """What the name of a new unit has to satisfy."""

    check: Literal["name_of_a_member", "no_collision", "no_number"]
    """``name_of_a_member``: one of the old names; ``no_collision``: no other unit of the province
    has it; ``no_number``: holds no number."""
    within: Literal["kind", "level"] = "kind"
    """Whether only units of one kind collide, or all of one level (xã and phường)."""
    advice: bool = False
    """Advice, or a rule that is set aside by a stated wish, rather than a must."""


class Override(BaseModel):
    """One number of the law that a scenario replaces, with its reason."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    rule: str
    """Id of the entry: standard, reduction, waiver, trigger …"""
    measure: str
    """Which of its numbers: a measure of a standard (`people`), else the key (`factor`,
    `ladder.floor`, `people.below`); `planner rules show` prints them."""
    value: float = Field(ge=-1e12, le=1e12)
    """The number to use."""
    reason: Text
    """Why; reports print it beside each finding."""

    @field_validator("reason")
    @classmethod
    def _reasoned(cls, reason: Text) -> Text:
        if not reason:
            raise RefusedError(say("a replaced number needs its reason"))
        return reason

    @property
    def text(self) -> Text:
        """What is replaced by what and why."""
        column = COLUMNS.get(self.measure)
        named = MEASURES.get(self.measure) or text(self.measure)
        return Text(
            *(
                f"{self.rule}, {named.in_(language)} = "
                + (
                    quantity(self.value, column.unit, language)
                    if column
                    else number(self.value, language, 0 if self.value.is_integer() else 2)
                )
                + f": {self.reason.in_(language)}"
                for language in LANGUAGES
            )
        )
