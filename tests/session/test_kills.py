"""What was acknowledged stays: after a kill at any time, on a full disk, from a log cut off."""

from __future__ import annotations

import os
import random
import shutil
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from commandline import FORKS
from workspaces import begun, clock, do, entries_of, groups, nine_problem, now, refused
from worlds import seeds

from planner.errors import InputError
from planner.session import Merge, Split, Workspace

PROBLEM = nine_problem()


def full_by_limit(workspace: Workspace) -> Callable[[], None]:
    """Let no file become larger, as a quota does; the answer takes it back."""
    import resource

    size = workspace.path.with_name(workspace.path.name + "-wal").stat().st_size
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 10_000, hard))
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def full_by_pages(workspace: Workspace) -> Callable[[], None]:
    """Let SQLite find no further page, as on a full disk."""
    database = workspace._log._db
    (count,) = database.execute("PRAGMA page_count").fetchone()
    database.execute(f"PRAGMA max_page_count = {count}")
    return lambda: database.execute(f"PRAGMA max_page_count = {2**30}") and None


@pytest.mark.parametrize("fill", [full_by_limit, full_by_pages])
def test_on_a_full_disk_nothing_is_lost_and_nothing_half_done(
    tmp_path: Path, fill: Callable[[Workspace], Callable[[], None]]
) -> None:
    workspace = begun(tmp_path, PROBLEM)
    do(workspace, "merge", units=["11", "12"])
    emptied = fill(workspace)
    acknowledged = list(workspace.entries)
    try:
        with refused("it could not be written", "free some space"):
            while True:
                acknowledged.append(do(workspace, "note", text="chợ " * 200))
    finally:
        emptied()
    assert list(workspace.entries) == acknowledged
    acknowledged.append(do(workspace, "merge", units=["12", "13"]))  # and it goes on
    assert groups(now(workspace)) == {"11+12+13"}
    workspace.close()
    assert list(entries_of(workspace.path, PROBLEM)) == acknowledged


def draw(path: str, answers: Connection, last: int) -> None:
    """Draw without end, and say of each action that it is acknowledged; die at a statement."""
    workspace = Workspace.open(Path(path), PROBLEM)
    left = last

    def count(_: str) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    if last:
        workspace._log._db.set_trace_callback(count)
    while True:
        entry = workspace.act(Merge(units=["11", "12"]), "child")
        answers.send(entry.sha256)
        entry = workspace.act(Split(units=["11"]), "child")
        answers.send(entry.sha256)


def killed(path: Path, statement: int, after: int) -> list[str]:
    """Kill a child that draws before its nth statement of SQL, or after so many answers."""
    receiving, sending = FORKS.Pipe(duplex=False)
    child = FORKS.Process(target=draw, args=(str(path), sending, statement))
    child.start()
    sending.close()
    answers = list[str]()
    try:
        while True:
            answers.append(receiving.recv())
            if after and len(answers) == after:
                child.kill()
    except EOFError:
        child.join()
    assert child.exitcode == -9
    return answers


def check_after_kill(path: Path, answers: list[str]) -> None:
    """All that was acknowledged is there, and at most one action more; and it goes on."""
    workspace = Workspace.open(path, PROBLEM, clock())
    by_child = [entry.sha256 for entry in workspace.entries if entry.by == "child"]
    assert by_child[: len(answers)] == answers
    assert len(by_child) <= len(answers) + 1
    do(workspace, "note", text="đi tiếp")
    workspace.close()


@pytest.mark.parametrize("statement", seeds([2, 4, 7, *range(8, 33)], 3, 12))
def test_a_kill_at_a_statement_loses_nothing(tmp_path: Path, statement: int) -> None:
    workspace = begun(tmp_path, PROBLEM)
    workspace.close()
    check_after_kill(workspace.path, killed(workspace.path, statement, 0))


@pytest.mark.parametrize("number", seeds(range(25), 0, 8))
def test_a_kill_at_any_time_loses_nothing(tmp_path: Path, number: int) -> None:
    workspace = begun(tmp_path, PROBLEM)
    workspace.close()
    after = random.Random(number).randrange(1, 200)
    check_after_kill(workspace.path, killed(workspace.path, 0, after))


def test_what_was_never_closed_is_opened_from_the_log_ahead(tmp_path: Path) -> None:
    """As a kill leaves it: the file itself, and what stands beside it, cut off anywhere."""
    workspace = begun(tmp_path, PROBLEM)
    for units in (["11", "12"], ["12", "13"], ["21", "22"]):
        do(workspace, "merge", units=units)
    ahead = workspace.path.with_name(workspace.path.name + "-wal")
    whole = ahead.read_bytes()
    for number in range(12):
        there = tmp_path / f"{number}.planner"
        shutil.copy(workspace.path, there)
        length = len(whole) - number * len(whole) // 12
        there.with_name(there.name + "-wal").write_bytes(whole[:length])
        try:
            entries = entries_of(there, PROBLEM)
        except InputError as error:  # before its first action, which nobody was told of
            assert "tables of another version" in str(error)
            continue
        assert entries == workspace.entries[: len(entries)]
        assert number or entries == workspace.entries
    workspace.close()
