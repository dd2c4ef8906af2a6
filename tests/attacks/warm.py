"""A process that has read the program once, and lets each attack begin there.

Most of a short command's time is the reading of libraries: here a fork does without. What depends
on how a process begins (its environment, its user, its limits) is begun anew by the same process.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

# The machine may be busy with others: this only ends what never ends.
TIMEOUT_S = 60
# Beyond this the machine of whoever tries it would suffer.
STOP_MB = 5000
NOBODY = 65534
PROGRAM = "import sys; from planner.cli import main; sys.exit(main())"


def _group_mb(leader: int) -> float:
    pages = 0
    for place in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            parts = place.read_text().rsplit(")", 1)[1].split()
            if int(parts[3]) == leader:
                pages += int(parts[21])
    return pages * resource.getpagesize() / 2**20


def _wait(child: int) -> dict[str, Any]:
    """Wait for a process and its children: exit code, seconds, peak MB, why it was stopped."""
    start, peak, why = time.monotonic(), 0.0, ""
    while True:
        done, status, usage = os.wait4(child, os.WNOHANG)
        seconds = time.monotonic() - start
        if done:
            with suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
            peak = max(peak, usage.ru_maxrss / 1024)
            code = os.waitstatus_to_exitcode(status)
            cpu = usage.ru_utime + usage.ru_stime
            told = {"code": code, "seconds": seconds, "peak": peak, "stopped": why}
            return told | {"cpu": seconds if why else cpu}
        peak = max(peak, _group_mb(child))
        if not why and (seconds > TIMEOUT_S or peak > STOP_MB):
            why = "stopped: time" if seconds > TIMEOUT_S else "stopped: memory"
            os.killpg(child, signal.SIGKILL)
        time.sleep(0.05 if seconds < 5 else 0.25)


def _limits(file_limit: int | None, nobody: bool) -> None:
    if file_limit is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (file_limit, file_limit))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    if nobody and os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def _command(words: Sequence[str]) -> int:
    from planner.cli import main

    sys.argv = ["planner", *words]
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def _child(asked: dict[str, Any]) -> None:
    """Become the command that is asked for."""
    os.setsid()
    os.chdir(asked["folder"])
    for number, place in enumerate(("/dev/null", asked["out"], asked["err"])):
        handle = os.open(place, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT)
        os.dup2(handle, number)
    if asked["cold"]:
        _limits(asked["file_limit"], asked["nobody"])
        beside = Path(sys.executable).parent / "planner"
        program = [str(beside)] if beside.exists() else [sys.executable, "-c", PROGRAM]
        os.execve(program[0], [*program, *asked["words"]], asked["environment"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    tempfile.tempdir = None
    sys.stdin, sys.stdout, sys.stderr = (
        os.fdopen(number, mode, encoding="utf-8") for number, mode in enumerate("rww")
    )
    # Python may lie where nobody else may read it: what is needed was imported before.
    _limits(None, bool(asked.get("nobody")))
    code = _command(asked["words"])
    if asked.get("modules"):
        Path(asked["modules"]).write_text("\n".join(sys.modules), encoding="utf-8")
    with suppress(OSError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


def attend() -> None:
    """Answer each question of the input, a line of JSON, by how its command ended."""
    importlib.import_module("planner.cli.commands")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            try:
                _child(asked)
            finally:
                os._exit(99)
        told = _wait(child)
        if asked.get("modules") and Path(asked["modules"]).exists():
            for name in Path(asked["modules"]).read_text(encoding="utf-8").split():
                # Some are names that a package gives its parts, and no files.
                with suppress(Exception):
                    importlib.import_module(name)
        answers.write(json.dumps(told) + "\n")
        answers.flush()


if __name__ == "__main__":
    attend()
