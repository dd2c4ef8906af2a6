"""What a fault is: how it spoils the world, the command that meets it, and what is said of it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from faults.guard import Outcome, tried

CHECK = ("check", "small.yaml")
Spoil = Callable[[Path], object]


@dataclass(frozen=True)
class Fault:
    """One input that is wrong.

    Attributes
    ----------
    kind, name : str
        Where it lies, and what it is.
    spoil : callable
        Changes a fresh copy of the world.
    said : str
        Pattern that the answer has to hold, in either language.
    words : tuple of str
        The command.
    code : int
        2: refused; 0, 1: mended, and said.
    encoding, environment
        See :func:`guard.tried`.
    made : bool
        Whether it needs finished runs.
    mine : tuple of str
        What the command may replace.
    """

    kind: str
    name: str
    spoil: Spoil
    said: str
    words: tuple[str, ...] = CHECK
    code: int | tuple[int, ...] = 2
    encoding: str = "utf-8"
    environment: dict[str, str] = field(default_factory=dict)
    made: bool = False
    mine: tuple[str, ...] = ()

    def tried(self, folder: Path) -> Outcome:
        """Spoil a folder and run the command there."""
        self.spoil(folder)
        return tried(
            self.words,
            folder,
            encoding=self.encoding,
            environment=self.environment,
            mine=self.mine,
        )

    def wrong(self, outcome: Outcome) -> list[str]:
        """Say in what an outcome is not what it has to be."""
        found = outcome.complaints
        codes = (self.code,) if isinstance(self.code, int) else self.code
        if outcome.code not in codes:
            found.append(f"exit code {outcome.code}, expected {self.code}")
        if not re.search(self.said, outcome.err + outcome.out):
            found.append(f"nothing like '{self.said}' is said")
        return found


def both(one: Fault, other: Fault) -> Fault:
    """Combine two faults that the same command meets: at least one of them is named."""

    def spoil(folder: Path) -> None:
        one.spoil(folder)
        other.spoil(folder)

    assert one.code == other.code == 2
    return Fault(
        kind="pairs",
        name=f"{one.kind}: {one.name} + {other.kind}: {other.name}",
        spoil=spoil,
        said=f"{one.said}|{other.said}",
        words=one.words if one.words != CHECK else other.words,
    )


def nothing(_: Path) -> None:
    """Spoil nothing: the command line itself is the fault."""


def written(name: str, content: str | bytes) -> Spoil:
    """Write a file over what is there."""
    data = content if isinstance(content, bytes) else content.encode("utf-8")
    return lambda folder: (folder / name).write_bytes(data)


def edited(name: str, *pairs: tuple[str, str]) -> Spoil:
    """Exchange pieces of a text, each of which has to be there."""

    def spoil(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in text, f"{name} has no {old!r}"
            text = text.replace(old, new, 1)
        (folder / name).write_text(text, encoding="utf-8", newline="")

    return spoil


def added(name: str, text: str) -> Spoil:
    """Write more at the end of a text."""

    def spoil(folder: Path) -> None:
        with (folder / name).open("a", encoding="utf-8", newline="") as file:
            file.write(text)

    return spoil


def cell(name: str, code: str, column: str, value: str) -> Spoil:
    """Exchange one cell of a csv with a column ``code``."""

    def spoil(folder: Path) -> None:
        path = folder / name
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
        at = rows[0].index(column)
        next(row for row in rows if row[0] == code)[at] = value
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(rows)
        path.write_text(out.getvalue(), encoding="utf-8", newline="")

    return spoil


def after(*spoils: Spoil) -> Spoil:
    """Do one after the other."""

    def spoil(folder: Path) -> None:
        for each in spoils:
            each(folder)

    return spoil


def setting(*changes: str, command: str = "check", scenario: str = "small.yaml") -> tuple[str, ...]:
    """Give a command line with values of ``--set``."""
    return (command, scenario, *(word for change in changes for word in ("--set", change)))
