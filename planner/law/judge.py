"""``judge``: one function for units of today, candidate groups and plans.

Everything is computed on whole columns, so that a pool of a million groups is
judged by the same lines as one commune.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.law.ruleset import MARKS, RuleSet, every_note, marks_of, notes_of
from planner.law.settle import named, reduction_of, settle, yardstick
from planner.units import COLUMNS
from planner.units.conditions import holds
from planner.words import NO_TEXT, Text
from planner.words.law import keyed

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
STATUSES = ["met", "open", "waived", "missed", "no_rule"]
WORST_LAST = pd.CategoricalDtype(STATUSES, ordered=True)
# Sums of areas carry rounding noise of about 1e-15; a threshold is missed only beyond this.
RELATIVE_TOLERANCE = 1e-9
FIGURES = ("value", "standard", "factor", "threshold", "percent")
BASE_COLUMNS = {"people": "people_base", "area_km2": "area_base"}

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


def judge(table: pd.DataFrame, ruleset: RuleSet, *, today: bool = False) -> pd.DataFrame:
    """Hold every row of a table against the standards of a rule set.

    Parameters
    ----------
    table : DataFrame of n rows
        Index ``code``; the columns of ``COLUMNS`` that the rule set asks for.
    ruleset : RuleSet
        The law.
    today : bool
        Whether these are units of today, and not what becomes of them: a law may hold the two
        against different standards.

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
    ruleset = yardstick(ruleset, today=today)
    table = settle(table, ruleset)
    applying = _standard_of(table, ruleset)
    waivers = [holds(table, waiver.when) for waiver in ruleset.waivers]
    measures, asked = _measures_asked(table, ruleset, applying)
    parts = [_judge_measure(table, ruleset, measure, applying, waivers) for measure in measures]
    row = np.tile(np.arange(len(table)), len(measures))[asked]
    figures, places = (
        {name: np.concatenate([part[i][name] for part in parts])[asked] for name in parts[0][i]}
        for i in (0, 1)
    )
    return _findings(table, ruleset, row, figures, places | {"applying": applying[row]})


def judge_verdicts(table: pd.DataFrame, ruleset: RuleSet) -> pd.DataFrame:
    """Give what :func:`verdicts` makes of :func:`judge` and :func:`not_known`, without findings.

    Parameters
    ----------
    table, ruleset
        See :func:`judge`; rows of equal code do not occur.
    """
    ruleset = yardstick(ruleset, today=False)
    table = settle(table, ruleset)
    applying = _standard_of(table, ruleset)
    waivers = [holds(table, waiver.when) for waiver in ruleset.waivers]
    measures, asked = _measures_asked(table, ruleset, applying)
    parts = [_attained(table, ruleset, measure, applying, waivers) for measure in measures]
    status, percent = (
        np.concatenate([getattr(part, name) for part in parts])[asked]
        for name in ("status", "percent")
    )
    lacking = np.zeros(len(table), dtype=bool)
    for measure in ruleset.optional:
        lacking |= _lacks(table, ruleset, measure, applying)
    row = np.tile(np.arange(len(table)), len(measures))[asked]
    return _condensed(table.index, row, status, percent, lacking)


def _measures_asked(
    table: pd.DataFrame, ruleset: RuleSet, applying: IntArray
) -> tuple[list[str], BoolArray]:
    """Give measures of which a figure is known, and for each whether a unit is asked for it.

    A measure that the unit's own standard does not bound is no finding, except for the first,
    which keeps a row for each unit in the order of the table.
    """
    optional = set(ruleset.optional)
    measures = [
        m for m in ruleset.measures if m not in optional or (m in table and table[m].notna().any())
    ]
    asked = np.concatenate([_asks(ruleset, measure)[applying] for measure in measures])
    for place, measure in enumerate(measures):
        if measure in optional:
            own = slice(place * len(table), (place + 1) * len(table))
            asked[own] &= table[measure].notna().to_numpy()
    asked[: len(table)] = True
    return measures, asked


def _lacks(table: pd.DataFrame, ruleset: RuleSet, measure: str, applying: IntArray) -> BoolArray:
    """Whether the standard of each unit asks for a figure that is not known."""
    missing = table[measure].isna().to_numpy() if measure in table else True
    return np.append(_asks(ruleset, measure)[:-1], False)[applying] & missing


def _asks(ruleset: RuleSet, measure: str) -> BoolArray:
    """Which standards bound a measure; the last entry stands for "no standard"."""
    return np.array([measure in standard.bounds for standard in ruleset.standards] + [True])


