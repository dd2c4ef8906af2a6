"""The lineage of July 2025 as it is shipped: whole once or divided, and what was false before."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest

from planner.sources.provenance import data_folder
from planner.vietnam.sources.early_2025 import ceased_before_2025, lineage_of_2025
from planner.vietnam.sources.embedded import read_register
from planner.vietnam.sources.today import known_today
from planner.words.letters import spelling

ROWS = lineage_of_2025()
COMMUNES = ROWS[ROWS["code_2024"] != ""]
HEIRS = COMMUNES.groupby("code_2024")["code_2025"].agg(set)


def test_every_commune_is_whole_once_or_divided() -> None:
    """Of area and of people: whole in one row, or parts and one rest; and none elsewhere."""
    assert set(HEIRS.index) == set(read_register()["wardCode"]) and len(HEIRS) == 10_035
    assert not COMMUNES.duplicated(["code_2024", "code_2025"]).any()
    for what in ("area", "people"):
        taken = COMMUNES[COMMUNES[what] != "none"].groupby("code_2024")[what].agg(Counter)
        assert set(taken.index) == set(HEIRS.index)
        for parts in taken:
            assert parts == Counter(whole=1) or (parts["rest"] == 1 and parts["part"] >= 1), parts
            assert len(parts) <= 2
    assert (HEIRS.map(len) > 1).sum() == 441


def test_every_commune_of_today_is_made_by_one_clause_of_its_province() -> None:
    today = known_today()
    assert set(ROWS["code_2025"]) == set(today.index)
    assert (ROWS["key"] == ROWS["code_2025"].map(today["key"])).all()
    clauses = ROWS[["code_2025", "resolution", "clause"]].drop_duplicates()
    assert not clauses["code_2025"].duplicated().any()
    numbers = ROWS.drop_duplicates("key").set_index("key")["resolution"]
    assert sorted(numbers) == [str(number) for number in range(1654, 1688)]
    assert numbers["ha_tinh"] == "1665"
    # Five districts had no communes.
    assert len(ROWS) - len(COMMUNES) == 5


@pytest.mark.parametrize(
    ("code", "false", "heir", "clause"),
    [
        ("17647", "17357", "17677", ("1678", "22")),  # Hòa Sơn, Đô Lương: not Hoa Sơn, Anh Sơn
        ("17899", "17464", "17827", ("1678", "49")),  # Diên Hoa, Nghi Lộc: not Diễn Hoa
        ("04111", "03943", "04123", ("1681", "45")),  # Mường Bằng: not Mường Bang
        ("04012", "04078", "03980", ("1681", "65")),  # Chiềng Hắc: not Chiềng Hặc
        ("23521", "23425", "23500", ("1677", "56")),  # Hà Mòn: Đăk Hà, not Tu Mơ Rông
        ("30622", "30259", "30604", ("1654", "31")),  # Tân Phú, An Giang: not Đồng Tháp
        ("23938", "23737", "23938", ("1664", "127")),  # Ia Mơ: kept, under the code in force
    ],
)
def test_what_was_false_is_right(code: str, false: str, heir: str, clause: tuple[str, str]) -> None:
    own = COMMUNES[COMMUNES["code_2024"] == code]
    assert HEIRS[code] == {heir} and false not in HEIRS[code]
    assert tuple(own[["resolution", "clause"]].iloc[0]) == clause
    assert set(own["area"]) == set(own["people"]) == {"whole"}


def test_communes_that_had_ceased_are_not_in_the_lineage() -> None:
    ceased = ceased_before_2025()
    assert len(ceased) == 12 and not set(ceased["code"]) & set(HEIRS.index)
    assert {"25174", "25177", "25186"} <= set(ceased["code"])
    assert set(ceased["code_2024"]) - {""} <= set(HEIRS.index)


def test_ha_tinh_is_what_its_67_clauses_say() -> None:
    """Held against the clauses that were read by hand, sources by name, parts by kind."""
    plans = data_folder() / "plans"
    clauses = pd.read_csv(plans / "resolution_1665.csv", dtype=str).set_index("clause")
    own = COMMUNES[(COMMUNES["resolution"] == "1665") & (COMMUNES["clause"] != "68")]
    names = own.groupby("clause")["name_2024"].agg(lambda of: {each.casefold() for each in of})
    told = clauses["sources"].map(lambda of: {each.strip().casefold() for each in of.split(";")})
    assert len(names) == 67 and names.to_dict() == told.to_dict()
    today = known_today()["name"]
    made = own.drop_duplicates("clause").set_index("clause")["code_2025"].map(today)
    assert made.map(spelling).to_dict() == clauses["new_name"].map(spelling).to_dict()
    partial = pd.read_csv(plans / "resolution_1665_partial.csv", dtype=str)
    keys = zip(partial["clause"], partial["source"].str.casefold(), strict=True)
    words = partial[["area", "people"]].replace("all", "whole").to_numpy().tolist()
    stated = dict(zip(keys, words, strict=True))
    for row in own.itertuples():
        expected = stated.get((row.clause, str(row.name_2024).casefold()), ["whole", "whole"])
        assert [row.area, row.people] == expected, row
