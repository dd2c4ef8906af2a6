"""What the program is installed with: free of the GPL, named, and locked for CI alone."""

from __future__ import annotations

import ast
import configparser
import runpy
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from house import MODULES, ROOT, inside, tree
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

MADE = runpy.run_path(str(ROOT / "docs" / "dependencies.py"))
CONSTRAINTS = ROOT / ".ci" / "constraints.txt"
LOCKED = {
    canonicalize_name(asked.name): next(iter(asked.specifier)).version
    for line in CONSTRAINTS.read_text("utf-8").splitlines()
    if not line.startswith("#")
    for asked in [Requirement(line)]
}


def as_locked() -> bool:
    """Whether what is installed here is what CI installs."""
    try:
        return all(version(name) == pinned for name, pinned in LOCKED.items())
    except PackageNotFoundError:
        return False


def asked_for() -> Iterator[Requirement]:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    extras = config["options.extras_require"]
    for text in (config["options"]["install_requires"], *extras.values()):
        yield from map(Requirement, text.split("\n")[1:])


def test_the_main_job_needs_nothing_under_the_gpl() -> None:
    main = MADE["needed"]()
    assert len(main) > 30
    for name, package in main.items():
        said = package.metadata
        classed = [c for c in said.get_all("Classifier") or [] if c.startswith("License")]
        told = [str(said.get("License-Expression") or ""), MADE["licence"](package), *classed]
        assert any(told), name
        assert not any(MADE["GPL"].search(each) for each in told), name


@pytest.mark.parametrize(
    ("said", "is_gpl"),
    [
        ("GPL", True),
        ("GPL-3.0-or-later", True),
        ("AGPL-3.0", True),
        ("GNU General Public License v2 or later (GPLv2+)", True),
        ("LGPL-2.1-or-later", False),
        ("GNU Lesser General Public License v3", False),
        ("MIT", False),
    ],
)
def test_a_gpl_is_known_when_it_is_one(said: str, is_gpl: bool) -> None:
    assert bool(MADE["GPL"].search(said)) is is_gpl


def test_unidecode_comes_with_history_only() -> None:
    page = (ROOT / "docs" / "licences.md").read_text("utf-8")
    _, main, history, serve, site, test, shared = page.split("\n## ")
    assert "| unidecode | GPL |" in history
    assert "unidecode" not in main + serve + site + test
    # Those under the LGPL are files of their own, and named.
    assert "| libgeos | shapely | LGPL" in shared
    assert "unidecode" not in MADE["needed"]()


def test_the_page_of_licences_is_what_is_installed() -> None:
    page = (ROOT / "docs" / "licences.md").read_text("utf-8")
    if as_locked():
        assert page == MADE["page"]()
    # Newer releases may need others; what the program itself asks for is named in any case.
    assert all(f"| {canonicalize_name(asked.name)} |" in page for asked in asked_for())


def test_whatever_is_asked_for_is_locked_to_a_version_that_fits() -> None:
    for asked in asked_for():
        pinned = LOCKED[canonicalize_name(asked.name)]
        assert asked.specifier.contains(pinned), asked
    if as_locked():
        assert CONSTRAINTS.read_text("utf-8") == MADE["lock"]()


def test_only_ci_is_locked() -> None:
    """The first command as a newcomer has it; the lock before tools and tests."""
    run = (ROOT / ".ci" / "run").read_text("utf-8")
    first, lock, rest = (
        run.index(text) for text in ('step "${commands[0]}"', "export PIP_CONSTRAINT", "ruff check")
    )
    assert first < lock < rest
    assert "constraint" not in (ROOT / "install.sh").read_text("utf-8").lower()
    assert "constraint" not in (ROOT / "README.md").read_text("utf-8").lower()


# What runs what it reads.
RUNS = {"eval", "exec", "compile", "__import__"}
MODULES_THAT_RUN = {"pickle", "marshal", "shelve", "dill", "joblib", "cloudpickle", "yaml", "code"}
# What it pickles is a question to a child of its own, which alone reads it.
ASKS_A_CHILD = {
    "gate/child.py": {
        "pickle.dumps((limits, reads, task.__module__, task.__qualname__, arguments, named))",
        "pickle.load(sys.stdin.buffer)",
    }
}
CALLS_THAT_RUN = {"read_pickle", "to_pickle", "system", "popen", "unsafe_load", "full_load"}


@pytest.mark.parametrize("path", MODULES, ids=inside)
def test_nothing_that_is_read_is_run(path: Path) -> None:
    """No pickle, eval, exec or shell, and YAML as plain data only."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names]
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            run = {name.split(".")[0] for name in names} & MODULES_THAT_RUN
            assert run <= ({"pickle"} if inside(path) in ASKS_A_CHILD else set())
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name):
            assert node.func.id not in RUNS, f"line {node.lineno}"
        if isinstance(node.func, ast.Attribute):
            if ast.unparse(node.func.value) == "pickle":
                assert ast.unparse(node) in ASKS_A_CHILD[inside(path)], f"line {node.lineno}"
            assert node.func.attr not in CALLS_THAT_RUN, f"line {node.lineno}"
            if node.func.attr == "load" and any(k.arg == "allow_pickle" for k in node.keywords):
                raise AssertionError(f"line {node.lineno}")
        given = {k.arg: k.value for k in node.keywords}
        assert "shell" not in given, f"line {node.lineno}"
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        # What is written may be of any kind; what is read is read by one door, as plain data.
        if name == "YAML" and "typ" in given:
            assert isinstance(given["typ"], ast.Constant) and given["typ"].value == "safe"


def test_yaml_is_read_by_one_door() -> None:
    readers = {
        inside(path)
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in ("compose", "construct_document")
    }
    assert readers == {"gate/documents.py"}
