"""A defect of the program: a code of its own, a report without figures, no Python on the screen."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest
from commandline import FORKS, Done, _main

from planner import __version__

FIGURE = "98765"


def broken(name: str, raised: Exception, words: list[str], *rest: Any) -> None:
    """Run the real program with one function that fails."""
    import planner.cli.commands.plans as plans

    def fail(*_: object, **__: object) -> None:
        try:
            {}[FIGURE]
        except KeyError as error:
            raise raised from error

    setattr(plans, name, fail)
    _main(words, *rest)


def ended(folder: Path, raised: Exception, *words: str, name: str = "run") -> Done:
    """Run it in a process of its own."""
    with tempfile.TemporaryDirectory() as scratch:
        out, err = Path(scratch) / "out", Path(scratch) / "err"
        given = (name, raised, list(words), str(folder), str(out), str(err), dict(os.environ))
        process = FORKS.Process(target=broken, args=given)
        process.start()
        process.join()
        printed = [path.read_text(encoding="utf-8") for path in (out, err)]
    return Done(words, int(process.exitcode or 0), *printed)


def report_in(text: str) -> Path:
    named = re.search(r"\S*planner-defect-\S*\.txt", text)
    assert named, text
    return Path(named[0])


COMMAND = ("run", "small.yaml", "--set", f"groups.max_people={FIGURE}")


@pytest.mark.parametrize(
    "raised", [ValueError(FIGURE), RecursionError(FIGURE), AssertionError(FIGURE), OSError(FIGURE)]
)
def test_a_defect_is_70_and_leaves_a_report(small: Path, raised: Exception) -> None:
    done = ended(small, raised, "--lang", "vi", *COMMAND, "--out", "results/out")
    assert done.returncode == 70, done.stderr
    kind = type(raised).__name__
    assert f"lỗi của chính chương trình ({kind})" in done.stderr
    for python in ("Traceback", 'File "', FIGURE):
        assert python not in done.stdout + done.stderr
    report = report_in(done.stderr)
    text = report.read_text(encoding="utf-8")
    report.unlink()
    assert report.parent == Path(tempfile.gettempdir())  # there is no folder `results`
    assert FIGURE not in text
    assert f"planner {__version__}" in text
    assert "run small.yaml --set groups.max_people=… --out results/out" in text
    assert "plans.py" in text and text.index("builtins.KeyError") < text.index(f"builtins.{kind}")
    for name in ("small.yaml", "units.gpkg", "people.csv"):
        assert f"{hashlib.sha256((small / name).read_bytes()).hexdigest()} {name}" in text


def test_the_report_lies_beside_the_run(small: Path) -> None:
    done = ended(small, ValueError(), *COMMAND, "--out", "out", "--json")
    assert done.returncode == 70
    assert json.loads(done.stdout)["error"] == "DefectError"
    assert report_in(done.stderr).parent == small


def test_a_file_that_the_system_refuses_is_named_and_2(small: Path) -> None:
    done = ended(small, PermissionError(13, "Permission denied", "people.csv"), *COMMAND)
    assert done.returncode == 2
    assert "people.csv: found Permission denied" in done.stderr
