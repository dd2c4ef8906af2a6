"""Norms that a scenario states, put where the tables of the office say nothing."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from planner.output.dossier.inputs import OfficeData
from planner.output.dossier.matter import Matter

NOW = ("officials", "servants", "part_time")


def with_norms(matter: Matter, office: OfficeData) -> OfficeData:
    """Fill staff that is needed, and how its surplus is settled, by the norms of the scenario.

    Parameters
    ----------
    matter : Matter
    office : OfficeData
        Its figures go before; what neither they nor a norm say stays empty.

    Returns
    -------
    OfficeData
        ``staff`` has a row for each new unit whose kind has a norm, or that the office named.
    """
    norms = matter.scenario.norms
    if norms is None or not (norms.staff or norms.settled_percent):
        return office
    years = [f"year_{year}" for year in range(1, matter.layout.years + 1)]
    heads = [*NOW, "needed", *years]
    codes = [unit.code for unit in matter.formed]
    table = pd.DataFrame(index=pd.Index(codes, name="code"), columns=heads, dtype="Int64")
    if office.staff is not None:
        own = office.staff.reindex(index=codes)
        table = table.assign(**{str(name): own[name].astype("Int64") for name in own})
    kinds = matter.evaluation.merged["kind"].reindex(codes).astype(str)
    table["needed"] = table["needed"].fillna(kinds.map(norms.staff).astype("Int64"))
    surplus = table[list(NOW)].sum(axis=1, min_count=len(NOW)) - table["needed"]
    done = 0 * surplus
    share = 0.0
    for year, percent in zip(years, norms.settled_percent):
        share += percent
        # What is settled until the end of a year is rounded, so that nobody is lost.
        until = (surplus.clip(lower=0) * share / 100.0).round().astype("Int64")
        table[year] = table[year].fillna(until - done)
        done = until
    return replace(office, staff=table)


def norm_of(matter: Matter, name: str) -> float | None:
    """Give a norm of the scenario, in million đồng; None where it states none."""
    found: float | None = getattr(matter.scenario.norms, name, None)
    return found
