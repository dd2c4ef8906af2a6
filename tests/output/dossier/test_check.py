"""What a dossier still lacks is listed, and counts."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from dossier_edit import write_into
from dossier_world import World

from planner.output.dossier.check import KINDS, open_points
from planner.output.dossier.inputs import OfficeData
from planner.output.dossier.rerun import RECORD
from planner.words.text import text

pytestmark = pytest.mark.slow


def test_everything_that_is_open_is_listed(squares: World) -> None:
    points = open_points(squares.matter, OfficeData(), squares.folder)
    assert {point.kind for point in points} == set(KINDS)
    said = "\n".join(f"{point.place}: {point.said.vi}" for point in points)
    assert "2_de_an.docx: mục “Lịch sử hình thành” còn trống" in said
    assert "2_phu_luc.xlsx: Phụ lục 6: 27 ô tô màu còn trống" in said
    # Every line says what to do; figures and law come first, what is written at signing last.
    assert all(point.todo.vi for point in points)
    assert points[0].kind == "assumed" and "người ký" in points[-1].said.vi
    todo = {point.todo.vi for point in points if point.place == "2_phu_luc.xlsx"}
    options = ("--staff", "--offices", "--services", "--opinions", "minority_percent")
    assert all(any(option in line for line in todo) for option in options)
    assert "Dân số chưa chắc chắn" in said or "chưa kiểm chứng" in said
    assert "chưa có kết quả lấy ý kiến Nhân dân" in said
    assert "Không có tiêu chuẩn áp dụng" in said
    # A stage that only the solver closed, or that is open, is none that is proven.
    assert "certificate.json" in {point.place for point in points}


def test_a_field_that_is_filled_is_no_longer_open(squares: World, tmp_path: Path) -> None:
    folder = tmp_path / "dossier"
    shutil.copytree(squares.folder, folder)
    before = len(open_points(squares.matter, OfficeData(), folder))
    write_into(folder / "2_de_an.docx", "de_an.lich_su", "Đã viết.")
    assert len(open_points(squares.matter, OfficeData(), folder)) == before - 1
    record = json.loads((folder / RECORD).read_text("utf-8")) | {"run": "other"}
    (folder / RECORD).write_text(json.dumps(record), "utf-8")
    assert len(open_points(squares.matter, OfficeData(), folder)) == before


def test_without_a_dossier_the_rest_is_listed_all_the_same(squares: World, tmp_path: Path) -> None:
    points = open_points(squares.matter, OfficeData(), tmp_path)
    assert "chưa có hồ sơ" in points[0].said.vi
    assert {"assumed", "not_attained"} <= {point.kind for point in points}


def test_what_was_doubtful_of_an_office_s_files_is_listed(squares: World, tmp_path: Path) -> None:
    """What ``planner data import`` noted, and figures of which no source is named."""
    note = text("10 tên viết khác đã được ghép, cần xem lại")
    units = squares.matter.scenario.units.model_copy(update={"notes": [note]})
    scenario = squares.matter.scenario.model_copy(update={"units": units})
    table = squares.evaluation.units.assign(area_base="not stated")
    evaluation = replace(squares.evaluation, units=table)
    matter = replace(squares.matter, scenario=scenario, evaluation=evaluation)
    before = open_points(squares.matter, OfficeData(), tmp_path)
    added = [each for each in open_points(matter, OfficeData(), tmp_path) if each not in before]
    assert [each.said.vi for each in added] == ["chưa ghi nguồn số liệu: Diện tích", note.vi]
    assert {(each.kind, each.place) for each in added} == {("unverified", "scenario.yaml")}
