"""The crosswalk of July 2025: what became of each commune, asked by name or code, or as a table."""

from planner.vietnam.crosswalk.asking import Answer, Crosswalk, read_crosswalk
from planner.vietnam.crosswalk.office import Converted, convert
from planner.vietnam.crosswalk.outputs import FILES, sentence, write_converted, write_crosswalk

__all__ = [
    "FILES",
    "Answer",
    "Converted",
    "Crosswalk",
    "convert",
    "read_crosswalk",
    "sentence",
    "write_converted",
    "write_crosswalk",
]
