"""The dossier of a run held against it, and the signature of its bundle with the log's head."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel

from planner.errors import InputError
from planner.gate.archive import LIST
from planner.gate.files import conform, read_record
from planner.output.dossier.control import Control, verify_dossier
from planner.output.dossier.matter import Matter, gather
from planner.output.dossier.prices import read_prices
from planner.output.dossier.rerun import RECORD
from planner.store.audit import read_log
from planner.store.bundle.signatures import signature_of, signed_by
from planner.store.evidence.rerun import other_versions
from planner.store.record import Result
from planner.store.runs import read_run
from planner.words.text import Text, say


class Head(BaseModel):
    """The last line of a log."""

    number: int
    sha256: str


class Signed(BaseModel):
    """Of the list of a bundle, the last line of the office's log when it was signed."""

    log: Head | None = None


def dossiers_of(level: Path) -> list[Path]:
    """List the dossiers that lie in a run folder."""
    return sorted(path.parent for path in level.glob(f"*/{RECORD}"))


def is_dossier(folder: Path) -> bool:
    """Whether a folder holds a dossier."""
    return (folder / RECORD).is_file()


def verify_papers(dossier: Path, levels: Sequence[Path]) -> Control:
    """Hold a dossier against the run that it was made of.

    Parameters
    ----------
    dossier : Path
    levels : sequence of Path
        Run folders, one of which it was made of.

    Raises
    ------
    InputError
        A run cannot be read, or has no layout of a dossier.
    """
    stated = read_record(dossier / RECORD).get("run")
    matters = [(level, _matter(level)) for level in levels]
    level, matter = next((pair for pair in matters if pair[1].run == stated), matters[0])
    return verify_dossier(dossier, matter, other_versions(level))


def _matter(level: Path) -> Matter:
    return gather(*read_run(level), Result.read(level), read_prices(level))


def signature_told(path: Path, unpacked: Path, names: Path | None, log: Path | None) -> Control:
    """Say who signed a bundle, and whether a log still has the line that was its last then.

    Parameters
    ----------
    path, unpacked : Path
        The bundle, and the folder into which it was unpacked.
    names : Path or None
        Names and keys, as OpenSSH has them (``allowed_signers``).
    log : Path or None
        The log of the office that signed.

    Returns
    -------
    Control
    """
    complaints, notes = list[Text](), list[Text]()
    if names is not None:
        found = signed_by(path, names)
        if found.fault is not None:
            complaints.append(found.fault)
        else:
            notes.append(
                say(
                    "{file}: signed by {name}, {key}",
                    file=path.name,
                    name=found.name,
                    key=found.key,
                )
            )
    elif signature_of(path).is_file():
        told = say("a signature lies beside it and was not checked: name keys with `--signed-by`")
        notes.append(told)
    else:
        notes.append(say("not signed"))
    head = _head(unpacked / LIST)
    if head is not None:
        told = say(
            "the log of the office was at line {number}, {head}",
            number=head.number,
            head=head.sha256[:16],
        )
        notes.append(told)
    if log is not None:
        complaints += _of_log(log, head)
    return Control(complaints, notes, about="signature")


def _head(path: Path) -> Head | None:
    try:
        return conform(Signed, read_record(path), path).log
    except InputError:
        return None


def _of_log(path: Path, head: Head | None) -> list[Text]:
    """Hold a log against the line that was its last when a bundle was signed."""
    if head is None:
        return [say("the bundle names no line of a log: it was not signed, or there was no log")]
    try:
        log = read_log(path)
    except OSError as error:
        return [say("{log}: it cannot be read ({fault})", log=path.name, fault=error)]
    lines = {(line["number"], line["sha256"]) for line in log.lines}
    if (head.number, head.sha256) not in lines:
        told = say(
            "{log}: not the log of the bundle: its line {number} was another, {head}",
            log=path.name,
            number=head.number,
            head=head.sha256[:16],
        )
        log.complaints.append(told)
    return log.complaints
