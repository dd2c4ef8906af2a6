"""Pairs of units that are together in every plan near the best, and pairs that are in none."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pandas as pd

from planner.explain.wishes import Case
from planner.optimize.choices.surviving import surviving
from planner.words import Text, joined, number_text
from planner.words.text import say

HEAD = ["one", "one_name", "other", "other_name", "neighbours", "joined"]


def column(percent: float) -> str:
    """Name the column of a percentage: ``within_1``."""
    return f"within_{percent:g}"


def pairs_table(case: Case, percents: Sequence[float]) -> pd.DataFrame:
    """Tell of each pair of neighbours, and of each pair that the best plan has together.

    Parameters
    ----------
    case : Case
    percents : sequence of float
        How much more near plans may cost in the last stage.

    Returns
    -------
    DataFrame
        ``HEAD``, and ``within_…`` for each percentage: together in ``all`` near plans, in
        ``none``, in ``some``; ``open`` where it was not decided.
    """
    edges = {(min(pair), max(pair)) for pair in case.evaluation.graph.edges}
    held = case.home.groupby(case.home).groups.values()
    inside = {
        (one, other)
        for codes in held
        for one in map(str, codes)
        for other in map(str, codes)
        if one < other
    }
    pairs = sorted(edges | inside)
    asked = case.scenario
    known = case.kept.known(count=asked.count, objective=asked.objective, solver=asked.solver)
    states = surviving(known, pairs, percents, time.monotonic() + asked.solver.time_limit_s)
    table = pd.DataFrame(pairs, columns=["one", "other"])
    table["one_name"], table["other_name"] = (table[c].map(case.names) for c in ("one", "other"))
    table["neighbours"] = [pair in edges for pair in pairs]
    table["joined"] = [pair in inside for pair in pairs]
    for percent, found in zip(percents, states, strict=True):
        table[column(percent)] = found
    return table[[*HEAD, *map(column, percents)]]


def pair_sentences(case: Case, table: pd.DataFrame, percents: Sequence[float]) -> list[Text]:
    """Say which mergers every near plan has, and which are one choice among others."""
    said = []
    for percent in percents:
        state = table[column(percent)]
        if (state == "open").all():
            return [say("The best plan is not proven: nothing is said of near plans.")]
        said.append(
            say(
                "Within {percent} % of the best plan: {always} pairs of units are together in every"
                " plan, {never} pairs of neighbours in none, {some} in some{open}.",
                percent=number_text(percent),
                always=int((state == "all").sum()),
                never=int(((state == "none") & table["neighbours"]).sum()),
                some=int((state == "some").sum()),
                open=_open(int((state == "open").sum())),
            )
        )
    widest = table[column(percents[-1])]
    wide = number_text(percents[-1])
    for kind, words in (
        ("all", say("Certain within {percent} %: {pairs}.", percent=wide, pairs="{pairs}")),
        (
            "some",
            say("Not certain within {percent} %: {pairs}.", percent=wide, pairs="{pairs}"),
        ),
    ):
        chosen = table[(widest == kind) & (table["joined"] | (kind == "all"))]
        if len(chosen):
            said.append(words.filled(pairs=joined(_named(case, chosen), "; ")))
    return said


def _named(case: Case, pairs: pd.DataFrame) -> list[Text]:
    rows = pairs[["one", "other"]].itertuples(index=False)
    return [
        say("{one} with {other}", one=case.names[one], other=case.names[other])
        for one, other in rows
    ]


def _open(count: int) -> Text | str:
    return say(", {count} not decided in the time", count=count) if count else ""
