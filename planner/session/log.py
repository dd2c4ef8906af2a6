"""Log: every action of a workspace, in one SQLite file, in a chain of hashes.

Of the tables ``action`` alone is the truth: ``head`` is made of it again where it is missing or
wrong, ``meta`` says on what it rests, for who looks at the file by other means, and ``job`` which
questions were under way.  States are made of the actions whenever the file is opened: one that was
put aside in the file would have to be doubted, and takes as long to check as to make.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, astuple, dataclass, fields, replace
from pathlib import Path

from planner.errors import InputError, Problem
from planner.gate import COUNTS, FILES
from planner.gate.drives import on_network
from planner.store.chain import OWN, chained, intact
from planner.words.text import Text, say

SUFFIX = ".planner"
MAIN = "main"
"""The branch with which every log begins."""
FORMAT = 1
APPLICATION = 0x504C414E
HEADER, MAGIC = 100, b"SQLite format 3\0"
SCHEMA = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE action (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,"
    " parent INTEGER NOT NULL, branch TEXT NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL,"
    " kind TEXT NOT NULL, data TEXT NOT NULL, state TEXT NOT NULL, before TEXT NOT NULL,"
    " sha256 TEXT NOT NULL)",
    "CREATE TABLE head (branch TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE job (id TEXT PRIMARY KEY, seq INTEGER NOT NULL, kind TEXT NOT NULL,"
    " at TEXT NOT NULL, ended TEXT NOT NULL) WITHOUT ROWID",
)


@dataclass(frozen=True)
class Entry:
    """An action as it stands in the log.

    Attributes
    ----------
    seq : int
        Its place, from 1 on; the order of actions, whatever clocks say.
    id : str
        Unlike any other: one that is sent again is not done again.
    parent : int
        The entry whose state it was done to; 0: none.
    branch : str
        On which line of work it was done, or which it began.
    at, by : str
        When, by the clock of that machine (ISO 8601, UTC), and who, as they said.
    kind, data : str
        What (``marks.KINDS``), as JSON.
    state : str
        Hash of the state that it led to.
    before, sha256 : str
        The chain; see ``store.chain``.
    """

    seq: int
    id: str
    parent: int
    branch: str
    at: str
    by: str
    kind: str
    data: str
    state: str
    before: str = ""
    sha256: str = ""


COLUMNS = tuple(each.name for each in fields(Entry))


@dataclass(frozen=True)
class Job:
    """A question that was put to the optimizer about a state, and when it ended: empty, not yet."""

    name: str
    seq: int
    kind: str
    at: str
    ended: str


def _refusal(path: Path, fault: Text, mend: Text) -> InputError:
    return InputError(Problem(path.name, fault, say("a workspace as `planner` writes it"), mend))


def changed(path: Path, place: Text) -> InputError:
    """Refuse a file that is not as it was written."""
    mend = say("take the last copy that opens; what was changed is in no chain any more")
    return _refusal(path, say("{place}: changed since it was written", place=place), mend)


def _not_written(path: Path, fault: sqlite3.Error) -> InputError:
    return InputError(
        Problem(
            path.name,
            say("it could not be written ({fault})", fault=fault),
            say("room and right to write"),
            say("free some space or close other programs, then do it again"),
        )
    )


class Log:
    """The file of a workspace, open.

    Parameters
    ----------
    path : Path
        ``NAME.planner``, on a drive of this machine.
    create : bool
        It is a new one, and nothing may be there.

    Raises
    ------
    InputError
        It cannot be opened, is none of ours, or was changed since it was written.
    """

    def __init__(self, path: Path, *, create: bool = False):
        self.path, self.entries = path, list[Entry]()
        self._is_new = create
        self._refuse_place(create)
        try:
            self._db = sqlite3.connect(
                path, COUNTS.lock_seconds, isolation_level=None, check_same_thread=False
            )
            self._prepare()
            if not create:
                self._check()
                self.refresh()
        except sqlite3.OperationalError as error:
            self.close()
            mend = say("close other programs that have it open; look at the rights of its folder")
            raise _refusal(path, say("it cannot be opened ({fault})", fault=error), mend) from error
        except sqlite3.DatabaseError as error:
            self.close()
            raise changed(path, say("file ({fault})", fault=error)) from error
        except InputError:
            self.close()
            raise

    def _refuse_place(self, create: bool) -> None:
        path, mend = self.path, say("choose another name or folder")
        if path.suffix != SUFFIX:
            raise _refusal(path, say("a name that does not end in {suffix}", suffix=SUFFIX), mend)
        if on_network(path.parent):
            found = say("a drive of the network, on which entries may be lost")
            raise _refusal(path, found, say("take a folder on a disk of this machine"))
        if create and path.exists():
            raise _refusal(path, say("a file that is there already"), mend)
        if not create and not path.is_file():
            raise _refusal(path, say("no such file"), mend)
        if create:
            return
        if path.stat().st_size > FILES.most_record_bytes:
            found = say("a file of more than {most} MB", most=FILES.most_record_bytes >> 20)
            raise _refusal(path, found, mend)
        # Looked at as bytes: opened by SQLite, a file of another program would be changed.
        with path.open("rb") as file:
            start = file.read(HEADER)
        if not start.startswith(MAGIC) or start[68:72] != APPLICATION.to_bytes(4, "big"):
            raise _refusal(path, say("another file, or one that was never finished"), mend)

    def _prepare(self) -> None:
        # A file of somebody else must not bring functions of its own along.
        for name, value in (("trusted_schema", "OFF"), ("cell_size_check", "ON")):
            self._db.execute(f"PRAGMA {name} = {value}")
        self._db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, FILES.most_document_bytes)
        # NORMAL may lose what was acknowledged when power fails.
        self._db.execute("PRAGMA synchronous = FULL")
        if self._is_new:
            # Before the log ahead: by these bytes of the file itself it is known as ours.
            self._db.execute(f"PRAGMA application_id = {APPLICATION}")
            self._db.execute(f"PRAGMA user_version = {FORMAT}")
        self._db.execute("PRAGMA journal_mode = WAL")

    def _check(self) -> None:
        tables = {sql for (sql,) in self._db.execute("SELECT sql FROM sqlite_master") if sql}
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        if version != FORMAT or tables != {*SCHEMA}:
            mend = say("open the file with the program that wrote it")
            raise _refusal(self.path, say("tables of another version, or of somebody else"), mend)
        (fault,) = self._db.execute("PRAGMA quick_check(1)").fetchone()
        if fault != "ok":
            raise changed(self.path, say("file ({fault})", fault=fault))

    def _make(self) -> None:
        """Make the tables of a new file; the first entry comes with them, or nothing does."""
        for sql in SCHEMA:
            self._db.execute(sql)

    def refresh(self) -> list[Entry]:
        """Read what others have written since, and give it.

        Raises
        ------
        InputError
            The chain does not hold: with the entry at which it breaks.
        """
        query = f"SELECT {', '.join(COLUMNS)} FROM action WHERE seq > ? ORDER BY seq"
        new = [Entry(*row) for row in self._db.execute(query, (len(self.entries),))]
        before = self.entries[-1].sha256 if self.entries else ""
        for number, entry in enumerate(new, len(self.entries) + 1):
            plain = vars(entry)
            typed = all(isinstance(value, int | str) for value in plain.values())
            linked = entry.seq == number and entry.before == before
            if not (typed and linked and intact(plain) and entry.parent in range(number)):
                raise changed(self.path, say("action {number}", number=number))
            before = entry.sha256
        self.entries += new
        return new

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Write alone, after all that others have written: all of it, or nothing.

        Raises
        ------
        InputError
            The disk is full, or somebody else has the file all the time.
        """
        count = len(self.entries)
        try:
            self._db.execute("BEGIN IMMEDIATE")
            if self._is_new:
                self._make()
            self.refresh()
            count = len(self.entries)
            yield
            self._db.execute("COMMIT")
            self._is_new = False
        except BaseException as error:
            del self.entries[count:]
            with suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise _not_written(self.path, error) from error
            raise

    def append(self, draft: Entry) -> Entry:
        """Add an entry, within ``writing``: its number and its place in the chain are given it."""
        before = self.entries[-1].sha256 if self.entries else ""
        values = chained({**asdict(draft), "seq": len(self.entries) + 1}, before)
        marks = ", ".join("?" * len(COLUMNS))
        row = [values[name] for name in COLUMNS]
        self._db.execute(f"INSERT INTO action ({', '.join(COLUMNS)}) VALUES ({marks})", row)
        entry = replace(draft, seq=len(self.entries) + 1, before=before, sha256=str(values[OWN]))
        self.entries.append(entry)
        return entry

    def heads(self) -> dict[str, int]:
        """Give the rows of ``head``: branch and entry."""
        return dict(self._db.execute("SELECT branch, seq FROM head"))

    def put_heads(self, heads: Mapping[str, int]) -> None:
        """Write the rows of ``head`` anew."""
        self._db.execute("DELETE FROM head")
        self._db.executemany("INSERT INTO head VALUES (?, ?)", heads.items())

    def put_meta(self, **values: str) -> None:
        """Say what the file is of; the first entry says the same in the chain."""
        self._db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())

    def put_job(self, job: Job) -> None:
        """Say that a question is under way, or when it ended."""
        self._db.execute("INSERT OR REPLACE INTO job VALUES (?, ?, ?, ?, ?)", astuple(job))

    def jobs(self) -> list[Job]:
        """Give the questions that were asked, by the clock."""
        return [Job(*row) for row in self._db.execute("SELECT * FROM job ORDER BY at, id")]

    def copy(self, path: Path) -> None:
        """Write all that is acknowledged to another file, whole.

        Raises
        ------
        InputError
            The disk is full; something is there already.
        """
        try:
            self._db.execute("VACUUM INTO ?", (str(path),))
        except sqlite3.Error as error:
            raise _not_written(path, error) from error

    def close(self) -> None:
        """Close the file: what stood beside it is then within it."""
        if hasattr(self, "_db"):
            self._db.close()
