"""Archive: files packed into one, the same bytes for the same files; unpacked with suspicion."""

from __future__ import annotations

import json
import re
import stat
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from planner.errors import InputError, Problem, listed, raise_if_any
from planner.gate.files import digest_of, read_bytes
from planner.gate.limits import FILES, Files
from planner.words import number_text
from planner.words.text import Text, say

LIST = "bundle.json"
FORMAT = 1
# Names that Windows has for something else, with whatever ending.
DEVICES = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)")


def pack(folder: Path, path: Path, said: Mapping[str, object]) -> None:
    """Pack all files of a folder into an archive.

    Parameters
    ----------
    folder : Path
        Nothing of its own place, owner or time enters the archive.
    path : Path
        The archive (ZIP).
    said : mapping
        What is said of it beside the list of its files.

    Raises
    ------
    InputError
        A file has a name that other disks cannot have.
    """
    names = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    files = {name: digest_of(folder / name) for name in names}
    listing = json.dumps(
        {"format": FORMAT, **said, "files": files}, ensure_ascii=False, indent=1, sort_keys=True
    )
    with zipfile.ZipFile(path, "w") as archive:
        _add(archive, LIST, f"{listing}\n".encode())
        for name in names:
            _add(archive, name, (folder / name).read_bytes())
        strange = [entry.filename for entry in archive.infolist() if not _is_plain(entry)]
    if strange:
        raise InputError(
            Problem(
                listed(strange),
                say("names that not every disk can have"),
                say("names of letters, figures, spaces and dashes"),
                say("rename these files, and make the run again"),
            )
        )


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.create_system = 3
    entry.external_attr = (stat.S_IFREG | 0o644) << 16
    archive.writestr(entry, data, zipfile.ZIP_DEFLATED, 6)


def is_archive(path: Path) -> bool:
    """Whether a path leads to an archive that lists its files as ours do."""
    try:
        with zipfile.ZipFile(path) as archive:
            return LIST in archive.namelist()
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError):
        return False


def unpack(path: Path, folder: Path, limits: Files = FILES) -> dict[str, object]:
    """Unpack an archive that somebody sent into an empty folder.

    Returns
    -------
    dict
        What is said of it.

    Raises
    ------
    InputError
        It is damaged, larger than anything that the program writes, or has names that lead
        elsewhere or are the same on some disks; its files are not those that it lists.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            raise_if_any([_refusal(path, why) for why in _wrong(entries, path, limits)])
            left = limits.most_bytes
            for entry in entries:
                left -= _extract(archive, entry, folder / entry.filename, left, limits.at_once)
    except (OSError, EOFError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise _refusal_of(path, say("an archive that cannot be read ({fault})", fault=error)) from (
            error
        )
    said = _listing(folder / LIST)
    files = said.get("files")
    if said.get("format") != FORMAT or not isinstance(files, dict):
        raise _refusal_of(path, say("no list of files that this version reads"))
    names = {entry.filename for entry in entries} - {LIST}
    wrong = sorted(names ^ files.keys())
    wrong += [name for name in sorted(names & files.keys()) if not _is(folder / name, files[name])]
    if wrong:
        found = say("files that are not as they were packed: {files}", files=listed(wrong))
        raise _refusal_of(path, found)
    return said


def _wrong(entries: list[zipfile.ZipInfo], path: Path, limits: Files) -> list[Text]:
    """Say what speaks against unpacking, before anything is."""
    names = [entry.orig_filename for entry in entries]
    times = Counter(_on_some_disk(name) for name in names)
    same = sorted(name for name in names if times[_on_some_disk(name)] > 1)
    strange = [entry.orig_filename for entry in entries if not _is_plain(entry)]
    size = sum(entry.file_size for entry in entries)
    most = min(limits.most_bytes, limits.most_times * max(path.stat().st_size, 1))
    found = []
    if len(names) > limits.most_files:
        found.append(say("{count} files", count=number_text(len(names))))
    if size > most:
        found.append(say("{bytes} bytes when unpacked", bytes=number_text(size)))
    if strange:
        found.append(say("names that lead elsewhere: {names}", names=listed(map(ascii, strange))))
    if same:
        found.append(say("names that stand twice: {names}", names=listed(map(ascii, same))))
    if LIST not in names:
        found.append(say("no {names}", names=LIST))
    return found


def _on_some_disk(name: str) -> str:
    """Give a name as disks have it that know no upper case, or one form of a letter only."""
    return unicodedata.normalize("NFC", name).casefold()


def _is_plain(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry is a file inside the folder on every disk, and can be read by anybody."""
    name = entry.orig_filename
    parts = name.split("/")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    return (
        name == entry.filename
        and len(name) <= 240
        and not PurePosixPath(name).is_absolute()
        and kind in (0, stat.S_IFREG)
        and not entry.flag_bits & 0x1
        and not re.search(r'[\\:*?"<>|\x00-\x1f\x7f\u2028\u2029]', name)
        and all(
            part and part[0] != "." and part == part.rstrip(". ") and not DEVICES.match(part)
            for part in parts
        )
    )


def _extract(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path, most: int, at_once: int
) -> int:
    """Unpack one file, and count: what an archive says of sizes need not be true."""
    path.parent.mkdir(parents=True, exist_ok=True)
    size = 0
    with archive.open(entry) as source, path.open("xb") as target:
        while piece := source.read(at_once):
            size += len(piece)
            if size > most:
                raise ValueError("larger than it says")
            target.write(piece)
    return size


def _listing(path: Path) -> dict[str, object]:
    try:
        said = json.loads(read_bytes(path, FILES.most_document_bytes).decode("utf-8"))
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _is(path: Path, digest: object) -> bool:
    return digest_of(path) == digest


def _refusal(path: Path, reason: Text) -> Problem:
    return Problem(
        path.name,
        reason,
        say("a bundle as `planner bundle` writes it"),
        say("ask for it again; nothing was unpacked"),
    )


def _refusal_of(path: Path, reason: Text) -> InputError:
    return InputError(_refusal(path, reason))
