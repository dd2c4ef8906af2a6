"""Runs: a run folder read back, so that maps and comparisons start from files alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from pyogrio.errors import DataLayerError, DataSourceError

from planner.documents import read_yaml, validate
from planner.errors import InputError, PlannerError, Problem, listed, system_fault
from planner.evaluate import Evaluation, evaluate
from planner.law import applied, notes_of_law, read_ruleset, rulesets_at_hand
from planner.optimize.certificate import groups_used, problem
from planner.plan import Plan, Pool, Stage
from planner.plan.reading import read_plan
from planner.reports import FILES, finish
from planner.reports.folder import LEVELS, RECORD
from planner.reports.owned import changed
from planner.reports.tables import one_line
from planner.scenario import Scenario
from planner.sources import data_folder
from planner.sources.levels import HELD
from planner.units import COLUMNS, complete
from planner.units.graph import build_graph
from planner.units.provenance import InputFile, OtherFigure, Provenance, StatedFact, attach
from planner.verify import Verdict, verify
from planner.words.text import Text, quoting, say


def read_run(folder: Path) -> tuple[Evaluation, Scenario]:
    """Read a run folder back and evaluate its plan again.

    Parameters
    ----------
    folder : Path
        As ``planner run`` or ``planner evaluate`` wrote it.

    Returns
    -------
    Evaluation and Scenario
        The stages are those that the run proved.

    Raises
    ------
    InputError
        A file of the run is missing or unreadable.
    """
    folder = Path(folder)
    # A run of two levels was moved by the journal of the folder above them.
    for place in (folder, folder.absolute().parent):
        finish(place)
    _complete(folder)
    with undamaged(folder):
        return _read(folder)


@contextmanager
def undamaged(folder: Path) -> Iterator[None]:
    """Name the files of a run that were changed, where it cannot be read for their sake.

    What stands in files that are as they were written has no excuse.

    Raises
    ------
    InputError
        In the place of whatever else went wrong.
    """
    try:
        yield
    except (PlannerError, MemoryError):
        raise
    except Exception as error:
        try:
            names = changed(folder, RECORD)
        except (AttributeError, KeyError, OSError, RecursionError, TypeError, ValueError):
            names = [RECORD]
        if not names:
            raise
        found = say(
            "files that were changed since they were written ({files})", files=listed(names)
        )
        raise _unreadable(folder, found, say("files as the program wrote them")) from error


def _read(folder: Path) -> tuple[Evaluation, Scenario]:
    """Read a run folder in which no file is missing."""
    record = read_record(folder / "result.json")
    _refuse_older(folder, record)
    scenario = validate(Scenario, read_yaml(folder / "scenario.yaml"), "scenario.yaml")
    present, proposed = (_layer(folder / "units.gpkg", name) for name in ("present", "proposed"))
    ruleset = read_ruleset("ruleset.yaml", folder, borrowed=True)
    ruleset = applied(ruleset, scenario.law)
    units = complete(present)
    plan = read_plan(folder / "plan.csv", units)
    try:
        notes, repairs = ([Text(**each) for each in record[name]] for name in ("notes", "repairs"))
        said = {one_line(note): note for note in notes}
        plan = replace(
            plan,
            notes=tuple(said.get(str(note), note) for note in plan.notes),
            # The record calls proven what can be repeated; a stage, that value and bound meet.
            stages=tuple(
                Stage(**stage | {"proven": stage["value"] == stage["bound"]})
                for stage in record["stages"]
            ),
            pool=_pool(record["pool"], folder),
            repeatable=record["repeatable"],
        )
        inputs = tuple(InputFile(**entry) for entry in record["inputs"])
        facts, others = _facts(record["facts"]), _others(record["others"])
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        found = quoting(say("entries are missing, or are of another version"), repr(error))
        expected = say("a result as `planner run` writes it")
        raise _unreadable(folder / "result.json", found, expected) from error
    # The record has the notes of plan, law and data in one list.
    own = (*plan.scope, *plan.notes, *notes_of_law(ruleset))
    units = attach(
        units,
        Provenance(
            inputs=inputs,
            notes=tuple(note for note in notes if note not in own),
            repairs=tuple(repairs),
            facts=facts,
            others=others,
            bases=scenario.named_bases,
        ),
    )
    graph = build_graph(units, scenario.graph)
    # What new districts hold may come of another plan, which this folder does not know.
    held = pd.DataFrame(proposed[HELD])
    return evaluate(units, graph, plan, ruleset, held), scenario


def _refuse_older(folder: Path, record: Mapping[str, object]) -> None:
    """Refuse what an earlier program wrote: it held less, and said it otherwise."""
    if "files" in record:
        return
    raise InputError(
        Problem(
            str(folder),
            say("a result of an earlier version: it lists none of its files"),
            say("a result of this version"),
            say("run the scenario again, and keep the old folder as it is"),
        )
    )


def levels_of(folder: Path) -> list[Path]:
    """List the run folders of a run: itself, or those of its two levels."""
    places = [folder / name for name in LEVELS]
    if all((place / RECORD).is_file() for place in places) and not (folder / RECORD).exists():
        return places
    return [folder]


def _facts(stated: list[dict[str, Any]]) -> tuple[StatedFact, ...]:
    """Read what values rest on; they have no register at hand."""
    return tuple(
        StatedFact(**each | {"source": Text(**each["source"]), "codes": frozenset(each["codes"])})
        for each in stated
    )


def _others(stated: list[dict[str, Any]]) -> tuple[OtherFigure, ...]:
    """Read what doubtful figures would be instead."""
    return tuple(OtherFigure(**each | {"why": Text(**each["why"])}) for each in stated)


def _complete(folder: Path) -> None:
    """Refuse what is no run folder, or has lost files."""
    missing = [name for name in FILES if not (folder / name).is_file()]
    if not missing:
        return
    found = say("no {names}", names=listed(missing))
    if not folder.exists():
        found = say("No such file or directory")
    elif not folder.is_dir():
        found = say("a file")
    raise InputError(
        Problem(
            str(folder),
            found,
            say("a complete run folder"),
            say("make one with `planner run` or `planner evaluate`"),
        )
    )


def _pool(stated: dict[str, Any], folder: Path) -> Pool | None:
    """Read the pool: the result counts larger groups that joined, the certificate names them."""
    if not stated:
        return None
    pool = Pool(**{key: value for key, value in stated.items() if key != "more"})
    if "more" not in stated:
        return pool
    named: list[list[str]] = []
    if (folder / "certificate.json").exists():
        problem = read_record(folder / "certificate.json").get("problem", {})
        named = problem.get("groups", {}).get("more", [])
    return replace(pool, more=named if len(named) == stated["more"] else [])


def verify_run(folder: Path, law: Path | None = None, data: Sequence[Path] = ()) -> Verdict:
    """Check the certificate of a run, and that it is one of the files beside it.

    Parameters
    ----------
    folder : Path
        As ``planner run`` wrote it.
    law : Path, optional
        The official rule file, to be held against the law that the run states.
        A rule set that is shipped is held against the program's own text;
        without either, the law is a complaint.
    data : sequence of Path
        Official files of figures and outlines, to be held against those that
        the run names.  Files that are shipped are held against the program's own.

    Returns
    -------
    Verdict
        What ``planner.verify`` finds in the certificate; a complaint more for
        each part of problem, plan or result that the other files of the run
        state otherwise.

    Raises
    ------
    InputError
        A file of the run is missing or unreadable, or its plan was brought,
        so that there is no proof.
    """
    return verify_certificate(Path(folder), *read_run(folder), law, data)


def verify_certificate(
    folder: Path,
    evaluation: Evaluation,
    scenario: Scenario,
    law: Path | None = None,
    data: Sequence[Path] = (),
) -> Verdict:
    """Do what :func:`verify_run` does with a run that was read."""
    held = read_record(folder / "certificate.json")
    if not evaluation.plan.stages:
        raise InputError(
            Problem(
                str(folder),
                say("a plan that was brought and not looked for: there is nothing to prove"),
                say("a run of the optimizer"),
                say("make one with `planner run`"),
            )
        )
    verdict = verify(held)
    record = read_record(folder / "result.json")
    verdict.complaints += _of_folder(held, evaluation, scenario)
    verdict.complaints += _of_result(verdict, held, evaluation.plan)
    verdict.complaints += _of_law(held, record, scenario, law)
    verdict.complaints += _of_inputs(record["inputs"], data)
    return verdict


def verify_brought(
    folder: Path,
    evaluation: Evaluation,
    scenario: Scenario,
    law: Path | None = None,
    data: Sequence[Path] = (),
) -> Verdict:
    """Hold law and inputs of a plan that was brought, which has nothing to prove, as others are."""
    rules = evaluation.ruleset.model_dump(mode="json", exclude={"sha256"})
    held = {"problem": {"rules": json.loads(json.dumps(rules))}}
    record = read_record(folder / "result.json")
    law_and_inputs = [*_of_law(held, record, scenario, law), *_of_inputs(record["inputs"], data)]
    return Verdict(complaints=law_and_inputs)


def _of_folder(
    held: Mapping[str, Any], evaluation: Evaluation, scenario: Scenario
) -> Iterator[Text]:
    """Hold problem and plan of a certificate against the files beside it."""
    stated = problem(
        evaluation.units,
        evaluation.graph,
        evaluation.ruleset,
        groups_used(scenario.groups, evaluation.plan),
        scenario.count,
        scenario.objective,
    )
    claimed = held.get("problem")
    for key, value in json.loads(json.dumps(stated)).items():
        if not isinstance(claimed, dict) or claimed.get(key) != value:
            yield say("{part}: certificate and run folder differ", part=key)
    plan = evaluation.plan.parts.groupby("new_code")["code"].apply(sorted).to_dict()
    if held.get("plan") != plan:
        yield say("plan: certificate and plan.csv differ")
    asked, others = scenario.alternatives, held.get("alternatives")
    settings = asked.model_dump() if asked.any else {}
    stated = others if isinstance(others, dict) else {}
    if {key: stated.get(key) for key in settings} != settings or bool(stated) != asked.any:
        yield say("{part}: certificate and run folder differ", part="alternatives")


def _of_result(verdict: Verdict, held: Mapping[str, Any], plan: Plan) -> Iterator[Text]:
    """Hold what was found against the claims of ``result.json``."""
    proofs = held.get("stages")
    for found, stage, proof in zip(verdict.stages, plan.stages, _mappings(proofs)):
        there = (found.stage, found.value, found.final, proof.get("closed"))
        if there != (stage.name, stage.value, stage.final, stage.method):
            yield say("{part}: certificate and result.json differ", part=stage.name)
    pool = held.get("pool")
    stated = {} if plan.pool is None else {"size": plan.pool.size, "sha256": plan.pool.sha256}
    if pool != stated:
        yield say("{part}: certificate and result.json differ", part="pool")
    claim = held.get("any_size")
    if not isinstance(claim, dict) or claim.get("claimed") != bool(
        plan.pool and plan.pool.any_size
    ):
        yield say("{part}: certificate and result.json differ", part="any_size")


def _of_law(
    held: Mapping[str, Any], record: Mapping[str, Any], scenario: Scenario, law: Path | None
) -> Iterator[Text]:
    """Hold the law of a certificate against the official text, or the one that is shipped.

    The answers and numbers of the scenario are laid on it: they are stated openly.
    """
    stated = held.get("problem")
    rules = stated.get("rules") if isinstance(stated, dict) else None
    name = str(rules.get("id")) if isinstance(rules, dict) else ""
    if law is None and name not in rulesets_at_hand():
        yield say("law: {name} is no shipped rule set; give its text by `--law`", name=name)
        return
    official = read_ruleset(name if law is None else str(law.absolute()), borrowed=True)
    text = applied(official, scenario.law).model_dump(mode="json", exclude={"sha256"})
    if rules != json.loads(json.dumps(text)):
        yield (
            say("law: not the text of {name}", name=law.name)
            if law
            else say("law: not the shipped text of {name}", name=name)
        )
    elif not any(
        each.get("sha256") == official.sha256 for each in _mappings([record.get("ruleset")])
    ):
        yield say("law: {name} is not the file that result.json names", name=law or name)


def _of_inputs(inputs: Sequence[Mapping[str, str]], data: Sequence[Path]) -> Iterator[Text]:
    """Hold the files that a run names against those that were given, and those that are shipped."""
    stated = {entry["name"]: entry["sha256"] for entry in inputs}
    official = {path.name: path for path in data}
    for name in sorted(official.keys() - stated.keys()):
        yield say("data: the run names no file {name}", name=name)
    for path in sorted(data_folder().rglob("*")):
        if path.is_file():
            official.setdefault(path.name, path)
    for name in sorted(official.keys() & stated.keys()):
        try:
            digest = hashlib.sha256(official[name].read_bytes()).hexdigest()
        except OSError as error:
            found = say("it cannot be read ({fault})", fault=system_fault(error))
            raise _unreadable(official[name], found, say("a file of the run")) from error
        if digest != stated[name]:
            yield say("data: {name} is not the file of the run", name=name)


def _mappings(stated: object) -> list[Mapping[str, object]]:
    """Read a list of mappings that somebody else wrote; what is none is an empty one."""
    entries = stated if isinstance(stated, list) else []
    return [entry if isinstance(entry, dict) else {} for entry in entries]


def read_record(path: Path) -> dict[str, Any]:
    """Read a file of JSON of a run.

    Raises
    ------
    InputError
        It is missing, unreadable or no mapping.
    """
    try:
        record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise _unreadable(path, say("text that is not UTF-8"), say("JSON in UTF-8")) from error
    except json.JSONDecodeError as error:
        found = quoting(say("no JSON from line {line} on", line=error.lineno), error.msg)
        raise _unreadable(path, found, say("JSON in UTF-8")) from error
    except RecursionError as error:
        found = say("values nested in each other too deep")
        raise _unreadable(path, found, say("JSON in UTF-8")) from error
    except OSError as error:
        found = say("it cannot be read ({fault})", fault=system_fault(error))
        raise _unreadable(path, found, say("a file of the run")) from error
    if not isinstance(record, dict):
        raise _unreadable(path, say("no mapping"), say("a result as `planner run` writes it"))
    return record


def _layer(path: Path, name: str) -> gpd.GeoDataFrame:
    try:
        table = gpd.read_file(path, layer=name)
    except (DataSourceError, DataLayerError) as error:
        expected = say("a GeoPackage with a layer `{layer}`", layer=name)
        raise _unreadable(path, quoting(say("no such layer"), error), expected) from error
    absent = [column for column in ("code", *COLUMNS) if column not in table]
    if absent:
        found = say("no {names} in the layer {layer}", names=listed(absent), layer=name)
        raise _unreadable(path, found, say("all columns of units"))
    return table.set_index("code")[list(COLUMNS)]


def _unreadable(path: Path, found: Text, expected: Text) -> InputError:
    return InputError(Problem(str(path), found, expected, say("run the scenario again")))
