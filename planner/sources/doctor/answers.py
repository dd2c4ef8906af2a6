"""Answers of somebody: which unit a row is, and what is to become of a figure in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from planner.errors import EXIT_NOT_SATISFIED, InputError, Problem, raise_if_any
from planner.sources.cells import as_text, parse_number
from planner.sources.doctor.matching import Match
from planner.sources.settings import TableJoin
from planner.sources.tables.reading import read_sheet
from planner.words.outputs.reports import FIGURE_NAMES, MATCH_HEADINGS
from planner.words.sources import ACCEPTED, LEFT_OUT, unmarked
from planner.words.text import Text, say

LEAST = ("file", "row", "code")


@dataclass(frozen=True)
class Question:
    """A figure that waits for a word.

    Attributes
    ----------
    code : str
        Unit; empty for a whole column.
    name : str
    column : str
        "people" or "area_km2".
    figure : str
        As it was read (km² for areas), or as it stands where it cannot be read.
    place : Text
        Where it stands.
    why : Text
        What speaks against it.
    answer : str
        Of somebody; empty: none yet.
    """

    code: str
    name: str
    column: str
    figure: str
    place: Text
    why: Text
    answer: str = ""

    @property
    def problem(self) -> Problem:
        """The question as a problem."""
        return Problem(
            self.place,
            say(
                "{name}: {why}",
                name=f"{self.name} ({self.code})" if self.code else self.name,
                why=self.why,
            ),
            say("a word on it"),
            say("answer in matches.csv: `giữ` keeps it, a figure corrects it, `bỏ` leaves it out"),
        )


class OpenError(InputError):
    """Rows, outlines or figures of which nobody can be sure: they are written down, to be settled.

    It ends with 1: nothing is wrong with the files that a word could not settle.
    """

    exit_code = EXIT_NOT_SATISFIED

    def __init__(
        self,
        problems: Sequence[Problem],
        matches: Sequence[Match],
        questions: Sequence[Question] = (),
    ):
        super().__init__(problems)
        self.matches, self.questions = list(matches), list(questions)


@dataclass
class Answers:
    """What somebody settled.

    Attributes
    ----------
    rows : dict of str to list of tuple
        File and sheet → code and name as written, row, code of the unit (empty: left out).
    figures : dict of tuple to tuple of str
        Unit and column → the figure that was asked about, and the answer.
    """

    rows: dict[str, list[tuple[str, str, int, str]]] = field(default_factory=dict)
    figures: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    def codes(self, place: str, texts: pd.DataFrame) -> dict[int, str]:
        """Give the code of each row that was settled, by what is written in it.

        Parameters
        ----------
        place : str
            File and sheet.
        texts : DataFrame
            Index: row in the file; ``code``, ``name``, as written.

        Returns
        -------
        dict of int to str
            Row → code.  Rows that are written alike are told apart by their order, and by nothing
            where one was added; rows without code and name by their number.
        """
        own: dict[tuple[str, str], list[tuple[int, str]]] = {}
        for written_code, written, row, code in self.rows.get(place, ()):
            own.setdefault((written_code, written), []).append((row, code))
        there: dict[tuple[str, str], list[int]] = {}
        for row, written_code, written in texts[["code", "name"]].itertuples():
            there.setdefault((str(written_code), str(written)), []).append(int(row))
        settled: dict[int, str] = {}
        for key, said in own.items():
            if key == ("", ""):
                settled |= dict(said)
            elif len(there.get(key, [])) == len(said):
                settled |= dict(zip(there[key], (code for _, code in said), strict=True))
        return settled

    def answer(self, code: str, column: str, figure: str) -> str:
        """Give the answer to a question; none where another figure was asked about."""
        asked, answer = self.figures.get((code, column), ("", ""))
        return answer if _number(asked) == _number(figure) else ""


def read_answers(path: Path | None) -> Answers:
    """Read the table of matches that somebody filled in; headings in either language.

    Raises
    ------
    InputError
        Headings that are missing, and answers that are none.
    """
    answers = Answers()
    if path is None:
        return answers
    sheet = read_sheet(path, TableJoin(file=path.name))
    heads = {
        ours: next((h for h in (words.vi, words.en, ours) if h in sheet.frame), "")
        for ours, words in MATCH_HEADINGS.items()
    }
    raise_if_any(
        [
            Problem(
                sheet.place,
                say("no column '{column}'", column=MATCH_HEADINGS[ours].vi),
                say("the file of matches"),
                say("take matches.csv, which `planner data import` wrote"),
            )
            for ours in LEAST
            if not heads[ours]
        ]
    )
    texts = pd.DataFrame(
        {ours: as_text(sheet.frame[h]) if h else "" for ours, h in heads.items()},
        index=sheet.frame.index,
    )
    columns = {name: ours for ours, words in FIGURE_NAMES.items() for name in (words.vi, words.en)}
    problems: list[Problem] = []
    for row in texts.to_dict("records"):
        word = row["answer"]
        if row["column"]:
            column = columns.get(row["column"], row["column"])
            if word and not (_is(word, ACCEPTED) or _is(word, LEFT_OUT) or _is_figure(word)):
                problems.append(
                    Problem(
                        sheet.place,
                        f"“{word}”",
                        say("`giữ`, `bỏ` or a figure"),
                        say("correct it"),
                    )
                )
            answers.figures[row["code"], column] = (row["figure"], word)
            continue
        left = _is(word, LEFT_OUT) or not heads["answer"]
        if row["row"].isdecimal() and (row["code"] or left):
            code = "" if _is(word, LEFT_OUT) else row["code"]
            key = (row["written_code"], row["written"], int(row["row"]), code)
            answers.rows.setdefault(row["file"], []).append(key)
    raise_if_any(problems)
    return answers


def accepts(word: str) -> bool:
    """Whether an answer keeps a figure."""
    return _is(word, ACCEPTED)


def leaves_out(word: str) -> bool:
    """Whether an answer leaves a figure out."""
    return _is(word, LEFT_OUT)


def corrected(word: str, column: str) -> float:
    """Give the figure of an answer."""
    return parse_number(word, whole=column == "people", decimal=None if "," not in word else ",")


def _is(word: str, words: set[str]) -> bool:
    return unmarked(word).strip() in words


def _is_figure(word: str) -> bool:
    return isinstance(_number(word), float)


def _number(written: str) -> float | str:
    """Read a figure as whoever opens the table may have changed it; else the text itself."""
    try:
        return round(float(written.replace(",", ".")), 2)
    except ValueError:
        try:
            return parse_number(written, whole=True)
        except ValueError:
            return written.strip()
