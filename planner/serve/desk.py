"""Desk: the workspaces of a folder, and what a new one may be about."""

from __future__ import annotations

import datetime
import secrets
import threading
import unicodedata
from pathlib import Path, PureWindowsPath

from planner.errors import InputError
from planner.errors import Problem as Fault
from planner.gate import COUNTS, confined
from planner.scenario.reading import read_scenario
from planner.serve.board import Board, missing
from planner.serve.origin import Topic
from planner.session import Remark, Workspace
from planner.session.log import SUFFIX
from planner.sources.country import country
from planner.words.text import Text, say, text


class Desk:
    """A folder of workspaces, each open once.

    Parameters
    ----------
    folder : Path
        Where ``NAME.planner`` lie; it is made with the first of them.
    scenarios : list of Path
        Files beside the provinces of today.

    Notes
    -----
    Outside, a workspace is known by an id that says nothing of its place, and only as long as the
    server runs.
    """

    def __init__(self, folder: Path, scenarios: list[Path]):
        self.folder = folder
        self._scenarios = {path.stem: str(path.resolve()) for path in scenarios}
        self._ids, self._boards = dict[str, Path](), dict[str, Board]()
        self._alone = threading.RLock()

    def scenarios(self) -> list[dict[str, str]]:
        """Name what a new workspace may be about: own scenarios first, then each province.

        ``adopted`` is the file of the plan that a scenario says was adopted, or empty.
        """
        own = [
            {"key": key, "name": key, "adopted": _adopted(path)}
            for key, path in self._scenarios.items()
        ]
        home = country()
        provinces = home.provinces_of_today().items()
        return [
            *own,
            *({"key": self._today(key), "name": name, "adopted": ""} for key, name in provinces),
        ]

    def _today(self, key: str) -> str:
        home = country()
        return f"{home.COUNTRY}:{key}@{home.TODAY}"

    def workspaces(self) -> list[dict[str, str]]:
        """Name the workspaces of the folder, the last changed one first."""
        paths = sorted(
            self.folder.glob(f"*{SUFFIX}"), key=lambda each: (-each.stat().st_mtime, each.name)
        )
        return [
            {
                "id": self._id(path),
                "name": path.stem,
                "changed": datetime.datetime.fromtimestamp(
                    path.stat().st_mtime, datetime.UTC
                ).isoformat(timespec="seconds"),
            }
            for path in paths
        ]

    def _id(self, path: Path) -> str:
        with self._alone:
            known = next((key for key, place in self._ids.items() if place == path), None)
            if known is None:
                known = secrets.token_urlsafe(9)
                self._ids[known] = path
            return known

    def create(
        self,
        name: str,
        scenario: str,
        by: str,
        brought: tuple[str, bytes] | None = None,
        *,
        adopted: bool = False,
    ) -> str:
        """Begin a workspace; give its id.

        Parameters
        ----------
        name : str
        scenario : str
            A key of :meth:`scenarios`.
        by : str
            Who begins.
        brought : (str, bytes), optional
            Name and content of a plan with which it begins, csv or workbook: units that it
            divides are drawn whole, and noted; by default the units are as they are.
        adopted : bool
            Begin with the plan that the scenario names.

        Raises
        ------
        InputError
            No such scenario; a name that no file can have, or has already; a plan that does not
            fit the units; no adopted plan.
        """
        known = {each["key"] for each in self.scenarios()}
        if scenario not in known:
            raise _refusal(say("scenario"), text(scenario), say("one of the list"))
        path = self.folder / f"{_file_name(name)}{SUFFIX}"
        with self._alone:
            topic = Topic.of(self._scenarios.get(scenario, scenario))
            start = topic.adopted() if adopted else topic.brought(*brought) if brought else None
            if adopted and start is None:
                raise _refusal(
                    say("adopted plan"),
                    say("none in this scenario"),
                    say("`plan` in the scenario: a file of a plan"),
                )
            self.folder.mkdir(parents=True, exist_ok=True)
            made = Workspace.create(
                path,
                topic.problem,
                start.plan if start else None,
                source=start.name if start else "",
                scenario=topic.reference,
                digest=topic.digest,
                by=by,
            )
            for note in start.notes if start else []:
                made.act(Remark(text=note.vi), by)
            key = self._id(path)
            self._boards[key] = Board(made, topic)
        return key

    def board(self, key: str) -> Board:
        """Give an open workspace; it is opened where it is not.

        Raises
        ------
        MissingError
            No such id.
        InputError
            See ``Workspace.open``; the scenario of the file is nowhere.
        """
        with self._alone:
            if key not in self._ids:
                raise missing(say("workspace"))
            path = self._ids[key]
            if key not in self._boards:
                origin = Workspace.origin(path)
                topic = self._topic(path, *origin)
                self._boards[key] = Board(Workspace.open(path, topic.problem), topic)
            return self._boards[key]

    def _topic(self, path: Path, reference: str, digest: str) -> Topic:
        """Read what a workspace is about.

        A file may be a stranger's, so that no place is taken from it: what was named to the server
        is read, and what lies beside it by the name that it says, which names nothing elsewhere.
        """
        if reference in {*self._scenarios.values(), *(each["key"] for each in self.scenarios())}:
            return Topic.of(reference)
        name = PureWindowsPath(reference).name
        named = [place for place in self._scenarios.values() if Path(place).name == name]
        if named:
            return Topic.of(named[0])
        beside = path.with_name(name) if name else path
        if beside.suffix in (".yaml", ".yml") and beside.is_file():
            with confined(beside.parent):
                return Topic.of(str(beside.resolve()))
        raise InputError(
            Fault(
                path.name,
                say(
                    "its scenario is not on this machine: {name} (SHA-256 {digest})",
                    name=name or "–",
                    digest=digest or "–",
                ),
                say("the scenario with which it began, and the files that this names"),
                say(
                    "put {name} with its files beside it, into the folder {folder}, and open it"
                    " again, or start the page with it: `planner serve SCENARIO`",
                    name=name or "–",
                    folder=path.parent.absolute().name,
                ),
            )
        )

    def close(self) -> None:
        """Close all that is open."""
        for board in self._boards.values():
            board.close()
        self._boards.clear()


def _adopted(scenario: str) -> str:
    """Name the plan that a scenario names; one that cannot be read says so when it is chosen."""
    try:
        return read_scenario(Path(scenario)).scenario.plan or ""
    except InputError:
        return ""


def _file_name(name: str) -> str:
    """Take a name as that of a file: letters, digits, and what stands between them."""
    plain = unicodedata.normalize("NFC", name).strip()
    good = all(letter.isalnum() or letter in " -_()" for letter in plain)
    if not plain or not good or len(plain) > COUNTS.most_letters:
        raise _refusal(
            say("name of the workspace"),
            text(name[: COUNTS.most_letters]),
            say("letters, digits, spaces, - _ ( )"),
        )
    return plain


def _refusal(place: Text, fault: Text, expected: Text) -> InputError:
    return InputError(Fault(place, fault, expected, say("choose another one")))
