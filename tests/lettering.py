"""Letters on drawn sheets, found by the unit that they name, and measured."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

MM_PER_POINT = 25.4 / 72
# The smallest sheets are drawn by the same code, with less room.
PAPERS = ["A3", pytest.param("A4", marks=pytest.mark.slow)]


def names(figure: Figure, head: str) -> dict[str, list]:
    """Gather the texts on the map whose names begin alike, by the code of the unit."""
    found: dict[str, list] = {}
    for text in figure.axes[0].texts:
        if (text.get_gid() or "").startswith(head):
            found.setdefault(str(text.get_gid()).split("-")[1], []).append(text)
    return found


def ink(text) -> shapely.Geometry:
    """Measure the letters of a text in mm, from the outlines of the font itself."""
    font = FontProperties(
        family=text.get_fontfamily(), weight=text.get_fontweight(), style=text.get_fontstyle()
    )
    path = TextPath(text.get_position(), text.get_text(), size=1.0, prop=font)
    points = (np.asarray(path.vertices) - text.get_position()) * text.get_fontsize() * MM_PER_POINT
    x, y = text.get_position()
    low, high = points.min(axis=0), points.max(axis=0)
    return shapely.box(x + low[0], y + low[1], x + high[0], y + high[1])
