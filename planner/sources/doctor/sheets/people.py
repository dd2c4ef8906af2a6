"""Columns of people: which of several counts, which sum to it, and which speak beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from planner.errors import listed
from planner.sources.doctor.caution import Report
from planner.words.sources import (
    AMENDED,
    AVERAGE,
    FOR_A_TIME,
    OF_PEOPLE,
    PARTS_OF_PEOPLE,
    PEOPLE,
    PEOPLE_WORD,
    SUPERSEDED,
    THOUSANDS,
    WITH_ALL,
    WITHIN,
    heading_key,
)
from planner.words.text import Text, say

NO_DAY = (0, 0, 0)


@dataclass(frozen=True)
class PeopleColumns:
    """The columns of a table that speak of people.

    Attributes
    ----------
    total : tuple of str
        The heading that counts, or those whose sum does: thường trú and tạm trú, nam and nữ.
    check : tuple of str
        Those that have to sum to the one that counts; empty where there are none.
    amended : str
        The heading whose figures replace the others where it has one; empty for none.
    others : tuple of str
        People of other years, and others that are not taken.
    apart : tuple of str
        Those who stay for a time, where nothing says whether the column that counts has them.
    times : int
        1000 where the heading says thousands.
    """

    total: tuple[str, ...]
    check: tuple[str, ...] = ()
    amended: str = ""
    others: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    times: int = 1

    @property
    def written(self) -> str:
        """The heading, or the sum of headings."""
        return " + ".join(self.total)


def people_columns(heads: Iterable[str], about: str = "") -> PeopleColumns | None:
    """Choose among the columns of people: the newest year, the whole before its parts.

    Parameters
    ----------
    heads : iterable of str
    about : str
        What stands above the table and on its sheet: where it speaks of people, and no heading
        does, headings of sums and of days are of them.

    Examples
    --------
    >>> people = people_columns(["Tên xã", "Dân số 2019", "Dân số 2024", "Tạm trú"])
    >>> people.total, people.others, people.apart
    (('Dân số 2024',), ('Dân số 2019',), ('Tạm trú',))
    """
    keys = {head: heading_key(head) for head in heads if head}
    own = [head for head, key in keys.items() if re.search(PEOPLE, key)]
    if not own and re.search(PEOPLE, heading_key(about)):
        own = [head for head, key in keys.items() if re.search(OF_PEOPLE, key)]
    parts = {head: _part(key) for head, key in keys.items()}
    amended = [head for head in own if re.search(AMENDED, keys[head])]
    sent = [head for head in own if re.search(SUPERSEDED, keys[head])]
    whole = [h for h in own if not parts[h] and h not in amended and h not in sent]
    # Laws ask for who is there, not for the mean of a year.
    whole.sort(key=lambda head: bool(re.search(AVERAGE, keys[head])))
    newest = max((_day(keys[head]) for head in own), default=NO_DAY)
    undated = [head for head in whole if _day(keys[head]) == NO_DAY]
    dated = [head for head in whole if _day(keys[head]) == newest]
    total = tuple((undated or dated)[:1])
    # An undated column beside dated ones is of now; parts are of the day that counts.
    day = _day(keys[total[0]]) if total else newest
    sums = [_pair(pair, parts, own, keys, day) for pair in PARTS_OF_PEOPLE]
    check = next((each for each in sums if each), ())
    if not total:
        alone = [head for head in own if parts[head] == "thuong tru"]
        total, check = check or tuple((sent or alone or amended)[:1]), ()
    if not total:
        return None
    taken = {*total, *check, *amended[:1]}
    return PeopleColumns(
        total,
        check,
        next((head for head in amended if head not in total), ""),
        tuple(head for head in whole if head not in taken),
        _apart(parts, keys, taken),
        1000 if any(re.search(THOUSANDS, keys[head]) for head in total) else 1,
    )


def tell_people(people: PeopleColumns, place: Text, report: Report) -> None:
    """Say which columns of people count, and which do not."""
    if len(people.total) > 1:
        report.doubt(place, say("people are the sum of “{head}”", head=people.written))
    if people.amended:
        report.doubt(
            place, say("“{head}” counts in rows in which it has a figure", head=people.amended)
        )
    if people.times > 1:
        report.doubt(place, say("“{head}” are thousands, made people", head=people.written))
    if people.others:
        report.doubt(
            place,
            say(
                "“{head}” taken for {column}; not taken: {others}",
                head=people.written,
                column=PEOPLE_WORD,
                others=listed(people.others),
            ),
        )


def _apart(parts: dict[str, str], keys: dict[str, str], taken: set[str]) -> tuple[str, ...]:
    """Name who stays for a time, unless a heading says that those who count have them."""
    if any(re.search(WITH_ALL, keys[head]) for head in taken):
        return ()
    return tuple(
        head
        for head, part in parts.items()
        if part == FOR_A_TIME and head not in taken and not re.search(WITHIN, keys[head])
    )


def _part(key: str) -> str:
    """Name the part of people that a heading counts; empty for the whole."""
    parts = [part for pair in PARTS_OF_PEOPLE for part in pair]
    return next((part for part in parts if re.search(rf"\b{part}\b(?! \d)", key)), "")


def _day(key: str) -> tuple[int, int, int]:
    """Find the newest day that a heading names: year, month, day; 0 for what it does not name."""
    days = re.findall(r"\b(?:(?:(\d{1,2}) )?(\d{1,2}) )?((?:19|20)\d{2})\b", key)
    found = [(int(year), int(month or 0), int(day or 0)) for day, month, year in days]
    return max(found, default=NO_DAY)


def _pair(
    pair: Sequence[str],
    parts: dict[str, str],
    own: Sequence[str],
    keys: dict[str, str],
    day: tuple[int, int, int],
) -> tuple[str, ...]:
    """Find two headings that make a whole: of the same day, and no "of these"."""
    heads = []
    for part in pair:
        likely = [
            head
            for head, each in parts.items()
            if each == part
            and not keys[head].startswith("trong do")
            and (_day(keys[head]) in (NO_DAY, day) or _day(keys[head]) == (day[0], 0, 0))
            # Men and women are counted in lists of staff as well.
            and (head in own or (keys[head] == part != "nam" and part != "nu"))
        ]
        heads += likely[:1]
    return tuple(heads) if len(heads) == len(pair) else ()
