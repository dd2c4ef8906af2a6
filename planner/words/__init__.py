"""Every text that a person reads, in two languages.

``text`` has the type and what is said in sentences; ``numbers`` and ``law``
what all rooms say; ``sources`` what is understood; ``outputs`` the words of
one kind of output each.
"""

from planner.words.law import (
    BASE_WORDS,
    CONFIDENCE,
    LAW_ROLES,
    NOT_CERTAIN,
    ROLES,
    STATUS,
    UNTOUCHED,
    Confidence,
    base_text,
    on_paper,
)
from planner.words.numbers import (
    DECIMALS,
    NOTHING,
    UNITS,
    number,
    number_en,
    number_text,
    number_vi,
    percent,
    quantity,
    rounded_down,
    unit_text,
)
from planner.words.text import LANGUAGES, NO_TEXT, Language, Text, joined, say, text

__all__ = [
    "BASE_WORDS",
    "CONFIDENCE",
    "DECIMALS",
    "LANGUAGES",
    "LAW_ROLES",
    "NOTHING",
    "NOT_CERTAIN",
    "NO_TEXT",
    "ROLES",
    "STATUS",
    "UNITS",
    "UNTOUCHED",
    "Confidence",
    "Language",
    "Text",
    "base_text",
    "joined",
    "number",
    "number_en",
    "number_text",
    "number_vi",
    "on_paper",
    "percent",
    "quantity",
    "rounded_down",
    "say",
    "text",
    "unit_text",
]
