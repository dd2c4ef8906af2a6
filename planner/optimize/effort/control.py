"""Control of a piece of work: when it has to end, whether it was cancelled, and where it stands.

Whoever works asks ``over`` wherever it may stop; each time it asks, whoever listens is told that
it goes on.  So one question serves the clock, the cancel button and the line on the screen.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import TypeVar

Value = TypeVar("Value")
Progress = Callable[[str, float | None, float | None, str], None]
Event = tuple[str, float | None, float | None, str]

# Seconds after which an event is due: with work that asks as often, none is 0.25 s from the next.
BEAT_S = 0.1
# Notes of an event that ends a stage: what follows it goes on.
ENDS = ("proven", "solver", "open")
GOING_ON = "going on"
WITHOUT_LOCKS = "without locks"
READINGS = "readings"


@dataclass
class _Shared:
    """What all parts of a piece of work share."""

    progress: Progress | None
    token: threading.Event = field(default_factory=threading.Event)
    event: Event | None = None
    sent: float = -math.inf


class Control:
    """Deadline, cancel token and progress of a piece of work.

    Parameters
    ----------
    seconds : float
        Seconds from now; by default there is no end.
    progress : callable, optional
        Called with stage, value, bound (in the stage's unit) and a note, by the thread that
        works: where a stage stands, and the same again at least every 0.25 s while it goes on.

    Notes
    -----
    ``cancel`` may be called from any thread, and from ``progress``.  Parts of the work get a
    control of their own (``within``, ``part``), which ends no later and shares all else.
    """

    def __init__(self, seconds: float = math.inf, progress: Progress | None = None):
        self.deadline = time.monotonic() + seconds
        self._shared = _Shared(progress)
        self._aside: str | None = None

    def cancel(self) -> None:
        """Have the work end as if its clock ran out now."""
        self._shared.token.set()

    @property
    def cancelled(self) -> bool:
        """It was cancelled."""
        return self._shared.token.is_set()

    def left(self) -> float:
        """Seconds that are left; none or fewer: it is over."""
        return -math.inf if self.cancelled else self.deadline - time.monotonic()

    def over(self) -> bool:
        """Tell whether to stop: cancelled, or the clock ran out; who listens hears of it."""
        self._beat()
        return self.left() <= 0

    def beside(self, work: Callable[[], Value]) -> Value:
        """Run a single call of a library, in which nothing can ask, and tell that it goes on."""
        if self._shared.progress is None:
            return work()
        with ThreadPoolExecutor(1) as thread:
            call = thread.submit(work)
            while not call.done():
                wait([call], BEAT_S)
                self._beat()
            return call.result()

    def begin(self, stage: str) -> None:
        """Tell who listens that work on a stage begins, of which nothing is known."""
        self.report(stage, None, None, GOING_ON)

    def within(self, seconds: float) -> Control:
        """Control of a part that ends after so many seconds, and no later than all of it."""
        part = object.__new__(Control)
        part.deadline = min(self.deadline, time.monotonic() + seconds)
        part._shared, part._aside = self._shared, self._aside
        return part

    def part(self, share: float) -> Control:
        """Control of a part that may take a share of what is left of the clock."""
        return self.within(share * (self.deadline - time.monotonic()))

    def aside(self, note: str) -> Control:
        """Control of work on another question: its values are not told, only that it goes on."""
        part = self.within(math.inf)
        part._aside = note
        return part

    def report(self, stage: str, value: float | None, bound: float | None, note: str) -> None:
        """Tell who listens where a stage stands."""
        event = (stage, value, bound, note)
        if self._aside is not None:
            event = (stage, None, None, self._aside)
        shared = self._shared
        shared.event = (*event[:3], GOING_ON) if event[3] in ENDS else event
        if shared.progress is not None:
            shared.sent = time.monotonic()
            shared.progress(*event)

    def _beat(self) -> None:
        """Tell the last event once more, where that was a while ago."""
        shared = self._shared
        if shared.progress is None or shared.event is None:
            return
        now = time.monotonic()
        if now - shared.sent >= BEAT_S:
            shared.sent = now
            shared.progress(*shared.event)


# Of work that nobody waits for: it has no end, and nobody listens.
ENDLESS = Control()
