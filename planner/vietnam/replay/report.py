"""The replay as files: one table, a workbook, a page to read, and a map for each round."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from planner.evaluation import graded
from planner.evaluation.compare.left_out import left_out
from planner.output.reports.csvs import write_told
from planner.output.reports.tables import as_printed
from planner.output.reports.workbook.book import write_book
from planner.scenario import CsvForm
from planner.store.folder import run_folder
from planner.units import full_name
from planner.units.provenance import provenance_of
from planner.vietnam.replay.rounds import Planned, Replayed, verdicts_on_bases
from planner.vietnam.replay.sheet import write_sheet
from planner.vietnam.replay.tables import (
    more_tables,
    rounds_table,
    standing_out,
    units_table,
    upcoming_table,
)
from planner.vietnam.replay.workbook import cell, fields_of, published_said, sheets
from planner.words import STATUS, Text, base_text, joined, number_vi
from planner.words.numbers import PERSONS
from planner.words.outputs.replay import (
    AS_DECIDED,
    ASKED,
    BELOW,
    CASE_HEADS,
    CASES,
    DIFFERING,
    FAULTS,
    FAULTS_HEAD,
    FIGURES,
    HEADS,
    INTRO,
    MERGE_HEADS,
    MORE,
    ONLY_AREA,
    PLANS,
    PREPARED,
    PUBLISHED_HEAD,
    SAME,
    SEPARATES,
    TITLE,
    UNKNOWN,
    UNSEEN,
    WITHIN,
)
from planner.words.outputs.reports import A_PART

RECORD = "replay.json"
"""Lists the files that were written."""
SHOWN = 20
"""Rows of a list that the page shows; the csv files hold them all."""
SEPARATING = (
    *("mandatory_changed", "exempt_changed", "adjacent", "voluntary", "met", "open"),
    *("area_met", "waived", "not_accepted", "disturbed", "inertia", "land_inertia"),
    *("districts_crossed", "pairs_only_here", "assumed_share"),
)
"""Figures that tell two plans apart."""


def write_replay(
    replayed: list[Replayed],
    prepared: list[Planned],
    folder: Path,
    *,
    csv: CsvForm = "plain",
    force: bool = False,
) -> list[Path]:
    """Write everything that a replay leaves behind, whole or not at all.

    Parameters
    ----------
    replayed : list of Replayed
        Rounds in the order of time.
    prepared : list of Planned
        The round that is being prepared, on every base; may be empty.
    folder : Path
        Gets ``rounds.csv`` (the one table), ``replay.md``, ``replay.xlsx``,
        ``replay.json``, and for each round ``units_…``, ``standing_out_….csv``
        and ``map_….png`` and ``.pdf``, where there are some ``published_…`` and
        ``faults_….csv``; ``upcoming….csv``.
    csv : {"plain", "excel"}
        Form of the tables: for programs, or with the headings and words of the workbook.
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
        tables |= more_tables(each)
    if prepared:
        tables["upcoming"] = upcoming_table(prepared)
        tables["upcoming_units"] = verdicts_on_bases(prepared).reset_index()
    bases = provenance_of(prepared[0].optimized.units).bases if prepared else {}
    with run_folder(folder, force=force, files=None, record=RECORD) as part:
        for name, table in tables.items():
            write_told(table, fields_of(table, bases), part / f"{name}.csv", csv, digits="%.12g")
        for each in replayed:
            write_sheet(each, part)
        page = _page(replayed, prepared, tables)
        (part / "replay.md").write_text(page, encoding="utf-8", newline="\n")
        write_book(part / "replay.xlsx", TITLE.vi, sheets(replayed, prepared, tables))
        (part / "replay.json").write_text(_json(replayed, tables), encoding="utf-8", newline="\n")
    return sorted(folder.iterdir())


