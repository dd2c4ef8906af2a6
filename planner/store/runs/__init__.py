"""Runs: a run folder read back, so that maps and comparisons start from files alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd

from planner.errors import InputError, PlannerError, Problem, listed, system_fault
from planner.evaluation import Evaluation, evaluate
from planner.gate import BrokenOffError
from planner.gate.documents import read_yaml, validate
from planner.gate.files import read_record, unreadable
from planner.law import applied, notes_of_law, read_ruleset
from planner.output.reports.tables import one_line
from planner.scenario import Scenario
from planner.sources.levels import HELD
from planner.sources.outlines import features
from planner.sources.overlays import overlay_of
from planner.sources.tables.plans import read_plan
from planner.store.manifest import LEVELS, NAMES, RECORD, lacking
from planner.store.ownership import changed
from planner.store.record import Result
from planner.store.swap import finish
from planner.units import COLUMNS, complete
from planner.units.graph import build_graph
from planner.units.provenance import Provenance, attach
from planner.words.text import say


def read_run(folder: Path) -> tuple[Evaluation, Scenario]:
    """Read a run folder back and evaluate its plan again.

    Parameters
    ----------
    folder : Path
        As ``planner run`` or ``planner evaluate`` wrote it.

    Returns
    -------
    Evaluation and Scenario
        The stages are those that the run proved.

    Raises
    ------
    InputError
        A file of the run is missing or unreadable.
    """
    folder = Path(folder)
    # A run of two levels was moved by the journal of the folder above them.
    for place in (folder, folder.absolute().parent):
        finish(place)
    _complete(folder)
    with undamaged(folder):
        return _read(folder)


@contextmanager
def undamaged(folder: Path) -> Iterator[None]:
    """Name the files of a run that were changed, where it cannot be read for their sake.

    What stands in files that are as they were written has no excuse.

    Raises
    ------
    InputError
        In the place of whatever else went wrong.
    """
    try:
        yield
    except (PlannerError, MemoryError):
        raise
    except Exception as error:
        try:
            names = changed(folder, RECORD)
        except (InputError, OSError):
            names = [RECORD]
        if not names:
            raise
        found = say(
            "files that were changed since they were written ({files})", files=listed(names)
        )
        raise unreadable(folder, found, say("files as the program wrote them")) from error


def _read(folder: Path) -> tuple[Evaluation, Scenario]:
    """Read a run folder in which no file is missing."""
    _refuse_older(folder, read_record(folder / RECORD))
    result = Result.read(folder)
    scenario = validate(Scenario, read_yaml(folder / "scenario.yaml"), "scenario.yaml")
    present, proposed = (_layer(folder / "units.gpkg", name) for name in ("present", "proposed"))
    ruleset = read_ruleset("ruleset.yaml", folder, borrowed=True)
    ruleset = applied(ruleset, scenario.law)
    units = complete(present)
    plan = read_plan(folder / "plan.csv", units)
    said = {one_line(note): note for note in result.notes}
    plan = replace(
        plan,
        notes=tuple(said.get(str(note), note) for note in plan.notes),
        stages=tuple(result.stages),
        pool=result.pool,
        repeatable=result.repeatable,
        standing=result.standing,
    )
    # The record has the notes of plan, law and data in one list.
    own = (*plan.scope, *plan.notes, *notes_of_law(ruleset))
    units = attach(
        units,
        Provenance(
            inputs=tuple(result.inputs),
            notes=tuple(note for note in result.notes if note not in own),
            repairs=tuple(result.repairs),
            facts=tuple(result.facts),
            others=tuple(result.others),
            bases=scenario.named_bases,
            overlays=tuple(
                overlay_of(layer, _table(folder / "units.gpkg", f"map_{n}", ("label",)))
                for n, layer in enumerate(scenario.maps.layers, 1)
            ),
        ),
    )
    graph = build_graph(units, scenario.graph)
    # What new districts hold may come of another plan, which this folder does not know.
    held = pd.DataFrame(proposed[HELD])
    return evaluate(units, graph, plan, ruleset, held, scenario.groups.seats), scenario


def _refuse_older(folder: Path, record: Mapping[str, object]) -> None:
    """Refuse what an earlier program wrote: it held less, and said it otherwise."""
    if "files" in record or "stages" not in record:
        return
    raise InputError(
        Problem(
            str(folder / "result.json"),
            say("a result of an earlier version: it lists none of its files"),
            say("a result of this version"),
            say("run the scenario again, and keep the old folder as it is"),
        )
    )


def levels_of(folder: Path) -> list[Path]:
    """List the run folders of a run: itself, or those of its two levels."""
    places = [folder / name for name in LEVELS]
    if all((place / RECORD).is_file() for place in places) and not (folder / RECORD).exists():
        return places
    return [folder]


def _complete(folder: Path) -> None:
    """Refuse what is no run folder, or has lost files."""
    missing = lacking(folder)
    links = [name for name in NAMES if (folder / name).is_symlink()]
    if links:
        found = say("links to files elsewhere: {names}", names=listed(links))
        raise unreadable(folder, found, say("files as the program wrote them"))
    if not missing:
        return
    if RECORD not in missing:
        # A version before wrote fewer files: that is told, and not what it lacks.
        _refuse_older(folder, read_record(folder / RECORD))
    found = say("no {names}", names=listed(missing))
    if (levels := levels_of(folder)) != [folder]:
        raise InputError(
            Problem(
                str(folder),
                say("a run of two levels"),
                say("the run folder of one of them"),
                say("name one of them: {names}", names=listed(map(str, levels))),
            )
        )
    if not folder.exists():
        found = say("No such file or directory")
    elif not folder.is_dir():
        found = say("a file")
    raise InputError(
        Problem(
            str(folder),
            found,
            say("a complete run folder"),
            say("make one with `planner run` or `planner evaluate`"),
        )
    )


def mappings(statement: object) -> list[Mapping[str, object]]:
    """Read a list of mappings that somebody else wrote; what is none is an empty one."""
    entries = statement if isinstance(statement, list) else []
    return [entry if isinstance(entry, dict) else {} for entry in entries]


def _layer(path: Path, name: str) -> gpd.GeoDataFrame:
    table = _table(path, name, ("code", *COLUMNS))
    return table.set_index("code")[list(COLUMNS)]


def _table(path: Path, name: str, columns: Sequence[str]) -> gpd.GeoDataFrame:
    try:
        path.open("rb").close()
    except OSError as error:
        mend = say("check that it is there, and who may use it; close programs that hold it")
        problem = Problem(str(path), system_fault(error), say("a readable file"), mend)
        raise InputError(problem) from error
    expected = say("a GeoPackage with a layer `{layer}`", layer=name)
    try:
        table = features(path, name)
    except BrokenOffError as error:
        raise unreadable(path, error.after(say("no such layer")), expected) from error
    if table is None:
        raise unreadable(path, say("a table without outlines"), expected)
    absent = [column for column in columns if column not in table]
    if absent:
        found = say("no {names} in the layer {layer}", names=listed(absent), layer=name)
        raise unreadable(path, found, say("all columns of units"))
    return table
