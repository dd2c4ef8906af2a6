"""The tables that every report shows: units today, new units, findings."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from planner.evaluation import Evaluation
from planner.law import notes_of_law
from planner.law.judge import FINDINGS, RELATIVE_TOLERANCE
from planner.units import full_name
from planner.units.check import FORMULA
from planner.units.provenance import provenance_of
from planner.words import Text
from planner.words.outputs.reports import A_PART

CHANGED = ["joins", "gives_name", "divided"]


def present_units(evaluation: Evaluation) -> gpd.GeoDataFrame:
    """Units of today, how the law sees them, and what becomes of each.

    Returns
    -------
    GeoDataFrame, one row a unit, index ``code``
        The columns of ``COLUMNS``, of :func:`verdict_columns`, then
        ``law_role``, ``law_reason``, ``role``, ``new_code`` and ``new_name``.
        A divided unit has its heirs joined by "; ".
    """
    moves = evaluation.moves
    heirs = moves.groupby(level=0)[["new_code", "new_name"]].agg("; ".join)
    of_unit = moves.groupby(level=0)[["law_role", "law_reason", "role"]].first()
    heirs = of_unit.join(heirs)
    verdicts = verdict_columns(evaluation.findings_before, evaluation.verdicts_before)
    return evaluation.units.join(verdicts).join(heirs)


def new_units(evaluation: Evaluation) -> gpd.GeoDataFrame:
    """New units, how the law sees them, and of what they are made.

    Returns
    -------
    GeoDataFrame, one row a new unit, index ``code``
        The columns of ``COLUMNS``, of :func:`verdict_columns`, then
        ``member_codes`` and ``members`` (full names), joined by ", ".
    """
    verdicts = verdict_columns(evaluation.findings_after, evaluation.verdicts_after)
    moves = evaluation.moves.reset_index()
    part = np.where(moves["role"] == "divided", f" ({A_PART.vi})", "")
    moves = moves.assign(members=moves["name"] + part, member_codes=moves["code"])
    members = moves.groupby("new_code")[["member_codes", "members"]].agg(", ".join)
    return evaluation.merged.join(verdicts).join(members)


def verdict_columns(findings: pd.DataFrame, verdicts: pd.DataFrame) -> pd.DataFrame:
    """Findings in wide form: one row a unit.

    Returns
    -------
    DataFrame, index ``code``
        The columns of ``law.verdicts``; for each measure ``…_standard``,
        ``…_threshold`` (in the measure's unit), ``…_percent`` and
        ``…_status``, where ``…`` is ``people`` or ``area``; ``rule``,
        ``article`` and ``waived_by`` of all measures, each text once.
    """
    wide = verdicts.astype({"status": str})
    for measure, rows in findings.groupby("measure", sort=False, observed=True):
        rows = rows.set_index("code")
        stem = str(measure).removesuffix("_km2")
        for name in ("standard", "threshold", "percent"):
            wide[f"{stem}_{name}"] = rows[name].astype(float)
        wide[f"{stem}_status"] = rows["status"].astype(str)
    for name in ("rule", "article", "waived_by"):
        texts = findings[["code"]].assign(text=findings[name].astype(str))
        texts = texts[texts["text"] != ""].drop_duplicates()
        wide[name] = texts.groupby("code")["text"].agg("; ".join)
        wide[name] = wide[name].fillna("")
    return wide


def named_findings(evaluation: Evaluation) -> pd.DataFrame:
    """All findings, before and after, names beside codes.

    Returns
    -------
    DataFrame
        ``state`` (``before``, ``after``), ``code``, ``name``, the other
        columns of ``law.FINDINGS``, ``assumed_share``, and ``law_role`` (what
        the law asks of a unit of today; empty after); in the order of code
        and measure.
    """
    parts = []
    for state, table, findings in (
        ("before", evaluation.units, evaluation.findings_before),
        ("after", evaluation.merged, evaluation.findings_after),
    ):
        named = findings.sort_values("code", kind="stable").astype({"kind": str})
        asked = evaluation.moves["law_role"].groupby(level=0).first()
        parts.append(
            named.assign(
                state=state,
                name=named["code"].map(full_name(table)),
                law_role=named["code"].map(asked) if state == "before" else "",
            )
        )
    columns = ["state", "code", "name", *FINDINGS[1:], "assumed_share", "law_role"]
    return pd.concat([part[columns] for part in parts], ignore_index=True)


def notes(evaluation: Evaluation) -> list[Text]:
    """Everything that a reader has to know: of the plan, the law and the data, each once."""
    plan, of_data = evaluation.plan, provenance_of(evaluation.units).notes
    of_law = notes_of_law(evaluation.ruleset)
    return list(dict.fromkeys([*plan.scope, *plan.notes, *of_law, *of_data]))


def shown_percent(percent: pd.Series[float]) -> pd.Series[float]:
    """Round percents down to two decimals: what misses a standard never shows 100.

    The tolerance is that of the judge, so that what is met shows 100 at least.
    """
    steps = percent.to_numpy(dtype=np.float64) * 100.0
    return pd.Series(np.floor(steps * (1.0 + RELATIVE_TOLERANCE)) / 100.0, percent.index)


def as_printed(table: pd.DataFrame) -> pd.DataFrame:
    """Write the texts of a table as strings, in both languages."""
    texts = {
        name: column.map(lambda cell: _as_text(cell) if isinstance(cell, Text) else cell)
        for name, column in table.items()
        if column.dtype == object
    }
    return table.assign(**{str(name): column for name, column in texts.items()})


def _as_text(cell: Text) -> str:
    """Write a text of the law or of a file as a spreadsheet takes it for one: never a formula."""
    said = str(cell)
    return f"'{said}" if said.startswith(FORMULA) else said


def one_line(note: Text) -> str:
    """Write a note as ``plan.csv`` holds it; its languages stand in ``result.json``."""
    return " ".join(str(note).split())
