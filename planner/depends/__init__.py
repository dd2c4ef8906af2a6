"""What a verdict depends on: bases, facts that are not known, numbers and texts not verified.

Each question is asked the same way: change one thing, judge again, and name
the units whose verdict is another one, with the figure at which it flips.
Nothing is guessed: a fact that is not known stays so, and a reader learns
what it would change.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from planner.evaluate import carry_out
from planner.law import RuleSet, assume, judge, not_known, roles, settle, verdicts
from planner.law.entries import Exemption, Reduction, Waiver
from planner.plan import Plan
from planner.units import COLUMNS, full_name
from planner.units.conditions import AllOf, Range, columns_asked
from planner.units.provenance import attach, provenance_of
from planner.words import LANGUAGES, Text, joined, say

DEPENDS = [
    "code",
    "name",
    "on",
    "what",
    "source",
    "figure",
    "flips_at",
    "unit",
    "status",
    "status_then",
    "role",
    "role_then",
]
"""``on`` (a key of ``words.ON``): base, share (of a divided unit, assumed), fact (not known),
stated (a fact not verified), figure (not known), number, entry (not verified), assumption;
``what``: the column, number, entry or answer; ``figure`` and ``flips_at`` in ``unit``;
``status`` and ``role`` now, and as they would be."""

NEAR_PERCENT = 20.0
"""Numbers that would have to differ by more are not listed for a unit that meets them."""


@dataclass(frozen=True)
class Case:
    """Units of today, or those that a plan makes of them, under a law."""

    units: gpd.GeoDataFrame
    ruleset: RuleSet
    plan: Plan | None = None

    def table(self, units: gpd.GeoDataFrame | None = None, ruleset: RuleSet | None = None) -> Any:
        """The units that are judged, with other facts or another law."""
        members = self.units if units is None else units
        law = ruleset or self.ruleset
        return members if self.plan is None else carry_out(members, self.plan, law)

    def verdict(
        self, units: gpd.GeoDataFrame | None = None, ruleset: RuleSet | None = None
    ) -> pd.DataFrame:
        """``status`` and ``role`` (none after a plan) of each unit, index ``code``."""
        law, table = ruleset or self.ruleset, self.table(units, ruleset)
        status = verdicts(judge(table, law))["status"].astype("str")
        role = roles(table, law)["role"] if self.plan is None else ""
        return pd.DataFrame({"status": status, "role": role}).reindex(table.index)


def depends(
    bases: Mapping[str, gpd.GeoDataFrame], ruleset: RuleSet, plan: Plan | None = None
) -> pd.DataFrame:
    """List what the verdict of each unit hangs on.

    Parameters
    ----------
    bases : mapping of base to Units
        The same units on each base at hand; the first is the one judged by.
    ruleset : RuleSet
        The law, with its open questions answered.
    plan : Plan, optional
        Ask about the units that a plan makes, not those of today.

    Returns
    -------
    DataFrame
        Columns ``DEPENDS``, a row for each unit and each thing that would
        change its verdict; sorted by code; ``source`` may hold a
        :class:`Text`.  Empty when nothing would.
    """
    (first, units), *others = ((name, _without_outlines(table)) for name, table in bases.items())
    case = Case(units, ruleset, plan)
    now = case.verdict()
    parts = [
        *(_on_base(case, now, first, name, table) for name, table in others),
        *_on_shares(case, now),
        *_on_facts(case, now),
        *_on_stated(case, now),
        *_on_entries(case, now),
        _on_numbers(case, now),
        _on_figures(case, now),
        *_on_assumptions(case, now),
    ]
    full = [part for part in parts if len(part)]
    if not full:
        return pd.DataFrame(columns=DEPENDS)
    found = pd.concat(full, ignore_index=True)
    found["name"] = found["code"].map(full_name(case.table()))
    return found.sort_values(["code"], kind="stable", ignore_index=True)[DEPENDS]


def _without_outlines(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Put a small square in the place of each outline: no verdict depends on them."""
    squares = shapely.box(units["x_m"], units["y_m"], units["x_m"] + 1.0, units["y_m"] + 1.0)
    bare = units.set_geometry(gpd.GeoSeries(squares, index=units.index, crs=units.crs))
    return attach(bare, provenance_of(units))


def _changed(
    now: pd.DataFrame, then: pd.DataFrame, on: str, what: str, source: Text | str = ""
) -> pd.DataFrame:
    """Rows for the units whose verdict differs."""
    differs = (now["status"] != then["status"]) | (now["role"] != then["role"])
    codes = now.index[differs]
    return pd.DataFrame(
        {
            "code": codes,
            "on": on,
            "what": what,
            "source": source,
            "figure": np.nan,
            "flips_at": np.nan,
            "unit": "",
            "status": now.loc[codes, "status"].to_numpy(),
            "status_then": then.loc[codes, "status"].to_numpy(),
            "role": now.loc[codes, "role"].to_numpy(),
            "role_then": then.loc[codes, "role"].to_numpy(),
        }
    )


