"""What is shown of doubt, held against what was verified: near pairs, figures, the worst case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from planner.explain.claims import CLAIMS
from planner.explain.doubt.claims import worst_problem
from planner.explain.doubt.figures import figure_sentences, figures_table
from planner.explain.doubt.pairs import (
    as_found,
    nothing_said,
    pair_sentences,
    pairs_of,
    pairs_table,
)
from planner.explain.doubt.worst import (
    counted,
    no_plan,
    no_worst,
    uncertain,
    worst_sentences,
    worst_table,
)
from planner.explain.doubt.written import RECORD, write_table
from planner.explain.wishes import Case
from planner.optimize.choices.told import groups_of
from planner.runs import read_record
from planner.scenario import CsvForm
from planner.verify.choices.claims import Claimed
from planner.verify.verdict import Stated
from planner.words import Text
from planner.words.text import say

# Of what nothing is claimed, one of these is said.
UNPROVEN = {
    "pairs": ("near", (nothing_said, as_found)),
    "worst": ("worst", (no_worst, no_plan, as_found)),
}
# A table, and what is said of it.
Told = tuple[pd.DataFrame, list[Text]]


def of_doubt(folder: Path, case: Case, held: Stated, claimed: Claimed) -> Iterator[Text]:
    """Make tables and sentences again from what was verified, and compare them.

    Parameters
    ----------
    folder : Path
        Of what is claimed.
    case : Case
        The run, with the plan that is best.
    held : mapping
        The claims, which were found sound.
    claimed : Claimed
        What was found of them.

    Yields
    ------
    Text
        What is not as it was verified.
    """
    record = read_record(folder / RECORD)
    again: dict[str, Told] = {}
    try:
        off, said = float(record["off_percent"]), record["said"]
        form: CsvForm = "excel" if record.get("csv") == "excel" else "plain"
        if "near" in held:
            if list(claimed.pairs) != pairs_of(case):
                yield say("near pairs are not all pairs of neighbours")
                return
            again |= _near(case, held["near"]["percents"], off, claimed)
        if "worst" in held:
            if worst_problem(case, off, held["worst"]) != held["worst"]["problem"]:
                yield say("{file}: not the worst case of this run", file=CLAIMS)
                return
            again["worst"] = _worst(case, off, held["worst"])
        # What is not claimed says so of itself.
        for name, (part, words) in UNPROVEN.items():
            if part not in held and not any(each().by_language() in said[name] for each in words):
                yield say("{file}: not what was verified", file=RECORD)
    except (AttributeError, KeyError, TypeError, ValueError):
        yield say("{file}: entries are missing, or are of another version", file=RECORD)
        return
    with TemporaryDirectory() as place:
        for name, (table, lines) in again.items():
            path = Path(place) / f"{name}.csv"
            write_table(table, path, form)
            if path.read_bytes() != (folder / path.name).read_bytes():
                yield say("{file}: not what was verified", file=path.name)
            if said.get(name) != [line.by_language() for line in lines]:
                yield say("{file}: not what was verified", file=RECORD)


def _near(
    case: Case, percents: list[float], off_percent: float, claimed: Claimed
) -> dict[str, Told]:
    """Tell of near pairs, and of figures, whose partners these are."""
    pairs = pairs_table(case, list(zip(*claimed.pairs.values(), strict=True)), percents)
    figures = figures_table(case, pairs, percents[-1])
    return {
        "pairs": (pairs, pair_sentences(case, pairs, percents, proven=True)),
        "figures": (figures, figure_sentences(figures, off_percent)),
    }


def _worst(case: Case, off_percent: float, certificate: Stated) -> Told:
    found = uncertain(case, off_percent)
    proven = all(stage.repeatable_proof for stage in case.best.stages)
    # In the order in which a plan has its new units.
    safe = [sorted(codes) for _, codes in sorted(certificate["plan"].items())]
    plans = {"best": (groups_of(case.best), proven), "safe": (safe, True)}
    table = worst_table(case, found, plans)
    return table, worst_sentences(case, counted(found), table, off_percent)
