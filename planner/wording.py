"""Words and numbers for readers, Vietnamese first and English second.

Maps and reports print the same figure with the same word because both take
them from here.  A word is a pair ``(Vietnamese, English)``.
"""

from __future__ import annotations

import math
from typing import Literal

from planner.units import COLUMNS

Language = Literal["vi", "en"]
Pair = tuple[str, str]

LANGUAGES: tuple[Language, Language] = ("vi", "en")
NOTHING = "–"

STATUS: dict[str, Pair] = {
    "met": ("Đạt", "Met"),
    "waived": ("Được miễn xét", "Waived"),
    "missed": ("Chưa đạt", "Not met"),
    "no_rule": ("Không có tiêu chuẩn áp dụng", "No rule"),
}
ROLES: dict[str, Pair] = {
    "stays": ("Giữ nguyên", "Stays as it is"),
    "gives_name": ("Nòng cốt của đơn vị mới", "Core of the new unit"),
    "joins": ("Nhập vào đơn vị mới", "Joins the new unit"),
    "divided": ("Chia cho nhiều đơn vị mới", "Divided among new units"),
}
CONFIDENCE: dict[str, Pair] = {
    "verified": ("đã đọc văn bản", "text was read"),
    "reported": ("theo tường thuật", "from a report of the text"),
    "unverified": ("chưa kiểm chứng", "not verified"),
}
MEASURES: dict[str, Pair] = {
    name: (column.vi, column.en) for name, column in COLUMNS.items() if column.unit
}
# Units of measure; the Vietnamese word is the one that tables carry.
UNITS: dict[str, Pair] = {
    "": ("", ""),
    "%": ("%", "%"),
    "m": ("m", "m"),
    "km": ("km", "km"),
    "km²": ("km²", "km²"),
    "người": ("người", "people"),
    "người·km²": ("người·km²", "person-km²"),
    "điểm %": ("điểm %", "percentage points"),
    "đơn vị": ("đơn vị", "units"),
    "đơn vị mới": ("đơn vị mới", "new units"),
    "huyện": ("huyện", "districts"),
}
# Decimals that a figure deserves, by its (Vietnamese) unit of measure.
DECIMALS: dict[str, int] = {"": 3, "%": 1, "km": 1, "km²": 2, "điểm %": 2}


def word(pair: Pair, language: Language) -> str:
    """Take the word of a pair in one language."""
    return pair[LANGUAGES.index(language)]


def unit_word(unit: str, language: Language) -> str:
    """Name a unit of measure; one without a translation stays as it is."""
    return word(UNITS.get(unit, (unit, unit)), language)


def number_vi(value: float | int, decimals: int = 0) -> str:
    """Write a number as Vietnamese readers do: 1.288.866 and 5.983,4.

    Parameters
    ----------
    value : float or int
        A missing value (``NaN`` or ``NA``) is written as a dash.
    decimals : int
        Digits after the comma.
    """
    return number_en(value, decimals).translate(str.maketrans(",.", ".,"))


def number_en(value: float | int, decimals: int = 0) -> str:
    """Write a number as English readers do: 1,288,866 and 5,983.4.

    Parameters
    ----------
    value : float or int
        A missing value (``NaN`` or ``NA``) is written as a dash.
    decimals : int
        Digits after the point.
    """
    try:
        number = float(value)
    except (TypeError, ValueError):
        return NOTHING
    if math.isnan(number):
        return NOTHING
    if math.isinf(number):
        return "∞" if number > 0 else "-∞"
    text = f"{value if isinstance(value, int) else number:,.{decimals}f}"
    # A negative number too small to show is zero.
    return text.removeprefix("-") if text.strip("-0.,") == "" else text


def number(value: float | int, language: Language, decimals: int = 0) -> str:
    """Write a number in one language; see :func:`number_vi`."""
    return (number_vi if language == "vi" else number_en)(value, decimals)


def rounded_down(value: float, decimals: int) -> float:
    """Round towards minus infinity, forgiving the noise of binary fractions."""
    if not math.isfinite(value):
        return value
    step = 10.0**decimals
    scaled = value * step
    nearest = round(scaled)
    noise = 1e-9 * max(abs(scaled), 1.0)
    return (nearest if abs(scaled - nearest) <= noise else math.floor(scaled)) / step


def percent(value: float | int, language: Language, decimals: int = 1) -> str:
    """Write a percent attained; one that misses 100 is never shown as 100.

    Parameters
    ----------
    value : float or int
        Percent; below 100 it is rounded down, so that 99.98 reads 99.9.
    language : {"vi", "en"}
    decimals : int
        Digits after the comma or point.
    """
    try:
        exact = float(value)
    except (TypeError, ValueError):
        return NOTHING
    if math.isnan(exact):
        return NOTHING
    shown = rounded_down(exact, decimals) if exact < 100 else exact
    return f"{number(shown, language, decimals)} %"


def quantity(value: float | int, unit: str, language: Language, decimals: int | None = None) -> str:
    """Write a figure with its unit of measure: 5.983,40 km².

    Parameters
    ----------
    value : float or int
    unit : str
        The (Vietnamese) unit of measure that tables carry.
    language : {"vi", "en"}
    decimals : int, optional
        By default what the unit deserves (``DECIMALS``), else none.
    """
    digits = DECIMALS.get(unit, 0) if decimals is None else decimals
    text = number(value, language, digits)
    return text if text == NOTHING else f"{text} {unit_word(unit, language)}".strip()
