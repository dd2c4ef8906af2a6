"""What parses the bytes of others does so in a child, which may be lost without harm."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from planner.errors import InputError, Problem
from planner.gate import BrokenOffError, Limits, apart

SHORT = Limits(seconds=1, memory_bytes=200 << 20, answer_bytes=1 << 20)


def twice(number: int) -> int:
    return 2 * number


def cells() -> list[list[object]]:
    return [["xã", 1, 2.5, None, True, date(2026, 1, 1), datetime(2026, 1, 1, 12)]]


def refuse(place: str) -> None:
    raise InputError(Problem(place, "this", "that", "mend it"))


def stumble() -> None:
    raise KeyError("nothing")


def endless() -> None:
    while True:
        pass


def sleep() -> None:
    time.sleep(3_600)


def hungry() -> int:
    return len(b"x" * (1 << 30))


def talkative() -> bytes:
    return b"x" * (2 << 20)


def die() -> None:
    os.abort()


class Foreign:
    """What an answer may not hold."""

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, ("true",)


def foreign() -> Foreign:
    return Foreign()


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def write(path: Path) -> None:
    path.write_text("written", encoding="utf-8")


def remove(path: Path) -> None:
    path.unlink()


def start(program: str) -> None:
    subprocess.run([program], check=True)


def call(port: int) -> None:
    socket.create_connection(("127.0.0.1", port), timeout=1)


def test_it_gives_plain_data_and_the_refusals_of_the_task() -> None:
    assert apart(twice, SHORT, [], 21) == 42
    assert apart(cells, SHORT, []) == cells()
    with pytest.raises(InputError, match="mend it"):
        apart(refuse, SHORT, [], "here")


@pytest.mark.parametrize(
    ("task", "told"),
    [
        (stumble, "nothing"),
        (endless, "longer than 1 seconds"),
        (hungry, "more than 200 MB of memory"),
        (talkative, "more than 200 MB of memory"),
        (die, "broke off"),
        (foreign, "broke off"),
    ],
)
def test_what_goes_wrong_is_told_and_the_parent_lives(
    task: Callable[[], object], told: str
) -> None:
    with pytest.raises(BrokenOffError, match=told) as caught:
        apart(task, SHORT, [])
    assert caught.value.kind == ("KeyError" if task is stumble else "")


def test_one_that_waits_is_ended(tmp_path: Path) -> None:
    with pytest.raises(BrokenOffError, match="longer than"):
        apart(sleep, Limits(seconds=0), [])


def test_where_threads_are_at_work_a_new_python_does_it() -> None:
    found: list[object] = []

    def work() -> None:
        found.append(apart(len, Limits(), [], "abc"))
        try:
            apart(int, Limits(), [], "abc")
        except BrokenOffError as error:
            found.append(error.kind)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [3, "ValueError"]


locked = pytest.mark.skipif(sys.platform != "linux", reason="other systems have no Landlock")


@locked
def test_it_reads_what_was_named_and_nothing_else(tmp_path: Path) -> None:
    named, other = tmp_path / "in" / "named.txt", tmp_path / "secret.txt"
    named.parent.mkdir()
    named.write_text("named", encoding="utf-8")
    other.write_text("secret", encoding="utf-8")
    assert apart(read, SHORT, [named], named) == "named"
    for path in (other, Path("/etc/passwd"), Path("/proc/self/environ")):
        with pytest.raises(BrokenOffError) as caught:
            apart(read, SHORT, [named], path)
        assert caught.value.kind == "PermissionError"


@locked
def test_it_writes_removes_starts_and_calls_nothing(tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text("kept", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as server:
        for task, given in (
            (write, tmp_path / "new.txt"),
            (write, kept),
            (remove, kept),
            (start, sys.executable),
            (call, server.getsockname()[1]),
        ):
            with pytest.raises(BrokenOffError) as caught:
                apart(task, SHORT, [tmp_path], given)
            assert caught.value.kind == "PermissionError", task
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]
    assert kept.read_text(encoding="utf-8") == "kept"
