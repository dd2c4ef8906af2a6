"""The front between number of units, shortfall, people disturbed and inertia, each point proven."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from planner.errors import InfeasibleError
from planner.explain.doubt.demand import Doubting
from planner.explain.doubt.pairs import as_found
from planner.explain.doubt.points import Key, Point, all_proven
from planner.explain.wishes import Case
from planner.optimize import CountSettings, StageSettings, TimeLimitError
from planner.words import Text, number_text
from planner.words.numbers import quantity_words
from planner.words.text import say

STAGES = ("unsatisfied", "shortfall", "disturbed", "inertia")
HEAD = ["groups", "looser_percent", *STAGES, "proven", "dominated"]


def front_asked(case: Case, scope: Doubting) -> Iterator[tuple[Key, Point]]:
    """Ask for the best plan of each number of new units around the plan's.

    For each number as few units as can be are in a group not accepted, what is missing is least,
    fewest people lose their unit – or up to some percent more – and inertia is least.

    Yields
    ------
    (number of units, percent more people), Point
    """
    own, today = len(case.best.results), len(case.units)
    for number in range(max(1, own - scope.around), min(today, own + scope.around) + 1):
        for looser in scope.looser_percents:
            objective = [
                StageSettings(stage=name, within_percent=looser if name == "disturbed" else 0.0)
                for name in STAGES
            ]
            count = CountSettings(exactly=number)
            yield (number, looser), Point(replace(case.problem, count=count, objective=objective))


def front_points(case: Case, scope: Doubting) -> dict[Key, Point]:
    """Answer each; see :func:`front_asked`."""
    points = {}
    for at, point in front_asked(case, scope):
        try:
            plan = case.kept.best(point.problem)
        except (InfeasibleError, TimeLimitError):
            plan = None
        points[at] = point.with_plan(plan)
    return points


def front_of(case: Case, points: Mapping[Key, Point]) -> pd.DataFrame:
    """Write what was found of each number of units; see :func:`front_table`."""
    found = {at: point.finals for at, point in points.items() if point.plan is not None}
    return front_table(found, proven=all_proven(case, points))


def front_table(values: Mapping[Key, Sequence[float]], *, proven: bool) -> pd.DataFrame:
    """Write what the best plan of each number of units comes to.

    Parameters
    ----------
    values : mapping of (int, float) to sequence of float
        Number of units and percent more people → final values of ``STAGES``; numbers for which
        no plan was found are left out.
    proven : bool
        Whether all are proven.

    Returns
    -------
    DataFrame
        ``HEAD``: final values in the stages' units; ``looser_percent``: how much more people may
        be disturbed for less inertia; ``dominated``: another row is as good in all figures and
        better in one, of the same number of units.
    """
    rows = [(*at, *finals, proven) for at, finals in values.items()]
    table = pd.DataFrame(rows, columns=HEAD[:-1])
    table["dominated"] = [_dominated(table, row) for row in range(len(table))]
    return table


def _dominated(table: pd.DataFrame, row: int) -> bool:
    """Whether another row of the same number is as good in all and better in one; or the same."""
    own, others = table.loc[row, list(STAGES)], table[table["groups"] == table.at[row, "groups"]]
    figures = others[list(STAGES)].drop(index=row)
    as_good, better = (figures <= own).all(axis=1), (figures < own).any(axis=1)
    twice = (figures == own).all(axis=1) & (figures.index < row)
    return bool(((as_good & better) | twice).any())


def front_sentences(case: Case, table: pd.DataFrame) -> list[Text]:
    """Say what one unit more and one unit fewer come to."""
    own = len(case.best.results)
    said = [] if table["proven"].all() else [as_found()]
    tight = table[table["looser_percent"] == table["looser_percent"].min()].set_index("groups")
    for number in (own - 1, own, own + 1):
        if number not in tight.index:
            said.append(say("{count} new units: no plan was found.", count=number))
            continue
        row = tight.loc[number]
        said.append(
            say(
                "{count} new units: {unsatisfied} not accepted, {shortfall} points short, {people}"
                " lose their unit, inertia {inertia}.",
                count=number,
                unsatisfied=int(row["unsatisfied"]),
                shortfall=number_text(float(row["shortfall"]), 2),
                people=quantity_words(int(row["disturbed"]), "người"),
                inertia=quantity_words(float(row["inertia"]), "người·km²", 0),
            )
        )
    return said
