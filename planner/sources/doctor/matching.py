"""Rows of a table matched to units: by code, by name, by a name like it; each with a score."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

import numpy as np
import pandas as pd
from rapidfuzz import fuzz
from scipy.optimize import linear_sum_assignment

from planner.errors import Problem, listed
from planner.sources.doctor.caution import CAUTION, Caution, Report
from planner.sources.doctor.sheets import OfficeTable
from planner.units import KINDS, full_name, split_kind
from planner.words.letters import spelling
from planner.words.sources import unmarked
from planner.words.text import Text, say

How = Literal[
    "given",
    "code",
    "name",
    "marks",
    "kind",
    "near",
    "former",
    "divided",
    "place",
    "twice",
    "again",
    "none",
]


ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


@dataclass(frozen=True)
class Match:
    """What a row was taken for.

    Attributes
    ----------
    place : str
        File and sheet.
    row : int
        Row in the file.
    written, written_code : str
        Name and code as they stand there.
    code : str
        Code of the unit, empty where none is sure enough.
    score : float
        How alike the names are, 0 to 100.
    how : str
        By what the unit was found.
    doubtful : bool
        Whether somebody has to look at it.
    perhaps : tuple of str
        Codes of units that it may be, the likeliest first.
    """

    place: str
    row: int
    written: str
    written_code: str = ""
    code: str = ""
    score: float = 0.0
    how: How = "none"
    doubtful: bool = True
    perhaps: tuple[str, ...] = ()


def kind_and_name(written: str) -> tuple[str, str]:
    """Part a name as offices write it: "P. Thành Sen" → ("phuong", "Thành Sen").

    Examples
    --------
    >>> kind_and_name("TT. Nghèn"), kind_and_name("Xã Sơn Kim 1")
    (('thi_tran', 'Nghèn'), ('xa', 'Sơn Kim 1'))
    """
    kind, name = split_kind(written)
    if kind:
        return kind, name
    short, dot, rest = written.partition(".")
    key = unmarked(short).strip()
    if dot and rest.strip() and key in shortened():
        return shortened()[key], rest.strip()
    plain = unmarked(written)
    for kind, entry in KINDS.items():
        word = unmarked(entry.vi) + " "
        if entry.level == "commune" and plain.startswith(word):
            return kind, written[len(word) :].strip()
    return "", written.strip()


@cache
def shortened() -> dict[str, str]:
    """Give the kind of each word as offices shorten it, without marks: {"p": "phuong"}."""
    short = {kind: unmarked(entry.short).rstrip(".") for kind, entry in reversed(KINDS.items())}
    return {word: kind for kind, word in short.items() if word}


def alike(one: str, other: str) -> float:
    """Score how alike two names are, 0 to 100: letters first, then marks; numbers must agree.

    Examples
    --------
    >>> alike("Sơn Kim 1", "Sơn Kim 2") < 60 < alike("Hương Khe", "Hương Khê")
    True
    """
    one, other = numbered(one), numbered(other)
    if _shortens(one, other):
        return CAUTION.shortened
    plain = [" ".join(unmarked(name).split()) for name in (one, other)]
    score = 0.8 * fuzz.ratio(*plain) + 0.2 * fuzz.ratio(spelling(one), spelling(other))
    same_numbers = re.findall(r"\d+", one) == re.findall(r"\d+", other)
    return float(score if same_numbers else score / 2)


def _shortens(written: str, name: str) -> bool:
    """Tell whether words are cut short with dots: "H.Hoa Thám" of "Hoàng Hoa Thám"."""
    words, cut = unmarked(name).split(), unmarked(written).replace(".", " ").split()
    dotted = "." in written and len(cut) == len(words) and cut != words
    return dotted and all(word.startswith(each) for word, each in zip(words, cut, strict=True))


def numbered(name: str) -> str:
    """Write a Roman number behind a name as digits: "A Lưới IV" → "A Lưới 4"."""
    head, blank, last = name.strip().rpartition(" ")
    return f"{head} {ROMAN.index(last) + 1}" if blank and last in ROMAN else name


def match_rows(
    rows: pd.DataFrame,
    units: pd.DataFrame,
    place: str,
    settled_codes: Mapping[int, str] | None = None,
    caution: Caution = CAUTION,
) -> list[Match]:
    """Match the rows of a table to units, each unit once.

    Parameters
    ----------
    rows : DataFrame
        Index: row in the file; ``code``, ``name``, ``kind``, text.
    units : DataFrame
        Index ``code``; ``name``, ``kind``.
    place : str
        File and sheet.
    settled_codes : mapping of int to str, optional
        Row → code, where somebody settled it; an empty code: no unit, the row is left out.

    Returns
    -------
    list of Match
        One a row, in their order.
    """
    matches = [
        Match(place, int(row), name, code)
        for row, code, name in rows[["code", "name"]].itertuples()
    ]
    settled = dict(settled_codes or {})
    for n, match in enumerate(matches):
        if match.row in settled:
            code = settled[match.row]
            score = _score(match, code, units) if code else 0.0
            matches[n] = replace(match, code=code, score=score, how="given", doubtful=False)
    _by_code(matches, units, caution)
    for how in ("name", "marks", "kind"):
        _by_name(matches, rows, units, how)
    _by_likeness(matches, units, caution)
    _apart(matches, rows)
    return matches


def _apart(matches: list[Match], rows: pd.DataFrame) -> None:
    """Tell rows of one unit apart: the one with figures counts; where they differ, none does."""
    figures = rows[[column for column in ("people", "area_km2") if column in rows]]
    own: dict[str, list[int]] = {}
    for n, match in enumerate(matches):
        code = match.code or (match.perhaps[0] if match.how == "twice" else "")
        if code:
            own.setdefault(code, []).append(n)
    for code, several in own.items():
        if len(several) < 2 or figures.empty:
            continue
        settled = any(matches[n].how == "given" for n in several)
        whole = [n for n in several if figures.iloc[n].notna().all()]
        alike = len(figures.iloc[several].drop_duplicates()) == 1
        sure = whole[0] if len(whole) == 1 else several[0] if alike else None
        for n in [n for n in several if matches[n].how != "given"]:
            if settled or sure is None:
                matches[n] = replace(
                    matches[n], code="", how="twice", doubtful=True, perhaps=(code,)
                )
            elif n == sure:
                matches[n] = replace(matches[n], code=code, how="twice", doubtful=True)
            else:
                matches[n] = replace(matches[n], code="", how="again", perhaps=(code,))


def _score(match: Match, code: str, units: pd.DataFrame) -> float:
    return alike(kind_and_name(match.written)[1], str(units.at[code, "name"]))


def _free(matches: list[Match], units: pd.DataFrame) -> pd.DataFrame:
    """Give the units that no row has yet."""
    return units[~units.index.isin([match.code for match in matches if match.code])]


def _by_code(matches: list[Match], units: pd.DataFrame, caution: Caution) -> None:
    """Take codes, where the name is the unit's, or nearly."""
    bare = {str(code).lstrip("0"): str(code) for code in units.index}
    names = {spelling(str(name)) for name in units["name"]}
    for n, match in enumerate(matches):
        code = bare.get(match.written_code.lstrip("0"), "")
        if match.how != "none" or not match.written_code or not code:
            continue
        if not match.written:
            matches[n] = replace(match, code=code, score=100.0, how="code", doubtful=False)
            continue
        score = _score(match, code, units)
        # A name that is another unit's to the letter says more than a code that was mistyped.
        written = spelling(kind_and_name(match.written)[1])
        if score < 100 and written in names - {spelling(str(units.at[code, "name"]))}:
            continue
        if score >= caution.likely:
            matches[n] = replace(match, code=code, score=score, how="code", doubtful=score < 100)


