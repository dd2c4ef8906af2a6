"""Consoles: what they lack of Vietnamese letters, and which language is printed."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

import pytest
from commandline import FORKS, _main
from conftest import Planner


def _in(encoding: str, words: list[str], *rest: str) -> None:
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding=encoding, errors="strict")  # type: ignore[union-attr]
    _main(words, *rest, dict(os.environ))


def printed(encoding: str, *words: str) -> tuple[int, bytes, bytes]:
    with tempfile.TemporaryDirectory() as name:
        out, err = Path(name) / "out", Path(name) / "err"
        process = FORKS.Process(target=_in, args=(encoding, list(words), name, str(out), str(err)))
        process.start()
        process.join()
        return int(process.exitcode or 0), out.read_bytes(), err.read_bytes()


SHOWN = {
    "ascii": "Nghi quyet 76/2025/UBTVQH15 - sap xep cap xa nam 2025",
    "cp1252": "Nghi quyet 76/2025/UBTVQH15 – sap xep cap xã nam 2025",
    "cp1258": "76/2025/UBTVQH15",
    "utf-8": "Nghị quyết 76/2025/UBTVQH15 – sắp xếp cấp xã năm 2025",
}
REFUSED = {
    "ascii": "none.yaml: khong co tep hoac thu muc nay; can tep co that va doc duoc. ->",
    "cp1252": "none.yaml: không có tep hoac thu muc này; can tep có that và doc duoc. ->",
    "cp1258": "none.yaml: ",
    "utf-8": "none.yaml: không có tệp hoặc thư mục này; cần tệp có thật và đọc được. →",
}


@pytest.mark.parametrize("encoding", SHOWN)
def test_vietnamese_on_a_console(encoding: str) -> None:
    code, out, err = printed(encoding, "--lang", "vi", "rules", "show", "vn-commune-76-2025")
    assert (code, err) == (0, b"")
    assert SHOWN[encoding] in out.decode(encoding)
    code, out, err = printed(encoding, "--lang", "vi", "check", "none.yaml")
    assert (code, out) == (2, b"")
    assert REFUSED[encoding] in err.decode(encoding)


@pytest.mark.parametrize("encoding", SHOWN)
def test_json_on_a_console_is_the_same_json(encoding: str) -> None:
    code, out, _ = printed(encoding, "rules", "list", "--json")
    told = {each["id"]: each["title_vi"] for each in json.loads(out)}
    assert told["vn-commune-76-2025"].startswith("Nghị quyết 76/2025/UBTVQH15 – sắp xếp cấp xã")
    assert code == 0


def test_a_name_that_is_no_text_is_printed_all_the_same() -> None:
    code, _, err = printed("utf-8", "check", os.fsdecode(b"k\xff.yaml"))
    assert code == 2
    assert b"k?.yaml" in err


def test_the_language_is_asked_for_in_three_ways(
    small: Path, planner: Planner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the option, by the environment, and Vietnamese alone where neither is there."""
    vi, en = "không có tệp hoặc thư mục này", "No such file or directory"
    monkeypatch.delenv("PLANNER_LANG", raising=False)
    told = planner("run", "none.yaml", folder=small).stderr
    assert vi in told and en not in told
    told = planner("--lang", "both", "run", "none.yaml", folder=small).stderr
    assert told.index(vi) < told.index(en)
    told = planner("--lang", "en", "run", "none.yaml", folder=small).stderr
    assert en in told and vi not in told
    monkeypatch.setenv("PLANNER_LANG", "en")
    assert vi in planner("--lang", "vi", "run", "none.yaml", folder=small).stderr
    refused = planner("--lang", "fr", "rules", "list", folder=small)
    assert refused.returncode == 2 and "vi, en, both" in refused.stderr
