"""The corpus tried, with a table of what became of it: ``python -m tests.faults [WORDS]``.

Words choose the faults whose kind or name holds one of them; ``--quick`` every fifth.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from faults.cases import corpus
from faults.fault import Fault
from faults.guard import DEFECT, Outcome
from faults.world import make_world

ROWS = ("refused in good order", "mended and said", "silent", "exit 70", "otherwise wrong")


def ended(fault: Fault, outcome: Outcome) -> str:
    """Say in one word what became of a fault."""
    if not fault.wrong(outcome):
        return ROWS[0] if outcome.code in (2, 3) else ROWS[1]
    if outcome.code == DEFECT:
        return ROWS[3]
    return ROWS[2] if outcome.code in (0, 1) else ROWS[4]


def main(words: list[str]) -> int:
    """Try them one after the other."""
    quick = "--quick" in words
    words = [word for word in words if word != "--quick"]
    chosen = [
        fault
        for fault in corpus()
        if not words or any(word in f"{fault.kind}: {fault.name}" for word in words)
    ]
    chosen = chosen[::5] if quick else chosen
    found: Counter[tuple[str, str]] = Counter()
    seconds = memory = 0.0
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        world = make_world(place / "made")
        for fault in chosen:
            folder = place / "copy"
            shutil.copytree(world, folder)
            outcome = fault.tried(folder)
            shutil.rmtree(folder)
            seconds, memory = seconds + outcome.seconds, max(memory, outcome.memory_mb)
            found[fault.kind, ended(fault, outcome)] += 1
            wrong = fault.wrong(outcome)
            if wrong:
                print(f"{fault.kind}: {fault.name} – {' '.join(fault.words)}", flush=True)
                print("   ", "; ".join(wrong))
                print("   ", (outcome.err or outcome.out)[-420:].replace("\n", "\n    "))
    print("| kind | " + " | ".join(ROWS) + " |\n|---|" + "--:|" * len(ROWS))
    for kind in [*dict.fromkeys(fault.kind for fault in chosen), "all"]:
        counts = [
            sum(n for (k, r), n in found.items() if r == row and kind in (k, "all")) for row in ROWS
        ]
        print(f"| {kind} | " + " | ".join(map(str, counts)) + " |")
    print(f"{len(chosen)} inputs, {seconds:.0f} s of processor, at most {memory:.0f} MB")
    return int(any(row not in ROWS[:2] for _, row in found))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
