"""Points of a grid planned in processes: what is finished is not planned again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.batch.processes import Row, Told, attempted, in_processes
from planner.batch.sweep.grid import Point
from planner.batch.sweep.journal import Journal, journal_of, question_of
from planner.batch.sweep.points import finished, plan_point, row_of
from planner.errors import InputError, Problem, listed
from planner.store.folder import check_folder
from planner.words.text import say

RUNS = "runs"


@dataclass(frozen=True)
class Swept:
    """What the points of a grid found.

    Attributes
    ----------
    points : tuple of Point
    rows : dict of str to dict
        Key of each point → see ``points.row_of``; ``fault_vi``, ``fault_en`` and ``exit_code``
        where there is no plan; ``seconds`` of clock.
    before : int
        Points that were finished before.
    """

    points: tuple[Point, ...]
    rows: dict[str, Row]
    before: int


def sweep(
    points: Sequence[Point],
    folder: Path,
    *,
    force: bool = False,
    workers: int | None = None,
    scheduler: str | None = None,
    told: Told | None = None,
) -> Swept:
    """Plan every point that is not finished.

    Parameters
    ----------
    points : sequence of Point
    folder : Path
        Gets ``runs/<key>`` for each, and the journal by which a stopped sweep goes on.
    force : bool
        Replace what another sweep left here.
    workers : int, optional
        Processes; as many as there are cores by default.
    scheduler : str, optional
        Address of a Dask scheduler; its workers have to see the same folders.
    told : callable, optional
        Told key, row, and how many of how many are done, as each ends.

    Raises
    ------
    InputError
        The folder holds another sweep, or runs that were changed, and ``force`` is false; another
        command is at work there; workers write elsewhere.
    """
    runs = folder.absolute() / RUNS
    with journal_of(folder) as journal:
        questions = {point.key: question_of(point.read) for point in points}
        rows = _known(points, questions, journal, runs, folder, force=force)
        journal.keep(list(rows))
        before = len(rows)
        left = {point.key: point for point in points if point.key not in rows}

        def ended(key: str, row: Row, done: int, _: int) -> None:
            _check_seen(row, runs / key)
            journal.add(key, questions[key], row)
            if told is not None:
                told(key, row, before + done, len(points))

        calls = {
            key: (plan_point, _place(point), list(point.changes), runs / key, force)
            for key, point in left.items()
        }
        rows |= in_processes(attempted, calls, workers=workers, scheduler=scheduler, told=ended)
    return Swept(tuple(points), {point.key: rows[point.key] for point in points}, before)


def _place(point: Point) -> str:
    """Name the scenario of a point so that a worker elsewhere finds it."""
    files = point.read.files
    return str(files[0].absolute()) if files else point.scenario


def _known(
    points: Sequence[Point],
    questions: dict[str, str],
    journal: Journal,
    runs: Path,
    folder: Path,
    *,
    force: bool,
) -> dict[str, Row]:
    """Gather what was finished, and refuse what belongs to another sweep."""
    rows: dict[str, Row] = {}
    strange = [key for key in journal.lines if key not in questions]
    for point in points:
        place = runs / point.key
        check_folder(place, force=True, files=None)
        row = journal.row(point.key, questions[point.key])
        if row is not None and "fault_en" in row:
            rows[point.key] = row
        elif finished(point.read, place) and (row is not None or point.read.scenario.then is None):
            rows[point.key] = row or attempted(row_of, place)
        elif place.exists() or point.key in journal.lines:
            strange.append(point.key)
    if strange and not force:
        raise InputError(
            Problem(
                str(folder),
                say(
                    "points of another sweep or of other inputs, or changed since ({names})",
                    names=listed(strange),
                ),
                say("a folder of its own for each sweep"),
                say("name another folder with `--out`, or replace them with `--force`"),
            )
        )
    return rows


def _check_seen(row: Row, place: Path) -> None:
    """Refuse results of a worker that do not arrive here."""
    if "fault_en" in row or place.is_dir():
        return
    raise InputError(
        Problem(
            str(place),
            say("nothing, though a worker has written it"),
            say("a folder that all workers share"),
            say("name a shared folder with `--out`, by the same path on each machine"),
        )
    )
