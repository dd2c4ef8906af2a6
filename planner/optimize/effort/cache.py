"""A cache bounded in bytes: what was not used for the longest time goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Generic, TypeVar

import numpy as np
import pandas as pd
from scipy import sparse

T = TypeVar("T")


class Cache(Generic[T]):
    """Values by key, together no larger than so many bytes.

    Parameters
    ----------
    most_bytes : int
        Of the arrays and tables of all values; the last one stays even if it alone is larger.
    shared : iterable
        What lives without the cache, and so is not counted: units, neighbours, law.
    """

    def __init__(self, most_bytes: int, shared: Iterable[object] = ()):
        self._most, self._shared = most_bytes, tuple(shared)
        self._values: OrderedDict[str, tuple[T, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._values)

    @property
    def size(self) -> int:
        """Bytes of all values, each counted alone."""
        return sum(size for _, size in self._values.values())

    def get(self, key: str) -> T | None:
        """Give a value, which is the last used from now on; None: it is not there."""
        if key not in self._values:
            return None
        self._values.move_to_end(key)
        return self._values[key][0]

    def take(self, key: str) -> T | None:
        """Give a value, and keep it no longer; None: it is not there."""
        value, _ = self._values.pop(key, (None, 0))
        return value

    def keep(self, key: str, value: T) -> None:
        """Keep a value, and drop the least recently used ones that are too many with it."""
        self._values[key] = value, bytes_of(value, {id(each) for each in self._shared})
        self._values.move_to_end(key)
        while self.size > self._most and len(self) > 1:
            self._values.popitem(last=False)


def bytes_of(value: object, counted: set[int]) -> int:
    """Count the bytes of the arrays and tables that a value holds.

    Parameters
    ----------
    value : object
        Arrays, tables, and records, mappings and sequences of them; all else counts nothing.
    counted : set of int
        ``id`` of what is counted already; grows.
    """
    if id(value) in counted:
        return 0
    counted.add(id(value))
    if isinstance(value, np.ndarray):
        return value.nbytes
    if isinstance(value, pd.DataFrame):
        # Text that stands in many tables is one object, and not looked at.
        return int(value.memory_usage().sum())
    if isinstance(value, sparse.csr_array):
        return sum(bytes_of(part, counted) for part in (value.data, value.indices, value.indptr))
    if is_dataclass(value):
        return sum(bytes_of(getattr(value, each.name), counted) for each in fields(value))
    if isinstance(value, Mapping):
        return sum(bytes_of(each, counted) for each in value.values())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return sum(bytes_of(each, counted) for each in value)
    return 0
