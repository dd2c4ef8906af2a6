"""Bases: the same verdicts on the census, the police register, an estimate, another area.

The base decides more than the optimizer: a commune below standard on one is
often above it on another.  So every verdict is computed on each base at
hand, and units whose verdict differs are named before any plan is drawn.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from planner.errors import RefusedError
from planner.sources import SourceSettings, TableJoin, read_units
from planner.words.text import say


class PeopleBase(BaseModel):
    """Another figure of people or of area for every unit: a table, or a factor of people."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    """What it is called in reports ("công an quản lý, 31/12/2024")."""
    table: TableJoin | None = None
    """Table with a column of people, of area, or of both, joined by code."""
    factor: float | None = Field(default=None, gt=0)
    """People times this: an approximation where only one base is at hand for all units."""
    why: str = ""
    """Where the factor comes from; needed with one."""

    @model_validator(mode="after")
    def _one_way(self) -> PeopleBase:
        if (self.table is None) == (self.factor is None):
            raise RefusedError(say("give either `table` or `factor`"))
        if self.factor is not None and not self.why:
            raise RefusedError(say("a factor needs its reason under `why`"))
        brought = set(self.table.columns) if self.table is not None else set()
        if brought and not brought & {"people", "area_km2"}:
            raise RefusedError(say("a base brings people or area_km2"))
        return self


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
    if base.factor is not None:
        people = np.rint(units["people"].to_numpy() * base.factor).astype(np.int64)
        changed = units.assign(people=people, people_base=f"{base.name} (× {base.factor:g})")
        notes = [*units.attrs.get("notes", []), _approximate(base)]
    else:
        assert base.table is not None
        named = base.table.model_copy(update={"base": base.table.base or base.name})
        again = settings.model_copy(update={"tables": [*settings.tables, named]})
        changed = read_units(again, folder)
        notes = changed.attrs["notes"]
    changed.attrs = {**units.attrs, **changed.attrs, "notes": notes}
    return changed


def base_name(units: gpd.GeoDataFrame) -> str:
    """Name the base that units came with."""
    return " + ".join(sorted(set(units["people_base"])))


def _approximate(base: PeopleBase) -> str:
    return (
        f"Dân số trên cơ sở “{base.name}” là số ước tính: "
        f"nhân hệ số {base.factor:g} ({base.why}). · "
        f"People on the base “{base.name}” are approximate: times {base.factor:g} ({base.why})."
    )
