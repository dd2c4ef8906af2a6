"""Small worlds of which something is not known, and the same worlds with every answer."""

from __future__ import annotations

import itertools

import geopandas as gpd
import numpy as np
import pandas as pd
import worlds

from planner.law import read_ruleset
from planner.problem import Problem
from planner.problem.groups import GroupSettings
from planner.problem.settings import StageSettings
from planner.units.graph import build_graph

LAW = read_ruleset("vn-commune-112-2025")
OBJECTIVES = [
    ("unsatisfied", 0.0, "disturbed", 5.0, "inertia", 0.0),
    ("unsatisfied", 0.0, "inertia", 0.0),
    ("unsatisfied", 0.0, "disturbed", 0.0, "inertia", 0.0),
    ("disturbed", 10.0, "unsatisfied", 0.0, "inertia", 0.0),
]


def open_problem(seed: int, many: int) -> Problem:
    """A world of seven units; of ``many`` questions nobody knows the answer."""
    units = worlds.random_world(seed, 7).assign(kind="xa", minority_percent=0.0)
    units = units.assign(island=False, red_river_delta=False)
    draw = np.random.default_rng(seed)
    places = draw.permutation(14)[:many]
    for column, at in (("mountain", places[places < 7]), ("coastal_hardship", places[places >= 7])):
        values = units[column].astype("boolean").fillna(False).copy()
        values.iloc[at % 7] = pd.NA
        units[column] = values
    flat = OBJECTIVES[seed % len(OBJECTIVES)]
    stages = [StageSettings(stage=a, within_percent=b) for a, b in zip(flat[::2], flat[1::2])]
    graph = build_graph(units)
    return Problem(units, graph, LAW, GroupSettings(max_members=3), objective=stages)


def answered_ways(units: gpd.GeoDataFrame) -> list[gpd.GeoDataFrame]:
    """The units under every answer, made from their own table."""
    open_ = [
        (column, code)
        for column in ("mountain", "coastal_hardship")
        for code in units.index[units[column].isna()]
    ]
    tables = []
    for answers in itertools.product((False, True), repeat=len(open_)):
        table = units.drop(columns=["mountain_km2", "mountain_units"])
        for (column, code), answer in zip(open_, answers, strict=True):
            table.loc[code, column] = answer
        tables.append(table)
    return tables