def _by_name(matches: list[Match], rows: pd.DataFrame, units: pd.DataFrame, how: How) -> None:
    """Take names that one free unit has: with its kind, without marks, or of another kind."""
    free = _free(matches, units)
    keys: dict[tuple[str, ...], list[str]] = {}
    for code, name, kind in zip(free.index, free["name"], free["kind"]):
        keys.setdefault(_key(str(kind), str(name), how), []).append(str(code))
    asked: dict[tuple[str, ...], list[int]] = {}
    for n, match in enumerate(matches):
        if match.how != "none" or not match.written:
            continue
        kind, name = kind_and_name(match.written)
        kind = kind or kind_and_name(f"{rows['kind'].iloc[n]} x")[0]
        for each in [kind] if kind else sorted(set(free["kind"].astype(str))):
            asked.setdefault(_key(each, name, how), []).append(n)
    for key, wanting in asked.items():
        several = [n for n in wanting if matches[n].how == "none"]
        if len(keys.get(key, [])) == 1 and len(several) > 1 and how == "name":
            for n in several:
                matches[n] = replace(matches[n], how="twice", perhaps=tuple(keys[key]))
        elif len(keys.get(key, [])) == 1 and len(wanting) == 1:
            match, code = matches[wanting[0]], keys[key][0]
            if match.how != "none":
                continue
            # Letters that were left bare throughout are a way of writing; others are slips.
            bare = match.written.isascii()
            doubtful = how == "kind" or (how == "marks" and not bare)
            doubtful |= bool(match.written_code) and match.written_code.lstrip("0") != code.lstrip(
                "0"
            )
            score = _score(match, code, units)
            matches[wanting[0]] = replace(match, code=code, score=score, how=how, doubtful=doubtful)


