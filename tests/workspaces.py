"""Workspaces of small worlds, made by the real program in real files."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from worlds import nine_squares

from planner.errors import InputError
from planner.law import read_ruleset
from planner.problem import Problem
from planner.problem.groups import GroupSettings
from planner.session import Entry, State, Workspace, read_action
from planner.units.graph import build_graph

NOON = datetime.datetime(2026, 12, 3, 12, 0, tzinfo=datetime.UTC)


def nine_problem(**changes: Any) -> Problem:
    """Nine squares under the law of 2025; new units of at most three."""
    units = nine_squares()
    law = read_ruleset("vn-commune-76-2025")
    groups = GroupSettings(max_members=3)
    return Problem(units, build_graph(units), law, **{"groups": groups, **changes})


def clock(step_minutes: int = 1) -> Callable[[], datetime.datetime]:
    """Tell noon, and each time so many minutes later, or earlier."""
    minutes = iter(range(0, 10**9 * step_minutes, step_minutes))
    return lambda: NOON + datetime.timedelta(minutes=next(minutes))


def begun(folder: Path, problem: Problem | None = None, **settings: Any) -> Workspace:
    """Begin a workspace of nine squares: Lan does so at noon."""
    path = folder / "nine.planner"
    settings = {"by": "Lan", "clock": clock(), **settings}
    return Workspace.create(path, problem or nine_problem(), **settings)


def do(workspace: Workspace, kind: str, by: str = "Lan", **fields: Any) -> Entry:
    """Do something as a page sends it."""
    where = {key: fields.pop(key) for key in ("branch", "base") if key in fields}
    return workspace.act(read_action({"kind": kind, **fields}), by, **where)


def entries_of(path: Path, problem: Problem) -> tuple[Entry, ...]:
    """Open a workspace, and give its entries."""
    workspace = Workspace.open(path, problem)
    workspace.close()
    return workspace.entries


def now(workspace: Workspace, branch: str = "main") -> State:
    """Give the state at which a branch stands."""
    return workspace.state(workspace.head(branch))


def groups(state: State) -> set[str]:
    """Name the groups of several units: "11+12"."""
    return {"+".join(sorted(units)) for units in state.groups.values() if len(units) > 1}


@contextmanager
def refused(*words: str) -> Iterator[None]:
    """Expect a refusal that says some words, in English."""
    with pytest.raises(InputError) as caught:
        yield
    for word in words:
        assert word in str(caught.value)
