"""What the law asks of a plan as a whole: how far the number of units falls, and names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import pandas as pd

from planner.law.entries import NameRule
from planner.law.ruleset import RuleSet
from planner.plan import Plan
from planner.units import KINDS, full_name, split_kind
from planner.words import say

COUNT = ["rule", "level", "percent", "least_percent", "most_percent", "status", "article"]
CANDIDATES = ["new_code", "name", "origin", "people", "chosen", "collides", "number"]
DISTRICTS = "|".join(kind.vi for kind in KINDS.values() if kind.level == "district")
NAMES = ["new_code", "name", "rule", "status", "article", "confidence"]


def judge_count(before: int, after: int, ruleset: RuleSet) -> pd.DataFrame:
    """Hold the number of units before and after against the targets of a rule set.

    Returns
    -------
    DataFrame
        A row a target, columns ``COUNT``: ``percent`` is the reduction,
        100 · (before − after) ∕ before; ``status`` is ``met``, ``missed``
        (falls too little) or ``exceeded``.
    """
    fall = 100.0 * (before - after) / before
    rows = []
    for target in ruleset.targets:
        status = "met"
        if fall < target.least_percent - 1e-9:
            status = "missed"
        elif fall > target.most_percent + 1e-9:
            status = "exceeded"
        least, most = target.least_percent, target.most_percent
        rows.append((target.id, target.level, fall, least, most, status, target.article))
    return pd.DataFrame(rows, columns=COUNT)


def name_candidates(
    units: pd.DataFrame, plan: Plan, taken: Iterable[str] = (), *, no_numbers: bool = False
) -> pd.DataFrame:
    """Propose names for the new units, each with where it comes from.

    Parameters
    ----------
    units : DataFrame
        Complete Units table of today.
    plan : Plan
        Unit → new unit.
    taken : iterable of str
        Names of units of the province that are not among ``units``.
    no_numbers : bool
        Leave out names that hold a number ("Kỳ Anh 2").

    Returns
    -------
    DataFrame
        Columns ``CANDIDATES``: for each new unit of several members their names,
        the most populous first, then that of their district where all come
        of one; ``origin`` is a code, or ``district``; ``collides`` with the name
        that the plan gives another new unit, or with one that is taken.
    """
    given = plan.results["name"].map(_key)
    used = given.value_counts().to_dict()
    others = {_key(name) for name in taken}
    facts = pd.DataFrame(units[["name", "people", "district"]])
    rows = []
    for new, members in plan.parts.groupby("new_code", sort=True)["code"]:
        if len(members) == 1:
            continue  # a unit that stays keeps its name
        held = facts.loc[list(members)].sort_values("people", ascending=False, kind="stable")
        counted = held["people"].astype("int64").tolist()
        named = list(zip(held["name"].astype(str), held.index, counted, strict=True))
        districts = held["district"].unique()
        if len(districts) == 1 and districts[0]:
            short = re.sub(rf"^({DISTRICTS}) ", "", str(districts[0]))
            named.append((short, "district", int(held["people"].sum())))
        seen: set[str] = set()
        for name, origin, people in named:
            key, number = _key(name), bool(re.search(r"\d", name))
            if key in seen or (number and no_numbers):
                continue
            seen.add(key)
            chosen = key == given[new]
            elsewhere = used.get(key, 0) - int(chosen)
            rows.append((new, name, origin, people, chosen, elsewhere > 0 or key in others, number))
    return pd.DataFrame(rows, columns=CANDIDATES)


def judge_names(
    units: pd.DataFrame,
    plan: Plan,
    ruleset: RuleSet,
    taken: Iterable[str] = (),
    *,
    no_numbers: bool = False,
) -> pd.DataFrame:
    """Hold the names of new units against the rules on names.

    A unit that stays as it is keeps its name, whatever it is.

    Parameters
    ----------
    units, plan, taken
        See :func:`name_candidates`.
    ruleset : RuleSet
        Its ``names`` apply.
    no_numbers : bool
        A wish of the scenario: no name may hold a number.

    Returns
    -------
    DataFrame
        Columns ``NAMES``, a row for each changed unit and rule; ``status`` is
        ``met``, ``missed``, or ``set_aside`` where what is not kept is advice.
    """
    keys = plan.results["name"].map(_key)
    # With their kind Phường and Xã Kỳ Anh are told apart; they are of one level all the same.
    alike = {"kind": full_name(plan.results).map(_key), "level": keys}
    held = [str(name) for name in taken]
    others = {"kind": held, "level": [split_kind(name)[1] for name in held]}
    twice = {
        within: set(names[names.duplicated(keep=False)]) | {_key(name) for name in others[within]}
        for within, names in alike.items()
    }
    members = plan.parts.groupby("new_code")["code"].agg(list)
    asked = list(ruleset.names)
    if no_numbers and "no_number" not in {rule.check for rule in asked}:
        wish = say("the scenario allows no numbers in names")
        asked.append(
            NameRule(
                id="no_number", check="no_number", article=wish, source="", confidence="scenario"
            )
        )
    rows = []
    for new in plan.results.index:
        codes = members[new]
        if len(codes) == 1:
            continue
        own = {_key(str(name)) for name in units.loc[codes, "name"]}
        name = str(plan.results.at[new, "name"])
        for rule in asked:
            holds = {
                "name_of_a_member": keys[new] in own,
                "no_collision": alike[rule.within][new] not in twice[rule.within],
                "no_number": not re.search(r"\d", name),
            }[rule.check]
            status = "met" if holds else "set_aside" if rule.advice else "missed"
            rows.append((new, name, rule.id, status, rule.article, rule.confidence))
    return pd.DataFrame(rows, columns=NAMES)


def _key(name: str) -> str:
    """Names are compared without regard to case, spaces and the form of their marks."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
