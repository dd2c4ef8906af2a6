"""What the page asks, by the words of the API: the same answers as the session and the commands."""

from __future__ import annotations

import base64
import http.client
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from serving import Client, entered, served, workers

from planner.optimize import Arrangement
from planner.pipeline import evaluate_plan, prepare
from planner.problem import Problem
from planner.scenario.reading import read_scenario
from planner.session import Workspace


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("desk") / "ws"


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[Client]:
    with served(folder) as (host, key):
        client = entered(host, key)
        client.folder = folder
        yield client


@pytest.fixture(scope="module")
def problem() -> Problem:
    return prepare(read_scenario(Path("vietnam:ha_tinh@2026"))).problem


@pytest.fixture(scope="module")
def path(client: Client) -> str:
    return client.begin()


def _act(client: Client, path: str, *actions: dict[str, Any], **more: Any) -> Any:
    body = {"actions": list(actions), "by": "Lan", **more}
    return client.post(f"{path}/actions", body)


def _pair(problem: Problem, at: int) -> list[str]:
    return sorted(sorted(map(str, pair)) for pair in problem.graph.edges)[at]


def test_the_ground_is_sent_once(client: Client, path: str, problem: Problem) -> None:
    status, headers, data = client.ask("GET", f"/api/v1/{path}/ground")
    ground = json.loads(data)
    assert status == 200 and [u["code"] for u in ground["units"]] == [*problem.units.index]
    assert {f["id"] for f in ground["outlines"]["features"]} == {*problem.units.index}
    assert ground["neighbours"] == sorted(sorted(map(str, p)) for p in problem.graph.edges)
    again = client.ask("GET", f"/api/v1/{path}/ground", If_None_Match=headers["etag"])
    assert again[0] == 304 and again[2] == b""


def test_a_preview_writes_nothing_and_says_what_the_action_does(
    client: Client, path: str, problem: Problem
) -> None:
    seq = client.get(f"{path}/state")["seq"]
    action = {"kind": "merge", "units": _pair(problem, 0)}
    shown = client.post(f"{path}/preview", {"action": action, "seq": seq})
    assert client.get(f"{path}/state")["seq"] == seq
    done = _act(client, path, action, base_seq=seq)
    assert {k: done["change"][k] for k in ("units", "groups", "gone", "indicators")} == {
        k: shown[k] for k in ("units", "groups", "gone", "indicators")
    }
    undone = client.post(f"{path}/go/undo", {"by": "Lan"})
    assert undone["seq"] == seq and client.get(f"{path}/state")["seq"] == seq
    assert client.post(f"{path}/go/redo", {"by": "Lan"})["seq"] == done["seq"]
    client.post(f"{path}/go/undo", {})


def test_two_people_on_the_same_units_are_both_shown(
    client: Client, path: str, problem: Problem
) -> None:
    seq = client.get(f"{path}/state")["seq"]
    one, other = _pair(problem, 3)
    _act(client, path, {"kind": "merge", "units": [one, other]}, base_seq=seq)
    body = {
        "actions": [{"kind": "lock", "locks": [["keep", [one]]]}],
        "base_seq": seq,
        "by": "Minh",
    }
    status, _, data = client.ask("POST", f"/api/v1/{path}/actions", body)
    refusal = json.loads(data)
    assert status == 409 and refusal["mine"]["kind"] == "lock"
    assert [(each["by"], each["kind"]) for each in refusal["theirs"]] == [("Lan", "merge")]
    client.post(f"{path}/go/undo", {})


def test_nobody_takes_back_what_they_have_not_seen(
    client: Client, path: str, problem: Problem
) -> None:
    seq = client.get(f"{path}/state")["seq"]
    done = _act(client, path, {"kind": "merge", "units": _pair(problem, 9)}, base_seq=seq)
    back = {"by": "Minh", "base_seq": seq}
    status, _, data = client.ask("POST", f"/api/v1/{path}/go/undo", back)
    assert status == 409 and json.loads(data)["theirs"][0]["by"] == "Lan"
    assert client.post(f"{path}/go/undo", {**back, "base_seq": done["seq"]})["seq"] == seq
    assert client.ask("POST", f"/api/v1/{path}/go/undone", back)[0] == 422


def test_what_one_draws_another_hears(client: Client, path: str, problem: Problem) -> None:
    line = http.client.HTTPConnection(client.host, timeout=60)
    line.request("GET", f"/api/v1/{path}/events", headers={"Cookie": client.cookie})
    answer = line.getresponse()
    assert answer.headers["content-type"].startswith("text/event-stream")
    done = _act(client, path, {"kind": "merge", "units": _pair(problem, 7)})
    while not (text := answer.readline()).startswith(b"data:"):
        pass
    event = json.loads(text.removeprefix(b"data:"))
    assert (event["event"], event["seq"], event["by"]) == ("action", done["seq"], "Lan")
    line.close()
    client.post(f"{path}/go/undo", {})


