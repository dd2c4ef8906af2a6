"""Kills a sweep at random, again and again, and starts it anew: nothing is lost, nothing repeated.

``python tests/batch/kills.py GRID.yaml FOLDER [kills]`` does so with a grid of one's own, as
34 provinces on three bases.  Each kill is of the process alone (SIGKILL), as a loss of power is:
its workers are left to themselves.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-c", "from planner.cli import main; main()", "sweep"]


def kill_and_go_on(
    grid: Path, folder: Path, kills: int, *, seed: int = 0, seconds: tuple[float, float]
) -> dict[str, int]:
    """Kill a sweep some times, each some seconds after a run more has finished, then let it end.

    Parameters
    ----------
    grid, folder : Path
    kills : int
    seed : int
        Of the moments.
    seconds : pair of float
        Least and most from the end of a run to the kill.

    Returns
    -------
    dict of str to int
        ``killed`` in its midst; ``kept``: finished runs that were seen after a kill; ``points``.

    Raises
    ------
    AssertionError
        A finished run was made again, or is not there any more.
    """
    draw = random.Random(seed)
    words = [*COMMAND, str(grid), "--out", str(folder)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    kept: dict[str, tuple[str, int]] = {}
    killed = 0
    for _ in range(kills):
        process = subprocess.Popen(
            words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        # By what is finished and not by a clock: else a busy machine would finish nothing.
        while process.poll() is None and len(finished_runs(folder)) <= len(kept):
            time.sleep(0.2)
        try:
            process.wait(draw.uniform(*seconds))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed += 1
        # Orphans end by themselves, and at once.
        time.sleep(1.0)
        now = finished_runs(folder)
        assert kept.items() <= now.items(), "a finished run was lost or made again"
        kept = now
    ended = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode in (0, 1, 3), ended.stderr
    now = finished_runs(folder)
    assert kept.items() <= now.items(), "a finished run was lost or made again"
    points = len(json.loads((folder / "sweep.json").read_bytes())["points"])
    return {"killed": killed, "kept": len(kept), "points": points}


def finished_runs(folder: Path) -> dict[str, tuple[str, int]]:
    """When each run began, and when its record was written."""
    found = {}
    for path in folder.glob("runs/*/result.json"):
        began = json.loads(path.read_bytes())["timing"]["started"]
        found[path.parent.name] = (began, path.stat().st_mtime_ns)
    return found


if __name__ == "__main__":
    times = int(sys.argv[3]) if len(sys.argv) > 3 else 10
    print(kill_and_go_on(Path(sys.argv[1]), Path(sys.argv[2]), times, seconds=(0.0, 10.0)))
