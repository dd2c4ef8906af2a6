"""Facts of a run: whether it was made with what a form says, else what the form changes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from subprocess import list2cmdline

import geopandas as gpd
import pandas as pd

from planner.errors import InputError, Problem, listed
from planner.evaluation import Evaluation, evaluate
from planner.scenario import Scenario
from planner.sources.country import is_embedded
from planner.sources.facts import apply_facts
from planner.sources.levels import HELD
from planner.sources.provenance import Gathering
from planner.store.bundle.origin import Origin, origin_of
from planner.units import COLUMNS, full_name
from planner.units.provenance import StatedFact, provenance_of
from planner.words import Text
from planner.words.outputs.depends import YES_NO
from planner.words.text import joined, say, text

MOST_NAMED = 5
"""Answers and units that a refusal names: the form itself has all of them."""


def check_facts(
    run: Path, evaluation: Evaluation, scenario: Scenario, files: Sequence[Path]
) -> list[Text]:
    """Refuse forms of facts with answers that a run was made without.

    What a plan stands on, and whether it is the best one, is known of the facts that it was made
    with; of others only the optimizer can tell.

    Parameters
    ----------
    run : Path
        Its folder.
    evaluation, scenario
        As ``read_run`` gives them.
    files : sequence of Path
        Forms or decisions, as ``planner run --facts`` takes them.

    Returns
    -------
    list of Text
        A sentence for each file, all of whose answers the run has.

    Raises
    ------
    InputError
        Answers that the run lacks, whose verdicts they change, and the command that makes the run
        with them; or a file that cannot be read.
    """
    units, missing, said = evaluation.units, list[tuple[str, StatedFact]](), list[Text]()
    known = {key for fact in provenance_of(units).facts for key in _keys(fact)}
    for path in files:
        if not path.is_file():
            found, mend = say("No such file or directory"), say("check the path")
            raise InputError(Problem(str(path), found, say("a file that exists"), mend))
        gathering = Gathering()
        units = apply_facts(units, path, gathering, scenario.source.as_of)
        stated = {key: fact for fact in gathering.facts for key in _keys(fact)}
        missing += [(key[-1], fact) for key, fact in stated.items() if key not in known]
        told = say("the run was made with what {file} says", file=path.name)
        said.append(told if stated else say("{file}: no fact is answered yet.", file=path.name))
    if missing:
        raise InputError(_lacking(run, evaluation, scenario, units, missing, files))
    return said


def _keys(fact: StatedFact) -> Iterable[tuple[str, str, str, bool, str]]:
    """Give what is said of each unit, however the file is called that says it."""
    for code in sorted(fact.codes):
        yield fact.column, fact.value, str(fact.confidence), fact.likely, code


def _lacking(
    run: Path,
    evaluation: Evaluation,
    scenario: Scenario,
    units: gpd.GeoDataFrame,
    missing: Sequence[tuple[str, StatedFact]],
    files: Sequence[Path],
) -> Problem:
    """Say what the run was made without, what that changes, and how it is made with it."""
    names = full_name(evaluation.units)
    answers = [
        say(
            "{unit}, {fact}: {answer}",
            unit=names[code],
            fact=COLUMNS[fact.column].words,
            answer=YES_NO[fact.value] if fact.value in YES_NO else text(fact.value),
        )
        for code, fact in missing
    ]
    more = len(answers) - MOST_NAMED
    shown = joined(answers[:MOST_NAMED], "; ")
    if more > 0:
        shown = say("{first}; and {count} more", first=shown, count=more)
    held = pd.DataFrame(evaluation.figures[HELD])
    then = evaluate(
        units, evaluation.graph, evaluation.plan, evaluation.ruleset, held, scenario.groups.seats
    )
    turned = [
        *_turned(evaluation.verdicts_before, then.verdicts_before, names),
        *_turned(evaluation.verdicts_after, then.verdicts_after, full_name(then.figures)),
    ]
    changes = say("they change no verdict, but may change what the plan stands on")
    if turned:
        changes = say(
            "they change {count} verdicts ({units})",
            count=len(turned),
            units=listed(list(dict.fromkeys(turned)), MOST_NAMED),
        )
    found = say(
        "a run made without {count} answers: {answers}; {changes}",
        count=len(missing),
        answers=shown,
        changes=changes,
    )
    command = _command(run, files)
    return Problem(
        ", ".join(path.name for path in files),
        found,
        say("answers that the run was made with"),
        say("make the run with them, then report again: `{command}`", command=command),
    )


def _turned(before: pd.DataFrame, after: pd.DataFrame, names: pd.Series[str]) -> list[str]:
    """Name the units of which another verdict is given."""
    same = before["status"].astype(str).eq(after["status"].astype(str).reindex(before.index))
    return [names[code] for code in before.index[~same]]


def _command(run: Path, files: Sequence[Path]) -> str:
    """Write the command that makes a run again, with more facts."""
    with origin_of(run) as origin:
        words = ["planner", *_made_by(origin)]
    for path in files:
        words += ["--facts", str(path)]
    return list2cmdline([*words, "--out", str(run), "--force"])


def _made_by(origin: Origin) -> list[str]:
    """Give the words of the command that made a run, but for its folder."""
    scenario = origin.scenario
    if not is_embedded(scenario):
        scenario = os.path.normpath(origin.folder / scenario)
    words = ["run", scenario]
    if origin.brought is not None:
        words = ["evaluate", scenario, "--plan", os.path.normpath(origin.brought)]
    return words + [word for change in origin.changes for word in ("--set", change)]
