"""A scenario as a point of a batch: planned, verified, and told from its run folder alone."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import geopandas as gpd

from planner.batch.points import Point
from planner.batch.processes import Row, attempted
from planner.errors import (
    EXIT_DONE,
    EXIT_NOT_SATISFIED,
    EXIT_TIME_LIMIT,
    InputError,
    PlannerError,
)
from planner.gate.documents import read_yaml, validate
from planner.gate.files import unreadable
from planner.output.reports.csvs import read_csv
from planner.pipeline import run
from planner.scenario import ReadScenario, Scenario
from planner.scenario.reading import read_scenario
from planner.store.manifest import RECORD
from planner.store.ownership import changed
from planner.store.record import Figure, Result
from planner.store.runs import levels_of
from planner.store.runs.verifying import verify_run
from planner.store.versions import versions
from planner.words import Text, number_text
from planner.words.outputs.depends import STATES
from planner.words.text import say


def point_of(
    read: ReadScenario, key: str, name: str, setting: Mapping[str, str] | None = None
) -> Point:
    """Ask for the plan of a scenario as a point of a batch.

    Parameters
    ----------
    read : ReadScenario
        With its changes.
    key, name, setting
        See :class:`Point`.
    """
    # A worker elsewhere has another folder of its own.
    place = str(read.files[0].absolute()) if read.files else read.source
    files = sorted((path.name, read.digest(path)) for path in read.inputs if path.is_file())
    asked = [read.scenario.model_dump(mode="json"), files]
    arguments = (place, list(read.changes))
    return Point(key, name, asked, plan_point, arguments, partial(_again, read), setting or {})


def _again(read: ReadScenario, folder: Path, row: Row | None) -> Row | None:
    """Give the row of a finished run; what is arranged second, only the journal tells."""
    if not finished(read, folder) or (row is None and read.scenario.then is not None):
        return None
    return row or attempted(row_of, folder)


def plan_point(scenario: str, changes: list[str], folder: Path, force: bool) -> Row:
    """Plan one scenario, verify it, and write its run folder; what is there already stays.

    Parameters
    ----------
    scenario : str
        A file, or ``vietnam:<province>@2026``.
    changes : list of str
        ``key.key=value``.
    folder : Path
        Run folder.
    force : bool
        Replace the run of another question.

    Returns
    -------
    dict
        See :func:`row_of`; plain values, which another process can be given.
    """
    read = read_scenario(Path(scenario), changes)
    if not finished(read, folder):
        try:
            run(read, folder, force=force, command=" ".join(sys.argv))
        except InputError:
            # Another machine, which was thought dead, has finished it in the meantime.
            if not finished(read, folder):
                raise
    return row_of(folder)


def finished(read: ReadScenario, folder: Path) -> bool:
    """Tell whether a folder holds the whole run of a scenario, as it is read now.

    Every byte is as its record says, and scenario, inputs at hand and version are the same.
    """
    try:
        levels = levels_of(folder)
        if any(changed(level, RECORD) for level in levels):
            return False
        record = Result.read(levels[0])
        held = validate(Scenario, read_yaml(levels[0] / "scenario.yaml"), "scenario.yaml")
    except (PlannerError, OSError):
        return False
    named = {(file.name, file.sha256) for file in record.inputs}
    asked = {(path.name, read.digest(path)) for path in read.inputs if path.is_file()}
    # What is arranged second stands in no scenario of the first level.
    same = held == read.scenario.model_copy(update={"then": None})
    return same and asked <= named and record.versions == versions()


def row_of(folder: Path) -> Row:
    """Tell what a run found, from its folder; of two levels the first.

    Returns
    -------
    dict
        ``units``, ``below`` (of them), ``groups``, ``merged`` (of them, of several units),
        ``people``; ``moved``: people whose unit ceases; for each stage its name → value,
        ``<name>_bound`` and ``<name>_final`` (of the finished plan); ``proven``, ``any_size``,
        ``hanging`` (units of today whose verdict depends on something), ``check`` (complaints),
        ``verified``, ``exit_code``.
    """
    level = levels_of(folder)[0]
    record = Result.read(level)
    terms, stages = record.terms, record.stages
    row: Row = {}
    for stage in stages:
        row |= {stage.name: stage.value, f"{stage.name}_bound": stage.bound}
        row[f"{stage.name}_final"] = stage.final
    # For people it has other headings and words, but the same first columns.
    hanging = read_csv(level / "depends.csv", str).iloc[:, :2]
    before = hanging.iloc[:, 0].isin(["before", STATES["before"].vi])
    satisfied = terms["accepted"].after == record.groups and not record.check
    timed_out = not record.repeatable and not all(stage.proven for stage in stages)
    ended = EXIT_DONE if satisfied else EXIT_NOT_SATISFIED
    return row | {
        "units": record.units,
        "below": _count(level, terms, "below_standard", "before"),
        "groups": record.groups,
        "merged": int(present(folder).groupby("new_code").size().gt(1).sum()),
        "people": _count(level, terms, "people", "before"),
        "moved": _count(level, terms, "disturbed", "after"),
        "proven": all(stage.repeatable_proof for stage in stages),
        "any_size": bool(record.pool and record.pool.any_size),
        "hanging": int(hanging[before].iloc[:, 1].nunique()),
        "check": len(record.check),
        "verified": bool(verify_run(level).verified),
        "exit_code": EXIT_TIME_LIMIT if timed_out else ended,
    }


def _count(level: Path, terms: Mapping[str, Figure], name: str, state: str) -> int:
    """Read a whole number of the record, which somebody else may have written."""
    value = getattr(terms.get(name), state, None)
    if value is None:
        found = say("no {names}", names=f"terms.{name}.{state}")
        raise unreadable(level / RECORD, found, say("a result as `planner run` writes it"))
    return int(value)


def present(folder: Path, *, outlines: bool = False) -> gpd.GeoDataFrame:
    """Read the units of today of a run, and the new unit of each.

    Returns
    -------
    GeoDataFrame, index ``code``
        ``full_name``, ``people``, ``new_code``, ``province_code``; outlines where asked for.
    """
    columns = ["code", "full_name", "people", "new_code", "province_code"]
    table = gpd.read_file(
        levels_of(folder)[0] / "units.gpkg",
        layer="present",
        columns=columns,
        ignore_geometry=not outlines,
    )
    return table.set_index("code")


def ended_words(row: Row) -> Text:
    """Say how a point ended."""
    if "groups" not in row:
        return Text(row["fault_vi"], row["fault_en"])
    return say(
        "{before} → {after} units, {proof}, {seconds} s",
        before=row["units"],
        after=row["groups"],
        proof=say("proven") if row["proven"] else say("not proven"),
        seconds=number_text(row["seconds"], 0),
    )
