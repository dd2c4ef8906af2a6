"""Explanations: why a unit changes and with whom, what a wish costs, what conflicts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from planner.errors import InputError, Problem
from planner.evaluation import Evaluation
from planner.explain.claims import CLAIMS, claims, write_claims
from planner.explain.conflicts import conflict_sentences, names_held
from planner.explain.units import explain_unit, sentences
from planner.explain.wishes import Case, Price, price_sentence
from planner.optimize.conflicts import Conflicts, conflicts
from planner.reports.folder import ANSWERS_RECORD, run_folder
from planner.scenario import Scenario
from planner.units.naming import check_different, find_units
from planner.words import Text
from planner.words.text import say

__all__ = ["FILES", "RECORD", "Answered", "Asked", "answer", "write_answers"]

RECORD = ANSWERS_RECORD
FILES = (CLAIMS, RECORD)


@dataclass(frozen=True)
class Asked:
    """What is asked of a finished run, as it was typed; None: not asked.

    Attributes
    ----------
    unit : str or None
        Code or name of a unit that is to be explained.
    merge, apart : str or None
        Units, with commas between.
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

    def check(self) -> None:
        """Refuse a question that asks nothing.

        Raises
        ------
        InputError
        """
        if self == Asked():
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
class Answered:
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


def write_answers(found: Answered, out: Path, *, force: bool = False) -> None:
    """Write answers, and the proofs of prices and conflicts.

    Parameters
    ----------
    found : Answered
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
        write_claims(part, claims(found.case, found.prices, conflicts=found.conflicts))
        said = [line.by_language() for line in found.lines]
        stated = json.dumps({"said": said, **found.plain}, ensure_ascii=False, indent=1)
        (part / RECORD).write_text(stated + "\n", encoding="utf-8", newline="\n")


def answer(evaluation: Evaluation, scenario: Scenario, asked: Asked) -> Answered:
    """Answer what is asked of a finished run.

    Parameters
    ----------
    evaluation, scenario
        As ``runs.read_run`` gives them.
    asked : Asked

    Raises
    ------
    InputError
        Units that are not found, with the nearest names.
    """
    units = evaluation.units
    merged = find_units(units, _parts(asked.merge), "--merge")
    apart = find_units(units, _parts(asked.apart), "--apart")
    alone = find_units(units, _parts(asked.alone), "--alone")
    explained = find_units(units, [asked.unit] if asked.unit else [], "planner explain")
    if asked.merge is not None:
        check_different(merged, 2, "--merge")
    if asked.apart is not None:
        check_different(apart, 2, "--apart")
    lines: list[Text] = []
    plain: dict[str, object] = {}
    conflicting = None
    if asked.conflicts:
        problem = scenario.problem(units, evaluation.graph, evaluation.ruleset)
        conflicting = conflicts(problem)
        lines += conflict_sentences(conflicting, names_held(units), problem.groups)
        plain["conflicts"] = conflicting.as_dict() | {"proven": conflicting.proven}
    if not (explained or merged or apart or alone or asked.count):
        # Nothing is asked of the best plan: it need not be found.
        return Answered(lines, plain, Case(evaluation, scenario, evaluation.plan), (), conflicting)
    case = Case(evaluation, scenario)
    wishes = [case.alone(code) for code in alone]
    wishes += [case.merge(merged)] if merged else []
    wishes += [case.apart(*apart[:2])] if apart else []
    wishes += [case.count(asked.count)] if asked.count else []
    prices = [case.price(wish) for wish in wishes]
    told: list[Price] = []
    for code in explained:
        found_unit = explain_unit(case, code)
        told += [found_unit.alone, *(price for _, price in found_unit.partners)]
        lines += sentences(case, found_unit)
        plain["unit"] = found_unit.as_dict()
    lines += [price_sentence(case, price) for price in prices]
    plain["wishes"] = [price.as_dict() for price in prices]
    return Answered(lines, plain, case, (*told, *prices), conflicting)


def _parts(typed: str | None) -> list[str]:
    """Take apart what was typed with commas."""
    return [] if typed is None else [part for part in typed.split(",") if part.strip()]
