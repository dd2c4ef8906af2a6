"""The page of threats names the limits that hold."""

from __future__ import annotations

from house import ROOT

from planner.gate import CELLS, COUNTS, FILES, OUTLINES, TEMPLATE, WORKBOOK

PAGE = (ROOT / "docs" / "threats.md").read_text(encoding="utf-8")


def test_the_page_of_threats_names_the_limits_that_hold() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| a") or "outlines |" in line]
    stated = {line.split("|")[1].strip(): line for line in rows}
    for name, limits in (
        ("a workbook", WORKBOOK),
        ("a template or document of Word", TEMPLATE),
    ):
        assert f"| {limits.seconds} s | {limits.memory_bytes >> 20:,} MB |" in stated[name]
    assert f"| outlines | {OUTLINES.seconds} s | {OUTLINES.memory_bytes >> 20:,} MB |" in PAGE
    assert f"{CELLS.most_rows:,} rows, {CELLS.most_cells // 10**6} million cells" in PAGE
    assert f"{CELLS.most_bytes >> 20} MB unpacked" in stated["a workbook"]
    assert f"{CELLS.most_text_bytes >> 20} MB" in stated["a text table"]
    assert f"{FILES.most_outline_bytes >> 30} GB" in PAGE
    assert f"{FILES.most_document_bytes >> 20} MB, {COUNTS.most_values:,} values" in PAGE
    assert f"{FILES.most_record_bytes >> 20} MB" in stated["a record of a run (JSON)"]
    assert f"{FILES.most_template_bytes >> 20} MB unpacked" in PAGE
    assert f"{FILES.most_log_bytes >> 20} MB" in stated["a log of commands"]
    bundle = f"{FILES.most_files:,} files, {FILES.most_bytes >> 30} GB, {FILES.most_times} times"
    assert bundle in stated["a bundle"]
    assert f"{COUNTS.most_points:,} points" in PAGE
    assert f"{COUNTS.most_stages} stages" in PAGE
