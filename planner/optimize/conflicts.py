"""What conflicts: the smallest sets of locks and limits to give up, and what that wins.

A set of locks and limits conflicts where no plan keeps all of it; or, where some
plan does, none that leaves as few units unsatisfied as could be without any.  Whoever gives up one
of each conflict is rid of all, so the smallest such choice is a smallest
hitting set: where it is not enough, what is still held conflicts, and one more
conflict is taken out of it.

Nothing of that is believed for how it was found.  What it rests on is a handful of questions, each
answered with its proof (``rests_on``): that a set conflicts is a bound from below, that it does not
once any one of it is given up are plans.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import combinations

from planner.errors import InfeasibleError, InputError
from planner.optimize.arrangement import Arrangement
from planner.optimize.effort import CHOICES, USUAL, Choices, Effort
from planner.optimize.question import NO_LOCKS
from planner.optimize.stages import TimeLimitError
from planner.plan import Plan
from planner.plan.proof import Proof
from planner.problem import Problem
from planner.problem.locks import LOCKS, locks_of
from planner.problem.settings import CountSettings, StageSettings

LIMITS = ("max_people", "max_area_km2", "within")
# Units that stay unsatisfied where there is no plan at all.
NO_PLAN = 1 << 30


@dataclass(frozen=True, order=True)
class Demand:
    """A lock or a limit.

    Attributes
    ----------
    key : str
        As a scenario has it: ``keep``, ``together``, …, ``count``, ``max_people``, ….
    what : tuple of str
        Codes of its units, or of its district; none where it is another limit.
    """

    key: str
    what: tuple[str, ...] = ()


@dataclass(frozen=True)
class Least:
    """How few units stay unsatisfied where some locks and limits are held.

    Attributes
    ----------
    units : int
        ``NO_PLAN`` where no plan keeps them, or none was found in the time.
    plan : Plan or None
        One that leaves so few.
    none : Proof or None
        That there is no plan, where it was asked for and found.
    """

    units: int
    plan: Plan | None = None
    none: Proof | None = None

    @property
    def proven(self) -> bool:
        """Whether `planner verify` can repeat it."""
        if self.plan is None:
            return self.none is not None
        return self.plan.repeatable_proof


@dataclass(frozen=True)
class Conflicts:
    """What has to be given up.

    Attributes
    ----------
    sets : tuple of frozenset of Demand
        Conflicts that were found: of each, one has to go.
    smallest : tuple of tuple of Demand
        All smallest choices after which nothing conflicts.
    before, least : int or None
        Units that stay unsatisfied as things are (None: there is no plan), and where nothing is
        held at all.
    after : tuple of int
        Units that stay unsatisfied after each of the smallest choices.
    all_found : bool
        False: there were too many questions to find every smallest choice.
    rests_on : dict of frozenset of Demand to Least
        All that it takes to believe this.
    """

    sets: tuple[frozenset[Demand], ...]
    smallest: tuple[tuple[Demand, ...], ...]
    before: int | None
    least: int | None
    after: tuple[int, ...]
    all_found: bool
    rests_on: dict[frozenset[Demand], Least] = field(default_factory=dict)

    @property
    def proven(self) -> bool:
        """Whether `planner verify` can repeat all of it."""
        return all(least.proven for least in self.rests_on.values())

    def as_dict(self) -> dict[str, object]:
        """Give it as JSON holds it, without what it rests on."""
        return {
            "sets": [[asdict(each) for each in sorted(held)] for held in self.sets],
            "smallest": [[asdict(each) for each in held] for held in self.smallest],
            "before": self.before,
            "least": self.least,
            "after": list(self.after),
            "all_found": self.all_found,
        }


@dataclass
class Questions:
    """A problem under some of its locks and limits: each question asked once.

    Attributes
    ----------
    problem : Problem
        With all locks and limits.
    effort : Effort
    """

    problem: Problem
    effort: Effort = USUAL
    _kept: dict[tuple[str, ...], Arrangement] = field(default_factory=dict)
    _known: dict[frozenset[Demand], Least] = field(default_factory=dict)

    def all(self) -> list[Demand]:
        """List everything that is held."""
        groups, count = self.problem.groups, self.problem.count
        held = [Demand(key, codes) for key, codes in groups.each]
        held += [Demand(key) for key in LIMITS if getattr(groups, key) is not None]
        held += [Demand("per_district", (code,)) for code in count.per_district]
        # What new units should be like on average excludes no plan.
        if count.bounds(len(self.problem.units)) != (None, None):
            held.append(Demand("count"))
        return sorted(held)

    def only(self, some: frozenset[Demand]) -> Problem:
        """Ask for as few unsatisfied units as can be, under only some of the locks and limits."""
        groups, count = self.problem.groups, self.problem.count
        locks = locks_of([(each.key, each.what) for each in sorted(some) if each.key in LOCKS])
        free = {key: None for key in LIMITS if Demand(key) not in some}
        left = {
            code: number
            for code, number in count.per_district.items()
            if Demand("per_district", (code,)) in some
        }
        count = count if Demand("count") in some else CountSettings()
        return replace(
            self.problem,
            groups=groups.locked(locks).model_copy(update={**free, "any_size": False}),
            count=count.model_copy(update={"per_district": left}),
            objective=[StageSettings(stage="unsatisfied")],
        )

    def _arrangement(self, problem: Problem) -> Arrangement:
        """Keep an arrangement for some of the limits, whatever the locks."""
        limits = tuple(key for key in LIMITS if getattr(problem.groups, key) is not None)
        if limits not in self._kept:
            free = replace(problem, groups=problem.groups.locked(NO_LOCKS))
            self._kept[limits] = Arrangement.of(free, self.effort)
        return self._kept[limits]

    def unsatisfied(self, some: frozenset[Demand]) -> int:
        """Count how many units stay unsatisfied at least where only these are held."""
        if some not in self._known:
            asked = self.only(some)
            try:
                plan = self._arrangement(asked).best(asked)
                self._known[some] = Least(int(plan.stages[0].value), plan)
            except (InfeasibleError, InputError, TimeLimitError):
                self._known[some] = Least(NO_PLAN)
        return self._known[some].units

    def least(self, some: frozenset[Demand]) -> Least:
        """Give the same with its proof: that no plan keeps these is proven anew."""
        if self.unsatisfied(some) < NO_PLAN or self.problem.groups.raise_to:
            return self._known[some]
        asked = self.only(some)
        try:
            none = self._arrangement(asked).impossible(asked)
        except InputError:
            # A group that is fixed and does not hang together is refused before anything is built.
            none = None
        return Least(NO_PLAN, none=none)

    @property
    def number(self) -> int:
        """How many were asked so far."""
        return len(self._known)


def conflicts(problem: Problem, policy: Choices = CHOICES, effort: Effort = USUAL) -> Conflicts:
    """Find the smallest sets of locks and limits to give up.

    Parameters
    ----------
    problem : Problem
    policy : Choices
        How many questions may be asked.
    effort : Effort
        What each is given.
    """
    questions = Questions(problem, effort)
    held = questions.all()
    everything = frozenset(held)
    before = questions.unsatisfied(everything)
    least = questions.unsatisfied(frozenset())
    # Where there is no plan, any plan is what is looked for first.
    goal = NO_PLAN - 1 if before == NO_PLAN else least
    sets: list[frozenset[Demand]] = []
    smallest: list[tuple[Demand, ...]] = []
    all_found = True
    if before > goal >= least:
        sets.append(_conflict(questions, everything, goal))
        for choice in _hitting(held, sets):
            if smallest and len(choice) > len(smallest[0]):
                break
            if questions.number >= policy.most_questions:
                all_found = False
                break
            left = everything.difference(choice)
            if questions.unsatisfied(left) <= goal:
                smallest.append(choice)
            else:
                sets.append(_conflict(questions, left, goal))
    after = tuple(questions.unsatisfied(everything.difference(choice)) for choice in smallest)
    was, may_be = (None if number == NO_PLAN else number for number in (before, least))
    needed = _needed(everything, sets, smallest)
    rests_on = {some: questions.least(some) for some in needed}
    return Conflicts(tuple(sets), tuple(smallest), was, may_be, after, all_found, rests_on)


def _needed(
    everything: frozenset[Demand],
    sets: Sequence[frozenset[Demand]],
    smallest: Sequence[tuple[Demand, ...]],
) -> list[frozenset[Demand]]:
    """List what was asked that the answer rests on, each once."""
    without = [held - {each} for held in sets for each in sorted(held)]
    left = [everything.difference(choice) for choice in smallest]
    return list(dict.fromkeys([everything, frozenset[Demand](), *sets, *without, *left]))


def _hitting(
    demands: Sequence[Demand], sets: list[frozenset[Demand]]
) -> Iterator[tuple[Demand, ...]]:
    """Give the choices that hit every conflict known by then, the smallest first."""
    for size in range(1, len(demands) + 1):
        for choice in combinations(demands, size):
            if all(known.intersection(choice) for known in sets):
                yield choice


def _conflict(questions: Questions, demands: frozenset[Demand], goal: int) -> frozenset[Demand]:
    """Take what conflicts to pieces until nothing can go: what is left conflicts by itself."""
    for each in sorted(demands):
        if questions.unsatisfied(demands - {each}) > goal:
            demands -= {each}
    return demands
