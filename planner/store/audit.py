"""The log beside run folders: a line for each command that made or checked a run, in a chain.

Each line states the hash of the line before it and its own, so that none can be changed, taken out
or moved unseen.  Who changes one and writes all later lines anew is seen by whoever keeps a later
hash: those that ``planner verify`` printed, and those in bundles that left the office.

The log lies beside the run folders and not in them: it tells of more runs than one, is no result
that another run has to give again, and stays when ``--force`` replaces a run.
"""

from __future__ import annotations

import datetime
import errno
import hashlib
import json
import os
import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from pydantic import BaseModel, ConfigDict, Field

from planner.errors import InputError, Problem
from planner.gate import COUNTS, FILES
from planner.gate.files import conform, digest_of
from planner.store.chain import chained, intact
from planner.store.manifest import LEVELS, RECORD
from planner.store.ownership import signed
from planner.store.versions import versions
from planner.words.text import Text, say

LOG = "audit.jsonl"
BEYOND = 1 << 30
MADE, CHECKED = ("run", "evaluate"), "verify"
# A path that begins at the root of a disk, up to its last part.
ROOTED = re.compile(r"(?:^|(?<=[\s=\[{,:\"']))(?:[A-Za-z]:)?[\\/](?:[^,\]}\"']*[\\/])?")


@dataclass
class Log:
    """A log, or some lines of one, as read.

    Attributes
    ----------
    lines : list of dict
        Those that can be read, in their order.
    complaints, notes : list of Text
        What was changed since; and what was cut off when it was written, which is kept.
    """

    lines: list[dict[str, Any]] = field(default_factory=list)
    complaints: list[Text] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)

    @property
    def head(self) -> str:
        """Hash of the last line, which stands for all before it."""
        return str(self.lines[-1]["sha256"]) if self.lines else ""

    def knows(self, run: str) -> bool:
        """Whether a line says that a run was made here, or was found here to hold."""
        return any(
            line["command"][0] in MADE or (line["command"][0] == CHECKED and line["exit"] == 0)
            for line in self.lines
            if run in [each["run"] for each in line["runs"]]
        )

    def of(self, runs: Sequence[str]) -> list[dict[str, Any]]:
        """Give the lines that concern some runs, by their hashes, and no other."""
        return [
            line
            for line in self.lines
            if line["runs"] and {each["run"] for each in line["runs"]} <= set(runs)
        ]


def log_of(place: Path) -> Path:
    """Say where the log of a run folder, of a level in it, or of a bundle lies: beside it."""
    place = place.absolute()
    if place.name in LEVELS and all((place.parent / name / RECORD).is_file() for name in LEVELS):
        place = place.parent
    return place.parent / LOG


class Value(BaseModel):
    """What a stage came to."""

    name: str
    value: float | None


class OfRun(BaseModel):
    """What a line says of a run, as far as the log itself looks at it."""

    model_config = ConfigDict(strict=True)

    folder: str
    run: str


class Line(BaseModel):
    """A line of the log, likewise."""

    model_config = ConfigDict(strict=True)

    at: str
    before: str
    by: str
    sha256: str
    command: list[str] = Field(min_length=1)
    runs: list[OfRun]
    number: int
    exit: int


class Summary(BaseModel):
    """Of the record of a run, what a line of the log says."""

    inputs: list[dict[str, str]]
    files: dict[str, str]
    stages: list[Value]


def hash_of_run(folder: Path) -> str:
    """Give the hash of a run: of all that it says and of its files, but not of its clock.

    Raises
    ------
    InputError
        There is no record of ours.
    """
    return str(signed(folder / RECORD)["files"][RECORD])


def note(
    place: Path, words: Sequence[str], by: str | None, folders: Sequence[Path], ended: int
) -> Text | None:
    """Write a line into the log of a place.

    Parameters
    ----------
    place : Path
        Run folder or bundle beside which the log lies.
    words : sequence of str
        The command and its values, as given; of a path from the root of a disk its last part.
    by : str or None
        Who gave it, as they said; nothing is asked of the machine.
    folders : sequence of Path
        Run folders that the command made or checked.
    ended : int
        Its exit code.

    Returns
    -------
    Text or None
        Why it could not be written, to be told: a run is none the worse for it.
    """
    line = {
        "at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "by": by or "",
        "command": [ROOTED.sub("…/", word) for word in words],
        "exit": ended,
        "versions": versions(),
    }
    try:
        runs = [_told(folder) for folder in folders]
        line["inputs"] = [file for run in runs for file in run.pop("inputs")]
        line["runs"] = runs
        _append(log_of(place), line)
    except InputError as error:
        return error.problems[0].text
    except OSError as error:
        return say("{log}: no line was written ({fault})", log=log_of(place), fault=error)
    return None


