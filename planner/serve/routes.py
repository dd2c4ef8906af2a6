"""Routes: what the page asks, in the words of ``session``."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import Base64Bytes, BaseModel, ConfigDict, Field

from planner.serve.board import Board, Event
from planner.serve.desk import Desk
from planner.serve.people import refuse_but_chair, refuse_reader, who
from planner.serve.worker import Kind
from planner.session import MAIN, AnyAction, Entry
from planner.session.change import Change
from planner.session.rest import Extent

router = APIRouter(prefix="/api/v1", dependencies=[Depends(refuse_reader)])
Name = Annotated[str, Field(max_length=100)]


class Asking(BaseModel):
    """What a request brings: nothing that is not named here."""

    model_config = ConfigDict(extra="forbid")


class PlanFile(Asking):
    """A plan with which a workspace begins, as a file."""

    name: Name
    data: Base64Bytes


class NewWorkspace(Asking):
    """A workspace to begin."""

    name: Name
    scenario: Annotated[str, Field(max_length=300)]
    by: Name = ""
    plan: PlanFile | None = None
    adopted: bool = False


class Actions(Asking):
    """What somebody does, one thing after another, to a state that they saw."""

    actions: Annotated[list[AnyAction], Field(min_length=1, max_length=100)]
    base_seq: int | None = None
    branch: Name = MAIN
    by: Name = ""
    id: Annotated[str, Field(max_length=64)] = ""


class Preview(Asking):
    """What somebody might do to a state."""

    action: AnyAction
    seq: int


class Back(Asking):
    """Who goes back or forth on which branch, and from which state that they saw."""

    base_seq: int | None = None
    branch: Name = MAIN
    by: Name = ""


class NewJob(Asking):
    """A question to the optimizer about a state."""

    kind: Kind
    seq: int
    extent: Extent = "locks"
    selection: Annotated[list[str], Field(max_length=10_000)] = []
    wish: Annotated[list[tuple[str, list[str]]], Field(max_length=100)] = []


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def _board(request: Request, key: str) -> Board:
    return _desk(request).board(key)


def _entry(entry: Entry) -> dict[str, object]:
    """Give an entry of the log for the tree of versions."""
    return {
        "seq": entry.seq,
        "parent": entry.parent,
        "branch": entry.branch,
        "at": entry.at,
        "by": entry.by,
        "kind": entry.kind,
        "data": entry.data,
    }


@router.get("/scenarios")
def scenarios(request: Request) -> list[dict[str, str]]:
    """What a workspace may be about."""
    return _desk(request).scenarios()


@router.get("/workspaces")
def workspaces(request: Request) -> list[dict[str, str]]:
    """The workspaces of the folder."""
    return _desk(request).workspaces()


@router.post("/workspaces")
def create(request: Request, new: NewWorkspace) -> dict[str, str]:
    """Begin a workspace: with the units as they are, a plan that is brought, or the adopted one."""
    plan = None if new.plan is None else (new.plan.name, new.plan.data)
    by = who(request, new.by)
    made = _desk(request).create(new.name, new.scenario, by, plan, adopted=new.adopted)
    return {"id": made}


@router.get("/w/{key}/ground")
def ground(request: Request, key: str, if_none_match: Annotated[str, Header()] = "") -> Response:
    """What is drawn once: outlines, borders, units; it is sent once."""
    board = _board(request, key)
    board.warm()
    data, digest = board.ground
    tag = {"ETag": f'"{digest}"', "Cache-Control": "private, no-cache"}
    if digest in if_none_match:
        return Response(status_code=304, headers=tag)
    return Response(data, media_type="application/json", headers=tag)


@router.get("/w/{key}/state")
def state(request: Request, key: str, seq: int | None = None) -> dict[str, object]:
    """Give a state with its figures; by default where the main branch stands."""
    board = _board(request, key)
    work = board.workspace
    seq = work.head() if seq is None else seq
    version, first = work.version(seq), work.change(1, seq)
    return {
        "seq": seq,
        "title": board.topic.title.by_language(),
        "name": work.path.stem,
        "read_only": [each.by_language() for each in work.changes],
        "heads": work.heads,
        "state": version.state.as_dict(),
        "groups": version.rows(),
        "indicators": first.as_dict()["indicators"],
        "rivals": {key: rival.as_dict() for key, rival in board.rivals.items()},
        "jobs": [asdict(job) for job in board.jobs.values()],
    }


@router.post("/w/{key}/actions")
def act(request: Request, key: str, body: Actions) -> dict[str, object]:
    """Do something; the answer comes when it is on the disk."""
    board = _board(request, key)
    work = board.workspace
    before = work.head(body.branch) if body.base_seq is None else body.base_seq
    by = who(request, body.by, body.actions)
    entry = board.act(body.actions, by, body.branch, body.base_seq, body.id)
    return _moved(board, before, entry)


@router.post("/w/{key}/go/{way}")
def go(request: Request, key: str, way: Literal["undo", "redo"], body: Back) -> dict[str, object]:
    """Go to the state before, or to that which was drawn from this one last."""
    board = _board(request, key)
    work = board.workspace
    before = work.head(body.branch) if body.base_seq is None else body.base_seq
    move = work.undo if way == "undo" else work.redo
    entry = move(who(request, body.by), branch=body.branch, base=body.base_seq)
    board.tell_entry(entry)
    return _moved(board, before, entry)


def _moved(board: Board, before: int, entry: Entry) -> dict[str, object]:
    seq = board.workspace.head(entry.branch)
    return {
        "seq": seq,
        "branch": entry.branch,
        "heads": board.workspace.heads,
        "entry": _entry(entry),
        "change": board.workspace.change(before, seq).as_dict(),
    }


@router.post("/w/{key}/preview")
def preview(request: Request, key: str, body: Preview) -> dict[str, object]:
    """Say what an action would change; nothing is written."""
    return _board(request, key).workspace.preview(body.action, body.seq).as_dict()


@router.get("/w/{key}/compare")
def compare(request: Request, key: str, before: Name, after: Name) -> dict[str, object]:
    """Say what differs between two versions: states by their number, or plans beside them."""
    board = _board(request, key)
    return Change(board.version(before), board.version(after)).as_dict()


@router.post("/w/{key}/rivals")
def rival(request: Request, key: str, body: PlanFile) -> dict[str, object]:
    """Put a plan beside what is drawn, to be compared."""
    board = _board(request, key)
    made = board.add_rival(body.name, body.data)
    return {"key": made, **board.rivals[made].as_dict()}


@router.get("/w/{key}/borders")
def borders(request: Request, key: str, seq: int) -> list[dict[str, object]]:
    """Give the prices of borders in a state that are known by now; see the job ``borders``."""
    return [
        {
            "one": line.one,
            "other": line.other,
            "class": line.group,
            "words": line.text.by_language(),
        }
        for line in _board(request, key).priced(seq).lines
    ]


@router.get("/w/{key}/tree")
def tree(request: Request, key: str) -> dict[str, object]:
    """All that was done, each entry with the one that it was done to."""
    work = _board(request, key).workspace
    return {"entries": [_entry(each) for each in work.entries], "heads": work.heads}


@router.post("/w/{key}/jobs")
def ask(request: Request, key: str, body: NewJob) -> dict[str, object]:
    """Put a question to the optimizer."""
    board = _board(request, key)
    if body.kind == "submit":
        refuse_but_chair(request)
    job = board.ask(body.kind, body.seq, body.extent, body.selection, body.wish)
    return asdict(job)


@router.delete("/w/{key}/jobs/{job}")
def cancel(request: Request, key: str, job: str) -> dict[str, str]:
    """End a question with the best that is known."""
    _board(request, key).cancel(job)
    return {"name": job}


@router.get("/w/{key}/events", response_class=EventSourceResponse)
async def events(request: Request, key: str) -> AsyncIterator[ServerSentEvent]:
    """Tell what happens: what others draw, and where questions stand."""
    board = await asyncio.to_thread(_board, request, key)
    loop, waiting = asyncio.get_running_loop(), asyncio.Queue[Event]()

    def hear(event: Event) -> None:
        loop.call_soon_threadsafe(waiting.put_nowait, event)

    leave = board.listen(hear)
    try:
        while True:
            yield ServerSentEvent(data=await waiting.get())
    finally:
        leave()


@router.get("/w/{key}/file")
def file(request: Request, key: str) -> Response:
    """Give the file of the workspace, as another office opens it."""
    work = _board(request, key).workspace
    name = work.path.name
    with TemporaryDirectory() as place:
        copy = Path(place) / name
        work.copy(copy)
        data = copy.read_bytes()
    return Response(
        data,
        media_type="application/octet-stream",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"},
    )
