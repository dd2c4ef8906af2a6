"""Files of others read whole: bytes, text and JSON, no more than there is room for."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from planner.errors import InputError, Problem, RefusedError, system_fault
from planner.gate.limits import FILES
from planner.words.text import Text, quoting, say

Model = TypeVar("Model", bound=BaseModel)


def read_bytes(path: Path, most: int = FILES.most_document_bytes) -> bytes:
    """Read a small file.

    Parameters
    ----------
    path : Path
    most : int
        Bytes that it may have.

    Raises
    ------
    OSError, RefusedError
        It cannot be read, or is larger; a device or a pipe, which need not end, is not tried.
    """
    if "\0" in str(path):
        raise RefusedError(say("a name that no file can have"))
    if path.exists() and not path.is_file() and not path.is_dir():
        raise RefusedError(say("a device or a pipe"))
    if path.is_file() and path.stat().st_size > most:
        raise RefusedError(say("a file of more than {most} MB", most=most >> 20))
    return path.read_bytes()


def read_text(path: Path) -> str:
    """Read a small file of text in UTF-8.

    Raises
    ------
    OSError, UnicodeDecodeError, RefusedError
        See :func:`read_bytes`.
    """
    with io.TextIOWrapper(io.BytesIO(read_bytes(path)), encoding="utf-8-sig") as lines:
        return lines.read()


def read_record(path: Path, most: int = FILES.most_record_bytes) -> dict[str, Any]:
    """Read a file of JSON that a command wrote, or somebody in its place.

    Raises
    ------
    InputError
        It is missing, unreadable, too large or no mapping.
    """
    try:
        record: dict[str, Any] = json.loads(read_bytes(path, most).decode("utf-8"))
    except RefusedError as error:
        raise unreadable(path, error.text, say("a file of the run")) from error
    except UnicodeDecodeError as error:
        raise unreadable(path, say("text that is not UTF-8"), say("JSON in UTF-8")) from error
    except json.JSONDecodeError as error:
        found = quoting(say("no JSON from line {line} on", line=error.lineno), error.msg)
        raise unreadable(path, found, say("JSON in UTF-8")) from error
    except ValueError as error:  # of whole numbers Python reads some thousands of digits
        raise unreadable(path, say("a number of too many digits"), say("JSON in UTF-8")) from error
    except RecursionError as error:
        found = say("values nested in each other too deep")
        raise unreadable(path, found, say("JSON in UTF-8")) from error
    except OSError as error:
        found = say("it cannot be read ({fault})", fault=system_fault(error))
        raise unreadable(path, found, say("a file of the run")) from error
    if not isinstance(record, dict):
        raise unreadable(path, say("no mapping"), say("a result as `planner run` writes it"))
    return record


def write_record(data: Mapping[str, object], path: Path, *, sort_keys: bool = False) -> None:
    """Write plain data as our records are: JSON in UTF-8, one value a line, on every system."""
    text = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=sort_keys, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def unreadable(path: Path, reason: Text, expected: Text) -> InputError:
    """Refuse a file of a run that is not as a command writes it."""
    return InputError(Problem(str(path), reason, expected, say("run the scenario again")))


def conform(model: type[Model], record: Mapping[str, object], path: Path) -> Model:
    """Read of a record what a model names; every other key of it is for readers alone.

    Parameters
    ----------
    model : type
        What is read back, whose own parts may hold nothing more than they name.
    record : mapping
        As JSON has it: a command wrote it, or somebody in its place.
    path : Path
        Its file.

    Raises
    ------
    InputError
        One problem for each key that is missing or holds something else.
    """
    try:
        return model.model_validate(
            {key: record[key] for key in model.model_fields if key in record}
        )
    except ValidationError as error:
        strange = say("entries are missing, or are of another version")
        raise InputError(
            [
                Problem(
                    str(path),
                    quoting(strange, f"{'.'.join(map(str, each['loc']))}: {each['msg']}"),
                    say("a result as `planner run` writes it"),
                    say("run the scenario again"),
                )
                for each in error.errors(include_url=False)
            ]
        ) from error


def digest_of(path: Path) -> str:
    """Hash a file (SHA-256), however large it is."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
