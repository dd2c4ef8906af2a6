"""Clauses of the resolutions of July 2025: the text of one → what each new unit is made of.

No list of communes is asked: what a text says is read out of it alone, so that its own closing
clause (how many units there are then, of which kinds, and which were left as they are) and its
own references ("phần còn lại … sau khi sắp xếp theo quy định tại khoản 59") can be held against
what was read.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

LAND = "khu vực"
"""Land that is no unit: a firing range, banks of silt before the coast."""
_KIND = r"(?:xã|phường|thị trấn|đặc khu|huyện)"
# Words that never begin or end within a syllable: where blanks were lost, they part names again.
_GLUED_BEFORE = re.compile(rf"(?<=\w)(?=(?:{_KIND}|thành|và|của|sau khi)(?:\s|các|[A-ZĐ]|{_KIND}))")
_GLUED_AFTER = re.compile(
    rf"\b({_KIND}|các|thành|và|của|gồm|xếp|là|lại|số|mới|gọi|tại)"
    rf"(?=[A-ZĐÀ-Ỹ\d]|{_KIND}|toàn|một|phần|có|của|các|và|là|khoản)"
)
_LAND = r"diện tích(?: tự nhiên)?"
_PEOPLE = r"quy mô dân(?: số)?"
# "toàn bộ diện tích tự nhiên, quy mô dân số của", "một phần diện tích tự nhiên, toàn bộ quy mô
# dân số của", "phần quy mô dân số còn lại của", "phần còn lại của"; once "bộ" for "toàn bộ".
_AMOUNT = re.compile(
    rf"(?P<first>toàn bộ|bộ|một phần|phần)\s*(?P<left>còn lại)?\s*(?P<land>{_LAND})?(?:,| và)?\s*"
    rf"(?P<second>toàn bộ|một phần)?\s*(?P<people>{_PEOPLE})?\s*(?P<right>còn lại)?\s*"
    rf"(?:của\b|(?=(?:các )?{_KIND}\s))"
)
_AFTER = re.compile(
    r"\bsau khi (?:thực hiện )?sắp xếp theo quy định tại ((?:các\b|khoản|và\b|,|\d+|\s)+)"
)
_RESULT = re.compile(
    rf"^(?:Sắp xếp|Nhập)\s(?P<body>.*)\sthành\s(?P<kind>{_KIND})"
    r"(?:(?: mới)? có tên gọi là\s+(?P<again>xã|[Pp]hường|đặc khu))?\s(?P<name>.+?)\s*\.?$"
)
_RENAMED = re.compile(rf"^Đổi tên (?P<was>{_KIND} .+?) thành (?P<kind>{_KIND}) (?P<name>.+?)\.?$")
_UNIT = re.compile(rf"\b(?P<kind>{_KIND}|khu vực)\b|(?=\bPhường [\dIVX]+\b|\bTrường bắn\b)")


@dataclass(frozen=True)
class Source:
    """What a clause takes of a unit of before.

    Attributes
    ----------
    kind, name : str
        As the text has them, the kind in small letters.
    district : str
        What the text says in brackets to tell namesakes apart, else empty.
    area, people : str
        ``whole``, ``part``, ``rest`` or ``none``.
    after : tuple of int
        Clauses that take their part before this one, where the text names them.
    """

    kind: str
    name: str
    district: str = ""
    area: str = "whole"
    people: str = "whole"
    after: tuple[int, ...] = ()


@dataclass(frozen=True)
class Clause:
    """A clause: the new unit, and what it is made of; ``kept``: the unit is left as it was."""

    number: int
    kind: str
    name: str
    sources: tuple[Source, ...]
    text: str
    kept: bool = False


@dataclass(frozen=True)
class Resolution:
    """A resolution: its clauses, the units that it leaves as they are, and what it counts itself.

    ``stated`` and ``formed``: kind → number of units, of all and of those that were formed.
    """

    number: int
    province: str
    clauses: tuple[Clause, ...]
    stated: dict[str, int] = field(default_factory=dict)
    formed: dict[str, int] = field(default_factory=dict)


def read_resolution(path: Path) -> Resolution:
    """Read the clauses of article 1 of a resolution.

    Parameters
    ----------
    path : Path
        Text of the resolution (``1665_NQ-UBTVQH15.md``), marks of emphasis allowed.

    Raises
    ------
    ValueError
        A clause that is not understood, with its number and text.
    """
    return parsed(int(path.name[:4]), path.read_text("utf-8"))


def parsed(number: int, text: str) -> Resolution:
    """Read the text of a resolution; see :func:`read_resolution`."""
    plain = unicodedata.normalize("NFC", text).replace("*", "").replace("\xa0", " ")
    article = re.search(r"Điều\s+1\.(.*?)Điều\s+2\.", plain, re.DOTALL)
    if article is None:
        raise ValueError(f"{number}: no article 1")
    clauses: list[Clause] = []
    for paragraph in re.split(r"\n\s*\n", article[1]):
        numbered = re.match(r"\s*(\d+)\\?\.\s*(.*)", paragraph, re.DOTALL)
        if not numbered:
            continue
        if int(numbered[1]) != len(clauses) + 1:
            raise ValueError(f"{number}: clause {numbered[1]} follows {len(clauses)}")
        said = spaced(numbered[2])
        if said.startswith("Sau khi sắp xếp"):
            return closed(number, clauses, int(numbered[1]), said)
        clauses.append(read_clause(int(numbered[1]), said))
    raise ValueError(f"{number}: no closing clause")


def spaced(text: str) -> str:
    """Write blanks where a text lost them: "Kỳ Khangthành xã" → "Kỳ Khang thành xã"."""
    one = " ".join(text.replace("\\", "").replace("’", "'").split())
    one = re.sub(r"\s*,\s*", ", ", one)
    one = re.sub(r"\s*\(\s*", " (", re.sub(r"\)(?=\w)", ") ", one))
    return _GLUED_AFTER.sub(r"\1 ", _GLUED_BEFORE.sub(" ", one))


def read_clause(number: int, said: str) -> Clause:
    """Read a clause that forms or renames a unit.

    Examples
    --------
    >>> clause = read_clause(2, "Sắp xếp toàn bộ diện tích tự nhiên của xã A và phần còn lại của"
    ...     " xã B sau khi sắp xếp theo quy định tại khoản 1 Điều này thành xã C.")
    >>> [(each.name, each.area, each.people, each.after) for each in clause.sources]
    [('A', 'whole', 'none', ()), ('B', 'rest', 'rest', (1,))]
    """
    renamed = _RENAMED.match(said)
    if renamed:
        was, name = _units(renamed["was"]), renamed["name"]
        return Clause(number, renamed["kind"], name, tuple(was), said)
    result = _RESULT.match(said)
    if result is None or (result["again"] or result["kind"]).lower() != result["kind"]:
        raise ValueError(f"clause {number} forms no unit: {said}")
    body = result["body"]
    amounts = list(_AMOUNT.finditer(body))
    if not amounts or amounts[0].start():
        raise ValueError(f"clause {number} does not begin with how much: {said}")
    ends = [amount.start() for amount in amounts[1:]] + [len(body)]
    sources: list[Source] = []
    for amount, end in zip(amounts, ends, strict=True):
        listed, after, more = _referring(body[amount.end() : end])
        area, people = _how_much(amount)
        sources += [replace(unit, area=area, people=people, after=after) for unit in _units(listed)]
        if more:
            # What follows a reference is taken as the clause begins.
            area, people = _how_much(amounts[0])
            sources += [replace(unit, area=area, people=people) for unit in _units(more)]
    return Clause(number, result["kind"], result["name"], tuple(sources), said)


def _how_much(amount: re.Match[str]) -> tuple[str, str]:
    """Read how much is taken, of area and of people."""
    first = {"toàn bộ": "whole", "bộ": "whole", "một phần": "part", "phần": "rest"}[amount["first"]]
    if (first == "rest") != bool(amount["left"] or amount["right"]):
        raise ValueError(f"how much is not understood: {amount[0]}")
    second = {"toàn bộ": "whole", "một phần": "part", None: first}[amount["second"]]
    both = not amount["land"] and not amount["people"]
    return (
        first if amount["land"] or both else "none",
        second if amount["people"] or both else "none",
    )


def _referring(listed: str) -> tuple[str, tuple[int, ...], str]:
    """Part a list at its reference: the units before, the clauses named, the units after it."""
    after = _AFTER.search(listed)
    if after is None:
        return listed, (), ""
    numbers = tuple(int(each) for each in re.findall(r"\d+", after[1]))
    rest = re.sub(r"^\s*(?:của )?(?:Điều này)?[\s,]*(?:và)?\s*", "", listed[after.end() :])
    return listed[: after.start()], numbers, rest


def _units(listed: str) -> list[Source]:
    """Read "các phường A, B và xã C (huyện D)": a kind holds until the next one."""
    units: list[Source] = []
    bounds = list(_UNIT.finditer(_outside(listed)))
    for match, end in zip(bounds, [each.start() for each in bounds[1:]] + [len(listed)]):
        kind = match["kind"] or ("phường" if listed[match.end()] == "P" else LAND)
        text = listed[match.end() : end]
        text = re.sub(r"(?:,|\bvà\b|\bcác\b|\s)+$", "", text)
        cuts = [0, *(at for cut in re.finditer(r",| và ", _outside(text)) for at in cut.span())]
        for start, stop in zip(cuts[::2], [*cuts[1::2], len(text)], strict=True):
            name, _, district = text[start:stop].partition("(")
            if name.strip():
                units.append(Source(kind, name.strip(), district.strip(" )")))
    if not units:
        raise ValueError(f"no unit in: {listed}")
    return units


def _outside(text: str) -> str:
    """Blot out what brackets hold, so that no kind or comma is seen in it; same length."""
    return re.sub(r"\([^)]*\)", lambda match: "(" + "_" * (len(match[0]) - 2) + ")", text)


def closed(number: int, clauses: list[Clause], last: int, said: str) -> Resolution:
    """Read the closing clause: province, counts, and the units that are left as they are."""
    province = re.search(r"(?:tỉnh|[Tt]hành phố) (.+?) có \d+", said)
    whole, _, rest = said.partition("trong đó có")
    formed, _, kept = rest.partition("không thực hiện sắp xếp là")
    if province is None:
        raise ValueError(f"{number}: the closing clause is not understood: {said}")
    units = _units(kept.rstrip(". ")) if kept else []
    left = [Clause(last, unit.kind, unit.name, (unit,), said, kept=True) for unit in units]
    return Resolution(
        number,
        province[1],
        (*clauses, *left),
        _counts(whole),
        _counts(formed.split("hình thành")[0]),
    )


def _counts(said: str) -> dict[str, int]:
    counts = re.findall(r"(\d+) (xã|phường|đặc khu)\b", said)
    return {kind: int(count) for count, kind in counts}


def miscounts(resolution: Resolution) -> list[str]:
    """Hold what was read against what the resolution says of itself.

    Returns
    -------
    list of str
        Empty where every count agrees.
    """
    every = Counter(clause.kind for clause in resolution.clauses)
    formed = Counter(clause.kind for clause in resolution.clauses if not clause.kept)
    wrong = []
    if dict(every) != resolution.stated:
        wrong.append(f"all: {dict(every)} read, {resolution.stated} stated")
    if resolution.formed and dict(formed) != resolution.formed:
        wrong.append(f"formed: {dict(formed)} read, {resolution.formed} stated")
    return wrong
