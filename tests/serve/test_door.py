"""Nobody comes in but by the first address, from this machine, from a page of ours."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import write_small
from serving import Client, entered, served


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("desk")


@pytest.fixture(scope="module")
def door(place: Path) -> Iterator[tuple[Client, str]]:
    (place / "small").mkdir()
    small = write_small(place / "small")
    with served(place / "ws", small / "small.yaml") as (host, key):
        stranger = Client(host)
        assert stranger.ask("GET", f"/?key={key}x")[0] == 401
        yield entered(host, key), key


@pytest.fixture
def client(door: tuple[Client, str]) -> Client:
    return door[0]


def test_the_key_opens_once(door: tuple[Client, str]) -> None:
    client, key = door
    assert Client(client.host).ask("GET", f"/?key={key}")[0] == 401


@pytest.mark.parametrize(
    "path", ["/", "/static/main.js", "/api/v1/workspaces", "/openapi.json", "/api/v1/w/x/events"]
)
def test_without_the_cookie_nothing_is_given(client: Client, path: str) -> None:
    for cookie in ("", "planner_desk=", "planner_desk=é", "other=1"):
        assert Client(client.host, cookie).ask("GET", path)[0] == 401


def test_the_cookie_is_for_this_page_alone(client: Client) -> None:
    parts = {part.strip().lower() for part in client.set_cookie.split(";")[1:]}
    assert {"httponly", "samesite=strict", "path=/"} <= parts
    assert "domain" not in client.set_cookie.lower()


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1", "[::1]:1", ""])
def test_a_name_that_points_here_is_not_ours(client: Client, host: str) -> None:
    assert client.ask("GET", "/", Host=host)[0] == 400


@pytest.mark.parametrize("origin", [None, "null", "http://evil.example", "https://{host}", ""])
def test_another_page_changes_nothing(client: Client, origin: str | None) -> None:
    origin = origin and origin.format(host=client.host)
    body = {"name": "A", "scenario": "vietnam:ha_tinh@2026"}
    assert client.ask("POST", "/api/v1/workspaces", body, Origin=origin)[0] == 403
    assert client.get("workspaces") == []


def test_too_much_at_once_is_refused(client: Client) -> None:
    assert client.ask("POST", "/api/v1/workspaces", b"x" * ((1 << 20) + 1))[0] == 413
    # And so is what does not say how much it is.
    chunked = {"Transfer_Encoding": "chunked", "Content_Length": None}
    assert client.ask("POST", "/api/v1/workspaces", b"0\r\n\r\n", **chunked)[0] == 413


def test_the_page_may_load_nothing_from_elsewhere(client: Client) -> None:
    status, headers, page = client.ask("GET", "/")
    whole = headers["content-security-policy"]
    policy = dict(part.strip().split(" ", 1) for part in whole.split(";"))
    assert status == 200 and policy["default-src"] == policy["frame-ancestors"] == "'none'"
    assert policy["connect-src"] == "'self'" and "unsafe" not in whole
    nonce = policy["script-src"].split("'nonce-")[1].rstrip("'")
    text = page.decode()
    assert text.count("<script") == text.count(f'nonce="{nonce}"')
    _, again, _ = client.ask("GET", "/")
    assert nonce not in again["content-security-policy"]
    assert (
        headers["x-content-type-options"] == "nosniff"
        and headers["referrer-policy"] == "no-referrer"
    )


@pytest.mark.parametrize("name", ["..%2fapp.py", "app.py", "content.py", "__init__.py", "%2e%2e"])
def test_only_files_of_the_page_are_given(client: Client, name: str) -> None:
    assert client.ask("GET", f"/static/{name}")[0] in (404, 405)


@pytest.mark.parametrize(
    "name", ["../x", "a/b", "a\\b", "C:x", "nul\0", " ", "x" * 101, "a.b", "<b>"]
)
def test_a_name_is_no_path(client: Client, place: Path, name: str) -> None:
    before = sorted(place.rglob("*.planner"))
    body = {"name": name, "scenario": "small"}
    assert client.ask("POST", "/api/v1/workspaces", body)[0] == 422
    assert sorted(place.rglob("*.planner")) == before


@pytest.mark.parametrize(
    "scenario", ["/etc/passwd", "small.yaml", "../small/small.yaml", "", "vietnam"]
)
def test_only_scenarios_of_the_list_are_read(client: Client, scenario: str) -> None:
    body = {"name": "B", "scenario": scenario}
    status, _, data = client.ask("POST", "/api/v1/workspaces", body)
    assert status == 422 and json.loads(data)["problems"][0]["text"]["vi"]


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", b'{"name": 1}', b'{"name":"A","more":1}'])
def test_what_is_no_request_is_refused(client: Client, body: bytes) -> None:
    assert client.ask("POST", "/api/v1/workspaces", body)[0] in (400, 422)


@pytest.mark.parametrize("path", ["w/x/state", "w/..%2f/state", "w/x/ground", "w/x/file"])
def test_a_workspace_of_no_id_is_nowhere(client: Client, path: str) -> None:
    assert client.ask("GET", f"/api/v1/{path}")[0] == 404


def test_a_file_of_a_stranger_leads_to_no_other_file(client: Client, place: Path) -> None:
    path = client.begin("C", "small")
    status, _, data = client.ask("GET", f"/api/v1/{path}/file")
    strange = place / "ws" / "strange.planner"
    strange.write_bytes(data)
    with sqlite3.connect(strange) as table:
        table.execute(
            "UPDATE meta SET value = ? WHERE key = 'scenario'", [str(place / "secret.yaml")]
        )
    (place / "secret.yaml").write_text("secret: 1", encoding="utf-8")
    ids = {each["name"]: each["id"] for each in client.get("workspaces")}
    status, _, said = client.ask("GET", f"/api/v1/w/{ids['strange']}/state")
    assert status == 422 and b"secret: 1" not in said and str(place).encode() not in said
    strange.unlink()
