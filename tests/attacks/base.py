"""What the stranger's files were before they were evil: nine communes of Gia Lai."""

from __future__ import annotations

import json
from pathlib import Path

from openpyxl import Workbook

X_M, Y_M, SIDE_M = 450_000, 1_550_000, 8_000
NAMES = [
    "Ia Grai",
    "Chư Păh",
    "Đak Đoa",
    "Mang Yang",
    "Kbang",
    "An Khê",
    "Chư Sê",
    "Ia Pa",
    "Krông Pa",
]
SMALL = """\
title_vi: Chín xã Gia Lai
title_en: Nine communes of Gia Lai
units:
  boundaries: units.geojson
  tables:
    - file: people.xlsx
      code: Mã xã
      columns: {people: Dân số}
      base: invented
  area: computed
law:
  ruleset: vn-commune-112-2025
groups:
  max_members: 3
objective:
  - stage: unsatisfied
  - stage: inertia
"""


def code(number: int) -> str:
    """Give the code of a commune."""
    return str(23500 + number)


def outlines(names: list[str] = NAMES, codes: list[str] | None = None) -> dict[str, object]:
    """Draw nine squares in VN-2000 (EPSG:9216, metres), as GeoJSON."""
    squares = []
    for number, name in enumerate(names):
        x, y = X_M + SIDE_M * (number % 3), Y_M + SIDE_M * (number // 3)
        ring = [
            [x + a * SIDE_M, y + b * SIDE_M] for a, b in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))
        ]
        told = {"code": codes[number] if codes else code(number), "name": name, "kind": "xa"}
        squares.append(
            {
                "type": "Feature",
                "properties": told,
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        )
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::9216"}}
    return {"type": "FeatureCollection", "crs": crs, "features": squares}


def rows(names: list[str] = NAMES, codes: list[str] | None = None) -> list[list[object]]:
    """Give the table of people, headings first."""
    body: list[list[object]] = [
        [codes[number] if codes else code(number), name, 12_000 + 700 * number]
        for number, name in enumerate(names)
    ]
    return [["Mã xã", "Tên xã", "Dân số"], *body]


def write(folder: Path, names: list[str] = NAMES, codes: list[str] | None = None) -> Path:
    """Write outlines, table and scenario into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(outlines(names, codes), ensure_ascii=False)
    (folder / "units.geojson").write_text(text, encoding="utf-8")
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for number, row in enumerate(rows(names, codes), start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            cell.value = value.replace("\0", "") if isinstance(value, str) else value
            if isinstance(value, str):
                cell.data_type = "s"
    book.save(folder / "people.xlsx")
    (folder / "small.yaml").write_text(SMALL, encoding="utf-8")
    return folder
