"""What the law asks of each unit of today: that it be rearranged, that it need not, or nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from planner.law.entries import Entry, Exemption, Reduction, Standard, Waiver
from planner.law.judge import BoolArray, attained, judge, verdicts
from planner.law.ruleset import RuleSet
from planner.units import COLUMNS
from planner.units.conditions import When, columns_asked, holds
from planner.units.provenance import provenance_of
from planner.words import NO_TEXT, Confidence, Text, joined, text
from planner.words.law import keyed, marked


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


def roles(
    units: pd.DataFrame, ruleset: RuleSet, findings: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Say what the law asks of each unit of today.

    Parameters
    ----------
    units : DataFrame
        Complete Units table.
    ruleset : RuleSet
        Its triggers, exemptions and standards apply.  Without triggers, every
        unit below a standard must change.
    findings : DataFrame, optional
        What :func:`judge` says of these units of today, where it was asked already.

    Returns
    -------
    DataFrame, index ``code``
        ``role``: ``mandatory`` (must be rearranged), ``exempt`` (would have
        to, but need not), or ``free``; ``reason``: id and article of the
        trigger or exemption, empty for free units; ``evidence``: where the
        fact stands that exempts the unit, as far as the table knows
        (its ``Provenance``).  Both are a :class:`Text`.  An exempt unit may still join.
    """
    if findings is None:
        findings = judge(units, ruleset, today=True)
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
        if exemption.meets:
            spared &= _meets(units, [s for s in ruleset.standards if s.id in exemption.meets])
        role[spared] = "exempt"
        reason[spared] = exemption.id
        evidence[spared] = _evidence(units, exemption)
    reason = reason.astype("object").map(lambda name: named.get(name) or text(name))
    return pd.DataFrame({"role": role, "reason": reason, "evidence": evidence})


def _meets(units: pd.DataFrame, standards: list[Standard]) -> BoolArray:
    """Tell the units that have people and area of one of some standards, before reductions."""
    some = np.zeros(len(units), dtype=bool)
    for standard in standards:
        fits = np.ones(len(units), dtype=bool)
        if standard.when is not None:
            fits = holds(units, standard.when)
        for measure in ("people", "area_km2"):
            fits &= attained(units[measure].to_numpy(np.float64), standard.minimum[measure])[1]
        some |= fits
    return some


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
    if mark in ("read", "quoted", "reported"):
        return keyed(entry.id, entry.article)
    return joined((entry.id, marked(entry.article, mark)), ": ")


def facts_asked(ruleset: RuleSet, *, exemptions: bool = True) -> list[str]:
    """Name the columns on which a condition of the law depends, in the order of ``COLUMNS``.

    Parameters
    ----------
    ruleset : RuleSet
    exemptions : bool
        Whether what frees a unit of today from being arranged counts too: it is not asked of a
        new unit.
    """
    conditions: list[When | None] = [
        when for entry in ruleset.standards for when in (entry.when, entry.unless)
    ]
    entries: list[Reduction | Waiver | Exemption] = [*ruleset.reductions, *ruleset.waivers]
    conditions += [entry.when for entry in (*entries, *(ruleset.exemptions if exemptions else ()))]
    asked = {name for when in conditions if when is not None for name in columns_asked(when)}
    return [name for name in COLUMNS if name in asked]
