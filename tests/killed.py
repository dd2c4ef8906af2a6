"""Programs that end or are interrupted at a change of the disk, in a process of their own."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from commandline import FORKS, Done, _main

# What Python tells an audit hook before it happens.
CHANGES = ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir")
MOVES = ("os.rename",)


def stopped_at(
    number: int,
    action: Callable[..., object],
    *arguments: object,
    events: tuple[str, ...] = CHANGES,
    sent: int = signal.SIGKILL,
) -> int:
    """Send a signal before the nth change in a part folder, and give how the process ended."""
    process = FORKS.Process(target=_stopped, args=(number, events, sent, action, arguments))
    process.start()
    process.join()
    assert process.exitcode is not None
    return int(process.exitcode)


def command_stopped_at(number: int, *words: object, folder: Path, **asked: Any) -> Done:
    """Run the real program likewise, and give what it printed."""
    with tempfile.TemporaryDirectory() as name:
        out, err = Path(name) / "out", Path(name) / "err"
        given = [str(word) for word in words]
        paths = (str(folder), str(out), str(err))
        code = stopped_at(number, _main, given, *paths, dict(os.environ), **asked)
        printed = [path.read_text(encoding="utf-8") for path in (out, err)]
    return Done(given, code, *printed)


def _stopped(
    number: int,
    events: tuple[str, ...],
    sent: int,
    action: Callable[..., object],
    arguments: tuple[object, ...],
) -> None:
    left = number

    def hook(event: str, told: tuple[object, ...]) -> None:
        nonlocal left
        # A tree is removed by names inside open folders.
        inside = event in ("os.remove", "os.rmdir") and told[-1] != -1
        if event not in events or not (inside or ".part-" in str(told)):
            return
        if event == "open" and not isinstance(told[2], int):
            return
        if event == "open" and not int(str(told[2])) & (os.O_WRONLY | os.O_RDWR):
            return
        left -= 1
        if left == 0:
            os.kill(os.getpid(), sent)

    # A fork server hears no Ctrl-C, and its children hear none unless they are told to.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.addaudithook(hook)
    action(*arguments)
