"""Maps of older units, put together into communes of today: by lineage, and by where they lie."""

from __future__ import annotations

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from planner.errors import listed
from planner.sources.country import country
from planner.sources.doctor.answers import Answers, Question, accepts
from planner.sources.doctor.caution import CAUTION, Caution, Report
from planner.sources.doctor.maps.water import parted, polygonal
from planner.sources.doctor.matching import alike, kind_and_name
from planner.units import full_name
from planner.words.text import say, text

OUTLINES = "outlines"
"""What the questions are about."""


@dataclass(frozen=True)
class Older:
    """Communes of today, put together of older ones.

    Attributes
    ----------
    shapes : dict of str to Geometry
        Commune of today → its outline, in the system of the layer.
    rows : dict of str to int
        Commune of today → the first feature of it, as the layer numbers them.
    former : DataFrame
        ``code``, ``name``, ``kind`` of the older communes, ``heir``: a row for each heir.
    questions : list of Question
        Whether to put them together, and what becomes of those that were divided.
    """

    shapes: dict[str, shapely.Geometry]
    rows: dict[str, int]
    former: pd.DataFrame
    questions: list[Question] = field(default_factory=list)


def put_together(
    frame: gpd.GeoDataFrame,
    texts: pd.DataFrame,
    place: str,
    report: Report,
    answers: Answers,
    caution: Caution,
) -> Older | None:
    """Put outlines of older communes together into those of today; nobody does so unasked.

    Where the lineage of July 2025 has a commune, its heir is that of the lineage; one that had
    ceased before goes to the commune of today in which it lies.

    Parameters
    ----------
    frame : GeoDataFrame of n rows
        None of them a commune of today.
    texts : DataFrame of n rows
        ``code``, ``name``, ``kind`` as written.
    place : str
        The file.
    report : Report
    answers : Answers
    caution : Caution

    Returns
    -------
    Older or None
        None where features lie across the communes of today, or somebody wants it otherwise.
    """
    known = country().known_today()
    shapes = shapely.make_valid(frame.geometry.to_numpy())
    today = gpd.GeoSeries(
        shapely.make_valid(country().outlines_of_today()), known.index, crs="EPSG:4326"
    ).to_crs(frame.crs)
    there, share = _lies_in(shapes, today)
    if (share >= caution.within).mean() < caution.names_of_today or len(set(there)) >= len(there):
        return None
    heirs = _by_lineage(texts, known.index[known["key"].isin(known.loc[there, "key"])], caution)
    homes = [heirs.get(row, (there[row],)) for row in range(len(frame))]
    count = f"{len(frame)} → {len({code for own in homes for code in own})}"
    offer = _offer(place, count, answers)
    if offer.answer and not accepts(offer.answer):
        return None
    questions = [offer]
    pieces: dict[str, list[shapely.Geometry]] = {}
    rows: dict[str, int] = {}
    for row, own in enumerate(homes):
        if len(own) > 1:
            asked = _divided(place, texts.iloc[row], own, known, answers)
            questions.append(asked)
            own = (asked.answer,) if asked.answer in own else own
        parts = (
            parted(shapes[row], dict(zip(own, today.loc[list(own)], strict=True)))
            if len(own) > 1
            else {own[0]: shapes[row]}
        )
        for code, piece in parts.items():
            pieces.setdefault(code, []).append(piece)
            rows.setdefault(code, int(frame.index[row]))
    whole = {code: polygonal(own) for code, own in pieces.items()}
    _fill_holes(whole, today, place, report)
    said = say(
        "outlines of communes of before put together: {count} ({lineage} by the lineage of"
        " July 2025, the rest by where they lie)",
        count=count,
        lineage=len(heirs),
    )
    report.doubt(text(place), said)
    return Older(whole, rows, _former(texts, homes), questions)


