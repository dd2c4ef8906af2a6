"""Clauses of resolutions: small ones with known answers, and the 34 texts where they are."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

import pandas as pd
import pytest
from commandline import REPOSITORY

TEXTS = REPOSITORY.parent / "shared" / "law" / "resolutions_2025"
WHOLE = "Sắp xếp toàn bộ diện tích tự nhiên, quy mô dân số của "
END = " thành xã mới có tên gọi là **xã Mới**."


def module(name: str) -> ModuleType:
    """Import a part of ``docs/lineage``, which is no installed package."""
    if str(REPOSITORY) not in sys.path:
        sys.path.append(str(REPOSITORY))
    return importlib.import_module(f"docs.lineage.{name}")


def read(said: str) -> list[tuple[str, str, str, str, str]]:
    clauses = module("clauses")
    clause = clauses.read_clause(1, clauses.spaced(said.replace("*", "")))
    return [(s.kind, s.name, s.district, s.area, s.people) for s in clause.sources]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("các xã A, Bá và thị trấn C", ["xã A", "xã Bá", "thị trấn C"]),
        # Blanks and commas that a text lost.
        ("thị trấn Nghènxã Thiên Lộc vàxã Vượng Lộc", "thị trấn Nghèn;xã Thiên Lộc;xã Vượng Lộc"),
        ("xã Cẩm Vịnh,Thạch Bình", ["xã Cẩm Vịnh", "xã Thạch Bình"]),
        ("Phường 1, Phường III và phường Phường 4", "phường 1;phường III;phường 4"),
        ("xã Kim Đông và khu vực bãi bồi ven biển", ["xã Kim Đông", "khu vực bãi bồi ven biển"]),
    ],
)
def test_names_are_read_with_their_kinds(said: str, expected: str | list[str]) -> None:
    told = expected.split(";") if isinstance(expected, str) else expected
    found = read(WHOLE + said + END)
    assert [f"{kind} {name.removeprefix('Phường ')}" for kind, name, *_ in found] == told
    assert {each[3:] for each in found} == {("whole", "whole")}


@pytest.mark.parametrize(
    ("amount", "area", "people"),
    [
        ("một phần diện tích tự nhiên, quy mô dân số", "part", "part"),
        ("một phần diện tích tự nhiên, toàn bộ quy mô dân số", "part", "whole"),
        ("một phần diện tích tự nhiên", "part", "none"),
        ("toàn bộ diện tích tự nhiên", "whole", "none"),
        ("một phần quy mô dân số", "none", "part"),
        ("phần quy mô dân số còn lại", "none", "rest"),
        ("phần còn lại", "rest", "rest"),
        ("bộ diện tích tự nhiên, quy mô dân số", "whole", "whole"),
    ],
)
def test_area_and_people_are_read_apart(amount: str, area: str, people: str) -> None:
    found = read(f"{WHOLE}xã A và {amount} của các xã B (huyện D), C{END}")
    assert found[0] == ("xã", "A", "", "whole", "whole")
    assert found[1:] == [("xã", "B", "huyện D", area, people), ("xã", "C", "", area, people)]


def test_what_follows_a_reference_is_taken_as_the_clause_begins() -> None:
    clauses = module("clauses")
    rest = "phần còn lại của xã B sau khi sắp xếp theo quy định tại các khoản 3, 12 Điều này"
    clause = clauses.read_clause(1, f"{WHOLE}xã A, {rest} và xã C{END}".replace("*", ""))
    assert [(s.name, s.area, s.after) for s in clause.sources] == [
        ("A", "whole", ()),
        ("B", "rest", (3, 12)),
        ("C", "whole", ()),
    ]


@pytest.mark.parametrize("said", ["Nhập xã A vào xã B.", "Sắp xếp xã A thành xã mới."])
def test_a_clause_that_is_not_understood_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match="clause 1"):
        read(said)


def test_a_resolution_is_held_against_its_own_counts() -> None:
    clauses = module("clauses")
    body = (
        f"**Điều 1. Sắp xếp**\n\n1\\. {WHOLE}xã A và xã B{END}\n\n2\\. Đổi tên xã C thành xã D.\n\n"
        "3\\. Sau khi sắp xếp, tỉnh T có 05 đơn vị hành chính cấp xã, gồm 04 xã và 01 phường;"
        " trong đó có 02 xã hình thành sau sắp xếp, thực hiện đổi tên quy định tại Điều này và 03"
        " đơn vị hành chính cấp xã không thực hiện sắp xếp là phường E, các xã G, H.\n\nĐiều 2. "
    )
    found = clauses.parsed(1700, body)
    assert [(c.kind, c.name, c.kept) for c in found.clauses] == [
        *[("xã", "Mới", False), ("xã", "D", False), ("phường", "E", True)],
        *[("xã", "G", True), ("xã", "H", True)],
    ]
    assert found.province == "T" and clauses.miscounts(found) == []
    wrong = clauses.parsed(1700, body.replace(", các xã G, H", ", xã G"))
    assert len(clauses.miscounts(wrong)) == 1
    with pytest.raises(ValueError, match="clause 3 follows 1"):
        clauses.parsed(1700, body.replace("2\\. Đổi", "3\\. Đổi"))


@pytest.mark.skipif(not TEXTS.is_dir(), reason="the texts are not here")
def test_every_resolution_agrees_with_its_own_counts() -> None:
    clauses = module("clauses")
    found = [clauses.read_resolution(path) for path in sorted(TEXTS.glob("16*_NQ-*.md"))]
    assert [each.number for each in found] == list(range(1654, 1688))
    assert [each.number for each in found if clauses.miscounts(each)] == []
    made = [clause for each in found for clause in each.clauses]
    assert (len(made), sum(clause.kept for clause in made)) == (3_321, 127)


@pytest.mark.slow
@pytest.mark.skipif(not TEXTS.is_dir(), reason="the texts are not here")
def test_the_table_is_what_the_texts_say() -> None:
    main = module("__main__")
    rows, faults = main.lineage(TEXTS)
    assert faults == []
    table = pd.read_csv(REPOSITORY / "data" / "plans" / "lineage_2025.csv", dtype=str)
    written = rows[main.COLUMNS].astype(str).reset_index(drop=True)
    assert written.equals(table.fillna("").astype(str))
