"""Session: a plan drawn by people: actions in a log, states, locks, undo, branches, proposals.

A workspace is one file, which knows who did what and loses nothing that it has acknowledged.
"""

from planner.session.actions import (
    Accept,
    Action,
    Divide,
    Merge,
    Move,
    Propose,
    Reject,
    Rename,
    Seat,
    Split,
)
from planner.session.change import Change, Row, Version
from planner.session.conflict import ConflictError
from planner.session.inputs import whole_units
from planner.session.log import MAIN, Entry, Job
from planner.session.marks import (
    AnyAction,
    Branch,
    Comment,
    Freeze,
    Goto,
    Hear,
    Lock,
    Name,
    Remark,
    Reply,
    Unlock,
    read_action,
)
from planner.session.replay import replay
from planner.session.rest import Solver
from planner.session.state import State
from planner.session.workspace import Workspace

__all__ = [
    "MAIN",
    "Accept",
    "Action",
    "AnyAction",
    "Branch",
    "Change",
    "Comment",
    "ConflictError",
    "Divide",
    "Entry",
    "Freeze",
    "Goto",
    "Hear",
    "Job",
    "Lock",
    "Merge",
    "Move",
    "Name",
    "Propose",
    "Reject",
    "Remark",
    "Rename",
    "Reply",
    "Row",
    "Seat",
    "Solver",
    "Split",
    "State",
    "Unlock",
    "Version",
    "Workspace",
    "read_action",
    "replay",
    "whole_units",
]
