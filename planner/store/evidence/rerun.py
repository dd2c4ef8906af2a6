"""Files of a run written again from its units, plan, law and scenario, and compared."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import numpy as np
import pandas as pd

from planner.evaluation import Evaluation
from planner.gate.documents import read_yaml
from planner.gate.files import read_record
from planner.output.reports import RunRecord, write_outputs
from planner.output.reports.csvs import read_csv
from planner.output.reports.result import Clock
from planner.pipeline import Prepared, conclude
from planner.problem import carry_out_figures
from planner.scenario import ReadScenario, Scenario
from planner.sources.bases import base_name
from planner.sources.levels import HELD
from planner.store.manifest import OUTPUTS, RECORD, absent
from planner.store.record import Result
from planner.store.versions import versions
from planner.units.provenance import attach, provenance_of
from planner.words import Text
from planner.words.text import say

# What two runs of one scenario need not have in common, or what is held by itself.
APART = ("files", "timing")
# Of it bases of figures are read that units do not carry.
BASES = "bases.csv"
# Two figures of a table are the same if fifteen digits are.
SHOWN = 1e-14


def other_versions(folder: Path) -> Text | None:
    """Say with which other versions a run was made: their files need not have the same bytes."""
    stated = Result.read(folder).versions
    now = versions()
    other = [
        f"{name} {stated.get(name)} → {version}"
        for name, version in now.items()
        if stated.get(name) != version
    ]
    if not other:
        return None
    return say("made with other versions ({versions})", versions=", ".join(other))


def not_comparable(folder: Path) -> Text | None:
    """Say why the files of a run cannot be written again and compared; None: they can."""
    if not (folder / BASES).is_file():
        return say("no {names}", names=BASES)
    return other_versions(folder)


def differing(folder: Path, evaluation: Evaluation, scenario: Scenario) -> list[str]:
    """Write a run again and name the files that are not the same.

    What has a record of its own is held by it: the proofs of the certificate, the clock of the
    result, hashes of inputs.

    Parameters
    ----------
    folder : Path
        A run folder.
    evaluation, scenario
        What ``read_run`` found there.

    Returns
    -------
    list of str
        Names of files.
    """
    found, record = _concluded(folder, evaluation, scenario)
    with TemporaryDirectory() as place:
        again = write_outputs(found, Path(place) / "run", record)
        # What was taken away is told with the bytes; a file that the run did not list, here,
        # where the version that made it would have written it.
        stated = Result.read(folder)
        gone, maker = absent(folder, stated.files), stated.versions.get("planner", "")
        return [
            each.name
            for each in OUTPUTS
            if each.name not in gone
            if (folder / each.name).exists()
            or ((again / each.name).exists() and each.written_by(maker))
            if not _same(folder / each.name, again / each.name)
        ]


def _concluded(
    folder: Path, evaluation: Evaluation, scenario: Scenario
) -> tuple[Evaluation, RunRecord]:
    """Evaluate and record as the run did."""
    stated = Result.read(folder)
    # The file of the law has a hash of its own; the folder holds it as it was applied.
    law = evaluation.ruleset.model_copy(update={"sha256": stated.ruleset.sha256})
    table = read_csv(folder / BASES, {"code": str})
    table = table[table["state"] == "before"]
    estimates = {str(base.name) for base in scenario.bases if base.factor is not None}
    own = base_name(evaluation.units) if scenario.plan_on is None else str(scenario.plan_on)
    bases = _bases(evaluation.units, table, own)
    read = ReadScenario(scenario, folder.name, folder, (), read_yaml(folder / "scenario.yaml"))
    problem = scenario.problem(evaluation.units, evaluation.graph, law)
    prepared = Prepared(read, problem, bases, estimates)
    held = _held(evaluation)
    certificate = read_record(folder / "certificate.json")
    given = read, prepared, evaluation.plan, folder, Clock("", read), list[Path]()
    done = conclude(*given, held, certificate.get("alternatives"))
    record = replace(done.record, inputs=stated.inputs, timing={}, certificate=certificate)
    return done.evaluation, record


def _bases(
    units: gpd.GeoDataFrame, table: pd.DataFrame, own_name: str
) -> dict[str, gpd.GeoDataFrame]:
    """Give units on every base as the run had them: figures of other bases stand in its table."""
    bases = {}
    for name, rows in table.groupby("base", sort=False):
        if name == own_name:
            bases[str(name)] = units
            continue
        rows = rows.set_index("code").loc[units.index]
        other = attach(units.copy(), provenance_of(units))
        for figure, base in (("people", "people_base"), ("area_km2", "area_base")):
            # The table shows fifteen digits.
            shown = pd.to_numeric(rows[figure]).to_numpy(dtype=units[figure].dtype)
            if not np.allclose(shown, units[figure], rtol=SHOWN, atol=0.0):
                other[figure], other[base] = shown, str(name)
        bases[str(name)] = other
    # A table that does not know the base of the plan is not that of this run.
    return bases if own_name in bases else bases | {own_name: units}


def _held(evaluation: Evaluation) -> pd.DataFrame | None:
    """What new districts hold, where another plan says so."""
    own = carry_out_figures(evaluation.units, evaluation.plan, evaluation.ruleset)
    held = pd.DataFrame(evaluation.merged[HELD])
    return None if held.equals(own[HELD]) else held


def _same(one: Path, other: Path) -> bool:
    if one.name == RECORD:
        parts = [
            {key: value for key, value in read_record(path).items() if key not in APART}
            for path in (one, other)
        ]
        return parts[0] == parts[1]
    return one.exists() == other.exists() and one.read_bytes() == other.read_bytes()
