"""Hearings: a tally or a register of comments as actions of a workspace, and back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from planner.errors import InputError, Problem, raise_if_any
from planner.output.dossier import comments
from planner.output.dossier.inputs import read_tally
from planner.output.dossier.layout import Ballot, layout_of
from planner.output.dossier.units import called_units
from planner.problem import Problem as Arranged
from planner.session import Comment, Hear, Reply, State
from planner.words.letters import spelling
from planner.words.outputs.workbench import minutes as words
from planner.words.text import say


def ballot_of(problem: Arranged) -> Ballot | None:
    """Find how people are asked under the law of a problem; None: no text of it is known."""
    try:
        return layout_of(problem.ruleset).ballot
    except InputError:
        return None


def enough(ballot: Ballot | None, percent: float) -> bool | None:
    """Whether so many percent of all households are enough; None: no figure is known."""
    if ballot is None or ballot.least_percent is None:
        return None
    return not ballot.short(percent)


def hearings(path: Path, problem: Arranged) -> list[Hear]:
    """Read a tally, a row a thôn, as `planner report --opinions` does.

    Raises
    ------
    InputError
        See ``inputs.read_tally``.
    """
    table = read_tally(path, called(problem))
    return [
        Hear(
            unit=row["code"],
            hamlet=row["settlement"],
            households=int(row["households"]),
            took_part=int(row["took_part"]),
            agree=int(row["agree"]),
            disagree=int(row["disagree"]),
        )
        for row in table.to_dict("records")
    ]


def points(path: Path, problem: Arranged, state: State, to: int) -> list[Comment | Reply]:
    """Read a register of comments, as `planner comments` keeps it, with its answers.

    Parameters
    ----------
    path : Path
    problem : planner.problem.Problem
    state : State
        To which they come: comments that it has already, word by word, are left out.
    to : int
        The version of which they speak.

    Raises
    ------
    InputError
        See ``comments.read_register``; a unit of no name or code.
    """
    named: dict[str, set[str]] = {}
    for code, name in called(problem).items():
        for way in {code, name, str(problem.units.loc[code, "name"])}:
            named.setdefault(spelling(way), set()).add(code)
    there = {(each.document, each.text) for each in state.comments}
    actions, problems, count = list[Comment | Reply](), list[Problem](), len(state.comments)
    for each in comments.read_register(path):
        if (each.document, each.said) in there:
            continue
        codes = list[str]()
        for name in each.units:
            of_name = named.get(spelling(name), set())
            codes += of_name if len(of_name) == 1 else ()
            problems += [_no_unit(path, each.number, name)] * (len(of_name) != 1)
        actions.append(
            Comment(document=each.document, day=each.day, text=each.said, units=codes, to=to)
        )
        count += 1
        if each.answer:
            reply = Reply(number=count, text=each.answer, settled=bool(each.settled), to=to)
            actions.append(reply)
    raise_if_any(problems)
    return actions


def _no_unit(path: Path, number: int, name: str) -> Problem:
    return Problem(
        say("{file}, comment {number}", file=path.name, number=number),
        f"'{name}'",
        say("code of a unit of today, or a name that one of them has alone"),
        say("correct it, or leave the units empty: the comment then speaks of the whole plan"),
    )


def register(state: State) -> list[comments.Comment]:
    """Give the comments of a state as the register of the dossier has them."""
    names = state.roster.names
    return [
        comments.Comment(
            number,
            each.document,
            each.day,
            tuple(names[code] for code in each.units),
            each.text,
            each.answer,
            words.VERSION.format(number=each.settled) if each.settled else "",
        )
        for number, each in enumerate(state.comments, 1)
    ]


def called(problem: Arranged) -> dict[str, str]:
    """Give each unit of today as sentences call it."""
    return called_units(problem.units)


def open_points(state: State) -> Sequence[comments.Comment]:
    """Take the comments that no version has settled."""
    return comments.open_ones(register(state))
