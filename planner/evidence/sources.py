"""Units of a run held against the sources that they were read from, where these are at hand."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from pathlib import Path

import geopandas as gpd
from shapely import MultiPolygon

from planner.bundle import Origin, origin_of
from planner.documents import read_yaml
from planner.errors import InputError, listed
from planner.evaluate import Evaluation
from planner.gate.files import read_record
from planner.pipeline import prepare
from planner.reports.folder import LEVELS, RECORD
from planner.reports.tables import notes
from planner.resolved import resolved
from planner.runs import read_run
from planner.scenario import ReadScenario, Scenario, scenarios_folder
from planner.sources.levels import communes_within, districts_of
from planner.units import COLUMNS
from planner.units.provenance import provenance_of
from planner.words import Text
from planner.words.text import say


def of_sources(folder: Path, evaluation: Evaluation, scenario: Scenario) -> list[Text] | Text:
    """Read the units of a run again, and hold them against its own.

    The embedded data and shipped files are at hand everywhere; files of a user lie where the run
    found them, or beside its folder, or are not found.  Of two levels the second stands on the plan
    of the first.

    Parameters
    ----------
    folder : Path
        A run folder.
    evaluation, scenario
        What ``read_run`` found there.

    Returns
    -------
    list of Text, or Text
        Complaints; or why nothing could be read again.
    """
    applied = read_yaml(folder / "scenario.yaml")
    stated = {(file.name, file.sha256) for file in provenance_of(evaluation.units).inputs}
    why = say("its input files are not at hand")
    with ExitStack() as stack:
        origin = None
        with suppress(InputError):
            origin = stack.enter_context(origin_of(folder))
        there = [] if origin is None else [origin.folder]
        for place in (*there, scenarios_folder(), folder.absolute().parent):
            try:
                read = ReadScenario(scenario, folder.name, place, (), applied)
                units = prepare(read).units
            except InputError:
                continue
            found = {(file.name, file.sha256) for file in provenance_of(units).inputs}
            if not found <= stated:
                other = listed(sorted({name for name, _ in found - stated}))
                why = say("{files}: no longer as the run read them", files=other)
                continue
            asked = [] if origin is None else _asked(folder, origin, scenario, units)
            if isinstance(asked, Text):
                why = asked
                continue
            told = _compared(evaluation.units, units)
            later = _second_level(folder, units) if told else None
            if later is not None:
                return asked + _compared(evaluation.units, later)
            return asked + told + _said(evaluation, units)
    return why


def _asked(
    folder: Path, origin: Origin, scenario: Scenario, units: gpd.GeoDataFrame
) -> list[Text] | Text:
    """Hold a scenario against the file, and the changes, of which the run says that it is made."""
    try:
        read = origin.read()
    except InputError:
        return []
    stated = {(each["name"], each["sha256"]) for each in read_record(folder / RECORD)["inputs"]}
    other = [path.name for path in read.files if (path.name, read.digest(path)) not in stated]
    if other:
        return say("{files}: no longer as the run read them", files=listed(other))
    if read.scenario.then is not None:
        return []
    try:
        if resolved(read, units).scenario == scenario:
            return []
    except InputError as error:
        # A table beside the units is gone, or is another one now.
        return error.problems[0].text
    return [say("scenario.yaml: not what {name} and its changes give", name=origin.scenario)]


def _second_level(folder: Path, units: gpd.GeoDataFrame) -> gpd.GeoDataFrame | None:
    """Make the units of a second level of the plan of the first, which lies beside it."""
    here = folder.absolute()
    if here.name not in LEVELS:
        return None
    (other,) = (here.parent / name for name in LEVELS if name != here.name)
    if not (other / RECORD).is_file():
        return None
    first, _ = read_run(other)
    if other.name == "communes":
        return districts_of(first.merged)
    return communes_within(units, first.merged, first.plan)


def _compared(own: gpd.GeoDataFrame, read: gpd.GeoDataFrame) -> list[Text]:
    if list(own.index) != list(read.index):
        return [say("units.gpkg: not the units of the files that the run names")]
    wrong = ~own.geometry.geom_equals_exact(_as_stored(read.geometry), tolerance=0.0)
    for column in COLUMNS:
        if column != "geometry" and column in read:
            one, other = (table[column].astype(object) for table in (own, read))
            wrong |= ~((one == other) | (one.isna() & other.isna())).astype(bool)
    if not wrong.any():
        return []
    codes = listed(own.index[wrong].tolist())
    return [say("units.gpkg: {codes} differ from the files that the run names", codes=codes)]


def _said(evaluation: Evaluation, read: gpd.GeoDataFrame) -> list[Text]:
    """Hold what is said of the data against what its files say."""
    own, other, said = provenance_of(evaluation.units), provenance_of(read), notes(evaluation)
    same = all(
        set(getattr(own, part)) == set(getattr(other, part))
        for part in ("repairs", "facts", "others")
    )
    # A note may be one of the law as well.
    same &= set(own.notes) <= set(other.notes) <= set(said)
    same &= len(own.overlays) == len(other.overlays) and all(
        one.shapes["label"].tolist() == two.shapes["label"].tolist()
        and bool(one.shapes.geometry.geom_equals_exact(two.shapes.geometry, 0.0).all())
        for one, two in zip(own.overlays, other.overlays, strict=False)
    )
    if same:
        return []
    return [say("result.json: it says of the data what its files do not say")]


def _as_stored(outlines: gpd.GeoSeries) -> gpd.GeoSeries:
    """Give outlines as a GeoPackage holds them: each of several parts."""
    several = [
        outline if isinstance(outline, MultiPolygon) else MultiPolygon([outline])
        for outline in outlines
    ]
    return gpd.GeoSeries(several, index=outlines.index, crs=outlines.crs)
