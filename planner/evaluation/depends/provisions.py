"""Provisions of the law, its numbers and open questions: what they would change."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planner.evaluation.depends.case import Case, changed
from planner.law import assume, not_known, settle, yardstick
from planner.law.settle import mountain_share
from planner.units import COLUMNS
from planner.words import joined


def on_entries(case: Case, now: pd.DataFrame) -> list[pd.DataFrame]:
    """Reductions, waivers, triggers and exemptions that were not verified, left out."""
    law, found = case.ruleset, []
    # What an open question brought along is asked about with the question.
    of_questions = {
        entry.id
        for question in law.assumptions
        for option in question.options
        for entry in option.entries
    }
    for section in ("reductions", "waivers", "triggers", "exemptions"):
        entries = getattr(law, section)
        for entry in entries:
            if entry.confidence != "unverified" or entry.id in of_questions:
                continue
            rest = [other for other in entries if other.id != entry.id]
            if section == "triggers" and not rest:
                continue  # without triggers, every unit below a standard would have to change
            without = law.model_copy(update={section: rest})
            then = case.verdict(ruleset=without)
            found.append(changed(now, then, "entry", entry.id, entry.article))
    return found


def on_numbers(case: Case, now: pd.DataFrame) -> pd.DataFrame:
    """Numbers of standards that were not verified, and the value at which a verdict flips."""
    law = yardstick(case.ruleset, today=case.plan is None)
    findings = case.findings(case.table())
    marks = {(s.id, m): law.mark(s, m) for s in law.standards for m in s.bounds if s.bounds[m] > 0}
    keys = zip(findings["rule"].astype(str), findings["measure"].astype(str), strict=True)
    doubtful = findings[[marks.get(key) in ("unverified", "scenario") for key in keys]]
    missed = findings["status"] == "missed"
    alone = findings[missed]["code"].value_counts()
    rows = []
    for row in doubtful.to_dict("records"):
        flips_at = row["value"] / row["factor"]
        far = abs(100.0 * flips_at / row["standard"] - 100.0)
        decides = row["status"] == "missed" and alone.get(row["code"], 0) == 1
        near = row["status"] == "met" and far <= case.near_percent
        if decides or near:
            then = "met" if decides else "missed"
            rows.append(
                {
                    "code": row["code"],
                    "on": "number",
                    "what": f"{row['rule']}.{row['measure']}",
                    "source": row["article"],
                    "figure": row["standard"],
                    "flips_at": flips_at,
                    "unit": row["unit"],
                    "status": now.at[row["code"], "status"],
                    "status_then": then,
                    "role": now.at[row["code"], "role"],
                    "role_then": "",
                }
            )
    return pd.concat([pd.DataFrame(rows), _on_mountain_share(case, now)], ignore_index=True)


def _on_mountain_share(case: Case, now: pd.DataFrame) -> pd.DataFrame:
    """Merged units that are mountainous or not by a share whose limit was not verified."""
    rule = case.ruleset.mountain
    if case.plan is None or rule is None or rule.confidence != "unverified":
        return pd.DataFrame()
    if rule.at_least == "one":
        return pd.DataFrame()  # no number: the question that it answers is asked as a whole
    table = settle(case.table(), case.ruleset)
    share = mountain_share(table, rule)
    between = (table["units"] > 1) & (share > 0) & (share < 1)
    parts = []
    for at_least in (1e-5, 1.0):
        other = case.ruleset.model_copy(
            update={"mountain": rule.model_copy(update={"at_least": at_least})}
        )
        rows = changed(
            now, case.verdict(ruleset=other), "number", f"{rule.id}.at_least", rule.article
        )
        rows = rows[rows["code"].map(between).astype(bool)]
        parts.append(rows.assign(figure=rule.at_least, flips_at=rows["code"].map(share)))
    return pd.concat(parts, ignore_index=True)


def on_figures(case: Case, now: pd.DataFrame) -> pd.DataFrame:
    """Figures that a standard asks for and nobody brought, of units that meet the rest."""
    rows = not_known(case.table(), case.ruleset, today=case.plan is None)
    rows = rows[rows["code"].map(now["status"]) == "open"]
    return pd.DataFrame(
        {
            "code": rows["code"],
            "on": "figure",
            "what": rows["measure"],
            "source": rows["article"],
            "figure": np.nan,
            "flips_at": rows["threshold"],
            "unit": [COLUMNS[name].unit for name in rows["measure"]],
            "status": "open",
            "status_then": "missed",
            "role": rows["code"].map(now["role"]),
            "role_then": "",
        }
    )


def on_assumptions(case: Case, now: pd.DataFrame) -> list[pd.DataFrame]:
    """Answers to open questions: what each other answer would change."""
    found = []
    for question in case.ruleset.assumptions:
        for option in question.options:
            if option.id == question.chosen:
                continue
            other = assume(case.ruleset, {question.id: option.id})
            what = f"{question.id} = {option.id}"
            told = joined((question.text, option.text), " – ")
            found.append(changed(now, case.verdict(ruleset=other), "assumption", what, told))
    return found