def not_known(table: pd.DataFrame, ruleset: RuleSet, *, today: bool = False) -> pd.DataFrame:
    """Name the figures that a standard asks for and that the table does not have.

    Returns
    -------
    DataFrame
        A row for each unit and figure: ``code, measure, rule, threshold``
        (in the unit of the measure), ``article``.
    """
    ruleset = yardstick(ruleset, today=today)
    rows: list[tuple[str, str, str, float, Text]] = []
    if ruleset.optional:
        table = settle(table, ruleset)
        applying = _standard_of(table, ruleset)
    for measure in ruleset.optional:
        asked = _lacks(table, ruleset, measure, applying)
        for code, own in zip(table.index[asked], applying[asked], strict=True):
            standard = ruleset.standards[own]
            bound = standard.bounds[measure]
            rows.append((code, measure, standard.id, bound, standard.article))
    return pd.DataFrame(rows, columns=["code", "measure", "rule", "threshold", "article"])


def verdicts(findings: pd.DataFrame, unknown: pd.DataFrame | None = None) -> pd.DataFrame:
    """Condense findings to one row a unit.

    Parameters
    ----------
    findings : DataFrame
        See :func:`judge`.
    unknown : DataFrame, optional
        See :func:`not_known`: a unit that meets all that is known, and of which a figure is
        missing, is ``open`` and not ``met``.

    Returns
    -------
    DataFrame, index ``code`` in the order of the table that was judged
        ``status`` (the worst of its findings), ``accepted`` (met or waived),
        ``below`` (misses a standard, waived included), ``waived`` (accepted
        only by a waiver), ``no_rule``, ``shortfall_percent`` (percent missing,
        summed over the measures), ``least_percent``.
    """
    row, codes = pd.factorize(findings["code"])
    status = pd.Index(STATUSES).get_indexer(pd.Index(findings["status"]))
    percent = findings["percent"].to_numpy(dtype=np.float64)
    none = np.zeros(len(codes), dtype=bool)
    lacking = none if unknown is None else codes.isin(unknown["code"])
    return _condensed(codes, row, status, percent, lacking)


def _condensed(
    codes: pd.Index[str],
    row: IntArray,
    status: IntArray,
    percent: FloatArray,
    lacking: BoolArray,
) -> pd.DataFrame:
    """Condense findings, of row and place in ``STATUSES`` each; see :func:`verdicts`."""
    n = len(codes)
    missed, waived, no_rule = (
        np.bincount(row, status == STATUSES.index(name), n) > 0
        for name in ("missed", "waived", "no_rule")
    )
    met = status == STATUSES.index("met")
    missing = np.where(met, 0.0, np.clip(100.0 - percent, 0.0, None))
    least = np.full(n, np.inf)
    np.fmin.at(least, row, percent)
    states = [no_rule, missed, waived, lacking]
    rank = np.select(states, [4, 3, 2, 1], default=0)
    return pd.DataFrame(
        {
            "status": pd.Categorical.from_codes(rank, dtype=WORST_LAST),
            "accepted": ~missed & ~no_rule,
            "below": missed | waived,
            "waived": waived & ~missed & ~no_rule,
            "no_rule": no_rule,
            "shortfall_percent": np.bincount(row, np.nan_to_num(missing), n),
            "least_percent": np.where(np.isinf(least), np.nan, least),
        },
        index=pd.Index(codes, name="code"),
    )


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
    waivers: list[BoolArray],
) -> tuple[dict[str, FloatArray], dict[str, IntArray]]:
    """Hold one measure of every row against its standard.

    Returns
    -------
    tuple of dict and dict of arrays of shape (len(table),)
        Figures, and what is one of a list as its position there, −1 where there is none.
    """
    own = _attained(table, ruleset, measure, applying, waivers)
    reduced_by, waived_by = own.reduced_by, own.waived_by
    figures = {name: getattr(own, name) for name in FIGURES}
    places = {
        "measure": np.full(len(table), ruleset.measures.index(measure), dtype=np.int64),
        "reduced_by": reduced_by,
        "status": own.status,
        "waived_by": waived_by,
        "confidence": marks_of(ruleset, measure, applying, reduced_by, waived_by),
        "note": notes_of(ruleset, measure, applying, reduced_by),
    }
    return figures, places


class Attained(NamedTuple):
    """What each unit attains of one measure: figures, and places in lists of the rule set."""

    value: FloatArray
    standard: FloatArray
    factor: FloatArray
    threshold: FloatArray
    percent: FloatArray
    reduced_by: IntArray
    waived_by: IntArray
    status: IntArray


