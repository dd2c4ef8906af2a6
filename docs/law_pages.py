"""Write docs/law/<rule set>.md from the rule files: a page each, and an index."""

from pathlib import Path

from planner.law import read_ruleset, rulesets_at_hand
from planner.law.describe import dates, page
from planner.words.law import LEVELS

FOLDER = Path(__file__).parent / "law"
HEAD = """\
# Quy định · The law

Mỗi bộ quy định một trang, viết từ tệp dữ liệu trong `planner/vietnam/law/`. A page for each rule
set, written from the data by `python docs/law_pages.py`; a test compares the two. What of the law
is not in them stands in [law-coverage.md](../law-coverage.md).

| bộ quy định · rule set | cấp · level | hiệu lực · in force |
|---|---|---|
"""


def pages() -> dict[str, str]:
    """Write every page: file name → text."""
    rulesets = [read_ruleset(name) for name in rulesets_at_hand()]
    rows = [
        f"| [{r.title_vi}<br>{r.title_en}]({r.id}.md) | {LEVELS[r.level]}, {r.country} "
        f"| {dates(r)} |\n"
        for r in sorted(rulesets, key=lambda r: (r.country != "Việt Nam", r.level, r.id))
    ]
    return {"README.md": HEAD + "".join(rows)} | {f"{r.id}.md": page(r) for r in rulesets}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
