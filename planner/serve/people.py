"""People: who was invited and what they may do; opinions, comments and minutes of a workspace."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Base64Bytes, BaseModel, ConfigDict, Field

from planner.errors import InputError, Problem
from planner.output.dossier.layout import Ballot
from planner.output.dossier.minutes.hearings import ballot_of, enough, hearings, points, register
from planner.output.dossier.minutes.paper import minutes_to
from planner.serve.board import Board
from planner.serve.desk import Desk
from planner.session import MAIN, Action, Entry, Hear
from planner.session.opinions.elsewise import ways_around
from planner.session.opinions.tally import tallies, unheard, voided
from planner.words.text import Text, say

Role = Literal["reader", "editor", "chair"]
COOKIE = "planner_desk"
SAFE = ("GET", "HEAD")
MINUTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TABLES = (".csv", ".xlsx")


class RoleError(InputError):
    """Somebody asks for what their invitation does not allow."""


@dataclass(frozen=True)
class Person:
    """Who was invited: the name that stands in the log, whatever their browser says."""

    name: str
    role: Role


class Guests:
    """Those who were invited, each by a key that opens once, on a cookie of their own.

    Notes
    -----
    As the key of the first address, invitations live as long as the server.
    """

    def __init__(self) -> None:
        self._keys, self._there = dict[str, Person](), dict[str, Person]()

    def invite(self, person: Person) -> str:
        """Give the key of somebody's address."""
        key = secrets.token_urlsafe(24)
        self._keys[key] = person
        return key

    def enter(self, key: str) -> str:
        """Exchange a key for the secret of a cookie; empty: it opens nothing, or not any more."""
        person = self._keys.pop(key, None)
        if person is None:
            return ""
        secret = secrets.token_urlsafe(32)
        self._there[secret] = person
        return secret

    def of(self, cookies: str) -> Person | None:
        """Tell whose cookie it is."""
        pairs = (pair.strip().partition("=") for pair in cookies.split(";"))
        brought = next((value for name, _, value in pairs if name == COOKIE), "")
        return self._there.get(brought)


def person_of(request: Request) -> Person | None:
    """Tell who was invited; None: who started the program, and may do all."""
    person: Person | None = getattr(request.state, "person", None)
    return person


def refuse_reader(request: Request) -> None:
    """Refuse all that writes to who may only read: stands before every route.

    Raises
    ------
    RoleError
    """
    person, preview = person_of(request), request.url.path.endswith("/preview")
    if person and person.role == "reader" and request.method not in SAFE and not preview:
        raise _refusal(person, say("an invitation as editor or chair"))


def refuse_but_chair(request: Request) -> None:
    """Refuse what the chair alone does.

    Raises
    ------
    RoleError
    """
    person = person_of(request)
    if person and person.role != "chair":
        raise _refusal(person, say("an invitation as chair"))


def who(request: Request, by: str, actions: Sequence[Action] = ()) -> str:
    """Tell who does something: as invited; who started the program, as they say.

    Raises
    ------
    RoleError
        They submit, which the chair alone does.
    """
    if any(action.kind == "freeze" for action in actions):
        refuse_but_chair(request)
    person = person_of(request)
    return person.name if person else by


def _refusal(person: Person, expected: Text) -> RoleError:
    return RoleError(
        Problem(
            person.name,
            say("an invitation as {role}", role=ROLES[person.role]()),
            expected,
            say("ask the chair"),
        )
    )


router = APIRouter(prefix="/api/v1", dependencies=[Depends(refuse_reader)])
ROLES = {
    "reader": lambda: say("reader"),
    "editor": lambda: say("editor"),
    "chair": lambda: say("chair"),
}
"""Role → what it is called."""


class Invitation(BaseModel):
    """Whom to invite, and as what."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=100)]
    role: Role


class Table(BaseModel):
    """A table that is brought to a version: opinions or comments."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(max_length=200)]
    data: Base64Bytes
    branch: Annotated[str, Field(max_length=200)] = MAIN
    by: Annotated[str, Field(max_length=100)] = ""


def _board(request: Request, key: str) -> Board:
    desk: Desk = request.app.state.desk
    return desk.board(key)


