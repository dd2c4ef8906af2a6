"""Numbers as Vietnamese and English readers write them, and their units of measure."""

from __future__ import annotations

import math
from collections.abc import Sequence

from planner.words.text import LANGUAGES, Language, Text, text

NOTHING = "–"

# Units of measure; the Vietnamese word is the one that tables carry.
PERSONS, COUNTED, POINTS = "người", "đơn vị", "điểm"
UNITS: dict[str, Text] = {
    "": Text("", ""),
    "%": Text("%", "%"),
    "m": Text("m", "m"),
    "km": Text("km", "km"),
    "km²": Text("km²", "km²"),
    "người": Text("người", "people"),
    "người·km": Text("người·km", "person-km"),
    "người·phút": Text("người·phút", "person-minutes"),
    "người·km²": Text("người·km²", "person-km²"),
    "điểm %": Text("điểm %", "percentage points"),
    "đơn vị": Text("đơn vị", "units"),
    "đơn vị mới": Text("đơn vị mới", "new units"),
    "điểm": Text("điểm", "points"),
    "huyện": Text("huyện", "districts"),
    "km⁴": Text("km⁴", "km⁴"),
    "(nghìn người)²": Text("(nghìn người)²", "(thousand people)²"),
    "chỗ": Text("chỗ", "places"),
}
# Decimals that a figure deserves, by its (Vietnamese) unit of measure.
DECIMALS: dict[str, int] = {"": 3, "%": 1, "km": 1, "km²": 2, "điểm %": 2}


def unit_text(unit: str) -> Text:
    """Name a unit of measure; one without a translation stays as it is."""
    return UNITS.get(unit) or text(unit)


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
    written = f"{value if isinstance(value, int) else number:,.{decimals}f}"
    # A negative number too small to show is zero.
    return written.removeprefix("-") if written.strip("-0.,") == "" else written


def number(value: float | int, language: Language, decimals: int = 0) -> str:
    """Write a number in one language; see :func:`number_vi`."""
    return (number_vi if language == "vi" else number_en)(value, decimals)


def number_text(value: float | int, decimals: int = 0) -> Text:
    """Write a number in both languages; see :func:`number_vi`."""
    return Text(number_vi(value, decimals), number_en(value, decimals))


def rounded_down(value: float, decimals: int) -> float:
    """Round towards minus infinity, forgiving the noise of binary fractions."""
    if not math.isfinite(value):
        return value
    step = 10.0**decimals
    scaled = value * step
    nearest = round(scaled)
    noise = 1e-9 * max(abs(scaled), 1.0)
    return (nearest if abs(scaled - nearest) <= noise else math.floor(scaled)) / step


def rounded_beside(value: float, limits: Sequence[float], decimals: int) -> float:
    """Round to the nearest, but never onto a limit or beyond it from the side where a value lies.

    Parameters
    ----------
    value : float
    limits : sequence of float
        Bounds that it is held against: 59.996 of at least 60 is 59.99 and not 60.00.
    decimals : int
    """
    near = round(value, decimals)
    for limit in limits:
        if value < limit <= near:
            return rounded_down(value, decimals)
        if near <= limit < value:
            return -rounded_down(-value, decimals)
    return near


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
    figure = number(value, language, digits)
    return figure if figure == NOTHING else f"{figure} {unit_text(unit).in_(language)}".strip()


def quantity_words(value: float, unit: str, decimals: int | None = None) -> Text:
    """Write a figure with its unit of measure."""
    vi, en = (quantity(value, unit, language, decimals) for language in LANGUAGES)
    return Text(vi, en)


def percent_words(value: float) -> Text:
    """Write a percent attained."""
    vi, en = (percent(value, language) for language in LANGUAGES)
    return Text(vi, en)
