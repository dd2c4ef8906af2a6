"""What has to be done before a dossier is signed: empty, assumed, not verified, not attained."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import openpyxl

from planner.dossier.comments import Comment, open_ones, told
from planner.dossier.context import totals
from planner.dossier.given import Given
from planner.dossier.kept import RECORD, read_before
from planner.dossier.layout import Layout, Quoted
from planner.dossier.matter import Matter
from planner.errors import listed
from planner.evaluate import doubts
from planner.law import notes_of_law
from planner.reports.workbook.sheets import WANTED_FILL
from planner.units.columns import MEASURES
from planner.words import CONFIDENCE
from planner.words.text import Text, joined, say, text

Kind = Literal["empty", "assumed", "unverified", "not_attained"]
KINDS: dict[Kind, Text] = {
    "empty": say("Still empty"),
    "assumed": say("Assumed, or not certain"),
    "unverified": say("Not verified"),
    "not_attained": say("Not attained"),
}


@dataclass(frozen=True)
class Point:
    """One thing that is not done.

    Attributes
    ----------
    kind : {"empty", "assumed", "unverified", "not_attained"}
    place : str
        File of the dossier, or of the run.
    said : Text
    """

    kind: Kind
    place: str
    said: Text


def open_points(
    matter: Matter, given: Given, folder: Path, comments: Sequence[Comment] = ()
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
        In the order of ``KINDS`` where they are shown.
    """
    return [
        *_of_record(folder / RECORD, matter.run),
        *_fields(folder),
        *_cells(folder),
        *_figures(matter),
        *_law(matter),
        *_plan(matter),
        *_opinions(matter, given),
        *(
            Point("empty", "3_bao_cao_y_kien.docx", say("open comment: {comment}", comment=told(c)))
            for c in open_ones(comments)
        ),
    ]


def _of_record(path: Path, run: str) -> Iterator[Point]:
    """Say that there is no dossier yet, or that it was made of another run."""
    if not path.is_file():
        said = say("no dossier yet: make it with `planner report RUN`")
        yield Point("empty", path.parent.name, said)
    elif json.loads(path.read_text(encoding="utf-8")).get("run") != run:
        said = say("made of another run than the one that is here: make it again with `--force`")
        yield Point("unverified", path.name, said)


def _fields(folder: Path) -> Iterator[Point]:
    """Name the fields of each document in which nobody has written."""
    for name, entries in read_before(folder).fields.items():
        for each in entries:
            if each.blank:
                yield Point("empty", name, say("the field “{title}” is empty", title=each.title))


def _cells(folder: Path) -> Iterator[Point]:
    """Count the marked cells of each annex that are still empty."""
    name = "2_phu_luc.xlsx"
    if not (folder / name).is_file():
        return
    book = openpyxl.load_workbook(folder / name)
    for sheet in book.worksheets:
        empty = [
            cell.coordinate
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is None and str(cell.fill.fgColor.rgb).endswith(WANTED_FILL[1:])
        ]
        if empty:
            said = say(
                "{annex}: {count} marked cells are empty ({cells})",
                annex=sheet.title,
                count=len(empty),
                cells=listed(empty, 3),
            )
            yield Point("empty", name, said)


def _figures(matter: Matter) -> Iterator[Point]:
    """Name the units whose figures are not certain."""
    for head in ("people", "area"):
        names = [u.called for u in matter.present if getattr(u, f"{head}_uncertain")]
        if names:
            said = say(
                "{measure} not certain of {count} units: {names}",
                measure=MEASURES["people" if head == "people" else "area_km2"],
                count=len(names),
                names=listed(names),
            )
            yield Point("assumed", "units.gpkg", said)
    for note in notes_of_law(matter.evaluation.ruleset):
        yield Point("assumed", "ruleset.yaml", note)
    for change in matter.evaluation.ruleset.overrides:
        yield Point("assumed", "scenario.yaml", change.text)


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
        yield Point("unverified", "dossier", joined([text(quoted.text), how], ": "))
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
            yield Point("unverified", "findings.csv", joined([article, known[mark]], ": "))
    for lack in evaluation.ruleset.not_modelled:
        yield Point("unverified", "ruleset.yaml", lack)


def _plan(matter: Matter) -> Iterator[Point]:
    """Say what of the plan is not proven, fails a check, or does not attain what is asked."""
    for said in doubts(matter.evaluation.plan):
        yield Point("unverified", "certificate.json", said)
    for complaint in matter.record.get("check", []):
        yield Point("not_attained", "result.json", text(str(complaint)))
    for unit in (*matter.formed, *matter.kept):
        if unit.status in ("missed", "no_rule", "open"):
            kind: Kind = "empty" if unit.status == "open" else "not_attained"
            yield Point(kind, "findings.csv", joined([text(unit.called), text(unit.verdict)], ": "))
    for row in matter.record.get("whole", []):
        if row.get("status") in ("missed", "exceeded"):
            yield Point("not_attained", "result.json", _whole(row))


def _whole(row: Mapping[str, Any]) -> Text:
    article = row["article"]
    said = text(article) if isinstance(article, str) else Text(**article)
    return joined([said, text(str(row.get("name", "")))], ": ") if row.get("name") else said


def _opinions(matter: Matter, given: Given) -> Iterator[Point]:
    """Say of which units opinions are missing, or too few agree."""
    place, found = "3_bao_cao_y_kien.docx", totals(matter, given)
    if found is None:
        yield Point("empty", place, say("no opinions of the people yet"))
        return
    if found.missing:
        names = listed(found.missing)
        yield Point("empty", place, say("no opinions yet of {names}", names=names))
    if found.short:
        names = listed(found.short)
        yield Point("not_attained", place, say("too few agree in {names}", names=names))
