"""The screening of the country as a folder: tables, workbook and sheets."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd

from planner.output.maps.country import CountrySheet, province_labels, sheet_files
from planner.output.maps.pages.country import write_country_page
from planner.output.reports.csvs import write_told
from planner.output.reports.workbook.book import Sheet, write_book
from planner.output.reports.workbook.sheets import CellKind, Field
from planner.scenario import CsvForm
from planner.sources import compare_totals
from planner.store.folder import run_folder
from planner.vietnam.country.readings import SAID_BY_THE_MINISTRY
from planner.vietnam.country.screen import SCREENS, Screening
from planner.words import NO_TEXT, Text, joined, number_text, text
from planner.words.outputs.country import (
    ANNEX_14,
    BY_ANNEX_14,
    COUNTRY,
    DIFFERENCES,
    DRAWN,
    HEADS,
    MINISTRY,
    MOUNTAIN,
    OFF,
    PAGE,
    PUBLISHED,
    REASON,
    SUMS,
    TABS,
    TITLE,
    TOTAL,
    TOTALS,
    WARDS,
    depends_on,
)
from planner.words.outputs.country import (
    SCREENS as SCREEN_WORDS,
)

RECORD = "country.json"
TABLES = (
    "provinces.csv",
    "communes.csv",
    "readings.csv",
    "differences.csv",
    "reasons.csv",
    "totals.csv",
)
LOOKS = {
    "not": ("#e6eef4", "", 0.0),
    "depends": ("#f3c57f", "", 0.0),
    "below": ("#7a2048", "", 0.5),
    "no_rule": ("#ffffff", "xxxxxx", 0.4),
}
MOST_REASONS = 3
"""Named in the head line: what most of the open units hang on."""
ORDER = ("below", "depends", "not", "no_rule")
"""Fill, hatch and width of edge of each answer: lighter and darker, for any eye."""


def files_of(papers: Sequence[str]) -> tuple[str, ...]:
    """Name the files that are written."""
    return (RECORD, *TABLES, "country.html", "country.xlsx", *sheet_files("country", papers))


def total(screening: Screening) -> Text:
    """Say how many units are below a standard, from and to."""
    whole = screening.by_province.tail(1)
    names = ("at_least", "at_most", "at_least_likely", "at_most_likely", "units", "now")
    figures = [number_text(int(whole[name].iloc[0])) for name in names]
    least, most, least_likely, most_likely, units, now = figures
    largest = screening.reasons(likely=True).head(MOST_REASONS).to_dict("records")
    reasons = [
        REASON.filled(on=depends_on(row["on"]), units=number_text(row["units"])) for row in largest
    ]
    return TOTAL.filled(
        least=least,
        most=most,
        least_likely=least_likely,
        most_likely=most_likely,
        units=units,
        now=now,
        reasons=joined(reasons, ", "),
    )


def totals(screening: Screening, annex_14: Screening) -> list[Text]:
    """Say the total by the strict reading of mountains, and by annex item 14 of 307/2025."""
    return [total(screening), joined((ANNEX_14, total(annex_14)), ": ")]


def notes(screening: Screening, annex_14: Screening, sums: pd.DataFrame) -> list[Text]:
    """Say what a reader has to know of the figures, and of which provinces they do not sum up."""
    off = OFF.filled(percent=number_text(screening.off_percent))
    if len(sums):
        names = joined(sums.loc[sums["differs"], "province"].map(text), ", ")
        agree = number_text(int((~sums["differs"]).sum()))
        said = SUMS.filled(agree=agree, provinces=number_text(len(sums)), names=names)
        off = joined((off, said), " ")
    return [*totals(screening, annex_14), joined((MINISTRY, WARDS), " "), DRAWN, off]


def write_country(
    units: gpd.GeoDataFrame,
    screening: Screening,
    annex_14: Screening,
    readings: pd.DataFrame,
    differences: pd.DataFrame,
    folder: Path,
    *,
    papers: Sequence[str] = ("A3",),
    csv: CsvForm = "plain",
    force: bool = False,
) -> None:
    """Write all that there is to see of a screening, whole or not at all.

    Parameters
    ----------
    units : GeoDataFrame
        What was screened.
    screening, annex_14 : Screening
        By the strict reading of mountains, and by annex item 14 of 307/2025.
    readings, differences : DataFrame
        See ``country.readings``.
    folder : Path
    papers : sequence of str
        Sizes of the sheets, of A3 to A0.
    csv : {"plain", "excel"}
        Form of the tables: for programs, or with the headings and words of the workbook.
    force : bool
        Replace what is there.

    Raises
    ------
    InputError
        The folder holds results already, or cannot be written.
    """
    with run_folder(Path(folder), force=force, files=files_of(papers), record=RECORD) as part:
        provinces = _by_province(screening, annex_14)
        record = {"provinces": provinces.reset_index().to_dict("records")}
        text = json.dumps(record, ensure_ascii=False, indent=1)
        (part / RECORD).write_text(text + "\n", encoding="utf-8", newline="\n")
        sums = compare_totals(units)
        sheets = [*_sheets(screening, annex_14, readings, differences), _totals_sheet(sums)]
        tables = (
            provinces,
            _told(screening),
            readings.map(str),
            differences.map(str),
            screening.reasons(),
            sums.assign(why=sums["why"].map(str)),
        )
        for name, table, sheet in zip(TABLES, tables, sheets, strict=True):
            write_told(table.reset_index(), sheet.fields, part / name, csv)
        write_book(part / "country.xlsx", TITLE.vi, sheets)
        write_country_page(
            _drawn(units, screening),
            screening.by_province,
            {name: LOOKS[name][0] for name in ORDER},
            part / "country.html",
            title=TITLE,
            total=total(screening),
            notes=notes(screening, annex_14, sums)[1:],
        )
        sheet = CountrySheet(
            units[["province_code", "geometry"]].assign(shown=screening.table["screen"]),
            {name: SCREEN_WORDS[name] for name in ORDER},
            LOOKS,
            TITLE,
            HEADS["screen"],
            notes(screening, annex_14, sums),
            province_labels(units),
        )
        sheet.write(part, "country", papers)


def _by_province(screening: Screening, annex_14: Screening) -> pd.DataFrame:
    """Counts of each province, with the range of the total by annex item 14 beside the other."""
    ends = annex_14.by_province[["now", "at_least", "at_most"]].add_suffix("_annex_14")
    return screening.by_province.join(ends)


def _totals_sheet(sums: pd.DataFrame) -> Sheet:
    kinds: dict[str, CellKind] = {
        "people": "whole",
        "people_published": "whole",
        "people_percent": "decimal",
        "area_km2": "decimal",
        "area_published": "decimal",
        "area_more_km2": "decimal",
        "estimated": "whole",
    }
    fields = [
        Field(HEADS["province"], sums["province"]),
        Field(TOTALS["merged"], sums["merged"].map({True: PAGE["yes"], False: NO_TEXT})),
        *(Field({**HEADS, **TOTALS}[name], sums[name], kinds[name]) for name in kinds),
        Field(TOTALS["why"], sums["why"], width=90),
    ]
    return Sheet(TABS["totals"].vi, PUBLISHED, fields, fixed=1)


def _drawn(units: gpd.GeoDataFrame, screening: Screening) -> gpd.GeoDataFrame:
    """Units with what the page says of them."""
    marks = {name: units.get(name, False) for name in ("people_assumed", "area_assumed")}
    table = screening.table.assign(**marks)
    return gpd.GeoDataFrame(table, geometry=units.geometry, crs=units.crs)


def _told(screening: Screening) -> pd.DataFrame:
    return screening.table.round({"least": 4, "most": 4})


def _sheets(
    screening: Screening,
    annex_14: Screening,
    readings: pd.DataFrame,
    differences: pd.DataFrame,
) -> list[Sheet]:
    provinces = _by_province(screening, annex_14)
    named = provinces["province"].where(provinces["province"] != "", str(COUNTRY))
    ends = ["now", "at_least", "at_most"]
    likely = ["at_least_likely", "at_most_likely"]
    counts = ["units", *likely, *ends, *SCREENS, *(f"{name}_annex_14" for name in ends)]
    by_annex = {f"{name}_annex_14": joined((HEADS[name], BY_ANNEX_14), " ") for name in ends}
    heads = HEADS | SCREEN_WORDS | {"now": HEADS["now"]} | by_annex
    first = [
        Field(HEADS["province"], named),
        *(Field(heads[name], provinces[name], "whole") for name in counts),
    ]
    table = screening.table
    kinds: dict[str, CellKind] = {
        "people": "whole", "area_km2": "decimal", "least": "decimal", "most": "decimal",
    }  # fmt: skip
    second = [
        Field(HEADS["code"], pd.Series(table.index, index=table.index)),
        Field(HEADS["name"], table["name"]),
        Field(HEADS["province"], table["province"]),
        *(Field(HEADS[name], table[name], kinds[name]) for name in kinds),
        Field(HEADS["screen"], table["screen"].map(SCREEN_WORDS)),
        Field(HEADS["on"], table["on"].map(depends_on), width=50),
        Field(HEADS["mountain"], table["mountain"].map(MOUNTAIN)),
    ]
    third = [
        Field(HEADS["reading"], readings["reading"], width=90),
        Field(HEADS["below"], readings["below"], "whole"),
        Field(HEADS["difference"], readings["difference"], "whole"),
    ]
    names = ("below", "change", "difference")
    answered = [
        Field(HEADS["reason"], differences["reason"], width=90),
        *(Field(HEADS[name], differences[name], "whole") for name in names),
    ]
    reasons = screening.reasons()
    fourth = [
        Field(HEADS["on"], reasons["on"].map(depends_on), width=90),
        Field(HEADS["units"], reasons["units"], "whole", total=True),
        Field(HEADS["now"], reasons["now"], "whole", total=True),
    ]
    assert SAID_BY_THE_MINISTRY == 705, "the words name the number"
    said = joined((TITLE, joined(totals(screening, annex_14), " ")), ": ")
    return [
        Sheet(TABS["provinces"].vi, said, first, fixed=1),
        Sheet(TABS["communes"].vi, joined((TITLE, WARDS), ". "), second, fixed=2),
        Sheet(TABS["readings"].vi, MINISTRY, third),
        Sheet(TABS["differences"].vi, DIFFERENCES, answered),
        Sheet(TABS["reasons"].vi, said, fourth),
    ]
