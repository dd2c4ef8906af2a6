"""A command tried under guard: in a child with limits, its files held against those before.

Whatever is given to the program, five things hold: it ends by itself, with a code of its own,
in both languages, with the files of the user as they were, and with no file half written.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import resource
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from commandline import FORKS, _main

# No input may cost more; a wall is there for what sleeps.
MOST_SECONDS, MOST_BYTES, WALL_S = 30, 2 << 30, 200
DEFECT, CUT_OFF = 70, -9
OWN_CODES = {0, 1, 2, 3, 4}
# English that a Vietnamese line holds outside quotation is a sentence nobody translated.
ENGLISH = re.compile(
    r"\b(the|not|of|is|are|found|expected|cannot|invalid|error|with|must|file|"
    r"should|value|unknown|failed|unable|missing|input|key)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r"`[^`]*`|'[^']*'|\"[^\"]*\"|“[^”]*”|«[^»]*»|\([^()]*\)|\S*[./_=]\S*|--\S+")
VIETNAMESE = re.compile(r"[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]")


@dataclass
class Outcome:
    """What became of one command.

    Attributes
    ----------
    code : int
        Exit code; negative: the signal that ended it.
    out, err : str
        What it printed.
    memory_mb, seconds : float
        Largest resident memory, and processor time.
    lost : list of str
        Files that were there before, and are changed or gone.
    new : list of str
        Files that were not there before, paths from the folder.
    plain : bool
        Whether the console lacks the letters by which a language is known.
    """

    code: int
    out: str
    err: str
    memory_mb: float
    seconds: float
    lost: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    plain: bool = False

    @property
    def complaints(self) -> list[str]:
        """What may never be, whatever was given to the program."""
        found = []
        if self.code not in OWN_CODES:
            found.append(f"exit code {self.code}")
        if "Traceback" in self.err + self.out or 'File "' in self.err:
            found.append("a traceback on the screen")
        if self.lost:
            found.append(f"files of the user changed: {', '.join(self.lost)}")
        partial = [name for name in self.new if ".part-" in name or name.endswith((".new", ".tmp"))]
        if partial:
            found.append(f"left half written: {', '.join(partial)}")
        if self.code in (2, 3) and self.new:
            found.append(f"refused, and yet written: {', '.join(self.new)}")
        if self.code in (2, 3) and not self.plain:
            found += said_wrong(self.err)
        return found


def said_wrong(err: str) -> list[str]:
    """Say what a message lacks: a language, a place, what was expected, a mend."""
    lines = [line for line in err.splitlines() if line.strip()]
    if not lines:
        return ["refused without a word"]
    found = []
    if not any(VIETNAMESE.search(line.lower()) for line in lines):
        found.append("nothing in Vietnamese")
    for line in lines:
        if "; cần " not in line:
            continue
        own = QUOTED.sub(" ", line)
        words = {word.lower() for word in ENGLISH.findall(own)}
        if len(words) > 1:
            found.append(f"English in a Vietnamese line: {line[:200]}")
    if not any("→" in line for line in lines):
        found.append("a message without a mend")
    return found


def files_of(folder: Path) -> dict[str, str]:
    """Hash every file below a folder; what cannot be read is there all the same."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = f"→ {path.readlink()}"
        elif path.is_file():
            try:
                found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
            except OSError:
                found[name] = "unreadable"
        elif path.is_dir() and not any(True for _ in _inside(path)):
            found[name + "/"] = "empty"
    return found


def _inside(path: Path) -> list[Path]:
    try:
        return list(path.iterdir())
    except OSError:
        return []


def tried(
    words: Sequence[object],
    folder: Path,
    *,
    encoding: str = "utf-8",
    environment: Mapping[str, str] | None = None,
    mine: Sequence[str] = (),
) -> Outcome:
    """Run ``planner`` with limits, and say what became of it and of the files.

    Parameters
    ----------
    words : sequence
        The command line.
    folder : Path
        Where it runs; every file in it is watched.
    encoding : str
        Of the console.
    environment : mapping, optional
        Further variables.
    mine : sequence of str
        Beginnings of the paths that the command may replace, with ``--force``.
    """
    before = files_of(folder)
    given = [str(word) for word in words]
    with tempfile.TemporaryDirectory() as name:
        out, err = Path(name) / "out", Path(name) / "err"
        told = Path(name) / "memory"
        process = FORKS.Process(
            target=_limited,
            args=(
                given,
                str(folder),
                str(out),
                str(err),
                dict(os.environ) | {"TMPDIR": name} | dict(environment or {}),
                encoding,
                str(told),
            ),
        )
        process.start()
        process.join(WALL_S)
        if process.exitcode is None:
            process.kill()
            process.join()
        printed = [
            path.read_bytes().decode(encoding, "replace") if path.exists() else ""
            for path in (out, err)
        ]
        used = [float(each) for each in (told.read_text() if told.exists() else "0 0").split()]
        if process.exitcode == DEFECT and os.environ.get("KEEP_REPORTS"):
            for path in [*Path(name).glob("planner-defect-*"), *folder.rglob("planner-defect-*")]:
                shutil.copy(path, os.environ["KEEP_REPORTS"])
    after = files_of(folder)
    kept = {key: digest for key, digest in before.items() if not key.startswith(tuple(mine))}
    lost = sorted(key for key, digest in kept.items() if after.get(key) != digest)
    new = sorted(after.keys() - before.keys())
    return Outcome(
        int(process.exitcode or 0), *printed, *used, lost, new, plain=not encoding.startswith("utf")
    )


def _limited(
    words: list[str],
    folder: str,
    out: str,
    err: str,
    environment: dict[str, str],
    encoding: str,
    told: str,
) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_BYTES, MOST_BYTES))
    tempfile.tempdir = None
    if encoding != "utf-8":
        for name in ("stdout", "stderr"):
            stream = getattr(sys, name)
            assert isinstance(stream, io.TextIOWrapper)
            stream.reconfigure(encoding=encoding, errors="strict")
    try:
        _main(words, folder, out, err, environment)
    finally:
        used = resource.getrusage(resource.RUSAGE_SELF)
        seconds = used.ru_utime + used.ru_stime
        Path(told).write_text(f"{used.ru_maxrss / 1024:.1f} {seconds:.3f}", encoding="ascii")
