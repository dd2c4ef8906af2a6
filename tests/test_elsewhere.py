"""Another country: kinds that no table has, and a rule set of its own that names them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from commandline import Planner
from house import MODULES, inside, strings
from openpyxl import load_workbook
from ruamel.yaml import YAML
from worlds import KNOWN, nine_squares

import planner as pl
from planner.errors import InputError
from planner.law import check_kinds, read_ruleset
from planner.output.maps.printed.contents.categories import categories
from planner.sources.country import country
from planner.store.runs import read_run
from planner.units import KINDS, split_kind
from planner.units.kinds import wings

# A dossier is laid down for the resolution that it extends.
LAW = """\
extends: vn-commune-76-2025
id: elsewhere-2026
version: "2026-12-02"
title_vi: Một nước khác
title_en: Elsewhere
country: Elsewhere
kinds: [parish]
sources:
  act: {vi: đạo luật, en: the act}
standards:
  - id: municipality
    kind: municipality
    minimum: {people: 16000, area_km2: 1}
    article: §1
    source: act
    confidence: read
  - {id: parish, kind: parish, minimum: {people: 5500}, article: §2, source: act, confidence: read}
results:
  - id: r.municipality
    kind: municipality
    minimum: {people: 16000}
    article: §3
    source: act
    confidence: read
  - id: r.parish
    kind: parish
    minimum: {people: 11000}
    article: §4
    source: act
    confidence: read
result_kinds:
  - id: k.municipality
    kind: municipality
    members: [municipality]
    article: §5
    source: act
    confidence: read
  - {id: k.parish, kind: parish, members: [parish], article: §6, source: act, confidence: read}
"""
SCENARIO = """\
title_vi: Một nước khác
title_en: Elsewhere
units: {boundaries: units.gpkg, people_base: invented, area: computed}
law: {ruleset: law.yaml}
groups: {max_members: 3}
count: {exactly: 5}
objective:
  - stage: unsatisfied
  - stage: inertia
