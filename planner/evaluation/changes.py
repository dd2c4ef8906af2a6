"""Changes: the new units that a plan makes, each with its verdict, and why it is made."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from planner.evaluation import Evaluation
from planner.units import full_name
from planner.units.columns import MEASURES
from planner.words import LANGUAGES, LAW_ROLES, NO_TEXT, Text, joined
from planner.words.law import unkeyed
from planner.words.numbers import percent_words
from planner.words.text import say

CHANGES = ["name", "members", "units", "people", "area_km2", "status", "untouched", "why"]
CHANGES += ["standing", "hangs_on"]


def changes(evaluation: Evaluation) -> pd.DataFrame:
    """Tell the new units that were not there before, and why each is made.

    Returns
    -------
    DataFrame, index ``code`` of the new unit
        ``name`` and ``members`` (Text, full names), ``units`` (number of members), ``people``
        (persons), ``area_km2``, ``status`` and ``untouched`` (of ``verdicts_after``), ``why``
        (Text: which members must change, with the percents that they attain; else what the law
        asks of those that join), ``standing`` (of ``Standing.mergers``, or empty) and
        ``hangs_on`` (Text).  Those that may go stand first, then in the order of the code.
    """
    moves = evaluation.moves
    rows, names = [], [full_name(evaluation.figures, language) for language in LANGUAGES]
    figures = evaluation.figures[["people", "area_km2"]].to_dict("index")
    verdicts = evaluation.verdicts_after[["status", "untouched"]].to_dict("index")
    short, standing = _short(evaluation), evaluation.plan.standing
    stands = standing.mergers if standing else {}
    for new, members in moves[moves["role"] != "stays"].groupby("new_code"):
        code, verdict = str(new), verdicts[new]
        values = (
            Text(*(str(name[new]) for name in names)),
            joined(members["name"], ", "),
            len(members),
            int(figures[new]["people"]),
            float(figures[new]["area_km2"]),
            str(verdict["status"]),
            bool(verdict["untouched"]),
            _why(members, short),
            stands.get(code, ""),
            standing.why(code) if standing else NO_TEXT,
        )
        rows.append((code, *values))
    table = pd.DataFrame(rows, columns=["code", *CHANGES]).set_index("code")
    first = {key: rank for rank, key in enumerate(dict.fromkeys(stands.values()))}
    return table.sort_values("standing", key=lambda each: each.map(first), kind="stable")


def _short(evaluation: Evaluation) -> dict[str, Text]:
    """Say of each unit of today what it does not attain: "dân số 34,4 %"."""
    findings = evaluation.findings_before
    missed = findings[findings["status"].astype(str) == "missed"]
    figures: dict[str, list[Text]] = {}
    for row in missed.to_dict("records"):
        measure = MEASURES[str(row["measure"])]
        measure = Text(measure.vi.lower(), measure.en.lower())
        figures.setdefault(str(row["code"]), []).append(
            joined((measure, percent_words(float(row["percent"]))), " ")
        )
    return {code: joined(texts, ", ") for code, texts in figures.items()}


def _why(members: pd.DataFrame, short: dict[str, Text]) -> Text:
    asked = members[members["law_role"] == "mandatory"]
    if asked.empty:
        roles = dict.fromkeys(members["law_role"].astype(str))
        return joined((LAW_ROLES[role] for role in roles if role in LAW_ROLES), "; ")
    return joined(_asked(asked, short), "; ")


def _asked(members: pd.DataFrame, short: dict[str, Text]) -> Iterator[Text]:
    for code, row in members.to_dict("index").items():
        ground = short.get(str(code)) or unkeyed(row["law_reason"])
        if ground:
            yield say("{unit} must change ({ground})", unit=row["name"], ground=ground)
        else:
            yield say("{unit} must change", unit=row["name"])
