"""Replay: the actions of a workspace done again on other inputs, with what no longer fits."""

from __future__ import annotations

import json
from pathlib import Path

from planner.errors import InputError
from planner.problem import Problem as Arranged
from planner.session.actions import Propose
from planner.session.log import MAIN
from planner.session.marks import Branch, OfState, read_action
from planner.session.workspace import Workspace
from planner.words.text import Text, say


def replay(
    workspace: Workspace, path: Path, problem: Arranged, by: str = "", branch: str = MAIN
) -> tuple[Workspace, list[Text]]:
    """Do the actions that led to where a branch stands again, in a new workspace.

    Parameters
    ----------
    workspace : Workspace
        Of the same units; figures, law and limits may be others.
    path : Path
        The new workspace.
    problem : planner.problem.Problem
        On which it rests.
    by : str
        Who does so; each action keeps whoever did it, and has the time at which it is done again.
    branch : str
        What was done on other branches is done again as far as this one came of it.

    Returns
    -------
    Workspace
        The new one.
    list of Text
        A line for each action that no longer fits, and why; what follows goes on without it.

    Raises
    ------
    InputError
        The new one cannot be made, or has other units.
    """
    first, *later = workspace.line(workspace.head(branch))
    source = str(json.loads(first.data)["source"])
    made = Workspace.create(path, problem, workspace.state(1).plan(), source=source, by=by)
    at, lapses, seqs = MAIN, list[Text](), {1: 1}
    for entry in later:
        action = read_action(json.loads(entry.data))
        if isinstance(action, Propose):
            action = action.model_copy(update={"of": made.state(made.head(at)).hash})
        if isinstance(action, OfState):
            action = action.model_copy(update={"to": seqs.get(action.to, 0)})
        try:
            made.act(action, entry.by, branch=at)
        except InputError as error:
            reasons = [problem.text for problem in error.problems]
            lapses += [say("action {number}: {why}", number=entry.seq, why=why) for why in reasons]
        else:
            at = action.name if isinstance(action, Branch) else at
        seqs[entry.seq] = made.head(at)
    return made, lapses
