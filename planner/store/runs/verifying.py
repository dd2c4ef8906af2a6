"""The certificate of a run held against what its folder says: plan, law and inputs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from planner.errors import InputError, Problem, system_fault
from planner.evaluation import Evaluation
from planner.gate import confined
from planner.gate.files import read_record, unreadable
from planner.law import applied, read_ruleset, rulesets_at_hand
from planner.optimize.certificate import groups_used, problem_data
from planner.plan import Plan
from planner.scenario import Scenario
from planner.sources import data_folder
from planner.store.record import Result
from planner.store.runs import mappings, read_run
from planner.units.provenance import InputFile
from planner.verify import Verdict, verify
from planner.words.text import Text, say


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
    record = Result.read(folder)
    verdict.complaints += _of_folder(held, evaluation, scenario)
    verdict.complaints += _of_result(verdict, held, evaluation.plan)
    verdict.complaints += _of_law(held, record, scenario, law)
    verdict.complaints += _of_inputs(record.inputs, data)
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
    record = Result.read(folder)
    law_and_inputs = [*_of_law(held, record, scenario, law), *_of_inputs(record.inputs, data)]
    return Verdict(complaints=law_and_inputs)


def _of_folder(
    statement: Mapping[str, Any], evaluation: Evaluation, scenario: Scenario
) -> Iterator[Text]:
    """Hold problem and plan of a certificate against the files beside it."""
    asked = scenario.problem(evaluation.units, evaluation.graph, evaluation.ruleset)
    used = groups_used(scenario.groups, evaluation.plan)
    stated = problem_data(replace(asked, groups=used))
    claimed = statement.get("problem")
    for key, value in json.loads(json.dumps(stated)).items():
        if not isinstance(claimed, dict) or claimed.get(key) != value:
            yield say("{part}: certificate and run folder differ", part=key)
    plan = evaluation.plan.parts.groupby("new_code")["code"].apply(sorted).to_dict()
    if statement.get("plan") != plan:
        yield say("plan: certificate and plan.csv differ")
    beside, others = scenario.alternatives, statement.get("alternatives")
    settings = beside.model_dump() if beside.any else {}
    stated = others if isinstance(others, dict) else {}
    if {key: stated.get(key) for key in settings} != settings or bool(stated) != beside.any:
        yield say("{part}: certificate and run folder differ", part="alternatives")


def _of_result(verdict: Verdict, statement: Mapping[str, Any], plan: Plan) -> Iterator[Text]:
    """Hold what was found against the claims of ``result.json``."""
    proofs = statement.get("stages")
    for found, stage, proof in zip(verdict.stages, plan.stages, mappings(proofs)):
        there = (found.stage, found.value, found.final, proof.get("closed"))
        if there != (stage.name, stage.value, stage.final, stage.method):
            yield say("{part}: certificate and result.json differ", part=stage.name)
    pool = statement.get("pool")
    stated = {} if plan.pool is None else {"size": plan.pool.size, "sha256": plan.pool.sha256}
    if pool != stated:
        yield say("{part}: certificate and result.json differ", part="pool")
    claim = statement.get("any_size")
    if not isinstance(claim, dict) or claim.get("claimed") != bool(
        plan.pool and plan.pool.any_size
    ):
        yield say("{part}: certificate and result.json differ", part="any_size")


def _of_law(
    statement: Mapping[str, Any], record: Result, scenario: Scenario, law: Path | None
) -> Iterator[Text]:
    """Hold the law of a certificate against the official text, or the one that is shipped.

    The answers and numbers of the scenario are laid on it: they are stated openly.
    """
    stated = statement.get("problem")
    rules = stated.get("rules") if isinstance(stated, dict) else None
    name = str(rules.get("id")) if isinstance(rules, dict) else ""
    if law is None and name not in rulesets_at_hand():
        yield say("law: {name} is no shipped rule set; give its text by `--law`", name=name)
        return
    # Whoever verifies names it, and not the bundle.
    with confined():
        official = read_ruleset(name if law is None else str(law.absolute()), borrowed=True)
    text = applied(official, scenario.law).model_dump(mode="json", exclude={"sha256"})
    if rules != json.loads(json.dumps(text)):
        yield (
            say("law: not the text of {name}", name=law.name)
            if law
            else say("law: not the shipped text of {name}", name=name)
        )
    elif record.ruleset.sha256 != official.sha256:
        yield say("law: {name} is not the file that result.json names", name=law or name)


def _of_inputs(inputs: Sequence[InputFile], data: Sequence[Path]) -> Iterator[Text]:
    """Hold the files that a run names against those that were given, and those that are shipped."""
    stated = {file.name: file.sha256 for file in inputs}
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
            raise unreadable(official[name], found, say("a file of the run")) from error
        if digest != stated[name]:
            yield say("data: {name} is not the file of the run", name=name)
