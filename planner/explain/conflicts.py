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
    found: Conflicts, names: Mapping[str, str], groups: GroupSettings
) -> Iterator[Text]:
    """Say what has to be given up, and what that wins.

    Parameters
    ----------
    found : Conflicts
    names : mapping of code to str
        Names of units.
    groups : GroupSettings
        Which new units are looked at.
    """
    yield from _found(found, names)
    if groups.any_size:
        yield say("New units of at most {most} units of today were looked at.", most=groups.largest)
    if not found.proven:
        yield say(
            "This is as found; `planner verify` could not repeat a proof of all of it: a larger"
            " `solver.time_limit_s` may help."
        )


def _found(found: Conflicts, names: Mapping[str, str]) -> Iterator[Text]:
    if not found.sets:
        if found.least:
            yield say(
                "No lock or limit is to blame: {count} units stay unsatisfied without any.",
                count=found.least,
            )
        else:
            yield say("No locks or limits conflict.")
        return
    yield from _sets(found, names)
    for choice, after in zip(found.smallest, found.after, strict=True):
        if found.before is None:
            yield say(
                "Give up {locks}: then there is a plan, with {after} units unsatisfied.",
                locks=_joined(choice, names),
                after=after,
            )
        else:
            every = {each for held in found.sets for each in held}
            yield say(
                "Give up {locks}: {before} unsatisfied units become {after}.",
                locks=say("all of them") if set(choice) == every else _joined(choice, names),
                before=found.before,
                after=after,
            )
    if not found.all_found:
        yield say("There may be other choices as small: too many to look at them all.")


def _sets(found: Conflicts, names: Mapping[str, str]) -> Iterator[Text]:
    """Say what cannot be kept, what does so by itself in one sentence."""
    alone = sorted(each for held in found.sets if len(held) == 1 for each in held)
    if alone:
        locks = joined([held_words(each, names) for each in alone], "; ")
        if found.before is None:
            yield say("No plan keeps any of these: {locks}.", locks=locks)
        else:
            yield say(
                "Each of these, by itself, leaves units that do not meet what the law asks:"
                " {locks}.",
                locks=locks,
            )
    for held in found.sets:
        if len(held) > 1 and found.before is None:
            yield say("No plan keeps all of these at once: {locks}.", locks=_joined(held, names))
        elif len(held) > 1:
            yield say(
                "All of these together leave units that do not meet what the law asks: {locks}.",
                locks=_joined(held, names),
            )


def _joined(held: frozenset[Demand] | tuple[Demand, ...], names: Mapping[str, str]) -> Text:
    return joined([held_words(each, names) for each in sorted(held)], "; ")


def _keyed(held: tuple[Demand, ...], names: Mapping[str, str]) -> Text:
    """Name them, each with its key in the scenario, for whoever corrects it."""
    return joined(
        [joined([held_words(each, names), f"(`{each.key}`)"]) for each in sorted(held)], "; "
    )


def held_words(held: Demand, names: Mapping[str, str]) -> Text:
    """Name a lock or a limit as it is read aloud."""
    units = ", ".join(names[code] for code in held.what)
    if held.key in LOCKS:
        return LOCKS[held.key].words(units)
    return {
        "per_district": say("the number of new units of {units}", units=units),
        "count": say("the number of new units"),
        "max_people": say("the most people of a new unit"),
        "max_area_km2": say("the largest area of a new unit"),
        "within": say("borders that are not crossed"),
    }[held.key]


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
