"""``judge``: one function for units of today, candidate groups and plans.

Everything is computed on whole columns, so that a pool of a million groups is
judged by the same lines as one commune.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.law.entries import Entry, Exemption, Reduction
from planner.law.ruleset import RuleSet
from planner.units import COLUMNS, KINDS, kind_counts, urban_district_percent, ward_percent
from planner.units.conditions import columns_asked, holds
from planner.units.provenance import provenance_of
from planner.words import NO_TEXT, Confidence, Text, joined, text
from planner.words.law import keyed, marked

FINDINGS = [
    "code",
    "measure",
    "value",
    "unit",
    "base",
    "kind",
    "rule",
    "standard",
    "factor",
    "reduced_by",
    "threshold",
    "percent",
    "status",
    "waived_by",
    "article",
    "source",
    "confidence",
    "note",
]
STATUSES = ["met", "waived", "missed", "no_rule"]
# From what can be relied on to what cannot; a finding is as good as the weakest that it rests on.
MARKS = ["", "verified", "reported", "scenario", "unverified"]
# Sums of areas carry rounding noise of about 1e-15; a threshold is missed only beyond this.
RELATIVE_TOLERANCE = 1e-9
BASE_COLUMNS = {"people": "people_base", "area_km2": "area_base"}

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


def settle(table: pd.DataFrame, ruleset: RuleSet) -> pd.DataFrame:
    """Let the rule set decide the columns that no sum can: kind and mountain.

    Parameters
    ----------
    table : DataFrame
        Units, merged units, or groups with one count column a kind.
    ruleset : RuleSet
        Its ``result_kinds`` and ``mountain`` apply.

    Returns
    -------
    DataFrame
        With ``kind`` (empty where the rule set knows none) and ``mountain``.
    """
    counts = table if set(KINDS) <= set(table.columns) else kind_counts(table)
    known = sorted({kind for rule in ruleset.result_kinds for kind in rule.members})
    # A member of a kind that the rules do not know makes a result that they do not know.
    strange = counts[[kind for kind in KINDS if kind not in known]].sum(axis=1).to_numpy() > 0
    position = np.full(len(table), len(ruleset.result_kinds), dtype=np.int64)
    for i, rule in reversed(list(enumerate(ruleset.result_kinds))):
        position[counts[rule.members].sum(axis=1).to_numpy() > 0] = i
    position[strange] = len(ruleset.result_kinds)
    position[position == len(ruleset.result_kinds)] = -1
    kind = _named(position, [rule.kind for rule in ruleset.result_kinds])
    settled = table.assign(kind=kind, mountain=_mountain(table, ruleset))
    if "ward_percent" in ruleset.measures:
        # A share of a sum of shares: it cannot be added up, only computed again.
        settled["ward_percent"] = ward_percent(table)
    if "urban_district_percent" in ruleset.measures:
        settled["urban_district_percent"] = urban_district_percent(table)
    return settled


def _mountain(table: pd.DataFrame, ruleset: RuleSet) -> pd.Series[Any]:
    """Flag of a unit itself; of a merged one what the share of its mountain members says."""
    unknown = pd.Series(pd.NA, table.index, dtype="boolean")
    own = table["mountain"].astype("boolean") if "mountain" in table else None
    rule = ruleset.mountain
    if rule is None:
        return unknown if own is None else own
    share = table["mountain_km2"] / table["area_km2"]
    if rule.share_of == "units":
        share = table["mountain_units"] / table["units"]
    # The tolerance lets "two thirds" be written with a finite number of digits.
    enough = share.to_numpy(dtype=np.float64) >= rule.at_least - 1e-6
    derived = pd.Series(enough, table.index, dtype="boolean")
    if own is None:
        return derived
    merged = (table["units"] > 1).to_numpy()
    return own.mask(merged & own.isna().to_numpy(), derived)


def judge(table: pd.DataFrame, ruleset: RuleSet) -> pd.DataFrame:
    """Hold every row of a table against the standards of a rule set.

    Parameters
    ----------
    table : DataFrame of n rows
        Index ``code``; the columns of ``COLUMNS`` that the rule set asks for.
    ruleset : RuleSet
        The law.

    Returns
    -------
    DataFrame, at most n × measures rows
        Tidy Findings with the columns ``FINDINGS``, a row for each measure
        that the unit's own standard bounds: ``value`` and
        ``threshold`` in ``unit``; ``standard`` before and ``threshold`` after
        the reduction ``factor``; ``percent`` = 100 · value ∕ threshold;
        ``status`` is ``met``, ``waived``, ``missed`` or ``no_rule`` (no
        standard exists for such a unit: never met in silence, and no error).
        ``confidence`` is that of the weakest of standard, reduction and waiver.
        A measure that is ``optional`` has a row only where its figure is known;
        ``not_known`` names the rest.
    """
    table = settle(table, ruleset)
    applying = _standard_of(table, ruleset)
    waivers = [holds(table, waiver.when) for waiver in ruleset.waivers]
    optional = set(ruleset.optional)
    measures = [
        m for m in ruleset.measures if m not in optional or (m in table and table[m].notna().any())
    ]
    parts = [_judge_measure(table, ruleset, measure, applying, waivers) for measure in measures]
    findings = pd.concat(parts, ignore_index=True)[FINDINGS]
    # A measure that the unit's own standard does not bound is no finding, except
    # for the first, which keeps a row for each unit in the order of the table.
    asked = np.concatenate([_asks(ruleset, measure)[applying] for measure in measures])
    known = np.concatenate(
        [
            table[m].notna().to_numpy() if m in optional else np.ones(len(table), dtype=bool)
            for m in measures
        ]
    )
    asked &= known
    asked[: len(table)] = True
    return findings if asked.all() else findings[asked].reset_index(drop=True)


def _asks(ruleset: RuleSet, measure: str) -> npt.NDArray[np.bool_]:
    """Which standards bound a measure; the last entry stands for "no standard"."""
    return np.array([measure in standard.bounds for standard in ruleset.standards] + [True])


def not_known(table: pd.DataFrame, ruleset: RuleSet) -> pd.DataFrame:
    """Name the figures that a standard asks for and that the table does not have.

    Returns
    -------
    DataFrame
        A row for each unit and figure: ``code, measure, rule, threshold``
        (in the unit of the measure), ``article``.
    """
    table = settle(table, ruleset)
    applying = _standard_of(table, ruleset)
    rows = []
    for measure in ruleset.optional:
        missing = table[measure].isna().to_numpy() if measure in table else True
        asked = np.append(_asks(ruleset, measure)[:-1], False)[applying] & missing
        for code, own in zip(table.index[asked], applying[asked], strict=True):
            standard = ruleset.standards[own]
            bound = standard.bounds[measure]
            rows.append((code, measure, standard.id, bound, standard.article))
    return pd.DataFrame(rows, columns=["code", "measure", "rule", "threshold", "article"])


def verdicts(findings: pd.DataFrame) -> pd.DataFrame:
    """Condense findings to one row a unit.

    Returns
    -------
    DataFrame, index ``code`` in the order of the table that was judged
        ``status`` (the worst of its findings), ``accepted`` (met or waived),
        ``below`` (misses a standard, waived included), ``waived`` (accepted
        only by a waiver), ``no_rule``, ``shortfall_percent`` (percent missing,
        summed over the measures), ``least_percent``.
    """
    row, codes = pd.factorize(findings["code"])
    status = findings["status"]
    n = len(codes)
    missed, waived, no_rule = (
        np.bincount(row, (status == name).to_numpy(dtype=float), n) > 0
        for name in ("missed", "waived", "no_rule")
    )
    percent = findings["percent"].to_numpy(dtype=np.float64)
    missing = np.where((status == "met").to_numpy(), 0.0, np.clip(100.0 - percent, 0.0, None))
    least = np.full(n, np.inf)
    np.fmin.at(least, row, percent)
    rank = np.select([no_rule, missed, waived], [3, 2, 1], default=0)
    return pd.DataFrame(
        {
            "status": pd.Categorical.from_codes(rank, pd.Index(STATUSES), ordered=True),
            "accepted": ~missed & ~no_rule,
            "below": missed | waived,
            "waived": waived & ~missed & ~no_rule,
            "no_rule": no_rule,
            "shortfall_percent": np.bincount(row, np.nan_to_num(missing), n),
            "least_percent": np.where(np.isinf(least), np.nan, least),
        },
        index=pd.Index(codes, name="code"),
    )


def triggered(findings: pd.DataFrame, ruleset: RuleSet) -> pd.Series[Any]:
    """Name the trigger that makes each unit one that must be rearranged.

    Parameters
    ----------
    findings : DataFrame
        Findings of the units of today under the standards of ``ruleset``.

    Returns
    -------
    Series of str, index ``code``
        Id of the first trigger that holds, empty where none does.
    """
    percent = findings.pivot(index="code", columns="measure", values="percent")
    kinds = findings.drop_duplicates("code").set_index("code")["kind"].reindex(percent.index)
    result = pd.Series("", index=percent.index, dtype="str")
    for trigger in reversed(ruleset.triggers):
        alternatives = [trigger.percent] if isinstance(trigger.percent, dict) else trigger.percent
        hit = holds(percent, [dict(entry) for entry in alternatives])
        result[hit & kinds.isin(trigger.kinds).to_numpy()] = trigger.id
    return result.reindex(pd.unique(findings["code"]))


def roles(units: pd.DataFrame, ruleset: RuleSet) -> pd.DataFrame:
    """Say what the law asks of each unit of today.

    Parameters
    ----------
    units : DataFrame
        Complete Units table.
    ruleset : RuleSet
        Its triggers, exemptions and standards apply.  Without triggers, every
        unit below a standard must change.

    Returns
    -------
    DataFrame, index ``code``
        ``role``: ``mandatory`` (must be rearranged), ``exempt`` (would have
        to, but need not), or ``free``; ``reason``: id and article of the
        trigger or exemption, empty for free units; ``evidence``: where the
        fact stands that exempts the unit, as far as the table knows
        (its ``Provenance``).  Both are a :class:`Text`.  An exempt unit may still join.
    """
    findings = judge(units, ruleset)
    own = verdicts(findings)
    replaced = {change.rule for change in ruleset.overrides}
    named = {
        entry.id: _cited(entry, "scenario" if entry.id in replaced else entry.confidence)
        for entry in (*ruleset.triggers, *ruleset.exemptions)
    }
    if ruleset.triggers:
        reason = triggered(findings, ruleset)
    else:
        reason = pd.Series("", index=own.index, dtype="str").mask(
            own["status"] == "missed", "below"
        )
    role = pd.Series("free", index=own.index, dtype="str").mask(reason != "", "mandatory")
    evidence = pd.Series(NO_TEXT, index=own.index, dtype="object")
    for exemption in reversed(ruleset.exemptions):
        spared = holds(units, exemption.when) & (reason != "").to_numpy()
        role[spared] = "exempt"
        reason[spared] = exemption.id
        evidence[spared] = _evidence(units, exemption)
    reason = reason.astype("object").map(lambda name: named.get(name) or text(name))
    return pd.DataFrame({"role": role, "reason": reason, "evidence": evidence})


def _evidence(units: pd.DataFrame, exemption: Exemption) -> Text:
    """Sources of the facts that an exemption asks about, with their confidence."""
    asked = columns_asked(exemption.when)
    sources = [
        marked(fact.source, fact.confidence)
        for fact in provenance_of(units).facts
        if fact.column in asked and fact.value == "yes"
    ]
    return joined(dict.fromkeys(sources), "; ")


def _cited(entry: Entry, mark: Confidence) -> Text:
    """Name an entry with its article, and its confidence where it was not read."""
    if mark in ("verified", "reported"):
        return keyed(entry.id, entry.article)
    return joined((entry.id, marked(entry.article, mark)), ": ")


def _standard_of(table: pd.DataFrame, ruleset: RuleSet) -> IntArray:
    applying = np.full(len(table), -1, dtype=np.int64)
    kinds = table["kind"]
    for i, standard in reversed(list(enumerate(ruleset.standards))):
        fits = (kinds == standard.kind).to_numpy()
        if standard.when is not None:
            fits = fits & holds(table, standard.when)
        if standard.unless is not None:
            fits = fits & ~holds(table, standard.unless)
        applying[fits] = i
    return applying


def _judge_measure(
    table: pd.DataFrame,
    ruleset: RuleSet,
    measure: str,
    applying: IntArray,
    waivers: list[npt.NDArray[np.bool_]],
) -> pd.DataFrame:
    n = len(table)
    standards = [standard.bounds.get(measure, np.nan) for standard in ruleset.standards]
    # The last entry, which index −1 reaches, stands for "no rule".
    standard = np.array([*standards, np.nan])[applying]
    factor, reduced_by = _reduction(table, ruleset, measure)
    threshold = standard * factor
    value = table[measure].to_numpy(dtype=np.float64, na_value=np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        percent = 100.0 * value / threshold
        met = value >= threshold * (1.0 - RELATIVE_TOLERANCE)
    # What is met within the tolerance is 100 percent for triggers, too.
    percent = np.where(met, np.maximum(percent, 100.0), percent)
    waived_by = np.full(n, -1, dtype=np.int64)
    for i, (waiver, applies) in reversed(
        list(enumerate(zip(ruleset.waivers, waivers, strict=True)))
    ):
        if measure in waiver.measures:
            waived_by[applies & ~met] = i
    status = np.select([np.isnan(threshold), met, waived_by >= 0], [3, 0, 1], default=2)
    waived_by[status != 1] = -1
    bases = [table[name] for name in BASE_COLUMNS.values() if name in table]
    known = sorted({str(base) for column in bases for base in column.unique()} | {""})
    base = (
        table[BASE_COLUMNS[measure]]
        if BASE_COLUMNS.get(measure) in table
        else pd.Series("", table.index)
    )
    return pd.DataFrame(
        {
            "code": table.index,
            "measure": _named(np.full(n, ruleset.measures.index(measure)), ruleset.measures),
            "value": value,
            "unit": _named(
                np.full(n, ruleset.measures.index(measure)),
                [COLUMNS[name].unit for name in ruleset.measures],
            ),
            "base": pd.Categorical(base, categories=known),
            "kind": table["kind"].array,
            "rule": _named(applying, [s.id for s in ruleset.standards]),
            "standard": standard,
            "factor": factor,
            "reduced_by": _named(reduced_by, [r.id for r in ruleset.reductions]),
            "threshold": threshold,
            "percent": percent,
            "status": pd.Categorical.from_codes(status, pd.Index(STATUSES)),
            "waived_by": _named(
                waived_by, [keyed(w.id, w.article) for w in ruleset.waivers], NO_TEXT
            ),
            "article": _named(applying, [s.article for s in ruleset.standards], NO_TEXT),
            "source": _named(
                applying, [ruleset.sources[s.source] for s in ruleset.standards], NO_TEXT
            ),
            "confidence": _marks(ruleset, measure, applying, reduced_by, waived_by),
            "note": _notes(ruleset, measure, applying, reduced_by),
        }
    )


def _marks(
    ruleset: RuleSet, measure: str, applying: IntArray, reduced_by: IntArray, waived_by: IntArray
) -> pd.Categorical[str]:
    """Confidence of each finding: of the weakest of standard, reduction and waiver."""
    replaced = {change.rule for change in ruleset.overrides}

    def ranks(entries: list[tuple[str, str]]) -> IntArray:
        marks = ["scenario" if name in replaced else mark for name, mark in entries]
        return np.array([*(MARKS.index(mark) for mark in marks), 0], dtype=np.int64)

    standard = [*(MARKS.index(ruleset.mark(s, measure)) for s in ruleset.standards), 0]
    weakest = np.maximum.reduce(
        [
            np.array(standard, dtype=np.int64)[applying],
            ranks([(r.id, r.confidence) for r in ruleset.reductions])[reduced_by],
            ranks([(w.id, w.confidence) for w in ruleset.waivers])[waived_by],
        ]
    )
    weakest[applying < 0] = 0
    return pd.Categorical.from_codes(weakest, pd.Index(MARKS))


def _notes(
    ruleset: RuleSet, measure: str, applying: IntArray, reduced_by: IntArray
) -> pd.Categorical[Any]:
    """Note of each finding (the reason of a replaced number, else that of the standard)."""
    reasons = {(change.rule, change.measure): change.reason for change in ruleset.overrides}
    notes = [reasons.get((s.id, measure), s.note) for s in ruleset.standards]
    changed = {rule: reason for (rule, _), reason in reasons.items()}
    of_reduction = [changed.get(reduction.id, NO_TEXT) for reduction in ruleset.reductions]
    # All measures have the same categories, so that their findings stay categorical together.
    categories = _unique([*reasons.values(), *(s.note for s in ruleset.standards), NO_TEXT])
    own, reduced = (
        np.array([categories.index(note) for note in [*given, NO_TEXT]])
        for given in (notes, of_reduction)
    )
    codes = np.where(
        reduced[reduced_by] != categories.index(NO_TEXT), reduced[reduced_by], own[applying]
    )
    return pd.Categorical.from_codes(codes, pd.Index(categories))


def _reduction(table: pd.DataFrame, ruleset: RuleSet, measure: str) -> tuple[FloatArray, IntArray]:
    """Find the lowest factor that applies to each row, and which reduction gives it."""
    factor = np.ones(len(table))
    chosen = np.full(len(table), -1, dtype=np.int64)
    for i, reduction in enumerate(ruleset.reductions):
        if reduction.measure != measure:
            continue
        applies = holds(table, reduction.when) & table["kind"].isin(reduction.kinds).to_numpy()
        own = np.where(applies, _factor(table, reduction), 1.0)
        better = own < factor
        factor[better], chosen[better] = own[better], i
    return factor, chosen


def _factor(table: pd.DataFrame, reduction: Reduction) -> FloatArray:
    ladder = reduction.ladder
    if ladder is None or ladder.column not in table:
        return np.full(len(table), reduction.factor)
    height = table[ladder.column].to_numpy(dtype=np.float64, na_value=np.nan)
    steps = np.floor(np.nan_to_num(np.clip((height - ladder.start) / ladder.every, 0, None)))
    return np.maximum(ladder.floor, reduction.factor + ladder.change * steps)


def _named(position: IntArray, names: list[Any], none: str | Text = "") -> pd.Categorical[Any]:
    """Turn positions into names or texts, −1 into ``none``, without a string a row."""
    categories = _unique([*names, none])
    lookup = np.array([categories.index(name) for name in [*names, none]])
    return pd.Categorical.from_codes(lookup[position], pd.Index(categories))


def _unique(names: list[Any]) -> list[Any]:
    return list(dict.fromkeys(names))
