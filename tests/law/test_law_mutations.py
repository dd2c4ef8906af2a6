"""Every number of every rule file matters: change it, and a situation of the law fails."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from situations import applied, conditions, fails, situations

from planner.errors import InputError
from planner.law import numbers, read_ruleset, rulesets_at_hand
from planner.law.reading import extended, read_rules, ruleset_of

Where = tuple[str | int, ...]


@cache
def document(name: str) -> dict[str, Any]:
    """A rule file as it is written."""
    data: dict[str, Any] = YAML(typ="safe", pure=True).load(rulesets_at_hand()[name].read_text())
    return data


def leaves(data: Any, path: Where = ()) -> Iterator[tuple[Where, float]]:
    """Every number of plain data with its place."""
    if isinstance(data, int | float) and not isinstance(data, bool):
        yield path, data
    elif isinstance(data, dict | list):
        items = data.items() if isinstance(data, dict) else enumerate(data)
        for key, value in items:
            yield from leaves(value, (*path, key))


def changes(value: float, *, points: bool) -> list[float]:
    """One more and one less, or ten percent where one is no other number, or no small step.

    Points are rounded to two decimals: one person more in a scale of 60,000 is no other point.
    """
    step = 1.0 if isinstance(value, int) and not points else abs(value) * 0.1
    return [value + step, value - step]


@cache
def base(name: str) -> dict[str, Any] | None:
    """What a rule file extends, as plain data."""
    parent = document(name).get("extends")
    return read_rules(str(parent), Path())[0] if parent else None


def changed(name: str, path: Where, value: float) -> dict[str, Any]:
    """A rule file with one number changed."""
    data = deepcopy(document(name))
    inner: Any = data
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    ground = base(name)
    return data if ground is None else extended(ground, data)


NUMBERS = [
    (name, path, value) for name in rulesets_at_hand() for path, value in leaves(document(name))
]


def graded(name: str, place: int) -> list[pytest.MarkDecorator]:
    """All of the law in force in CI, a sixth of the earlier ones; one of twelve each time.

    The situations themselves hold the numbers each time.
    """
    if place % 12 == 0:
        return []
    earlier = "112-2025" not in name and place % 6 > 0
    return [pytest.mark.slow, *[pytest.mark.more] * earlier]


PLACES = [
    pytest.param(
        *each,
        id=f"{each[0]}:{'.'.join(map(str, each[1]))}={each[2]:g}",
        marks=graded(each[0], place),
    )
    for place, each in enumerate(NUMBERS)
]


@pytest.mark.parametrize(("name", "path", "value"), PLACES)
def test_a_changed_number_fails_a_situation(name: str, path: Where, value: float) -> None:
    """Of the situations of this very rule set at least one is not as its file says."""
    keys = {conditions(e): e for e in situations().values() if e["ruleset"] == name}
    tried = 0
    for other in changes(value, points="scales" in path):
        try:
            ruleset = ruleset_of(changed(name, path, other), name)
        except InputError:
            continue  # no rule set at all, such as a factor above 1
        tried += 1
        laws = {key: applied(ruleset, entry) for key, entry in keys.items()}
        assert fails(laws, str(path[0])), f"{value:g} → {other:g}"
    assert tried > 0


def test_each_number_stands_on_a_line_of_its_own() -> None:
    """As `key: number`, so that a change of the law is a change of one line."""
    for name, path in rulesets_at_hand().items():
        lines = [line.split("#")[0].strip() for line in path.read_text("utf-8").splitlines()]
        for place, value in leaves(document(name)):
            key = str(place[-1])
            found = [line for line in lines if line.removeprefix("- ").startswith(f"{key}: ")]
            values = [line.split(": ")[1] for line in found]
            assert any(_number(text) == value for text in values), f"{name}: {place}"


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


@pytest.mark.parametrize("name", rulesets_at_hand())
def test_numbers_lists_every_number_of_a_file(name: str) -> None:
    """Each can be named by entry and key, and so be overridden by a scenario."""
    listed = numbers(read_ruleset(name))
    for place, value in leaves(document(name)):
        assert value in [
            number for (_, key), number in listed.items() if key.split(".")[-1] == place[-1]
        ], place
