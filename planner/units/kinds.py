"""Kinds of unit, and the wings of countries that say which there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pydantic import ConfigDict, TypeAdapter
from ruamel.yaml import YAML

from planner.words.law import LEVEL_NOUNS
from planner.words.text import Text

HOUSE = Path(__file__).parents[1]
TABLE = "kinds.yaml"
CODE = r"^[a-z][a-z0-9_]*$"
"""What a code of a kind looks like."""
Level = Literal["commune", "district", "province"]


def wings() -> list[Path]:
    """Find the countries that are shipped: each folder of the package with a table of kinds.

    Returns
    -------
    list of Path
        Sorted by name.  ``law/`` of each holds its rule sets, ``entry.py`` gives what is embedded
        of it.
    """
    return sorted(path.parent for path in HOUSE.glob(f"*/{TABLE}"))


@dataclass(frozen=True)
class Kind:
    """A kind of administrative unit, as a table of kinds has it.

    Attributes
    ----------
    vi, en : str
        Its names.
    level : {"commune", "district", "province"}
    country : str
        Wing whose table has it; empty: one without a wing, or no table has it.
    short : str
        How it is shortened before a name ("P."); empty: it is not.
    bare : bool
        Whether maps leave it out before a name.
    place : int
        Where documents name it among the kinds of its level, from 1; 0: after those.
    counted_as : str
        Column in which the larger unit counts it apart, beside all of its level.
    tint : str
        Fill on printed maps and in layers, ``#rrggbb``.
    hatch : str
        Where it is not filled: Matplotlib's signs, ``////``, ``....``, ``xxxx`` or none.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    vi: str
    en: str
    level: Level
    country: str = ""
    short: str = ""
    bare: bool = False
    place: int = 0
    counted_as: Literal["", "wards", "townships", "city_districts", "towns"] = ""
    tint: str = "#d9d9d9"
    hatch: str = ""

    @property
    def words(self) -> Text:
        """Both names."""
        return Text(self.vi, self.en)

    @property
    def head(self) -> str:
        """What stands before a name on a map."""
        return f"{self.short} " if self.short and not self.bare else ""


class Kinds(dict[str, Kind]):
    """Kinds by code.  One that no table has is named by its code, and has the neutral tint."""

    def __missing__(self, code: str) -> Kind:
        return Kind(code, code, "commune")

    def among(self, codes: Iterable[str]) -> list[str]:
        """Put codes, each once, in the order of the tables; those of no table come last."""
        seen = {str(code) for code in codes}
        return [*(kind for kind in self if kind in seen), *sorted(seen - {*self})]


def _read() -> Kinds:
    """Read every table: those of wings, then that of the rule sets of other countries."""
    tables = {wing / TABLE: wing.name for wing in wings()} | {HOUSE / "law" / "rules" / TABLE: ""}
    rows = TypeAdapter(dict[str, Kind])
    found = Kinds()
    for path, country in tables.items():
        table = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
        for code, kind in rows.validate_python(table).items():
            found.setdefault(code, replace(kind, country=country))
    levels = list(LEVEL_NOUNS)
    return Kinds(sorted(found.items(), key=lambda each: levels.index(each[1].level)))


KINDS = _read()