def _on_base(
    case: Case, now: pd.DataFrame, own: str, name: str, other: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Units whose verdict is another one on another base, with the threshold between the two."""
    rows = _changed(now, case.verdict(other), "base", name, own)
    return _flipped(rows, case, case.table(other))


def _flipped(rows: pd.DataFrame, case: Case, other: gpd.GeoDataFrame) -> pd.DataFrame:
    """Add the figure of the measure that decides, and the one between the two at which it flips."""
    keys = ["code", "measure"]
    here, there = (
        judge(table, case.ruleset).set_index(keys)[["value", "threshold", "status"]]
        for table in (case.table(), other)
    )
    both = here.join(there.add_suffix("_then"))
    moved = both[both["value"] != both["value_then"]].reset_index()
    # The measure whose own verdict changes, else the one whose percent passes a trigger's.
    crossed = [_trigger_between(row, case.ruleset) for row in moved.to_dict("records")]
    moved["changes"] = moved["status"] != moved["status_then"]
    moved["flips_at"] = moved["threshold"].where(moved["changes"], crossed)
    moved = moved.sort_values(["code", "changes"], ascending=[True, False], kind="stable")
    head = moved.dropna(subset=["flips_at"]).drop_duplicates("code").set_index("code")
    rows["figure"] = rows["code"].map(head["value"])
    rows["flips_at"] = rows["code"].map(head["flips_at"])
    units_of = head["measure"].astype(str).map(lambda m: COLUMNS[m].unit)
    rows["unit"] = rows["code"].map(units_of).fillna("")
    return rows


def _on_shares(case: Case, now: pd.DataFrame) -> list[pd.DataFrame]:
    """Units whose verdict is another one if all that was divided by assumption went to one heir."""
    if case.plan is None:
        return []
    found = []
    names, heads = (
        {each: full_name(table, each) for each in LANGUAGES} for table in (case.units, case.table())
    )
    parts = case.plan.parts
    for code, heir, share in sorted(case.plan.assumed):
        column = f"share_{share}"
        heirs = [new for of, new, what in case.plan.assumed if (of, what) == (code, share)]
        divided = (parts["code"] == code) & parts["new_code"].isin(heirs)
        whole = parts.loc[divided, column].sum()
        given = np.where(parts["new_code"] == heir, whole, 0.0)
        changed = parts.assign(**{column: parts[column].mask(divided, given)})
        then = replace(case, plan=replace(case.plan, parts=changed))
        measure = COLUMNS["people" if share == "people" else "area_km2"]
        told = say(
            "{unit}, {measure}: all to {heir}",
            unit=Text(*(names[each][code] for each in LANGUAGES)),
            measure=Text(measure.vi.lower(), measure.en.lower()),
            heir=Text(*(heads[each][heir] for each in LANGUAGES)),
        )
        rows = _changed(now, then.verdict(), "share", f"{code}.{share} = {heir}", told)
        found.append(_flipped(rows, case, then.table()))
    return found


def _trigger_between(row: dict[Any, Any], ruleset: RuleSet) -> float:
    """Figure at which a trigger begins or ceases to hold, between two values of a measure."""
    low, high = sorted((row["value"], row["value_then"]))
    for trigger in ruleset.triggers:
        either = [trigger.percent] if isinstance(trigger.percent, dict) else trigger.percent
        for bounds in (entry[row["measure"]] for entry in either if row["measure"] in entry):
            for limit in (bounds.below, bounds.at_least, bounds.above, bounds.at_most):
                figure = math.nan if limit is None else row["threshold"] * limit / 100.0
                if low <= figure <= high:
                    return figure
    return math.nan


def _asked(case: Case) -> list[str]:
    """Columns of facts on which some condition of the law depends."""
    law = case.ruleset
    conditions: list[Any] = [entry.when for entry in law.standards]
    conditions += [entry.unless for entry in law.standards]
    lists: list[Iterable[Reduction | Waiver | Exemption]] = [law.reductions, law.waivers]
    if case.plan is None:
        lists.append(law.exemptions)
    conditions += [entry.when for entries in lists for entry in entries]
    asked = {name for when in conditions if when is not None for name in columns_asked(when)}
    return [name for name in COLUMNS if name in asked]


def _on_facts(case: Case, now: pd.DataFrame) -> list[pd.DataFrame]:
    """What is not known and would change a verdict if it held, or if it did not."""
    found = []
    for name in _asked(case):
        column = COLUMNS[name]
        unknown = case.units[name].isna()
        if not unknown.any():
            continue
        if column.dtype == "boolean":
            for value in (True, False):
                rows = _changed(now, case.verdict(_with(case.units, name, unknown, value)), "", "")
                word = "yes" if value else "no"
                found.append(rows.assign(on="fact", what=f"{name} = {word}"))
        elif column.dtype == "Float64":
            found.append(_climbed(case, now, name, unknown))
    return found


def _climbed(case: Case, now: pd.DataFrame, name: str, unknown: pd.Series[bool]) -> pd.DataFrame:
    """A share that is not known: the lowest value at which a verdict changes."""
    parts = []
    for value in _rungs(case.ruleset, name):
        rows = _changed(now, case.verdict(_with(case.units, name, unknown, value)), "fact", name)
        parts.append(rows.assign(flips_at=value, unit=COLUMNS[name].unit))
    if not parts:
        return pd.DataFrame()
    return pd.concat(parts, ignore_index=True).drop_duplicates("code")


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
    units: gpd.GeoDataFrame, name: str, where: pd.Series[bool], value: bool | float
) -> gpd.GeoDataFrame:
    """Units with one fact changed in some rows, and what is derived from it."""
    changed = units.assign(**{name: units[name].mask(where, value)})
    if name == "mountain":
        flag = changed["mountain"].fillna(False).to_numpy(dtype=bool)
        changed["mountain_km2"] = np.where(flag, changed["area_km2"], 0.0)
        changed["mountain_units"] = np.where(flag, changed["units"], 0)
    return attach(changed, provenance_of(units))


def _on_stated(case: Case, now: pd.DataFrame) -> list[pd.DataFrame]:
    """Facts that were stated and not verified, turned round."""
    asked, found = _asked(case), []
    for entry in provenance_of(case.units).facts:
        name, value = entry.column, entry.value
        if name in asked and entry.confidence == "unverified" and value in ("yes", "no"):
            holds = (case.units[name] == (value == "yes")).fillna(False).astype(bool)
            then = case.verdict(_with(case.units, name, holds, value == "no"))
            other = "no" if value == "yes" else "yes"
            found.append(_changed(now, then, "stated", f"{name} = {other}", entry.source))
    return found


def _on_entries(case: Case, now: pd.DataFrame) -> list[pd.DataFrame]:
    """Reductions, waivers, triggers and exemptions that were not verified, left out."""
    law, found = case.ruleset, []
    # What an open question brought along is asked about with the question.
    of_questions = {
        entry.id
        for question in law.assumptions
        for option in question.options
        for entry in (*option.waivers, *option.triggers, *option.exemptions)
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
            found.append(_changed(now, then, "entry", entry.id, entry.article))
    return found


def _on_numbers(case: Case, now: pd.DataFrame) -> pd.DataFrame:
    """Numbers of standards that were not verified, and the value at which a verdict flips."""
    table, law = case.table(), case.ruleset
    findings = judge(table, law)
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
        near = row["status"] == "met" and far <= NEAR_PERCENT
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
    table = settle(case.table(), case.ruleset)
    share = table["mountain_km2"] / table["area_km2"]
    if rule.share_of == "units":
        share = table["mountain_units"] / table["units"]
    between = (table["units"] > 1) & (share > 0) & (share < 1)
    parts = []
    for at_least in (1e-5, 1.0):
        other = case.ruleset.model_copy(
            update={"mountain": rule.model_copy(update={"at_least": at_least})}
        )
        rows = _changed(
            now, case.verdict(ruleset=other), "number", f"{rule.id}.at_least", rule.article
        )
        rows = rows[rows["code"].map(between).astype(bool)]
        parts.append(rows.assign(figure=rule.at_least, flips_at=rows["code"].map(share)))
    return pd.concat(parts, ignore_index=True)


def _on_figures(case: Case, now: pd.DataFrame) -> pd.DataFrame:
    """Figures that a standard asks for and nobody brought, of units that meet the rest."""
    rows = not_known(case.table(), case.ruleset)
    rows = rows[rows["code"].map(now["status"]) == "met"]
    return pd.DataFrame(
        {
            "code": rows["code"],
            "on": "figure",
            "what": rows["measure"],
            "source": rows["article"],
            "figure": np.nan,
            "flips_at": rows["threshold"],
            "unit": [COLUMNS[name].unit for name in rows["measure"]],
            "status": "met",
            "status_then": "missed",
            "role": rows["code"].map(now["role"]),
            "role_then": "",
        }
    )


def _on_assumptions(case: Case, now: pd.DataFrame) -> list[pd.DataFrame]:
    """Answers to open questions: what each other answer would change."""
    found = []
    for question in case.ruleset.assumptions:
        for option in question.options:
            if option.id == question.chosen:
                continue
            other = assume(case.ruleset, {question.id: option.id})
            what = f"{question.id} = {option.id}"
            told = joined((question.text, option.text), " – ")
            found.append(_changed(now, case.verdict(ruleset=other), "assumption", what, told))
    return found
