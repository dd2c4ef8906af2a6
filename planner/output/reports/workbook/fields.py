"""The columns of the workbook's tables: units of today, new units, findings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from planner.evaluation import Evaluation
from planner.output.reports.tables import new_units, present_units, shown_percent
from planner.output.reports.workbook.sheets import CellKind, Field
from planner.units import COLUMNS, KINDS, full_name
from planner.units.columns import MEASURES
from planner.words import (
    CONFIDENCE,
    DECIMALS,
    LAW_ROLES,
    NOT_CERTAIN,
    ROLES,
    STATUS,
    UNTOUCHED,
    Text,
    base_text,
)
from planner.words.outputs.depends import STATES
from planner.words.outputs.reports import HEADS, INDICATOR_HEADS, YES_NO


def number_kind(unit: str) -> CellKind:
    """Number format that a figure of this unit of measure deserves."""
    digits = DECIMALS.get(unit, 0)
    return "whole" if digits == 0 else "ratio" if digits == 3 else "decimal"


def named(values: pd.Series[Any], words: Mapping[Any, Text]) -> pd.Series[Any]:
    """Put the Vietnamese word for each key; the summary lists the English ones."""
    return values.astype(str).map(lambda key: words[key].vi if key in words else "")


def _kinds(table: pd.DataFrame) -> pd.Series[str]:
    return table["kind"].map(lambda kind: KINDS[str(kind)].vi)


def _vi(said: Text) -> str:
    return said.vi


def _ground(values: pd.Series[Any]) -> pd.Series[Any]:
    """Keep the article of each ground, without the key by which the rule set calls it."""
    return values.astype(str).map(
        lambda text: "; ".join(part.partition(": ")[2] or part for part in text.split("; "))
    )


def _verdict_fields(table: pd.DataFrame) -> dict[str, Field]:
    """Percents and verdict of each unit, as present and new units both show them."""
    percents = {
        f"{stem}_percent": Field(
            HEADS[f"{stem}_attained"], shown_percent(table[f"{stem}_percent"]), "decimal"
        )
        for stem in ("people", "area")
        if f"{stem}_percent" in table
    }
    status = named(table["status"], STATUS)
    if "untouched" in table:
        status = status.mask(table["untouched"], UNTOUCHED.vi)
    fields = {
        **percents,
        "status": Field(HEADS["status"], status, width=18),
        "article": Field(HEADS["article"], table["article"], width=40),
        "waived_by": Field(HEADS["waived_by"], _ground(table["waived_by"]), width=30),
    }
    return _without_empty(fields, "waived_by")


def _assumed_fields(table: pd.DataFrame) -> dict[str, Field]:
    """Name the figures of each unit that are not certain, if any are."""
    marks = [
        table[f"{share}_assumed"].map({True: COLUMNS[name].vi.lower(), False: ""})
        for share, name in (("people", "people"), ("area", "area_km2"))
    ]
    named = pd.Series(
        [", ".join(filter(None, pair)) for pair in zip(*marks, strict=True)], table.index
    )
    return _without_empty({"assumed": Field(NOT_CERTAIN, named, width=20)}, "assumed")


def _base_fields(table: pd.DataFrame) -> dict[str, Field]:
    return {
        "code": Field(HEADS["code"], pd.Series(table.index), width=10),
        "name": Field(HEADS["name"], full_name(table), width=30),
        "kind": Field(HEADS["kind"], _kinds(table), width=12),
        "people": Field(HEADS["people"], table["people"], "whole", total=True),
        "area_km2": Field(HEADS["area"], table["area_km2"], "decimal", total=True),
    }


def plan_fields(evaluation: Evaluation) -> dict[str, Field]:
    table = new_units(evaluation)
    base = _base_fields(table)
    members = {
        "units": Field(HEADS["units"], table["units"], "whole"),
        "members": Field(HEADS["members"], table["members"], width=46),
    }
    head = {key: base.pop(key) for key in ("code", "name", "kind")}
    return {**head, **members, **base, **_verdict_fields(table), **_assumed_fields(table)}


def present_fields(evaluation: Evaluation) -> dict[str, Field]:
    table = present_units(evaluation)
    base = _base_fields(table)
    head = {key: base.pop(key) for key in ("code", "name", "kind")}
    district = {"district": Field(HEADS["district"], table["district"], width=24)}
    district = _without_empty(district, "district")
    asked = {
        "law_role": Field(HEADS["law_role"], named(table["law_role"], LAW_ROLES), width=24),
        "law_reason": Field(HEADS["law_reason"], _ground(table["law_reason"].map(_vi)), width=30),
    }
    asked = _without_empty(asked, "law_reason")
    future = {
        "new_name": Field(HEADS["new_name"], table["new_name"], width=28),
        "new_code": Field(HEADS["new_code"], table["new_code"], width=12),
        "role": Field(HEADS["role"], named(table["role"], ROLES), width=24),
    }
    verdict = _verdict_fields(table)
    return {**head, **district, **base, **verdict, **_assumed_fields(table), **asked, **future}


def finding_fields(
    rows: pd.DataFrame,
    articles: Mapping[str, Text],
    bases: Mapping[str, Text],
    *,
    states: bool = False,
) -> dict[str, Field]:
    """Findings, of one state or, with a column that says so, of both."""
    kinds = [number_kind(unit) for unit in rows["unit"].astype(str)]
    state = {"state": Field(HEADS["state"], named(rows["state"], STATES), width=14)}
    fields = {
        **(state if states else {}),
        "code": Field(HEADS["code"], rows["code"], width=10),
        "name": Field(HEADS["name"], rows["name"], width=30),
        "measure": Field(HEADS["measure"], named(rows["measure"], MEASURES), width=22),
        "value": Field(HEADS["value"], rows["value"], kinds),
        "unit": Field(HEADS["unit"], rows["unit"].astype(str), width=8),
        "standard": Field(HEADS["standard"], rows["standard"], kinds),
        "factor": Field(HEADS["factor"], rows["factor"], "decimal"),
        "reduced_by": Field(HEADS["reduced_by"], named(rows["reduced_by"], articles), width=20),
        "threshold": Field(HEADS["threshold"], rows["threshold"], kinds),
        "percent": Field(HEADS["percent"], shown_percent(rows["percent"]), "decimal"),
        "status": Field(HEADS["status"], named(rows["status"], STATUS), width=18),
        "waived_by": Field(HEADS["waived_by"], _ground(rows["waived_by"]), width=26),
        "article": Field(HEADS["article"], rows["article"].astype(str), width=38),
        "confidence": Field(HEADS["confidence"], named(rows["confidence"], CONFIDENCE), width=18),
        "base": Field(
            HEADS["base"],
            rows["base"].astype(str).map(lambda base: base_text(base, bases).vi),
            width=24,
        ),
        "assumed_share": Field(
            NOT_CERTAIN, rows["assumed_share"].map({True: YES_NO[True].vi, False: ""}), width=14
        ),
        "law_role": Field(HEADS["law_role"], named(rows["law_role"], LAW_ROLES), width=24),
        "note": Field(HEADS["note"], rows["note"].astype("object").map(_vi), width=40),
    }
    empty = ("reduced_by", "waived_by", "base", "assumed_share", "law_role", "note")
    return _without_empty(fields, *empty)


def indicator_fields(indicators: pd.DataFrame) -> dict[str, Field]:
    """Indicators before and after, in Vietnamese."""
    kinds = [number_kind(unit) for unit in indicators["unit"].astype(str)]
    name, _, unit, before, after, _ = INDICATOR_HEADS
    return {
        "name": Field(name, indicators["name_vi"]),
        "unit": Field(unit, indicators["unit"].astype(str)),
        "before": Field(before, indicators["before"], kinds),
        "after": Field(after, indicators["after"], kinds),
    }


def name_fields(names: pd.DataFrame, new: pd.Series[str]) -> dict[str, Field]:
    """Names that a new unit may have."""
    if names.empty:
        return {"new_code": Field(HEADS["new_code"], pd.Series(dtype="str"))}
    flags = {"chosen": "chosen", "collides": "collides", "number": "digits"}
    return {
        "new_code": Field(HEADS["new_code"], names["new_code"]),
        "new_name": Field(HEADS["new_name"], names["new_code"].map(new)),
        "name": Field(HEADS["offered"], names["name"]),
        "origin": Field(HEADS["from_code"], names["origin"]),
        "people": Field(HEADS["from_people"], names["people"], "whole"),
        **{
            column: Field(HEADS[head], names[column].map(lambda told: YES_NO[bool(told)].vi))
            for column, head in flags.items()
        },
    }


def shape_fields(shapes: pd.DataFrame) -> dict[str, Field]:
    """Shapes to look at, each with its figure, its limit and its place."""
    kinds = [number_kind(unit) for unit in shapes["unit"].astype(str)]
    return {
        "code": Field(HEADS["code"], shapes["code"]),
        "name": Field(HEADS["name"], shapes["name"]),
        "note": Field(HEADS["finding"], shapes["note"].astype("object").map(_vi)),
        "value": Field(HEADS["value"], shapes["value"], kinds),
        "limit": Field(HEADS["limit"], shapes["limit"], kinds),
        "unit": Field(HEADS["unit"], shapes["unit"].astype(str)),
        "x_m": Field(HEADS["x"], shapes["x_m"], "whole"),
        "y_m": Field(HEADS["y"], shapes["y_m"], "whole"),
    }


def _without_empty(fields: dict[str, Field], *names: str) -> dict[str, Field]:
    """Leave out named columns that hold nothing: they take paper and say nothing."""
    empty = {name for name in names if not (fields[name].values != "").any()}
    return {name: field for name, field in fields.items() if name not in empty}
