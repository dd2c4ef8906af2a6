"""Read YAML documents into settings, with messages that name the key and the mend."""

from __future__ import annotations

import copy
import difflib
import re
import reprlib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import Node

from planner.errors import InputError, Problem, RefusedError, system_fault
from planner.gate import COUNTS
from planner.gate.files import read_text
from planner.words import number_text
from planner.words.text import OR, Said, Text, joined, quoting, say, text

Model = TypeVar("Model", bound=BaseModel)
# What YAML misses the end of lines after it was opened, which is the place to mend.
OPENED = "a flow|quoted scalar|simple key"
# Letters of a value that a message shows.
MOST_SHOWN = 200
_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 80


def read_yaml(path: Path) -> dict[str, Any]:
    """Read one YAML mapping.

    Raises
    ------
    InputError
        No such file, not YAML, a key that stands twice, or not a mapping.
    """
    mend = say("write a YAML mapping in UTF-8 (`key: value` lines)")
    try:
        data = load_yaml(read_text(path))
    except OSError as error:
        readable, check = say("a readable file"), say("check the path")
        raise InputError(Problem(str(path), system_fault(error), readable, check)) from error
    except (YAMLError, ValueError) as error:  # not UTF-8, a date such as 2025-13-01
        raise InputError(
            Problem(_line(path, error), yaml_fault(error), say("valid YAML"), mend)
        ) from error
    if not isinstance(data, dict):
        raise InputError(Problem(str(path), _no_mapping(data), say("a mapping"), mend))
    return data


def load_yaml(text: str) -> object:
    """Read YAML as plain data, and refuse what would take all memory or never end.

    Raises
    ------
    YAMLError, ValueError
        See :func:`yaml_fault`.
    """
    try:
        # Whoever reads it may change what it gets.
        return copy.deepcopy(_loaded(text))
    except RecursionError:
        raise RefusedError(say("values nested in each other too deep")) from None
    except TypeError:
        # No mapping of Python has such a key, and no document of ours.
        raise RefusedError(say("a key that is a list of lists, or a mapping")) from None
    except ValueError as error:
        if "digits" not in str(error):  # of whole numbers Python reads some thousands
            raise
        raise RefusedError(say("a number of too many digits")) from None


@lru_cache(maxsize=64)
def _loaded(text: str) -> object:
    """Read it once: rule sets build on each other, and some are asked for again and again."""
    yaml = YAML(typ="safe", pure=True)
    node = yaml.compose(text)
    if "&" in text and "*" in text:
        _measure(node, {})
    return None if node is None else yaml.constructor.construct_document(node)


def _measure(node: Node | None, sizes: dict[int, int]) -> int:
    """Count the values of a node, those that an anchor repeats as often as it does."""
    if node is None or isinstance(node.value, str):
        return 1
    if id(node) in sizes:
        if not sizes[id(node)]:
            raise RefusedError(say("a value that holds itself by an anchor"))
        return sizes[id(node)]
    sizes[id(node)] = 0
    parts = [each for pair in node.value for each in (pair if isinstance(pair, tuple) else (pair,))]
    sizes[id(node)] = 1 + sum(_measure(each, sizes) for each in parts)
    if sizes[id(node)] > COUNTS.most_values:
        raise RefusedError(
            say("more than {most} values by repeated anchors", most=COUNTS.most_values)
        )
    return sizes[id(node)]


def shown(value: object) -> str:
    """Write a value for a message: what it is, cut short where it is long."""
    try:
        told = _SHORT.repr(value)
    except ValueError:  # a whole number of thousands of digits
        return "…"
    return cut(told)


def cut(message: str) -> str:
    """Cut a text short where it is too long for a message."""
    return message if len(message) <= MOST_SHOWN else message[:MOST_SHOWN] + "…"


def _line(path: Path, error: Exception) -> Said:
    if not isinstance(error, MarkedYAMLError):
        return str(path)
    mark = error.problem_mark
    if mark is None or re.search(OPENED, error.context or ""):
        mark = error.context_mark
    return str(path) if mark is None else say("{file}, line {line}", file=path, line=mark.line + 1)


def _no_mapping(data: object) -> Text:
    """Say what a file holds that is no mapping."""
    if data is None:
        return say("an empty file")
    if isinstance(data, list):
        return say("a list")
    return say("the value {value}", value=shown(data))


