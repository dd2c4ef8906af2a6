"""One round of history: what was decided, and what the optimizer does under the same law."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd

from planner.evaluation import Evaluation, evaluate
from planner.evaluation.compare import agreement_of
from planner.evaluation.depends import DEPENDS, depends
from planner.law import RuleSet, judge, not_known, read_ruleset, verdicts, without_measure
from planner.optimize import CountSettings, SolverSettings, arrange
from planner.plan import Plan, Stage
from planner.plan.terms import LAND_INERTIA
from planner.problem.limits import GroupSettings
from planner.problem.settings import INERTIA
from planner.sources import SourceSettings, TableJoin, read_units
from planner.sources.bases import on_bases
from planner.sources.levels import HELD
from planner.units import complete, split_kind
from planner.units.graph import GraphSettings, build_graph, gaps_bridged
from planner.vietnam.country.screen import screen
from planner.vietnam.replay.settings import ReplaySettings, Round, Task, Upcoming, of_2025
from planner.vietnam.sources import decided_plan, has_lineage, lineage_of
from planner.vietnam.sources.round_2025 import decided_in_2025
from planner.vietnam.sources.today import TODAY
from planner.words.law import NOT_LOOKED_AT
from planner.words.outputs.replay import ONLY_AREA

PUBLISHED = datetime.date(2025, 7, 1)
"""Day of the new units, on which their facts are asked."""


@dataclass(frozen=True)
class LookedBack:
    """A round as it was decided, under the law of its time.

    Attributes
    ----------
    settings : Round
        The round.
    decided : Evaluation
        What was decided.
    bases : dict of str to Units
        The units before on every base of people; the first is the one judged by.
    official_counts : pair of int
        Units before and after, as the law of the round, or its lineage, counts them.
    people_known : bool
        Without, plans were held against areas alone, and each hectare counts as one.
    faults : DataFrame or None
        Rows of the lineage that outlines do not show (``sources.Decided``); None: a lineage whose
        outlines were matched before.
    published : DataFrame or None
        New units of July 2025 on the figures published then, see :func:`on_published`.
    """

    settings: Round
    decided: Evaluation
    bases: dict[str, gpd.GeoDataFrame]
    official_counts: tuple[int, int]
    people_known: bool
    faults: pd.DataFrame | None
    published: pd.DataFrame | None


@dataclass(frozen=True)
class Replayed:
    """A round as it was decided, and as the optimizer would have it.

    Attributes
    ----------
    back : LookedBack
        The round, and what was decided.
    optimized : Evaluation
        A plan on the same units, under the same law, of the same number.
    agreement : dict
        ``compare.PAIR_FIGURES``: pairs merged in both, Rand index, variation
        of information …; the first plan is the decided one.
    hangs_before, hangs_decided : DataFrame
        ``depends`` of the units of the time, and of those that were decided.
    """

    back: LookedBack
    optimized: Evaluation
    agreement: dict[str, float | int]
    hangs_before: pd.DataFrame
    hangs_decided: pd.DataFrame

    @property
    def settings(self) -> Round:
        """The round."""
        return self.back.settings

    @property
    def decided(self) -> Evaluation:
        """What was decided."""
        return self.back.decided

    @property
    def people_known(self) -> bool:
        """Whether plans were held against people, too."""
        return self.back.people_known


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


def replay_round(
    replay: ReplaySettings, settings: Round, people: TableJoin | None = None
) -> Replayed:
    """Hold what was decided in a round against the law and the optimizer: see :func:`look_back`.

    Raises
    ------
    InputError, InfeasibleError, TimeLimitError
        See ``read_units``, ``find_groups`` and ``solve``.
    """
    return optimize_round(look_back(replay, settings, people))


def optimize_round(back: LookedBack) -> Replayed:
    """Ask the optimizer for a plan of as many units as were decided.

    Raises
    ------
    InfeasibleError, TimeLimitError
        See ``find_groups`` and ``solve``.
    """
    settings, decided = back.settings, back.decided
    units, graph, ruleset, plan = decided.units, decided.graph, decided.ruleset, decided.plan
    best = _optimized(units, graph, ruleset, settings, CountSettings(exactly=len(plan.results)))
    if not back.people_known:
        best = replace(best, stages=tuple(map(_in_hectares, best.stages)))
    return Replayed(
        back=back,
        optimized=evaluate(units, graph, best, ruleset),
        agreement=agreement_of(plan, best),
        hangs_before=depends(back.bases, ruleset),
        # What districts hold came of the communes' own round, which ``depends`` does not redo.
        hangs_decided=pd.DataFrame(columns=DEPENDS)
        if settings.level == "district"
        else depends(back.bases, ruleset, plan),
    )


def look_back(
    replay: ReplaySettings, settings: Round, people: TableJoin | None = None
) -> LookedBack:
    """Hold what was decided in a round against the law of its time.

    Parameters
    ----------
    replay : ReplaySettings
        The province.
    settings : Round
        The round.
    people : TableJoin, optional
        People of the units before, by code, where the user has them.

    Raises
    ------
    InputError
        See ``read_units``.
    """
    source = SourceSettings(
        boundaries=f"vietnam:{replay.province}@{settings.before}",
        level=settings.level,
        tables=[] if people is None else [people],
    )
    read = read_units(source, Path(), people_unknown=not has_lineage(replay.province))
    known = not (read["people_base"] == NOT_LOOKED_AT).any()
    ruleset = read_ruleset(settings.ruleset)
    if not known:
        read, ruleset = on_land(read), without_measure(ruleset, "people", ONLY_AREA)
    bases = on_bases(read, replay.bases if people is None else [], source, Path())
    units = next(iter(bases.values()))
    own = has_lineage(replay.province)
    # Outlines of 2018 that nobody can mend: those that face each other across a gap are neighbours.
    gaps = [] if own else gaps_bridged(units, "gap")
    graph = build_graph(units, GraphSettings(bridges=gaps))
    held = faults = None
    stated = settings.stated_before, settings.stated_after
    if settings.level == "district":
        plan, later = _district_plan(replay.province, settings, units)
        held = pd.DataFrame(later[HELD])
    elif own:
        plan = decided_plan(replay.province, settings.before, settings.after, units)
    else:
        found = decided_in_2025(replay.province, units)
        plan, faults, stated = found.plan, found.faults, (found.stated_before, found.stated_after)
    decided = evaluate(units, graph, plan, ruleset, held)
    if held is not None:
        # What communes carried along is known: the outlines are those of the new districts.
        decided = replace(decided, outlines=later.geometry.reindex(decided.figures.index))
    return LookedBack(
        settings=settings,
        decided=decided,
        bases=bases,
        official_counts=(stated[0] or len(units), stated[1] or len(plan.results)),
        people_known=known,
        faults=faults,
        published=on_published(replay.province, settings, plan) if of_2025(settings) else None,
    )


def on_land(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Let each hectare count as one where people are not known: plans are compact in land then."""
    hectares = np.rint(units["area_km2"] * 100.0).clip(lower=1).astype(np.int64)
    return complete(units.assign(people=hectares))


