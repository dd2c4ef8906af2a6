"""Run one attack by the real command, and say how it ended."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import base
from .attack import SECRET, Attack, Ground
from .warm import NOBODY

# Of the processor: a clock would tell of other processes as well.
MOST_S = 30
MOST_MB = 2048
LOGS = ("audit.jsonl", "audit.jsonl.lock", ".audit.jsonl.lock", "audit.lock", ".audit.lock")
ORDER = ("in order", "70", "hang", "memory", "leak", "wrote outside", "accepted", "no sentence")


@dataclass(frozen=True)
class Outcome:
    """How an attack ended."""

    attack: Attack
    verdict: str
    code: int | None
    seconds: float
    peak_mb: float
    why: str


class Warm:
    """The process that lets commands begin; one for a session."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.attacks.warm"],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def end(self) -> None:
        """Let the process end."""
        self._process.communicate()

    def ask(self, words: list[str], folder: Path, tmp: Path, **more: object) -> dict[str, Any]:
        """Run a command in a folder, its output in `tmp`, and give how it ended."""
        asked = {"words": words, "folder": str(folder), "cold": False, "file_limit": None} | more
        asked |= {"out": str(tmp / "stdout"), "err": str(tmp / "stderr")}
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


def make_base(folder: Path, warm: Warm) -> Path:
    """Make the honest run and its bundle, once for all attacks."""
    sent, tmp = base.write(folder / "sent"), folder / "tmp"
    tmp.mkdir()
    for number, words in enumerate(
        (
            ["run", "small.yaml", "--out", "runs/A"],
            ["bundle", "runs/A", "--out", "A.zip"],
            ["verify", "A.zip"],
        )
    ):
        modules = str(tmp / f"modules{number}")
        done = warm.ask(words, sent, tmp, environment=dict(os.environ), modules=modules)
        assert done["code"] == 0, (tmp / "stdout").read_text() + (tmp / "stderr").read_text()
    return sent


def playground(root: Path, sent: Path) -> Ground:
    """Lay out a fresh playground."""
    ground = Ground(root)
    shutil.copytree(sent, ground.sent, symlinks=True)
    for name in ("mine", "outside", "home", "tmp"):
        (root / name).mkdir()
    ground.victim.write_text(f"{SECRET}\n", encoding="utf-8")
    base.write(ground.outside / "office", [SECRET, *base.NAMES[1:]])
    table = ground.outside / "office" / "people.csv"
    lines = [",".join(map(str, row)) for row in base.rows()]
    table.write_text("\n".join([*lines, f"99999,{SECRET},1"]) + "\n", encoding="utf-8")
    other = ground.sent / "runs" / "B"
    shutil.copytree(ground.run, other)
    return ground


def tree(ground: Ground, attack: Attack) -> dict[str, str]:
    """Hash everything that the command has to leave alone."""
    seen: dict[str, str] = {}
    for folder, folders, files in os.walk(ground.root):
        for name in (*folders, *files):
            path = Path(folder, name)
            place = path.relative_to(ground.root).as_posix()
            if place.split("/")[0] in ("mine", "home", "tmp") or name in LOGS:
                continue
            if any(place == free or place.startswith(f"{free}/") for free in attack.may_change):
                continue
            seen[place] = _mark(path)
    return seen


def _mark(path: Path) -> str:
    if path.is_symlink():
        return f"-> {path.readlink()}"
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    return "folder" if path.is_dir() else "other"


def _holds(content: bytes, depth: int = 0) -> bool:
    if SECRET.encode() in content:
        return True
    if depth < 2 and content[:2] == b"PK":
        faults = (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError)
        with suppress(*faults), zipfile.ZipFile(io.BytesIO(content)) as packed:
            infos = [info for info in packed.infolist() if info.file_size < 50_000_000]
            return any(_holds(packed.read(info), depth + 1) for info in infos[:500])
    return False


def leaks(ground: Ground, before: set[Path], printed: bytes, *, own_screen: bool) -> str:
    """Name where the secret turned up, if it did."""
    if SECRET.encode() in printed and not own_screen:
        return "printed"
    for path in ground.root.rglob("*"):
        if path.is_symlink() or not path.is_file() or ground.outside in path.parents:
            continue
        if path in before or path.stat().st_size > 300_000_000:
            continue
        if _holds(path.read_bytes()):
            return path.relative_to(ground.root).as_posix()
    return ""


def _environment(ground: Ground, attack: Attack) -> dict[str, str]:
    words = {
        "PATH": os.environ["PATH"],
        "HOME": str(ground.root / "home"),
        "TMPDIR": str(ground.root / "tmp"),
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "MPLCONFIGDIR": str(Path(tempfile.gettempdir()) / "attacks-matplotlib"),
    }
    for name, value in attack.environment.items():
        words.pop(name, None)
        if value is not None:
            words[name] = value.replace("{root}", str(ground.root))
    return words


def _refused(words: list[str], code: int | None) -> bool:
    doubted = words[0] in ("verify", "data", "comments")
    return code in (2, 3, 4, 5) or (code == 1 and doubted)


def attempt(attack: Attack, root: Path, sent: Path, warm: Warm) -> Outcome:
    """Make the playground, run the command, and judge what it did."""
    ground = playground(root, sent)
    words = attack.build(ground)
    if attack.nobody and os.getuid() == 0:
        for path in (root, *root.rglob("*")):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    before, files = tree(ground, attack), {*root.rglob("*")}
    out, err = root / "tmp" / "stdout", root / "tmp" / "stderr"
    begun = bool(attack.environment) or attack.file_limit is not None
    told = warm.ask(
        words,
        ground.mine,
        root / "tmp",
        environment=_environment(ground, attack),
        cold=begun,
        file_limit=attack.file_limit,
        nobody=attack.nobody,
    )
    code, seconds, peak, stopped = (told[key] for key in ("code", "cpu", "peak", "stopped"))
    printed = out.read_bytes() + err.read_bytes()
    after = tree(ground, attack)
    changed = sorted(place for place in {*after, *before} if before.get(place) != after.get(place))
    known = files | {out, err} if attack.own_screen else files - {out, err}
    leak = leaks(ground, known, printed, own_screen=attack.own_screen)
    verdict, why = _verdict(attack, words, code, printed, (stopped, seconds, peak, changed, leak))
    return Outcome(attack, verdict, code, seconds, peak, why)


def _verdict(
    attack: Attack,
    words: list[str],
    code: int | None,
    printed: bytes,
    seen: tuple[str, float, float, list[str], str],
) -> tuple[str, str]:
    stopped, seconds, peak, changed, leak = seen
    text = printed.decode(errors="replace").strip()
    last = " ⏎ ".join(text.splitlines()[-4:])[:300]
    if leak:
        return "leak", leak
    if changed:
        return "wrote outside", ", ".join(changed[:4])
    if "memory" in stopped or peak > MOST_MB:
        return "memory", stopped or last
    if stopped or seconds > MOST_S:
        return "hang", stopped or last
    if "Traceback (most recent call last)" in text or code not in (0, 1, 2, 3, 4, 5):
        return "70", last
    if not text:
        return "no sentence", ""
    if attack.must_refuse and not _refused(words, code):
        return "accepted", last
    return "in order", last
