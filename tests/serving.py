"""The workbench as it is started, and one who speaks to it as a browser does."""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FIRST = re.compile(r"http://(127\.0\.0\.1:\d+)/\?key=(\S+)")
WAIT_S = 120


@dataclass
class Client:
    """Somebody with a cookie, or without one."""

    host: str
    cookie: str = ""
    folder: Path = Path()
    set_cookie: str = ""

    def ask(
        self, method: str, path: str, body: Any = None, **headers: str | None
    ) -> tuple[int, dict[str, str], bytes]:
        """Send a request; headers of None are left out."""
        data = body if isinstance(body, bytes) else None if body is None else json.dumps(body)
        sent: dict[str, str | None] = {"Cookie": self.cookie or None}
        if method != "GET":
            sent |= {"Origin": f"http://{self.host}", "Content-Type": "application/json"}
        if method != "GET" and data is None:
            sent["Content-Length"] = "0"
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        line = http.client.HTTPConnection(self.host, timeout=WAIT_S)
        try:
            line.request(
                method, path, data, {key: value for key, value in sent.items() if value is not None}
            )
            answer = line.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        finally:
            line.close()

    def get(self, path: str) -> Any:
        """Ask for JSON, which is given."""
        return self._plain(*self.ask("GET", f"/api/v1/{path}"))

    def post(self, path: str, body: Any) -> Any:
        """Send JSON, which is taken."""
        return self._plain(*self.ask("POST", f"/api/v1/{path}", body))

    def _plain(self, status: int, _: dict[str, str], data: bytes) -> Any:
        assert status == 200, (status, data)
        return json.loads(data)

    def begin(self, name: str = "Hà Tĩnh", scenario: str = "vietnam:ha_tinh@2026") -> str:
        """Begin a workspace; give its path in the API."""
        asked = {"name": name, "scenario": scenario, "by": "Lan"}
        return f"w/{self.post('workspaces', asked)['id']}"

    def answer(self, path: str, question: dict[str, Any]) -> dict[str, Any]:
        """Put a question to the optimizer and wait until it is answered."""
        return self.until_ended(path, self.post(f"{path}/jobs", question)["name"])

    def until_ended(self, path: str, name: str) -> dict[str, Any]:
        """Wait until a question is answered, or failed."""
        until = time.monotonic() + WAIT_S
        while time.monotonic() < until:
            jobs = {each["name"]: each for each in self.get(f"{path}/state")["jobs"]}
            if jobs[name]["state"] in ("done", "failed"):
                answer: dict[str, Any] = jobs[name]
                return answer
            time.sleep(0.05)
        raise AssertionError(jobs[name])


def workers(pid: int) -> list[int]:
    """Name the processes below another that ask the optimizer."""
    below: list[int] = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
            line = (status.parent / "cmdline").read_bytes()
        except OSError:  # It ended while it was looked at.
            continue
        if int(fields[1]) == pid and b"spawn_main" in line:
            below.append(int(status.parent.name))
    return below


@dataclass
class Server:
    """The workbench in a process of its own, and the key that opens once."""

    process: subprocess.Popen[str]
    host: str
    key: str

    @property
    def address(self) -> str:
        """What it printed."""
        return f"http://{self.host}/?key={self.key}"

    def end(self) -> None:
        """Stop it as the window of a console does."""
        self.process.terminate()
        self.process.wait(20)

    def kill(self) -> None:
        """End it as a power cut does."""
        self.process.kill()
        self.process.wait(20)


def started(folder: Path, *scenarios: Path) -> Server:
    """Start the workbench on a folder."""
    command = [sys.executable, "-m", "planner.cli", "serve", "--no-window", "--folder", str(folder)]
    process = subprocess.Popen(
        [*command, *map(str, scenarios)], stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    assert process.stdout is not None
    first = FIRST.search(process.stdout.readline())
    assert first is not None
    return Server(process, first[1], first[2])


@contextmanager
def served(folder: Path, *scenarios: Path) -> Iterator[tuple[str, str]]:
    """Start the workbench on a folder; give host and key."""
    server = started(folder, *scenarios)
    try:
        yield server.host, server.key
    finally:
        server.end()


def entered(host: str, key: str) -> Client:
    """Come in by the first address."""
    client = Client(host)
    status, headers, _ = client.ask("GET", f"/?key={key}")
    assert status == 303
    client.set_cookie = headers["set-cookie"]
    client.cookie = client.set_cookie.split(";")[0]
    return client
