"""YAML documents: what is wrong is named by file and key, with the nearest known key."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from planner.errors import InputError
from planner.gate.documents import read_yaml, validate


class Inner(BaseModel):
    """Settings inside others."""

    model_config = ConfigDict(extra="forbid")
    max_members: int = 5
    names: list[str] = []


class Outer(BaseModel):
    """Settings with a list of others."""

    model_config = ConfigDict(extra="forbid")
    title: str
    groups: Inner = Inner()
    more: list[Inner] = []


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "a.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_read_yaml_gives_plain_data(tmp_path: Path) -> None:
    """With or without a byte order mark; codes in quotes keep their zeros."""
    data = {"title": "Hà Tĩnh", "codes": ["00123"], "at": 0.5}
    text = "title: Hà Tĩnh\ncodes: ['00123']\nat: 0.5\n"
    assert read_yaml(write(tmp_path, text)) == data
    assert read_yaml(write(tmp_path, b"\xef\xbb\xbf" + text.encode())) == data


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "an empty file"),
        ("# only a note\n", "an empty file"),
        ("- a\n- b\n", "a list"),
        ("just words\n", "the value 'just words'"),
        ("a: 1\na: 2\n", "duplicate key"),
        ("a: [1, 2\n", "line 1: found a bracket that is not closed"),
        ("\tb: 1\n", "line 1"),
        ("day: 2025-13-45\n", "month must be in 1..12"),
        (b"\xff\xfe\x00", "valid YAML"),
        (b"a: \x00\n", "valid YAML"),
        ("a: 1\n---\nb: 2\n", "valid YAML"),
    ],
)
def test_what_is_no_mapping_is_refused(tmp_path: Path, text: str | bytes, words: str) -> None:
    with pytest.raises(InputError) as caught:
        read_yaml(write(tmp_path, text))
    assert words in str(caught.value)
    assert "a.yaml" in str(caught.value.problems[0].place)


def test_no_such_file_and_a_folder(tmp_path: Path) -> None:
    for path, words in ((tmp_path / "none.yaml", "No such file"), (tmp_path, "directory")):
        with pytest.raises(InputError, match=words):
            read_yaml(path)


def test_valid_data_become_settings() -> None:
    settings = validate(Outer, {"title": "t", "groups": {"max_members": 3}}, "s.yaml")
    assert settings.groups.max_members == 3


@pytest.mark.parametrize(
    ("data", "key", "mend"),
    [
        ({"titel": "t", "title": "t"}, "`titel`", "did you mean `title`?"),
        (
            {"title": "t", "groups": {"max_member": 3}},
            "`groups.max_member`",
            "did you mean `max_members`?",
        ),
        (
            {"title": "t", "more": [{"max_members": 1}, {"nam": []}]},
            "`more.1.nam`",
            "did you mean `names`?",
        ),
        ({"title": "t", "zzz": 1}, "`zzz`", "remove the key"),
        ({}, "`title`", "add the key"),
        ({"title": "t", "groups": {"max_members": "many"}}, "`groups.max_members`", "correct"),
    ],
)
def test_wrong_keys_are_named_with_their_mend(data: object, key: str, mend: str) -> None:
    with pytest.raises(InputError) as caught:
        validate(Outer, data, "s.yaml")
    (problem,) = caught.value.problems
    assert key in str(problem.place)
    assert mend in str(problem.mend)


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        validate(Outer, {"groups": {"max_members": "x", "name": 1}}, "s.yaml")
    assert len(caught.value.problems) == 3
