"""The same task for many keys, in processes of their own."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import Any

Row = dict[str, Any]


def in_processes(
    task: Callable[..., Row],
    calls: Mapping[str, Sequence[object]],
    *,
    workers: int | None = None,
    told: Callable[[str, Row, int, int], None] | None = None,
) -> dict[str, Row]:
    """Do a task for each key, as many at a time as there are cores.

    Parameters
    ----------
    task : callable
        A function of a module, so that another process finds it.
    calls : mapping of str to sequence
        Key → what the task is given; plain values.
    workers : int, optional
        Processes; as many as there are cores by default.
    told : callable, optional
        Told key, what the task gave, and how many of how many are done, as each ends.

    Returns
    -------
    dict of str to dict
        In the order of ``calls``.
    """
    rows: dict[str, Row] = {}
    # Started anew, not forked: a fork of a process with threads may hang.
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(workers or _cores(), len(calls)), mp_context=fresh) as pool:
        asked = {pool.submit(task, *given): key for key, given in calls.items()}
        try:
            for done in as_completed(asked):
                key = asked[done]
                rows[key] = done.result()
                if told is not None:
                    told(key, rows[key], len(rows), len(calls))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return {key: rows[key] for key in calls}


def _cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
