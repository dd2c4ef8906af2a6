"""A rule set in words, for reading: each entry as a sentence in two languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.law.entries import (
    Assumption,
    Entry,
    Exemption,
    FlagRule,
    MountainRule,
    NameRule,
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
from planner.law.ruleset import SECTIONS, RuleSet
from planner.units import COLUMNS, KINDS
from planner.units.conditions import Range
from planner.words import CONFIDENCE, LANGUAGES, Confidence, Language, Text, number, quantity
from planner.words.law import LEVELS, NOT_MODELLED
from planner.words.outputs.describe import (
    ADVICE,
    AND,
    APPLIED,
    BONUS,
    BUT_NOT,
    CHECKS,
    FACTS,
    FALL,
    FALLING,
    FLOOR,
    FROM,
    FROM_POINTS,
    FROM_POINTS_ALONE,
    FROM_TO,
    HEADINGS,
    LADDER,
    LOWERS,
    MEETS,
    MEMBERS,
    NONE_BELOW,
    NOT,
    OF,
    OF_STANDARD,
    ONE_MOUNTAIN,
    OR,
    POINTS,
    POINTS_FROM,
    SCALE,
    SHARE,
    SPARED,
    TABLE_HEADS,
    TARGET_LEVELS,
    WHERE_KNOWN,
    WITH_MEMBER,
    WITHIN,
    WITHOUT_DATES,
)


@dataclass(frozen=True)
class Described:
    """One entry in words."""

    section: str
    id: str
    text: Text
    article: Text
    source: Text
    confidence: Text
    note: Text


def describe(ruleset: RuleSet) -> list[Described]:
    """Put every entry of a rule set in words, in the order of ``SECTIONS``."""
    found: list[tuple[str, Entry]] = [
        (section, entry) for section in SECTIONS for entry in getattr(ruleset, section)
    ]
    found += [("mountain", ruleset.mountain)] if ruleset.mountain else []
    replaced = {(change.rule, change.measure) for change in ruleset.overrides}
    lines = []
    for section, entry in found:
        texts = [_text(entry, ruleset, language) for language in LANGUAGES]
        mark: Confidence = entry.confidence
        if any(rule == entry.id for rule, _ in replaced):
            mark = "scenario"
        lines.append(
            Described(
                section=section,
                id=entry.id,
                text=Text(*texts),
                article=entry.article,
                source=ruleset.sources[entry.source],
                confidence=CONFIDENCE[mark],
                note=entry.note,
            )
        )
    return lines


def dates(ruleset: RuleSet) -> Text:
    """Say from when to when a rule set is in force."""
    if ruleset.in_force_from is None:
        return WITHOUT_DATES
    start, end = ruleset.in_force_from, ruleset.in_force_to
    said = FROM_TO if end else FROM
    return Text(
        said.vi.format(day=f"{start:%d/%m/%Y}", last=f"{end:%d/%m/%Y}" if end else ""),
        said.en.format(day=start.isoformat(), last=end.isoformat() if end else ""),
    )


def _text(entry: Entry, ruleset: RuleSet, language: Language) -> str:
    if isinstance(entry, Standard):
        return _standard(entry, ruleset, language)
    if isinstance(entry, ResultStandard):
        return _result(entry, ruleset, language)
    if isinstance(entry, Reduction):
        return _reduction(entry, language)
    if isinstance(entry, Waiver):
        measures = ", ".join(_column(name, language) for name in entry.measures)
        return f"{_when(entry.when, language)}: {SPARED.in_(language)} {measures}"
    if isinstance(entry, Trigger):
        either = [entry.percent] if isinstance(entry.percent, dict) else entry.percent
        ranges = [_all(each, language, "%") for each in either]
        of = OF_STANDARD.in_(language)
        return f"{_kinds(entry.kinds, language)}: {_or(ranges, language)} ({of})"
    if isinstance(entry, Exemption):
        of = _or([f"`{name}`" for name in entry.meets], language)
        return _when(entry.when, language) + (MEETS.in_(language).format(of) if of else "")
    if isinstance(entry, ResultKind):
        members = _or([_kinds([kind], language).lower() for kind in entry.members], language)
        return f"{WITH_MEMBER.in_(language)} {members} → {_kinds([entry.kind], language).lower()}"
    if isinstance(entry, Assumption):
        options = "; ".join(
            f"{option.id} – {option.text.in_(language)}"
            + (APPLIED.in_(language) if option.id == entry.chosen else "")
            for option in entry.options
        )
        return f"{entry.text.in_(language)} {options}"
    return _rest(entry, language)


def _rest(entry: Entry, language: Language) -> str:
    if isinstance(entry, Scale):
        return _scale(entry, language)
    if isinstance(entry, UnitClass):
        return _class(entry, language)
    if isinstance(entry, Target):
        least, most = (number(n, language) for n in (entry.least_percent, entry.most_percent))
        return FALL.in_(language).format(least, most, TARGET_LEVELS[entry.level].in_(language))
    if isinstance(entry, FlagRule):
        return f"{_column(entry.column, language)}: {MEMBERS[entry.members].in_(language)}"
    if isinstance(entry, NameRule):
        said = CHECKS[entry.check].in_(language)
        if entry.check == "no_collision":
            said += WITHIN[entry.within].in_(language)
        return said + (ADVICE.in_(language) if entry.advice else "")
    assert isinstance(entry, MountainRule)
    if entry.at_least == "one":
        return ONE_MOUNTAIN.in_(language)
    return SHARE[entry.share_of].in_(language).format(number(entry.at_least, language, 4))


def _standard(entry: Standard, ruleset: RuleSet, language: Language) -> str:
    head, least = _head(entry, language), []
    for name, value in entry.bounds.items():
        bound = f"{_column(name, language)} ≥ {_amount(name, value, language)}"
        mark = ruleset.mark(entry, name)
        if mark != entry.confidence:
            bound += f" ({CONFIDENCE[mark].in_(language)})"
        if name in entry.also:
            bound += WHERE_KNOWN.in_(language)
        least.append(bound)
    return f"{head}: {'; '.join(least)}"


def _result(entry: ResultStandard, ruleset: RuleSet, language: Language) -> str:
    worked = entry.resolved({standard.id: standard for standard in ruleset.standards}).minimum
    least = [
        f"{_column(name, language)} ≥ {quantity(share, '%', language, 0)} "
        f"({_amount(name, worked[name], language)})"
        for name, share in entry.percent.items()
    ]
    if least:
        least[-1] += OF.in_(language).format(entry.of)
    least += [
        f"{_column(name, language)} ≥ {_amount(name, value, language)}"
        for name, value in entry.minimum.items()
    ]
    return f"{_head(entry, language)}: {'; '.join(least)}"


def _head(entry: Standard | ResultStandard, language: Language) -> str:
    head = _kinds([entry.kind], language)
    if entry.when is not None:
        head += f", {_when(entry.when, language)}"
    if entry.unless is not None:
        head += f", {BUT_NOT.in_(language)} {_when(entry.unless, language)}"
    return head


def _reduction(entry: Reduction, language: Language) -> str:
    head = f"{_kinds(entry.kinds, language)}, {_when(entry.when, language)}"
    if entry.standards:
        of = ", ".join(f"`{name}`" for name in entry.standards)
        head += LOWERS.in_(language).format(of)
    said = f"{head}: {_column(entry.measure, language)} × {number(entry.factor, language, 2)}"
    ladder = entry.ladder
    if ladder is not None:
        name = ladder.column
        said += LADDER.in_(language).format(
            _amount(name, ladder.start, language),
            _amount(name, ladder.every, language),
            number(ladder.change, language, 2),
        )
        if ladder.floor:
            said += FLOOR.in_(language).format(number(ladder.floor, language, 2))
    return said


def _scale(entry: Scale, language: Language) -> str:
    head = _kinds(entry.kinds, language)
    if entry.only is not None:
        head += f", {_when(entry.only, language)}"
    if entry.unless is not None:
        head += f", {BUT_NOT.in_(language)} {_when(entry.unless, language)}"
    if entry.bonus:
        head += f", {BONUS.in_(language)}"
    if entry.when is not None:
        head += f", {_when(entry.when, language)}"
    if not entry.measure:
        return f"{head}: {POINTS.in_(language).format(_points(entry.points, language))}"
    return f"{head}, {_column(entry.measure, language)}: {_steps(entry, language)}"


def _steps(entry: Scale, language: Language) -> str:
    """How points grow with the figure."""

    def amount(value: float) -> str:
        if entry.of_standard:
            return quantity(value, "%", language, 0)
        return _amount(entry.measure, value, language)

    given = _points(entry.points, language)
    if not entry.gain:
        assert entry.at_least is not None
        return POINTS_FROM.in_(language).format(given, amount(entry.at_least))
    said = (
        (SCALE if (entry.per or 0) > 0 else FALLING)
        .in_(language)
        .format(
            given,
            amount(entry.up_to),
            amount(abs(entry.per or 0)),
            _points(entry.gain, language),
            _points(entry.most or entry.highest, language),
        )
    )
    if entry.at_least is not None:
        said += NONE_BELOW.in_(language).format(amount(entry.at_least))
    if entry.full is not None:
        full = (_points(entry.full.points, language), amount(entry.full.at_least))
        said += "; " + POINTS_FROM.in_(language).format(*full)
    for weight in entry.weights:
        said += f"; {_when(weight.when, language)}: × {number(weight.factor, language, 2)}"
    return said


def _points(value: float, language: Language) -> str:
    decimals = 0 if float(value).is_integer() else 1 if float(value * 10).is_integer() else 2
    return number(value, language, decimals)


def _class(entry: UnitClass, language: Language) -> str:
    said = f"{_kinds(entry.kinds, language)}: {entry.name.in_(language)}"
    if entry.at_least:
        told = FROM_POINTS if entry.with_bonus else FROM_POINTS_ALONE
        said += told.in_(language).format(_points(entry.at_least, language))
    return said + (f", {_when(entry.when, language)}" if entry.when is not None else "")


def _kinds(kinds: list[str], language: Language) -> str:
    return ", ".join(KINDS[kind].words.in_(language) for kind in kinds)


def _column(name: str, language: Language) -> str:
    head = COLUMNS[name].words.in_(language)
    # Neither an abbreviation nor a proper name loses its capital.
    keeps = head[1].isupper() or head.startswith("Red River")
    return head if keeps else head[0].lower() + head[1:]


def _amount(name: str, value: float, language: Language) -> str:
    decimals = 0 if float(value).is_integer() else 1
    # "people ≥ 5,000" says it without "people" twice.
    unit = "" if language == "en" and name == "people" else COLUMNS[name].unit
    return quantity(value, unit, language, decimals)


def _when(when: Any, language: Language) -> str:
    alternatives = [when] if isinstance(when, Mapping) else when
    return _or([_all(entry, language, None) for entry in alternatives], language)


def _or(texts: list[str], language: Language) -> str:
    return OR.in_(language).join(texts)


def _all(tests: Mapping[str, Any], language: Language, unit: str | None) -> str:
    return AND.in_(language).join(_test(name, test, language, unit) for name, test in tests.items())


def _test(name: str, test: Any, language: Language, unit: str | None) -> str:
    column = _column(name, language)
    if isinstance(test, Range):
        signs = (("≥", test.at_least), (">", test.above), ("≤", test.at_most), ("<", test.below))
        shown = COLUMNS[name].unit if unit is None else unit
        return " ".join(
            f"{column} {sign} {quantity(value, shown, language, 0)}"
            for sign, value in signs
            if value is not None
        )
    if isinstance(test, bool):
        return column if test else NOT.in_(language).format(column=column)
    values = test if isinstance(test, list) else [test]
    named = [_kinds([v], language) if name == "kind" or v in KINDS else str(v) for v in values]
    return f"{column}: {', '.join(named)}"


def page(ruleset: RuleSet) -> str:
    """Write the page of a rule set for the documentation, in Markdown."""
    parts = [f"# {ruleset.title}\n"]
    facts: dict[str, Text | str] = {
        "id": f"`{ruleset.id}`",
        "level": f"{LEVELS[ruleset.level]}, {ruleset.country}",
        "in_force": dates(ruleset),
        "grounds": ", ".join(f"[`{g}`]({g}.md)" for g in ruleset.grounds),
        "set_aside": ruleset.set_aside,
    }
    parts.append("\n" + "".join(f"- {FACTS[key]}: {said}\n" for key, said in facts.items() if said))
    lines = describe(ruleset)
    for section in dict.fromkeys(line.section for line in lines):
        parts.append(f"\n## {HEADINGS[section]}\n\n")
        parts.append(f"| {' | '.join(map(str, TABLE_HEADS))} |\n|---|---|---|---|\n")
        for line in lines:
            if line.section == section:
                note = f"<br>*{_broken(line.note)}*" if line.note else ""
                cells = (
                    f"`{line.id}`",
                    _broken(line.text) + note,
                    f"{_broken(line.article)}<br>{_broken(line.source)}",
                    _broken(line.confidence),
                )
                parts.append(f"| {' | '.join(cells)} |\n")
    if ruleset.not_modelled:
        parts.append(f"\n## {NOT_MODELLED}\n\n")
        parts += [f"- {said}\n" for said in ruleset.not_modelled]
    return "".join(parts)


def _broken(said: Text) -> str:
    """Set the two languages of a text under each other in a cell."""
    return said.shown(between="<br>")
