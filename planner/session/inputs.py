"""Inputs: with what a workspace begins, and whether it still rests on the same."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pandas as pd

from planner.errors import InputError, Problem, listed
from planner.plan import Plan
from planner.plan.cover import refuse_uncovered
from planner.problem import Problem as Arranged
from planner.problem import carry_out_figures
from planner.session.history import action_of
from planner.session.log import Log, changed
from planner.session.marks import Begin
from planner.session.state import Roster, partition_of, started
from planner.words.numbers import percent_words
from planner.words.standing import RESTS
from planner.words.text import Text, say


def inputs_of(problem: Arranged) -> dict[str, str]:
    """Give the SHA-256 of each thing that a log rests on, by its key in ``Problem.as_dict``."""
    plain = problem.as_dict()
    texts = {key: json.dumps(plain[key], sort_keys=True, ensure_ascii=False) for key in RESTS}
    return {key: hashlib.sha256(text.encode()).hexdigest() for key, text in texts.items()}


def ranked(problem: Arranged) -> list[str]:
    """Rank units as ``plan.grouping.Grouping.seat`` does: seats of the scenario, most people."""
    table = problem.table
    later = ~table.index.isin(list(problem.seats))
    order = pd.DataFrame({"later": later, "fewer": -table["people"].to_numpy(dtype=float)})
    return [str(table.index[at]) for at in order.sort_values([*order], kind="stable").index]


def beginning(problem: Arranged, plan: Plan | None, source: str) -> Begin:
    """Make the first action of a log.

    Raises
    ------
    InputError
        The plan does not cover the units, or divides some.
    """
    order, inputs = ranked(problem), inputs_of(problem)
    if plan is None:
        return Begin(order=order, groups=[], source=source, inputs=inputs)
    refuse_uncovered(plan, problem.units)
    today = started(Roster.of(problem, order))
    home = dict(zip(plan.parts["code"], plan.parts["new_code"], strict=True))
    of_law, seats = _of_law(problem, plan), list[str]()
    groups, names = partition_of(plan, today.roster), dict[str, tuple[str, str]]()
    for units in groups:
        code = home[units[0]]
        # A code of no member is not kept: the member of most people gives one.
        head = code if code in units else today.head(units)
        if head != today.head(units):
            seats.append(head)
        name, kind = (str(plan.results.loc[code, key]) for key in ("name", "kind"))
        kind = "" if kind == of_law[code] else kind
        if (name, kind) != (today.roster.names[head], ""):
            names[head] = (name, kind)
    several = [units for units in groups if len(units) > 1]
    return Begin(
        order=order, groups=several, names=names, seats=seats, source=source, inputs=inputs
    )


def whole_units(plan: Plan, units: pd.DataFrame) -> tuple[Plan, list[Text]]:
    """Give each divided unit whole to the new unit that takes most of its people.

    Parameters
    ----------
    plan : Plan
        As adopted, or drawn elsewhere.
    units : DataFrame
        Index ``code``, column ``name``.

    Returns
    -------
    Plan
        Without what is known about how good it was; new units that are left without a unit go.
    list of Text
        A sentence for each divided unit, to be noted: what is drawn differs there from the plan.
    """
    order = ["code", "share_people", "share_area", "new_code"]
    parts = plan.parts.sort_values(order, ascending=[True, False, False, True])
    most = parts.drop_duplicates("code")
    divided = most[most["code"].isin(parts.loc[parts["code"].duplicated(), "code"])]
    sentences = [
        say(
            "{unit} is drawn whole in {heir}; the plan divides it, with {percent} of its people"
            " elsewhere",
            unit=f"{units.loc[code, 'name']} ({code})",
            heir=str(plan.results.loc[new, "name"]),
            percent=percent_words(100.0 * (1.0 - people)),
        )
        for code, new, people in zip(divided["code"], divided["new_code"], divided["share_people"])
    ]
    whole = most.assign(share_area=1.0, share_people=1.0).reset_index(drop=True)
    heirs = plan.results.index.isin(whole["new_code"])
    return Plan(whole, plan.results[heirs], notes=plan.notes), sentences


def _of_law(problem: Arranged, plan: Plan) -> dict[str, str]:
    """Give the kind that each new unit has where a plan has none: what stays keeps its own."""
    alone = plan.parts.drop_duplicates("new_code", keep=False).set_index("new_code")["code"]
    own = alone.map(problem.table["kind"]).reindex(plan.results.index, fill_value="")
    blank = replace(plan, results=plan.results.assign(kind=own))
    kinds = carry_out_figures(problem.table, blank, problem.ruleset)["kind"]
    return {str(code): str(kind) for code, kind in kinds.items()}


def changes_of(log: Log, problem: Arranged) -> list[Text]:
    """Say what is not as it was when a log began.

    Raises
    ------
    InputError
        The log does not begin as one does; or the units are others, so that nothing can be shown.
    """
    begin = action_of(log, log.entries[0]) if log.entries else None
    if not isinstance(begin, Begin):
        raise changed(log.path, say("action {number}", number=1))
    codes = {*begin.order}
    here = {str(code) for code in problem.units.index}
    if codes != here:
        raise InputError(
            Problem(
                log.path.name,
                say(
                    "other units than those with which it began: {codes}",
                    codes=listed(codes ^ here),
                ),
                say("the same codes of units"),
                say("open it with the scenario with which it began"),
            )
        )
    own = inputs_of(problem)
    return [RESTS[key] for key in RESTS if begin.inputs.get(key) != own[key]]


def read_only(path: Path, changes: list[Text]) -> InputError:
    """Refuse to write where a log rests on something else."""
    return InputError(
        Problem(
            path.name,
            say("changed since it began: {changes}", changes=listed(changes)),
            say("the inputs with which it began"),
            say("look at it, and replay it into a new workspace: it says what no longer fits"),
        )
    )
