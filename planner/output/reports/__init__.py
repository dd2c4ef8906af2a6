"""Evaluation → the files of a run folder: tables, workbook, layers, map, record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from planner.evaluation import Evaluation
from planner.output.maps import write_map
from planner.output.reports.comparison import write_alternatives
from planner.output.reports.csvs import write_tables
from planner.output.reports.layers import write_layers
from planner.output.reports.result import RunRecord, result, unsatisfied, write_result
from planner.output.reports.workbook import write_workbook
from planner.store.folder import run_folder
from planner.store.manifest import files_of
from planner.words import Text

__all__ = [
    "RunRecord",
    "result",
    "unsatisfied",
    "write_levels",
    "write_outputs",
]


def write_outputs(
    evaluation: Evaluation,
    folder: Path,
    record: RunRecord,
    *,
    force: bool = False,
    inputs: Iterable[Path] = (),
) -> Path:
    """Write everything that a run leaves behind, whole or not at all.

    Parameters
    ----------
    evaluation : Evaluation
        What to report.
    folder : Path
        Run folder, made with its parents if need be.
    record : RunRecord
        What the run knows beside the evaluation.
    force : bool
        Replace a run that is there; what no run wrote is kept.
    inputs : iterable of Path
        What the run read: never replaced.

    Returns
    -------
    Path
        The folder, which holds ``store.manifest.FILES``.  Two runs of one scenario give the
        same bytes, but for the block ``timing`` of ``result.json``, which lists
        the files with their hashes.

    Raises
    ------
    InputError
        The folder holds a run, or cannot be written; nothing has changed then.
    """
    return write_levels({"": (evaluation, record)}, folder, force=force, inputs=inputs)


def write_levels(
    levels: Mapping[str, tuple[Evaluation, RunRecord]],
    folder: Path,
    *,
    force: bool = False,
    inputs: Iterable[Path] = (),
) -> Path:
    """Write what a run of several levels leaves behind: all of them, or none.

    Parameters
    ----------
    levels : mapping of str to (Evaluation, RunRecord)
        Folder inside the run folder → what is written there as :func:`write_outputs` does.
    folder, force, inputs
        See :func:`write_outputs`.
    """
    folder = Path(folder)
    with run_folder(folder, force=force, files=files_of(levels), inputs=inputs) as part:
        for name, (evaluation, record) in levels.items():
            place = part / name
            place.mkdir(exist_ok=True)
            for write in WRITERS:
                write(evaluation, record, place)
    return folder


def _page(evaluation: Evaluation, record: RunRecord, folder: Path) -> None:
    title = Text(record.title_vi, record.title_en or record.title_vi)
    write_map(evaluation, folder / "map.html", title=title, locked=record.locked)


def _beside(evaluation: Evaluation, record: RunRecord, folder: Path) -> None:
    if record.beside is not None:
        write_alternatives(evaluation, record.beside, folder, record.csv)


# What is written into a run folder, and by what; `store.manifest` names the files.
WRITERS: tuple[Callable[[Evaluation, RunRecord, Path], None], ...] = (
    write_tables,
    write_result,
    lambda evaluation, _, folder: write_layers(evaluation, folder / "units.gpkg"),
    lambda evaluation, record, folder: write_workbook(evaluation, record, folder / "summary.xlsx"),
    _page,
    _beside,
)
