"""Evaluation: what a plan does, before and after, with every figure's source.

A plan of the optimizer, one drawn by hand and one adopted by law go through
the same lines, so that they can be compared.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import ClassVar

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
from scipy import sparse

from planner.law import RuleSet, judge, not_known, roles, settle, verdicts, ways
from planner.plan import Plan, Stage, shares
from planner.plan.merging import merged_figures, with_outlines
from planner.shapes import shape_findings
from planner.terms import TERMS, Grouping, stage_name
from planner.units import COLUMNS, KINDS, full_name, ward_percent
from planner.words import Text, joined
from planner.words.html import html_table
from planner.words.numbers import COUNTED, PERSONS, quantity_words
from planner.words.outputs.reports import AFTER, BEFORE, INDICATOR
from planner.words.outputs.reports import INDICATORS as WORDS

INDICATOR_COLUMNS = ["indicator", "name_vi", "name_en", "unit", "before", "after"]
# Terms that say how far a plan is from something; the others are counted directly.
TERMS_SHOWN = [
    "below_standard",
    "shortfall",
    "disturbed",
    "disturbed_any",
    "inertia",
    "districts_crossed",
    "border_dissolved",
    "narrow_joints",
    "compactness_loss",
    "size_spread",
]


@dataclass(frozen=True)
class Evaluation:
    """Everything that maps and reports show.

    Attributes
    ----------
    units, merged : GeoDataFrame
        Before and after; the columns of ``COLUMNS``, index ``code``.
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
    shapes : DataFrame
        ``planner.shapes.SHAPES``: what is odd about the shapes of merged units.
    """

    units: gpd.GeoDataFrame
    merged: gpd.GeoDataFrame
    graph: nx.Graph[str]
    plan: Plan
    ruleset: RuleSet
    findings_before: pd.DataFrame
    findings_after: pd.DataFrame
    verdicts_before: pd.DataFrame
    verdicts_after: pd.DataFrame
    indicators: pd.DataFrame
    moves: pd.DataFrame
    shapes: pd.DataFrame

    plot: ClassVar[Callable[..., object]]
    """``maps.notebook.plot``; put here by the public face, since maps are a higher floor."""
    explore: ClassVar[Callable[..., object]]
    """``maps.notebook.explore``, likewise."""

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
    held: pd.DataFrame | None = None,
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
        Covers exactly these units.
    ruleset : RuleSet
        The law.
    held : DataFrame, optional
        ``communes, wards, townships`` that each new unit will hold (index new
        code), where these were arranged as well; else those of today add up.
    seats : collection of str, optional
        Units that give name and seat to any group they join (``groups.seats`` of the scenario);
        elsewhere the member of most people does.
    """
    merged = carry_out(units, plan, ruleset)
    if held is not None:
        merged = merged.assign(**held.reindex(merged.index))
        merged["ward_percent"] = ward_percent(merged)
    tables = ((units, True), (merged, False))
    findings = [_marked(judge(table, ruleset, today=today), table) for table, today in tables]
    asked = roles(units, ruleset, findings[0])
    before, after = (
        verdicts(found, not_known(table, ruleset, today=today))
        for found, (table, today) in zip(findings, tables, strict=True)
    )
    after = _with_those_that_stay(after, plan, asked)
    # A plan that changes nothing has the same counts on both sides.
    may_stay = (before["status"] == "missed") & (asked["role"] != "mandatory")
    counted = before.assign(accepted=before["accepted"] | may_stay)
    order = plan.results.index.get_indexer(merged.index)
    area_share, people_share = (share[order] for share in shares(units, plan))
    present = sparse.eye_array(len(units), format="csr")
    target = float(units["people"].sum()) / len(merged)
    groupings = [
        Grouping(units, graph, people, rows, frozenset(seats), target, area_share=area)
        for rows, area, people in (
            (before, present, present),
            (after, area_share, people_share),
        )
    ]
    return Evaluation(
        units=units,
        merged=merged,
        graph=graph,
        plan=plan,
        ruleset=ruleset,
        findings_before=findings[0],
        findings_after=findings[1],
        verdicts_before=before,
        verdicts_after=after,
        indicators=_indicators((units, merged), (counted, after), groupings),
        moves=_moves(units, merged, plan, asked),
        shapes=shape_findings(units, graph, plan, merged),
    )


