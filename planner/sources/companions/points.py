"""Places out of a table: offices and settlements, each held against the outline of its unit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer

from planner.errors import Problem, listed, raise_if_any
from planner.sources.companions.rows import (
    LONLAT,
    PointTable,
    Rows,
    SettlementTable,
    empty,
    read_rows,
)
from planner.sources.provenance import Gathering
from planner.units import full_name
from planner.units.seats import Office, Settlement
from planner.words import number_text
from planner.words.text import say

UNIT = ("code", "name")


def read_offices(path: Path, settings: PointTable, units: gpd.GeoDataFrame) -> list[Office]:
    """Read the offices of today; a unit may have several, and each has to have one.

    Raises
    ------
    InputError
        Unknown units, places that are not in their unit, units without an office.
    """
    rows = read_rows(path, settings, (UNIT, "lon", "lat"))
    problems: list[Problem] = []
    codes = rows.units(units, *UNIT, problems)
    x, y = _placed(rows, settings, units, codes, problems)
    without = [code for code in units.index if code not in set(codes)]
    if without and not problems:
        names = full_name(units)
        problems.append(
            Problem(
                rows.place,
                say("no office in {units}", units=listed([f"{names[c]} ({c})" for c in without])),
                say("at least one in each unit"),
                say("add a row for each to the table of offices"),
            )
        )
    raise_if_any(problems)
    called = rows.text["office"].tolist() if "office" in rows.text else [""] * len(codes)
    return [
        Office(unit=code, name=name, x_m=east, y_m=north)
        for code, name, east, north in zip(codes, called, x.tolist(), y.tolist(), strict=True)
    ]


def read_settlements(
    path: Path, settings: SettlementTable, units: gpd.GeoDataFrame, gathering: Gathering
) -> list[Settlement]:
    """Read settlements, and say where their people are not those of their unit.

    Raises
    ------
    InputError
        Unknown units, places that are not in their unit, people that are no whole numbers.
    """
    rows = read_rows(path, settings, (UNIT, "settlement", "people", "lon", "lat"))
    problems: list[Problem] = []
    codes = rows.units(units, *UNIT, problems)
    people = rows.numbers("people", problems, settings.decimal, whole=True)
    x, y = _placed(rows, settings, units, codes, problems)
    for row, number in enumerate(people.tolist()):
        if number < 0:
            problems.append(
                Problem(
                    rows.address(row, "people"),
                    f"{number:g}",
                    say("zero or more"),
                    say("correct it"),
                )
            )
        if not rows.text["settlement"].iloc[row]:
            problems.append(empty(rows.address(row, "settlement")))
    raise_if_any(problems)
    names = rows.text["settlement"].tolist()
    places = [
        Settlement(unit=code, name=name, people=int(number), x_m=east, y_m=north)
        for code, name, number, east, north in zip(
            codes, names, people.tolist(), x.tolist(), y.tolist(), strict=True
        )
    ]
    gathering.add_note(
        say(
            "{table}: inertia and distances are from {number} settlements; their people rest on"
            " {base}.",
            table=rows.place,
            number=len(places),
            base=settings.base or say("what the table says"),
        )
    )
    _hold_sums(rows.place, places, units, gathering)
    return places


def _hold_sums(
    place: str, places: Sequence[Settlement], units: gpd.GeoDataFrame, gathering: Gathering
) -> None:
    """Say where the people of settlements are not those of their unit: only shares are used."""
    sums: dict[str, int] = {}
    for each in places:
        sums[each.unit] = sums.get(each.unit, 0) + each.people
    names, own = full_name(units), units["people"]
    differ = [
        say(
            "{unit}: {sum} in settlements, {own} in the unit",
            unit=names[code],
            sum=number_text(total),
            own=number_text(int(own[code])),
        )
        for code, total in sorted(sums.items())
        if total != int(own[code])
    ]
    if differ:
        gathering.add_note(
            say(
                "{table}: the people of the settlements are not those of their unit ({units});"
                " only the shares of the settlements are used.",
                table=place,
                units=listed(differ),
            )
        )
    without = [f"{names[code]}" for code in units.index if not sums.get(str(code))]
    if without:
        gathering.add_note(
            say(
                "{table}: no people in settlements of {units}; their people are taken at the"
                " point of the unit.",
                table=place,
                units=listed(without),
            )
        )


def _placed(
    rows: Rows,
    settings: PointTable,
    units: gpd.GeoDataFrame,
    codes: Sequence[str],
    problems: list[Problem],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Put places into the system of the units, in whole decimetres, and refuse those elsewhere."""
    lon, lat = (
        rows.numbers(name, problems, settings.decimal, whole=False) for name in ("lon", "lat")
    )
    project = Transformer.from_crs(LONLAT, units.crs, always_xy=True)
    x, y = (np.round(each, 1) for each in project.transform(lon, lat))
    swapped = project.transform(lat, lon)
    outlines, names = units.geometry, full_name(units)
    for row, code in enumerate(codes):
        if not code or not np.isfinite([lon[row], lat[row]]).all():
            continue
        place = shapely.Point(x[row], y[row])
        away = outlines[code].distance(place) if np.isfinite([x[row], y[row]]).all() else np.inf
        if away <= settings.outside_m:
            continue
        other = shapely.Point(*(each[row] for each in swapped))
        found = say("a place outside of {unit}", unit=names[code])
        if np.isfinite(away):
            there = units.index[outlines.contains(place)]
            found = say(
                "a place {km} km outside of {unit}",
                km=number_text(away / 1000.0, 1),
                unit=names[code],
            )
            if len(there):
                found = say(
                    "a place in {other}, {km} km outside of {unit}",
                    other=names[there[0]],
                    km=number_text(away / 1000.0, 1),
                    unit=names[code],
                )
        mend = say("correct the degrees, or the unit")
        if np.isfinite([other.x, other.y]).all() and (
            outlines[code].distance(other) <= settings.outside_m
        ):
            mend = say("longitude and latitude are swapped: exchange the two cells")
        problems.append(
            Problem(
                rows.address(row, "lon"),
                found,
                say(
                    "a place in its unit, at most {most} m outside",
                    most=number_text(settings.outside_m),
                ),
                mend,
            )
        )
    return x, y
