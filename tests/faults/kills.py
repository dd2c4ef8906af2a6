"""``planner run --force`` killed, starved and doubled: always the old run or the new one.

``python -m tests.faults.kills --random 100`` kills it before each of its moves and at random
moments, gives it no room for its files, and starts two at once; everything as a user without
privileges, where it is started by one who has them.  It prints what was found afterwards.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from commandline import FORKS, _main
from conftest import write_small
from killed import MOVES, _stopped
from nobody import become_nobody, given, ground, needed, unprivileged

from planner.gate.seal import _key
from planner.pipeline import run
from planner.scenario.reading import read_scenario
from planner.store.manifest import FILES, RECORD
from planner.store.ownership import changed
from planner.store.runs import read_run
from planner.store.swap import finish

NEW = "Lần hai"
AGAIN = ["run", "small.yaml", "--out", "kept", "--force", "--set", f"title_vi={NEW}"]
NOTE = "ghi chú.txt"


def make(folder: Path) -> Path:
    """Make a run with a note of the user beside it, which a user without privileges owns."""
    folder.mkdir(parents=True)
    write_small(folder)
    run(read_scenario(folder / "small.yaml"), folder / "kept")
    (folder / "kept" / NOTE).write_text("giữ", encoding="utf-8")
    given(folder)
    return folder


@contextmanager
def fresh(made: Path) -> Iterator[Path]:
    """Copy it, for nobody to change."""
    with ground() as place:
        copy = shutil.copytree(made, place / "copy")
        given(copy)
        yield copy


def begun(place: Path, number: int = 0, most_bytes: int | None = None) -> Any:
    """Start the command: to be killed before its nth move, or with files of so many bytes."""
    out, err = place.parent / f"out{time.monotonic_ns()}", place.parent / "err"
    told = (str(place), str(out), str(err), dict(os.environ) | {"HOME": str(place)})
    process = FORKS.Process(target=_unprivileged, args=(needed(), number, most_bytes, AGAIN, *told))
    process.start()
    return process


def _unprivileged(
    modules: tuple[str, ...], number: int, most_bytes: int | None, *told: Any
) -> None:
    become_nobody(modules)
    if most_bytes is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
    if number:
        _stopped(number, MOVES, signal.SIGKILL, _main, told)
    else:
        _main(*told)


def state(place: Path) -> str:
    """Let the next command finish what was begun, and say which run is there, whole."""
    kept = place / "kept"
    # The next command is of the same user: only he has the key to what was sealed.
    os.environ["HOME"] = str(place)
    _key.cache_clear()
    told = finish(kept)
    hidden = [path.name for path in (*place.iterdir(), *kept.iterdir()) if ".part-" in path.name]
    names = {path.name for path in kept.iterdir()}
    if hidden or names != {*FILES, NOTE} or changed(kept, RECORD):
        return f"neither: {sorted(names ^ {*FILES, NOTE})}, {hidden}, {changed(kept, RECORD)}"
    if (kept / NOTE).read_text(encoding="utf-8") != "giữ":
        return "neither: the note of the user"
    found = "new" if read_run(kept)[1].title_vi == NEW else "old"
    return f"{found}, finished and told" if told else found


def at_every_move(made: Path, only: range | None = None) -> Counter[str]:
    """Kill it before each move, until it ends by itself."""
    found: Counter[str] = Counter()
    for number in only or range(1, 1000):
        with fresh(made) as place:
            process = begun(place, number)
            process.join()
            found[state(place)] += 1
            if process.exitcode != -signal.SIGKILL:
                break
    return found


def at_random(made: Path, times: int, draw: random.Random) -> Counter[str]:
    """Kill it at random moments."""
    with fresh(made) as place:
        start = time.monotonic()
        begun(place).join()
        whole = time.monotonic() - start
    found: Counter[str] = Counter()
    for _ in range(times):
        with fresh(made) as place:
            process = begun(place)
            time.sleep(draw.uniform(0, whole))
            process.kill()
            process.join()
            found[state(place)] += 1
    return found


def without_room(made: Path, sizes: tuple[int, ...]) -> Counter[str]:
    """Give it no room for files of more than some sizes."""
    found: Counter[str] = Counter()
    for size in sizes:
        with fresh(made) as place:
            process = begun(place, most_bytes=size)
            process.join()
            told = (place.parent / "err").read_text(encoding="utf-8", errors="replace")
            ended = f"exit {process.exitcode}" + ("" if "→" in told or not told else ", unsaid")
            found[f"{state(place)}; {ended}"] += 1
    return found


def two_at_once(made: Path, times: int) -> Counter[str]:
    """Start two in one folder."""
    found: Counter[str] = Counter()
    for _ in range(times):
        with fresh(made) as place:
            both = [begun(place), begun(place)]
            for process in both:
                process.join()
            ended = sorted(int(process.exitcode or 0) for process in both)
            found[f"{state(place)}; exits {ended[0]} and {ended[1]}"] += 1
    return found


def main() -> None:
    """Try all of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--random", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if os.getuid() == 0:
            Path(name).chmod(0o755)
        print("as nobody" if unprivileged() else f"as user {os.getuid()}", flush=True)
        made = make(Path(name) / "made")
        sizes = tuple(1 << power for power in range(12, 20))
        for what, found in (
            ("at every move", lambda: at_every_move(made)),
            ("no room", lambda: without_room(made, sizes)),
            ("two at once", lambda: two_at_once(made, 5)),
            ("at random", lambda: at_random(made, asked.random, random.Random(asked.seed))),
        ):
            print(what, dict(found()), flush=True)


if __name__ == "__main__":
    main()
