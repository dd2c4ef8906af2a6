"""Faults of names and codes: signs that break files, misread letters, and what is harmless."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd

from faults.fault import CHECK, Fault, Spoil, nothing, setting

SIGNS = {
    "U+2028": "Sơn\u2028Kim",
    "U+2029": "Sơn\u2029Kim",
    "CR": "Sơn\rKim",
    "LF": "Sơn\nKim",
    "CRLF": "Sơn\r\nKim",
    "tab": "Sơn\tKim",
    "BEL": "Sơn\x07Kim",
    "ESC": "Sơn\x1b[31mKim",
    "DEL": "Sơn\x7fKim",
    "NEL": "Sơn\x85Kim",
    "a formula": "=1+1",
    "a formula that calls": '=HYPERLINK("x","y")',
    "plus": "+1",
    "at": "@SUM(A1)",
    "a minus that computes": "-1+1",
    "a formula after a space": " =1+1",
    "a formula after a tab": "\t=1+1",
    "right to left": "Sơn\u202eKim",
    "no width": "Sơn\u200bKim",
    "misread twice": "Sơn Kim".encode().decode("cp1252").encode().decode("cp1252", "replace"),
    "a letter that is lost": "S\ufffdn Kim",
    "question marks": "S?n Kim",
    "of a private area": "S\ue000n Kim",
}
HARMLESS = {
    "a script": "<script>alert(1)</script>",
    "an entity": "&lt;b&gt; &amp;",
    "a path": "../../etc/passwd",
    "quotation marks": "\"Sơn\" 'Kim'",
    "braces": "{name} {0} %s %(x)s",
    "a comma": "Sơn, Kim",
    "a semicolon": "Sơn; Kim",
    "a hash inside": "Sơn #1",
    "a backslash": "C:\\Sơn\\Kim",
    "an emoji": "Sơn 🏔 Kim",
    "a long one": "Sơn Kim " * 40,
    "of figures": "12345",
    "decomposed": "So\u031bn Kim",
    "a script's end": "</script><b>",
    "SQL": "'; DROP TABLE units; --",
    "one letter": "X",
}


def _named(name: str, column: str = "name", file: str = "units.gpkg") -> Spoil:
    def spoil(folder: Path) -> None:
        path = folder / file
        frame = gpd.read_file(path)
        frame[column] = [
            name if code == "22" else old for code, old in zip(frame["code"], frame[column])
        ]
        path.unlink()
        frame.to_file(path)

    return spoil


def _coded(code: str) -> Spoil:
    """Give one unit a code, in both files."""

    def spoil(folder: Path) -> None:
        frame = gpd.read_file(folder / "units.gpkg")
        frame["code"] = frame["code"].replace("22", code)
        (folder / "units.gpkg").unlink()
        frame.to_file(folder / "units.gpkg")
        quoted = '"' + code.replace('"', '""') + '"'
        text = (folder / "people.csv").read_text(encoding="utf-8").replace("22,", f"{quoted},")
        (folder / "people.csv").write_text(text, encoding="utf-8", newline="")

    return spoil


RUN = ("run", "small.yaml", "--out", "out")


def faults() -> Iterator[Fault]:
    """Give them."""
    for sign, name in SIGNS.items():
        yield Fault("names", f"a name with {sign}", _named(name), "column name|units.gpkg")
    misread = _named("Sơn Kim".encode().decode("cp1252"))
    yield Fault("names", "a name of misread UTF-8", misread, "made Unicode", CHECK, (0, 1))
    for sign in ("U+2028", "CR", "LF", "ESC", "a formula", "plus", "at", "a formula after a space"):
        code = SIGNS[sign].replace("Sơn", "2").replace("Kim", "2")
        yield Fault("names", f"a code with {sign}", _coded(code), "column code")
    for code in ("#22", "=22", "+22", "@22", "-22+1"):
        yield Fault("names", f"a code {code}", _coded(code), "column code")
    for column in ("district", "province", "district_code"):
        for sign in ("CR", "a formula", "U+2028"):
            spoil = _with_column(column, SIGNS[sign])
            yield Fault("names", f"{column} with {sign}", spoil, f"column {column}")
    for sign, name in HARMLESS.items():
        yield Fault("harmless names", sign, _named(name), "9 (units|đơn vị)", CHECK, 0)
    for sign in ("a script", "a path", "braces", "a comma", "SQL", "a script's end"):
        yield Fault("harmless names", f"{sign}, run", _named(HARMLESS[sign]), "9 → 3", RUN, (0, 1))
    for code in ("../22", "a,b", "a;b", "<b>", "22'", "a b", "x" * 300, "日本", "a/b", "CON"):
        said = "9 → 3"
        yield Fault("harmless names", f"a code {code[:20]}", _coded(code), said, RUN, (0, 1))
    for title in ("a\\u2028b", "a\\nb", "=1+1", "<script>"):
        words = setting(f'title_vi="{title}"', "title_en=x", command="run")
        yield Fault("harmless names", f"a title {title}", nothing, "9 → 3", words, (0, 1))


def _with_column(column: str, value: str) -> Spoil:
    def spoil(folder: Path) -> None:
        path = folder / "units.gpkg"
        frame = gpd.read_file(path)
        frame[column] = ["Kỳ Anh"] * (len(frame) - 1) + [value]
        path.unlink()
        frame.to_file(path)

    return spoil
