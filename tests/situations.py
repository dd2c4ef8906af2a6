"""The law's situations (tests/law/*.yaml), read and judged all at once.

All situations under one rule set are laid out as one table of units and one
plan, so that a changed rule set is held against all of them in milliseconds.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from ruamel.yaml import YAML
from worlds import square, world

from planner.law import (
    Override,
    RuleSet,
    assume,
    classes,
    judge,
    not_known,
    points,
    read_ruleset,
    roles,
    settle,
    verdicts,
    ways,
    with_overrides,
)
from planner.law.describe import page
from planner.law.whole import judge_count, judge_names
from planner.plan import Plan, shares
from planner.plan.merging import merge_units
from planner.units import COLUMNS, combine

FOLDER = Path(__file__).parent / "law" / "situations"
Situation = dict[str, Any]
Asked = Mapping[str, Situation]
Wrong = Iterator[tuple[str, list[str]]]


@cache
def situations() -> dict[str, Situation]:
    """Read every situation, under a name made of its file and its number."""
    found: dict[str, Situation] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        document = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
        for number, entry in enumerate(document["situations"], start=1):
            found[f"{path.stem}-{number}"] = {"ruleset": document["ruleset"], **entry}
    return found


def conditions(situation: Situation) -> str:
    """What of a situation decides the rule set that judges it, as a key."""
    return repr([situation.get(key) for key in ("ruleset", "overrides", "assumptions")])


def law_of(situation: Situation) -> RuleSet:
    """The rule set of a situation, with its answers and its numbers."""
    return applied(read_ruleset(situation["ruleset"]), situation)


def applied(ruleset: RuleSet, situation: Situation) -> RuleSet:
    """Apply the answers and the numbers of a situation."""
    overrides = [Override(**entry) for entry in situation.get("overrides", [])]
    return with_overrides(assume(ruleset, situation.get("assumptions", {})), overrides)


@dataclass(frozen=True)
class Court:
    """Situations that one rule set judges, as a table of units and a plan that joins them."""

    names: tuple[str, ...]
    """Situations that have members, in order."""
    units: gpd.GeoDataFrame
    facts: pd.DataFrame
    """The units without their outlines."""
    plan: Plan
    merged: pd.DataFrame
    counts: pd.DataFrame

    def results(self, ruleset: RuleSet) -> pd.DataFrame:
        """The merged units, with kind and mountain flag as the rule set has them."""
        kinds = settle(self.counts, ruleset)["kind"].astype("str").reindex(self.merged.index)
        return self.merged.assign(kind=kinds, mountain=settle(self.merged, ruleset)["mountain"])


@cache
def court(key: str) -> Court:
    """Lay out the situations of one key (see ``conditions``)."""
    mine = {
        name: entry
        for name, entry in situations().items()
        if conditions(entry) == key and "members" in entry
    }
    rows = [
        (name, f"{name}/m{i}", member)
        for name, entry in mine.items()
        for i, member in enumerate(entry["members"])
    ]
    given = {column for _, _, member in rows for column in member}
    units = world(
        # Members of a situation lie in a row, so that each borders the next.
        _rows(rows),
        **{
            name: [
                member.get(name, None if column.default is pd.NA else column.default)
                for _, _, member in rows
            ]
            for name, column in COLUMNS.items()
            if name in given
        },
    )
    parts = pd.DataFrame(
        {
            "code": [code for _, code, _ in rows],
            "new_code": [name for name, _, _ in rows],
            "share_area": 1.0,
            "share_people": 1.0,
        }
    ).sort_values(["code", "new_code"], ignore_index=True)
    heads = pd.DataFrame({"name": "New", "kind": ""}, index=pd.Index(sorted(mine)))
    plan = Plan(parts, heads)
    how = ways(law_of(next(iter(mine.values())))) if mine else None
    merged = pd.DataFrame(merge_units(units, plan, how).drop(columns="geometry"))
    facts = pd.DataFrame(units.drop(columns="geometry"))
    counts = combine(units, *shares(units, plan)).set_index(heads.index)
    return Court(tuple(mine), units, facts, plan, merged, counts)


def _rows(rows: list[tuple[str, str, dict[str, Any]]]) -> dict[str, Any]:
    order = {name: place for place, name in enumerate(dict.fromkeys(name for name, _, _ in rows))}
    return {code: square(int(code.rpartition("/m")[2]), 2 * order[name]) for name, code, _ in rows}


def complaints(key: str, ruleset: RuleSet) -> dict[str, list[str]]:
    """Hold the situations of one key against a rule set; empty where all is as they say."""
    found: dict[str, list[str]] = {}
    for question in QUESTIONS:
        for name, wrong in question(_of_key(key), court(key), ruleset):
            found.setdefault(name, []).extend(wrong)
    return found


def fails(laws: Mapping[str, RuleSet], section: str) -> bool:
    """Whether some situation is not as it says; the first that is found decides.

    Asked of each key's rule set. What a section of the rule set is likeliest to change is asked
    first of all situations, so that little is asked in vain.
    """
    first = _scored if section in ("scales", "classes") else _results
    order = sorted(QUESTIONS, key=lambda question: question is not first)
    return any(
        True
        for question in order
        for key, ruleset in laws.items()
        for _ in question(_of_key(key), court(key), ruleset)
    )


@cache
def _of_key(key: str) -> dict[str, Situation]:
    return {name: entry for name, entry in situations().items() if conditions(entry) == key}


def _rule_set(mine: Asked, bench: Court, ruleset: RuleSet) -> Wrong:
    """Count, days, words and names, which need no court."""
    for name, entry in mine.items():
        for asked_for, answer in OF_THE_RULE_SET.items():
            if asked_for in entry and (wrong := answer(entry, ruleset)):
                yield name, wrong


def _results(mine: Asked, bench: Court, ruleset: RuleSet) -> Wrong:
    """The verdict on what becomes of the members."""
    if not bench.names:
        return
    merged = bench.results(ruleset)
    findings = judge(merged, ruleset)
    status = verdicts(findings, not_known(merged, ruleset))["status"].astype(str).to_dict()
    rows: dict[str, dict[str, Any]] = {name: {} for name in bench.names}
    for row in findings.to_dict("records"):
        rows[row["code"]][row["measure"]] = row
    for name in bench.names:
        if wrong := _of_result(mine[name], rows[name], status[name], ruleset):
            yield name, wrong


def _roles(mine: Asked, bench: Court, ruleset: RuleSet) -> Wrong:
    """What the law asks of the first member as it is today."""
    if not any("asked" in mine[name] for name in bench.names):
        return
    asked = roles(bench.facts, ruleset).to_dict("index")
    for name in bench.names:
        if "asked" in mine[name]:
            said, got = mine[name]["asked"], asked[f"{name}/m0"]
            if (got["role"], got["reason"].vi.split(":")[0]) != (
                said["role"],
                said.get("reason", ""),
            ):
                yield name, [f"asked: {got}"]


def _scored(mine: Asked, bench: Court, ruleset: RuleSet) -> Wrong:
    """Points and class of the first member, and points of what the members become."""
    for key, of in (("points", "/m0"), ("points_after", "")):
        if not any(key in mine[name] for name in bench.names):
            continue
        table = bench.facts if of else bench.results(ruleset)
        scored = points(table, ruleset).set_index(["code", "scale"])["points"].to_dict()
        for name in bench.names:
            for scale, number in mine[name].get(key, {}).items():
                got = scored.get((f"{name}{of}", scale))
                if not _near(got, number):
                    yield name, [f"{scale}: {got} {key}"]
    if any("class" in mine[name] for name in bench.names):
        classed = classes(bench.facts, ruleset).set_index("code").to_dict("index")
        for name in bench.names:
            got = classed.get(f"{name}/m0", {})
            for key, expected in mine[name].get("class", {}).items():
                given = got.get(key)
                same = str(getattr(given, "vi", "")) == expected
                if not (same or (key in ("least", "most") and _near(given, expected))):
                    yield name, [f"{key}: {given}"]


def _today(mine: Asked, bench: Court, ruleset: RuleSet) -> Wrong:
    """What the first member is held against as it is today."""
    if not any("today" in mine[name] for name in bench.names):
        return
    found: dict[str, dict[str, Any]] = {}
    for row in judge(bench.facts, ruleset, today=True).to_dict("records"):
        found.setdefault(row["code"], {})[row["measure"]] = row
    for name in bench.names:
        rows = found[f"{name}/m0"]
        for measure, expected in mine[name].get("today", {}).items():
            wrong = _of_measure(measure, rows[measure], expected)
            if "article" in expected and str(rows[measure]["article"]) != expected["article"]:
                wrong.append(f"article {rows[measure]['article']}")
            if wrong:
                yield name, [f"today, {each}" for each in wrong]


def _of_count(entry: Situation, ruleset: RuleSet) -> list[str]:
    rows = judge_count(entry["count"]["before"], entry["count"]["after"], ruleset)
    got = {row["rule"]: row for row in rows.to_dict("records")}
    said = entry["result"]
    row = got[said["rule"]]
    wrong = [] if _near(row["percent"], said["percent"]) else [f"percent {row['percent']}"]
    wrong += [] if str(row["article"]) == entry["article"] else [f"article {row['article']}"]
    return wrong + ([] if row["status"] == said["status"] else [f"status {row['status']}"])


def _of_days(entry: Situation, ruleset: RuleSet) -> list[str]:
    said, got = entry["in_force"], (ruleset.in_force_from, ruleset.in_force_to)
    return [] if got == (said["from"], said.get("to")) else [f"in force {got}"]


def _of_words(entry: Situation, ruleset: RuleSet) -> list[str]:
    """Words that whoever reads the rule set must find."""
    written = page(ruleset)
    return [f"{words!r} not said" for words in entry["said"] if words not in written]


def _of_name(entry: Situation, ruleset: RuleSet) -> list[str]:
    """A name for two squares joined, in a province that has other names."""
    said, asked = entry["named"], entry["result"]
    places = {"a": square(0, 0), "b": square(1, 0)}
    units = world(places, name=["Sơn Hà", "Sơn Kim"], people=[2_000, 1_000])
    head = pd.DataFrame({"name": said["name"], "kind": said["kind"]}, index=["new"])
    parts = pd.DataFrame({"code": ["a", "b"], "new_code": "new"})
    plan = Plan(parts.assign(share_area=1.0, share_people=1.0), head)
    rows = judge_names(units, plan, ruleset, said.get("taken", [])).set_index("rule")
    row = rows.loc[asked["rule"]]
    wrong = [] if row["status"] == asked["status"] else [f"status {row['status']}"]
    return wrong + ([] if str(row["article"]) == entry["article"] else [f"{row['article']}"])


OF_THE_RULE_SET = {
    "count": _of_count,
    "in_force": _of_days,
    "said": _of_words,
    "named": _of_name,
}
QUESTIONS = (_rule_set, _results, _today, _roles, _scored)


def _of_result(
    entry: Situation, findings: dict[str, Any], status: str, ruleset: RuleSet
) -> list[str]:
    said = entry["result"]
    wrong = [] if status == said["status"] else [f"status {status}"]
    kinds = sorted({str(row["kind"]) for row in findings.values()})
    wrong += [] if kinds == [said["kind"]] else [f"kind {kinds}"]
    if said["status"] == "no_rule":
        if not all(math.isnan(row["threshold"]) for row in findings.values()):
            wrong.append("a threshold where no rule is")
    elif (articles := {str(row["article"]) for row in findings.values()}) != {entry["article"]}:
        wrong.append(f"article {sorted(articles)}")
    for measure in set(entry) & set(ruleset.measures):
        expected = entry[measure]
        if measure not in findings:
            wrong.append(f"{measure}: not judged")
            continue
        wrong += _of_measure(measure, findings[measure], expected)
    return wrong


def _of_measure(measure: str, row: dict[str, Any], expected: dict[str, Any]) -> list[str]:
    wrong = []
    for key in ("threshold", "percent"):
        if key in expected and not _near(row[key], expected[key]):
            wrong.append(f"{measure}: {key} {row[key]}")
    for key in ("status", "note", "confidence"):
        if key in expected and str(row[key]) != expected[key]:
            wrong.append(f"{measure}: {key} {row[key]}")
    for key in ("reduced_by", "waived_by"):
        got = str(row[key]).split(":")[0]
        if got != expected.get(key, ""):
            wrong.append(f"{measure}: {key} {got!r}")
    return wrong


def _near(found: Any, expected: float) -> bool:
    # Not so of NaN, which is near nothing.
    return found is not None and abs(found - expected) <= 0.0051
