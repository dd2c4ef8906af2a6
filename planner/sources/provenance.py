"""Where units come from: files found, their hashes, notes and repairs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self, TypeVar

from planner.errors import InputError, Problem
from planner.words import bilingual
from planner.words.text import say

Attrs = dict[str, list[str] | list[dict[str, str]]]
Entry = TypeVar("Entry")


class Fixed(list[Entry]):
    """A list that nobody changes: its deep copy is itself.

    pandas copies ``attrs`` deeply with every table that it makes of another,
    thousands of times in a run.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self


@dataclass
class Provenance:
    """What a reader of the results has to know about the data.

    Attributes
    ----------
    inputs : list of dict
        ``name`` (of the file, without folder) and ``sha256`` of each file read.
    notes : list of str
        Bases and assumptions that every report prints; as the repairs, each in
        two languages (see ``wording``).
    repairs : list of str
        What was mended in the outlines: unit, fault, area before and after.
    facts : list of dict
        ``column``, ``value``, ``source`` and ``confidence`` of each stated fact.
    """

    inputs: list[dict[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)
    facts: list[dict[str, str]] = field(default_factory=list)

    def add_file(self, path: Path) -> None:
        """Remember a file, with the parts that belong to it (``.dbf`` beside ``.shp``)."""
        for part in _parts(path):
            digest = hashlib.sha256(part.read_bytes()).hexdigest()
            entry = {"name": part.name, "sha256": digest}
            if entry not in self.inputs:
                self.inputs.append(entry)

    def add_note(self, vi: str, en: str) -> None:
        """Remember a note once."""
        note = bilingual(vi, en)
        if note and note not in self.notes:
            self.notes.append(note)

    def add_repair(self, vi: str, en: str) -> None:
        """Remember what was mended."""
        self.repairs.append(bilingual(vi, en))

    def add_fact(self, column: str, value: bool | float, source: str, confidence: str) -> None:
        """Remember what a value in a column rests on."""
        shown = ("yes" if value else "no") if isinstance(value, bool) else f"{value:g}"
        entry = {"column": column, "value": shown, "source": source, "confidence": confidence}
        if entry not in self.facts:
            self.facts.append(entry)

    def attrs(self) -> Attrs:
        """Give everything as plain data for ``units.attrs``."""
        return {
            "inputs": Fixed(dict(entry) for entry in self.inputs),
            "notes": Fixed(self.notes),
            "repairs": Fixed(self.repairs),
            "facts": Fixed(dict(entry) for entry in self.facts),
        }


def _parts(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(part for part in path.rglob("*") if part.is_file())
    if path.suffix.lower() == ".shp":
        kinds = {".shp", ".dbf", ".shx", ".prj", ".cpg"}
        beside = path.parent.glob(f"{path.stem}.*")
        return sorted(part for part in beside if part.suffix.lower() in kinds)
    return [path]


def data_folder() -> Path:
    """Find the tables that the program needs: in the installed package or the checkout.

    Raises
    ------
    InputError
        Neither is there: the installation is damaged.
    """
    package = Path(__file__).parents[1]
    for folder in (package / "data", package.parent / "data"):
        if (folder / "facts").is_dir():
            return folder
    raise InputError(
        Problem(
            str(package),
            say("no folder of data"),
            say("the shipped tables"),
            say("install planner again"),
        )
    )


def find_file(name: str, base_folder: Path) -> Path:
    """Find a file that settings name.

    Parameters
    ----------
    name : str
        Absolute, or relative to ``base_folder``; ``data/…`` falls back on the
        shipped tables, so that a scenario works in any folder.
    base_folder : Path
        Folder of the scenario.

    Raises
    ------
    InputError
        No such file, or an empty one.
    """
    path = base_folder / name
    if not path.exists() and Path(name).parts[:1] == ("data",):
        path = data_folder().joinpath(*Path(name).parts[1:])
    if not path.exists():
        raise InputError(
            Problem(
                name,
                say("no such file in {folder}", folder=base_folder),
                say("a file that exists"),
                say("correct the path; it is relative to the folder of the scenario"),
            )
        )
    if path.is_file() and path.stat().st_size == 0:
        raise InputError(
            Problem(
                name,
                say("an empty file (0 bytes)"),
                say("a file with data"),
                say("export the file again"),
            )
        )
    return path
