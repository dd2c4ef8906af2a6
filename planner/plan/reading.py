"""A plan read from a csv, with every problem found in one go."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd

from planner.documents import read_text
from planner.errors import InputError, Problem, RefusedError, listed, raise_if_any, system_fault
from planner.plan import PLAN_COLUMNS, SHARE_TOLERANCE, SHARES, Plan, heirs
from planner.units import full_name, split_kind
from planner.units.check import codes_unfit, names_unfit
from planner.words import Text, say, text

SEPARATORS = (",", ";", "\t")


def read_plan(path: Path, units: pd.DataFrame) -> Plan:
    """Read a plan from a csv and hold it against the units.

    Parameters
    ----------
    path : Path
        A csv (``,``, ``;`` or tab) with ``code``, ``new_code`` and, if the law divides units,
        ``share_area`` and ``share_people``; ``assumed`` names those of a row's
        shares ("area people") that are assumed; ``new_name`` gives name and
        kind ("Phường Thành Sen").  A line that begins with ``#`` is a note, which
        reports print: one text for both languages, or two lines, ``# vi: …``
        and then ``# en: …``.
    units : DataFrame
        Complete Units table.

    Raises
    ------
    InputError
        A file that cannot be read, unknown or missing units, shares that do
        not sum to 1, two names for one new unit, a new unit without land.
    """
    path = Path(path)
    rows, notes = _read_csv(path)
    rows = _completed(rows, path, units)
    place = str(path)
    raise_if_any(
        [
            *_rows_wrong(place, rows, units),
            *_shares_wrong(place, rows),
            *_names_wrong(place, rows),
        ]
    )
    plan = Plan(
        rows[["code", "new_code", "share_area", "share_people"]].sort_values(
            ["code", "new_code"], ignore_index=True
        ),
        _results(rows),
        notes=notes,
        assumed=_assumed(rows),
    )
    _refuse_landless(plan, path)
    return plan


def _read_csv(path: Path) -> tuple[pd.DataFrame, tuple[Text, ...]]:
    """Read the rows of a plan as text, and its notes."""
    try:
        lines = read_text(path).split("\n")
        notes = _notes([line[1:] for line in lines if line.startswith("#")])
        body = [line for line in lines if not line.startswith("#")]
        parted = _separator(body[0] if body else "")
        text_of_rows = StringIO("\n".join(body))
        rows = pd.read_csv(text_of_rows, dtype=str, keep_default_na=False, sep=parted)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise InputError(
            Problem(
                str(path),
                _unreadable(error),
                say("a csv in UTF-8"),
                say("write one with {columns}", columns=",".join(PLAN_COLUMNS)),
            )
        ) from error
    return rows, notes


def _separator(header: str) -> str:
    """Find what parts the columns: Excel writes ``;`` where numbers have a decimal comma."""
    for parted in SEPARATORS:
        if "code" in [name.strip().strip('"') for name in header.split(parted)]:
            return parted
    return ","


def _completed(rows: pd.DataFrame, path: Path, units: pd.DataFrame) -> pd.DataFrame:
    """Give rows every column: shares as numbers, assumed ones as lists, names of new units."""
    # The reader of tables numbers headings that stand twice.
    twice = [name for name in PLAN_COLUMNS if f"{name}.1" in rows]
    if twice:
        raise InputError(
            Problem(
                say("{file}, header", file=path),
                say("repeated headings {names}", names=listed(twice)),
                say("each once"),
                say("rename the columns"),
            )
        )
    absent = [name for name in ("code", "new_code") if name not in rows]
    if absent:
        raise InputError(
            Problem(
                say("{file}, header", file=path),
                say("columns {columns}", columns=listed(rows.columns)),
                say("also {columns}", columns=listed(absent)),
                say("add the columns"),
            )
        )
    rows = rows.assign(code=rows["code"].str.strip(), new_code=rows["new_code"].str.strip())
    for name in ("share_area", "share_people"):
        given = rows[name] if name in rows else pd.Series("1", index=rows.index)
        # "0,5" can only be a half: shares go up to 1.
        given = given.str.replace(",", ".")
        rows[name] = pd.to_numeric(given, errors="coerce").astype(np.float64)
    rows["assumed"] = (
        rows["assumed"].str.split() if "assumed" in rows else [[] for _ in range(len(rows))]
    )
    if "new_name" not in rows:
        rows["new_name"] = rows["new_code"].map(full_name(units)).fillna(rows["new_code"])
    return rows


def _results(rows: pd.DataFrame) -> pd.DataFrame:
    """Give name and kind of each new unit, in the order of their codes."""
    results = rows.drop_duplicates("new_code").set_index("new_code")["new_name"]
    split = [split_kind(name) for name in results]
    return pd.DataFrame(
        {"name": [name for _, name in split], "kind": [kind for kind, _ in split]},
        index=results.index,
    ).sort_index()


def _assumed(rows: pd.DataFrame) -> frozenset[tuple[str, str, str]]:
    """Collect the shares that rows name as assumed."""
    return frozenset(
        (code, new, share)
        for code, new, named in rows[["code", "new_code", "assumed"]].itertuples(index=False)
        for share in named
    )


def _refuse_landless(plan: Plan, path: Path) -> None:
    """Refuse a plan in which a new unit is nobody's heir, and so has no outline."""
    landless = sorted(set(plan.results.index) - set(heirs(plan)))
    if landless:
        raise InputError(
            Problem(
                say("{place}, column {column}", place=path, column="share_area"),
                say(
                    "no outline for {units}: none takes most of a unit's area",
                    units=listed(landless),
                ),
                say("for each new unit one unit that gives it most of its area"),
                say("divide the outline in the data first, or raise a share"),
            )
        )


