"""Provinces planned in processes of their own, each as `planner run vietnam:…@2026` plans one."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from planner.errors import PlannerError
from planner.pipeline import Run, run
from planner.processes import Row, in_processes
from planner.reports.folder import check_folder
from planner.runs.verifying import verify_run
from planner.scenario.reading import read_scenario
from planner.sources.vietnam.today import TODAY, provinces_of_today

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
    told: Callable[[str, Row, int, int], None] | None = None,
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
    chosen = list(provinces_of_today()) if keys is None else list(keys)
    for key in chosen:
        check_folder(Path(folder) / key, force=force)
    names = provinces_of_today()

    def named(key: str, row: Row, done: int, of: int) -> None:
        if told is not None:
            told(key, {"province": names[key]} | row, done, of)

    calls = {key: (key, Path(folder) / key, list(changes), force) for key in chosen}
    rows = in_processes(plan_province, calls, workers=workers, told=named)
    rows = {key: {"province": names[key]} | row for key, row in rows.items()}
    table = pd.DataFrame([rows[key] for key in chosen], index=pd.Index(chosen, name="key"))
    return table.reindex(columns=[*PLANS, "seconds"])


def plan_province(key: str, folder: Path, changes: list[str], force: bool) -> Row:
    """Plan one province and write its run folder.

    Returns
    -------
    dict
        See ``PLANS``; plain values, which another process can be given.
    """
    began = time.monotonic()
    try:
        read = read_scenario(Path(f"vietnam:{key}@{TODAY}"), changes)
        done = run(read, folder, force=force, command=" ".join(sys.argv))
        found = _row(done) | {"verified": verify_run(folder).verified, "exit_code": done.ended}
    except PlannerError as error:
        problems = [problem.text for problem in error.problems]
        found = {
            "fault_vi": " ".join(text.vi for text in problems),
            "fault_en": " ".join(text.en for text in problems),
            "exit_code": error.exit_code,
        }
    return found | {"seconds": round(time.monotonic() - began, 1)}


def _row(done: Run) -> Row:
    evaluation = done.evaluation
    plan = evaluation.plan
    stages: Row = {}
    for stage in plan.stages:
        stages |= {stage.name: stage.value, f"{stage.name}_bound": stage.bound}
    hanging = done.record.depends
    before = 0 if hanging is None else hanging[hanging["state"] == "before"]["code"].nunique()
    return {
        "units": len(evaluation.units),
        "below": int(evaluation.verdicts_before["below"].sum()),
        "groups": len(evaluation.merged),
        "merged": int((evaluation.merged["units"] > 1).sum()),
        "people": int(evaluation.units["people"].sum()),
        **{name: value for name, value in stages.items() if name in PLANS},
        "proven": all(stage.repeatable_proof for stage in plan.stages),
        "any_size": bool(plan.pool is not None and plan.pool.any_size),
        "hanging": before,
        "check": len(done.record.check),
    }
