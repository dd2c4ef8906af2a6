"""A sweep as a folder: table and workbook, charts, and a map of how often borders disappear."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd

from planner.batch.borders import Territory, all_borders, territories
from planner.batch.points import Swept
from planner.batch.tables import Batch, fields_of
from planner.output.maps.charts import Panel, write_dots
from planner.output.maps.country import CRS
from planner.output.maps.marked import Mark, Marked, write_marked
from planner.output.reports.csvs import write_told
from planner.output.reports.workbook.book import Sheet
from planner.plan.terms import stage_name
from planner.scenario import CsvForm
from planner.words import Text, joined, number_text, text
from planner.words.outputs.provinces import (
    BORDER_HEADS,
    BORDERS,
    BOUND,
    CHARTS,
    COUNTED,
    FINAL,
    GROUPS,
    MOVED,
    OFTEN,
    POINT_HEADS,
    POINT_TABS,
    POINTS_TOTAL,
    SWEPT,
)

PICTURES = tuple(f"{name}.{end}" for name in ("charts", "borders") for end in ("pdf", "png"))
SWEEP = Batch("sweep", "points", ("borders.csv", *PICTURES), "runs")
MARKS = {
    "seldom": Mark(OFTEN["seldom"], "#f4a582", 1.4, (2.0, 1.6)),
    "some": Mark(OFTEN["some"], "#e8743b", 2.0),
    "mostly": Mark(OFTEN["mostly"], "#b2182b", 2.8),
    "always": Mark(OFTEN["always"], "#40001a", 3.8),
}
APART = 3
"""Territories that are drawn each on its own: more would make no sheet."""
FIGURES = ("units", "below", "hanging", "groups", "merged", "people", "moved")
LAST = ("proven", "any_size", "check", "verified", "exit_code")
ENDS = ("", "_bound", "_final")


def write_sweep(
    swept: Swept, folder: Path, title: Text | None = None, *, csv: CsvForm = "plain"
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Write what there is to see of a sweep beside its runs, whole or not at all.

    Parameters
    ----------
    swept : Swept
    folder : Path
        Of the sweep.  Gets ``SWEEP.files``; what the sweep wrote there before is replaced.
    title : Text, optional
        What the sweep is about.
    csv : {"plain", "excel"}
        Form of the tables as csv; that of the runs of the points is said in their scenarios.

    Returns
    -------
    DataFrame, index ``key``
        A row for each point: scenario, settings, figures, stages (``<stage>``, ``<stage>_bound``,
        ``<stage>_final``), proof, fault; and ``seconds``.
    DataFrame
        See ``borders.all_borders``.

    Raises
    ------
    InputError
        Files there were changed since, or cannot be written.
    """
    title = title or SWEPT
    stages = _stages(swept)
    found = territories(swept, folder / SWEEP.runs)
    settings = dict.fromkeys(key for point in swept.points for key in point.setting)
    figures = [*FIGURES, *(f"{stage}{end}" for stage in stages for end in ENDS), *LAST]
    columns = ["scenario", *settings, *figures]
    table = swept.table("scenario", [*columns, "fault_vi", "fault_en"])
    borders = all_borders(found)
    told = total(table, borders)
    sheets = [_points_sheet(table, columns, stages, title, told), _borders_sheet(borders)]
    with SWEEP.written(folder, table, title, sheets, csv=csv, force=True) as part:
        write_told(borders, sheets[1].fields, part / "borders.csv", csv, digits="%.6g")
        _write_charts(swept, table, stages, part / "charts", title)
        if found:
            counted = COUNTED.filled(plans=int(table["groups"].notna().sum()), points=len(table))
            write_marked(part / "borders", _panels(found), MARKS, BORDERS, [counted])
    return table, borders


