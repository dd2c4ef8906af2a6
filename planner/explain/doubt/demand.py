"""How far doubt goes: what is taken to be near, off, short and around; policy, as data."""

from __future__ import annotations

from dataclasses import dataclass

from planner.store.answers import DoubtRecord


@dataclass(frozen=True)
class Doubting:
    """How a plan is doubted.

    Attributes
    ----------
    within_percents : tuple of float
        Plans that cost so much more in the last stage are near, the narrowest first.
    off_percent : float
        By how much a figure may be off that is not simply published.
    around : int
        Numbers of new units on each side of the plan's, for the front.
    looser_percents : tuple of float
        How much more people may lose their unit so that inertia is less, for the front.
    short_border_m : float
        Borders below this length are doubtful.
    """

    within_percents: tuple[float, ...] = (1.0, 2.0)
    off_percent: float = 10.0
    around: int = 4
    looser_percents: tuple[float, ...] = (0.0, 100.0)
    short_border_m: float = 500.0


USUAL = Doubting()


def doubting(record: DoubtRecord) -> Doubting:
    """Read how a plan was doubted, as the record of a folder says it."""
    return Doubting(**{key: getattr(record, key) for key in Doubting.__dataclass_fields__})
