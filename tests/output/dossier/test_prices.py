"""Rejected partners on the sheet of a meeting: the prices beside the run, and no others."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from conftest import write_small

from planner.explain import Request, answer, write_answers
from planner.explain.prices import write_prices
from planner.gate.files import read_record
from planner.output.dossier.check import open_points
from planner.output.dossier.inputs import OfficeData
from planner.output.dossier.matter import Matter, gather
from planner.output.dossier.meeting import pages
from planner.output.dossier.prices import partners, read_prices
from planner.output.dossier.rerun import RECORD
from planner.pipeline import run
from planner.scenario.reading import read_scenario
from planner.store.record import Result
from planner.store.runs import read_run
from planner.words.numbers import number_vi

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run nine squares and price their borders."""
    place = write_small(tmp_path_factory.mktemp("partners"))
    run(read_scenario(place / "small.yaml"), place / "out")
    write_prices(place / "out", place / "out" / "prices")
    return place / "out"


def matter_of(folder: Path) -> Matter:
    evaluation, scenario = read_run(folder)
    evaluation.units["province"] = "Tỉnh Vuông"
    return gather(evaluation, scenario, Result.read(folder), read_prices(folder))


def test_the_cheapest_partners_are_named_with_their_price(folder: Path) -> None:
    """Held against the table, read anew: the least of each unit outside, by the stages."""
    matter = matter_of(folder)
    table = pd.read_csv(folder / "prices" / "prices.csv", dtype={"one": str, "other": str})
    home = matter.evaluation.plan.parts.set_index("code")["new_code"]
    for page, unit in zip(pages(matter, OfficeData()), matter.formed, strict=True):
        lines = dict(page.rows)["Không chọn nhập"]
        found: dict[str, tuple[float, float]] = {}
        for row in table[~table["joined"] & table["possible"]].to_dict("records"):
            sides = [row["one"], row["other"]]
            outside = [code for code in sides if home[code] != unit.code]
            if len(outside) == 1:
                price = (row["together_unsatisfied"], row["together_inertia"])
                found[outside[0]] = min(price, found.get(outside[0], (9e99, 9e99)))
        least = sorted(found.values())[:3]
        assert len(lines) == len(least) + 1 and "đã chứng minh" in lines[-1]
        for line, (unsatisfied, inertia) in zip(lines, least, strict=False):
            assert (f"thêm {unsatisfied:.0f} đơn vị" in line) == (unsatisfied > 0)
            assert (f"thêm {number_vi(inertia)} người·km²" in line) == (inertia > 0)
        assert partners(table, matter.evaluation.plan, unit.code, 99)[3:] or len(found) <= 3


def test_a_table_for_excel_has_the_same_partners(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "out")
    write_prices(folder, tmp_path / "out" / "prices", csv="excel", force=True)
    plain, excel = (
        [dict(page.rows)["Không chọn nhập"] for page in pages(matter_of(place), OfficeData())]
        for place in (folder, tmp_path / "out")
    )
    assert plain == excel and all("đã chứng minh" in lines[-1] for lines in excel)


def test_what_was_asked_has_the_price_of_the_table(folder: Path, tmp_path: Path) -> None:
    """Without a table, the sheet names the partners that were asked for, and says so."""
    whole = matter_of(folder)
    plan, unit = whole.evaluation.plan, whole.formed[0]
    table = whole.prices.table
    assert table is not None
    wished = partners(table, plan, unit.code, 3)[-1]
    shutil.copytree(folder, tmp_path / "out")
    shutil.rmtree(tmp_path / "out" / "prices")
    evaluation, scenario = read_run(tmp_path / "out")
    for name, asked in (
        ("ask", Request(merge=f"{wished.member},{wished.code}")),
        ("part", Request(alone=wished.member)),
    ):
        found = answer(evaluation, scenario, asked)
        write_answers(found, tmp_path / "out" / name)
    matter = matter_of(tmp_path / "out")
    assert matter.prices.table is not None and len(matter.prices.table) == 1
    assert partners(matter.prices.table, plan, unit.code, 99) == [wished]
    of_all, of_asked = (
        {page.code: dict(page.rows)["Không chọn nhập"] for page in pages(each, OfficeData())}
        for each in (whole, matter)
    )
    line, note = of_asked[unit.code]
    assert line in of_all[unit.code] and "đã hỏi giá" in note
    assert any("chưa tính" in lines[0] for lines in of_asked.values())
    answers = tmp_path / "out" / "ask" / "answers.json"
    answers.write_text(answers.read_text("utf-8").replace("possible", "impossible"), "utf-8")
    changed = read_prices(tmp_path / "out")
    assert changed.table is None and "ask/answers.json" in changed.faults[0].vi


def test_prices_that_are_not_those_of_the_run_are_not_used(folder: Path, tmp_path: Path) -> None:
    """None at all, changed by hand, or of another run: the sheet and the check say so."""
    for name in ("none", "changed", "other"):
        shutil.copytree(folder, tmp_path / name)
    shutil.rmtree(tmp_path / "none" / "prices")
    table = tmp_path / "changed" / "prices" / "prices.csv"
    table.write_text(table.read_text("utf-8").replace("True", "False", 1), "utf-8")
    certificate = tmp_path / "other" / "certificate.json"
    certificate.write_text(json.dumps(read_record(certificate) | {"ruleset": "x"}), "utf-8")
    said = {"none": [], "changed": ["prices/prices.csv"], "other": ["không phải của"]}
    for name, faults in said.items():
        matter = matter_of(tmp_path / name)
        (line,) = dict(pages(matter, OfficeData())[0].rows)["Không chọn nhập"]
        assert "planner explain … --prices" in line
        points = open_points(matter, OfficeData(), tmp_path / name)
        assert any("chưa tính giá" in point.said.vi for point in points)
        told = [point.said.vi for point in points if point.place == "prices.json"]
        assert len(told) == len(faults)
        assert all(fault in text for fault, text in zip(faults, told, strict=True))


def test_a_dossier_made_before_the_prices_is_said_to_be_old(folder: Path, tmp_path: Path) -> None:
    matter = matter_of(folder)
    (tmp_path / RECORD).write_text(json.dumps({"run": matter.run, "fields": {}}), "utf-8")
    first = open_points(matter, OfficeData(), tmp_path)[0]
    assert (first.kind, first.place) == ("unverified", RECORD)
    assert "giá khác" in first.said.vi
