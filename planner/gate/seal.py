"""Seal: what a command of this user, on this machine, said; known by a key outside all folders."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path

from platformdirs import user_state_dir

KEY_BYTES = 32


def seal(said: object) -> str:
    """Seal plain data (HMAC of SHA-256).

    Whoever can merely write into a folder, or send one, can make no seal of ours.
    """
    text = json.dumps(said, ensure_ascii=True, sort_keys=True)
    return hmac.new(_key(), text.encode(), hashlib.sha256).hexdigest()


def is_sealed(said: object, sealed: object) -> bool:
    """Whether a seal is ours, and of this."""
    return hmac.compare_digest(str(sealed).encode(), seal(said).encode())


@cache
def _key() -> bytes:
    """Read the key of this user, or make one; where none can be kept, one for this command."""
    path = Path(user_state_dir("planner", appauthor=False)) / "key"
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                os.write(handle, secrets.token_bytes(KEY_BYTES))
                os.fsync(handle)
            finally:
                os.close(handle)
        key = path.read_bytes()
        if len(key) == KEY_BYTES:
            return key
    return secrets.token_bytes(KEY_BYTES)