def yaml_fault(error: Exception) -> Text:
    """Say what a reader of YAML stumbled over; what it seldom says stays in its own words."""
    if isinstance(error, UnicodeDecodeError):
        return say("text that is not UTF-8")
    if isinstance(error, RefusedError):
        return error.text
    told, within = _said(error)
    key = re.match(r'duplicate key "(.*?)"', told)
    if key is not None:
        return say("the duplicate key `{key}`", key=key[1])
    if r"'\t'" in told:
        return say("a tab, where YAML has spaces")
    if not isinstance(error, YAMLError):
        return quoting(say("a day that is not in the calendar"), told)
    sign = re.match("character '(.)' that cannot start", told)
    if sign is not None:
        return say("a value that begins with `{sign}`, not in quotes", sign=sign[1])
    if "a flow" in within:
        return say("a bracket that is not closed")
    if "quoted scalar" in within:
        return say("a quotation mark that is not closed")
    if "simple key" in within:
        return say("a line without `: ` after its key")
    if told.startswith("mapping values are not allowed"):
        return say("a second `: ` in one line, or an indent that does not fit")
    return quoting(say("a fault in the YAML"), told)


def _said(error: Exception) -> tuple[str, str]:
    """What a reader of YAML says, and of what it was in the midst."""
    if not isinstance(error, MarkedYAMLError):
        return " ".join(str(error).split()), ""
    told = " ".join((error.problem or str(error)).split()).removeprefix("found ")
    return told, error.context or ""


def validate(
    model: type[Model], data: Any, place: Said, options: Mapping[str, Said] | None = None
) -> Model:
    """Turn plain data into a settings object, or say everything that is wrong with it.

    Parameters
    ----------
    model : type
        A settings class.
    data : Any
        As a document has it.
    place : str or Text
        The document.
    options : mapping of key to str or Text, optional
        Keys that came from elsewhere, such as the command line, and how they were typed there.

    Raises
    ------
    InputError
        One problem for each wrong key, with the nearest known key.
    """
    try:
        made = model.model_validate(data)
        keys = list(_flags_for_numbers(data, made))
        if not keys:
            return made
        where = [_where(place, key, options or {}) for key in keys]
        mend = say("correct the value")
        raise InputError(
            [Problem(key, say("true or false"), say("a number"), mend) for key in where]
        )
    except ValidationError as error:
        problems = [_problem(place, model, data, entry, options or {}) for entry in error.errors()]
        raise InputError(problems) from error


def _flags_for_numbers(data: object, made: object, key: str = "") -> Iterator[str]:
    """Name the keys under which a flag was taken for the number 0 or 1."""
    if isinstance(data, bool) and isinstance(made, int | float) and not isinstance(made, bool):
        yield key
    elif isinstance(data, dict):
        for name, value in data.items():
            inner = made.get(name) if isinstance(made, dict) else getattr(made, str(name), None)
            yield from _flags_for_numbers(value, inner, f"{key}.{name}".lstrip("."))
    elif isinstance(data, list | tuple) and isinstance(made, list | tuple):
        for number, (value, inner) in enumerate(zip(data, made)):
            yield from _flags_for_numbers(value, inner, f"{key}.{number}".lstrip("."))


def _where(place: Said, key: str, options: Mapping[str, Said]) -> Text:
    """Say where a key stands: in the document, or where it was typed instead."""
    for name, typed in options.items():
        if key == name:
            return text(typed)
        if key.startswith(f"{name}."):
            return say("{place}, key `{key}`", place=typed, key=key)
    if not key:
        return text(place)
    where = say("{place}, key `{key}`", place=place, key=key)
    last = key.rpartition(".")[2]
    # Keys count from 0, people from 1.
    if not last.isdecimal():
        return where
    return joined([where, say("item {number}", number=int(last) + 1)])


