"""Which rounds are replayed: data of a province, beside its lineage."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from planner.errors import InputError
from planner.gate.documents import read_yaml, validate
from planner.optimize import StageSettings
from planner.sources import data_folder
from planner.sources.bases import PeopleBase
from planner.vietnam.sources.today import no_province, provinces_of_today
from planner.words import NO_TEXT, Text


class Task(BaseModel):
    """What every round has: a title, a law, and how the optimizer is asked."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    title: Text
    """Name of the round."""
    ruleset: str
    """Rule set of its time."""
    within: Literal["district", "province"] | None = None
    """Level whose boundaries mergers of the optimizer do not cross."""
    max_members: int = Field(default=4, ge=2, le=12)
    """Most units in a new one."""
    time_limit_s: float = Field(default=900.0, gt=0)
    """Seconds that the optimizer may take."""
    objective: list[StageSettings] = Field(min_length=1)
    """Stages, the most important first."""


class Round(Task):
    """A round that was decided."""

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    """Name for files."""
    level: Literal["commune", "district"]
    """Level of the units."""
    before: int
    """Year of the lineage before the round."""
    after: int
    """Year of the lineage after it."""
    stated_before: int | None = None
    """Units before, as the law of the round counts them; none: as the lineage does."""
    stated_after: int | None = None
    """Units after."""
    decided_by: Text
    """The text that decided."""
    otherwise: Text
    """What may have allowed a unit below standard where no clause in the data does."""
    unseen: Text = NO_TEXT
    """What the data do not show of this round."""


class Upcoming(Task):
    """The round that is being prepared: nothing was decided yet."""

    year: int
    """Year of the units."""


class ReplaySettings(BaseModel):
    """The rounds of a province."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    province: str
    """Its name in sources: ``vietnam:<province>@<year>``."""
    bases: list[PeopleBase] = []
    """Other figures of people on which verdicts are asked about."""
    rounds: list[Round]
    """In the order of time."""
    upcoming: Upcoming | None = None
    """The round that is being prepared."""


def of_2025(settings: Round) -> bool:
    """Whether it is the round of July 2025, which every province had."""
    return settings.level == "commune" and settings.after == 2025


def read_replay(province: str) -> tuple[ReplaySettings, Path]:
    """Find the rounds of a province among the shipped data.

    Parameters
    ----------
    province : str
        One with rounds of its own (``ha_tinh``), or any of today: then the round of July 2025.

    Raises
    ------
    InputError
        No such province, or the file does not hold.
    """
    folder = data_folder() / "plans"
    path = folder / f"{province}_replay.yaml"
    if path.exists():
        return validate(ReplaySettings, read_yaml(path), path.name), path
    known = provinces_of_today()
    if province not in known:
        raise InputError(no_province(province, known))
    path = folder / "round_2025.yaml"
    given = {"province": province, "rounds": [read_yaml(path)]}
    return validate(ReplaySettings, given, path.name), path
