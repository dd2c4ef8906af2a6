"""Locks: what a planner holds fast, each declared once.

A lock changes no group: it only says which of them may be.  Each is a row of ``LOCKS``; names put
into codes, columns of the pool, conflicts, wishes and sentences are made of these rows.  The
checker (``planner.verify``) has rules of its own for each, which share no code with these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from scipy import sparse

from planner.words.text import Text, say

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]


def _as_code(code: object) -> object:
    """Take a code that was written without quotes, and so was read as a number."""
    return str(code) if isinstance(code, int) and not isinstance(code, bool) else code


Code = Annotated[str, BeforeValidator(_as_code)]
Codes = Annotated[list[Code], Field(min_length=1)]


class Locks(BaseModel):
    """What a planner holds fast."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    together: list[Codes] = []
    """Sets of codes that must end in the same new unit."""
    apart: list[tuple[Code, Code]] = []
    """Pairs of codes that must not end in the same new unit."""
    keep: list[Code] = []
    """Codes of units that stay as they are."""
    fixed: list[Codes] = []
    """Sets of codes that are a new unit, just these."""
    forbidden: list[Codes] = []
    """Sets of codes that are no new unit, just these."""

    @property
    def any(self) -> bool:
        """Whether anything is held."""
        return any(getattr(self, name) for name in LOCKS)

    @property
    def each(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each single lock: its key in ``LOCKS``, and its codes."""
        for name, kind in LOCKS.items():
            yield from ((name, kind.codes(each)) for each in getattr(self, name))

    @property
    def joining(self) -> Iterator[tuple[str, ...]]:
        """Sets of codes that end in one new unit."""
        yield from (codes for name, codes in self.each if LOCKS[name].joins)

    def with_more(self, other: Locks) -> Locks:
        """Hold what both hold."""
        return locks_of([*self.each, *other.each])


class Sets(NamedTuple):
    """Sets of units beside a lock: of each how many members it has, and how many of the lock's.

    Both of shape (m,).
    """

    size: IntArray
    inside: IntArray


@dataclass(frozen=True)
class Lock:
    """A kind of lock.

    Attributes
    ----------
    allows : callable
        Sets, and the number of units that the lock names → which of the sets may be, shape (m,).
    words : callable
        Names of its units → what it holds, as it is read aloud.
    single : bool
        It names one unit, and no set of them.
    joins : bool
        Its units end in one new unit, so some group of the pool has to hold all of them.
    """

    allows: Callable[[Sets, int], BoolArray]
    words: Callable[[str], Text]
    single: bool = False
    joins: bool = False

    def codes(self, lock: str | Sequence[str]) -> tuple[str, ...]:
        """Give the codes of a lock as settings hold it."""
        return (lock,) if isinstance(lock, str) else tuple(lock)


LOCKS: dict[str, Lock] = {
    "together": Lock(
        lambda sets, n: (sets.inside == 0) | (sets.inside == n),
        lambda units: say("{units} together", units=units),
        joins=True,
    ),
    "apart": Lock(
        lambda sets, n: sets.inside < n,
        lambda units: say("{units} apart", units=units),
    ),
    "keep": Lock(
        lambda sets, n: (sets.inside == 0) | (sets.size == 1),
        lambda units: say("{units} stays as it is", units=units),
        single=True,
    ),
    "fixed": Lock(
        lambda sets, n: (sets.inside == 0) | ((sets.inside == n) & (sets.size == n)),
        lambda units: say("{units} as a new unit", units=units),
        joins=True,
    ),
    "forbidden": Lock(
        lambda sets, n: (sets.inside < n) | (sets.size > n),
        lambda units: say("{units} not as a new unit", units=units),
    ),
}
"""Key in a scenario → the kind of lock."""


def locks_of(each: Sequence[tuple[str, tuple[str, ...]]]) -> Locks:
    """Put single locks, by key and codes, into settings."""
    values: dict[str, list[object]] = {}
    for name, codes in each:
        values.setdefault(name, []).append(codes[0] if LOCKS[name].single else list(codes))
    return Locks.model_validate(values)


def allowed(members: sparse.csr_array, index: pd.Index[str], locks: Locks) -> BoolArray:
    """Tell which sets of units the locks leave.

    Parameters
    ----------
    members : csr_array of int64, shape (m, n)
        1 or absent.
    index : Index of n codes
        Units, in the order of the columns.
    locks : Locks

    Returns
    -------
    ndarray of bool, shape (m,)
    """
    fits = np.ones(members.shape[0], dtype=bool)
    size = np.diff(members.indptr)
    single = {name: getattr(locks, name) for name, kind in LOCKS.items() if kind.single}
    sets = [(name, codes) for name, codes in locks.each if name not in single]
    # What is asked of single units is asked of all of them at once.
    for name, codes in (*((name, tuple(units)) for name, units in single.items() if units), *sets):
        inside = members @ index.isin(codes).astype(np.int64)
        fits &= LOCKS[name].allows(Sets(size, inside), len(set(codes)))
    return fits
