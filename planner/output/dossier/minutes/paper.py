"""Paper: the minutes of a workspace as a document of Word."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from docx.shared import Pt

from planner.output.dossier.comments import comments_annex
from planner.output.dossier.inputs import COUNTS
from planner.output.dossier.minutes.hearings import ballot_of, called, enough, register
from planner.output.dossier.minutes.lines import clock, hold, lines, person, steps_of, units
from planner.output.dossier.tables.table import (
    Annex,
    number_field,
    plain_annex,
    row_numbers,
    text_field,
)
from planner.output.dossier.word.grid import bare_table
from planner.output.dossier.word.paper import CENTRE, save
from planner.output.dossier.word.template import filled
from planner.output.dossier.word.writer import Writer
from planner.session import Action, Entry, Lock, Reject, Row, Version, Workspace
from planner.session.opinions.tally import tallies, unheard, void_words
from planner.store.folder import run_folder
from planner.units import KINDS
from planner.words import STATUS, on_paper
from planner.words.numbers import rounded_down
from planner.words.outputs.workbench import minutes as words
from planner.words.text import Text

TEXT = "bien_ban.md"


def write_minutes(workspace: Workspace, title: Text, path: Path, seq: int | None = None) -> None:
    """Write the minutes of a state: who decided what, when, on which version.

    Parameters
    ----------
    workspace : Workspace
    title : Text
        Of the scenario.
    path : Path
        A docx; nothing may be there.
    seq : int, optional
        The state; by default where the main branch stands.

    Raises
    ------
    InputError
        No such state; something is there already, or it cannot be written.
    """
    seq = workspace.head() if seq is None else seq
    with run_folder(path.absolute().parent, files=[path.name], record=None) as part:
        minutes_to(workspace, title, part / path.name, seq)


def minutes_to(workspace: Workspace, title: Text, path: Path, seq: int) -> None:
    """Write the minutes of a state into a folder of one's own; see :func:`write_minutes`."""
    names = called(workspace.problem)
    steps = steps_of(workspace, seq)
    version = workspace.version(seq)
    tables = _tables(version, steps, names, workspace)
    context = _context(workspace, version, steps, names, seq) | {"title": title.vi}
    writer = Writer(f"{words.TITLE} – {title.vi}", {}, tables, {})
    writer.write(on_paper(filled(TEXT, context | dict.fromkeys(tables, True))))
    _sign(writer)
    save(writer.paper, path)


def _context(
    workspace: Workspace,
    version: Version,
    steps: Sequence[tuple[Entry, Action]],
    names: Mapping[str, str],
    seq: int,
) -> dict[str, object]:
    state, rows = version.state, version.rows()
    merged = [row for row in rows if len(_members(row)) > 1]
    ballot = ballot_of(workspace.problem)
    known = ballot is not None and ballot.least_percent is not None
    first, last = (datetime.datetime.fromisoformat(steps[at][0].at).astimezone() for at in (0, -1))
    return {
        "name": workspace.path.stem,
        "seq": seq,
        "frozen": state.frozen,
        "entries": len(steps),
        "others": len(workspace.entries) - len(steps),
        "first": clock(steps[0][0].at),
        "last": clock(steps[-1][0].at),
        "zone": f"{first:UTC%z}" if first.utcoffset() == last.utcoffset() else last.tzname(),
        "chain": steps[-1][0].sha256,
        "before": len(state.home),
        "after": len(rows),
        "formed": len(merged),
        "kept": len(rows) - len(merged),
        "unsatisfied": sum(not row["accepted"] for row in rows),
        "rule": ballot if known else None,
        "void": [void_words(state, each).vi for each in state.void],
        "unheard": [names[code] for code in unheard(state)],
        **dict.fromkeys(("plan", "locks", "rejected", "heard", "comments"), False),
    }