@router.get("/me")
def me(request: Request) -> dict[str, str]:
    """Tell who one is: empty names are those of who started the program."""
    person = person_of(request) or Person("", "chair")
    return asdict(person)


@router.post("/invitations")
def invite(request: Request, body: Invitation) -> dict[str, str]:
    """Make the address of somebody: it opens once, and their name and role go with it."""
    refuse_but_chair(request)
    guests: Guests = request.state.guests
    key = guests.invite(Person(body.name, body.role))
    return {"address": f"http://{request.headers['host']}/?key={key}"}


@router.get("/w/{key}/people")
def people(request: Request, key: str, seq: int | None = None) -> dict[str, object]:
    """Give opinions and comments of a state, with what holds no longer, in sentences."""
    work = _board(request, key).workspace
    seq = work.head() if seq is None else seq
    state, ballot = work.state(seq), ballot_of(work.problem)
    return {
        "seq": seq,
        "rule": None if ballot is None else _rule(ballot),
        "opinions": [
            {**asdict(tally), "percent": tally.percent, "enough": enough(ballot, tally.percent)}
            for tally in tallies(state).values()
        ],
        "unheard": unheard(state),
        "void": voided(state),
        "comments": [asdict(each) for each in register(state)],
    }


def _rule(ballot: Ballot) -> dict[str, object]:
    return {
        "least_percent": ballot.least_percent,
        "more_than": ballot.more_than,
        "article": ballot.article.text,
        "confidence": ballot.article.confidence,
    }


@router.get("/w/{key}/around")
def around(request: Request, key: str, unit: str, seq: int) -> list[dict[str, object]]:
    """Name the versions that need not ask a unit what it was asked, with their price."""
    return [way.as_dict() for way in ways_around(_board(request, key).workspace, unit, seq)]


@router.post("/w/{key}/tally")
def tally(request: Request, key: str, body: Table) -> dict[str, int]:
    """Take a tally of opinions, a row a thôn; what is noted already is not noted again."""
    board = _board(request, key)
    with TemporaryDirectory() as place:
        read = hearings(_file(Path(place), body), board.workspace.problem)
    state = board.workspace.state(board.workspace.head(body.branch))
    heard = {
        tuple(getattr(each, key) for key in Hear.model_fields if key != "kind")
        for each in state.opinions
        if each not in state.void
    }
    new = [each for each in read if tuple(each.model_dump(exclude={"kind"}).values()) not in heard]
    return _done(board, new, body, request)


@router.post("/w/{key}/register")
def comments(request: Request, key: str, body: Table) -> dict[str, int]:
    """Take a register of comments on the state at which a branch stands, with its answers."""
    board = _board(request, key)
    head = board.workspace.head(body.branch)
    state = board.workspace.state(head)
    with TemporaryDirectory() as place:
        new = points(_file(Path(place), body), board.workspace.problem, state, head)
    return _done(board, new, body, request)


def _file(place: Path, body: Table) -> Path:
    suffix = Path(body.name).suffix.lower()
    if suffix not in TABLES:
        raise InputError(
            Problem(
                say("table"),
                say("a file of the ending {suffix}", suffix=suffix or "–"),
                " ".join(TABLES),
                say("save it as xlsx"),
            )
        )
    path = place / f"table{suffix}"
    path.write_bytes(body.data)
    return path


def _done(board: Board, actions: Sequence[Action], body: Table, request: Request) -> dict[str, int]:
    """Do one thing after another; all others are told of the last one."""
    by = who(request, body.by)
    entry: Entry | None = None
    try:
        for action in actions:
            entry = board.workspace.act(action, by, branch=body.branch)
    finally:
        if entry is not None:
            board.tell_entry(entry)
    return {"count": len(actions), "seq": board.workspace.head(body.branch)}


@router.get("/w/{key}/minutes")
def minutes(request: Request, key: str, seq: int | None = None) -> Response:
    """Give the minutes of a state, in Word."""
    board = _board(request, key)
    work = board.workspace
    with TemporaryDirectory() as place:
        path = Path(place) / "minutes.docx"
        minutes_to(work, board.topic.title, path, work.head() if seq is None else seq)
        data = path.read_bytes()
    name = quote(f"{work.path.stem}.docx")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(data, media_type=MINUTES, headers=headers)
