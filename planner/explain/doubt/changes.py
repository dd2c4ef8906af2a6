"""Doubts one at a time: what the best plan becomes where one thing is otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd

from planner.compare import partners_differ, people_heirs
from planner.country.worlds import doubts
from planner.depends.facts import derived
from planner.errors import PlannerError
from planner.explain.doubt.asked import Doubting
from planner.explain.wishes import Case
from planner.optimize import Arrangement
from planner.optimize.effort import USUAL
from planner.units import COLUMNS
from planner.words import Text, number_text
from planner.words.outputs.provinces import NO, YES
from planner.words.text import say

HEAD = ["doubt", "units", "possible", "groups", "changed", "proven"]
WAYS = {"no": NO, "yes": YES}
World = tuple[Text, int, gpd.GeoDataFrame, "nx.Graph[str]"]


def changes_table(case: Case, asked: Doubting) -> pd.DataFrame:
    """Plan anew for each thing that is in doubt, all else as stated.

    Returns
    -------
    DataFrame
        ``HEAD`` – what is otherwise (Text), of how many units or borders, number of new units,
        units with other partners than in the best plan – and the stages' values; the first row is
        the best plan.
    """
    names = [stage.name for stage in case.best.stages]
    values = [stage.final for stage in case.best.stages]
    groups = len(case.best.results)
    proven = all(stage.repeatable_proof for stage in case.best.stages)
    rows: list[tuple[object, ...]] = [(say("As stated"), 0, True, groups, 0, proven, *values)]
    rows += [_planned(case, world, len(names)) for world in _worlds(case, asked)]
    return pd.DataFrame(rows, columns=[*HEAD, *names])


def _planned(case: Case, world: World, stages: int) -> tuple[object, ...]:
    words, count, units, graph = world
    scenario = case.scenario
    try:
        kept = Arrangement(units, graph, case.evaluation.ruleset, scenario.groups, USUAL)
        plan = kept.ask(count=scenario.count, objective=scenario.objective, solver=scenario.solver)
    except PlannerError:
        return (words, count, False, *[None] * (3 + stages))
    differ = partners_differ(case.home, people_heirs(plan).reindex(case.home.index))
    proven = all(stage.repeatable_proof for stage in plan.stages)
    values = (stage.final for stage in plan.stages)
    return (words, count, True, len(plan.results), int(differ.sum()), proven, *values)


def _worlds(case: Case, asked: Doubting) -> Iterator[World]:
    """Give each thing that may be otherwise: facts, figures, the area drawn, short borders."""
    evaluation = case.evaluation
    units, graph = evaluation.units, evaluation.graph
    for doubt in doubts(units, evaluation.ruleset, asked.off_percent):
        for way, said in zip(doubt.ways, doubt.words, strict=True):
            altered = way(units)
            if doubt.column == "people":
                people = np.rint(altered["people"].to_numpy(dtype=float)).astype(np.int64)
                altered = altered.assign(people=people)
            if altered[doubt.column].equals(units[doubt.column]):
                continue
            words = say("{column}: {way}", column=COLUMNS[doubt.column].words, way=_way(said))
            yield words, int(doubt.where.sum()), derived(altered, units), graph
    drawn = units.assign(area_km2=units.area / 1e6)
    far = int((abs(drawn["area_km2"] / units["area_km2"] - 1.0) > asked.off_percent / 100.0).sum())
    words = say("Area as drawn, of all units ({count} differ by more)", count=far)
    yield words, len(units), derived(drawn, units), graph
    short = [
        pair for pair in graph.edges
        if graph.edges[pair]["border_km"] * 1000.0 < asked.short_border_m
    ]  # fmt: skip
    if short:
        fewer = graph.copy()
        fewer.remove_edges_from(short)
        metres = number_text(asked.short_border_m)
        yield (
            say("Borders shorter than {metres} m are none", metres=metres),
            len(short),
            units,
            fewer,
        )


def _way(said: str) -> Text | str:
    """Say how something turns out."""
    if said == "other":
        return say("another figure that was found")
    return WAYS.get(said, said.replace("-", "−").removesuffix("%") + " %")


def change_sentences(table: pd.DataFrame) -> list[Text]:
    """Say which doubts change the plan, the largest changes first."""
    others = table.iloc[1:]
    same = others[others["possible"] & (others["changed"] == 0)]
    said = [
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
        say("{doubt}: no plan.", doubt=each) for each in others.loc[~others["possible"], "doubt"]
    ]
    return said
