"""One sheet a round: before, decided, and as the optimizer would have it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from planner.evaluation import Evaluation, doubts
from planner.output.maps.small.panels import Colour, Panel, write_panels
from planner.units.provenance import rests_on
from planner.vietnam.replay.rounds import Replayed
from planner.vietnam.replay.tables import FREE
from planner.words import LANGUAGES, Text, joined, number
from planner.words.outputs.replay import (
    AGREEMENT,
    COLOURS,
    DIVIDED_COUNTED,
    DRAWN,
    DRAWN_DIVIDED,
    HATCHED,
    NO_RANKING,
    ONLY_AREA,
    PANELS,
    RESTS_ON,
    STATE_COUNT,
)


def write_sheet(each: Replayed, folder: Path) -> list[Path]:
    """Write the map of a round as PNG and PDF."""
    settings = each.settings
    units = each.decided.units
    asked = each.decided.moves[~each.decided.moves.index.duplicated()]["law_role"]
    roles = asked.replace(dict.fromkeys(FREE, "free" if each.people_known else "depends"))
    nothing = pd.Series(False, index=units.index)
    before = Panel(_counted(PANELS[0], len(units)), units, roles, nothing, roles == "mandatory")
    here, there = _same(each)
    met = "met" if each.people_known else "area_met"
    panels = [
        before,
        _after(each.decided, PANELS[1], ~here, met),
        _after(each.optimized, PANELS[2], ~there, met),
    ]
    return write_panels(
        folder / f"map_{settings.id}",
        joined((settings.title, settings.decided_by), " – "),
        panels,
        [Colour(*colour) for colour in COLOURS],
        HATCHED,
        _notes(each),
        _districts(units),
    )


def _counted(state: Text, count: int) -> Text:
    return STATE_COUNT.filled(state=state, count=_both(count, 0))


def _same(each: Replayed) -> tuple[pd.Series[Any], pd.Series[Any]]:
    """Which new units of each plan the other plan has, too, with the same members."""
    sets = [
        e.plan.parts.groupby("new_code")["code"].agg(frozenset)
        for e in (each.decided, each.optimized)
    ]
    return sets[0].isin(set(sets[1])), sets[1].isin(set(sets[0]))


def _after(evaluation: Evaluation, state: Text, other: pd.Series[Any], met: str) -> Panel:
    merged = evaluation.merged
    members = evaluation.plan.parts.groupby("new_code")["code"].agg(list)
    alone = members.map(len) == 1
    status = evaluation.verdicts_after["status"].astype(str).replace(["open", "met"], met)
    asked = evaluation.moves[~evaluation.moves.index.duplicated()]["law_role"]
    must = members.map(lambda codes: asked[codes[0]] == "mandatory") & alone
    missing = must & ~evaluation.verdicts_after["accepted"]
    keys = status.mask(alone, "free").mask(missing, "mandatory")
    # A unit that stays in one plan and not in the other shows in the other's hatching.
    return Panel(_counted(state, len(merged)), merged, keys, other & ~alone, ~alone)


def _districts(units: gpd.GeoDataFrame) -> gpd.GeoSeries | None:
    """Outlines of districts, where the units have some."""
    known = units[units["district_code"] != ""]
    return None if known.empty else known.dissolve("district_code").geometry


def _notes(each: Replayed) -> list[Text]:
    agreement = each.agreement
    agreed = AGREEMENT.filled(
        both=_both(agreement["both"], 0),
        rand=_both(agreement["rand"], 4),
        variation=_both(agreement["variation"], 3),
    )
    if each.decided.plan.parts["code"].duplicated().any():
        agreed = joined((agreed, DIVIDED_COUNTED), " ")
    law, base = each.decided.ruleset.title, rests_on(each.decided.units)
    notes = [
        RESTS_ON.filled(law=law, base=base),
        agreed,
        *([] if each.people_known else [ONLY_AREA]),
        *doubts(each.optimized.plan),
        NO_RANKING,
        DRAWN_DIVIDED if each.settings.level == "commune" else DRAWN,
    ]
    if unseen := each.settings.unseen:
        notes.append(Text(" ".join(unseen.vi.split()), " ".join(unseen.en.split())))
    return notes


def _both(value: float, decimals: int) -> Text:
    return Text(*(number(value, language, decimals) for language in LANGUAGES))
