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
import hashlib
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, model_validator

from planner.documents import read_yaml, validate
from planner.errors import InputError, Problem, RefusedError, listed
from planner.law.entries import (
    OF_OPTIONS,
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
from planner.units.conditions import columns_asked
from planner.words import NO_TEXT, Confidence, Text
from planner.words.law import HOME
from planner.words.text import say

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
        kinds = {each.kind for each in self.standards} | {each.kind for each in self.results}
        kinds |= {each.kind for each in self.result_kinds}
        wrong += [say("kind '{name}'", name=kind) for kind in sorted(kinds - set(KINDS))]
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
        there = {entry.id for entry in found}
        for question in self.assumptions:
            for option in question.options:
                found += [entry for entry in option.entries if entry.id not in there]
        return [*found, self.mountain] if self.mountain else found

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
        asking: list[Standard | ResultStandard] = [*self.standards, *self.results]
        conditions = [s.when for s in asking] + [s.unless for s in asking]
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


def rulesets_at_hand() -> dict[str, Path]:
    """Find the rule sets shipped with the package: id → file."""
    folder = Path(str(resources.files("planner.law") / "rules"))
    found = sorted(folder.glob("*/*.yaml"), key=lambda path: path.name)
    return {path.stem: path for path in found}


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
    data, files = read_rules(name, base_folder or Path())
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
    return ruleset_of({**data, "sha256": digest}, files[0].name)


def ruleset_of(data: dict[str, Any], place: str) -> RuleSet:
    """Make a rule set of plain data, with the answers that it gives to its open questions.

    Raises
    ------
    InputError
        A key or a name that does not hold, with ``place`` before it.
    """
    return assume(validate(RuleSet, data, place), {})


def read_rules(
    name: str, base_folder: Path, seen: tuple[Path, ...] = ()
) -> tuple[dict[str, Any], tuple[Path, ...]]:
    """Read a rule file as plain data on top of the one that it extends, with the files read.

    Raises
    ------
    InputError
        Unknown id, a file that cannot be read, one that extends itself.
    """
    shipped = rulesets_at_hand()
    path = shipped.get(name)
    if path is None and name.endswith((".yaml", ".yml")):
        path = base_folder / name
    if path is None or path in seen:
        raise InputError(
            Problem(
                say("rule set `{name}`", name=name),
                say("a rule set that extends itself") if path else say("no such rule set"),
                say("one of {names}, or the path of a .yaml file", names=", ".join(shipped)),
                say("see `planner rules list`"),
            )
        )
    data = read_yaml(path)
    parent = data.get("extends")
    if parent is None:
        return data, (path,)
    base, files = read_rules(str(parent), path.parent, (*seen, path))
    return extended(base, data), (path, *files)


def extended(base: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """Lay a rule file on the one that it extends.

    Entries of one id replace each other, in place: of several standards of a
    kind the first that fits applies.  ``without`` names entries of the base
    that no longer hold; ``amend`` changes some keys of an entry of the base and
    leaves the rest.  Anything else that the file says replaces the base's.
    """
    gone = set(change.get("without", []))
    result: dict[str, Any] = {
        key: [entry for entry in value if _id(entry) not in gone] if key in SECTIONS else value
        for key, value in base.items()
    }
    changes = {_id(entry): entry for entry in change.get("amend", [])}
    known = {_id(entry) for key in SECTIONS for entry in base.get(key, [])}
    missing = sorted(str(name) for name in (gone | changes.keys()) - known)
    if missing:
        raise InputError(
            Problem(
                say("{file}, keys `without` and `amend`", file=f"{change.get('id')}.yaml"),
                say("no entry {names} in {ruleset}", names=listed(missing), ruleset=base["id"]),
                say("ids of entries that the extended rule set has"),
                say("see `planner rules show {ruleset}`", ruleset=base["id"]),
            )
        )
    for key in SECTIONS:
        if key in result:
            result[key] = [
                _amended(entry, changes.get(_id(entry), {})) if _id(entry) in changes else entry
                for entry in result[key]
            ]
    for key, value in change.items():
        if key in ("extends", "without", "amend"):
            continue
        if isinstance(value, list) and isinstance(result.get(key), list):
            own = {_id(entry): entry for entry in value if _id(entry)}
            there = {_id(entry) for entry in result[key]}
            new = [entry for entry in value if _id(entry) is None or _id(entry) not in there]
            result[key] = [own.get(_id(entry), entry) for entry in result[key]] + new
        elif isinstance(value, dict) and isinstance(result.get(key), dict) and key == "sources":
            result[key] = {**result[key], **value}
        else:
            result[key] = value
    # That a rule set never came to apply is no property of those that build on it, nor the reverse.
    result["set_aside"] = change.get("set_aside", "")
    result["grounds"] = (base["id"], *base.get("grounds", ()))
    return result


def _amended(entry: Any, change: Any) -> Any:
    """Change some keys of plain data, keys of mappings one by one."""
    if isinstance(entry, dict) and isinstance(change, dict):
        return {**entry, **{key: _amended(entry.get(key), new) for key, new in change.items()}}
    return change


def _id(entry: Any) -> str | None:
    return entry.get("id") if isinstance(entry, dict) else None


def assume(ruleset: RuleSet, answers: dict[str, str]) -> RuleSet:
    """Answer the questions that a rule set leaves open.

    Parameters
    ----------
    ruleset : RuleSet
        With its ``assumptions``.
    answers : dict
        Id of a question → id of the option; questions without an answer keep theirs.

    Raises
    ------
    InputError
        No such question or option.
    """
    options = {q.id: [option.id for option in q.options] for q in ruleset.assumptions}
    wrong = [
        Problem(
            f"law.assumptions.{name}",
            f"'{answer}'" if name in options else say("no such question"),
            say("one of {names}", names=listed(options.get(name, options)))
            if options
            else say("no assumption in this rule set"),
            say("see `planner rules show {ruleset}`", ruleset=ruleset.id),
        )
        for name, answer in answers.items()
        if answer not in options.get(name, [])
    ]
    if wrong:
        raise InputError(wrong)
    questions = [
        q.model_copy(update={"chosen": answers.get(q.id, q.chosen)}) for q in ruleset.assumptions
    ]
    update: dict[str, Any] = {"assumptions": questions}
    for section in OF_OPTIONS:
        entries = getattr(ruleset, section)
        of_options = {e.id for q in questions for o in q.options for e in getattr(o, section)}
        certain = [entry for entry in entries if entry.id not in of_options]
        chosen = [entry for q in questions for entry in getattr(q.answer, section)]
        # Of what results must have, the first that fits applies: the general case stays last.
        update[section] = chosen + certain if section == "results" else certain + chosen
    return ruleset.model_copy(update=update)
