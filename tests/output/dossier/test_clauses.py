"""Clauses of a resolution: in the words of resolution 1665, held against its text."""

from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path

import pytest
from commandline import REPOSITORY

from planner.evaluation import Evaluation
from planner.output.dossier.clauses import Clause, Member, clause_text, closing_text
from planner.output.dossier.matter import gather
from planner.output.reports import RunRecord, result
from planner.scenario.reading import read_scenario

PLANS = REPOSITORY / "data" / "plans"
RESOLUTION = REPOSITORY.parent / "shared" / "law" / "1665-2025-UBTVQH15.md"
# The copy lost a comma; one clause says "các xã" of two communes, which no other does.
OTHER_WORDS = {13: "a comma is missing", 27: "a comma is missing", 61: "“các xã” of two communes"}


def bare(text: str) -> str:
    """Leave out what the copy has not kept: spaces, capitals, signs of the format."""
    return re.sub(r"[\s*\\]", "", unicodedata.normalize("NFC", text)).casefold()


def clauses() -> dict[int, str]:
    """Write the clauses of resolution 1665 from its sources by name."""
    with (PLANS / "resolution_1665_partial.csv").open(encoding="utf-8") as file:
        parts = {(row["clause"], row["source"]): row for row in csv.DictReader(file)}
    before: dict[str, list[int]] = {}
    written = {}
    with (PLANS / "resolution_1665.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            number, members = int(row["clause"]), []
            for source in row["sources"].split("; "):
                kind = next(k for k in ("thị trấn", "phường", "xã") if source.startswith(k))
                part = parts.get((row["clause"], source), {"area": "all", "people": "all"})
                shares = part["area"], part["people"]
                after = tuple(before.get(source, ())) if "rest" in shares else ()
                if "part" in shares:
                    before.setdefault(source, []).append(number)
                members.append(Member(kind, source.removeprefix(f"{kind} "), *shares, after))
            clause = Clause(row["new_type"], row["new_name"], tuple(members))
            written[number] = f"{number}. {clause_text(clause)}"
    return written


@pytest.fixture(scope="module")
def resolution() -> str:
    """Read Điều 1 of the resolution, without what its copy did not keep."""
    if not RESOLUTION.is_file():
        pytest.skip("no ../shared/law beside the checkout")
    text = RESOLUTION.read_text(encoding="utf-8")
    return bare(text.split("như sau:")[1].split("**Điều 2.")[0])


def test_clauses_have_the_words_of_resolution_1665(resolution: str) -> None:
    written = clauses()
    assert len(written) == 67
    other = {number for number, text in written.items() if bare(text) not in resolution}
    assert other == set(OTHER_WORDS)
    # But for that they are the same.
    comma = bare(written[13]).replace("thiêncầm,", "thiêncầm", 1)
    assert comma in resolution
    assert bare(written[27]).replace("nghèn,", "nghèn", 1) in resolution
    assert bare(written[61]).replace("củaxãtân", "củacácxãtân", 1) in resolution


def test_the_closing_sentence_has_its_words(resolution: str) -> None:
    kept = [("xã", "Sơn Kim 1"), ("xã", "Sơn Kim 2")]
    counts = {"xã": 60, "phường": 9}, {"xã": 58, "phường": 9}
    closing = closing_text("tỉnh Hà Tĩnh", "cấp xã", *counts, kept, most_named=2)
    assert bare(f"68. {closing}") in resolution
    few = closing_text("tỉnh Hà Tĩnh", "cấp xã", *counts, kept, most_named=1)
    assert few.endswith("và 02 xã không thực hiện sắp xếp.")


def test_a_plan_is_written_as_the_resolution_has_it(decided: Evaluation, resolution: str) -> None:
    """Whole units of the decided plan: the same sets, in the order of their codes."""
    scenario = read_scenario(Path("scenarios/ha_tinh_2025_decided.yaml"), []).scenario
    matter = gather(decided, scenario, result(decided, RunRecord("Hà Tĩnh")))
    assert bare(f"68. {matter.closing}") in resolution
    assert len(matter.formed) == 67 and [u.called for u in matter.kept] == [
        "xã Sơn Kim 1",
        "xã Sơn Kim 2",
    ]
    ours = {_heads(unit.clause) for unit in matter.formed}
    theirs = {_heads(text) for text in clauses().values()}
    assert {end for _, end in ours} == {end for _, end in theirs}
    whole = {each for each in theirs if "phầndiện" not in each[0] and "phầnquymô" not in each[0]}
    # 62 clauses name whole units; one of the others is whole in area.
    assert len(whole & ours) >= 62


def _heads(text: str) -> tuple[str, str]:
    """Part a clause into what it names, letters sorted, and the new unit."""
    body = re.sub(r"^\d+\. ", "", text)
    named, _, new = body.partition(" thành ")
    return "".join(sorted(bare(re.sub(r"các|và|xã|,", "", named)))), bare(new)


def test_units_are_named_one_by_one_or_together() -> None:
    def text(*members: Member) -> str:
        return clause_text(Clause("xã", "Mới", members)).split(" của ", 1)[1].split(" thành")[0]

    xa = [Member("xã", name) for name in "ABCD"]
    town, ward = Member("thị trấn", "T"), Member("phường", "P")
    assert text(*xa[:2]) == "xã A và xã B"
    assert text(*xa[:3]) == "các xã A, B và C"
    assert text(town, *xa[:2]) == "thị trấn T, xã A và xã B"
    assert text(town, *xa[:3]) == "thị trấn T và các xã A, B, C"
    assert text(ward, town, *xa) == "phường P, thị trấn T và các xã A, B, C, D"
    part = Member("xã", "Đ", "part", "part")
    assert text(*xa[:3], part).endswith(
        "các xã A, B, C và một phần diện tích tự nhiên, quy mô dân số của xã Đ"
    )
    assert clause_text(Clause("xã", "Mới", (xa[0],))) == "Đổi tên xã A thành **xã Mới**."
    alone = clause_text(Clause("xã", "T", (town,)))
    assert alone.startswith("Sắp xếp toàn bộ diện tích tự nhiên, quy mô dân số của thị trấn T")


def test_the_older_way_has_figures_and_neighbours() -> None:
    core = Member("xã", "B", area_km2=10.0, persons=5000)
    other = Member("xã", "A", area_km2=6.5, persons=3012)
    clause = Clause("xã", "B", (other, core), 16.5, 8012, ("xã C", "phường D"))
    assert clause_text(clause, "founded") == (
        "Nhập toàn bộ 6,50 km² diện tích tự nhiên, 3.012 người của xã A vào **xã B**. Sau khi nhập,"
        " xã B có 16,50 km² diện tích tự nhiên và quy mô dân số 8.012 người. Xã B giáp xã C,"
        " phường D."
    )
    new = clause_text(Clause("xã", "E", (other, core), 16.5, 8012), "founded")
    assert new.startswith("Thành lập **xã E** trên cơ sở nhập toàn bộ 6,50 km²")
