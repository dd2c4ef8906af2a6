"""Scenario: one YAML file → everything that a run needs, frozen.

A what-if is a small file that ``extends`` another and changes some keys:
mappings are merged, lists and values replaced.  ``--set KEY=VALUE`` comes last.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import geopandas as gpd
import networkx as nx
from pydantic import BaseModel, ConfigDict, Field, model_validator

from planner.errors import InputError, RefusedError
from planner.gate import COUNTS
from planner.gate.documents import read_yaml
from planner.law import LawSettings, RuleSet
from planner.optimize import CountSettings, SolverSettings, StageSettings
from planner.optimize.objective import LARGE_EXCLUDED_BY, excludes_large
from planner.plan.terms import SEAT_TERMS
from planner.problem import Problem
from planner.problem.limits import GroupSettings
from planner.problem.settings import Alternatives
from planner.sources import SourceSettings, data_folder
from planner.sources.bases import PeopleBase
from planner.sources.companions import BesideSettings
from planner.sources.country import country
from planner.sources.overlays import MapSettings
from planner.sources.settings import known_kinds
from planner.units import split_kind
from planner.units.graph import GraphSettings
from planner.words import Text
from planner.words.html import html_table
from planner.words.law import HOME
from planner.words.outputs.reports import KEY, SETTING
from planner.words.text import say

CsvForm = Literal["plain", "excel"]
"""How csv files are written: UTF-8 and commas, or as a Vietnamese Excel opens them."""


class ThenSettings(BaseModel):
    """The second level of an arrangement of both, in the order that the scenario gives.

    Communes first: the districts are made of the new communes.  Districts
    first: communes are arranged within the new districts.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    level: Literal["commune", "district"]
    """Level that is arranged second."""
    law: LawSettings
    """Rule set of that level."""
    groups: GroupSettings = GroupSettings()
    """Which sets of units may become one."""
    count: CountSettings = CountSettings()
    """How many new units there may be."""
    objective: list[StageSettings] = Field(min_length=1, max_length=COUNTS.most_stages)
    """Stages, the most important first."""


class NormSettings(BaseModel):
    """Norms of the dossier's annexes; what is not stated is left to be filled by hand."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    source: Text
    """Which document states them."""
    staff: dict[str, int] = {}
    """Kind of a new unit → how many officials, civil servants and part-time staff it needs."""
    settled_percent: tuple[float, ...] = ()
    """Percent of the surplus that is settled in each year."""
    support_million: float | None = Field(default=None, gt=0)
    """Million đồng of the central budget for each unit fewer, where the law's figure is not it."""
    own_million: float | None = Field(default=None, gt=0)
    """Million đồng of the province's budget for each unit fewer."""

    @model_validator(mode="after")
    def _possible(self) -> NormSettings:
        if any(each < 0 for each in self.staff.values()):
            raise RefusedError(say("staff of zero or more"))
        known_kinds(self.staff)
        shares = self.settled_percent
        if any(each < 0 for each in shares) or round(sum(shares), 6) > 100.0:
            raise RefusedError(say("percents of zero or more, together at most 100"))
        return self


