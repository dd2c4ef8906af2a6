"""Prices beside a run: what it costs to join units that the plan parts, as it was proven."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from planner.errors import InputError
from planner.gate.files import conform, digest_of, read_record
from planner.output.reports.csvs import read_csv
from planner.plan import Plan, heirs
from planner.plan.terms import TERMS
from planner.store.answers import Answers
from planner.store.manifest import ANSWERS_RECORD, PRICES, PRICES_RECORD
from planner.store.ownership import changed
from planner.words import Text
from planner.words.text import say

CLAIMS, TABLE = PRICES[:2]


@dataclass(frozen=True)
class Prices:
    """Prices of the borders of a run, as far as they are proven.

    Attributes
    ----------
    table : DataFrame or None
        Rows of ``prices.csv`` (see ``planner.explain.prices``) that are proven; None: there is
        no such table, or none that is to be trusted.
    digest : str
        SHA-256 of what it was read from; empty without a table.
    faults : tuple of Text
        Why tables that are there are not used.
    partial : bool
        The table holds what somebody asked for (``planner explain … --merge … --out``), not all
        borders: a partner that nobody named may cost less.
    """

    table: pd.DataFrame | None = None
    digest: str = ""
    faults: tuple[Text, ...] = ()
    partial: bool = False


@dataclass(frozen=True)
class Partner:
    """A unit that borders on a new unit and is no member of it.

    Attributes
    ----------
    code : str
        Its own.
    member : str
        Code of the member that it would be joined with.
    more : dict of str to float
        Stage → what the best plan that joins the two has more, in the unit of the stage.
    """

    code: str
    member: str
    more: dict[str, float]


def read_prices(run: Path) -> Prices:
    """Read the prices in a run folder, where they are its own and nobody changed them.

    Parameters
    ----------
    run : Path
        The table of all borders goes before answers to what was asked.  ``planner verify`` proves
        either once more; that takes minutes, and is not done here.
    """
    faults: list[Text] = []
    for path in sorted(run.glob(f"*/{TABLE}")):
        fault = _fault(path.parent, run, PRICES_RECORD)
        if fault is None:
            table = read_csv(path, {"one": str, "other": str})
            return Prices(table[table["proven"]], digest_of(path), tuple(faults))
        faults.append(fault)
    rows: list[dict[str, object]] = []
    whole = hashlib.sha256()
    for path in sorted(run.glob(f"*/{ANSWERS_RECORD}")):
        # What conflicts, and what cannot be, is answered without a price.
        if not (path.parent / CLAIMS).is_file():
            continue
        fault = _fault(path.parent, run, ANSWERS_RECORD)
        if fault is None:
            rows += _answers(path)
            whole.update(path.read_bytes())
        else:
            faults.append(fault)
    if not rows:
        return Prices(faults=tuple(faults))
    return Prices(pd.DataFrame(rows), whole.hexdigest(), tuple(faults), partial=True)


def _answers(path: Path) -> Iterator[dict[str, object]]:
    """Give the proven answers to wishes that put two units together, as rows of a table.

    An answer is written for people: which units it speaks of stands in its claim, in one order.
    """
    proven = conform(Answers, read_record(path), path).proven
    held = read_record(path.parent / CLAIMS)
    nothing = {f"together_{stage['stage']}": 0.0 for stage in held["best"]["stages"]}
    for answer, claim in zip(proven, held["wishes"], strict=True):
        pairs = claim["locks"].get("together", [])
        if claim["count"] is None and len(claim["locks"]) == 1 and [len(p) for p in pairs] == [2]:
            more = {f"together_{stage}": more for stage, more in answer.by_stage.items()}
            one, other = pairs[0]
            yield {"one": one, "other": other, "possible": answer.possible} | nothing | more


def _fault(folder: Path, run: Path, record: str) -> Text | None:
    """Say why the prices in a folder are not those of a run."""
    try:
        names = changed(folder, record)
        held = read_record(folder / CLAIMS).get("best")
        own = read_record(run / "certificate.json")
    except (InputError, OSError):
        return say("{file}: no list of the files that were written", file=folder.name)
    if names:
        return say("{file}: changed since it was written", file=f"{folder.name}/{names[0]}")
    own.pop("alternatives", None)
    return None if held == own else say("{file}: not of this run", file=folder.name)


def partners(table: pd.DataFrame, plan: Plan, code: str, most: int) -> list[Partner]:
    """Find the units around a new unit that would cost least as members.

    Parameters
    ----------
    table : DataFrame
        Of :class:`Prices`.
    plan : Plan
    code : str
        Of the new unit.
    most : int
        How many at most.

    Returns
    -------
    list of Partner
        The cheapest first, by the stages in their order; of each the member with which it is
        cheapest.
    """
    heir = heirs(plan)
    most_is_best = {name for name, term in TERMS.items() if term.maximise}
    best: dict[str, tuple[tuple[float, ...], Partner]] = {}
    for row in table[table["possible"]].to_dict("records"):
        pair = str(row["one"]), str(row["other"])
        inside = [str(heir[each]) == code for each in pair]
        if inside[0] == inside[1]:
            continue
        member, other = pair if inside[0] else pair[::-1]
        more = dict(_more(row, plan))
        key = tuple(-more[name] if name in most_is_best else more[name] for name in more)
        if other not in best or key < best[other][0]:
            best[other] = key, Partner(other, member, more)
    ranked = sorted((key, other) for other, (key, _) in best.items())
    return [best[other][1] for _, other in ranked[:most]]


def _more(row: Mapping[Hashable, Any], plan: Plan) -> Iterator[tuple[str, float]]:
    for stage in plan.stages:
        yield stage.name, float(row[f"together_{stage.name}"])
