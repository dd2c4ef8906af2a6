"""Limits of groups: size, links, what stays; and whether they can hold at the same time."""

from __future__ import annotations

from typing import Annotated, Literal

import geopandas as gpd
import networkx as nx
from pydantic import BaseModel, ConfigDict, Field

from planner.errors import Problem, listed, raise_if_any
from planner.problem.locks import LOCKS, Code, Codes, Locks
from planner.words.text import say


class Limits(BaseModel):
    """How large new units may be, and what they do not cross."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    max_members: int = Field(default=5, ge=1, le=12)
    """Most units in a new unit (K); every claim of optimality is within it."""
    raise_to: int | None = Field(default=None, ge=1, le=12)
    """Where no arrangement of K units satisfies a unit, look at groups around it of up to so
    many; see ``planner.optimize.widen.larger``."""
    larger: dict[Code, Annotated[int, Field(ge=1, le=12)]] = {}
    """Code of a unit → most units of a group that holds it, where that is more than K."""
    more: list[Codes] = []
    """Further groups, of any size; each hangs together."""
    any_size: bool = False
    """Let groups of any size join that a stage of people, or the last one, inertia, does not
    exclude; see ``planner.optimize.widen``."""
    within: Literal["district", "province"] | None = None
    """Do not cross the boundaries of this level."""
    seats: list[Code] = []
    """Units that give name and seat to any group they join, whatever their size."""
    max_people: int | None = Field(default=None, gt=0, le=10**12)
    """Most people of a new unit, in persons."""
    max_area_km2: float | None = Field(default=None, gt=0)
    """Largest area of a new unit, in km²."""
    safe: bool = False
    """Count a group as satisfied only if it is so whatever the answers are to what is not known:
    the plan is accepted under every answer, or leaves the fewest units unsatisfied under its worst;
    see ``planner.problem.groups.worst``."""

    @property
    def largest(self) -> int:
        """Most members of any group."""
        return max([self.max_members, *self.larger.values(), *map(len, self.more)])


# Fields stand in the order of the bases from the last: it is that of ``scenario.yaml``.
class GroupSettings(Locks, Limits):
    """Which sets of units may become one new unit."""

    @property
    def locks(self) -> Locks:
        """What is held fast."""
        return Locks(**{name: getattr(self, name) for name in LOCKS})

    def locked(self, locks: Locks) -> GroupSettings:
        """Hold fast just this."""
        return self.model_copy(update={name: getattr(locks, name) for name in LOCKS})


def check_links(units: gpd.GeoDataFrame, settings: GroupSettings) -> None:
    """Refuse links that name unknown units or contradict each other, and limits nobody can keep.

    Raises
    ------
    InputError
        Naming both links of each contradiction, and units of which is not
        known where they lie, though groups are to stay within.
    """
    problems = _without_region(units, settings) + _repeated(settings)
    known = set(units.index)
    named = {
        **{f"groups.{name}": set[str]() for name in LOCKS},
        "groups.seats": set(settings.seats),
        "groups.larger": set(settings.larger),
        "groups.more": {code for codes in settings.more for code in codes},
    }
    for name, codes in settings.each:
        named[f"groups.{name}"].update(codes)
    for key, mentioned in named.items():
        unknown = sorted(mentioned - known)
        if unknown:
            problems.append(
                Problem(
                    key,
                    say("unknown units {units}", units=listed(unknown)),
                    say("codes of units"),
                    say("correct them"),
                )
            )
    bonds: nx.Graph[str] = nx.Graph()
    for codes in settings.joining:
        nx.add_path(bonds, codes)
    for a, b in settings.apart:
        if a == b or (a in bonds and b in bonds and nx.has_path(bonds, a, b)):
            problems.append(
                Problem(
                    say("{key} and {other}", key="groups.together", other="groups.apart"),
                    say("{a} and {b} must be together and must be apart", a=a, b=b),
                    say("links that can hold at the same time"),
                    say("drop {units} from one of the two", units=f"[{a}, {b}]"),
                )
            )
    for code in settings.keep:
        if code in bonds and bonds.degree(code) > 0:
            other = sorted(bonds.neighbors(code))[0]
            problems.append(
                Problem(
                    say("{key} and {other}", key="groups.together", other="groups.keep"),
                    say(
                        "{unit} must stay as it is and must be together with {other}",
                        unit=code,
                        other=other,
                    ),
                    say("links that can hold at the same time"),
                    say("drop {units} from one of the two", units=code),
                )
            )
    raise_if_any(problems)


def _without_region(units: gpd.GeoDataFrame, settings: GroupSettings) -> list[Problem]:
    """Name the units that a limit to regions would pass by, as they lie in none."""
    if settings.within is None:
        return []
    column = f"{settings.within}_code"
    empty = units.index[(units[column].fillna("").astype(str).str.strip() == "").to_numpy()]
    if empty.empty:
        return []
    return [
        Problem(
            say("groups.within: {level}", level=settings.within),
            say("no `{column}` of {units}", column=column, units=listed(empty)),
            say("the code of its region for each unit"),
            say(
                "name the column under `units.columns` or join it by a table,"
                " fill its cells, or drop `within`"
            ),
        )
    ]


def _repeated(settings: GroupSettings) -> list[Problem]:
    """Name the units that stand more than once in a set of codes."""
    problems = []
    sets = [name for name, kind in LOCKS.items() if not kind.single and name != "apart"]
    for key in (*sets, "more"):
        twice = {c for codes in getattr(settings, key) for c in codes if codes.count(c) > 1}
        if twice:
            problems.append(
                Problem(
                    f"groups.{key}",
                    say("{units} more than once in one set", units=listed(sorted(twice))),
                    say("each unit once"),
                    say("leave out the repetition"),
                )
            )
    return problems