"""
OURS = ["municipality", "parish", "parish"] * 3


def write(folder: Path, kinds: list[str] = OURS, law: str = LAW) -> Path:
    """Write the nine squares as units of another country, with its law and a scenario."""
    units = nine_squares().reset_index(names="code").assign(kind=kinds)
    columns = ["code", "name", "kind", "people", "mountain", "geometry"]
    units[columns].assign(**KNOWN).to_file(folder / "units.gpkg")
    (folder / "law.yaml").write_text(law, encoding="utf-8")
    (folder / "small.yaml").write_text(SCENARIO, encoding="utf-8")
    return folder


def test_units_of_another_country_are_checked_planned_and_shown(
    tmp_path: Path, planner: Planner
) -> None:
    folder = write(tmp_path)
    for command in (("check", "small.yaml"), ("run", "small.yaml", "--out", "out")):
        done = planner(*command, folder=folder)
        assert done.returncode == 0, done.stderr
    book = load_workbook(folder / "out" / "summary.xlsx", read_only=True)
    shown = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    # One kind is of a table, the other has only its code.
    assert {KINDS["municipality"].vi, "parish"} <= shown
    evaluation = read_run(folder / "out")[0]
    assert pl.plot(evaluation)._repr_png_().startswith(b"\x89PNG")
    assert "Unit 12" in pl.explore(evaluation)._repr_html_()


def test_a_kind_that_no_table_has_has_the_neutral_tint_and_comes_last() -> None:
    drawn = categories(["parish_new", "xa", "parish", "municipality"])
    assert [each.key for each in drawn] == ["xa", "municipality", "parish", "parish_new"]
    parish = drawn[2]
    assert (parish.word.vi, parish.word.en) == ("parish", "parish")
    assert parish.fill == drawn[3].fill == KINDS["nobody"].tint
    assert parish.fill not in {kind.tint for kind in KINDS.values() if kind.country}


@pytest.mark.parametrize(
    ("kinds", "law", "words"),
    [
        (OURS, LAW.replace("kinds: [parish]\n", ""), "kind 'parish'"),
        (["municipality", "hamlet", "parish"] * 3, LAW, "units of the kind hamlet"),
        (["xa", "parish", "parish"] * 3, LAW, "column kind: found parish"),
        (["Parish"] * 9, LAW, "column kind: found Parish"),
    ],
    ids=["a law that does not name it", "no law names it", "among ours", "no code"],
)
def test_a_kind_that_nobody_knows_is_refused_in_good_order(
    tmp_path: Path, planner: Planner, kinds: list[str], law: str, words: str
) -> None:
    done = planner("check", "small.yaml", folder=write(tmp_path, kinds, law))
    assert done.returncode == 2
    assert words in done.stderr


def test_a_kind_of_the_law_alone_is_no_kind_of_another_law() -> None:
    with pytest.raises(InputError, match="units of the kind parish"):
        check_kinds(nine_squares().assign(kind=OURS), read_ruleset("vn-commune-76-2025"))


@pytest.mark.slow
def test_every_command_ends_in_good_order(tmp_path: Path, planner: Planner) -> None:
    folder = write(tmp_path)
    ran = planner("run", "small.yaml", "--out", "out", "--alternatives", "2", folder=folder)
    assert ran.returncode == 0, ran.stderr
    other = ("evaluate", "small.yaml", "--plan", "out/alternative_2.csv", "--out", "other")
    commands = {
        other: (0, 1),
        ("verify", "out", "--law", "law.yaml"): (0,),
        ("map", "out"): (0,),
        ("map", "out", "--against", "other"): (0,),
        ("compare", "out", "other"): (0,),
        ("report", "out"): (0,),
        # The fields that people write are empty.
        ("report", "out", "--check"): (1,),
        ("explain", "out", "11"): (0,),
        ("explain", "out", "--doubt"): (0,),
        ("rules", "show", "law.yaml"): (0,),
    }
    for command, codes in commands.items():
        done = planner(*command, folder=folder)
        assert done.returncode in codes, (command, done.stderr)


def test_tables_of_kinds_hold() -> None:
    """Codes and words are those of one kind, but for a word that stands on two levels."""
    for wing in wings():
        codes = YAML(typ="safe", pure=True).load((wing / "kinds.yaml").read_text("utf-8"))
        ours = {code: kind for code, kind in KINDS.items() if kind.country == wing.name}
        assert list(codes) == list(ours)
        words = [(kind.vi, kind.level) for kind in ours.values()]
        assert len(set(words)) == len(words)
        for level in {kind.level for kind in ours.values()}:
            places = [kind.place for kind in ours.values() if kind.level == level and kind.place]
            assert sorted(places) == list(range(1, len(places) + 1))


# Where the core names something of a country beside its sentences, which may give examples.
NAMED = {
    "cli": "help gives examples of what is embedded",
    "plan/terms.py": "“xa” is far, and no kind",
    "units/columns.py": "headings of columns",
}


def test_the_core_names_no_kind_and_no_province() -> None:
    """Kinds come from tables, provinces from the entry of a wing: none stands in the code."""
    ours = [kind for kind in KINDS.values() if kind.country]
    codes = [code for code, kind in KINDS.items() if kind.country]
    provinces = country().provinces_of_today()
    places = [*provinces, *(split_kind(name)[1] for name in provinces.values()), country().COUNTRY]
    kinds, names = "|".join([*codes, *(kind.vi for kind in ours)]), "|".join(places)
    spelt = re.compile(rf"(?<!\w)(?:{kinds})(?!\w)|(?<![^\W_])(?:{names})(?![^\W\d_])")
    assert spelt.search("xa") and spelt.search("ha_tinh_2026.yaml") and spelt.search("vietnam:x")
    core = [path for path in MODULES if inside(path).split("/")[0] not in ("vietnam", "words")]
    found = {
        next((room for room in NAMED if inside(path).startswith(room)), inside(path)): node.value
        for path in core
        for node in strings(path)
        if spelt.search(str(node.value))
    }
    assert set(found) == set(NAMED), found
