"""Bundle: a run and all that it read in one file, verified and run again in another office."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from planner.errors import InputError, Problem, listed, raise_if_any, system_fault
from planner.gate.archive import is_archive, pack
from planner.gate.files import digest_of, read_record
from planner.law import ruleset_for
from planner.output.dossier.rerun import RECORD as DOSSIER
from planner.pipeline import prepare
from planner.scenario import ReadScenario
from planner.sources import data_folder
from planner.store.audit import CHECKED, MADE, hash_of_run, log_of, read_log, write_lines
from planner.store.bundle.inputs import (
    Layout,
    copy_files,
    files_read,
    layout_of,
    not_as_read,
    replace_in_file,
    replaced,
)
from planner.store.bundle.origin import ENDING, INPUTS, RUN, Origin, is_bundle, opened, origin_of
from planner.store.bundle.signatures import sign_file, signature_of
from planner.store.manifest import RECORD, present
from planner.store.ownership import changed, sign, written
from planner.store.record import Result
from planner.store.runs import levels_of, read_run
from planner.units.provenance import InputFile
from planner.words.text import say

__all__ = ["LINES", "Origin", "is_bundle", "opened", "origin_of", "write_bundle"]

LINES = "audit-lines.jsonl"
"""Lines of the office's log that concern the run."""
HEAD = ("number", "sha256")
"""What a signed bundle says of the last line of the log."""
STARTED = "started"
"""What a bundle keeps of the clock: neither folder nor command of the office leaves it."""


def write_bundle(
    run: Path, path: Path | None = None, *, force: bool = False, key: Path | None = None
) -> Path:
    """Pack a run, and all that it read, into one file.

    Parameters
    ----------
    run : Path
        A run folder, of one level or of two.
    path : Path, optional
        The bundle; by default beside the run folder, under its name.
    force : bool
        Replace the bundle that is there.
    key : Path, optional
        Key of OpenSSH by which the bundle is signed: the signature lies beside it, and the bundle
        then names the last line of the office's log.

    Returns
    -------
    Path
        The bundle: ``run/``, ``inputs/`` and the lines of the log.

    Raises
    ------
    InputError
        A file of the run, or one that it read, is not as it was; the place is taken.
    """
    run = Path(run)
    path = run.absolute().parent / f"{run.absolute().name}{ENDING}" if path is None else Path(path)
    _refuse_taken(path, force=force)
    levels = levels_of(run)
    for level in levels:
        read_run(level)
        _refuse_changed(level)
    made = {level.relative_to(run).as_posix(): hash_of_run(level) for level in levels}
    with origin_of(run) as origin, TemporaryDirectory() as place:
        part = Path(place) / "part"
        read = origin.read()
        layout, hashes = _enclose(read, origin, levels, part / INPUTS)
        for level in levels:
            _copy_run(level, part / RUN / level.relative_to(run), origin, layout, hashes)
            _copy_dossiers(level, part / RUN / level.relative_to(run))
        _copy_lines(log_of(run), list(made.values()), part / LINES)
        said: dict[str, object] = {"made": made}
        if key is not None and log_of(run).is_file():
            log = read_log(log_of(run))
            said["log"] = {
                "number": log.lines[-1]["number"] if log.lines else 0,
                "sha256": log.head,
            }
        _replace(path, part, said, key)
    return path


def _refuse_taken(path: Path, *, force: bool) -> None:
    if path.suffix.lower() != ENDING:
        found, mend = say("a name without {ending}", ending=ENDING), say("give it that ending")
    elif not os.path.lexists(path):
        return
    elif not path.is_file() or path.is_symlink() or not is_archive(path):
        found = say("something that is no bundle")
        mend = say("name another file with `--out`")
    elif not force:
        found = say("a bundle that is there already")
        mend = say("replace it with `--force`, or name another file with `--out`")
    else:
        return
    raise InputError(Problem(str(path), found, say("a bundle, or nothing"), mend))


def _refuse_changed(level: Path) -> None:
    try:
        names = changed(level, RECORD)
    except (InputError, OSError):
        names = [RECORD]
    if names:
        raise InputError(
            Problem(
                str(level),
                say(
                    "files that were changed since they were written ({files})", files=listed(names)
                ),
                say("a run as it was written"),
                say("make it again; nothing was packed"),
            )
        )