def _told(folder: Path) -> dict[str, Any]:
    """Say which run it is, of what, and what it came to."""
    record = conform(Summary, signed(folder / RECORD), folder / RECORD)
    return {
        "folder": folder.absolute().name,
        "inputs": record.inputs,
        "plan": digest_of(folder / "plan.csv"),
        "run": record.files[RECORD],
        "values": {stage.name: stage.value for stage in record.stages},
    }


def _append(path: Path, line: dict[str, Any]) -> None:
    """Add a line: whole or not at all, and after all that others are adding at the same time."""
    if path.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    with path.open("a+b") as file, _alone(file):
        data = _content(file)
        whole, tail = _parted(data)
        last = next((read for raw in reversed(whole) if (read := _read(raw))), None)
        if last is None and (whole or not b'{"at": "'.startswith(tail[:8])):
            raise InputError(
                Problem(
                    str(path),
                    say("a file that is no log of the program"),
                    say("a log, or none"),
                    say("move it elsewhere; a log is begun with the next command"),
                )
            )
        line["number"] = 1 if last is None else last["number"] + 1
        if tail:  # A command was killed while it wrote: what it left stays, and is known.
            line["torn"] = hashlib.sha256(tail).hexdigest()
        entry = chained(line, "" if last is None else last["sha256"])
        text = json.dumps(entry, ensure_ascii=False, sort_keys=True)
        file.write(b"\n" * (data[-1:] not in (b"", b"\n")) + text.encode("utf-8") + b"\n")
        file.flush()
        os.fsync(file.fileno())


def read_log(path: Path, *, some: bool = False) -> Log:
    """Read a log and try to show that it is not as it was written.

    Parameters
    ----------
    path : Path
    some : bool
        It holds some lines of a log only, in their order.

    Raises
    ------
    OSError
        It cannot be read.
    """
    log = Log()
    with path.open("rb") as file:
        whole, tail = _parted(_content(file))
    torn: list[tuple[int, str]] = []
    before: dict[str, Any] = {"number": 0, "sha256": ""}
    for at, raw in enumerate(whole, 1):
        line = _read(raw)
        if line is None:
            torn.append((at, hashlib.sha256(raw).hexdigest()))
            continue
        follows = line["before"] == before["sha256"]
        if some:
            apart = line["number"] > before["number"] + 1
            follows = apart or (follows and line["number"] == before["number"] + 1)
        if not intact(line):
            log.complaints.append(say("{log}, line {at}: changed", log=path.name, at=at))
        elif not follows:
            log.complaints.append(
                say("{log}, line {at}: not the line before it", log=path.name, at=at)
            )
        for number, digest in torn:
            _tell_torn(log, path.name, number, is_ours=digest == line.get("torn"))
        log.lines.append(line)
        before, torn = line, []
    for number, _ in torn:
        _tell_torn(log, path.name, number, is_ours=False)
    if tail:
        _tell_torn(log, path.name, len(whole) + 1, is_ours=True)
    return log


def _content(file: IO[bytes]) -> bytes:
    """Read a log: some twenty thousand commands have their lines in the most that is read.

    Raises
    ------
    OSError
        It is larger.
    """
    file.seek(0)
    data = file.read(FILES.most_log_bytes + 1)
    if len(data) > FILES.most_log_bytes:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), file.name)
    return data


def _parted(data: bytes) -> tuple[list[bytes], bytes]:
    """Part a log into lines and what was cut off; a line that lacks only its end is one."""
    *whole, tail = data.split(b"\n")
    line = _read(tail)
    if line is None or not intact(line):
        return whole, tail
    return [*whole, tail], b""


def _tell_torn(log: Log, name: str, at: int, *, is_ours: bool) -> None:
    if is_ours:
        log.notes.append(say("{log}, line {at}: cut off when it was written", log=name, at=at))
    else:
        log.complaints.append(say("{log}, line {at}: changed", log=name, at=at))


def write_lines(lines: Sequence[dict[str, Any]], path: Path) -> None:
    """Write some lines of a log."""
    texts = [json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n" for line in lines]
    path.write_text("".join(texts), encoding="utf-8", newline="\n")


def _read(raw: bytes) -> dict[str, Any] | None:
    """Read a line; none where it is not one, or cannot be."""
    try:
        line = json.loads(raw.decode("utf-8"))
        Line.model_validate(line)
    except (RecursionError, ValueError):  # no text, no JSON, or no line
        return None
    return {**line}


@contextmanager
def _alone(file: IO[bytes]) -> Iterator[None]:
    """Hold a log alone: wait while another command has it, which takes a moment.

    Raises
    ------
    OSError
        Somebody has it all the time.
    """
    until = time.monotonic() + COUNTS.lock_seconds
    while not _locked(file):
        if time.monotonic() > until:
            raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN), file.name)
        time.sleep(0.05)
    try:
        yield
    finally:
        # Elsewhere closing the file sets it free.
        if sys.platform == "win32":
            import msvcrt

            file.seek(BEYOND)
            msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)


def _locked(file: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            # A byte that nobody reads: what is locked there nobody else can read.
            file.seek(BEYOND)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
