"""Law under a name that is not its own, or for units that are not its own, is refused."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
from commandline import Planner
from worlds import nine_squares

from planner.errors import InputError
from planner.law import LawSettings, check_kinds, judge, read_ruleset, ruleset_for, rulesets_at_hand

ONLY_COMMUNES = """\
id: only-communes
version: "2026-01-01"
title_vi: Chỉ xã
title_en: Communes only
level: commune
sources: {draft: {vi: dự thảo, en: draft}}
standards:
  - id: xa
    kind: xa
    article: Điều 1
    source: draft
    confidence: unverified
    minimum: {people: 1000}
result_kinds:
  - {id: kind.xa, kind: xa, members: [xa], article: Điều 2, source: draft, confidence: unverified}
"""
LAW = "vn-commune-112-2025"
TEXT = rulesets_at_hand()[LAW].read_text(encoding="utf-8")
# The least number of people of a commune, as the file of the resolution has it.
LEAST = "people: 16000"


def mine(folder: Path, text: str) -> Path:
    path = folder / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", [LAW, LAW.upper(), f'" {LAW} "'])
def test_smaller_numbers_under_the_id_of_a_shipped_rule_set(tmp_path: Path, name: str) -> None:
    assert LEAST in TEXT and f"id: {LAW}\n" in TEXT
    smaller = TEXT.replace(LEAST, "people: 900").replace(f"id: {LAW}\n", f"id: {name}\n")
    path = mine(tmp_path, smaller)
    for read in (
        lambda: read_ruleset(str(path)),
        lambda: ruleset_for(LawSettings(ruleset="mine.yaml"), "commune", tmp_path),
    ):
        with pytest.raises(InputError, match=f"`{LAW}`, the id of a shipped rule set") as caught:
            read()
        assert "mine.yaml, key `id`" in str(caught.value)


def test_a_file_that_extends_a_shipped_one_under_its_id(tmp_path: Path) -> None:
    path = mine(tmp_path, f"extends: {LAW}\nid: {LAW}\nwithout: [xa.island]\n")
    with pytest.raises(InputError, match="the id of a shipped rule set"):
        read_ruleset(str(path))


def test_the_same_text_and_an_id_of_ones_own_are_read(tmp_path: Path) -> None:
    assert read_ruleset(str(mine(tmp_path, TEXT))).id == LAW
    own = TEXT.replace(f"id: {LAW}\n", "id: mine\n").replace(LEAST, "people: 900")
    assert read_ruleset(str(mine(tmp_path, own))).id == "mine"


def test_no_command_prints_a_borrowed_law(small: Path, planner: Planner) -> None:
    mine(small, TEXT.replace(LEAST, "people: 900"))
    run = ("run", "small.yaml", "--set", "law.ruleset=mine.yaml")
    for command in (run, ("check", *run[1:]), ("rules", "show", "mine.yaml")):
        done = planner(*command, folder=small)
        assert done.returncode == 2, done.stdout
        assert "mine.yaml, key `id`" in done.stderr
    assert not (small / "runs").exists()


@pytest.mark.slow
def test_a_law_of_ones_own_is_verified_by_its_text_only(small: Path, planner: Planner) -> None:
    path = mine(small, TEXT.replace(f"id: {LAW}\n", "id: mine\n").replace(LEAST, "people: 9000"))
    run = ("run", "small.yaml", "--set", f"law.ruleset={path.name}", "--out", "out")
    assert planner(*run, folder=small).returncode in (0, 1)
    alone = planner("verify", "out", folder=small)
    assert alone.returncode == 1
    assert "law: mine is no shipped rule set; give its text by `--law`" in alone.stderr
    told = planner("verify", "out", "--law", path.name, folder=small)
    assert (told.returncode, told.stderr) == (0, "")


@pytest.mark.parametrize("name", ["vn-district-35-2023", "vn-province-1211-27"])
def test_a_rule_set_of_another_level(small: Path, planner: Planner, name: str) -> None:
    with pytest.raises(InputError, match=f"law.ruleset: {name}"):
        ruleset_for(LawSettings(ruleset=name), "commune", small)
    done = planner("run", "small.yaml", "--set", f"law.ruleset={name}", folder=small)
    assert done.returncode == 2
    assert "commune, which is arranged" in done.stderr


def test_units_that_are_all_of_another_level(small: Path, planner: Planner) -> None:
    """Districts that are read as communes: no rule judges them, and nothing was unsatisfied."""
    outlines = gpd.read_file(small / "units.gpkg")
    outlines["kind"] = "huyen"
    outlines.to_file(small / "units.gpkg")
    done = planner("run", "small.yaml", folder=small)
    assert done.returncode == 2
    named = "11, 12, 13, 21, 22, 23, 31, 32 … and 1 more of the level district"
    assert f"units of the kind District: found {named}" in done.stderr


def test_a_whole_kind_without_a_rule_is_refused_and_a_single_unit_is_told(
    small: Path, planner: Planner
) -> None:
    """A law of communes alone: two wards end the command, one is named, and is no failure."""
    mine = small / "only_communes.yaml"
    mine.write_text(ONLY_COMMUNES, encoding="utf-8")
    outlines = gpd.read_file(small / "units.gpkg")
    law = ("--set", f"law.ruleset={mine.name}")
    for wards, code in ((2, 2), (1, 0)):
        outlines["kind"] = ["phuong"] * wards + ["xa"] * (9 - wards)
        outlines.to_file(small / "units.gpkg")
        done = planner("run", "small.yaml", *law, "--out", f"out{wards}", folder=small)
        assert done.returncode == code, done.stderr
        if code:
            assert "units of the kind Ward: found 2 units without a rule: 11, 12" in done.stderr
            assert not (small / f"out{wards}").exists()
        else:
            assert "judged by no rule" in done.stdout


def test_a_kind_that_a_law_merges_into_another_is_judged_as_that() -> None:
    """HT-262 has floors for communes, and takes wards and townships into them."""
    units = nine_squares()
    units["kind"] = [*["phuong"] * 3, *["thi_tran"] * 3, *["xa"] * 3]
    check_kinds(units, read_ruleset("ht262-floors"))


def test_one_of_another_level_among_others_has_no_standard() -> None:
    """As Cồn Cỏ, an island district without communes, among the communes of Quảng Trị."""
    units = nine_squares()
    units["kind"] = ["huyen", *["xa"] * 8]
    ruleset = read_ruleset(LAW)
    check_kinds(units, ruleset)
    verdict = judge(units, ruleset)
    strange = verdict[verdict["code"] == "11"]
    assert set(strange["status"]) == {"no_rule"} and not any(
        strange["article"].map(str).str.strip()
    )
    assert "no_rule" not in set(verdict["status"][verdict["code"] != "11"])


def test_kinds_are_told_one_by_one() -> None:
    units = nine_squares()
    check_kinds(units, read_ruleset(LAW))
    units["kind"] = ["huyen", "tinh", *["xa"] * 7]
    check_kinds(units, read_ruleset(LAW))
    units["kind"] = ["huyen", "tinh", *["huyen"] * 7]
    with pytest.raises(InputError) as caught:
        check_kinds(units, read_ruleset(LAW))
    assert len(caught.value.problems) == 2
