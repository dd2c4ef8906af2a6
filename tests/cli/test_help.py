"""Help: in the language that was asked for, of every command, and by every way to the program."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from commandline import REPOSITORY
from conftest import Planner

from planner.cli.commands import app
from planner.cli.commands.rules import rules_app

COMMANDS = [
    [],
    *([str(command.name)] for command in app.registered_commands),
    *(["rules", str(command.name)] for command in rules_app.registered_commands),
]
# Letters that Vietnamese has and English has not.
VIETNAMESE = re.compile(r"[ăâđêôơư]|[\u00e0-\u00fd]|[\u1ea0-\u1ef9]", re.IGNORECASE)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_is_in_the_language_that_was_asked_for(
    command: list[str], planner: Planner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PLANNER_LANG", raising=False)
    vi, en, both, usual = (
        planner(*asked, *command, "--help")
        for asked in (["--lang", "vi"], ["--lang=en"], ["--lang", "both"], [])
    )
    assert {done.returncode for done in (vi, en, both, usual)} == {0}
    assert usual.stdout == vi.stdout
    assert vi.stdout.startswith(f"Cách dùng: {' '.join(['planner', *command])} [TÙY CHỌN]")
    assert en.stdout.startswith(f"Usage: {' '.join(['planner', *command])} [OPTIONS]")
    assert both.stdout.startswith(vi.stdout.split("\n")[0] + "\n" + en.stdout.split("\n")[0])
    for english in ("Usage", "Options", "Arguments", "Commands", "how this", "default", "env var"):
        assert english not in vi.stdout
    assert not VIETNAMESE.search(en.stdout)
    # No command and nothing that it takes is without a word of what it is for.
    for line in vi.stdout.splitlines():
        if line.startswith("  "):
            assert VIETNAMESE.search(line), line


def test_a_program_without_words_shows_its_help(
    planner: Planner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANNER_LANG", "vi")
    for group in ([], ["rules"]):
        done = planner(*group)
        assert done.returncode == 2
        assert done.stderr.strip() == planner(*group, "--help").stdout.strip()


@pytest.mark.slow
def test_the_program_is_started_as_a_module_too() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "planner.cli", "--lang", "en", "--help"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.startswith("Usage: planner [OPTIONS] COMMAND")
