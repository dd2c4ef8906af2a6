"""Which rule set applies: named, or found by date and level."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, model_validator

from planner.errors import InputError, Problem, RefusedError, listed, raise_if_any
from planner.law.entries import Override
from planner.law.overrides import with_overrides
from planner.law.reading import assume, read_ruleset, rulesets_at_hand
from planner.law.ruleset import RuleSet
from planner.units import KINDS
from planner.words import CONFIDENCE
from planner.words.law import HOME, LEVEL_NOUNS
from planner.words.text import Text, joined, say

AUTO = "auto"
Level = Literal["commune", "district", "province"]


class NameSettings(BaseModel):
    """What the names of new units may be."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    no_numbers: bool = False
    """Whether a name may hold no number ("Kỳ Anh 2")."""


class LawSettings(BaseModel):
    """Which law judges."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    ruleset: str
    """Id of a shipped rule set (`planner rules list`), the path of a YAML file, or `auto`: the
    one in force on the day `as_of` for the level of the units."""
    as_of: datetime.date | None = None
    """Day of `auto` (2024-06-30)."""
    overrides: list[Override] = []
    """Numbers to replace, each with its reason."""
    assumptions: dict[str, str] = {}
    """Answers to questions that the rule set leaves open: question → option."""
    names: NameSettings = NameSettings()
    """What the names of new units may be."""

    @model_validator(mode="after")
    def _day_of_auto(self) -> LawSettings:
        if (self.ruleset == AUTO) != (self.as_of is not None):
            raise RefusedError(say("`ruleset: auto` needs the day `as_of`, and only it does"))
        return self


def find_ruleset(level: Level, as_of: datetime.date) -> str:
    """Find the rule set in force on a day.

    One that builds on another (a round of rearrangement on the standards)
    goes before it.

    Parameters
    ----------
    level : {"commune", "district", "province"}
        Level of the units.
    as_of : date

    Returns
    -------
    str
        Id of the rule set.

    Raises
    ------
    InputError
        None is in force, or several are of which none builds on the others:
        the message says what is at hand.
    """
    every = [read_ruleset(name) for name in rulesets_at_hand()]
    ours = [r for r in every if r.country == HOME and r.level == level and r.in_force_from]
    on_day = [r for r in ours if _covers(r, as_of)]
    standing = [r for r in on_day if not r.set_aside]
    grounds = {name for r in standing for name in r.grounds}
    found = [r for r in standing if r.id not in grounds]
    if len(found) == 1:
        return found[0].id
    shown = found if found else sorted(ours, key=lambda r: (str(r.in_force_from), r.id))
    at_hand = "; ".join(f"{r.id} ({_dates(r)})" for r in shown)
    place = f"law.ruleset: auto, as_of: {as_of.isoformat()}"
    if found:
        several = say(
            "several rule sets in force for the level {level}: {names}",
            level=LEVEL_NOUNS[level],
            names=at_hand,
        )
        mend = say("write its id under `law.ruleset`")
        raise InputError(Problem(place, several, say("the one that is meant"), mend))
    none = say("no rule set in force for the level {level}", level=LEVEL_NOUNS[level])
    aside = [joined((r.id, r.set_aside), ": ") for r in on_day if r.set_aside]
    if aside:
        none = say("{found} (set aside: {names})", found=none, names=joined(aside, "; "))
    raise InputError(
        Problem(
            place,
            none,
            say("a day on which one was in force: {names}", names=at_hand),
            say("change `as_of`, or name a rule set"),
        )
    )


def _covers(ruleset: RuleSet, day: datetime.date) -> bool:
    start, end = ruleset.in_force_from, ruleset.in_force_to
    return start is not None and start <= day and (end is None or day <= end)


def _dates(ruleset: RuleSet) -> str:
    return f"{ruleset.in_force_from} – {ruleset.in_force_to or ''}".strip()


def ruleset_for(law: LawSettings, level: Level, folder: Path) -> RuleSet:
    """Read the rule set of a scenario, with its answers and its numbers.

    Parameters
    ----------
    law : LawSettings
        Rule set, day, overrides, answers.
    level : {"commune", "district", "province"}
        Level of the units.
    folder : Path
        Folder from which a relative path is taken.

    Raises
    ------
    InputError
        The rule set is of another level; see also :func:`find_ruleset`,
        ``read_ruleset``, ``assume``, ``with_overrides``.
    """
    name = law.ruleset
    if name == AUTO:
        assert law.as_of is not None
        name = find_ruleset(level, law.as_of)
    try:
        ruleset = read_ruleset(name, folder)
    except InputError as error:
        told = [replace(each, place=joined(["law.ruleset", each.place])) for each in error.problems]
        raise InputError(told) from error
    if ruleset.level != level:
        raise InputError(
            Problem(
                say("law.ruleset: {ruleset}", ruleset=ruleset.id),
                say("a rule set for the level {level}", level=LEVEL_NOUNS[ruleset.level]),
                say("one for the level {level}, which is arranged", level=LEVEL_NOUNS[level]),
                say("name a rule set of that level (`planner rules list`), or correct the level"),
            )
        )
    return applied(ruleset, law)


def check_kinds(units: pd.DataFrame, ruleset: RuleSet) -> None:
    """Refuse units of a kind or a level that a rule set does not judge: all would be satisfied.

    A kind has to be in a table, or named by the rule set.  A single unit has no standard among
    others that have, and is named so, as is one of another level: an island district without
    communes.  Several of one kind that the rule set never names are refused.

    Raises
    ------
    InputError
        Naming the kinds, and units of each.
    """
    kinds = units["kind"].astype(str)
    unknown = kinds[~kinds.isin([*KINDS, *ruleset.kinds])]
    raise_if_any(
        [
            Problem(
                say("units of the kind {kind}", kind=kind),
                listed(codes),
                say("one of {names}", names=", ".join([*KINDS, *ruleset.kinds])),
                say(
                    "map your words under `units.kinds`, or name the kind under `kinds` of a rule"
                    " set of your own"
                ),
            )
            for kind, codes in unknown.groupby(unknown).groups.items()
        ]
    )
    strange = kinds[[_level(kind, ruleset) != ruleset.level for kind in kinds]]
    if len(strange) < len(units):
        _refuse_unjudged(kinds.drop(strange.index), ruleset)
        return
    raise_if_any(
        [
            Problem(
                say("units of the kind {kind}", kind=KINDS[str(kind)].words),
                say("{names} of the level {level}", names=listed(codes), level=LEVEL_NOUNS[level]),
                say(
                    "units of the level {level}, which {ruleset} judges",
                    level=LEVEL_NOUNS[ruleset.level],
                    ruleset=ruleset.id,
                ),
                say("correct their kind, or name a rule set of their level (`planner rules list`)"),
            )
            for kind, codes in strange.groupby(strange).groups.items()
            for level in [KINDS[str(kind)].level]
        ]
    )


def _refuse_unjudged(kinds: pd.Series[str], ruleset: RuleSet) -> None:
    """Refuse kinds of several units that a rule set neither judges nor merges into what it does."""
    judged = {str(standard.kind) for standard in ruleset.standards}
    judged |= {kind for scale in ruleset.scales for kind in scale.kinds}
    judged |= {kind for result in ruleset.result_kinds for kind in result.members or ()}
    alone = kinds[~kinds.isin(judged)]
    raise_if_any(
        [
            Problem(
                say(
                    "units of the kind {kind}",
                    kind=KINDS[str(kind)].words if kind in KINDS else str(kind),
                ),
                say("{count} units without a rule: {names}", count=len(codes), names=listed(codes)),
                say("a kind for which {ruleset} has a standard", ruleset=ruleset.id),
                say("correct their kind, or name a rule set that judges it (`planner rules list`)"),
            )
            for kind, codes in alone.groupby(alone).groups.items()
            if len(codes) > 1
        ]
    )


def _level(kind: str, ruleset: RuleSet) -> str:
    return ruleset.level if kind in ruleset.kinds else KINDS[kind].level


def applied(ruleset: RuleSet, law: LawSettings) -> RuleSet:
    """Apply the answers and the numbers of a scenario to a rule set.

    Raises
    ------
    InputError
        See ``assume`` and ``with_overrides``.
    """
    return with_overrides(assume(ruleset, law.assumptions), law.overrides)


def notes_of_law(ruleset: RuleSet) -> list[Text]:
    """Say what results are held against, if not the standards, and what was assumed."""
    told = [
        say(
            "Units of today are held against the standards, new units against the orientation that "
            "the law gives for results."
        )
    ]
    return [*(told if ruleset.results else []), *open_questions(ruleset)]


def open_questions(ruleset: RuleSet) -> list[Text]:
    """Say what was assumed where the law is silent, with its confidence."""
    return [
        say(
            "Assumption: {asked} – {answer} ({mark}).",
            asked=question.text,
            answer=question.answer.text,
            mark=CONFIDENCE[question.confidence],
        )
        for question in ruleset.assumptions
    ]
