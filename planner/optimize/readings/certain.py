"""Which groups of a plan stand whatever the answers are, and which hang on what question.

Answers to questions are a box: of each question no, yes, or both.  In a box a group costs, in each
stage, something between its least and its most (:mod:`.envelope`).  With ``L`` and ``H`` for the
best values at least and at most costs, every best value in the box lies between them, and so does
what later stages may make of it.  A group stands in the whole box where the best plan with it, at
most costs and under the tightest limits, costs no more than the best without it at least costs and
under the widest; it stands nowhere in the box where the same is true the other way round.  A box in
which neither is shown is parted at a question that the plans compared depend on.  Where a box has
one reading only, costs and limits are exact, and so is the answer.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from planner.optimize.bound.formulation import IntArray
from planner.optimize.effort import CHOICES
from planner.optimize.readings.envelope import Answers, Costs, Field
from planner.optimize.readings.staged import Best, OpenError, Pool, useful
from planner.problem.unknowns import BoolArray

Bit = tuple[str, int]
"""Column and row of a unit: a question."""


@dataclass(frozen=True)
class Stands:
    """What is known of a group of a plan.

    Attributes
    ----------
    certain : bool
        It is part of a best plan under every answer, which is proven.
    hangs_on : tuple of (str, int)
        Questions, by column and row of the unit: answered otherwise than is likely, all of them,
        no best plan has the group.
    as_read : bool
        No best plan has it even where all is answered as is likely: it stands as long as nobody
        answers, for what is not known is neither below a standard nor up to it.

    None of the three: nothing is shown.
    """

    certain: bool = False
    hangs_on: tuple[Bit, ...] = ()
    as_read: bool = False


@dataclass(order=True)
class _Box:
    """Answers that are left open, and the groups of which nothing is shown yet."""

    turned: int
    number: int
    answers: Answers = field(compare=False)
    path: tuple[Bit, ...] = field(compare=False)
    targets: tuple[int, ...] = field(compare=False)


def standing(
    pool: Pool,
    ground: Field,
    likely: Mapping[str, BoolArray],
    targets: Sequence[int],
    most_boxes: int,
    live: Mapping[str, BoolArray],
) -> dict[int, Stands]:
    """Tell of groups of a best plan whether they stand whatever the answers are.

    Parameters
    ----------
    pool : Pool
        Of the groups of ``ground``.
    ground : Field
        What is open, and what it makes of costs.
    likely : mapping of str to ndarray of bool
        The reading that the plan rests on: column → units of which it is yes.
    targets : sequence of int
        Rows of the pool: groups of a plan that is best under that reading.
    most_boxes : int
        Boxes that are looked into; what is not shown by then stays open.
    live : mapping of str to ndarray of bool
        What may change a cost at all (``Field.live``).

    Returns
    -------
    dict of int to Stands
    """
    shown = dict[int, Stands]()
    if not live:
        return {target: Stands(certain=True) for target in targets}
    asker = _Asker(pool, ground, likely, targets)
    flags = {each.column for each in ground.unknown if each.is_flag}
    bits = [(name, int(row)) for name, where in live.items() for row in np.flatnonzero(where)]
    if 1 << len(bits) <= CHOICES.most_readings and set(live) <= flags:
        asker.ask_all(bits)
    else:
        asker.ask_each(live)
    for target, turned in asker.turned.items():
        shown[target] = Stands(hangs_on=turned, as_read=not turned)
    left = set(asker.left)
    if asker.complete:
        return shown | dict.fromkeys(left, Stands(certain=True))
    if len(bits) > CHOICES.most_open:
        return shown | dict.fromkeys(left, Stands())
    start = {
        name: (
            np.where(live.get(name, False), where, where & ~likely[name]),
            np.where(live.get(name, False), where, where & likely[name]),
        )
        for name, (where, _) in ground.open_answers().items()
    }
    return shown | _Boxes(pool, ground, likely, start, left).look(most_boxes)


class _Boxes:
    """Boxes of answers that wait, those with the fewest unlikely answers first."""

    def __init__(
        self,
        pool: Pool,
        ground: Field,
        likely: Mapping[str, BoolArray],
        start: Answers,
        targets: set[int],
    ):
        self.pool, self.ground, self.likely = pool, ground, likely
        self.left, self.lost = set(targets), dict[int, Stands]()
        self._counter = itertools.count()
        self._undecided = set[int]()
        self._queue = [_Box(0, next(self._counter), start, (), tuple(sorted(targets)))]

    def look(self, most_boxes: int) -> dict[int, Stands]:
        """Look into some boxes, and tell what is shown of each group by then."""
        for _ in range(most_boxes):
            while self._queue and not set(self._queue[0].targets) & self.left:
                heapq.heappop(self._queue)
            if not self._queue or self.pool.control.over():
                break
            box = heapq.heappop(self._queue)
            try:
                self._look_into(box)
            except OpenError:
                self._undecided |= set(box.targets)
        undecided = self._undecided.union(*(box.targets for box in self._queue))
        return self.lost | {each: Stands(certain=each not in undecided) for each in self.left}

    def _look_into(self, box: _Box) -> None:
        """Take out the groups that stand in the whole box or nowhere in it, and part it."""
        looked = _Look(self.pool, self.ground, box.answers)
        targets = [target for target in box.targets if target in self.left]
        verdicts = {target: looked.verdict(target) for target in targets}
        for target, stands in verdicts.items():
            if stands is False:
                path = box.path
                turned = tuple(bit for bit in path if _is_turned(box.answers, bit, self.likely))
                self.lost[target] = Stands(hangs_on=turned, as_read=not turned)
                self.left.discard(target)
        rest = tuple(target for target, stands in verdicts.items() if stands is None)
        if not rest:
            return
        bit = looked.question(rest)
        if bit is None:
            self._undecided |= set(rest)
            return
        for answers in _parted(box.answers, bit):
            turned_now = box.turned + _is_turned(answers, bit, self.likely)
            part = _Box(turned_now, next(self._counter), answers, (*box.path, bit), rest)
            heapq.heappush(self._queue, part)


class _Asker:
    """Readings asked one by one, and what groups no best plan has in one of them."""

    def __init__(
        self,
        pool: Pool,
        ground: Field,
        likely: Mapping[str, BoolArray],
        targets: Sequence[int],
    ):
        self.pool, self.ground, self.likely = pool, ground, likely
        self.left = list(targets)
        self.turned = dict[int, tuple[Bit, ...]]()
        self.complete = False
        self.likely_proven = self.ask(())

    def ask_all(self, bits: Sequence[Bit]) -> None:
        """Ask every reading, those with the fewest unlikely answers first."""
        self.complete = self.likely_proven
        for many in range(1, len(bits) + 1):
            for some in itertools.combinations(bits, many):
                self.complete &= self.ask(some)

    def ask_each(self, live: Mapping[str, BoolArray]) -> None:
        """Answer one question of a member of a group otherwise, until the group is lost."""
        members = self.pool.groups.members
        asked = set[Bit]()
        for target in tuple(self.left):
            units = members.indices[members.indptr[target] : members.indptr[target + 1]]
            for bit in [
                (name, int(u)) for name, where in live.items() for u in units[where[units]]
            ]:
                if target in self.left and bit not in asked:
                    asked.add(bit)
                    self.ask((bit,))

    def ask(self, bits: Sequence[Bit]) -> bool:
        """Ask the reading in which some questions are answered otherwise; False: not proven."""
        yes = {column: flags.copy() for column, flags in self.likely.items()}
        for column, row in bits:
            yes[column][row] = not yes[column][row]
        lost = self.pool.lost(self.ground.at(yes), self.left)
        for target in lost or ():
            self.turned[target] = tuple(bits)
            self.left.remove(target)
        return lost is not None


def _is_turned(answers: Answers, bit: Bit, likely: Mapping[str, BoolArray]) -> bool:
    """Whether a question is answered otherwise than is likely."""
    column, row = bit
    no, yes = answers[column]
    return bool(yes[row] != no[row] and yes[row] != likely[column][row])


def _parted(answers: Answers, bit: Bit) -> list[dict[str, tuple[BoolArray, BoolArray]]]:
    """Answer a question in both ways."""
    column, row = bit
    parts = []
    for answer in (0, 1):
        ends = [end.copy() for end in answers[column]]
        ends[1 - answer][row] = False
        parts.append({**answers, column: (ends[0], ends[1])})
    return parts


class _Look:
    """A box looked into: bounds on the best values, and on those with and without a group."""

    def __init__(self, pool: Pool, ground: Field, answers: Answers):
        self.pool, self.ground, self.answers = pool, ground, answers
        self.costs: Costs = ground.costs(answers)
        self.plans: list[IntArray] = []
        self.low = _Side(self, self.costs.least)
        self.high = _Side(self, self.costs.most)
        self.bounded = self._chain()

    def _chain(self) -> bool:
        """Bound the best value of every stage from below and from above; False: there is none."""
        stages = range(len(self.costs.least))
        for number in stages:
            low, high = self.low.step(number), self.high.step(number)
            if low is None or high is None:
                return False
            if number < stages[-1]:
                self.low.hold(number, high.value)
                self.high.hold(number, low.value)
        return True

    def verdict(self, target: int) -> bool | None:
        """Tell whether a group stands in the whole box, nowhere in it, or neither is shown."""
        if not self.bounded:
            return None
        upper, lower = self.high.with_group(target), self.low.without(target)
        if upper is not None and (lower is None or upper.value <= lower.value):
            return True
        other, own = self.high.without(target), self.low.with_group(target)
        if other is not None and (own is None or other.value < own.value):
            return False
        return None

    def question(self, targets: Sequence[int]) -> Bit | None:
        """Choose what to ask: a flag of units in groups that the compared plans depend on."""
        rows = np.unique(np.concatenate([*self.plans, np.asarray(targets, dtype=np.int64)]))
        rows = rows[self.costs.unsure[rows]]
        tally = dict[Bit, int]()
        members = self.pool.groups.members
        for unknown in self.ground.unknown:
            if not unknown.is_flag:
                continue
            no, yes = self.answers[unknown.column]
            open_ = no & yes
            for row in rows:
                units = members.indices[members.indptr[row] : members.indptr[row + 1]]
                for unit in units[open_[units]]:
                    bit = unknown.column, int(unit)
                    tally[bit] = tally.get(bit, 0) + 1
        return max(tally, key=lambda bit: (tally[bit], -bit[1], bit[0]), default=None)


class _Side:
    """The stages at least costs, or at most."""

    def __init__(self, look: _Look, costs: Sequence[IntArray]):
        self.look, self.costs = look, costs
        pool, both = look.pool, look.costs
        worth = useful(pool.problem, pool.groups.members, both.least, both.most)
        self.chain = pool.chain(worth)
        self.limits: list[tuple[IntArray, int]] = []
        self.best: Best | None = None

    def step(self, number: int) -> Best | None:
        """Find the least of the next stage."""
        self.best = self.chain.best(number, self.costs[number])
        return self._seen(self.best)

    def hold(self, number: int, value: int) -> None:
        """Hold a stage to what later stages may make of a value."""
        most = self.look.pool.most_of(number, value)
        self.chain.hold(number, self.costs[number], most)
        self.limits.append((self.costs[number], most))

    def with_group(self, target: int) -> Best | None:
        """Find the least of the last stage with a group."""
        assert self.best is not None
        if target in self.best.rows:
            return self.best
        within = self.look.pool.beside(target) & self.chain.alive
        within[target] = True
        return self._last(within)

    def without(self, target: int) -> Best | None:
        """Find the least of the last stage without a group."""
        assert self.best is not None
        if target not in self.best.rows:
            return self.best
        within = self.chain.alive
        within[target] = False
        return self._last(within)

    def _last(self, within: BoolArray) -> Best | None:
        return self._seen(self.look.pool.least(within, self.limits, self.costs[-1]))

    def _seen(self, best: Best | None) -> Best | None:
        """Remember the plan: questions are chosen by what plans depend on."""
        if best is not None:
            self.look.plans.append(best.rows)
        return best
