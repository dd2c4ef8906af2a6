"""RuleSet: the law as dated data, read from YAML files.

A rule set holds standards (the least people and area of each kind of unit),
reductions of these standards, waivers (results that are not judged),
triggers (units that must be rearranged), exemptions from the triggers, and
what it says of points, numbers of units and names.
Every entry carries its article, source and confidence.  What people read is a
text in two languages, ``{vi: …, en: …}``.  How to add a rule set is in CONTRIBUTING.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from planner.errors import RefusedError, listed
from planner.law.entries import (
    Assumption,
    Entry,
    Exemption,
    FlagRule,
    MountainRule,
    NameRule,
    Override,
    Reduction,
    ResultKind,
    ResultStandard,
    Scale,
    Standard,
    Target,
    Trigger,
    UnitClass,
    Waiver,
)
from planner.units import COLUMNS, KINDS
from planner.units.conditions import columns_asked, misfits
from planner.units.kinds import CODE
from planner.words import NO_TEXT, Confidence, Text
from planner.words.law import HOME
from planner.words.text import say

IntArray = npt.NDArray[np.int64]
# From what can be relied on to what cannot; a finding is as good as the weakest that it rests on.
MARKS = ["", "read", "quoted", "reported", "scenario", "unverified"]
SECTIONS = (
    "standards",
    "results",
    "reductions",
    "waivers",
    "triggers",
    "exemptions",
    "flags",
    "result_kinds",
    "assumptions",
    "scales",
    "classes",
    "targets",
    "names",
)
"""Lists of entries, in the order in which they are printed."""


class RuleSet(BaseModel):
    """The law of a time and level, as data."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    id: str = Field(pattern=r"^ *\w[\w.-]* *$")
    """Name by which scenarios call it."""
    version: str
    """Date of the last change of the file."""
    title_vi: str
    """Title in Vietnamese."""
    title_en: str
    """Title in English."""
    level: Literal["commune", "district", "province"]
    """Level of the units that it judges."""
    country: str = HOME
    """Whose law it is; ``auto`` looks at that of Việt Nam only."""
    in_force_from: datetime.date | None = None
    """First day."""
    in_force_to: datetime.date | None = None
    """Last day; none: still in force."""
    set_aside: Text = NO_TEXT
    """Why it never came to apply, though its date says so; ``auto`` passes it by."""
    grounds: tuple[str, ...] = ()
    """Ids of the rule sets that it extends, the nearest first; filled when read."""
    sources: dict[str, Text]
    """Key → where the text or the report of it can be found."""
    kinds: list[Annotated[str, Field(pattern=CODE)]] = []
    """Kinds of unit that no table of a country has, of which this rule set speaks."""
    standards: list[Standard]
    results: list[ResultStandard] = []
    """What new units are held against, where that is not what units of today are."""
    reductions: list[Reduction] = []
    waivers: list[Waiver] = []
    triggers: list[Trigger] = []
    exemptions: list[Exemption] = []
    mountain: MountainRule | None = None
    flags: list[FlagRule] = []
    result_kinds: list[ResultKind]
    assumptions: list[Assumption] = []
    scales: list[Scale] = []
    classes: list[UnitClass] = []
    targets: list[Target] = []
    names: list[NameRule] = []
    not_modelled: list[Text] = []
    """What the law asks and no figure at hand can answer; reports print it."""
    overrides: tuple[Override, ...] = ()
    """Numbers that the scenario replaced; not for rule files."""
    sha256: str = ""
    """Hash of the file."""

    @model_serializer(mode="wrap")
    def _without_no_kinds(self, write: SerializerFunctionWrapHandler) -> dict[str, object]:
        """Leave ``kinds`` out where there are none: certificates of earlier runs have none."""
        written: dict[str, object] = write(self)
        return {key: value for key, value in written.items() if key != "kinds" or value}

    @model_validator(mode="after")
    def _days_in_order(self) -> RuleSet:
        first, last = self.in_force_from, self.in_force_to
        if first is not None and last is not None and last < first:
            raise RefusedError(say("in force to {last}, before {first}", last=last, first=first))
        return self

    @model_validator(mode="after")
    def _names_hold(self) -> RuleSet:
        entries = self.entries
        wrong = [
            say("source '{name}' of {entry}", name=e.source, entry=e.id)
            for e in entries
            if e.source not in self.sources
        ]
        ids = [entry.id for entry in entries]
        twice = [name for name in sorted(set(ids)) if ids.count(name) > 1]
        wrong += [say("id '{name}' stands twice", name=name) for name in twice]
        own = {s.id: s.minimum for s in self.standards}
        wrong += [
            say("standard '{name}' of {entry}", name=f"{r.of}.{measure}", entry=r.id)
            for r in self.results
            for measure in r.percent
            if measure not in own.get(r.of, {})
        ]
        wrong += [
            say("standard '{name}' of {entry}", name=name, entry=r.id)
            for r, names in (
                *((r, r.standards) for r in self.reductions),
                *((e, e.meets) for e in self.exemptions),
            )
            for name in names
            if name not in own
        ]
        known = {*KINDS, *self.kinds}
        kinds = {s.kind for s in self.standards} | {r.kind for r in self.results}
        kinds |= {r.kind for r in self.result_kinds}
        wrong += [say("kind '{name}'", name=kind) for kind in sorted(kinds - known)]
        wrong += [said for entry in entries for said in unknown_names(entry, known)]
        asked = [*self.measures, *(flag.column for flag in self.flags)]
        wrong += [say("measure '{name}'", name=n) for n in asked if n not in COLUMNS]
        first = self.measures[:1]
        wrong += [
            say("no {measure} in {entry}", measure=first[0], entry=s.id)
            for s in self.standards
            if first[0] not in s.minimum
        ]
        wrong += [
            say("mark of {entry}", entry=f"{s.id}.{name}")
            for s in self.standards
            for name in sorted(s.marks.keys() - s.bounds)
        ]
        for question in self.assumptions:
            options = [option.id for option in question.options]
            if question.chosen not in options:
                wrong.append(
                    say(
                        "option '{name}' of {entry} ({options})",
                        name=question.chosen,
                        entry=question.id,
                        options=listed(options),
                    )
                )
        if wrong:
            raise RefusedError(say("unknown names: {names}", names=listed(wrong)))
        return self

    @property
    def title(self) -> Text:
        """Title in both languages."""
        return Text(self.title_vi, self.title_en)

    @property
    def entries(self) -> list[Entry]:
        """Every entry, those of options that were not chosen included."""
        found = [entry for section in SECTIONS for entry in getattr(self, section)]
        found += [self.mountain] if self.mountain else []
        there = {entry.id for entry in found}
        for question in self.assumptions:
            for option in question.options:
                found += [entry for entry in option.entries if entry.id not in there]
        return found

    @property
    def measures(self) -> list[str]:
        """Columns that some standard bounds, in the order of the file; ``optional`` ones last."""
        certain = [name for s in self.standards for name in s.minimum]
        return list(dict.fromkeys([*certain, *(name for s in self.standards for name in s.also)]))

    @property
    def optional(self) -> list[str]:
        """Measures that are judged only where their figure is known."""
        certain = {name for s in self.standards for name in s.minimum}
        return [name for name in self.measures if name not in certain]

    @property
    def columns_asked(self) -> set[str]:
        """Columns on which some condition of the rule set depends, measures included."""
        conditions = [s.when for s in self.standards] + [s.unless for s in self.standards]
        conditions += [r.when for r in self.results] + [r.unless for r in self.results]
        conditions += [reduction.when for reduction in self.reductions]
        conditions += [waiver.when for waiver in self.waivers]
        asked = {name for when in conditions if when is not None for name in columns_asked(when)}
        asked |= {entry.ladder.column for entry in self.reductions if entry.ladder is not None}
        if "ward_percent" in self.measures:
            asked |= {"wards", "communes"}
        if "urban_district_percent" in self.measures:
            asked |= {"districts", "city_districts", "towns"}
        # What the law itself decides is not combined, but settled.
        decided = {name for name, column in COLUMNS.items() if column.combine == "law"}
        return (asked | set(self.measures)) & set(COLUMNS) - decided

    def mark(self, standard: Standard, measure: str) -> Confidence:
        """Confidence of one number of a standard; one that a scenario set has its own."""
        if any(c.rule == standard.id and c.measure == measure for c in self.overrides):
            return "scenario"
        return standard.marks.get(measure, standard.confidence)


