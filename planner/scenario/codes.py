"""Resolved: names in a scenario put into codes, and its tables beside the units into figures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

import geopandas as gpd

from planner.errors import InputError, Problem, raise_if_any
from planner.law import RuleSet, ruleset_for
from planner.problem.groups.named import with_codes
from planner.problem.settings import CountSettings
from planner.scenario import ReadScenario, Scenario
from planner.sources.companions import BesideSettings, with_beside
from planner.sources.provenance import Gathering
from planner.units.naming import find_districts
from planner.units.provenance import attach, provenance_of
from planner.units.seats import centres_of
from planner.words.text import joined, say, text


def resolved(
    read: ReadScenario, units: gpd.GeoDataFrame, gathering: Gathering | None = None
) -> ReadScenario:
    """Put codes for names, and figures for the tables beside the units.

    What comes out says all of it in itself: a run folder holds it, and needs no table to be read
    again.

    Parameters
    ----------
    read : ReadScenario
    units : GeoDataFrame
        Complete Units table of its first level.
    gathering : Gathering, optional
        Gets the tables that were read, and what has to be said of them.

    Raises
    ------
    InputError
        Every name that is not found, with the nearest ones, and every fault of the tables.
    """
    scenario, problems = read.scenario, list[Problem]()
    groups, count, graph = scenario.groups, scenario.count, scenario.graph
    try:
        groups = with_codes(groups, units)
    except InputError as error:
        problems += error.problems
    try:
        count = with_districts(count, units)
    except InputError as error:
        problems += error.problems
    given = gathering or Gathering()
    try:
        graph = with_beside(graph, scenario.beside, units, read.folder, given)
    except InputError as error:
        problems += error.problems
    raise_if_any([_in_file(problem, read.source) for problem in problems])
    # What the tables leave to be said is said of the units, in every report.
    noted = [*scenario.units.notes, *given.notes]
    said = {
        "units": scenario.units.model_copy(update={"notes": list(dict.fromkeys(noted))}),
        "groups": groups,
        "count": count,
        "graph": graph,
        "beside": BesideSettings(),
    }
    return replace(read, scenario=scenario.model_copy(update=said))


def law_of(read: ReadScenario) -> RuleSet:
    """Read the rule set of a scenario; what is wrong with it names the scenario.

    Raises
    ------
    InputError
        See ``ruleset_for``.
    """
    scenario = read.scenario
    try:
        return ruleset_for(scenario.law, scenario.units.level, read.folder)
    except InputError as error:
        raise InputError([_in_file(each, read.source) for each in error.problems]) from error


def _in_file(problem: Problem, name: str) -> Problem:
    """Name the scenario in which a key stands; of a table its own file is named already."""
    key = text(problem.place).en
    if not name or not re.match(r"(beside|count|graph|groups|law)\b", key):
        return problem
    return replace(problem, place=joined([name, problem.place]))


def settle_centres(tables: Iterable[gpd.GeoDataFrame], scenario: Scenario) -> None:
    """Put each unit at the centre of its settlements, where these are known, and say so.

    Parameters
    ----------
    tables : iterable of GeoDataFrame
        The same units on several bases; they are changed in place.
    scenario : Scenario
        As :func:`resolved` gives it.
    """
    for units in tables:
        own = provenance_of(units)
        notes = tuple(dict.fromkeys([*own.notes, *scenario.units.notes]))
        attach(units, replace(own, notes=notes))
        if scenario.graph.seats is not None and scenario.graph.seats.settlements:
            units[["x_m", "y_m"]] = centres_of(units, scenario.graph.seats)


def with_districts(count: CountSettings, units: gpd.GeoDataFrame) -> CountSettings:
    """Put codes for the names of districts.

    Raises
    ------
    InputError
        A district that is not found, with the nearest names; one that is named twice.
    """
    problems, found = list[Problem](), dict[str, int]()
    for name, number in count.per_district.items():
        try:
            (code,) = find_districts(units, [name], "count.per_district")
        except InputError as error:
            problems += error.problems
            continue
        if code in found:
            problems.append(
                Problem(
                    "count.per_district",
                    say("{name}: a district that is named twice ({code})", name=name, code=code),
                    say("each district once"),
                    say("leave one of the two out"),
                )
            )
        found[code] = number
    raise_if_any(problems)
    return count.model_copy(update={"per_district": found})
