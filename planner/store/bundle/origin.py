"""Origin of a run: what made it, read again from where it lies, or out of a bundle."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from planner.errors import InputError, Problem
from planner.gate import confined
from planner.gate.archive import unpack
from planner.gate.files import read_record
from planner.gate.places import is_elsewhere
from planner.scenario import ReadScenario
from planner.scenario.reading import read_scenario
from planner.sources import data_folder
from planner.sources.country import is_embedded
from planner.store.manifest import RECORD
from planner.store.runs import levels_of
from planner.words.text import say

ENDING = ".zip"
RUN, INPUTS = "run", "inputs"


@dataclass(frozen=True)
class Origin:
    """What made a run.

    Attributes
    ----------
    folder : Path
        From which the paths of the scenario are taken.
    scenario : str
        Name of the file in it, or the one line that asks for a province.
    changes : tuple of str
        ``--set``, in their order.
    plan : str
        Path of the plan that was brought, from the folder; empty where there was none.
    replaced : mapping of str to str
        Files of the scenario in which a bundle replaced paths, from the folder → their hashes
        as the run read them.
    bundle : Path or None
        The bundle out of which it is read: the folder is gone afterwards.
    """

    folder: Path
    scenario: str
    changes: tuple[str, ...]
    plan: str = ""
    replaced: Mapping[str, str] = field(default_factory=dict)
    bundle: Path | None = None

    @property
    def brought(self) -> Path | None:
        """The plan that was brought."""
        return self.folder / self.plan if self.plan else None

    def read(self, changes: Sequence[str] = ()) -> ReadScenario:
        """Read the scenario, with more changes.

        Raises
        ------
        InputError
            See ``read_scenario``.
        """
        asked = Path(self.scenario)
        asked = asked if is_embedded(self.scenario) else self.folder / asked
        read = read_scenario(asked, [*self.changes, *changes])
        hashes = {
            path: self.replaced[name]
            for path in read.files
            if (name := beside(path, self.folder)) in self.replaced
        }
        folder = self.folder.absolute()
        return replace(read, folder=folder, bundle=self.bundle, hashes=hashes)


def beside(path: Path, folder: Path) -> str:
    """Say where a file lies as seen from a folder, by names alone."""
    return Path(os.path.relpath(path, folder)).as_posix()


def is_bundle(path: Path) -> bool:
    """Whether a path leads to a bundle, and not to a run folder or a scenario."""
    return path.suffix.lower() == ENDING and path.is_file()


@contextmanager
def opened(path: Path) -> Iterator[Path]:
    """Give a run folder as it is; that of a bundle where it was unpacked, as long as needed.

    As long as a bundle is open, its settings name nothing outside it.

    Raises
    ------
    InputError
        See ``archive.unpack``.
    """
    if not is_bundle(path):
        yield path
        return
    with TemporaryDirectory() as place:
        unpack(path, Path(place))
        with confined(Path(place), data_folder()):
            yield Path(place) / RUN


@contextmanager
def origin_of(path: Path) -> Iterator[Origin]:
    """Give what made a run.

    Parameters
    ----------
    path : Path
        A run folder, one of its levels, or a bundle.

    Raises
    ------
    InputError
        It does not say, or says of something outside its bundle.
    """
    with opened(path) as run:
        first = levels_of(run)[0]
        origin = _stated(first)
        if is_bundle(path):
            _refuse_outside(origin, run.parent, path)
            origin = replace(origin, bundle=path.absolute())
        if is_bundle(origin.folder):
            # It was made out of a bundle, which says the rest.
            with origin_of(origin.folder) as inner:
                yield replace(inner, changes=origin.changes)
        else:
            yield origin


def _stated(run: Path) -> Origin:
    """Read what a run says of what made it."""
    timing = read_record(run / RECORD).get("timing")
    said = timing if isinstance(timing, dict) else {}
    folder, scenario, plan = (said.get(key, "") for key in ("folder", "scenario", "plan"))
    changes, hashes = said.get("changes", [None]), said.get("replaced", {})
    known = isinstance(changes, list) and isinstance(hashes, dict) and scenario
    texts = [folder, scenario, plan, *changes, *hashes.values()] if known else [None]
    if not all(isinstance(each, str) for each in texts):
        raise InputError(
            Problem(
                str(run),
                say("a run that does not say what made it"),
                say("a run of this version"),
                say("make it again"),
            )
        )
    if is_elsewhere(folder, run):
        raise InputError(
            Problem(
                str(run),
                say("a run that was made on another machine ({folder})", folder=folder),
                say("a run that was made here, or a bundle of it"),
                say("ask for it as `planner bundle` writes it; nothing was read there"),
            )
        )
    # Paths in a bundle begin at the run; others at the root of a disk.
    return Origin(run / folder, scenario, tuple(changes), plan, hashes)


def _refuse_outside(origin: Origin, place: Path, path: Path) -> None:
    """Let a bundle of somebody else read nothing here but itself."""
    named = [origin.folder, origin.folder / origin.plan]
    named += [] if is_embedded(origin.scenario) else [origin.folder / origin.scenario]
    if all(each.resolve().is_relative_to(place.resolve()) for each in named):
        return
    raise InputError(
        Problem(
            str(path),
            say("inputs outside the bundle"),
            say("a bundle as `planner bundle` writes it"),
            say("ask for it again; nothing was unpacked"),
        )
    )
