"""Wishes and their price: what the best plan with a wish costs more, stage by stage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import pandas as pd

from planner.errors import InfeasibleError, InputError, PlannerError
from planner.evaluation import Evaluation
from planner.evaluation.compare import partners_differ, people_heirs
from planner.evaluation.consequences.more import more_aloud
from planner.optimize import Arrangement, Control, CountSettings, TimeLimitError
from planner.optimize.effort import USUAL
from planner.plan import Plan, Stage
from planner.plan.proof import Proof
from planner.plan.terms import TERMS
from planner.problem import Problem
from planner.problem.groups import Locks
from planner.scenario import Scenario
from planner.units import full_name
from planner.words import Text, joined
from planner.words.text import say


@dataclass(frozen=True)
class Wish:
    """Something that a plan is to keep beside what the scenario holds.

    Attributes
    ----------
    words : Text
        What it is.
    locks : Locks
        Held fast beside those of the scenario.
    count : CountSettings or None
        How many new units there may be, instead of what the scenario asks; None: as it asks.
    about : tuple of str
        Codes of the units that it speaks of.
    """

    words: Text
    locks: Locks = field(default_factory=Locks)
    count: CountSettings | None = None
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class Price:
    """What a wish costs.

    Attributes
    ----------
    wish : Wish
    before : tuple of Stage
        Of the best plan without it.
    plan : Plan or None
        The best plan with it; None: there is none.
    why : tuple of Text
        Why there is none.
    changed : tuple of str
        Units that the wish does not speak of and that are with others than in the best plan.
    none : Proof or None
        That there is none, among groups of the sizes of the scenario.
    """

    wish: Wish
    before: tuple[Stage, ...]
    plan: Plan | None
    why: tuple[Text, ...] = ()
    changed: tuple[str, ...] = ()
    none: Proof | None = None

    @property
    def proven(self) -> bool:
        """Whether `planner verify` can repeat all that it rests on."""
        if self.plan is None:
            return self.none is not None
        return all(stage.repeatable_proof for stage in (*self.before, *self.plan.stages))

    @property
    def best_more(self) -> tuple[float, ...]:
        """What the best value of each stage is worse by, in its unit: prices in their order."""
        if self.plan is None:
            return (float("inf"),)
        pairs = zip(self.before, self.plan.stages, strict=True)
        return tuple(_worse(one.value, other.value, one.name) for one, other in pairs)

    @property
    def more(self) -> tuple[tuple[str, str, float, float], ...]:
        """Stages in which the plans differ: name, unit, value of the best, what is more."""
        if self.plan is None:
            return ()
        pairs = zip(self.before, self.plan.stages, strict=True)
        return tuple(
            (one.name, one.unit, one.final, round(other.final - one.final, 6))
            for one, other in pairs
            if round(other.final - one.final, 6)
        )

    @property
    def free(self) -> bool:
        """Whether the plan with it is as good as without."""
        return self.plan is not None and not self.more and not any(self.best_more)

    def as_dict(self) -> dict[str, object]:
        """Give it as JSON holds it."""
        return {
            "wish": self.wish.words.by_language(),
            "possible": self.plan is not None,
            "proven": self.proven,
            "why": [said.by_language() for said in self.why],
            "more": [
                {"stage": name, "unit": unit, "best": best, "more": more}
                for name, unit, best, more in self.more
            ],
            "changed": list(self.changed),
        }


class Position:
    """A problem and its best plan, asked what else could be.

    Parameters
    ----------
    problem : Problem
        With its locks.
    kept : Arrangement
        What is asked.
    best : Plan
    control : Control, optional
        When to stop, and who listens.

    Attributes
    ----------
    home : Series
        Code → new unit in the best plan.
    names : Series
        Code → full name.
    """

    problem: Problem
    kept: Arrangement

    def __init__(
        self, problem: Problem, kept: Arrangement, best: Plan, control: Control | None = None
    ):
        self.problem, self.kept = problem, kept
        self._take(problem.units, best, control)

    def _take(self, units: pd.DataFrame, best: Plan, control: Control | None = None) -> None:
        self.units, self.best, self.control = units, best, control
        self.home = people_heirs(best)
        self.names: pd.Series[str] = full_name(units)

    def with_wish(self, wish: Wish) -> Problem:
        """Ask for a wish as well."""
        groups, count = self.problem.groups, wish.count or self.problem.count
        locks = groups.locks.with_more(wish.locks)
        return replace(self.problem, groups=groups.locked(locks), count=count)

    def price(self, wish: Wish) -> Price:
        """Find what a wish costs, or what forbids it."""
        before = self.best.stages
        try:
            plan = self.kept.best(self.with_wish(wish), self.control)
        except (InfeasibleError, InputError) as error:
            return Price(wish, before, None, _reasons(error), none=self._none(wish))
        except TimeLimitError as error:
            return Price(wish, before, None, _reasons(error))
        differ = partners_differ(self.home, people_heirs(plan).reindex(self.home.index))
        changed = [str(code) for code in differ.index[differ] if code not in wish.about]
        return Price(wish, before, plan, (), tuple(changed))

    def _none(self, wish: Wish) -> Proof | None:
        """Prove that nothing keeps a wish, where larger groups are not looked for as well."""
        if self.problem.groups.any_size or self.problem.groups.raise_to:
            return None
        try:
            return self.kept.impossible(self.with_wish(wish), self.control)
        except InputError:
            # A group that is fixed and does not hang together is refused before anything is built.
            return None

    def named(self, codes: Sequence[str]) -> Text:
        """Name units as they are read aloud."""
        return joined([self.names[code] for code in codes], ", ")

    def merge(self, codes: Sequence[str]) -> Wish:
        """Wish that units are together; those that are more than a group may hold, just these."""
        fits = len(codes) <= self.problem.groups.largest
        key = "together" if fits else "fixed"
        words = say(
            "To merge {unit} with {others}",
            unit=self.names[codes[0]],
            others=self.named(codes[1:]),
        )
        return Wish(words, Locks.model_validate({key: [list(codes)]}), None, tuple(codes))

    def alone(self, code: str) -> Wish:
        """Wish that a unit stays as it is."""
        return Wish(
            say("To leave {unit} as it is", unit=self.names[code]),
            Locks(keep=[code]),
            None,
            (code,),
        )

    def apart(self, one: str, other: str) -> Wish:
        """Wish that two units are not together."""
        words = say("To keep {one} and {other} apart", one=self.names[one], other=self.names[other])
        return Wish(words, Locks(apart=[(one, other)]), None, (one, other))

    def count(self, number: int) -> Wish:
        """Wish a number of new units."""
        words = say(
            "To have exactly {count} new units (the best plan has {best})",
            count=number,
            best=len(set(self.home)),
        )
        asked = self.problem.count.per_district
        return Wish(words, count=CountSettings(exactly=number, per_district=asked))


class Case(Position):
    """A finished run that is asked what else could be.

    Parameters
    ----------
    evaluation, scenario
        As ``runs.read_run`` gives them.
    best : Plan, optional
        The best plan, where it is known and nothing is asked.
    """

    def __init__(self, evaluation: Evaluation, scenario: Scenario, best: Plan | None = None):
        self.evaluation, self.scenario, self.control = evaluation, scenario, None
        self._take(evaluation.units, self.kept.best(self.problem) if best is None else best)

    @cached_property
    def kept(self) -> Arrangement:  # type: ignore[override]
        """The arrangement that is asked: prices rest on what was proven here."""
        return Arrangement.of(self.problem, USUAL)

    @cached_property
    def problem(self) -> Problem:  # type: ignore[override]
        """What was asked."""
        run = self.evaluation
        return self.scenario.problem(run.units, run.graph, run.ruleset)


def price_sentence(case: Position, price: Price) -> Text:
    """Say what a wish costs, so that it can be read aloud."""
    wish = price.wish.words
    if price.plan is None:
        return say("{wish}: not possible. {why}", wish=wish, why=joined(price.why, " "))
    if price.free:
        if price.changed or price.wish.about:
            return say("{wish}: it costs nothing.", wish=wish)
        return say("{wish}: the best plan has it already.", wish=wish)
    lines = [say("{wish}: possible within all locks and limits.", wish=wish), *_cost(price)]
    lines += _partners(case, price)
    joins = _also(price)
    lines.append(_elsewhere(case, [code for code in price.changed if code not in joins]))
    return joined(lines, " ")


def _cost(price: Price) -> Iterator[Text]:
    """Say what is worse, what is better in return, and whether it can be had for less."""
    said: dict[bool, list[Text]] = {True: [], False: []}
    for name, unit, best, more in price.more:
        said[_worse(0.0, more, name) > 0].append(more_aloud(name, unit, best, more))
    worse = joined(said[True], "; ") if said[True] else say("no figure of the plan is worse")
    yield say("Against the best plan, in all: {worse}.", worse=worse)
    if said[False]:
        yield say("In return {better}.", better=joined(said[False], "; "))
    if price.proven:
        yield say("It is proven that by the stages in their order no plan with it is better.")
    else:
        yield say("That is what was found; that no plan with it is better is not proven.")


def _also(price: Price) -> list[str]:
    """List the units that join those of a wish, which does not name them."""
    assert price.plan is not None
    home, about = people_heirs(price.plan), price.wish.about
    if price.wish.locks.apart or not about:
        return []
    return [str(c) for c in home.index[home == home[about[0]]] if c not in about]


def _partners(case: Position, price: Price) -> Iterator[Text]:
    """Say with whom the units of a wish are then, where the wish does not say so itself."""
    assert price.plan is not None
    also = _also(price)
    if also:
        yield say("The new unit then also holds {others}.", others=case.named(also))
    if not price.wish.locks.apart:
        return
    home = people_heirs(price.plan)
    for code in price.wish.about:
        others = [str(c) for c in home.index[home == home[code]] if c != code]
        unit = case.names[code]
        if others:
            yield say("{unit} is then merged with {others}.", unit=unit, others=case.named(others))
        else:
            yield say("{unit} then stays as it is.", unit=unit)


def _elsewhere(case: Position, changed: Sequence[str], shown: int = 9) -> Text:
    """Say which other units have other partners then."""
    if not changed:
        return say("No other unit has to change.")
    # Nobody leaves out one name to say that there is one more.
    some = changed if len(changed) <= shown + 1 else changed[:shown]
    named, rest = case.named(some), len(changed) - len(some)
    if not rest:
        return say(
            "Other units that are then arranged otherwise ({count}): {units}.",
            count=len(changed),
            units=named,
        )
    return say(
        "Other units that are then arranged otherwise ({count}): {units}, and {rest} more.",
        count=len(changed),
        units=named,
        rest=rest,
    )


def _reasons(error: PlannerError) -> tuple[Text, ...]:
    """Say why no plan keeps a wish, from what the optimizer found."""
    return tuple(
        say("Found: {found}; needed: {expected}.", found=each.found, expected=each.expected)
        for each in error.problems
    )


def _worse(one: float, other: float, stage: str) -> float:
    """What a value is worse than another by: more is worse, but where most is best."""
    best_is_most = stage in TERMS and TERMS[stage].maximise
    return round(one - other if best_is_most else other - one, 6)
