"""Edition: which embedded data are used, those that are shipped or a later update of them."""

from __future__ import annotations

import datetime
import shutil
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq
from platformdirs import user_data_dir
from pydantic import BaseModel, ConfigDict, Field

from planner.errors import InputError, Problem, listed, raise_if_any, system_fault
from planner.gate.archive import LIST, pack, unpack
from planner.gate.documents import read_yaml, validate
from planner.gate.files import digest_of
from planner.words import Text
from planner.words.text import say

STATED = "boundaries/edition.yaml"
"""What a folder of data says of itself."""
DATA, CHOSEN = "data", "chosen"


class Edition(BaseModel):
    """An edition of the embedded data."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    as_of: datetime.date
    """The day whose units it has: those in force, with their names, kinds and codes."""
    title: Text
    """What it brings."""
    sha256: str = Field(default="", pattern="^([0-9a-f]{64})?$")
    """Hash of the file that it came in; empty: shipped with the program."""

    @property
    def text(self) -> Text:
        """Name it, as every run prints it."""
        day = self.as_of
        both = Text(f"{day:%d/%m/%Y}", f"{day:%d %B %Y}")
        if not self.sha256:
            return say("Embedded data as of {day} ({title}).", day=both, title=self.title)
        return say(
            "Embedded data as of {day} ({title}), an update with the hash {digest}….",
            day=both,
            title=self.title,
            digest=self.sha256[:12],
        )


def shipped_folder() -> Path:
    """Find the tables that came with the program: in the installed package or the checkout.

    Raises
    ------
    InputError
        Neither is there: the installation is damaged.
    """
    package = Path(__file__).parents[1]
    for folder in (package / DATA, package.parent / DATA):
        if (folder / "facts").is_dir():
            return folder
    raise InputError(
        Problem(
            str(package),
            say("no folder of data"),
            say("the shipped tables"),
            say("install planner again"),
        )
    )


@cache
def data_folder() -> Path:
    """Find the tables that the program needs: of an update that was chosen, or as shipped.

    Where a new version of the program ships later data than the update, those are used.

    Raises
    ------
    InputError
        See :func:`shipped_folder`.
    """
    shipped = shipped_folder()
    with suppress(OSError, InputError, ValueError):  # a broken update is none
        name = (updates() / CHOSEN).read_text(encoding="ascii").strip()
        folder = updates() / name
        if name == folder.name and stated(folder).as_of >= stated(shipped).as_of:
            return folder / DATA
    return shipped


def updates() -> Path:
    """Say where updates of this user lie."""
    return Path(user_data_dir("planner", appauthor=False)) / "editions"


def stated(folder: Path) -> Edition:
    """Read what a folder of data, or of an update, says of itself.

    Raises
    ------
    InputError
        It says nothing that this version reads.
    """
    inside = folder / DATA / STATED
    place = inside if inside.is_file() else folder / STATED
    return validate(Edition, read_yaml(place), str(place))


def edition() -> Edition:
    """Read which edition is used."""
    folder = data_folder()
    used = stated(folder)
    return used.model_copy(update={"sha256": folder.parent.name}) if _is_update(folder) else used


def _is_update(folder: Path) -> bool:
    return folder.parent.parent == updates()


def pack_update(folder: Path, path: Path) -> str:
    """Pack a folder of data into an update: the same bytes for the same files.

    Returns
    -------
    str
        Its hash, which whoever sends it says by another way.
    """
    with TemporaryDirectory() as place:
        copied = Path(place) / DATA
        hidden = shutil.ignore_patterns("__pycache__", ".*")
        shutil.copytree(folder, copied, ignore=hidden)
        pack(Path(place), path, {"edition": stated(copied).as_of.isoformat()})
    return digest_of(path)


def update(path: Path, sha256: str) -> Edition:
    """Use an update from now on.

    Parameters
    ----------
    path : Path
        As :func:`pack_update` writes it.
    sha256 : str
        Its hash, as its sender says by another way than the file itself: in a letter, on a page.

    Returns
    -------
    Edition
        Which is used from now on.

    Raises
    ------
    InputError
        The file has another hash, is damaged, lacks a table, or is older than what is shipped.
    """
    digest = digest_of(path) if path.is_file() else ""
    if digest != sha256.strip().lower():
        raise InputError(
            Problem(
                str(path),
                say("a file with the hash {digest}", digest=digest)
                if digest
                else say("No such file or directory"),
                say("the file with the hash {digest}", digest=sha256),
                say("ask its sender for the file, and for its hash by another way"),
            )
        )
    home = updates()
    try:
        home.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=home) as place:
            fresh = Path(place) / digest
            fresh.mkdir()
            unpack(path, fresh)
            (fresh / LIST).unlink()
            _check(fresh, path)
            if not (home / digest).is_dir():
                fresh.rename(home / digest)
        _choose(digest)
    except OSError as error:
        raise InputError(
            Problem(
                str(home),
                system_fault(error),
                say("a folder in which files can be written and replaced"),
                say("mend its rights, or free the disk"),
            )
        ) from error
    return edition()


def use_shipped() -> Edition:
    """Use what is shipped again; updates stay where they are."""
    (updates() / CHOSEN).unlink(missing_ok=True)
    data_folder.cache_clear()
    return edition()


def _choose(name: str) -> None:
    fresh = updates() / f"{CHOSEN}.new"
    fresh.write_text(name, encoding="ascii")
    fresh.replace(updates() / CHOSEN)
    data_folder.cache_clear()


def _check(fresh: Path, path: Path) -> None:
    """Refuse an update that lacks what is shipped, or holds it otherwise."""
    shipped = shipped_folder()
    new, old = stated(fresh), stated(shipped)
    names = [p.relative_to(shipped).as_posix() for p in shipped.rglob("*") if p.is_file()]
    needed = sorted(name for name in names if "__pycache__" not in name)
    missing = [name for name in needed if not (fresh / DATA / name).is_file()]
    problems = []
    whole = say("all tables of this version")
    again = say("ask its sender for an update for this version of the program")
    if missing:
        found = say("no {names}", names=listed(missing))
        problems.append(Problem(path.name, found, whole, again))
    if new.as_of <= old.as_of:
        found = say("data as of {day}", day=str(new.as_of))
        later = say("data later than {day}, as shipped", day=str(old.as_of))
        problems.append(Problem(path.name, found, later, again))
    raise_if_any(problems)
    for name in (each for each in needed if each.endswith(".parquet")):
        lacking = _columns(shipped / name) - _columns(fresh / DATA / name)
        if lacking:
            found = say("{name}: no columns {columns}", name=name, columns=listed(sorted(lacking)))
            problems.append(Problem(path.name, found, whole, again))
    raise_if_any(problems)


def _columns(path: Path) -> set[str]:
    try:
        return set(pq.read_schema(path).names)
    except (OSError, ValueError):
        return set()
