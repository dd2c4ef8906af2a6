"""Screening: which units are below a standard whatever is not known, which are not, which may be.

Three answers: *below* in every world, *not* below in any, or it *depends* – and
then on what: each fact or figure that alone can turn the verdict.  The total
lies between the units that are certainly below and those that may be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.evaluation.depends.worlds import BoolArray, Doubt, doubts, moved, worlds
from planner.law import RuleSet, judge, verdicts
from planner.units import full_name
from planner.units.provenance import only_likely

SCREENS = ("below", "depends", "not", "no_rule")
"""Below a standard in every case; in some; in none; of a kind that no standard exists for."""


@dataclass(frozen=True)
class Screening:
    """Units screened under a law.

    Attributes
    ----------
    table : DataFrame, index ``code``
        ``name, kind, province_code, province, people, area_km2``; ``screen``
        (of ``SCREENS``); ``mountain``: yes or no, likely so, or not known;
        ``now``: below as the facts at hand say; ``least``
        and ``most``: lowest percent attained, at worst and at best; ``on``:
        what it depends on, columns joined by a space; ``screen_likely`` and
        ``on_likely``: the same where what is only likely (a flag computed from
        heights) is taken to hold.
    off_percent : float
        By how much figures that are not simply published were taken to be off.
    worlds : int
        Combinations in which every unit was judged.
    """

    table: pd.DataFrame
    off_percent: float
    worlds: int

    @property
    def by_province(self) -> pd.DataFrame:
        """Counts of each province, and of the country in the last row.

        Returns
        -------
        DataFrame, index ``province_code`` ("" for the country)
            ``province``, ``units``, each of ``SCREENS``, ``now``, ``at_least``
            and ``at_most`` units below a standard; ``at_least_likely`` and
            ``at_most_likely`` where what is only likely holds.
        """
        flags = pd.get_dummies(self.table["screen"]).reindex(columns=list(SCREENS), fill_value=0)
        likely = self.table["screen_likely"]
        rows = flags.assign(
            units=1,
            now=self.table["now"],
            at_least_likely=likely == "below",
            at_most_likely=likely.isin(["below", "depends"]),
            province_code=self.table["province_code"],
        )
        counts = rows.groupby("province_code").sum().astype(int)
        names = self.table.drop_duplicates("province_code").set_index("province_code")["province"]
        counts.insert(0, "province", names.reindex(counts.index))
        whole = counts.drop(columns="province").sum().to_frame().T.assign(province="")
        whole.index = pd.Index([""], name="province_code")
        counts = pd.concat([counts, whole])
        counts["at_least"] = counts["below"]
        counts["at_most"] = counts["below"] + counts["depends"]
        first = ["province", "units", "now", "at_least", "at_most"]
        return counts[[*first, "at_least_likely", "at_most_likely", *SCREENS]]

    def reasons(self, *, likely: bool = False) -> pd.DataFrame:
        """What the total hangs on: units that hang on the same things, most of them first.

        Parameters
        ----------
        likely : bool
            What is only likely is taken to hold, and nothing hangs on it.

        Returns
        -------
        DataFrame
            ``on`` (as in ``table``), ``units`` and ``now``, those of them that are below as the
            facts at hand say.
        """
        column, screened = ("on_likely", "screen_likely") if likely else ("on", "screen")
        open_ = self.table[self.table[screened] == "depends"].assign(on=self.table[column])
        counts = open_.groupby("on").agg(units=("now", "size"), now=("now", "sum")).reset_index()
        return counts.sort_values(["units", "on"], ascending=[False, True], ignore_index=True)


def screen(
    units: gpd.GeoDataFrame, ruleset: RuleSet, off_percent: float = 10.0, *, today: bool = True
) -> Screening:
    """Judge every unit in every way in which what is not known may turn out.

    Parameters
    ----------
    units : GeoDataFrame of n rows
        Complete Units table.
    ruleset : RuleSet
        The law.
    off_percent : float
        By how much a figure may be off that is not simply published.
    today : bool
        Whether these are units of today, and not what a rearrangement made; see ``judge``.

    Returns
    -------
    Screening
        In the order of ``units``.
    """
    found = doubts(units, ruleset, off_percent)
    shape = tuple(len(doubt.ways) for doubt in found)
    below = np.zeros((*shape, len(units)), dtype=bool)
    percent = np.zeros((*shape, len(units)))
    ruled = np.ones(len(units), dtype=bool)
    for chosen, table in worlds(units, found):
        rows = verdicts(judge(table, ruleset, today=today)).reindex(units.index)
        below[chosen] = rows["below"].to_numpy(dtype=bool)
        percent[chosen] = rows["least_percent"].to_numpy(dtype=float)
        ruled &= ~rows["no_rule"].to_numpy(dtype=bool)
    named, on = _screened(below, found, ruled)
    named_likely, on_likely = _screened(_as_likely(below, units, found), found, ruled)
    ends = percent.reshape(-1, len(units))
    now = (
        verdicts(judge(units, ruleset, today=today))
        .reindex(units.index)["below"]
        .to_numpy(dtype=bool)
    )
    columns = ["kind", "province_code", "province", "people", "area_km2"]
    table = pd.DataFrame(units[columns]).assign(
        screen=named,
        mountain=_mountain(units),
        now=now & ruled,
        least=ends.min(axis=0),
        most=ends.max(axis=0),
        on=on,
        screen_likely=named_likely,
        on_likely=on_likely,
    )
    table.insert(0, "name", full_name(units))
    return Screening(table, off_percent, len(ends))


def _screened(
    below: BoolArray, doubts: list[Doubt], ruled: BoolArray
) -> tuple[npt.NDArray[np.str_], list[str]]:
    """Answer for each unit, of its verdicts in all worlds, and say what alone turns it."""
    flat = below.reshape(-1, len(ruled))
    always, ever = flat.all(axis=0), flat.any(axis=0)
    named = np.select([~ruled, always, ever], ["no_rule", "below", "depends"], default="not")
    turns = {doubt.column: moved(below, axis) for axis, doubt in enumerate(doubts)}
    return named, _named(turns, named == "depends")


def _as_likely(below: BoolArray, units: gpd.GeoDataFrame, doubts: list[Doubt]) -> BoolArray:
    """Let what is only likely hold: in every world a unit is judged as in those that have it so."""
    for axis, doubt in enumerate(doubts):
        likely = only_likely(units, doubt.column)
        if not likely.any():
            continue
        yes = units[doubt.column].fillna(False).to_numpy(dtype=bool)
        worlds_no, worlds_yes = np.take(below, [0], axis), np.take(below, [-1], axis)
        below = np.where(likely, np.where(yes, worlds_yes, worlds_no), below)
    return below


def _mountain(units: gpd.GeoDataFrame) -> list[str]:
    """Say of each unit whether it is mountainous, and how sure that is."""
    flags = units["mountain"].map({True: "yes", False: "no"}).astype(object)
    likely = only_likely(units, "mountain")
    return [
        "not_known" if pd.isna(flag) else f"likely_{flag}" if open_ else str(flag)
        for flag, open_ in zip(flags, likely, strict=True)
    ]


def _named(turns: Mapping[str, BoolArray], where: BoolArray) -> list[str]:
    """Write down for each unit what alone can turn its verdict."""
    return [
        " ".join(name for name, moves in turns.items() if moves[row]) if asked else ""
        for row, asked in enumerate(where)
    ]
