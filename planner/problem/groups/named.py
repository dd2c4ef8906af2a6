"""Links that name units as people do, by name or by a code without its zeros, put into codes."""

from __future__ import annotations

import pandas as pd

from planner.errors import InputError, Problem, raise_if_any
from planner.problem.limits import GroupSettings
from planner.problem.locks import LOCKS
from planner.units.naming import find_units

ONE = (*(name for name, kind in LOCKS.items() if kind.single), "seats")
SEVERAL = (*(name for name, kind in LOCKS.items() if not kind.single), "more")


def with_codes(settings: GroupSettings, units: pd.DataFrame, key: str = "groups") -> GroupSettings:
    """Put codes for the names of units in settings.

    Parameters
    ----------
    settings : GroupSettings
        Units by code, by name with or without kind, marks and capitals, or by a code that lost
        its zeros.
    units : DataFrame
        Index ``code``; ``name``, ``kind``.
    key : str
        Key of the settings, for messages.

    Raises
    ------
    InputError
        Naming each unit that is not found, with the nearest names and their codes.
    """
    problems: list[Problem] = []

    def coded(names: list[str], where: str) -> list[str]:
        found = []
        for name in names:
            try:
                found += [name] if name in units.index else find_units(units, [name], where)
            except InputError as error:
                problems.extend(error.problems)
        return found

    found: dict[str, object] = {
        name: coded(getattr(settings, name), f"{key}.{name}") for name in ONE
    }
    for name in SEVERAL:
        sets = [coded(list(each), f"{key}.{name}") for each in getattr(settings, name)]
        found[name] = [tuple(each) for each in sets] if name == "apart" else sets
    larger = [coded([code], f"{key}.larger") for code in settings.larger]
    raise_if_any(problems)
    found["larger"] = {
        code: most
        for codes, most in zip(larger, settings.larger.values(), strict=True)
        for code in codes
    }
    return settings.model_copy(update=found)
