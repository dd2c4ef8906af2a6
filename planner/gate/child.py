"""Child: what parses the bytes of others does so in a process of its own, which may be lost."""

from __future__ import annotations

import faulthandler
import importlib
import json
import os
import pickle
import select
import signal
import subprocess
import sys
import threading
import warnings
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from time import monotonic
from typing import Any, BinaryIO, NoReturn, ParamSpec, TypeVar

from planner.errors import PlannerError, Problem, RefusedError
from planner.gate.limits import Limits
from planner.gate.places import real
from planner.gate.rights import give_up
from planner.words import number_text
from planner.words.text import Text, joined, quoting, say

Answer = TypeVar("Answer")
Given = ParamSpec("Given")

# An answer is JSON: what JSON has not stands as its kind and a text, and no other class is ever
# made of it, whatever the child says.
KINDS: dict[str, tuple[type, Callable[..., object], Callable[..., object]]] = {
    "bytes": (bytes, lambda said: b64encode(said).decode("ascii"), b64decode),
    "datetime": (datetime, datetime.isoformat, datetime.fromisoformat),
    "date": (date, date.isoformat, date.fromisoformat),
    "time": (time, time.isoformat, time.fromisoformat),
    "span": (timedelta, timedelta.total_seconds, lambda said: timedelta(seconds=said)),
    "decimal": (Decimal, str, Decimal),
    "text": (Text, lambda said: [said.vi, said.en], lambda said: Text(*said)),
    "problem": (
        Problem,
        lambda said: [said.place, said.found, said.expected, said.mend],
        lambda said: Problem(*said),
    ),
}
KIND, VALUE = "$kind", "$value"
OWN_SIGNALS = {"SIGXCPU", "SIGKILL"}


class BrokenOffError(Exception):
    """What was read came to no good end: the parser stumbled, or took more than it may.

    Attributes
    ----------
    text : Text
        What happened, for whoever made the file.
    kind : str
        Name of the exception in the child; empty where the child was lost.
    """

    def __init__(self, text: Text, kind: str = ""):
        self.text, self.kind = text, kind
        super().__init__(text.en)

    def after(self, said: Text) -> Text:
        """Add it to a sentence: words of a library, which speaks English only, to its English."""
        library = self.text.vi == self.text.en
        return quoting(said, self.text.en) if library else joined([said, self.text], ": ")


def apart(
    task: Callable[Given, Answer],
    limits: Limits,
    reads: Iterable[Path],
    *arguments: Given.args,
    **named: Given.kwargs,
) -> Answer:
    """Do a task in a process of its own, with limits of memory, time and rights.

    Parameters
    ----------
    task : callable
        A function of a module, of plain data and paths, that gives plain data.
    limits : Limits
    reads : iterable of Path
        What it may read: files, whose folders it may list, and folders.

    Returns
    -------
    object
        What the task gives.

    Raises
    ------
    PlannerError
        As the task raised it.
    BrokenOffError
        Any other exception of the task, or the child was lost: out of time or memory, or killed
        by a fault of a library.
    """
    places = [place for path in reads for place in _places(Path(path))]
    if sys.platform == "linux" and threading.current_thread() is threading.main_thread():
        data, ended = _forked(limits, places, task, *arguments, **named)
    elif _is_python():
        data, ended = _started(limits, places, task, arguments, named)
    else:  # inside a desktop program, as QGIS on Windows: no Python of its own to start
        return task(*arguments, **named)
    answer: Answer = _read(data, ended, limits)
    return answer


def _places(path: Path) -> list[Path]:
    """Give what belongs to a file: a Shapefile has its parts beside it."""
    there = real(path)
    return [there] if there.is_dir() else [there, there.parent]


def _is_python() -> bool:
    return "python" in Path(sys.executable or "").stem.lower()


def _forked(
    limits: Limits,
    reads: list[Path],
    task: Callable[..., object],
    *arguments: object,
    **named: object,
) -> tuple[bytes, str]:
    """Do it in a copy of this process, which has all modules: a few hundredths of a second."""
    receive, send = os.pipe()
    with warnings.catch_warnings():
        # The child touches no thread, and whoever waits for it waits a bounded time.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        os.close(receive)
        _work(limits, reads, send, task, arguments, named)
    os.close(send)
    try:
        data, late = _received(receive, limits)
        if late:
            os.kill(child, signal.SIGKILL)
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        os.close(receive)
        _, status = os.waitpid(child, 0)
    return data, late or _ending(os.waitstatus_to_exitcode(status))


def _work(
    limits: Limits,
    reads: list[Path],
    send: int,
    task: Callable[..., object],
    arguments: tuple[object, ...],
    named: dict[str, object],
) -> NoReturn:
    """Be the child: nothing of the parent's is closed, flushed or finished by it."""
    try:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGXCPU):
            signal.signal(number, signal.SIG_DFL)
        # A library that dies says so to nobody.
        faulthandler.disable()
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        give_up(limits, reads)
        answer = memoryview(_answer(task, arguments, named))
        while answer:
            answer = answer[os.write(send, answer) :]
    finally:
        os._exit(0)


