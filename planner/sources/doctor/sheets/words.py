"""Words in cells: what is a name, what numbers the columns, what heads a part of a table."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np

from planner.units import split_kind
from planner.units.kinds import KINDS
from planner.words.sources import BREAKDOWN, LARGER, LOOKALIKES, PART_NUMBER


def clean_name(written: str) -> str:
    """Take marks of footnotes, remarks in brackets, and letters that only look like ours away.

    Examples
    --------
    >>> clean_name("Xã Tạ An  Khương (mới)"), clean_name("TÂY NHA TRANG (*)")
    ('Xã Tạ An Khương', 'TÂY NHA TRANG')
    """
    plain = written.translate(LOOKALIKES)
    plain = re.sub(r"\s*(\([^)]*\)|\[[^\]]*\]|\{[^}]*\}|/[^/]*/|[*¹²³⁴⁵①-⑳]+)\s*$", "", plain)
    return " ".join(plain.split())


def numbers_columns(words: Sequence[str]) -> bool:
    """Whether a row numbers the columns: (1), (2), (3) = (1) + (2)."""
    firsts = [re.sub(r"\D", "", re.split(r"[=+]", word)[0]) for word in words]
    if len(words) < 2 or not all(firsts):
        return False
    numbers = [int(first) for first in firsts]
    # A column that nobody sees has its number as well.
    rising = all(one < other for one, other in zip(numbers, numbers[1:], strict=False))
    return rising and numbers[-1] - numbers[0] < 2 * len(numbers)


def is_part(words: Sequence[str], name: str) -> bool:
    """Whether a row speaks of something larger than a commune: "I", "HUYỆN TRÀNG ĐỊNH (CŨ)"."""
    kind = KINDS.get(split_kind(name)[0])
    if kind is not None and kind.level == "commune":
        return False
    if re.fullmatch(BREAKDOWN, name.casefold()):
        return True
    numbered = bool(words) and words[0] != name and re.fullmatch(PART_NUMBER, words[0])
    return bool(numbered or re.fullmatch(LARGER, name.casefold()))


def plain_word(cell: object) -> str:
    if cell is None or (isinstance(cell, float) and np.isnan(cell)):
        return ""
    whole = int(cell) if isinstance(cell, float) and cell.is_integer() else cell
    return " ".join(unicodedata.normalize("NFC", str(whole)).split())
