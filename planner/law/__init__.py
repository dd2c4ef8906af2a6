"""The law as data, and the one function that holds units against it."""

from planner.law.find import LawSettings, applied, find_ruleset, open_questions, ruleset_for
from planner.law.judge import judge, not_known, roles, settle, triggered, verdicts
from planner.law.overrides import Override, numbers, with_overrides
from planner.law.ruleset import RuleSet, assume, read_ruleset, rulesets_at_hand
from planner.law.scales import points

__all__ = [
    "LawSettings",
    "Override",
    "RuleSet",
    "applied",
    "assume",
    "find_ruleset",
    "judge",
    "not_known",
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
    "with_overrides",
]
