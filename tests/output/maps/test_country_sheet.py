"""The sheet of the country and maps of marked borders: all that is written stands in its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from pypdf import PdfReader
from worlds import four_communes, nine_squares

from planner.output.maps.country import SHEET, Kind, write_country_sheet
from planner.output.maps.marked import Mark, Marked, write_marked
from planner.units import full_name
from planner.words import Text

FRAME = SHEET.inset(4.5)


def read(path: Path) -> tuple[str, dict[str, npt.NDArray[np.float64]]]:
    """Read a page: all its text on one line, and where each piece of a line begins, in mm."""
    pieces: list[str] = []
    places: dict[str, npt.NDArray[np.float64]] = {}

    def visit(text: str, user: list[float], matrix: list[float], *rest: Any) -> None:
        pieces.append(text.strip("\n"))
        if text.strip():
            places[text.strip()] = (np.array(user[4:6]) + matrix[4:6]) * 25.4 / 72.0

    PdfReader(path).pages[0].extract_text(visitor_text=visit)
    return "".join(pieces), places


def test_long_notes_stand_inside_the_frame_in_both_languages(tmp_path: Path) -> None:
    notes = [
        Text(f"chú {n} " + "không dài quá " * 18, f"note {n} " + "not too long " * 18)
        for n in range(5)
    ]
    units = four_communes().assign(shown="below")
    kinds = {"below": Kind(Text("Chưa đạt", "Below"), "#7a2048", "", 0.5)}
    write_country_sheet(
        units, kinds, tmp_path / "sheet", title=Text("Cả nước", "Country"),
        legend=Text("Kết luận", "Screened"), notes=notes,
        labels={"42": "Hà Tĩnh\n209→69", "40": "Nghệ An"},
    )  # fmt: skip
    text, places = read(tmp_path / "sheet.pdf")
    assert {said: at for said, at in places.items() if not FRAME.holds(*at)} == {}
    for n in range(5):
        assert f"chú {n} " in text and f"note {n} " in text
    # A label of two lines: the second below the first, about the same middle.
    one, two = places["Hà T"], places["209"]
    assert 1.5 < one[1] - two[1] < 4.0 and abs(one[0] - two[0]) < 10.0


@pytest.mark.slow
def test_notes_that_no_letters_make_fit_are_counted(tmp_path: Path) -> None:
    notes = [Text(f"chú {n} " + "dài " * 200, f"note {n} " + "long " * 200) for n in range(9)]
    kinds = {"below": Kind(Text("Chưa đạt", "Below"), "#7a2048")}
    words = Text("Cả nước", "Country")
    units = four_communes().assign(shown="below")
    write_country_sheet(units, kinds, tmp_path / "sheet", title=words, legend=words, notes=notes)
    text, places = read(tmp_path / "sheet.pdf")
    assert all(FRAME.holds(*place) for place in places.values())
    # The first language stays, and what is left out is counted.
    assert "chú 0 " in text and "note 0 " not in text
    kept = sum(f"chú {n} " in text for n in range(9))
    assert f"Còn {9 - kept} ghi chú khác" in text and kept < 9


def test_names_of_a_map_of_borders_do_not_meet(tmp_path: Path) -> None:
    units = nine_squares().to_crs(9210)
    units["name"] = [f"Một cái tên thật dài {code}" for code in units.index]
    panel = Marked(
        Text("Chín ô", "Nine"),
        units.assign(full_name=full_name(units, "vi")),
        [("11", "12", "all"), ("21", "22", "some")],
    )
    marks = {
        "some": Mark(Text("một số", "some"), "#4393c3", 2.0, (2.0, 1.4)),
        "all": Mark(Text("mọi", "all"), "#40001a", 3.8),
    }
    for name in ("one", "two"):
        title, notes = Text("Ranh giới", "Borders"), [Text("Ghi chú.", "A note.")]
        paths = write_marked(tmp_path / name, [panel, panel], marks, title, notes)
        assert [path.suffix for path in paths] == [".pdf", ".png"]
    for ending in ("pdf", "png"):
        one, two = (tmp_path / f"{name}.{ending}" for name in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()
    text, _ = read(tmp_path / "one.pdf")
    for said in ("Ranh giới", "Borders", "một số · some", "mọi · all", "A note."):
        assert said in text
    assert text.count("dài") == 18
