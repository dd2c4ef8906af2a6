"""Signatures of bundles, by the OpenSSH tool that is installed and keys that an office has."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from planner.errors import InputError, Problem
from planner.gate import COUNTS
from planner.words.text import Text, say, text

TOOL = "ssh-keygen"
USE = "planner-bundle"
"""A signature for another use is none for a bundle."""
ENDING = ".sig"
PRINT = re.compile(r"SHA256:[\w+/=]+")


@dataclass(frozen=True)
class Signature:
    """Who signed a bundle.

    Attributes
    ----------
    name : str
        As the file of names and keys has it; empty where it does not hold.
    key : str
        Hash of the public key.
    fault : Text or None
        Why it does not hold.
    """

    name: str = ""
    key: str = ""
    fault: Text | None = None


def signature_of(path: Path) -> Path:
    """Say where the signature of a bundle lies: beside it."""
    return path.with_name(path.name + ENDING)


def sign_file(path: Path, key: Path) -> bytes:
    """Sign a file; the tool asks for the words that guard a key.

    Parameters
    ----------
    path : Path
    key : Path
        The private key, or the public one of a key that an agent holds.

    Raises
    ------
    InputError
        There is no such tool, or no such key, or it does not sign.
    """
    if not key.is_file():
        raise _refusal(str(key), say("no such key"), say("a key of OpenSSH"), _MAKE_KEY)
    code, out, err = _asked(["sign", "-f", str(key), "-n", USE], path)
    if code != 0:
        found = text(err or str(code))
        raise _refusal(str(key), found, say("a key of OpenSSH"), _MAKE_KEY)
    return out


def signed_by(path: Path, names: Path) -> Signature:
    """Hold the signature beside a bundle against a file of names and keys.

    Parameters
    ----------
    path : Path
        The bundle.
    names : Path
        An ``allowed_signers`` file of OpenSSH: a line a name and its public key.

    Raises
    ------
    InputError
        There is no such tool, or no such file of names.
    """
    if not names.is_file():
        mend = say("write a line for each office: its name, then its public key")
        raise _refusal(str(names), say("no such file"), say("a file of names and keys"), mend)
    there = signature_of(path)
    if not there.is_file():
        return Signature(fault=say("{file}: no signature beside it", file=path.name))
    given = ["-n", USE, "-s", str(there), "-f", str(names)]
    code, out, _ = _asked(["find-principals", *given], path)
    found = out.decode("utf-8", "replace").split("\n")[0].strip()
    if code != 0 or not found:
        unknown = say("{file}: signed by none of {names}", file=there.name, names=names.name)
        return Signature(fault=unknown)
    name = found.split(",")[0]
    code, out, _ = _asked(["verify", *given, "-I", name], path)
    if code != 0:
        wrong = say("{file}: not the signature of this file by {name}", file=there.name, name=name)
        return Signature(fault=wrong)
    key = PRINT.search(out.decode("utf-8", "replace"))
    return Signature(name, key[0] if key else "")


_MAKE_KEY = say("make one with `ssh-keygen -t ed25519 -f FILE`, and name it")


def _asked(arguments: list[str], path: Path) -> tuple[int, bytes, str]:
    """Ask the tool about a file; exit code, what it gives, and its first line of complaint."""
    tool = shutil.which(TOOL)
    if tool is None:
        found, expected = say("no such program"), say("OpenSSH, which signs and verifies")
        mend = say("install OpenSSH (a part of Windows, macOS and every Linux)")
        raise _refusal(TOOL, found, expected, mend)
    with path.open("rb") as file:
        done = subprocess.run(
            [tool, "-Y", *arguments],
            stdin=file,
            capture_output=True,
            timeout=COUNTS.sign_seconds,
            check=False,
        )
    said = done.stderr.decode("utf-8", "replace").strip().split("\n")
    return done.returncode, done.stdout, said[0]


def _refusal(place: str, reason: Text, expected: Text, mend: Text) -> InputError:
    return InputError(Problem(place, reason, expected, mend))
