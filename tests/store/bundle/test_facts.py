"""A form of facts given to a report: of the run that was made with it, else refused."""

from __future__ import annotations

import shlex
from pathlib import Path

import openpyxl
import pytest
from commandline import run_command

from planner.pipeline import Prepared, prepare
from planner.scenario.reading import read_scenario

PROVINCE = "vietnam:quang_tri@2026"
ANSWERS = {"18952": "có", "19366": "có", "18991": "không"}
"""Xã Tuyên Sơn and Xã Bến Quan are of the mountains, Xã Tuyên Bình is not: so it was read."""


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    return prepare(read_scenario(Path(PROVINCE)))


@pytest.mark.slow
def test_a_report_takes_the_facts_of_its_run_and_refuses_others(
    prepared: Prepared, tmp_path: Path
) -> None:
    """The refusal counts answers and verdicts, and its command makes the run that is reported."""
    plan = "code,new_code\n" + "".join(f"{code},{code}\n" for code in prepared.units.index)
    (tmp_path / "plan.csv").write_text(plan, encoding="utf-8")
    made = ("evaluate", PROVINCE, "--plan", "plan.csv", "--out", "run")
    assert run_command(*made, folder=tmp_path).returncode == 1
    assert run_command("facts", PROVINCE, folder=tmp_path).returncode == 0
    told = ("report", "run", "--check", "--facts", "du_kien.xlsx")
    blank = run_command(*told, folder=tmp_path)
    assert blank.returncode == 1 and "du_kien.xlsx: chưa có câu trả lời nào." in blank.stderr
    _answer(tmp_path / "du_kien.xlsx")
    refused = run_command(*told, folder=tmp_path)
    assert refused.returncode == 2 and refused.stdout == ""
    assert "phương án lập khi chưa có 3 câu trả lời: Xã Tuyên Sơn" in refused.stderr
    # Each stays as it is, and so is judged before and after; a "no" was read already.
    assert "chúng đổi 4 kết luận (Xã Tuyên Sơn, Xã Bến Quan)" in refused.stderr
    command = refused.stderr.split("`")[1]
    assert command.startswith(f"planner evaluate {PROVINCE} --plan ")
    assert run_command(*shlex.split(command)[1:], folder=tmp_path).returncode == 1
    taken = run_command(*told, folder=tmp_path)
    assert taken.returncode == 1
    assert "phương án này đã lập với những điều ghi trong du_kien.xlsx" in taken.stderr
    lost = run_command("report", "run", "--facts", "khong_co.xlsx", folder=tmp_path)
    assert lost.returncode == 2 and "khong_co.xlsx" in lost.stderr


def _answer(form: Path) -> None:
    book = openpyxl.load_workbook(form)
    for row in book.worksheets[0].iter_rows(min_row=5):
        if row[2].value == "Miền núi, vùng cao":
            row[7].value = ANSWERS.get(row[0].value)
    book.save(form)
