"""Logs and locks that others wrote, and machines that are not as they should be."""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from .attack import SECRET, Attack, Ground, run_it


def _log(change: Callable[[Path, Ground], object], *words: str) -> Callable[[Ground], list[str]]:
    def build(ground: Ground) -> list[str]:
        change(ground.run.parent / "audit.jsonl", ground)
        command = words or ("verify",)
        return [command[0], str(ground.run), *command[1:]]

    return build


def _forged(path: Path, ground: Ground) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line.replace('"exit": 0', '"exit": 1') for line in lines) + "\n")


def _line(**changes: object) -> Callable[[Path, Ground], None]:
    def change(path: Path, ground: Ground) -> None:
        told = {**json.loads(path.read_text(encoding="utf-8").splitlines()[-1]), **changes}
        path.write_text(json.dumps(told) + "\n", encoding="utf-8")

    return change


def _giant(path: Path, ground: Ground) -> None:
    with path.open("wb") as log:
        log.write(b'{"by": "')
        for _ in range(1000):
            log.write(b"x" * 1_000_000)
        log.write(b'"}\n')


def _instead(make: Callable[[Path, Ground], object]) -> Callable[[Path, Ground], None]:
    def change(path: Path, ground: Ground) -> None:
        path.unlink()
        make(path, ground)

    return change


def _locks(path: Path, ground: Ground) -> None:
    for name in ("audit.jsonl.lock", ".audit.jsonl.lock", ".lock", "A.lock", ".A.lock"):
        path.with_name(name).write_text("1\n", encoding="utf-8")


def _held(path: Path, ground: Ground) -> None:
    """Hold the log as another process would that never lets go."""
    for place in (path, path.with_name("audit.jsonl.lock")):
        log = place.open("a")
        fcntl.flock(log, fcntl.LOCK_EX)
        OPEN.append(log)


OPEN: list[object] = []


def _logs() -> Iterator[Attack]:
    secret_log = json.dumps({"by": SECRET, "sha256": "0" * 64, "number": 1, "before": ""}) + "\n"

    def secret(path: Path, ground: Ground) -> None:
        (ground.outside / "audit.jsonl").write_text(secret_log, encoding="utf-8")
        path.symlink_to(ground.outside / "audit.jsonl")

    climbing = [{"folder": "../../../outside", "plan": "0" * 64, "run": "0" * 64, "values": {}}]
    for name, change, words, refuse in (
        ("forged", _forged, (), True),
        ("deep", lambda path, g: path.write_text("[" * 200_000 + "\n"), (), True),
        ("giant line", _giant, (), False),
        ("bytes", lambda path, g: path.write_bytes(b"\xff\x00\xfe\n" * 50), (), True),
        ("number", _line(number=10**400), (), True),
        ("infinite", _line(number=float("inf"), exit=float("nan")), (), True),
        ("climbing folder", _line(runs=climbing), (), True),
        ("escape codes", _line(by="\x1b]0;owned\x07\x1b[2J"), (), True),
        ("list", lambda path, g: path.write_text("[]\n5\nnull\n"), (), True),
        ("folder", _instead(lambda path, g: path.mkdir()), (), False),
        ("link", _instead(lambda path, g: path.symlink_to(g.victim)), (), False),
        (
            "link map",
            _instead(lambda path, g: path.symlink_to(g.victim)),
            ("map", "--out", "m"),
            False,
        ),
        ("link bundle", _instead(secret), ("bundle", "--out", "b.zip"), False),
        ("link new", _instead(lambda path, g: path.symlink_to(g.outside / "new.jsonl")), (), False),
        ("locks", _locks, (), False),
        ("lock held", _held, (), False),
        ("check writes", lambda path, g: None, ("report", "--check"), False),
        ("explain writes", lambda path, g: None, ("explain", "23504"), False),
    ):
        yield Attack("logs", name, _log(change, *words), refuse, quick=name in ("link", "list"))


def _environments() -> Iterator[Attack]:
    def verify(ground: Ground) -> list[str]:
        return ["verify", str(ground.run)]

    def no_tmp_zip(ground: Ground) -> list[str]:
        return ["verify", str(ground.sent / "A.zip")]

    def gone(ground: Ground) -> list[str]:
        shutil.copytree(ground.mine, ground.root / "tmp" / "x")
        link = ground.mine / "here"
        link.symlink_to(ground.mine / "never")
        return ["run", str(ground.sent / "small.yaml"), "--out", "here/out"]

    def read_only(ground: Ground) -> list[str]:
        ground.mine.chmod(0o555)
        return run_it(ground)

    def unreadable(ground: Ground) -> list[str]:
        (ground.sent / "people.xlsx").chmod(0)
        return run_it(ground)

    def sealed(ground: Ground) -> list[str]:
        ground.run.parent.chmod(0o555)
        return verify(ground)

    for name, environment in {
        "epoch text": {"SOURCE_DATE_EPOCH": "hôm qua"},
        "epoch minus": {"SOURCE_DATE_EPOCH": "-99999999999999"},
        "epoch huge": {"SOURCE_DATE_EPOCH": "9" * 40},
        "language": {"PLANNER_LANG": "../../etc/passwd"},
        "by lines": {"PLANNER_BY": "a\n{}\x1b[2J" * 1000},
        "no home": {"HOME": None, "XDG_CACHE_HOME": None, "MPLCONFIGDIR": None},
        "home file": {"HOME": "{root}/outside/secret.txt", "MPLCONFIGDIR": None},
        "tmp missing": {"TMPDIR": "/khong/co"},
        "posix": {"LANG": "C", "LC_ALL": "POSIX", "PYTHONIOENCODING": "ascii"},
        "columns": {"COLUMNS": "0", "LINES": "-1", "TERM": "x"},
        "columns text": {"COLUMNS": "nhiều"},
        "no path": {"PATH": ""},
        "gdal driver path": {"GDAL_DRIVER_PATH": "{root}/outside", "PROJ_DATA": "{root}/outside"},
        "time zone": {"TZ": "Khong/Co"},
    }.items():
        build = no_tmp_zip if name == "tmp missing" else run_it
        quick = name in ("epoch text", "columns")
        yield Attack("environment", name, build, False, environment=dict(environment), quick=quick)
    yield Attack("environment", "full disk", run_it, file_limit=20_000)
    yield Attack("environment", "full disk zip", no_tmp_zip, file_limit=20_000)
    yield Attack("environment", "no folder", gone, False)
    yield Attack("environment", "read-only", read_only, nobody=True)
    yield Attack("environment", "unreadable", unreadable, nobody=True)
    yield Attack("environment", "sealed log", sealed, False, nobody=True)


def attacks() -> Iterator[Attack]:
    """Give the attacks of this file."""
    yield from _logs()
    yield from _environments()
