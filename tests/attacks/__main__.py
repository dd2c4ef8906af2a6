"""Try attacks, whole families or by name, and print how each ended.

``python -m tests.attacks [FAMILY ...] [--name PART] [--out FOLDER]``
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from .families import attacks
from .runner import ORDER, Outcome, Warm, attempt, make_base


def table(outcomes: list[Outcome]) -> str:
    """Count the verdicts of each family."""
    lines = [f"{'family':14} {'tried':>6} " + " ".join(f"{word:>13}" for word in ORDER)]
    for family in dict.fromkeys(outcome.attack.family for outcome in outcomes):
        of_it = Counter(one.verdict for one in outcomes if one.attack.family == family)
        counts = " ".join(f"{of_it[word]:13}" for word in ORDER)
        lines.append(f"{family:14} {of_it.total():6} {counts}")
    return "\n".join(lines)


def main() -> int:
    """Try what the command line asks for; 1 where any attack was not met in order."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("families", nargs="*")
    parser.add_argument("--name", default="")
    parser.add_argument("--out", type=Path, help="folder that keeps the playgrounds")
    asked = parser.parse_args()
    outcomes = []
    with tempfile.TemporaryDirectory() as name:
        room = Path(name)
        room.chmod(0o755)
        warm = Warm()
        sent = make_base(room, warm)
        for attack in attacks():
            if asked.families and attack.family not in asked.families:
                continue
            if asked.name not in attack.label:
                continue
            root = (asked.out or room) / attack.label
            shutil.rmtree(root, ignore_errors=True)
            root.mkdir(parents=True)
            one = attempt(attack, root, sent, warm)
            outcomes.append(one)
            mark = " " if one.verdict == "in order" else "!"
            figures = f"exit {one.code}, {one.seconds:.1f} s CPU, {one.peak_mb:.0f} MB"
            print(f"{mark} {attack.label}: {one.verdict} ({figures}) {one.why}", flush=True)
            if asked.out is None:
                shutil.rmtree(root, ignore_errors=True)
        warm.end()
    print(table(outcomes))
    if asked.out:
        counts = Counter(f"{one.attack.family}: {one.verdict}" for one in outcomes)
        (asked.out / "outcomes.json").write_text(json.dumps(counts, indent=1), encoding="utf-8")
    return int(any(one.verdict != "in order" for one in outcomes))


if __name__ == "__main__":
    sys.exit(main())
