"""Exchange of results: written aside, decided in a journal, moved, and finished by who comes next.

Whatever is written lies first in a hidden part folder on the same disk.  A
kill before the journal is there leaves what was there as it was; after it,
the next command finishes the moves.  Where a move fails they are all undone.
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
import shutil
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from pydantic import BaseModel

from planner.errors import InputError, Problem, listed, system_fault
from planner.gate.files import conform, digest_of, read_record
from planner.gate.limits import FILES
from planner.gate.seal import is_sealed, seal
from planner.words.text import Text, joined, say, text

JOURNAL, LOCK = "journal.json", "lock"


class Journal(BaseModel):
    """What is exchanged in a folder: paths inside it, with ``/``.

    Attributes
    ----------
    new : list of str
        What comes.
    old : dict
        What goes → its hash, so that nothing else is taken for it later.
    hashes : dict
        What comes → its hash, for the same reason.
    seal : str
    """

    new: list[str]
    old: dict[str, str]
    hashes: dict[str, str] = {}
    seal: str = ""

    def said(self, hidden: Path) -> list[object]:
        """Give what is sealed: it holds for one part folder, wherever that goes."""
        return [hidden.name, self.new, self.old, self.hashes]


@contextmanager
def part_folder(folder: Path) -> Iterator[Path]:
    """Give a hidden folder with an empty ``new``, from which a folder can be changed by moves."""
    inside = folder.is_dir()
    home, name = (folder, "") if inside else (folder.parent, f".{folder.name}")
    number = secrets.token_hex(6)
    hidden = home / f"{name}.part-{number}-{seal(number)[:16]}"
    hidden.mkdir(0o700)
    lock = held(hidden / LOCK, new=True)
    try:
        # The folder inside has the rights of any new folder, the hidden one is private.
        (hidden / "new").mkdir()
        yield hidden
    finally:
        if lock is not None:
            lock.close()
        # With a journal it holds what nobody else has.
        if not (hidden / JOURNAL).exists():
            _clear(hidden)


def put_in_place(hidden: Path, folder: Path, journal: Journal) -> None:
    """Move what is new into a folder and what is old out of it: all of it, or nothing.

    Raises
    ------
    InputError
        Another command is doing so in this moment.
    OSError
        A move failed, and the folder is as it was.
    """
    _flush(hidden / "new")
    with _uninterrupted():
        if not folder.is_dir():
            (hidden / "new").rename(folder)
            _flush_folder(folder.parent)
            return
        write_journal(hidden, journal)
        try:
            _refuse_if_busy(folder, hidden)
            _forward(hidden, folder, journal)
        except BaseException as error:
            try:
                _backward(hidden, folder, journal)
                (hidden / JOURNAL).unlink()
            except OSError as fault:
                raise _stuck(folder, fault) from error
            raise
        (hidden / JOURNAL).unlink()


def write_journal(hidden: Path, journal: Journal) -> None:
    """Decide on an exchange: from here on it is finished, whatever happens."""
    hashes = {name: digest_of(hidden / "new" / name) for name in _files(hidden, journal)}
    journal = journal.model_copy(update={"hashes": hashes})
    sealed = journal.model_copy(update={"seal": seal(journal.said(hidden))})
    write_whole(hidden / JOURNAL, json.dumps(sealed.model_dump()))


def finish(folder: Path) -> list[Text]:
    """Finish what a command of this user on this machine was cut off at, and clear away the rest.

    What is sealed with another key, or none, came with the folder: it is left as it is, whatever
    it says, and is told.

    Returns
    -------
    list of Text
        What was finished or left, to be told; empty where there was nothing.

    Raises
    ------
    InputError
        Another command is changing the folder, or what it left cannot be
        finished: it says why, and has changed nothing.
    """
    _refuse_if_busy(folder)
    told = []
    for hidden in _hidden(folder):
        lock = held(hidden / LOCK)
        if lock is None:
            continue
        try:
            journal = _journal(hidden, folder)
            if journal is None:
                continue
            _finish(hidden, folder, journal)
            told.append(
                say(
                    "{folder}: a command that was cut off while it put its results in place;"
                    " they are complete now",
                    folder=folder,
                )
            )
        finally:
            lock.close()
    foreign = say("a folder of a command of another machine or user; nothing in it was touched")
    for hidden in _hidden(folder):
        if (hidden / JOURNAL).exists() or not _is_ours(hidden):
            told.append(joined([text(str(hidden)), foreign], ": "))
        elif (lock := held(hidden / LOCK)) is not None or not (hidden / LOCK).exists():
            if lock is not None:
                lock.close()
            _clear(hidden)
    return told


def _is_ours(hidden: Path) -> bool:
    """Whether a command of this user made a part folder: its name ends with a seal."""
    number, _, sealed = hidden.name.rpartition(".part-")[2].partition("-")
    return hmac.compare_digest(sealed.encode(), seal(number)[:16].encode())


def _clear(hidden: Path) -> None:
    """Remove a part folder."""
    with suppress(OSError):  # who may only read the folder leaves it
        for path in hidden.iterdir():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink()
        hidden.rmdir()


def _finish(hidden: Path, folder: Path, journal: Journal) -> None:
    try:
        came = _came_since(hidden, folder, journal)
        if came:
            raise InputError(
                Problem(
                    str(folder),
                    say("files that came since a command was cut off: {files}", files=listed(came)),
                    say("the folder as that command left it"),
                    say("move these files elsewhere, then give the command again"),
                )
            )
        _forward(hidden, folder, journal)
        (hidden / JOURNAL).unlink()
    except OSError as error:
        raise _stuck(folder, error) from error


def _stuck(folder: Path, fault: OSError) -> InputError:
    return InputError(
        Problem(
            str(folder),
            say(
                "results that were being put in place, and cannot be completed ({fault})",
                fault=system_fault(fault),
            ),
            say("a folder in which files can be written and replaced"),
            say(
                "close programs that hold its files, mend its rights or free the disk,"
                " then give the command again; nothing is lost"
            ),
        )
    )


def _came_since(hidden: Path, folder: Path, journal: Journal) -> list[str]:
    """Name the files of a folder that are neither what goes nor what comes."""
    new, old = hidden / "new", hidden / "old"
    return [
        name
        for name in sorted({*journal.new, *journal.old})
        if (folder / name).exists()
        and not _placed(new, name, journal)
        and ((old / name).exists() or digest_of(folder / name) != journal.old.get(name))
    ]


def _placed(new: Path, name: str, journal: Journal) -> bool:
    """Whether the new file stands in its place: it began in ``new``, and is not there any more."""
    return name in journal.new and not (new / name).exists()


def _forward(hidden: Path, folder: Path, journal: Journal) -> None:
    """Do the moves that are left: where each file lies says which they are."""
    new, old = hidden / "new", hidden / "old"
    for name in journal.old:
        if (folder / name).exists() and not _placed(new, name, journal):
            _move(folder / name, old / name)
    for name in journal.new:
        if (new / name).exists():
            _move(new / name, folder / name)
    _flush_folders(folder, journal)


def _backward(hidden: Path, folder: Path, journal: Journal) -> None:
    """Undo the moves that were done."""
    new, old = hidden / "new", hidden / "old"
    for name in journal.new:
        if (folder / name).exists() and not (new / name).exists():
            _move(folder / name, new / name)
    for name in journal.old:
        if (old / name).exists():
            _move(old / name, folder / name)
    _flush_folders(folder, journal)


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    source.rename(target)


def _refuse_if_busy(folder: Path, own: Path | None = None) -> None:
    """Refuse a folder in which another command, which lives, is moving files."""
    for hidden in _hidden(folder):
        if hidden == own or not (hidden / JOURNAL).exists():
            continue
        lock = held(hidden / LOCK)
        if lock is not None:
            lock.close()
        # A journal that came with the folder, and nobody is at work on, is nobody's.
        if lock is None or (own is not None and _is_ours(hidden)):
            raise InputError(
                Problem(
                    str(folder),
                    say("another command that is putting its results in place"),
                    say("one command at a time in a folder"),
                    say("give the command again when the other has ended"),
                )
            )


def _hidden(folder: Path) -> list[Path]:
    """Part folders of this folder, of commands that live and of those that were cut off."""
    found: list[Path] = []
    for home, start in ((folder, ".part-"), (folder.parent, f".{folder.name}.part-")):
        with suppress(OSError):
            found += sorted(path for path in home.iterdir() if path.name.startswith(start))
    # They are private: what another user began cannot be looked into.
    return [
        p for p in found if p.is_dir() and not p.is_symlink() and os.access(p, os.R_OK | os.X_OK)
    ]


def _journal(hidden: Path, folder: Path) -> Journal | None:
    """Read the journal of a part folder, if a command of this user wrote it for this folder."""
    if not _is_ours(hidden):
        return None
    path = hidden / JOURNAL
    try:
        journal = conform(Journal, read_record(path, FILES.most_document_bytes), path)
    except InputError:
        return None
    if is_sealed(journal.said(hidden), journal.seal) and _as_sealed(hidden, folder, journal):
        return journal
    return None


def _as_sealed(hidden: Path, folder: Path, journal: Journal) -> bool:
    """Whether what is to come is what was sealed, and all of it lies in the folder."""
    real, names = folder.resolve(), (*journal.new, *journal.old)
    if any(not (folder / name).resolve().is_relative_to(real) for name in names):
        return False
    return all(
        digest_of(hidden / "new" / name) == digest
        for name, digest in journal.hashes.items()
        if (hidden / "new" / name).is_file()
    )


def _files(hidden: Path, journal: Journal) -> list[str]:
    """Name every file that comes; what is exchanged may be a whole folder."""
    new = hidden / "new"
    return sorted(
        path.relative_to(new).as_posix()
        for name in journal.new
        for path in (new / name, *(new / name).rglob("*"))
        if path.is_file()
    )


def held(path: Path, *, new: bool = False) -> IO[bytes] | None:
    """Lock a file as long as it is open and its program lives; none where another holds it."""
    try:
        file: IO[bytes] = path.open("wb") if new else path.open("rb")
    except OSError:
        return None
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let no Ctrl-C in between moves: whoever types it then gets the finished results."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def write_whole(path: Path, text: str) -> None:
    """Write a text so that the file has all of it, on the disk, or is not there."""
    fresh = path.with_name(f"{path.name}.new")
    with fresh.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    _flush_folder(path.parent)


def _flush(top: Path) -> None:
    """Bring files to the disk before anything is decided on their being there."""
    for path in (*top.rglob("*"), top):
        if path.is_dir():
            _flush_folder(path)
        else:
            with path.open("rb+") as file:
                os.fsync(file.fileno())


def _flush_folders(folder: Path, journal: Journal) -> None:
    names: Sequence[str] = [*journal.new, *journal.old]
    for parent in sorted({(folder / name).parent for name in names}):
        _flush_folder(parent)


def _flush_folder(folder: Path) -> None:
    # Windows opens no folders, and some disks cannot flush them.
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