def _key(kind: str, name: str, how: How) -> tuple[str, ...]:
    name = numbered(name)
    if how == "name":
        return kind, spelling(name)
    bare = re.sub(r"\b(so )?0*(?=\d)", "", " ".join(re.split(r"[\W_]+", unmarked(name))))
    return (kind, bare) if how == "marks" else (bare,)


def _by_likeness(matches: list[Match], units: pd.DataFrame, caution: Caution) -> None:
    """Give the rows that are left the free units with names most like theirs, each once."""
    free = _free(matches, units)
    left = [n for n, match in enumerate(matches) if match.how == "none" and match.written]
    if not left:
        return
    everyone = [str(name) for name in units["name"]]
    scores = np.array(
        [[alike(kind_and_name(matches[n].written)[1], name) for name in everyone] for n in left]
    )
    column = units.index.get_indexer(free.index)
    best_of: dict[int, int] = {}
    if len(column):
        one, other = linear_sum_assignment(-scores[:, column])
        best_of = dict(zip(one.tolist(), column[other].tolist()))
    for position, n in enumerate(left):
        order = np.argsort(-scores[position], kind="stable")[:3]
        perhaps = tuple(str(units.index[each]) for each in order)
        found = best_of.get(position)
        if found is not None:
            score = scores[position, found]
            rest = np.delete(scores[position][column], np.flatnonzero(column == found))
            ahead = score - (rest.max() if len(rest) else 0.0)
            if score >= caution.likely and ahead >= caution.apart:
                code = str(units.index[found])
                matches[n] = replace(
                    matches[n], code=code, score=float(score), how="near", perhaps=perhaps
                )
                continue
        matches[n] = replace(matches[n], score=float(scores[position].max()), perhaps=perhaps)


def by_words(how: How) -> Text:
    """Say by what a unit was found."""
    return {
        "given": say("settled by hand"),
        "code": say("by code"),
        "name": say("by name"),
        "marks": say("by name without marks"),
        "kind": say("by name, of another kind"),
        "near": say("by a name like it"),
        "former": say("through the lineage of July 2025"),
        "divided": say("divided in July 2025"),
        "place": say("by where it lies"),
        "twice": say("twice in the table"),
        "again": say("the same unit again, left out"),
        "none": say("not found"),
    }[how]


def match_text(match: Match, units: pd.DataFrame) -> Text:
    """Say what a row was taken for, and how sure that is."""
    names = full_name(units)
    return say(
        "“{written}” taken for {name} ({code}) {how}, score {score}",
        written=" ".join(filter(None, (match.written_code, match.written))),
        name=names[match.code],
        code=match.code,
        how=by_words(match.how),
        score=f"{match.score:.0f}",
    )


def in_short(match: Match, units: pd.DataFrame) -> Text:
    """Say what a row was taken for: "Xã Sn Kim 1 → Xã Sơn Kim 1"."""
    told = f"{match.written or match.written_code} → {full_name(units)[match.code]}"
    return Text(told, told)


def open_rows(table: OfficeTable, matches: Sequence[Match], units: pd.DataFrame) -> list[Problem]:
    """Name rows without a unit, and rows of a unit that has others."""
    names = full_name(units)
    head = table.columns.get("name") or table.columns["code"]
    problems = []
    for position, match in enumerate(matches):
        if match.code in units.index or (match.how in ("given", "again") and not match.code):
            continue
        perhaps = listed([f"{names[code]} ({code})" for code in match.perhaps if code in names])
        problems.append(
            Problem(
                table.address(position, head),
                _fault(match, matches),
                say("perhaps {names}", names=perhaps) if match.perhaps else say("a unit"),
                say(
                    "write the code into matches.csv, or `bỏ` as its answer, and give it back"
                    " with `--matches`"
                ),
            )
        )
    return problems


def _fault(match: Match, matches: Sequence[Match]) -> Text:
    written = match.written or match.written_code
    if match.how == "divided":
        return say("“{written}” was divided in July 2025", written=written)
    if match.how == "twice":
        own = set(match.perhaps)
        rows = [each.row for each in matches if own & {each.code, *each.perhaps[:1]}]
        return say(
            "“{written}” stands more than once, in rows {rows}", written=written, rows=listed(rows)
        )
    return say("no unit that is surely “{written}”", written=written)


def tell_matches(
    table: OfficeTable, matches: Sequence[Match], units: pd.DataFrame, report: Report
) -> None:
    """Say which rows were taken for units in doubt, and which were left out."""
    head = table.columns.get("name") or table.columns["code"]
    for position, match in enumerate(matches):
        where = table.address(position, head)
        if match.doubtful and match.code in units.index:
            report.doubt(where, match_text(match, units), in_short(match, units))
        elif match.how in ("given", "again") and not match.code and not table.hidden:
            left = say("“{written}” left out, as settled", written=match.written)
            if match.how == "again":
                left = say("“{written}” left out: its unit has a row", written=match.written)
            report.done(where, left)
