"""One sheet a round: before, decided, and as the optimizer would have it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from planner.evaluate import Evaluation
from planner.maps.panels import Colour, Panel, write_panels
from planner.replay.rounds import Replayed
from planner.words import LANGUAGES, Pair, base_text, number, pair_of
from planner.words.replay import COLOURS, HATCH, STATES


def write_sheet(each: Replayed, folder: Path) -> list[Path]:
    """Write the map of a round as PNG and PDF."""
    settings = each.settings
    units = each.decided.units
    asked = each.decided.moves[~each.decided.moves.index.duplicated()]["law_role"]
    roles = asked.replace({"adjacent": "free", "voluntary": "free"})
    nothing = pd.Series(False, index=units.index)
    before = Panel(_counted(STATES[0], len(units)), units, roles, nothing, roles == "mandatory")
    here, there = _same(each)
    panels = [
        before,
        _after(each.decided, STATES[1], ~here),
        _after(each.optimized, STATES[2], ~there),
    ]
    title = pair_of(settings.title)
    decided_by = pair_of(settings.decided_by)
    heading: Pair = (f"{title[0]} – {decided_by[0]}", f"{title[1]} – {decided_by[1]}")
    return write_panels(
        folder / f"map_{settings.id}",
        heading,
        panels,
        [Colour(*colour) for colour in COLOURS],
        HATCH,
        _notes(each),
        _districts(units),
    )


def _counted(state: Pair, count: int) -> Pair:
    return (f"{state[0]}: {number(count, 'vi')} đơn vị", f"{state[1]}: {number(count, 'en')} units")


def _same(each: Replayed) -> tuple[pd.Series[Any], pd.Series[Any]]:
    """Which new units of each plan the other plan has, too, with the same members."""
    sets = [
        e.plan.parts.groupby("new_code")["code"].agg(frozenset)
        for e in (each.decided, each.optimized)
    ]
    return sets[0].isin(set(sets[1])), sets[1].isin(set(sets[0]))


def _after(evaluation: Evaluation, state: Pair, other: pd.Series[Any]) -> Panel:
    merged = evaluation.merged
    members = evaluation.plan.parts.groupby("new_code")["code"].agg(list)
    alone = members.map(len) == 1
    status = evaluation.verdicts_after["status"].astype(str)
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


def _notes(each: Replayed) -> list[Pair]:
    units, agreement = each.decided.units, each.agreement
    base = pair_of(base_text(" + ".join(sorted(set(units["people_base"])))))
    law = (each.decided.ruleset.title_vi, each.decided.ruleset.title_en)
    both = [
        (
            f"{number(agreement['both'], lang)}",
            f"{number(agreement['rand'], lang, 4)}",
            f"{number(agreement['variation'], lang, 3)}",
        )
        for lang in LANGUAGES
    ]
    counted = ("", "")
    if each.decided.plan.parts["code"].duplicated().any():
        counted = (
            " Đơn vị bị chia tính trọn vào bên nhận nhiều dân nhất.",
            " A divided unit counts whole where most of its people go.",
        )
    notes: list[Pair] = [
        (f"Quy định: {law[0]}. Dân số: {base[0]}.", f"Law: {law[1]}. People: {base[1]}."),
        (
            f"Cặp cùng nhập ở cả hai: {both[0][0]}; chỉ số Rand {both[0][1]}; "
            f"biến thiên thông tin {both[0][2]} nat.{counted[0]}",
            f"Pairs merged in both: {both[1][0]}; Rand index {both[1][1]}; "
            f"variation of information {both[1][2]} nats.{counted[1]}",
        ),
        (
            "Con số không nói phương án nào tốt hơn: quyết định cân nhắc cả lịch sử, văn hóa, "
            "quốc phòng, đường sá, ý kiến Nhân dân.",
            "Figures do not say which plan is better: a decision also weighs history, culture, "
            "defence, roads and the people's opinion.",
        ),
    ]
    drawn = (
        "Ranh giới khái quát hóa, khoảng năm 2018",
        "Outlines are generalised, of about 2018",
    )
    if each.settings.level == "commune":
        drawn = (
            f"{drawn[0]}; đơn vị bị chia được vẽ theo bên nhận nhiều diện tích nhất",
            f"{drawn[1]}; a divided unit is drawn with the heir of most of its area",
        )
    notes.append((f"{drawn[0]}.", f"{drawn[1]}."))
    if each.settings.unseen:
        vi, en = pair_of(each.settings.unseen)
        notes.append((" ".join(vi.split()), " ".join(en.split())))
    return notes
