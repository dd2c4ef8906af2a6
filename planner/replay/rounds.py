"""One round of history: what was decided, and what the optimizer does under the same law."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import networkx as nx
import pandas as pd

from planner.compare import agreement_of
from planner.depends import DEPENDS, depends
from planner.evaluate import Evaluation, evaluate
from planner.groups.limits import GroupSettings
from planner.law import RuleSet, judge, not_known, read_ruleset, verdicts
from planner.optimize import CountSettings, arrange
from planner.plan import Plan
from planner.replay.settings import ReplaySettings, Round, Task, Upcoming
from planner.sources import SourceSettings, decided_plan, lineage_of, read_units
from planner.sources.bases import on_bases
from planner.sources.levels import HELD
from planner.units import split_kind
from planner.units.graph import build_graph


@dataclass(frozen=True)
class Replayed:
    """A round as it was decided, and as the optimizer would have it.

    Attributes
    ----------
    settings : Round
        The round.
    decided, optimized : Evaluation
        Two plans on the same units, under the same law, of the same number.
    agreement : dict
        ``compare.PAIR_FIGURES``: pairs merged in both, Rand index, variation
        of information …; the first plan is the decided one.
    hangs_before, hangs_decided : DataFrame
        ``depends`` of the units of the time, and of those that were decided.
    """

    settings: Round
    decided: Evaluation
    optimized: Evaluation
    agreement: dict[str, float | int]
    hangs_before: pd.DataFrame
    hangs_decided: pd.DataFrame


@dataclass(frozen=True)
class Planned:
    """The round that is being prepared, on one base of people.

    Attributes
    ----------
    base : str
        What people rest on.
    approximate : bool
        Whether they are an estimate.
    optimized : Evaluation
        The least that the law asks, as the optimizer has it.
    """

    base: str
    approximate: bool
    optimized: Evaluation


def replay_round(replay: ReplaySettings, settings: Round) -> Replayed:
    """Hold what was decided in a round against the law and the optimizer.

    Raises
    ------
    InputError, InfeasibleError, TimeLimitError
        See ``read_units``, ``find_groups`` and ``solve``.
    """
    source = SourceSettings(
        boundaries=f"vietnam:{replay.province}@{settings.before}", level=settings.level
    )
    bases = on_bases(read_units(source, Path()), replay.bases, source, Path())
    units = next(iter(bases.values()))
    graph, ruleset = build_graph(units), read_ruleset(settings.ruleset)
    held = None
    if settings.level == "district":
        plan, later = _district_plan(replay.province, settings, units)
        held = pd.DataFrame(later[HELD])
    else:
        plan = decided_plan(replay.province, settings.before, settings.after, units)
    decided = evaluate(units, graph, plan, ruleset, held)
    if held is not None:
        # What communes carried along is known: the outlines are those of the new districts.
        outlines = later.geometry.reindex(decided.merged.index)
        decided = replace(decided, merged=decided.merged.set_geometry(outlines))
    found = _optimized(units, graph, ruleset, settings, CountSettings(exactly=len(plan.results)))
    return Replayed(
        settings=settings,
        decided=decided,
        optimized=evaluate(units, graph, found, ruleset),
        agreement=agreement_of(plan, found),
        hangs_before=depends(bases, ruleset),
        # What districts hold came of the communes' own round, which ``depends`` does not redo.
        hangs_decided=pd.DataFrame(columns=DEPENDS)
        if held is not None
        else depends(bases, ruleset, plan),
    )


def prepare_round(replay: ReplaySettings, settings: Upcoming) -> list[Planned]:
    """Plan the round that is being prepared, on every base at hand."""
    source = SourceSettings(boundaries=f"vietnam:{replay.province}@{settings.year}")
    tables = on_bases(read_units(source, Path()), replay.bases, source, Path())
    ruleset, graph = read_ruleset(settings.ruleset), build_graph(next(iter(tables.values())))
    estimates = {str(base.name) for base in replay.bases if base.factor is not None}
    return [
        Planned(
            name,
            name in estimates,
            evaluate(
                units,
                graph,
                _optimized(units, graph, ruleset, settings, CountSettings()),
                ruleset,
            ),
        )
        for name, units in tables.items()
    ]


def verdicts_on_bases(prepared: list[Planned]) -> pd.DataFrame:
    """Verdict of each unit of today on every base.

    Returns
    -------
    DataFrame, index ``code``
        ``name``, then for each base people and status.
    """
    first = prepared[0].optimized.units
    table = pd.DataFrame({"name": first["name"], "kind": first["kind"]})
    for each in prepared:
        units = each.optimized.units
        law = each.optimized.ruleset
        rows = verdicts(judge(units, law, today=True), not_known(units, law, today=True))
        table[f"people: {each.base}"] = units["people"]
        table[f"least_percent: {each.base}"] = rows["least_percent"]
        table[f"status: {each.base}"] = rows["status"].astype(str)
    return table


def _optimized(
    units: gpd.GeoDataFrame,
    graph: nx.Graph[str],
    ruleset: RuleSet,
    settings: Task,
    count: CountSettings,
) -> Plan:
    return arrange(
        units,
        graph,
        ruleset,
        groups=GroupSettings(max_members=settings.max_members, within=settings.within),
        count=count,
        objective=settings.objective,
    )


def _district_plan(
    province: str, settings: Round, units: gpd.GeoDataFrame
) -> tuple[Plan, gpd.GeoDataFrame]:
    """What became of districts, from what became of their communes.

    A commune that changed district takes its own area and people along, so
    the shares of a divided district are reckoned and not assumed.

    Returns
    -------
    tuple of Plan and GeoDataFrame
        The plan, and the districts of the year after, with their outlines and
        the communes that they hold after the communes' own round.
    """
    before, after = (
        read_units(SourceSettings(boundaries=f"vietnam:{province}@{year}"), Path())
        for year in (settings.before, settings.after)
    )
    lineage = lineage_of(province, settings.before, settings.after)
    pairs = lineage.drop_duplicates([f"code_{settings.before}", f"code_{settings.after}"])
    home = pairs.set_index(f"code_{settings.before}")[f"code_{settings.after}"]
    moved = pd.DataFrame(
        {
            "code": before["district_code"],
            "new_code": before.index.map(home).map(after["district_code"]),
            "share_area": before["area_km2"],
            "share_people": before["people"].astype(float),
        }
    ).reset_index(drop=True)
    sums = moved.groupby(["code", "new_code"], as_index=False).sum()
    for share in ("share_area", "share_people"):
        sums[share] /= sums.groupby("code")[share].transform("sum")
    heads = after.drop_duplicates("district_code").set_index("district_code")["district"]
    split = [split_kind(str(name)) for name in heads.sort_index()]
    results = pd.DataFrame(
        {"name": [name for _, name in split], "kind": [kind for kind, _ in split]},
        index=heads.sort_index().index,
    )
    source = SourceSettings(boundaries=f"vietnam:{province}@{settings.after}", level=settings.level)
    assert set(sums["code"]) == set(units.index)
    return Plan(sums, results), read_units(source, Path())
