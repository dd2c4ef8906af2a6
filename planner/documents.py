"""Read YAML documents into settings, with messages that name the key and the mend."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from planner.errors import InputError, Problem

Model = TypeVar("Model", bound=BaseModel)


def read_yaml(path: Path) -> dict[str, Any]:
    """Read one YAML mapping.

    Raises
    ------
    InputError
        No such file, not YAML, a key that stands twice, or not a mapping.
    """
    mend = "write a YAML mapping in UTF-8 (`key: value` lines)"
    try:
        data = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError(
            Problem(str(path), error.strerror or str(error), "a readable file", "check the path")
        ) from error
    except (YAMLError, ValueError) as error:  # not UTF-8, a date such as 2025-13-01
        raise InputError(
            Problem(f"{path}{_line(error)}", _yaml_fault(error), "valid YAML", mend)
        ) from error
    if not isinstance(data, dict):
        found = "an empty file" if data is None else f"a {type(data).__name__}"
        raise InputError(Problem(str(path), found, "a mapping", mend))
    return data


def _line(error: Exception) -> str:
    mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
    return "" if mark is None else f", line {mark.line + 1}"


def _yaml_fault(error: Exception) -> str:
    text = error.problem if isinstance(error, MarkedYAMLError) else None
    return " ".join((text or str(error)).split()).removeprefix("found ")


def validate(model: type[Model], data: Any, place: str) -> Model:
    """Turn plain data into a settings object, or say everything that is wrong with it.

    Raises
    ------
    InputError
        One problem for each wrong key, with the nearest known key.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise InputError([_problem(place, model, entry) for entry in error.errors()]) from error


def _problem(place: str, model: type[BaseModel], entry: Any) -> Problem:
    location: tuple[int | str, ...] = entry["loc"]
    key = ".".join(str(part) for part in location) or "document"
    where = f"{place}, key `{key}`"
    if entry["type"] == "extra_forbidden":
        known = sorted(_fields_at(model, location[:-1]))
        near = difflib.get_close_matches(str(location[-1]), known, n=1)
        mend = f"did you mean `{near[0]}`?" if near else "remove the key"
        return Problem(where, "an unknown key", f"one of {', '.join(known)}", mend)
    if entry["type"] == "missing":
        return Problem(where, "nothing", "a value", "add the key")
    found, text = repr(entry["input"]), entry["msg"].removeprefix("Value error, ")
    if entry["type"] == "value_error":  # a sentence of our own
        return Problem(where, f"{found}: {text}", "values that fit", "correct the values")
    return Problem(where, found, text.removeprefix("Input should be "), "correct the value")


def _fields_at(model: type[BaseModel], location: Iterable[int | str]) -> set[str]:
    """Names of the keys that may stand at a place inside a model."""
    models: list[type[BaseModel]] = [model]
    for part in location:
        if not isinstance(part, str):
            continue
        inner = [
            found
            for candidate in models
            if part in candidate.model_fields
            for found in _models_in(candidate.model_fields[part].annotation)
        ]
        models = inner or [found for found in models if found.__name__ == part] or models
    return {name for candidate in models for name in candidate.model_fields}


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for part in getattr(annotation, "__args__", ()) for found in _models_in(part)]
