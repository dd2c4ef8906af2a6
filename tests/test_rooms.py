"""The size of rooms: files, packages and functions; types left unsaid, and numbers beside the code.

The table of `Any` can only shrink. A number that is not listed is policy, and belongs
into a record.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from house import HOUSE, MODULES, ROOT, inside, tree

MOST_LINES = 400
MOST_FILES = 12
MOST_LINES_OF_A_FUNCTION = 59
CODE = sorted(path for kind in ("*.py", "*.js", "*.css") for path in HOUSE.rglob(kind))

# `Any` that stands for itself, by file and number of times; that of a table's column
# (`pd.Series[Any]`) is what the library calls a column of any type, and is not counted.
HELD_OPEN = {"Series", "Index", "NDArray", "Graph"}
ANY: dict[str, dict[str, int]] = {
    "plain data, as YAML and JSON hold it; a model or the reader checks its shape": {
        "audit.py": 8,
        "cli/commands/checking.py": 2,
        "cli/commands/comparing.py": 2,
        "cli/errors.py": 1,
        "cli/help.py": 3,
        "documents.py": 9,
        "dossier/check.py": 1,
        "dossier/context.py": 1,
        "dossier/matter.py": 2,
        "law/overrides.py": 6,
        "law/reading.py": 11,
        "law/settle.py": 4,
        "optimize/certificate.py": 5,
        "optimize/effort/__init__.py": 1,
        "optimize/settings.py": 2,
        "optimize/widen/anysize.py": 1,
        "pipeline.py": 4,
        "plan/__init__.py": 1,
        "processes.py": 1,
        "replay/workbook.py": 1,
        "reports/comparison.py": 4,
        "reports/result.py": 15,
        "reports/owned.py": 2,
        "runs/__init__.py": 5,
        "runs/verifying.py": 4,
        "scenario/__init__.py": 1,
        "scenario/reading.py": 5,
        "sources/__init__.py": 1,
    },
    "plain data for the page, written as JSON": {
        "maps/comparison.py": 7,
        "maps/pages/country.py": 2,
        "maps/content.py": 3,
        "maps/document.py": 2,
        "maps/pages/prices.py": 2,
        "maps/pages/repairs.py": 2,
    },
    "a certificate of a stranger: everything in it is doubted": {
        "verify/__init__.py": 5,
        "verify/anysize/__init__.py": 6,
        "verify/anysize/people.py": 2,
        "verify/choices/alternatives.py": 4,
        "verify/check.py": 3,
        "verify/costs.py": 2,
        "verify/duals.py": 3,
        "verify/facts.py": 1,
        "verify/law.py": 3,
        "verify/pool.py": 7,
        "verify/seats.py": 3,
        "verify/stages.py": 12,
        "verify/verdict.py": 1,
    },
    "rows and cells, which pandas and GeoJSON give without types": {
        "cli/shown.py": 2,
        "depends/__init__.py": 2,
        "depends/case.py": 1,
        "depends/facts.py": 1,
        "depends/sentences.py": 2,
        "dossier/given.py": 3,
        "dossier/meeting.py": 2,
        "dossier/tables/table.py": 11,
        "maps/printed/sheets.py": 4,
        "replay/tables.py": 3,
        "sources/cells.py": 1,
        "sources/vietnam/embedded.py": 3,
    },
    "conditions of the law are trees of tests and values": {
        "law/describe.py": 3,
    },
    "outlines: shapely has a class for each kind, and none says what the others can": {
        "maps/printed/around.py": 11,
        "maps/outlines.py": 4,
        "maps/printed/contents/__init__.py": 1,
        "maps/printed/contents/borders.py": 1,
        "maps/printed/labels.py": 1,
        "maps/printed/pen.py": 2,
    },
    "deepcopy hands on a memo of anything": {
        "units/provenance.py": 1,
    },
    "Matplotlib: settings and canvases": {
        "maps/small/panels.py": 2,
        "maps/printed/__init__.py": 2,
    },
    "HiGHS and PuLP have no types": {
        "optimize/bound/highs.py": 7,
    },
    "XlsxWriter takes any value of a cell": {
        "reports/workbook/fields.py": 1,
        "reports/workbook/hanging.py": 1,
        "reports/workbook/sheets.py": 3,
    },
    "values that are put into a sentence": {
        "dossier/word/template.py": 1,
        "dossier/word/writer.py": 2,
        "words/text.py": 4,
    },
}

# Numbers that stand beside the code, by file, each with the reason why it is no policy.  Policy
# (how long, how many, how near, which device when) stands in records that are passed in:
# `optimize/effort/`, `groups/effort.py`, `verify/verdict.py`, settings.
NUMBERS: dict[str, dict[str, set[str]]] = {
    "widths of integers, and what lies beyond every sum in them": {
        "groups/maker.py": {"NEVER"},
        "optimize/arrangement.py": {"LARGEST_WEIGHED"},
        "optimize/conflicts.py": {"NO_PLAN"},
        "optimize/bound/pricing.py": {"BITS", "BITS_OF_A_PLAN", "LARGEST_SUM"},
        "optimize/objective.py": {"LARGEST_COST"},
        "optimize/search/beams.py": {"NO_GAP"},
        "optimize/search/marginals.py": {"NO_PLAN"},
        "optimize/search/states.py": {"BITS", "MIX", "ONE", "SHIFT"},
        "optimize/stages/bettering.py": {"UNKNOWN"},
        "optimize/widen/beyond.py": {"MOST_UNITS", "ONE"},
        "verify/duals.py": {"LIMIT"},
        "verify/frontier.py": {"ONE"},
        "verify/choices/borders.py": {"NO_PLAN"},
        "verify/anysize/squares.py": {"MOST_UNITS", "ONE"},
        "verify/pool.py": {"BITS"},
    },
    "tolerances of floats, and the end of their range": {
        "evidence/again.py": {"SHOWN"},
        "law/judge.py": {"RELATIVE_TOLERANCE"},
        "optimize/bound/pricing.py": {"MISSING"},
        "optimize/heuristics/diving.py": {"NOISE"},
        "optimize/heuristics/resplit.py": {"LEAST_GAIN"},
        "optimize/search/orders.py": {"MOST", "SAME"},
        "optimize/widen/beyond.py": {"NOISE"},
        "plan/__init__.py": {"SHARE_TOLERANCE"},
        "verify/anysize/squares.py": {"NOISE"},
        "verify/law.py": {"NOISE", "ROUNDED"},
    },
    "the unit in which another number is counted": {
        "optimize/bound/separation.py": {"PARTS"},
        "optimize/objective.py": {"COHESION_STEPS"},
        "optimize/search/trials.py": {"WHOLE"},
        "verify/frontier.py": {"WHOLE"},
    },
    "what is done at once: it bounds memory, and changes no result": {
        "groups/connected.py": {"SETS_AT_ONCE"},
        "optimize/bound/pricing.py": {"FIRST_GROUPS_A_UNIT", "GROUPS_AT_ONCE"},
        "optimize/bound/separation.py": {"SETS_AT_ONCE"},
        "optimize/widen/beyond.py": {"CHUNK"},
        "verify/anysize/squares.py": {"CHUNK"},
        "verify/pool.py": {"CHUNK"},
    },
    "formats of files, exit codes, and what embedded data are of": {
        "cli/errors.py": {"EXIT_INTERRUPTED"},
        "errors.py": {
            "EXIT_BAD_INPUT",
            "EXIT_DEFECT",
            "EXIT_DONE",
            "EXIT_INFEASIBLE",
            "EXIT_NOT_SATISFIED",
            "EXIT_TIME_LIMIT",
            "LONGEST_ON_WINDOWS",
            "OPEN_ELSEWHERE",
        },
        "bundle/archive.py": {"FORMAT"},
        "optimize/certificate.py": {"FORMAT"},
        "explain/claims.py": {"FORMAT"},
        "verify/choices/claims.py": {"FORMAT"},
        "dossier/given.py": {"HIGHEST_HEADING"},
        "dossier/word/fields.py": {"FIRST_BOOKMARK"},
        "dossier/word/paper.py": {"A_DAY", "ZIP_DAY"},
        "documents.py": {"MOST_BYTES", "MOST_SHOWN", "MOST_VALUES"},
        "reports/gis.py": {"DEGREES"},
        "reports/workbook/sheets.py": {"FIXED_DATE"},
        "replay/rounds.py": {"PUBLISHED"},
        "sources/vietnam/early_2025.py": {"BEFORE"},
        "sources/vietnam/embedded.py": {"FORMAT", "YEAR"},
        "sources/outlines/zones.py": {
            "DEGREES",
            "M_A_DEGREE",
            "NARROW_SCALE",
            "UTM",
            "VN_2000",
            "WIDE_SCALE",
        },
        "sources/vietnam/today.py": {"TODAY"},
        "verify/__init__.py": {"FORMAT"},
    },
    "files of the user: what no table of units and no system of coordinates comes near": {
        "sources/encodings.py": {"_APART", "_ENOUGH", "_LIKELY"},
        "sources/outlines/systems.py": {"COUNTRY", "MOST_PERCENT"},
        "sources/tables/grids.py": {"MOST_BYTES", "MOST_ROWS"},
        "sources/tables/plans.py": {"WITHIN"},
    },
    "what the press reports, and what it is held against": {
        "country/readings.py": {"DENSITIES", "SAID_BY_THE_MINISTRY"},
    },
    "outlines: below this length a border is only a contact": {
        "sources/outlines/repair.py": {"CONTACT_M"},
    },
    "outlines: what is so near over such a length has lost a border, and is asked about": {
        "units/gaps.py": {"AT_ONCE", "WIDTHS_M"},
    },
    "layout of pages, sheets and tables, and how much fits on them": {
        "compare/__init__.py": {"FEWEST_PLANS", "MOST_PLANS"},
        "maps/__init__.py": {"MOST_BYTES", "OUTLINE_BYTES"},
        "maps/comparison.py": {"LABEL_TOLERANCE_M", "MOST_BYTES", "OUTLINE_BYTES"},
        "maps/content.py": {"CLASS_ENDS", "OVERLAY_BYTES"},
        "maps/overlays.py": {"PIXELS_PER_MM"},
        "maps/printed/overlays.py": {"DOT_MM", "NAME_SIZES", "NEAR_MM"},
        "reports/workbook/hanging.py": {"MOST_NAMED"},
        "maps/country.py": {
            "A3",
            "FOOT_HIGH",
            "FOOT_MM",
            "FOOT_SIZES",
            "FOOT_TOP",
            "HOANG_SA_AT",
            "ISLET_M2",
            "LEFT",
            "MM_APART",
            "MM_A_LETTER",
            "MM_A_LINE",
            "PAPER_MM",
        },
        "maps/pages/country.py": {"LADDER_M", "MAINLAND", "MOST_BYTES", "OUTLINE_BYTES"},
        "explain/doubt/pictures.py": {"MOST_ROWS"},
        "maps/marked.py": {"NAMED_UP_TO", "WIDE"},
        "sweep/written.py": {"APART"},
        "maps/outlines.py": {"COARSEST_M", "DECIMALS", "FINEST_M"},
        "dossier/clauses.py": {"FEWEST_TOGETHER"},
        "dossier/word/grid.py": {
            *(
                "CAPITAL",
                "DIGIT",
                "KEPT_TOGETHER",
                "LETTER",
                "MM_A_POINT",
                "MOST_OF_A_WORD",
                "SIGN",
            ),
        },
        "dossier/word/paper.py": {"DEEPEST"},
        "maps/pages/prices.py": {"OUTLINE_BYTES"},
        "maps/pages/repairs.py": {"TOLERANCE_M"},
        "maps/small/panels.py": {"HEIGHT", "MOST_OF_A_MAP", "NAME_POINTS", "WIDTH"},
        "maps/printed/__init__.py": {"DPI"},
        "maps/printed/around.py": {
            *("BORDER_DASH", "BORDER_MM", "GRID", "LEAST_MM2", "OWN_SHARE", "SEA"),
        },
        "maps/printed/contents/__init__.py": {"DENSE"},
        "maps/printed/contents/borders.py": {"OUTSIDE"},
        "maps/printed/contents/categories.py": {"CASING", "EDGE"},
        "maps/printed/frame.py": {"GRID_KM", "LEAST_GRID_MM", "LEAST_TICK_MM", "TICK_MINUTES"},
        "maps/printed/labels.py": {"CLEARANCE", "GRID", "SPILLS"},
        "maps/printed/panel.py": {"CELL_GAP", "COLUMN_GAP", "FIRST_NOTES", "MOST"},
        "maps/printed/paper.py": {"LEAST_STRIP", "ROUND"},
        "maps/printed/pen.py": {
            *("AREA", "DRAWN_AT", "FRAME", "LEAST", "LINE", "MM_PER_POINT", "NAME"),
        },
        "maps/printed/sheets.py": {"DENSE_SIZES", "DISTRICT_SIZES", "ISLET_MM2", "NAME_SIZES"},
        "maps/small/__init__.py": {"COARSE", "DOTS", "EDGE", "TALLEST_IN", "WIDTH_IN"},
        "replay/report.py": {"SHOWN"},
        "reports/workbook/sheets.py": {
            *("A3", "A4", "LEAST_PAGES", "LETTER", "LINE", "MARGIN", "ROWS_A_PAGE"),
            "WIDEST_ON_A4",
        },
    },
}


def test_files_are_small() -> None:
    folders = (ROOT / name for name in ("benchmarks", "docs", "tests"))
    files = [*CODE, *(path for folder in folders for path in folder.rglob("*.py"))]
    long = {path for path in files if len(path.read_text("utf-8").splitlines()) > MOST_LINES}
    assert {path.relative_to(ROOT).as_posix() for path in long} == set()


def test_packages_are_small() -> None:
    held = Counter(path.parent.relative_to(ROOT).as_posix() for path in CODE)
    assert [name for name, count in held.items() if count > MOST_FILES] == []


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Give each function of a file with its number of lines, those of its docstring aside."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = int(node.end_lineno or 0) - node.lineno + 1
            if ast.get_docstring(node):
                said = node.body[0]
                lines -= int(said.end_lineno or 0) - said.lineno + 1
            yield node.name, lines


def test_functions_are_short() -> None:
    long = [
        f"{inside(path)}: {name}"
        for path in MODULES
        for name, lines in functions(path)
        if lines > MOST_LINES_OF_A_FUNCTION
    ]
    assert long == []


def test_functions_are_simple() -> None:
    """By the count of ruff; the limit stands in pyproject.toml."""
    command = [sys.executable, "-m", "ruff", "check", "--select", "C901", "--ignore-noqa"]
    done = subprocess.run(
        [*command, "--no-cache", "--exit-zero", "--output-format", "json", str(HOUSE)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    found = json.loads(done.stdout)
    assert [f"{each['filename']}: {each['message']}" for each in found] == []


def unsaid(path: Path) -> int:
    """Count the places of a file where a type is ``Any``."""
    held = {
        id(node)
        for outer in ast.walk(tree(path))
        if isinstance(outer, ast.Subscript)
        and isinstance(outer.value, ast.Attribute)
        and outer.value.attr in HELD_OPEN
        for node in ast.walk(outer.slice)
    }
    return sum(
        isinstance(node, ast.Name) and node.id == "Any" and id(node) not in held
        for node in ast.walk(tree(path))
    )


def test_types_are_said() -> None:
    allowed = {name: count for files in ANY.values() for name, count in files.items()}
    found = {inside(path): unsaid(path) for path in MODULES}
    assert {name: count for name, count in found.items() if count} == allowed


def is_number(node: ast.AST, known: set[str]) -> bool:
    """Tell a number, what is computed from numbers and names ``known``, and a row with one."""
    match node:
        case ast.Constant(value=value):
            return type(value) in (int, float)
        case ast.Name(id=name):
            return name in known
        case ast.UnaryOp(operand=inner):
            return is_number(inner, known)
        case ast.BinOp(left=left, right=right):
            return is_number(left, known) and is_number(right, known)
        case ast.Tuple(elts=values) | ast.List(elts=values):
            return any(is_number(value, known) for value in values)
        case ast.Call(args=values):
            return bool(values) and all(is_number(value, known) for value in values)
    return False


def numbers(path: Path) -> set[str]:
    """Name the numbers of a module: upper-case names on its first level."""
    known: set[str] = set()
    for node in tree(path).body:
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                pairs = list(zip(names, values))
            case ast.Assign(targets=[name], value=ast.expr() as value):
                pairs = [(name, value)]
            case ast.AnnAssign(target=name, value=ast.expr() as value):
                pairs = [(name, value)]
            case _:
                pairs = []
        for name, value in pairs:
            if isinstance(name, ast.Name) and name.id.isupper() and is_number(value, known):
                known.add(name.id)
    return known


def test_policy_is_data() -> None:
    """A new number is policy, and belongs into a record, or is listed with the reason why not."""
    listed: dict[str, set[str]] = {}
    for files in NUMBERS.values():
        for name, held in files.items():
            assert not listed.get(name, set()) & held, "a number has one reason"
            listed[name] = listed.get(name, set()) | held
    found = {inside(path): numbers(path) for path in MODULES}
    assert {name: held for name, held in found.items() if held} == listed
