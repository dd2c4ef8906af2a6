"""The run folder: it appears whole, or nothing changes.

Everything is first written into a hidden part folder on the same disk.  A new
run folder then appears by one rename.  In a folder that exists only the files
of a run are exchanged, and put back if one of them cannot be; what somebody
else put there is never touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from planner.errors import InputError, Problem, listed, system_fault
from planner.words.text import say

FILES = (
    "bases.csv",
    "certificate.json",
    "depends.csv",
    "findings.csv",
    "indicators.csv",
    "map.html",
    "names.csv",
    "plan.csv",
    "result.json",
    "ruleset.yaml",
    "scenario.yaml",
    "summary.xlsx",
    "units.gpkg",
)


def check_folder(folder: Path, *, force: bool = False, files: Sequence[str] | None = FILES) -> None:
    """Find out before the work whether its results can be written.

    Parameters
    ----------
    folder : Path
        Run folder, which need not exist.
    force : bool
        Whether the run that is there may be replaced.
    files : sequence of str or None
        What is written there: the files of a run, or of a comparison; ``None``
        where that is not known before.

    Raises
    ------
    InputError
        The folder holds a run and ``force`` is false, it is a file, or
        nothing can be written there.
    """
    if files is None:
        files = _names(folder) if folder.is_dir() else []
    present = [name for name in files if (folder / name).exists()]
    if present and not force:
        raise InputError(
            Problem(
                str(folder),
                say("results that are there already ({files})", files=listed(present)),
                say("a folder without them"),
                say("replace them with `--force`, or name another folder with `--out`"),
            )
        )
    if folder.exists() and not folder.is_dir():
        raise InputError(
            Problem(
                str(folder),
                say("a file"),
                say("a folder"),
                say("name another folder with `--out`"),
            )
        )
    ground = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    try:
        TemporaryDirectory(prefix=".part-", dir=ground).cleanup()
    except OSError as error:
        raise _not_writable(ground, error) from error


@contextmanager
def run_folder(
    folder: Path, *, force: bool = False, files: Sequence[str] | None = FILES
) -> Iterator[Path]:
    """Give an empty part folder, and make it the run folder when all went well.

    Parameters
    ----------
    folder : Path
        Run folder, which need not exist.
    force : bool
        Whether the run that is there may be replaced.
    files : sequence of str or None
        What is written there: the files of a run, or of a comparison; ``None``
        where that is not known before.

    Yields
    ------
    Path
        Where to write ``files``, or whatever it is.

    Raises
    ------
    InputError
        See :func:`check_folder`; also when the disk is full or a file of the
        old run is held open by another program.
    """
    check_folder(folder, force=force, files=files)
    home = folder if folder.exists() else folder.parent
    missing = [path for path in (home, *home.parents) if not path.exists()]
    try:
        home.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=f".{folder.name}.part-", dir=home) as hidden:
            # The folder inside has the rights of any new folder, the hidden one is private.
            part = Path(hidden) / "new"
            part.mkdir()
            yield part
            if folder.exists():
                _exchange(part, folder, Path(hidden) / "old", files or _names(part))
            else:
                part.rename(folder)
    except BaseException as error:
        for path in missing:
            with suppress(OSError):
                path.rmdir()
        if isinstance(error, OSError) and _concerns(error, home):
            raise _not_writable(folder, error) from error
        raise


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _exchange(part: Path, folder: Path, old: Path, files: Sequence[str]) -> None:
    """Move a complete part into an existing folder, or leave the folder as it was."""
    old.mkdir()
    moved: list[tuple[Path, Path]] = []
    try:
        for source, target in ((folder, old), (part, folder)):
            for name in files:
                if (source / name).exists():
                    (source / name).rename(target / name)
                    moved.append((source / name, target / name))
    except BaseException:
        for before, after in reversed(moved):
            after.rename(before)
        raise


def _concerns(error: OSError, home: Path) -> bool:
    """Whether an error came from writing here: any other file that fails is no fault of ours."""
    name = error.filename
    return not isinstance(name, str) or Path(name).absolute().is_relative_to(home.absolute())


def _not_writable(place: Path, error: OSError) -> InputError:
    return InputError(
        Problem(
            str(place),
            system_fault(error),
            say("a folder in which files can be written and replaced"),
            say(
                "close programs that hold its files, mend its rights or free the disk, "
                "or name another folder with `--out`"
            ),
        )
    )
