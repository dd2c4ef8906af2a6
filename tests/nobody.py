"""Commands of a user without privileges, where the tests are started by one who has them.

Python may lie where nobody else may read it. So a process imports first whatever the program
imports as it goes, found once by letting it go, and only then becomes nobody.
"""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from commandline import FORKS, REPOSITORY, Done, _main
from conftest import write_small

NOBODY = 65534


def unprivileged() -> bool:
    """Whether processes can become nobody: started by root, with a checkout that others may read.

    Who is not root has no privileges to give up.
    """
    if not hasattr(os, "getuid") or os.getuid() != 0:
        return False
    folders = {*REPOSITORY.parents, REPOSITORY, Path(sys.prefix), *Path(sys.prefix).parents}
    return all(folder.stat().st_mode & 0o005 == 0o005 for folder in folders)


def given(*places: Path) -> None:
    """Give files and folders, with all that is in them, to nobody."""
    for place in places if unprivileged() else ():
        for path in (place, *place.rglob("*")):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)


@contextmanager
def ground() -> Iterator[Path]:
    """Give a folder of nobody's; pytest's own may be entered by its owner only."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        given(place)
        yield place


@cache
def needed() -> tuple[str, ...]:
    """Name the modules that a run, a second one and a refusal import."""
    if not unprivileged():
        return ()
    names: set[str] = set()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        write_small(place)
        again = ("run", "small.yaml", "--out", "kept", "--force")
        for words in (again, again, ("run", "none.yaml"), ("verify", "kept")):
            process = FORKS.Process(target=_noted, args=([*words], str(place)))
            process.start()
            process.join()
            names |= {*(place / "modules").read_text(encoding="utf-8").split()}
    return tuple(sorted(names))


def _noted(words: list[str], folder: str) -> None:
    with suppress(SystemExit):
        _main(words, folder, f"{folder}/out", f"{folder}/err", dict(os.environ))
    names = [name for name in sys.modules if not name.startswith("__m")]
    Path(folder, "modules").write_text("\n".join(names), encoding="utf-8")


def become_nobody(modules: tuple[str, ...]) -> None:
    """Give up all privileges of this process, if it has any."""
    if not unprivileged():
        return
    for name in modules:
        # Some are names that a package gives its parts, and no files.
        with suppress(ImportError):
            importlib.import_module(name)
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def run_as_nobody(*words: object, folder: Path) -> Done:
    """Run ``planner`` as nobody, and give what it printed and its code."""
    told = [str(word) for word in words]
    with ground() as place:
        out, err = place / "out", place / "err"
        environment = dict(os.environ) | {"HOME": str(place), "TMPDIR": str(place)}
        process = FORKS.Process(
            target=_as_nobody,
            args=(needed(), _main, told, str(folder), str(out), str(err), environment),
        )
        process.start()
        process.join()
        printed = [path.read_text(encoding="utf-8") for path in (out, err)]
    return Done(told, int(process.exitcode or 0), *printed)


def _as_nobody(modules: tuple[str, ...], action: Callable[..., object], *told: object) -> None:
    become_nobody(modules)
    tempfile.tempdir = None
    action(*told)
