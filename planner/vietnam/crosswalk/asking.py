"""Communes before and after July 2025, found by what people type; and the rows between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from planner.errors import InputError, Problem
from planner.sources.doctor.matching import kind_and_name, shortened
from planner.units import KINDS, full_name, split_kind
from planner.units.naming import Names
from planner.vietnam.sources.early_2025 import ceased_before_2025, lineage_of_2025
from planner.vietnam.sources.today import known_today, no_province, provinces_of_today
from planner.words.sources import unmarked
from planner.words.text import say

ROWS = [
    *("code_2024", "name_2024", "district_2024", "province_2024"),
    *("code_2025", "name_2025", "province_2025", "resolution", "clause", "area", "people"),
]
"""``area`` and ``people``: ``whole``, ``part``, ``rest`` or ``none``; ``ceased`` where a commune
had ceased before 2025, and the row is that of the commune that it had become part of."""
CEASED = "ceased"
_PLACE_KINDS = tuple(
    unmarked(KINDS[kind].vi) for kind in ("huyen", "quan", "thi_xa", "thanh_pho", "tinh")
)


@dataclass(frozen=True)
class Answer:
    """What was meant by a name or code.

    Attributes
    ----------
    before, after : tuple of str
        Codes of communes of early 2025, and of today, that it may be.
    near : tuple of str
        Where it is neither: names like it, each with its place.
    sure : bool
        Whether kind and places are those that were typed.
    """

    before: tuple[str, ...]
    after: tuple[str, ...]
    near: tuple[str, ...] = ()
    sure: bool = True


class Crosswalk:
    """The rows between the communes before and after, and the names on both sides.

    Attributes
    ----------
    rows : DataFrame
        Columns ``ROWS``: a row for each commune and heir.
    """

    def __init__(self, rows: pd.DataFrame) -> None:
        self.rows = rows
        self.before = _side(rows, "2024")
        self.after = _side(rows, "2025")
        self._names = {id(side): Names(side) for side in (self.before, self.after)}
        self._of_old = rows.groupby("code_2024").indices
        self._of_new = rows.groupby("code_2025").indices

    def heirs(self, code: str) -> pd.DataFrame:
        """Rows of a commune of before."""
        return self.rows.iloc[self._of_old.get(code, [])]

    def sources(self, code: str) -> pd.DataFrame:
        """Rows of a commune of today."""
        return self.rows.iloc[self._of_new.get(code, [])]

    def ask(self, written: str, *, only_before: bool = False) -> Answer:
        """Find the communes of a code, or of a name with or without kind, marks and places.

        Parameters
        ----------
        written : str
            "Xã X, huyện Y, tỉnh Z", or a code.
        only_before : bool
            Ask for communes of before only.
        """
        name, *places = (part.strip() for part in written.split(","))
        sides = [self.before] if only_before else [self.before, self.after]
        # Districts were changed before 2025 as well: a name in no such place may still be meant.
        for own in (places, []):
            found = [self._on(side, name, own) for side in sides]
            codes = [each for each, _ in found] + [()]
            if any(codes):
                sure = own == places and all(exact for each, exact in found if each)
                return Answer(codes[0], codes[1], sure=sure)
        near = [
            self.place(side, code) for side in sides for code in self._names[id(side)].near(name)
        ]
        return Answer((), (), tuple(dict.fromkeys(near[:5])))

    def place(self, side: pd.DataFrame, code: str) -> str:
        """Name a commune with its district and province: "Xã X, Huyện Y, Tỉnh Z (12345)"."""
        row = side.loc[code]
        named = [str(row["full"]), str(row["district"]), str(row["province"])]
        return f"{', '.join(filter(None, named))} ({code})"

    def _on(
        self, side: pd.DataFrame, name: str, places: Sequence[str]
    ) -> tuple[tuple[str, ...], bool]:
        names = self._names[id(side)]
        kind, bare = kind_and_name(name)
        full = f"{KINDS[kind].vi} {bare}" if kind in KINDS else bare
        for each, sure in ((full, True), (bare, False)):
            codes = [code for code in names.of(each) if self._lies_in(side, code, places)]
            if codes:
                return tuple(codes), sure
        return (), True

    def _lies_in(self, side: pd.DataFrame, code: str, places: Sequence[str]) -> bool:
        row = side.loc[code]
        own = [str(row[column]) for column in ("district", "province", "other_province")]
        return all(any(_same_place(asked, each) for each in own) for asked in places)


def _same_place(name: str, own: str) -> bool:
    """Whether a place is the one typed: with its kind if one was typed, without marks."""
    short, _, rest = name.replace(".", ". ").partition(" ")
    kind = shortened().get(unmarked(short).rstrip("."))
    typed = " ".join(unmarked(f"{KINDS[kind].vi} {rest}" if kind and rest else name).split())
    plain = unmarked(own)
    if any(typed.startswith(f"{each} ") for each in _PLACE_KINDS):
        return typed == plain
    return bool(typed) and re.sub(rf"^({'|'.join(_PLACE_KINDS)}) ", "", plain) == typed


def read_crosswalk(province: str | None = None) -> Crosswalk:
    """Read the crosswalk of the country, or of a province of today.

    Parameters
    ----------
    province : str, optional
        As ``provinces_of_today`` has it, or by name.

    Raises
    ------
    InputError
        No such province.
    """
    rows = _with_ceased(lineage_of_2025())
    today, provinces = known_today(), provinces_of_today()
    if province is not None:
        plain = unmarked(province).removeprefix("tp_")
        keys = [
            key
            for key, name in provinces.items()
            if plain in (key, unmarked(name), unmarked(split_kind(name)[1]))
        ]
        if not keys:
            raise InputError(no_province(province, provinces))
        rows = rows[rows["key"].isin(keys)]
    names = rows["code_2025"].map(full_name(today)).fillna("")
    table = pd.DataFrame(
        {
            **{name: rows[name] for name in ("code_2024", "name_2024", "district_2024")},
            "province_2024": rows["province"],
            "code_2025": rows["code_2025"],
            "name_2025": rows["name_2025"].where(rows["name_2025"] != "", names),
            "province_2025": rows["key"].map(provinces),
            **{name: rows[name] for name in ("resolution", "clause", "area", "people")},
        }
    )
    return Crosswalk(table.sort_values(["code_2024", "code_2025"], ignore_index=True)[ROWS])


def _with_ceased(rows: pd.DataFrame) -> pd.DataFrame:
    """Put a commune that had ceased before 2025 beside the one that it had become part of."""
    ceased = ceased_before_2025()
    known = rows[rows["code_2024"] != ""]
    known = known.drop(columns=["name_2024", "province_2024", "province", "key"])
    homes = rows.drop_duplicates("province_2024").set_index("province_2024")
    more = ceased.merge(known, on="code_2024", how="left").fillna("")
    more = more.assign(
        code_2024=more["code"],
        name_2024=more["name"],
        district_2024="",
        province=more["province_2024"].map(homes["province"]),
        key=more["province_2024"].map(homes["key"]),
        area=CEASED,
        people=CEASED,
    )
    return pd.concat([rows, more[rows.columns]], ignore_index=True)


def _side(rows: pd.DataFrame, year: str) -> pd.DataFrame:
    """Communes of a year: index code; ``name``, ``kind``, ``full``, district and provinces."""
    other = "2025" if year == "2024" else "2024"
    own = rows[rows[f"code_{year}"] != ""].drop_duplicates(f"code_{year}")
    split = [split_kind(name) for name in own[f"name_{year}"]]
    return pd.DataFrame(
        {
            "name": [name for _, name in split],
            "kind": [kind for kind, _ in split],
            "full": own[f"name_{year}"].to_numpy(),
            "district": own["district_2024"].to_numpy() if year == "2024" else "",
            "province": own[f"province_{year}"].to_numpy(),
            "other_province": own[f"province_{other}"].to_numpy(),
        },
        index=pd.Index(own[f"code_{year}"], name="code"),
    )


def not_there(written: str, answer: Answer) -> Problem:
    """Say that nothing of a name is there, and which may have been meant."""
    mend = (
        say("perhaps {names}", names="; ".join(answer.near))
        if answer.near
        else say("write it as “name, district, province”, or its code")
    )
    return Problem(
        "planner crosswalk",
        say("no commune '{name}' before or after July 2025", name=written),
        say("name or code of a commune"),
        mend,
    )
