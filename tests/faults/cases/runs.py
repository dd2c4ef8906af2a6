"""Faults of run folders, and of the user's own files in their way."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from faults.fault import Fault, Spoil, added, edited, nothing, written
from planner.store.manifest import FILES, OUTPUTS

VERIFY = ("verify", "made")
COMPARE = ("compare", "made", "other", "--out", "out")
AGAIN = ("run", "small.yaml", "--out", "made", "--force")
CHANGED = "changed since they were written|changed since it was written"
READ = ("certificate.json", "plan.csv", "result.json", "ruleset.yaml", "scenario.yaml")


def _json(name: str, change: Callable[[dict[str, Any]], object]) -> Spoil:
    def spoil(folder: Path) -> None:
        path = folder / "made" / name
        data = json.loads(path.read_text(encoding="utf-8"))
        change(data)
        path.write_text(json.dumps(data), encoding="utf-8")

    return spoil


def _sql(command: str) -> Spoil:
    def spoil(folder: Path) -> None:
        with sqlite3.connect(folder / "made" / "units.gpkg") as base:
            for name in ("ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
                base.create_function(name, 1, lambda _: 0.0)
            base.execute(command)
        base.close()

    return spoil


def _cut(name: str, part: float) -> Spoil:
    def spoil(folder: Path) -> None:
        path = folder / "made" / name
        os.truncate(path, int(path.stat().st_size * part))

    return spoil


def _gone(name: str) -> Spoil:
    return lambda folder: (folder / "made" / name).unlink()


def _instead(name: str) -> Spoil:
    """Put a folder where a file was."""

    def spoil(folder: Path) -> None:
        (folder / "made" / name).unlink()
        (folder / "made" / name).mkdir()
        (folder / "made" / name / "mine.txt").write_text("giữ", encoding="utf-8")

    return spoil


RECORDS: dict[str, tuple[Spoil, str]] = {
    "stages of none": (_json("result.json", lambda d: d.update(stages=None)), "result.json"),
    "stages of words": (_json("result.json", lambda d: d.update(stages=["x"])), "result.json"),
    "a bound that is a mapping": (
        _json("result.json", lambda d: d["stages"][0].update(bound={"on": 9})),
        "result.json",
    ),
    "no stages": (_json("result.json", lambda d: d.pop("stages")), "result.json"),
    "notes of numbers": (_json("result.json", lambda d: d.update(notes=[1])), "result.json"),
    "no versions": (_json("result.json", lambda d: d.pop("versions")), "result.json"),
    "versions of words": (_json("result.json", lambda d: d.update(versions="x")), "result.json"),
    "facts of words": (_json("result.json", lambda d: d.update(facts=["x"])), "result.json"),
    "a pool of words": (_json("result.json", lambda d: d.update(pool="x")), "result.json"),
    "a pool of other keys": (
        _json("result.json", lambda d: d.update(pool={"x": 1})),
        "result.json",
    ),
    "inputs of numbers": (_json("result.json", lambda d: d.update(inputs=[1])), "result.json"),
    "files of words": (_json("result.json", lambda d: d.update(files="x")), "result.json"),
    "no files": (_json("result.json", lambda d: d.pop("files")), "result.json"),
    "a ruleset of words": (_json("result.json", lambda d: d.update(ruleset="x")), "result.json"),
    "no timing": (_json("result.json", lambda d: d.pop("timing")), "result.json"),
    "a problem of none": (
        _json("certificate.json", lambda d: d.update(problem=None)),
        "certificate|problem",
    ),
    "no problem": (_json("certificate.json", lambda d: d.pop("problem")), "certificate|problem"),
    "units of words": (
        _json("certificate.json", lambda d: d["problem"].update(units="x")),
        "certificate|problem",
    ),
    "proofs of words": (
        _json("certificate.json", lambda d: d.update(stages="x")),
        "certificate|stage",
    ),
    "no proofs": (_json("certificate.json", lambda d: d.update(stages=[])), "certificate|stage"),
    "a plan of none": (
        _json("certificate.json", lambda d: d.update(plan=None)),
        "certificate|plan",
    ),
    "a plan with itself": (
        _json("certificate.json", lambda d: d.update(plan={"11": ["11", "11"]})),
        "certificate|plan",
    ),
    "JSON nested deep": (written("made/result.json", "[" * 100_000), "result.json"),
    "JSON of a number": (written("made/result.json", "5"), "result.json"),
    "JSON of NaN": (written("made/result.json", '{"a": NaN}'), "result.json"),
    "JSON of huge digits": (written("made/result.json", '{"a": ' + "9" * 9_999 + "}"), "result"),
    "people of none": (_sql("UPDATE present SET people = NULL WHERE code = '22'"), "units.gpkg"),
    "people of words": (_sql("UPDATE present SET people = 'x' WHERE code = '22'"), "units.gpkg"),
    "a flag of none": (
        _sql("UPDATE present SET people_assumed = NULL WHERE code = '22'"),
        "units.gpkg",
    ),
    "an area of zero": (_sql("UPDATE present SET area_km2 = 0 WHERE code = '22'"), "units.gpkg"),
    "no outline": (_sql("UPDATE present SET geom = NULL WHERE code = '22'"), "units.gpkg"),
    "a code twice": (
        _sql("UPDATE present SET code = '21' WHERE code = '22'"),
        "units.gpkg|plan.csv",
    ),
    "a unit less": (_sql("DELETE FROM present WHERE code = '22'"), "units.gpkg|22"),
    "no layer of new units": (_sql("DROP TABLE proposed"), "units.gpkg"),
    "a kind that is none": (_sql("UPDATE present SET kind='x' WHERE code='22'"), "units.gpkg"),
    "another people": (_sql("UPDATE present SET people = 1 WHERE code = '22'"), "units.gpkg"),
    "a plan of another unit": (edited("made/plan.csv", ("11,", "99,")), "99"),
    "a plan without names": (edited("made/plan.csv", ("new_name", "x")), "plan.csv"),
    "a scenario of another law": (
        edited("made/scenario.yaml", ("vn-commune-76-2025", "vn-commune-112-2025")),
        "scenario.yaml|law",
    ),
    "a scenario with a key too many": (added("made/scenario.yaml", "x: 1\n"), "scenario.yaml"),
    "bases without a column": (edited("made/bases.csv", ("state", "x")), "bases.csv"),
    "bases of another name": (edited("made/bases.csv", ("invented", "invented.")), "bases.csv"),
    "bases with words": (edited("made/bases.csv", ("5000", "x")), "bases.csv"),
}


def _lost(folder: Path) -> None:
    shutil.rmtree(folder / "made")


def _foreign(folder: Path) -> None:
    (folder / "made" / "plan.csv").write_text("của tôi\n", encoding="utf-8")


def faults() -> Iterator[Fault]:
    """Give them."""
    for output in (each for each in OUTPUTS if each.always):
        name, gone = output.name, _gone(output.name)
        # What is made of other files is told, and the rest of the run verified.
        said, codes = (f"no {name}", (2,)) if output.required else (name, (1,))
        yield Fault("run folders", f"{name} gone", gone, said, VERIFY, codes, made=True)
        yield Fault(
            "run folders",
            f"{name} empty",
            written(f"made/{name}", b""),
            name,
            VERIFY,
            (1, 2),
            made=True,
        )
        yield Fault("run folders", f"{name} cut", _cut(name, 0.6), name, VERIFY, (1, 2), made=True)
        instead = _instead(name)
        yield Fault("run folders", f"{name} a folder", instead, name, VERIFY, codes, made=True)
    for name in READ:
        yield Fault(
            "run folders",
            f"{name} not UTF-8",
            written(f"made/{name}", b"\xe3\xff"),
            name,
            VERIFY,
            made=True,
        )
    for name, (spoil, said) in RECORDS.items():
        yield Fault("run folders", name, spoil, f"{said}|{CHANGED}", VERIFY, (1, 2), made=True)
    for name, (spoil, said) in list(RECORDS.items())[::5]:
        words = COMPARE
        yield Fault(
            "run folders",
            f"{name}, compared",
            spoil,
            f"{said}|→ out|{CHANGED}",
            words,
            (0, 1, 2),
            made=True,
        )
    commands: dict[str, tuple[tuple[str, ...], str]] = {
        "compared with itself": (("compare", "made", "made", "--out", "out"), "made"),
        "a map against itself": (("map", "made", "--against", "made", "--out", "out"), "made"),
        "compared alone": (("compare", "made", "--out", "out"), "2 to 5"),
        "compared with nothing": (("compare", "made", "none", "--out", "out"), "none"),
        "compared with a file": (("compare", "made", "plan.csv", "--out", "out"), "plan.csv"),
        "compared with inputs": (("compare", "made", "shape", "--out", "out"), "shape"),
        "six of them": (("compare", *["made"] * 6, "--out", "out"), "five|made"),
        "verified: nothing": (("verify", "none"), "none"),
        "verified: a file": (("verify", "plan.csv"), "plan.csv"),
        "verified: inputs": (("verify", "shape"), "shape"),
        "verified with no law": (("verify", "made", "--law", "none.yaml"), "none.yaml"),
        "verified with a law of words": (("verify", "made", "--law", "people.csv"), "people.csv"),
        "verified with no data": (("verify", "made", "--data", "none.csv"), "none.csv"),
        "a map of nothing": (("map", "none", "--out", "out"), "none"),
        "a map on a paper that is none": (("map", "made", "--paper", "A9", "--out", "out"), "A9"),
    }
    for name, (words, said) in commands.items():
        yield Fault("run folders", name, nothing, said, words, (1, 2), made=True)
    yield from _of_the_user()


def _of_the_user() -> Iterator[Fault]:
    """Files of the user that stand where results would be written."""
    force = ("run", "small.yaml", "--out", ".", "--force")
    own = {
        "the folder of the inputs": (nothing, force, "units.gpkg"),
        "a plan over itself": (
            nothing,
            ("evaluate", "small.yaml", "--plan", "plan.csv", "--out", ".", "--force"),
            "plan.csv",
        ),
        "a run that is there": (nothing, ("run", "small.yaml", "--out", "made"), "--force"),
        "a file that was changed": (_foreign, AGAIN, "plan.csv"),
        "a folder named as a file": (_instead("map.html"), AGAIN, "map.html"),
        "a layer open in QGIS": (written("made/units.gpkg-wal", b""), AGAIN, "close it there"),
        "a record that is none": (written("made/result.json", "{}"), AGAIN, "no record"),
        "a record of lists": (written("made/result.json", '{"files": []}'), AGAIN, "made"),
        "a file for a folder": (nothing, ("run", "small.yaml", "--out", "plan.csv"), "a file"),
        "a folder in a file": (nothing, ("run", "small.yaml", "--out", "plan.csv/x"), "plan.csv"),
        "a device for a folder": (nothing, ("run", "small.yaml", "--out", "/dev/null"), "a file"),
        "a folder that no one may have": (
            nothing,
            ("run", "small.yaml", "--out", "/proc/planner"),
            "/proc",
        ),
        "a name that is too long": (
            nothing,
            ("run", "small.yaml", "--out", "n" * 300),
            "nnn",
        ),
        "init into a file": (nothing, ("init", "plan.csv"), "plan.csv"),
        "init into a file's folder": (nothing, ("init", "plan.csv/x"), "plan.csv"),
        "init over a scenario": (
            written("ha_tinh_2026.yaml", "của tôi"),
            ("init", "--province", "ha_tinh"),
            "ha_tinh_2026.yaml",
        ),
        "init over scenarios": (
            lambda folder: (
                (folder / "scenarios").mkdir(),
                (folder / "scenarios" / "ha_tinh_2026.yaml").write_text("của tôi"),
            ),
            ("init", "."),
            "scenarios",
        ),
        "a plan into a file": (
            nothing,
            ("evaluate", "small.yaml", "--plan", "plan.csv", "--out", "people.csv"),
            "people.csv",
        ),
    }
    for name, (spoil, words, said) in own.items():
        mine = ("made",) if words == AGAIN else ()
        yield Fault("files of the user", name, spoil, said, words, made=True, mine=mine)
    words = ("map", "made", "--out", "shape", "--force")
    yield Fault("files of the user", "a map beside inputs", nothing, "shape/", words, 0, made=True)
    words = ("compare", "made", "other", "--out", "made", "--force")
    yield Fault(
        "files of the user", "a comparison beside a run", nothing, "→ made", words, 0, made=True
    )
    yield Fault(
        "files of the user",
        "a run replaced",
        nothing,
        "9 → 3",
        AGAIN,
        (0, 1),
        made=True,
        mine=("made",),
    )
    yield Fault(
        "files of the user",
        "a run replaced beside a note",
        written("made/ghi chú.txt", "giữ"),
        "9 → 3",
        AGAIN,
        (0, 1),
        made=True,
        mine=tuple(f"made/{name}" for name in FILES),
    )
