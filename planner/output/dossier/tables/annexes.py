"""The annexes of a scheme as tables: each once, written as document and as workbook.

What nobody has given is an empty cell, marked; a figure that is not certain carries its sign.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pandas as pd

from planner.law.scales import classes
from planner.output.dossier.inputs import OfficeData
from planner.output.dossier.matter import Matter, name_origin
from planner.output.dossier.tables.forms import measured, notes_of
from planner.output.dossier.tables.norms import norm_of
from planner.output.dossier.tables.table import (
    Annex,
    capital,
    computed_field,
    difference,
    given_cells,
    nothing,
    number_field,
    row_numbers,
    sum_of,
    text_field,
    wanted_field,
)
from planner.output.dossier.units import reason_below
from planner.output.reports.gis import crosswalk
from planner.output.reports.workbook.sheets import Field
from planner.words import LAW_ROLES
from planner.words.numbers import rounded_down
from planner.words.outputs import dossier as words


def annexes(matter: Matter, office: OfficeData) -> list[Annex]:
    """Make the annexes of a scheme, in their order.

    Parameters
    ----------
    matter : Matter
    office : OfficeData
        What the office has given beside the run.
    """
    makers: list[Callable[[Matter, OfficeData], Annex]] = [
        _districts,
        _present,
        _asked,
        _plan,
        _counts,
        _staff,
        partial(_premises, heads=("offices", "kept", "use")),
        partial(_premises, heads=("services", "services_kept", "services_use")),
        _opinions,
        _crosswalk,
        _costs,
        _names,
    ]
    made = [make(matter, office) for make in makers]
    level = matter.layout.called
    return [replace(annex, level=level) for annex in made if len(annex.fields[0].values)]


def _districts(matter: Matter, office: OfficeData) -> Annex:
    table = matter.evaluation.units
    # Districts that are arranged themselves stand in the next annex.
    below = matter.layout.level == "commune"
    table = table[(table["district"].astype(str) != "") & below]
    groups = list(table.groupby("district", sort=False))
    names = [str(name) for name, _ in groups]
    marks = {
        head: [bool(rows[f"{head}_assumed"].any()) for _, rows in groups]
        for head in ("area", "people")
    }
    return Annex(
        "districts",
        (
            row_numbers(len(groups)),
            text_field("district", names, 26.0),
            number_field("communes", [len(rows) for _, rows in groups], "whole", total=True),
            number_field(
                "area",
                [float(rows["area_km2"].sum()) for _, rows in groups],
                "decimal",
                marks["area"],
                total=True,
            ),
            number_field(
                "people",
                [int(rows["people"].sum()) for _, rows in groups],
                "whole",
                marks["people"],
                total=True,
            ),
        ),
        notes_of(matter, matter.present)[1:],
    )


def _present(matter: Matter, office: OfficeData) -> Annex:
    units = matter.present
    codes = [unit.code for unit in units]
    district = matter.evaluation.units["district"].astype(str)
    fields = [
        row_numbers(len(units)),
        text_field("name", [capital(unit.called) for unit in units], 22.0),
        text_field("code", codes, 8.0),
    ]
    if (district != "").any() and matter.layout.level == "commune":
        fields.append(text_field("district", [district[unit.code] for unit in units], 22.0))
    fields += [
        text_field("special", [", ".join(unit.flags) for unit in units], 24.0),
        wanted_field("minority", matter.evaluation.units["minority_percent"].loc[codes].tolist()),
        *measured(units),
        text_field("verdict", [unit.verdict for unit in units], 26.0),
    ]
    notes = notes_of(matter, units, words.NOTES["wanted"])
    classed = classes(matter.evaluation.units, matter.evaluation.ruleset)
    if len(classed):
        # Where figures are missing, the lowest and the highest class.
        named = {
            str(row["code"]): " – ".join(dict.fromkeys((row["lowest"].vi, row["highest"].vi)))
            for row in classed.to_dict("records")
        }
        fields.append(text_field("class", [named.get(code, "") for code in codes], 18.0))
        note = words.NOTES["class"].format(
            known=int(classed["known"].min()), scales=int(classed["scales"].max())
        )
        notes = (*notes, note)
    return Annex("present", tuple(fields), notes)


def _asked(matter: Matter, office: OfficeData) -> Annex:
    moves = matter.evaluation.moves
    first = moves.groupby(level=0)[["law_reason", "new_name"]].first()
    # The key by which the rule set calls a ground is no matter of the council.
    grounds = first["law_reason"].map(lambda said: str(said.vi).partition(": ")[2])
    order = [role for role in LAW_ROLES if role != "free"]
    rows = [(role, unit) for role in order for unit in matter.roles.get(role, ())]
    grounds = grounds.where(grounds != "", _partners(matter))
    return Annex(
        "asked",
        (
            row_numbers(len(rows)),
            text_field("name", [capital(unit.called) for _, unit in rows], 24.0),
            text_field("role", [LAW_ROLES[role].vi for role, _ in rows], 24.0),
            text_field("reason", [grounds[unit.code] for _, unit in rows], 30.0),
            text_field("below", [reason_below(unit) for _, unit in rows], 40.0),
            text_field(
                "new_name", [str(first.at[unit.code, "new_name"]) for _, unit in rows], 22.0
            ),
        ),
        notes_of(matter, [unit for _, unit in rows]),
    )


def _partners(matter: Matter) -> pd.Series[str]:
    """Say with which units that must change a unit is put together: the ground of a neighbour."""
    moves, asked = matter.evaluation.moves, matter.roles.get("mandatory", ())
    called = {unit.code: unit.called for unit in asked}
    must = moves[moves.index.isin(list(called))]
    names = {new: [called[str(c)] for c in rows.index] for new, rows in must.groupby("new_code")}
    heir = moves.groupby(level=0)["new_code"].first()
    return heir.map(
        lambda new: words.JOINS.format(names=", ".join(names[new])) if new in names else ""
    )


def _plan(matter: Matter, office: OfficeData) -> Annex:
    units = matter.formed
    below = [reason_below(unit) for unit in units]
    return Annex(
        "plan",
        (
            row_numbers(len(units)),
            text_field("new_name", [capital(unit.called) for unit in units], 18.0),
            text_field("members", [", ".join(unit.members) for unit in units], 28.0),
            *measured(units),
            text_field("neighbours", [", ".join(unit.neighbours) for unit in units], 34.0),
            wanted_field("seat", [unit.seat for unit in units], width=16.0),
            text_field("verdict", [unit.verdict for unit in units], 16.0),
            *([text_field("below", below, 24.0)] if any(below) else []),
        ),
        notes_of(matter, units, words.NOTES["neighbours"], words.NOTES["seat"]),
    )


def _counts(matter: Matter, office: OfficeData) -> Annex:
    kinds = list(dict.fromkeys([*matter.before.kinds, *matter.after.kinds]))
    before, after = (
        [side.kinds.get(kind, 0) for kind in kinds] for side in (matter.before, matter.after)
    )
    change = [b - a for a, b in zip(before, after, strict=True)]
    return Annex(
        "counts",
        (
            row_numbers(len(kinds)),
            text_field("kind", [capital(kind) for kind in kinds], 24.0),
            number_field("before", before, "whole", total=True),
            number_field("after", after, "whole", total=True),
            number_field("change", change, "whole", total=True, formula="=D{row}-C{row}"),
        ),
    )


def _staff(matter: Matter, office: OfficeData) -> Annex:
    names, rows = _changed(matter), office.staff
    taken = {
        head: given_cells(rows, names, head)
        for head in ("officials", "servants", "part_time", "needed")
    }
    years = [given_cells(rows, names, f"year_{year}") for year in range(1, matter.layout.years + 1)]
    whole = [sum_of(cells) for cells in zip(*list(taken.values())[:3], strict=True)]
    surplus = [difference(a, b) for a, b in zip(whole, taken["needed"], strict=True)]
    left = [difference(a, sum_of(cells)) for a, *cells in zip(surplus, *years, strict=True)]
    heads = [
        Field(
            words.HEADS["year"].filled(year=year),
            pd.Series(cells, dtype="object"),
            ["wanted"] * len(cells),
            9.0,
            True,
        )
        for year, cells in enumerate(years, 1)
    ]
    years_of = f"J{{row}}:{chr(ord('I') + len(heads))}{{row}}"
    return Annex(
        "staff",
        (
            row_numbers(len(names)),
            text_field("new_name", [capital(unit.called) for unit in matter.formed], 20.0),
            text_field("code", names, 8.0),
            *(
                wanted_field(head, taken[head], total=True)
                for head in ("officials", "servants", "part_time")
            ),
            computed_field("now", whole, "D{row}:F{row}", "SUM(D{row}:F{row})"),
            wanted_field("needed", taken["needed"], total=True),
            computed_field("surplus", surplus, "D{row}:F{row},H{row}", "G{row}-H{row}"),
            *heads,
            computed_field("left", left, f"H{{row}},{years_of}", f"I{{row}}-SUM({years_of})"),
        ),
        (*_norm_notes(matter), words.NOTES["wanted"]),
    )


def _norm_notes(matter: Matter) -> tuple[str, ...]:
    norms = matter.scenario.norms
    return () if norms is None else (words.NOTES["norms"].format(source=norms.source.vi),)


def _premises(matter: Matter, office: OfficeData, heads: tuple[str, str, str]) -> Annex:
    """List offices, or public service units: how many now and kept, and what becomes of others."""
    key, stay, use = heads
    names, rows = _changed(matter), getattr(office, key)
    now, kept = (given_cells(rows, names, head) for head in (key, stay))
    surplus = [difference(a, b) for a, b in zip(now, kept, strict=True)]
    return Annex(
        key,
        (
            row_numbers(len(names)),
            text_field("new_name", [capital(unit.called) for unit in matter.formed], 24.0),
            text_field("code", names, 8.0),
            wanted_field(key, now, total=True),
            wanted_field(stay, kept, total=True),
            computed_field("surplus", surplus, "D{row}:E{row}", "D{row}-E{row}"),
            wanted_field(use, given_cells(rows, names, use), width=40.0),
        ),
        (words.NOTES["wanted"],),
    )


def _opinions(matter: Matter, office: OfficeData) -> Annex:
    units = matter.moved
    names, rows = [unit.code for unit in units], office.opinions
    heads = ("households", "took_part", "agree", "disagree")
    taken = {head: given_cells(rows, names, head) for head in heads}
    percent = [
        rounded_down(100.0 * agree / every, 2) if not nothing(agree) and every else pd.NA
        for agree, every in zip(taken["agree"], taken["households"], strict=True)
    ]
    return Annex(
        "opinions",
        (
            row_numbers(len(units)),
            text_field("name", [capital(unit.called) for unit in units], 26.0),
            *(wanted_field(head, taken[head], total=True) for head in heads),
            Field(
                words.HEADS["agree_percent"],
                pd.Series(percent, dtype="object"),
                "decimal",
                14.0,
                False,
                '=IF(AND(ISNUMBER(E{row}),N(C{row})>0),ROUNDDOWN(100*E{row}/C{row},2),"")',
            ),
            wanted_field("council", given_cells(rows, names, "council"), width=20.0),
        ),
        (words.NOTES["opinions"], words.NOTES["wanted"]),
    ).of_asked(matter.layout.ballot.asked)


def _crosswalk(matter: Matter, office: OfficeData) -> Annex:
    table = crosswalk(matter.evaluation)
    lives = [
        words.CODE_LIVES if code in set(matter.evaluation.merged.index) else words.CODE_ENDS
        for code in table["old_code"]
    ]
    return Annex(
        "crosswalk",
        (
            row_numbers(len(table)),
            text_field("old_code", table["old_code"].astype(str).tolist(), 9.0),
            text_field("old_name", table["old_name"].astype(str).tolist(), 26.0),
            text_field("new_code", table["new_code"].astype(str).tolist(), 9.0),
            text_field("new_name", table["new_name"].astype(str).tolist(), 26.0),
            number_field("share_area", [100.0 * s for s in table["share_area"]], "decimal"),
            number_field("share_people", [100.0 * s for s in table["share_people"]], "decimal"),
            text_field("becomes", lives, 22.0),
            wanted_field("since", [office.since or pd.NA] * len(table), width=14.0),
        ),
        (words.NOTES["codes"],),
    )


def _costs(matter: Matter, office: OfficeData) -> Annex:
    support = matter.layout.support
    stated, own = norm_of(matter, "support_million"), norm_of(matter, "own_million")
    norm = support.million_per_unit if support and stated is None else stated
    fewer = [matter.fewer, None if own is None else matter.fewer]
    amounts = [None if each is None else each * matter.fewer for each in (norm, own)]
    notes = (words.NOTES["support"].format(article=support.article.text),) if support else ()
    return Annex(
        "costs",
        (
            row_numbers(2),
            text_field("item", [words.SUPPORT, words.OWN_MONEY], 44.0),
            wanted_field("removed", fewer),
            wanted_field("norm", [norm, own], width=16.0),
            Field(
                words.HEADS["amount"],
                pd.Series(amounts, dtype="object"),
                ["wanted", "wanted"],
                16.0,
                False,
                '=IF(AND(ISNUMBER(C{row}),ISNUMBER(D{row})),C{row}*D{row},"")',
            ),
        ),
        (*notes, *_norm_notes(matter), words.NOTES["wanted"]),
    )


def _names(matter: Matter, office: OfficeData) -> Annex:
    table = matter.names
    new = {unit.code: capital(unit.called) for unit in matter.formed}
    table = table.set_index("new_code", drop=False).loc[
        [c for c in new if c in set(table["new_code"])]
    ]
    pairs = zip(table["new_code"], table["origin"].astype(str), strict=True)
    origins = [name_origin(matter, new, origin) for new, origin in pairs]
    return Annex(
        "names",
        (
            row_numbers(len(table)),
            text_field("new_name", [new[code] for code in table["new_code"]], 26.0),
            text_field("other_name", table["name"].astype(str).tolist(), 24.0),
            text_field("origin", origins, 34.0),
            text_field("chosen", ["x" if yes else "" for yes in table["chosen"]], 12.0),
            text_field(
                "collides", [words.YES if yes else words.NO for yes in table["collides"]], 14.0
            ),
        ),
    )


def _changed(matter: Matter) -> list[str]:
    return [unit.code for unit in matter.formed]
