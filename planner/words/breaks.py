"""Where lines of a page may be broken: titles by their sense, figures never from their units."""

from __future__ import annotations

import re

# Behind a sign, or before one of these words: no name is torn, nor "xã, phường".
_PARTED = re.compile(
    r"(?<=[,:;])(?<!\bxã,) | (?=(?:và|về|theo|giai đoạn) )| (?=năm \d{4}\b)", re.IGNORECASE
)
# What a reader takes in at once: a figure with its unit, a part of a text with its number, the
# years of a period.
_BOUND = re.compile(
    r"(?<=\d) (?=(?:km²|người|triệu|đơn vị)\b)"
    r"|(?<=\bPhụ lục) (?=\d)|(?<=\bĐiều) (?=\d)|(?<=\bkhoản) (?=\d)|(?<=\bđiểm) (?=[a-zđ]\b)"
    r"|(?<=\b\d{4}) (?=- \d{4}\b)|(?<=\b\d{4} -) (?=\d{4}\b)"
)
_HARD_BLANK = "\N{NO-BREAK SPACE}"


def bound(text: str) -> str:
    """Keep figures beside their units, and "Phụ lục" beside its number, on one line."""
    return _BOUND.sub(_HARD_BLANK, text)


def parts_of_title(text: str) -> list[str]:
    """Part a title wherever its sense allows; joined by blanks they are the title again."""
    return _PARTED.split(text)
