"""The record of a run, ``result.json``: what was done, with what, and how good it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict

from planner.gate.files import conform, read_record, write_record
from planner.plan import Pool, Stage, one_after_another
from planner.plan.standing import Standing
from planner.store.manifest import RECORD
from planner.units.provenance import InputFile, OtherFigure, StatedFact
from planner.words import Text


class Part(BaseModel):
    """A part of the record, which holds what it names and nothing more."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Figure(Part):
    """An indicator of today and of the plan, in a unit of measure; None: it does not exist."""

    before: float | None
    after: float | None
    unit: str


class Law(Part):
    """The rule set, what a scenario changed in it, and what it leaves out.

    ``sha256`` is the hash of its file.
    """

    id: str
    version: object
    sha256: str
    title: Text
    overrides: list[dict[str, object]]
    not_modelled: list[Text]

    def as_dict(self) -> dict[str, object]:
        """Give it as the record holds it."""
        return dict(self) | {
            "title": self.title.by_language(),
            "not_modelled": _by_language(self.not_modelled),
        }


class Ranked(Part):
    """Plans beside the best, where they were asked for."""

    complete: bool
    listed: int
    plans: list[dict[str, object]]


class GroupsOfCertificate(BaseModel):
    """Of the problem of a certificate, the groups that joined the pool."""

    groups: dict[str, object] = {}


class Certificate(BaseModel):
    """Of a certificate, what a pool is made of."""

    problem: GroupsOfCertificate = GroupsOfCertificate()


class Result(Part):
    """The record of a run: written and read by this class alone.

    A key that a version adds gets a default here: that a run of a version before lacks it is no
    reason to refuse it.

    Attributes
    ----------
    title : Text
        Heading of the reports.
    units, groups : int
        Units of today, and of the plan.
    stages : list of Stage
        In the file, ``proven`` is a word for people, said only of what ``planner verify`` can
        repeat (:attr:`Stage.repeatable_proof`); here a stage is proven whose value and bound
        meet, and on what it stands is seen from those before.
    terms : dict of str to Figure
        Indicators.
    pool : Pool or None
        The larger groups that joined are counted in the file, and named in the certificate.
    unsatisfied, assumed_shares : list of dict
        New units that the law does not accept; those whose findings rest on an uncertain figure.
    roles : dict of str to int
        What the law asks of units of today → how many.
    inputs : list of InputFile
        Each file that was read, by name.
    ruleset : Law
    versions : dict of str to str
        Of everything that can change a figure.
    effort : dict
        What each device of the optimizer was given; empty where the plan was brought.
    repeatable : bool
        False when the clock stopped the search.
    csv : str
        How csv files are written.
    check : list of str
        What the independent check found.
    locked : list of str
        Codes of the units that the scenario keeps as they are.
    bases, depends : list of dict
        Verdicts on each population base, and on what verdicts hang, counted.
    whole : list of dict
        What the law asks of the plan as a whole.
    notes, repairs : list of Text
    facts : list of StatedFact
    others : list of OtherFigure
    timing : dict
        Everything with a clock, a path or a command line: all that may differ between two runs
        of one scenario.  Nothing rests on it, so that whatever stands there is no reason to refuse
        a run.
    alternatives : Ranked or None
    standing : Standing or None
        What the plan stands on; it is not there where everything that the law asks is known.
    files : dict of str to str
        Files beside the record → hash; signing the folder adds them (``store.ownership``).
    """

    title: Text
    units: int
    groups: int
    stages: list[Stage]
    terms: dict[str, Figure]
    pool: Pool | None
    unsatisfied: list[dict[str, object]]
    assumed_shares: list[dict[str, object]]
    roles: dict[str, int]
    inputs: list[InputFile]
    ruleset: Law
    versions: dict[str, str]
    effort: dict[str, object]
    repeatable: bool
    csv: str
    check: list[str]
    locked: list[str]
    bases: list[dict[str, object]]
    depends: list[dict[str, object]]
    whole: list[dict[str, Any]]
    notes: list[Text]
    repairs: list[Text]
    facts: list[StatedFact]
    others: list[OtherFigure]
    timing: object = {}
    alternatives: Ranked | None = None
    standing: Standing | None = None
    files: dict[str, str] = {}

    @classmethod
    def read(cls, folder: Path) -> Result:
        """Read the record of a run folder.

        Raises
        ------
        InputError
            It is unreadable, or an entry is missing or something else: each by its key.
        """
        path = folder / RECORD
        record = read_record(path)
        stated = record.get("pool")
        if isinstance(stated, dict):
            record["pool"] = _pool(stated, folder) if stated else None
        result = conform(cls, record, path)
        closed = [replace(stage, proven=stage.value == stage.bound) for stage in result.stages]
        return result.model_copy(update={"stages": one_after_another(closed)})

    def as_dict(self) -> dict[str, Any]:
        """Give the record as ``result.json`` holds it: plain data.

        Returns
        -------
        dict
            Numbers that do not exist are ``None``; only ``timing`` differs between two runs of
            one scenario.
        """
        said = dict(self) | {
            "title": self.title.by_language(),
            "stages": [stage.as_dict() for stage in self.stages],
            "terms": {name: dict(figure) for name, figure in self.terms.items()},
            "pool": {} if self.pool is None else self.pool.as_dict(),
            "inputs": [file.as_dict() for file in self.inputs],
            "ruleset": self.ruleset.as_dict(),
            "notes": _by_language(self.notes),
            "repairs": _by_language(self.repairs),
            "facts": [
                asdict(fact) | {"source": fact.source.by_language(), "codes": sorted(fact.codes)}
                for fact in self.facts
            ],
            "others": [asdict(each) | {"why": each.why.by_language()} for each in self.others],
        }
        for key in ("alternatives", "files", "standing"):
            # What was not asked for, and what signing adds.
            if not said[key]:
                del said[key]
            elif key == "alternatives":
                said[key] = dict(said[key])
            elif key == "standing":
                said[key] = said[key].as_dict()
        return {key: plain(value) for key, value in said.items()}

    def write(self, folder: Path) -> None:
        """Write the record into a run folder."""
        write_record(self.as_dict(), folder / RECORD, sort_keys=True)


def plain(value: object) -> Any:
    """Turn numpy, pandas and tuples into what JSON knows, and NaN into null."""
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    if isinstance(value, np.generic):
        value = value.item()
    if value is pd.NA or (isinstance(value, float) and not np.isfinite(value)):
        return None
    if value is None or isinstance(value, (str, int, float)):
        return value
    return str(value)


def _by_language(said: Iterable[Text]) -> list[dict[str, str]]:
    return [each.by_language() for each in said]


def _pool(statement: Mapping[str, object], folder: Path) -> dict[str, object]:
    """Name the larger groups of a pool: the result counts them, the certificate has them."""
    if "more" not in statement:
        return dict(statement)
    named: object = []
    path = folder / "certificate.json"
    if path.exists():
        named = conform(Certificate, read_record(path), path).problem.groups.get("more", [])
    fits = isinstance(named, list) and len(named) == statement["more"]
    return {**statement, "more": named if fits else []}
