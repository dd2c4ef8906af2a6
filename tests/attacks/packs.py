"""Journals of swaps that never were, archives, and run folders that say the impossible."""

from __future__ import annotations

import hashlib
import io
import json
import os
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from .attack import Attack, Ground, entries, listed, packed, signed

JOURNAL = ".part-u53zzs35"


def _journal(
    folder: Path, new: list[str], old: list[str], marks: dict[str, str] | None = None
) -> None:
    """Leave what a run leaves that is killed while it puts its files in place."""
    part = folder / JOURNAL
    part.mkdir(parents=True)
    made = hashlib.sha256(b"evil").hexdigest()
    told = {"new": new, "old": {name: (marks or {}).get(name, made) for name in old}}
    (part / "journal.json").write_text(json.dumps(told), encoding="utf-8")
    for name in {*new, *old}:
        if Path(name).name not in ("", "..") and not (part / Path(name).name).is_dir():
            (part / Path(name).name).write_bytes(b"evil")
        inside = Path(os.path.normpath(part / name))
        if not Path(name).is_absolute() and part in inside.parents:
            inside.parent.mkdir(parents=True, exist_ok=True)
            inside.write_bytes(b"evil")
    for name in ("old", "new", "kept"):
        (part / name).mkdir(exist_ok=True)
        (part / name / "secret.txt").write_bytes(b"evil")


def _of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _commands(ground: Ground) -> dict[str, list[str]]:
    run = str(ground.run)
    return {
        "verify": ["verify", run],
        "map": ["map", run, "--out", "sheets"],
        "report": ["report", run, "--out", "dossier"],
        "check": ["report", run, "--check"],
        "compare": ["compare", run, str(ground.sent / "runs" / "B"), "--out", "side"],
        "bundle": ["bundle", run, "--out", "again.zip"],
        "explain": ["explain", run, "--prices", "--out", "prices"],
    }


def _journals() -> Iterator[Attack]:
    def inside(names: list[str], old: bool, command: str) -> Callable[[Ground], list[str]]:
        def build(ground: Ground) -> list[str]:
            real = [name.replace("{root}", str(ground.root)) for name in names]
            marks = dict.fromkeys(real, _of(ground.victim))
            _journal(ground.run, [] if old else real, real if old else [], marks)
            return _commands(ground)[command]

        return build

    def above(command: str) -> Callable[[Ground], list[str]]:
        def build(ground: Ground) -> list[str]:
            folder = ground.run.parent
            names = ["B/plan.csv", "B/result.json", "../../outside/secret.txt"]
            _journal(folder, names, ["B/plan.csv"], {"B/plan.csv": _of(folder / "B" / "plan.csv")})
            return _commands(ground)[command]

        return build

    def linked(ground: Ground) -> list[str]:
        (ground.run / JOURNAL).symlink_to(ground.outside)
        told = {"new": ["secret.txt"], "old": {}}
        (ground.outside / "journal.json").write_text(json.dumps(told), encoding="utf-8")
        return _commands(ground)["verify"]

    def in_zip(place: str) -> Callable[[Ground], list[str]]:
        def build(ground: Ground) -> list[str]:
            told = {"new": ["../../../../outside/secret.txt", str(ground.victim)], "old": {}}
            files = entries(ground)
            files[f"{place}{JOURNAL}/journal.json"] = json.dumps(told).encode()
            files[f"{place}{JOURNAL}/secret.txt"] = b"evil"
            return ["verify", packed(ground, listed(files))]

        return build

    def raw(content: bytes) -> Callable[[Ground], list[str]]:
        def build(ground: Ground) -> list[str]:
            (ground.run / JOURNAL).mkdir()
            (ground.run / JOURNAL / "journal.json").write_bytes(content)
            return _commands(ground)["verify"]

        return build

    up = ["../../../outside/secret.txt"]
    for name, build in {
        "climbing new verify": inside(up, False, "verify"),
        "climbing old verify": inside(up, True, "verify"),
        "absolute new verify": inside(["{root}/outside/secret.txt"], False, "verify"),
        "absolute old map": inside(["{root}/outside/secret.txt"], True, "map"),
        "climbing new map": inside(up, False, "map"),
        "climbing new report": inside(up, False, "report"),
        "climbing new compare": inside(up, False, "compare"),
        "climbing new bundle": inside(up, False, "bundle"),
        "climbing new explain": inside(up, False, "explain"),
        "sister run": inside(["../B/plan.csv", "../B/result.json"], False, "verify"),
        "folder outside": inside(["../../../outside"], False, "verify"),
        "itself": inside([".", "..", ""], False, "verify"),
        "parent verify": above("verify"),
        "parent check": above("check"),
        "link verify": linked,
        "no json": raw(b"\x00\xff{"),
        "deep json": raw(b"[" * 100_000),
        "numbers": raw(b'{"new": [1, null, {}], "old": {"plan.csv": 5}}'),
    }.items():
        quick = name in ("climbing new verify", "parent verify")
        yield Attack("journals", name, build, False, ("sent/runs/A",), quick=quick)
    yield Attack("journals", "zip run", in_zip("run/"))
    yield Attack("journals", "zip top", in_zip(""))


