"""Evaluation: what a plan does, before and after, with every figure's source.

A plan of the optimizer, one drawn by hand and one adopted by law go through
the same lines, so that they can be compared.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd

from planner.evaluation.shapes import shape_findings
from planner.law import RuleSet
from planner.plan import Plan, Stage
from planner.plan.merging import with_outlines
from planner.plan.terms import stage_name
from planner.problem import Problem, carry_out_figures
from planner.problem.indicators import INDICATOR_COLUMNS
from planner.problem.limits import GroupSettings
from planner.units import full_name
from planner.verify.check import Borders, PlanLimits, check_plan
from planner.words import Text, joined
from planner.words.html import html_table
from planner.words.numbers import quantity_words
from planner.words.outputs.reports import AFTER, BEFORE, INDICATOR


@dataclass(frozen=True)
class Evaluation:
    """Everything that maps and reports show.

    Attributes
    ----------
    units : GeoDataFrame
        Before; the columns of ``COLUMNS``, index ``code``.
    figures : DataFrame
        After, likewise, without outlines.
    graph : Graph
        Neighbours of the units before.
    plan : Plan
        What was evaluated.
    ruleset : RuleSet
        The law that judged both sides.
    findings_before, findings_after : DataFrame
        Tidy Findings (``law.FINDINGS``), and ``assumed_share``: whether the
        value rests on a share that a plan had to assume.
    verdicts_before, verdicts_after : DataFrame
        One row a unit (``law.verdicts``), index ``code``; after, also
        ``untouched``: below standard, but the law lets it stay as it is.
    indicators : DataFrame
        ``INDICATOR_COLUMNS``: one row an indicator, numbers before and after.
    moves : DataFrame
        Index ``code``: ``name``, ``people``, ``new_code``, ``new_name``,
        ``role`` (``stays``, ``gives_name``, ``joins``, ``divided``), ``members``
        of the new unit, ``law_role`` and ``law_reason`` (``law.roles``).  A
        free unit that changes is ``adjacent`` where it joins one that must,
        else ``voluntary``.  A divided unit has a row for each heir.
    outlines : GeoSeries or None
        Of the new units, index ``code``, where they are known otherwise than by merging.
    """

    units: gpd.GeoDataFrame
    figures: pd.DataFrame
    graph: nx.Graph[str]
    plan: Plan
    ruleset: RuleSet
    findings_before: pd.DataFrame
    findings_after: pd.DataFrame
    verdicts_before: pd.DataFrame
    verdicts_after: pd.DataFrame
    indicators: pd.DataFrame
    moves: pd.DataFrame
    outlines: gpd.GeoSeries | None = None

    plot: ClassVar[Callable[..., object]]
    """``maps.notebook.plot``; put here by the public face, since maps are a higher floor."""
    explore: ClassVar[Callable[..., object]]
    """``maps.notebook.explore``, likewise."""

    @cached_property
    def merged(self) -> gpd.GeoDataFrame:
        """The new units with their outlines, merged when they are first asked for."""
        merged = with_outlines(self.figures, self.units, self.plan)
        return merged if self.outlines is None else merged.set_geometry(self.outlines)

    @cached_property
    def shapes(self) -> pd.DataFrame:
        """What is odd about the shapes of merged units (``evaluation.shapes.SHAPES``), likewise."""
        return shape_findings(self.units, self.graph, self.plan, self.merged)

    def _repr_html_(self) -> str:
        """Show the indicators in a notebook, before and after."""
        shown = self.indicators[INDICATOR_COLUMNS[1:]].to_numpy().tolist()
        rows = [
            (Text(vi, en), quantity_words(before, unit), quantity_words(after, unit))
            for vi, en, unit, before, after in shown
        ]
        return html_table(self.ruleset.title, (INDICATOR, BEFORE, AFTER), rows)


def evaluate(
    units: gpd.GeoDataFrame,
    graph: nx.Graph[str],
    plan: Plan,
    ruleset: RuleSet,
    contents: pd.DataFrame | None = None,
    seats: Collection[str] = (),
) -> Evaluation:
    """Evaluate a plan.

    Parameters
    ----------
    units : GeoDataFrame
        Complete Units table.
    graph : Graph
        Neighbours of the units.
    plan : Plan
        Drawn or found.
    ruleset : RuleSet
        The law.
    contents : DataFrame, optional
        ``communes, wards, townships`` that each new unit will hold (index new
        code), where these were arranged as well; else those of today add up.
    seats : collection of str, optional
        Units that give name and seat to any group they join (``groups.seats`` of the scenario);
        elsewhere the member of most people does.

    Raises
    ------
    InputError
        A plan that does not cover exactly these units: each that is missing or unknown is named.
    """
    problem = Problem(units, graph, ruleset, GroupSettings(seats=list(seats)))
    judged = problem.judge(plan, contents)
    return Evaluation(
        units=units,
        figures=judged.figures,
        graph=graph,
        plan=plan,
        ruleset=ruleset,
        findings_before=problem.findings,
        findings_after=judged.findings,
        verdicts_before=problem.verdicts,
        verdicts_after=judged.verdicts,
        indicators=judged.indicators,
        moves=_moves(units, judged.figures, plan, problem.asked),
    )


def check_evaluation(
    evaluation: Evaluation,
    contents: pd.DataFrame | None = None,
    borders: Borders | None = None,
    limits: PlanLimits | None = None,
) -> list[Text]:
    """Hand plain figures to the independent check, and bring back its complaints.

    Parameters
    ----------
    evaluation : Evaluation
    contents : DataFrame, optional
        What new districts hold, by code.
    borders, limits : mapping, optional
        What was asked of neighbours and plan, see ``check.Borders`` and ``check.PlanLimits``.
    """
    units = evaluation.units
    facts = units.drop(columns=["geometry", "mountain_km2", "mountain_units"])
    plain = facts.astype(object).where(facts.notna(), None)
    return check_plan(
        units=plain.to_dict("index"),
        outlines=dict(units.geometry.items()),
        parts=list(evaluation.plan.parts.itertuples(index=False, name=None)),
        claims={
            code: {
                "people": int(evaluation.merged.at[code, "people"]),
                "area_km2": float(evaluation.merged.at[code, "area_km2"]),
                "status": str(evaluation.verdicts_after.at[code, "status"]),
                "held": None if contents is None else contents.loc[code].to_dict(),
            }
            for code in evaluation.merged.index
        },
        rules=evaluation.ruleset.model_dump(mode="json"),
        borders=borders,
        limits=limits,
    )


def carry_out(units: gpd.GeoDataFrame, plan: Plan, ruleset: RuleSet) -> gpd.GeoDataFrame:
    """Merge the units of a plan; the law gives kind and mountain flag where the plan has none."""
    return with_outlines(carry_out_figures(units, plan, ruleset), units, plan)


def _moves(
    units: gpd.GeoDataFrame, merged: pd.DataFrame, plan: Plan, moves: pd.DataFrame
) -> pd.DataFrame:
    heads, names = full_name(merged), full_name(units)
    rows = plan.parts.assign(
        name=plan.parts["code"].map(names),
        people=plan.parts["code"].map(units["people"]),
        new_name=plan.parts["new_code"].map(heads),
        members=plan.parts["new_code"].map(plan.parts["new_code"].value_counts()),
    )
    pieces = rows["code"].map(plan.parts["code"].value_counts())
    rows["role"] = np.select(
        [pieces > 1, rows["members"] == 1, rows["code"] == rows["new_code"]],
        ["divided", "stays", "gives_name"],
        default="joins",
    )
    rows["law_role"] = rows["code"].map(moves["role"])
    rows["law_reason"] = rows["code"].map(moves["reason"])
    # A divided unit helps where any of its heirs has a member that must change.
    needed = (rows["law_role"] == "mandatory").groupby(rows["new_code"]).transform("any")
    needed = needed.groupby(rows["code"]).transform("any")
    helps = (rows["law_role"] == "free") & (rows["role"] != "stays")
    rows.loc[helps, "law_role"] = np.where(needed[helps], "adjacent", "voluntary")
    columns = ["name", "people", "new_code", "new_name", "role", "members"]
    columns += ["law_role", "law_reason"]
    return rows.set_index("code")[columns].sort_index(kind="stable")


def graded(stages: Iterable[Stage]) -> list[Text]:
    """Name stages, and say how good each is and by what that is known."""
    return [joined((stage_name(stage.name), stage.grade), ": ") for stage in stages]


def doubts(plan: Plan) -> list[Text]:
    """Say how good those stages are whose proof `planner verify` cannot repeat.

    It stands where stages are not shown one by one, so that a sheet on which nothing is said
    rests on proofs.
    """
    return graded(stage for stage in plan.stages if not stage.repeatable_proof)
