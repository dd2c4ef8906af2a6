"""Places: while a bundle of somebody else is read, nothing outside it is, but what we ship."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path, PureWindowsPath

from planner.errors import InputError, Problem
from planner.words.text import say

_WITHIN: ContextVar[tuple[Path, ...]] = ContextVar("within", default=())


@contextmanager
def confined(*places: Path) -> Iterator[None]:
    """Let settings name nothing but what lies in some places.

    Without a place there is no such limit: what the user himself names is read from anywhere.
    """
    before = _WITHIN.set(tuple(real(place) for place in places))
    try:
        yield
    finally:
        _WITHIN.reset(before)


def places_admitted() -> tuple[Path, ...]:
    """Give the places in which settings may name anything; none: everywhere."""
    return _WITHIN.get()


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
    if not is_networked(name or str(path)):
        there = real(path)
        if any(there.is_relative_to(place) for place in inside):
            return path
    raise InputError(
        Problem(
            name or path.name,
            say("a path that leads out of the bundle"),
            say("files that are in the bundle"),
            say("ask for a bundle as `planner bundle` writes it; nothing was read there"),
        )
    )


def real(path: Path) -> Path:
    """Follow every link of a path; one that leads in a circle leads nowhere."""
    return Path(os.path.realpath(path))


def is_networked(name: str) -> bool:
    """Whether a path leads to another machine, on whatever system it was written."""
    return PureWindowsPath(name).drive.startswith("\\\\")


def is_elsewhere(name: str, home: Path) -> bool:
    """Whether a path leads to a machine that is not the one on which a folder lies."""
    share = PureWindowsPath(name).drive.casefold()
    own = PureWindowsPath(home.absolute()).drive.casefold()
    return is_networked(name) and share != own
