"""The dossier held against its run: made again, compared by what it says; what people wrote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from planner.errors import EXIT_DONE, EXIT_NOT_READ, EXIT_NOT_SATISFIED, InputError, listed
from planner.gate.files import read_record
from planner.output.dossier import OWN, write_dossier
from planner.output.dossier.control.differences import of_document, of_workbook
from planner.output.dossier.matter import Matter
from planner.output.dossier.rerun import DOCUMENT, RECORD, Before, fields_made, read_before, shorter
from planner.output.dossier.tables.sheaf import sheaf_of
from planner.output.dossier.word.content import (
    content_of_book,
    content_of_paper,
    document_content,
    workbook_content,
)
from planner.store.ownership import changed, written
from planner.words.text import Text, say

MEETING = "6_phieu_hop.pdf"


@dataclass
class Control:
    """What was found of a dossier.

    Attributes
    ----------
    complaints : list of Text
        What does not stand there as the run gives it: file, place, and both.
    notes : list of Text
        What people wrote, with its field or cell; files that were saved anew; what is of no run.
    not_compared : list of Text
        What could not be made again.
    about : {"dossier", "signature"}
        What it is that was looked at.
    """

    complaints: list[Text] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)
    not_compared: list[Text] = field(default_factory=list)
    about: Literal["dossier", "signature"] = "dossier"

    @property
    def ended(self) -> int:
        """The exit code, as of a run."""
        if self.complaints:
            return EXIT_NOT_SATISFIED
        return EXIT_NOT_READ if self.not_compared else EXIT_DONE

    @property
    def head(self) -> Text:
        """What was done, and what came of it."""
        if self.about == "signature":
            return say("signature")
        if self.complaints:
            return say("dossier: {count} differences from the run", count=len(self.complaints))
        if self.not_compared:
            return say("dossier: not made again and compared in full")
        return say("dossier: made again from the run, and compared")


def verify_dossier(folder: Path, matter: Matter, versions: Text | None = None) -> Control:
    """Make a dossier again from its run, and hold every file of it against that.

    Documents and workbooks are compared by what they say, so that one that was only saved by
    another program is the same; sheets and maps byte by byte.  What the office gave beside the run
    (opinions, staff, comments) stands in the record of the dossier, and taken so.

    Parameters
    ----------
    folder : Path
        The dossier.
    matter : Matter
        Of the run, with its prices.
    versions : Text, optional
        Why sheets and maps need not have the same bytes: the run is of other versions.

    Returns
    -------
    Control

    Raises
    ------
    InputError
        The run has no layout of a dossier.
    """
    control = Control()
    try:
        own = changed(folder, RECORD)
        record = read_record(folder / RECORD)
        office, comments = sheaf_of(record, folder / RECORD)
    except (InputError, OSError):
        control.complaints.append(
            say("{file}: no list of the files that were written", file=RECORD)
        )
        return control
    if RECORD in own:
        control.complaints.append(say("{file}: changed since it was written", file=RECORD))
    if record.get("run") != matter.run:
        told = say("{file}: made of another run than the one that is here", file=RECORD)
        control.complaints.append(told)
        return control
    try:
        earlier = read_before(folder)
    except InputError as error:
        control.complaints += [problem.text for problem in error.problems]
        return control
    control.notes += _written(earlier)
    if record.get("prices", "") != matter.prices.digest:
        told = say("{file}: made with prices that are not beside the run", file=MEETING)
        control.not_compared.append(told)
    with TemporaryDirectory() as place:
        again = Path(place) / "dossier"
        write_dossier(matter, office, again, texts=folder, comments=comments)
        _compare(folder, again, control, versions)
        if _frames(folder) != _frames(again):
            control.complaints.append(
                say("{file}: not the fields that the documents have", file=RECORD)
            )
    return control


def _frames(folder: Path) -> dict[str, list[tuple[str, str, str]]]:
    """Give the fields of each document, whoever has written there."""
    return {
        name: [(each.tag, each.title, each.hint) for each in fields.values()]
        for name, fields in fields_made(folder / RECORD).items()
    }


def _written(earlier: Before) -> Iterator[Text]:
    """Name what people wrote, each with its field."""
    for name, entries in earlier.fields.items():
        for each in entries:
            if not each.blank:
                yield say(
                    "{file}, field “{field}”: written by people: “{text}”",
                    file=name,
                    field=each.title,
                    text=shorter(each.text),
                )


def _compare(folder: Path, again: Path, control: Control, versions: Text | None) -> None:
    """Compare every file, and say of each what is to be said."""
    made = sorted(path.name for path in again.iterdir() if path.name != RECORD)
    ours = written(folder, ["."], RECORD)
    skipped = {str(told.vi).partition(":")[0] for told in control.not_compared}
    for name in made:
        path = folder / name
        if path.is_symlink() or not path.is_file():
            control.complaints.append(say("{file}: not there any more, and was written", file=name))
        elif name in skipped or path.read_bytes() == (again / name).read_bytes():
            continue
        elif path.suffix in (DOCUMENT, ".xlsx"):
            control.complaints += (complaints := _of_content(path, again / name, control.notes))
            if not complaints:
                told = say("{file}: saved anew; it says what the run gives", file=name)
                control.notes.append(told)
        elif versions is not None:
            told = say("{file}: not compared: {why}", file=name, why=versions)
            control.not_compared.append(told)
        else:
            control.complaints.append(say("{file}: not what the run gives", file=name))
    if OWN in ours:
        told = say("{file}: not compared: {why}", file=OWN, why=say("a template of the office"))
        control.not_compared.append(told)
    for name in sorted({*ours} - {*made, OWN, RECORD}):
        control.complaints.append(say("{file}: no file that a dossier has", file=name))
    beside = sorted({path.name for path in folder.iterdir()} - {*made, *ours, RECORD})
    if beside:
        told = say("{files}: not of the dossier, and not looked at", files=listed(beside))
        control.notes.append(told)


def _of_content(path: Path, again: Path, notes: list[Text]) -> Sequence[Text]:
    """Compare what two files say."""
    try:
        if path.suffix == DOCUMENT:
            return of_document(path.name, content_of_paper(again), document_content(path))
        found, filled = of_workbook(path.name, content_of_book(again), workbook_content(path))
    except InputError as error:
        return [problem.text for problem in error.problems]
    notes += filled
    return found