def _answer(
    task: Callable[..., object], arguments: tuple[object, ...], named: dict[str, object]
) -> bytes:
    """Do the task, and put what came of it into plain data."""
    try:
        said: tuple[str, object] = ("done", task(*arguments, **named))
    except PlannerError as error:
        said = ("refused", [type(error).__name__, list(error.problems)])
    except RefusedError as error:
        said = ("fault", (type(error).__name__, error.text))
    except MemoryError:
        said = ("memory", "")
    except BaseException as error:
        words = " ".join(str(error).split())[:2_000]
        said = ("fault", (type(error).__name__, words))
    try:
        return json.dumps(said, default=_of_kind).encode("utf-8")
    except MemoryError:
        return b'["memory", ""]'


def _of_kind(value: object) -> dict[str, object]:
    """Write what JSON has not: a time, bytes, a sentence."""
    for kind, (made, written, _) in KINDS.items():
        if isinstance(value, made):
            return {KIND: kind, VALUE: written(value)}
    raise TypeError(f"no plain data: {type(value).__name__}")


def _kept(statement: dict[str, object]) -> object:
    """Read it again."""
    if KIND not in statement:
        return statement
    return KINDS[str(statement[KIND])][2](statement[VALUE])


def _received(pipe: int, limits: Limits) -> tuple[bytes, str]:
    """Read what the child says, as long as it may take and as much as it may be."""
    pieces: list[bytes] = []
    size, until = 0, monotonic() + 4 * limits.seconds
    while True:
        left = until - monotonic()
        if left <= 0 or not select.select([pipe], [], [], left)[0]:
            return b"", "time"
        piece = os.read(pipe, 1 << 20)
        if not piece:
            return b"".join(pieces), ""
        size += len(piece)
        if size > limits.answer_bytes:
            return b"", "memory"
        pieces.append(piece)


def _started(
    limits: Limits,
    reads: list[Path],
    task: Callable[..., object],
    arguments: tuple[object, ...],
    named: dict[str, object],
) -> tuple[bytes, str]:
    """Do it in a new Python: where a copy cannot be made, or others of our threads are at work."""
    # What we ask is our own, and goes to a child of ours: only its answer is not trusted.
    asked = pickle.dumps((limits, reads, task.__module__, task.__qualname__, arguments, named))
    paths = os.pathsep.join(path for path in sys.path if path)
    process = subprocess.Popen(
        [sys.executable, "-c", "from planner.gate.child import serve; serve()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": paths},
    )
    try:
        # A new Python has the modules to load first.
        data, _ = process.communicate(asked, timeout=4 * limits.seconds + 30)
    except subprocess.TimeoutExpired:
        return b"", "time"
    finally:
        with suppress(OSError):
            process.kill()
        process.wait()
    return data, _ending(process.returncode)


def serve() -> None:
    """Be a child that was started anew: one task from the standard input, its answer back."""
    answers: BinaryIO = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    limits, reads, module, name, given, named = pickle.load(sys.stdin.buffer)
    task = getattr(importlib.import_module(module), name)
    give_up(limits, reads)
    answers.write(_answer(task, given, named))
    answers.close()
    os._exit(0)


def _ending(code: int) -> str:
    """Say how a child ended that may have given no answer."""
    if code == 0:
        return ""
    name = signal.Signals(-code).name if code < 0 and -code in list(signal.Signals) else ""
    return "time" if name in OWN_SIGNALS else "lost"


def _read(data: bytes, ended: str, limits: Limits) -> Any:
    """Take the answer apart, or say why there is none."""
    kind: str
    said: Any
    try:
        kind, said = json.loads(data, object_hook=_kept) if data else (ended or "lost", None)
    except (KeyError, ValueError, TypeError, MemoryError, RecursionError):
        kind, said = ended or "lost", None
    if kind == "done":
        return said
    if kind == "refused":
        names = {each.__name__: each for each in _kinds(PlannerError)}
        raise names[said[0]](said[1])
    if kind == "fault":
        name, words = said
        raise BrokenOffError(words if isinstance(words, Text) else Text(words, words), name)
    seconds, most = number_text(limits.seconds), number_text(limits.memory_bytes >> 20)
    why = {
        "time": say("reading it takes longer than {seconds} seconds", seconds=seconds),
        "memory": say("reading it takes more than {most} MB of memory", most=most),
    }
    other = say("reading it broke off: it is damaged, or takes more than {most} MB", most=most)
    raise BrokenOffError(why.get(kind, other))


def _kinds(kind: type[PlannerError]) -> list[type[PlannerError]]:
    return [kind, *(inner for each in kind.__subclasses__() for inner in _kinds(each))]
