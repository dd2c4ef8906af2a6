"""Answers: facts of units as an office gives them, in the form of facts or by its decisions."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import geopandas as gpd
import pandas as pd

from planner.errors import InputError, Problem, RefusedError, listed, raise_if_any
from planner.sources.cells import parse_number
from planner.sources.facts.columns import STATED, column_of
from planner.sources.facts.decisions import Decision, decision_above, decision_of, fact_above
from planner.sources.facts.pages import ANSWERED, Page, read_pages
from planner.sources.facts.statements import Statement
from planner.sources.provenance import Gathering
from planner.units import COLUMNS, full_name
from planner.units.naming import Names
from planner.words.facts import CHOICES
from planner.words.outputs.depends import YES_NO
from planner.words.sources import NO, SUMS, YES, heading_key, unmarked
from planner.words.text import Text, joined, say, text

__all__ = ["ANSWERED", "Answer", "apply_answers", "is_form", "read_answers"]

FACTS = {
    heading_key(word): name
    for name in STATED
    for word in (COLUMNS[name].vi, COLUMNS[name].en, name)
}
"""What a form calls a fact → its column."""
WORDS = {unmarked(word): says for words, says in ((YES, True), (NO, False)) for word in words}


@dataclass(frozen=True)
class Answer:
    """What an office says of a unit.

    Attributes
    ----------
    code : str
        The unit.
    column : str
        The fact: a column of ``COLUMNS``.
    value : bool or float
        Yes or no, or a number in the unit of measure of the column.
    decision : Decision
        By what it was decided.
    place : Text
        File and row.
    """

    code: str
    column: str
    value: bool | float
    decision: Decision
    place: Text

    @property
    def shown(self) -> Text:
        """The value in words."""
        if isinstance(self.value, bool):
            return YES_NO["yes" if self.value else "no"]
        return text(f"{self.value:g}")


def is_form(path: Path) -> bool:
    """Whether a file is a form of facts, which asks for answers."""
    return path.suffix.lower() in ANSWERED and any(page.is_form for page in read_pages(path))


def read_answers(path: Path, units: pd.DataFrame) -> list[Answer]:
    """Read a form of facts, or a decision with a table of names.

    Parameters
    ----------
    path : Path
        A workbook, or a document of Word.
    units : DataFrame
        Index ``code``; ``name``, ``kind``.

    Returns
    -------
    list of Answer
        A cell that is blank is no answer; who stands in a list is answered with yes.

    Raises
    ------
    InputError
        With every unit that is unknown, every answer that is none, and those that contradict.
    """
    pages = read_pages(path)
    if not pages:
        raise InputError(
            Problem(
                path.name,
                say("no table of units"),
                say("a form of facts, or a list of names under a heading"),
                say("write the form with `planner facts`, and fill it in"),
            )
        )
    names, problems, answers = Names(units), list[Problem](), list[Answer]()
    for page in pages:
        own, wrong = (_of_form if page.is_form else _of_list)(page, names, path.name)
        answers += own
        problems += wrong
    raise_if_any([*problems, *_contradictions(answers, names)])
    return answers


def _of_form(page: Page, names: Names, file: str) -> tuple[list[Answer], list[Problem]]:
    """Read the rows of a form that are answered."""
    answers, problems = list[Answer](), list[Problem]()
    for number, row in page.rows:
        written = page.cell(row, "answer")
        if not written:
            continue
        place = say("{place}, row {row}", place=page.place, row=number)
        try:
            code = _unit(page, row, names, place)
            column = _column(page.cell(row, "fact"), place)
            value = _value(written, column, place)
            date = page.cell(row, "date")
            decision = decision_of(page.cell(row, "number"), date, file, place)
        except InputError as error:
            problems += error.problems
            continue
        answers.append(Answer(code, column, value, decision, place))
    return answers, problems


def _of_list(page: Page, names: Names, file: str) -> tuple[list[Answer], list[Problem]]:
    """Take every unit of a list as one that a decision recognises."""
    try:
        column = fact_above(page)
    except InputError as error:
        return [], [*error.problems]
    decision = decision_above(page, file)
    answers, problems = list[Answer](), list[Problem]()
    for number, row in page.rows:
        name = page.cell(row, "name")
        if not (name or page.cell(row, "code")) or any(SUMS.fullmatch(cell) for cell in row):
            continue
        place = say("{place}, row {row}", place=page.place, row=number)
        try:
            answers.append(Answer(_unit(page, row, names, place), column, True, decision, place))
        except InputError as error:
            problems += error.problems
    return answers, problems


def _unit(page: Page, row: list[str], names: Names, place: Text) -> str:
    """Find the unit of a row by its code and name, which have to speak of the same."""
    code, name = page.cell(row, "code"), page.cell(row, "name")
    by_code = names.of(code) if code else []
    by_name = names.of(name) if name else []
    both = [each for each in by_code if each in by_name] if code and name else by_code or by_name
    if len(both) == 1:
        return both[0]
    written = " ".join(filter(None, (name, code)))
    found = say("no unit '{name}'", name=written)
    if by_code and by_name:
        found = say("a code and a name of different units: {written}", written=written)
    elif len(by_name) > 1:
        found = say("several units of the name '{name}'", name=written)
    offered = list(dict.fromkeys([*by_code, *by_name])) or names.near(name or code)
    mend = say("correct the name or the code")
    if offered:
        mend = say("perhaps {names}", names=names.told(offered))
    raise InputError(Problem(place, found, say("code or name of a unit"), mend))


def _column(written: str, place: Text) -> str:
    """Find the column of a fact by its name in a form."""
    column = FACTS.get(heading_key(written))
    if column is None:
        every = listed([COLUMNS[name].words.vi for name in STATED], len(STATED))
        unknown = say("no fact '{written}'", written=written)
        mend = say("write the fact as the form has it")
        raise InputError(Problem(place, unknown, say("one of {names}", names=every), mend))
    return column


def _value(written: str, column: str, place: Text) -> bool | float:
    """Read an answer: yes or no, or the number that its column asks for."""
    rule = COLUMNS[column]
    found = say("the answer '{written}'", written=written)
    if rule.dtype == "boolean":
        value = WORDS.get(unmarked(" ".join(written.split())))
        if value is None:
            mend = say("choose from the list; leave it blank while it is not known")
            raise InputError(
                Problem(place, found, say("one of {names}", names=", ".join(CHOICES)), mend)
            )
        return value
    span = say("a number from {least} to {most}", least=f"{rule.least:g}", most=f"{rule.most:g}")
    try:
        figure = parse_number(re.sub(r"\s*%$", "", written))
    except RefusedError as error:
        raise InputError(
            Problem(place, joined([found, error.text], ": "), span, say("correct it"))
        ) from error
    if not rule.least <= figure <= rule.most:
        raise InputError(Problem(place, found, span, say("correct it")))
    return figure


def _contradictions(answers: Iterable[Answer], names: Names) -> list[Problem]:
    """Name answers that say of a unit what another denies."""
    first: dict[tuple[str, str], Answer] = {}
    problems = []
    for answer in answers:
        other = first.setdefault((answer.code, answer.column), answer)
        if other.value != answer.value:
            problems.append(_contradiction(answer, names.full[answer.code], other))
    return problems


def _contradiction(answer: Answer, unit: str, other: Answer) -> Problem:
    found = say(
        "{unit}, {fact}: {answer}, and {other} in {place}",
        unit=unit,
        fact=COLUMNS[answer.column].words,
        answer=answer.shown,
        other=other.shown,
        place=other.place,
    )
    return Problem(answer.place, found, say("one answer"), say("keep the one that was decided"))


def apply_answers(
    units: gpd.GeoDataFrame, path: Path, provenance: Gathering, as_of: datetime.date | None = None
) -> gpd.GeoDataFrame:
    """Fill columns as an office answers: nothing that was computed or likely stands against it.

    Parameters
    ----------
    units, path, provenance, as_of
        As :func:`planner.sources.facts.apply_facts`; a decision of after ``as_of`` says nothing.

    Raises
    ------
    InputError
        As :func:`read_answers`; and answers that contradict those of another file.
    """
    answers = read_answers(path, units)
    provenance.add_file(path)
    names = full_name(units)
    _refuse_contradicted(answers, names, provenance)
    answers = [each for each in answers if not each.decision.is_after(as_of)]
    if not answers:
        provenance.add_note(say("{file}: no fact is answered yet.", file=path.name))
    if unnamed := sum(not each.decision.number for each in answers):
        said = say(
            "{file}: {count} answers name no decision, and are the office's own word.",
            file=path.name,
            count=unnamed,
        )
        provenance.add_note(said)

    def key(answer: Answer) -> tuple[str, str, str]:
        return answer.column, answer.decision.source.vi, answer.shown.vi

    for _, group in groupby(sorted(answers, key=key), key):
        same = list(group)
        first, codes = same[0], list(dict.fromkeys(each.code for each in same))
        values = column_of(units, first.column)
        chosen = units.index.isin(codes)
        units = units.assign(**{first.column: values.mask(chosen, first.value)})
        provenance.add_note(_note(first, [names[code] for code in codes]))
        provenance.add_fact(first.column, first.value, first.decision.source, "office", codes)
    return units


def _note(answer: Answer, units: list[str]) -> Text:
    """Say what was answered, of whom, and by what decision."""
    said = say(
        "{fact} = {answer}: {units}.",
        fact=COLUMNS[answer.column].words,
        answer=answer.shown,
        units=listed(units, len(units)),
    )
    source = answer.decision.source
    return Statement(assumption=said, source=source, confidence="office").note


def _refuse_contradicted(
    answers: Iterable[Answer], names: pd.Series[str], provenance: Gathering
) -> None:
    """Refuse answers that another file of answers denies."""
    problems = []
    before = [fact for fact in provenance.facts if fact.confidence == "office"]
    for answer in answers:
        value = answer.shown.en
        for fact in before:
            if (fact.column, fact.value) != (answer.column, value) and (
                fact.column == answer.column and answer.code in fact.codes
            ):
                found = say(
                    "{unit}, {fact}: {answer}, and otherwise by {source}",
                    unit=names[answer.code],
                    fact=COLUMNS[answer.column].words,
                    answer=answer.shown,
                    source=fact.source,
                )
                mend = say("keep the one that was decided")
                problems.append(Problem(answer.place, found, say("one answer"), mend))
    raise_if_any(problems)
