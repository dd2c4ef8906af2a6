"""All attacks, family by family."""

from __future__ import annotations

from collections.abc import Iterator

from . import asked, drawings, markup, packs, places, sheets, state
from .attack import Attack


def attacks() -> Iterator[Attack]:
    """Give every attack, those of one family together."""
    for file in (packs, places, drawings, markup, sheets, state, asked):
        yield from file.attacks()
