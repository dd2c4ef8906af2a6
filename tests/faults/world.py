"""The world that is spoilt: nine squares in every kind of file, scenarios, a law, plans, runs."""

from __future__ import annotations

import shutil
from pathlib import Path

import geopandas as gpd
import openpyxl
from conftest import write_small

from planner.pipeline import evaluate_plan, run
from planner.scenario.reading import read_scenario

LAW = """\
extends: vn-commune-76-2025
id: law-of-mine
version: "1"
title_vi: Quy định thử
title_en: A law to try
amend:
  - id: xa.other
    minimum: {people: 8500}
"""

FACTS = """\
facts:
  - column: land_border
    value: true
    where: {code: ["11", "12"]}
    assumption: {vi: Hai xã ở biên giới., en: Two communes lie on the border.}
    source: biên bản kiểm tra
    confidence: reported
"""

FULL = """\
extends: small.yaml
title_vi: Kịch bản đầy đủ
units:
  facts: [facts.yaml]
  where: {kind: [xa, phuong]}
law:
  ruleset: law.yaml
  overrides:
    - {rule: D.xa.other, measure: people, value: 210, reason: thử}
  assumptions: {upland_ward: ward}
groups:
  max_members: 3
  together: [["11", "12"]]
  apart: [["11", "33"]]
  larger: {"22": 4}
  max_people: 40000
graph:
  min_border_m: 10
  barriers: [{between: ["31", "32"], why: sông}]
count: {at_most: 6}
bases:
  - {name: dự báo, factor: 1.1, why: thử}
"""

PLAN = """\
code,new_code,new_name
11,12,Xã Một
12,12,Xã Một
13,22,Xã Hai
21,12,Xã Một
22,22,Xã Hai
23,22,Xã Hai
31,32,Xã Ba
32,32,Xã Ba
33,32,Xã Ba
"""


def make_inputs(folder: Path) -> Path:
    """Write the inputs: ``small.yaml`` reads a GeoPackage and a csv, ``book.yaml`` a workbook."""
    folder.mkdir(parents=True, exist_ok=True)
    write_small(folder)
    units = gpd.read_file(folder / "units.gpkg")
    units.to_file(folder / "units.geojson")
    units.to_parquet(folder / "units.parquet")
    (folder / "shape").mkdir()
    units.to_file(folder / "shape" / "units.shp", encoding="utf-8")
    book = openpyxl.Workbook()
    for line in (folder / "people.csv").read_text(encoding="utf-8").splitlines():
        book.active.append([int(cell) if cell.isdigit() else cell for cell in line.split(",")])
    book.save(folder / "people.xlsx")
    small = (folder / "small.yaml").read_text(encoding="utf-8")
    book_yaml = small.replace("people.csv", "people.xlsx")
    texts = {"book": book_yaml, "law": LAW, "facts": FACTS, "full": FULL}
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    (folder / "plan.csv").write_text(PLAN, encoding="utf-8")
    return folder


def make_world(folder: Path) -> Path:
    """Write the inputs, a run (``made``) and a plan that was brought (``other``)."""
    make_inputs(folder)
    read = read_scenario(folder / "small.yaml")
    run(read, folder / "made")
    evaluate_plan(read, folder / "plan.csv", folder / "other")
    return folder


def copied(world: Path, folder: Path) -> Path:
    """Copy a world, for a fault to spoil."""
    return Path(shutil.copytree(world, folder))
