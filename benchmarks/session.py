"""How long a workspace takes to show, to write, to go elsewhere, and to open after a long day.

    python benchmarks/session.py

69 communes of Hà Tĩnh and 168 of Thành phố Hồ Chí Minh.  Random mergers, moves and splits as a
page sends them; the median and the 95th percentile of so many, to the end: figures as JSON, actions
on the disk.  Opened: chain, actions, states and figures after 10,000 actions.  Processor time of
this process, which says little of a machine that others use; of an action, which waits for the
disk, time on the clock.
Writes ``benchmarks/session.csv``.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from planner.errors import InputError
from planner.law import read_ruleset
from planner.problem import Problem
from planner.session import Action, Goto, Merge, Move, Split, Workspace
from planner.sources import SourceSettings, read_units
from planner.units.graph import build_graph

PLACES = ("vietnam:ha_tinh@2026", "vietnam:tp_ho_chi_minh@2026")
LAW = "vn-commune-112-2025"
CLICKS, DAY = 200, 10_000


def click(problem: Problem, draw: np.random.Generator) -> Action:
    """Draw as people do: mostly a unit to its neighbour, sometimes back to itself."""
    code = str(draw.choice(problem.units.index.to_numpy()))
    other = str(draw.choice(sorted(problem.graph[code]) or [code]))
    kind = draw.choice(["merge", "move", "split"], p=[0.2, 0.5, 0.3])
    if kind == "merge":
        return Merge(units=[code, other])
    return Move(units=[code], to=other) if kind == "move" else Split(units=[code])


def spent(work: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    """Time of some work, in ms."""
    start = clock()
    work()
    return 1000.0 * (clock() - start)


def draw_day(workspace: Workspace, draw: np.random.Generator, count: int) -> list[float]:
    """Do so many actions, leaving out those that cannot be done; give the ms of each."""
    times = list[float]()
    while len(times) < count:
        action, base = click(workspace.problem, draw), workspace.head()
        try:
            act = partial(workspace.act, action, "Lan", base=base)
            times.append(spent(act, time.perf_counter))
        except InputError:
            continue
    return times


def preview_times(workspace: Workspace, draw: np.random.Generator) -> list[float]:
    """Show what a click would change, as JSON."""
    times, head = list[float](), workspace.head()
    workspace.version(head)
    while len(times) < CLICKS:
        action = click(workspace.problem, draw)
        try:
            times.append(spent(lambda a=action: json.dumps(workspace.preview(a, head).as_dict())))
        except InputError:
            continue
    return times


def goto_times(workspace: Workspace, draw: np.random.Generator) -> list[float]:
    """Go to any state of the day, and say what differs, as JSON."""
    kinds = {entry.seq: entry.kind for entry in workspace.entries}
    states = [seq for seq, kind in kinds.items() if kind != "goto"]

    def go(seq: int) -> None:
        before = workspace.head()
        workspace.act(Goto(to=seq), "Lan", base=before)
        json.dumps(workspace.change(before, seq).as_dict())

    return [spent(lambda s=int(seq): go(s)) for seq in draw.choice(states, CLICKS)]


def row(place: str, folder: Path) -> dict[str, object]:
    """Measure one place."""
    units = read_units(SourceSettings(boundaries=place), Path())
    problem = Problem(units, build_graph(units), read_ruleset(LAW))
    draw = np.random.default_rng(0)
    workspace = Workspace.create(folder / f"{len(units)}.planner", problem)
    acts = draw_day(workspace, draw, CLICKS)
    previews = preview_times(workspace, draw)
    draw_day(workspace, draw, DAY - CLICKS)
    head = workspace.head()
    folded = spent(lambda: workspace._history.fold(head))
    workspace.close()
    opened = spent(lambda: Workspace.open(workspace.path, problem).version(head))
    workspace = Workspace.open(workspace.path, problem)
    gotos = goto_times(workspace, draw)
    workspace.close()
    table: dict[str, object] = {"units": len(units)}
    for name, times in (("preview", previews), ("act", acts), ("goto", gotos)):
        table[f"{name}_ms"] = round(float(np.median(times)), 1)
        table[f"{name}_95_ms"] = round(float(np.quantile(times, 0.95)), 1)
    size = workspace.path.stat().st_size / 1e6
    return table | {
        "fold_ms": round(folded),
        "open_ms": round(opened),
        "file_mb": round(size, 1),
    }


def main() -> None:
    """Measure each place, print the table and write it."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        table = pd.DataFrame([row(place, Path(name)) for place in PLACES])
    table.to_csv(Path(__file__).with_suffix(".csv"), index=False)
    print(table.to_string(index=False))


if __name__ == "__main__":
    main()
