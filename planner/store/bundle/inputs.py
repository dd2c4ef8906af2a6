"""Inputs of a run as they lie in a bundle: where its scenario finds them, and no folder of ours."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from planner.errors import InputError, Problem, listed, raise_if_any
from planner.gate.documents import load_yaml
from planner.law.reading import read_rules, rulesets_at_hand
from planner.pipeline import Prepared
from planner.scenario import ReadScenario
from planner.sources.provenance import PARTS
from planner.store.bundle.origin import beside
from planner.units.provenance import InputFile
from planner.words.text import say

# Where a file lies that was named from the root of a disk, or only to the command.
GIVEN = "given"


@dataclass(frozen=True)
class Layout:
    """Where everything lies in a bundle.

    Attributes
    ----------
    folder : str
        Folder of the scenario, below that of all inputs.
    places : dict
        File → its place, below that of all inputs.
    moved : dict
        Path from the root of a disk, as the scenario has it → what stands there instead.
    """

    folder: str
    places: dict[Path, str]
    moved: dict[str, str]

    def beside(self, path: Path) -> str:
        """Say where a file lies as seen from the folder of the scenario."""
        return beside(Path(self.places[path]), Path(self.folder))


def files_read(read: ReadScenario, prepared: Prepared, plan: Path | None) -> list[Path]:
    """List the files of the user that a run reads, as they were found, each once.

    Parameters
    ----------
    read : ReadScenario
    prepared : Prepared
        What was read of it.
    plan : Path or None
        The plan that was brought with it.
    """
    given = [file.path for file in prepared.inputs if file.path is not None]
    laws = [read.scenario.law, *([read.scenario.then.law] if read.scenario.then else [])]
    for law in laws:
        if law.ruleset.endswith((".yaml", ".yml")):
            own = read_rules(law.ruleset, read.folder)[1]
            given += [path for path in own if path not in rulesets_at_hand().values()]
    if read.scenario.plan is not None:
        given.append(read.folder / read.scenario.plan)
    given += [] if plan is None else [plan]
    return list(dict.fromkeys(path.absolute() for path in (*read.files, *given)))


def layout_of(read: ReadScenario, files: Iterable[Path], plan: Path | None) -> Layout:
    """Find a place for every file, so that the paths of the scenario lead to it.

    A path from the folder of the scenario stays as it is.  One from the root of a disk is
    replaced: it says where the office keeps its files, and leads nowhere in another.

    Raises
    ------
    InputError
        A path from the root of a disk stands where it cannot be replaced.
    """
    home = read.folder.absolute()
    rooted = {text: Path(text) for text in read.texts if _is_rooted(text)}
    if plan is not None:
        rooted[""] = plan.absolute()
    near: dict[Path, str] = {}
    far: dict[Path, tuple[str, str]] = {}
    lost: list[Problem] = []
    for path in files:
        named = next((text for text, root in rooted.items() if _belongs(path, root)), None)
        if named is not None:
            start = rooted[named].parent
            far[path] = (str(start), path.relative_to(start).as_posix())
        elif path.parts[: len(home.parts)] == home.parts:
            near[path] = beside(path, home)
        else:
            lost.append(_lost(path))
    raise_if_any(lost)
    # Two folders may hold files of one name.
    starts = list(dict.fromkeys(start for start, _ in far.values()))
    given = _free(GIVEN, near.values())
    asked = {
        path: f"{given}/{starts.index(start) + 1}/{inside}" for path, (start, inside) in far.items()
    }
    asked |= near
    # As many folders as the paths go up: none of them is left.
    up = max([1, *(PurePosixPath(place).parts.count("..") for place in asked.values())])
    folder = "/".join([_free("scenario", asked.values())] * up)
    places = {path: os.path.normpath(f"{folder}/{place}") for path, place in asked.items()}
    moved = {
        text: f"{given}/{starts.index(str(root.parent)) + 1}/{root.name}"
        for text, root in rooted.items()
        if text and str(root.parent) in starts
    }
    return Layout(
        folder, {p: PurePosixPath(Path(at)).as_posix() for p, at in places.items()}, moved
    )


def copy_files(layout: Layout, folder: Path, read: ReadScenario) -> dict[str, str]:
    """Copy files to their places, and replace in those of the scenario what leads elsewhere.

    Returns
    -------
    dict
        Files of the scenario that are not as they were read, from its folder → the hash that they
        had then.

    Raises
    ------
    InputError
        A path from the root of a disk is written so that it cannot be replaced.
    """
    for path, place in layout.places.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / place)
    changed = {}
    for path in read.files:
        copied = folder / layout.places[path.absolute()]
        if replace_in_file(copied, layout.moved) or path in read.hashes:
            changed[layout.beside(path.absolute())] = read.digest(path)
    return changed


def replace_in_file(path: Path, moved: Mapping[str, str]) -> bool:
    """Replace paths in a YAML file, and nothing else.

    Raises
    ------
    InputError
        It would change something else, or not all.
    """
    text = path.read_text(encoding="utf-8-sig")
    new = replaced(text, moved)
    if load_yaml(new) != _in_data(load_yaml(text), moved):
        raise InputError(_lost(path))
    if new == text:
        return False
    path.write_bytes(new.encode("utf-8"))
    return True


def replaced(text: str, moved: Mapping[str, str]) -> str:
    """Replace paths in a text, the longest first: one may begin with another."""
    for old in sorted(moved, key=len, reverse=True):
        for written in dict.fromkeys((old, json.dumps(old, ensure_ascii=False)[1:-1])):
            # YAML breaks a long line at a space.
            broken = r"\s+".join(map(re.escape, written.split(" ")))
            text = moved[old].join(re.split(broken, text))
    return text


def _in_data(data: object, moved: Mapping[str, str]) -> object:
    if isinstance(data, dict):
        return {key: _in_data(value, moved) for key, value in data.items()}
    if isinstance(data, list):
        return [_in_data(value, moved) for value in data]
    return moved.get(data, data) if isinstance(data, str) else data


def _is_rooted(text: str) -> bool:
    return PurePosixPath(text).is_absolute() or PureWindowsPath(text).is_absolute()


def _belongs(path: Path, root: Path) -> bool:
    """Whether a file is the one that was named, one of its parts, or lies in the folder."""
    parts = PARTS.get(root.suffix.lower(), set())
    part = path.with_suffix("") == root.with_suffix("") and path.suffix.lower() in parts
    return path == root or part or root in path.parents


def _free(name: str, places: Iterable[str]) -> str:
    """Give a name that no place has."""
    taken = {part for place in places for part in PurePosixPath(place).parts}
    while name in taken:
        name += "_"
    return name


def _lost(path: Path) -> Problem:
    return Problem(
        path.name,
        say("a path from the root of a disk, where it cannot be replaced"),
        say("paths from the folder of the scenario"),
        say("write it so, and make the run again; nothing was packed"),
    )


def not_as_read(statement: Iterable[InputFile], now: Iterable[InputFile]) -> list[Problem]:
    """Name the files that are no longer as a run read them."""
    names = sorted({file.name for file in {*statement} - {*now}})
    if not names:
        return []
    found = say("files that are no longer as the run read them")
    expected = say("the same bytes")
    mend = say("bring them back, or make the run again; nothing was packed")
    return [Problem(listed(names), found, expected, mend)]
