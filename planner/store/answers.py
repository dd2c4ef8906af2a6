"""What is shown beside a run, read back: answers, prices, and what is in doubt."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, FiniteFloat


class Answered(BaseModel):
    """Of the record of answers, one: whether there is such a plan, and what it has more."""

    class More(BaseModel):
        """What the plan has more, in a stage."""

        model_config = ConfigDict(strict=True)

        stage: str
        more: float

    model_config = ConfigDict(strict=True)

    wish: dict[str, str]
    possible: bool
    proven: bool
    more: list[More]

    @property
    def by_stage(self) -> dict[str, float]:
        """Stage → what the plan has more, in the unit of the stage."""
        return {each.stage: each.more for each in self.more}


class Explained(BaseModel):
    """Of the explanation of a unit, the answers that have a price."""

    alone: Answered
    partners: list[Answered]


class Answers(BaseModel):
    """The record of answers: of a unit, to wishes, and of conflicts."""

    unit: Explained | None = None
    wishes: list[Answered] = []
    conflicts: dict[str, object] = {}

    @property
    def proven(self) -> list[Answered]:
        """Those that are claimed, in the order of their claims."""
        of_unit = [] if self.unit is None else [self.unit.alone, *self.unit.partners]
        return [each for each in (*of_unit, *self.wishes) if each.proven]


class PricesRecord(BaseModel):
    """The record of prices: those that are not proven, each as ``explain.prices.Pair`` has it."""

    not_proven: list[tuple[str, str, bool, dict[str, FiniteFloat] | None, bool]]
    csv: str = "plain"


class DoubtRecord(BaseModel):
    """The record of doubt: how a plan was doubted (``explain.doubt``), and what is said."""

    within_percents: tuple[FiniteFloat, ...]
    off_percent: FiniteFloat
    around: int
    looser_percents: tuple[FiniteFloat, ...]
    short_border_m: FiniteFloat
    said: dict[str, list[dict[str, str]]]
    csv: str = "plain"
