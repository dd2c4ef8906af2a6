"""Two offices: a bundle made in one clone is verified and made again, byte by byte, in another.

``python tests/store/bundle/two_offices.py FOLDER [SCENARIO ...]`` clones this repository into two
folders, sets up an environment in each by ``install.sh``, packs a run in the first, and lets the
second, in another folder, with another home, language and zone, and as nobody where it was started
by root and nobody may read Python there, verify it and run it again.  It prints what it found.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

REPOSITORY = Path(__file__).parents[3]
SCENARIOS = ("vietnam:cao_bang@2026", "scenarios/ha_tinh_2026.yaml")
NOBODY = 65534
# What an office has of its own, besides its folder.
FIRST = {"LANG": "C", "TZ": "UTC", "PLANNER_LANG": "en", "PYTHONHASHSEED": "1"}
SECOND = {
    "LANG": "vi_VN.UTF-8",
    "LC_ALL": "vi_VN.UTF-8",
    "TZ": "Asia/Ho_Chi_Minh",
    "PLANNER_LANG": "vi",
    "PYTHONHASHSEED": "2",
}


def office(folder: Path) -> Path:
    """Clone the repository into a folder, and set it up."""
    if not folder.exists():
        subprocess.run(["git", "clone", "--quiet", REPOSITORY, folder], check=True)
        done = subprocess.run(
            ["sh", "install.sh"], cwd=folder, check=False, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
    return folder


def called(place: Path, own: dict[str, str], *words: object, user: int | None = None) -> str:
    """Give a command in an office, and what it printed; 1 is a run with something unsatisfied."""
    home = place.parent / "home"
    home.mkdir(mode=0o777, exist_ok=True)
    kept = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
    done = subprocess.run(
        [place / ".venv" / "bin" / "planner", *map(str, words)],
        cwd=home,
        env=kept | own | {"HOME": str(home), "TMPDIR": str(home)},
        user=user,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode in (0, 1), f"{words}: {done.returncode}\n{done.stderr}"
    return done.stdout


def different(bundle: Path, again: Path) -> list[str]:
    """Name the files of a run that are not, byte by byte, those of a bundle; not its clock."""
    found = []
    with zipfile.ZipFile(bundle) as packed:
        runs = [name for name in packed.namelist() if name.startswith("run/")]
        for name in runs:
            one, path = packed.read(name), again / name.removeprefix("run/")
            other = path.read_bytes() if path.is_file() else b""
            if name.endswith("/result.json"):
                records = [json.loads(each or b"{}") for each in (one, other)]
                for record in records:
                    record.pop("timing", None)
                same = records[0] == records[1]
            else:
                same = one == other
            if not same:
                found.append(name)
    return found if runs else ["no file of a run"]


def other_user(place: Path) -> int | None:
    """Take nobody for the second office, if started by root and nobody may read Python there."""
    if os.getuid() != 0:
        return None
    python = [str(place / ".venv" / "bin" / "python"), "-c", "import planner.cli"]
    try:
        return NOBODY if subprocess.run(python, user=NOBODY, check=False).returncode == 0 else None
    except PermissionError:
        return None


def main(words: Sequence[str]) -> int:
    """Do it for every scenario."""
    top = Path(words[0]).resolve()
    top.mkdir(parents=True, exist_ok=True)
    top.chmod(0o755)
    one, two = office(top / "Sở Nội vụ" / "planner"), office(top / "b" / "c" / "bo")
    user = other_user(two)
    print(f"the second office: {'nobody' if user else f'user {os.getuid()}'}", flush=True)
    faults = 0
    for scenario in words[1:] or SCENARIOS:
        given = one / scenario if (one / scenario).is_file() else scenario
        name = Path(scenario.rpartition(":")[2]).stem.partition("@")[0]
        run = one.parent / "home" / name
        called(one, FIRST, "run", given, "--out", run, "--force")
        bundle = two.parent / f"{name}.zip"
        bundle.unlink(missing_ok=True)
        called(one, FIRST, "bundle", run, "--out", bundle)
        bundle.chmod(0o644)
        two.parent.joinpath("home").mkdir(mode=0o777, exist_ok=True)
        two.parent.joinpath("home").chmod(0o777)
        told = called(two, SECOND, "verify", bundle, user=user)
        again = two.parent / "home" / name
        called(two, SECOND, "run", bundle, "--out", again, "--force", user=user)
        wrong = different(bundle, again)
        faults += bool(wrong)
        print(f"{name}: {told.strip().splitlines()[-1].strip()}")
        print(f"{name}: made again, {', '.join(wrong) or 'every byte the same'}", flush=True)
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
