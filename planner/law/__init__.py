"""The law as data, and the one function that holds units against it."""

from planner.law.entries import Override
from planner.law.find import (
    LawSettings,
    applied,
    check_kinds,
    find_ruleset,
    notes_of_law,
    open_questions,
    ruleset_for,
)
from planner.law.judge import judge, judge_verdicts, not_known, verdicts
from planner.law.overrides import numbers, with_overrides, without_measure
from planner.law.reading import assume, read_ruleset, rulesets_at_hand
from planner.law.roles import facts_asked, roles, triggered
from planner.law.ruleset import RuleSet
from planner.law.scales import classes, points
from planner.law.settle import law_columns, settle, ways, yardstick

__all__ = [
    "LawSettings",
    "Override",
    "RuleSet",
    "applied",
    "assume",
    "check_kinds",
    "classes",
    "facts_asked",
    "find_ruleset",
    "judge",
    "judge_verdicts",
    "law_columns",
    "not_known",
    "notes_of_law",
    "numbers",
    "open_questions",
    "points",
    "read_ruleset",
    "roles",
    "ruleset_for",
    "rulesets_at_hand",
    "settle",
    "triggered",
    "verdicts",
    "ways",
    "with_overrides",
    "without_measure",
    "yardstick",
]
