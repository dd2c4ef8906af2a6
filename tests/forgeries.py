"""Forgeries of a run, each signed anew by whoever knows the program: is each told, and by file?

``python tests/forgeries.py RUN`` tries all of them, and 200 changed bits, on copies of a run,
and prints what was told.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl

from planner.errors import InputError
from planner.store import audit
from planner.store.chain import hash_of_entry
from planner.store.evidence import verify_whole
from planner.store.manifest import FILES, RECORD
from planner.store.ownership import changed, sign

Forge = Callable[[Path], None]


def signed_again(folder: Path) -> None:
    """Let the record list the files as they are now, as whoever knows the program would."""
    record = json.loads((folder / RECORD).read_text("utf-8"))
    more = [path.name for path in folder.iterdir() if path.name.startswith("signed")]
    sign(folder, [*record["files"], *more], RECORD)
    assert changed(folder, RECORD) == []


def replaced(name: str, old: str, new: str) -> Forge:
    """Replace a text wherever it stands in a file."""
    return rewritten(name, re.escape(old), new)


def rewritten(name: str, pattern: str, new: str) -> Forge:
    """Replace whatever fits a pattern in a file."""

    def forge(folder: Path) -> None:
        text = (folder / name).read_text("utf-8")
        forged = re.sub(pattern, lambda _: new, text)
        assert forged != text
        (folder / name).write_text(forged, encoding="utf-8", newline="\n")

    return forge


def in_record(change: Callable[[dict[str, Any]], None], name: str = RECORD) -> Forge:
    """Change a file of JSON."""

    def forge(folder: Path) -> None:
        record = json.loads((folder / name).read_text("utf-8"))
        change(record)
        text = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True)
        (folder / name).write_text(text + "\n", encoding="utf-8", newline="\n")

    return forge


def in_layer(layer: str, column: str, value: object) -> Forge:
    """Change a figure of the first row of a layer."""

    def forge(folder: Path) -> None:
        path = folder / "units.gpkg"
        tables = {name: gpd.read_file(path, layer=name) for name in gpd.list_layers(path)["name"]}
        tables[layer].loc[0, column] = value
        for name, table in tables.items():
            table.to_file(path, layer=name, driver="GPKG")

    return forge


def in_plan(folder: Path) -> None:
    """Call the new unit of the last row otherwise, wherever it stands."""
    rows = (folder / "plan.csv").read_text("utf-8").splitlines()
    name = rows[-1].split(",")[3]
    replaced("plan.csv", f",{name},", f",{name} X,")(folder)


def in_workbook(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "summary.xlsx")
    sheet = book.worksheets[1]
    cell = next(c for row in sheet.iter_rows() for c in row if isinstance(c.value, (int, float)))
    cell.value = float(cell.value) + 1.0
    book.save(folder / "summary.xlsx")


def hidden_sheet(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "summary.xlsx")
    book.create_sheet("x").sheet_state = "hidden"
    book.save(folder / "summary.xlsx")


def in_outlines(folder: Path) -> None:
    """Move the outlines of today by a millimetre."""
    path = folder / "units.gpkg"
    table = gpd.read_file(path, layer="present")
    table.set_geometry(table.translate(0.001)).to_file(path, layer="present", driver="GPKG")


def another_layer(folder: Path) -> None:
    path = folder / "units.gpkg"
    gpd.read_file(path, layer="present").to_file(path, layer="more", driver="GPKG")


def in_contents(folder: Path) -> None:
    with sqlite3.connect(folder / "units.gpkg") as base:
        base.execute("update gpkg_contents set description = 'x'")


def in_log(change: Callable[[dict[str, Any]], None] | None, *, signed: bool = False) -> Forge:
    """Change the first line of the log beside a run, or take it out; or all, each signed anew."""

    def forge(folder: Path) -> None:
        path = audit.log_of(folder)
        lines = audit.read_log(path).lines
        if change is None:
            lines = lines[1:]
        else:
            for line in lines if signed else lines[:1]:
                change(line)
        before = ""
        for line in lines if signed else []:
            line["before"] = before
            line["sha256"] = before = hash_of_entry(line)
        audit.write_lines(lines, path)

    return forge


# What is forged → how, and the file that is told.
FORGERIES: dict[str, tuple[Forge, str]] = {
    "people of a new unit": (in_layer("proposed", "people", 99_999), "units.gpkg"),
    "people of a unit of today": (in_layer("present", "people", 99_999), "units.gpkg"),
    "a verdict of a new unit": (in_layer("proposed", "status", "met, and well"), "units.gpkg"),
    "a finding": (replaced("findings.csv", "missed", "met"), "findings.csv"),
    "an article": (rewritten("findings.csv", r"\d+/2025", "77/2025"), "findings.csv"),
    "an indicator": (replaced("indicators.csv", ",0\n", ",1\n"), "indicators.csv"),
    "a fact that verdicts hang on": (
        lambda folder: (
            (folder / "depends.csv").write_text(
                (folder / "depends.csv").read_text("utf-8").split("\n")[0] + "\n",
                encoding="utf-8",
                newline="\n",
            )
            and None
        ),
        "depends.csv",
    ),
    "a script in the page": (
        replaced("map.html", "</body>", "<script>document.title = 1</script></body>"),
        "map.html",
    ),
    "a figure of the page": (replaced("map.html", "km²", "km2"), "map.html"),
    "a figure of the workbook": (in_workbook, "summary.xlsx"),
    "a term": (in_record(lambda r: r["terms"]["inertia"].update(after=0.0)), RECORD),
    "the number of units": (in_record(lambda r: r.update(groups=r["groups"] + 1)), RECORD),
    "a note": (in_record(lambda r: r["notes"].append({"vi": "tốt", "en": "good"})), RECORD),
    "a complaint taken out": (in_record(lambda r: r.update(check=["nothing"])), RECORD),
    "who is not satisfied": (in_record(lambda r: r.update(unsatisfied=[{"code": "0"}])), RECORD),
    "a name": (replaced("names.csv", "True", "False"), "names.csv"),
    "a comment in the scenario": (
        lambda folder: (folder / "scenario.yaml").open("a").write("# signed\n") and None,
        "scenario.yaml",
    ),
    "a comment in the law": (
        lambda folder: (folder / "ruleset.yaml").open("a").write("# signed\n") and None,
        "ruleset.yaml",
    ),
    "facts that no file states": (
        in_record(
            lambda r: r["facts"].append(
                {
                    "column": "coast",
                    "value": "yes",
                    "source": {"vi": "có", "en": "x"},
                    "confidence": "read",
                    "codes": [],
                }
            )
        ),
        RECORD,
    ),
    "another figure of a doubtful one": (
        in_record(
            lambda r: r["others"].append(
                {"code": "11", "column": "people", "value": 1.0, "why": {"vi": "có", "en": "x"}}
            )
        ),
        RECORD,
    ),
    "a repair": (in_record(lambda r: r["repairs"].append({"vi": "sửa", "en": "x"})), RECORD),
    "what verdicts hang on": (in_record(lambda r: r.update(depends=[])), RECORD),
    "effort": (in_record(lambda r: r["effort"]["beams"].update(free=1)), RECORD),
    "the title": (in_record(lambda r: r["title"].update(vi="Khác")), RECORD),
    "the pool": (in_record(lambda r: r["pool"].update(size=10**6)), RECORD),
    "how a stage was closed": (in_record(lambda r: r["stages"][1].update(method="search")), RECORD),
    "the grade of a stage": (in_record(lambda r: r["stages"][1].update(proven=False)), RECORD),
    "the hash of an input": (
        in_record(lambda r: r["inputs"][0].update(sha256="0" * 64)),
        "summary.xlsx",
    ),
    "the hash of the law": (in_record(lambda r: r["ruleset"].update(sha256="0" * 64)), "law"),
    "the title of the scenario": (
        rewritten("scenario.yaml", "title_vi: .*", "title_vi: Khác"),
        "scenario.yaml",
    ),
    "a limit of the scenario": (
        rewritten("scenario.yaml", r"members: \d+", "members: 5"),
        "groups",
    ),
    "a number of the law": (rewritten("ruleset.yaml", r"people: \d+\.0", "people: 7000.0"), "law"),
    "a base": (replaced("bases.csv", "missed", "met"), "bases.csv"),
    "a share of the plan": (replaced("plan.csv", "1.0,1.0", "1.0,1.00"), "plan.csv"),
    "the name of a new unit": (in_plan, "units.gpkg"),
    "a hidden sheet": (hidden_sheet, "summary.xlsx"),
    "an outline": (in_outlines, "units.gpkg"),
    "a layer more": (another_layer, "units.gpkg"),
    "what a layer is called": (in_contents, "units.gpkg"),
    "the policy of the page": (
        replaced("map.html", "default-src 'none'", "default-src *"),
        "map.html",
    ),
    "data of the page": (replaced("map.html", "5.000", "9.000"), "map.html"),
    "a file more": (
        lambda folder: (folder / "signed.csv").write_text("a\n", encoding="utf-8") and None,
        "signed.csv",
    ),
    "a cost of the certificate": (
        in_record(lambda c: c["stages"][1].update(value=1.0), "certificate.json"),
        "certificate",
    ),
    "a bound of the certificate": (
        in_record(lambda c: c["stages"][-1].update(bound=10**9), "certificate.json"),
        "inertia",
    ),
    "the plan of the certificate": (
        in_record(lambda c: c["plan"].popitem(), "certificate.json"),
        "certificate",
    ),
    "the problem of the certificate": (
        in_record(lambda c: c["problem"]["groups"].update(largest=2), "certificate.json"),
        "certificate",
    ),
    "who made it": (in_log(lambda line: line.update(by="B")), audit.LOG),
    "when it was made": (
        in_log(lambda line: line.update(at="2020-01-01T00:00:00+00:00")),
        audit.LOG,
    ),
    "a line taken out": (in_log(None), audit.LOG),
    "a line about another run": (
        in_log(lambda line: line["runs"][0].update(run="0" * 64), signed=True),
        audit.LOG,
    ),
}


def told(run: Path) -> tuple[list[str], bool]:
    """Give what is told of a run, and whether it holds."""
    found = [evidence for _, evidence in verify_whole(run, run)]
    said = [complaint.en for each in found for complaint in each.verdict.complaints]
    return said, all(each.holds for each in found)


def flipped(run: Path, times: int, seed: int = 20261127) -> int:
    """Change one bit of one file at a time, anywhere, and count how often the file is named."""
    draw = np.random.default_rng(seed)
    named = 0
    for number in range(times):
        path = run / FILES[number % len(FILES)]
        whole = path.read_bytes()
        at, bit = int(draw.integers(len(whole))), 1 << int(draw.integers(8))
        path.write_bytes(whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :])
        try:
            names = changed(run, RECORD)
        except InputError:
            # The record itself is no longer readable.
            names = [RECORD]
        named += path.name in names
        path.write_bytes(whole)
    return named


def main(run: Path) -> None:
    """Try every forgery on a copy of a run, with the log beside it."""
    caught = tried = 0
    for what, (forge, name) in FORGERIES.items():
        with TemporaryDirectory() as place:
            copy = Path(shutil.copytree(run, Path(place) / run.name))
            if audit.log_of(run).is_file():
                shutil.copy(audit.log_of(run), place)
            try:
                forge(copy)
            except (AssertionError, IndexError, KeyError, OSError) as error:
                print(f"{what}: not in this run ({type(error).__name__})")
                continue
            signed_again(copy)
            said, holds = told(copy)
            seen = [line for line in said if name in line]
            tried, caught = tried + 1, caught + bool(seen and not holds)
            print(f"{what}: {seen[0] if seen and not holds else 'NOT TOLD'}", flush=True)
    with TemporaryDirectory() as place:
        bits = flipped(Path(shutil.copytree(run, Path(place) / "run")), 200)
    print(f"{caught} of {tried} forgeries told by file; {bits} of 200 changed bits")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
