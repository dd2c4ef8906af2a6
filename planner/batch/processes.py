"""The same task for many keys, in processes of their own: on one machine, or on many by Dask."""

from __future__ import annotations

import errno
import multiprocessing
import os
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import connection
from typing import Any

from planner.errors import InputError, PlannerError, Problem, system_fault
from planner.gate import COUNTS
from planner.words import say

Row = dict[str, Any]


def in_processes(
    task: Callable[..., Row],
    calls: Mapping[str, Sequence[object]],
    *,
    workers: int | None = None,
    scheduler: str | None = None,
) -> Iterator[tuple[str, Row]]:
    """Do a task for each key, as many at a time as there are cores.

    Parameters
    ----------
    task : callable
        A function of a module, so that another process finds it.
    calls : mapping of str to sequence
        Key → what the task is given; plain values.
    workers : int, optional
        Processes; as many as there are cores by default, and this one alone if it is 1.
    scheduler : str, optional
        Address of a Dask scheduler, whose workers do the tasks instead of processes here.

    Yields
    ------
    str, dict
        A key and what the task gave, as each ends.

    Raises
    ------
    InputError
        No Dask, or nobody at the address of the scheduler.
    """
    if not calls:
        return
    if scheduler is None:
        yield from _by_processes(task, calls, workers)
    else:
        yield from _by_dask(task, calls, scheduler)


def attempted(task: Callable[..., Row], *payload: object) -> Row:
    """Do a task; what it refuses is a row as well.

    Returns
    -------
    dict
        What the task gave, or ``fault_vi``, ``fault_en`` and ``exit_code``; in either case
        ``seconds`` of clock.
    """
    began = time.monotonic()
    try:
        row = task(*payload)
    except PlannerError as error:
        problems = [problem.text for problem in error.problems]
        row = {
            "fault_vi": " ".join(text.vi for text in problems),
            "fault_en": " ".join(text.en for text in problems),
            "exit_code": error.exit_code,
        }
    return row | {"seconds": round(time.monotonic() - began, 1)}


def _by_processes(
    task: Callable[..., Row], calls: Mapping[str, Sequence[object]], workers: int | None
) -> Iterator[tuple[str, Row]]:
    most = min(workers or _cores(), len(calls))
    if most == 1:
        yield from ((key, task(*given)) for key, given in calls.items())
        return
    # Started anew, not forked: a fork of a process with threads may hang.
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(most, mp_context=fresh, initializer=_end_with_parent) as pool:
        asked = {pool.submit(task, *given): key for key, given in calls.items()}
        try:
            for done in as_completed(asked):
                yield asked[done], done.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _end_with_parent() -> None:
    """End when the process that asked is killed: nobody waits for what an orphan finds."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def wait() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


_ALONE = threading.Lock()


def _alone(task: Callable[..., Row], *payload: object) -> Row:
    """Do one task at a time in a process: a worker of Dask may have several threads."""
    with _ALONE:
        return task(*payload)


def _by_dask(
    task: Callable[..., Row], calls: Mapping[str, Sequence[object]], scheduler: str
) -> Iterator[tuple[str, Row]]:
    try:
        import distributed
    except ImportError as error:
        raise InputError(
            Problem(
                "--scheduler",
                say("no Dask in this installation"),
                say("the extra `dask`"),
                say("install it: pip install 'planner-dvhc[dask]', on each machine"),
            )
        ) from error
    try:
        _ask_first(scheduler)
        client = distributed.Client(scheduler, set_as_default=False, timeout=COUNTS.answer_seconds)
    except Exception as error:  # what does not speak Dask may say anything, of any length
        told = isinstance(error, OSError) and error.strerror
        fault = system_fault(error) if isinstance(error, OSError) and told else type(error).__name__
        raise InputError(
            Problem(
                f"--scheduler {scheduler}",
                say("nobody answers there ({fault})", fault=fault),
                say("the address of a running Dask scheduler, as tcp://10.0.0.5:8786"),
                say("start `dask scheduler`, and correct the address"),
            )
        ) from error
    with client:
        # Never from what a worker keeps: a task writes files, and its key says nothing of them.
        asked = {
            client.submit(_alone, task, *given, pure=False, key=f"{key}-{os.getpid()}"): key
            for key, given in calls.items()
        }
        for done in distributed.as_completed(asked, loop=client.loop):
            yield asked[done], done.result()


def _ask_first(scheduler: str) -> None:
    """Hear that somebody speaks at an address: the client of Dask waits for who says nothing.

    Raises
    ------
    OSError
        Nobody answers, or in time.
    """
    found = re.fullmatch(r"(?:tcp://)?([^/\[\]]+|\[.+\]):(\d{1,5})", scheduler)
    if found is None:  # in other ways, as tls://: the client asks for itself
        return
    place = (found[1].strip("[]"), int(found[2]))
    with socket.create_connection(place, timeout=COUNTS.answer_seconds) as asked:
        # A scheduler speaks first.
        if not asked.recv(1):
            raise ConnectionAbortedError(errno.ECONNABORTED, os.strerror(errno.ECONNABORTED))


def _cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
