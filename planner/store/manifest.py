"""The manifest of a run folder: every file that a run may leave there, once, and who needs it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Output:
    """A file of a run folder.

    Attributes
    ----------
    name : str
        Its name in the folder of one level.
    required : bool
        A run cannot be read without it.  All else is made of these, and a run of a version that
        did not write it yet, or from whose folder it was taken away, is read as any other.
    always : bool
        Each run writes it; else where it was asked for, or where there is something to say.
    since : str
        The version that wrote it first; empty: the first of which runs are read.
    """

    name: str
    required: bool = False
    always: bool = True
    since: str = ""

    def written_by(self, version: str) -> bool:
        """Whether a version of the program knows of it: what came later is no lack of a run."""
        first, own = (re.findall(r"\d+", each) for each in (self.since, version))
        return [*map(int, first)] <= [*map(int, own)]


RECORD = "result.json"
OUTPUTS = (
    Output("bases.csv"),
    Output("certificate.json", required=True),
    Output("depends.csv"),
    Output("findings.csv"),
    Output("indicators.csv"),
    Output("map.html"),
    Output("names.csv"),
    Output("plan.csv", required=True),
    Output(RECORD, required=True),
    Output("ruleset.yaml", required=True),
    Output("scenario.yaml", required=True),
    Output("shapes.csv"),
    Output("summary.xlsx"),
    Output("units.gpkg", required=True),
    # What mergers stand on, where something is not known.
    Output("standing.csv", always=False, since="0.3.0"),
    # Seats, where offices are known; plans beside the best, where they were asked for.
    Output("seats.csv", always=False),
    Output("alternatives.csv", always=False),
    Output("alternatives.html", always=False),
    Output("choices.csv", always=False),
    *(Output(f"alternative_{rank}.csv", always=False) for rank in range(2, 10)),
)
NAMES = tuple(output.name for output in OUTPUTS)
FILES = tuple(output.name for output in OUTPUTS if output.always)
"""What each run writes."""
LEVELS = ("communes", "districts")
"""Folders of a run of two levels, in its folder."""

# Prices of borders, in a folder of their own inside that of their run.
PRICES = ("claims.json", "prices.csv", "prices.html", "prices.json")
PRICES_RECORD = "prices.json"
# Prices of wishes that were asked for, likewise.
ANSWERS_RECORD = "answers.json"


def lacking(folder: Path) -> list[str]:
    """Name the files without which the run of a folder cannot be read."""
    return [each.name for each in OUTPUTS if each.required and not (folder / each.name).is_file()]


def absent(folder: Path, listed: Iterable[str]) -> list[str]:
    """Name the files that a run lists as written, and that are not there."""
    return [name for name in listed if not (folder / name).is_file()]


def present(folder: Path) -> list[str]:
    """Name the files of a run that are there, in the order of the manifest."""
    return [name for name in NAMES if (folder / name).is_file()]


def files_of(levels: Iterable[str]) -> list[str]:
    """List the files that a run may have, by their paths inside it."""
    return [f"{level}/{name}".lstrip("/") for level in levels for name in NAMES]
