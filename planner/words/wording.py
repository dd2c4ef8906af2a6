"""What readers read: texts in two languages, words, numbers in Vietnamese and English style.

Words of the program stand here once, for maps, reports and commands.  A word
is a pair ``(Vietnamese, English)``.

A text that data bring along (a note, an assumption, a source of law) is one
string, ``"Vietnamese · English"``: it prints as it is, travels through tables,
csv comments (``# Giả định … · Assumption …``) and JSON without a type of its
own, and :func:`pair_of` takes it apart where only one language is shown.  A
text without the separator is in one language and stands for both.  YAML files
may write ``{vi: …, en: …}`` instead, wherever a setting is a :data:`Text`.
"""

from __future__ import annotations

import math
import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from planner.words import text as texts

Language = Literal["vi", "en"]
Pair = tuple[str, str]
Confidence = Literal["verified", "reported", "unverified", "scenario"]

SEPARATOR = " · "

LANGUAGES: tuple[Language, Language] = ("vi", "en")
NOTHING = "–"

STATUS: dict[str, Pair] = {
    "met": ("Đạt", "Met"),
    "waived": ("Được miễn xét", "Waived"),
    "missed": ("Chưa đạt", "Not met"),
    "no_rule": ("Không có tiêu chuẩn áp dụng", "No rule"),
}
# Below a standard, but the law does not ask it to change, and the plan leaves it alone.
UNTOUCHED: Pair = ("Dưới tiêu chuẩn, giữ nguyên", "Below, left as it is")
ROLES: dict[str, Pair] = {
    "stays": ("Giữ nguyên", "Stays as it is"),
    "gives_name": ("Nòng cốt của đơn vị mới", "Core of the new unit"),
    "joins": ("Nhập vào đơn vị mới", "Joins the new unit"),
    "divided": ("Chia cho nhiều đơn vị mới", "Divided among new units"),
}
# What the law asks of a unit of today, and who helps those that must change.
LAW_ROLES: dict[str, Pair] = {
    "mandatory": ("Phải sắp xếp", "Must be rearranged"),
    "adjacent": ("Liền kề, nhập cùng đơn vị phải sắp xếp", "Adjacent, joins one that must change"),
    "voluntary": ("Tự nguyện sắp xếp", "Voluntary"),
    "exempt": ("Không bắt buộc (đặc thù)", "Exempt"),
    "free": ("Không thuộc diện sắp xếp", "Not touched by the law"),
}
ASSUMED_SHARE: Pair = ("Theo tỷ lệ chia giả định", "Rests on an assumed share")
CONFIDENCE: dict[Confidence, Pair] = {
    "verified": ("đã kiểm chứng", "verified"),
    "reported": ("theo báo chí", "as reported"),
    "unverified": ("chưa kiểm chứng", "not verified"),
    "scenario": ("do kịch bản đặt", "set by the scenario"),
}
# What figures rest on: keys that tables carry, alone or with a year ("census 2019").
# A base of the reader's own stays as written.
BASES: dict[str, Pair] = {
    "not stated": ("không ghi", "not stated"),
    "census": ("Tổng điều tra dân số", "census"),
    "police register": ("dân số do công an quản lý", "police register"),
    "land statistics": ("thống kê đất đai", "land statistics"),
    "computed from geometry": ("tính từ bản đồ", "computed from geometry"),
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
    "điểm": ("điểm", "points"),
    "huyện": ("huyện", "districts"),
}
# Decimals that a figure deserves, by its (Vietnamese) unit of measure.
DECIMALS: dict[str, int] = {"": 3, "%": 1, "km": 1, "km²": 2, "điểm %": 2}


def bilingual(vi: str, en: str) -> str:
    """Write a text in two languages as one string; one language alone where they agree."""
    # The separator must stand once, or the halves could not be told apart.
    halves = [half.replace(SEPARATOR, ", ") for half in (vi, en) if half]
    return SEPARATOR.join(dict.fromkeys(halves))


def pair_of(text: str) -> Pair:
    """Take a text apart into its Vietnamese and its English half.

    Examples
    --------
    >>> pair_of("Giả định. · Assumption."), pair_of("Nghị quyết 76/2025")
    (('Giả định.', 'Assumption.'), ('Nghị quyết 76/2025', 'Nghị quyết 76/2025'))
    """
    halves = text.split(SEPARATOR)
    return (halves[0], halves[1]) if len(halves) == 2 else (text, text)


def by_language(text: str) -> dict[str, str]:
    """Give a text as JSON holds it: ``{"vi": …, "en": …}``."""
    return dict(zip(LANGUAGES, pair_of(text), strict=True))


def _one_string(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if set(value) != set(LANGUAGES) or not all(isinstance(half, str) for half in value.values()):
        raise ValueError(texts.say("expected a text, or one in two languages: {{vi: …, en: …}}"))
    return bilingual(value["vi"], value["en"])


Text = Annotated[str, BeforeValidator(_one_string)]
"""A setting that people read; YAML writes it as a string or as ``{vi: …, en: …}``."""


def base_text(base: str) -> str:
    """Name in two languages what figures rest on; joined bases (" + ") are named one by one."""
    pairs = [_base_pair(part) for part in base.split(" + ")]
    return bilingual(" + ".join(vi for vi, _ in pairs), " + ".join(en for _, en in pairs))


def _base_pair(base: str) -> Pair:
    head = re.sub(r" \d{4}$", "", base)
    if head not in BASES:
        return pair_of(base)
    year = base.removeprefix(head)
    vi, en = BASES[head]
    return vi + year, en + year


def word(pair: Pair, language: Language) -> str:
    """Take the word of a pair in one language."""
    return pair[LANGUAGES.index(language)]


def unit_text(unit: str) -> str:
    """Name a unit of measure in two languages: "người · people", "km²"."""
    return bilingual(*UNITS.get(unit, (unit, unit)))


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


def number_text(value: float | int, decimals: int = 0) -> texts.Text:
    """Write a number in both languages; see :func:`number_vi`."""
    return texts.Text(number_vi(value, decimals), number_en(value, decimals))


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
