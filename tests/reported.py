"""A plan of nine squares that is reported, with one of each thing that a report has to say."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from planner.evaluation import Evaluation, evaluate
from planner.law import read_ruleset
from planner.output.reports import RunRecord
from planner.plan import Plan, Pool, Stage
from planner.units import complete
from planner.units.graph import GraphSettings, build_graph
from planner.units.provenance import InputFile
from planner.words import text

SIDE_M = 10_000.0
NOTE = "Giả định: đơn vị 00005 được chia đôi,\nvì không có số liệu."
RECORD = RunRecord(
    title_vi="Phương án thử",
    title_en="A trial plan",
    scenario={"name": "chín ô vuông", "keep": ["00009"], "limits": {"groups": 5, "within": None}},
    inputs=[InputFile("o_vuong.gpkg", "ab" * 32)],
    timing={"seconds": 1.5, "folder": "here"},
    locked=["00009"],
)


def nine_squares() -> Evaluation:
    """Nine squares 10 km wide: one is divided, one has no rule, one rests on a waiver."""
    corner = 500_000.0
    boxes = [
        shapely.box(x, y, x + SIDE_M, y + SIDE_M)
        for y in corner + SIDE_M * np.arange(3) + 1_500_000.0
        for x in corner + SIDE_M * np.arange(3)
    ]
    codes = [f"0000{i}" for i in range(1, 10)]
    raw = gpd.GeoDataFrame(
        {
            "name": [f"Ô số {i}" for i in range(1, 10)],
            "kind": ["phuong", "xa", "xa", "xa", "thi_tran", "xa", "xa", "xa", "dac_khu"],
            "district": ["Thị xã Ô", *["Huyện Vuông"] * 8],
            "district_code": ["a", *["b"] * 8],
            "people": [9_001, 5_000, 8_000, 4_000, 7_003, 3_000, 2_000, 1_000, 500],
            "people_base": "điều tra thử",
            "area_km2": 100.0,
            "area_base": "tính từ ranh giới",
        },
        geometry=boxes,
        crs="EPSG:32648",
        index=pd.Index(codes, name="code"),
    )
    units = complete(raw)
    rows = [
        ("00001", "00001", 1.0, 1.0),
        ("00002", "00001", 1.0, 1.0),
        ("00003", "00003", 1.0, 1.0),
        ("00004", "00004", 1.0, 1.0),
        ("00005", "00001", 0.5, 0.5),
        ("00005", "00004", 0.5, 0.5),
        ("00006", "00003", 1.0, 1.0),
        ("00007", "00004", 1.0, 1.0),
        ("00008", "00008", 1.0, 1.0),
        ("00009", "00009", 1.0, 1.0),
    ]
    parts = pd.DataFrame(rows, columns=["code", "new_code", "share_area", "share_people"])
    results = pd.DataFrame(
        {
            "name": ["Ô Một", "Ô Ba", "Ô Bốn", "Ô số 8", "Ô số 9"],
            "kind": ["phuong", "xa", "xa", "xa", "dac_khu"],
        },
        index=pd.Index(["00001", "00003", "00004", "00008", "00009"], name="new_code"),
    )
    stages = (
        Stage("unsatisfied", "đơn vị", 4.0, 4.0, True, 0.0, 4.0, 4.0, method="search"),
        Stage("inertia", "người·km²", 1234.56, 1200.0, False),
    )
    plan = Plan(parts, results, stages, Pool(99, 120, 50, 4, {}, "0" * 64), (text(NOTE),))
    graph = build_graph(units, GraphSettings())
    return evaluate(units, graph, plan, read_ruleset("vn-commune-76-2025"))


def hidden(folder: Path) -> list[str]:
    """Name the files of a folder that are not meant to be seen."""
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


def contents(folder: Path) -> dict[str, bytes]:
    """Read every file of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}
