"""The folder of a comparison: record, table, workbook, whole and the same twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from commandline import REPOSITORY
from compared import CALLED, DECIDED, JOINED, JUDGING, TAKEN, TAKER, differing, three_plans
from playwright.sync_api import Browser

from planner.errors import InputError
from planner.evaluation.compare import compare
from planner.output.reports.comparison import COMPARISON_FILES, as_json, write_comparison
from planner.words.text import Text, text


def test_the_real_plans_differ_where_they_were_changed(comparison: Path) -> None:
    table = pd.read_csv(comparison / "differences.csv", dtype=str)
    new = table[f"new_code: {DECIDED}"].str.split("; ")
    touched = {code for code, goes in zip(table["code"], new) if {TAKEN, TAKER} & set(goes)}
    assert differing(comparison) == touched
    record = json.loads((comparison / "comparison.json").read_text(encoding="utf-8"))
    values = {line["indicator"]: line["values"] for line in record["indicators"]}
    assert values["units"] == [69, 68]
    assert record["titles"] == [CALLED.by_language(), None]
    assert record["pairs"][0]["identical"] == 67 and record["pairs"][0]["first_only"] == 0
    assert record["units_with_other_partners"] == len(touched)
    assert any("Kỳ Lợi" in line["vi"] for line in record["left_out"])
    # Four units take a part by an assumed share; joined, two of them are one, and all is whole.
    assert values["assumed_share"] == [4, 2]
    assumed = table.loc[table["assumed_share"] == "True", "name"]
    assert sorted(assumed) == ["Phường Đại Nài", "Xã Kỳ Lợi"]
    assert any("giả định" in line["vi"] and "Đại Nài" in line["vi"] for line in record["left_out"])
    assert not JUDGING.search(json.dumps(record["left_out"], ensure_ascii=False))


def test_the_workbook(comparison: Path) -> None:
    book = openpyxl.load_workbook(comparison / "comparison.xlsx")
    assert book.sheetnames == ["Chỉ tiêu", "Từng cặp", "Từng đơn vị", "Không thể hiện", "Cách tính"]
    for sheet in book:
        assert sheet.freeze_panes and sheet.print_title_rows
        assert sheet["A1"].value.startswith("So sánh các phương án")
    indicators = book["Chỉ tiêu"]
    assert [cell.value for cell in indicators[4]][3:] == [
        f"{DECIDED}\n{CALLED.vi}",
        JOINED,
    ]
    assert [cell.value for cell in indicators[5]][3:] == [69, 68]
    assert book["Từng đơn vị"].max_row == 4 + 209 + 1
    texts = " ".join(str(cell.value) for row in book["Không thể hiện"].rows for cell in row)
    assert "Consultation" in texts and "Giả định" in texts and not JUDGING.search(texts)


def test_the_folder_is_whole_and_is_not_overwritten(tmp_path: Path) -> None:
    squares, folder = three_plans(tmp_path), tmp_path / "out"
    done = write_comparison(squares, folder)
    assert sorted(path.name for path in folder.iterdir()) == sorted(COMPARISON_FILES)
    assert as_json(done)["plans"][0] == {"vi": "rows", "en": "rows"}
    with pytest.raises(InputError, match="already"):
        write_comparison(squares, folder)
    (folder / "mine.txt").write_text("kept")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    write_comparison(squares, folder, force=True)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_causes_of_changes_are_in_the_files(browser: Browser, tmp_path: Path) -> None:
    """A unit that changes has the comment that speaks of it, or is said to have none."""
    plans = three_plans(tmp_path)

    def cause(names: Sequence[str]) -> Text:
        return text("ý kiến 1") if names[0] == "12" else text("không có ý kiến nào nêu")

    done = write_comparison(plans, tmp_path / "out", cause=cause)
    rows = done.differences
    changed = rows.index[rows["cause"].map(lambda said: bool(said.vi))]
    assert set(rows.index[~rows["same_partners"]]) <= set(changed) and len(changed) > 1
    table = pd.read_csv(tmp_path / "out" / "differences.csv", dtype=str).set_index("code")
    record = json.loads((tmp_path / "out" / "comparison.json").read_text("utf-8"))
    sheet = openpyxl.load_workbook(tmp_path / "out" / "comparison.xlsx")["Từng đơn vị"]
    last = {str(row[0].value): row[-1].value for row in sheet.iter_rows(min_row=5)}
    for code in changed:
        told = "ý kiến 1" if code == "12" else "không có ý kiến nào nêu"
        assert table.at[code, "cause"] == record["causes"][code]["vi"] == last[code] == told
    page = browser.new_page()
    page.goto((tmp_path / "out" / "comparison.html").as_uri())
    page.uncheck("#units-holder input")
    lines = page.locator("#unit-table tbody tr").all()
    shown = {
        line.get_attribute("data-code"): line.locator("td").last.inner_text() for line in lines
    }
    assert {code: said for code, said in shown.items() if said} == {
        code: said for code, said in last.items() if said
    }
    page.click("#unit-table tr[data-code='12'] button")
    assert "Ý kiến góp ý nêu đơn vị này: ý kiến 1" in page.inner_text("#unit")
    page.close()
    # Without a register the files are as they were.
    assert "cause" not in compare(plans).differences


@pytest.mark.slow
def test_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    tests = REPOSITORY / "tests"
    code = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[1]);"
        "import compared; compared.write_real(Path(sys.argv[2]))"
    )
    written = []
    for seed in ("0", "1"):
        folder = tmp_path / seed
        subprocess.run(
            [sys.executable, "-c", code, str(tests), str(folder)],
            check=True,
            cwd=tests,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        written.append([(folder / "comparison" / name).read_bytes() for name in COMPARISON_FILES])
    assert written[0] == written[1]
