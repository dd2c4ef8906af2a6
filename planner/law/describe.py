"""A rule set in words, for reading: each entry as a sentence in two languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.law.entries import (
    Assumption,
    Entry,
    Exemption,
    MountainRule,
    NameRule,
    Reduction,
    ResultKind,
    Scale,
    Standard,
    Target,
    Trigger,
    Waiver,
)
from planner.law.ruleset import SECTIONS, RuleSet
from planner.units import COLUMNS, KINDS
from planner.units.conditions import Range
from planner.words import (
    CONFIDENCE,
    LANGUAGES,
    Confidence,
    Language,
    Pair,
    bilingual,
    number,
    pair_of,
    quantity,
    word,
)

HEADINGS: dict[str, Pair] = {
    "standards": ("Tiêu chuẩn", "Standards"),
    "reductions": ("Mức giảm", "Reductions"),
    "waivers": ("Miễn xét tiêu chuẩn", "Waivers"),
    "triggers": ("Đơn vị phải sắp xếp", "Units that must be rearranged"),
    "exemptions": ("Không bắt buộc sắp xếp", "Exemptions"),
    "result_kinds": ("Loại của đơn vị mới", "Kind of the result"),
    "assumptions": ("Điều văn bản chưa nói", "Open questions"),
    "scales": ("Điểm phân loại", "Points of classification"),
    "targets": ("Số đơn vị", "Number of units"),
    "names": ("Tên", "Names"),
    "mountain": ("Miền núi", "Mountains"),
}
LEVELS: dict[str, Pair] = {
    "commune": ("cấp xã", "commune level"),
    "district": ("cấp huyện", "district level"),
    "province": ("cấp tỉnh", "province level"),
}
_CHECKS: dict[str, Pair] = {
    "name_of_a_member": (
        "dùng tên của một trong các đơn vị cũ",
        "the name of one of the old units",
    ),
    "no_collision": (
        "không trùng với đơn vị khác cùng loại trong tỉnh",
        "no other unit of the kind in the province has it",
    ),
    "no_number": ("không chứa số", "holds no number"),
}
_TARGET_LEVELS: dict[str, Pair] = {
    "national": ("cả nước", "the whole country"),
    "province": ("trong tỉnh", "the province"),
}


@dataclass(frozen=True)
class Line:
    """One entry in words; texts in two languages (see ``wording``)."""

    section: str
    id: str
    text: str
    article: str
    source: str
    confidence: str
    note: str


def describe(ruleset: RuleSet) -> list[Line]:
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
            Line(
                section=section,
                id=entry.id,
                text=bilingual(*texts),
                article=entry.article,
                source=ruleset.sources[entry.source],
                confidence=bilingual(*CONFIDENCE[mark]),
                note=entry.note,
            )
        )
    return lines


def dates(ruleset: RuleSet) -> str:
    """Say in two languages from when to when a rule set is in force."""
    if ruleset.in_force_from is None:
        return "không có thời hạn · without dates"
    start, end = ruleset.in_force_from, ruleset.in_force_to
    vi = f"từ {start:%d/%m/%Y}" + (f" đến {end:%d/%m/%Y}" if end else "")
    en = f"from {start.isoformat()}" + (f" to {end.isoformat()}" if end else "")
    return bilingual(vi, en)


def _text(entry: Entry, ruleset: RuleSet, language: Language) -> str:
    if isinstance(entry, Standard):
        return _standard(entry, ruleset, language)
    if isinstance(entry, Reduction):
        return _reduction(entry, language)
    if isinstance(entry, Waiver):
        measures = ", ".join(_column(name, language) for name in entry.measures)
        spared = ("không xét", "not judged:")
        return f"{_when(entry.when, language)}: {word(spared, language)} {measures}"
    if isinstance(entry, Trigger):
        either = [entry.percent] if isinstance(entry.percent, dict) else entry.percent
        of = word(("tiêu chuẩn", "of the standard"), language)
        ranges = [_all(each, language, "%") for each in either]
        return f"{_kinds(entry.kinds, language)}: {_or(ranges, language)} ({of})"
    if isinstance(entry, Exemption):
        return _when(entry.when, language)
    if isinstance(entry, ResultKind):
        joined = word(("có thành viên là", "with a member that is a"), language)
        members = word((" hoặc ", " or "), language).join(
            _kinds([kind], language).lower() for kind in entry.members
        )
        return f"{joined} {members} → {_kinds([entry.kind], language).lower()}"
    if isinstance(entry, Assumption):
        chosen = word((" (đang áp dụng)", " (applied)"), language)
        options = "; ".join(
            f"{option.id} – {word(pair_of(option.text), language)}"
            + (chosen if option.id == entry.chosen else "")
            for option in entry.options
        )
        return f"{word(pair_of(entry.text), language)} {options}"
    return _rest(entry, language)


def _rest(entry: Entry, language: Language) -> str:
    if isinstance(entry, Scale):
        return _scale(entry, language)
    if isinstance(entry, Target):
        fall = ("giảm từ {0} đến {1} % số đơn vị, {2}", "{2} loses {0} to {1} percent of its units")
        least, most = (number(n, language) for n in (entry.least_percent, entry.most_percent))
        return word(fall, language).format(least, most, word(_TARGET_LEVELS[entry.level], language))
    if isinstance(entry, NameRule):
        return word(_CHECKS[entry.check], language)
    assert isinstance(entry, MountainRule)
    share = {
        "area_km2": ("tỷ lệ diện tích thành viên miền núi ≥ {0}", "mountain share of area ≥ {0}"),
        "units": ("tỷ lệ số thành viên miền núi ≥ {0}", "mountain share of members ≥ {0}"),
    }
    return word(share[entry.share_of], language).format(number(entry.at_least, language, 4))


def _standard(entry: Standard, ruleset: RuleSet, language: Language) -> str:
    head = _kinds([entry.kind], language)
    if entry.when is not None:
        head += f", {_when(entry.when, language)}"
    if entry.unless is not None:
        head += f", {word(('trừ', 'but not'), language)} {_when(entry.unless, language)}"
    least = []
    for name, value in entry.bounds.items():
        text = f"{_column(name, language)} ≥ {_amount(name, value, language)}"
        mark = ruleset.mark(entry, name)
        if mark != entry.confidence:
            text += f" ({word(CONFIDENCE[mark], language)})"
        if name in entry.also:
            text += word((" (khi biết)", " (where known)"), language)
        least.append(text)
    return f"{head}: {'; '.join(least)}"


def _reduction(entry: Reduction, language: Language) -> str:
    head = f"{_kinds(entry.kinds, language)}, {_when(entry.when, language)}"
    text = f"{head}: {_column(entry.measure, language)} × {number(entry.factor, language, 2)}"
    ladder = entry.ladder
    if ladder is not None:
        steps = (
            "; từ {0}, cứ đủ {1} thì thêm {2}",
            "; from {0} on, each full {1} adds {2}",
        )
        name = ladder.column
        text += word(steps, language).format(
            _amount(name, ladder.start, language),
            _amount(name, ladder.every, language),
            number(ladder.change, language, 2),
        )
        if ladder.floor:
            floor = word((", không dưới {0}", ", never below {0}"), language)
            text += floor.format(number(ladder.floor, language, 2))
    return text


def _scale(entry: Scale, language: Language) -> str:
    name = entry.measure
    head = f"{_kinds(entry.kinds, language)}, {_column(name, language)}"
    steps = (
        "{0} điểm đến {1}; cứ thêm {2} được {3}; tối đa {4}",
        "{0} points up to {1}; each {2} more earn {3}; at most {4}",
    )
    text = word(steps, language).format(
        number(entry.points, language),
        _amount(name, entry.up_to, language),
        _amount(name, entry.per, language),
        number(entry.gain, language, 1),
        number(entry.most, language),
    )
    weights = [
        f"; {_when(weight.when, language)}: × {number(weight.factor, language, 2)}"
        for weight in entry.weights
    ]
    return f"{head}: {text}{''.join(weights)}"


def _kinds(kinds: list[str], language: Language) -> str:
    return ", ".join(word((KINDS[kind].vi, KINDS[kind].en), language) for kind in kinds)


def _column(name: str, language: Language) -> str:
    text = word((COLUMNS[name].vi, COLUMNS[name].en), language)
    # Neither an abbreviation nor a proper name loses its capital.
    keeps = text[1].isupper() or text.startswith("Red River")
    return text if keeps else text[0].lower() + text[1:]


def _amount(name: str, value: float, language: Language) -> str:
    decimals = 0 if float(value).is_integer() else 1
    # "people ≥ 5,000" says it without "people" twice.
    unit = "" if language == "en" and name == "people" else COLUMNS[name].unit
    return quantity(value, unit, language, decimals)


def _when(when: Any, language: Language) -> str:
    alternatives = [when] if isinstance(when, Mapping) else when
    return _or([_all(entry, language, None) for entry in alternatives], language)


def _or(texts: list[str], language: Language) -> str:
    return word((" hoặc ", " or "), language).join(texts)


def _all(tests: Mapping[str, Any], language: Language, unit: str | None) -> str:
    joined = word((" và ", " and "), language)
    return joined.join(_test(name, test, language, unit) for name, test in tests.items())


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
        return column if test else word((f"không {column}", f"not {column}"), language)
    values = test if isinstance(test, list) else [test]
    named = [_kinds([v], language) if v in KINDS else str(v) for v in values]
    return f"{column}: {', '.join(named)}"


def page(ruleset: RuleSet) -> str:
    """Write the page of a rule set for the documentation, in Markdown."""
    parts = [f"# {ruleset.title_vi} · {ruleset.title_en}\n"]
    level = bilingual(*LEVELS[ruleset.level])
    facts = [
        ("Mã · Id", f"`{ruleset.id}`"),
        ("Cấp · Level", f"{level}, {ruleset.country}"),
        ("Hiệu lực · In force", dates(ruleset)),
        ("Dựa trên · Builds on", ", ".join(f"[`{g}`]({g}.md)" for g in ruleset.grounds)),
        ("Không áp dụng · Set aside", ruleset.set_aside),
    ]
    parts.append("\n" + "".join(f"- {key}: {text}\n" for key, text in facts if text))
    lines = describe(ruleset)
    for section in dict.fromkeys(line.section for line in lines):
        parts.append(f"\n## {' · '.join(HEADINGS[section])}\n\n")
        parts.append(
            "| mã · id | nội dung · what | điều khoản · article | độ tin cậy · confidence |"
        )
        parts.append("\n|---|---|---|---|\n")
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
        parts.append("\n## Chưa xét đến · Not modelled\n\n")
        parts += [f"- {text}\n" for text in ruleset.not_modelled]
    return "".join(parts)


def _broken(text: str) -> str:
    """Set the two languages of a text under each other in a cell."""
    return "<br>".join(dict.fromkeys(pair_of(text)))
