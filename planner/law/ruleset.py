"""RuleSet: the law as dated data, read from YAML files.

A rule set holds standards (the least people and area of each kind of unit),
reductions of these standards, waivers (results that are not judged),
triggers (units that must be rearranged) and exemptions from the triggers.
Every entry carries its article, source and confidence.  What people read is a
text in two languages, ``{vi: …, en: …}``, which arrives as one string (see
``wording``).  How to add a rule set is in CONTRIBUTING.
"""

from __future__ import annotations

import datetime
import hashlib
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from planner.conditions import Range, When, columns_asked
from planner.documents import read_yaml, validate
from planner.errors import InputError, Problem, listed, raise_if_any
from planner.units import COLUMNS, KINDS
from planner.wording import (
    LANGUAGES,
    MEASURES,
    Confidence,
    Text,
    bilingual,
    pair_of,
    quantity,
    word,
)


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    """Short name, unique within the rule set."""
    article: Text
    """Where the text stands, as a reader would look it up."""
    source: str
    """Key under ``sources``."""
    confidence: Confidence
    """``verified`` (read), ``reported`` (read in a report of it), ``unverified``."""
    note: Text = ""
    """What a reader has to know about this entry."""


class Standard(_Entry):
    """The least that a unit of one kind must have.

    Of the standards of a kind the first whose condition holds applies.
    """

    kind: str
    """Key of ``KINDS``."""
    when: When | None = None
    """Condition on the unit's columns; none: always."""
    unless: When | None = None
    """Condition on which it does not apply, the others notwithstanding."""
    minimum: dict[str, float]
    """Measure (a numeric column) → least value, in the column's unit."""


class Ladder(BaseModel):
    """A factor that falls further in steps as a column rises."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    column: str
    """Column that is climbed."""
    start: float
    """Value at which the first factor applies."""
    every: float
    """Width of a step."""
    change: float
    """What each full step adds to the factor (negative)."""
    floor: float = 0.0
    """Lowest factor."""


class Reduction(_Entry):
    """A lower standard for units in hardship.  Each measure takes only one, the lowest."""

    kinds: list[str]
    """Kinds of unit to which it applies."""
    measure: str
    """Measure whose standard is multiplied."""
    when: When
    """Condition on the unit's columns."""
    factor: float = Field(gt=0, le=1)
    """What the standard is multiplied by."""
    ladder: Ladder | None = None
    """Further steps of the factor."""


class Waiver(_Entry):
    """Results that are accepted below a standard."""

    when: When
    """Condition on the result's columns, such as ``units: {at_least: 3}``."""
    measures: list[str]
    """Measures that are not judged."""


class Trigger(_Entry):
    """Units that must be rearranged, by the percent that they attain of their standard."""

    kinds: list[str]
    """Kinds of unit to which it applies."""
    percent: dict[str, Range] | list[dict[str, Range]]
    """Measure → range of the percent attained (all of a mapping, any of a list)."""


class Exemption(_Entry):
    """Units that need not be rearranged although a trigger meets them."""

    when: When
    """Condition on the unit's columns."""


class MountainRule(_Entry):
    """When a merged unit counts as mountainous."""

    share_of: Literal["area_km2", "units"]
    """What the mountain members' share is measured in."""
    at_least: float = Field(gt=0, le=1)
    """Least share."""


class ResultKind(_Entry):
    """The kind of a new unit: the first entry of which it has a member."""

    kind: str
    """Kind of the result."""
    members: list[str]
    """Kinds of member, one of which suffices."""


