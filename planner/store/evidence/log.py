"""The log beside a run, or its lines in a bundle: whether it is whole, and tells of the run."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel

from planner.errors import InputError
from planner.gate.archive import LIST
from planner.gate.files import conform, read_record
from planner.store.audit import Log, hash_of_run, log_of, read_log
from planner.store.bundle import LINES, is_bundle
from planner.words.text import say


class Made(BaseModel):
    """Of the list of a bundle, the hash that each level had when it was made."""

    made: dict[str, str]


def log_told(path: Path, run: Path, level: Path) -> Log:
    """Read the log that tells of a run, and say what is wrong with it.

    Parameters
    ----------
    path : Path
        A run folder, or a bundle.
    run, level : Path
        The run folder, which of a bundle is unpacked; and the level in it.

    Returns
    -------
    Log
        Empty where there is none.
    """
    enclosed = is_bundle(path)
    place = run.parent / LINES if enclosed else log_of(path)
    if not place.is_file():
        return Log()
    try:
        log = read_log(place, some=enclosed)
        if enclosed:
            # Where a path was replaced the run is another than that which the office has.
            made = conform(Made, read_record(run.parent / LIST), run.parent / LIST).made
            run_hash = made.get(level.relative_to(run).as_posix(), "")
        else:
            run_hash = hash_of_run(level)
    except (InputError, OSError) as error:
        fault = error.problems[0].text if isinstance(error, InputError) else error
        return Log(
            complaints=[say("{log}: it cannot be read ({fault})", log=place.name, fault=fault)]
        )
    if not log.knows(run_hash):
        told = say("{log}: no line says that this run was made here", log=place.name)
        log.complaints.append(told)
    if log.lines:
        number, head = log.lines[-1]["number"], log.head[:16]
        told = say("{log}: up to line {number}, {head}", log=place.name, number=number, head=head)
        log.notes.insert(0, told)
    return log
