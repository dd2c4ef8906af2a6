"""Charts: each figure stands beside its dot, no words are cut, and it is said how to read them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from pypdf import PdfReader

from planner.output.maps.charts import Panel, write_dots
from planner.words.outputs.depends import FIGURES, FIGURES_NOTE, PEOPLE

ROWS = ["Phường Nam Hồng Lĩnh", "Ranh giới ngắn hơn 500 m không tính\nlà giáp nhau"]


def said(folder: Path, series: list[str], values: list[float]) -> str:
    """Draw dots for two rows; give all that is written, without its blanks."""
    index = pd.MultiIndex.from_product([ROWS, series])
    panel = Panel(PEOPLE, pd.Series(values, index))
    (path, _) = write_dots(folder / "dots", [panel], ROWS, series, FIGURES, FIGURES_NOTE)
    (page,) = PdfReader(path).pages
    return "".join(page.extract_text().split())


def test_figures_and_words_can_be_read(tmp_path: Path) -> None:
    text = said(tmp_path, [""], [-0.5, 126017.4])
    for words in (*ROWS, "-0,50", "126.017", FIGURES_NOTE.vi, FIGURES_NOTE.en):
        assert "".join(words.split()) in text, words
    assert "…" not in text


def test_several_series_have_no_figures_over_each_other(tmp_path: Path) -> None:
    text = said(tmp_path, ["A", "B"], [3.25, 3.5, 7.25, 9.5])
    assert "3,25" not in text and "A" in text
