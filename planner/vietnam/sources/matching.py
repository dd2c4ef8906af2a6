"""Match communes of two lists by district and name, one to one or not at all."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.units import split_kind
from planner.words.sources import unmarked


def ascii_key(text: str, spaced: bool = False) -> str:
    """Reduce a name to letters and digits without diacritics: "Hoà Bình" → "hoabinh".

    Parameters
    ----------
    text : str
        Any name.
    spaced : bool
        Keep what stands between words as it is.
    """
    # Wards with a number: "Phường 01" and "Phường 1" are the same.
    plain = re.sub(r"\b0+(?=\d)", "", unmarked(text))
    return plain if spaced else re.sub(r"[^a-z0-9]", "", plain)


def district_key(text: str) -> str:
    """Give the key of a district as the outlines name it: "Kỳ Anh (Thị xã)" → "kyanh urban"."""
    short, bracket, _ = text.partition(" (")
    return ascii_key(split_kind(short)[1]) + (" urban" if bracket else "")


def register_keys(districts: pd.Series[str]) -> list[str]:
    """Give the keys of districts with their kind before them, all those of a province."""
    split = [(kind, ascii_key(short)) for kind, short in map(split_kind, districts)]
    rural = {key for kind, key in split if kind == "huyen"}
    return [key + (" urban" if kind != "huyen" and key in rural else "") for kind, key in split]


def match_register(
    districts: pd.Series[str], names: pd.Series[str], register: pd.DataFrame
) -> npt.NDArray[np.int64]:
    """Find each outline of a province in a register of the province.

    Five keys are tried, each on what the ones before left over: name in the
    district; the same without diacritics; name in the province; former name
    in the district; former name in the province.  A key that fits two rows on
    either side matches none.

    Parameters
    ----------
    districts, names : Series of str
        Of the outlines.  Of two districts of one name, the one in brackets
        ("Kỳ Anh (Thị xã)") is the urban one.
    register : DataFrame
        ``district`` (kind before it), ``name``, ``aliases`` (lists of keys).

    Returns
    -------
    ndarray of int64, shape (len(names),)
        Row position in the register, -1 where none fits.
    """
    own_district = [district_key(text) for text in districts]
    its_district = register_keys(register["district"])
    own, its = [ascii_key(name) for name in names], [ascii_key(name) for name in register["name"]]
    former: list[list[str]] = register["aliases"].tolist()
    passes: list[tuple[Sequence[Hashable], Sequence[Sequence[Hashable]]]] = [
        (
            list(zip(own_district, names, strict=True)),
            [[key] for key in zip(its_district, register["name"], strict=True)],
        ),
        (
            list(zip(own_district, own, strict=True)),
            [[key] for key in zip(its_district, its, strict=True)],
        ),
        (own, [[key] for key in its]),
        (
            list(zip(own_district, own, strict=True)),
            [[(at, key) for key in keys] for at, keys in zip(its_district, former, strict=True)],
        ),
        (own, former),
    ]
    result = np.full(len(names), -1, dtype=np.int64)
    for own_keys, its_keys in passes:
        _pair(result, own_keys, its_keys)
    return result


def _pair(
    result: npt.NDArray[np.int64],
    own_keys: Sequence[Hashable],
    its_keys: Sequence[Sequence[Hashable]],
) -> None:
    """Pair what is left by keys that stand once on each side."""
    taken = set(result[result >= 0].tolist())
    theirs: dict[Hashable, list[int]] = {}
    for row, keys in enumerate(its_keys):
        if row not in taken:
            for key in dict.fromkeys(keys):
                theirs.setdefault(key, []).append(row)
    ours: dict[Hashable, list[int]] = {}
    for number in np.flatnonzero(result < 0).tolist():
        ours.setdefault(own_keys[number], []).append(number)
    claims: dict[int, list[int]] = {}
    for key, numbers in ours.items():
        rows = theirs.get(key, [])
        if len(numbers) == 1 and len(rows) == 1:
            claims.setdefault(rows[0], []).append(numbers[0])
    for row, numbers in claims.items():
        # Two former names of one unit: neither outline is that unit.
        if len(numbers) == 1:
            result[numbers[0]] = row