def test_the_rest_is_the_best_plan_and_fits_its_state_alone(
    client: Client, path: str, problem: Problem
) -> None:
    seq = client.get(f"{path}/state")["seq"]
    job = client.answer(path, {"kind": "solve", "seq": seq})
    assert job["state"] == "done" and job["result"]["proven"]
    best = Arrangement.of(problem).best(problem)
    values = {stage.name: stage.value for stage in best.stages}
    assert [stage["value"] for stage in job["result"]["stages"]] == [*values.values()]
    assert job["result"]["count"] == len(best.results) and job["result"]["standing"]
    # Another has drawn since: the answer is one about that older state, on a branch of its own.
    _act(client, path, {"kind": "merge", "units": _pair(problem, 0)}, base_seq=seq)
    body = {"actions": [job["result"]["action"]], "by": "Lan"}
    assert client.ask("POST", f"/api/v1/{path}/actions", body)[0] in (409, 422)
    branch = {"kind": "branch", "name": "máy", "to": seq}
    moved = _act(client, path, branch, job["result"]["action"], base_seq=seq)
    shown = client.get(f"{path}/state?seq={moved['seq']}")
    groups = {frozenset(row["units"]) for row in shown["groups"]}
    assert groups == {frozenset(codes) for _, codes in best.parts.groupby("new_code")["code"]}
    assert moved["branch"] == "máy" and moved["heads"]["main"] != moved["seq"]
    client.post(f"{path}/go/undo", {})


@pytest.mark.slow
def test_a_wish_has_its_price_and_locks_that_conflict_are_named(
    client: Client, path: str, problem: Problem
) -> None:
    seq = client.get(f"{path}/state")["seq"]
    best = Arrangement.of(problem).best(problem)
    homes = best.parts.groupby("new_code")["code"].agg(sorted)
    one, other = next(codes for codes in homes if len(codes) == 2)
    job = client.answer(path, {"kind": "price", "seq": seq, "wish": [["apart", [one, other]]]})
    more = job["result"]["more"]
    assert [row["best"] for row in more] == [stage.value for stage in best.stages]
    assert [row["wish"] for row in more] > [row["best"] for row in more]
    # Groups of at most so many members: more than these together are no group.
    far = [*problem.units.index[:: len(problem.units) - 1]]
    moved = _act(client, path, {"kind": "merge", "units": far}, base_seq=seq)
    locked = _act(client, path, {"kind": "lock", "locks": [["together", far]]})
    assert moved["change"]["groups"][0]["pieces"] == 2
    job = client.answer(path, {"kind": "solve", "seq": locked["seq"]})
    assert job["state"] == "failed" and job["result"]["problems"][0]["text"]["vi"]
    job = client.answer(path, {"kind": "conflicts", "seq": locked["seq"]})
    assert job["result"]["choices"] == [[{"key": "together", "what": sorted(far)}]]
    client.post(f"{path}/go/undo", {})
    client.post(f"{path}/go/undo", {})


@pytest.mark.slow
def test_too_many_questions_wait_and_one_that_is_cancelled_ends(client: Client, path: str) -> None:
    seq = client.get(f"{path}/state")["seq"]
    asked = {"kind": "conflicts", "seq": seq}
    names = [client.post(f"{path}/jobs", asked)["name"] for _ in range(2)]
    refused = client.ask("POST", f"/api/v1/{path}/jobs", asked)
    for name in names:
        assert client.ask("DELETE", f"/api/v1/{path}/jobs/{name}")[0] == 200
    assert client.ask("DELETE", f"/api/v1/{path}/jobs/none")[0] == 404
    ended = 0
    while ended < 2:
        jobs = client.get(f"{path}/state")["jobs"]
        ended = sum(job["state"] in ("done", "failed") for job in jobs if job["name"] in names)
    # A quick machine may have answered the first of them before the third came.
    assert refused[0] == 422 or json.loads(refused[2])["name"]


def _kill_worker(client: Client) -> None:
    """Kill the process that asks the optimizer, when it is there."""
    (server,) = {
        int(each.parent.name)
        for each in Path("/proc").glob("[0-9]*/cmdline")
        if b"serve" in (line := _read(each)) and str(client.folder).encode() in line
    }
    while not (below := workers(server)):
        time.sleep(0.01)
    for pid in below:
        os.kill(pid, signal.SIGKILL)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


@pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")
@pytest.mark.slow
@pytest.mark.parametrize("wait_s", [0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.2, 2.0])
def test_a_process_that_is_killed_while_it_solves_loses_nothing(
    client: Client, path: str, wait_s: float
) -> None:
    before = client.get(f"{path}/state")
    name = client.post(f"{path}/jobs", {"kind": "conflicts", "seq": before["seq"]})["name"]
    time.sleep(wait_s)
    _kill_worker(client)
    job = client.until_ended(path, name)
    # It may have answered before.
    assert job["state"] == "done" or "ended" in job["result"]["problems"][0]["text"]["en"]
    after = client.get(f"{path}/state")
    assert after["state"] == before["state"] and after["heads"] == before["heads"]
    assert client.answer(path, {"kind": "conflicts", "seq": before["seq"]})["state"] == "done"


