"""What is only read changes nothing outside: journals that came with a folder are nobody's."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from commandline import Planner
from conftest import write_small

from planner.store.swap import JOURNAL, LOCK, finish

VICTIM = "của tôi.txt"


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory, planner: Planner) -> Path:
    """Make a run and a bundle of it, as an honest office sends them."""
    folder = write_small(tmp_path_factory.mktemp("office"))
    for words in (("run", "small.yaml", "--out", "A"), ("bundle", "A", "--out", "A.zip")):
        assert planner(*words, folder=folder).returncode in (0, 1)
    (folder / "grid.yaml").write_text("scenarios: [small.yaml]\n", encoding="utf-8")
    (folder / "office").mkdir()
    for name in ("units.gpkg", "people.csv"):
        shutil.copy(folder / name, folder / "office")
    return folder


def journals(place: Path, name: str, victim: str) -> None:
    """Lay down part folders as commands that were cut off leave them, to hit a file outside."""
    shapes = {
        # As versions before wrote them; as this one names them; with a seal of somebody else.
        f"{name}.part-abcdefgh": {},
        f"{name}.part-0123456789ab-0123456789abcdef": {"seal": "0" * 64, "hashes": {}},
    }
    for number, (part, more) in enumerate(shapes.items()):
        hidden = place / part
        (hidden / "new" / "x").mkdir(parents=True)
        (hidden / "new" / "x" / "evil.txt").write_text("evil", encoding="utf-8")
        (hidden / LOCK).write_bytes(b"")
        evil = str(place / "x" / "evil.txt") if number else "x/evil.txt"
        told = {"new": [evil, "../evil.txt"], "old": {victim: digest(place / victim)}}
        (hidden / JOURNAL).write_text(json.dumps(told | more), encoding="utf-8")


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def tree(top: Path, without: str) -> dict[str, str]:
    """Hash every file, but of what a command is there to write."""
    return {
        path.relative_to(top).as_posix(): digest(path)
        for path in sorted(top.rglob("*"))
        if path.is_file()
        and not path.relative_to(top).as_posix().startswith((without, "sent/audit.jsonl"))
    }


READING = {
    "verify": ["verify", "A"],
    "verify a bundle": ["verify", "A.zip"],
    "run a bundle": ["run", "A.zip", "--out", "out"],
    "compare": ["compare", "A", "A2", "--out", "out"],
    "map": ["map", "A", "--out", "out"],
    "explain": ["explain", "A", "00001"],
    "report": ["report", "A", "--check"],
    "comments": ["comments", "gop_y.csv"],
    "evaluate": ["evaluate", "small.yaml", "--plan", "A/plan.csv", "--out", "out"],
    "data check": ["data", "check", "office"],
    "sweep": ["sweep", "grid.yaml", "--out", "out"],
    "bundle": ["bundle", "A", "--out", "out.zip"],
    "country": ["country", "--out", "out"],
}
QUICK = ("verify",)


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(words, id=name, marks=() if name in QUICK else pytest.mark.slow)
        for name, words in READING.items()
    ],
)
def test_a_foreign_journal_is_never_finished(
    words: list[str], honest: Path, tmp_path: Path, planner: Planner
) -> None:
    sent = shutil.copytree(honest, tmp_path / "sent")
    shutil.copytree(sent / "A", sent / "A2")
    (sent / "gop_y.csv").write_text("code\n", encoding="utf-8")
    for victim in (sent / VICTIM, sent / "A" / VICTIM, tmp_path / VICTIM):
        victim.write_text("giữ", encoding="utf-8")
    journals(sent / "A", "", f"../{VICTIM}")
    for name in ("A", "out", "office"):
        journals(sent, f".{name}", f"../{VICTIM}")
    journals(sent, "", VICTIM)
    before = tree(tmp_path, "sent/out")
    done = planner(*words, folder=sent)
    assert done.returncode in (0, 1, 2, 5), done.stderr
    assert tree(tmp_path, "sent/out") == before
    assert "evil" not in {path.stem for path in sent.rglob("*") if ".part-" not in str(path)}


def test_a_foreign_journal_is_told(honest: Path, tmp_path: Path, planner: Planner) -> None:
    sent = shutil.copytree(honest, tmp_path / "sent")
    (sent / VICTIM).write_text("giữ", encoding="utf-8")
    journals(sent / "A", "", f"../{VICTIM}")
    done = planner("verify", "A", folder=sent)
    assert "nothing in it was touched" in done.stderr
    assert len(finish(sent / "A")) == 2
    assert (sent / VICTIM).read_text(encoding="utf-8") == "giữ"
