"""Units found by code or by name, as people type them; nearest names where there is none."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

import pandas as pd

from planner.errors import InputError, Problem, listed, raise_if_any
from planner.gate import COUNTS
from planner.units.table import full_name, split_kind
from planner.words.letters import spelling
from planner.words.sources import unmarked
from planner.words.text import say


def find_units(units: pd.DataFrame, asked: Sequence[str], place: str) -> list[str]:
    """Find units by code, or by name with or without kind, marks and capitals.

    Parameters
    ----------
    units : DataFrame
        Units table.
    asked : sequence of str
        As they were typed.
    place : str
        Where they were typed, for messages.

    Returns
    -------
    list of str
        Codes, each once.

    Raises
    ------
    InputError
        Naming each that is unknown, with the nearest names, or that several units have.
    """
    spelled: dict[str, list[str]] = {}
    for names in (full_name(units), units["name"].astype(str)):
        for code, name in names.items():
            spelled.setdefault(_folded(name), []).append(str(code))
    found, problems = list[str](), list[Problem]()
    for each in (part.strip() for part in asked):
        codes = [each] if each in units.index else sorted(set(spelled.get(_folded(each), [])))
        if not codes and each.isdigit():
            # A code that was taken for a number has lost its zeros.
            codes = [str(code) for code in units.index if str(code).lstrip("0") == each]
        # With its marks a name may tell two units apart that have the same letters.
        own = [(str(units.at[code, "name"]), full_name(units)[code]) for code in codes]
        exact = [c for c, names in zip(codes, own) if spelling(each) in map(spelling, names)]
        codes = exact if len(exact) == 1 else codes
        if len(codes) == 1:
            found.append(codes[0])
            continue
        names = full_name(units)
        looked = list(spelled) if len(problems) < COUNTS.most_looked_up else []
        typed = _folded(each)[: COUNTS.most_letters]
        near = difflib.get_close_matches(typed, looked, n=5, cutoff=0.6)
        offered = codes or list(dict.fromkeys(code for name in near for code in spelled[name]))
        problems.append(
            Problem(
                place,
                say("several units of the name '{name}'", name=each)
                if codes
                else say("no unit '{name}'", name=each),
                say("code or name of a unit"),
                say("perhaps {names}", names=listed([f"{names[c]} ({c})" for c in offered]))
                if offered
                else say("look it up: `plan.csv` of a run lists codes and names"),
            )
        )
    raise_if_any(problems)
    return list(dict.fromkeys(found))


def districts_of(units: pd.DataFrame) -> pd.DataFrame:
    """List the districts that units lie in.

    Returns
    -------
    DataFrame, index code of the district
        ``name``, ``kind``, as a table of units has them; empty where no district is known.
    """
    known = units[units["district_code"].fillna("").astype(str) != ""]
    first = known.drop_duplicates("district_code").set_index("district_code").sort_index()
    split = [split_kind(str(name)) for name in first["district"]]
    kinds = [own or str(kind) for (own, _), kind in zip(split, first["district_kind"], strict=True)]
    return pd.DataFrame({"name": [name for _, name in split], "kind": kinds}, index=first.index)


def find_districts(units: pd.DataFrame, asked: Sequence[str], place: str) -> list[str]:
    """Find districts as :func:`find_units` finds units.

    Raises
    ------
    InputError
        Likewise; and where no unit has a district.
    """
    districts = districts_of(units)
    if asked and districts.empty:
        raise InputError(
            Problem(
                place,
                say("no `{column}` of any unit", column="district_code"),
                say("the district of each unit"),
                say(
                    "name the columns `district_code` and `district` under `units.columns`, or"
                    " join a table that has them under `units.tables`"
                ),
            )
        )
    return find_units(districts, asked, place)


def check_different(codes: Sequence[str], least: int, place: str) -> None:
    """Refuse a wish about fewer units than it takes.

    Raises
    ------
    InputError
    """
    if len(codes) < least:
        raise InputError(
            Problem(
                place,
                say("{count} different units", count=len(codes)),
                say("at least {least}", least=least),
                say("name them by code or name, with commas between"),
            )
        )


def _folded(name: str) -> str:
    """Leave out marks, capitals and what spaces are too many."""
    return " ".join(unmarked(name).split())
