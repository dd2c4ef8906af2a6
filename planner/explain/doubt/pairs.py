"""Pairs of units that are together in every plan near the best, and pairs that are in none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from planner.explain.wishes import Case
from planner.optimize.choices.marginal import Marginals
from planner.optimize.choices.surviving import surviving
from planner.optimize.effort.control import Control
from planner.words import Text, joined, number_text
from planner.words.text import say

HEAD = ["one", "one_name", "other", "other_name", "neighbours", "joined"]


def column(percent: float) -> str:
    """Name the column of a percentage: ``within_1``."""
    return f"within_{percent:g}"


@dataclass(frozen=True)
class Pairs:
    """Pairs of units, and what near plans do with them.

    Attributes
    ----------
    table : DataFrame
        See :func:`pairs_table`.
    search : Marginals or None
        The search that told it, which ``planner verify`` can repeat; None: there was none.
    """

    table: pd.DataFrame
    search: Marginals | None

    @property
    def proven(self) -> bool:
        """Whether `planner verify` can repeat it."""
        return self.search is not None and self.search.proof is not None


def pairs_of(case: Case) -> list[tuple[str, str]]:
    """List each pair of neighbours, and each pair that the best plan has together."""
    return sorted(_edges(case) | _inside(case))


def near_pairs(case: Case, percents: Sequence[float]) -> Pairs:
    """Find out what near plans do with each pair.

    Parameters
    ----------
    case : Case
    percents : sequence of float
        How much more near plans may cost in the last stage.
    """
    known = case.kept.incumbent(case.problem)
    control = Control(case.problem.solver.time_limit_s)
    survived = surviving(known, pairs_of(case), percents, control)
    return Pairs(pairs_table(case, survived.states, percents), survived.search)


def pairs_table(
    case: Case, states: Sequence[Sequence[str]], percents: Sequence[float]
) -> pd.DataFrame:
    """Tell of each pair what near plans do with it.

    Parameters
    ----------
    case : Case
    states : sequence of sequence of str
        For each percentage, of each of the ``pairs_of`` the case.
    percents : sequence of float

    Returns
    -------
    DataFrame
        ``HEAD``, and ``within_…`` for each percentage: together in ``all`` near plans, in
        ``none``, in ``some``; ``open`` where it was not decided.
    """
    edges, inside, pairs = _edges(case), _inside(case), pairs_of(case)
    table = pd.DataFrame(pairs, columns=["one", "other"])
    table["one_name"], table["other_name"] = (table[c].map(case.names) for c in ("one", "other"))
    table["neighbours"] = [pair in edges for pair in pairs]
    table["joined"] = [pair in inside for pair in pairs]
    for percent, found in zip(percents, states, strict=True):
        table[column(percent)] = list(found)
    return table[[*HEAD, *map(column, percents)]]


def _edges(case: Case) -> set[tuple[str, str]]:
    return {(min(pair), max(pair)) for pair in case.evaluation.graph.edges}


def _inside(case: Case) -> set[tuple[str, str]]:
    held = case.home.groupby(case.home).groups.values()
    return {
        (one, other)
        for codes in held
        for one in map(str, codes)
        for other in map(str, codes)
        if one < other
    }


def pair_sentences(
    case: Case, table: pd.DataFrame, percents: Sequence[float], *, proven: bool
) -> list[Text]:
    """Say which mergers every near plan has, and which are one choice among others.

    Parameters
    ----------
    case : Case
    table : DataFrame
        See :func:`pairs_table`.
    percents : sequence of float
    proven : bool
        Whether ``planner verify`` can repeat it.
    """
    said = []
    for percent in percents:
        state = table[column(percent)]
        if (state == "open").all():
            return [nothing_said()]
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
    groups = case.scenario.groups
    if groups.any_size:
        said.append(
            say("New units of at most {most} units of today were looked at.", most=groups.largest)
        )
    return said if proven else [*said, as_found()]


def nothing_said() -> Text:
    """Say that nothing is known of near plans."""
    return say("The best plan is not proven: nothing is said of near plans.")


def as_found() -> Text:
    """Say that ``planner verify`` cannot repeat a proof."""
    return say("This is as found: `planner verify` cannot repeat a proof of it.")


def _named(case: Case, pairs: pd.DataFrame) -> list[Text]:
    rows = pairs[["one", "other"]].itertuples(index=False)
    return [
        say("{one} with {other}", one=case.names[one], other=case.names[other])
        for one, other in rows
    ]


def _open(count: int) -> Text | str:
    return say(", {count} not decided in the time", count=count) if count else ""
