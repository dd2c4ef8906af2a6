"""Rights: what a process gives up before it parses what somebody else made."""

from __future__ import annotations

import ctypes
import os
import struct
import sys
import sysconfig
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from planner.gate.limits import Limits

if sys.platform != "win32":
    import resource

# Landlock, as the kernel's documentation numbers it (Linux 5.13 and later).
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
VERSION_FLAG, PATH_BENEATH = 1, 1
READ = (1 << 2) | (1 << 3)
"""Read a file, list a folder; all other rights to files are given up whole."""
RIGHTS_OF_VERSION = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1}
DEVICE_COMMANDS = (1 << 16) - 1
NETWORK = 0b11
"""Bind and connect of TCP, known since version 4."""
NO_NEW_PRIVILEGES, DIE_WITH_PARENT = 38, 1
KILLED = 9
FLAGS_OF_JOB = 0x0002 | 0x0008 | 0x0100 | 0x0400 | 0x2000
"""Limits of time, of processes (one) and of memory; no window on a crash; ends with its job."""


def give_up(limits: Limits, reads: Iterable[Path]) -> None:
    """Keep no more than what parsing needs: this process cannot have it back.

    Parameters
    ----------
    limits : Limits
    reads : iterable of Path
        Files and folders that may be read, beside the libraries.
    """
    if sys.platform == "win32":
        _into_job(limits)
        return
    limit_memory(limits)
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        _lock_land(reads)


def limit_memory(limits: Limits) -> None:
    """Take no more memory from now on; on Windows, which counts otherwise, nothing is limited."""
    if sys.platform == "win32":
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    wanted = _address_space() + limits.memory_bytes
    bytes_ = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    resource.setrlimit(resource.RLIMIT_AS, (bytes_, bytes_))


def _address_space() -> int:
    """Bytes of addresses that this process has: the limit counts them, used or not."""
    try:
        pages = int(Path("/proc/self/statm").read_bytes().split()[0])
    except (OSError, ValueError):
        return 3 << 30  # not told, as of a process that changed its user
    return pages * os.sysconf("SC_PAGE_SIZE")


def _lock_land(reads: Iterable[Path]) -> None:
    """Write nothing, run nothing, reach no machine; read what was named, and the libraries."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(DIE_WITH_PARENT, KILLED, 0, 0, 0)
    libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    version = libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(VERSION_FLAG))
    if version < 1:  # an older kernel, or one without it: the other limits stand
        return
    rights = RIGHTS_OF_VERSION.get(version, DEVICE_COMMANDS if version > 4 else (1 << 15) - 1)
    asked = struct.pack("=QQ", rights, NETWORK) if version >= 4 else struct.pack("=Q", rights)
    rules = libc.syscall(CREATE_RULESET, asked, ctypes.c_size_t(len(asked)), ctypes.c_uint32(0))
    if rules < 0:
        return
    for path in dict.fromkeys([*reads, *_libraries()]):
        with suppress(OSError):
            handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
            allowed = READ if path.is_dir() else 1 << 2
            rule = struct.pack("=Qi", allowed, handle)
            libc.syscall(ADD_RULE, rules, PATH_BENEATH, rule, ctypes.c_uint32(0))
            os.close(handle)
    libc.syscall(RESTRICT_SELF, rules, ctypes.c_uint32(0))
    os.close(rules)


def _libraries() -> list[Path]:
    """Where Python, its packages and ours lie; and what the system's loader looks up."""
    places = [Path(place) for place in sysconfig.get_paths().values()]
    own = Path(__file__).parents[1]
    loaded = [
        Path(module.__file__).parent
        for name in ("numpy", "pandas", "pyogrio", "pyarrow", "docx", "lxml", "jinja2")
        if (module := sys.modules.get(name)) is not None and module.__file__
    ]
    system = [Path(place) for place in ("/usr/lib", "/usr/share", "/lib", "/lib64")]
    devices = [Path(place) for place in ("/dev/null", "/dev/urandom", "/etc/ld.so.cache")]
    return [own, *places, *loaded, Path(sys.base_prefix) / "lib", *system, *devices]


def _into_job(limits: Limits) -> None:
    """Put this process into a job of its own, which Windows holds to its limits."""
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined, unused-ignore]
    kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = ctypes.c_void_p
    job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
    # JOBOBJECT_EXTENDED_LIMIT_INFORMATION: time in 100 ns, flags, sizes, one process; counters;
    # then memory of the process.  Native sizes and alignment, as in winnt.h.
    basic = struct.pack(
        "@qqLNNLNLL", limits.seconds * 10_000_000, 0, FLAGS_OF_JOB, 0, 0, 1, 0, 0, 0
    )
    memory = struct.pack("@NNNN", limits.memory_bytes, 0, 0, 0)
    said = basic + bytes(48) + memory
    kernel.SetInformationJobObject(job, 9, said, len(said))
    kernel.AssignProcessToJobObject(job, ctypes.c_void_p(kernel.GetCurrentProcess()))
