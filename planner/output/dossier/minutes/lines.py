"""Lines: what stands in the log of a workspace, as sentences of the minutes."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from planner.problem.locks import LOCKS
from planner.session import Action, Entry, Propose, Workspace, read_action
from planner.session.marks import Begin
from planner.words.outputs.workbench import minutes as words

SHOWN = "%H:%M, %d/%m/%Y"


@dataclass(frozen=True)
class Line:
    """What somebody did, or several things of one kind one after the other.

    Attributes
    ----------
    seq : int
        The version that it led to.
    at, by, did : str
    """

    seq: int
    at: str
    by: str
    did: str


def clock(at: str) -> str:
    """Write a time of the log by the clock of this machine."""
    return datetime.datetime.fromisoformat(at).astimezone().strftime(SHOWN)


def person(by: str) -> str:
    """Name who did something."""
    return by or words.NOBODY


def units(codes: Sequence[str], called: Mapping[str, str]) -> str:
    """Name units in a sentence."""
    return ", ".join(called[code] for code in codes)


def hold(kind: str, codes: Sequence[str], called: Mapping[str, str]) -> str:
    """Say what a lock holds."""
    return LOCKS[kind].words(units(codes, called)).vi


def steps_of(workspace: Workspace, seq: int) -> list[tuple[Entry, Action]]:
    """Give the entries that led to a state, with what each did.

    Raises
    ------
    InputError
        No such state.
    """
    first, *later = workspace.line(seq)
    begin = Begin.model_validate_json(first.data)
    return [(first, begin), *((entry, read_action(json.loads(entry.data))) for entry in later)]


def lines(steps: Sequence[tuple[Entry, Action]], called: Mapping[str, str]) -> Iterator[Line]:
    """Say what was done, in its order; opinions that one person noted stand together.

    Parameters
    ----------
    steps : sequence of (Entry, Action)
    called : mapping of str to str
        Code → name of a unit in sentences.
    """
    for (kind, by), some in groupby(steps, lambda step: (step[0].kind, step[0].by)):
        together = [*some]
        parts = [together] if kind == "opinion" else [[step] for step in together]
        for part in parts:
            entry, action = part[-1]
            did = _did(action, len(part), called)
            yield Line(entry.seq, clock(entry.at), person(by), did)


def _did(action: Action, count: int, called: Mapping[str, str]) -> str:
    plain = action.model_dump()
    if isinstance(action, Propose):
        count = sum(len(codes) > 1 for codes in action.groups)
    said = words.DID[action.kind].format(
        **{
            **plain,
            "count": count,
            "source": plain.get("source") or words.OF_TODAY,
            "units": units(plain.get("units", ()), called),
            "unit": called.get(plain.get("unit", ""), ""),
            "to": called.get(str(plain.get("to", "")), plain.get("to", "")),
            "locks": "; ".join(hold(kind, codes, called) for kind, codes in plain.get("locks", ())),
        }
    )
    if plain.get("reason"):
        said += words.REASON.format(reason=plain["reason"])
    if action.kind in ("note", "comment") and plain["units"]:
        said += words.OF_UNITS.format(units=units(plain["units"], called))
    return said
