"""Faults of rule sets and of facts."""

from __future__ import annotations

from collections.abc import Iterator

from faults.fault import Fault, Spoil, added, edited, nothing, setting, written

FULL = ("check", "full.yaml")
SHOW = ("rules", "show", "law.yaml")
HEAD = (
    "extends: vn-commune-76-2025\nid: law-of-mine\nversion: '1'\ntitle_vi: Thử\ntitle_en: Trial\n"
)
ENTRY = "article: Điều 1, source: x, confidence: read"


def _amend(text: str) -> Spoil:
    return edited("law.yaml", ("minimum: {people: 8500}", text))


def _law(text: str) -> Spoil:
    return written("law.yaml", HEAD + text)


LAWS: dict[str, tuple[Spoil, str]] = {
    "empty": (written("law.yaml", b""), "an empty file"),
    "a list": (written("law.yaml", "- a\n"), "a list"),
    "not UTF-8": (written("law.yaml", b"id: \xe3"), "not UTF-8"),
    "no id": (edited("law.yaml", ("id: law-of-mine\n", "")), "id"),
    "the id of a shipped one": (
        edited("law.yaml", ("id: law-of-mine", "id: vn-commune-76-2025")),
        "the id of a shipped rule set",
    ),
    "the id of a shipped one in capitals": (
        edited("law.yaml", ("id: law-of-mine", "id: VN-Commune-76-2025")),
        "the id of a shipped rule set",
    ),
    "the id of a shipped one with a space": (
        edited("law.yaml", ("id: law-of-mine", "id: 'vn-commune-76-2025 '")),
        "the id of a shipped rule set|id",
    ),
    "an empty id": (edited("law.yaml", ("id: law-of-mine", "id: ''")), "id"),
    "an id that is a path": (edited("law.yaml", ("id: law-of-mine", "id: ../../x")), "id"),
    "an id with a line break": (edited("law.yaml", ("id: law-of-mine", 'id: "a\\nb"')), "id"),
    "extends nothing": (
        edited("law.yaml", ("extends: vn-commune-76-2025", "extends: none")),
        "no such rule set",
    ),
    "extends itself": (
        edited("law.yaml", ("extends: vn-commune-76-2025", "extends: law.yaml")),
        "extends itself",
    ),
    "extends a list": (
        edited("law.yaml", ("extends: vn-commune-76-2025", "extends: [a]")),
        "extends|no such rule set",
    ),
    "extends a device": (
        edited("law.yaml", ("extends: vn-commune-76-2025", "extends: /dev/zero")),
        "no such rule set|device",
    ),
    "an unknown key": (added("law.yaml", "spoon: 1\n"), "an unknown key"),
    "a key of lists": (added("law.yaml", "[[]]: 1\n"), "a key that is a list of lists"),
    "amends nothing": (edited("law.yaml", ("id: xa.other", "id: none")), "no entry none"),
    "amends a number": (_law("amend: 5\n"), "amend"),
    "amends words": (_law("amend: [x]\n"), "amend"),
    "amends without an id": (_law("amend: [{minimum: {people: 5}}]\n"), "amend|no entry"),
    "amends a list for an id": (_law("amend: [{id: [a]}]\n"), "amend"),
    "without a number": (_law("without: 5\n"), "without"),
    "without lists": (_law("without: [[a]]\n"), "without"),
    "without a mapping": (_law("without: [{a: 1}]\n"), "without"),
    "a negative standard": (_amend("minimum: {people: -5}"), "people"),
    "a standard of zero": (_amend("minimum: {people: 0}"), "people"),
    "a standard of infinity": (_amend("minimum: {people: .inf}"), "people"),
    "a standard of nan": (_amend("minimum: {people: .nan}"), "people"),
    "a standard of 1e300": (_amend("minimum: {people: 1.0e+300}"), "people"),
    "a standard of words": (_amend("minimum: {people: many}"), "people"),
    "a standard of a column that is none": (_amend("minimum: {persons: 5}"), "persons"),
    "a standard of null": (_amend("minimum: null"), "minimum"),
    "a kind that is none": (_amend("kind: village"), "village"),
    "a condition on a misspelt column": (_amend("when: {moutain: true}"), "moutain"),
    "a condition that cannot hold": (
        _amend("when: {minority_percent: {above: 5, below: 3}}"),
        "can never hold",
    ),
    "a condition on a number with a flag": (_amend("when: {people: true}"), "people"),
    "a condition on a flag with a number": (_amend("when: {mountain: {at_least: 3}}"), "mountain"),
    "a condition on a flag with a word": (_amend("when: {mountain: maybe}"), "mountain"),
    "a condition on a number with a word": (_amend("when: {people: many}"), "people"),
    "a condition on a kind that is none": (_amend("when: {kind: village}"), "village"),
    "an empty condition": (_amend("when: []"), "can never hold"),
    "a condition of words": (_amend("when: x"), "when"),
    "a confidence that is none": (_amend("confidence: sure"), "confidence"),
    "a source that is none": (_amend("source: hearsay"), "source|hearsay"),
    "a number for an article": (_amend("article: 5"), "article"),
    "a level that is none": (added("law.yaml", "level: village\n"), "level"),
    "another level": (added("law.yaml", "level: district\n"), "district"),
    "days in the wrong order": (
        added("law.yaml", "in_force_from: 2026-01-01\nin_force_to: 2025-01-01\n"),
        "in force to",
    ),
    "a day that is none": (added("law.yaml", "in_force_from: 2025-02-30\n"), "calendar"),
    "a trigger that is none": (
        added("law.yaml", f"triggers: [{{id: t, of: none, {ENTRY}}}]\n"),
        "triggers|source",
    ),
    "results of a standard that is none": (
        added(
            "law.yaml",
            f"results: [{{id: r, kind: xa, of: none, percent: {{people: 5}}, {ENTRY}}}]\n",
        ),
        "none|source",
    ),
    "a percentage below zero": (
        added(
            "law.yaml",
            "results: [{id: r, kind: xa, of: xa.other, percent: {people: -5}, article: a, "
            "source: text76, confidence: read}]\n",
        ),
        "people|percent",
    ),
    "a reduction to nothing": (
        added(
            "law.yaml",
            "reductions: [{id: r, factor: 0, on: people, kinds: [xa], article: a, "
            "source: text76, confidence: read}]\n",
        ),
        "factor|reductions",
    ),
    "two entries of one id": (
        added(
            "law.yaml",
            "standards: [{id: s, kind: xa, minimum: {people: 5}, article: a, source: text76, "
            "confidence: read}, {id: s, kind: xa, minimum: {people: 6}, article: a, "
            "source: text76, confidence: read}]\n",
        ),
        "\\bs\\b",
    ),
}
FACTS: dict[str, tuple[Spoil, str]] = {
    "empty": (written("facts.yaml", b""), "an empty file"),
    "a list": (written("facts.yaml", "- a\n"), "a list"),
    "no facts": (written("facts.yaml", "facts: x\n"), "facts"),
    "a column that is none": (edited("facts.yaml", ("land_border", "border")), "'border'"),
    "a column of people": (edited("facts.yaml", ("land_border", "people")), "'people'"),
    "a number for a flag": (edited("facts.yaml", ("value: true", "value: 3")), "true or false"),
    "a word for a flag": (edited("facts.yaml", ("value: true", "value: maybe")), "value"),
    "infinity": (
        edited("facts.yaml", ("land_border", "minority_percent"), ("value: true", "value: .inf")),
        "value",
    ),
    "a share of 250 %": (
        edited("facts.yaml", ("land_border", "minority_percent"), ("value: true", "value: 250")),
        "minority_percent.*250|250",
    ),
    "a share of −1 %": (
        edited("facts.yaml", ("land_border", "minority_percent"), ("value: true", "value: -1")),
        "minority_percent.*-1|-1",
    ),
    "a misspelt column to choose by": (edited("facts.yaml", ("{code:", "{cod:")), "cod"),
    "nothing to choose by": (
        edited("facts.yaml", ('where: {code: ["11", "12"]}', "where: []")),
        "can never hold",
    ),
    "a list that is none": (
        edited("facts.yaml", ('where: {code: ["11", "12"]}', "listed_in: none.csv")),
        "none.csv",
    ),
    "a list without codes": (
        edited("facts.yaml", ('where: {code: ["11", "12"]}', "listed_in: law.yaml")),
        "law.yaml",
    ),
    "a confidence that is none": (edited("facts.yaml", ("reported", "sure")), "confidence"),
    "no source": (edited("facts.yaml", ("    source: biên bản kiểm tra\n", "")), "source"),
    "a day that is none": (added("facts.yaml", "    since: soon\n"), "since|YAML"),
}
OVERRIDES: dict[str, str] = {
    "[{rule: none, measure: people, value: 5, reason: x}]": "no such number",
    "[{rule: xa.other, measure: persons, value: 5, reason: x}]": "no such number",
    "[{rule: xa.other, measure: people, value: -5, reason: x}]": "people",
    "[{rule: xa.other, measure: people, value: 0, reason: x}]": "people",
    "[{rule: xa.other, measure: people, value: .inf, reason: x}]": "value",
    "[{rule: xa.other, measure: people, value: .nan, reason: x}]": "value",
    "[{rule: xa.other, measure: people, value: 1.0e+300, reason: x}]": "value",
    "[{rule: xa.other, measure: people, value: x, reason: x}]": "value",
    "[{rule: xa.other, measure: people, value: 5, reason: ''}]": "needs its reason",
    "[{rule: xa.other, measure: people, value: 5}]": "reason",
    "[{rule: xa.other, measure: people, value: 5, reason: [a]}]": "in two languages",
    "[{rule: xa.other, measure: people, value: 5, reason: x}, "
    "{rule: xa.other, measure: people, value: 6, reason: x}]": "2 values for one number",
    "[{rule: D.xa.other, measure: people, value: -200, reason: x}]": "people",
    "[{rule: D.xa.other, measure: people, value: 0, reason: x}]": "people",
    "[{rule: R1.border, measure: factor, value: -1, reason: x}]": "factor",
    "[{rule: R1.border, measure: factor, value: 0, reason: x}]": "factor",
    "[{rule: R1.border, measure: factor, value: 5, reason: x}]": "factor",
    "[x]": "overrides",
    "{rule: a}": "overrides",
}


def faults() -> Iterator[Fault]:
    """Give them."""
    for name, (spoil, said) in LAWS.items():
        yield Fault("rule sets", name, spoil, said, FULL)
    for name, (spoil, said) in list(LAWS.items())[::6]:
        yield Fault("rule sets", f"{name}, shown", spoil, said, SHOW)
    for name, (spoil, said) in FACTS.items():
        yield Fault("facts", name, spoil, said, FULL)
    for name, pair in {"none": ('"11", "12"', '"99"'), "others": ('"12"', '"99"')}.items():
        spoil = edited("facts.yaml", pair)
        yield Fault("facts", f"a unit not there, {name}", spoil, "no units 99", FULL, (0, 1))
    for value, said in OVERRIDES.items():
        words = setting(f"law.overrides={value}")
        yield Fault("overrides", value[:100], nothing, said, words)
