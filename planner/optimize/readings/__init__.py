"""What a plan stands on: the questions that nobody has answered, and what their answers move.

A plan is best for one *reading* of what is not known.  Here it is asked what becomes of it under
others: the best plan if nothing that is not known holds, and if all does, and for each merger
whether it is part of a best plan under every answer, or hangs on a question that is named.

All of it is said of the groups of the settings (at most K members) and those of the plan.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from planner.optimize.effort import CHOICES, USUAL, Effort
from planner.optimize.effort.control import ENDLESS, Control
from planner.optimize.readings.certain import Bit, Stands, standing
from planner.optimize.readings.envelope import Field
from planner.optimize.readings.staged import Pool
from planner.plan import Plan
from planner.plan.standing import FIGURES, Question, Reading, Standing
from planner.problem import Problem
from planner.problem.groups.connected import matrix_of_codes
from planner.problem.unknowns import BoolArray, Unknown, unknowns
from planner.units import full_name

__all__ = ["Question", "Reading", "Standing", "Unknown", "stand", "unknowns"]


def stand(
    problem: Problem,
    plan: Plan,
    control: Control = ENDLESS,
    effort: Effort = USUAL,
    most_boxes: int = CHOICES.most_boxes,
) -> Standing:
    """Tell what a best plan stands on.

    Parameters
    ----------
    problem : Problem
    plan : Plan
        The best plan of the problem; it covers its units and divides none.
    control : Control
        When to stop; of what is not shown by then nothing is said.
    effort : Effort
    most_boxes : int
        See ``Choices``.

    Returns
    -------
    Standing

    Raises
    ------
    TimeoutError
        There was no time to begin.
    """
    unknown = unknowns(problem.units, problem.ruleset)
    estimated = _estimated(problem, plan)
    homes = plan.parts.groupby("new_code")["code"].agg(list)
    merged = [code for code, codes in homes.items() if len(codes) > 1]
    if problem.groups.safe:
        rests = {code: Stands() for codes in estimated.values() for code in codes}
        return _said(problem, unknown, {}, rests, (), estimated)
    if not unknown:
        whole = {str(code): Stands(certain=True) for code in merged}
        return _said(problem, [], {}, whole, (), estimated)
    index = problem.units.index
    sets = matrix_of_codes(list(homes), index)
    ground = Field(problem, unknown, sets, control)
    pool = Pool(problem, ground.groups, control, effort)
    rows = {str(code): _row(ground, sets, at) for at, code in enumerate(homes.index)}
    start = np.sort(np.asarray(list(rows.values()), dtype=np.int64))
    pool.plans[start.tobytes()] = start
    likely = {each.column: _as_read(problem, each) for each in unknown}
    live = ground.live()
    mergers = {str(code): rows[str(code)] for code in merged}
    # Their plans are where the searches after them begin.
    readings = _readings(pool, ground, likely, mergers) if live else ()
    shown = standing(pool, ground, likely, list(mergers.values()), most_boxes, live)
    states = {code: shown[row] for code, row in mergers.items()}
    return _said(problem, unknown, live, states, readings, estimated)


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
    pool: Pool, ground: Field, likely: Mapping[str, BoolArray], merged: Mapping[str, int]
) -> tuple[Reading, ...]:
    """Plan anew if nothing that is not known holds, if what is likely does, and if all does."""
    ways = {
        "none": {each.column: np.zeros_like(each.where) for each in ground.unknown},
        "likely": dict(likely),
        "all": {each.column: each.where for each in ground.unknown},
    }
    said = [each for each in ground.unknown if likely[each.column].any()]
    if not said or not all(each.is_flag for each in said):
        # The same as none; and of a share that is likely there are more ways than none or all.
        del ways["likely"]
    readings = []
    for key, answers in ways.items():
        best = pool.best(ground.at(answers))
        if best is None:
            return ()
        stay = tuple(code for code, row in merged.items() if row in best)
        several = np.diff(pool.groups.members.indptr)[sorted(best)] > 1
        readings.append(Reading(key, len(best), stay, int(several.sum()) - len(stay)))
    return tuple(readings)


def _said(
    problem: Problem,
    unknown: list[Unknown],
    live: Mapping[str, BoolArray],
    states: Mapping[str, Stands],
    readings: tuple[Reading, ...],
    estimated: Mapping[str, Collection[str]],
) -> Standing:
    """Name units by their codes, and put the questions that move most first."""
    codes, names = problem.units.index, full_name(problem.units)
    moves = dict[Bit, list[str]]()
    for code, stands in states.items():
        for bit in stands.hangs_on:
            moves.setdefault(bit, []).append(code)
    bits = [(name, int(row)) for name, where in live.items() for row in np.flatnonzero(where)]
    bits.sort(key=lambda bit: -len(moves.get(bit, ())))
    questions = {
        (name, row): Question(
            name, str(codes[row]), str(names.iloc[row]), tuple(moves.get((name, row), ()))
        )
        for name, row in bits
    }
    rests = {code for codes in estimated.values() for code in codes}
    certain = [code for code, stands in states.items() if stands.certain and code not in rests]
    hangs = {code: stands.hangs_on for code, stands in states.items() if stands.hangs_on}
    return Standing(
        {each.column: int(each.where.sum()) for each in unknown}
        | {
            column: int(problem.units[flag].sum())
            for column, flag in FIGURES.items()
            if estimated[column]
        },
        tuple(questions.values()),
        tuple(certain),
        {code: tuple(questions[bit] for bit in bits) for code, bits in hangs.items()},
        tuple(code for code in states if code not in certain and code not in hangs),
        readings,
    )


def _estimated(problem: Problem, plan: Plan) -> dict[str, set[str]]:
    """Name the mergers of which a member has a figure that is estimated, recovered or doubtful."""
    homes = plan.parts.set_index("code")["new_code"].astype(str)
    merged = homes[homes.duplicated(keep=False)]
    flags = problem.units.loc[merged.index]
    return {
        column: set(merged[flags[flag].to_numpy(dtype=bool)]) for column, flag in FIGURES.items()
    }
