"""The dossier: what a province hands in, made from a run, and made again without losing a word."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from planner.output.dossier.comments import Comment, comments_annex
from planner.output.dossier.context import agreement, context_of, control_tables
from planner.output.dossier.inputs import OfficeData
from planner.output.dossier.matter import Matter
from planner.output.dossier.meeting import pages
from planner.output.dossier.rerun import (
    RECORD,
    beside_fields,
    read_before,
    set_aside,
    without_place,
    write_left,
)
from planner.output.dossier.tables.annexes import annexes
from planner.output.dossier.tables.forms import tally
from planner.output.dossier.tables.norms import with_norms
from planner.output.dossier.tables.sheaf import plain, prints
from planner.output.dossier.tables.table import Annex
from planner.output.dossier.word.fields import FieldMade, Written
from planner.output.dossier.word.paper import A4, Sheet, save
from planner.output.dossier.word.template import fill_template, filled
from planner.output.dossier.word.writer import Writer
from planner.output.maps.printed import write_sheets
from planner.output.maps.small import opinion_map, small_map
from planner.output.maps.small.meeting import write_meeting
from planner.output.reports.workbook.annexes import write_annexes
from planner.store.folder import check_folder, run_folder
from planner.words import Text, on_paper
from planner.words.outputs import dossier as words
from planner.words.text import say

__all__ = ["Made", "write_dossier"]

TEXT_OF: dict[str, str] = {
    "0_tom_tat.docx": "tom_tat.md",
    "0_phieu_kiem_soat.docx": "phieu_kiem_soat.md",
    "1_to_trinh.docx": "to_trinh.md",
    "2_de_an.docx": "",
    "2_phu_luc.docx": "phu_luc.md",
    "3_bao_cao_y_kien.docx": "bao_cao_y_kien.md",
    "3_phieu_lay_y_kien.docx": "phieu_lay_y_kien.md",
    "4_du_thao_nghi_quyet.docx": "nghi_quyet.md",
}
"""Document → its text; that of the scheme is named by the layout."""


BRIEF_FILE, BRIEF = "0_tom_tat.docx", Sheet(top=15.0, bottom=15.0, left=20.0, body=12.0, small=10.0)
"""What a leader reads, and its letters: all of it has to stand on one page."""
BRIEF_MAP_IN = 3.4
"""Height of its map, in inches of a picture as wide as the text."""
SINCE = "nghi_quyet.hoat_dong"
"""Field of the draft resolution in which people write from which day new units work."""
OWN = "7_theo_mau.docx"
"""The document that an office's own template becomes."""


@dataclass(frozen=True)
class Made:
    """What was made.

    Attributes
    ----------
    files : list of Path
    said : list of Text
        What a reader has to know: files set aside, texts that have no place any more.
    """

    files: list[Path]
    said: list[Text]


def write_dossier(
    matter: Matter,
    office: OfficeData,
    folder: Path,
    *,
    force: bool = False,
    texts: Path | None = None,
    comments: Sequence[Comment] = (),
    template: Path | None = None,
) -> Made:
    """Write the dossier of a run, all of it or nothing.

    Parameters
    ----------
    matter : Matter
        What there is to say of the run.
    office : OfficeData
        What the office gives beside it.
    folder : Path
        Made with its parents if need be.
    force : bool
        Make it again where it is there.  What people wrote into fields stays; a file that they
        changed is kept under another name.
    texts : Path, optional
        Another dossier, of which the written texts are taken where this one has none.
    comments : sequence of Comment
        Printed with their answers, and with what is still open.
    template : Path, optional
        A document of one's own, filled with the same figures.

    Raises
    ------
    InputError
        No dossier is laid down for the law of the run; the folder holds a dossier and ``force``
        is false, or cannot be written.
    """
    if not force:
        check_folder(folder, files=None, record=RECORD)
    earlier = read_before(folder)
    kept = (read_before(texts).by_tag if texts else {}) | earlier.by_tag
    outside = beside_fields(folder, earlier)
    with (
        set_aside(folder) as moved,
        run_folder(folder, force=force, files=None, record=RECORD) as part,
    ):
        made = _write(part, matter, office, kept, comments, template)
        fields = {name: [asdict(each) for each in entries] for name, entries in made.items()}
        run = {"run": matter.run, "prices": matter.prices.digest, "fields": fields}
        run |= {"office": plain(office, comments), "texts": prints(part)}
        text = json.dumps(run, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        (part / RECORD).write_text(text, encoding="utf-8", newline="\n")
        names = sorted(path.name for path in part.iterdir())
    said = [
        say("{file} was changed by hand: it is kept as “{other}”", file=name, other=other)
        for name, other in moved.items()
    ]
    said += [line for name in moved for line in outside.get(name, ())]
    left = without_place(earlier, made)
    said += earlier.said
    if left:
        name = write_left(folder, left)
        titles = ", ".join(each.title for each in left)
        said.append(
            say(
                "texts without a field any more are kept in “{file}”: {names}",
                file=name,
                names=titles,
            )
        )
    return Made([folder / name for name in names], said)


def _write(
    part: Path,
    matter: Matter,
    office: OfficeData,
    kept: Mapping[str, Written],
    comments: Sequence[Comment],
    template: Path | None,
) -> dict[str, list[FieldMade]]:
    """Write every file into a folder; give the fields of each document."""
    since = kept.get(SINCE)
    office = with_norms(matter, office)
    if since is not None and not since.blank:
        office = replace(office, since=since.text)
    made_annexes = annexes(matter, office)
    if comments:
        made_annexes.append(comments_annex(comments))
    context = context_of(matter, office, made_annexes, comments)
    evaluation = matter.evaluation
    pictures = {side: small_map(evaluation, side) for side in ("present", "proposal")}
    pictures["brief"] = small_map(evaluation, "proposal", tallest=BRIEF_MAP_IN)
    if context["opinions"]:
        pictures["opinions"] = opinion_map(evaluation, *agreement(matter, office))
    tables = {annex.key: annex for annex in made_annexes}
    tables |= control_tables(matter, list(words.FILES))
    made: dict[str, list[FieldMade]] = {}
    for name, text in TEXT_OF.items():
        sheet = BRIEF if name == BRIEF_FILE else A4
        writer = Writer(f"{words.FILES[name]} – {matter.title}", kept, tables, pictures, sheet)
        writer.write(on_paper(filled(text or matter.layout.scheme, context)))
        save(writer.paper, part / name)
        made[name] = writer.made
    if template is not None:
        fill_template(template, context, part / OWN)
    _write_workbook(part / "2_phu_luc.xlsx", matter, made_annexes)
    heads = [words.OFFICE.format(province=matter.province.upper())]
    write_annexes(part / "3_kiem_phieu.xlsx", words.TITLES["tally"], heads, [tally(matter)])
    sheets = part / "6_phieu_hop.pdf", part / "vi_tri_don_vi_moi.pdf"
    write_meeting(*sheets, evaluation, pages(matter, office))
    write_sheets(
        evaluation,
        part,
        title=matter.title,
        sheets=["present", "proposal", "changes"],
        languages=["vi"],
        formats=["pdf"],
    )
    return made


def _write_workbook(path: Path, matter: Matter, made: list[Annex]) -> None:
    heads = [words.OFFICE.format(province=matter.province.upper())]
    sheets = [annex.sheet(number) for number, annex in enumerate(made, 1)]
    write_annexes(path, f"{words.FILES[path.name]} – {matter.title}", heads, sheets)
