"""Printed maps for the proposal: Evaluation → sheets in PDF, SVG and PNG, in VN-2000.

The pair "hiện trạng" and "phương án" has one extent and one scale, so that the
two sheets can be laid on each other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import geopandas as gpd
from matplotlib.figure import Figure

from planner.errors import InputError, Problem, listed
from planner.evaluation import Evaluation
from planner.evaluation.compare import check_same_units
from planner.output.maps.printed.contents import Content, present_content, proposal_content
from planner.output.maps.printed.contents.changes import changes_content
from planner.output.maps.printed.contents.difference import difference_content
from planner.output.maps.printed.inset import lay_out_ground
from planner.output.maps.printed.panel import Voice
from planner.output.maps.printed.paper import Layout
from planner.output.maps.printed.pen import drawing, save
from planner.output.maps.printed.sheets import draw_sheet
from planner.output.maps.printed.zones import Zone, province_code, zone_of
from planner.units.provenance import provenance_of
from planner.words import LANGUAGES, NO_TEXT, Language, Text, text
from planner.words.outputs.comparison import PLANS
from planner.words.text import Said, say

__all__ = ["draw_sheets", "write_difference", "write_sheets"]

SheetName = Literal["present", "proposal", "changes"]
Format = Literal["pdf", "svg", "png"]
PAIR: tuple[SheetName, SheetName] = ("present", "proposal")
FORMATS: tuple[Format, Format, Format] = ("pdf", "svg", "png")
MAKERS: dict[SheetName, Callable[[Evaluation, gpd.GeoDataFrame, Zone, Language], Content]] = {
    "present": present_content,
    "proposal": proposal_content,
    "changes": changes_content,
}
FILES = {
    "present": "hien_trang",
    "proposal": "phuong_an",
    "changes": "thay_doi",
    "difference": "so_sanh",
}


def write_sheets(
    evaluation: Evaluation,
    folder: Path,
    *,
    paper: str = "A3",
    title: Said = "",
    sheets: Sequence[SheetName] = PAIR,
    languages: Sequence[Language] = LANGUAGES,
    formats: Sequence[Format] = FORMATS,
    dated: str = "",
) -> list[Path]:
    """Write the printed pair of a plan, or other sheets of it.

    Parameters
    ----------
    evaluation : Evaluation
        What to show.
    folder : Path
        Made with its parents if need be.
    paper : str
        ``A4``, ``A3``, ``A2``, ``A1`` or ``A0``; landscape or portrait as the province is shaped.
    title : Text or str
        Name of the plan, printed after the heading of the proposal.
    sheets : sequence of {"present", "proposal", "changes"}
        Which sheets; the extent is that of the pair in any case.
    languages : sequence of {"vi", "en"}
        The first is written large, the second, if any, below it.
    formats : sequence of {"pdf", "svg", "png"}
    dated : str
        Date for the signature block; left to be filled in by hand when empty.

    Returns
    -------
    list of Path
        ``hien_trang_A3.pdf`` …; the same bytes for the same input.

    Raises
    ------
    InputError
        Unknown paper, sheet, format or language.
    """
    _check("formats", formats, FORMATS)
    figures = draw_sheets(
        evaluation,
        paper=paper,
        title=title,
        sheets=sheets,
        languages=languages,
        dated=dated,
    )
    return _save(figures, Path(folder), paper, formats)


def draw_sheets(
    evaluation: Evaluation,
    *,
    paper: str = "A3",
    title: Said = "",
    sheets: Sequence[SheetName] = PAIR,
    languages: Sequence[Language] = LANGUAGES,
    dated: str = "",
) -> dict[str, Figure]:
    """Draw the sheets without writing them, for notebooks; see :func:`write_sheets`."""
    _check("sheets", sheets, tuple(MAKERS))
    voice = _voice(languages)
    zone, units, layout = _ground(evaluation, paper)
    province = province_code(evaluation.units)
    figures: dict[str, Figure] = {}
    with drawing():
        for sheet in sheets:
            content = MAKERS[sheet](evaluation, units, zone, voice.first)
            figures[sheet] = draw_sheet(
                content,
                layout,
                zone,
                voice,
                called=NO_TEXT if sheet == "present" else text(title),
                province=province,
                dated=dated,
                overlays=provenance_of(evaluation.units).overlays,
            )
    return figures


def write_difference(
    first: Evaluation,
    second: Evaluation,
    folder: Path,
    *,
    names: Sequence[Text] = PLANS,
    paper: str = "A3",
    languages: Sequence[Language] = LANGUAGES,
    formats: Sequence[Format] = FORMATS,
    dated: str = "",
) -> list[Path]:
    """Write the sheet of differences between two plans for the same units.

    Parameters
    ----------
    first, second : Evaluation
    folder : Path
    names : sequence of two Text
        What the plans are called.
    paper, languages, formats, dated
        See :func:`write_sheets`.

    Raises
    ------
    InputError
        The plans are not of the same units; unknown paper, format or language.
    """
    _check("formats", formats, FORMATS)
    called = (f"{letter} ({name.vi})" for letter, name in zip("AB", names))
    check_same_units({name: each.units for name, each in zip(called, (first, second))})
    voice = _voice(languages)
    zone, units, layout = _ground(first, paper)
    with drawing():
        content: Content = difference_content(first, second, units, zone, list(names))
        figure = draw_sheet(
            content,
            layout,
            zone,
            voice,
            province=province_code(first.units),
            dated=dated,
            overlays=provenance_of(first.units).overlays,
        )
    return _save({"difference": figure}, Path(folder), paper, formats)


def _ground(evaluation: Evaluation, paper: str) -> tuple[Zone, gpd.GeoDataFrame, Layout]:
    zone = zone_of(evaluation.units)
    units = zone.project(evaluation.units)
    return zone, units, lay_out_ground(units.geometry, paper)


def _voice(languages: Sequence[Language]) -> Voice:
    _check("languages", languages, LANGUAGES)
    return Voice(languages[0], languages[1] if len(languages) > 1 else None)


def _check(name: str, keys: Sequence[str], allowed: Sequence[str]) -> None:
    wrong = [each for each in keys if each not in allowed]
    if wrong or not keys:
        raise InputError(
            Problem(
                name,
                listed(wrong) if wrong else say("nothing"),
                say("some of {names}", names=listed(allowed)),
                say("choose at least one of them"),
            )
        )


def _save(
    figures: dict[str, Figure], folder: Path, paper: str, formats: Sequence[Format]
) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    with drawing():
        return [
            path
            for sheet, figure in figures.items()
            for path in save(figure, folder / f"{FILES[sheet]}_{paper}", formats)
        ]