def _problem(
    place: Said, model: type[BaseModel], data: Any, entry: Any, options: Mapping[str, Said]
) -> Problem:
    location: tuple[int | str, ...] = entry["loc"]
    where = _where(place, _key(data, location, absent=entry["type"] == "missing"), options)
    if entry["type"] == "extra_forbidden":
        known = sorted(_fields_at(model, location[:-1]))
        near = difflib.get_close_matches(str(location[-1]), known, n=1)
        mend = say("did you mean `{key}`?", key=near[0]) if near else say("remove the key")
        among = say("one of {names}", names=", ".join(known))
        return Problem(where, say("an unknown key"), among, mend)
    if entry["type"] == "missing":
        return Problem(where, say("nothing"), say("a value"), say("add the key"))
    found = say("nothing") if entry["input"] is None else text(shown(entry["input"]))
    if entry["type"] == "value_error":  # a sentence of our own
        told = _sentence(entry["ctx"]["error"])
        # The values of a whole mapping say less than the sentence.
        if not isinstance(entry["input"], dict | list | BaseModel):
            told = joined([found, told], ": ")
        error = entry["ctx"]["error"]
        expected = getattr(error, "expected", None) or say("values that fit")
        mend = getattr(error, "mend", None) or say("correct the values")
        return Problem(where, told, expected, mend)
    mend = say("correct the value")
    if entry["type"] == "string_type" and isinstance(entry["input"], int | float):
        # A code such as 00123 is a number to YAML.
        mend = say("put it into quotes, such as '00123'")
    return Problem(where, found, _expected(entry), mend)


def _key(data: Any, location: tuple[int | str, ...], *, absent: bool) -> str:
    """Name a key as it stands in a document: pydantic puts names of its own types in between."""
    kept = []
    for part in location[:-1] if absent else location:
        inside = range(len(data)) if isinstance(data, list | tuple) else data
        if isinstance(inside, dict | range) and part in inside:
            kept.append(part)
            data = data[part]
    return ".".join(map(str, [*kept, *location[-1:]] if absent else kept))


def _sentence(error: ValueError) -> Text:
    first = error.args[0] if error.args else ""
    return first if isinstance(first, Text) else text(str(first))


def _expected(entry: Any) -> Text:
    """Say what pydantic expects, by the type of its error; a rare one in its own English."""
    context: dict[str, Any] = entry.get("ctx", {})
    limits = {name: _number(limit) for name, limit in context.items()}
    whole, number, words = say("a whole number"), say("a number"), say("a text")
    day, switch = say("a day such as 2025-07-01"), say("true or false")
    mapping, sequence = say("a mapping"), say("a list")
    choice = str(context.get("expected", ""))
    said = {
        **dict.fromkeys(("int_type", "int_parsing", "int_from_float", "int_parsing_size"), whole),
        **dict.fromkeys(("float_type", "float_parsing", "finite_number"), number),
        **dict.fromkeys(("string_type", "string_unicode"), words),
        **dict.fromkeys(("bool_type", "bool_parsing"), switch),
        **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing"), day),
        "date_from_datetime_inexact": day,
        **dict.fromkeys(("dict_type", "mapping_type", "model_type"), mapping),
        **dict.fromkeys(("model_attributes_type", "is_instance_of", "dataclass_type"), mapping),
        **dict.fromkeys(("list_type", "tuple_type", "set_type"), sequence),
        **dict.fromkeys(("literal_error", "enum"), Text(choice.replace(OR.en, OR.vi), choice)),
        "greater_than": say("greater than {limit}", limit=limits.get("gt")),
        "greater_than_equal": say("greater than or equal to {limit}", limit=limits.get("ge")),
        "less_than": say("less than {limit}", limit=limits.get("lt")),
        "less_than_equal": say("less than or equal to {limit}", limit=limits.get("le")),
        "string_too_short": say("at least {count} characters", count=limits.get("min_length")),
        "string_too_long": say("at most {count} characters", count=limits.get("max_length")),
        "string_pattern_mismatch": say("a text like {form}", form=context.get("pattern")),
        "too_short": say("at least {count} entries", count=limits.get("min_length")),
        "too_long": say("at most {count} entries", count=limits.get("max_length")),
    }
    return said.get(entry["type"], text(entry["msg"].removeprefix("Input should be ")))


def _number(limit: Any) -> Text:
    """Write a number of a message as readers of each language do."""
    if isinstance(limit, bool) or not isinstance(limit, int | float):
        return text(str(limit))
    return number_text(limit, 0 if float(limit).is_integer() else 3)


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
