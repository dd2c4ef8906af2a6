"""``result.json`` and ``scenario.yaml``: what was done, with what, and how good it is."""

from __future__ import annotations

import datetime
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from ruamel.yaml import YAML

from planner.evaluation import Evaluation
from planner.evaluation.compare.alternatives import NearPlans
from planner.gate.files import write_record
from planner.law import RuleSet
from planner.output.reports.tables import notes
from planner.scenario import CsvForm, ReadScenario
from planner.store.record import Figure, Law, Ranked, Result, plain
from planner.store.versions import versions
from planner.units import full_name
from planner.units.provenance import InputFile, provenance_of
from planner.words import Text
from planner.words.outputs.reports import APPLIED


@dataclass(frozen=True)
class RunRecord:
    """What a run knows about itself beside the evaluation.

    Attributes
    ----------
    title_vi, title_en : str
        Heading of the reports.
    scenario : dict
        The scenario as it was applied: plain data.
    inputs : list of InputFile
        Each file that was read.
    timing : dict
        Everything with a clock, a path or a command line: all that may differ
        between two runs of one scenario.
    check : list of Text
        Problems that the independent check found; empty when it passed.
    locked : list of str
        Codes of the units that the scenario keeps as they are.
    bases : DataFrame or None
        Verdicts on every population base (``bases.ON_BASES``).
    depends : DataFrame or None
        What verdicts hang on (``state`` and ``depends.DEPENDS``), before and after.
    csv : {"plain", "excel"}
        How csv files are written.
    names : DataFrame or None
        Candidates for the names of new units (``law.whole.CANDIDATES``).
    whole : list of dict
        What the law asks of the plan as a whole: rule, what was found, ``status``.
    certificate : dict
        Problem, plan and proofs (``planner.optimize.certificate``).
    effort : dict
        What each device of the optimizer was given (``planner.optimize.effort``): plain data;
        empty where the plan was brought.
    beside : NearPlans or None
        Plans beside the best, where they were asked for.
    """

    title_vi: str
    title_en: str = ""
    scenario: dict[str, Any] = field(default_factory=dict)
    inputs: list[InputFile] = field(default_factory=list)
    timing: dict[str, Any] = field(default_factory=dict)
    check: list[Text] = field(default_factory=list)
    locked: list[str] = field(default_factory=list)
    bases: pd.DataFrame | None = None
    depends: pd.DataFrame | None = None
    csv: CsvForm = "plain"
    names: pd.DataFrame | None = None
    whole: list[dict[str, Any]] = field(default_factory=list)
    certificate: dict[str, Any] = field(default_factory=dict)
    effort: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    beside: NearPlans | None = None


class Clock:
    """Everything about a run that may differ the next time."""

    def __init__(self, command: str, read: ReadScenario, plan: Path | None = None):
        self.laps: dict[str, Any] = {
            "started": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            "command": command,
            # Where its files are looked for, and what makes the run again.
            "folder": str((read.bundle or read.folder).absolute()),
            "scenario": read.source,
            "changes": list(read.changes),
        }
        if plan is not None:
            inside = Path(os.path.relpath(plan, read.folder)).as_posix()
            self.laps["plan"] = inside if read.bundle else str(plan.absolute())
        self._last = time.monotonic()

    def lap(self, name: str) -> None:
        """Note the seconds since the last lap."""
        now = time.monotonic()
        self.laps[f"{name}_s"] = round(now - self._last, 3)
        self._last = now


def result(evaluation: Evaluation, record: RunRecord) -> Result:
    """Describe a run as ``result.json`` holds it."""
    plan, data = evaluation.plan, provenance_of(evaluation.units)
    terms = evaluation.indicators[["indicator", *Figure.model_fields]].to_dict("records")
    roles = evaluation.moves["law_role"].groupby(level=0).first().value_counts()
    return Result(
        title=Text(record.title_vi, record.title_en),
        units=len(evaluation.units),
        groups=len(evaluation.merged),
        stages=list(plan.stages),
        terms={str(row.pop("indicator")): Figure.model_validate(row) for row in terms},
        pool=plan.pool,
        unsatisfied=unsatisfied(evaluation),
        assumed_shares=assumed_shares(evaluation),
        roles={str(role): int(count) for role, count in roles.items()},
        inputs=sorted(record.inputs, key=lambda file: file.name),
        ruleset=_law(evaluation.ruleset),
        versions=versions(),
        effort=dict(record.effort),
        repeatable=plan.repeatable,
        csv=record.csv,
        check=[complaint.en for complaint in record.check],
        locked=sorted(record.locked),
        bases=_bases(record.bases),
        depends=_counted(record.depends),
        whole=record.whole,
        notes=notes(evaluation),
        repairs=list(data.repairs),
        facts=list(data.facts),
        others=list(data.others),
        timing=record.timing,
        alternatives=_beside(record.beside),
        standing=plan.standing,
    )


