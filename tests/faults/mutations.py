"""Files changed at random: each change is drawn with a seed, so that it can be drawn again."""

from __future__ import annotations

import csv
import io
import json
import random
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from ruamel.yaml import YAML

HUGE = "9" * 400
NASTY: list[Any] = [
    None, True, False, 0, -1, 1, 2, 10**12, 10**30, -(10**18), 2**63, 0.5, -0.0, 1e300, 1e-300,
    float("inf"), float("-inf"), float("nan"), "", " ", "\u2028", "a\rb", "x\0y", "#", "=1+1",
    "+1", "@x", "../..", "/dev/zero", "/dev/stdin", "<script>alert(1)</script>", HUGE, "1e400",
    "NaN", "-", "1.2.3,4", "8.500", "١٢٣", "²", "á" * 300, "\u0301", "\ud7ff", "%s%n", "{0}", "{x}",
    [], {}, [[]], [{}], {"": None}, [None], {"a": {"b": {"c": []}}}, [1, "a", None], "2025-02-30",
    "2025-07-01", "0x1F", "1_000", "yes", "~", "!!python/object:os.system", "&a", "*a",
]  # fmt: skip


def mutated(path: Path, draw: random.Random) -> str:
    """Change one file, and say how."""
    ways = [_bytes, _bytes, *WAYS.get(path.suffix, ())]
    way = draw.choice(ways)
    for _ in range(draw.choice((1, 1, 1, 2, 4))):
        try:
            way(path, draw)
        except (ValueError, KeyError, IndexError, sqlite3.Error, zipfile.BadZipFile, OSError):
            # What was changed before can no longer be read as what it was.
            _bytes(path, draw)
    return f"{path.name}: {way.__name__.strip('_')}"


def _bytes(path: Path, draw: random.Random) -> None:
    """Flip, cut, repeat, put in or exchange some bytes."""
    data = bytearray(path.read_bytes())
    at = draw.randrange(len(data) + 1)
    size = draw.choice((1, 2, 4, 16, 200, 5000))
    match draw.randrange(6):
        case 0 if data:
            for _ in range(draw.choice((1, 3, 30))):
                data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
        case 1:
            del data[at : at + size]
        case 2:
            data[at:at] = data[at : at + size] * draw.choice((1, 3, 50))
        case 3:
            data[at:at] = draw.randbytes(size)
        case 4:
            del data[at:]
        case _:
            other = draw.randrange(len(data) + 1)
            data[at : at + size] = data[other : other + size]
    path.write_bytes(bytes(data))


def _words(path: Path, draw: random.Random) -> None:
    """Exchange one word of a text."""
    text = path.read_text(encoding="utf-8")
    spans = [*_spans(text)]
    start, end = draw.choice(spans)
    put = draw.choice((str(draw.choice(NASTY)), text[slice(*draw.choice(spans))]))
    path.write_text(text[:start] + put + text[end:], encoding="utf-8", errors="surrogatepass")


def _spans(text: str) -> list[tuple[int, int]]:
    found, start = [], 0
    for at, letter in enumerate(text + " "):
        if not (letter.isalnum() or letter in "_-."):
            if at > start:
                found.append((start, at))
            start = at + 1
    return found or [(0, 0)]


def _node(data: Any, draw: random.Random) -> Any:
    """Exchange, drop or add one value somewhere inside plain data."""
    places: list[tuple[Any, Any]] = []

    def walk(value: Any) -> None:
        pairs = (
            value.items()
            if isinstance(value, dict)
            else enumerate(value)
            if isinstance(value, list)
            else ()
        )
        for key, inner in pairs:
            places.append((value, key))
            walk(inner)

    walk(data)
    if not places or draw.random() < 0.01:
        return draw.choice(NASTY)
    holder, key = draw.choice(places)
    match draw.randrange(5):
        case 0:
            del holder[key]
        case 1 if isinstance(holder, dict):
            holder[draw.choice(("x", "", "code", 1, None, "extends"))] = draw.choice(NASTY)
        case 2:
            other, where = draw.choice(places)
            holder[key] = json.loads(json.dumps(other[where], default=str))
        case _:
            holder[key] = draw.choice(NASTY)
    return data


