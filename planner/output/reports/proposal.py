"""What goes with a proposal on paper: printed sheets, and the GIS files beside them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from planner.evaluation import Evaluation
from planner.output.maps.printed import write_difference, write_sheets
from planner.output.reports.gis import write_gis
from planner.store.folder import run_folder
from planner.words import Text

RECORD = "print.json"
"""Lists the files that were written."""


def write_proposal(
    evaluation: Evaluation, folder: Path, *, title: Text, paper: str = "A3", force: bool = False
) -> list[Path]:
    """Write the printed pair of a plan and its GIS files, all of them or none.

    Parameters
    ----------
    evaluation : Evaluation
        What to show.
    folder : Path
        Made with its parents if need be.
    title : Text
        Name of the plan.
    paper : str
        ``A4`` to ``A0``.
    force : bool
        Replace what an earlier call wrote there, all of it; other files are kept.

    Returns
    -------
    list of Path
        See ``maps.printed.write_sheets`` and ``write_gis``.

    Raises
    ------
    InputError
        No such paper, or the folder holds files or cannot be written.
    """
    with run_folder(folder, force=force, files=None, record=RECORD) as part:
        written = write_sheets(evaluation, part, paper=paper, title=title)
        written += write_gis(evaluation, part)
    return [folder / path.name for path in written]


def write_difference_sheet(
    first: Evaluation,
    second: Evaluation,
    folder: Path,
    *,
    names: Sequence[Text],
    paper: str = "A3",
    force: bool = False,
) -> list[Path]:
    """Write the printed sheet of differences between two plans for the same units.

    Parameters
    ----------
    first, second : Evaluation
    folder, paper, force
        See :func:`write_proposal`.
    names : sequence of two Text
        What the plans are called.

    Returns
    -------
    list of Path
        See ``maps.printed.write_difference``.

    Raises
    ------
    InputError
        As :func:`write_proposal`; also when the plans are not for the same units.
    """
    with run_folder(folder, force=force, files=None, record=RECORD) as part:
        written = write_difference(first, second, part, names=names, paper=paper)
    return [folder / path.name for path in written]
