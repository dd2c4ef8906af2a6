"""Whose a file is: only what a command of ours wrote, and nobody changed since, is replaced."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import BaseModel

from planner.errors import InputError, Problem, listed
from planner.gate.files import conform, digest_of, read_record, unreadable
from planner.words.text import quoting, say

Record = dict[str, Any]


def sign(part: Path, names: Iterable[str], record: str) -> None:
    """Let a record say which files lie beside it, each with its hash.

    Parameters
    ----------
    part : Path
        Finished results.
    names : iterable of str
        Paths inside it, with ``/``.
    record : str
        Name of the record, a JSON mapping; there may be one in each folder.
        It is made where there is none, and gets ``files``.
    """
    folders: dict[Path, list[str]] = {}
    for name in names:
        path = part / name
        folders.setdefault(path.parent, []).append(path.name)
    for folder, files in folders.items():
        path = folder / record
        data = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        hashes = {name: digest_of(folder / name) for name in sorted(files) if name != record}
        if "timing" in data:
            data["timing"]["sha256"] = _of_clock(data)
        data["files"] = hashes
        data["files"][record] = _of_record(data, record)
        path.write_text(_text(data), encoding="utf-8", newline="\n")


def changed(folder: Path, record: str) -> list[str]:
    """Name the files beside a record, and itself, of which a byte is not as it was written.

    Raises
    ------
    InputError
        The record is none of ours, or of a version that listed no files.
    OSError
        A file cannot be read.
    """
    data, text = signed(folder / record), (folder / record).read_text(encoding="utf-8")
    found = [
        name
        for name, digest in data["files"].items()
        if name != record and not _as_listed(folder / name, digest)
    ]
    kept = data["files"][record] == _of_record(data, record)
    timed = "timing" not in data or data["timing"]["sha256"] == _of_clock(data)
    return found if kept and timed and text == _text(data) else [*found, record]


def _as_listed(path: Path, digest: object) -> bool:
    return path.is_file() and digest_of(path) == digest


class Timing(BaseModel):
    """What signs the clock of a run."""

    sha256: str


class Signed(BaseModel):
    """What a record of ours says of the files beside it, and of its clock where it has one."""

    files: dict[str, str]
    timing: Timing = Timing(sha256="")


def signed(path: Path) -> Record:
    """Read a record that lists files, itself among them, each with its hash.

    Raises
    ------
    InputError
        It is unreadable, or lists none.
    """
    data = read_record(path)
    if path.name not in conform(Signed, data, path).files:
        strange = say("entries are missing, or are of another version")
        expected = say("a result as `planner run` writes it")
        raise unreadable(path, quoting(strange, f"files.{path.name}"), expected)
    return data


def _text(data: dict[str, object]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _of_clock(data: Record) -> str:
    """Hash what may differ between two runs of one scenario."""
    said = {key: value for key, value in data["timing"].items() if key != "sha256"}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _of_record(data: Record, record: str) -> str:
    """Hash what a record says, and the hashes of the files beside it; not the clock."""
    said = {key: value for key, value in data.items() if key != "timing"}
    said["files"] = {name: each for name, each in data["files"].items() if name != record}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def written(folder: Path, within: Iterable[str], record: str | None) -> dict[str, str]:
    """Read which files commands of ours wrote in a folder.

    Parameters
    ----------
    folder : Path
    within : iterable of str
        Folders inside it where records may lie; ``.`` for itself.
    record : str or None
        See :func:`sign`.

    Returns
    -------
    dict
        Path inside the folder → hash.  A record that is none of ours lists nothing.
    """
    found: dict[str, str] = {}
    for place in within if record else ():
        path = folder / place / str(record)
        try:
            data = signed(path)
        except InputError:
            continue
        hashes = data["files"]
        # No record of ours names anything outside its own folder.
        own = {name: digest for name, digest in hashes.items() if Path(name).name == name}
        if own.get(path.name) == _of_record(data, path.name):
            own[path.name] = digest_of(path)
        found |= {str(PurePosixPath(place, name)): digest for name, digest in own.items()}
    return found


def not_ours(
    folder: Path, names: Sequence[str], ours: dict[str, str], inputs: Iterable[Path]
) -> list[Problem]:
    """Say what stands where results are to be written, and must not be replaced.

    Parameters
    ----------
    folder : Path
    names : sequence of str
        What is to be written, paths inside the folder.
    ours : dict
        See :func:`written`; what is no longer written goes as well.
    inputs : iterable of Path
        Files and folders that the command reads.

    Returns
    -------
    list of Problem
        One for each reason, with all files that it concerns.
    """
    inputs = list(inputs)
    # A folder of files that is one input (a .gdb) is another when anything is put into it.
    holding = [p for p in inputs if p.is_dir() and folder.resolve().is_relative_to(p.resolve())]
    read, changed, foreign = [str(path) for path in holding], [], []
    for name in _there(folder, {*names, *ours}):
        path = folder / name
        if any(_same(path, other) for other in inputs):
            read.append(name)
        elif name not in ours or path.is_symlink() or not path.is_file():
            foreign.append(name)
        elif digest_of(path) != ours[name]:
            changed.append(name)
    elsewhere = say("name another folder with `--out`")
    problems = []
    if read:
        found = say("files that this command itself reads ({files})", files=listed(read))
        expected = say("a folder in which it replaces none of them")
        problems.append(Problem(str(folder), found, expected, elsewhere))
    if changed:
        found = say(
            "files that were changed since they were written ({files})", files=listed(changed)
        )
        expected = say("files as the program wrote them, or none")
        mend = say("move what is yours elsewhere, or name another folder with `--out`")
        problems.append(Problem(str(folder), found, expected, mend))
    if foreign:
        found = say(
            "files of which no record of this version says that the program wrote them ({files})",
            files=listed(foreign),
        )
        expected = say("a folder without them: `--force` replaces only what the program wrote")
        mend = say("move what is yours elsewhere, or name another folder with `--out`")
        problems.append(Problem(str(folder), found, expected, mend))
    return problems


def _there(folder: Path, names: Iterable[str]) -> list[str]:
    """Find what lies in a folder under some names, in whatever case: some disks know no other."""
    asked: dict[str, set[str]] = {}
    for name in names:
        place, _, last = name.rpartition("/")
        asked.setdefault(place, set()).add(last.casefold())
    found = []
    for place, wanted in asked.items():
        if place and os.path.lexists(folder / place) and _is_no_folder(folder / place):
            found.append(place)
            continue
        entries = (folder / place).iterdir() if (folder / place).is_dir() else ()
        names_there = [path.name for path in entries if path.name.casefold() in wanted]
        found += [str(PurePosixPath(place, name)) for name in names_there]
    return sorted(found)


def _is_no_folder(path: Path) -> bool:
    return path.is_symlink() or not path.is_dir()


def _same(path: Path, other: Path) -> bool:
    """Whether two names stand for one file, by whatever links."""
    try:
        return path.samefile(other)
    except OSError:
        return False