def total(table: pd.DataFrame, borders: pd.DataFrame) -> Text:
    """Say what all points come to."""
    made = table[table["groups"].notna()]
    proven = made["proven"].astype(bool) & made["verified"].astype(bool)
    gone = borders["together"] > 0
    always = borders["together"] == borders["plans"]
    return POINTS_TOTAL.filled(
        plans=len(made),
        points=len(table),
        proven=int(proven.sum()),
        least=0 if made.empty else number_text(int(made["groups"].min())),
        most=0 if made.empty else number_text(int(made["groups"].max())),
        always=int((gone & always).sum()),
        some=int((gone & ~always).sum()),
    )


def _stages(swept: Swept) -> list[str]:
    """Stages of all points, in the order in which they come first."""
    named = [name for row in swept.rows.values() for name in row if name.endswith("_bound")]
    return [name.removesuffix("_bound") for name in dict.fromkeys(named)]


def _points_sheet(
    table: pd.DataFrame, columns: list[str], stages: list[str], title: Text, heading: Text
) -> Sheet:
    heads = dict(POINT_HEADS)
    for stage in stages:
        named = stage_name(stage)
        both = (named, joined([named, BOUND], ", "), joined([named, FINAL], ", "))
        heads |= {f"{stage}{end}": head for end, head in zip(ENDS, both, strict=True)}
    shown = {name: heads.get(name, text(name)) for name in ("key", *columns, "fault")}
    fields = fields_of(table.assign(key=table.index), shown, decimal=heads.keys() - POINT_HEADS)
    return Sheet(POINT_TABS["points"].vi, joined([title, heading], ": "), fields, fixed=2)


def _borders_sheet(borders: pd.DataFrame) -> Sheet:
    fields = fields_of(borders, BORDER_HEADS, decimal=("border_km", "percent"))
    return Sheet(POINT_TABS["borders"].vi, BORDERS, fields, fixed=1)


def _write_charts(
    swept: Swept, table: pd.DataFrame, stages: list[str], path: Path, title: Text
) -> None:
    """Draw a row for each scenario and a dot for each plan; of one scenario a row for each plan."""
    scenarios = list(dict.fromkeys(point.name for point in swept.points))
    if len(scenarios) == 1:
        pairs = [(point.label or point.name, "") for point in swept.points]
    else:
        pairs = [(point.name, point.label) for point in swept.points]
    index = pd.MultiIndex.from_tuples(pairs)
    figures = {"groups": GROUPS, "moved": MOVED}
    figures |= {f"{stage}_final": stage_name(stage) for stage in stages if stage != "disturbed"}
    panels = [
        Panel(head, pd.Series(table[name].to_numpy(dtype=float), index))
        for name, head in figures.items()
    ]
    rows, series = (list(dict.fromkeys(pair[at] for pair in pairs)) for at in (0, 1))
    write_dots(path, panels, rows, series, joined([title, CHARTS], ": "))


def _panels(territories: list[Territory]) -> list[Marked]:
    """Draw each territory on its own, or, where they are many different places, all on one map."""
    codes = [code for each in territories for code in each.units.index]
    drawn = [Marked(text(each.name), each.units, _marked(each.borders)) for each in territories]
    if len(territories) <= APART or len(set(codes)) < len(codes):
        return drawn
    units = pd.concat([each.units.to_crs(CRS) for each in territories])
    both = [border for each in drawn for border in each.borders]
    names = text(
        ", ".join(each.name for each in territories[:4]) + (", …" if len(territories) > 4 else "")
    )
    return [Marked(names, gpd.GeoDataFrame(units, crs=CRS), both)]


def _marked(borders: pd.DataFrame) -> list[tuple[str, str, str]]:
    found = []
    for row in borders[borders["together"] > 0].to_dict("records"):
        share = row["together"] / row["plans"]
        often = "seldom" if share < 0.25 else "some" if share < 0.75 else "mostly"
        often = "always" if share == 1 else often
        found.append((str(row["one"]), str(row["other"]), often))
    return found
