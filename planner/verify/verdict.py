"""What was found of a certificate."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from planner.words.text import Text

# Whether proofs hold for groups of any size: not claimed, proven, given up, or not so.
AnySize = Literal["", "proven", "effort", "no"]


class UnreadableError(ValueError):
    """Something in a certificate is not what can stand there."""

    def __init__(self, what: Text):
        super().__init__(what.en)
        self.what = what


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
    """

    stage: str
    unit: str
    value: float | None
    final: float | None
    bound: float | None
    proven: bool
    why: str


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
    """

    stages: list[StageVerdict] = field(default_factory=list)
    complaints: list[Text] = field(default_factory=list)
    groups: int = 0
    any_size: AnySize = ""

    @property
    def proven(self) -> bool:
        """Every stage is proven within the pool, and nothing is wrong."""
        done = bool(self.stages) and all(stage.proven for stage in self.stages)
        return done and not self.complaints

    @property
    def verified(self) -> bool:
        """All that the certificate claims is proven, of groups of any size as well."""
        return self.proven and self.any_size in ("", "proven")
