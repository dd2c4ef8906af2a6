"""Certificate of a run: the problem, the plan and the proofs in plain data.

Everything that ``planner.verify`` needs to check a plan without this program's
optimizer, law or tables stands in it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from typing import Any

import geopandas as gpd
import networkx as nx

from planner.law import ways
from planner.plan import Plan
from planner.plan.proof import Proof
from planner.plan.terms import SEAT_TERMS, TERMS
from planner.problem import Problem
from planner.problem.limits import GroupSettings
from planner.problem.locks import LOCKS
from planner.problem.settings import Alternatives, StageSettings
from planner.problem.unknowns import unknowns
from planner.units import COLUMNS
from planner.units.conditions import columns_asked
from planner.units.graph import Tie
from planner.units.seats import Seats
from planner.verify.check import PlanLimits

FORMAT = 2
# Plain data of a certificate, or of a part of one.
Statement = dict[str, Any]
# Facts that terms, limits and the settling of kind and mountain use, whatever the rules ask.
# Locks that are stated also where there is none of them, as the first certificates have it.
FIRST_LOCKS = {"together", "apart", "keep", "fixed", "forbidden"}
ALWAYS = (
    "kind",
    "people",
    "area_km2",
    "x_m",
    "y_m",
    "units",
    "district_code",
    "province_code",
    "mountain",
    "mountain_km2",
    "mountain_units",
)


def groups_used(groups: GroupSettings, plan: Plan) -> GroupSettings:
    """Settings of a scenario together with the larger groups that were added on the way."""
    if plan.pool is None:
        return groups
    added: dict[str, Any] = {"larger": plan.pool.larger}
    if plan.pool.more is not None:
        added["more"] = plan.pool.more
    return groups.model_copy(update=added)


def problem_data(problem: Problem, target: float | None = None) -> Statement:
    """State what is asked of the optimizer, in plain data.

    Parameters
    ----------
    problem : Problem
        Its graph has ``border_km``.
    target : float, optional
        People of a new unit; by default that of ``count``.

    Returns
    -------
    dict
        ``units`` in the order of the table; ``columns``: how facts combine;
        ``edges`` with km of border; ``rules``; ``groups``; ``count``;
        ``target_people``; ``objective`` with unit and steps of each term; ``narrow``, ``lands``,
        ``ties``, ``seats`` and ``target_area`` where a term asks for them (see ``build_graph``);
        ``per_district``, code and number, where it is asked for; ``open``, column → both ends and
        codes, of what is not known, where groups have to be safe.
    """
    units, graph, ruleset = problem.units, problem.graph, problem.ruleset
    count, objective = problem.count, problem.objective
    asked = ruleset.columns_asked.union(*(columns_asked(e.when) for e in ruleset.exemptions))
    names = [name for name in COLUMNS if name in units and (name in asked or name in ALWAYS)]
    facts = units[names]
    plain = facts.astype(object).where(facts.notna(), None)
    rows = plain.reset_index(names="code").to_dict("records")
    said = ways(ruleset)
    edges = sorted(
        [*sorted((str(a), str(b))), float(data["border_km"])]
        for a, b, data in graph.edges(data=True)
    )
    stated: Statement = {
        "units": [{str(key): _plain(value) for key, value in row.items()} for row in rows],
        "columns": {name: said.get(name, COLUMNS[name].combine) for name in names},
        "edges": edges,
        "rules": ruleset.model_dump(mode="json", exclude={"sha256"}),
        "groups": _groups(problem.groups),
        "count": list(count.bounds(len(units))),
        "target_people": problem.targets[0] if target is None else target,
        "objective": [_stage(stage) for stage in objective],
    }
    if count.per_district:
        stated["per_district"] = sorted([*each] for each in count.per_district.items())
    if problem.groups.safe:
        stated["open"] = {
            each.column: [*map(float, each.ends), units.index[each.where].tolist()]
            for each in unknowns(units, ruleset)
        }
    terms = set(problem.terms)
    if "area_balance" in terms:
        stated["target_area"] = problem.targets[1]
    return stated | _of_terms(units, graph, terms)


def _groups(groups: GroupSettings) -> Statement:
    """State limits and locks; of one that came later nothing, where there is none of it."""
    stated: Statement = groups.model_dump(mode="json")
    later = {*LOCKS, "safe"} - FIRST_LOCKS
    return {key: value for key, value in stated.items() if value or key not in later}


def _of_terms(units: gpd.GeoDataFrame, graph: nx.Graph[str], terms: set[str]) -> Statement:
    """State what only some terms ask for."""
    stated: Statement = {}
    if "narrow_joints" in terms:
        edges: Iterable[tuple[str, str, bool | None]] = graph.edges(data="narrow")
        narrow = (sorted((str(a), str(b))) for a, b, is_so in edges if is_so)
        stated["narrow"] = sorted(narrow)
    if "ties_kept" in terms:
        ties: tuple[Tie, ...] = graph.graph.get("ties", ())
        stated["ties"] = [[*tie.between, tie.weight] for tie in ties]
    if terms & SEAT_TERMS:
        stated["seats"] = _seats(units, graph.graph["seats"])
    if "compactness_loss" in terms:
        stated["lands"] = [list(graph.nodes[code]["land"]) for code in units.index]
    return stated


def _seats(units: gpd.GeoDataFrame, seats: Seats) -> Statement:
    """State offices, settlements and times; without offices each unit has one at its point."""
    given = seats.settings
    points = zip(units.index, units["x_m"].astype(float), units["y_m"].astype(float), strict=True)
    offices = [[each.unit, each.x_m, each.y_m] for each in given.offices]
    return {
        "offices": offices or [list(point) for point in points],
        "settlements": [[each.unit, each.people, each.x_m, each.y_m] for each in given.settlements],
        "on_foot_km_h": given.on_foot_km_h,
        "seconds": given.seconds,
    }


def certificate(statement: Statement, plan: Plan) -> Statement:
    """Join the problem, the plan and its proofs.

    Parameters
    ----------
    statement : dict
        See :func:`problem_data`.
    plan : Plan
        As ``solve`` gave it.  A plan that was read proves nothing: ``stages``
        and ``pool`` are empty then.

    Returns
    -------
    dict
        ``format``, ``problem``, ``hashes`` (SHA-256 of each part of the
        problem), ``pool``, ``plan`` (new code → codes), ``stages`` (see
        ``planner.plan.proof.Proof``), ``any_size`` (whether it is ``claimed`` that
        no larger group gives a better plan; the larger groups that take part
        are ``more`` of the problem's groups, and all others the reader lists).
    """
    pairs = zip(plan.stages, plan.proofs, strict=True) if plan.proofs else ()
    return {
        "format": FORMAT,
        "problem": statement,
        "hashes": {key: sha256_of(value) for key, value in statement.items()},
        "pool": {"size": plan.pool.size, "sha256": plan.pool.sha256} if plan.pool else {},
        "plan": _groups_of(plan),
        "any_size": {"claimed": bool(plan.pool and plan.pool.any_size)},
        "stages": [{"stage": stage.name, **asdict(proof)} for stage, proof in pairs],
    }


def alternatives(
    best: Plan,
    plans: Sequence[Plan],
    proofs: Sequence[Proof],
    settings: Alternatives,
    *,
    complete: bool,
) -> Statement:
    """State the plans beside the best, and why none was passed by.

    Parameters
    ----------
    best : Plan
    plans, proofs
        See ``planner.optimize.choices.listing.Listed``.
    settings : Alternatives
        Which plans were looked for.
    complete : bool
        All that were asked for were found, or there are no more.

    Returns
    -------
    dict
        What was asked, and ``plans``: of each the groups that the best has not, as codes; the
        others are those of the best.
    """
    known = sorted(_groups_of(best).values())
    groups = [sorted(_groups_of(plan).values()) for plan in plans]
    return {
        **settings.model_dump(),
        "complete": complete,
        "plans": [[group for group in each if group not in known] for each in groups],
        "proofs": [asdict(proof) for proof in proofs],
    }


def plan_limits(problem: Problem, plan: Plan) -> PlanLimits:
    """What is asked of a plan; one that was brought need not keep what the optimizer is asked."""
    if not plan.stages:
        return {}
    groups, count = problem.groups, problem.count
    return {
        "most_members": groups_used(groups, plan).largest,
        "max_people": groups.max_people,
        "max_area_km2": groups.max_area_km2,
        "count": count.bounds(len(problem.units)),
        "locks": groups.locks.model_dump(),
        "per_district": count.per_district,
        "seats": groups.seats,
    }


def _groups_of(plan: Plan) -> dict[str, list[str]]:
    """Codes of the units of each new unit."""
    held = plan.parts.groupby("new_code")["code"].apply(lambda codes: sorted(codes))
    return {str(new): codes for new, codes in held.items()}


def certified(problem: Problem, plan: Plan) -> dict[str, object]:
    """State what was asked, what was found and how it is proven, in plain data.

    Parameters
    ----------
    problem : Problem
        Larger groups that were added on the way are named among its groups.
    plan : Plan
        See :func:`certificate`.
    """
    used = replace(problem, groups=groups_used(problem.groups, plan))
    return certificate(problem_data(used), plan)


def sha256_of(data: Any) -> str:
    """Hash plain data: JSON with sorted keys, without spaces, in UTF-8."""
    text = json.dumps(
        data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def _stage(stage: StageSettings) -> Statement:
    terms = {name: TERMS[name] for name in stage.terms}
    return {
        "stage": stage.stage,
        "within_percent": stage.within_percent,
        "weights": dict(stage.weights),
        "terms": {
            name: {"unit": term.unit, "steps": term.steps, "maximise": term.maximise}
            for name, term in terms.items()
        },
    }
