"""Explanations: why a unit changes and with whom, what a wish costs, what conflicts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import pandas as pd

from planner.errors import InputError, Problem, raise_if_any
from planner.evaluation import Evaluation
from planner.explain.claims import CLAIMS, claims, write_claims
from planner.explain.conflicts import conflict_sentences, names_held
from planner.explain.units import explain_unit, sentences
from planner.explain.wishes import Case, Price, price_sentence
from planner.gate.files import write_record
from planner.optimize.conflicts import Conflicts, conflicts
from planner.scenario import Scenario
from planner.store.folder import run_folder
from planner.store.manifest import ANSWERS_RECORD
from planner.units.naming import check_different, find_units
from planner.words import Text
from planner.words.text import say

__all__ = ["FILES", "RECORD", "Answers", "Request", "answer", "write_answers"]

RECORD = ANSWERS_RECORD
FILES = (CLAIMS, RECORD)


@dataclass(frozen=True)
class Request:
    """What is asked of a finished run, as it was typed; None: not asked.

    Attributes
    ----------
    unit : str or None
        Code or name of a unit that is to be explained.
    merge, apart : str or None
        Units, with commas between; each pair of those that are to be apart has its own price.
    alone : str or None
        A unit.
    count : int or None
        Number of new units.
    conflicts : bool
        What conflicts.
    """

    unit: str | None = None
    merge: str | None = None
    alone: str | None = None
    apart: str | None = None
    count: int | None = None
    conflicts: bool = False

    @property
    def options(self) -> list[str]:
        """Options of the command by which something is asked; a unit has none, and is named."""
        named = {"--merge": self.merge, "--alone": self.alone, "--apart": self.apart}
        own = [] if self.unit is None else [self.unit]
        own += [name for name, typed in named.items() if typed is not None]
        own += [] if self.count is None else ["--count"]
        return own + (["--conflicts"] if self.conflicts else [])

    def check(self) -> None:
        """Refuse a question that asks nothing.

        Raises
        ------
        InputError
        """
        if self == Request():
            raise InputError(
                Problem(
                    "planner explain",
                    say("nothing to be explained"),
                    say("a unit, or a wish"),
                    say(
                        "name a unit, or ask by `--merge`, `--alone`, `--apart`, `--count`,"
                        " `--prices`, `--conflicts`"
                    ),
                )
            )


@dataclass(frozen=True)
class Answers:
    """Answers.

    Attributes
    ----------
    lines : list of Text
        As sentences.
    plain : dict
        As JSON holds them.
    case : Case
        Of whom it was asked.
    prices : tuple of Price
        All that were asked, in the order in which ``plain`` has them.
    conflicts : Conflicts or None
        What conflicts; None: it was not asked.
    """

    lines: list[Text]
    plain: dict[str, object]
    case: Case
    prices: tuple[Price, ...] = ()
    conflicts: Conflicts | None = None


def write_answers(answers: Answers, out: Path, *, force: bool = False) -> None:
    """Write answers, and the proofs of prices and conflicts.

    Parameters
    ----------
    answers : Answers
    out : Path
        Gets ``FILES``, the same bytes for the same answers.
    force : bool
        Replace answers that are there.

    Raises
    ------
    InputError
        Files that are there already.
    """
    with run_folder(out, force=force, files=FILES, record=RECORD) as part:
        write_claims(part, claims(answers.case, answers.prices, conflicts=answers.conflicts))
        said = [line.by_language() for line in answers.lines]
        write_record({"said": said, **answers.plain}, part / RECORD)


def answer(evaluation: Evaluation, scenario: Scenario, request: Request) -> Answers:
    """Answer what is asked of a finished run.

    Parameters
    ----------
    evaluation, scenario
        As ``runs.read_run`` gives them.
    request : Request

    Raises
    ------
    InputError
        Units that are not found, with the nearest names.
    """
    units = evaluation.units
    merged, apart, alone, explained = _named(units, request)
    lines: list[Text] = []
    plain: dict[str, object] = {}
    conflicting = None
    if request.conflicts:
        problem = scenario.problem(units, evaluation.graph, evaluation.ruleset)
        conflicting = conflicts(problem)
        lines += conflict_sentences(conflicting, names_held(units), problem.groups)
        plain["conflicts"] = conflicting.as_dict() | {"proven": conflicting.proven}
    if not (explained or merged or apart or alone or request.count):
        # Nothing is asked of the best plan: it need not be found.
        return Answers(lines, plain, Case(evaluation, scenario, evaluation.plan), (), conflicting)
    case = Case(evaluation, scenario)
    wishes = [case.alone(code) for code in alone]
    wishes += [case.merge(merged)] if merged else []
    wishes += [case.apart(*pair) for pair in combinations(apart, 2)]
    wishes += [case.count(request.count)] if request.count else []
    prices = [case.price(wish) for wish in wishes]
    told: list[Price] = []
    for code in explained:
        found_unit = explain_unit(case, code)
        told += [found_unit.alone, *(price for _, price in found_unit.partners)]
        lines += sentences(case, found_unit)
        plain["unit"] = found_unit.as_dict()
    lines += [price_sentence(case, price) for price in prices]
    plain["wishes"] = [price.as_dict() for price in prices]
    return Answers(lines, plain, case, (*told, *prices), conflicting)


def _named(units: pd.DataFrame, request: Request) -> tuple[list[str], ...]:
    """Find all units that are asked about.

    Raises
    ------
    InputError
        Everything that is wrong with any of them.
    """
    found: list[list[str]] = []
    problems: list[Problem] = []
    for typed, least, where in (
        (_parts(request.merge), 2, "--merge"),
        (_parts(request.apart), 2, "--apart"),
        (_parts(request.alone), 0, "--alone"),
        ([request.unit] if request.unit else [], 0, "planner explain"),
    ):
        try:
            found.append(find_units(units, typed or [], where))
            if least and typed is not None:
                check_different(found[-1], least, where)
        except InputError as error:
            problems.extend(error.problems)
    raise_if_any(problems)
    return tuple(found)


def _parts(typed: str | None) -> list[str] | None:
    """Take apart what was typed with commas; None: nothing was."""
    return None if typed is None else [part for part in typed.split(",") if part.strip()]
