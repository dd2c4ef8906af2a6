"""The whole line, from a scenario to a finished run folder."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx
import pandas as pd

from planner.errors import EXIT_DONE, EXIT_NOT_SATISFIED, EXIT_TIME_LIMIT
from planner.evaluation import Evaluation, carry_out, check_evaluation, evaluate
from planner.evaluation.depends import DEPENDS, depends
from planner.evaluation.depends.bases import on_every_base
from planner.gate.files import digest_of
from planner.law import RuleSet, check_kinds, ruleset_for
from planner.law.whole import judge_count, judge_names, name_candidates
from planner.optimize import Arrangement, Control, Progress
from planner.optimize.certificate import Statement, certified, plan_limits
from planner.optimize.effort import USUAL
from planner.optimize.effort.control import READINGS
from planner.optimize.readings import stand
from planner.optimize.readings.safety import priced
from planner.optimize.stages import TimeLimitError
from planner.output.reports import RunRecord, write_levels, write_outputs
from planner.output.reports.comparison import plans_beside
from planner.output.reports.result import Clock
from planner.plan import Plan
from planner.problem import Problem
from planner.problem.groups import check_links
from planner.problem.groups.named import with_codes
from planner.problem.settings import Alternatives
from planner.scenario import ReadScenario
from planner.scenario.codes import law_of, resolved, settle_centres, with_districts
from planner.sources import find_file, read_units
from planner.sources.bases import base_name, on_bases, rebase
from planner.sources.levels import communes_within, districts_of, held_by
from planner.sources.overlays import with_overlays
from planner.sources.provenance import Gathering
from planner.sources.tables.plans import read_plan
from planner.store.folder import check_folder
from planner.store.manifest import files_of
from planner.units.graph import GraphSettings, build_graph, check_alone
from planner.units.provenance import InputFile, provenance_of
from planner.verify.check import Borders
from planner.words import Text, say


@dataclass(frozen=True)
class Prepared:
    """What stands before any plan; the scenario has codes and figures for names and tables."""

    read: ReadScenario
    problem: Problem
    bases: dict[str, gpd.GeoDataFrame]
    approximate: set[str]
    companions: tuple[InputFile, ...] = ()

    @property
    def units(self) -> gpd.GeoDataFrame:
        """Units of the problem."""
        return self.problem.units

    @property
    def graph(self) -> nx.Graph[str]:
        """Neighbours of the problem."""
        return self.problem.graph

    @property
    def ruleset(self) -> RuleSet:
        """The law of the problem."""
        return self.problem.ruleset

    @property
    def inputs(self) -> list[InputFile]:
        """Files that were read for any of the bases, each once."""
        read = (provenance_of(on).inputs for on in self.judged_first.values())
        return list(dict.fromkeys([file for files in (*read, self.companions) for file in files]))

    @property
    def judged_first(self) -> dict[str, gpd.GeoDataFrame]:
        """The units on every base, first on that by which the scenario plans."""
        first = next(name for name, units in self.bases.items() if units is self.units)
        return {first: self.units} | self.bases

    def on_every_base(self, plan: Plan | None = None) -> pd.DataFrame:
        """Verdicts on each base; see ``bases.on_every_base``."""
        return on_every_base(self.bases, self.approximate, self.ruleset, plan)


@dataclass(frozen=True)
class Run:
    """A finished run: what it found, what to record, and how it ended.

    Attributes
    ----------
    evaluation, record, exit_code
        Of the level that the scenario arranges first, or only.
    folder : Path
        Where it was written.
    then : Run or None
        The level that was arranged second.
    """

    evaluation: Evaluation
    record: RunRecord
    exit_code: int
    folder: Path
    then: Run | None = None

    @property
    def ended(self) -> int:
        """Exit code of the whole run: the more serious of its levels."""
        return max(self.exit_code, self.then.exit_code if self.then else EXIT_DONE)


def prepare(read: ReadScenario) -> Prepared:
    """Read and check everything that a scenario names, without solving.

    Raises
    ------
    InputError
        With every problem found in a file.
    """
    scenario = read.scenario
    ruleset = law_of(read)
    own = with_overlays(read_units(scenario.source, read.folder), scenario.maps, read.folder)
    bases = on_bases(own, scenario.bases, scenario.source, read.folder)
    units = bases[base_name(own) if scenario.plan_on is None else str(scenario.plan_on)]
    beside = Gathering()
    read = resolved(read, units, beside)
    settle_centres({id(on): on for on in (units, *bases.values())}.values(), read.scenario)
    graph = build_graph(units, read.scenario.graph)
    check_kinds(units, ruleset)
    check_links(units, read.scenario.groups)
    estimates = {str(base.name) for base in scenario.bases if base.factor is not None}
    problem = read.scenario.problem(units, graph, ruleset)
    return Prepared(read, problem, bases, estimates, tuple(beside.inputs))


def run(
    read: ReadScenario,
    folder: Path,
    *,
    force: bool = False,
    progress: Progress | None = None,
    command: str = "",
    control: Control | None = None,
) -> Run:
    """Plan a scenario and write its run folder.

    Parameters
    ----------
    read : ReadScenario
        The scenario.
    folder : Path
        Run folder; a scenario of two levels writes ``communes`` and ``districts`` inside it.
    force : bool
        Replace a run that is there.
    command : str
        Command line, recorded with the clock.
    progress, control
        See ``Arrangement.ask``; cancelled, the run is written with what is known by then.

    Raises
    ------
    InputError, InfeasibleError, TimeLimitError
        Nothing has been written then.
    """
    control = control or Control(progress=progress)
    scenario, then = read.scenario, read.scenario.then
    levels = [""] if then is None else [f"{each}s" for each in (scenario.units.level, then.level)]
    places = [folder / level for level in levels]
    check_folder(folder, force=force, files=files_of(levels), inputs=read.inputs)
    clock = Clock(command, read)
    prepared = prepare(read)
    read, scenario = prepared.read, prepared.read.scenario
    check_alone(prepared.units, prepared.graph, scenario.graph)
    clock.lap("read")
    given = [] if scenario.plan is None else [find_file(scenario.plan, read.folder)]
    stated: Statement | None = None
    if given:
        plan = read_plan(given[0], prepared.units)
    else:
        plan, stated = _arranged(prepared.problem, scenario.alternatives, control)
    clock.lap("solve")
    if scenario.then is None:
        done = conclude(read, prepared, plan, folder, clock, given, None, stated)
    else:
        done = _both_levels(read, prepared, plan, places, clock, control)
    made = [done] if done.then is None else [done, done.then]
    written = {name: (each.evaluation, each.record) for name, each in zip(levels, made)}
    write_levels(written, folder, force=force, inputs=read.inputs)
    return done


def _arranged(
    problem: Problem, others: Alternatives, control: Control
) -> tuple[Plan, Statement | None]:
    """Find the best plan of a level, and others where they are asked for."""
    control.begin(problem.objective[0].stage)
    kept = Arrangement.of(problem, USUAL, control)
    clock = control.within(problem.solver.time_limit_s)
    plan = _on_ground(problem, kept.best(problem, control), clock)
    if not others.any:
        return plan, None
    return plan, kept.alternatives(others, problem, control=control)


def _on_ground(problem: Problem, plan: Plan, control: Control) -> Plan:
    """Say of a proven plan what it stands on, in the time that is left."""
    if not plan.repeatable_proof or plan.parts["code"].duplicated().any():
        return plan
    aside = control.aside(READINGS)
    aside.begin(problem.objective[-1].stage)
    try:
        standing = stand(problem, plan, aside)
        if problem.groups.safe and standing.unknown:
            as_read = replace(problem, groups=problem.groups.model_copy(update={"safe": False}))
            best = Arrangement.of(as_read, control=aside).best(as_read, aside)
            standing = replace(standing, safe=priced(problem, plan, best))
    except (TimeoutError, TimeLimitError):
        standing = None
    if control.over():
        note = say("What the plan stands on is not known to its end: the time ran out")
        return replace(plan, standing=standing, notes=(*plan.notes, note), repeatable=False)
    return replace(plan, standing=standing if standing and standing.unknown else None)


def _both_levels(
    read: ReadScenario,
    first: Prepared,
    plan: Plan,
    places: list[Path],
    clock: Clock,
    control: Control,
) -> Run:
    """Arrange the second level on the plan of the first."""
    scenario, then = read.scenario, read.scenario.then
    assert then is not None
    merged = carry_out(first.units, plan, first.ruleset)
    if then.level == "district":
        units = districts_of(merged)
        limits = then.groups
    else:
        communes = scenario.source.model_copy(update={"level": "commune"})
        base = next((b for b in scenario.bases if str(b.name) == str(scenario.plan_on)), None)
        read_again = read_units(communes, read.folder)
        if base is not None:
            read_again = rebase(read_again, base, communes, read.folder)
        units = communes_within(read_again, merged, plan)
        # New districts were arranged first so that communes fit into them.
        limits = then.groups.model_copy(update={"within": "district"})
    # Links are said of units of the first level; lengths hold for both.
    lengths = scenario.graph.lengths
    graph = build_graph(units, lengths)
    limits = with_codes(limits, units, "then.groups")
    then = then.model_copy(update={"count": with_districts(then.count, units)})
    check_links(units, limits)
    law = ruleset_for(then.law, then.level, read.folder)
    check_kinds(units, law)
    problem = Problem(units, graph, law, limits, then.count, then.objective, scenario.solver)
    second = Prepared(read, problem, {base_name(units): units}, set())
    later, _ = _arranged(problem, Alternatives(), control)
    clock.lap("then")
    held = held_by(merged, carry_out(units, later, law)) if then.level == "commune" else None
    level_read = replace(
        read,
        scenario=scenario.model_copy(
            update={
                "law": then.law,
                "groups": limits,
                "count": then.count,
                "objective": then.objective,
                "graph": lengths,
                "then": None,
                "units": scenario.units.model_copy(update={"level": then.level}),
            }
        ),
    )
    done = conclude(level_read, second, later, places[1], clock, [])
    only = replace(read, scenario=scenario.model_copy(update={"then": None}))
    return replace(conclude(only, first, plan, places[0], clock, [], held), then=done)


def evaluate_plan(
    read: ReadScenario, plan_file: Path, folder: Path, *, force: bool = False, command: str = ""
) -> Run:
    """Run a plan that was drawn by hand or adopted by law through the same last lines.

    Raises
    ------
    InputError
        The plan does not fit the units, or the folder cannot be written.
    """
    inputs = [*read.inputs, plan_file]
    check_folder(folder, force=force, inputs=inputs)
    clock = Clock(command, read, plan_file)
    prepared = prepare(read)
    read = prepared.read
    plan = read_plan(plan_file, prepared.units)
    clock.lap("read")
    done = conclude(read, prepared, plan, folder, clock, [plan_file])
    write_outputs(done.evaluation, folder, done.record, force=force, inputs=inputs)
    return done


def conclude(
    read: ReadScenario,
    prepared: Prepared,
    plan: Plan,
    folder: Path,
    clock: Clock,
    more_files: list[Path],
    contents: pd.DataFrame | None = None,
    statement: Statement | None = None,  # What a certificate says of plans beside.
) -> Run:
    """Evaluate, check and record: for every kind of plan, and when a run is verified."""
    scenario, problem = read.scenario, prepared.problem
    units, ruleset, seats = problem.units, problem.ruleset, problem.groups.seats
    evaluation = evaluate(units, problem.graph, plan, ruleset, contents, seats)
    complaints = check_evaluation(
        evaluation, contents, borders_asked(scenario.graph), plan_limits(problem, plan)
    )
    clock.lap("evaluate")
    record = RunRecord(
        title_vi=scenario.title_vi,
        title_en=scenario.title_en,
        scenario=scenario.model_dump(exclude_none=True, exclude_defaults=True),
        inputs=[
            *prepared.inputs,
            InputFile(f"{ruleset.id}.yaml", ruleset.sha256),
            *(InputFile(path.name, read.digest(path)) for path in read.files),
            *(InputFile(path.name, digest_of(path)) for path in more_files),
        ],
        timing=dict(clock.laps),
        check=complaints,
        locked=list(problem.groups.keep),
        csv=scenario.csv,
        bases=prepared.on_every_base(plan),
        depends=_depends(prepared, plan, contents),
        names=name_candidates(prepared.units, plan, no_numbers=scenario.law.names.no_numbers),
        whole=_whole(prepared, plan, no_numbers=scenario.law.names.no_numbers),
        certificate=certified(problem, plan)
        | ({} if statement is None else {"alternatives": statement}),
        effort=USUAL.as_dict() if plan.stages else {},
        beside=None if statement is None else plans_beside(read.scenario, evaluation, statement),
    )
    return Run(evaluation, record, _exit_code(evaluation, complaints), folder)


def _depends(prepared: Prepared, plan: Plan, contents: pd.DataFrame | None) -> pd.DataFrame:
    """What verdicts hang on, before and after; before only where another plan sets what is held."""
    states = {"before": None} if contents is not None else {"before": None, "after": plan}
    parts = [
        depends(prepared.judged_first, prepared.ruleset, at).assign(state=state)
        for state, at in states.items()
    ]
    return pd.concat(parts, ignore_index=True)[["state", *DEPENDS]]


def _whole(prepared: Prepared, plan: Plan, *, no_numbers: bool) -> list[dict[str, Any]]:
    """What the law asks of the number of units, and of names where one fails."""
    units, ruleset = prepared.units, prepared.ruleset
    counted = judge_count(len(units), len(plan.results), ruleset)
    named = judge_names(units, plan, ruleset, no_numbers=no_numbers)
    found = [*counted.to_dict("records"), *named[named["status"] != "met"].to_dict("records")]
    return [{str(key): value for key, value in row.items()} for row in found]


def borders_asked(neighbours: GraphSettings) -> Borders:
    """What is asked of neighbours."""
    return {
        "min_border_m": neighbours.min_border_m,
        "min_border_percent": neighbours.min_border_percent,
        "bridges": [link.between for link in neighbours.bridges],
        "barriers": [link.between for link in neighbours.barriers],
    }


def _exit_code(evaluation: Evaluation, complaints: list[Text]) -> int:
    stages = evaluation.plan.stages
    if not evaluation.plan.repeatable and not all(stage.proven for stage in stages):
        return EXIT_TIME_LIMIT
    # One that no rule judges is named apart: nothing that could be done would satisfy it.
    after = evaluation.verdicts_after
    satisfied = bool((after["accepted"] | after["no_rule"]).all())
    return EXIT_DONE if satisfied and not complaints else EXIT_NOT_SATISFIED