def unknown_names(entry: Entry, names: set[str]) -> list[Text]:
    """Say which columns and kinds an entry asks for that no unit has: it could never hold."""
    asked = [getattr(entry, key, None) for key in ("when", "unless", "only", "percent")]
    asked += [weight.when for weight in getattr(entry, "weights", [])]
    conditions = [
        each for when in asked if when for each in (when if isinstance(when, list) else [when])
    ]
    strange = [name for when in asked[:3] if when for name in misfits(when)]
    columns = {*getattr(entry, "measures", []), *(name for each in conditions for name in each)}
    # A scale without a measure gives points where its condition holds.
    columns |= {getattr(entry, "measure", "") or "people"}
    ladder = getattr(entry, "ladder", None)
    columns |= {ladder.column} if ladder else set()
    members = getattr(entry, "members", [])
    # Of a flag it is a word: which members must have it.
    kinds = {*getattr(entry, "kinds", []), *(members if isinstance(members, list) else [])}
    for test in (each["kind"] for each in conditions if "kind" in each):
        kinds |= set(test) if isinstance(test, list) else {str(test)}
    return [
        *(say("test '{name}' of {entry}", name=n, entry=entry.id) for n in strange),
        *(say("column '{name}' of {entry}", name=n, entry=entry.id) for n in columns - {*COLUMNS}),
        *(say("kind '{name}' of {entry}", name=n, entry=entry.id) for n in kinds - names),
    ]


