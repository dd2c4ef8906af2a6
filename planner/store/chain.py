"""A chain of entries: each states the hash of the entry before it, and its own.

None can be changed, taken out or moved unseen; who writes all later ones anew is seen by whoever
keeps a later hash.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

OWN, BEFORE = "sha256", "before"


def hash_of_entry(entry: Mapping[str, object]) -> str:
    """Hash an entry of plain data, its own hash aside (SHA-256 of its JSON)."""
    content = {key: value for key, value in entry.items() if key != OWN}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def chained(entry: Mapping[str, object], before: str) -> dict[str, object]:
    """Add an entry to a chain whose last hash is ``before``; empty: it is the first."""
    content = {**entry, BEFORE: before}
    return {**content, OWN: hash_of_entry(content)}


def intact(entry: Mapping[str, object]) -> bool:
    """Whether an entry is as it was when its hash was taken."""
    return entry[OWN] == hash_of_entry(entry)
