"""Every province of today planned, each as `planner run vietnam:…@2026` plans one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd

from planner.batch.grid import scenario_of
from planner.batch.plans import point_of
from planner.batch.points import Swept, sweep
from planner.batch.processes import Told
from planner.output.maps.country import CRS
from planner.scenario import CsvForm
from planner.scenario.reading import read_scenario
from planner.sources import provinces_of_today, read_units
from planner.sources.settings import SourceSettings
from planner.units import split_kind
from planner.vietnam.national.provinces import Provinces
from planner.words import Text, joined, number_text
from planner.words.outputs.country import DRAWN as OUTLINES
from planner.words.outputs.provinces import DRAWN, HEADS, LEGEND, NOT_LAW, TITLE, TOTAL

COLUMNS = [
    "province",
    "units",
    "below",
    "groups",
    "merged",
    "unsatisfied",
    "unsatisfied_bound",
    "people",
    "disturbed",
    "disturbed_bound",
    "inertia",
    "inertia_bound",
    "proven",
    "any_size",
    "hanging",
    "check",
    "verified",
    "exit_code",
    "fault_vi",
    "fault_en",
]
"""``below``: units of today below a standard; ``merged``: new units of several; ``unsatisfied``
(units), ``disturbed`` (people), ``inertia`` (person-km²): values of the stages, each with its
proven bound; ``hanging``: units of today whose verdict depends on something; ``check``: complaints
of the independent check; ``verified``: the certificate holds, by other code; ``fault_*``: why there
is no plan."""
PLANS = Provinces(
    name="provinces",
    title=TITLE,
    legend=LEGEND,
    heads=HEADS,
    summed=("units", "below", "hanging", "groups", "merged", "unsatisfied", "disturbed"),
    decimal=("inertia", "inertia_bound"),
    wide=(),
    words=DRAWN,
    looks={
        "kept": ("#e6eef4", "", 0.0),
        "merged": ("#f0a851", "", 0.4),
        "missed": ("#5b1a6b", "", 0.5),
        "no_rule": ("#ffffff", "xxxxxx", 0.4),
        "no_plan": ("#ffffff", "///", 0.0),
    },
)


def plan_provinces(
    folder: Path,
    *,
    keys: Sequence[str] | None = None,
    changes: Sequence[str] = (),
    papers: Sequence[str] = ("A3",),
    force: bool = False,
    workers: int | None = None,
    told: Told | None = None,
) -> Swept:
    """Plan provinces of today, check and verify each plan.

    Parameters
    ----------
    folder : Path
        Gets a run folder ``<key>`` for each.
    keys : sequence of str, optional
        As ``provinces_of_today`` has them; all by default.
    changes : sequence of str
        ``key.key=value`` for the scenario of each, as ``--set`` takes them.
    papers : sequence of str
        Sizes of the sheets that are to be written, of A3 to A0.
    force, workers, told
        See ``sweep``.

    Raises
    ------
    InputError
        The folder holds results, and ``force`` is false; nothing has been planned then.
    """
    names = provinces_of_today()
    PLANS.on(papers).check(folder, force=force)
    points = [
        point_of(read_scenario(Path(scenario_of(key)), list(changes)), key, names[key])
        for key in (names if keys is None else keys)
    ]
    return sweep(PLANS.on(papers), points, folder, force=force, workers=workers, told=told)


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
    swept: Swept,
    folder: Path,
    *,
    papers: Sequence[str] = ("A3",),
    csv: CsvForm = "plain",
    force: bool = False,
) -> pd.DataFrame:
    """Write ``provinces.csv``, ``.xlsx``, ``.json`` and sheets, whole or not at all.

    Parameters
    ----------
    swept : Swept
        See :func:`plan_provinces`.
    folder, papers, csv, force
        See ``Provinces.write``; the runs are in this folder.

    Returns
    -------
    DataFrame, index ``key``
        ``COLUMNS``, and ``seconds`` of clock.  A province without a plan has its fault and
        nothing else.

    Raises
    ------
    InputError
        The folder holds results already, or cannot be written.
    """
    plans = swept.table("province", COLUMNS)
    said = joined([joined([TITLE, total(plans)], ": "), NOT_LAW], " ")
    names = {str(key): split_kind(str(name))[1] for key, name in plans["province"].items()}
    notes = [total(plans), NOT_LAW, OUTLINES]
    drawn = _drawn(plans, folder)
    PLANS.write(folder, plans, said, drawn, names, notes, papers=papers, csv=csv, force=force)
    return plans


def _drawn(plans: pd.DataFrame, folder: Path) -> gpd.GeoDataFrame:
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
        units = units[["shown", "geometry"]].assign(province_code=str(key))
        parts.append(units.to_crs(CRS))
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=CRS)
