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
def confined(*places: Path) -> Iterator[None]:
    """Let settings name nothing but what lies in some places, and what the program ships.

    Without a place there is no such limit: what the user himself names is read from anywhere.
    """
    before = _WITHIN.set(tuple(place.resolve() for place in places))
    try:
        yield
    finally:
        _WITHIN.reset(before)


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
    shipped = [SHIPPED, *(SHIPPED.parent / each for each in ("data", "scenarios"))]
    if not is_networked(name or str(path)):
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
    return PureWindowsPath(name).drive.startswith("\\\\")


def is_elsewhere(name: str, home: Path) -> bool:
    """Whether a path leads to a machine that is not the one on which a folder lies."""
    share = PureWindowsPath(name).drive.casefold()
    own = PureWindowsPath(home.absolute()).drive.casefold()
    return is_networked(name) and share != own
