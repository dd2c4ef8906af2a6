"""What ``result.json`` says of a run that no other file of it says, read back by one class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from pydantic import BaseModel, ConfigDict, field_validator

from planner.gate.files import conform, read_record
from planner.plan import Pool, Stage
from planner.units.provenance import InputFile, OtherFigure, StatedFact
from planner.words import Text


class Problem(BaseModel):
    """Of the problem of a certificate, what a pool is made of."""

    groups: dict[str, object] = {}


class Certificate(BaseModel):
    """Of a certificate, the groups that joined the pool."""

    problem: Problem = Problem()


class Result(BaseModel):
    """The record of a run, as far as a run is read from it.

    Attributes
    ----------
    notes, repairs : list of Text
    stages : list of Stage
        Proven is one whose value and bound meet: the record says the word only of what
        ``planner verify`` can repeat.
    pool : dict
        See :meth:`Pool.as_dict`; empty: there was none.
    repeatable : bool
    inputs : list of InputFile
    facts : list of StatedFact
    others : list of OtherFigure
    versions : dict of str to str
    ruleset : dict
        With ``sha256``, the hash of its file.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    notes: list[Text]
    repairs: list[Text]
    stages: list[Stage]
    pool: Pool | None
    repeatable: bool
    inputs: list[InputFile]
    facts: list[StatedFact]
    others: list[OtherFigure]
    versions: dict[str, str]
    ruleset: dict[str, object]

    @field_validator("stages", mode="after")
    @classmethod
    def _closed(cls, stages: list[Stage]) -> list[Stage]:
        return [replace(stage, proven=stage.value == stage.bound) for stage in stages]

    @field_validator("ruleset", mode="after")
    @classmethod
    def _hashed(cls, ruleset: dict[str, object]) -> dict[str, object]:
        if not isinstance(ruleset.get("sha256"), str):
            raise ValueError("no sha256")
        return ruleset

    @classmethod
    def read(cls, folder: Path) -> Result:
        """Read the record of a run folder.

        Raises
        ------
        InputError
            It is unreadable, or an entry is missing or something else: each by its key.
        """
        path = folder / "result.json"
        record = read_record(path)
        stated = record.get("pool")
        if isinstance(stated, dict):
            record["pool"] = _pool(stated, folder) if stated else None
        return conform(cls, record, path)


def _pool(stated: Mapping[str, object], folder: Path) -> dict[str, object]:
    """Name the larger groups of a pool: the result counts them, the certificate has them."""
    if "more" not in stated:
        return dict(stated)
    named: object = []
    path = folder / "certificate.json"
    if path.exists():
        named = conform(Certificate, read_record(path), path).problem.groups.get("more", [])
    fits = isinstance(named, list) and len(named) == stated["more"]
    return {**stated, "more": named if fits else []}