def _attained(
    table: pd.DataFrame,
    ruleset: RuleSet,
    measure: str,
    applying: IntArray,
    waivers: list[BoolArray],
) -> Attained:
    standards = [standard.bounds.get(measure, np.nan) for standard in ruleset.standards]
    # The last entry, which index −1 reaches, stands for "no rule".
    standard = np.array([*standards, np.nan])[applying]
    factor, reduced_by = reduction_of(table, ruleset, measure, applying)
    threshold = standard * factor
    value = table[measure].to_numpy(dtype=np.float64, na_value=np.nan)
    percent, met = attained(value, threshold)
    waived_by = _waiver(ruleset, measure, waivers, met)
    place = {name: i for i, name in enumerate(STATUSES)}
    status = np.select(
        [np.isnan(threshold), met, waived_by >= 0],
        [place["no_rule"], place["met"], place["waived"]],
        default=place["missed"],
    ).astype(np.int64)
    waived_by[status != place["waived"]] = -1
    figures = value, standard, factor, threshold, percent
    return Attained(*figures, reduced_by, waived_by, status)


def _findings(
    table: pd.DataFrame,
    ruleset: RuleSet,
    row: IntArray,
    figures: dict[str, FloatArray],
    places: dict[str, IntArray],
) -> pd.DataFrame:
    """Lay out findings as a table: positions become names, each list of names once.

    Parameters
    ----------
    row : ndarray of int64, shape (k,)
        Row of ``table`` of each finding.
    figures, places : dict of arrays of shape (k,)
        See ``_judge_measure``; ``applying`` is the place of the standard.
    """
    units = [COLUMNS[name].unit for name in ruleset.measures]
    sources = [ruleset.sources[s.source] for s in ruleset.standards]
    reasons = [keyed(w.id, w.article) for w in ruleset.waivers]
    return pd.DataFrame(
        {
            "code": table.index.take(row),
            "measure": named(places["measure"], ruleset.measures),
            "value": figures["value"],
            "unit": named(places["measure"], units),
            "base": _base(table, ruleset, row, places["measure"]),
            "kind": table["kind"].array.take(row),
            "rule": named(places["applying"], [s.id for s in ruleset.standards]),
            "standard": figures["standard"],
            "factor": figures["factor"],
            "reduced_by": named(places["reduced_by"], [r.id for r in ruleset.reductions]),
            "threshold": figures["threshold"],
            "percent": figures["percent"],
            "status": pd.Categorical.from_codes(places["status"], pd.Index(STATUSES)),
            "waived_by": named(places["waived_by"], reasons, NO_TEXT),
            "article": named(places["applying"], [s.article for s in ruleset.standards], NO_TEXT),
            "source": named(places["applying"], sources, NO_TEXT),
            "confidence": pd.Categorical.from_codes(places["confidence"], pd.Index(MARKS)),
            "note": pd.Categorical.from_codes(places["note"], pd.Index(every_note(ruleset))),
        },
        columns=FINDINGS,
    )


def attained(value: FloatArray, threshold: FloatArray | float) -> tuple[FloatArray, BoolArray]:
    """Give the percent of its threshold that each value attains, and whether it meets it."""
    with np.errstate(divide="ignore", invalid="ignore"):
        percent = 100.0 * value / threshold
        met = value >= threshold * (1.0 - RELATIVE_TOLERANCE)
    # What is met within the tolerance is 100 percent for triggers, too.
    return np.where(met, np.maximum(percent, 100.0), percent), met


def _waiver(ruleset: RuleSet, measure: str, waivers: list[BoolArray], met: BoolArray) -> IntArray:
    """Find the first waiver that applies to each row which does not meet a measure."""
    chosen = np.full(len(met), -1, dtype=np.int64)
    every = list(enumerate(zip(ruleset.waivers, waivers, strict=True)))
    for i, (waiver, applies) in reversed(every):
        if measure in waiver.measures:
            chosen[applies & ~met] = i
    return chosen


def _base(
    table: pd.DataFrame, ruleset: RuleSet, row: IntArray, measure: IntArray
) -> pd.Categorical[str]:
    """Name what each figure rests on; empty where that is not said of its measure."""
    bases = {name: table[name].astype(str) for name in BASE_COLUMNS.values() if name in table}
    known = sorted({base for column in bases.values() for base in column.unique()} | {""})
    codes = np.full((len(ruleset.measures), len(table)), known.index(""), dtype=np.int64)
    for place, name in enumerate(ruleset.measures):
        if BASE_COLUMNS.get(name) in bases:
            codes[place] = pd.Index(known).get_indexer(pd.Index(bases[BASE_COLUMNS[name]]))
    return pd.Categorical.from_codes(codes[measure, row], pd.Index(known))