def _law(ruleset: RuleSet) -> Law:
    """Name the rule set, what was changed in it, and what it leaves out."""
    return Law(
        id=ruleset.id,
        version=ruleset.version,
        sha256=ruleset.sha256,
        title=ruleset.title,
        overrides=[
            {**change.model_dump(), "reason": change.reason.by_language()}
            for change in ruleset.overrides
        ],
        not_modelled=list(ruleset.not_modelled),
    )


def _beside(plans: NearPlans | None) -> Ranked | None:
    """List the plans beside the best by their ranks."""
    if plans is None:
        return None
    rows = plans.table.to_dict("records")
    named = [{str(key): value for key, value in row.items()} for row in rows]
    return Ranked(complete=plans.complete, listed=plans.listed, plans=named)


def _counted(table: pd.DataFrame | None) -> list[dict[str, Any]]:
    """Count the units whose verdict hangs on each thing; ``depends.csv`` names them."""
    if table is None or table.empty:
        return []
    keys = ["state", "on", "what"]
    counts = table.groupby(keys, sort=False)["code"].nunique().rename("units").reset_index()
    return [{str(key): value for key, value in row.items()} for row in counts.to_dict("records")]


def _bases(table: pd.DataFrame | None) -> list[dict[str, Any]]:
    """Count the verdicts on each population base, and name the units whose verdict differs."""
    if table is None:
        return []
    rows = []
    for (state, base), part in table.groupby(["state", "base"], sort=False):
        below = part["status"].isin(["missed", "waived"])
        rows.append(
            {
                "state": state,
                "base": base,
                "approximate": bool(part["approximate"].any()),
                "people": int(part["people"].sum()),
                "below": int(below.sum()),
                "differing": sorted(part.loc[part["differs"], "code"]),
            }
        )
    return rows


def unsatisfied(evaluation: Evaluation) -> list[dict[str, Any]]:
    """Name the new units that the law does not accept, and say why.

    Returns
    -------
    list of dict
        ``code``, ``name``, ``members`` (code and name) and ``why``: the
        standards that are missed, or ``"no rule"`` where the law has none.
    """
    verdicts, findings = evaluation.verdicts_after, evaluation.findings_after
    codes = verdicts.index[~verdicts["accepted"].to_numpy(dtype=bool)]
    names = full_name(evaluation.merged)
    columns = ["measure", "value", "threshold", "unit", "percent", "article", "assumed_share"]
    missed = findings[(findings["status"] == "missed").to_numpy()]
    why = {code: rows[columns].to_dict("records") for code, rows in missed.groupby("code")}
    moves = evaluation.moves.reset_index()
    members = {
        code: rows[["code", "name"]].to_dict("records")
        for code, rows in moves[moves["new_code"].isin(codes)].groupby("new_code")
    }
    return [
        {
            "code": code,
            "name": names[code],
            "members": members[code],
            "why": why.get(code, "no rule"),
        }
        for code in sorted(codes)
    ]


def assumed_shares(evaluation: Evaluation) -> list[dict[str, Any]]:
    """Name the new units with findings that rest on an uncertain figure, and the measures.

    Returns
    -------
    list of dict
        ``code``, ``name``, ``measures``, sorted by code.
    """
    findings, names = evaluation.findings_after, full_name(evaluation.merged)
    marked = findings[findings["assumed_share"]]
    return [
        {"code": code, "name": names[code], "measures": [str(each) for each in rows["measure"]]}
        for code, rows in marked.groupby("code")
    ]


def write_result(evaluation: Evaluation, record: RunRecord, folder: Path) -> None:
    """Write ``result.json``, the certificate, and scenario and rule set as they were applied."""
    result(evaluation, record).write(folder)
    write_record(record.certificate, folder / "certificate.json", sort_keys=True)
    rules = evaluation.ruleset.model_dump(exclude={"overrides", "sha256"})
    for name, settings in (("scenario.yaml", record.scenario), ("ruleset.yaml", rules)):
        data = plain(settings)
        if name == "ruleset.yaml":
            data = _without_nothing(data)
        yaml = YAML()
        yaml.width = 100
        with (folder / name).open("w", encoding="utf-8", newline="\n") as file:
            file.write(f"# {APPLIED[name].vi}\n# {APPLIED[name].en}\n")
            yaml.dump(data, file)


def _without_nothing(data: Any) -> Any:
    """Leave out keys that say nothing, as an author of the file would."""
    if isinstance(data, dict):
        full = {key: _without_nothing(value) for key, value in data.items()}
        return {key: value for key, value in full.items() if value not in (None, [], {}, "")}
    if isinstance(data, list):
        return [_without_nothing(value) for value in data]
    return data
