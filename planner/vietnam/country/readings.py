"""Readings: one answer for all that is not known, and the total that it leads to.

The ministry's count hangs on how its questions were answered.  Each reading
answers them in one way; the distance to the ministry's number says which may
have been its own, and no more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import geopandas as gpd
import pandas as pd

from planner.evaluation.depends.worlds import doubts
from planner.law import RuleSet, assume, judge, verdicts
from planner.sources import data_folder
from planner.sources.facts import apply_facts
from planner.sources.provenance import Gathering
from planner.units.provenance import attach, only_likely, provenance_of
from planner.words import Text, joined, number_text, text
from planner.words.outputs.country import (
    ANNEX_14,
    ANSWERS,
    DECIDED,
    DENSITY,
    DOUBTS,
    EVERYWHERE,
    LIKELY,
    NO_REDUCTION,
    PLAIN,
    REDUCED,
)

SAID_BY_THE_MINISTRY = 705
"""Communes below 112/2025 in the middle of 2026, as the press has it from the ministry."""
DENSITIES = (50, 100, 150, 200)
"""People per km² below which a commune without a decision is read as mountainous."""
FACTS_OF_ANNEX_14 = "facts/mountain_annex_14.yaml"
"""Mountain by annex item 14 of 307/2025, as far as earlier decisions are known."""
Answer = Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]
Reading = tuple[Text, Answer, bool]


def by_annex_14(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give units the mountain flag of annex item 14 of 307/2025, in place of the strict one.

    Earlier decisions hold, and a unit that was made with one mountain member is mountainous.

    Parameters
    ----------
    units : GeoDataFrame
        Complete Units table of today.

    Returns
    -------
    GeoDataFrame
        ``mountain`` is ``NA`` where earlier decisions are not at hand.
    """
    own = provenance_of(units)
    gathering = Gathering(facts=list(own.facts))
    flagged = apply_facts(units, data_folder() / FACTS_OF_ANNEX_14, gathering)
    return attach(flagged.copy(), replace(own, facts=tuple(gathering.facts)))


def readings(units: gpd.GeoDataFrame, ruleset: RuleSet) -> pd.DataFrame:
    """Count the units below a standard under each reading.

    Parameters
    ----------
    units : GeoDataFrame
        Complete Units table; a mountain flag that no decision says is what readings differ in.
    ruleset : RuleSet
        The law; a reading may leave out its reductions.

    Returns
    -------
    DataFrame
        ``reading`` (Text), ``below``, ``difference`` from ``SAID_BY_THE_MINISTRY``; nearest first.
    """
    plain = ruleset.model_copy(update={"reductions": []})
    rows = []
    for words, answered, reduced in _readings(units):
        law = ruleset if reduced else plain
        found = verdicts(judge(answered(units), law, today=True))
        below = int((found["below"] & ~found["no_rule"]).sum())
        rows.append((words, below, below - SAID_BY_THE_MINISTRY))
    table = pd.DataFrame(rows, columns=["reading", "below", "difference"])
    nearest = table["difference"].abs().sort_values(kind="stable").index
    return table.loc[nearest].reset_index(drop=True)


def differences(
    units: gpd.GeoDataFrame, ruleset: RuleSet, off_percent: float = 10.0, most: int = 10
) -> pd.DataFrame:
    """Answer one open question at a time: by how much the total moves, and where it stands then.

    Parameters
    ----------
    units : GeoDataFrame
        Complete Units table.
    ruleset : RuleSet
        The law.
    off_percent : float
        By how much a figure may be off that is not simply published.
    most : int
        Rows, the largest changes first.

    Returns
    -------
    DataFrame
        ``reason`` (Text), ``below``, ``change`` (from the total by the facts at hand),
        ``difference`` from ``SAID_BY_THE_MINISTRY``.
    """

    def total(table: gpd.GeoDataFrame, law: RuleSet = ruleset) -> int:
        found = verdicts(judge(table, law, today=True))
        return int((found["below"] & ~found["no_rule"]).sum())

    now = total(units)
    plain = ruleset.model_copy(update={"reductions": []})
    rows: list[tuple[Text, int]] = [(NO_REDUCTION, total(units, plain))]
    rows += [(ANNEX_14, total(by_annex_14(units)))]
    for question in ruleset.assumptions:
        for option in question.options:
            other = assume(ruleset, {question.id: option.id})
            rows.append((joined((question.text, option.text), " "), total(units, other)))
    for doubt in doubts(units, ruleset, off_percent):
        for word, way in zip(doubt.words, doubt.ways, strict=True):
            asked = DOUBTS[doubt.column]
            rows.append((joined([asked, ANSWERS.get(word, text(word))], ": "), total(way(units))))
    density = units["people"] / units["area_km2"]
    for people in DENSITIES:
        answered = units["mountain"].mask(mountain_open(units), density < people)
        words = DENSITY.filled(people=number_text(people))
        rows.append((words, total(units.assign(mountain=answered))))
    table = pd.DataFrame(rows, columns=["reason", "below"])
    table = table.assign(
        change=table["below"] - now, difference=table["below"] - SAID_BY_THE_MINISTRY
    )
    largest = table[table["change"] != 0]
    order = largest["change"].abs().sort_values(ascending=False, kind="stable").index
    return largest.loc[order].head(most).reset_index(drop=True)


def mountain_open(units: gpd.GeoDataFrame) -> pd.Series[bool]:
    """Tell the units of which no decision says whether they are mountainous."""
    open_: pd.Series[bool] = units["mountain"].isna() | only_likely(units, "mountain")
    return open_


def _readings(units: gpd.GeoDataFrame) -> list[Reading]:
    """Each answer to what is not known of mountains, strictly and by annex item 14."""
    strict = _answers(units)
    annex = [
        (joined((ANNEX_14, words), "; "), _after(by_annex_14, answered), reduced)
        for words, answered, reduced in _answers(by_annex_14(units))
    ]
    return [*strict, *annex]


def _after(first: Answer, then: Answer) -> Answer:
    return lambda table: then(first(table))


def _answers(units: gpd.GeoDataFrame) -> list[Reading]:
    open_ = mountain_open(units)
    density = units["people"] / units["area_km2"]

    def where(flag: pd.Series[bool]) -> Answer:
        return lambda table: table.assign(mountain=table["mountain"].mask(open_, flag))

    every = pd.Series(True, index=units.index)
    mountains = [
        (DECIDED, where(~every)),
        (LIKELY, lambda table: table),
        *((DENSITY.filled(people=number_text(most)), where(density < most)) for most in DENSITIES),
        (EVERYWHERE, where(every)),
    ]
    found: list[Reading] = []
    for words, answered in mountains:
        found.append((REDUCED.filled(mountain=words), answered, True))
        found.append((PLAIN.filled(mountain=words), answered, False))
    return found
