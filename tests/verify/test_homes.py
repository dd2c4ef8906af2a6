"""Second homes: a term or a kind of rule that lacks one of its places is named here.

What is written twice on purpose, so that one can check the other, can be
forgotten in one of the two.  CONTRIBUTING lists the places.
"""

from __future__ import annotations

import ast
import json
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
import worlds

import planner
from planner.law import read_ruleset, rulesets_at_hand
from planner.law.describe import HEADINGS, describe
from planner.law.entries import Entry
from planner.law.ruleset import SECTIONS, RuleSet
from planner.optimize import CountSettings, StageSettings
from planner.optimize.certificate import problem_data
from planner.optimize.conflicts import Questions
from planner.plan.terms import TERMS
from planner.problem import Problem
from planner.problem.groups import GroupSettings, Locks, find_groups
from planner.problem.groups.named import with_codes
from planner.problem.locks import LOCKS, locks_of
from planner.units.graph import build_graph
from planner.verify.choices.claims import LOCKS as WISHES
from planner.verify.choices.conflicts import all_held
from planner.verify.costs import MEASURES, NEVER_BELOW_ZERO, Costs
from planner.verify.pool import LOCKS as CHECKED
from planner.verify.pool import build_pool

HOUSE = Path(planner.__file__).parent
TESTS = Path(__file__).parents[1]

# Files of `planner/law/` that hold units and plans against entries.
JUDGES = ("settle", "judge", "roles", "whole", "scales")
# Rule kinds that have no such home, and why.
NO_HOME = {
    ("assumptions", "judge"): "entries of the chosen answer join those of their own kind when read",
    ("assumptions", "checker"): "the rules of a certificate hold the chosen answer's entries",
    ("results", "depends"): "they stand in the place of the standards, of which it asks",
    ("flags", "depends"): "who brings another reading along is the open question, of which it asks",
    ("scales", "depends"): "points class a unit; no verdict rests on them",
    ("scales", "checker"): "points enter neither a pool nor a verdict",
    ("classes", "depends"): "a class is no verdict; what it hangs on is printed as its range",
    ("classes", "checker"): "classes enter neither a pool nor a verdict",
    ("targets", "depends"): "they ask of the number of units, which is counted and not measured",
    ("targets", "checker"): "a scenario turns them into a count, and the checker keeps the count",
    ("names", "depends"): "a name hangs on no figure",
    ("names", "checker"): "no verdict and no term rests on a name",
    ("result_kinds", "depends"): "the kind of a member is a fact that is always known",
}


@cache
def _kinds() -> list[str]:
    """Fields of a rule set that hold entries: lists of them, or one."""
    found = []
    for name, field in RuleSet.model_fields.items():
        inside = [*get_args(field.annotation), field.annotation]
        if any(isinstance(each, type) and issubclass(each, Entry) for each in inside):
            found.append(name)
    return found


