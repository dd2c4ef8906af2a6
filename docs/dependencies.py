"""What the program is installed with: their licences, and the versions that CI tests with.

``python docs/dependencies.py`` writes ``docs/licences.md`` from what is installed, and
``python docs/dependencies.py lock`` prints versions, as ``.ci/lock`` puts them into a file.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PAGE = Path(__file__).parent / "licences.md"
PROGRAM = "planner-dvhc"
EXTRAS = ("history", "serve", "site", "test")
GPL = re.compile(r"(?<![A-Z])A?GPL|(?<!Lesser )General Public License", re.IGNORECASE)
# Shared libraries inside of wheels: the licence that asks something of whoever passes them on.
INSIDE = {
    "libgeos": "LGPL-2.1-or-later",
    "libgfortran": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "libquadmath": "LGPL-2.1-or-later",
}
HEAD = """\
# Licences

Written by `docs/dependencies.py` from what is installed. Nothing that the main job needs is under
the GPL; `Unidecode`, which is, comes with the extra `history` only, and is installed by whoever
asks for earlier years. Of others this repository holds only the data that `data/boundaries/` names.
"""
SHARED = """\
## Shared libraries inside

Wheels of the main job bring these, each a file of its own that can be exchanged for another build,
as the LGPL asks; the exception of GCC lets programs under any licence run with its libraries.
"""


def needed(extra: str = "") -> dict[str, Distribution]:
    """Find all packages that the program needs, or an extra of it: name → what is installed."""
    found: dict[str, Distribution] = {}
    waiting = [(PROGRAM, (extra,))]
    while waiting:
        name, extras = waiting.pop()
        for line in distribution(name).requires or []:
            asked = Requirement(line)
            if asked.marker and not any(asked.marker.evaluate({"extra": e}) for e in ("", *extras)):
                continue
            key = canonicalize_name(asked.name)
            if key not in found:
                try:
                    found[key] = distribution(asked.name)
                except PackageNotFoundError:
                    continue
                waiting.append((asked.name, tuple(asked.extras)))
    return dict(sorted(found.items()))


def licence(package: Distribution) -> str:
    """Say the licence of a package, as it says so itself: in one line."""
    said = package.metadata
    given = (said.get("License-Expression") or said.get("License") or "").strip()
    if given and "\n" not in given and len(given) < 80:
        return given
    classed = [c.rpartition(" :: ")[2] for c in said.get_all("Classifier") or [] if "License" in c]
    return ", ".join(classed) or given.split("\n")[0]


def shared_libraries(packages: Iterable[Distribution]) -> list[tuple[str, str, str]]:
    """List shared libraries in packages whose licence asks something: library, package, licence."""
    rows = {
        (library, str(package.metadata["Name"]), said)
        for package in packages
        for file in package.files or []
        for library, said in INSIDE.items()
        if re.match(rf"{library}[-.]", file.name)
    }
    return sorted(rows)


def page() -> str:
    """Write the page."""
    main = needed()
    tables = {"The main job": main} | {
        f"The extra `{extra}`": {
            name: package for name, package in needed(extra).items() if name not in main
        }
        for extra in EXTRAS
    }
    parts = [HEAD]
    for title, packages in tables.items():
        rows = "".join(f"| {name} | {licence(each)} |\n" for name, each in packages.items())
        parts.append(f"## {title}\n\n| package | licence |\n|---|---|\n{rows}")
    rows = "".join(f"| {a} | {b} | {c} |\n" for a, b, c in shared_libraries(main.values()))
    parts.append(f"{SHARED}\n| library | in | licence |\n|---|---|---|\n{rows}")
    return "\n".join(parts)


def lock() -> str:
    """Write the version of everything that is needed, with all extras."""
    every = {n: p.version for extra in ("", *EXTRAS) for n, p in needed(extra).items()}
    lines = (f"{name}=={version}\n" for name, version in sorted(every.items()))
    return "# Versions with which all tests passed; `bash .ci/lock` writes them.\n" + "".join(lines)


if __name__ == "__main__":
    if sys.argv[1:] == ["lock"]:
        print(lock(), end="")
    else:
        PAGE.write_text(page(), encoding="utf-8", newline="\n")
