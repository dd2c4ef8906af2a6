"""Documents and workbooks hold to the format that Word and Excel read: neither offers a repair.

Neither runs here. Their schemas do, and what is known of how they read.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from dossier_edit import write_into
from dossier_world import World
from openxml_audit import OpenXmlValidator
from reported import RECORD

from planner.output.dossier import write_dossier
from planner.output.dossier.context import context_of
from planner.output.dossier.inputs import OfficeData
from planner.output.dossier.word.template import fill_template
from planner.output.reports.workbook import write_workbook


def faults(paths: Iterable[Path]) -> list[tuple[str, str]]:
    """Name each fault of format, and the file that has it."""
    audit = OpenXmlValidator()
    return [
        (path.name, str(error))
        for path in sorted(paths)
        for error in audit.validate(str(path)).errors
    ]


def test_a_letter_is_as_word_reads_it(squares: World) -> None:
    assert faults([squares.folder / "1_to_trinh.docx"]) == []


@pytest.mark.slow
def test_every_document_and_workbook_is_as_office_reads_it(squares: World, tmp_path: Path) -> None:
    """Those of a run, those that people wrote into and that were made again, and a template."""
    folder = tmp_path / "again"
    shutil.copytree(squares.folder, folder)
    write_into(folder / "2_de_an.docx", "de_an.lich_su", "Đoạn một.", "Đoạn hai,", bold=" đậm.")
    write_into(folder / "1_to_trinh.docx", "to_trinh.ngay", "ngày 05 tháng 01 năm 2027")
    write_dossier(squares.matter, OfficeData(), folder, force=True)
    context = context_of(squares.matter, OfficeData(), [], [])
    fill_template(squares.folder / "1_to_trinh.docx", context, tmp_path / "own.docx")
    write_workbook(squares.evaluation, RECORD, tmp_path / "summary.xlsx")
    made = [*folder.glob("*.docx"), *folder.glob("*.xlsx"), *tmp_path.glob("*.*x")]
    assert len(made) > len(list(folder.glob("*.*x")))
    assert faults(made) == []
