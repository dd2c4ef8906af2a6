"""Limits of groups: what cannot be kept is refused, and never passed by."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from commandline import Planner
from worlds import nine_squares

from planner.errors import InputError
from planner.problem.groups import GroupSettings, check_links


def test_within_districts_that_nobody_gave(small: Path, planner: Planner) -> None:
    done = planner("run", "small.yaml", "--set", "groups.within=district", folder=small)
    assert done.returncode == 2, done.stdout
    assert "groups.within: district: found no `district_code` of 11, 12, 13, 21" in done.stderr
    assert not (small / "runs").exists()


@pytest.mark.parametrize("empty", ["", "  ", None, pd.NA, float("nan")])
def test_a_unit_without_its_district_is_named(empty: object) -> None:
    units = nine_squares()
    check_links(units, GroupSettings(within="district"))
    units["district_code"] = units["district_code"].astype(object)
    units.loc[["12", "31"], "district_code"] = empty
    check_links(units, GroupSettings())
    with pytest.raises(InputError, match="no `district_code` of 12, 31; expected"):
        check_links(units, GroupSettings(within="district"))
    with pytest.raises(InputError, match="no `province_code` of 11, "):
        check_links(nine_squares(), GroupSettings(within="province"))
