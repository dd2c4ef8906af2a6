"""Files changed at random and given to the program, under guard: ``--seconds N --seed S``.

``python -m tests.faults.fuzz --seconds 3600 --seed 1 --keep FOLDER`` prints how many inputs were
tried, what became of them, and keeps every folder of which there is something to complain.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from faults.guard import Outcome, tried
from faults.mutations import mutated
from faults.world import make_world

# What is changed, and the command that reads it; often ones first in each row.
TARGETS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("units.gpkg", ("check", "small.yaml")),
    ("units.geojson", ("check", "small.yaml", "--set", "units.boundaries=units.geojson")),
    ("shape/units.shp", ("check", "small.yaml", "--set", "units.boundaries=shape/units.shp")),
    ("shape/units.dbf", ("check", "small.yaml", "--set", "units.boundaries=shape/units.shp")),
    ("shape/units.prj", ("check", "small.yaml", "--set", "units.boundaries=shape/units.shp")),
    ("units.parquet", ("check", "small.yaml", "--set", "units.boundaries=units.parquet")),
    ("people.csv", ("check", "small.yaml")),
    ("people.xlsx", ("check", "book.yaml")),
    ("small.yaml", ("check", "small.yaml")),
    ("small.yaml", ("run", "small.yaml", "--out", "out")),
    ("full.yaml", ("check", "full.yaml")),
    ("full.yaml", ("run", "full.yaml", "--out", "out")),
    ("facts.yaml", ("check", "full.yaml")),
    ("law.yaml", ("check", "full.yaml")),
    ("law.yaml", ("rules", "show", "law.yaml")),
    ("plan.csv", ("evaluate", "small.yaml", "--plan", "plan.csv", "--out", "out")),
    ("made/result.json", ("verify", "made")),
    ("made/certificate.json", ("verify", "made")),
    ("made/plan.csv", ("verify", "made")),
    ("made/units.gpkg", ("verify", "made")),
    ("made/scenario.yaml", ("verify", "made")),
    ("made/ruleset.yaml", ("verify", "made")),
    ("made/bases.csv", ("verify", "made")),
    ("made/units.gpkg", ("compare", "made", "other", "--out", "out")),
    ("made/result.json", ("compare", "made", "other", "--out", "out")),
    ("made/result.json", ("run", "small.yaml", "--out", "made", "--force")),
)


def one(world: Path, place: Path, draw: random.Random) -> tuple[str, list[str], Outcome]:
    """Change one file of a fresh copy of the world, and try the command that reads it."""
    folder = place / "world"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(world, folder)
    name, words = draw.choice(TARGETS)
    how = mutated(folder / name, draw)
    return how, list(words), tried(words, folder, mine=("made",) if "--force" in words else ())


def main() -> None:
    """Try until the time is over."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="folder for inputs to complain of")
    asked = parser.parse_args()
    draw = random.Random(asked.seed)
    codes: Counter[int] = Counter()
    kinds: Counter[str] = Counter()
    faulty = 0
    end = time.monotonic() + asked.seconds
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        world = make_world(place / "made")
        while time.monotonic() < end:
            how, words, outcome = one(world, place, draw)
            codes[outcome.code] += 1
            kinds[how] += 1
            complaints = outcome.complaints
            if not complaints:
                continue
            faulty += 1
            print(f"{how} – {' '.join(words)}: {'; '.join(complaints)}", flush=True)
            if asked.keep is not None:
                kept = asked.keep / f"{asked.seed}-{sum(codes.values())}"
                shutil.copytree(place / "world", kept, symlinks=True, dirs_exist_ok=True)
                told = {"words": words, "how": how, "code": outcome.code, "err": outcome.err}
                (kept / "told.json").write_text(json.dumps(told, ensure_ascii=False, indent=1))
    tried_in_all = sum(codes.values())
    print(f"seed {asked.seed}: {tried_in_all} inputs, {faulty} to complain of")
    print("exit codes: " + ", ".join(f"{code}: {codes[code]}" for code in sorted(codes)))
    for how, number in sorted(kinds.items()):
        print(f"  {how}: {number}")
    raise SystemExit(1 if faulty else 0)


if __name__ == "__main__":
    main()
