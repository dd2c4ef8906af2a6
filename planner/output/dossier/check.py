"""What has to be done before a dossier is signed: empty, assumed, not verified, not attained."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import openpyxl

from planner.errors import listed
from planner.evaluation import doubts
from planner.law import notes_of_law
from planner.output.dossier.comments import Comment, open_ones, told
from planner.output.dossier.context import totals
from planner.output.dossier.inputs import OfficeData
from planner.output.dossier.layout import Layout, Quoted
from planner.output.dossier.matter import Matter
from planner.output.dossier.rerun import RECORD, read_before
from planner.output.reports.workbook.sheets import WANTED_FILL
from planner.sources.country import country
from planner.sources.tables.grids import in_child
from planner.store.manifest import PRICES_RECORD
from planner.units import full_name
from planner.units.columns import MEASURES
from planner.units.provenance import only_likely
from planner.words import CONFIDENCE, NO_TEXT
from planner.words.law import NOT_STATED
from planner.words.outputs import dossier as words
from planner.words.text import Text, joined, say, text

Kind = Literal["empty", "assumed", "unverified", "not_attained"]
# In the order of work: figures and law first, since what is written rests on them.
KINDS: dict[Kind, Text] = {
    "assumed": say("Assumed, or not certain"),
    "unverified": say("Not verified"),
    "not_attained": say("Not attained"),
    "empty": say("Still empty"),
}
WRITE = say("write it in Word: it stays when the dossier is made again")
HOLD = say("hold it against the full text")
EXPLAIN = say("give the reason in the scheme, or change the plan")
COUNT = say("count on the form 3_kiem_phieu.xlsx, then give it with `--opinions`")
# What fills the marked cells of an annex.
FILL: dict[str, Text] = {
    "present": say("give the column minority_percent in a table of the scenario"),
    "plan": say("write the seat into the document"),
    "staff": say("fill a copy, then give it with `--staff`; or state `norms` in the scenario"),
    "offices": say("fill a copy, then give it with `--offices`"),
    "services": say("fill a copy, then give it with `--services`"),
    "opinions": COUNT,
    "crosswalk": say("write the day into the draft resolution, then make the dossier again"),
    "costs": say("state `norms` in the scenario"),
}
MEASURE = {"people": "people", "area": "area_km2"}
# Fields that are filled when the paper is signed, by the end of their tags.
LAST = (".so", ".so_dan", ".ngay", ".khoa", ".nguoi_ky")


@dataclass(frozen=True)
class Point:
    """One thing that is not done.

    Attributes
    ----------
    kind : {"empty", "assumed", "unverified", "not_attained"}
    place : str
        File of the dossier, or of the run.
    said : Text
    todo : Text
        What to do about it; empty where ``said`` says it.
    """

    kind: Kind
    place: str
    said: Text
    todo: Text = NO_TEXT


def open_points(
    matter: Matter, office: OfficeData, folder: Path, comments: Sequence[Comment] = ()
) -> list[Point]:
    """List what is still empty, assumed, not verified or not attained.

    Parameters
    ----------
    matter, given
    folder : Path
        The dossier.
    comments : sequence of Comment
        The register, if there is one.

    Returns
    -------
    list of Point
        In the order of work, and of ``KINDS``.
    """
    answer = say("answer it in the register, and name the version that settles it")
    points = [
        *_stands(matter),
        *_figures(matter),
        *_law(matter),
        *_plan(matter),
        *_cells(folder, matter.layout.called),
        *_prices(matter),
        *_opinions(matter, office),
        *(
            Point(
                "empty",
                "3_bao_cao_y_kien.docx",
                say("open comment: {comment}", comment=told(comment)),
                answer,
            )
            for comment in open_ones(comments)
        ),
        *_fields(folder),
    ]
    order = list(KINDS)
    points.sort(key=lambda point: order.index(point.kind))
    return [*_of_record(folder / RECORD, matter), *points]


def _of_record(path: Path, matter: Matter) -> Iterator[Point]:
    """Say that there is no dossier yet, or that it was made of another run or other prices."""
    if not path.is_file():
        said = say("no dossier yet: make it with `planner report RUN`")
        yield Point("empty", path.parent.name, said)
        return
    made = json.loads(path.read_text(encoding="utf-8"))
    if made.get("run") != matter.run:
        said = say("made of another run than the one that is here: make it again with `--force`")
        yield Point("unverified", path.name, said)
    elif made.get("prices", "") != matter.prices.digest:
        said = say("made with other prices than those beside the run: make it again with `--force`")
        yield Point("unverified", path.name, said)


def _prices(matter: Matter) -> Iterator[Point]:
    """Say that partners that were not chosen have no price yet, or one that is not used."""
    again = say("price them with `planner explain RUN --prices`, then make the dossier again")
    for fault in matter.prices.faults:
        yield Point("unverified", PRICES_RECORD, fault, again)
    if matter.evaluation.plan.stages and matter.prices.table is None:
        said = say("no prices of the partners that were not chosen")
        yield Point("empty", "6_phieu_hop.pdf", said, again)


def _fields(folder: Path) -> Iterator[Point]:
    """Name the fields of each document in which nobody has written."""
    blank = [
        (name, each)
        for name, entries in read_before(folder).fields.items()
        for each in entries
        if each.blank
    ]
    for name, each in sorted(blank, key=lambda pair: pair[1].tag.endswith(LAST)):
        yield Point("empty", name, say("the field “{title}” is empty", title=each.title), WRITE)


def _marked(path: Path) -> list[tuple[str, list[str], list[str]]]:
    """Give each sheet, what heads it, and its cells that are marked as wanted and still empty."""
    return [
        (
            sheet.title,
            [str(row[0]) for row in sheet.iter_rows(max_row=4, max_col=1, values_only=True)],
            [
                cell.coordinate
                for row in sheet.iter_rows()
                for cell in row
                if cell.value is None and str(cell.fill.fgColor.rgb).endswith(WANTED_FILL[1:])
            ],
        )
        for sheet in openpyxl.load_workbook(path).worksheets
    ]


def _cells(folder: Path, level: str) -> Iterator[Point]:
    """Count the marked cells of each annex that are still empty."""
    name = "2_phu_luc.xlsx"
    if not (folder / name).is_file():
        return
    for annex, heads, empty in in_child(folder / name, _marked):
        if empty:
            said = say(
                "{annex}: {count} marked cells are empty ({cells})",
                annex=annex,
                count=len(empty),
                cells=listed(empty, 3),
            )
            yield Point("empty", name, said, _filling(annex, heads, level))


def _filling(annex: str, heads: Sequence[str], level: str) -> Text:
    """Say how the marked cells of an annex are filled, by its title."""
    titles = {f"{annex}. {title.format(level=level)}": key for key, title in words.TITLES.items()}
    keys = [titles[head] for head in heads if head in titles]
    return FILL[keys[0]] if keys and keys[0] in FILL else say("fill it")


def _stands(matter: Matter) -> Iterator[Point]:
    """Say first what has to hold for the plan to be the best one, and what that moves."""
    plan = matter.evaluation.plan
    if plan.is_conditional:
        ask = say("ask, and fill the form of `planner facts`; then run again with `--facts`")
        for said in plan.ground:
            yield Point("assumed", "standing.csv", said, ask)
            ask = NO_TEXT


def _figures(matter: Matter) -> Iterator[Point]:
    """Name the units whose figures are not certain, and what was noted of the data."""
    for head in ("people", "area"):
        names = [u.called for u in matter.present if getattr(u, f"{head}_uncertain")]
        if names:
            said = say(
                "{measure} not certain of {count} units: {names}",
                measure=MEASURES[MEASURE[head]],
                count=len(names),
                names=listed(names),
            )
            certified = say("take certified figures as a table of the scenario, then run again")
            yield Point("assumed", "units.gpkg", said, certified)
        if (matter.evaluation.units[f"{head}_base"] == NOT_STATED).any():
            said = say("source not stated: {measure}", measure=MEASURES[MEASURE[head]])
            yield Point(
                "unverified", "scenario.yaml", said, say("state it: `units.{head}_base`", head=head)
            )
    units = matter.evaluation.units
    high = full_name(units)[only_likely(units, "mountain") & units["mountain"].fillna(False)]
    if len(high):
        said = say(
            "mountainous by height, without a decision at hand: {count} units: {names}",
            count=len(high),
            names=listed(high),
        )
        decided = say("take the decision as a table with the column `mountain`, then run again")
        yield Point("assumed", "units.gpkg", said, decided)
    sums = country().compare_totals(units)
    for said in country().total_texts(sums[sums["differs"]]):
        explain = say("explain the difference, or take certified figures as a table")
        yield Point("unverified", "units.gpkg", said, explain)
    hold = say("hold it against the file that was given")
    for note in matter.scenario.units.notes:
        yield Point("unverified", "scenario.yaml", text(note), hold)
    ask = say("ask the competent authority, then answer it under `law.assumptions`")
    for note in notes_of_law(matter.evaluation.ruleset):
        yield Point("assumed", "ruleset.yaml", note, ask)
    for change in matter.evaluation.ruleset.overrides:
        yield Point("assumed", "scenario.yaml", change.text, HOLD)


def _quoted(layout: Layout) -> Iterator[Quoted]:
    yield from layout.grounds
    yield from (layout.parts, layout.dossier, layout.ballot.article)
    if layout.support is not None:
        yield layout.support.article


def _law(matter: Matter) -> Iterator[Point]:
    """Name the texts and articles that nobody has read in full."""
    quotes: dict[str, Quoted] = {q.text: q for q in _quoted(matter.layout) if not q.certain}
    for quoted in quotes.values():
        how = CONFIDENCE[quoted.confidence]
        yield Point("unverified", "dossier", joined([text(quoted.text), how], ": "), HOLD)
    evaluation = matter.evaluation
    seen: dict[tuple[str, str], Text] = {}
    for findings in (evaluation.findings_before, evaluation.findings_after):
        rows = findings[findings["status"] != "no_rule"]
        marks = rows["confidence"].astype(str)
        for article, mark in zip(rows["article"].astype("object"), marks, strict=True):
            seen.setdefault((str(article), str(mark)), text(article))
    known: dict[str, Text] = {str(mark): said for mark, said in CONFIDENCE.items()}
    for (_, mark), article in seen.items():
        if mark not in ("", "read"):
            yield Point("unverified", "findings.csv", joined([article, known[mark]], ": "), HOLD)
    for lack in evaluation.ruleset.not_modelled:
        yield Point("unverified", "ruleset.yaml", lack, say("judge it yourself"))


def _plan(matter: Matter) -> Iterator[Point]:
    """Say what of the plan is not proven, fails a check, or does not attain what is asked."""
    for said in doubts(matter.evaluation.plan):
        yield Point("unverified", "certificate.json", said, say("run again with more time"))
    for complaint in matter.record.check:
        send = say("do not hand it in; send the run to whoever keeps the program")
        yield Point("not_attained", "result.json", text(complaint), send)
    after = (*matter.formed, *matter.kept)
    for unit in after:
        if unit.status in ("missed", "no_rule"):
            said = joined([text(unit.called), text(unit.verdict)], ": ")
            yield Point("not_attained", "findings.csv", said, EXPLAIN)
    lacking = [unit for unit in after if unit.status == "open"]
    if lacking:
        names = text(listed([unit.called for unit in lacking], len(lacking)))
        said = joined([text(lacking[0].verdict), names], ": ")
        columns = say("give the columns that `findings.csv` names in a table of the scenario")
        yield Point("empty", "findings.csv", said, columns)
    for row in matter.record.whole:
        if row.get("status") in ("missed", "exceeded"):
            yield Point("not_attained", "result.json", _whole(row), EXPLAIN)


def _whole(row: Mapping[str, Any]) -> Text:
    article = row["article"]
    said = text(article) if isinstance(article, str) else Text(**article)
    return joined([said, text(str(row.get("name", "")))], ": ") if row.get("name") else said


def _opinions(matter: Matter, office: OfficeData) -> Iterator[Point]:
    """Say of which units opinions are missing, or too few agree."""
    place, found = "3_bao_cao_y_kien.docx", totals(matter, office)
    if found is None:
        yield Point("empty", place, say("no opinions of the people yet"), COUNT)
        return
    if found.missing:
        names = listed(found.missing)
        yield Point("empty", place, say("no opinions yet of {names}", names=names), COUNT)
    if found.short:
        names = listed(found.short)
        again = say("explain and ask again, or change the plan there")
        yield Point("not_attained", place, say("too few agree in {names}", names=names), again)
