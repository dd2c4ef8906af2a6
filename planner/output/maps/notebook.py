"""A notebook's view of a plan: the page in a frame, the map as a picture."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Literal

from planner.evaluation import Evaluation
from planner.output.maps import write_map
from planner.words.text import Said


@dataclass(frozen=True)
class Picture:
    """A picture, shown where it stands last in a cell.

    Attributes
    ----------
    png : bytes
        The same for the same input.
    """

    png: bytes

    def _repr_png_(self) -> bytes:
        return self.png


@dataclass(frozen=True)
class Page:
    """A page that asks no network for anything, shown in a frame of its own.

    Attributes
    ----------
    html : str
        The whole page.
    height_px : int
        Height of the frame.
    """

    html: str
    height_px: int

    def _repr_html_(self) -> str:
        style = f"width: 100%; height: {self.height_px}px; border: 0"
        return f'<iframe srcdoc="{escape(self.html)}" style="{style}"></iframe>'


def plot(evaluation: Evaluation, side: Literal["present", "proposal"] = "proposal") -> Picture:
    """Draw the plan, or the units of today, as a picture for a notebook.

    Parameters
    ----------
    evaluation : Evaluation
        What to show.
    side : {"present", "proposal"}
        Units of today by their verdict, or new units by what changes.

    Returns
    -------
    Picture
        For sheets of paper see ``maps.printed.draw_sheets``.
    """
    # Read when a picture is asked for: a run has no need of a drawing library, half a second of it.
    from planner.output.maps.small import small_map

    return Picture(small_map(evaluation, side))


def explore(evaluation: Evaluation, *, title: Said | None = None, height_px: int = 640) -> Page:
    """Show the interactive map of a plan in a notebook; it needs no network.

    Parameters
    ----------
    evaluation : Evaluation
        What to show.
    title : Text or str, optional
        See ``maps.write_map``.
    height_px : int
        Height of the frame.

    Returns
    -------
    Page
        The page of ``map.html``.
    """
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "map.html"
        write_map(evaluation, path, title=title)
        return Page(path.read_text(encoding="utf-8"), height_px)
