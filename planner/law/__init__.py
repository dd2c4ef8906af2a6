"""The law as data, and the one function that holds units against it."""

from planner.law.judge import judge, roles, settle, triggered, verdicts
from planner.law.ruleset import (
    Override,
    RuleSet,
    read_ruleset,
    rulesets_at_hand,
    with_overrides,
)

__all__ = [
    "Override",
    "RuleSet",
    "judge",
    "read_ruleset",
    "roles",
    "rulesets_at_hand",
    "settle",
    "triggered",
    "verdicts",
    "with_overrides",
]