def marks_of(
    ruleset: RuleSet,
    measure: str,
    applying: IntArray,
    reduced_by: IntArray,
    waived_by: IntArray,
) -> IntArray:
    """Confidence of each finding, in ``MARKS``: the weakest of standard, reduction and waiver."""
    replaced = {change.rule for change in ruleset.overrides}

    def ranks(entries: list[tuple[str, str]]) -> IntArray:
        marks = ["scenario" if name in replaced else mark for name, mark in entries]
        return np.array([*(MARKS.index(mark) for mark in marks), 0], dtype=np.int64)

    standard = [*(MARKS.index(ruleset.mark(s, measure)) for s in ruleset.standards), 0]
    weakest = np.maximum.reduce(
        [
            np.array(standard, dtype=np.int64)[applying],
            ranks([(r.id, r.confidence) for r in ruleset.reductions])[reduced_by],
            ranks([(w.id, w.confidence) for w in ruleset.waivers])[waived_by],
        ]
    )
    weakest[applying < 0] = 0
    return np.asarray(weakest, dtype=np.int64)


def every_note(ruleset: RuleSet) -> list[Text]:
    reasons = [change.reason for change in ruleset.overrides]
    return list(dict.fromkeys([*reasons, *(s.note for s in ruleset.standards), NO_TEXT]))


def notes_of(
    ruleset: RuleSet,
    measure: str,
    applying: IntArray,
    reduced_by: IntArray,
) -> IntArray:
    """Note of each finding (the reason of a replaced number, else that of the standard).

    In ``every_note``.
    """
    reasons = {(change.rule, change.measure): change.reason for change in ruleset.overrides}
    notes = [reasons.get((s.id, measure), s.note) for s in ruleset.standards]
    changed = {rule: reason for (rule, _), reason in reasons.items()}
    of_reduction = [changed.get(reduction.id, NO_TEXT) for reduction in ruleset.reductions]
    place = {note: i for i, note in enumerate(every_note(ruleset))}
    own, reduced = (
        np.array([place[note] for note in [*given, NO_TEXT]]) for given in (notes, of_reduction)
    )
    lowered = reduced[reduced_by]
    return np.asarray(np.where(lowered != place[NO_TEXT], lowered, own[applying]), dtype=np.int64)