def _link(name: str, to: str) -> tuple[zipfile.ZipInfo, bytes]:
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info, to.encode()


def _with(
    *names: str, also_listed: bool = True, content: bytes = b"evil"
) -> Callable[[Ground], list[str]]:
    def build(ground: Ground) -> list[str]:
        real = [name.replace("{root}", str(ground.root)) for name in names]
        files = entries(ground)
        files = listed({**files, **dict.fromkeys(real, content)}) if also_listed else files
        kept = {name: files[name] for name in files if name not in real}
        return ["verify", packed(ground, kept, [(name, content) for name in real])]

    return build


def _changed(change: Callable[[bytes], bytes]) -> Callable[[Ground], list[str]]:
    def build(ground: Ground) -> list[str]:
        path = ground.sent / "evil.zip"
        path.write_bytes(change((ground.sent / "A.zip").read_bytes()))
        return ["verify", str(path)]

    return build


def _lie_of_size(raw: bytes) -> bytes:
    """Let the central list say that its first entry has 10 bytes."""
    place = raw.index(b"PK\x01\x02")
    return raw[: place + 24] + struct.pack("<I", 10) + raw[place + 28 :]


def _nested() -> bytes:
    content = bytes(10_000_000)
    for _ in range(4):
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed_in:
            for number in range(8):
                packed_in.writestr(f"{number}.zip", content)
        content = held.getvalue()
    return content


