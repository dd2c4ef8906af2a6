"""The run folder: it appears whole, or nothing changes; what a user made stays.

What is written is first whole in a hidden part folder on the same disk.  A
new run folder then appears by one rename.  In a folder that exists only what
a command of ours wrote is exchanged, by a journal (``swap``): each folder has a
record that lists these files with their hashes (``ownership``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from tempfile import TemporaryFile

from planner.errors import InputError, Problem, listed, raise_if_any, system_fault
from planner.store.manifest import NAMES, RECORD
from planner.store.ownership import not_ours, sign, written
from planner.store.swap import Journal, finish, part_folder, put_in_place
from planner.words.text import say


def check_folder(
    folder: Path,
    *,
    force: bool = False,
    files: Sequence[str] | None = NAMES,
    record: str | None = RECORD,
    inputs: Iterable[Path] = (),
) -> None:
    """Find out before the work whether its results can be written.

    Parameters
    ----------
    folder : Path
        Run folder, which need not exist.
    force : bool
        Whether the run that is there may be replaced.
    files : sequence of str or None
        What is written there, paths with ``/``: the files of a run, or of a
        comparison; ``None`` where that is not known before.
    record : str or None
        Which of them says what was written; ``None`` where nothing is ever replaced.
    inputs : iterable of Path
        What the command reads: never replaced.

    Raises
    ------
    InputError
        The folder holds a run and ``force`` is false, or files that no run
        wrote, that were changed since, or that the command reads; it is a
        file, or nothing can be written there.
    """
    if folder.exists() and not folder.is_dir():
        raise _no_folder(folder)
    finish(folder)
    _going(folder, force, files, record, list(inputs))
    if folder.is_symlink() or (folder.parent.is_symlink() and (folder.parent / RECORD).exists()):
        raise _a_link(folder)
    ground = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not ground.is_dir():
        raise _no_folder(ground)
    try:
        TemporaryFile(dir=ground).close()
    except OSError as error:
        raise _not_writable(ground, error) from error


@contextmanager
def run_folder(
    folder: Path,
    *,
    force: bool = False,
    files: Sequence[str] | None = NAMES,
    record: str | None = RECORD,
    inputs: Iterable[Path] = (),
) -> Iterator[Path]:
    """Give an empty part folder, and make it the run folder when all went well.

    Parameters
    ----------
    folder, force, files, record, inputs
        See :func:`check_folder`.

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
    inputs = list(inputs)
    check_folder(folder, force=force, files=files, record=record, inputs=inputs)
    home = folder if folder.exists() else folder.parent
    missing = [path for path in (home, *home.parents) if not path.exists()]
    try:
        home.mkdir(parents=True, exist_ok=True)
        with part_folder(folder) as hidden:
            part = hidden / "new"
            yield part
            if record is not None:
                sign(part, _names(part, files), record)
            names = _names(part, files)
            # Once more: whatever a user put there in the meantime is kept as well.
            going = _going(folder, force, names, record, inputs)
            put_in_place(hidden, folder, Journal(new=list(names), old=going))
    except BaseException as error:
        for path in missing:
            with suppress(OSError):
                path.rmdir()
        if isinstance(error, OSError) and _concerns(error, home):
            raise _not_writable(_blamed(folder, error), error) from error
        raise


def _blamed(folder: Path, error: OSError) -> Path:
    """Take the file that could not be replaced: one open in Excel is the usual one."""
    path = Path(str(error.filename or folder))
    return path if path.is_file() and path.parent.samefile(folder) else folder


def _names(part: Path, files: Sequence[str] | None) -> list[str]:
    """Name what is to appear: the files that were agreed on, or whatever was written."""
    if files is None:
        return sorted(path.name for path in part.iterdir())
    return [name for name in files if (part / name).exists()]


def _going(
    folder: Path,
    force: bool,
    names: Sequence[str] | None,
    record: str | None,
    inputs: Sequence[Path],
) -> dict[str, str]:
    """List the files, with their hashes, that go when others come; refuse where any must stay."""
    where = sorted({str(PurePosixPath(name).parent) for name in names or ("",)})
    try:
        ours = written(folder, where, record)
        raise_if_any(not_ours(folder, names or (), ours, inputs))
        there = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
        held = next((name for name in ours if (folder / f"{name}-wal").exists()), None)
        if held is not None:
            raise _held_open(folder / held)
    except OSError as error:
        raise _not_writable(folder, error) from error
    if names is not None:
        there = [name for name in names if (folder / name).exists()]
    else:
        there = [name for name in there if not name.startswith(".part-")]
    if there and not force:
        raise InputError(
            Problem(
                str(folder),
                say("results that are there already ({files})", files=listed(there)),
                say("a folder without them"),
                say("replace them with `--force`, or name another folder with `--out`"),
            )
        )
    return {name: digest for name, digest in ours.items() if (folder / name).exists()}


def _a_link(folder: Path) -> InputError:
    """Refuse to write through a link: a folder of somebody else may hold one that leads anywhere.

    Whoever means the other folder can name it.
    """
    return InputError(
        Problem(
            str(folder),
            say("a link to another folder"),
            say("the folder itself, or none"),
            say("name the folder to which it leads with `--out`, or remove the link"),
        )
    )


def _held_open(path: Path) -> InputError:
    """Refuse to replace a database beside which another program still keeps its changes."""
    return InputError(
        Problem(
            str(path),
            say("open in another program (Excel, Word, QGIS …): close it there"),
            say("a file that no other program has open"),
            say("save it in QGIS and close it there, then give the command again"),
        )
    )


def _no_folder(place: Path) -> InputError:
    return InputError(
        Problem(str(place), say("a file"), say("a folder"), say("name another folder with `--out`"))
    )


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
