"""What is asked of the installed program, and how it is called; no part of QGIS."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

# Exit codes of the program after which there is a plan: done; not all satisfied; time limit.
PLANNED = (0, 1, 4)
# What QGIS sets for its own Python would lead that of the program astray.
FOREIGN = ("PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP")
OBJECTIVE = ("unsatisfied", "disturbed", "inertia")


class CallError(Exception):
    """The program could not be started, was stopped, or says why there is no plan."""


def scenario(
    columns: Mapping[str, str],
    *,
    title: str,
    ruleset: str,
    max_members: int,
    table: Mapping[str, str] | None = None,
    area_measured: bool = True,
) -> str:
    """Write a scenario: JSON, which is YAML as well, so that no name needs quotation by us.

    Parameters
    ----------
    columns : mapping
        Column of the program → that of ``boundaries.gpkg``, which lies beside the scenario.
    title, ruleset, max_members
        See the reference of scenarios.
    table : mapping, optional
        Columns of ``people.csv`` beside the scenario: ``code`` and ``people``.
    area_measured : bool
        Measure areas on the outlines instead of reading them.
    """
    units: dict[str, object] = {"boundaries": "boundaries.gpkg", "columns": dict(columns)}
    if area_measured:
        units["area"] = "computed"
    if table is not None:
        joined = {"file": "people.csv", "code": table["code"]}
        units["tables"] = [joined | {"columns": {"people": table["people"]}}]
    whole = {
        "title_vi": title,
        "units": units,
        "law": {"ruleset": ruleset},
        "groups": {"max_members": max_members},
        "objective": [{"stage": stage} for stage in OBJECTIVE],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def commands(program: str, folder: Path) -> list[list[str]]:
    """List what is called: the plan into ``run``, then its GIS files into ``gis``."""
    run, gis = str(folder / "run"), str(folder / "gis")
    words = [program or "planner", "--lang", "vi"]
    return [
        [*words, "run", str(folder / "scenario.yaml"), "--out", run, "--force"],
        [*words, "map", run, "--out", gis, "--force"],
    ]


def call(
    command: Sequence[str],
    *,
    told: Callable[[str], None],
    stopped: Callable[[], bool] = lambda: False,
    pause_s: float = 0.2,
) -> int:
    """Call the program, and give its exit code.

    Parameters
    ----------
    command : sequence of str
        Program and words.
    told : callable
        Is given what the program printed.
    stopped : callable
        Whether somebody wants it to stop.
    pause_s : float
        Seconds between two looks.

    Raises
    ------
    CallError
        In the words of the program where it has some.
    """
    given = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    hidden = subprocess.CREATE_NO_WINDOW if sys.platform == "win32" else 0
    try:
        process = subprocess.Popen(
            list(command),
            env=given | {"PYTHONUTF8": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            creationflags=hidden,
        )
    except OSError as error:
        raise CallError(f"Không chạy được chương trình “{command[0]}”: {error.strerror}") from error
    while True:
        try:
            printed, _ = process.communicate(timeout=pause_s)
            break
        except subprocess.TimeoutExpired:
            if stopped():
                process.terminate()
                process.communicate()
                raise CallError("Đã dừng theo yêu cầu") from None
    told(printed)
    if process.returncode not in PLANNED:
        raise CallError(printed.strip() or f"Chương trình kết thúc với mã {process.returncode}")
    return process.returncode


def plan_layer(folder: Path) -> tuple[str, Path]:
    """Say where the plan is, as QGIS names a layer of a file, and its style."""
    gis = folder / "gis"
    return f"{gis / 'plan.gpkg'}|layername=proposed", gis / "proposed.qml"
