"""The round of July 2025 of every province: lineage, outlines, and what is said without people."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from commandline import REPOSITORY, Planner

from planner.errors import InputError
from planner.law import read_ruleset, roles, without_measure
from planner.sources import SourceSettings, TableJoin, decided_in_2025, read_units
from planner.vietnam.national.rounds import ROUNDS
from planner.vietnam.replay import LookedBack, look_back, read_replay
from planner.vietnam.replay.rounds import on_land
from planner.words import Text, text
from planner.words.law import NOT_LOOKED_AT

LINEAGE = pd.read_csv(REPOSITORY / "data" / "plans" / "lineage_2025.csv", dtype=str).fillna("")
TODAY = pd.read_parquet(
    REPOSITORY / "data" / "boundaries" / "communes_2026.parquet",
    columns=["code", "name", "kind", "key", "people", "area_km2"],
).set_index("code")


@cache
def before(key: str) -> pd.DataFrame:
    source = SourceSettings(boundaries=f"vietnam:{key}@2024")
    return read_units(source, Path(), people_unknown=True)


@cache
def looked_back(key: str) -> LookedBack:
    settings, _ = read_replay(key)
    return look_back(settings, settings.rounds[-1])


@pytest.mark.slow
def test_each_commune_of_early_2025_has_its_own_outline_and_a_home() -> None:
    units, found = before("cao_bang"), decided_in_2025("cao_bang", before("cao_bang"))
    assert len(units) == 160 and set(units["people_base"]) == {NOT_LOOKED_AT}
    assert units.geometry.is_valid.all() and units["area_km2"].sum() == pytest.approx(6_700, 0.01)
    plan = found.plan
    assert set(plan.parts["code"]) == set(units.index) and len(plan.results) == 56
    # Held against the table itself: each goes where its row says.
    says = LINEAGE.groupby("code_2024")["code_2025"].agg(set)
    assert all(new in says[code] for code, new in zip(plan.parts["code"], plan.parts["new_code"]))
    assert found.faults["fault"].tolist() == ["no_outline"] and found.stated_before == 161
    # Most of each outline of 2018 lies in the outline of today of its heir.
    today = read_units(SourceSettings(boundaries="vietnam:cao_bang@2026"), Path())
    home = plan.parts.set_index("code")["new_code"].reindex(units.index)
    heirs = today.to_crs(units.crs).geometry.reindex(home).set_axis(units.index)
    assert (units.geometry.intersection(heirs).area / units.area).median() > 0.95


@pytest.mark.slow
def test_outlines_that_lie_apart_are_named_and_the_clause_is_taken() -> None:
    """Hoàng Văn Thụ and Vĩnh Trại were drawn for one another in 2018; 1672 names them."""
    found = decided_in_2025("lang_son", before("lang_son"))
    apart = found.faults[found.faults["fault"] == "apart"]
    assert apart[["code_2024", "code_2025"]].to_numpy().tolist() == [
        ["05971", "06187"],
        ["05977", "05977"],
    ]
    assert "1672" in str(apart["taken"].iloc[0])
    home = found.plan.parts.set_index("code")["new_code"]
    assert (home["05971"], home["05977"]) == ("06187", "05977")


def test_what_a_clause_says_of_area_or_people_alone_is_no_assumption() -> None:
    """Only what is in part, or the rest, is assumed."""
    plan = decided_in_2025("gia_lai", before("gia_lai")).plan
    rows = LINEAGE[LINEAGE["code_2024"].isin(plan.parts["code"])]
    shares = plan.parts.set_index(["code", "new_code"])
    for row in rows.itertuples():
        share = shares.loc[(row.code_2024, row.code_2025)]
        for what in ("area", "people"):
            said, key = getattr(row, what), (row.code_2024, row.code_2025, what)
            assert (key in plan.assumed) == (said in ("part", "rest"))
            if key not in plan.assumed:
                assert share[f"share_{what}"] == {"whole": 1.0, "none": 0.0}[said]


def test_shares_of_divided_communes_are_assumed_and_sum_to_one() -> None:
    plan = decided_in_2025("gia_lai", before("gia_lai")).plan
    sums = plan.parts.groupby("code")[["share_area", "share_people"]].sum()
    assert np.allclose(sums, 1.0) and (plan.parts["share_area"] > 0).all()
    divided = set(plan.parts.loc[plan.parts["code"].duplicated(), "code"])
    assert divided and {code for code, _, _ in plan.assumed} == divided
    assert "giả định" in str(plan.notes[0])


def test_without_people_only_what_holds_for_any_people_is_said() -> None:
    """Who must change by area must change whatever its people are, and nobody else is named."""
    law = read_ruleset("vn-commune-76-2025")
    units = before("cao_bang")
    bare = roles(on_land(units), without_measure(law, "people", text("no people")))["role"]
    few, many = (roles(units.assign(people=people), law)["role"] for people in (1, 10**6))
    assert (few == "mandatory").all()
    assert (bare == many).all() and 0 < (bare == "mandatory").sum() < len(units)


def test_new_units_are_judged_on_published_figures() -> None:
    """Cao Bằng is mountainous and on the border: 5,000 people on 100 km², wards 15,000 on 5.5."""
    published = looked_back("cao_bang").published
    assert published is not None and len(published) == 56
    own = TODAY.reindex(published.index)
    people = own["kind"].map({"xa": 5_000, "phuong": 15_000})
    area = own["kind"].map({"xa": 100.0, "phuong": 5.5})
    below = (own["people"] < people) | (own["area_km2"] < area)
    assert (published["screen"] == "below").tolist() == below.tolist()
    sources = LINEAGE[LINEAGE["code_2024"].isin(before("cao_bang").index)]
    several = sources["code_2025"].value_counts().reindex(published.index) >= 3
    assert published["waived"].tolist() == (below & several).tolist()


@pytest.mark.slow
def test_a_table_of_people_is_looked_at(tmp_path: Path) -> None:
    """The same people in each commune; a code that lost its zero is named."""
    book = openpyxl.Workbook()
    book.active.append(["code", "people"])
    for code in before("lai_chau").index:
        book.active.append([code, "5.200"])
    book.save(tmp_path / "dan_so.xlsx")
    settings, _ = read_replay("lai_chau")
    table = TableJoin(file=str(tmp_path / "dan_so.xlsx"), base=Text("thử", "a trial"))
    back = look_back(settings, settings.rounds[0], table)
    assert back.people_known and set(back.decided.units["people"]) == {5_200}
    assert not looked_back("lai_chau").people_known
    with_area = looked_back("lai_chau").decided.moves["law_role"] == "mandatory"
    assert with_area.sum() < (back.decided.moves["law_role"] == "mandatory").sum()
    lost = pd.DataFrame({"code": before("lai_chau").index.str.lstrip("0"), "people": 5_200})
    lost.to_csv(tmp_path / "dan_so.csv", index=False)
    with pytest.raises(InputError, match="leading zeros"):
        look_back(settings, settings.rounds[0], TableJoin(file=str(tmp_path / "dan_so.csv")))


def test_a_province_or_all_is_asked_for(planner: Planner) -> None:
    told = planner("replay")
    assert told.returncode == 2 and "--all" in told.stderr
    told = planner("replay", "nghe_an", "--all")
    assert told.returncode == 2 and "--all" in told.stderr


@pytest.mark.more
@pytest.mark.slow
def test_provinces_are_replayed_each_in_a_process(tmp_path: Path) -> None:
    folder = tmp_path / "all"
    table = ROUNDS.write(ROUNDS.sweep(folder, keys=["lai_chau"]), folder)
    row, rand = table.loc["lai_chau"], table.at["lai_chau", "rand"]
    assert (row["stated_before"], row["stated_after"], row["faults"]) == (106, 38, 0)
    assert row["proven"] and 0 < row["inertia_optimized"] < row["inertia_decided"]
    assert row["new"] + row["kept"] == 38 and "106 → 38" in ROUNDS.total(table).vi
    batch = ROUNDS.on(["A3"])
    names = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    assert names == {*batch.files, batch.journal, "lai_chau"}
    rounds = pd.read_csv(folder / "lai_chau" / "rounds.csv")
    assert rounds[["people", "disturbed", "inertia", "met"]].isna().all().all()
    units = pd.read_csv(folder / "lai_chau" / "units_xa_2025.csv")
    assert set(units["law_role"]) == {"mandatory", "depends"} and units["people"].isna().all()
    page = (folder / "lai_chau" / "replay.md").read_text("utf-8")
    assert "người·km²" not in page.split("Những điều")[0].split("Chương trình: không")[1]
    with pytest.raises(InputError, match="--force"):
        ROUNDS.sweep(folder, keys=["lai_chau"])
    # As where it was stopped before the table: what the journal has, and is as it was written.
    for name in batch.files:
        (folder / name).unlink()
    again = ROUNDS.sweep(folder, keys=["lai_chau"])
    assert again.before == 1 and again.table("province", ["rand"]).at["lai_chau", "rand"] == rand
    (folder / "lai_chau" / "rounds.csv").write_text("", "utf-8")
    with pytest.raises(InputError, match="lai_chau"):
        ROUNDS.sweep(folder, keys=["lai_chau"])
