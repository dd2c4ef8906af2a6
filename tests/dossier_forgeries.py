"""Forty forgeries of a run with its dossier, in a bundle: which are told without a signature?

``python tests/dossier_forgeries.py RUN`` tries them on copies of a run folder with a dossier, each
with all records signed anew as by whoever knows the program, packed, and verified: the table of
outcomes, and how many of 200 changed bytes of run, dossier and bundle are told.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import docx
import openpyxl
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from dossier_edit import run_of, write_into
from forgeries import FORGERIES as OF_RUN

from planner.errors import InputError
from planner.output.dossier.rerun import RECORD
from planner.store.evidence.papers import verify_papers
from planner.store.ownership import sign

Forge = Callable[[Path], None]
DRAFT, SUBMISSION, SCHEME = "4_du_thao_nghi_quyet.docx", "1_to_trinh.docx", "2_de_an.docx"
ANNEX, BOOK, TALLY = "2_phu_luc.docx", "2_phu_luc.xlsx", "3_kiem_phieu.xlsx"
FIELD = "to_trinh.can_cu"


def signed_again(dossier: Path) -> None:
    """Let the record list the files as they are now."""
    record = json.loads((dossier / RECORD).read_text("utf-8"))
    sign(dossier, [name for name in record["files"] if (dossier / name).is_file()], RECORD)


def in_text(name: str, change: Callable[[Any], None]) -> Forge:
    """Change the last paragraph with a figure that lies in no field."""

    def forge(dossier: Path) -> None:
        paper = docx.Document(str(dossier / name))
        runs = [
            run
            for paragraph in paper.paragraphs
            for run in paragraph.runs
            if any(letter.isdigit() for letter in run.text)
        ]
        change(runs[-1])
        paper.save(str(dossier / name))

    return forge


def other_digit(run: Any) -> None:
    at = next(place for place, letter in enumerate(run.text) if letter.isdigit())
    digit = str((int(run.text[at]) + 1) % 10)
    run.text = run.text[:at] + digit + run.text[at + 1 :]


def hidden(run: Any) -> None:
    run.font.hidden = True


def gone(run: Any) -> None:
    run.text = ""


def tracked(run: Any) -> None:
    """Take it out as Word does under tracked changes."""
    node, outer = run._r, OxmlElement("w:del")
    node.addprevious(outer)
    outer.append(node)
    for text in node.iter(qn("w:t")):
        text.tag = qn("w:delText")


def inserted(run: Any) -> None:
    outer = OxmlElement("w:ins")
    run._r.addnext(outer)
    outer.append(run_of(" và 9 xã khác"))


def in_paper(name: str, change: Callable[[Any], Any]) -> Forge:
    """Change a document as a whole."""

    def forge(dossier: Path) -> None:
        paper = docx.Document(str(dossier / name))
        change(paper)
        paper.save(str(dossier / name))

    return forge


def in_cell(paper: Any) -> None:
    cells = [cell for table in paper.tables for row in table.rows for cell in row.cells]
    cell = next(each for each in cells if each.text.strip().isdigit() and len(each.text) > 2)
    cell.paragraphs[0].runs[0].text = str(int(cell.text) + 1)


def row_gone(paper: Any) -> None:
    row = max(paper.tables, key=lambda table: len(table.rows)).rows[-1]._tr
    row.getparent().remove(row)


def rows_swapped(paper: Any) -> None:
    rows = max(paper.tables, key=lambda table: len(table.rows)).rows
    rows[-1]._tr.addnext(rows[-2]._tr)


def in_header(paper: Any) -> None:
    paper.sections[0].first_page_header.paragraphs[0].text = "Đã thẩm định"


def without_field(paper: Any) -> None:
    control = next(iter(paper.element.body.iter(qn("w:sdt"))))
    control.getparent().remove(control)


def unit_in_field(paper: Any) -> None:
    """Move a clause of the run into a field of the same document."""
    body = paper.element.body
    clause = next(p for p in paper.paragraphs if p.text.startswith("1. Sắp xếp"))
    control = next(iter(body.iter(qn("w:sdt"))))
    for run in list(clause._p.iter(qn("w:r"))):
        control.find(qn("w:sdtContent")).append(run)


def in_book(name: str, change: Callable[[Any], None]) -> Forge:
    def forge(dossier: Path) -> None:
        book = openpyxl.load_workbook(dossier / name)
        change(book)
        book.save(dossier / name)

    return forge


def a_figure(book: Any) -> None:
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
    cell = [each for each in cells if isinstance(each.value, (int, float))][-1]
    cell.value = float(cell.value) + 1.0


def a_formula(book: Any) -> None:
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
    cell = [each for each in cells if isinstance(each.value, (int, float))][-1]
    cell.value = f"={cell.value}"


def a_comment(book: Any) -> None:
    cell = book.worksheets[0]["A1"]
    cell.comment = openpyxl.comments.Comment("đã duyệt", "B")


def with_bytes(name: str, change: Callable[[bytes], bytes]) -> Forge:
    def forge(dossier: Path) -> None:
        (dossier / name).write_bytes(change((dossier / name).read_bytes()))

    return forge


def in_record(change: Callable[[dict[str, Any]], object]) -> Forge:
    def forge(dossier: Path) -> None:
        record = json.loads((dossier / RECORD).read_text("utf-8"))
        change(record)
        text = json.dumps(record, ensure_ascii=False, indent=1)
        (dossier / RECORD).write_text(text, encoding="utf-8")

    return forge


def other_picture(dossier: Path) -> None:
    """Put the map of today in the place of that of the plan."""
    paper = docx.Document(str(dossier / SCHEME))
    parts = [p for p in paper.part.package.iter_parts() if "/media/" in str(p.partname)]
    parts[0]._blob = parts[1].blob
    paper.save(str(dossier / SCHEME))


def copied(source: str, to: str) -> Forge:
    return lambda dossier: shutil.copy(dossier / source, dossier / to) and None


def removed(name: str) -> Forge:
    return lambda dossier: (dossier / name).unlink()


# What is forged → how, and the file that is told; "" where nothing can be told without a signature.
FORGERIES: dict[str, tuple[Forge, str]] = {
    "a digit of the draft": (in_text(DRAFT, other_digit), DRAFT),
    "a digit of the submission": (in_text(SUBMISSION, other_digit), SUBMISSION),
    "a digit of the scheme": (in_text(SCHEME, other_digit), SCHEME),
    "a digit of the page for leaders": (in_text("0_tom_tat.docx", other_digit), "0_tom_tat.docx"),
    "a digit of the sheet of control": (
        in_text("0_phieu_kiem_soat.docx", other_digit),
        "0_phieu_kiem_soat.docx",
    ),
    "a sentence hidden": (in_text(DRAFT, hidden), DRAFT),
    "a sentence gone": (in_text(DRAFT, gone), DRAFT),
    "a sentence taken out under tracked changes": (in_text(DRAFT, tracked), DRAFT),
    "words put in under tracked changes": (in_text(DRAFT, inserted), DRAFT),
    "a paragraph more": (in_paper(DRAFT, lambda paper: paper.add_paragraph("5. Thêm")), DRAFT),
    "a cell of an annex": (in_paper(ANNEX, in_cell), ANNEX),
    "a row of an annex gone": (in_paper(ANNEX, row_gone), ANNEX),
    "two rows of an annex swapped": (in_paper(ANNEX, rows_swapped), ANNEX),
    "letters in a header": (in_paper(SUBMISSION, in_header), SUBMISSION),
    "a comment of Word": (
        in_paper(SCHEME, lambda paper: paper.add_comment(paper.paragraphs[0].runs, "đã duyệt")),
        SCHEME,
    ),
    "a field gone": (in_paper(SUBMISSION, without_field), SUBMISSION),
    "a clause moved into a field": (in_paper(DRAFT, unit_in_field), DRAFT),
    "a map for another": (other_picture, SCHEME),
    "a figure of the workbook": (in_book(BOOK, a_figure), BOOK),
    "a figure become a formula": (in_book(BOOK, a_formula), BOOK),
    "a sheet gone": (in_book(BOOK, lambda book: book.remove(book.worksheets[-1])), BOOK),
    "a sheet more": (in_book(BOOK, lambda book: book.create_sheet("x")), BOOK),
    "a sheet hidden": (
        in_book(BOOK, lambda book: setattr(book.worksheets[-1], "sheet_state", "hidden")),
        BOOK,
    ),
    "a comment in the tally": (in_book(TALLY, a_comment), TALLY),
    "a byte of the meeting sheets": (
        with_bytes("6_phieu_hop.pdf", lambda data: data[:-9] + b" " + data[-8:]),
        "6_phieu_hop.pdf",
    ),
    "the map of today as that of the plan": (
        copied("hien_trang_A3.pdf", "phuong_an_A3.pdf"),
        "phuong_an_A3.pdf",
    ),
    "places of new units": (
        with_bytes("vi_tri_don_vi_moi.pdf", lambda data: data + b"\n"),
        "vi_tri_don_vi_moi.pdf",
    ),
    "a file gone": (removed("thay_doi_A3.pdf"), "thay_doi_A3.pdf"),
    "the submission as the scheme": (copied(SUBMISSION, SCHEME), SCHEME),
    "no document at all": (with_bytes(DRAFT, lambda _: b"x"), DRAFT),
    "another run": (in_record(lambda record: record.update(run="0" * 64)), RECORD),
    "a field that nobody made": (
        in_record(lambda record: record["fields"][DRAFT].append(record["fields"][DRAFT][0])),
        "",
    ),
    "the title of a field": (
        in_record(lambda record: record["fields"][DRAFT][0].update(title="x")),
        RECORD,
    ),
    "other prices": (in_record(lambda record: record.update(prices="0" * 64)), "6_phieu_hop.pdf"),
    "no tables of the office": (in_record(lambda record: record.pop("office")), RECORD),
    "a file on the list": (in_record(lambda record: record["files"].update(x="0")), ""),
    "texts on the list": (in_record(lambda record: record["texts"].update({DRAFT: []})), ""),
    # What people may write, and what the office alone says: shown, and true for all we know.
    "words in a field": (lambda dossier: write_into(dossier / SUBMISSION, FIELD, "Sai"), ""),
    "a comment on the plan": (
        in_record(
            lambda record: record["office"]["comments"].append(
                dict(
                    zip(
                        ("number", "document", "day", "units", "said", "answer", "settled"),
                        (1, "Công văn", "1", [], "Sai", "", ""),
                        strict=True,
                    )
                )
            )
        ),
        "2_phu_luc.xlsx",
    ),
}


def told(dossier: Path, run: Path) -> list[str]:
    """Give what is told of a dossier: complaints, and what could not be compared."""
    control = verify_papers(dossier, [run])
    return [said.en for said in (*control.complaints, *control.not_compared)]


def main(run: Path) -> None:
    """Try every forgery on a copy of a dossier, and print what was told."""
    right = 0
    for what, (forge, name) in FORGERIES.items():
        with TemporaryDirectory() as place:
            copy = Path(shutil.copytree(run / "dossier", Path(place) / "dossier"))
            forge(copy)
            signed_again(copy)
            try:
                said = told(copy, run)
            except InputError as error:
                said = [problem.text.en for problem in error.problems]
        seen = [line for line in said if name and name in line]
        right += bool(seen) if name else not said
        print(f"{what}: {seen[0] if seen else 'NOT TOLD'}{'' if name else ' (by a signature)'}")
        if (name and not seen) or (not name and said):
            print(f"  ?? {said[:3]}")
        sys.stdout.flush()
    print(f"{right} of {len(FORGERIES)} as expected; {len(OF_RUN)} of runs: tests/forgeries.py")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
