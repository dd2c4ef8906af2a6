"""The command line as a user types it, each command in a process of its own.

The program is imported once and forked for each command: importing takes two seconds, and most
commands of the tests take less. A command that needs hash seeds of its own is started from nothing.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
# `sys.argv` is as the installed command has it.
COMMAND = [sys.executable, "-c", "from planner.cli import main; main()"]

# Both languages are looked at; what is printed where none is asked for, in tests/cli/test_shown.py.
os.environ.setdefault("PLANNER_LANG", "both")

Done = subprocess.CompletedProcess[str]
Planner = Callable[..., Done]

FORKS = multiprocessing.get_context("forkserver")
# Found from the checkout, in which the server begins; what is not found is left out in silence.
FORKS.set_forkserver_preload(["tests.warmed"])


def run_command(*arguments: object, folder: Path = REPOSITORY, seed: str | None = None) -> Done:
    """Run ``planner`` with some arguments in a folder, and give what it printed and its code."""
    words = [str(argument) for argument in arguments]
    if seed is None:
        return _forked(words, folder)
    return subprocess.run(
        [*COMMAND, *words],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY), "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def _forked(words: list[str], folder: Path) -> Done:
    with tempfile.TemporaryDirectory() as name:
        out, err = Path(name) / "out", Path(name) / "err"
        process = FORKS.Process(
            target=_main, args=(words, str(folder), str(out), str(err), dict(os.environ))
        )
        process.start()
        process.join()
        code = process.exitcode
        assert code is not None
        printed = [path.read_text(encoding="utf-8") for path in (out, err)]
    return subprocess.CompletedProcess(words, code, *printed)


def _main(words: list[str], folder: str, out: str, err: str, environment: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    for number, path in ((1, out), (2, err)):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, number)
        os.close(file)
    sys.argv = ["planner", *words]
    from planner.cli import main

    main()
