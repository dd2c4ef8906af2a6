"""Effort for choices beside the best plan: how far plans are looked for, and how many."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Choices:
    """Plans beside the best.

    Attributes
    ----------
    first_percent : float
        Plans are first looked for within this of the best value, one step at least.
    wider : int
        Each time not enough were found, within so many times as much.
    most_plans : int
        Most plans that are listed where all within some percent are asked for.
    priced_states : int
        Most states, and ways between them, at one unit of a search that prices every group.
    priced_groups_a_unit : int
        Most groups for each unit in such a search: with twice as many the states are ten times
        as many.
    most_questions : int
        Most questions that are asked to find what conflicts.
    states : int
        Most states at one unit of such a search.
    most_boxes : int
        Boxes of answers that are looked into, in the order of fewest unlikely answers; each costs
        some ten small searches.
    most_readings : int
        Where there are no more readings than that, all are asked.
    most_open : int
        Open questions up to which boxes are looked into: with more of them no box of the provinces
        tried showed what single answers had not (Quảng Trị 39, Tuyên Quang 80).
    """

    first_percent: float = 0.05
    wider: int = 2
    most_plans: int = 500
    priced_states: int = 1_000_000
    priced_groups_a_unit: int = 40
    most_questions: int = 400
    states: int = 3_000_000
    most_boxes: int = 4
    most_readings: int = 16
    most_open: int = 24


# No device of the optimizer: it stands in no record of a run.
CHOICES = Choices()


@dataclass(frozen=True)
class OtherCount:
    """A plan that another count has broken: only its first answer, so no run records it.

    Attributes
    ----------
    windows : int
        Parts that are searched, those of least bound first.
    """

    windows: int = 4


OTHER_COUNT = OtherCount()
