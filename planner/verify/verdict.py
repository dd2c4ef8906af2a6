"""What was found of a certificate, and how much effort the check was given.

No number of the effort can make a verdict wrong: with less of it more is given
up, and said to be.  The optimizer has records of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from planner.words.text import Text

# Whether proofs hold for groups of any size: not claimed, proven, given up, or not so.
AnySize = Literal["", "proven", "effort", "no"]
# Plain data of a stranger: anything at all may stand in it.
Statement = Mapping[str, Any]


class UnreadableError(ValueError):
    """Something in a certificate is not what can stand there."""

    def __init__(self, what: Text):
        super().__init__(what.en)
        self.what = what


@dataclass(frozen=True)
class Searching:
    """The search of what a bound leaves.

    Attributes
    ----------
    rooms : tuple of int
        States at one unit that a pass may keep, one room after the other, since from the other
        end the same may need a hundredth of it; what needs more than the last is given up, and
        the stage is then only bounded.
    parts : tuple of int
        Parts of a gap that are searched one after the other, in 64ths; the last is the whole.
        Each pass tells the next ones, from the other end, what the rest costs at least.
    """

    rooms: tuple[int, ...] = (10_000, 100_000, 3_000_000)
    parts: tuple[int, ...] = (1, 4, 8, 16, 32, 48, 64)


@dataclass(frozen=True)
class Listing:
    """The list of sets beyond the pool: numbers, not the clock, end it.

    Attributes
    ----------
    most_states : int
        Sets in the making at once, at most.
    most_ways : int
        Sets in the making in all, at most.
    most_squares : int
        Squares of one size, at most.
    most_sets : int
        Sets that are listed, at most.
    parts_of_a_step : float
        Squares that are searched have a side of a typical distance of neighbours by so much.
    quartered : int
        How often such a square is quartered again that holds too much.
    many : int
        From so many states on those that cannot hang together are looked for on the way.
    lowerings : int
        Times that prices are lowered which are above the cost of a larger set.
    """

    most_states: int = 100_000
    most_ways: int = 30_000_000
    most_squares: int = 400_000
    most_sets: int = 2_000_000
    parts_of_a_step: float = 4.0
    quartered: int = 8
    many: int = 256
    lowerings: int = 8


@dataclass(frozen=True)
class Effort:
    """What the check is given.

    Attributes
    ----------
    most_sets : int
        Sets of one size that the pool may grow to: more would not fit in memory.
    searching : Searching
    listing : Listing
    """

    most_sets: int = 20_000_000
    searching: Searching = field(default_factory=Searching)
    listing: Listing = field(default_factory=Listing)


USUAL = Effort()


@dataclass(frozen=True)
class StageVerdict:
    """What was found of one stage.

    Attributes
    ----------
    stage, unit : str
        The term and its unit of measure.
    value, final, bound : float or None
        Best value that is claimed, what the finished plan has of it (a later
        stage may give some up, by the tolerance), and the bound that was
        computed here, in ``unit``; None: nothing could be computed.
    proven : bool
        No plan of the pool is better, within what earlier stages leave.
    why : str
        ``free``, ``bound``, ``search``, ``solver`` (not searched here: the
        rest is the solver's word), ``effort`` (search given up), or ``term`` (not verified).
    after_open : bool
        Whether an earlier stage is not proven, so that plans with another value there may be
        better in both.
    """

    stage: str
    unit: str
    value: float | None
    final: float | None
    bound: float | None
    proven: bool
    why: str
    after_open: bool = False


@dataclass
class Verdict:
    """What was found of a certificate.

    Attributes
    ----------
    stages : list of StageVerdict
        In order.
    complaints : list of Text
        What is wrong; empty when all is as the certificate says.
    groups : int
        Size of the pool that was built.
    any_size : str
        Whether the proofs hold for groups of any size: empty (not claimed),
        ``proven``, ``effort`` (given up) or ``no``.
    alternatives : str
        Whether each alternative is the next best plan: the same words.
    effort : Effort
        What the check was given.
    """

    stages: list[StageVerdict] = field(default_factory=list)
    complaints: list[Text] = field(default_factory=list)
    groups: int = 0
    any_size: AnySize = ""
    alternatives: AnySize = ""
    effort: Effort = USUAL

    @property
    def proven(self) -> bool:
        """Every stage is proven within the pool, and nothing is wrong."""
        done = bool(self.stages) and all(stage.proven for stage in self.stages)
        return done and not self.complaints

    @property
    def verified(self) -> bool:
        """All that the certificate claims is proven, of groups of any size as well."""
        rest = {self.any_size, self.alternatives}
        return self.proven and rest <= {"", "proven"}