def _page(
    replayed: list[Replayed], prepared: list[Planned], tables: Mapping[str, pd.DataFrame]
) -> str:
    parts = [f"# {TITLE}\n\n{INTRO.vi}\n*{INTRO.en}*\n", _rounds(tables["rounds"])]
    for each in replayed:
        parts += _round(each, tables)
    if prepared:
        parts += _upcoming(prepared, tables)
    parts.append(f"\n## {UNSEEN}\n\n")
    said: dict[Text, None] = {}
    for each in replayed:
        said |= dict.fromkeys(left_out({"decided": each.decided, "optimized": each.optimized}))
    parts += [f"- {line}\n" for line in said]
    return "".join(parts)


def _rounds(rounds: pd.DataFrame) -> str:
    """The one table, figures down and plans across."""
    heads = [f"{row['title'].vi}<br>{PLANS[row['plan']]}" for row in rounds.to_dict("records")]
    lines = [f"\n| | {' | '.join(heads)} |\n|---|{'--:|' * len(heads)}\n"]
    for name, head in FIGURES.items():
        if name in ("round", "title", "decided_by", "plan") or rounds[name].isna().all():
            continue
        cells = [cell(name, value) for value in rounds[name]]
        lines.append(f"| {head} | {' | '.join(cells)} |\n")
    return "".join(lines)


def _round(each: Replayed, tables: Mapping[str, pd.DataFrame]) -> list[str]:
    settings, name = each.settings, each.settings.id
    out, units = tables[f"standing_out_{name}"], tables[f"units_{name}"]
    parts = [f"\n## {settings.title}\n\n{settings.decided_by}; `{settings.ruleset}`.\n"]
    parts.append(f"\n![{settings.title.vi}](map_{name}.png)\n")
    if settings.unseen:
        parts.append(f"\n{' '.join(str(settings.unseen).split())}\n")
    if not each.people_known:
        parts.append(f"\n{ONLY_AREA.vi}\n*{ONLY_AREA.en}*\n")
    parts += _separates(each, tables["rounds"])
    parts += _on_published(each, tables)
    parts.append(f"\n### {AS_DECIDED}\n\n")
    parts += _merges(each)
    differing = units[~units["same_partners"]]
    differ = DIFFERING.filled(
        differing=len(differing), units=len(units), file=f"`units_{name}.csv`"
    )
    parts.append(f"\n{differ}\n")
    for case, pair in CASES.items():
        rows = out[out["case"] == case]
        if rows.empty:
            continue
        parts.append(f"\n### {pair}: {len(rows)}\n\n")
        parts.append(f"| | {' | '.join(map(str, CASE_HEADS))} |\n")
        parts.append("|---|--:|--:|---|---|\n")
        for row in rows.head(SHOWN).to_dict("records"):
            shown = [
                str(UNKNOWN) if pd.isna(row[key]) else number_vi(row[key], 1)
                for key in ("people_percent", "area_percent")
            ]
            rests = f"{row['may_rest_on'].vi}<br>{row['may_rest_on'].en}"
            status = STATUS[str(row["status"])].vi
            parts.append(f"| {row['name']} | {shown[0]} | {shown[1]} | {status} | {rests} |\n")
        if len(rows) > SHOWN:
            more = MORE.filled(count=len(rows) - SHOWN)
            parts.append(f"\n… {more}: `standing_out_{name}.csv`.\n")
    return parts


