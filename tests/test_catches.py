"""What is caught: errors of foreign input, and no defect of our own, which ends with 70."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from house import MODULES, inside, tree

# What our own code raises where it is wrong, and what is above it.
WIDE = {
    *("ArithmeticError", "AssertionError", "AttributeError", "BaseException", "Exception"),
    *("IndexError", "KeyError", "LookupError", "NameError", "TypeError"),
}
# Where one of these is caught and does not go on, how often, and why.
ALLOWED = {
    "words/numbers.py": (2, "a value of a table that may be missing: `float(value)` and no more"),
    "gate/documents.py": (1, "a key of YAML that cannot be one: its reader alone is within"),
    "gate/child.py": (2, "a child says what became of it; its answer is taken apart, no more"),
    "output/dossier/word/fields.py": (1, "a document of somebody else, opened by a library"),
    "output/dossier/tables/sheaf.py": (1, "a table in a record of somebody else, made again: its"
                                          " kinds and figures may be any"),
    "batch/processes.py": (1, "a stranger's scheduler is greeted, no more; its error is named"),
    "cli/errors.py": (2, "the door: whatever comes here is a defect, and ends with 70"),
    "optimize/bound/highs.py": (2, "within a callback of the solver: raised when it is back"),
    "verify/__init__.py": (1, "anything may stand in a certificate: what cannot be computed from"
                              " it is no proof, and a defect there is told, never passed"),
    "verify/choices/claims.py": (1, "the same of claims"),
}  # fmt: skip


def names(caught: ast.expr | None) -> set[str]:
    """Name what a handler catches; one without a name catches all."""
    if caught is None:
        return {"BaseException"}
    return {node.id for node in ast.walk(caught) if isinstance(node, ast.Name)}


def goes_on(handler: ast.ExceptHandler) -> bool:
    """Whether what was caught is raised again, unless something better is known of it."""
    inner = [node for node in ast.walk(handler) if isinstance(node, ast.Raise)]
    return any(node.exc is None for node in inner)


def wide(path: Path) -> int:
    """Count what a file catches and keeps that may be a defect of our own."""
    handlers = [node for node in ast.walk(tree(path)) if isinstance(node, ast.ExceptHandler)]
    calls = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    suppressed = [
        call
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id == "suppress"
        if any(names(arg) & WIDE for arg in call.args)
    ]
    kept = [each for each in handlers if names(each.type) & WIDE and not goes_on(each)]
    return len(kept) + len(suppressed)


@pytest.mark.parametrize("path", MODULES, ids=inside)
def test_no_defect_of_our_own_is_taken_for_a_fault_of_input(path: Path) -> None:
    count, _ = ALLOWED.get(inside(path), (0, ""))
    assert wide(path) == count


def test_what_is_allowed_is_there() -> None:
    assert ALLOWED.keys() <= {inside(path) for path in MODULES}