def _tables(
    version: Version,
    steps: Sequence[tuple[Entry, Action]],
    names: Mapping[str, str],
    workspace: Workspace,
) -> dict[str, Annex]:
    """Make the tables that have a row, by the names that the text has for them."""
    state = version.state
    did, count = [*lines(steps, names)], Counter(person(entry.by) for entry, _ in steps)
    said = {
        "at": [line.at for line in did],
        "by": [line.by for line in did],
        "did": [line.did for line in did],
        "version": [str(line.seq) for line in did],
    }
    people = Annex(
        "people",
        (
            row_numbers(len(count)),
            text_field("by", [*count], 40.0),
            number_field("actions", [*count.values()], "whole"),
        ),
    )
    made = {
        "people": people,
        "did": plain_annex("did", said, (18.0, 20.0, 60.0, 10.0)),
        "plan": _plan(version, names),
        "locks": _holds("locks", version, steps, names),
        "rejected": _holds("rejected", version, steps, names),
        "heard": _opinions(version, names, workspace),
        "comments": comments_annex(register(state)),
    }
    return {key: annex for key, annex in made.items() if len(annex.fields[0].values)}


def _plan(version: Version, names: Mapping[str, str]) -> Annex:
    rows = [row for row in version.rows() if len(_members(row)) > 1]
    columns = {
        "new_name": [f"{KINDS[str(row['kind'])].vi} {row['name']}" for row in rows],
        "members": [units(_members(row), names) for row in rows],
        "seat": [names[str(row["code"])] for row in rows],
        "verdict": [STATUS[str(row["status"])].vi for row in rows],
    }
    return plain_annex("formed", columns, (30.0, 60.0, 26.0, 22.0))


def _members(row: Row) -> list[str]:
    members = row["units"]
    assert isinstance(members, list)
    return members


def _holds(
    key: str,
    version: Version,
    steps: Sequence[tuple[Entry, Action]],
    names: Mapping[str, str],
) -> Annex:
    """List what is locked, or what was rejected, with who did so, when and why."""
    reasons = dict[tuple[str, frozenset[str]], str]()
    for _, action in steps:
        if isinstance(action, Reject):
            reasons["forbidden", frozenset(action.units)] = action.reason
        elif isinstance(action, Lock):
            each = {(kind, frozenset(codes)): action.reason for kind, codes in action.locks}
            reasons |= each
    # What was written of just these units is a reason, too.
    notes = {frozenset(each.units): each.text for each in version.state.notes}
    holds = [h for h in version.state.locks if (h.kind == "forbidden") == (key == "rejected")]
    columns = {
        "item": [hold(each.kind, each.codes, names) for each in holds],
        "by": [person(each.by) for each in holds],
        "at": [clock(each.at) for each in holds],
        "grounds": [reasons.get(h.key) or notes.get(h.key[1], words.NO_REASON) for h in holds],
    }
    return plain_annex(key, columns, (50.0, 20.0, 18.0, 34.0))


def _opinions(version: Version, names: Mapping[str, str], workspace: Workspace) -> Annex:
    every, ballot = [*tallies(version.state).values()], ballot_of(workspace.problem)
    counts = {key: [getattr(each, key) for each in every] for key in COUNTS}
    return Annex(
        "heard",
        (
            row_numbers(len(every)),
            text_field("name", [names[each.unit] for each in every], 30.0),
            *(number_field(key, counts[key], "whole", total=True) for key in COUNTS),
            number_field("agree_percent", [rounded_down(e.percent, 2) for e in every], "decimal"),
            text_field("enough", [words.ENOUGH[enough(ballot, e.percent)] for e in every], 16.0),
        ),
    )


def _sign(writer: Writer) -> None:
    """Write the foot: the secretary on the left, the chair on the right."""
    for cell, role in zip(bare_table(writer.paper, [writer.room / 2] * 2), words.SIGN, strict=True):
        for row, text in enumerate((f"**{role}**", "", "", "", words.BY_HAND)):
            paragraph = cell.paragraphs[0] if row == 0 else cell.add_paragraph()
            paragraph.alignment, paragraph.paragraph_format.space_after = CENTRE, Pt(0)
            writer.line(paragraph, text)
