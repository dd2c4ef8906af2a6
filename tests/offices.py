"""Offices: folders of a user in which a scenario reads files of every kind, from anywhere."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from worlds import nine_squares

OWN_LAW = """\
extends: laws/base.yaml
id: tinh-a
"""

FACTS = """\
facts:
  - column: land_border
    value: true
    source: {vi: danh sách, en: a list}
    confidence: unverified
    assumption: {vi: Xã biên giới theo danh sách., en: Border communes by a list.}
    listed_in: lists/border.csv
"""

BASE = """\
title_vi: Văn phòng
units:
  boundaries: ../gis/xa.shp
  columns: {code: code, name: name, kind: kind}
  tables:
    - file: DAN_SO
      base: invented
  facts: [facts.yaml]
  area: computed
law:
  ruleset: luat.yaml
groups:
  max_members: 3
objective:
  - stage: unsatisfied
  - stage: inertia
"""

OWN = """\
extends: ../common/base.yaml
bases:
  - {name: công an, table: {file: tables/công an.xlsx, columns: {people: people}}}
"""


def write_office(top: Path, law: str) -> Path:
    """Write an office, and give its scenario.

    Outlines as a shapefile in a folder of their own, people in a table named from the root of the
    disk, facts with a list beside them, a rule file of one's own that extends another, a second
    base in a workbook, and a scenario that extends one elsewhere.
    """
    for name in ("gis", "common", "plans/tables", "plans/lists", "plans/laws", "far away"):
        (top / name).mkdir(parents=True)
    units = nine_squares().reset_index(names="code")
    units[["code", "name", "kind", "mountain", "geometry"]].to_file(
        top / "gis" / "xa.shp", encoding="utf-8"
    )
    people = units[["code", "people"]]
    people.to_csv(top / "far away" / "dân số.csv", index=False)
    people.assign(people=people["people"] + 7).to_excel(
        top / "plans" / "tables" / "công an.xlsx", index=False
    )
    pd.DataFrame({"code": ["11"]}).to_csv(top / "plans" / "lists" / "border.csv", index=False)
    table = str(top / "far away" / "dân số.csv")
    files = {
        "common/base.yaml": BASE.replace("DAN_SO", f'"{table}"'),
        "plans/tỉnh a.yaml": OWN,
        "plans/facts.yaml": FACTS,
        "plans/luat.yaml": OWN_LAW,
        "plans/laws/base.yaml": law,
    }
    for name, text in files.items():
        (top / name).write_text(text, encoding="utf-8")
    return top / "plans" / "tỉnh a.yaml"
