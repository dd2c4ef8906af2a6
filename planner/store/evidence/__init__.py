"""Evidence: a whole run folder verified, every file against what it was made from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from planner.errors import EXIT_DONE, InputError, listed
from planner.gate.files import read_record
from planner.output.dossier.rerun import RECORD as DOSSIER
from planner.store.evidence.claims import claims_of, ending
from planner.store.evidence.log import log_told
from planner.store.evidence.rerun import differing, not_comparable
from planner.store.evidence.sources import of_sources
from planner.store.manifest import NAMES, RECORD, absent
from planner.store.ownership import changed
from planner.store.runs import levels_of, read_run, undamaged
from planner.store.runs.verifying import verify_brought, verify_certificate
from planner.verify import Verdict
from planner.words import Text
from planner.words.text import say

__all__ = ["Evidence", "verify_folder", "verify_whole"]


@dataclass(frozen=True)
class Evidence:
    """What was found of a run folder.

    Attributes
    ----------
    verdict : Verdict
        Of the certificate, with the complaints about every other file.
    not_compared : Text or None
        Why files were not written again and compared; None: they were.
    not_read : Text or None
        Why units were not read again and compared; None: they were.
    notes : list of Text
        What lies in the folder beside the run; what the log is, and what of it was cut off.
    """

    verdict: Verdict
    not_compared: Text | None
    not_read: Text | None
    notes: list[Text] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Every file was compared, units were read again, and what the run claims is proven."""
        return self.ended == EXIT_DONE

    @property
    def ended(self) -> int:
        """The exit code: what was not read is not verified, and is not found wrong either."""
        claimed = self.verdict.verified if self.verdict.stages else True
        return ending(
            wrong=bool(self.verdict.complaints) or not claimed,
            unread=self.not_compared is not None or self.not_read is not None,
        )


def verify_whole(
    path: Path, run: Path, law: Path | None = None, data: Sequence[Path] = ()
) -> list[tuple[Path, Evidence]]:
    """Check a run of one level or of two, with the log that tells of it.

    Parameters
    ----------
    path : Path
        A run folder, or a bundle.
    run : Path
        The run folder; that of a bundle is unpacked (``bundle.opened``).
    law, data
        See ``runs.verify_run``.

    Returns
    -------
    list of tuple of Path and Evidence
        For each level its run folder, and what was found of it.

    Raises
    ------
    InputError
        See ``runs.verify_run``.
    """
    found = []
    for level in levels_of(run):
        evidence = verify_folder(level, law, data)
        log = log_told(path, run, level)
        evidence.verdict.complaints += log.complaints
        notes = [*_beside(level), *log.notes]
        found.append((level, replace(evidence, notes=notes)))
    return found


def verify_folder(folder: Path, law: Path | None = None, data: Sequence[Path] = ()) -> Evidence:
    """Check certificate and files of a run.

    No byte may differ from what was written; proofs are verified by other
    code; units are read again from their sources, where these are at hand; and every
    file is written again from units, plan, law and scenario, and has to be the same.

    Parameters
    ----------
    folder, law, data
        See ``runs.verify_run``.

    Raises
    ------
    InputError
        See ``runs.verify_run``.
    """
    folder = Path(folder)
    evaluation, scenario = read_run(folder)
    check = verify_certificate if evaluation.plan.stages else verify_brought
    with undamaged(folder):
        verdict = check(folder, evaluation, scenario, law, data)
    verdict.complaints += _of_bytes(folder)
    try:
        with undamaged(folder):
            not_compared = not_comparable(folder)
            names = differing(folder, evaluation, scenario) if not_compared is None else []
            found = of_sources(folder, evaluation, scenario, data)
    except InputError as error:
        why = error.problems[0].text
        return Evidence(verdict, why, why)
    verdict.complaints += [
        say("{file}: not what units, plan, law and scenario give", file=name) for name in names
    ]
    if isinstance(found, Text):
        return Evidence(verdict, not_compared, found)
    verdict.complaints += found
    return Evidence(verdict, not_compared, None)


def _of_bytes(folder: Path) -> Iterator[Text]:
    """Hold every file against the hash that was written with it."""
    try:
        names = changed(folder, RECORD)
    except (InputError, OSError):
        yield say("{file}: no list of the files that were written", file=RECORD)
        return
    listed_there = read_record(folder / RECORD)["files"]
    gone = absent(folder, listed_there)
    for name in names:
        if name in gone:
            yield say("{file}: not there any more, and was written", file=name)
        else:
            yield say("{file}: changed since it was written", file=name)
    for name in sorted({*listed_there} - {*NAMES}):
        yield say("{file}: no file that a run writes", file=name)


def _beside(folder: Path) -> list[Text]:
    """Name what lies in a run folder and is no part of the run: nothing is said of it."""
    looked_at = {*NAMES, *(place.name for place in claims_of(folder))}
    looked_at |= {place.parent.name for place in folder.glob(f"*/{DOSSIER}")}
    names = sorted({path.name for path in folder.iterdir()} - looked_at)
    if not names:
        return []
    return [say("{files}: not of the run, and not looked at", files=listed(names))]
