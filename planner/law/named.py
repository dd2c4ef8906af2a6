"""Columns of names: positions in a list of entries turned into words, without a string a row."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.words import Text


def named(
    position: npt.NDArray[np.int64], names: list[Any], none: str | Text = ""
) -> pd.Categorical[Any]:
    """Turn positions into names or texts, −1 into ``none``."""
    categories = unique([*names, none])
    lookup = np.array([categories.index(name) for name in [*names, none]])
    return pd.Categorical.from_codes(lookup[position], pd.Index(categories))


def unique(names: list[Any]) -> list[Any]:
    """Keep each name once, in the order in which they first stand."""
    return list(dict.fromkeys(names))
