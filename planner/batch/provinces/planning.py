"""Provinces planned in processes of their own, each as `planner run vietnam:…@2026` plans one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from planner.batch.processes import Row, Told, attempted, in_processes, table_of
from planner.batch.sweep.points import plan_point
from planner.sources.country import country
from planner.store.folder import check_folder

PLANS = [
    "province",
    "units",
    "below",
    "groups",
    "merged",
    "unsatisfied",
    "unsatisfied_bound",
    "people",
    "disturbed",
    "disturbed_bound",
    "inertia",
    "inertia_bound",
    "proven",
    "any_size",
    "hanging",
    "check",
    "verified",
    "exit_code",
    "fault_vi",
    "fault_en",
]
"""``below``: units of today below a standard; ``merged``: new units of several; ``unsatisfied``
(units), ``disturbed`` (people), ``inertia`` (person-km²): values of the stages, each with its
proven bound; ``hanging``: units of today whose verdict depends on something; ``check``: complaints
of the independent check; ``verified``: the certificate holds, by other code; ``fault_*``: why there
is no plan."""


def plan_provinces(
    folder: Path,
    *,
    keys: Sequence[str] | None = None,
    changes: Sequence[str] = (),
    force: bool = False,
    workers: int | None = None,
    told: Told | None = None,
) -> pd.DataFrame:
    """Plan provinces of today, check and verify each plan.

    Parameters
    ----------
    folder : Path
        Gets a run folder ``<key>`` for each.
    keys : sequence of str, optional
        As ``provinces_of_today`` has them; all by default.
    changes : sequence of str
        ``key.key=value`` for the scenario of each, as ``--set`` takes them.
    force : bool
        Replace runs that are there.
    workers : int, optional
        Processes; as many as there are cores by default.
    told : callable, optional
        Told key, row, and how many of how many are done, as each ends.

    Returns
    -------
    DataFrame, index ``key`` in the order of ``keys``
        Columns ``PLANS``, and ``seconds`` of clock.  A province without a plan has its
        fault and nothing else.

    Raises
    ------
    InputError
        A folder holds a run, and ``force`` is false; nothing has been planned then.
    """
    chosen = list(country().provinces_of_today()) if keys is None else list(keys)
    for key in chosen:
        check_folder(Path(folder) / key, force=force)
    names = country().provinces_of_today()

    def named(key: str, row: Row, done: int, of: int) -> None:
        if told is not None:
            told(key, {"province": names[key]} | row, done, of)

    calls = {
        key: (plan_point, province(key), list(changes), (Path(folder) / key).absolute(), force)
        for key in chosen
    }
    rows = in_processes(attempted, calls, workers=workers, told=named)
    return table_of({key: {"province": names[key]} | row for key, row in rows.items()}, PLANS)


def province(key: str) -> str:
    """Name the scenario of a province in one line."""
    return f"{country().COUNTRY}:{key}@{country().TODAY}"
