"""Session: a plan drawn by people: actions in a log, states, locks, undo, branches, proposals.

A workspace is one file, which knows who did what and loses nothing that it has acknowledged.
"""

from planner.session.actions import (
    Accept,
    Action,
    Merge,
    Move,
    Propose,
    Reject,
    Rename,
    Seat,
    Split,
)
from planner.session.conflict import ConflictError
from planner.session.log import Entry
from planner.session.marks import Branch, Freeze, Goto, Hear, Lock, Name, Remark, Unlock
from planner.session.replay import replay
from planner.session.rest import Proposal
from planner.session.state import State
from planner.session.workspace import Workspace

__all__ = [
    "Accept",
    "Action",
    "Branch",
    "ConflictError",
    "Entry",
    "Freeze",
    "Goto",
    "Hear",
    "Lock",
    "Merge",
    "Move",
    "Name",
    "Proposal",
    "Propose",
    "Reject",
    "Remark",
    "Rename",
    "Seat",
    "Split",
    "State",
    "Unlock",
    "Workspace",
    "replay",
]