@cache
def _trees(*parts: str) -> list[ast.AST]:
    files = [path for part in parts for path in sorted(HOUSE.glob(part))]
    return [node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8")))]


def _asked(kind: str, *parts: str) -> bool:
    """Tell whether some files of the program read these entries of a rule set."""
    return any(
        isinstance(node, ast.Attribute)
        and node.attr == kind
        and ast.unparse(node.value).split(".")[-1] in ("ruleset", "law")
        for node in _trees(*parts)
    )


def _words(part: str) -> set[str]:
    """Words in quotes of a file of the program."""
    found = (node.value for node in _trees(part) if isinstance(node, ast.Constant))
    return {value for value in found if isinstance(value, str)}


@cache
def _described() -> set[str]:
    """Sections of which some shipped rule set prints a sentence."""
    return {line.section for name in rulesets_at_hand() for line in describe(read_ruleset(name))}


def _homes(kind: str) -> dict[str, bool]:
    return {
        "ruleset": kind in (*SECTIONS, "mountain"),
        "judge": _asked(kind, *(f"law/{name}.py" for name in JUDGES)),
        "describe": kind in HEADINGS and kind in _described(),
        "depends": _asked(kind, "evaluation/depends/*.py"),
        "checker": kind in _words("verify/law.py"),
    }


def test_the_kinds_of_rules_are_those_of_the_sections() -> None:
    assert set(_kinds()) == {*SECTIONS, "mountain"}
    assert {kind for kind, _ in NO_HOME} <= set(_kinds())


@pytest.mark.parametrize("kind", _kinds())
def test_a_kind_of_rule_has_all_its_homes(kind: str) -> None:
    """Those that are missing are those of which it is said why, and no others."""
    missing = {home for home, there in _homes(kind).items() if not there}
    assert missing == {home for name, home in NO_HOME if name == kind}


# A row of the nine squares, and what each lock says of it; a lock that is new gets a line here.
OF_A_ROW: dict[str, tuple[str, ...]] = {
    "together": ("11", "12"),
    "apart": ("11", "12"),
    "keep": ("11",),
    "fixed": ("11", "12"),
    "forbidden": ("11", "12"),
}


def _lock_homes(name: str) -> dict[str, bool]:
    """Homes of a lock, each tried: what it leaves of a pool, what the checker says, conflicts."""
    codes = OF_A_ROW.get(name, ("11", "12"))
    there = name in LOCKS and name in Locks.model_fields
    held = locks_of([(name, codes)]) if there else Locks()
    units = worlds.nine_squares()
    free = GroupSettings(max_members=3)
    parts = units, build_graph(units), read_ruleset("vn-commune-76-2025")
    locked = Problem(*parts, free.locked(held))
    pool = find_groups(units, parts[1], parts[2], locked.groups)
    every = find_groups(units, parts[1], parts[2], free)
    stated = json.loads(json.dumps(problem_data(locked)))
    layers = build_pool(stated)
    return {
        "settings": there and name in GroupSettings.model_fields,
        "column test": 0 < len(pool) < len(every),
        "names": there and with_codes(locked.groups, units).locks == held,
        "conflicts": (name, codes) in [(each.key, each.what) for each in Questions(locked).all()],
        "sentence": name in LOCKS and "A, B" in LOCKS[name].words("A, B").vi,
        "checker's pool": len(pool) < len(every) and sum(map(len, layers)) == len(pool),
        "checker's conflicts": (name, codes) in all_held(stated),
        "checker of plans": name in CHECKED,
        "wishes": name in WISHES,
    }


@pytest.mark.parametrize("name", sorted({*LOCKS, *Locks.model_fields, *CHECKED}))
def test_a_lock_has_all_its_homes(name: str) -> None:
    assert {home for home, there in _lock_homes(name).items() if not there} == set()
    assert name in OF_A_ROW


def test_what_is_no_lock_has_no_home() -> None:
    """So each of the homes can be seen to be missing."""
    assert not any(_lock_homes("no_such_lock").values())


@pytest.mark.parametrize("name", LOCKS)
def test_the_checker_of_plans_sees_a_lock_that_is_not_kept(name: str) -> None:
    """Whole rows of the nine squares, or each unit by itself: one of the two breaks each lock."""
    _, keeps, words = CHECKED[name]
    codes = frozenset(OF_A_ROW[name])
    rows, alone = [frozenset({"11", "12", "13"})], [frozenset({code}) for code in codes]
    exact = [codes]
    assert {keeps(codes, rows), keeps(codes, alone), keeps(codes, exact)} == {True, False}
    assert "11" in words("11").en


@pytest.mark.parametrize("name", TERMS)
def test_a_term_has_all_its_homes(name: str) -> None:
    """The checker prices it, and tells whether a group can have less than nothing of it."""
    term, units = TERMS[name], worlds.nine_squares()
    law, settings = read_ruleset("vn-commune-76-2025"), GroupSettings(max_members=3)
    objective = [StageSettings(stage=name)]
    stated = problem_data(
        Problem(units, build_graph(units), law, settings, CountSettings(), objective)
    )
    stated = json.loads(json.dumps(stated))
    cost = Costs(stated, build_pool(stated)).of_stage(stated["objective"][0])
    assert cost is not None, f"planner/verify/costs.py does not price {name}"
    never = not term.maximise
    assert (name in NEVER_BELOW_ZERO) is never, f"planner/verify/costs.py does not place {name}"
    assert (cost >= 0).all() if never else (cost <= 0).all()


@pytest.mark.parametrize("name", TERMS)
def test_a_term_is_tested_where_it_has_to_be(name: str) -> None:
    """By a value worked out by hand; brute force and the checker's price take all terms."""
    tree = ast.parse((TESTS / "test_terms.py").read_text(encoding="utf-8"))
    words = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert name in words


def test_every_term_of_the_checker_is_one_of_the_program() -> None:
    assert set(MEASURES) == set(TERMS)
