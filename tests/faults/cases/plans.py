"""Faults of plans that are brought."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from faults.fault import Fault, Spoil, added, cell, edited, nothing, written
from faults.world import PLAN

EVALUATE = ("evaluate", "small.yaml", "--plan", "plan.csv", "--out", "out")


def _shares(rows: dict[str, tuple[str, str]]) -> str:
    """Divide unit 22 between 12 and 32, with shares as given."""
    lines = ["code,new_code,share_area,share_people"]
    for line in PLAN.splitlines()[1:]:
        code, new, _ = line.split(",")
        if code == "22":
            lines += [f"22,{to},{area},{people}" for to, (area, people) in rows.items()]
        else:
            lines.append(f"{code},{'12' if new == '22' else new},1,1")
    return "\n".join(lines) + "\n"


SHARES: dict[str, tuple[dict[str, tuple[str, str]], str]] = {
    "more than one": ({"12": ("0.8", "0.5"), "32": ("0.8", "0.5")}, "share_area"),
    "less than one": ({"12": ("0.5", "0.2"), "32": ("0.5", "0.2")}, "share_people"),
    "below zero": ({"12": ("1.5", "0.5"), "32": ("-0.5", "0.5")}, "share_area"),
    "words": ({"12": ("half", "0.5"), "32": ("0.5", "0.5")}, "share_area"),
    "empty": ({"12": ("", "0.5"), "32": ("1", "0.5")}, "share_area"),
    "nan": ({"12": ("nan", "0.5"), "32": ("1", "0.5")}, "share_area"),
    "infinity": ({"12": ("inf", "0.5"), "32": ("-inf", "0.5")}, "share_area"),
    "percent": ({"12": ("50%", "0.5"), "32": ("50%", "0.5")}, "share_area"),
    "percents without a sign": ({"12": ("50", "0.5"), "32": ("50", "0.5")}, "share_area"),
    "two commas": ({"12": ("0.5.5", "0.5"), "32": ("0.5", "0.5")}, "share_area"),
    "one row twice": ({"12": ("0.5", "0.5"), "12 ": ("0.5", "0.5")}, "repeated rows for 22"),
}
TEXTS: dict[str, tuple[Spoil, str]] = {
    "empty": (written("plan.csv", b""), "plan.csv"),
    "a heading only": (written("plan.csv", "code,new_code\n"), "no row"),
    "notes only": (written("plan.csv", "# a\n# b\n"), "plan.csv"),
    "blank lines": (written("plan.csv", "\n\n\n"), "plan.csv"),
    "cp1252": (written("plan.csv", b"code,new_code\n11,x\xe3\n"), "no row for"),
    "NUL": (edited("plan.csv", ("13,22", "13,2\0002")), "plan.csv"),
    "no heading of codes": (edited("plan.csv", ("code,new_code", "cot,new_code")), "also code"),
    "no heading of new codes": (edited("plan.csv", ("code,new_code", "code,moi")), "also new_code"),
    "a heading twice": (edited("plan.csv", ("new_code,new_name", "new_code,new_code")), "plan.csv"),
    "an unknown unit": (added("plan.csv", "99,12,Xã Một\n"), "unknown codes 99"),
    "a unit without a row": (edited("plan.csv", ("22,22,Xã Hai\n", "")), "no row for 22"),
    "a row twice": (added("plan.csv", "11,12,Xã Một\n"), "repeated rows for 11|summing to 1"),
    "a unit in two": (added("plan.csv", "11,22,Xã Hai\n"), "summing to 1"),
    "no new unit": (cell("plan.csv", "22", "new_code", ""), "nothing for 22"),
    "two names": (cell("plan.csv", "22", "new_name", "Xã Khác"), "several names for 22"),
    "an empty name": (edited("plan.csv", *[("Xã Ba", "")] * 3), "no name|new_name"),
    "a name with a line end": (edited("plan.csv", *[("Xã Ba", "Xã\u2028Ba")] * 3), "new_name"),
    "a name with a formula": (edited("plan.csv", *[("Xã Ba", "=1+1")] * 3), "new_name"),
    "a name with an at": (edited("plan.csv", *[("Xã Ba", "@SUM(A1)")] * 3), "new_name"),
    "a name with a quoted line end": (
        edited("plan.csv", *[("Xã Ba", '"Xã\nBa"')] * 3),
        "new_name",
    ),
    "a new code with a hash": (edited("plan.csv", *[(",32,", ",#32,")] * 3), "new_code"),
    "a new code with a formula": (edited("plan.csv", *[(",32,", ",=32,")] * 3), "new_code"),
    "a new code with a line end": (edited("plan.csv", *[(",32,", ',"3\n2",')] * 3), "new_code"),
    "a new code with U+2028": (edited("plan.csv", *[(",32,", ",3\u20282,")] * 3), "new_code"),
    "too many cells": (edited("plan.csv", ("22,22,Xã Hai", "22,22,Xã Hai,1,2,3,4")), "plan.csv"),
    "a comma in a name": (edited("plan.csv", ("22,22,Xã Hai", "22,22,Xã, Hai")), "plan.csv|names"),
    "an open quotation": (edited("plan.csv", ("22,22,Xã Hai", '22,22,"Xã Hai')), "plan.csv"),
    "a share that is assumed, misspelt": (
        edited(
            "plan.csv",
            ("code,new_code,new_name", "code,new_code,assumed"),
            ("Xã Hai", "aria"),
        ),
        "assumed",
    ),
    "lost zeros": (edited("plan.csv", ("11,12", "011,12")), "unknown codes 011"),
    "codes with fractions": (edited("plan.csv", ("11,12", "11.0,12")), "unknown codes 11.0"),
    "a workbook": (
        lambda folder: (folder / "plan.csv").write_bytes((folder / "people.xlsx").read_bytes()),
        "no text",
    ),
    "a folder": (
        lambda folder: ((folder / "plan.csv").unlink(), (folder / "plan.csv").mkdir()),
        "Is a directory",
    ),
    "five megabytes": (added("plan.csv", "#" * (5 << 20)), "more than 4 MB"),
    "a field of 200,000 letters": (added("plan.csv", f'99,"{"x" * 200_000}",x\n'), "plan.csv"),
    "a new unit nobody gives its land": (
        edited("plan.csv", ("22,22,Xã Hai", "22,,Xã Hai")),
        "nothing for 22",
    ),
}
MENDED: dict[str, Spoil] = {
    "semicolons": lambda folder: _replaced(folder, ",", ";"),
    "UTF-16": written("plan.csv", PLAN.encode("utf-16")),
    "tabs": lambda folder: _replaced(folder, ",", "\t"),
    "a mark of order": lambda folder: _replaced(folder, "code,new_code", "\ufeffcode,new_code"),
    "ends of lines of Windows": lambda folder: _replaced(folder, "\n", "\r\n"),
    "spaces round codes": lambda folder: _replaced(folder, "11,12", " 11 , 12 "),
    "notes between rows": lambda folder: _replaced(folder, "13,22", "# ghi chú\n13,22"),
}


def _replaced(folder: Path, old: str, new: str) -> None:
    path = folder / "plan.csv"
    text = path.read_text(encoding="utf-8").replace(old, new)
    path.write_text(text, encoding="utf-8", newline="")


def faults() -> Iterator[Fault]:
    """Give them."""
    for name, (rows, said) in SHARES.items():
        yield Fault("plans", f"shares: {name}", written("plan.csv", _shares(rows)), said, EVALUATE)
    for name, (spoil, said) in TEXTS.items():
        yield Fault("plans", name, spoil, said, EVALUATE)
    for name, spoil in MENDED.items():
        yield Fault("plans", name, spoil, "9 → 3", EVALUATE, (0, 1))
    for name, said in {
        "none.csv": "No such file",
        "/dev/zero": "device",
        "shape": "director",
    }.items():
        words = ("evaluate", "small.yaml", "--plan", name, "--out", "out")
        yield Fault("plans", name, nothing, said, words)
    words = ("run", "small.yaml", "--set", "plan=plan.csv", "--out", "out")
    yield Fault("plans", "of a scenario", edited("plan.csv", ("11,12", "99,12")), "99", words)
