"""Desk: the workspaces of a folder, and what a new one may be about."""

from __future__ import annotations

import datetime
import secrets
import threading
import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory

from planner.errors import InputError
from planner.errors import Problem as Fault
from planner.gate import COUNTS
from planner.pipeline import prepare
from planner.plan import Plan
from planner.problem import Problem
from planner.scenario.reading import read_scenario
from planner.serve.board import Board, missing
from planner.session import Remark, Workspace
from planner.session.inputs import whole_units
from planner.session.log import SUFFIX
from planner.sources.country import country
from planner.sources.tables.plans import read_plan
from planner.words.text import Text, say, text

PLANS = (".csv", ".xlsx", ".ods", ".xls")


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
        """Name what a new workspace may be about: own scenarios first, then each province."""
        own = [{"key": key, "name": key} for key in self._scenarios]
        home = country()
        provinces = home.provinces_of_today().items()
        return [*own, *({"key": self._today(key), "name": name} for key, name in provinces)]

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
        self, name: str, scenario: str, by: str, brought: tuple[str, bytes] | None = None
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

        Raises
        ------
        InputError
            No such scenario; a name that no file can have, or has already; a plan that does not
            fit the units.
        """
        known = {each["key"] for each in self.scenarios()}
        if scenario not in known:
            raise _refusal(say("scenario"), text(scenario), say("one of the list"))
        path = self.folder / f"{_file_name(name)}{SUFFIX}"
        with self._alone:
            reference = self._scenarios.get(scenario, scenario)
            problem, title = _problem(reference)
            plan, notes = (None, []) if brought is None else _plan(*brought, problem)
            source = "" if brought is None else brought[0]
            self.folder.mkdir(parents=True, exist_ok=True)
            made = Workspace.create(path, problem, plan, source=source, scenario=reference, by=by)
            for note in notes:
                made.act(Remark(text=note.vi), by)
            key = self._id(path)
            self._boards[key] = Board(made, reference, title)
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
                reference = self._allowed(Workspace.scenario(path))
                problem, title = _problem(reference)
                self._boards[key] = Board(Workspace.open(path, problem), reference, title)
            return self._boards[key]

    def _allowed(self, reference: str) -> str:
        """Take no place from a file that may be a stranger's: only what was named to the server."""
        if reference in {*self._scenarios.values(), *(each["key"] for each in self.scenarios())}:
            return reference
        name = Path(reference).name
        if name in {Path(path).name for path in self._scenarios.values()}:
            return next(path for path in self._scenarios.values() if Path(path).name == name)
        raise InputError(
            Fault(
                say("workspace"),
                say("a scenario that this page does not know: {name}", name=name or "–"),
                say("a province of today, or a scenario that was named to `planner serve`"),
                say("start the page with that scenario: `planner serve SCENARIO`"),
            )
        )

    def close(self) -> None:
        """Close all that is open."""
        for board in self._boards.values():
            board.close()
        self._boards.clear()


def _problem(reference: str) -> tuple[Problem, Text]:
    read = read_scenario(Path(reference))
    return prepare(read).problem, read.scenario.title


def _plan(name: str, data: bytes, problem: Problem) -> tuple[Plan, list[Text]]:
    """Read a plan that was brought, as `planner evaluate` reads one."""
    suffix = Path(name).suffix.lower()
    if suffix not in PLANS:
        raise _refusal(say("plan"), text(name[: COUNTS.most_letters]), text(" ".join(PLANS)))
    with TemporaryDirectory() as place:
        path = Path(place) / f"plan{suffix}"
        path.write_bytes(data)
        return whole_units(read_plan(path, problem.units), problem.units)


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
