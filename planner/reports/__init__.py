"""Evaluation → the files of a run folder: tables, workbook, layers, map, record."""

from __future__ import annotations

from pathlib import Path

from planner.evaluate import Evaluation
from planner.maps import write_map
from planner.reports.folder import FILES, check_folder, run_folder
from planner.reports.layers import write_layers
from planner.reports.result import RunRecord, result, unsatisfied, write_result
from planner.reports.tables import write_tables
from planner.reports.workbook import write_workbook
from planner.words import Text

__all__ = ["FILES", "RunRecord", "check_folder", "result", "unsatisfied", "write_outputs"]


def write_outputs(
    evaluation: Evaluation, folder: Path, record: RunRecord, *, force: bool = False
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
        Replace a run that is there; files that are not of a run are kept.

    Returns
    -------
    Path
        The folder, which holds ``FILES``.  Two runs of one scenario give the
        same bytes, but for the block ``timing`` of ``result.json``.

    Raises
    ------
    InputError
        The folder holds a run, or cannot be written; nothing has changed then.
    """
    folder = Path(folder)
    with run_folder(folder, force=force) as part:
        write_tables(evaluation, part, record.bases, record.depends, record.names)
        write_result(evaluation, record, part)
        write_layers(evaluation, part / "units.gpkg")
        write_workbook(evaluation, record, part / "summary.xlsx")
        write_map(
            evaluation,
            part / "map.html",
            title=Text(record.title_vi, record.title_en or record.title_vi),
            locked=record.locked,
        )
    return folder
