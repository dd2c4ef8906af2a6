"""Where units come from: files found, their hashes, notes and repairs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from planner.errors import InputError, Problem
from planner.gate import admit
from planner.gate.documents import shown
from planner.sources.edition import data_folder
from planner.units.provenance import InputFile, OtherFigure, Provenance, StatedFact
from planner.words import Confidence, Text
from planner.words.text import say

PARTS = {
    ".shp": {".shp", ".dbf", ".shx", ".prj", ".cpg"},
    ".tab": {".tab", ".dat", ".map", ".id", ".ind"},
    ".mif": {".mif", ".mid"},
}
"""Formats of several files of one name: the one that is named, and all that belong together."""


@dataclass
class Gathering:
    """What is learnt of the data while it is read; see :class:`Provenance`."""

    inputs: list[InputFile] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)
    repairs: list[Text] = field(default_factory=list)
    facts: list[StatedFact] = field(default_factory=list)
    others: list[OtherFigure] = field(default_factory=list)

    def add_file(self, path: Path, *, packaged: bool = False) -> None:
        """Remember a file, with the parts that belong to it (``.dbf`` beside ``.shp``).

        One that came with the program or with a package is at hand wherever they are.
        """
        for part in _parts(path):
            digest = hashlib.sha256(part.read_bytes()).hexdigest()
            entry = InputFile(part.name, digest, None if packaged or _is_shipped(part) else part)
            if entry not in self.inputs:
                self.inputs.append(entry)

    def add_note(self, note: Text) -> None:
        """Remember a note once."""
        if note and note not in self.notes:
            self.notes.append(note)

    def add_repair(self, repair: Text) -> None:
        """Remember what was mended."""
        self.repairs.append(repair)

    def add_fact(
        self,
        column: str,
        value: bool | float | str,
        source: Text,
        confidence: Confidence,
        codes: Iterable[str] = (),
        *,
        likely: bool = False,
    ) -> None:
        """Remember what a value in a column rests on, and of which units it was said."""
        shown = ("yes" if value else "no") if isinstance(value, bool) else str(value)
        shown = f"{value:g}" if isinstance(value, float) else shown
        entry = StatedFact(column, shown, source, confidence, frozenset(codes), likely)
        self.supersede(column, entry.codes)
        if entry not in self.facts:
            self.facts.append(entry)

    def supersede(self, column: str, codes: Iterable[str]) -> None:
        """Something newer is said of some units: their value rests on nothing older."""
        newer = frozenset(codes)
        facts = [
            replace(fact, codes=fact.codes - newer) if fact.column == column else fact
            for fact in self.facts
        ]
        # One that speaks of no unit any more is gone; one that never named units stays.
        pairs = zip(self.facts, facts, strict=True)
        self.facts = [fact for old, fact in pairs if fact.codes or not old.codes]

    def forget_units(self) -> None:
        """Units were merged: facts no longer know of which ones they were said."""
        self.facts = [replace(fact, codes=frozenset()) for fact in self.facts]

    def add_other(self, figure: OtherFigure) -> None:
        """Remember what else a doubtful figure might be."""
        self.others.append(figure)

    def gathered(self, bases: Mapping[str, Text]) -> Provenance:
        """Give it as units carry it, with the names of bases that the settings give."""
        return Provenance(
            tuple(self.inputs),
            tuple(self.notes),
            tuple(self.repairs),
            tuple(self.facts),
            dict(bases),
            tuple(self.others),
        )


def _parts(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(part for part in path.rglob("*") if part.is_file())
    kinds = PARTS.get(path.suffix.lower())
    if kinds is not None:
        beside = path.parent.iterdir()
        own = (part for part in beside if part.stem == path.stem and part.is_file())
        return sorted(part for part in own if part.suffix.lower() in kinds)
    return [path]


def _is_shipped(path: Path) -> bool:
    return path.resolve().is_relative_to(data_folder().resolve())


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
        No such file, an empty one, or what is no file at all.
    """
    if "\0" in name:
        found = say("a name that no file can have")
        raise InputError(
            Problem(shown(name), found, say("a file that exists"), say("check the path"))
        )
    path = admit(base_folder / name, name)
    if not path.exists() and Path(name).parts[:1] == ("data",):
        path = admit(data_folder().joinpath(*Path(name).parts[1:]), name)
    if not path.exists():
        raise InputError(
            Problem(
                name,
                say("no such file in {folder}", folder=base_folder),
                say("a file that exists"),
                say("correct the path; it is relative to the folder of the scenario"),
            )
        )
    if not path.is_file() and not path.is_dir():
        raise InputError(
            Problem(name, say("a device or a pipe"), say("a file with data"), say("check the path"))
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