class Scenario(BaseModel):
    """One arrangement to be planned or evaluated."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    title_vi: str = Field(min_length=1)
    """Title in Vietnamese, printed on maps and tables."""
    title_en: str = ""
    """Title in English."""
    units: SourceSettings
    """Boundaries, people, facts."""
    law: LawSettings
    """Rule set and overrides."""
    graph: GraphSettings = GraphSettings()
    """What makes neighbours."""
    beside: BesideSettings = BesideSettings()
    """Tables beside the units: ties, offices, settlements."""
    groups: GroupSettings = GroupSettings()
    """Which sets of units may become one."""
    count: CountSettings = CountSettings()
    """How many new units there may be."""
    objective: list[StageSettings] = Field(min_length=1, max_length=COUNTS.most_stages)
    """Stages, the most important first."""
    solver: SolverSettings = SolverSettings()
    """Limits of effort."""
    alternatives: Alternatives = Alternatives()
    """Plans beside the best, each proven to be the next."""
    bases: list[PeopleBase] = []
    """Other figures of people on which every verdict is shown as well."""
    norms: NormSettings | None = None
    """Norms of staff and costs, for the annexes of the dossier."""
    plan_on: Text | None = None
    """Name of the base in `bases` on which the plan is made; the units' own by default."""
    plan: str | None = None
    """A plan (csv) to evaluate instead of looking for one."""
    csv: CsvForm = "plain"
    """``excel``: csv files that a Vietnamese Excel opens by a double click – mark of UTF-8,
    semicolons, decimal commas, and Vietnamese headings where only people read them; ``plain``:
    UTF-8 and commas, for programs."""
    maps: MapSettings = MapSettings()
    """Layers of one's own on every map of the run: rivers, roads, seats, old districts."""
    then: ThenSettings | None = None
    """The other level, arranged on the result of this one."""

    @property
    def title(self) -> Text:
        """Title in both languages; the Vietnamese one twice where there is no other."""
        return Text(self.title_vi, self.title_en or self.title_vi)

    @property
    def has_offices(self) -> bool:
        """Whether offices are named, of which new units take their seats."""
        given = self.graph.seats
        return self.beside.offices is not None or bool(given and given.offices)

    @property
    def source(self) -> SourceSettings:
        """Where units come from; facts hold on the day of the law, where nothing else is said."""
        if self.units.as_of is not None or self.law.as_of is None:
            return self.units
        return self.units.model_copy(update={"as_of": self.law.as_of})

    @property
    def named_bases(self) -> dict[str, Text]:
        """Names of all bases, by what tables and columns of bases hold."""
        named = dict(self.units.named)
        for base in self.bases:
            named |= base.named
        return named

    def problem(self, units: gpd.GeoDataFrame, graph: nx.Graph[str], ruleset: RuleSet) -> Problem:
        """Ask of units, neighbours and law what the scenario asks (of its first level)."""
        return Problem(units, graph, ruleset, self.groups, self.count, self.objective, self.solver)

    def _repr_html_(self) -> str:
        """Show in a notebook what differs from the defaults, a key a row."""
        return html_table(
            self.title, (KEY, SETTING), _keys(self.model_dump(mode="json", exclude_defaults=True))
        )

    @model_validator(mode="after")
    def _names_hold(self) -> Scenario:
        names = [str(base.name) for base in self.bases]
        if len(set(names)) < len(names):
            raise RefusedError(say("two bases have one name"))
        if self.plan_on is not None and str(self.plan_on) not in names:
            raise RefusedError(
                say(
                    "plan_on: no base '{name}'; there are {names}",
                    name=self.plan_on,
                    names=", ".join(names) or say("none"),
                )
            )
        for where, level in (("", self), ("then.", self.then)):
            asked = (
                set() if level is None else {t for stage in level.objective for t in stage.terms}
            )
            if asked & SEAT_TERMS and (level is not self or not self.has_offices):
                raise RefusedError(
                    say(
                        "{key}: a stage measures ways to seats, and no offices are named; give"
                        " their table under `beside.offices`",
                        key=f"{where}objective",
                    )
                )
            if level is not None and level.groups.any_size and level.count.per_district:
                raise RefusedError(
                    say(
                        "{key}: not where `count.per_district` asks for numbers of districts, which"
                        " hold for groups of up to `max_members` units; write `any_size: false`",
                        key=f"{where}groups.any_size",
                    )
                )
            if level is None or not level.groups.any_size or excludes_large(level.objective):
                continue
            raise RefusedError(
                say(
                    "{key}: none of the stages {stages} excludes large groups; expected {expected}:"
                    " add such a stage or drop this",
                    key=f"{where}groups.any_size",
                    stages=", ".join(stage.stage for stage in level.objective),
                    expected=LARGE_EXCLUDED_BY,
                )
            )
        if self.then is not None and self.alternatives.any:
            raise RefusedError(
                say("`alternatives`: not where two levels are arranged; leave out `then`")
            )
        if self.then is not None and self.then.level == self.units.level:
            raise RefusedError(
                say("then.level: `{level}` is the level of `units` already", level=self.then.level)
            )
        return self


