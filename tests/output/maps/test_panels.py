"""Small maps side by side: what has no outline is left out, and nothing else."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from worlds import nine_squares

import planner.output.maps
from planner.output.maps.printed.pen import LEAST
from planner.output.maps.small.locator import Ground, Locator
from planner.output.maps.small.panels import Panel, draw_panel, name_units
from planner.words import Text


def test_a_unit_without_an_outline_has_no_name_on_the_map() -> None:
    """Two new wards of Hà Nội are made of parts only: nobody has their outlines."""
    units = nine_squares().to_crs(9209)
    units.loc["11", "geometry"] = None
    every = pd.Series(True, index=units.index)
    panel = Panel(Text("Chín ô", "Nine"), units, every.map({True: "new"}), ~every, every)
    canvas = FigureCanvasAgg(Figure())
    axes = canvas.figure.add_subplot()
    draw_panel(axes, panel, {"new": "#a9cfe3"})
    name_units(canvas, axes, panel)
    written = {text.get_text() for text in axes.texts}
    assert written and written <= set(units["name"]) - {units.at["11", "name"]}


def test_an_islet_has_a_thin_line_and_the_next_page_none_of_it() -> None:
    """A part of 0.1 km beside one of 10 km would be all line."""
    islet = shapely.union_all([shapely.box(0, 0, 10e3, 10e3), shapely.box(11e3, 0, 11.1e3, 100)])
    table = {"name": ["Một", "Hai"], "geometry": [islet, shapely.box(0, 10e3, 10e3, 20e3)]}
    units = gpd.GeoDataFrame(table, index=["1", "2"], crs="EPSG:9210")
    # The third is made of parts of others: nobody has its outline.
    merged = units.reindex(["1", "2", "3"])
    ground = Ground(units, merged, pd.Series(["1", "2"], units.index), merged)
    figure = Figure()
    locator = Locator(figure, ground, (0.0, 0.0, 0.7, 1.0), (0.7, 0.0, 0.3, 1.0))
    near, far = figure.axes
    for code, widths in (("1", [0.3, 1.8, 0.5]), ("2", [0.3, 1.8]), ("3", [])):
        with locator.of(code):
            assert [float(c.get_linewidth()[0]) for c in near.collections] == widths
            assert len(far.collections) == 1 + bool(widths)
        assert not near.collections and not near.texts and len(far.collections) == 1


def test_no_letter_is_asked_for_that_nobody_reads() -> None:
    asked = re.compile(r"(?<!marker)size=(\d+(?:\.\d+)?)\b")
    for path in Path(inspect.getfile(planner.output.maps)).parent.rglob("*.py"):
        sizes = [float(size) for size in asked.findall(path.read_text("utf-8"))]
        assert not sizes or min(sizes) >= LEAST, path.name