@pytest.mark.slow
def test_a_workspace_begins_with_a_plan_that_somebody_brings(
    client: Client, problem: Problem
) -> None:
    one, other = _pair(problem, 5)
    lines = [f"{code},{one if code == other else code}" for code in problem.units.index]
    text = "\n".join(["code,new_code", *lines]).encode()
    new = {"name": "Có sẵn", "scenario": "vietnam:ha_tinh@2026", "by": "Lan"}
    plan = {"name": "phuong_an.csv", "data": base64.b64encode(text).decode()}
    path = f"w/{client.post('workspaces', {**new, 'plan': plan})['id']}"
    groups = client.get(f"{path}/state")["groups"]
    assert [row["units"] for row in groups if len(row["units"]) > 1] == [sorted([one, other])]
    # A plan that leaves a unit out begins nothing.
    lost = base64.b64encode(text.rpartition(b"\n")[0]).decode()
    for brought in ({**plan, "data": lost}, {**plan, "name": "a.exe"}, {**plan, "data": "?"}):
        body = {**new, "name": "Thiếu", "plan": brought}
        assert client.ask("POST", "/api/v1/workspaces", body)[0] == 422
    assert "Thiếu" not in {each["name"] for each in client.get("workspaces")}


def test_the_file_goes_to_another_office(
    client: Client, path: str, problem: Problem, tmp_path: Path
) -> None:
    _, headers, data = client.ask("GET", f"/api/v1/{path}/file")
    assert "attachment" in headers["content-disposition"]
    copy = tmp_path / "copy.planner"
    copy.write_bytes(data)
    there = Workspace.open(copy, problem)
    entries = client.get(f"{path}/tree")["entries"]
    assert [entry.seq for entry in there.entries] == [entry["seq"] for entry in entries]
    assert not there.changes and there.heads == client.get(f"{path}/tree")["heads"]
    there.close()


@pytest.mark.slow
def test_a_file_on_a_stick_opens_at_another_office(
    client: Client, path: str, tmp_path: Path
) -> None:
    _, _, data = client.ask("GET", f"/api/v1/{path}/file")
    own = client.get(f"{path}/state")
    (tmp_path / "mang_sang.planner").write_bytes(data)
    forged = bytearray(data)
    at = data.index(b'"units"')
    forged[at + 10 : at + 11] = b"9" if data[at + 10 : at + 11] != b"9" else b"8"
    (tmp_path / "gia.planner").write_bytes(forged)
    with served(tmp_path) as (host, key):
        there = entered(host, key)
        ids = {each["name"]: each["id"] for each in there.get("workspaces")}
        state = there.get(f"w/{ids['mang_sang']}/state")
        assert {k: state[k] for k in ("seq", "state", "heads", "groups")} == {
            k: own[k] for k in ("seq", "state", "heads", "groups")
        }
        assert state["read_only"] == []
        # What was changed on the way is in no chain any more.
        refused = there.ask("GET", f"/api/v1/w/{ids['gia']}/state")
        assert refused[0] == 422 and "changed since it was written" in refused[2].decode()


@pytest.mark.slow
def test_a_state_is_submitted_as_the_commands_would_write_it(
    client: Client, folder: Path, problem: Problem, tmp_path: Path
) -> None:
    path = client.begin("Đề án")
    seq = client.answer(path, {"kind": "solve", "seq": 1})
    put = _act(client, path, seq["result"]["action"], {"kind": "freeze"})
    job = client.answer(path, {"kind": "submit", "seq": put["seq"]})
    assert job["state"] == "done", job
    place = Path(job["result"]["folder"])
    assert place.parent == folder.resolve() and (place / "map.html").is_file()
    drawn = place.with_name(f"{place.name}.csv")
    assert drawn.read_bytes() == (place / "plan.csv").read_bytes()
    assert {Path(name).suffix for name in job["result"]["files"]} >= {".docx", ".xlsx"}
    # It is as `planner evaluate` has it.
    evaluate_plan(read_scenario(Path("vietnam:ha_tinh@2026")), drawn, tmp_path / "run")
    for each in (tmp_path / "run").glob("*.csv"):
        assert each.read_bytes() == (place / each.name).read_bytes()
    assert (tmp_path / "run" / "map.html").read_bytes() == (place / "map.html").read_bytes()
    # What is submitted is not changed any more.
    body = {"actions": [{"kind": "merge", "units": _pair(problem, 0)}], "by": "Lan"}
    assert client.ask("POST", f"/api/v1/{path}/actions", body)[0] == 422
