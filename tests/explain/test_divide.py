"""Units divided along their settlements, in a row of three whose answer is known."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from conftest import Planner
from pyproj import Transformer
from worlds import KNOWN, SIDE_M, square, world

from planner.errors import InputError
from planner.explain.divide import FILES, divided
from planner.explain.divide.pieces import STEPS, pieces_of
from planner.store.runs import read_run
from planner.units.seats import homes_of

SCENARIO = """\
title_vi: Ba ô
title_en: Three squares
units:
  boundaries: units.gpkg
  area: computed
  tables: [{file: people.csv, base: invented}]
law: {ruleset: vn-commune-112-2025}
groups: {max_members: 2}
beside: {settlements: {file: thon.csv, base: invented}}
objective: [stage: unsatisfied, stage: inertia]
"""
# The middle of three communes in a row has five settlements from west to east; its seat, its point,
# is in the third.
NAMES = ("Thôn Một", "Thôn Hai", "Thôn Ba", "Thôn Tư", "Thôn Năm")
SETTLEMENTS = dict(zip(NAMES, (2000, 3000, 15000, 5000, 5000), strict=True))


@pytest.fixture
def row(tmp_path: Path, planner: Planner) -> Path:
    """Run three communes of which the first has 12,000 people of 16,000, and has to stay alone."""
    units = world(
        {"A": square(0, 0), "B": square(1, 0), "C": square(2, 0)},
        people=[12_000, 30_000, 16_000],
        mountain=[False] * 3,
    )
    table = units.reset_index(names="code")
    outlines = table[["code", "name", "kind", "mountain", "geometry"]].assign(**KNOWN)
    outlines.to_file(tmp_path / "units.gpkg")
    table[["code", "people"]].to_csv(tmp_path / "people.csv", index=False)
    west, south, east, _ = units.geometry["B"].bounds
    degrees = Transformer.from_crs(32648, 4326, always_xy=True)
    wide = (east - west) / len(SETTLEMENTS)
    places = [
        ("B", name, people, *degrees.transform(west + (i + 0.5) * wide, south + SIDE_M / 2))
        for i, (name, people) in enumerate(SETTLEMENTS.items())
    ]
    columns = ["code", "settlement", "people", "lon", "lat"]
    pd.DataFrame(places, columns=columns).to_csv(tmp_path / "thon.csv", index=False)
    (tmp_path / "row.yaml").write_text(SCENARIO, encoding="utf-8")
    done = planner("run", "row.yaml", "--out", "out", "--keep", "A,B,C", folder=tmp_path)
    assert done.returncode == 1, done.stderr
    return tmp_path


@pytest.mark.slow
def test_the_two_settlements_beside_it_go(row: Path, planner: Planner) -> None:
    # Held in the run are all three; who may not be touched gives nothing.
    done = planner("explain", "out", "--divide", "--out", "none", folder=row)
    assert done.returncode == 0 and "không tìm được đơn vị liền kề nào" in done.stdout
    assert json.loads((row / "none" / "divide.json").read_bytes())["without"] == ["A"]
    done = planner(
        "run", "row.yaml", "--out", "out", "--force", "--apart", "A,B", "--keep", "C", folder=row
    )
    # Whoever is to be apart gets no settlement of the other.
    assert divided(*read_run(row / "out")).without == ("A",)
    scenario = (row / "row.yaml").read_text(encoding="utf-8")
    alone = "count: {exactly: 3}\n"
    (row / "row.yaml").write_text(scenario + alone, encoding="utf-8")
    planner("run", "row.yaml", "--out", "out", "--force", folder=row)
    done = planner("explain", "out", "--divide", "--out", "parted", folder=row)
    assert done.returncode == 0, done.stderr
    assert "2 thôn của Xã Unit B (5.000 người, khoảng 40,03 km²)" in done.stdout
    assert "Các thôn chuyển đi: Thôn Một, Thôn Hai." in done.stdout
    assert sorted(path.name for path in (row / "parted").iterdir()) == sorted(FILES)
    pieces = gpd.read_file(row / "parted" / "pieces.gpkg")
    assert list(pieces[pieces["goes"]]["settlement"]) == ["Thôn Một", "Thôn Hai"]
    # The law accepts what the proposal says, by the usual door, and all people are kept.
    done = planner(
        "evaluate", "row.yaml", "--plan", "parted/plan.csv", "--out", "judged", folder=row
    )
    assert done.returncode == 0, done.stderr
    evaluation, _ = read_run(row / "judged")
    assert evaluation.merged["people"].to_dict() == {"A": 17_000, "B": 25_000, "C": 16_000}
    assert evaluation.merged["area_assumed"].to_dict() == {"A": True, "B": True, "C": False}
    again = planner("explain", "out", "--divide", "--out", "again", folder=row)
    assert again.returncode == 0
    for name in FILES:
        assert (row / "parted" / name).read_bytes() == (row / "again" / name).read_bytes(), name


def test_pieces_keep_people_and_area(row: Path) -> None:
    evaluation, _ = read_run(row / "out")
    settings = evaluation.graph.graph["seats"].settings
    pieces = pieces_of(evaluation.units, homes_of(evaluation.units, settings), ["A", "B"])
    assert pieces.groupby("unit")["people"].sum().to_dict() == {"A": 12_000, "B": 30_000}
    assert pieces.groupby("unit")["area_steps"].sum().to_dict() == {
        code: round(evaluation.units.at[code, "area_km2"] * STEPS) for code in "AB"
    }
    assert pieces.set_index("settlement").geometry["Thôn Hai"].area == pytest.approx(20e6)
    assert pieces["settlement"].tolist() == ["", *SETTLEMENTS]


@pytest.mark.slow
@pytest.mark.more
def test_without_settlements_it_is_said(row: Path, planner: Planner) -> None:
    planner("run", "row.yaml", "--out", "bare", "--set", "beside={}", "--keep", "A,B,C", folder=row)
    with pytest.raises(InputError, match=r"beside\.settlements"):
        divided(*read_run(row / "bare"))
