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
from dataclasses import asdict, dataclass, field
from itertools import combinations

import geopandas as gpd
import networkx as nx

from planner.errors import InfeasibleError, InputError
from planner.groups import GroupSettings, Locks
from planner.law import RuleSet
from planner.optimize.arrangement import Arrangement
from planner.optimize.effort import CHOICES, USUAL, Choices, Effort
from planner.optimize.question import NO_LOCKS
from planner.optimize.settings import CountSettings, SolverSettings
from planner.optimize.stages import TimeLimitError
from planner.plan import Plan
from planner.proof import Proof

LIMITS = ("max_people", "max_area_km2", "within")
# Units that stay unsatisfied where there is no plan at all.
NO_PLAN = 1 << 30


@dataclass(frozen=True, order=True)
class Held:
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
    sets : tuple of frozenset of Held
        Conflicts that were found: of each, one has to go.
    smallest : tuple of tuple of Held
        All smallest choices after which nothing conflicts.
    before, least : int or None
        Units that stay unsatisfied as things are (None: there is no plan), and where nothing is
        held at all.
    after : tuple of int
        Units that stay unsatisfied after each of the smallest choices.
    all_found : bool
        False: there were too many questions to find every smallest choice.
    rests_on : dict of frozenset of Held to Least
        All that it takes to believe this.
    """

    sets: tuple[frozenset[Held], ...]
    smallest: tuple[tuple[Held, ...], ...]
    before: int | None
    least: int | None
    after: tuple[int, ...]
    all_found: bool
    rests_on: dict[frozenset[Held], Least] = field(default_factory=dict)

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
class Holding:
    """Units and law under some of the locks and limits of a question.

    Attributes
    ----------
    units, graph, ruleset
        What is arranged.
    groups : GroupSettings
        All locks and limits.
    count : CountSettings
    solver : SolverSettings
    effort : Effort
    """

    units: gpd.GeoDataFrame
    graph: nx.Graph[str]
    ruleset: RuleSet
    groups: GroupSettings
    count: CountSettings
    solver: SolverSettings
    effort: Effort = USUAL
    _kept: dict[tuple[str, ...], Arrangement] = field(default_factory=dict)
    _known: dict[frozenset[Held], Least] = field(default_factory=dict)

    def all(self) -> list[Held]:
        """List everything that is held."""
        held = [Held("keep", (code,)) for code in self.groups.keep]
        for key in ("together", "apart", "fixed", "forbidden"):
            held += [Held(key, tuple(codes)) for codes in getattr(self.groups, key)]
        held += [Held(key) for key in LIMITS if getattr(self.groups, key) is not None]
        held += [Held("per_district", (code,)) for code in self.count.per_district]
        # What new units should be like on average excludes no plan.
        if self.count.bounds(len(self.units)) != (None, None):
            held.append(Held("count"))
        return sorted(held)

    def _count(self, some: frozenset[Held]) -> CountSettings:
        """Ask for only some of the numbers of new units."""
        count = self.count if Held("count") in some else CountSettings()
        asked = self.count.per_district.items()
        left = {code: n for code, n in asked if Held("per_district", (code,)) in some}
        return count.model_copy(update={"per_district": left})

    def locks(self, some: frozenset[Held]) -> Locks:
        """Hold only some of the locks."""
        named: dict[str, list[object]] = {}
        for each in sorted(some):
            if each.key in Locks.model_fields:
                what = each.what[0] if each.key == "keep" else list(each.what)
                named.setdefault(each.key, []).append(what)
        return Locks.model_validate(named)

    def arrangement(self, some: frozenset[Held]) -> Arrangement:
        """Keep an arrangement under some of the limits, whatever the locks."""
        limits = tuple(key for key in LIMITS if Held(key) in some)
        if limits not in self._kept:
            free = {key: None for key in LIMITS if key not in limits}
            groups = self.groups.locked(NO_LOCKS).model_copy(update={**free, "any_size": False})
            self._kept[limits] = Arrangement(
                self.units, self.graph, self.ruleset, groups, self.effort
            )
        return self._kept[limits]

    def unsatisfied(self, some: frozenset[Held]) -> int:
        """Tell how many units stay unsatisfied at least where only these are held."""
        if some not in self._known:
            try:
                plan = self.arrangement(some).ask(
                    count=self._count(some),
                    objective=["unsatisfied"],
                    locks=self.locks(some),
                    solver=self.solver,
                )
                self._known[some] = Least(int(plan.stages[0].value), plan)
            except (InfeasibleError, InputError, TimeLimitError):
                self._known[some] = Least(NO_PLAN)
        return self._known[some].units

    def least(self, some: frozenset[Held]) -> Least:
        """Tell the same with its proof: that no plan keeps these is proven anew."""
        if self.unsatisfied(some) < NO_PLAN or self.groups.raise_to:
            return self._known[some]
        try:
            none = self.arrangement(some).impossible(
                count=self._count(some), locks=self.locks(some), solver=self.solver
            )
        except InputError:
            # Links that contradict each other by themselves are refused before anything is built.
            none = None
        return Least(NO_PLAN, none=none)

    @property
    def questions(self) -> int:
        """How many were asked so far."""
        return len(self._known)


def conflicts(holding: Holding, policy: Choices = CHOICES) -> Conflicts:
    """Find the smallest sets of locks and limits to give up.

    Parameters
    ----------
    holding : Holding
    policy : Choices
        How many questions may be asked.
    """
    held = holding.all()
    everything = frozenset(held)
    before = holding.unsatisfied(everything)
    least = holding.unsatisfied(frozenset())
    # Where there is no plan, any plan is what is looked for first.
    goal = NO_PLAN - 1 if before == NO_PLAN else least
    sets: list[frozenset[Held]] = []
    smallest: list[tuple[Held, ...]] = []
    all_found = True
    if before > goal >= least:
        sets.append(_conflict(holding, everything, goal))
        for choice in _hitting(held, sets):
            if smallest and len(choice) > len(smallest[0]):
                break
            if holding.questions >= policy.most_questions:
                all_found = False
                break
            left = everything.difference(choice)
            if holding.unsatisfied(left) <= goal:
                smallest.append(choice)
            else:
                sets.append(_conflict(holding, left, goal))
    after = tuple(holding.unsatisfied(everything.difference(choice)) for choice in smallest)
    was, may_be = (None if number == NO_PLAN else number for number in (before, least))
    needed = _needed(everything, sets, smallest)
    rests_on = {some: holding.least(some) for some in needed}
    return Conflicts(tuple(sets), tuple(smallest), was, may_be, after, all_found, rests_on)


def _needed(
    everything: frozenset[Held],
    sets: Sequence[frozenset[Held]],
    smallest: Sequence[tuple[Held, ...]],
) -> list[frozenset[Held]]:
    """List what was asked that the answer rests on, each once."""
    without = [held - {each} for held in sets for each in sorted(held)]
    left = [everything.difference(choice) for choice in smallest]
    return list(dict.fromkeys([everything, frozenset[Held](), *sets, *without, *left]))


def _hitting(held: Sequence[Held], sets: list[frozenset[Held]]) -> Iterator[tuple[Held, ...]]:
    """Give the choices that hit every conflict known by then, the smallest first."""
    for size in range(1, len(held) + 1):
        for choice in combinations(held, size):
            if all(known.intersection(choice) for known in sets):
                yield choice


def _conflict(holding: Holding, held: frozenset[Held], goal: int) -> frozenset[Held]:
    """Take what conflicts to pieces until nothing can go: what is left conflicts by itself."""
    for each in sorted(held):
        if holding.unsatisfied(held - {each}) > goal:
            held -= {each}
    return held
