"""What a peer hands back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

# For CP-SAT and pygeoda: the number of cores of the machine of the README.
THREADS = 2


@dataclass(frozen=True)
class Outcome:
    """A partition and what its maker claims of it.

    Attributes
    ----------
    labels : ndarray of shape (n,), or None
        Group of each unit; None: no plan found.
    bound : float
        Proven by the peer, in the unit of the goal; nan: none.
    seconds : float
        Wall clock, from the data to the partition.
    status : str
        How the run ended, in the peer's own word.
    passes : callable, optional
        Holds the plan against further checks, outside the time; their word takes the place of
        the status.
    """

    labels: npt.NDArray[Any] | None
    bound: float = float("nan")
    seconds: float = float("nan")
    status: str = ""
    passes: Callable[[], str] | None = None


def labels_of(members: Any, chosen: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Group of each unit, from the rows of ``members`` that were chosen.

    A unit in no group gets −1, so that a broken cover cannot pass for a plan.

    Raises
    ------
    ValueError
        A unit in two groups.
    """
    picked = members[chosen].tocoo()
    if len(np.unique(picked.col)) < picked.nnz:
        raise ValueError("a unit stands in two of the chosen groups")
    labels = np.full(members.shape[1], -1, dtype=np.int64)
    labels[picked.col] = picked.row
    return labels
