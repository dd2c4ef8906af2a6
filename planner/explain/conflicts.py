"""What conflicts in a scenario, said in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from planner.errors import Problem
from planner.optimize.conflicts import Conflicts, Demand, conflicts
from planner.pipeline import prepare
from planner.problem.groups import GroupSettings
from planner.problem.locks import LOCKS
from planner.scenario import ReadScenario
from planner.units import full_name
from planner.units.naming import districts_of
from planner.words import Text, joined
from planner.words.text import say


def conflict_sentences(
    conflicts: Conflicts, names: Mapping[str, str], groups: GroupSettings
) -> Iterator[Text]:
    """Say what has to be given up, and what that wins.

    Parameters
    ----------
    conflicts : Conflicts
    names : mapping of code to str
        Names of units.
    groups : GroupSettings
        Which new units are looked at.
    """
    yield from _found(conflicts, names)
    if groups.any_size:
        yield say("New units of at most {most} units of today were looked at.", most=groups.largest)
    if not conflicts.proven:
        yield say(
            "This is as found; `planner verify` could not repeat a proof of all of it: a larger"
            " `solver.time_limit_s` may help."
        )


def _found(conflicts: Conflicts, names: Mapping[str, str]) -> Iterator[Text]:
    if not conflicts.sets:
        if conflicts.least:
            yield say(
                "No lock or limit is to blame: {count} units stay unsatisfied without any.",
                count=conflicts.least,
            )
        else:
            yield say("No locks or limits conflict.")
        return
    yield from _sets(conflicts, names)
    for choice, after in zip(conflicts.smallest, conflicts.after, strict=True):
        if conflicts.before is None:
            yield say(
                "Give up {locks}: then there is a plan, with {after} units unsatisfied.",
                locks=_joined(choice, names),
                after=after,
            )
        else:
            every = {each for held in conflicts.sets for each in held}
            yield say(
                "Give up {locks}: {before} unsatisfied units become {after}.",
                locks=say("all of them") if set(choice) == every else _joined(choice, names),
                before=conflicts.before,
                after=after,
            )
    if not conflicts.all_found:
        yield say("There may be other choices as small: too many to look at them all.")


def _sets(conflicts: Conflicts, names: Mapping[str, str]) -> Iterator[Text]:
    """Say what cannot be kept, what does so by itself in one sentence."""
    alone = sorted(each for held in conflicts.sets if len(held) == 1 for each in held)
    if alone:
        locks = joined([held_words(each, names) for each in alone], "; ")
        if conflicts.before is None:
            yield say("No plan keeps any of these: {locks}.", locks=locks)
        else:
            yield say(
                "Each of these, by itself, leaves units that do not meet what the law asks:"
                " {locks}.",
                locks=locks,
            )
    for held in conflicts.sets:
        if len(held) > 1 and conflicts.before is None:
            yield say("No plan keeps all of these at once: {locks}.", locks=_joined(held, names))
        elif len(held) > 1:
            yield say(
                "All of these together leave units that do not meet what the law asks: {locks}.",
                locks=_joined(held, names),
            )


def _joined(demands: frozenset[Demand] | tuple[Demand, ...], names: Mapping[str, str]) -> Text:
    return joined([held_words(each, names) for each in sorted(demands)], "; ")


def _keyed(demands: tuple[Demand, ...], names: Mapping[str, str]) -> Text:
    """Name them, each with its key in the scenario, for whoever corrects it."""
    return joined(
        [joined([held_words(each, names), f"(`{each.key}`)"]) for each in sorted(demands)], "; "
    )


def held_words(demand: Demand, names: Mapping[str, str]) -> Text:
    """Name a lock or a limit as it is read aloud."""
    units = ", ".join(names[code] for code in demand.what)
    if demand.key in LOCKS:
        return LOCKS[demand.key].words(units)
    return {
        "per_district": say("the number of new units of {units}", units=units),
        "count": say("the number of new units"),
        "max_people": say("the most people of a new unit"),
        "max_area_km2": say("the largest area of a new unit"),
        "within": say("borders that are not crossed"),
    }[demand.key]


def names_held(units: pd.DataFrame) -> dict[str, str]:
    """Name units and districts by their codes, units first."""
    tables = districts_of(units), units
    return {str(code): name for table in tables for code, name in full_name(table).items()}


def conflict_problems(read: ReadScenario) -> list[Problem]:
    """Say what to give up of a scenario that no plan keeps, each smallest choice a problem.

    Where the number of new units alone is to blame, what no plan keeps was said already.
    """
    prepared = prepare(read)
    asked = prepared.read.scenario
    if asked.then is not None:
        return []
    found = conflicts(prepared.problem)
    names = names_held(prepared.units)
    return [
        Problem(
            "groups, count",
            say("locks and limits that no plan keeps at once"),
            say("fewer of them"),
            say(
                "give up {locks} ({after} units then stay unsatisfied)",
                locks=_keyed(choice, names),
                after=after,
            ),
        )
        for choice, after in zip(found.smallest, found.after, strict=True)
        if any(held.key != "count" for held in choice)
    ]
