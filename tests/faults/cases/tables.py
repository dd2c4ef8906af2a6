"""Faults of tables: cells, codes, csv and workbooks."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl

from faults.fault import Fault, Spoil, cell, edited, setting, written

BOOK = ("check", "book.yaml")

# A cell of people → what is said of it.
PEOPLE = {
    "-5": "out of range for 22 = -5",
    "5000.5": "not a whole number",
    "5,5": "not a whole number",
    "5,000": "ambiguous: 5 or 5000",
    "inf": "'inf'.*not a number",
    "-inf": "not a number",
    "NaN": "'NaN'.*not a number",
    "nan": "'nan'.*not a number",
    "1e300": "'1e300'.*not a number",
    "5e3": "not a number",
    "1000000000000": "people.*22 = ",
    "99999999999999999999": "people.*22 = ",
    "-9223372036854775808": "out of range for 22 = -9",
    "9" * 400: "too many digits",
    "": "nothing readable for 22",
    " ": "nothing readable for 22",
    "abc": "'abc'.*not a number",
    "=1+1": "not a number",
    "+5000": "not a number",
    "--5": "not a number",
    "5000 người": "not a number",
    "5_000": "not a number",
    "0x1F": "not a number",
    "1.2.3": "groups of three digits",
    "12.34.567": "groups of three digits",
    "5.000,5": "not a whole number",
    "1,234.5": "not a whole number",
    "#REF!": "'#REF!'.*not a number",
    "#DIV/0!": "not a number",
    "TRUE": "not a number",
    "5000\n6000": "not a number",
    "٥٠٠٠": "not a number",
    "５０００": "not a number",
    "½": "not a number",
    "²": "not a number",
    "x" * 200_000: "people.csv: found rows that are no csv",
}
AREA = {
    "0": "area_km2.*22 = 0",
    "-3": "area_km2.*22 = -3",
    "1.234": "ambiguous",
    "1e9": "not a number",
    "inf": "not a number",
    "nan": "not a number",
    "": "nothing readable for 22",
    "100000000": "area_km2.*22 = ",
    "0,0000000001": "area_km2.*22",
    "9" * 300: "area_km2.*22",
    "8" * 330: "too many digits",
}
PERCENT = {"-1": "minority_percent.*22 = -1", "101": "minority_percent.*22 = 101", "x": "not a num"}
FLAGS = {"maybe": "'maybe'", "2": "'2'", "-1": "'-1'", "yes no": "'yes no'", "NaN": "'nan'"}
CODES = {
    "": "no code in row",
    "99": "codes without an outline: 99",
    "11": "codes that stand more than once: 11",
    "022": "leading zeros are lost",
    "22.0": "codes without an outline: 22.0",
    "2 2": "codes without an outline: 2 2",
    "'22": "codes without an outline: '22",
    "=22": "signs of formulas, in row 6",
    "\ufeff22": "letters that cannot be seen",
    "2\u200b2": "letters that cannot be seen",
    "../22": "codes without an outline: ../22",
    "<script>": "codes without an outline: <script>",
    "２２": "codes without an outline",
}
HEAD, ROWS = "code,people\n", "".join(f"{code},5000\n" for code in (11, 12, 13, 21, 22, 23))
REST = "31,5000\n32,6000\n33,5000\n"
# A whole csv → what is said of it.
FILES: dict[str, tuple[str | bytes, str]] = {
    "empty": (b"", "an empty file"),
    "a heading only": (HEAD, "no row"),
    "blank lines": ("\n\n\n\n", "no row"),
    "a row too few": (HEAD + ROWS, "no row for units: 31, 32, 33"),
    "a repeated heading": ("code,people,people\n11,1,2\n", "repeated headings people"),
    "no heading of people": ("code,nguoi\n11,1\n", "no column 'people'"),
    "no heading of codes": ("ma,people\n11,1\n", "no column 'code'"),
    "UTF-16": ((HEAD + ROWS + REST).encode("utf-16"), "not UTF-8"),
    "cp1258": ("code,people\n11,x\xe3\n".encode("latin-1"), "not UTF-8"),
    "NUL": (HEAD + "11,\0\n" + ROWS, "people.csv"),
    "only NULs": (b"\0" * 1000, "people.csv"),
    "an open quotation": (HEAD + '11,"5000\n12,6000\n', "rows that are no csv|not a number"),
    "letters after a quotation": (HEAD + '11,"50"00\n', "rows that are no csv"),
    "a comma in a number": (HEAD + "11,5,000\n" + ROWS[8:] + REST, "more cells than headings"),
    "a huge field": (HEAD + '11,"' + "x" * 200_000 + '"\n', "rows that are no csv"),
    "a thousand columns": ("code," * 1000 + "\n" + "11," * 1000 + "\n", "repeated headings"),
    "rows beyond count": (HEAD + "1,1\n" * 100_001, "more than 100000 rows"),
    "a page of html": ("<html><body>404</body></html>", "no row|no column"),
    "a zip": (b"PK\x03\x04" + bytes(range(256)), "a workbook under the ending of a csv"),
    "cut off": (HEAD + ROWS + "31,50", "no row for units: 32, 33"),
    "spaces for commas": ("code people\n11 5000\n", "no column 'code'"),
    "CR alone": ((HEAD + ROWS).replace("\n", "\r"), "no row for units: 31"),
}


def _book(change: Callable[[Any], object], save_as: str = "people.xlsx") -> Spoil:
    def spoil(folder: Path) -> None:
        book = openpyxl.load_workbook(folder / "people.xlsx")
        change(book)
        book.save(folder / save_as)

    return spoil


def _value(value: Any) -> Spoil:
    return _book(lambda book: book.active.cell(6, 2, value))


def _part(name: str, change: Callable[[bytes], bytes] | None) -> Spoil:
    """Change one part of the workbook, or leave it out."""

    def spoil(folder: Path) -> None:
        path = folder / "people.xlsx"
        with zipfile.ZipFile(path) as old:
            parts = {each: old.read(each) for each in old.namelist()}
        assert name in parts
        if change is None:
            del parts[name]
        else:
            parts[name] = change(parts[name])
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for each, data in parts.items():
                new.writestr(each, data)

    return spoil


def _phantom_rows(book: Any) -> None:
    for row in range(20, 100_100):
        book.active.cell(row, 3).number_format = "0.00"


def _chart(book: Any) -> None:
    book.remove(book.active)
    book.create_chartsheet("Biểu đồ")


def _bomb(_: bytes) -> bytes:
    return b"<a>" + b" " * (300 << 20) + b"</a>"


def _two(book: Any) -> None:
    book.create_sheet("Khác")


def _empty(book: Any) -> None:
    book.active.delete_rows(1, 20)


SHEET = "xl/worksheets/sheet1.xml"
ENTITIES = (
    '<!DOCTYPE a [<!ENTITY e0 "xxxxxxxxxx">'
    + "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10))
    + "]>"
).encode()
BOOKS: dict[str, tuple[Spoil, str]] = {
    "a negative number": (_value(-5), "out of range for 22 = -5"),
    "half a person": (_value(5000.5), "not a whole number"),
    "1e300": (_value(1e300), "people.*22"),
    "a million million": (_value(10**12), "people.*22 = "),
    "a flag": (_value(True), "not a number"),
    "a word": (_value("năm nghìn"), "not a number"),
    "a formula never computed": (_value("=B5+1"), "formulas without a value in B6"),
    "an error value": (_value("#REF!"), "not a number"),
    "two sheets": (_book(_two), "several sheets"),
    "no row": (_book(_empty), "no row"),
    "a chart for a sheet": (_book(_chart), "a sheet that is a chart"),
    "phantom rows": (_book(_phantom_rows), "more than 100000 rows"),
    "broken XML": (_part(SHEET, lambda data: data[: len(data) // 2]), "damaged"),
    "no XML": (_part(SHEET, lambda _: b"\0\1\2"), "damaged"),
    "a bomb": (_part(SHEET, _bomb), "more than 256 MB"),
    "no sheet inside": (_part(SHEET, None), "damaged"),
    "no workbook inside": (_part("xl/workbook.xml", None), "damaged"),
    "broken relations": (
        _part("xl/_rels/workbook.xml.rels", lambda data: data[:50]),
        "damaged",
    ),
    "broken styles": (_part("xl/styles.xml", lambda _: b"<a>"), "damaged"),
    "entities in entities": (
        _part(SHEET, lambda data: ENTITIES + data.split(b"?>")[-1].replace(b"<v>", b"<v>&e9;")),
        "damaged",
    ),
    "a zip of something else": (
        lambda folder: zipfile.ZipFile(folder / "people.xlsx", "w").close(),
        "damaged",
    ),
    "text": (written("people.xlsx", "code,people\n11,5000\n"), "not a workbook"),
    "a password": (
        written("people.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000)),
        "with a password",
    ),
    "cut off": (
        lambda folder: os.truncate(folder / "people.xlsx", 3000),
        "not a workbook",
    ),
    "empty": (written("people.xlsx", b""), "an empty file"),
    "a folder": (
        lambda folder: ((folder / "people.xlsx").unlink(), (folder / "people.xlsx").mkdir()),
        "people.xlsx.*(folder|Is a directory)",
    ),
    "a merged heading": (
        _book(lambda book: book.active.merge_cells("A1:B1")),
        "no column 'people'",
    ),
}


def _with_column(name: str, values: str) -> Spoil:
    """Give the table a further column."""

    def spoil(folder: Path) -> None:
        lines = (folder / "people.csv").read_text(encoding="utf-8").splitlines()
        more = [f"{line},{name if i == 0 else values}" for i, line in enumerate(lines)]
        (folder / "people.csv").write_text("\n".join(more) + "\n", encoding="utf-8")

    return spoil


def _column(name: str, usual: str, value: str) -> Spoil:
    def spoil(folder: Path) -> None:
        _with_column(name, usual)(folder)
        cell("people.csv", "22", name, value)(folder)

    return spoil


def _all_zero(folder: Path) -> None:
    text = (folder / "people.csv").read_text(encoding="utf-8")
    for number in ("5000", "6000"):
        text = text.replace(number, "0")
    (folder / "people.csv").write_text(text, encoding="utf-8")


def faults() -> Iterator[Fault]:
    """Give them."""
    for value, said in PEOPLE.items():
        spoil = cell("people.csv", "22", "people", value)
        yield Fault("tables", f"people {value[:24]!r}", spoil, said)
    registered = setting("units.area=registered")
    for value, said in AREA.items():
        spoil = _column("area_km2", "100", value)
        yield Fault("tables", f"area {value[:24]!r}", spoil, said, registered)
    for value, said in PERCENT.items():
        yield Fault("tables", f"percent {value}", _column("minority_percent", "10", value), said)
    for value, said in FLAGS.items():
        yield Fault("tables", f"flag {value}", _column("land_border", "0", value), said)
    for value, said in {"-1": "communes.*-1", "2,5": "not a whole number"}.items():
        yield Fault("tables", f"communes {value}", _column("communes", "3", value), said)
    for value, said in CODES.items():
        yield Fault("tables", f"code {value!r}", edited("people.csv", ("22,", f"{value},")), said)
    for name, (content, said) in FILES.items():
        yield Fault("tables", f"csv: {name}", written("people.csv", content), said)
    for name, (spoil, said) in BOOKS.items():
        yield Fault("workbooks", name, spoil, said, BOOK)
    yield Fault("tables", "people all zero", _all_zero, "people.*(0|nobody)")
    others = {
        "no such file": ("units.tables=[{file: none.csv}]", "no such file"),
        "a folder": ("units.tables=[{file: shape}]", "shape"),
        "a device": ("units.tables=[{file: /dev/zero}]", "a device or a pipe"),
        "a csv that is a device": ("units.tables=[{file: /dev/full}]", "a device or a pipe"),
        "of another kind": ("units.tables=[{file: units.gpkg}]", "a file of kind '.gpkg'"),
        "an xls": ("units.tables=[{file: people.xls}]", "no such file"),
        "a sheet of no name": ("units.tables=[{file: people.xlsx, sheet: X}]", "no sheet 'X'"),
        "headings in row 0": ("units.tables=[{file: people.csv, header_row: 0}]", "header_row"),
        "headings in row 99": ("units.tables=[{file: people.csv, header_row: 99}]", "no row"),
        "headings in row 2": ("units.tables=[{file: people.csv, header_row: 2}]", "no column"),
        "a column of ours that is none": (
            "units.tables=[{file: people.csv, columns: {persons: people}}]",
            "no such columns: persons",
        ),
        "a column that is computed": (
            "units.tables=[{file: people.csv, columns: {x_m: people}}]",
            "no such columns: x_m",
        ),
        "codes in people": ("units.tables=[{file: people.csv, code: people}]", "without an outl"),
        "a filter without rows": (
            "units.tables=[{file: people.csv, where: {people: 7}}]",
            "no row with 7",
        ),
        "a filter of no column": (
            "units.tables=[{file: people.csv, where: {x: 7}}]",
            "no column 'x'",
        ),
    }
    for name, (change, said) in others.items():
        yield Fault("tables", name, lambda _: None, said, setting(change))