def _in_hectares(stage: Stage) -> Stage:
    """Name a stage that was reckoned in people by the hectares that stood for them."""
    if stage.name != INERTIA:
        return stage
    return replace(stage, name=LAND_INERTIA, unit="ha·km²")


def on_published(
    province: str, settings: Round, plan: Plan, faults: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Judge the new units of July 2025 on the people and areas that were published for them.

    Parameters
    ----------
    province : str
        A province of today.
    settings : Round
        The round, for its law.
    plan : Plan
        What was decided.
    faults : DataFrame, optional
        See ``sources.Decided``: a member of which no outline was found is one all the same.

    Returns
    -------
    DataFrame, index ``code``
        ``name, kind, people, area_km2, members`` (whole or in part), ``screen`` (below the
        orientation for results, whatever is not known; not below; depends), ``on``, ``least``,
        ``most`` (percent), ``waived`` (below and yet accepted, since it has three members or
        more).  Units that stayed as they were are not new.
    """
    source = SourceSettings(boundaries=f"vietnam:{province}@{TODAY}", as_of=PUBLISHED)
    today, ruleset = read_units(source, Path()), read_ruleset(settings.ruleset)
    divided = plan.parts["code"].duplicated(keep=False)
    members = plan.parts["new_code"].value_counts()
    if faults is not None:
        unseen = faults.loc[faults["fault"] == "no_outline", "code_2025"].value_counts()
        members = members.add(unseen, fill_value=0).astype(int)
    partial = plan.parts.loc[divided, "new_code"].unique()
    new = today.index[
        (today.index.map(members).fillna(0).to_numpy() > 1) | today.index.isin(partial)
    ]
    units = today.loc[new]
    units = units.assign(
        units=members.reindex(new).to_numpy(), kind=plan.results["kind"].reindex(new).to_numpy()
    )
    table = screen(units, ruleset, today=False).table
    waived = verdicts(judge(units, ruleset)).reindex(new)["waived"]
    columns = ["name", "kind", "people", "area_km2", "screen", "on", "least", "most"]
    return table[columns].assign(members=units["units"], waived=waived)


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
        solver=SolverSettings(time_limit_s=settings.time_limit_s),
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