def scenarios_folder() -> Path:
    """Find the shipped scenarios: in the installed package or the checkout.

    Raises
    ------
    InputError
        See ``sources.data_folder``, beside which it lies.
    """
    return data_folder().parent / "scenarios"


def scenario_of_today(key: str | None) -> str:
    """Write the scenario of a province, or of the country, in its state of today.

    It is the shipped one of the model province with the names of the province.

    Parameters
    ----------
    key : str or None
        As ``vietnam:<province>@2026`` has it; none: the country.

    Raises
    ------
    InputError
        No such province.
    """
    home = country()
    provinces = home.provinces_of_today()
    short = None if key is None else key.removeprefix("tp_")
    if short is not None and short not in provinces:
        raise InputError(home.no_province(str(key), provinces))
    model = home.MODEL
    text = (scenarios_folder() / f"{model}_{home.TODAY}.yaml").read_text(encoding="utf-8")
    full = HOME if short is None else provinces[short]
    source = home.COUNTRY if short is None else f"{home.COUNTRY}:{short}"
    pairs = {
        f"{home.COUNTRY}:{model}": source,
        provinces[model]: full,
        _bare(provinces[model]): _bare(full),
    }
    for ours, theirs in pairs.items():
        text = text.replace(ours, theirs)
    return text


def _bare(province: str) -> str:
    """Name a province without its kind: "Tỉnh Hà Tĩnh" → "Hà Tĩnh"."""
    return split_kind(province)[1]


@dataclass(frozen=True)
class ReadScenario:
    """A scenario and where it came from.

    Attributes
    ----------
    scenario : Scenario
        The settings.
    name : str
        Stem of the file.
    folder : Path
        Folder from which its paths are taken.
    files : tuple of Path
        The file and those that it extends.
    applied : dict
        Plain data of the whole scenario, as it was applied.
    source : str
        Name of the file in the folder, or the one line that asks for a province.
    changes : tuple of str
        ``--set``, as given.
    bundle : Path or None
        The file out of which everything was read, if it was one: the folder is gone afterwards.
    hashes : mapping of Path to str
        Of files that are no longer as they were read first: a bundle replaces paths in them.
    """

    scenario: Scenario
    name: str
    folder: Path
    files: tuple[Path, ...]
    applied: dict[str, Any]
    source: str = ""
    changes: tuple[str, ...] = ()
    bundle: Path | None = None
    hashes: Mapping[Path, str] = field(default_factory=dict)

    def digest(self, path: Path) -> str:
        """Hash one of its files, as it was read first."""
        return self.hashes.get(path) or hashlib.sha256(path.read_bytes()).hexdigest()

    @property
    def inputs(self) -> list[Path]:
        """What a run of it reads: its files, and every file that one of its values names."""
        named = [self.folder / value for value in _strings(self.applied)]
        outlines = self.folder / self.scenario.units.boundaries
        # Any folder holds something; only outlines come as one (a .gdb).
        folders = [path for path in named if path == outlines and _is(Path.is_dir, path)]
        return [*self.files, *(path for path in named if _is(Path.is_file, path)), *folders]

    @property
    def texts(self) -> list[str]:
        """Every text in it, and in the files that it is made of."""
        return [
            *_strings(self.applied),
            *(t for path in self.files for t in _strings(read_yaml(path))),
        ]


def _is(kind: Callable[[Path], bool], path: Path) -> bool:
    """Whether a path leads to something; a text that is too long for a name leads nowhere."""
    try:
        return kind(path)
    except (OSError, ValueError):
        return False


def _keys(data: Mapping[str, object], before: str = "") -> Iterator[tuple[str, str]]:
    """Give every key of plain data as ``count.exactly``, with its value."""
    for key, value in data.items():
        if isinstance(value, dict):
            yield from _keys(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", str(value)


def _strings(data: object) -> Iterator[str]:
    """Give every string in plain data."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list | tuple):
        for value in data.values() if isinstance(data, dict) else data:
            yield from _strings(value)
