"""Figures of several tables put together: which counts, and which waits for a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.errors import listed
from planner.sources.country import country
from planner.sources.doctor.answers import Answers, Question, accepts, corrected, leaves_out
from planner.sources.doctor.caution import CAUTION, Caution, Report
from planner.sources.doctor.matching import Match
from planner.sources.doctor.pool import FIGURES, Pool, Witness, as_floats
from planner.sources.doctor.sheets import OfficeTable
from planner.sources.plausible import unit_of_area
from planner.sources.settings import KM2
from planner.words import number_text
from planner.words.outputs.reports import FIGURE_NAMES
from planner.words.text import Text, joined, say, text


def add_table(
    pool: Pool,
    table: OfficeTable,
    matches: Sequence[Match],
    drawn: pd.Series[float],
    report: Report,
    caution: Caution,
) -> None:
    """Add what a table says of units.

    Parameters
    ----------
    pool : Pool
    table : OfficeTable
    matches : sequence of Match
        One a row; a table of communes of before is summed to those of today.
    drawn : Series of float64
        Area of each outline, in km².
    report : Report
    caution : Caution
    """
    codes = pd.Series([match.code for match in matches], dtype="str")
    kept = (codes != "").to_numpy()
    own = codes[kept].tolist()
    shown = table.columns.get("name") or table.columns["code"]
    added: dict[str, list[str]] = {}
    for column in (each for each in FIGURES if each in table.rows):
        numbers = table.rows[column].to_numpy(dtype=np.float64)[kept]
        sums = pd.Series(numbers, own).groupby(level=0).agg(lambda each: each.sum(skipna=False))
        if column == "area_km2":
            sums = _km2(sums, table, drawn, pool, report)
        rows = {code: n for n, code in reversed(list(enumerate(codes))) if code}
        for code, value in sums.items():
            place = table.address(rows[str(code)], shown)
            if _take(pool, str(code), column, float(value), place, table, caution):
                added.setdefault(str(code), []).append(column)
        _add_faults(pool, table, codes.tolist(), column, report)
        _add_divided(pool, matches, column)
    for n, why in table.unlike.items():
        if codes[n]:
            pool.doubt(codes[n], "people", why)
    for n, column in table.problems:
        if codes[n] and column == "people" and _is_whole_among_others(table, n):
            said = say("a whole number, as people are: exchanged with them?")
            pool.doubt(codes[n], "area_km2", said)
    for head in table.apart if not table.hidden else ():
        said = say(
            "{place}: “{head}” stands apart, and nothing says whether “{people}” counts them;"
            " if not, sum both in one column",
            place=table.place,
            head=head,
            people=table.columns["people"],
        )
        pool.doubt("", "people", said)
    _tell_sheet(table, [pool.names[code] for code in added], report)
    if not table.hidden:
        _add_witnesses(pool, table, kept, own, drawn, caution)


def _add_faults(
    pool: Pool, table: OfficeTable, codes: Sequence[str], column: str, report: Report
) -> None:
    """Add why cells of units that have no figure are none."""
    for n, code in enumerate(codes):
        problem = table.problems.get((n, column))
        if not code or problem is None:
            continue
        if not np.isnan(pool.figure(code, column)):
            if not table.hidden:
                said = say("{fault}; the figure of another file counts", fault=problem.found)
                report.doubt(text(problem.place), said)
        else:
            pool.doubt(code, column, text(problem.found))
            pool.raw.setdefault((code, column), text(problem.found).vi)
            pool.places[code, column] = text(problem.place)


def _is_whole_among_others(table: OfficeTable, row: int) -> bool:
    """Tell whether the area of a row is a whole number, and those of most others are not."""
    if "area_km2" not in table.rows:
        return False
    areas = table.rows["area_km2"].to_numpy(dtype=np.float64)
    whole = areas % 1 == 0
    return bool(whole[row]) and bool(whole[~np.isnan(areas)].mean() < CAUTION.whole)


def _add_divided(pool: Pool, matches: Sequence[Match], column: str) -> None:
    """Doubt the figures of who got a part of a commune that was divided: which, is not said."""
    for match in matches:
        if match.how in ("divided", "given") and len(match.perhaps) > 1:
            heirs = [code for code in match.perhaps if code in pool.values.index]
            said = say(
                "{written} was divided, and how much of it belongs here is not known",
                written=match.written,
            )
            for code in heirs:
                pool.doubt(code, column, said)


def _tell_sheet(table: OfficeTable, names: Sequence[str], report: Report) -> None:
    """Say what a sheet that is hidden, or that adds to others, was used for."""
    if names and table.hidden:
        said = say("a hidden sheet: its figures are taken for {units}", units=listed(names))
        report.doubt(text(table.place), said)
    elif names and table.added:
        said = say("a sheet that adds: its figures count for {units}", units=listed(names))
        report.doubt(text(table.place), said)
    elif table.hidden:
        report.done(text(table.place), say("a hidden sheet, of which nothing is needed: set aside"))


def _add_witnesses(
    pool: Pool,
    table: OfficeTable,
    kept: npt.NDArray[np.bool_],
    own: Sequence[str],
    drawn: pd.Series[float],
    caution: Caution,
) -> None:
    """Add what a table says of people in other years, of households, and of their density."""
    for head in table.compared:
        series = pd.Series(table.compared[head].to_numpy()[kept], list(own))
        if head == table.density:
            if series.index.is_unique:
                area = pool.values["area_km2"].reindex(series.index)
                times = area / drawn.reindex(series.index)
                # Of an area that is doubtful itself, a density says nothing.
                fits = times.between(1 / caution.area_times, caution.area_times)
                people = (series * area).where(fits & (series >= caution.least_density))
                pool.witnesses.append(Witness(head, people, caution.density_percent))
            continue
        percent = caution.people_percent if head in table.others else caution.home_percent
        sums = series.groupby(level=0).agg(lambda each: each.sum(skipna=False))
        pool.witnesses.append(Witness(str(head), sums, percent, head not in table.others))


def _km2(
    sums: pd.Series[float],
    table: OfficeTable,
    drawn: pd.Series[float],
    pool: Pool,
    report: Report,
) -> pd.Series[float]:
    """Make areas km², and say how it is known in which unit of measure they stand."""
    there = sums.dropna()
    if there.empty:
        return sums
    outlines = as_floats(drawn[there.index])
    measure = unit_of_area(as_floats(there), outlines)
    unit = next(each for each in KM2 if each == measure)
    place = text(table.place)
    if table.area_unit not in (None, unit):
        said = say(
            "the heading says {stated}, but areas are as in {unit}",
            stated=table.area_unit,
            unit=unit,
        )
        report.doubt(place, said)
    if unit == "km2":
        return sums
    first = str(there.index[0])
    said = say(
        "areas are in {unit}, made km²: {name} {old} {unit} = {new} km², drawn {drawn} km²",
        unit=unit,
        name=pool.names[first],
        old=number_text(float(sums[first]), 2),
        new=number_text(float(sums[first]) * KM2[unit], 4),
        drawn=number_text(float(drawn[first]), 4),
    )
    (report.done if table.area_unit == unit else report.doubt)(place, said)
    return (sums * KM2[unit]).round(6)


def _take(
    pool: Pool,
    code: str,
    column: str,
    value: float,
    place: Text,
    table: OfficeTable,
    caution: Caution,
) -> bool:
    """Take a figure where there is none, or where a sheet puts it right; whether it was taken."""
    before = pool.figure(code, column)
    if np.isnan(value) or (table.hidden and not np.isnan(before)):
        return False
    key = (code, column)
    if not np.isnan(before) and not table.added:
        rounded = caution.rounded_people if column == "people" else caution.rounded_km2
        if abs(value - before) > before * caution.sum_percent / 100 + rounded:
            pool.doubt(
                code,
                column,
                say(
                    "{place} says {figure}",
                    place=place,
                    figure=number_text(value, 0 if column == "people" else 2),
                ),
            )
        return False
    pool.values.at[code, column] = value
    pool.places[key] = place
    # What spoke against another figure does not speak against this one.
    pool.whys.pop(key, None)
    pool.raw.pop(key, None)
    return True


def settle(
    pool: Pool, drawn: pd.Series[float], answers: Answers, report: Report, of_today: bool
) -> list[Question]:
    """Ask about every figure that is doubtful or missing, and do what the answers say.

    Returns
    -------
    list of Question
        All of them; those without an answer have to wait.
    """
    absent = pool.values["people"].isna()
    for code in pool.values.index[absent]:
        pool.whys.setdefault((str(code), "people"), [say("no row and no figure")])
    if pool.values["area_km2"].notna().any():
        for code in pool.values.index[pool.values["area_km2"].isna()]:
            pool.whys.setdefault((str(code), "area_km2"), [say("no row and no figure")])
    register = country().known_today().reindex(pool.values.index) if of_today else None
    questions = []
    for (code, column), whys in pool.whys.items():
        value = pool.figure(code, column)
        figure = pool.raw.get((code, column), "") if np.isnan(value) else _written(value, column)
        question = Question(
            code,
            pool.names[code] if code else FIGURE_NAMES[column].vi,
            column,
            figure,
            pool.places.get((code, column), _nowhere(pool, code, column)),
            _why(figure, column, whys),
            answers.answer(code, column, figure),
        )
        public = np.nan if register is None or not code else _at(register, code, column)
        done = _answered(pool, question, drawn, public, report)
        questions.append(question if done else replace(question, answer=""))
    return questions


def _nowhere(pool: Pool, code: str, column: str) -> Text:
    return Text(*[pool.names[code]] * 2) if code else FIGURE_NAMES[column]


def _at(register: pd.DataFrame, code: str, column: str) -> float:
    return float(register[column].astype("float64").to_dict()[code])


def _why(figure: str, column: str, whys: Sequence[Text]) -> Text:
    said = say(
        "{column} {figure}",
        column=FIGURE_NAMES[column],
        figure=figure or "–",
    )
    # What stands in the place of a figure is said once.
    more = [why for why in dict.fromkeys(whys) if why.vi != figure]
    return joined([said, *more], "; ")


def _written(value: float, column: str) -> str:
    return str(round(value)) if column == "people" else f"{value:.2f}".replace(".", ",")


def _answered(
    pool: Pool, question: Question, drawn: pd.Series[float], public: float, report: Report
) -> bool:
    """Do what an answer says; whether it answers."""
    word, code, column = question.answer, question.code, question.column
    if not word:
        return False
    place = Text(*[f"{question.name} ({code})" if code else question.name] * 2)
    value = pool.figure(code, column)
    if accepts(word):
        if np.isnan(value) and column == "area_km2":
            value = round(float(drawn[code]), 4)
        if np.isnan(value):
            return False
        said = say("kept, as answered: {why}", why=question.why)
    elif not code:
        return False
    elif leaves_out(word):
        value = public
        if np.isnan(value):
            return False
        said = say(
            "left out, as answered ({why}): the published figure {figure} stands for it",
            why=question.why,
            figure=_written(value, column),
        )
    else:
        value = corrected(word, column)
        said = say("corrected to {figure}, as answered: {why}", figure=word, why=question.why)
    if code:
        pool.values.at[code, column] = value
    report.doubt(place, said)
    return True
