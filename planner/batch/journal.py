"""The journal of a batch: a line for each point that ended, so that a stopped batch goes on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pydantic import BaseModel, ValidationError

from planner.batch.processes import Row
from planner.errors import InputError, Problem
from planner.store.swap import held, write_whole
from planner.words.text import say


class Line(BaseModel):
    """A line: a point that ended, what was asked there, and what it came to."""

    key: str
    question: str
    row: Row

    @property
    def written(self) -> str:
        """The line as it stands in the file."""
        return json.dumps(dict(self), ensure_ascii=False) + "\n"


class Journal:
    """Points that ended, each with its question and its row; one line each.

    A line that was cut off is none: its point is asked for again, and where its run folder is
    whole it is only read.

    Parameters
    ----------
    path : Path
    """

    def __init__(self, path: Path):
        self.path = path
        self.lines: dict[str, Line] = {}
        text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
        for each in text.splitlines():
            with suppress(ValidationError):
                line = Line.model_validate_json(each)
                self.lines[line.key] = line

    def row(self, key: str, question: str) -> Row | None:
        """Give what a point found, if the journal has it for the same question."""
        line = self.lines.get(key)
        return line.row if line is not None and line.question == question else None

    def add(self, line: Line) -> None:
        """Write a line."""
        self.lines[line.key] = line
        with self.path.open("ab") as file:
            file.write(line.written.encode())

    def keep(self, keys: list[str]) -> None:
        """Forget all other points, and what was cut off."""
        self.lines = {key: line for key, line in self.lines.items() if key in keys}
        write_whole(self.path, "".join(line.written for line in self.lines.values()))


@contextmanager
def journal_of(path: Path) -> Iterator[Journal]:
    """Open the journal of a batch, for one command at a time.

    Raises
    ------
    InputError
        Another command is at work in this folder.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    place = path.with_name(f".{path.name}.lock")
    place.touch()
    lock = held(place)
    if lock is None:
        raise InputError(
            Problem(
                str(path.parent),
                say("another command that is at work here"),
                say("one command at a time in a folder"),
                say("wait until it has ended, or name another folder with `--out`"),
            )
        )
    try:
        yield Journal(path)
    finally:
        lock.close()
