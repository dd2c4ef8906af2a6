"""Effort for stages and questions: parts of the clock, and where they begin."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Staging:
    """Stages, one after the other.

    Attributes
    ----------
    clock_share : float
        Part of what is left of the clock that a stage may take when others follow.
    """

    clock_share: float = 0.6


@dataclass(frozen=True)
class Asking:
    """Questions with locks, which begin where the question without them ended.

    Attributes
    ----------
    clock_share : float
        Part of the clock that the question without locks may take.
    windows : tuple of int
        Units of the windows around what locks have broken in which a mended plan is bettered, one
        after the other, while it is
    window_percent : float
        further than this from the bound of the groups that locks leave.
    window_shares : tuple of float
        Shares of what the plan costs within which that is sought first.
    beams : int
        How many beams are tried where the plan that was mended is worse than that without locks,
        in a stage that takes few values.
    cut_rounds : int
        Most rounds of cutting where prices that are known have to be found again.
    states : int
        Most states at one unit of the search that comes first.
    near_percent : float
        Where the plan at hand is further than this from the bound that is known, the groups that
        locks leave get a bound of their own, and beams are tried where it is further from that one,
    near_rounds, near_beams : int
        with at most so many rounds of cutting beyond the cuts that are known, and so many beams.
    most_bytes : int
        What the answers that an arrangement keeps may take together, in bytes; the least recently
        used goes first.
    """

    clock_share: float = 0.5
    windows: tuple[int, ...] = (50, 80)
    window_percent: float = 1.0
    window_shares: tuple[float, ...] = (0.004,)
    beams: int = 3
    cut_rounds: int = 2
    states: int = 200_000
    near_percent: float = 0.5
    near_rounds: int = 8
    near_beams: int = 1
    most_bytes: int = 200_000_000
