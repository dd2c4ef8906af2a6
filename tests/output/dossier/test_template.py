"""A template of an office's own is filled with the figures of the run."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from dossier_world import World

from planner.errors import InputError
from planner.output.dossier.context import context_of
from planner.output.dossier.inputs import OfficeData
from planner.output.dossier.word.template import fill_template


def template(path: Path, *lines: str) -> Path:
    paper = docx.Document()
    for line in lines:
        paper.add_paragraph(line)
    paper.save(str(path))
    return path


def test_a_template_is_filled(squares: World, tmp_path: Path) -> None:
    context = context_of(squares.matter, OfficeData(), [], [])
    own = template(
        tmp_path / "mau.docx",
        "{{ m.province|hoa }} còn {{ m.after.count|hai }} đơn vị & {{ m.after.people|so }} người",
        "{%p for unit in m.formed %}",
        "{{ unit.called }}: {{ unit.area|km2 }} km²",
        "{%p endfor %}",
    )
    for name in ("a.docx", "b.docx"):
        fill_template(own, context, tmp_path / name)
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()
    lines = [p.text for p in docx.Document(str(tmp_path / "a.docx")).paragraphs]
    assert lines[0] == "Tỉnh Vuông còn 05 đơn vị & 39.504 người"
    assert [line.split(":")[0] for line in lines[1:]] == [u.called for u in squares.matter.formed]


def test_what_a_template_asks_in_vain_is_said(squares: World, tmp_path: Path) -> None:
    context = context_of(squares.matter, OfficeData(), [], [])
    for line in ("{{ m.nothing }}", "{{ m.after.people|unknown }}", "{% for %}"):
        own = template(tmp_path / "sai.docx", line)
        with pytest.raises(InputError, match="a template that cannot be filled"):
            fill_template(own, context, tmp_path / "c.docx")
    (tmp_path / "text.docx").write_text("no document", "utf-8")
    with pytest.raises(InputError, match="no document of Word"):
        fill_template(tmp_path / "text.docx", context, tmp_path / "c.docx")
