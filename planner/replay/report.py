"""The replay as files: one table, a workbook, a page to read, and a map for each round."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from planner.compare.left_out import left_out
from planner.replay.rounds import Prepared, Replayed, verdicts_on_bases
from planner.replay.sheet import write_sheet
from planner.replay.tables import rounds_table, standing_out, units_table, upcoming_table
from planner.reports.book import Sheet, write_book
from planner.reports.folder import run_folder
from planner.reports.sheets import Field, Kind
from planner.units import full_name
from planner.words import (
    LAW_ROLES,
    STATUS,
    Pair,
    base_text,
    bilingual,
    by_language,
    number_vi,
    pair_of,
)
from planner.words.replay import CASES, COLUMNS, FIGURES, INTRO, PLANS, TITLE, UNSEEN

SHOWN = 20
"""Rows of a list that the page shows; the csv files hold them all."""
SEPARATING = (
    "mandatory_changed",
    "exempt_changed",
    "adjacent",
    "voluntary",
    "met",
    "waived",
    "not_accepted",
    "disturbed",
    "inertia",
    "districts_crossed",
    "pairs_only_here",
    "assumed_share",
)
"""Figures that tell two plans apart."""
WHOLE = {"people", "disturbed", "inertia", "pairs_both", "pairs_only_here", "identical"}
RATIO = {"rand": 4, "adjusted_rand": 4, "variation": 4}


def write_replay(
    replayed: list[Replayed], prepared: list[Prepared], folder: Path, *, force: bool = False
) -> list[Path]:
    """Write everything that a replay leaves behind, whole or not at all.

    Parameters
    ----------
    replayed : list of Replayed
        Rounds in the order of time.
    prepared : list of Prepared
        The round that is being prepared, on every base; may be empty.
    folder : Path
        Gets ``rounds.csv`` (the one table), ``replay.md``, ``replay.xlsx``,
        ``replay.json``, and for each round ``units_…``, ``standing_out_….csv``
        and ``map_….png`` and ``.pdf``; ``upcoming….csv``.
    force : bool
        Replace what a replay left there before.

    Raises
    ------
    InputError
        The folder holds files already, or cannot be written.
    """
    rounds = rounds_table(replayed)
    tables = {"rounds": rounds}
    for each in replayed:
        tables[f"units_{each.settings.id}"] = units_table(each)
        tables[f"standing_out_{each.settings.id}"] = standing_out(each)
    if prepared:
        tables["upcoming"] = upcoming_table(prepared)
        tables["upcoming_units"] = verdicts_on_bases(prepared).reset_index()
    with run_folder(folder, force=force, files=None) as part:
        for name, table in tables.items():
            text = table.to_csv(index=False, lineterminator="\n", float_format="%.12g")
            (part / f"{name}.csv").write_text(text, encoding="utf-8", newline="\n")
        for each in replayed:
            write_sheet(each, part)
        page = _page(replayed, prepared, tables)
        (part / "replay.md").write_text(page, encoding="utf-8", newline="\n")
        write_book(part / "replay.xlsx", TITLE[0], _sheets(replayed, tables))
        (part / "replay.json").write_text(_json(replayed, tables), encoding="utf-8", newline="\n")
    return sorted(folder.iterdir())


def _page(
    replayed: list[Replayed], prepared: list[Prepared], tables: Mapping[str, pd.DataFrame]
) -> str:
    parts = [f"# {' · '.join(TITLE)}\n\n{INTRO[0]}\n*{INTRO[1]}*\n", _rounds(tables["rounds"])]
    for each in replayed:
        parts += _round(each, tables)
    if prepared:
        parts += _upcoming(tables)
    parts.append(f"\n## {' · '.join(UNSEEN)}\n\n")
    said: dict[Pair, None] = {}
    for each in replayed:
        said |= dict.fromkeys(left_out({"decided": each.decided, "optimized": each.optimized}))
    parts += [f"- {vi} · {en}\n" for vi, en in said]
    return "".join(parts)


def _rounds(rounds: pd.DataFrame) -> str:
    """The one table, figures down and plans across."""
    heads = [
        f"{pair_of(row['title'])[0]}<br>{' · '.join(PLANS[row['plan']])}"
        for row in rounds.to_dict("records")
    ]
    lines = [f"\n| | {' | '.join(heads)} |\n|---|{'--:|' * len(heads)}\n"]
    for name, (vi, en) in FIGURES.items():
        if name in ("round", "title", "decided_by", "plan"):
            continue
        cells = [_cell(name, value) for value in rounds[name]]
        lines.append(f"| {vi} · {en} | {' | '.join(cells)} |\n")
    return "".join(lines)


def _cell(name: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    if name in RATIO:
        return number_vi(value, RATIO[name])
    decimals = 0 if name in WHOLE or float(value).is_integer() else 2
    return number_vi(float(value), decimals)


def _round(each: Replayed, tables: Mapping[str, pd.DataFrame]) -> list[str]:
    settings, name = each.settings, each.settings.id
    out, units = tables[f"standing_out_{name}"], tables[f"units_{name}"]
    vi, en = pair_of(settings.title)
    parts = [f"\n## {vi} · {en}\n\n{settings.decided_by}; `{settings.ruleset}`.\n"]
    parts.append(f"\n![{vi}](map_{name}.png)\n")
    if settings.unseen:
        parts.append(f"\n{' '.join(settings.unseen.split())}\n")
    parts += _separates(each, tables["rounds"])
    parts.append("\n### Các đơn vị mới đã quyết định · New units as decided\n\n")
    parts += _merges(each)
    differing = units[~units["same_partners"]]
    parts.append(
        f"\n{len(differing)} / {len(units)} đơn vị có thành viên khác nhau ở hai phương án "
        f"(`units_{name}.csv`). · {len(differing)} of {len(units)} units have other partners in "
        "the two plans.\n"
    )
    for case, pair in CASES.items():
        rows = out[out["case"] == case]
        if rows.empty:
            continue
        parts.append(f"\n### {' · '.join(pair)}: {len(rows)}\n\n")
        parts.append(
            "| | % dân số · people | % diện tích · area | kết quả | "
            "có thể dựa vào · may rest on |\n"
        )
        parts.append("|---|--:|--:|---|---|\n")
        for row in rows.head(SHOWN).to_dict("records"):
            shown = [number_vi(row[key], 1) for key in ("people_percent", "area_percent")]
            rests = "<br>".join(pair_of(str(row["may_rest_on"])))
            status = STATUS[str(row["status"])][0]
            parts.append(f"| {row['name']} | {shown[0]} | {shown[1]} | {status} | {rests} |\n")
        if len(rows) > SHOWN:
            more = len(rows) - SHOWN
            parts.append(f"\n… {more} dòng nữa · {more} more: `standing_out_{name}.csv`.\n")
    return parts


def _separates(each: Replayed, rounds: pd.DataFrame) -> list[str]:
    """How the optimizer was asked, and the figures in which the two plans differ."""
    settings = each.settings
    stages = "; ".join(
        f"{stage.name}{' ✓' if stage.proven else ' ?'}" for stage in each.optimized.plan.stages
    )
    within = {
        "district": ("trong phạm vi huyện", "within districts"),
        "province": ("trong phạm vi tỉnh", "within the province"),
        None: ("không theo ranh giới huyện", "across districts"),
    }[settings.within]
    most = settings.max_members
    lines = [
        f"\nChương trình: {within[0]}, tối đa {most} thành viên; {stages} (✓ đã chứng minh). · "
        f"Optimizer: {within[1]}, at most {most} members; ✓ is proven.\n",
        "\n### Hai phương án khác nhau ở đâu · What separates the two\n\n",
        f"| | {' | '.join(' · '.join(pair) for pair in PLANS.values())} |\n|---|--:|--:|\n",
    ]
    own = rounds[rounds["round"] == settings.id].set_index("plan")
    for name in SEPARATING:
        cells = [_cell(name, own.at[plan, name]) for plan in PLANS]
        if cells[0] != cells[1]:
            lines.append(f"| {' · '.join(FIGURES[name])} | {' | '.join(cells)} |\n")
    return lines


def _merges(each: Replayed) -> list[str]:
    """Decided groups, and whether the optimizer has the same."""
    names, heads = full_name(each.decided.units), full_name(each.decided.merged)
    there = set(each.optimized.plan.parts.groupby("new_code")["code"].agg(frozenset))
    parts = each.decided.plan.parts
    divided = set(parts["code"][parts["code"].duplicated()])
    lines = [
        "| đơn vị mới · new unit | thành viên · members | chương trình · optimizer |\n"
        "|---|---|---|\n"
    ]
    for code, members in parts.groupby("new_code")["code"].agg(list).items():
        if len(members) == 1:
            continue
        shown = ", ".join(
            names[member] + (" (một phần · a part)" if member in divided else "")
            for member in members
        )
        same = "như vậy · the same" if frozenset(members) in there else "khác · other"
        lines.append(f"| {heads[str(code)]} | {shown} | {same} |\n")
    return lines


def _upcoming(tables: Mapping[str, pd.DataFrame]) -> list[str]:
    table, units = tables["upcoming"], tables["upcoming_units"]
    parts = ["\n## Đợt đang chuẩn bị: 112/2025 · The round being prepared: 112/2025\n\n"]
    heads = [base_text(str(base)) for base in table["base"]]
    parts.append(f"| | {' | '.join(heads)} |\n|---|{'--:|' * len(heads)}\n")
    for name in table.columns[2:]:
        vi, en = FIGURES.get(str(name)) or COLUMNS[str(name)]
        cells = [_cell(str(name), value) for value in table[name]]
        parts.append(f"| {vi} · {en} | {' | '.join(cells)} |\n")
    statuses = [name for name in units.columns if str(name).startswith("status: ")]
    below = units[(units[statuses] == "missed").any(axis=1)]
    parts.append(
        f"\nĐơn vị dưới tiêu chuẩn trên ít nhất một nguồn dân số: {len(below)}. · Units below a "
        f"standard on at least one base: {len(below)}.\n\n"
    )
    parts.append(f"| | {' | '.join(heads)} |\n|---|{'---|' * len(heads)}\n")
    for row in below.to_dict("records"):
        cells = []
        for name in statuses:
            base = str(name).removeprefix("status: ")
            least = number_vi(row[f"least_percent: {base}"], 1)
            people = number_vi(row[f"people: {base}"])
            cells.append(f"{STATUS[row[name]][0]} ({least} %; {people} người)")
        parts.append(f"| {row['name']} ({row['code']}) | {' | '.join(cells)} |\n")
    return parts


def _sheets(replayed: list[Replayed], tables: Mapping[str, pd.DataFrame]) -> list[Sheet]:
    rounds = tables["rounds"]
    keys = [name for name in FIGURES if name not in ("round", "plan")]
    plans = [
        Field(
            pair_of(row["title"])[0],
            PLANS[row["plan"]][0],
            pd.Series([_cell(key, row[key]) for key in keys]),
            width=30,
        )
        for row in rounds.to_dict("records")
    ]
    first = [
        Field("Chỉ tiêu", "", pd.Series([FIGURES[key][0] for key in keys]), width=36),
        Field("Indicator", "", pd.Series([FIGURES[key][1] for key in keys]), width=36),
    ]
    sheets = [Sheet("Các đợt", TITLE, [*first, *plans], fixed=1)]
    for each in replayed:
        title = pair_of(each.settings.title)
        for stem, tab in (("units", "đơn vị"), ("standing_out", "lưu ý")):
            table = tables[f"{stem}_{each.settings.id}"]
            if len(table):
                sheets.append(Sheet(f"{title[0]} {tab}"[:31], title, _fields(table), fixed=2))
    for name, vi, en in (
        ("upcoming", "Đợt đang chuẩn bị", "The round being prepared"),
        ("upcoming_units", "69 đơn vị, 112-2025", "The units under 112/2025"),
    ):
        if name in tables:
            sheets.append(Sheet(vi, (vi, en), _fields(tables[name])))
    return sheets


def _fields(table: pd.DataFrame) -> list[Field]:
    words = {**STATUS, **LAW_ROLES, **CASES}
    fields = []
    for name in table.columns:
        head, _, base = str(name).partition(": ")
        vi, en = COLUMNS.get(head) or FIGURES.get(head) or (head, head)
        if base:
            vi, en = (f"{word}: {text}" for word, text in zip((vi, en), pair_of(base_text(base))))
        values, kind = table[name], "text"
        if pd.api.types.is_bool_dtype(values):
            values = values.map({True: "Có · Yes", False: "Không · No"})
        elif pd.api.types.is_integer_dtype(values):
            kind = "whole"
        elif pd.api.types.is_float_dtype(values):
            kind = "decimal"
        else:
            values = values.astype(str).map(
                lambda text: bilingual(*words[text]) if text in words else text
            )
        typed: Kind = kind  # type: ignore[assignment]
        fields.append(Field(vi, en, values, typed, width=44))
    return fields


def _json(replayed: list[Replayed], tables: Mapping[str, pd.DataFrame]) -> str:
    """The tables as plain data, for machines."""
    plain = {
        name: json.loads(table.to_json(orient="records", force_ascii=False))
        for name, table in tables.items()
    }
    plain["unseen"] = [
        {"round": each.settings.id, **by_language(each.settings.unseen)}
        for each in replayed
        if each.settings.unseen
    ]
    return json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