def _on_published(each: Replayed, tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """What new units are on published figures, and what outlines do not show."""
    parts = []
    if each.back.published is not None:
        said = published_said(each)
        parts.append(f"\n### {PUBLISHED_HEAD}\n\n{said.vi}\n*{said.en}*\n")
        parts.append(f"\n`published_{each.settings.id}.csv`\n")
    if each.back.faults is not None:
        faults = tables[f"faults_{each.settings.id}"]
        parts.append(f"\n### {FAULTS_HEAD.filled(count=len(faults))}\n\n")
        heads = ("fault", "name_2024", "name_2025", "why", "taken")
        parts.append(f"| {' | '.join(str(HEADS[name]) for name in heads)} |\n")
        parts.append(f"|{'---|' * len(heads)}\n")
        for row in faults.to_dict("records"):
            cells = [FAULTS[str(row["fault"])], *(row[name] for name in heads[1:])]
            parts.append(f"| {' | '.join(map(str, cells))} |\n")
    return parts


def _separates(each: Replayed, rounds: pd.DataFrame) -> list[str]:
    """How the optimizer was asked, and the figures in which the two plans differ."""
    settings = each.settings
    stages = joined(graded(each.optimized.plan.stages), "; ")
    asked = ASKED.filled(within=WITHIN[settings.within], most=settings.max_members, stages=stages)
    lines = [
        f"\n{asked}\n",
        f"\n### {SEPARATES}\n\n",
        f"| | {' | '.join(map(str, PLANS.values()))} |\n|---|--:|--:|\n",
    ]
    own = rounds[rounds["round"] == settings.id].set_index("plan")
    for name in SEPARATING:
        cells = [cell(name, own.at[plan, name]) for plan in PLANS]
        if cells[0] != cells[1]:
            lines.append(f"| {FIGURES[name]} | {' | '.join(cells)} |\n")
    return lines


def _merges(each: Replayed) -> list[str]:
    """Decided groups, and whether the optimizer has the same."""
    names, heads = full_name(each.decided.units), full_name(each.decided.merged)
    there = set(each.optimized.plan.parts.groupby("new_code")["code"].agg(frozenset))
    parts = each.decided.plan.parts
    divided = set(parts["code"][parts["code"].duplicated()])
    lines = [f"| {' | '.join(map(str, MERGE_HEADS))} |\n|---|---|---|\n"]
    for code, members in parts.groupby("new_code")["code"].agg(list).items():
        if len(members) == 1:
            continue
        shown = ", ".join(
            names[member] + (f" ({A_PART})" if member in divided else "") for member in members
        )
        same = SAME[frozenset(members) in there]
        lines.append(f"| {heads[str(code)]} | {shown} | {same} |\n")
    return lines


def _upcoming(prepared: list[Planned], tables: Mapping[str, pd.DataFrame]) -> list[str]:
    table, units = tables["upcoming"], tables["upcoming_units"]
    parts = [f"\n## {PREPARED}\n\n"]
    known = provenance_of(prepared[0].optimized.units).bases
    heads = [str(base_text(str(base), known)) for base in table["base"]]
    parts.append(f"| | {' | '.join(heads)} |\n|---|{'--:|' * len(heads)}\n")
    for name in table.columns[2:]:
        head = FIGURES.get(str(name)) or HEADS[str(name)]
        cells = [cell(str(name), value) for value in table[name]]
        parts.append(f"| {head} | {' | '.join(cells)} |\n")
    statuses = [name for name in units.columns if str(name).startswith("status: ")]
    below = units[(units[statuses] == "missed").any(axis=1)]
    parts.append(f"\n{BELOW.filled(count=len(below))}\n\n")
    parts.append(f"| | {' | '.join(heads)} |\n|---|{'---|' * len(heads)}\n")
    for row in below.to_dict("records"):
        cells = []
        for name in statuses:
            base = str(name).removeprefix("status: ")
            least = number_vi(row[f"least_percent: {base}"], 1)
            people = number_vi(row[f"people: {base}"])
            cells.append(f"{STATUS[row[name]].vi} ({least} %; {people} {PERSONS})")
        parts.append(f"| {row['name']} ({row['code']}) | {' | '.join(cells)} |\n")
    return parts


def _json(replayed: list[Replayed], tables: Mapping[str, pd.DataFrame]) -> str:
    """The tables as plain data, for machines."""
    plain = {
        name: json.loads(as_printed(table).to_json(orient="records", force_ascii=False))
        for name, table in tables.items()
    }
    plain["unseen"] = [
        {"round": each.settings.id, **each.settings.unseen.by_language()}
        for each in replayed
        if each.settings.unseen
    ]
    return json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
