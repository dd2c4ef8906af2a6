"""Facts that are not known, or not verified: what they would change."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planner.evaluation.depends.case import Case, changed
from planner.law import RuleSet, facts_asked, yardstick
from planner.law.entries import Exemption, Reduction, Waiver
from planner.units import COLUMNS, with_derived
from planner.units.conditions import AllOf, Range
from planner.units.provenance import provenance_of
from planner.words.law import marked


def _asked(case: Case) -> list[str]:
    """Columns of facts on which some condition of the law depends."""
    today = case.plan is None
    return facts_asked(yardstick(case.ruleset, today=today), exemptions=today)


def on_facts(case: Case, now: pd.DataFrame) -> list[pd.DataFrame]:
    """What is not known and would change a verdict if it held, or if it did not."""
    asked: list[tuple[str, bool | float]] = []
    for name in _asked(case):
        if not case.units[name].isna().any():
            continue
        if COLUMNS[name].dtype == "boolean":
            asked += [(name, True), (name, False)]
        elif COLUMNS[name].dtype == "Float64":
            asked += [(name, value) for value in _rungs(case.ruleset, name)]
    altered = [_with(case.units, name, case.units[name].isna(), value) for name, value in asked]
    found: dict[str, list[pd.DataFrame]] = {}
    for (name, value), then in zip(asked, case.verdicts(altered), strict=True):
        if COLUMNS[name].dtype == "boolean":
            what = f"{name} = {'yes' if value else 'no'}"
            found.setdefault(what, []).append(changed(now, then, "fact", what))
        else:
            # A share that is not known: the lowest value at which a verdict changes.
            rows = changed(now, then, "fact", name)
            found.setdefault(name, []).append(rows.assign(flips_at=value, unit=COLUMNS[name].unit))
    return [pd.concat(rows, ignore_index=True).drop_duplicates("code") for rows in found.values()]


def _rungs(ruleset: RuleSet, name: str) -> list[float]:
    """Values of a column at which some condition or ladder of the law changes, up to 100."""
    values = set()
    entries: list[Reduction | Waiver | Exemption]
    entries = [*ruleset.reductions, *ruleset.waivers, *ruleset.exemptions]
    for entry in entries:
        alternatives: list[AllOf] = [entry.when] if isinstance(entry.when, dict) else entry.when
        tests = [each[name] for each in alternatives if name in each]
        values |= {t.at_least for t in tests if isinstance(t, Range) and t.at_least is not None}
    for reduction in ruleset.reductions:
        if reduction.ladder is not None and reduction.ladder.column == name:
            ladder = reduction.ladder
            values |= set(np.arange(ladder.start, 100.0 + 1e-9, ladder.every).tolist())
    return sorted(values)


def _with(
    units: pd.DataFrame, name: str, where: pd.Series[bool], value: bool | float
) -> pd.DataFrame:
    """Units with one fact altered in some rows, and what is derived from it."""
    return with_derived(units.assign(**{name: units[name].mask(where, value)}), units)


def on_stated(case: Case, now: pd.DataFrame) -> list[pd.DataFrame]:
    """Facts that were stated and not verified, or are only likely, turned round."""
    asked = _asked(case)
    turned, altered = [], []
    for entry in provenance_of(case.units).facts:
        name, value = entry.column, entry.value
        open_ = entry.likely or entry.confidence == "unverified"
        if name in asked and open_ and value in ("yes", "no"):
            holds = (case.units[name] == (value == "yes")).fillna(False).astype(bool)
            # Said of some: the others may have the value for a better reason.
            if entry.codes and entry.codes & set(case.units.index):
                holds &= case.units.index.isin(entry.codes)
            altered.append(_with(case.units, name, holds, value == "no"))
            on = "likely" if entry.likely else "stated"
            source = marked(entry.source, entry.confidence)
            turned.append((on, f"{name} = {'no' if value == 'yes' else 'yes'}", source))
    return [
        changed(now, then, on, what, source)
        for (on, what, source), then in zip(turned, case.verdicts(altered), strict=True)
    ]
