"""The register of comments on a plan: what was said, the answer, the version that settled it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from planner.errors import Problem, raise_if_any
from planner.output.dossier.given import empty_cell, read_rows
from planner.output.dossier.tables.table import Annex, row_numbers, text_field, wanted_field
from planner.output.reports.workbook.annexes import write_annexes
from planner.sources.cells import as_text
from planner.store.folder import run_folder
from planner.words.letters import spelling
from planner.words.outputs import dossier as words
from planner.words.text import Text, joined, say

COLUMNS = ("document", "day", "units", "said", "answer", "settled")


@dataclass(frozen=True)
class Comment:
    """One comment.

    Attributes
    ----------
    number : int
        Its place in the register, from 1.
    document, day : str
        Letter or meeting in which it was made, and when.
    units : tuple of str
        Codes or names of the units of which it speaks.
    said, answer : str
    settled : str
        Version of the plan in which it was settled; empty: it is open.
    """

    number: int
    document: str
    day: str
    units: tuple[str, ...]
    said: str
    answer: str
    settled: str

    def concerns(self, names: Iterable[str]) -> bool:
        """Whether it speaks of a unit with one of these codes or names."""
        return bool({*map(spelling, self.units)} & {*map(spelling, names)})


def read_register(path: Path) -> list[Comment]:
    """Read a register.

    Raises
    ------
    InputError
        No such file or headings; a comment without source or words, or settled without an answer:
        every cell is named.
    """
    rows = read_rows(path, COLUMNS, ("document", "said"))
    text = rows.frame.reindex(columns=list(COLUMNS)).apply(as_text)
    kept = text.index[(text != "").any(axis=1)]
    problems: list[Problem] = []
    comments: list[Comment] = []
    for place, (_, row) in enumerate(text.iterrows()):
        if text.index[place] not in kept:
            continue
        missing = [head for head in ("document", "said") if not row[head]]
        if row["settled"] and not row["answer"] and "answer" in rows.frame:
            missing.append("answer")
        problems += [empty_cell(rows.address(place, head)) for head in missing]
        units = tuple(each.strip() for each in re.split(r"[;,]", row["units"]) if each.strip())
        comments.append(
            Comment(
                len(comments) + 1,
                row["document"],
                row["day"],
                units,
                row["said"],
                row["answer"],
                row["settled"],
            )
        )
    raise_if_any(problems)
    return comments


def write_register(path: Path, rows: int = 30) -> None:
    """Write an empty register, with so many marked rows.

    Raises
    ------
    InputError
        It is there already, or cannot be written.
    """
    empty = [pd.NA] * rows
    fields = (
        row_numbers(len(empty)),
        *(wanted_field(head, empty, width=30.0) for head in COLUMNS),
    )
    sheet = Annex("register", fields, (words.NOTES["register"],)).sheet(1)
    with run_folder(path.absolute().parent, files=[path.name], record=None) as part:
        write_annexes(part / path.name, words.TITLES["register"], [], [sheet])


def comments_annex(comments: Sequence[Comment]) -> Annex:
    """Make the table of acceptance and explanation, with what is still open."""
    heads = ("document", "day", "units", "said", "answer")
    columns = {
        head: [", ".join(c.units) if head == "units" else getattr(c, head) for c in comments]
        for head in heads
    }
    states = [
        words.SETTLED.format(version=each.settled) if each.settled else words.OPEN
        for each in comments
    ]
    widths = (24.0, 12.0, 20.0, 40.0, 40.0)
    return Annex(
        "comments",
        (
            row_numbers(len(comments)),
            *(text_field(head, columns[head], w) for head, w in zip(heads, widths, strict=True)),
            text_field("settled", states, 18.0),
        ),
    )


def caused(comments: Sequence[Comment], names: Iterable[str]) -> Text:
    """Name the comments that speak of a unit, which may have caused that it changed, or say none.

    Parameters
    ----------
    comments : sequence of Comment
    names : iterable of str
        Code and names of the unit.
    """
    known = list(names)
    told = [
        say(
            "comment {number} ({document}), {state}",
            number=each.number,
            document=each.document,
            state=say("settled in {version}", version=each.settled)
            if each.settled
            else say("still open"),
        )
        for each in comments
        if each.concerns(known)
    ]
    return joined(told, "; ") if told else say("no comment speaks of it")


def open_ones(comments: Sequence[Comment]) -> list[Comment]:
    """Take the comments that no version has settled."""
    return [each for each in comments if not each.settled]


def told(comment: Comment) -> str:
    """Write a comment on one line."""
    head = f"{comment.number}. {comment.document}"
    return f"{head} ({comment.day}): {comment.said}" if comment.day else f"{head}: {comment.said}"
