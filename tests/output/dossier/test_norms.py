"""Norms of a scenario, and what stands in an annex only since somebody has stated it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from dossier_world import World

from planner.errors import InputError
from planner.gate.documents import validate
from planner.output.dossier.context import agreement
from planner.output.dossier.inputs import OfficeData, read_office
from planner.output.dossier.matter import Matter
from planner.output.dossier.tables.annexes import annexes
from planner.output.dossier.tables.norms import with_norms
from planner.output.maps.small import opinion_map
from planner.scenario import NormSettings

NORMS = {
    "source": "Nghị quyết số 1/NQ-HĐND",
    "staff": {"xa": 30, "phuong": 36},
    "settled_percent": [50, 30, 20],
    "own_million": 300,
}


def with_stated(matter: Matter, **norms: object) -> Matter:
    stated = validate(NormSettings, NORMS | norms, "scenario.yaml")
    scenario = matter.scenario.model_copy(update={"norms": stated})
    return replace(matter, scenario=scenario)


def column(annexes_: list[object], key: str, head: str) -> list[str]:
    annex = next(each for each in annexes_ if each.key == key)  # type: ignore[attr-defined]
    found = [c.cells for c in annex.columns() if c.head == head]  # type: ignore[attr-defined]
    return list(found[0])


def test_norms_fill_what_the_office_did_not_say(squares: World) -> None:
    matter = with_stated(squares.matter)
    codes = [unit.code for unit in matter.formed]
    now = {"officials": 20, "servants": 30, "part_time": 7}
    staff = pd.DataFrame(now | {"needed": pd.NA}, index=codes[:2]).astype("Int64")
    staff.loc[codes[1], "needed"] = 40
    found = with_norms(matter, OfficeData(staff=staff)).staff
    assert found is not None
    kinds = matter.evaluation.merged["kind"]
    assert found["needed"].tolist()[1] == 40
    first = int(found.at[codes[0], "needed"])
    assert first == NORMS["staff"][str(kinds[codes[0]])]  # type: ignore[index]
    # 57 − 30 = 27 to settle: a half, then three tenths, then the rest, and nobody is lost.
    years = [int(found.at[codes[0], f"year_{year}"]) for year in (1, 2, 3)]
    assert sum(years) == 57 - first and years == sorted(years, reverse=True)
    # Nobody has said how many there are now in the others: nothing is invented.
    assert found.loc[codes[2:], ["officials", "year_1"]].isna().all().all()
    made = annexes(matter, with_norms(matter, OfficeData(staff=staff)))
    notes = next(annex.notes for annex in made if annex.key == "staff")
    assert "Nghị quyết số 1/NQ-HĐND" in notes[0]
    assert column(made, "costs", "Thành tiền (triệu đồng)")[1] == f"{300 * matter.fewer:,}".replace(
        ",", "."
    )


def test_impossible_norms_are_refused() -> None:
    for wrong in ({"staff": {"xa": -1}}, {"settled_percent": [90, 20]}):
        with pytest.raises(InputError):
            validate(NormSettings, NORMS | wrong, "scenario.yaml")


def test_what_is_not_stated_is_left_out(squares: World, tmp_path: Path) -> None:
    assert with_norms(squares.matter, OfficeData()).staff is None
    made = annexes(squares.matter, OfficeData(since="01/7/2027"))
    assert set(column(made, "crosswalk", "Ngày có hiệu lực")) == {"01/7/2027"}
    # Public service units have an annex of their own, filled and read back like the others.
    book = openpyxl.load_workbook(squares.folder / "2_phu_luc.xlsx")
    sheet = book["Phụ lục 8"]
    sheet["D5"], sheet["E5"], sheet["G5"] = 9, 7, "nhập hai trạm y tế"
    path = tmp_path / "filled.xlsx"
    book.save(path)
    made = annexes(squares.matter, read_office(squares.matter, services=path))
    annex = next(each for each in made if each.key == "services")
    assert [each.cells[0] for each in annex.columns()][3:] == ["9", "7", "2", "nhập hai trạm y tế"]


def test_opinions_are_drawn_by_how_many_agree(squares: World) -> None:
    asked = [unit.code for unit in squares.matter.moved]
    counts = {"households": 100, "took_part": 95, "disagree": 0}
    table = pd.DataFrame([counts | {"agree": agree} for agree in (49, 50, 80, 90)], index=asked[:4])
    keys, texts = agreement(squares.matter, OfficeData(opinions=table))
    assert keys[asked[:4]].tolist() == ["short", "enough", "many", "most"]
    assert set(keys[asked[4:]]) <= {"unknown"}
    assert (keys.drop(asked) == "not_asked").all() and texts["enough"].vi.startswith("Từ 50%")
    drawn = opinion_map(squares.evaluation, keys, texts)
    assert drawn.startswith(b"\x89PNG") and drawn != opinion_map(
        squares.evaluation, keys.replace("short", "most"), texts
    )
