"""The law's situations (tests/law/*.yaml), read and judged all at once.

All situations under one rule set are laid out as one table of units and one
plan, so that a changed rule set is held against all of them in milliseconds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from ruamel.yaml import YAML
from worlds import square, world

from planner.law import (
    Override,
    RuleSet,
    assume,
    judge,
    points,
    read_ruleset,
    roles,
    settle,
    verdicts,
    with_overrides,
)
from planner.law.whole import judge_count
from planner.plan import Plan, merge_units, shares
from planner.units import COLUMNS, combine

FOLDER = Path(__file__).parent / "law"
Situation = dict[str, Any]


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
    plan: Plan
    merged: gpd.GeoDataFrame
    counts: pd.DataFrame

    def results(self, ruleset: RuleSet) -> gpd.GeoDataFrame:
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
    merged = merge_units(units, plan)
    counts = combine(units, *shares(units, plan)).set_index(heads.index)
    return Court(tuple(mine), units, plan, merged, counts)


def _rows(rows: list[tuple[str, str, dict[str, Any]]]) -> dict[str, Any]:
    order = {name: place for place, name in enumerate(dict.fromkeys(name for name, _, _ in rows))}
    return {code: square(int(code.rpartition("/m")[2]), 2 * order[name]) for name, code, _ in rows}


def complaints(key: str, ruleset: RuleSet) -> dict[str, list[str]]:
    """Hold the situations of one key against a rule set; empty where all is as they say."""
    mine = {name: e for name, e in situations().items() if conditions(e) == key}
    found: dict[str, list[str]] = {}
    for name, entry in mine.items():
        if "count" in entry:
            wrong = _of_count(entry, ruleset)
            if wrong:
                found[name] = wrong
    bench = court(key)
    if not bench.names:
        return found
    merged = bench.results(ruleset)
    findings = judge(merged, ruleset)
    rows = verdicts(findings)
    by_unit = dict(tuple(findings.groupby("code", sort=False)))
    asked = roles(bench.units, ruleset)
    scored = points(merged, ruleset).set_index(["code", "scale"])["points"].to_dict()
    for name in bench.names:
        entry, own = mine[name], by_unit[name].set_index("measure")
        wrong = _of_result(entry, own, str(rows.at[name, "status"]), ruleset)
        wrong += [
            f"{scale}: {scored.get((name, scale))} points"
            for scale, number in entry.get("points", {}).items()
            if not _near(scored.get((name, scale)), number)
        ]
        if "asked" in entry:
            said = asked.loc[f"{name}/m0"]
            got = (said["role"], said["reason"].split(":")[0])
            if got != (entry["asked"]["role"], entry["asked"].get("reason", "")):
                wrong.append(f"asked: {got}")
        if wrong:
            found[name] = wrong
    return found


def _of_count(entry: Situation, ruleset: RuleSet) -> list[str]:
    rows = judge_count(entry["count"]["before"], entry["count"]["after"], ruleset)
    got = {row["rule"]: row for row in rows.to_dict("records")}
    said = entry["result"]
    row = got[said["rule"]]
    wrong = [] if _near(row["percent"], said["percent"]) else [f"percent {row['percent']}"]
    return wrong + ([] if row["status"] == said["status"] else [f"status {row['status']}"])


def _of_result(
    entry: Situation, findings: pd.DataFrame, status: str, ruleset: RuleSet
) -> list[str]:
    said = entry["result"]
    wrong = [] if status == said["status"] else [f"status {status}"]
    kinds = sorted(set(findings["kind"].astype("str")))
    wrong += [] if kinds == [said["kind"]] else [f"kind {kinds}"]
    if said["status"] == "no_rule":
        if not findings[["threshold", "percent"]].isna().all(axis=None):
            wrong.append("a threshold where no rule is")
    elif set(findings["article"]) != {entry["article"]}:
        wrong.append(f"article {sorted(set(findings['article']))}")
    for measure in set(entry) & set(ruleset.measures):
        expected = entry[measure]
        if measure not in findings.index:
            wrong.append(f"{measure}: not judged")
            continue
        row = findings.loc[measure]
        for key in ("threshold", "percent"):
            if key in expected and not _near(row[key], expected[key]):
                wrong.append(f"{measure}: {key} {row[key]}")
        for key in ("status", "note", "confidence"):
            if key in expected and row[key] != expected[key]:
                wrong.append(f"{measure}: {key} {row[key]}")
        for key in ("reduced_by", "waived_by"):
            got = str(row[key]).split(":")[0]
            if got != expected.get(key, ""):
                wrong.append(f"{measure}: {key} {got!r}")
    return wrong


def _near(found: Any, expected: float) -> bool:
    return (
        found is not None and not math.isnan(found) and bool(np.isclose(found, expected, 0, 0.0051))
    )
