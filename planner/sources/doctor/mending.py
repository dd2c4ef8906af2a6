"""A boundary file mended: gaps, overlaps and slivers closed, and what that changed, per unit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from planner.errors import raise_if_any
from planner.output.maps.pages.repairs import Mended, write_repairs_page
from planner.output.reports.csvs import write_excel_csv
from planner.output.reports.layers import fixed_date
from planner.sources import SourceSettings
from planner.sources.cells import as_text
from planner.sources.country import country
from planner.sources.doctor.maps.boundaries import table_columns
from planner.sources.outlines import Outlines, outline_problems, read_vector
from planner.sources.outlines.repair import repair
from planner.sources.outlines.systems import find_crs, project
from planner.sources.provenance import Gathering
from planner.store.folder import run_folder
from planner.words import number_text
from planner.words.outputs.maps import REPAIR_HEADINGS, REPAIR_TITLE
from planner.words.text import Text, say


@dataclass(frozen=True)
class Limits:
    """What a repair may do: policy, as data.

    Attributes
    ----------
    snap_m : float
        Vertices nearer than this are one, in metres.
    gap_m : float
        Gaps up to this width are closed, in metres.
    percent : float
        By how much a unit may change at most, percent of its area.
    large_percent : float
        From where on a change is marked on the map, percent.
    """

    snap_m: float = 0.01
    gap_m: float = 5.0
    percent: float = 1.0
    large_percent: float = 0.1


LIMITS = Limits()


@dataclass(frozen=True)
class Repaired:
    """A boundary file after its repair.

    Attributes
    ----------
    frame : GeoDataFrame
        As in the file, with its attributes; outlines mended, in metres.
    changes : DataFrame
        Index as ``frame``: ``code``, ``name``, ``before`` and ``after`` (m²), ``off_m``: length of
        border that had a gap or an overlap, ``left_m``: that which still has, in metres.
    where : ndarray of Geometry
        That border.
    said : list of Text
        What was found of the file, and what was mended.
    """

    frame: gpd.GeoDataFrame
    changes: pd.DataFrame
    where: Outlines
    said: list[Text]

    def told(self, n: int) -> Text:
        """Say of a unit by how much it changed."""
        _, _, before, after, off, left = next(self.changes.iloc[[n]].itertuples(index=False))
        return say(
            "{unit}: gap or overlap along {length} m of border, {left} m left; area {change} m²",
            unit=f"{self.changes['name'].iloc[n]} ({self.changes['code'].iloc[n]})".strip(),
            length=number_text(float(off), 1),
            left=number_text(float(left), 1),
            change=number_text(float(after - before), 1),
        )


def mend_file(path: Path, crs: str | None = None, limits: Limits = LIMITS) -> Repaired:
    """Mend the outlines of a file.

    Raises
    ------
    InputError
        No map; a unit that would change by more than the limit.
    """
    gathering = Gathering()
    frame, converted = country().as_meant(read_vector(path, None), None, path.name)
    if converted is not None:
        gathering.add_note(converted)
    system = find_crs(frame, crs, path.name, country().outlines_of_today, gathering)
    frame = project(frame.set_crs(system, allow_override=True), None, gathering)
    frame = frame.reset_index(drop=True)
    raise_if_any(outline_problems(frame.geometry.set_axis(frame.index + 1), path.name))
    columns = table_columns(frame)
    codes = as_text(frame[columns["code"]]) if "code" in columns else None
    names = as_text(frame[columns["name"]]) if "name" in columns else None
    rows = [f"#{n + 1}" for n in range(len(frame))]
    before = frame.geometry.to_numpy()
    index = pd.Index(rows if codes is None else codes.to_numpy())
    settings = SourceSettings(
        boundaries=path.name,
        snap_m=limits.snap_m,
        gap_m=limits.gap_m,
        repair_percent=limits.percent,
    )
    mended = repair(frame.set_axis(index), settings, path.name, gathering, thorough=True)
    valid = shapely.make_valid(before)
    width = max(limits.snap_m, limits.gap_m)
    where, left = (
        shapely.coverage_invalid_edges(each, gap_width=width)
        for each in (valid, mended.geometry.to_numpy())
    )
    changes = pd.DataFrame(
        {
            "code": rows if codes is None else codes.to_numpy(),
            "name": "" if names is None else names.to_numpy(),
            "before": shapely.area(valid),
            "after": mended.geometry.area.to_numpy(),
            "off_m": np.nan_to_num(shapely.length(where)),
            "left_m": np.nan_to_num(shapely.length(left)),
        }
    )
    said = [*gathering.notes, *gathering.repairs]
    return Repaired(mended.set_axis(frame.index), changes, where, said)


def write_repair(
    repair: Repaired, path: Path, out: Path, *, force: bool = False, limits: Limits = LIMITS
) -> list[Path]:
    """Write the mended file, the table of changes, and where they are on a map.

    Returns
    -------
    list of Path
        ``repaired.gpkg``, ``repairs.csv``, ``repairs.html``: the same bytes for the same file.
    """
    names = ["repairs.json", "repaired.gpkg", "repairs.csv", "repairs.html"]
    with run_folder(out, force=force, files=names, record=names[0], inputs=[path]) as part:
        with fixed_date():
            pyogrio.write_dataframe(
                repair.frame,
                part / names[1],
                layer="units",
                driver="GPKG",
                geometry_type="MultiPolygon",
                promote_to_multi=True,
            )
        rows = [
            (
                *(code, name, f"{before:.1f}", f"{after:.1f}", f"{after - before:+.1f}"),
                f"{100 * (after - before) / before:+.4f}" if before else "",
                *(f"{off:.1f}", f"{left:.1f}"),
            )
            for code, name, before, after, off, left in repair.changes.itertuples(index=False)
        ]
        write_excel_csv(part / names[2], [head.vi for head in REPAIR_HEADINGS], rows)
        write_repairs_page(
            repair.frame.geometry.set_axis(pd.Index(repair.changes["code"])),
            _lines(repair, limits),
            part / names[3],
            title=REPAIR_TITLE.filled(file=path.name),
            notes=[
                say(
                    "Gaps up to {gap} m are closed; no unit changes by more than {percent} %.",
                    gap=number_text(limits.gap_m, 1),
                    percent=number_text(limits.percent, 2),
                )
            ],
        )
        (part / names[0]).write_text("{}\n", encoding="utf-8", newline="\n")
    return [out / name for name in names[1:]]


def _lines(repair: Repaired, limits: Limits) -> list[Mended]:
    """Give the units that had gaps or overlaps, the one that changed most first."""
    changes = repair.changes
    moved = (changes["after"] - changes["before"]).abs()
    percent = 100 * moved / changes["before"]
    order = moved[changes["off_m"] > 0].sort_values(ascending=False, kind="stable").index
    return [
        Mended(
            repair.where[n],
            text,
            bool(percent[n] > limits.large_percent or changes["left_m"][n] > 0),
        )
        for n, text in ((n, repair.told(n)) for n in order)
    ]
