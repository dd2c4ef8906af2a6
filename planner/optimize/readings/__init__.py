"""What a plan stands on: the questions that nobody has answered, and what their answers move.

A plan is best for one *reading* of what is not known.  Here it is asked what becomes of it under
others: the best plan if nothing that is not known holds, and if all does, and for each merger
whether it is part of a best plan under every answer, or hangs on a question that is named.

All of it is said of the groups of the settings (at most K members) and those of the plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.optimize.effort import USUAL, Effort
from planner.optimize.effort.control import Control
from planner.optimize.readings.certain import Bit, Stands, standing
from planner.optimize.readings.envelope import Field
from planner.optimize.readings.staged import Pool
from planner.optimize.readings.unknowns import BoolArray, Unknown, unknowns
from planner.plan import Plan
from planner.problem import Problem
from planner.problem.groups.connected import matrix_of

__all__ = ["Question", "Reading", "Standing", "Unknown", "stand", "unknowns"]

MOST_BOXES = 4
"""Boxes of answers that are looked into, in the order of fewest unlikely answers; each costs some
ten small searches (Quảng Trị: 1 s).  A world of few questions needs no more, one of many will
seldom be settled by fifty."""


@dataclass(frozen=True)
class Question:
    """Something that is not known of a unit, and may change the plan.

    Attributes
    ----------
    column : str
        A key of ``COLUMNS``.
    code : str
        Of the unit.
    moves : tuple of str
        Codes of new units that no best plan has if the answer is not the one that was read.
    """

    column: str
    code: str
    moves: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """The best plan if all that is not known is answered in one way.

    Attributes
    ----------
    yes : bool
        Everything holds, or nothing does.
    units : int
        New units.
    stay : frozenset of str
        Codes of the new units of the plan, by several members, that this one has as well.
    """

    yes: bool
    units: int
    stay: frozenset[str]


@dataclass(frozen=True)
class Standing:
    """What a plan stands on.

    Attributes
    ----------
    unknown : tuple of Unknown
        What is not known and the law asks for.
    questions : tuple of Question
        Those whose answer may change the plan, as far as groups cost more or less by them: first
        those that move most new units of the plan.
    certain : frozenset of str
        Codes of new units, of several members, that stand whatever the answers are; proven.
    hangs_on : dict of str to tuple of Question
        Code of a new unit → questions; answered otherwise, all of them, no best plan has it.
    as_read : frozenset of str
        New units that no best plan has even if all is answered as is likely: they stand as long
        as nobody answers.
    open : frozenset of str
        New units of which nothing is shown.
    readings : tuple of Reading
        None where no question may change the plan, or where a best plan was not proven.
    """

    unknown: tuple[Unknown, ...]
    questions: tuple[Question, ...] = ()
    certain: frozenset[str] = frozenset()
    hangs_on: Mapping[str, tuple[Question, ...]] | None = None
    as_read: frozenset[str] = frozenset()
    open: frozenset[str] = frozenset()
    readings: tuple[Reading, ...] = ()

    @property
    def turns(self) -> bool:
        """Whether an answer is known that turns the plan round."""
        return bool(self.hangs_on)


def stand(
    problem: Problem,
    plan: Plan,
    control: Control | None = None,
    effort: Effort = USUAL,
    most_boxes: int = MOST_BOXES,
) -> Standing:
    """Tell what a best plan stands on.

    Parameters
    ----------
    problem : Problem
    plan : Plan
        The best plan of the problem; it covers its units and divides none.
    control : Control, optional
        When to stop; what is not shown by then stays open.
    effort : Effort
    most_boxes : int
        See ``MOST_BOXES``.

    Returns
    -------
    Standing
    """
    unknown = unknowns(problem.units, problem.ruleset)
    homes = plan.parts.groupby("new_code")["code"].agg(list)
    merged = [code for code, codes in homes.items() if len(codes) > 1]
    if not unknown:
        return Standing((), certain=frozenset(map(str, merged)))
    index = problem.units.index
    sets = matrix_of([np.sort(index.get_indexer(pd.Index(codes))) for codes in homes], len(index))
    ground = Field(problem, unknown, sets, control or Control())
    pool = Pool(problem, ground.groups, control or Control(), effort)
    rows = {str(code): _row(ground, sets, at) for at, code in enumerate(homes.index)}
    likely = {each.column: _as_read(problem, each) for each in unknown}
    live = ground.live()
    targets = [rows[str(code)] for code in merged]
    shown = standing(pool, ground, likely, targets, most_boxes, live)
    states = {str(code): shown[rows[str(code)]] for code in merged}
    readings = _readings(pool, ground, {str(code): rows[str(code)] for code in merged}, live)
    return _said(problem, unknown, live, states, readings)


def _row(ground: Field, sets: object, at: int) -> int:
    """Find a group of the plan in the pool."""
    found = ground.groups.rows_of(sets[[at]])  # type: ignore[index]
    assert found is not None
    return int(found[0])


def _as_read(problem: Problem, unknown: Unknown) -> BoolArray:
    """Units of which the plan takes a fact to hold: what is not known holds of none."""
    values = problem.units[unknown.column]
    holds = values.fillna(False) if unknown.is_flag else values.fillna(0.0) > 0.0
    return np.asarray(holds.to_numpy(dtype=bool) & unknown.where)


def _readings(
    pool: Pool, ground: Field, merged: Mapping[str, int], live: Mapping[str, BoolArray]
) -> tuple[Reading, ...]:
    """Plan anew if nothing that is not known holds, and if all does."""
    if not live:
        return ()
    readings = []
    for yes in (False, True):
        answers = {each.column: each.where & yes for each in ground.unknown}
        best = pool.best(ground.at(answers))
        if best is None:
            return ()
        stay = frozenset(code for code, row in merged.items() if row in best)
        readings.append(Reading(yes, len(best), stay))
    return tuple(readings)


def _said(
    problem: Problem,
    unknown: list[Unknown],
    live: Mapping[str, BoolArray],
    states: Mapping[str, Stands],
    readings: tuple[Reading, ...],
) -> Standing:
    """Name units by their codes, and put the questions that move most first."""
    codes = problem.units.index
    moves = dict[Bit, list[str]]()
    for code, stands in states.items():
        for bit in stands.hangs_on:
            moves.setdefault(bit, []).append(code)
    bits = [(name, int(row)) for name, where in live.items() for row in np.flatnonzero(where)]
    bits.sort(key=lambda bit: -len(moves.get(bit, ())))
    questions = {
        bit: Question(bit[0], str(codes[bit[1]]), tuple(moves.get(bit, ()))) for bit in bits
    }
    hangs_on = {
        code: tuple(questions[bit] for bit in stands.hangs_on)
        for code, stands in states.items()
        if stands.hangs_on
    }
    certain = frozenset(code for code, stands in states.items() if stands.certain)
    as_read = frozenset(code for code, stands in states.items() if stands.as_read)
    return Standing(
        tuple(unknown),
        tuple(questions.values()),
        certain,
        hangs_on,
        as_read,
        frozenset(states) - certain - frozenset(hangs_on) - as_read,
        readings,
    )
