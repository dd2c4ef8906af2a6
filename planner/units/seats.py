"""Seats: present offices, of which each new unit takes one, and how far people are from them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

import geopandas as gpd
import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

from planner.errors import Problem, listed
from planner.words.text import Text, say

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
Seconds = Annotated[int, Field(ge=0, le=10**9)]


class Office(BaseModel):
    """A present office that may be the seat of whatever its unit becomes part of."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    unit: str
    """Code of the unit in which it lies."""
    name: str = ""
    """Its name or address; reports print it."""
    x_m: float
    """Easting in the system of the units, in metres."""
    y_m: float
    """Northing, likewise."""


class Settlement(BaseModel):
    """A place where people of a unit live: a thôn, a street."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    unit: str
    """Code of its unit."""
    name: str
    """Its name; reports print it."""
    people: int = Field(ge=0, le=10**9)
    """Who lives there, in persons."""
    x_m: float
    """Easting in the system of the units, in metres."""
    y_m: float
    """Northing, likewise."""


class SeatSettings(BaseModel):
    """Offices of today, and where people live."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    offices: list[Office] = []
    """One or more in each unit; none at all: each unit has one at its own point."""
    settlements: list[Settlement] = []
    """Where people live; a unit without any has all of them at its own point."""
    base: Text | None = None
    """What the people of the settlements rest on; reports print it."""
    on_foot_km_h: float = Field(default=5.0, gt=0, le=1_000)
    """Speed in a straight line where no road leads, in km/h; 5 is that of who walks."""
    seconds: list[list[Seconds]] = []
    """Mean time from where the people of each unit live to each office, by road; none: no roads
    are known, and `seat_minutes` goes straight."""


@dataclass(frozen=True)
class Homes:
    """Where people live: p places, each with its share of the people of its unit.

    Attributes
    ----------
    unit : ndarray of int64, shape (p,)
        Row of the unit.
    share : ndarray of float64, shape (p,)
        Part of its people; the parts of a unit sum to one.
    x, y : ndarray of float64, shape (p,)
        In metres.
    names : list of str
        Names of settlements; empty for the point of a unit.
    """

    unit: IntArray
    share: FloatArray
    x: FloatArray
    y: FloatArray
    names: list[str]


def homes_of(units: gpd.GeoDataFrame, settings: SeatSettings) -> Homes:
    """Find where the people of units live: in their settlements, or at their point."""
    row = {code: i for i, code in enumerate(units.index)}
    held: dict[int, list[Settlement]] = {}
    for place in settings.settlements:
        held.setdefault(row[place.unit], []).append(place)
    own = units[["x_m", "y_m"]].to_numpy(dtype=np.float64)
    found: list[tuple[int, float, float, float, str]] = []
    for i in range(len(units)):
        total = sum(place.people for place in held.get(i, ()))
        if total:
            found += [(i, p.people / total, p.x_m, p.y_m, p.name) for p in held[i]]
        else:
            found.append((i, 1.0, own[i, 0], own[i, 1], ""))
    unit, share, x, y, names = zip(*found, strict=True)
    return Homes(np.array(unit), np.array(share), np.array(x), np.array(y), list(names))


@dataclass(frozen=True)
class Seats:
    """Offices, and how far the people of each of n units are from each of k of them.

    Attributes
    ----------
    settings : SeatSettings
    homes : Homes
        Where the people live.
    owner : ndarray of int64, shape (k,)
        Row of the unit in which each office lies.
    x, y : ndarray of float64, shape (k,)
        The offices, in metres.
    """

    settings: SeatSettings
    homes: Homes
    owner: IntArray
    x: FloatArray
    y: FloatArray

    @cached_property
    def apart(self) -> FloatArray:
        """From each home to each office in a straight line, shape (p, k), in metres."""
        return np.hypot(self.homes.x[:, None] - self.x, self.homes.y[:, None] - self.y)

    @cached_property
    def metres(self) -> IntArray:
        """Mean distance in a straight line, over the people of a unit, shape (n, k)."""
        n = int(self.homes.unit.max(initial=-1)) + 1
        mean = np.zeros((n, len(self.owner)))
        np.add.at(mean, self.homes.unit, self.apart * self.homes.share[:, None])
        return np.rint(mean).astype(np.int64)

    @cached_property
    def seconds(self) -> IntArray:
        """Mean time by road, or straight where no roads are known, shape (n, k)."""
        if self.settings.seconds:
            return np.array(self.settings.seconds, dtype=np.int64)
        on_foot: IntArray = np.rint(self.metres * 3.6 / self.settings.on_foot_km_h).astype(np.int64)
        return on_foot


def centres_of(units: gpd.GeoDataFrame, settings: SeatSettings) -> FloatArray:
    """Find the centre of population of each unit, in metres, shape (n, 2).

    That of a unit without settlements is its point.
    """
    homes, centres = homes_of(units, settings), np.zeros((len(units), 2))
    places = np.column_stack([homes.x, homes.y]) * homes.share[:, None]
    np.add.at(centres, homes.unit, places)
    return np.where(np.bincount(homes.unit)[:, None] > 1, np.round(centres, 1), centres)


def seats_of(units: gpd.GeoDataFrame, settings: SeatSettings | None = None) -> Seats:
    """Lay offices beside where people live.

    Parameters
    ----------
    units : GeoDataFrame of n rows
        Complete Units table, in metres.
    settings : SeatSettings, optional
        None, or no offices: one for each unit, at its point.
    """
    settings = settings or SeatSettings()
    row = {code: i for i, code in enumerate(units.index)}
    own = units[["x_m", "y_m"]].to_numpy(dtype=np.float64)
    owner, places = np.arange(len(units), dtype=np.int64), own
    if settings.offices:
        owner = np.array([row[office.unit] for office in settings.offices], dtype=np.int64)
        places = np.array([(office.x_m, office.y_m) for office in settings.offices])
    return Seats(settings, homes_of(units, settings), owner, places[:, 0], places[:, 1])


def check_seats(units: gpd.GeoDataFrame, settings: SeatSettings) -> list[Problem]:
    """Name offices and settlements of unknown units, and units that have no office."""
    problems, known = [], set(units.index)
    for key, places in (("offices", settings.offices), ("settlements", settings.settlements)):
        unknown = sorted({place.unit for place in places} - known)
        if unknown:
            problems.append(
                Problem(
                    f"graph.seats.{key}",
                    say("unknown units {units}", units=listed(unknown)),
                    say("codes of units"),
                    say("correct them"),
                )
            )
    without = [code for code in units.index if code not in {o.unit for o in settings.offices}]
    if settings.offices and without:
        names = [f"{units.at[code, 'name']} ({code})" for code in without]
        problems.append(
            Problem(
                "graph.seats.offices",
                say("no office in {units}", units=listed(names)),
                say("at least one in each unit"),
                say("add a row for each to the table of offices"),
            )
        )
    shape = (len(units), len(settings.offices) or len(units))
    rows = settings.seconds
    if rows and (len(rows) != shape[0] or any(len(row) != shape[1] for row in rows)):
        problems.append(
            Problem(
                "graph.seats.seconds",
                say("a table of another size"),
                say("a row for each unit, with a number for each office"),
                say("leave it out"),
            )
        )
    return problems
