"""Drives: whether a folder lies on a network, where SQLite's log ahead cannot be trusted."""

from __future__ import annotations

import re
import sys
from pathlib import Path

# What shared memory does not work on, by the name that the system gives the file system.
NETWORK = {
    *("nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "9p", "lustre", "glusterfs"),
    *("fuse.sshfs", "fuse.glusterfs", "fuse.davfs", "davfs", "fuse.rclone", "fuse.s3fs"),
}
MOUNTS = Path("/proc/self/mountinfo")
OCTAL = re.compile(r"\\([0-7]{3})")
"""How the table of mounts writes blanks, which it parts its columns by."""
REMOTE = 4
"""What ``GetDriveTypeW`` answers of a drive of another machine."""


def file_system(path: Path, mounts: str) -> str:
    """Name the file system on which a path lies, from the table of mounts that Linux gives."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        place, _, after = line.partition(" - ")
        mounted = Path(OCTAL.sub(lambda sign: chr(int(sign[1], 8)), place.split(" ")[4]))
        if path.is_relative_to(mounted) and len(mounted.parts) >= best:
            best, kind = len(mounted.parts), after.split(" ")[0]
    return kind


def on_network(path: Path) -> bool:
    """Whether a path lies on a drive of another machine, where the system says so.

    Notes
    -----
    Linux and Windows say it; of other systems it is not known, and nothing is refused.
    """
    path = path.absolute()
    if sys.platform == "win32":
        import ctypes

        anchor = path.resolve().anchor
        return anchor.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(anchor) == REMOTE
    if not MOUNTS.is_file():
        return False
    mounts = MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    return file_system(path.resolve(), mounts) in NETWORK
