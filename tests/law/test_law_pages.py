"""The pages on the law are what the rule files say, and the coverage names every number."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest
from commandline import REPOSITORY, Planner

from planner.law import numbers, read_ruleset, rulesets_at_hand
from planner.law.describe import describe

DOCS = REPOSITORY / "docs"


def test_the_pages_are_what_the_rule_files_say() -> None:
    written = runpy.run_path(str(DOCS / "law_pages.py"))["pages"]()
    there = {path.name: path.read_text(encoding="utf-8") for path in (DOCS / "law").glob("*.md")}
    assert there == written


@pytest.mark.parametrize("name", rulesets_at_hand())
def test_every_entry_is_described_in_both_languages(name: str) -> None:
    for line in describe(read_ruleset(name)):
        assert line.text.vi and line.text.en and line.article and line.source and line.confidence
        assert not re.search(r"\bNone\b|\bnan\b|\{", str(line.text))


def references() -> list[tuple[str, str, str, float]]:
    """Every number that docs/law-coverage.md says to be in a rule file."""
    text = (DOCS / "law-coverage.md").read_text(encoding="utf-8")
    found = re.findall(r"`([\w-]+): ([\w.-]+) / ([\w.]+) = (-?[\d.]+)`", text)
    return [(ruleset, entry, key, float(value)) for ruleset, entry, key, value in found]


def test_the_coverage_names_numbers_as_they_are() -> None:
    for ruleset, entry, key, value in references():
        assert numbers(read_ruleset(ruleset))[entry, key] == value, (ruleset, entry, key)


def test_the_coverage_names_every_number_of_every_rule_file() -> None:
    """Once: a number that a rule set inherits is named with the file that holds it."""
    named = [(ruleset, entry, key) for ruleset, entry, key, _ in references()]
    assert len(named) == len(set(named))
    own = set()
    for name in rulesets_at_hand():
        ruleset = read_ruleset(name)
        inherited = numbers(read_ruleset(ruleset.grounds[0])) if ruleset.grounds else {}
        own |= {(name, *key) for key, v in numbers(ruleset).items() if inherited.get(key) != v}
    assert own == set(named)


def test_the_coverage_says_why_where_a_figure_is_in_no_rule_file() -> None:
    text = (DOCS / "law-coverage.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.+) \| (.+) \|$", text.split("## Không có")[1], re.MULTILINE)
    assert len(rows) > 20
    assert all(len(reason) > 10 for _, reason in rows[2:])


def test_the_pages_name_no_place_of_this_machine() -> None:
    for path in (DOCS / "law").glob("*.md"):
        assert str(Path.home()) not in path.read_text(encoding="utf-8")


def test_rules_show_prints_each_rule_in_both_languages(planner: Planner) -> None:
    """With article, dates and confidence; what a scenario can override is named by its id."""
    shown = planner("rules", "show", "vn-commune-35-2023").stdout
    flat = " ".join(re.sub(r"[│┃━─┼┬┴├┤└┘┌┐╇╈┏┓┡┩]", " ", shown).split())
    assert "từ 12/07/2023 đến 14/04/2025 · from 2023-07-12 to 2025-04-14" in flat
    for words in ("B-R.hemmed", "R1.minority", "chưa kiểm chứng"):
        assert words in flat
    listed = planner("rules", "list").stdout
    assert all(name in listed for name in rulesets_at_hand())
    assert "the district level was abolished" in listed
