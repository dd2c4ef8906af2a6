"""Names are those of the field: what a parameter is, not that somebody gave, found or asked it."""

import ast
from collections.abc import Iterator

from house import MODULES, inside, tree

PRIVATE = {"given", "held", "found", "asked", "told", "known", "stated", "begun", "beside"}

# Words that people write in their files, or read in ours: a name would part from its key.
KEYS = {
    ("errors.py", "Problem", "found"): "of messages as JSON",
    ("output/dossier/layout.py", "Ballot", "asked"): "of layouts of dossiers",
    ("output/reports/result.py", "RunRecord", "beside"): "of result.json",
    ("scenario/__init__.py", "Scenario", "beside"): "of scenarios",
}


def _names(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Give each parameter and field with its owner, and each class with itself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            every = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
            yield from ((node.name, each.arg) for each in every)
        if isinstance(node, ast.ClassDef):
            yield node.name, node.name.strip("_").lower()
            for part in node.body:
                if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
                    yield node.name, part.target.id


def test_no_parameter_field_or_type_is_a_participle() -> None:
    """What stands in users' files keeps its key; all else is named for what it is."""
    private = {
        (inside(path), owner, name)
        for path in MODULES
        for owner, name in _names(tree(path))
        if name in PRIVATE
    }
    assert private == set(KEYS)
