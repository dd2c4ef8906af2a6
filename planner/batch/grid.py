"""The grid of a sweep: scenarios and provinces, times variants, times values of settings."""

from __future__ import annotations

import itertools
import json
import math
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

from planner.batch.plans import point_of
from planner.batch.points import Point
from planner.errors import PlannerError, Problem, RefusedError, raise_if_any
from planner.gate import COUNTS
from planner.gate.documents import read_yaml, shown, validate
from planner.scenario.reading import read_scenario
from planner.sources import TODAY, is_vietnam, provinces_of_today
from planner.words import Text, number_text, text
from planner.words.text import say

EVERY = "all"


class Grid(BaseModel):
    """What is swept; a YAML file, or options of the command."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    title: Text = text("")
    """What the sweep is about."""
    scenarios: list[str] = []
    """Scenario files, from the folder of the grid, or vietnam:<province>@2026."""
    provinces: list[str] = []
    """Provinces of today (ha_tinh, nghe_an, …), or `all`."""
    values: dict[str, list[object]] = {}
    """Key of a scenario (`count.exactly`) → its values; every value with every other's."""
    variants: dict[str, dict[str, object]] = Field(default={})
    """Name → several keys that change together, as a base of people and `plan_on`."""

    @model_validator(mode="after")
    def _something(self) -> Grid:
        if not self.scenarios and not self.provinces:
            raise RefusedError(say("no `scenarios` and no `provinces`: nothing is swept"))
        if self.size > COUNTS.most_points:
            said = say(
                "a grid of {size} points: more than {most}",
                size=number_text(self.size),
                most=number_text(COUNTS.most_points),
            )
            fewer = say("fewer values, or several sweeps one after the other")
            raise RefusedError(said, mend=fewer)
        empty = sorted(key for key, values in self.values.items() if not values)
        if empty:
            raise RefusedError(say("no values under `{key}`", key=", ".join(empty)))
        return self

    @property
    def size(self) -> int:
        """How many points there are, for each scenario and province that is named."""
        sources = max(len(self.scenarios) + len(self.provinces), 1)
        return sources * max(len(self.variants), 1) * math.prod(map(len, self.values.values()))


def read_grid(path: Path) -> tuple[Grid, Path]:
    """Read the YAML file of a grid.

    Returns
    -------
    Grid, Path
        And the folder from which its scenarios are taken.

    Raises
    ------
    InputError
        With every wrong key.
    """
    return validate(Grid, read_yaml(path), path.name), path.absolute().parent


def points_of(grid: Grid, folder: Path, changes: tuple[str, ...] = ()) -> list[Point]:
    """List the points, each scenario read and checked.

    Parameters
    ----------
    grid : Grid
    folder : Path
        From which scenario files are taken.
    changes : tuple of str
        ``key.key=value`` for every point, before its own.

    Raises
    ------
    InputError
        Scenarios and values that cannot be read: all of them.
    """
    sources = [*_scenarios(grid, folder), *_provinces(grid)]
    settings = list(_settings(grid))
    digits = len(str(len(settings)))
    problems: list[Problem] = []
    points: list[Point] = []
    taken: dict[str, int] = {}
    for source in dict.fromkeys(sources):
        found = []
        for number, (setting, own) in enumerate(settings, start=1):
            try:
                found.append((number, setting, read_scenario(Path(source), [*changes, *own])))
            except PlannerError as error:
                problems += [_shortly(each, folder) for each in error.problems]
        # Two files of one name in different folders.
        name = found[0][2].name if found else source
        taken[name] = taken.get(name, 0) + 1
        name = name if taken[name] == 1 else f"{name}_{taken[name]}"
        for number, setting, read in found:
            key = name if len(settings) == 1 else f"{name}-{number:0{digits}d}"
            points.append(point_of(read, key, name, setting))
    raise_if_any(list(dict.fromkeys(problems)))
    return points


def _shortly(problem: Problem, folder: Path) -> Problem:
    """Name a file as the grid does: from its own folder."""
    head = f"{folder}{os.sep}"
    place = text(problem.place)
    if not place.en.startswith(head):
        return problem
    own = Text(place.vi.removeprefix(head), place.en.removeprefix(head))
    return replace(problem, place=say("{file} (under `scenarios` of the grid)", file=own))


def _scenarios(grid: Grid, folder: Path) -> Iterator[str]:
    for given in grid.scenarios:
        yield given if is_vietnam(given) else str(folder / given)


def _provinces(grid: Grid) -> Iterator[str]:
    for given in grid.provinces:
        keys = list(provinces_of_today()) if given == EVERY else [given]
        yield from map(scenario_of, keys)


def scenario_of(province: str) -> str:
    """Name the scenario of a province in one line."""
    return f"vietnam:{province.removeprefix('tp_')}@{TODAY}"


def _settings(grid: Grid) -> Iterator[tuple[dict[str, str], list[str]]]:
    """Give each combination of variants and values, as shown and as changes."""
    variants = list(grid.variants.items()) or [("", {})]
    for name, changed in variants:
        for values in itertools.product(*grid.values.values()):
            pairs = list(zip(grid.values, values, strict=True))
            setting = ({"variant": name} if name else {}) | {
                key: value if isinstance(value, str) else shown(value) for key, value in pairs
            }
            yield setting, [_change(*each) for each in (*changed.items(), *pairs)]


def _change(key: str, value: object) -> str:
    """Write a change as ``--set`` takes it: JSON is YAML as well."""
    return f"{key}={json.dumps(value, ensure_ascii=False, default=str)}"
