"""Sources and results of clauses → codes before and after; and what does not come out even."""

from __future__ import annotations

import difflib
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace

import pandas as pd

from docs.lineage.clauses import LAND, Clause, Resolution, Source
from docs.lineage.registers import KINDS, exact, plain
from planner.vietnam.sources.today import provinces_of_today, today_plain
from planner.words.sources import unmarked

# Districts without communes lay in these provinces (codes of then).
HOME = {
    "Huyện Hoàng Sa": "48",
    "Huyện Bạch Long Vĩ": "31",
    "Huyện Lý Sơn": "51",
    "Huyện Cồn Cỏ": "45",
    "Huyện Côn Đảo": "77",
}
ROWS = [
    *("code_2024", "name_2024", "district_2024", "province_2024", "code_2025", "name_2025"),
    *("resolution", "clause", "area", "people", "how", "was"),
]


@dataclass(frozen=True)
class Matched:
    """A source with the codes that it may be, and by what they were found."""

    clause: Clause
    source: Source
    heir: str
    codes: tuple[str, ...]
    how: str


class Registers:
    """The communes before and after, looked up by province, kind and name."""

    def __init__(self, old: pd.DataFrame, new: pd.DataFrame) -> None:
        self.old, self.new = old, new
        self.keys = {short(name): key for key, name in provinces_of_today().items()}
        self.by_name: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        for row in old.itertuples():
            for key in (row.exact, f"~{row.plain}"):
                self.by_name[row.key, row.kind, key].append(row.Index)
                self.by_name[row.key, "", key].append(row.Index)
        self.home = dict(zip(old["district"], old["province_code"])) | HOME
        today = today_plain()
        self.kinds = today["kind"].to_dict()
        self.heirs = {
            (self.keys[short(row.province)], row.kind, row.exact): row.Index
            for row in new.itertuples()
        }
        # Where the list has a code that is not in force, the unit of that name has another.
        names = zip(today["key"], today["kind"], today["name"].map(exact))
        in_force = dict(zip(names, today.index))
        self.heirs = {
            name: code if code in self.kinds else in_force[name]
            for name, code in self.heirs.items()
        }

    def candidates(self, key: str, source: Source) -> tuple[list[str], str]:
        """Communes of before with the name of a source: its kind and marks, then without."""
        if source.kind == "huyện":
            name = exact(f"huyện {source.name}")
            here = self.old[(self.old["key"] == key) & (self.old["district"].map(exact) == name)]
            return list(here.index), "district"
        kind = KINDS[source.kind]
        for how, sort, name in (
            ("name", kind, exact(source.name)),
            ("marks", kind, "~" + plain(source.name)),
            ("kind", "", exact(source.name)),
            ("kind", "", "~" + plain(source.name)),
        ):
            codes = self.by_name.get((key, sort, name), [])
            if codes:
                return codes, how
        return [], "none"

    def in_district(self, codes: list[str], told: str) -> list[str]:
        """Those that lie in the district that a text names ("huyện A", "thuộc huyện A, tỉnh B")."""
        told = told.removeprefix("thuộc ").partition(",")[0]
        asked = exact(told)
        named = self.old.loc[codes, "district"]
        whole = [code for code, name in named.items() if exact(name) == asked]
        return whole or [code for code, name in named.items() if plain(told).endswith(short(name))]


def short(name: str) -> str:
    """Give the key of a province or district without its kind: "Tp Hải Phòng" → "haiphong"."""
    bare = re.sub(r"^(thanh pho|tp\.?|tinh|huyen|thi xa|quan) ", "", unmarked(name))
    return plain(bare)


def match(resolution: Resolution, registers: Registers) -> list[Matched]:
    """Find the codes of each source of a resolution.

    A name that several communes of the province have is settled by the district that the text
    names, then by the districts of the clause's other sources, last by what is left when every
    other clause has its own.
    """
    key = registers.keys[short(resolution.province)]
    found: list[Matched] = []
    for clause in resolution.clauses:
        heir = registers.heirs.get((key, KINDS[clause.kind], exact(clause.name)), "")
        for source in clause.sources:
            if source.kind == LAND:
                continue
            codes, how = registers.candidates(key, source)
            if source.district and len(codes) > 1:
                codes, how = registers.in_district(codes, source.district) or codes, "district"
            found.append(Matched(clause, source, heir, tuple(codes), how))
    _by_neighbours(found, registers)
    _by_likeness(found, registers, key)
    return _apart(found)


def _open(each: Matched) -> bool:
    return len(each.codes) > 1 and each.source.kind != "huyện"