def _archives() -> Iterator[Attack]:
    def linked(ground: Ground) -> list[str]:
        files = listed({**entries(ground), "run/plan.csv": str(ground.victim).encode()})
        del files["run/plan.csv"]
        return ["verify", packed(ground, files, [_link("run/plan.csv", str(ground.victim))])]

    def linked_folder(ground: Ground) -> list[str]:
        files = listed({**entries(ground), "run/x": b"", "run/x/secret.txt": b"evil"})
        del files["run/x"], files["run/x/secret.txt"]
        more = [_link("run/x", str(ground.outside)), ("run/x/secret.txt", b"evil")]
        return ["verify", packed(ground, files, more)]

    def twice(ground: Ground) -> list[str]:
        return ["verify", packed(ground, entries(ground), [("run/plan.csv", b"code,new_code\n")])]

    def many(ground: Ground) -> list[str]:
        more = [(f"run/{number}.txt", b"") for number in range(100_000)]
        return ["verify", packed(ground, entries(ground), more)]

    def no_list(ground: Ground) -> list[str]:
        files = entries(ground)
        del files["bundle.json"]
        return ["verify", packed(ground, files)]

    def run_out(ground: Ground) -> list[str]:
        build = _with("../../mine/again/../../outside/x.txt", "/{root}/outside/y.txt")
        return ["run", build(ground)[1], "--out", "again"]

    big = bytes(600_000_000)
    for name, build in {
        "slip": _with("../../outside/slip.txt"),
        "slip in run": _with("run/../../../outside/slip.txt", "run/../../outside/slip2.txt"),
        "slip unlisted": _with("../outside/slip.txt", also_listed=False),
        "absolute": _with("{root}/outside/slip.txt"),
        "drive": _with("C:\\Windows\\evil.txt", "D:evil.txt"),
        "unc": _with("\\\\10.0.0.1\\share\\evil.txt", "//10.0.0.1/share/evil.txt"),
        "backslash": _with("run\\..\\..\\..\\outside\\slip.txt"),
        "hidden": _with("run/.bashrc", ".x", "inputs/.git/config"),
        "control": _with("run/a\nb.txt", "run/\x1b[2Jc", "run/\u202egpj.exe"),
        "case": _with("RUN/plan.csv", "run/PLAN.CSV"),
        "file and folder": _with("run/plan.csv/", "run/plan.csv/x"),
        "long name": _with("run/" + "a" * 5000 + ".csv"),
        "devices": _with("run/CON", "run/nul.csv", "run/plan.csv:stream"),
        "link": linked,
        "link folder": linked_folder,
        "twice": twice,
        "many": many,
        "no list": no_list,
        "run out": run_out,
        "ratio": lambda ground: _with("run/map2.html", content=big)(ground),
    }.items():
        yield Attack("archives", name, build, quick=name in ("slip", "link", "case"))
    for name, change in {
        "truncated": lambda raw: raw[: len(raw) * 2 // 3],
        "wrong crc": lambda raw: raw[:200] + bytes([raw[200] ^ 255]) + raw[201:],
        "no zip": lambda raw: b"PK\x03\x04" + bytes(5000),
        "lie of size": _lie_of_size,
        "nested": lambda raw: _nested(),
    }.items():
        yield Attack(
            "broken-zips", name, _changed(change), quick=name in ("truncated", "lie of size")
        )


def _edit(
    name: str, change: Callable[[Any], Any], command: str = "verify"
) -> Callable[[Ground], list[str]]:
    def build(ground: Ground) -> list[str]:
        path = ground.run / name
        told = change(json.loads(path.read_text(encoding="utf-8")))
        path.write_text(told if isinstance(told, str) else json.dumps(told), encoding="utf-8")
        return _commands(ground)[command]

    return build


def _put(key: str, value: object) -> Callable[[Any], Any]:
    def change(whole: Any) -> Any:
        *parents, last = key.split(".")
        place = whole
        for parent in parents:
            place = place[int(parent)] if parent.isdigit() else place[parent]
        place[int(last) if last.isdigit() else last] = value
        return whole

    return change


def _file(
    name: str, content: bytes, command: str = "verify", sign: bool = False
) -> Callable[[Ground], list[str]]:
    def build(ground: Ground) -> list[str]:
        (ground.run / name).write_bytes(content)
        if sign:
            signed(ground.run)
        return _commands(ground)[command]

    return build


def _runs() -> Iterator[Attack]:
    deep = "[" * 50_000 + "]" * 50_000
    for name, build in {
        "certificate deep": _edit("certificate.json", lambda whole: deep),
        "result deep": _edit("result.json", lambda whole: deep),
        "stages text": _edit("certificate.json", _put("stages", "none")),
        "stages many": _edit("certificate.json", lambda w: {**w, "stages": w["stages"] * 5000}),
        "members huge": _edit("certificate.json", _put("problem.groups.max_members", 10**9)),
        "members 400 digits": _edit(
            "certificate.json", _put("problem.groups.max_members", 10**400)
        ),
        "pool size": _edit("certificate.json", _put("pool.size", -1)),
        "count": _edit("certificate.json", _put("problem.count", [10**30, float("nan")])),
        "edges": _edit("certificate.json", _put("problem.edges", [["23500"], 5, None])),
        "plan cycle": _edit("certificate.json", _put("plan", {"../../x": ["../../x"]})),
        "people infinite": _edit("certificate.json", _put("problem.units.0.people", float("inf"))),
        "people text": _edit("certificate.json", _put("problem.units.0.people", "<script>")),
        "result list": _edit("result.json", lambda whole: []),
        "inputs climb": _edit(
            "result.json", _put("inputs.0.name", "../../../outside/office/people.csv"), "bundle"
        ),
        "folder elsewhere": _edit("result.json", _put("timing.folder", "/etc"), "bundle"),
        "scenario elsewhere": _edit(
            "result.json", _put("timing.scenario", "/etc/passwd"), "bundle"
        ),
        "plan garbage": _file("plan.csv", os.urandom(4096), sign=True),
        "units garbage": _file("units.gpkg", b"SQLite format 3\x00" + os.urandom(4096), sign=True),
        "units garbage map": _file("units.gpkg", b"SQLite format 3\x00" + bytes(9000), "map"),
        "rules garbage": _file("ruleset.yaml", b"a: &a [x,x]\n", sign=True),
    }.items():
        yield Attack("runs", name, build, quick=name in ("stages text", "inputs climb"))

    def garbage(ground: Ground) -> list[str]:
        files = entries(ground)
        for name in files:
            if name.startswith("inputs/") and not name.endswith(".yaml"):
                files[name] = os.urandom(2000)
        return ["verify", packed(ground, listed(files))]

    yield Attack("broken-zips", "inputs garbage", garbage)


def attacks() -> Iterator[Attack]:
    """Give the attacks of this file."""
    yield from _journals()
    yield from _archives()
    yield from _runs()
