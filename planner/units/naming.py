"""Units found by code or by name, as people type them; nearest names where there is none."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

import pandas as pd

from planner.errors import InputError, Problem, listed, raise_if_any
from planner.gate import COUNTS
from planner.units.table import full_name, split_kind
from planner.words.letters import spelling
from planner.words.sources import unmarked
from planner.words.text import Text, say


class Names:
    """Units by every way in which people write their names: with or without kind and marks.

    Parameters
    ----------
    units : DataFrame
        Units table.
    """

    def __init__(self, units: pd.DataFrame) -> None:
        self.full = full_name(units)
        self._bare = units["name"].astype(str)
        self._spelled: dict[str, list[str]] = {}
        for names in (self.full, self._bare):
            for code, name in names.items():
                self._spelled.setdefault(_folded(name), []).append(str(code))

    def of(self, name: str) -> list[str]:
        """Codes of the units of that code or name; where marks tell them apart, of those alone."""
        if name in self.full.index:
            return [name]
        codes = sorted(set(self._spelled.get(_folded(name), [])))
        if not codes and name.isdigit():
            # A code that was taken for a number has lost its zeros.
            codes = [str(code) for code in self.full.index if str(code).lstrip("0") == name]
        # With its marks a name may tell two units apart that have the same letters.
        key = spelling(name)
        return [
            code for code in codes if key in (spelling(self._bare[code]), spelling(self.full[code]))
        ] or codes

    def near(self, text: str) -> list[str]:
        """Codes of the units whose names are most like one that no unit has."""
        typed = _folded(text)[: COUNTS.most_letters]
        near = difflib.get_close_matches(typed, list(self._spelled), n=5, cutoff=0.6)
        return list(dict.fromkeys(code for name in near for code in self._spelled[name]))

    def told(self, codes: Sequence[str]) -> Text:
        """Names with codes, for a message."""
        return listed([f"{self.full[code]} ({code})" for code in codes])


def find_units(units: pd.DataFrame, texts: Sequence[str], place: str) -> list[str]:
    """Find units by code, or by name with or without kind, marks and capitals.

    Parameters
    ----------
    units : DataFrame
        Units table.
    texts : sequence of str
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
    names = Names(units)
    found, problems = list[str](), list[Problem]()
    for each in (part.strip() for part in texts):
        codes = names.of(each)
        if len(codes) == 1:
            found.append(codes[0])
            continue
        offered = codes
        # With so many wrong names the list is the wrong one, and none of the nearest is looked at.
        if not codes and len(problems) < COUNTS.most_looked_up:
            offered = names.near(each)
        problems.append(
            Problem(
                place,
                say("several units of the name '{name}'", name=each)
                if codes
                else say("no unit '{name}'", name=each),
                say("code or name of a unit"),
                say("perhaps {names}", names=names.told(offered))
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


def find_districts(units: pd.DataFrame, names: Sequence[str], place: str) -> list[str]:
    """Find districts as :func:`find_units` finds units.

    Raises
    ------
    InputError
        Likewise; and where no unit has a district.
    """
    districts = districts_of(units)
    if names and districts.empty:
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
    return find_units(districts, names, place)


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
    """Leave out marks, capitals, what spaces are too many, and zeros before a number."""
    return re.sub(r"\b0+(?=\d)", "", " ".join(unmarked(name).split()))
