"""Replay: the actions of a workspace done again on other inputs, with what no longer fits."""

from __future__ import annotations

from pathlib import Path

from planner.errors import InputError
from planner.problem import Problem as Arranged
from planner.session.actions import Propose
from planner.session.marks import Begin, Branch
from planner.session.workspace import Workspace
from planner.words.text import Text, say


def replay(
    workspace: Workspace, path: Path, problem: Arranged, by: str = ""
) -> tuple[Workspace, list[Text]]:
    """Do the actions that led to the present state again, in a new workspace.

    Parameters
    ----------
    workspace : Workspace
        Of the same units; figures, law and limits may be others.
    path : Path
        The new workspace.
    problem : planner.problem.Problem
        On which it rests.
    by : str
        Who does so; each action keeps whoever did it.

    Returns
    -------
    Workspace
        The new one.
    list of Text
        A line for each action that no longer fits, and why; what follows goes on without it.
    """
    history, lapses = workspace.history, list[Text]()
    line = history.line(workspace.head)[::-1]
    begin = history.action(line[0])
    assert isinstance(begin, Begin)
    plan = history.state(line[0]).plan()
    made = Workspace.create(path, problem, plan, source=begin.source, by=by)
    for seq in line[1:]:
        action, entry = history.action(seq), workspace.entries[seq - 1]
        if isinstance(action, Branch):
            continue
        if isinstance(action, Propose):
            action = action.model_copy(update={"of": made.state.hash})
        try:
            made.act(action, entry.by)
        except InputError as error:
            reasons = [problem.text for problem in error.problems]
            lapses += [say("action {number}: {why}", number=seq, why=why) for why in reasons]
    return made, lapses
