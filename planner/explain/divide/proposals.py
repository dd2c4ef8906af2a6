"""Proposals: which settlements of a neighbour would let a unit reach its standard."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from planner.errors import InputError, Problem
from planner.evaluation import Evaluation
from planner.evaluation.consequences import seats_chosen
from planner.explain.divide.pieces import STEPS, border_m, pieces_of, touching
from planner.law import judge, not_known, verdicts
from planner.optimize.choices.division import Needed, Pieces, least_division
from planner.plan import Plan
from planner.problem import carry_out_figures
from planner.scenario import Scenario
from planner.units import full_name
from planner.units.seats import Seats
from planner.words.text import Text, joined, say, text

# What pieces have, and how many steps a unit of measure holds.
MEASURES = {"people": 1, "area_km2": STEPS}


@dataclass(frozen=True)
class Proposal:
    """Settlements that would go from one new unit to another.

    Attributes
    ----------
    taker, giver : str
        Codes of new units: one below its standard, and its neighbour.
    pieces : GeoDataFrame
        All pieces of the giver (see ``pieces_of``), with ``way``: what the people of each have
        to the seat of the taker, in whole person-km, and ``goes``: which go.
    after : DataFrame, index ``taker, giver``
        ``people``, ``area_km2`` of both with the division carried out.
    """

    taker: str
    giver: str
    pieces: gpd.GeoDataFrame
    after: pd.DataFrame

    @property
    def going(self) -> gpd.GeoDataFrame:
        """The pieces that go."""
        return self.pieces[self.pieces["goes"]]

    @property
    def way(self) -> int:
        """What their people have in all to the seat that they go to, in whole person-km."""
        return int(self.going["way"].sum())


@dataclass(frozen=True)
class Divided:
    """What was found of a run.

    Attributes
    ----------
    evaluation : Evaluation
        Of the run.
    proposals : tuple of Proposal
        One for each unit that a division helps; each giver gives once.
    without : tuple of str
        New units below their standard for which none was found: no neighbour can spare enough,
        or the law does not accept what was cut.
    plan : Plan
        The plan of the run with all proposals carried out.
    """

    evaluation: Evaluation
    proposals: tuple[Proposal, ...]
    without: tuple[str, ...]
    plan: Plan


def divided(evaluation: Evaluation, scenario: Scenario) -> Divided:
    """Look for divisions that help the units below their standard, one after the other.

    For each, every neighbour that meets its own standard is asked for settlements that are enough,
    hang together, and leave it above its standard with its seat: those whose people have the least
    way in all to the seat that they go to.  The neighbour with the least is taken.  The law judges
    the result as any plan.

    Parameters
    ----------
    evaluation, scenario
        As ``runs.read_run`` gives them, with settlements (``beside``).

    Raises
    ------
    InputError
        No settlements are known.
    TimeLimitError
        See :func:`least_division`.
    """
    settings: Seats = evaluation.graph.graph["seats"]
    if not settings.settings.settlements:
        raise InputError(
            Problem(
                "beside.settlements",
                say("no settlements"),
                say("where people live: a unit is divided along its settlements only"),
                say("name a table under `beside.settlements`, and run again"),
            )
        )
    after = evaluation.verdicts_after
    below = [str(code) for code in after.index[~after["accepted"]]]
    plan, found, left = evaluation.plan, list[Proposal](), list[str]()
    seats = seats_chosen(evaluation).set_index("code")
    for code in below:
        gave = {each.giver for each in found}
        best: tuple[Proposal, Plan] | None = None
        for giver in _givers(evaluation, scenario, code, below):
            if giver in gave:
                continue
            less = None if best is None else best[0].way - 1
            proposal = _asked(evaluation, scenario, seats, (code, giver), less)
            if proposal is None:
                continue
            tried = carried_out(evaluation, plan, proposal)
            figures = _judged(evaluation, tried, (code, giver))
            if figures is not None:
                best = replace(proposal, after=figures), tried
        if best is None:
            left.append(code)
        else:
            found.append(best[0])
            plan = best[1]
    return Divided(evaluation, tuple(found), tuple(left), plan)


def _givers(
    evaluation: Evaluation, scenario: Scenario, code: str, below: list[str]
) -> Iterator[str]:
    """Name the neighbours of a new unit that may be divided: whole, above standard, not held."""
    parts, groups = evaluation.plan.parts, scenario.groups
    home = {str(row.code): str(row.new_code) for row in parts.itertuples()}
    in_parts = set(parts["new_code"][parts["code"].duplicated(keep=False)])
    held = {home[each] for each in (*groups.keep, *(c for fixed in groups.fixed for c in fixed))}
    findings = evaluation.findings_after
    missed = set(findings["code"][findings["status"].isin(["missed", "no_rule"])])
    own = [each for each in home if home[each] == code]
    near = {home[other] for each in own for other in evaluation.graph[each]}
    if groups.within is not None:
        region = evaluation.units[f"{groups.within}_code"]
        near = {each for each in near if region[each] == region[code]}
    yield from sorted(near - {code} - set(below) - in_parts - held - missed)


def _asked(
    evaluation: Evaluation,
    scenario: Scenario,
    seats: pd.DataFrame,
    codes: tuple[str, str],
    most: int | None,
) -> Proposal | None:
    """Ask one neighbour for the settlements that are enough, with so much of a way at most."""
    taker, giver = codes
    parts, graph = evaluation.plan.parts, evaluation.graph
    takes, gives = (list(parts["code"][parts["new_code"] == code]) for code in (taker, giver))
    places: Seats = graph.graph["seats"]
    pieces = pieces_of(evaluation.units, places.homes, gives)
    least = scenario.graph.min_border_m
    outline = evaluation.merged.geometry[taker]
    at = {code for code in gives if any(graph.has_edge(code, other) for other in takes)}
    near = {
        i
        for i, (unit, shape) in enumerate(zip(pieces["unit"], pieces.geometry, strict=True))
        if unit in at and border_m(shape, outline) >= least
    }
    seat, other = (shapely.Point(*seats.loc[c, ["x_m", "y_m"]]) for c in (giver, taker))
    km = np.hypot(pieces["x_m"] - other.x, pieces["y_m"] - other.y) / 1000.0
    pieces = pieces.assign(way=np.rint(pieces["people"] * km).astype(np.int64))
    away = pieces.geometry.distance(seat)
    home = int(np.argmin(away.where(pieces["unit"] == seats.at[giver, "seat_in"], np.inf)))
    apart = {b for pair in scenario.groups.apart for a, b in (pair, pair[::-1]) if a in takes}
    whole = (pieces["settlement"] == "") | pieces["unit"].isin(apart)
    stay = {home, *np.flatnonzero(whole.to_numpy()).tolist()}
    chosen = least_division(
        Pieces(
            touching(pieces, graph, least),
            pieces["way"].to_numpy(),
            pieces["people"].to_numpy(),
            pieces["area_steps"].to_numpy(),
            frozenset(near),
            frozenset(stay),
            home,
        ),
        _needed(evaluation.findings_after, taker, giver, most),
        scenario.solver.time_limit_s,
    )
    if chosen is None:
        return None
    goes = pieces.assign(goes=[i in chosen for i in range(len(pieces))])
    return Proposal(taker, giver, goes, pd.DataFrame())


def _needed(findings: pd.DataFrame, taker: str, giver: str, most_way: int | None) -> Needed:
    """Read from findings what the taker lacks, and what the giver can spare."""
    bounds: dict[str, tuple[int, int | None]] = {"people": (1, None), "area_km2": (0, None)}
    for row in findings[findings["code"].isin([taker, giver])].to_dict("records"):
        steps = MEASURES.get(str(row["measure"]))
        if steps is None or not row["threshold"] > 0:
            continue
        over = (float(row["value"]) - float(row["threshold"])) * steps
        least, most = bounds[row["measure"]]
        # An area is known to its step only.
        loose = 0 if steps == 1 else 1
        if row["code"] == taker and row["status"] == "missed":
            least = math.ceil(-over) + loose
        if row["code"] == giver and row["status"] == "met":
            spare = math.floor(over) - loose
            most = spare if most is None else min(most, spare)
        bounds[row["measure"]] = (least, most)
    return Needed(bounds["people"], bounds["area_km2"], (0, most_way))


def carried_out(evaluation: Evaluation, plan: Plan, proposal: Proposal) -> Plan:
    """Carry a proposal out: the plan with the units of the giver divided.

    The shares of people are those of the settlements; those of area are drawn half-way between
    settlements, and are assumed.
    """
    rows, assumed = [], set(plan.assumed)
    taker, giver = proposal.taker, proposal.giver
    for code, pieces in proposal.pieces.groupby("unit", sort=True):
        code = str(code)
        going = pieces[pieces["goes"]]
        people, area = (
            _share(going[name].sum(), pieces[name].sum(), len(going) / len(pieces))
            for name in ("people", "area_steps")
        )
        if len(going) < len(pieces):
            rows.append((code, giver, 1.0 - area, 1.0 - people))
        if len(going):
            rows.append((code, taker, area, people))
        if 0 < len(going) < len(pieces):
            assumed |= {(code, new, "area") for new in (taker, giver)}
    kept = plan.parts[plan.parts["new_code"] != giver]
    new = pd.DataFrame(rows, columns=["code", "new_code", "share_area", "share_people"])
    parts = pd.concat([kept, new], ignore_index=True)
    parts = parts.sort_values(["code", "new_code"], ignore_index=True)
    names = full_name(evaluation.merged)
    note = say(
        "{giver} gives {settlements} to {taker}: a proposal; the areas are drawn half-way between"
        " settlements",
        giver=names[giver],
        taker=names[taker],
        settlements=named(proposal, full_name(evaluation.units)),
    )
    return Plan(parts, plan.results, notes=(*_own(plan), note), assumed=frozenset(assumed))


def named(proposal: Proposal, names: pd.Series[str]) -> Text:
    """Name the settlements that go, and their unit of today where the giver is made of several."""
    parts = [
        say("{settlements} of today's {unit}", settlements=said, unit=names[str(code)])
        if proposal.pieces["unit"].nunique() > 1
        else text(said)
        for code, going in proposal.going.groupby("unit", sort=True)
        for said in (", ".join(going["settlement"]),)
    ]
    return joined(parts, "; ")


def _own(plan: Plan) -> tuple[Text, ...]:
    """Notes of a plan that is no longer the solver's."""
    return plan.notes if not plan.stages else ()


def _share(part: int, whole: int, otherwise: float) -> float:
    return float(part) / float(whole) if whole else otherwise


def _judged(evaluation: Evaluation, plan: Plan, codes: tuple[str, str]) -> pd.DataFrame | None:
    """Let the law judge a plan; None: one of the two units does not meet its standard then."""
    law = evaluation.ruleset
    figures = carry_out_figures(evaluation.units, plan, law)
    rows = verdicts(judge(figures, law), not_known(figures, law))
    both = list(codes)
    if not rows.loc[both, "accepted"].all():
        return None
    return figures.loc[both, ["people", "area_km2"]]