def _enclose(
    read: ReadScenario, origin: Origin, levels: list[Path], folder: Path
) -> tuple[Layout, dict[str, str]]:
    """Copy what the run read, after holding it against what the run says of it."""
    prepared = prepare(read)
    files = files_read(read, prepared, origin.brought)
    laws = [prepared.ruleset]
    if (then := read.scenario.then) is not None:
        laws.append(ruleset_for(then.law, then.level, read.folder))
    now = list(prepared.inputs)
    now += [InputFile(f"{law.id}.yaml", law.sha256) for law in laws]
    now += [InputFile(path.name, read.digest(path)) for path in read.files]
    now += [InputFile(path.name, digest_of(path)) for path in files]
    # Of units that are made of others a shipped rule is read, after the first level.
    now += [InputFile(path.name, digest_of(path)) for path in data_folder().rglob("*.yaml")]
    stated = [file for level in levels for file in Result.read(level).inputs]
    raise_if_any(not_as_read(stated, now))
    layout = layout_of(read, files, origin.brought)
    return layout, copy_files(layout, folder, read)


def _copy_run(
    level: Path, folder: Path, origin: Origin, layout: Layout, hashes: Mapping[str, str]
) -> None:
    """Copy a run folder, without what it says of the office's own folders.

    Parameters
    ----------
    level, folder : Path
        From where to where: ``run/`` of the bundle, or a level in it.
    origin, layout
        What made the run, and where that lies now.
    hashes : mapping of str to str
        See ``inputs.copy_files``.
    """
    folder.mkdir(parents=True)
    files = present(level)
    for name in files:
        shutil.copyfile(level / name, folder / name)
    replace_in_file(folder / "scenario.yaml", layout.moved)
    # What else stands there stays as it was written, whichever version wrote it.
    record = read_record(folder / RECORD)
    up = "../" * (1 if folder.name == RUN else 2)
    record["timing"] = {
        STARTED: record["timing"].get(STARTED),
        "folder": f"{up}{INPUTS}/{layout.folder}",
        "scenario": origin.scenario,
        "changes": [replaced(each, layout.moved) for each in origin.changes],
    }
    if hashes:
        record["timing"]["replaced"] = dict(hashes)
    if origin.brought is not None:
        record["timing"]["plan"] = layout.beside(origin.brought.absolute())
    text = json.dumps(record, ensure_ascii=False, indent=1)
    (folder / RECORD).write_text(text, encoding="utf-8", newline="\n")
    sign(folder, files, RECORD)


def _copy_dossiers(level: Path, folder: Path) -> None:
    """Copy the dossiers in a run folder as they are now, and nothing beside them."""
    for record in sorted(level.glob(f"*/{DOSSIER}")):
        place = folder / record.parent.name
        place.mkdir()
        for name in written(record.parent, ["."], DOSSIER):
            path = record.parent / name
            if path.is_file() and not path.is_symlink():
                shutil.copyfile(path, place / name)


def _copy_lines(log: Path, runs: list[str], path: Path) -> None:
    """Copy the lines of a log that concern a run: how it was made, and who checked it."""
    if log.is_file():
        lines = read_log(log).of(runs)
        write_lines([line for line in lines if line["command"][0] in (*MADE, CHECKED)], path)


def _replace(path: Path, part: Path, said: Mapping[str, object], key: Path | None) -> None:
    """Write the bundle: it appears whole, or nothing changes; a signature that was there goes."""
    fresh = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        pack(part, fresh, said)
        with fresh.open("rb+") as file:
            os.fsync(file.fileno())
        signature = None if key is None else sign_file(fresh, key)
        fresh.replace(path)
        signature_of(path).unlink(missing_ok=True)
        if signature is not None:
            signature_of(path).write_bytes(signature)
    except OSError as error:
        raise InputError(
            Problem(
                str(path),
                system_fault(error),
                say("a folder in which files can be written and replaced"),
                say("name another file with `--out`"),
            )
        ) from error
    finally:
        fresh.unlink(missing_ok=True)
