"""Places: while a bundle of somebody else is read, nothing outside it is, but what we ship."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path, PureWindowsPath

from planner.errors import InputError, Problem
from planner.words.text import say

_WITHIN: ContextVar[tuple[Path, ...]] = ContextVar("within", default=())
SHIPPED = Path(__file__).parents[1]
"""The package: beside it, or in it, lie the tables and scenarios that every copy has."""


@contextmanager
def confined(place: Path) -> Iterator[None]:
    """Let nothing be read but what lies in a folder, and what the program ships."""
    before = _WITHIN.set((place.resolve(),))
    try:
        yield
    finally:
        _WITHIN.reset(before)


def within() -> bool:
    """Whether what is read now came in a bundle of somebody else."""
    return bool(_WITHIN.get())


def admit(path: Path, name: str | None = None) -> Path:
    """Give a path that settings name, where it may be read.

    Parameters
    ----------
    path : Path
    name : str, optional
        As the settings have it.

    Raises
    ------
    InputError
        A bundle of somebody else names something outside itself.
    """
    inside = _WITHIN.get()
    if not inside:
        return path
    # Asked of the name alone first: a path on a network may send our password there.
    networked = is_networked(name or str(path))
    shipped = [SHIPPED, *(SHIPPED.parent / each for each in ("data", "scenarios"))]
    if not networked:
        real = path.resolve()
        if any(real.is_relative_to(place.resolve()) for place in (*inside, *shipped)):
            return path
    raise InputError(
        Problem(
            name or path.name,
            say("a path that leads out of the bundle"),
            say("files that are in the bundle"),
            say("ask for a bundle as `planner bundle` writes it; nothing was read there"),
        )
    )


def is_networked(name: str) -> bool:
    """Whether a path leads to another machine, on whatever system it was written."""
    return name.startswith(("//", "\\\\")) or PureWindowsPath(name).drive.startswith("\\\\")
