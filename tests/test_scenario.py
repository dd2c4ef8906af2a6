"""YAML → Scenario: what-if files, --set, and messages that name the key and the mend."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from commandline import REPOSITORY
from conftest import SMALL

from planner.errors import InputError
from planner.law import rulesets_at_hand
from planner.scenario import ReadScenario
from planner.scenario.reading import read_scenario
from planner.sources import data_folder

SHIPPED = sorted((data_folder().parent / "scenarios").glob("*.yaml"))


def written(folder: Path, text: str, *changes: str, name: str = "what_if.yaml") -> ReadScenario:
    """Read a scenario of this text, which may extend ``small.yaml``."""
    (folder / "small.yaml").write_text(SMALL, encoding="utf-8")
    (folder / name).write_text(text, encoding="utf-8")
    return read_scenario(folder / name, list(changes))


def refused(folder: Path, text: str, *words: str, changes: tuple[str, ...] = ()) -> None:
    with pytest.raises(InputError) as caught:
        written(folder, text, *changes)
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_scenarios_are_valid(path: Path) -> None:
    read = read_scenario(path)
    assert read.name == path.stem
    assert read.scenario.title_vi and read.scenario.title_en


def test_a_difference_keeps_the_rest(tmp_path: Path) -> None:
    read = written(tmp_path, "extends: small.yaml\ngroups: {within: district}\n")
    assert (read.scenario.groups.within, read.scenario.groups.max_members) == ("district", 3)
    assert [path.name for path in read.files] == ["what_if.yaml", "small.yaml"]
    # A list is replaced as a whole.
    read = written(tmp_path, "extends: small.yaml\nobjective: [stage: most_groups]\n")
    assert [stage.stage for stage in read.scenario.objective] == ["most_groups"]


def test_the_run_records_what_was_applied(tmp_path: Path) -> None:
    read = written(tmp_path, "extends: small.yaml\n", "groups.max_members=2", "count.exactly=5")
    assert read.applied["groups"] == {"max_members": 2}
    assert read.applied["count"] == {"exactly": 5}
    assert "extends" not in read.applied


def test_set_comes_last_and_makes_missing_mappings(tmp_path: Path) -> None:
    text = "extends: small.yaml\ncount: {exactly: 4}\n"
    changes = ("count.exactly=3", "groups.keep=['11']", "title_en=a=b")
    scenario = written(tmp_path, text, *changes).scenario
    assert (scenario.count.exactly, scenario.groups.keep) == (3, ["11"])
    assert scenario.title_en == "a=b"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("max_members", "no `key=value`"),
        ("=3", "no `key=value`"),
        ("groups.max_member=3", "did you mean `max_members`?"),
        ("groups.max_members=three", "whole number"),
        ("title_vi.x=3", "`title_vi` is no mapping"),
        ("groups.keep=[1", "--set groups.keep=[1"),
    ],
)
def test_a_wrong_set_is_named(tmp_path: Path, change: str, words: str) -> None:
    refused(tmp_path, "extends: small.yaml\n", words, changes=(change,))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("group: {max_members: 3}", ["key `group`", "did you mean `groups`?"]),
        ("graph: {min_boder_m: 5}", ["key `graph.min_boder_m`", "did you mean `min_border_m`?"]),
        (
            "graph: {bridges: [{betwen: ['1', '2'], why: x}]}",
            ["key `graph.bridges.0.betwen`", "did you mean `between`?"],
        ),
        ("units: {tables: [{fil: a.csv}]}", ["did you mean `file`?", "units.tables.0.file"]),
        ("unit_of_thought: 3", ["an unknown key", "remove the key"]),
        (
            "groups: {any_size: true}\nobjective: [unsatisfied, fewest_groups]",
            ["groups.any_size", "fewest_groups", "expected inertia"],
        ),
        ("groups: {larger: {'11': 40}}", ["groups.larger", "found 40", "less than or equal"]),
        ("groups: {max_members: 40}", ["groups.max_members", "found 40", "less than or equal"]),
        ("groups: {max_members: 40}\ncount: {exactly: 0}", ["groups.max_members", "count.exactly"]),
        ("objective: [stage: inertai]", ["unknown stage", "inertia"]),
        ("objective: []", ["key `objective`"]),
        ("count: {exactly: 3, at_most: 4}", ["key `count`", "not several"]),
        ("count: {at_least: 5, at_most: 4}", ["at_least 5 is more than at_most 4"]),
        ("title_vi: a\ntitle_vi: b", ["duplicate key", "title_vi", "line 3"]),
        ("title_vi: [a", ["what_if.yaml", "line"]),
        ("extends: small.yml", ["small.yml", "No such file"]),
        ("title_vi: 3", ["key `title_vi`", "found 3; expected a text"]),
    ],
)
def test_a_wrong_key_is_named_with_its_mend(tmp_path: Path, text: str, words: list[str]) -> None:
    head = "" if text.startswith("extends") else "extends: small.yaml\n"
    refused(tmp_path, f"{head}{text}\n", *words)


def test_a_wrong_key_of_the_extended_file_names_that_file(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(SMALL + "solver: {time_limit: 3}\n", encoding="utf-8")
    refused(tmp_path, "extends: base.yaml\ntitle_en: x\n", "base.yaml", "`time_limit_s`?")


@pytest.mark.parametrize("parent", ["what_if.yaml", "second.yaml", "./../{folder}/what_if.yaml"])
def test_a_scenario_that_extends_itself(tmp_path: Path, parent: str) -> None:
    (tmp_path / "second.yaml").write_text("extends: what_if.yaml\n", encoding="utf-8")
    text = f"extends: {parent.format(folder=tmp_path.name)}\n"
    refused(tmp_path, text, "extends itself", "what_if.yaml →", "remove one `extends`")


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "an empty file"), ("- a\n", "a list"), ("extends: [a]\n", "key `extends`")],
)
def test_a_file_that_is_no_scenario(tmp_path: Path, text: str, words: str) -> None:
    refused(tmp_path, text, words, "what_if.yaml")


def test_text_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "cp1258.yaml").write_bytes("title_vi: Hà Tĩnh".encode("utf-16"))
    with pytest.raises(InputError, match="UTF-8"):
        read_scenario(tmp_path / "cp1258.yaml")


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"absent\.yaml.*No such file"):
        read_scenario(tmp_path / "absent.yaml")


def test_the_sample_of_the_commands_is_a_scenario(tmp_path: Path) -> None:
    page = (REPOSITORY / "docs" / "commands.md").read_text(encoding="utf-8")
    (sample,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    scenario = written(tmp_path, sample).scenario
    assert scenario.law.ruleset in rulesets_at_hand()
    assert scenario.units.tables[0].base