def _by_neighbours(found: list[Matched], registers: Registers) -> None:
    """Settle namesakes by districts of the clause, then by what others left."""
    old = registers.old
    by_clause: dict[tuple[int, str], list[int]] = defaultdict(list)
    for n, each in enumerate(found):
        by_clause[each.clause.number, each.heir].append(n)
    for numbers in by_clause.values():
        sure = [code for n in numbers if not _open(found[n]) for code in found[n].codes]
        votes = Counter(old.loc[sure, "district_code"])
        for n in filter(lambda n: _open(found[n]), numbers):
            near = [code for code in found[n].codes if votes[old.at[code, "district_code"]]]
            if len(near) == 1:
                found[n] = replace(found[n], codes=(near[0],), how="beside")
    whole = {
        code
        for each in found
        if not _open(each) and each.source.area == "whole"
        for code in each.codes
    }
    for n in [n for n, each in enumerate(found) if _open(each)]:
        left = [code for code in found[n].codes if code not in whole]
        if len(left) == 1:
            found[n] = replace(found[n], codes=(left[0],), how="left")


def _by_likeness(found: list[Matched], registers: Registers, key: str) -> None:
    """Give a source that no register writes so the commune most like it that no clause has."""
    named = {code for each in found for code in each.codes}
    here = registers.old[registers.old["key"] == key]
    for n in [n for n, each in enumerate(found) if not each.codes and each.source.kind in KINDS]:
        source = found[n].source
        free = here[~here.index.isin(named) & (here["kind"] == KINDS[source.kind])]
        if len(free):
            code = max(zip(_alike(free["plain"], plain(source.name)), free.index))[1]
            found[n] = replace(found[n], codes=(code,), how="like")
            named.add(code)


def _alike(names: pd.Series, asked: str) -> list[float]:
    return [difflib.SequenceMatcher(None, name, asked).ratio() for name in names]


def _apart(found: list[Matched]) -> list[Matched]:
    """Say of every rest what it is of area and of people, in view of what others take.

    "Phần còn lại" of a commune of which others took only land is the rest of its area and all of
    its people; where another took all people, it has none of them.
    """
    takes: dict[str, list[Matched]] = defaultdict(list)
    for each in found:
        for code in each.codes:
            takes[code].append(each)
    apart = []
    for each in found:
        source = each.source
        for what in ("area", "people"):
            if getattr(source, what) == "rest" and len(each.codes) == 1:
                others = {getattr(e.source, what) for e in takes[each.codes[0]] if e is not each}
                rest = "none" if "whole" in others else "rest" if "part" in others else "whole"
                source = replace(source, **{what: rest})
        apart.append(replace(each, source=source))
    return apart


def rows_of(resolution: Resolution, found: list[Matched], registers: Registers) -> pd.DataFrame:
    """Write what was matched as rows of a lineage, columns ``ROWS``.

    The heir's name stands only where it was of another kind then.
    """
    rows = []
    old = registers.old
    for each in found:
        clause, source = each.clause, each.source
        kind = registers.kinds.get(each.heir)
        told = "" if kind == KINDS[clause.kind] else f"{clause.kind.capitalize()} {clause.name}"
        # A district that had no communes is its own row: Hoàng Sa, Bạch Long Vĩ, Cồn Cỏ and others.
        district = f"{source.kind.capitalize()} {source.name}"
        for code in each.codes or ("",):
            was = old.loc[code, ["full", "district", "province_code"]] if code else None
            rows.append(
                (
                    code,
                    *(was if was is not None else (district, district, registers.home[district])),
                    *(each.heir, told, resolution.number, clause.number),
                    *(source.area, source.people, each.how, source.name),
                )
            )
    return pd.DataFrame(rows, columns=ROWS)


def uneven(found: list[Matched], registers: Registers, key: str) -> list[str]:
    """List what does not come out even: communes that go nowhere, or more than once.

    A commune is whole in one clause; or clauses take parts of it, of area and of people, and the
    rest names just those that take a part before.
    """
    takes: dict[str, list[Matched]] = defaultdict(list)
    for each in found:
        for code in each.codes:
            takes[code].append(each)
    told = []
    for code in registers.old.index[registers.old["key"] == key]:
        own = takes.get(code, [])
        name = f"{code} {registers.old.at[code, 'name']}"
        if not own:
            told.append(f"{name}: in no clause")
        for what in ("area", "people") if own else ():
            parts = sorted(getattr(each.source, what) for each in own)
            parts = [part for part in parts if part != "none"]
            clauses = [each.clause.number for each in own]
            if parts != ["whole"] and ("whole" in parts or parts.count("rest") != 1):
                told.append(f"{name}: {what} {parts} in {clauses}")
        for each in own:
            told += _misplaced(each, code, registers)
            mine = [what for what in ("area", "people") if getattr(each.source, what) == "rest"]
            if mine:
                before = {
                    e.clause.number
                    for e in own
                    for what in mine
                    if e is not each and getattr(e.source, what) == "part"
                }
                if before != set(each.source.after):
                    told.append(
                        f"{name}: rest in {each.clause.number} names {each.source.after},"
                        f" others are {sorted(before)}"
                    )
    return told


def _misplaced(each: Matched, code: str, registers: Registers) -> list[str]:
    """Say where a text names another district than the commune lies in."""
    told = each.source.district
    # "Sông Đốc (bao gồm cụm đảo Hòn Chuối)" names no district.
    if not told or told.startswith("bao gồm") or registers.in_district([code], told):
        return []
    return [f"{code}: {each.source.name} ({told}), not {registers.old.at[code, 'district']}"]
