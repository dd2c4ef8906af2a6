"""Layouts: what a dossier is made of under each law, as data beside this file."""

from __future__ import annotations

from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from planner.errors import InputError, Problem, listed
from planner.gate.documents import load_yaml, validate
from planner.law import RuleSet
from planner.output.dossier.clauses import Style
from planner.words import Confidence
from planner.words.law import LEVELS
from planner.words.text import say

LAYOUTS = files("planner.output.dossier") / "layouts"


class Quoted(BaseModel):
    """A sentence or a name of a text, and how far it can be relied on."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    text: str
    """In Vietnamese, as it is printed."""
    confidence: Confidence = "read"
    """Whether the text itself was read."""

    @property
    def certain(self) -> bool:
        """Read in the full text; all else is marked where it is printed."""
        return self.confidence == "read"


class Support(BaseModel):
    """What the central budget gives for each unit fewer."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    million_per_unit: float = Field(gt=0)
    """In million đồng."""
    article: Quoted
    """Where that is said."""


class Ballot(BaseModel):
    """How people are asked, and when a plan goes on."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    asked: Literal["households", "voters"]
    """Who has a vote."""
    least_percent: float | None = Field(default=None, ge=0, le=100)
    """Of all of them, not of those who took part; none: the text that is known names no figure."""
    more_than: bool = False
    """More than that is needed, not as much."""
    article: Quoted
    """Where that is said."""
    shades: tuple[float, float, float] = (50.0, 75.0, 90.0)
    """Percents at which the map of opinions changes its shade; the first where the law has none."""

    def short(self, percent: float) -> bool:
        """Whether so many of all are too few; never where no figure is known."""
        least = self.least_percent
        return least is not None and (percent <= least if self.more_than else percent < least)


class Layout(BaseModel):
    """What a dossier is made of under a law."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    id: str
    """Name of the file."""
    periods: dict[str, str]
    """Rule sets that it serves, and those that build on them → the time of the arrangement."""
    period: str = ""
    """The time of the arrangement under the rule set that was asked about."""
    level: Literal["commune", "district"] = "commune"
    """What is arranged under that rule set."""
    scheme: str
    """Text of the scheme."""
    parts: Quoted
    """Which text prescribes its parts."""
    clauses: Style
    """In which words new units are made."""
    grounds: tuple[Quoted, ...]
    """Texts of the law, in the order in which they are named."""
    law: Quoted
    """The resolution by which units are rearranged, as a sentence names it."""
    dossier: Quoted
    """Which text lists what a dossier holds."""
    addressee: str
    """To whom the submission goes."""
    decides: str
    """Who adopts the resolution."""
    figures_day: str = ""
    """The day of the figures, where the text names one."""
    exempt: str = ""
    """Article on units that need not be rearranged."""
    ballot: Ballot
    """How people are asked."""
    supports: dict[Literal["commune", "district"], Support] = {}
    """Money of the central budget for a unit of each level, where the text grants any."""
    most_named: int = Field(default=12, ge=0)
    """So many units that stay as they are are named in the closing clause."""
    most_listed: int = Field(default=60, ge=0)
    """So many units are listed within the text; of more an annex speaks."""
    form_rows: int = Field(default=10, ge=1)
    """Rows of a unit on the form of the tally, where the number of its settlements is not known."""
    years: int = Field(default=5, ge=1)
    """In so many years surplus staff is settled."""

    @property
    def support(self) -> Support | None:
        """Money of the central budget for a unit of the level that is arranged."""
        return self.supports.get(self.level)

    @property
    def called(self) -> str:
        """The level as sentences have it: "cấp xã"."""
        return LEVELS[self.level].vi


def layout_of(ruleset: RuleSet) -> Layout:
    """Find the layout of the dossier under a rule set.

    Raises
    ------
    InputError
        There is none: another country, or another level.
    """
    layouts = [
        validate(Layout, load_yaml(path.read_text(encoding="utf-8")), path.name)
        for path in sorted(LAYOUTS.iterdir(), key=lambda path: path.name)
        if path.name.endswith(".yaml")
    ]
    for name in (ruleset.id, *ruleset.grounds):
        for layout in layouts:
            if name in layout.periods:
                found = {"period": layout.periods[name], "level": ruleset.level}
                return layout.model_copy(update=found)
    known = [name for layout in layouts for name in layout.periods]
    raise InputError(
        Problem(
            "law.ruleset",
            say("the rule set {name}, for which no dossier is laid down", name=ruleset.id),
            say("one of {names}, or one that extends it", names=listed(known, len(known))),
            say("make the dossier of a plan under one of these rule sets"),
        )
    )
