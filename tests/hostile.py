"""Nine squares with names of whoever means harm: none is refused, and none may do anything."""

from __future__ import annotations

import geopandas as gpd
from worlds import nine_squares

# Sets a mark in the window of whatever runs it.
DO = "window.hacked=1"
NAMES = (
    f"<script>{DO}</script>",
    f"</script><script>{DO}</script>",
    f"<img src=x onerror={DO}>",
    "../../../etc/passwd",
    f'"><svg onload={DO}>',
    "{{ 7*7 }} {% raw %} ${7*7} %s {0}",
    "x=cmd|' /C calc'!A0",
    "&lt;b&gt; 'một' \"hai\"; --, \\n $x^2$",
    f"javascript:{DO}",
)
DISTRICTS = ("x =cmd()", f"<script>{DO}</script>", "C:\\..\\a")


def hostile_squares() -> gpd.GeoDataFrame:
    """Nine squares; a district a row."""
    units = nine_squares()
    return units.assign(name=list(NAMES), district=[d for d in DISTRICTS for _ in range(3)])
