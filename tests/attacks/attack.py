"""One attack: what a stranger sends, and how the command that reads it has to end."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import yaml

# Stands in files outside of what was sent: wherever else it turns up, something leaked.
SECRET = "chim-hoàng-yến-7f3a91c2"


@dataclass(frozen=True)
class Ground:
    """The playground of one attack.

    `outside` is nobody's business; `sent` came from the stranger (a working folder with
    `small.yaml`, `runs/A`, `A.zip`); `mine` is where the user stands, and everything may be
    written there.
    """

    root: Path

    @property
    def outside(self) -> Path:
        """Give the folder of canaries."""
        return self.root / "outside"

    @property
    def sent(self) -> Path:
        """Give what the stranger sent."""
        return self.root / "sent"

    @property
    def mine(self) -> Path:
        """Give the folder in which the command runs."""
        return self.root / "mine"

    @property
    def run(self) -> Path:
        """Give the run folder that the stranger sent."""
        return self.sent / "runs" / "A"

    @property
    def victim(self) -> Path:
        """Give a file outside that must neither be read nor changed."""
        return self.outside / "secret.txt"


@dataclass(frozen=True)
class Attack:
    """What is sent, and what must come of it.

    Attributes
    ----------
    build
        Writes the evil input, and gives the words after ``planner``.
    must_refuse
        Whether success would itself be a fault.
    may_change
        Paths from the root of the playground that the command may change, besides `mine` and logs.
    environment
        Variables that are set (or, where None, missing); `{root}` is the playground.
    file_limit
        Bytes that a file of the command may have, as on a disk that is full.
    nobody
        Whether the command runs as a user without privileges.
    quick
        Whether it is tried each time.
    own_screen
        Whether a refusal may quote, to the user alone, a file that he may read: docs/threats.md
        names what is not covered.
    """

    family: str
    name: str
    build: Callable[[Ground], list[str]]
    must_refuse: bool = True
    may_change: tuple[str, ...] = ()
    environment: dict[str, str | None] = field(default_factory=dict)
    file_limit: int | None = None
    nobody: bool = False
    quick: bool = False
    own_screen: bool = False

    @property
    def label(self) -> str:
        """Name family and attack, for one to be picked."""
        return f"{self.family}-{self.name}".replace(" ", "_")


def scenario(ground: Ground, **changes: object) -> Path:
    """Write the stranger's scenario anew, with keys (`units__boundaries`) that are changed."""
    path = ground.sent / "small.yaml"
    whole = yaml.safe_load(path.read_text(encoding="utf-8"))
    for key, value in changes.items():
        *parents, last = key.split("__")
        place = whole
        for parent in parents:
            place = place.setdefault(parent, {})
        place[last] = value
    path.write_text(yaml.safe_dump(whole, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def run_it(ground: Ground, *words: str) -> list[str]:
    """Run the stranger's scenario."""
    return ["run", str(ground.sent / "small.yaml"), "--out", "out", *words]


def entries(ground: Ground) -> dict[str, bytes]:
    """Read the honest bundle."""
    with zipfile.ZipFile(ground.sent / "A.zip") as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def listed(files: dict[str, bytes]) -> dict[str, bytes]:
    """Let the list of a bundle say what is now in it."""
    index = json.loads(files["bundle.json"])
    index["files"] = {
        name: hashlib.sha256(content).hexdigest()
        for name, content in sorted(files.items())
        if name != "bundle.json" and not name.endswith("/")
    }
    return {**files, "bundle.json": json.dumps(index, indent=1).encode()}


def packed(
    ground: Ground,
    files: dict[str, bytes],
    more: Iterable[tuple[str | zipfile.ZipInfo, bytes]] = (),
) -> str:
    """Pack files, and more that no honest program would pack."""
    path = ground.sent / "evil.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in files.items():
            bundle.writestr(name, content)
        for place, content in more:
            if isinstance(place, zipfile.ZipInfo):
                bundle.writestr(place, content, zipfile.ZIP_DEFLATED)
            else:
                bundle.writestr(place, content)
    return str(path)


def signed(run: Path) -> None:
    """Let the result of a run say the hashes of the files as they are now."""
    place = run / "result.json"
    result = json.loads(place.read_text(encoding="utf-8"))
    for name in result["files"]:
        path = run / name
        if name != "result.json" and path.is_file():
            result["files"][name] = hashlib.sha256(path.read_bytes()).hexdigest()
    place.write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")
