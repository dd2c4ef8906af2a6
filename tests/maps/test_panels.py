"""Small maps side by side: what has no outline is left out, and nothing else."""

from __future__ import annotations

import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from worlds import nine_squares

from planner.maps.small.panels import Panel, draw_panel, name_units
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