class Override(BaseModel):
    """One number of the law that a scenario replaces, with its reason."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: str
    """Id of the standard."""
    measure: str
    """Which of its minimums."""
    value: float
    """The number to use."""
    reason: Text = Field(min_length=1)
    """Why; reports print it beside each finding."""

    @property
    def text(self) -> str:
        """What is replaced by what and why, in two languages."""
        unit = COLUMNS[self.measure].unit
        vi, en = (
            f"{self.rule}, {word(MEASURES[self.measure], language)} = "
            f"{quantity(self.value, unit, language)}: {why}"
            for language, why in zip(LANGUAGES, pair_of(self.reason), strict=True)
        )
        return bilingual(vi, en)


class RuleSet(BaseModel):
    """The law of a time and level, as data."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    """Name by which scenarios call it."""
    version: str
    """Date of the last change of the file."""
    title_vi: str
    """Title in Vietnamese."""
    title_en: str
    """Title in English."""
    level: Literal["commune", "district", "province"]
    """Level of the units that it judges."""
    in_force_from: datetime.date | None = None
    """First day."""
    in_force_to: datetime.date | None = None
    """Last day; none: still in force."""
    sources: dict[str, Text]
    """Key → where the text or the report of it can be found."""
    standards: list[Standard]
    reductions: list[Reduction] = []
    waivers: list[Waiver] = []
    triggers: list[Trigger] = []
    exemptions: list[Exemption] = []
    mountain: MountainRule
    result_kinds: list[ResultKind]
    not_modelled: list[Text] = []
    """What the law asks and no figure at hand can answer; reports print it."""
    overrides: tuple[Override, ...] = ()
    """Numbers that the scenario replaced; not for rule files."""
    sha256: str = ""
    """Hash of the file."""

    @model_validator(mode="after")
    def _names_hold(self) -> RuleSet:
        entries: list[_Entry] = [
            *self.standards,
            *self.reductions,
            *self.waivers,
            *self.triggers,
            *self.exemptions,
            *self.result_kinds,
            self.mountain,
        ]
        wrong = [f"source {e.source!r} of {e.id}" for e in entries if e.source not in self.sources]
        ids = [entry.id for entry in entries]
        wrong += [f"id {name!r} stands twice" for name in sorted(set(ids)) if ids.count(name) > 1]
        kinds = {s.kind for s in self.standards} | {r.kind for r in self.result_kinds}
        wrong += [f"kind {kind!r}" for kind in sorted(kinds - set(KINDS))]
        wrong += [f"measure {name!r}" for name in self.measures if name not in COLUMNS]
        first = self.measures[:1]
        wrong += [f"no {first[0]} in {s.id}" for s in self.standards if first[0] not in s.minimum]
        if wrong:
            raise ValueError(f"unknown names: {listed(wrong)}")
        return self

    @property
    def measures(self) -> list[str]:
        """Columns that some standard bounds, in the order of the file."""
        return list(dict.fromkeys(name for s in self.standards for name in s.minimum))

    @property
    def columns_asked(self) -> set[str]:
        """Columns on which some condition of the rule set depends, measures included."""
        conditions = [s.when for s in self.standards] + [s.unless for s in self.standards]
        conditions += [reduction.when for reduction in self.reductions]
        conditions += [waiver.when for waiver in self.waivers]
        asked = {name for when in conditions if when is not None for name in columns_asked(when)}
        asked |= {entry.ladder.column for entry in self.reductions if entry.ladder is not None}
        if "ward_percent" in self.measures:
            asked |= {"wards", "communes"}
        # What the law itself decides is not combined, but settled.
        decided = {name for name, column in COLUMNS.items() if column.combine == "law"}
        return (asked | set(self.measures)) & set(COLUMNS) - decided


def rulesets_at_hand() -> dict[str, Path]:
    """Find the rule sets shipped with the package: id → file."""
    folder = Path(str(resources.files("planner.law") / "rules"))
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def read_ruleset(name: str, base_folder: Path | None = None) -> RuleSet:
    """Read a rule set by its id, or from a file of the reader's own.

    Parameters
    ----------
    name : str
        Id of a shipped rule set, or the path of a YAML file.
    base_folder : Path, optional
        Folder from which a relative path is taken.

    Raises
    ------
    InputError
        Unknown id, unreadable file, unknown key, names that do not hold.
    """
    data, files = _extended(name, base_folder or Path(), ())
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
    return validate(RuleSet, {**data, "sha256": digest}, files[0].name)


def _extended(
    name: str, base_folder: Path, seen: tuple[Path, ...]
) -> tuple[dict[str, Any], tuple[Path, ...]]:
    """Read a rule file on top of the one that it extends: entries of one id replace each other."""
    shipped = rulesets_at_hand()
    path = shipped.get(name)
    if path is None and name.endswith((".yaml", ".yml")):
        path = base_folder / name
    if path is None or path in seen:
        raise InputError(
            Problem(
                f"rule set `{name}`",
                "a rule set that extends itself" if path else "no such rule set",
                f"one of {', '.join(shipped)}, or the path of a .yaml file",
                "see `planner rules list`",
            )
        )
    data = read_yaml(path)
    parent = data.pop("extends", None)
    if parent is None:
        return data, (path,)
    base, files = _extended(str(parent), path.parent, (*seen, path))
    for key, value in data.items():
        if isinstance(value, list) and isinstance(base.get(key), list):
            # In place: of several standards of a kind the first that fits applies.
            own = {_id(entry): entry for entry in value if _id(entry)}
            there = {_id(entry) for entry in base[key]}
            new = [entry for entry in value if _id(entry) is None or _id(entry) not in there]
            base[key] = [own.get(_id(entry), entry) for entry in base[key]] + new
        elif isinstance(value, dict) and isinstance(base.get(key), dict) and key == "sources":
            base[key] = {**base[key], **value}
        else:
            base[key] = value
    return base, (path, *files)


def _id(entry: Any) -> str | None:
    return entry.get("id") if isinstance(entry, dict) else None


def with_overrides(ruleset: RuleSet, overrides: list[Override]) -> RuleSet:
    """Replace numbers of a rule set, and remember which and why.

    Raises
    ------
    InputError
        An override of a number that the rule set does not have.
    """
    standards: dict[str, Standard] = {standard.id: standard for standard in ruleset.standards}
    problems = []
    for change in overrides:
        standard = standards.get(change.rule)
        if standard is None or change.measure not in standard.minimum:
            problems.append(
                Problem(
                    f"override of {change.rule}.{change.measure}",
                    "no such number in the rule set",
                    listed(f"{s.id}.{m}" for s in standards.values() for m in s.minimum),
                    f"see `planner rules show {ruleset.id}`",
                )
            )
            continue
        minimum: dict[str, Any] = {**standard.minimum, change.measure: change.value}
        standards[change.rule] = standard.model_copy(update={"minimum": minimum})
    raise_if_any(problems)
    return ruleset.model_copy(
        update={"standards": list(standards.values()), "overrides": tuple(overrides)}
    )
