"""Plans beside those that are drawn, prices of borders, and files that come from another office."""

from __future__ import annotations

import base64
import csv
import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from queue import SimpleQueue
from typing import Any
from urllib.parse import quote

import pytest
from conftest import SMALL, write_small
from serving import Client, entered, served

from planner.gate import Limits
from planner.gate.files import digest_of
from planner.pipeline import prepare, run
from planner.plan import Plan
from planner.problem import Problem
from planner.scenario.reading import read_scenario
from planner.serve.submission import Submission
from planner.serve.worker import Answer, Question, Step, Worker
from planner.sources.tables.plans import read_plan

ADOPTED = SMALL + "plan: adopted.csv\n"
PAIRS = {"11": "12", "21": "22"}


def plan_csv(homes: dict[str, str], codes: list[str]) -> bytes:
    """Write a plan over some units, of which a few go to another."""
    lines = [f"{code},{homes.get(code, code)}" for code in codes]
    return "\n".join(["code,new_code", *lines]).encode()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nine squares of which a council has made seven units."""
    folder = write_small(tmp_path_factory.mktemp("office"))
    (folder / "nine.yaml").write_text(ADOPTED, encoding="utf-8")
    codes = [*prepare(read_scenario(folder / "small.yaml")).units.index]
    (folder / "adopted.csv").write_bytes(plan_csv(PAIRS, codes))
    return folder


@pytest.fixture(scope="module")
def client(office: Path) -> Iterator[Client]:
    with served(office / "plans", office / "nine.yaml", office / "small.yaml") as (host, key):
        client = entered(host, key)
        client.folder = office / "plans"
        yield client


def groups_of(state: dict[str, Any]) -> set[tuple[str, ...]]:
    """Name the groups of several units."""
    return {tuple(row["units"]) for row in state["groups"] if len(row["units"]) > 1}


def test_a_workspace_begins_with_the_plan_that_was_adopted(client: Client) -> None:
    about = {each["key"]: each["adopted"] for each in client.get("scenarios")}
    assert (about["nine"], about["small"]) == ("adopted.csv", "")
    new = {"name": "Đã quyết", "scenario": "nine", "by": "Lan", "adopted": True}
    path = f"w/{client.post('workspaces', new)['id']}"
    state = client.get(f"{path}/state")
    assert groups_of(state) == {("11", "12"), ("21", "22")}
    assert state["rivals"]["adopted"]["units"] == 7
    # Where none was adopted, that is said, and nothing begins.
    body = {**new, "name": "Chưa quyết", "scenario": "small"}
    status, _, data = client.ask("POST", "/api/v1/workspaces", body)
    assert status == 422 and "none in this scenario" in data.decode()
    assert "Chưa quyết" not in {each["name"] for each in client.get("workspaces")}


def test_a_workspace_begins_with_the_plan_of_a_run(client: Client, office: Path) -> None:
    run(read_scenario(office / "small.yaml"), office / "run")
    plan = (office / "run" / "plan.csv").read_bytes()
    brought = {"name": "run/plan.csv", "data": base64.b64encode(plan).decode()}
    new = {"name": "Từ kết quả", "scenario": "small", "plan": brought}
    state = client.get(f"w/{client.post('workspaces', new)['id']}/state")
    homes: dict[str, set[str]] = {}
    for row in csv.DictReader(StringIO(plan.decode())):
        homes.setdefault(row["new_code"], set()).add(row["code"])
    assert groups_of(state) == {tuple(sorted(each)) for each in homes.values() if len(each) > 1}


def test_what_is_drawn_is_held_against_other_plans(client: Client, office: Path) -> None:
    path = client.begin("So sánh", "nine")
    codes = [row["code"] for row in client.get(f"{path}/state")["groups"]]
    drawn = {"actions": [{"kind": "merge", "units": ["11", "12"]}]}
    seq = client.post(f"{path}/actions", drawn)["seq"]
    change = client.get(f"{path}/compare?before=adopted&after={seq}")
    assert groups_of({"groups": change["gone"]}) == {("21", "22")}
    assert (change["indicators"]["units"]["before"], change["indicators"]["units"]["after"]) == (
        7,
        8,
    )
    third = base64.b64encode(plan_csv({"11": "12"}, codes)).decode()
    rival = client.post(f"{path}/rivals", {"name": "khac.csv", "data": third})
    assert (rival["units"], rival["name"]) == (8, "khac.csv")
    same = client.get(f"{path}/compare?before={rival['key']}&after={seq}")
    assert same["units"] == {} or not groups_of({"groups": same["gone"]})
    assert {*client.get(f"{path}/state")["rivals"]} == {"adopted", rival["key"]}
    for wrong in ("plan-9", "-1", "²"):
        status = client.ask("GET", f"/api/v1/{path}/compare?before={quote(wrong)}&after=1")[0]
        assert status in (404, 422)
    body = {"name": "khac.csv", "data": base64.b64encode(b"code\n").decode()}
    assert client.ask("POST", f"/api/v1/{path}/rivals", body)[0] == 422


def test_all_borders_of_a_state_are_priced_once(client: Client, office: Path) -> None:
    path = client.begin("Giá", "small")
    ground = client.get(f"{path}/ground")
    assert client.get(f"{path}/borders?seq=1") == []
    job = client.answer(path, {"kind": "borders", "seq": 1, "selection": ["22"]})
    edges = len(ground["neighbours"])
    assert job["result"] == {"priced": edges, "borders": edges}
    lines = client.get(f"{path}/borders?seq=1")
    assert {(line["one"], line["other"]) for line in lines} == {*map(tuple, ground["neighbours"])}
    # As the question about one border has it.
    dear = next(line for line in lines if line["class"] == 4)
    asked = [["together", [dear["one"], dear["other"]]]]
    if dear["words"]["en"].startswith("To keep"):
        asked[0][0] = "apart"
    more = client.answer(path, {"kind": "price", "seq": 1, "wish": asked})["result"]["more"]
    assert any(row["wish"] != row["best"] for row in more)
    # The same state is not asked again: whoever comes back to it finds all.
    client.post(f"{path}/actions", {"actions": [{"kind": "merge", "units": ["11", "12"]}]})
    assert client.get(f"{path}/borders?seq=2") == []
    client.post(f"{path}/go/undo", {})
    seq = client.get(f"{path}/state")["seq"]
    assert client.get(f"{path}/borders?seq={seq}") == lines


def test_a_file_whose_scenario_is_not_here_says_which_and_where_to_put_it(
    client: Client, office: Path, tmp_path: Path
) -> None:
    path = client.begin("Mang đi", "nine")
    _, _, data = client.ask("GET", f"/api/v1/{path}/file")
    there = tmp_path / "stick"
    there.mkdir()
    (there / "mang di.planner").write_bytes(data)
    with served(there) as (host, key):
        other = entered(host, key)
        (plan,) = other.get("workspaces")
        status, _, said = other.ask("GET", f"/api/v1/w/{plan['id']}/state")
        text = json.loads(said)["problems"][0]["text"]
        assert status == 422
        for language in ("vi", "en"):
            assert "nine.yaml" in text[language] and "stick" in text[language]
            assert digest_of(office / "nine.yaml") in text[language]
        # It is put there, and opens without a new start.
        for name in ("nine.yaml", "units.gpkg", "people.csv", "adopted.csv"):
            shutil.copy(office / name, there / name)
        state = other.get(f"w/{plan['id']}/state")
        assert state["read_only"] == [] and "adopted" in state["rivals"]


def test_a_scenario_that_lies_beside_a_file_names_nothing_elsewhere(
    client: Client, office: Path, tmp_path: Path
) -> None:
    path = client.begin("Kẻ lạ", "nine")
    _, _, data = client.ask("GET", f"/api/v1/{path}/file")
    there = tmp_path / "stick"
    there.mkdir()
    (there / "la.planner").write_bytes(data)
    away = ADOPTED.replace("people.csv", str(office / "people.csv"))
    (there / "nine.yaml").write_text(away, encoding="utf-8")
    for name in ("units.gpkg", "adopted.csv"):
        shutil.copy(office / name, there / name)
    with served(there) as (host, key):
        other = entered(host, key)
        (plan,) = other.get("workspaces")
        status, _, said = other.ask("GET", f"/api/v1/w/{plan['id']}/state")
        assert status == 422 and "leads out of the bundle" in said.decode()


@dataclass(frozen=True)
class Greedy(Submission):
    """A question that wants a gigabyte."""

    def write(self, problem: Problem, plan: Plan) -> list[str]:
        """Take it."""
        return [str(len(bytearray(1 << 30)))]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows counts memory otherwise")
def test_a_question_that_takes_too_much_memory_is_told_so(office: Path, tmp_path: Path) -> None:
    problem = prepare(read_scenario(office / "small.yaml")).problem
    plan = read_plan(office / "adopted.csv", problem.units)
    heard = SimpleQueue[Step | Answer | None]()
    worker = Worker(heard.put, Limits(memory_bytes=200 << 20))
    worker.ask(Question("much", "submit", problem, None, plan, Greedy("", tmp_path)))
    answer = heard.get(timeout=120)
    assert isinstance(answer, Answer) and answer.final and answer.error is not None
    assert "memory" in answer.error.problems[0].text.en
    # The process is still there, and answers what fits.
    worker.ask(Question("little", "conflicts", problem))
    answer = heard.get(timeout=120)
    assert isinstance(answer, Answer) and answer.name == "little" and answer.error is None
    worker.close()
