"""What is shown of doubt, held against what was verified: near pairs, figures, the worst case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from planner.errors import InputError
from planner.explain.claims import CLAIMS
from planner.explain.doubt.changes import change_sentences, changes_asked, changes_table
from planner.explain.doubt.claims import worst_problem
from planner.explain.doubt.demand import Doubting, doubting
from planner.explain.doubt.figures import figure_sentences, figures_table
from planner.explain.doubt.front import front_asked, front_sentences, front_table
from planner.explain.doubt.pairs import (
    as_found,
    nothing_said,
    pair_sentences,
    pairs_of,
    pairs_table,
)
from planner.explain.doubt.points import Key, Point, asked_so
from planner.explain.doubt.tables import RECORD, write_table
from planner.explain.doubt.worst import (
    counted,
    no_plan,
    no_worst,
    uncertain,
    worst_sentences,
    worst_table,
)
from planner.explain.wishes import Case
from planner.gate.files import conform, read_record
from planner.optimize.choices.partition import groups_of
from planner.scenario import CsvForm
from planner.store.answers import DoubtRecord
from planner.verify.choices.claims import Claimed
from planner.verify.verdict import Statement, Verdict
from planner.words import Text
from planner.words.text import say

# Of what nothing is claimed, one of these is said.
UNPROVEN = {
    "pairs": ("near", (nothing_said, as_found)),
    "worst": ("worst", (no_worst, no_plan, as_found)),
    "changes": ("changes", (as_found,)),
    "front": ("front", (as_found,)),
}
# A table, and what is said of it.
Reading = tuple[pd.DataFrame, list[Text]]


def of_doubt(folder: Path, case: Case, statement: Statement, claimed: Claimed) -> Iterator[Text]:
    """Make tables and sentences again from what was verified, and compare them.

    Parameters
    ----------
    folder : Path
        Of what is claimed.
    case : Case
        The run, with the plan that is best.
    statement : mapping
        The claims, which were found sound.
    claimed : Claimed
        What was found of them.

    Yields
    ------
    Text
        What is not as it was verified.
    """
    stated = read_record(folder / RECORD)
    try:
        record = conform(DoubtRecord, stated, folder / RECORD)
    except InputError:
        yield say("{file}: entries are missing, or are of another version", file=RECORD)
        return
    again: dict[str, Reading] = {}
    asked, said = doubting(record), record.said
    form: CsvForm = "excel" if record.csv == "excel" else "plain"
    for part, (told_again, other) in TELLERS.items():
        if part in statement:
            told = told_again(case, asked, statement, claimed)
            if not told:
                yield other
                return
            again |= told
    # What is not claimed says so of itself.
    for name, (part, words) in UNPROVEN.items():
        stands = said.get(name, [])
        if part not in statement and not any(each().by_language() in stands for each in words):
            yield say("{file}: not what was verified", file=RECORD)
    with TemporaryDirectory() as place:
        for name, (table, lines) in again.items():
            path = Path(place) / f"{name}.csv"
            write_table(table, path, form)
            if path.read_bytes() != (folder / path.name).read_bytes():
                yield say("{file}: not what was verified", file=path.name)
            if said.get(name) != [line.by_language() for line in lines]:
                yield say("{file}: not what was verified", file=RECORD)


def _near(
    case: Case, scope: Doubting, statement: Statement, claimed: Claimed
) -> dict[str, Reading]:
    """Tell of near pairs, and of figures, whose partners these are."""
    percents: list[float] = statement["near"]["percents"]
    if list(claimed.pairs) != pairs_of(case):
        return {}
    pairs = pairs_table(case, list(zip(*claimed.pairs.values(), strict=True)), percents)
    figures = figures_table(case, pairs, percents[-1])
    return {
        "pairs": (pairs, pair_sentences(case, pairs, percents, proven=True)),
        "figures": (figures, figure_sentences(figures, scope.off_percent)),
    }


def _worst(
    case: Case, scope: Doubting, statement: Statement, claimed: Claimed
) -> dict[str, Reading]:
    certificate, off = statement["worst"], scope.off_percent
    if worst_problem(case, off, certificate) != certificate["problem"]:
        return {}
    found = uncertain(case, off)
    # In the order in which a plan has its new units.
    safe = [sorted(codes) for _, codes in sorted(certificate["plan"].items())]
    plans = {"best": (groups_of(case.best), case.best.repeatable_proof), "safe": (safe, True)}
    table = worst_table(case, found, plans)
    return {"worst": (table, worst_sentences(case, counted(found), table, off))}


def _changes(
    case: Case, scope: Doubting, statement: Statement, claimed: Claimed
) -> dict[str, Reading]:
    """Tell what each doubt makes of the plan."""
    asking = enumerate(changes_asked(case, scope))
    questions: dict[Key, Point] = {(at,): point for at, (_, _, point) in asking}
    if not _asked_so(questions, statement, "changes"):
        return {}
    found = {
        tuple(stated["at"]): (
            {code: new for new, codes in stated["answer"]["plan"].items() for code in codes},
            _finals(verdict),
        )
        for stated, verdict in zip(statement["changes"], claimed.points["changes"][1], strict=True)
    }
    table = changes_table(case, scope, found, proven=True)
    return {"changes": (table, change_sentences(table))}


def _front(
    case: Case, scope: Doubting, statement: Statement, claimed: Claimed
) -> dict[str, Reading]:
    """Tell of other numbers of units."""
    if not _asked_so(dict(front_asked(case, scope)), statement, "front"):
        return {}
    found = {
        tuple(stated["at"]): _finals(verdict)
        for stated, verdict in zip(statement["front"], claimed.points["front"][1], strict=True)
    }
    table = front_table(found, proven=True)
    return {"front": (table, front_sentences(case, table))}


def _asked_so(questions: dict[Key, Point], statement: Statement, name: str) -> bool:
    """Whether the points of a table ask, in their order, what may be asked of this run."""
    if not all(isinstance(stated["at"], list) for stated in statement[name]):
        return False
    ats = [tuple(stated["at"]) for stated in statement[name]]
    return [at for at in questions if at in ats] == ats and all(
        asked_so(questions[at], stated, statement["best"])
        for at, stated in zip(ats, statement[name], strict=True)
    )


def _finals(verdict: Verdict) -> list[float]:
    return [float(stage.final) for stage in verdict.stages if stage.final is not None]


# A part of the claims → who tells of it again, nothing where something else was asked, and what is
# said then.
_OTHER = say("{file}: not what is in doubt of this run", file=CLAIMS)
TELLERS: dict[
    str, tuple[Callable[[Case, Doubting, Statement, Claimed], dict[str, Reading]], Text]
] = {
    "near": (_near, say("near pairs are not all pairs of neighbours")),
    "worst": (_worst, say("{file}: not the worst case of this run", file=CLAIMS)),
    "changes": (_changes, _OTHER),
    "front": (_front, _OTHER),
}
