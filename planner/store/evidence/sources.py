"""Units of a run held against the sources that they were read from, where these are at hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack, nullcontext
from pathlib import Path, PureWindowsPath

import geopandas as gpd
from shapely import MultiPolygon

from planner.errors import InputError, listed, system_fault
from planner.evaluation import Evaluation
from planner.gate import COUNTS, confined
from planner.gate.documents import read_yaml, validate
from planner.gate.files import digest_of
from planner.gate.places import places_admitted
from planner.output.reports.tables import notes
from planner.pipeline import Prepared, prepare
from planner.scenario import ReadScenario, Scenario, scenarios_folder
from planner.scenario.codes import resolved
from planner.sources.levels import communes_within, districts_of
from planner.sources.provenance import Gathering
from planner.store.bundle import Origin, origin_of
from planner.store.manifest import LEVELS, RECORD
from planner.store.record import Result
from planner.store.runs import read_run
from planner.units import COLUMNS
from planner.units.provenance import InputFile, provenance_of
from planner.words import Text
from planner.words.text import joined, say


def of_sources(
    folder: Path, evaluation: Evaluation, scenario: Scenario, data: Sequence[Path] = ()
) -> list[Text] | Text:
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
    data : sequence of Path
        Official files, read in the place of those of the same name.

    Returns
    -------
    list of Text, or Text
        Complaints; or why nothing could be read again.
    """
    applied = read_yaml(folder / "scenario.yaml")
    asked = scenario
    if data:
        official = {path.name: str(path.absolute()) for path in data}
        applied = {key: _led(each, official) for key, each in applied.items()}
        asked = validate(Scenario, applied, "scenario.yaml")
    stated = {*Result.read(folder).inputs}
    with ExitStack() as stack:
        try:
            origin = stack.enter_context(origin_of(folder))
        except InputError as error:
            return error.problems[0].text
        why: Text | None = None
        within = places_admitted()
        for place in (origin.folder, scenarios_folder(), folder.absolute().parent):
            try:
                with confined(*within, *data) if data and within else nullcontext():
                    prepared = prepare(ReadScenario(asked, folder.name, place, (), applied))
            except InputError as error:
                why = why or error.problems[0].text
                continue
            other = {*prepared.inputs} - stated
            if other:
                why = _not_as_read(other)
                continue
            told = _held(folder, evaluation, scenario, origin, prepared, stated)
            if isinstance(told, Text) and data and folder.absolute().name not in LEVELS:
                return _compared(evaluation.units, prepared.units) or told
            return told
    away = say("its input files are not at hand")
    return away if why is None else joined([away, why], ": ")


def _led(setting: object, official: Mapping[str, str]) -> object:
    """Let each path of a scenario that ends in the name of an official file lead to that."""
    if isinstance(setting, dict):
        return {key: _led(each, official) for key, each in setting.items()}
    if isinstance(setting, list):
        return [_led(each, official) for each in setting]
    if isinstance(setting, str):
        return official.get(PureWindowsPath(setting).name, setting)
    return setting


def _held(
    folder: Path,
    evaluation: Evaluation,
    scenario: Scenario,
    origin: Origin,
    prepared: Prepared,
    pairs: set[InputFile],
) -> list[Text] | Text:
    """Hold units that were read again against those of the run, if all of it was read."""
    try:
        read = origin.read()
        brought = [] if origin.brought is None else [origin.brought]
        own = {InputFile(path.name, read.digest(path)) for path in read.files}
        own |= {InputFile(path.name, digest_of(path)) for path in brought}
    except InputError as error:
        return error.problems[0].text
    except OSError as error:
        return say("{file}: {fault}", file=str(error.filename), fault=system_fault(error))
    if own - pairs:
        return _not_as_read(own - pairs)
    units = prepared.units
    try:
        # Tables beside the units: the scenario of the run has their figures, and not their names.
        beside = Gathering()
        settled = resolved(read, units, beside).scenario
    except InputError as error:
        return error.problems[0].text
    again = {*own, *prepared.inputs, *beside.inputs}
    laws = {f"{ruleset.id}.yaml" for ruleset in (prepared.ruleset, evaluation.ruleset)}
    left = {file.name for file in pairs - again} - laws
    told = _compared(evaluation.units, units)
    later = _second_level(folder, units) if told else None
    if later is not None:
        # The first level says of the files what there is to say.
        return _compared(evaluation.units, later)
    if left:
        return say("{files}: not read again", files=listed(sorted(left)))
    told += _said(evaluation, units)
    if read.scenario.then is None and settled != scenario:
        name = origin.scenario
        told.append(say("scenario.yaml: not what {name} and its changes give", name=name))
    return told


def _not_as_read(files: set[InputFile]) -> Text:
    names = sorted({file.name for file in files})
    return say("{files}: no longer as the run read them", files=listed(names))


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
    told = list[Text]()
    for column in COLUMNS:
        if column != "geometry" and column in read:
            one, other = (table[column].astype(object) for table in (own, read))
            differs = ~((one == other) | (one.isna() & other.isna())).astype(bool)
            wrong |= differs
            told += [
                say(
                    "units.gpkg: {column} of {code} is {own}, and {read} in the files",
                    column=column,
                    code=code,
                    own=one[code],
                    read=other[code],
                )
                for code in own.index[differs]
            ]
    if not wrong.any():
        return []
    codes = listed(own.index[wrong].tolist())
    whole = say("units.gpkg: {codes} differ from the files that the run names", codes=codes)
    return [whole, *told[: COUNTS.differences]]


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