def _lies_in(
    shapes: npt.NDArray[np.object_], today: gpd.GeoSeries
) -> tuple[list[str], npt.NDArray[np.float64]]:
    """Give the commune of today that has most of each outline, and how much of it."""
    outlines = today.to_numpy()
    own, other = shapely.STRtree(outlines).query(shapes, predicate="intersects")
    area = np.maximum(shapely.area(shapes), 1e-12)
    common = shapely.area(shapely.intersection(shapes[own], outlines[other])) / area[own]
    pairs = pd.DataFrame({"row": own, "code": today.index[other], "share": common})
    best = pairs.sort_values("share").groupby("row").tail(1).set_index("row")
    best = best.reindex(range(len(shapes)))
    return best["code"].fillna("").tolist(), best["share"].fillna(0.0).to_numpy(dtype=np.float64)


def _by_lineage(
    texts: pd.DataFrame, codes: pd.Index, caution: Caution
) -> dict[int, tuple[str, ...]]:
    """Give the heirs of each feature whose code and name the lineage has."""
    former = country().former_communes(codes)
    names = former.drop_duplicates("code").set_index("code")["name"].to_dict()
    heirs = {str(code): tuple(own) for code, own in former.groupby("code")["heir"]}
    found = {}
    for row, (code, name) in enumerate(zip(texts["code"], texts["name"], strict=True)):
        own = code.zfill(5) if code.isdigit() else code
        if own in heirs and alike(kind_and_name(name)[1], str(names[own])) >= caution.likely:
            found[row] = heirs[own]
    return found


def _offer(place: str, count: str, answers: Answers) -> Question:
    why = say(
        "outlines of communes of before, {count} of today: put together by lineage?", count=count
    )
    answer = answers.answer("", OUTLINES, count)
    return Question("", place, OUTLINES, count, text(place), why, answer)


def _divided(
    place: str,
    unit: pd.Series[str],
    heirs: tuple[str, ...],
    register: pd.DataFrame,
    answers: Answers,
) -> Question:
    """Ask what becomes of the outline of a commune that was divided."""
    names = full_name(register.loc[list(heirs)])
    told = listed([f"{name} ({code})" for code, name in names.items()])
    why = say(
        "divided among {names}: `giữ` parts it as the reference map does, a code gives all of it",
        names=told,
    )
    figure = " + ".join(heirs)
    code = unit["code"].zfill(5)
    answer = answers.answer(code, OUTLINES, figure)
    return Question(code, unit["name"], OUTLINES, figure, text(place), why, answer)


def _fill_holes(
    whole: dict[str, shapely.Geometry], today: gpd.GeoSeries, place: str, report: Report
) -> None:
    """Give holes, where an older commune is lacking, to the commune of today that has them."""
    outlines = today.loc[list(whole)]
    area = np.median(shapely.area(np.array(list(whole.values()), dtype=object)))
    parts = shapely.get_parts(shapely.union_all(list(whole.values())))
    rings = [ring for part in parts for ring in part.interiors]
    for hole in (shapely.Polygon(ring) for ring in rings):
        common = shapely.area(shapely.intersection(outlines.to_numpy(), hole))
        if hole.area < CAUTION.sliver * area or common.max() < CAUTION.within * hole.area:
            continue
        code = str(outlines.index[int(common.argmax())])
        whole[code] = polygonal([whole[code], hole])
        name = str(country().known_today().at[code, "name"])
        said = say("a hole in the layer, {area} km², given to {name}", area=_km2(hole), name=name)
        report.doubt(text(place), said)


def _km2(hole: shapely.Polygon) -> str:
    return f"{hole.area / 1e6:.2f}"


def _former(texts: pd.DataFrame, homes: list[tuple[str, ...]]) -> pd.DataFrame:
    split = [
        kind_and_name(f"{kind} {name}".strip())
        for kind, name in zip(texts["kind"], texts["name"], strict=True)
    ]
    rows = [
        (code.zfill(5) if code else f"#{n}", name, kind, heir)
        for n, (code, (kind, name), own) in enumerate(zip(texts["code"], split, homes, strict=True))
        for heir in own
    ]
    return pd.DataFrame(rows, columns=["code", "name", "kind", "heir"]).drop_duplicates()