def _unreadable(error: Exception) -> Text:
    """Say why a csv cannot be read."""
    if isinstance(error, OSError):
        return system_fault(error)
    if isinstance(error, RefusedError):
        return error.text
    if isinstance(error, UnicodeDecodeError):
        return say("text that is not UTF-8")
    if isinstance(error, pd.errors.EmptyDataError):
        return say("no row")
    return say("no csv ({fault})", fault=" ".join(str(error).split()))


def _notes(lines: list[str]) -> tuple[Text, ...]:
    """Read notes: ``vi: …`` with ``en: …`` in the next line are one text, as is a line alone."""
    notes: list[Text] = []
    vietnamese = ""
    for line in (line.lstrip("# ").strip() for line in lines):
        if vietnamese and line.startswith("en: "):
            notes[-1] = Text(vietnamese, line.removeprefix("en: "))
        else:
            notes.append(text(line.removeprefix("vi: ")))
        vietnamese = line.removeprefix("vi: ") if line.startswith("vi: ") else ""
    return tuple(notes)


def _rows_wrong(place: str, rows: pd.DataFrame, units: pd.DataFrame) -> Iterator[Problem]:
    """Find rows that name no new unit, and units that have no row, two, or are not there."""
    homeless = rows.loc[rows["new_code"] == "", "code"]
    if len(homeless):
        yield Problem(
            say("{place}, column {column}", place=place, column="new_code"),
            say("nothing for {units}", units=listed(homeless)),
            say("the code of a new unit"),
            say("fill these rows; a unit that stays has its own code as new_code"),
        )
    unknown = sorted(set(rows["code"]) - set(units.index))
    if unknown:
        yield Problem(
            place,
            say("unknown codes {codes}", codes=listed(unknown)),
            say("codes of the units"),
            say("correct them"),
        )
    missing = sorted(set(units.index) - set(rows["code"]))
    if missing:
        yield Problem(
            place,
            say("no row for {units}", units=listed(missing)),
            say("every unit"),
            say("give each a row; a unit that stays has its own code as new_code"),
        )
    twice = rows[rows.duplicated(["code", "new_code"])]
    if len(twice):
        yield Problem(
            place,
            say("repeated rows for {units}", units=listed(twice["code"])),
            say("one row a unit and new unit"),
            say("remove the repetition"),
        )


def _shares_wrong(place: str, rows: pd.DataFrame) -> Iterator[Problem]:
    """Find shares that are no shares, and words for assumed ones that name none."""
    for share in ("share_area", "share_people"):
        total = rows.groupby("code")[share].sum(min_count=1)
        wrong = total[~((total - 1).abs() <= SHARE_TOLERANCE)]
        bad = rows[~rows[share].between(0, 1)]
        for codes in (wrong.index, bad["code"].unique()):
            if len(codes):
                yield Problem(
                    say("{place}, column {column}", place=place, column=share),
                    say("shares of {units} outside 0…1 or not summing to 1", units=listed(codes)),
                    say("shares from 0 to 1 that sum to 1 for each unit"),
                    say("correct the shares"),
                )
                break
    strange = sorted({word for named in rows["assumed"] for word in named} - set(SHARES))
    if strange:
        yield Problem(
            say("{place}, column {column}", place=place, column="assumed"),
            listed(strange),
            say("some of {names}, or nothing", names=" ".join(SHARES)),
            say("name the shares of the row that are assumed"),
        )


def _names_wrong(place: str, rows: pd.DataFrame) -> Iterator[Problem]:
    """Find new units without a name, with several, or with codes and names no file could hold."""
    new = rows.drop_duplicates("new_code").set_index("new_code")["new_name"]
    yield from codes_unfit(
        new.index, say("{place}, column {column}", place=place, column="new_code")
    )
    where = say("{place}, column {column}", place=place, column="new_name")
    yield from names_unfit({str(code): str(name) for code, name in new.items()}, where)
    nameless = [code for code, name in new.items() if not split_kind(name)[1].strip()]
    if nameless:
        yield Problem(
            where,
            say("no name for {units}", units=listed(nameless)),
            say("a name for each unit"),
            say("write the names"),
        )
    names = rows.groupby("new_code")["new_name"].nunique()
    if (names > 1).any():
        yield Problem(
            say("{place}, column {column}", place=place, column="new_name"),
            say("several names for {units}", units=listed(names.index[names > 1])),
            say("one name a new unit"),
            say("make the names agree"),
        )
