"""Wings of countries: what is of one country alone lies in a folder of its own."""

from __future__ import annotations

from functools import cache
from pathlib import Path

HOUSE = Path(__file__).parents[1]


@cache
def wings() -> tuple[Path, ...]:
    """Find the countries that are shipped: a folder of the package with rule sets of its own.

    Returns
    -------
    tuple of Path
        Sorted by name.  ``law/`` of each holds its rule sets; ``entry.py``, where there is one,
        what is embedded of it.
    """
    return tuple(sorted(path.parent for path in HOUSE.glob("*/kinds.yaml")))
