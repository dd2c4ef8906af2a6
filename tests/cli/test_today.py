"""A province of today by one line: run, and written as a scenario to change."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from commandline import REPOSITORY, Planner

from planner.errors import InputError
from planner.scenario import scenario_of_today
from planner.scenario.reading import read_scenario
from planner.vietnam.sources.today import provinces_of_today


@pytest.mark.parametrize("key", [None, *provinces_of_today()])
def test_every_province_has_a_scenario(key: str | None) -> None:
    source = "vietnam@2026" if key is None else f"vietnam:{key}@2026"
    read = read_scenario(Path(source), ["groups.max_members=3"])
    assert read.name == f"{key or 'vietnam'}_2026"
    scenario = read.scenario
    assert scenario.units.boundaries == source
    assert (scenario.groups.max_members, scenario.groups.any_size) == (3, True)
    assert scenario.law.ruleset == "vn-commune-112-2025"
    stages = [(stage.stage, stage.within_percent) for stage in scenario.objective]
    assert stages == [("unsatisfied", 0.0), ("disturbed", 5.0), ("inertia", 0.0)]
    full = "Việt Nam" if key is None else provinces_of_today()[key]
    assert scenario.title_vi.startswith(f"{full} 2026") and scenario.title_en
    text = scenario_of_today(key)
    assert ("ha_tinh" in text) == (key == "ha_tinh") == ("Hà Tĩnh" in text)


def test_other_years_have_no_scenario_of_one_line() -> None:
    with pytest.raises(InputError, match="no scenario of one line"):
        read_scenario(Path("vietnam:ha_tinh@2019"))
    with pytest.raises(InputError, match=r"province 'ha_tay'.*not there.*an_giang"):
        read_scenario(Path("vietnam:ha_tay@2026"))


def test_init_writes_the_scenario_of_a_province(tmp_path: Path, planner: Planner) -> None:
    done = planner("init", "--province", "nghe_an", folder=tmp_path)
    assert done.returncode == 0 and "planner run nghe_an_2026.yaml" in done.stdout
    path = tmp_path / "nghe_an_2026.yaml"
    text = path.read_text(encoding="utf-8")
    for line in re.findall(r"^ *# .*", text, re.MULTILINE):
        # Ready to uncomment: each line by itself, instead of the one of its key.
        indent, _, option = line.partition("# ")
        key = option.partition(":")[0]
        kept = [each for each in text.splitlines() if not each.startswith(f"{indent}{key}:")]
        kept.insert(kept.index(line), indent + option)
        path.write_text("\n".join(kept), encoding="utf-8")
        assert read_scenario(path).applied != read_scenario(Path("vietnam:nghe_an@2026")).applied
    path.write_text(text, encoding="utf-8")
    assert read_scenario(path).scenario == read_scenario(Path("vietnam:nghe_an@2026")).scenario
    again = planner("init", "--province", "nghe_an", folder=tmp_path)
    assert again.returncode == 2 and "already there" in again.stderr
    neither = planner("init", folder=tmp_path)
    assert neither.returncode == 2 and "neither a folder nor a province" in neither.stderr


def test_the_shipped_scenario_is_that_of_ha_tinh() -> None:
    path = REPOSITORY / "scenarios" / "ha_tinh_2026.yaml"
    assert path.read_text(encoding="utf-8") == scenario_of_today("ha_tinh")


def test_check_reads_a_province_by_one_line(tmp_path: Path, planner: Planner) -> None:
    done = planner("check", "vietnam:cao_bang@2026", "--json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["units"] == 56


@pytest.mark.slow
def test_a_run_says_how_many_figures_are_not_certain(tmp_path: Path, planner: Planner) -> None:
    """Of two neighbours in Hưng Yên the people of one are not simply published."""
    two = "units.where={code: ['11977', '11980']}"
    done = planner("run", "vietnam:hung_yen@2026", "--set", two, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "* 1 trên 2 đơn vị có số liệu chưa chắc chắn: xem `planner check`" in done.stdout
