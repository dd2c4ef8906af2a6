"""Decisions: their number and date, as a form has them or as a paper says them of itself."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from planner.errors import InputError, Problem
from planner.sources.facts.pages import Page
from planner.units import COLUMNS
from planner.words.facts import CITES, DATE, DATE_IN_WORDS, NAMED, NUMBER, OWN_NUMBER
from planner.words.sources import unmarked
from planner.words.text import Text, joined, say


@dataclass(frozen=True)
class Decision:
    """By what a fact was decided.

    Attributes
    ----------
    number : str
        As it is written; empty where none is named.
    date : date or None
    file : str
        Name of the file that says so.
    """

    number: str
    date: datetime.date | None
    file: str

    @property
    def source(self) -> Text:
        """The decision as the source of a fact."""
        day = "" if self.date is None else f"{self.date:%d/%m/%Y}"
        if not self.number:
            return say("the office's own word, no decision named, in {file}", file=self.file)
        if not day:
            return say("decision {number}, by {file}", number=self.number, file=self.file)
        return say(
            "decision {number} of {date}, by {file}", number=self.number, date=day, file=self.file
        )

    def is_after(self, day: datetime.date | None) -> bool:
        """Whether it was not there yet on a day."""
        return day is not None and self.date is not None and self.date > day


def decision_of(number: str, date: str, file: str, place: Text) -> Decision:
    """Take number and date from the cells of a form.

    Raises
    ------
    InputError
        A date that is none.
    """
    day = None
    if date:
        day = _day(date) or _of_workbook(date)
        if day is None:
            found = say("the date '{written}'", written=date)
            expected = say("day/month/year, such as 05/12/2025")
            raise InputError(Problem(place, found, expected, say("correct it")))
    return Decision(" ".join(number.split()), day, file)


def _of_workbook(written: str) -> datetime.date | None:
    """Take a date that a workbook holds as one."""
    try:
        return datetime.date.fromisoformat(written[:10])
    except ValueError:
        return None


def _own(page: Page) -> list[str]:
    """Leave out the lines in which a paper cites others."""
    return [line for line in page.above if not CITES.match(unmarked(line))]


def decision_above(page: Page, file: str) -> Decision:
    """Find the number and date that a paper says of itself, in the lines above its list."""
    own = _own(page)
    numbers = (
        found[1] for line in own if OWN_NUMBER.search(line) and (found := NUMBER.search(line))
    )
    number = next(numbers, "")
    return Decision(number, next(_days(own), None), file)


def _days(lines: list[str]) -> Iterator[datetime.date]:
    yield from (day for line in lines if (day := _day(line)) is not None)


def _day(line: str) -> datetime.date | None:
    """Read the first date of a line, in words or in figures."""
    found = DATE_IN_WORDS.search(unmarked(line)) or DATE.search(line)
    try:
        return None if found is None else datetime.date(*map(int, reversed(found.groups())))
    except ValueError:
        return None


def fact_above(page: Page) -> str:
    """Find what a list recognises its units as: in its headings, or in the nearest line above.

    Raises
    ------
    InputError
        No fact is named, or several are.
    """
    for line in (" ".join(page.heads), *reversed(_own(page))):
        named = [column for column, words in NAMED.items() if words.search(unmarked(line))]
        if len(named) == 1:
            return named[0]
        if named:
            break
    else:
        named = []
    every = joined([COLUMNS[name].words for name in NAMED], "; ")
    found = say("a list that does not say what its units are")
    if named:
        several = joined([COLUMNS[name].words for name in named], "; ")
        found = say("a list of several facts at once: {facts}", facts=several)
    mend = say("name the fact in the line above the table, or fill in the form of `planner facts`")
    raise InputError(Problem(page.place, found, say("one of {names}", names=every), mend))
