"""The plugin for QGIS: what it asks of the program, without QGIS; `qgis/try.sh` is the real one."""

from __future__ import annotations

import configparser
import runpy
import sys
from pathlib import Path

import pytest
from house import ROOT
from worlds import nine_squares

from planner.scenario.reading import read_scenario

PLUGIN = ROOT / "qgis" / "planner_dvhc"
CALLING = runpy.run_path(str(PLUGIN / "calling.py"))
PROGRAM = Path(sys.executable).with_name("planner")
COLUMNS = {"code": "mã: xã", "name": "tên", "kind": "loại"}
TABLE = {"code": "mã", "people": "số #dân"}


def written(folder: Path) -> Path:
    """Write what the plugin writes, of nine squares, with headings that YAML would trip over."""
    units = nine_squares().reset_index(names="mã: xã")
    table = units[["mã: xã", "people"]].set_axis([TABLE["code"], TABLE["people"]], axis=1)
    table.to_csv(folder / "people.csv", index=False)
    units = units.rename(columns={"name": "tên", "kind": "loại"})
    units[["mã: xã", "tên", "loại", "geometry"]].to_file(folder / "boundaries.gpkg")
    text = CALLING["scenario"](
        COLUMNS, title="Thử: #1", ruleset="vn-commune-76-2025", max_members=3, table=TABLE
    )
    (folder / "scenario.yaml").write_text(text, encoding="utf-8")
    return folder


def test_its_scenario_is_read_by_the_program(tmp_path: Path) -> None:
    scenario = read_scenario(written(tmp_path) / "scenario.yaml").scenario
    assert scenario.title_vi == "Thử: #1"
    assert (scenario.units.columns, scenario.units.area) == (COLUMNS, "computed")
    assert scenario.units.tables[0].columns == {"people": "số #dân"}
    assert [stage.stage for stage in scenario.objective] == list(CALLING["OBJECTIVE"])


@pytest.mark.slow
def test_it_calls_the_installed_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # As QGIS on Windows sets it for its own Python: the program would not start.
    monkeypatch.setenv("PYTHONHOME", str(tmp_path / "none"))
    told: list[str] = []
    for command in CALLING["commands"](str(PROGRAM), written(tmp_path)):
        assert CALLING["call"](command, told=told.append) in (0, 1)
    assert any("9 → " in text for text in told)
    source, style = CALLING["plan_layer"](tmp_path)
    assert Path(source.partition("|")[0]).is_file() and style.is_file()


@pytest.mark.slow
def test_why_there_is_no_plan_is_said_in_the_words_of_the_program(tmp_path: Path) -> None:
    command = [str(PROGRAM), "--lang", "vi", "run", str(tmp_path / "none.yaml")]
    with pytest.raises(CALLING["CallError"], match=r"none\.yaml: không có tệp"):
        CALLING["call"](command, told=lambda text: None)
    with pytest.raises(CALLING["CallError"], match="Không chạy được"):
        CALLING["call"]([str(tmp_path / "none")], told=lambda text: None)
    slow = [sys.executable, "-c", "import time; time.sleep(60)"]
    with pytest.raises(CALLING["CallError"], match="Đã dừng"):
        CALLING["call"](slow, told=lambda text: None, stopped=lambda: True, pause_s=0.01)


def test_it_is_a_plugin_of_this_version() -> None:
    told = configparser.ConfigParser()
    told.read(PLUGIN / "metadata.txt", encoding="utf-8")
    general = told["general"]
    assert general["hasProcessingProvider"] == "yes"
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"\n## {general['version']}" in changes
    # QGIS has a Python of its own, in which the program is not.
    for path in PLUGIN.glob("*.py"):
        assert "from planner" not in path.read_text(encoding="utf-8"), path.name
