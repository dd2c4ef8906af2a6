"""The points of a batch, each made in a process: what is finished is not made again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from planner.batch.journal import Journal, Line, journal_of
from planner.batch.processes import Row, attempted, in_processes
from planner.batch.tables import Batch
from planner.errors import InputError, Problem, listed
from planner.store.folder import check_folder
from planner.words.text import say

Tally = Callable[[str, Row, int, int], None]


@dataclass(frozen=True)
class Point:
    """A point of a batch: what is asked, by whom it is made, and how it is read again.

    Attributes
    ----------
    key : str
        Name of its folder.
    name : str
        What is planned there: a scenario, a province.
    values : sequence
        All that is asked, plain data; a result is one of the same question only.
    task : callable
        A function of a module, which gets ``arguments``, the folder of the point, and whether what
        is there may be replaced; it gives a row, plain values.
    arguments : tuple
        Plain values, which another process can be given.
    again : callable
        Gets the folder and the row of the journal, if there is one: the row where the folder holds
        the whole result of this question, else None.
    setting : dict of str to str
        Key (``variant`` of those that are named) → value, as written.
    """

    key: str
    name: str
    values: Sequence[object]
    task: Callable[..., Row]
    arguments: tuple[object, ...]
    again: Callable[[Path, Row | None], Row | None]
    setting: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def question(self) -> str:
        """Hash of all that is asked."""
        return hashlib.sha256(json.dumps(list(self.values), sort_keys=True).encode()).hexdigest()

    @property
    def label(self) -> str:
        """The settings in one line; empty where nothing is changed."""
        return ", ".join(
            value if key == "variant" else f"{key}={value}" for key, value in self.setting.items()
        )


@dataclass(frozen=True)
class Swept:
    """What the points of a batch came to.

    Attributes
    ----------
    points : tuple of Point
    rows : dict of str to dict
        Key of each point → what its task gave; ``fault_vi``, ``fault_en`` and ``exit_code``
        where it was refused; ``seconds`` of clock.
    before : int
        Points that were finished before.
    """

    points: tuple[Point, ...]
    rows: dict[str, Row]
    before: int

    def table(self, head: str, columns: Sequence[str]) -> pd.DataFrame:
        """Make a table of the rows, index ``key``; ``seconds`` comes last.

        Parameters
        ----------
        head : str
            Column of the names of the points.
        columns : sequence of str
            Of the table, ``head`` and settings among them.
        """
        rows = [
            {head: each.name} | dict(each.setting) | self.rows[each.key] for each in self.points
        ]
        index = pd.Index([each.key for each in self.points], name="key")
        return pd.DataFrame(rows, index=index).reindex(columns=[*columns, "seconds"])


def sweep(
    batch: Batch,
    points: Sequence[Point],
    folder: Path,
    *,
    force: bool = False,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Tally | None = None,
) -> Swept:
    """Make every point that is not finished.

    Parameters
    ----------
    batch : Batch
    points : sequence of Point
    folder : Path
        Gets a folder for each point, and the journal by which a stopped batch goes on.
    force : bool
        Replace what another batch left here.
    workers : int, optional
        Processes; as many as there are cores by default.
    scheduler : str, optional
        Address of a Dask scheduler; its workers have to see the same folders.
    progress : callable, optional
        Called with key, row, and how many of how many are done, as each ends.

    Raises
    ------
    InputError
        The folder holds another batch, or results that were changed, and ``force`` is false;
        another command is at work there; workers write elsewhere.
    """
    runs = folder.absolute() / batch.runs
    with journal_of(folder / batch.journal) as journal:
        rows = _known(points, journal, runs, folder, force=force)
        journal.keep(list(rows))
        before = len(rows)
        left = {point.key: point for point in points if point.key not in rows}
        calls = {
            key: (point.task, *point.arguments, runs / key, force) for key, point in left.items()
        }
        for key, row in in_processes(attempted, calls, workers=workers, scheduler=scheduler):
            _check_seen(row, runs / key)
            journal.add(Line(key=key, question=left[key].question, row=row))
            rows[key] = row
            if progress is not None:
                progress(key, row, len(rows), len(points))
    return Swept(tuple(points), {point.key: rows[point.key] for point in points}, before)


def _known(
    points: Sequence[Point], journal: Journal, runs: Path, folder: Path, *, force: bool
) -> dict[str, Row]:
    """Gather what was finished, and refuse what belongs to another batch."""
    rows: dict[str, Row] = {}
    keys = {point.key for point in points}
    strange = [key for key in journal.lines if key not in keys]
    for point in points:
        place = runs / point.key
        check_folder(place, force=True, files=None)
        row = journal.row(point.key, point.question)
        if row is None or not row.get("fault_en"):
            row = point.again(place, row)
        if row is not None:
            rows[point.key] = row
        elif place.exists() or point.key in journal.lines:
            strange.append(point.key)
    if strange and not force:
        raise InputError(
            Problem(
                str(folder),
                say(
                    "points of another command or of other inputs, or changed since ({names})",
                    names=listed(strange),
                ),
                say("a folder of its own for each command"),
                say("name another folder with `--out`, or replace them with `--force`"),
            )
        )
    return rows


def _check_seen(row: Row, place: Path) -> None:
    """Refuse results of a worker that do not arrive here."""
    if row.get("fault_en") or place.is_dir():
        return
    raise InputError(
        Problem(
            str(place),
            say("nothing, though a worker has written it"),
            say("a folder that all workers share"),
            say("name a shared folder with `--out`, by the same path on each machine"),
        )
    )
