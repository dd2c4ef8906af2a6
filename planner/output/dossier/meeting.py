"""What has to be known of a new unit in a meeting: parts, percents, seat, names, opinions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from planner.evaluation.consequences.more import more_words
from planner.output.dossier.inputs import OfficeData
from planner.output.dossier.matter import Matter, name_origin
from planner.output.dossier.prices import partners
from planner.output.dossier.units import Unit, verdict_words
from planner.output.maps.small.meeting import Page
from planner.words import on_paper
from planner.words.numbers import number_vi, rounded_down
from planner.words.outputs import dossier as words
from planner.words.outputs.printed import ASSUMED_SIGN

# A sheet is one page.
MOST_PARTNERS = 3


def pages(matter: Matter, office: OfficeData) -> list[Page]:
    """Say what stands on the sheet of each new unit."""
    foot = words.MEETING_FOOT.format(
        people=matter.bases["people"], area=matter.bases["area"], run=matter.run[:12]
    )
    return [
        Page(
            unit.code,
            unit.called[:1].upper() + unit.called[1:],
            words.MEETING_TITLE.format(
                level=matter.layout.called, province=matter.province, period=matter.layout.period
            ),
            tuple((words.MEETING[key], tuple(lines)) for key, lines in _rows(matter, office, unit)),
            foot,
        )
        for unit in matter.formed
    ]


def _rows(matter: Matter, office: OfficeData, unit: Unit) -> Iterator[tuple[str, list[str]]]:
    today = {each.code: each for each in matter.present}
    rows = matter.evaluation.moves[matter.evaluation.moves["new_code"] == unit.code]
    members = [today[str(code)] for code in rows.index]
    yield (
        "members",
        [
            words.MEETING_MEMBER.format(name=member, area=_area(each), people=_people(each))
            for member, each in zip(unit.members, members, strict=True)
        ],
    )
    lines = [words.MEETING_SUM.format(area=_area(unit), people=_people(unit))]
    lines += [
        words.MEETING_ATTAINS.format(
            measure=figure.measure,
            percent=number_vi(figure.percent, 2),
            threshold=number_vi(figure.threshold, 2 if figure.unit == "km²" else 0),
            unit=figure.unit,
            article=figure.article,
        )
        for figure in unit.figures.values()
    ]
    yield "attains", [*lines, verdict_words(unit)]
    yield "seat", [_seat(matter, unit, members)]
    if unit.names:
        yield "names", [unit.called, *_names(matter, unit)]
    yield "neighbours", [", ".join(unit.neighbours) or words.MEETING_NONE]
    if matter.evaluation.plan.stages:
        yield "partners", _partners(matter, unit)
    yield "opinions", [_opinions(office.opinions, members, matter.layout.ballot.asked)]
    yield "staff", [_staff(office, unit.code)]


def _area(unit: Unit) -> str:
    return number_vi(unit.area, 2) + ASSUMED_SIGN * unit.area_uncertain


def _people(unit: Unit) -> str:
    return number_vi(unit.people) + ASSUMED_SIGN * unit.people_uncertain


def _seat(matter: Matter, unit: Unit, members: Sequence[Unit]) -> str:
    """Name the seat that the plan supposes, and how far the farthest member is from it."""
    if not unit.seat:
        return words.MEETING_UNKNOWN
    row = {str(name): str(value) for name, value in matter.seats.loc[unit.code].items()}
    called = {each.code: each.called for each in members}[row["farthest_in"]]
    if called == unit.seat:
        return unit.seat
    other = ", ".join(part for part in (row["settlement"], called) if part)
    sentence = words.MEETING_OFFICE if row["office"] else words.MEETING_SEAT
    distance = number_vi(float(row["farthest_km"]), 1)
    return sentence.format(seat=unit.seat, other=other, distance=distance)


def _names(matter: Matter, unit: Unit) -> list[str]:
    """Name the other names that it could have, each with where it comes from."""
    table = matter.names[(matter.names["new_code"] == unit.code) & ~matter.names["chosen"]]
    pairs = zip(table["name"], table["origin"], strict=True)
    return [
        words.MEETING_NAME.format(name=name, origin=name_origin(matter, unit.code, str(origin)))
        for name, origin in pairs
    ]


def _partners(matter: Matter, unit: Unit) -> list[str]:
    """Name the neighbours that were not chosen and would cost least, each with its price."""
    table, plan = matter.prices.table, matter.evaluation.plan
    if table is None:
        return [words.MEETING_NOT_PRICED]
    called = {each.code: each.called for each in matter.present}
    lines = []
    for partner in partners(table, plan, unit.code, MOST_PARTNERS):
        costs = [
            more_words(stage.name, stage.unit, stage.final, partner.more[stage.name]).vi
            for stage in plan.stages
            if partner.more[stage.name]
        ]
        lines.append(
            words.MEETING_PARTNER.format(
                unit=called[partner.code],
                member=called[partner.member],
                more=on_paper("; ".join(costs)) or words.MEETING_NO_COST,
            )
        )
    if matter.prices.partial:
        return [*lines, words.MEETING_ASKED] if lines else [words.MEETING_NOT_PRICED]
    return [*lines, words.MEETING_PRICED] if lines else [words.MEETING_NONE]


def _opinions(table: pd.DataFrame | None, members: Sequence[Unit], voters: str) -> str:
    if table is None:
        return words.MEETING_UNKNOWN
    said = []
    for each in members:
        if each.code not in table.index:
            said.append(words.MEETING_NO_OPINION.format(name=each.called))
            continue
        row: Any = table.loc[each.code]
        percent = rounded_down(100.0 * row["agree"] / max(row["households"], 1), 2)
        said.append(
            words.of_asked(words.MEETING_OPINION, voters).format(
                name=each.called,
                agree=number_vi(int(row["agree"])),
                every=number_vi(int(row["households"])),
                percent=number_vi(percent, 2),
            )
        )
    return "; ".join(said)


def _staff(office: OfficeData, code: str) -> str:
    said = []
    if office.staff is not None and code in office.staff.index:
        row: Any = office.staff.loc[code]
        heads = ("officials", "servants", "part_time")
        if row[[*heads, "needed"]].notna().all():
            now, needed = int(row[list(heads)].sum()), int(row["needed"])
            said.append(words.MEETING_STAFF.format(now=now, needed=needed, surplus=now - needed))
    if office.offices is not None and code in office.offices.index:
        row = office.offices.loc[code]
        if row[["offices", "kept"]].notna().all():
            said.append(
                words.MEETING_OFFICES.format(now=int(row["offices"]), kept=int(row["kept"]))
            )
    return "; ".join(said) or words.MEETING_UNKNOWN
