"""What a dossier was made of beside its run, as its record keeps it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import pandas as pd
from pydantic import BaseModel

from planner.errors import InputError, Problem
from planner.gate.files import conform
from planner.output.dossier.comments import Comment
from planner.output.dossier.inputs import OfficeData
from planner.output.dossier.word.content import content_of_paper, print_of
from planner.words.text import say

TABLES = ("opinions", "staff", "offices", "services")


class Rows(BaseModel):
    """A table of the office, without losing the kinds of its columns."""

    columns: list[str]
    index: list[str]
    kinds: list[str]
    data: list[list[int | float | str | None]]

    @property
    def frame(self) -> pd.DataFrame:
        """The table again."""
        index = pd.Index(self.index, dtype=object, name="code")
        table = pd.DataFrame(self.data, index, self.columns, dtype=object)
        return table.astype(dict(zip(self.columns, self.kinds, strict=True)))


class Remark(BaseModel):
    """A row of the register of comments."""

    number: int
    document: str
    day: str
    units: tuple[str, ...]
    said: str
    answer: str
    settled: str


class Sheaf(BaseModel):
    """Of the record of a dossier, what the office gave."""

    opinions: Rows | None = None
    staff: Rows | None = None
    offices: Rows | None = None
    services: Rows | None = None
    comments: list[Remark] = []


class Kept(BaseModel):
    """The record of a dossier, likewise; one of an earlier version has nothing of it."""

    office: Sheaf


def plain(office: OfficeData, comments: Sequence[Comment]) -> dict[str, object]:
    """Give what an office gave as plain data."""
    tables = {name: getattr(office, name) for name in TABLES}
    found: dict[str, object] = {
        name: {
            "columns": list(table.columns),
            "index": [str(code) for code in table.index],
            "kinds": [str(kind) for kind in table.dtypes],
            "data": table.astype(object).where(table.notna(), None).to_numpy().tolist(),
        }
        for name, table in tables.items()
        if table is not None
    }
    return found | {"comments": [asdict(each) for each in comments]}


def sheaf_of(record: Mapping[str, object], path: Path) -> tuple[OfficeData, list[Comment]]:
    """Read what an office gave out of the record of its dossier.

    Raises
    ------
    InputError
        It is no record of this version.
    """
    kept = conform(Kept, record, path).office
    try:
        tables = {
            name: None if (rows := getattr(kept, name)) is None else rows.frame for name in TABLES
        }
    except (TypeError, ValueError) as error:
        raise InputError(
            Problem(
                str(path),
                say("tables that are none"),
                say("a record as `planner report` writes it"),
                say("make the dossier again with `--force`"),
            )
        ) from error
    office = OfficeData(tables["opinions"], tables["staff"], tables["offices"], tables["services"])
    return office, [Comment(**each.model_dump()) for each in kept.comments]


def prints(folder: Path) -> dict[str, list[str]]:
    """Hash each text of each document, so that what is written beside the fields is told."""
    return {
        path.name: sorted(
            {
                print_of(text)
                for blocks in content_of_paper(path, fields=False).values()
                for _, text in blocks
            }
        )
        for path in sorted(folder.glob("*.docx"))
    }
