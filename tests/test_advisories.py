"""No library in use, nor the oldest that is allowed, has a fault that is publicly known.

The advisories are those that the package registry has as a package, of July 2021: what became
known later is not in them.  Whoever has a network asks `pip-audit` as well.
"""

from __future__ import annotations

import configparser
import json
import re
from importlib.metadata import distribution, distributions
from pathlib import Path

from house import ROOT
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

# As the package lies there: its own code looks for it in the working folder.
KNOWN: dict[str, list[dict[str, object]]] = json.loads(
    Path(str(distribution("safety-db").locate_file("safety_db/insecure_full.json"))).read_text(
        "utf-8"
    )
)


def advisories(name: str, version: str) -> list[str]:
    """Name the advisories that speak of a version of a package."""
    return [
        str(each["id"])
        for each in KNOWN.get(canonicalize_name(name), [])
        if any(Version(version) in SpecifierSet(str(spec)) for spec in each["specs"])  # type: ignore[attr-defined]
    ]


def test_a_fault_that_is_known_is_told() -> None:
    assert advisories("Jinja2", "2.10") and not advisories("jinja2", "3.1.6")


def test_no_library_that_is_installed_has_one() -> None:
    installed = {dist.metadata["Name"]: dist.version for dist in distributions()}
    told = {name: advisories(name, version) for name, version in installed.items()}
    assert {name: ids for name, ids in told.items() if ids} == {}
    assert len(installed) > 50


def test_nor_the_oldest_that_is_allowed() -> None:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    lines = setup["options"]["install_requires"].split("\n")
    for extra in setup["options.extras_require"].values():
        lines += extra.split("\n")
    asked = [Requirement(line) for line in lines if line.strip()]
    floors = {
        each.name: found[1]
        for each in asked
        if (found := re.search(r"(?:>=|==)([\d.]+)", str(each.specifier)))
    }
    told = {name: advisories(name, version) for name, version in floors.items()}
    assert {name: ids for name, ids in told.items() if ids} == {}
    assert len(floors) > 30
