"""Ties out of a table: pairs of units, each with weight, reason, source and author."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from planner.errors import Problem, raise_if_any
from planner.sources.companions.rows import BesideTable, empty, read_rows
from planner.units.graph import Tie
from planner.words.text import Text, say

SAID = ("why", "source", "author")


def read_ties(path: Path, settings: BesideTable, units: pd.DataFrame) -> list[Tie]:
    """Read ties, a row a pair.

    Parameters
    ----------
    path : Path
    settings : BesideTable
    units : DataFrame
        Index ``code``; ``name``, ``kind``.

    Raises
    ------
    InputError
        Unknown units, a pair twice, a weight that is none, an empty reason, source or author.
    """
    ends = (("code_a", "name_a"), ("code_b", "name_b"))
    rows = read_rows(path, settings, (*ends, "weight", *SAID))
    problems: list[Problem] = []
    one, other = (rows.units(units, *end, problems) for end in ends)
    weights = rows.numbers("weight", problems, settings.decimal, whole=False)
    for head in SAID:
        blank = (rows.text[head] == "").tolist()
        problems += [empty(rows.address(row, head)) for row, is_so in enumerate(blank) if is_so]
    seen: dict[frozenset[str], int] = {}
    ties = []
    for row, (a, b, weight) in enumerate(zip(one, other, weights.tolist(), strict=True)):
        problems += _faults(rows.address(row, "weight"), weight)
        pair = frozenset((a, b))
        if a and a == b:
            problems.append(
                Problem(
                    rows.address(row, "code_b" if "code_b" in rows.text else "name_b"),
                    say("the same unit twice"),
                    say("two units"),
                    say("name two units"),
                )
            )
        elif a and b and pair in seen:
            problems.append(
                Problem(
                    rows.address(row, "code_a" if "code_a" in rows.text else "name_a"),
                    say("a pair that stands in row {row} already", row=seen[pair]),
                    say("each pair once"),
                    say("join the two rows into one, with one weight"),
                )
            )
        seen.setdefault(pair, int(rows.text.index[row]))
        said = {head: str(rows.text[head].iloc[row]) for head in SAID}
        if not problems:
            ties.append(Tie(between=(a, b), weight=weight, **said))
    raise_if_any(problems)
    return ties


def _faults(place: Text, weight: float) -> list[Problem]:
    """Refuse a weight that is none; what is no number was told before."""
    if not weight <= 0 and not weight > 1_000:
        return []
    return [
        Problem(
            place,
            f"{weight:g}",
            say("a weight above 0, at most 1000"),
            say("weights speak only against each other: divide all of them by one number"),
        )
    ]
