"""Whether a plan covers the units: each named, whole, and by known codes only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from planner.errors import Problem, listed, raise_if_any
from planner.plan import SHARE_TOLERANCE, Plan
from planner.words import Text, say

Where = Callable[[str, "Sequence[int] | pd.Index[Any]"], Text]
"""Column and rows → how a reader finds these cells."""


def refuse_uncovered(plan: Plan, units: pd.DataFrame) -> None:
    """Refuse a plan that is no partition of the units.

    Raises
    ------
    InputError
        Units that are missing, unknown or named twice, shares that do not sum to 1, and new units
        that stand in one of the two tables of the plan only; every unit is named.
    """
    everything = len(plan.parts) + len(units) + len(plan.results)
    wrong = cover_problems(plan.parts, units, _of_plan, everything)
    raise_if_any([*wrong, *_result_problems(plan, everything)])


def fits_in(plan: Plan, touched: Plan, away: pd.Index[str]) -> bool:
    """Tell whether whole units of the groups that give way, all of them, make the new groups.

    Then a plan that covered its units covers them again, and need not be looked through.

    Parameters
    ----------
    plan, touched, away
        See ``plan.with_groups``.
    """
    parts, codes = touched.parts, touched.results.index
    was = plan.parts[plan.parts["new_code"].isin(away).to_numpy()]
    whole = all(
        (part[["share_area", "share_people"]] == 1.0).to_numpy().all() for part in (was, parts)
    )
    return (
        whole
        and sorted(was["code"]) == sorted(parts["code"])
        and sorted(codes) == sorted(set(parts["new_code"]))
        and not plan.results.index.difference(away).isin(codes).any()
    )


def cover_problems(
    parts: pd.DataFrame, units: pd.DataFrame, where: Where, most: int = 8
) -> Iterator[Problem]:
    """Find units that have no row, two, or are not there, and shares that are no shares.

    Parameters
    ----------
    parts : DataFrame
        Columns of ``Plan.parts``.
    units : DataFrame
        Index ``code``.
    where : callable
        How to say where something stands, by column and by index of ``parts``.
    most : int
        As many units are named in one message.
    """
    codes, known = parts["code"], units.index
    rows, names = pd.factorize(codes, use_na_sentinel=False)
    place = known.get_indexer(pd.Index(names))
    unknown = sorted(map(str, names[place < 0]))
    if unknown:
        yield Problem(
            where("code", parts.index[(place < 0)[rows]]),
            say("unknown codes {codes}", codes=listed(unknown, most)),
            say("codes of the units"),
            say("correct them"),
        )
    missing = sorted(known[np.bincount(place[place >= 0], minlength=len(known)) == 0])
    if missing:
        yield Problem(
            where("code", ()),
            say("no row for {units}", units=listed(missing, most)),
            say("every unit"),
            say("give each a row; a unit that stays has its own code as new_code"),
        )
    # Whoever has one row repeats none.
    several = parts[(np.bincount(rows, minlength=1) > 1)[rows]]
    twice = several[several.duplicated(["code", "new_code"])]
    if len(twice):
        yield Problem(
            where("code", twice.index),
            say("repeated rows for {units}", units=listed(twice["code"], most)),
            say("one row a unit and new unit"),
            say("remove the repetition"),
        )
    for share in ("share_area", "share_people"):
        given = parts[share].to_numpy(dtype=np.float64)
        total = np.bincount(rows, np.nan_to_num(given), len(names))
        wrong = np.abs(total - 1.0) > SHARE_TOLERANCE
        bad = np.bincount(rows, ~((given >= 0.0) & (given <= 1.0)), len(names)) > 0
        for lapse in (wrong, bad):
            if lapse.any():
                those = sorted(map(str, names[lapse]))
                yield Problem(
                    where(share, parts.index[lapse[rows]]),
                    say(
                        "shares of {units} outside 0…1 or not summing to 1",
                        units=listed(those, most),
                    ),
                    say("shares from 0 to 1 that sum to 1 for each unit"),
                    say("correct the shares"),
                )
                break


def _result_problems(plan: Plan, most: int) -> Iterator[Problem]:
    """Find new units of which one table of a plan speaks, and the other does not, or twice."""
    results, parts = plan.results.index, plan.parts["new_code"]
    ours, theirs = results.unique(), pd.Index(parts.unique())
    apart = sorted([*ours[theirs.get_indexer(ours) < 0], *theirs[ours.get_indexer(theirs) < 0]])
    if apart:
        yield Problem(
            _of_plan("new_code", ()),
            say("{units} in `parts` or in `results` only", units=listed(apart, most)),
            say("each new unit in both"),
            say("name each new unit to which a unit goes, and no other"),
        )
    twice = results[results.duplicated()]
    if len(twice):
        yield Problem(
            _of_plan("new_code", ()),
            say("two new units of the code {codes}", codes=listed(twice, most)),
            say("a code of its own for each new unit"),
            say("correct them"),
        )


def _of_plan(column: str, rows: Sequence[int] | pd.Index[Any]) -> Text:
    """Name a column of a plan that stands in no file."""
    return say("{place}, column {column}", place=say("plan"), column=column)
