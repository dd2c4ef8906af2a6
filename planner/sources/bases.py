"""Bases: the same verdicts on the census, the police register, an estimate, another area.

The base decides more than the optimizer: a commune below standard on one is
often above it on another.  So every verdict is computed on each base at
hand, and units whose verdict differs are named before any plan is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from planner.errors import RefusedError
from planner.sources import SourceSettings, TableJoin, read_units
from planner.units.check import unfit
from planner.units.provenance import attach, provenance_of
from planner.words import NO_TEXT, Text, joined, say


class PeopleBase(BaseModel):
    """Another figure of people or of area for every unit: a table, or a factor of people."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    name: Text
    """What it is called in reports ("công an quản lý, 31/12/2024")."""
    table: TableJoin | None = None
    """Table with a column of people, of area, or of both, joined by code."""
    factor: float | None = Field(default=None, ge=0.01, le=100)
    """People times this: an approximation where only one base is at hand for all units."""
    why: Text = NO_TEXT
    """Where the factor comes from; needed with one."""

    @model_validator(mode="after")
    def _one_way(self) -> PeopleBase:
        if not self.name:
            raise RefusedError(say("a base needs its `name`"))
        if (self.table is None) == (self.factor is None):
            raise RefusedError(say("give either `table` or `factor`"))
        if self.factor is not None and not self.why:
            raise RefusedError(say("a factor needs its reason under `why`"))
        if unfit(str(self.name)):
            raise RefusedError(say("names in one line that begin with a letter or a figure"))
        brought = set(self.table.columns) if self.table is not None else set()
        if brought and not brought & {"people", "area_km2"}:
            raise RefusedError(say("a base brings people or area_km2"))
        return self

    @property
    def scaled(self) -> Text:
        """The name with the factor."""
        return joined((self.name, f"(× {self.factor:g})"), " ")

    @property
    def named(self) -> dict[str, Text]:
        """Its names, by what tables and columns of bases hold."""
        key = str(self.name)
        given = None if self.table is None else self.table.base
        return (
            {key: self.name}
            | ({str(given): given} if given else {})
            | ({f"{key} (× {self.factor:g})": self.scaled} if self.factor is not None else {})
        )


def on_bases(
    own: gpd.GeoDataFrame, bases: Sequence[PeopleBase], settings: SourceSettings, folder: Path
) -> dict[str, gpd.GeoDataFrame]:
    """Give units on every base at hand, first on their own; see :func:`rebase`.

    Each table knows the names of all bases.
    """
    known = dict(provenance_of(own).bases)
    for base in bases:
        known |= base.named
    own = attach(own.copy(), replace(provenance_of(own), bases=known))
    return {base_name(own): own} | {
        str(base.name): rebase(own, base, settings, folder) for base in bases
    }


def rebase(
    units: gpd.GeoDataFrame, base: PeopleBase, settings: SourceSettings, folder: Path
) -> gpd.GeoDataFrame:
    """Give units the people, the area, or both, of another base.

    Parameters
    ----------
    units : GeoDataFrame
        Complete Units table.
    base : PeopleBase
        A table, or a factor (people are rounded to whole persons).
    settings : SourceSettings
        The source, read again with the table joined.
    folder : Path
        Folder to which paths are relative.

    Returns
    -------
    GeoDataFrame
        The same units, columns ``people`` and ``people_base`` replaced, or
        ``area_km2`` and ``area_base`` where the table brings areas.
    """
    own = provenance_of(units)
    if base.factor is not None:
        people = np.rint(units["people"].to_numpy() * base.factor).astype(np.int64)
        changed = units.assign(people=people, people_base=f"{base.name} (× {base.factor:g})")
        found = replace(own, notes=(*own.notes, _approximate(base)))
    else:
        assert base.table is not None
        named = base.table.model_copy(update={"base": base.table.base or base.name})
        again = settings.model_copy(update={"tables": [*settings.tables, named]})
        changed = read_units(again, folder)
        found = provenance_of(changed)
    return attach(changed, replace(found, bases={**own.bases, **base.named}))


def base_name(units: gpd.GeoDataFrame) -> str:
    """Name the base that units came with."""
    return " + ".join(sorted(set(units["people_base"])))


def _approximate(base: PeopleBase) -> Text:
    return say(
        "People on the base “{base}” are approximate: times {factor:g} ({why}).",
        base=base.name,
        factor=base.factor,
        why=base.why,
    )
