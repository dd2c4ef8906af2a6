"""YAML that would take all memory, never end, or is no file at all: refused at once, and short."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from planner.errors import InputError
from planner.gate.documents import load_yaml, read_yaml, shown
from planner.law import read_ruleset
from planner.scenario.reading import read_scenario

ALIASES = "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12))
MERGES = "".join(
    f"a{i}: &a{i} {{<<: [{', '.join([f'*a{i - 1}'] * 9)}], k{i}: 1}}\n" for i in range(1, 12)
)
BOMBS = {
    "brackets": ("title_vi: " + "[" * 5_000, "nested in each other too deep"),
    "indents": ("\n".join("  " * i + "a:" for i in range(1500)), "nested in each other too deep"),
    "a list of lists of lists": (f"a0: &a0 [x, x]\n{ALIASES}", "values by repeated anchors"),
    "merges of merges": (f"a0: &a0 {{k: v}}\n{MERGES}", "values by repeated anchors"),
    "a list that holds itself": ("title_vi: &a [*a]", "holds itself"),
    "a mapping that holds itself": ("title_vi: &a {b: *a}", "holds itself"),
    "a number of many digits": ("title_vi: " + "9" * 10_000, "a number of too many digits"),
}


# The first takes as long as all others together.
@pytest.mark.parametrize("case", [pytest.param("brackets", marks=pytest.mark.slow), *[*BOMBS][1:]])
def test_a_bomb_is_refused(tmp_path: Path, case: str) -> None:
    text, words = BOMBS[case]
    (tmp_path / "bomb.yaml").write_text(text, encoding="utf-8")
    for read in (
        lambda: read_scenario(tmp_path / "bomb.yaml"),
        lambda: read_ruleset(str(tmp_path / "bomb.yaml")),
    ):
        with pytest.raises(InputError, match=words) as caught:
            read()
        assert len(str(caught.value)) < 600


def test_an_anchor_that_saves_writing_is_read() -> None:
    found = load_yaml("a: &x {k: 1}\nb: *x\nc: {<<: *x, l: 2}\n")
    assert found == {"a": {"k": 1}, "b": {"k": 1}, "c": {"k": 1, "l": 2}}


@pytest.mark.slow
def test_a_bomb_on_the_command_line_is_refused(small: Path) -> None:
    with pytest.raises(InputError, match="too deep"):
        read_scenario(small / "small.yaml", ["groups.more=" + "[" * 20_000])


@pytest.mark.parametrize(
    "value",
    [{"a": ["x" * 10**6] * 99}, "x" * 10**6, [[[[[[["x"]]]]]]], int("f" * 9_999, 16)],
    ids=["texts", "a text", "lists", "a number"],
)
def test_a_long_value_is_shown_short(value: object) -> None:
    assert 0 < len(shown(value)) < 300


@pytest.mark.parametrize("name", ["title_vi", "groups"])
def test_a_message_shows_no_whole_document(small: Path, name: str) -> None:
    with pytest.raises(InputError) as caught:
        read_scenario(small / "small.yaml", [f"{name}=[{'x, ' * 5_000}]"])
    assert len(str(caught.value)) < 600


@pytest.mark.skipif(sys.platform == "win32", reason="devices have other names there")
def test_what_is_no_file_is_not_read(small: Path) -> None:
    os.mkfifo(small / "pipe.yaml")
    (small / "folder.yaml").mkdir()
    (small / "zero.yaml").symlink_to("/dev/zero")
    (small / "large.yaml").write_bytes(b"# " + b"x" * (5 << 20))
    for name, words in (
        ("/dev/zero", "a device or a pipe"),
        ("zero.yaml", "a device or a pipe"),
        ("pipe.yaml", "a device or a pipe"),
        ("folder.yaml", "Is a directory"),
        ("large.yaml", "a file of more than 4 MB"),
        ("a\\0b.yaml", "a name that no file can have"),
        ("n" * 300 + ".yaml", "expected"),
    ):
        text = f'extends: "{name}"\n'
        (small / "mine.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=words):
            read_scenario(small / "mine.yaml")
        if name.endswith(".yaml") and "\\" not in name:
            with pytest.raises(InputError, match=words):
                read_ruleset(name, small)


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").mkdir()
    with pytest.raises(InputError, match=r"mine\.yaml: found Is a directory"):
        read_yaml(tmp_path / "mine.yaml")
