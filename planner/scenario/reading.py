"""YAML → ReadScenario: a file on top of those that it extends, with changes of single keys."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from ruamel.yaml.error import YAMLError

from planner.errors import InputError, Problem
from planner.gate import admit
from planner.gate.documents import cut, load_yaml, read_yaml, shown, validate, yaml_fault
from planner.scenario import ReadScenario, Scenario, scenario_of_today
from planner.sources.country import country, is_embedded
from planner.sources.overlays import LayerSettings, read_layers
from planner.sources.provenance import find_file
from planner.words.text import say


def read_scenario(
    path: Path, changes: list[str] | None = None, facts: list[Path] | None = None
) -> ReadScenario:
    """Read a scenario file.

    Parameters
    ----------
    path : Path
        YAML file, or ``vietnam:<province>@2026``, ``vietnam@2026``: the scenario
        that ``scenario_of_today`` writes.
    changes : list of str
        ``key.key=value`` differences, the value read as YAML.
    facts : list of Path
        Forms of facts, or decisions, beside those that the scenario names.

    Raises
    ------
    InputError
        With every wrong key, and the nearest known one.
    """
    path = Path(path)
    if facts:
        changes = [*(changes or []), *facts_named(read_scenario(path, changes), facts)]
    if is_embedded(str(path)):
        return _read_today(str(path), changes or [])
    data, files = _extended(path, ())
    for change in changes or []:
        _set(data, change)
    # A key may stand in any of the files, or come from --set.
    parents = "".join(f" (extends {file.name})" for file in files[1:])
    scenario = validate(Scenario, data, path.name + parents, _typed(changes))
    folder, set_ = path.absolute().parent, tuple(changes or ())
    scenario = _with_layers(scenario, folder)
    applied = scenario.model_dump(exclude_none=True, exclude_defaults=True)
    return ReadScenario(scenario, path.stem, folder, files, applied, path.name, set_)


def facts_named(read: ReadScenario, files: list[Path] | None) -> list[str]:
    """Write forms of facts, or decisions, as changes of a scenario, whose own facts stay.

    Layers for the maps that a form names are drawn after those of the scenario.

    Parameters
    ----------
    read : ReadScenario
    files : list of Path
        From where the command is given.
    """
    if not files:
        return []
    named = [*read.scenario.units.facts, *(_from_folder(path, read.folder) for path in files)]
    changes = [f"units.facts={json.dumps(named, ensure_ascii=False)}"]
    own = read.scenario.maps.layers
    named_layers = (each for path in files if path.exists() for each in _layers(path, read.folder))
    layers = [layer for layer in named_layers if layer not in own]
    if layers:
        every = [*own, *layers]
        plain = [
            each.model_dump(mode="json", exclude_defaults=True)
            | {"name": {"vi": each.name.vi, "en": each.name.en}}
            for each in every
        ]
        changes.append(f"maps.layers={json.dumps(plain, ensure_ascii=False)}")
    return changes


def _layers(form: Path, folder: Path) -> list[LayerSettings]:
    """Read the layers that a form of facts names, their files as from the folder of a scenario."""
    return [
        layer.model_copy(update={"file": _from_folder(form.parent / layer.file, folder)})
        for layer in read_layers(form)
    ]


def _with_layers(scenario: Scenario, folder: Path) -> Scenario:
    """Draw what the forms under ``units.facts`` name as well, after the layers of the scenario."""
    drawn = list(scenario.maps.layers)
    for name in scenario.units.facts:
        if (folder / name).exists():  # one that does not is told where units are read
            own = _layers(find_file(name, folder), folder)
            drawn += [layer for layer in own if layer not in drawn]
    if len(drawn) == len(scenario.maps.layers):
        return scenario
    maps = scenario.maps.model_copy(update={"layers": tuple(drawn)})
    return scenario.model_copy(update={"maps": maps})


def _from_folder(path: Path, folder: Path) -> str:
    """Name a file from the folder of a scenario; one that lies elsewhere from the root of its disk.

    A bundle takes the first as it is, and replaces the second.
    """
    whole = path.absolute()
    home = folder.absolute()
    return whole.relative_to(home).as_posix() if whole.is_relative_to(home) else str(whole)


def _typed(changes: list[str] | None) -> dict[str, str]:
    """Give the keys that were changed by `--set` or a grid, and how that was written."""
    return {change.partition("=")[0].strip(): f"`{cut(change)}`" for change in changes or ()}


def _read_today(source: str, changes: list[str]) -> ReadScenario:
    """Read the scenario that one line asks for."""
    home, today = country().COUNTRY, country().TODAY
    found = re.fullmatch(rf"{home}(?::([a-z_]+))?@{today}", source)
    if found is None:
        raise InputError(
            Problem(
                source,
                say("no scenario of one line"),
                say("{country}:<province>@{year}, or {country}@{year}", country=home, year=today),
                say("write a scenario file for another year"),
            )
        )
    data = load_yaml(scenario_of_today(found[1]))
    assert isinstance(data, dict)
    for change in changes:
        _set(data, change)
    scenario = _with_layers(validate(Scenario, data, source, _typed(changes)), Path.cwd())
    applied = scenario.model_dump(exclude_none=True, exclude_defaults=True)
    name = f"{(found[1] or home).removeprefix('tp_')}_{today}"
    return ReadScenario(scenario, name, Path.cwd(), (), applied, source, tuple(changes))


def _extended(path: Path, seen: tuple[Path, ...]) -> tuple[dict[str, Any], tuple[Path, ...]]:
    """Read a file on top of the one that it extends."""
    if "\0" not in str(path) and path.resolve() in [other.resolve() for other in seen]:
        chain = " → ".join(other.name for other in (*seen, path))
        raise InputError(
            Problem(
                say("{place}, key `{key}`", place=path.name, key="extends"),
                say("a scenario that extends itself ({chain})", chain=chain),
                say("a chain that ends"),
                say("remove one `extends`"),
            )
        )
    data = read_yaml(path)
    parent = data.pop("extends", None)
    if parent is None:
        return data, (*seen, path)
    if not isinstance(parent, str):
        raise InputError(
            Problem(
                say("{place}, key `{key}`", place=path.name, key="extends"),
                shown(parent),
                say("the name of a file"),
                say("correct it"),
            )
        )
    base, files = _extended(admit(path.parent / parent, parent), (*seen, path))
    return _merged(base, data), files


def _merged(base: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, value in change.items():
        both = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = _merged(result[key], value) if both else value
    return result


def _set(data: dict[str, Any], change: str) -> None:
    """Apply one ``key.key=value``."""
    key, equals, text = change.partition("=")
    place = f"--set {change}"
    if not equals or not key.strip():
        raise InputError(
            Problem(
                place, say("no `key=value`"), say("KEY=VALUE"), say("write --set key.key=value")
            )
        )
    try:
        value = load_yaml(text)
    except (YAMLError, ValueError) as error:  # a date such as 2025-13-01
        quoted = isinstance(error, YAMLError)
        mend = say("quote the value") if quoted else say("correct the value")
        raise InputError(Problem(place, yaml_fault(error), say("a YAML value"), mend)) from error
    *parents, last = key.strip().split(".")
    inner = data
    for part in parents:
        if not isinstance(inner.get(part, {}), dict):
            raise InputError(
                Problem(
                    place,
                    say("`{key}` is no mapping", key=part),
                    say("a key of a mapping"),
                    say("correct the key"),
                )
            )
        inner = inner.setdefault(part, {})
    inner[last] = value
