"""Origin: what a workspace is about, and plans with which it begins or is compared."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from planner.errors import InputError
from planner.errors import Problem as Fault
from planner.gate import COUNTS
from planner.gate.files import digest_of
from planner.pipeline import prepare
from planner.plan import Plan
from planner.problem import Problem
from planner.scenario import ReadScenario
from planner.scenario.reading import read_scenario
from planner.session.change import Version, Versions
from planner.session.inputs import beginning, whole_units
from planner.session.state import Roster, Stamp, started
from planner.sources import find_file
from planner.sources.tables.plans import read_plan
from planner.words.text import Text, say, text

PLANS = (".csv", ".xlsx", ".ods", ".xls")
ADOPTED = "adopted"


@dataclass(frozen=True)
class Topic:
    """What a workspace is about.

    Attributes
    ----------
    reference : str
        By what name the scenario is read.
    read : ReadScenario
    problem : Problem
    """

    reference: str
    read: ReadScenario
    problem: Problem

    @classmethod
    def of(cls, reference: str) -> Topic:
        """Read a scenario and all that it names.

        Raises
        ------
        InputError
            See ``read_scenario`` and ``prepare``.
        """
        read = read_scenario(Path(reference))
        return cls(reference, read, prepare(read).problem)

    @property
    def title(self) -> Text:
        """Of the scenario."""
        return self.read.scenario.title

    @property
    def digest(self) -> str:
        """SHA-256 of the file of the scenario; empty: it is no file."""
        path = Path(self.reference)
        return digest_of(path) if path.is_file() else ""

    def adopted(self) -> Whole | None:
        """Give the plan that the scenario names, as a council decided it; None: it names none.

        Raises
        ------
        InputError
            It is not there, or does not fit the units.
        """
        named = self.read.scenario.plan
        if named is None:
            return None
        path = find_file(named, self.read.folder)
        units = self.problem.units
        return Whole(path.name, *whole_units(read_plan(path, units), units))

    def brought(self, name: str, data: bytes) -> Whole:
        """Read a plan that was brought, as `planner evaluate` reads one.

        Parameters
        ----------
        name : str
            Of the file, csv or workbook.
        data : bytes

        Raises
        ------
        InputError
            No such form; a plan that does not fit the units.
        """
        path = Path(name)
        suffix = path.suffix.lower()
        if suffix not in PLANS:
            raise InputError(
                Fault(
                    say("plan"),
                    text(name[: COUNTS.most_letters]),
                    text(" ".join(PLANS)),
                    say("choose another one"),
                )
            )
        units = self.problem.units
        with TemporaryDirectory() as place:
            copy = Path(place) / f"plan{suffix}"
            copy.write_bytes(data)
            return Whole(name, *whole_units(read_plan(copy, units), units))


@dataclass(frozen=True)
class Whole:
    """A plan of whole units.

    Attributes
    ----------
    name : str
        Of its file.
    plan : Plan
    notes : list of Text
        Where it differs from the file: units that are divided there.
    """

    name: str
    plan: Plan
    notes: list[Text]

    def judged(self, problem: Problem) -> Version:
        """Judge it as a state of a workspace is judged."""
        begin = beginning(problem, self.plan, self.name)
        start = started(Roster.of(problem, begin.order))
        return Versions(problem).judged(begin.on(start, Stamp("", "")), None)


@dataclass(frozen=True)
class Rival:
    """A plan beside those that are drawn: what was adopted, or what somebody brought."""

    name: str
    version: Version
    notes: list[Text]

    @classmethod
    def of(cls, whole: Whole, problem: Problem) -> Rival:
        """Judge a plan."""
        return cls(whole.name, whole.judged(problem), whole.notes)

    def as_dict(self) -> dict[str, object]:
        """Give name, notes and figures as JSON holds them."""
        figures = self.version.judged.indicators.set_index("indicator")["after"]
        return {
            "name": self.name,
            "notes": [note.by_language() for note in self.notes],
            "units": int(figures["units"]),
            "disturbed": float(figures["disturbed"]),
            "bad": sum(not (row["accepted"] or row["untouched"] or row["no_rule"])
                       for row in self.version.rows()),
        }  # fmt: skip
