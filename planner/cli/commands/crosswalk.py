"""The command that says what became of a commune in July 2025, and converts tables of codes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from planner.cli.help import helped
from planner.cli.language import language_of
from planner.cli.options import Csv, Force, Json, Out
from planner.errors import EXIT_DONE, EXIT_NOT_SATISFIED, InputError, Problem
from planner.sources.tables.grids import OTHER_WORKBOOKS, TEXTS, WORKBOOKS
from planner.vietnam.crosswalk import (
    Crosswalk,
    convert,
    read_crosswalk,
    sentence,
    write_converted,
    write_crosswalk,
)
from planner.vietnam.crosswalk.asking import not_there
from planner.words.crosswalk import COUNTS, SEVERAL, UNSURE
from planner.words.text import Shown, say

TABLES = (*TEXTS, *WORKBOOKS, *OTHER_WORKBOOKS)


def crosswalk_command(
    context: typer.Context,
    communes: Annotated[
        list[str] | None,
        typer.Argument(
            help=helped(say("names or codes, before or after, or a table")),
            show_default=False,
        ),
    ] = None,
    province: Annotated[
        str | None, typer.Option(help=helped(say("only of this province of today (ha_tinh, …)")))
    ] = None,
    out: Out = None,
    csv: Csv = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Say what became of communes in July 2025, or write it."""
    shown = language_of(context)
    names = communes or []
    tables = [Path(each) for each in names if Path(each).suffix.lower() in TABLES]
    _refuse(names, tables, out)
    crosswalk = read_crosswalk(province)
    if tables and out is not None:
        converted = convert(tables[0], crosswalk)
        write_converted(converted, out, csv=csv or "plain", force=force)
        counts = converted.counts
        if as_json:
            print(json.dumps(counts))
        else:
            print(COUNTS.filled(**counts).shown(shown, "\n"))
            print(f"→ {out}")
        raise SystemExit(EXIT_NOT_SATISFIED if counts["open"] else EXIT_DONE)
    if out is not None:
        write_crosswalk(crosswalk, out, csv=csv or "plain", force=force)
        print(json.dumps({"rows": len(crosswalk.rows)}) if as_json else f"→ {out}")
        raise SystemExit(EXIT_DONE)
    raise SystemExit(_answer(names, crosswalk, shown, as_json=as_json))


def _refuse(names: Sequence[str], tables: Sequence[Path], out: Path | None) -> None:
    """Refuse what cannot be meant: nothing asked, a table without a folder, names with one."""
    if tables and (out is None or len(names) > 1):
        found, mend = (
            say("a table and no folder, or more than a table"),
            "planner crosswalk T --out F",
        )
    elif not names and out is None:
        found, mend = say("nothing is asked"), "planner crosswalk --out F"
    elif names and not tables and out is not None:
        found, mend = say("names, and a folder to write"), "planner crosswalk --out F"
    else:
        return
    expected = say("names or codes; or one table and --out; or --out alone")
    raise InputError(
        Problem("planner crosswalk", found, expected, say("for example `{it}`", it=mend))
    )


def _answer(names: Sequence[str], crosswalk: Crosswalk, shown: Shown, *, as_json: bool) -> int:
    """Print what is known of each name; 1 where one means several communes."""
    answers = {name: crosswalk.ask(name) for name in names}
    unknown = [
        not_there(name, each) for name, each in answers.items() if not (each.before or each.after)
    ]
    if unknown:
        raise InputError(unknown)
    plain, several = [], False
    for name, each in answers.items():
        sides = {
            "before": [crosswalk.heirs(code) for code in each.before],
            "after": [crosswalk.sources(code) for code in each.after],
        }
        several |= any(len(found) > 1 for found in sides.values())
        plain.append(
            {
                "asked": name,
                **{
                    side: pd.concat(found).to_dict("records") if found else []
                    for side, found in sides.items()
                },
            }
        )
        if as_json:
            continue
        if not each.sure:
            print(UNSURE.filled(name=name).shown(shown))
        for found in sides.values():
            for row in (row for rows in found for row in rows.to_dict("records")):
                print(
                    sentence({str(key): value for key, value in row.items()}).shown(shown, "\n  ")
                )
            if len(found) > 1:
                print(SEVERAL.filled(count=len(found)).shown(shown))
    if as_json:
        print(json.dumps(plain, ensure_ascii=False, indent=1))
    return EXIT_NOT_SATISFIED if several else EXIT_DONE