def _yaml(path: Path, draw: random.Random) -> None:
    yaml = YAML(typ="safe", pure=True)
    data = _node(yaml.load(path.read_text(encoding="utf-8")), draw)
    with path.open("w", encoding="utf-8", errors="surrogatepass") as file:
        yaml.dump(data, file)


def _json(path: Path, draw: random.Random) -> None:
    data = _node(json.loads(path.read_text(encoding="utf-8")), draw)
    path.write_text(json.dumps(data), encoding="utf-8")


def _csv(path: Path, draw: random.Random) -> None:
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    row = draw.randrange(len(rows))
    match draw.randrange(5):
        case 0:
            del rows[row]
        case 1:
            rows.insert(row, list(draw.choice(rows)))
        case 2:
            rows[row] = rows[row][: draw.randrange(len(rows[row]) + 1)]
        case _:
            rows[row][draw.randrange(len(rows[row]))] = str(draw.choice(NASTY))
    out = io.StringIO()
    csv.writer(out, delimiter=draw.choice(",,,;\t")).writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8", errors="surrogatepass")


def _cells(path: Path, draw: random.Random) -> None:
    """Exchange one cell of a workbook."""
    book = openpyxl.load_workbook(path)
    sheet = draw.choice(book.worksheets)
    row, column = draw.randint(1, sheet.max_row + 1), draw.randint(1, sheet.max_column + 1)
    value = draw.choice([each for each in NASTY if not isinstance(each, list | dict)])
    if isinstance(value, str):
        value = "".join(letter for letter in value if letter >= " ")
    sheet.cell(row, column).value = value
    if draw.random() < 0.1:
        sheet.merge_cells(start_row=row, end_row=row + 2, start_column=column, end_column=column)
    book.save(path)


def _member(path: Path, draw: random.Random) -> None:
    """Change the bytes of one part of a zipped file."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    name = draw.choice(sorted(parts))
    inner = path.with_name("inner")
    inner.write_bytes(parts[name])
    _bytes(inner, draw)
    parts[name] = inner.read_bytes()
    inner.unlink()
    with zipfile.ZipFile(path, "w") as new:
        for each, data in parts.items():
            new.writestr(each, data)


def _table(path: Path, draw: random.Random) -> None:
    """Exchange one cell of a GeoPackage, in any of its tables."""
    with sqlite3.connect(path) as base:
        base.create_function("ST_IsEmpty", 1, lambda _: 0)
        for name in ("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
            base.create_function(name, 1, lambda _: 0.0)
        names = [
            row[0] for row in base.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        name = draw.choice([each for each in names if not each.startswith(("rtree", "sqlite"))])
        columns = [row[1] for row in base.execute(f'PRAGMA table_info("{name}")')]
        rows = [row[0] for row in base.execute(f'SELECT rowid FROM "{name}"')]
        value = draw.choice([v for v in NASTY if isinstance(v, str | float | None)] + [b"GP", 7])
        query = f'UPDATE "{name}" SET "{draw.choice(columns)}" = ? WHERE rowid = ?'
        base.execute(query, (value, draw.choice(rows)))
    base.close()


WAYS: dict[str, tuple[Callable[[Path, random.Random], None], ...]] = {
    ".yaml": (_yaml, _yaml, _yaml, _words),
    ".csv": (_csv, _csv, _csv, _words),
    ".json": (_json, _json, _json, _words),
    ".geojson": (_json, _json, _json, _words),
    ".xlsx": (_cells, _cells, _member, _member),
    ".gpkg": (_table, _table, _table),
    ".prj": (_words,),
    ".html": (_words,),
}
