"""Doubts one at a time: what the best plan becomes where one thing is otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from planner.errors import PlannerError
from planner.evaluation.compare import partners_differ, people_heirs
from planner.evaluation.depends.worlds import doubts
from planner.explain.doubt.demand import Doubting
from planner.explain.doubt.pairs import as_found
from planner.explain.doubt.points import Key, Point
from planner.explain.wishes import Case
from planner.optimize import Arrangement
from planner.optimize.effort import USUAL
from planner.units import COLUMNS, with_derived
from planner.words import Text, number_text
from planner.words.outputs.provinces import NO, YES
from planner.words.text import say

HEAD = ["doubt", "units", "possible", "groups", "changed", "proven"]
WAYS = {"no": NO, "yes": YES}
# What is otherwise, of how many units or borders, and the question.
Doubtful = tuple[Text, int, Point]
# Unit of today → new unit, and the final value of each stage.
Home = tuple[Mapping[str, str], Sequence[float]]


def changes_points(case: Case, scope: Doubting) -> dict[Key, Point]:
    """Plan anew for each thing that is in doubt, by its number, all else as stated."""
    points = dict[Key, Point]()
    for number, (_, _, point) in enumerate(changes_asked(case, scope)):
        try:
            plan = Arrangement.of(point.problem, USUAL).best(point.problem)
        except PlannerError:
            plan = None
        points[(number,)] = point.with_plan(plan)
    return points


def homes(points: Mapping[Key, Point]) -> dict[Key, Home]:
    """Give new units and values of stages where there is a plan."""
    return {
        at: ({str(code): str(new) for code, new in people_heirs(point.plan).items()}, point.finals)
        for at, point in points.items()
        if point.plan is not None
    }


def changes_table(
    case: Case,
    scope: Doubting,
    plans: Mapping[Key, Home],
    *,
    proven: bool,
) -> pd.DataFrame:
    """Write what becomes of the plan for each thing that is in doubt.

    Parameters
    ----------
    case : Case
    scope : Doubting
    plans : mapping of tuple to (mapping of str to str, sequence of float)
        Number of the doubt → unit of today → new unit, and the final value of each stage; those
        for which no plan was found are left out.
    proven : bool
        Whether all these plans are proven.

    Returns
    -------
    DataFrame
        ``HEAD`` – what is otherwise (Text), of how many units or borders, number of new units,
        units with other partners than in the best plan – and the stages' values; the first row is
        the best plan.
    """
    names = [stage.name for stage in case.best.stages]
    values = [stage.final for stage in case.best.stages]
    rows: list[tuple[object, ...]] = [
        (say("As stated"), 0, True, len(case.best.results), 0, case.best.repeatable_proof, *values)
    ]
    for number, (words, count, _) in enumerate(changes_asked(case, scope)):
        if (number,) not in plans:
            rows.append((words, count, False, *[None] * (3 + len(names))))
            continue
        home, finals = plans[(number,)]
        heirs = pd.Series(home, dtype="str").reindex(case.home.index)
        differ = int(partners_differ(case.home, heirs).sum())
        rows.append((words, count, True, len(set(home.values())), differ, proven, *finals))
    return pd.DataFrame(rows, columns=[*HEAD, *names])


def changes_asked(case: Case, scope: Doubting) -> Iterator[Doubtful]:
    """Give each thing that may be otherwise: facts, figures, the area drawn, short borders."""
    evaluation = case.evaluation
    units, graph = evaluation.units, evaluation.graph
    problem = case.problem
    for doubt in doubts(units, evaluation.ruleset, scope.off_percent):
        for way, said in zip(doubt.ways, doubt.words, strict=True):
            altered = way(units)
            if doubt.column == "people":
                people = np.rint(altered["people"].to_numpy(dtype=float)).astype(np.int64)
                altered = altered.assign(people=people)
            if altered[doubt.column].equals(units[doubt.column]):
                continue
            words = say("{column}: {way}", column=COLUMNS[doubt.column].words, way=_way(said))
            yield (
                words,
                int(doubt.where.sum()),
                Point(replace(problem, units=with_derived(altered, units))),
            )
    drawn = units.assign(area_km2=units.area / 1e6)
    far = int((abs(drawn["area_km2"] / units["area_km2"] - 1.0) > scope.off_percent / 100.0).sum())
    words = say("Area as drawn, of all units ({count} differ by more)", count=far)
    yield words, len(units), Point(replace(problem, units=with_derived(drawn, units)))
    short = [
        pair for pair in graph.edges
        if graph.edges[pair]["border_km"] * 1000.0 < scope.short_border_m
    ]  # fmt: skip
    if short:
        fewer = graph.copy()
        fewer.remove_edges_from(short)
        metres = number_text(scope.short_border_m)
        words = say("Borders shorter than {metres} m are none", metres=metres)
        yield words, len(short), Point(replace(problem, graph=fewer))


def _way(said: str) -> Text | str:
    """Say how something turns out."""
    if said == "other":
        return say("another figure that was found")
    return WAYS.get(said, said.replace("-", "−").removesuffix("%") + " %")


def change_sentences(table: pd.DataFrame) -> list[Text]:
    """Say which doubts change the plan, the largest changes first."""
    others = table.iloc[1:]
    same = others[others["possible"] & (others["changed"] == 0)]
    said = [] if others["proven"].dropna().all() else [as_found()]
    said += [
        say(
            "Of {count} things in doubt, each alone, {same} leave the plan as it is.",
            count=len(others),
            same=len(same),
        )
    ]
    moved = others[others["possible"] & (others["changed"] != 0)]
    for row in moved.sort_values("changed", ascending=False, kind="stable").to_dict("records"):
        said.append(
            say(
                "{doubt}: {units} units get other partners; {groups} new units.",
                doubt=row["doubt"],
                units=int(row["changed"]),
                groups=int(row["groups"]),
            )
        )
    said += [
        say("{doubt}: no plan was found.", doubt=each)
        for each in others.loc[~others["possible"], "doubt"]
    ]
    return said
