"""Every province of today planned, each as `planner run vietnam:…@2026` plans one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd

from planner.batch.grid import scenario_of
from planner.batch.plans import ended_words, point_of
from planner.batch.points import Point, Swept
from planner.batch.processes import Row
from planner.output.maps.country import CRS
from planner.scenario import CsvForm
from planner.scenario.reading import read_scenario
from planner.sources import read_units
from planner.sources.settings import SourceSettings
from planner.units import split_kind
from planner.vietnam.national.provinces import Provinces
from planner.words import Text, joined, number_text
from planner.words.outputs import provinces as words
from planner.words.outputs.country import DRAWN as OUTLINES

COLUMNS = [
    *("province", "units", "below", "groups", "merged"),
    *("unsatisfied", "unsatisfied_bound", "people"),
    *("disturbed", "disturbed_bound", "inertia", "inertia_bound"),
    *("proven", "any_size", "hanging", "check", "verified", "exit_code", "fault_vi", "fault_en"),
]
"""``below``: units of today below a standard; ``merged``: new units of several; ``unsatisfied``
(units), ``disturbed`` (people), ``inertia`` (person-km²): values of the stages, each with its
proven bound; ``hanging``: units of today whose verdict depends on something; ``check``: complaints
of the independent check; ``verified``: the certificate holds, by other code; ``fault_*``: why there
is no plan, and then there is nothing else."""


def point_of_province(
    key: str, name: str, _: CsvForm = "plain", changes: Sequence[str] = ()
) -> Point:
    """Ask for the plan of a province.

    Parameters
    ----------
    key, name : str
        As ``provinces_of_today`` has them.
    changes : sequence of str
        ``key.key=value`` for its scenario, as ``--set`` takes them.
    """
    return point_of(read_scenario(Path(scenario_of(key)), list(changes)), key, name)


def _total(plans: pd.DataFrame) -> Text:
    """Say what all plans come to."""
    made = plans[plans["groups"].notna()]
    proven = made["proven"].astype(bool) & made["verified"].astype(bool)
    return words.TOTAL.filled(
        before=number_text(int(made["units"].sum())),
        after=number_text(int(made["groups"].sum())),
        planned=len(made),
        provinces=len(plans),
        below=number_text(int(made["below"].sum())),
        unsatisfied=number_text(int(made["unsatisfied"].sum())),
        proven=int(proven.sum()),
    )


def _drawn(plans: pd.DataFrame, _: Swept, folder: Path) -> gpd.GeoDataFrame:
    """New units of each province by their kind; units of today where there is no plan."""
    parts = []
    for key, row in plans.iterrows():
        if pd.isna(row["groups"]):
            source = SourceSettings(boundaries=scenario_of(str(key)))
            units = read_units(source, Path())[["geometry"]].assign(shown="no_plan")
        else:
            columns = ["units", "accepted", "no_rule"]
            units = gpd.read_file(
                folder / str(key) / "units.gpkg", layer="proposed", columns=columns
            )
            shown = pd.Series("kept", units.index).mask(units["units"] > 1, "merged")
            shown = shown.mask(~units["accepted"].astype(bool), "missed")
            units["shown"] = shown.mask(units["no_rule"].astype(bool), "no_rule")
        named = {"province_code": str(key), "province": row["province"]}
        units = units[["shown", "geometry"]].assign(**named)
        parts.append(units.to_crs(CRS))
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=CRS)


def _said(total: Text) -> Text:
    return joined([joined([words.TITLE, total], ": "), words.NOT_LAW], " ")


def _label(row: Row) -> str:
    return split_kind(row["province"])[1]


PLANS = Provinces(
    name="provinces",
    point=point_of_province,
    ended=ended_words,
    columns=COLUMNS,
    heads=words.HEADS,
    summed=("units", "below", "hanging", "groups", "merged", "unsatisfied", "disturbed"),
    decimal=("inertia", "inertia_bound"),
    wide=(),
    title=words.TITLE,
    legend=words.LEGEND,
    total=_total,
    said=_said,
    notes=(words.NOT_LAW, OUTLINES),
    drawn=_drawn,
    words=words.DRAWN,
    looks={
        "kept": ("#e6eef4", "", 0.0),
        "merged": ("#f0a851", "", 0.4),
        "missed": ("#5b1a6b", "", 0.5),
        "no_rule": ("#ffffff", "xxxxxx", 0.4),
        "no_plan": ("#ffffff", "///", 0.0),
    },
    label=_label,
)
"""`planner country --plan`."""
