"""The journal of a sweep: a line for each point that ended, so that a stopped sweep goes on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel, ValidationError

from planner.batch.processes import Row
from planner.errors import InputError, Problem
from planner.scenario import ReadScenario
from planner.store.swap import held, write_whole
from planner.words.text import say

JOURNAL = "sweep.jsonl"


def question_of(read: ReadScenario) -> str:
    """Hash what a point asks: its whole scenario, and the files at hand that it reads."""
    files = sorted((path.name, read.digest(path)) for path in read.inputs if path.is_file())
    asked = [read.scenario.model_dump(mode="json"), files]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


class Point(BaseModel):
    """A line: a point that ended, what was asked there, and what it came to."""

    key: str
    question: str
    row: Row


class Journal:
    """Points that ended, each with its question and its row; one line each.

    A line that was cut off is none: its point is asked for again, and where its run folder is
    whole it is only read.

    Parameters
    ----------
    folder : Path
        Of the sweep.
    """

    def __init__(self, folder: Path):
        self.path = folder / JOURNAL
        self.lines: dict[str, tuple[str, Row]] = {}
        if self.path.exists():
            for line in self.path.read_text(encoding="utf-8", errors="replace").splitlines():
                try:
                    point = Point.model_validate_json(line)
                except ValidationError:
                    continue
                self.lines[point.key] = (point.question, point.row)

    def row(self, key: str, question: str) -> Row | None:
        """Give what a point found, if the journal has it for the same question."""
        asked, row = self.lines.get(key, ("", {}))
        return row if asked == question else None

    def add(self, key: str, question: str, row: Row) -> None:
        """Write a line."""
        self.lines[key] = (question, row)
        with self.path.open("ab") as file:
            file.write(self._line(key).encode())

    def keep(self, keys: list[str]) -> None:
        """Forget all other points, and what was cut off."""
        self.lines = {key: line for key, line in self.lines.items() if key in keys}
        write_whole(self.path, "".join(self._line(key) for key in self.lines))

    def _line(self, key: str) -> str:
        question, row = self.lines[key]
        return (
            json.dumps(dict(Point(key=key, question=question, row=row)), ensure_ascii=False) + "\n"
        )


@contextmanager
def journal_of(folder: Path) -> Iterator[Journal]:
    """Open the journal of a sweep, for one command at a time.

    Raises
    ------
    InputError
        Another sweep is at work in this folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / f".{JOURNAL}.lock"
    place.touch()
    lock = held(place)
    if lock is None:
        raise InputError(
            Problem(
                str(folder),
                say("another sweep that is at work here"),
                say("one sweep at a time in a folder"),
                say("wait until it has ended, or name another folder with `--out`"),
            )
        )
    try:
        yield Journal(folder)
    finally:
        lock.close()