def carry_out(units: gpd.GeoDataFrame, plan: Plan, ruleset: RuleSet) -> gpd.GeoDataFrame:
    """Merge the units of a plan; the law gives kind and mountain flag where the plan has none."""
    return with_outlines(carry_out_figures(units, plan, ruleset), units, plan)


def carry_out_figures(units: pd.DataFrame, plan: Plan, ruleset: RuleSet) -> pd.DataFrame:
    """Merge the figures of the units of a plan likewise, without outlines."""
    return settled_figures(merged_figures(units, plan, ways(ruleset)), ruleset)


def settled_figures(merged: pd.DataFrame, ruleset: RuleSet) -> pd.DataFrame:
    """Let the law give merged figures their kind and mountain flag where the plan has none."""
    settled = settle(merged, ruleset)
    of_law = settled["kind"].astype("str")
    kinds = merged["kind"].where(merged["kind"] != "", of_law)
    # The counts of kinds are of the members, and would be taken for those of the new unit.
    return merged.drop(columns=list(KINDS)).assign(kind=kinds, mountain=settled["mountain"])


def _marked(findings: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Mark the findings whose value is not certain: an assumed share, or an estimate."""
    follows = findings["measure"].astype(str).map(lambda name: COLUMNS[name].follows)
    people, area = (
        findings["code"].map(table[f"{share}_assumed"]).astype(bool) for share in ("people", "area")
    )
    return findings.assign(assumed_share=people.where(follows == "people", area))


def _with_those_that_stay(after: pd.DataFrame, plan: Plan, asked: pd.DataFrame) -> pd.DataFrame:
    """Accept a unit below standard that the law lets stay as it is (``untouched``)."""
    # What is left of a divided unit is alone, but not as it was.
    changed = plan.parts["new_code"].duplicated(False) | plan.parts["code"].duplicated(False)
    home = plan.parts[~changed].set_index("new_code")["code"].reindex(after.index)
    free = home.notna() & (home.map(asked["role"]) != "mandatory")
    untouched = free & (after["status"] == "missed")
    return after.assign(accepted=after["accepted"] | untouched, untouched=untouched)


def _indicators(
    tables: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame],
    rows: tuple[pd.DataFrame, pd.DataFrame],
    groupings: list[Grouping],
) -> pd.DataFrame:
    counted: dict[str, tuple[str, list[int] | list[float]]] = {
        "units": (COUNTED, [len(table) for table in tables]),
        "people": (PERSONS, [int(t["people"].sum()) for t in tables]),
        "area": ("km²", [float(t["area_km2"].sum()) for t in tables]),
        "accepted": (COUNTED, [int(r["accepted"].sum()) for r in rows]),
        "resting_on_waiver": (COUNTED, [int(r["waived"].sum()) for r in rows]),
        "no_rule": (COUNTED, [int(r["no_rule"].sum()) for r in rows]),
        "assumed_share": (
            COUNTED,
            [int((t["people_assumed"] | t["area_assumed"]).sum()) for t in tables],
        ),
        "largest_people": (PERSONS, [int(t["people"].max()) for t in tables]),
        "smallest_people": (PERSONS, [int(t["people"].min()) for t in tables]),
        "variation_people": (
            "",
            [float(t["people"].std(ddof=0) / t["people"].mean()) for t in tables],
        ),
    }
    lines = [
        (name, WORDS[name].vi, WORDS[name].en, unit, *values)
        for name, (unit, values) in counted.items()
    ]
    for name in TERMS_SHOWN:
        term = TERMS[name]
        # Summed as integers, like the objective, so that both print the same figure.
        values = [abs(int(term.costs(grouping).sum())) / term.steps for grouping in groupings]
        lines.append((name, term.vi, term.en, term.unit, *values))
    return pd.DataFrame(lines, columns=INDICATOR_COLUMNS)


def _moves(
    units: gpd.GeoDataFrame, merged: gpd.GeoDataFrame, plan: Plan, asked: pd.DataFrame
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
    rows["law_role"] = rows["code"].map(asked["role"])
    rows["law_reason"] = rows["code"].map(asked["reason"])
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
