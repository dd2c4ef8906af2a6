"""Settings of what is asked: stages, count, effort."""

from __future__ import annotations

import difflib
import math
from typing import Annotated, Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, model_validator

from planner.errors import RefusedError
from planner.plan.terms import TERMS, stage_name
from planner.problem.locks import Code
from planner.words import NOTHING
from planner.words.text import Text, joined, say

COHESION = "cohesion"
INERTIA = "inertia"


def _named(stage: str) -> Text:
    name = stage_name(stage)
    return Text(f"{stage} ({name.vi.lower()})", stage)


class StageSettings(BaseModel):
    """One stage of the objective; a name alone stands for the stage of that name."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    stage: str
    """A term of ``planner.plan.terms.TERMS``, or `cohesion` for a weighted sum of terms."""
    within_percent: float = Field(default=0.0, ge=0)
    """How much worse later stages may make it, in percent of its best value;
    `within: 3 %` says the same."""
    weights: dict[str, float] = {}
    """For `cohesion`: term → weight of one unit of it."""

    @model_validator(mode="before")
    @classmethod
    def _as_written(cls, data: Any) -> Any:
        """Understand `- inertia` and `within: 3 %`."""
        if isinstance(data, str):
            return {"stage": data}
        if isinstance(data, dict) and "within" in data:
            text = str(data["within"]).strip()
            if not text.endswith("%"):
                raise RefusedError(
                    say("within: '{value}'; expected a percentage such as `3 %`", value=text)
                )
            number = text.rstrip("% ").replace(",", ".")
            rest = {key: value for key, value in data.items() if key != "within"}
            return {**rest, "within_percent": number}
        return data

    @model_validator(mode="after")
    def _known(self) -> StageSettings:
        if self.stage == COHESION:
            unknown = sorted(set(self.weights) - set(TERMS))
            if unknown or not self.weights:
                raise RefusedError(
                    say(
                        "cohesion needs weights of {names}; found {unknown}",
                        names=", ".join(TERMS),
                        unknown=", ".join(unknown) or NOTHING,
                    )
                )
            if any(weight < 0 for weight in self.weights.values()):
                raise RefusedError(say("weights must not be negative"))
            if not any(self.weights.values()):
                raise RefusedError(say("weights that are all 0 prefer no plan to another"))
        elif self.stage not in TERMS:
            known = [*TERMS, COHESION]
            near = difflib.get_close_matches(self.stage, known, n=1)
            raise RefusedError(
                say("unknown stage `{stage}`", stage=self.stage),
                say("one of {names}", names=joined([_named(name) for name in known])),
                say("did you mean `{key}`?", key=near[0]) if near else say("choose one of them"),
            )
        elif self.weights:
            raise RefusedError(say("weights belong to the stage `cohesion` only"))
        return self

    @property
    def terms(self) -> list[str]:
        """Terms that the stage needs priced."""
        return list(self.weights) if self.stage == COHESION else [self.stage]


USUAL_OBJECTIVE = StageSettings(stage="unsatisfied"), StageSettings(stage=INERTIA)


class CountSettings(BaseModel):
    """How many new units there may be."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    exactly: int | None = Field(default=None, gt=0, le=1_000_000)
    """This number."""
    at_least: int | None = Field(default=None, gt=0, le=1_000_000)
    """No fewer."""
    at_most: int | None = Field(default=None, gt=0, le=1_000_000)
    """No more."""
    reduction_percent: float | None = Field(default=None, ge=0, lt=100)
    """Fewer than today by this share, rounded to a whole number of units."""
    per_district: dict[Code, Annotated[int, Field(ge=0, le=1_000_000)]] = {}
    """District, by code or name → exactly so many new units whose seat lies in it; the seat is
    that of the member of most people, or of one that `groups.seats` names."""
    target_people: float | None = Field(default=None, gt=0, le=10**9)
    """People of a new unit at which `size_spread` and `people_balance` are zero; by default the
    mean of the new units, or of today's where their number is not given."""
    target_area_km2: float | None = Field(default=None, gt=0, le=10**9)
    """Area of a new unit at which `area_balance` is zero, in km²; likewise."""

    @model_validator(mode="after")
    def _one_way(self) -> CountSettings:
        ways = [self.exactly is not None, self.reduction_percent is not None]
        ways.append(self.at_least is not None or self.at_most is not None)
        if sum(ways) > 1:
            raise RefusedError(
                say("give `exactly`, or `reduction_percent`, or a range, not several")
            )
        if self.at_least and self.at_most and self.at_least > self.at_most:
            raise RefusedError(
                say(
                    "at_least {least} is more than at_most {most}",
                    least=self.at_least,
                    most=self.at_most,
                )
            )
        return self

    def targets(self, units: pd.DataFrame) -> tuple[float, float]:
        """People and km² of a new unit that the terms of balance aim at."""
        lower, upper = self.bounds(len(units))
        number = upper or lower or len(units)
        people = float(units["people"].sum()) / number
        area = float(units["area_km2"].sum()) / number
        return self.target_people or people, self.target_area_km2 or area

    @property
    def free(self) -> CountSettings:
        """The same targets for any number of new units."""
        return CountSettings(**self.model_dump(include={"target_people", "target_area_km2"}))

    @property
    def may_split(self) -> bool:
        """Whether a plan keeps the count however many more new units it has."""
        return self.bounds(1)[1] is None and not self.per_district

    def bounds(self, units: int) -> tuple[int | None, int | None]:
        """Least and most number of groups for a number of units."""
        if self.exactly is not None:
            return self.exactly, self.exactly
        if self.reduction_percent is not None:
            left = math.floor(units * (1 - self.reduction_percent / 100.0) + 0.5)
            return left, left
        return self.at_least, self.at_most


class SolverSettings(BaseModel):
    """How much effort a solution may take."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    time_limit_s: float = Field(default=900.0, gt=0)
    """Seconds; a plan that this clock stopped is marked as not repeatable."""
    max_nodes: int = Field(default=1_000_000, gt=0)
    """Nodes of each branch and bound: the same end on every machine."""


class Alternatives(BaseModel):
    """Which plans beside the best are looked for."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    number: int = Field(default=1, ge=1, le=9)
    """How many plans in all, the best one among them."""
    differ_percent: float = Field(default=0.0, ge=0, le=100)
    """Each differs from every better one by the new units of so many percent of the people."""
    within_percent: float | None = Field(default=None, ge=0, le=100)
    """Look for all plans whose value in the last stage is within this of the best."""

    @property
    def any(self) -> bool:
        """Whether any plan beside the best is looked for."""
        return self.number > 1 or self.within_percent is not None

    @model_validator(mode="after")
    def _one_way(self) -> Alternatives:
        if self.differ_percent and self.within_percent is not None:
            raise RefusedError(
                say("give `differ_percent` or `within_percent`, not both: all plans are alike some")
            )
        return self
