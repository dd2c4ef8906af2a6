"""All provinces planned, as a folder: table, workbook and sheet, beside the run of each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd

from planner.batch.provinces.planning import PLANS, province
from planner.output.maps.country import CRS
from planner.output.reports.country.gathered import Gathered, Shown
from planner.output.reports.workbook.book import Sheet
from planner.output.reports.workbook.sheets import CellKind, Field
from planner.scenario import CsvForm
from planner.sources import read_units
from planner.sources.settings import SourceSettings
from planner.units import split_kind
from planner.words import Text, joined, number_text
from planner.words.outputs.country import COUNTRY, TABS
from planner.words.outputs.country import DRAWN as OUTLINES
from planner.words.outputs.provinces import (
    DRAWN,
    HEADS,
    LEGEND,
    NO,
    NOT_LAW,
    TITLE,
    TOTAL,
    YES,
)

PROVINCES = Gathered("provinces")
RECORD = PROVINCES.record
LOOKS = {
    "kept": ("#e6eef4", "", 0.0),
    "merged": ("#f0a851", "", 0.4),
    "missed": ("#5b1a6b", "", 0.5),
    "no_rule": ("#ffffff", "xxxxxx", 0.4),
    "no_plan": ("#ffffff", "///", 0.0),
}
"""Fill, hatch and width of edge: of falling lightness, for any eye."""
SUMMED = ("units", "below", "hanging", "groups", "merged", "unsatisfied", "disturbed", "people")


def files_of(papers: Sequence[str]) -> tuple[str, ...]:
    """Name the files that are written beside the runs."""
    return PROVINCES.with_sheets(papers).files


def total(plans: pd.DataFrame) -> Text:
    """Say what all plans come to."""
    made = plans[plans["groups"].notna()]
    proven = made["proven"].astype(bool) & made["verified"].astype(bool)
    return TOTAL.filled(
        before=number_text(int(made["units"].sum())),
        after=number_text(int(made["groups"].sum())),
        planned=len(made),
        provinces=len(plans),
        below=number_text(int(made["below"].sum())),
        unsatisfied=number_text(int(made["unsatisfied"].sum())),
        proven=int(proven.sum()),
    )


def write_plans(
    plans: pd.DataFrame,
    folder: Path,
    *,
    papers: Sequence[str] = ("A3",),
    csv: CsvForm = "plain",
    force: bool = False,
) -> None:
    """Write what there is to see of all plans, whole or not at all.

    Parameters
    ----------
    plans : DataFrame
        See :func:`plan_provinces`, which wrote the runs into this folder.
    folder : Path
    papers : sequence of str
        Sizes of the sheets, of A3 to A0.
    csv : {"plain", "excel"}
        Form of the table as a csv.
    force : bool
        Replace what is there.

    Raises
    ------
    InputError
        The folder holds results already, or cannot be written.
    """
    named = [(str(key), str(row["province"])) for key, row in plans.iterrows()]
    picture = Shown(
        _drawn(plans, Path(folder)),
        DRAWN,
        LOOKS,
        TITLE,
        LEGEND,
        [total(plans), NOT_LAW, OUTLINES],
        {key: split_kind(province)[1] for key, province in named},
    )
    gathered, table = PROVINCES.with_sheets(papers), plans[[*PLANS, "seconds"]]
    with gathered.written(
        Path(folder), table, TITLE, [_sheet(plans)], csv=csv, force=force
    ) as part:
        picture.write(part, gathered.name, papers)


def _drawn(plans: pd.DataFrame, folder: Path) -> gpd.GeoDataFrame:
    """New units of each province by their kind; units of today where there is no plan."""
    parts = []
    for key, row in plans.iterrows():
        if pd.isna(row["groups"]):
            source = SourceSettings(boundaries=province(str(key)))
            units = read_units(source, Path())[["geometry"]].assign(shown="no_plan")
        else:
            columns = ["units", "accepted", "no_rule"]
            units = gpd.read_file(
                folder / str(key) / "units.gpkg", layer="proposed", columns=columns
            )
            shown = pd.Series("kept", units.index).mask(units["units"] > 1, "merged")
            shown = shown.mask(~units["accepted"].astype(bool), "missed")
            units["shown"] = shown.mask(units["no_rule"].astype(bool), "no_rule")
        units = units[["shown", "geometry"]].assign(province_code=str(key))
        parts.append(units.to_crs(CRS))
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=CRS)


def _sheet(plans: pd.DataFrame) -> Sheet:
    kinds: dict[str, CellKind] = dict.fromkeys(HEADS, "whole")
    kinds |= {"inertia": "decimal", "inertia_bound": "decimal"}
    last = plans[[name for name in SUMMED if name in HEADS]].sum().rename("")
    whole = pd.concat([plans, last.to_frame().T])
    fields = []
    for name, head in HEADS.items():
        if name == "province":
            fields.append(Field(head, whole[name].fillna(str(COUNTRY))))
        elif name in ("proven", "any_size", "verified"):
            fields.append(Field(head, whole[name].map(_yes_or_no)))
        elif name == "fault":
            texts = [
                "" if pd.isna(vi) else Text(str(vi), str(en))
                for vi, en in whole[["fault_vi", "fault_en"]].itertuples(index=False)
            ]
            fields.append(Field(head, pd.Series(texts, whole.index), width=60))
        else:
            fields.append(Field(head, whole[name].astype("Float64"), kinds[name]))
    said = joined([joined([TITLE, total(plans)], ": "), NOT_LAW], " ")
    return Sheet(TABS["provinces"].vi, said, fields, fixed=1)


def _yes_or_no(value: object) -> Text | str:
    return "" if pd.isna(value) else YES if value else NO  # type: ignore[call-overload]
